"""The server in the settings: exchange by file, the recovery sheet, signing in without the server, a changed key."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from app.domain.office import Actor, Role
from app.printing.raster import iter_page_images
from app.protocol.exchange_files import Answered, FileKeys, FileKind, read_head, seal
from app.services.house import the_desk
from app.services.offline_sign_in import offline_term
from app.settings import PrinterProfile
from app.storage import identities
from app.storage.server_place import ServerPlace, load_server, save_server
from app.storage.server_trust import ServerTrust, save_trust
from app.sync.certificate import ShownKey
from app.ui.context import Context
from app.ui.screens.exchange_files import export_file, receive_file
from app.ui.screens.settings_printers_ways import Ways
from app.ui.screens.settings_server import ServerSection

pytestmark = pytest.mark.qt_log_ignore("This plugin does not support", extend=True)

KEY = Ed25519PrivateKey.from_private_bytes(bytes(range(32)))
SERVER = FileKeys.of_server(bytes(32))


@dataclass
class Counter:
    """The server's section, and what the printer got."""

    qtbot: QtBot
    section: ServerSection
    context: Context
    printed: list[tuple[bytes, str]]

    def enter(self) -> None:
        self.section.enter()
        self.settle()

    def settle(self) -> None:
        """Wait until nothing is under way."""
        for _ in range(3):
            self.qtbot.waitUntil(lambda: self.context.runner.is_idle)
            QApplication.processEvents()


@pytest.fixture
def counter(busy: Context, qtbot: QtBot) -> Counter:
    context = busy
    context.device_key = lambda: KEY
    printed: list[tuple[bytes, str]] = []

    def send(pdf: bytes, printer: str, _profile: PrinterProfile) -> None:
        printed.append((pdf, printer))

    section = ServerSection(context, Ways(listing=list, send=send))
    qtbot.addWidget(section)
    section.show()
    return Counter(qtbot, section, context, printed)


def join(context: Context, heard: timedelta = timedelta(0)) -> None:
    now = context.house.clock()
    with context.house.db.write() as session:
        own = identities.identity(session)
        assert own is not None
        place = ServerPlace(
            "https://quay.vidu.vn", "3f" * 32, own.device_id, "96", (), "e", 1, now - heard, now - heard
        )
        save_server(session, place)
        save_trust(session, ServerTrust(SERVER.public))


def test_a_file_goes_out_and_its_answer_comes_in(counter: Counter, qtbot: QtBot, tmp_path: Path) -> None:
    context = counter.context
    join(context)
    counter.enter()
    out = export_file(context, counter.section)
    out.folder = tmp_path
    counter.settle()
    out.go()
    qtbot.waitUntil(lambda: not out.is_busy)
    assert out.written is not None
    assert "việc, từ 09:04" in out.told.text()
    head = read_head(out.written.read_bytes())
    with context.house.db.read() as session:
        assert head.device_id == the_desk(session).device_id
    out.reject()
    counter.settle()
    assert context.settings.current.exchange_folder == str(tmp_path)
    said = Answered(about=bytes(32), server_time=datetime(2026, 11, 19, 3, tzinfo=UTC))
    answer = tmp_path / "quay-tra-loi.qxf"
    answer.write_bytes(
        seal(FileKind.ANSWER, head.device_id, SERVER, FileKeys.of_device(KEY).public[32:], said.server_time, [said])
    )
    back = receive_file(context, counter.section)
    assert not back.main_button.is_ready()
    back.choose_file(out.written)
    back.go()
    qtbot.waitUntil(lambda: not back.is_busy)
    assert "không phải tệp trả lời cho máy này" in back.told.text()
    back.choose_file(answer)
    back.go()
    qtbot.waitUntil(lambda: not back.is_busy)
    assert "Không có gì mới" in back.told.text()
    back.reject()
    counter.settle()


def test_the_sheet_goes_to_paper_and_nowhere_else(counter: Counter, qtbot: QtBot, tmp_path: Path) -> None:
    context, panel = counter.context, counter.section.by_hand
    counter.enter()
    jobs = context.house.db.rows("SELECT count(*) FROM print_jobs")
    assert "Chưa có" in panel.sheet_told.text()
    panel.sheet_button.click()
    assert "chỉ in ra giấy" in counter.section.trouble._heading.text()
    assert counter.printed == []
    assert not (context.house.backups / "khoa-khoi-phuc.json").exists()  # no sheet, no key
    context.settings.change(printers={"a4": "Máy in tầng 1"})
    panel.sheet_button.click()
    qtbot.waitUntil(lambda: counter.printed != [] and "đang dùng" in panel.sheet_told.text())
    [(pdf, printer)] = counter.printed
    assert printer == "Máy in tầng 1"
    assert len(list(iter_page_images(pdf, 50))) == 1
    kept = [path for path in tmp_path.rglob("*") if path.is_file() and pdf in path.read_bytes()]
    assert kept == []
    assert context.house.db.rows("SELECT count(*) FROM print_jobs") == jobs


def test_an_administrator_extends_once_and_sets_the_days(counter: Counter, qtbot: QtBot) -> None:
    context, panel = counter.context, counter.section.by_hand
    join(context, timedelta(days=6))
    counter.enter()
    qtbot.waitUntil(panel.extend_button.isVisible)
    assert "Sắp hết" in panel.term_told.text()
    panel.extend_button.click()
    counter.settle()
    term = offline_term(context.house)
    assert term is not None
    assert term.is_extended
    panel.days.setText("30")
    panel.keep_days()
    counter.settle()
    term = offline_term(context.house)
    assert term is not None
    assert term.days == 30


def test_a_changed_key_is_shown_beside_the_old_one_and_accepted_by_an_administrator(
    counter: Counter, qtbot: QtBot
) -> None:
    context, panel = counter.context, counter.section.key_panel
    join(context)
    counter.enter()
    assert panel.isHidden()
    panel.show_for("3f" * 32, is_refused=True)
    assert not panel.accept_button.is_ready()  # first look
    panel._on_seen(ShownKey("a1" * 32, "CN=quay.vidu.vn", datetime(2028, 1, 1, tzinfo=UTC)))
    assert panel.old.text().startswith("3F3F 3F3F")
    assert panel.new.text().startswith("A1A1 A1A1")
    panel.accept_button.click()
    counter.settle()
    with context.house.db.read() as session:
        place = load_server(session)
        assert place is not None
        assert place.pin == "a1" * 32


def test_a_new_address_stays_while_its_code_is_typed(counter: Counter) -> None:
    join(counter.context)
    counter.enter()
    section = counter.section
    section.again_button.click()
    section.address.set_text("https://may-moi.vidu.vn")
    section.code.setFocus()
    section.refresh()  # the line told how it is
    counter.settle()
    assert section.address.text() == "https://may-moi.vidu.vn"


def test_whoever_may_not_change_the_office_only_looks(counter: Counter) -> None:
    context = counter.context
    join(context)
    context.sign_in(Actor("x", "Lý Thị Út", roles=(Role.RECEIVER,)))
    counter.enter()
    counter.section.key_panel.show_for("3f" * 32, is_refused=True)
    panel = counter.section.by_hand
    assert [panel.sheet_button.is_ready(), panel.days.isEnabled()] == [False, False]
    assert not counter.section.key_panel.look_button.is_ready()
    assert panel.export_button.is_ready()  # carrying files is everybody's
