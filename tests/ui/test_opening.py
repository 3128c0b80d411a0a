"""Starts under fire: every refusal is a sentence in a window of our own, and what was kept is still there."""

from __future__ import annotations

import errno
import os
import shutil
import sys
from collections.abc import Callable, Iterator
from contextlib import closing
from functools import partial
from pathlib import Path

import pytest
import sqlcipher3.dbapi2 as sqlcipher
from PySide6.QtCore import QLockFile, QTimer
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from app import bootstrap
from app.domain.errors import EnvironmentProblem
from app.paths import Folders
from app.services.demo import found_demo_office
from app.services.dossiers import count_dossiers
from app.services.house import House
from app.services.upkeep import back_up_now
from app.storage import database as database_module
from app.storage.database import open_connection
from app.storage.health import told_os_error
from app.storage.keys import KeyVault
from app.ui import theme
from app.ui.damages import Damages
from app.ui.installed import broken_fonts, missing_files
from app.ui.opening import Opening
from app.ui.screens.notice_window import NoticeWindow
from app.ui.start import Start
from app.ui.theme import Theme

pytestmark = pytest.mark.qt_log_ignore("This plugin does not support", extend=True)
REFUSED = r"WARNING app\.ui\.opening: start refused: "


class Clerk:
    """Sits before the windows that come up: reads each, and gives the answers laid out beforehand."""

    def __init__(self, *answers: int) -> None:
        self.answers = list(answers)
        self.read: list[str] = []
        self.between: Callable[[], object] = lambda: None
        self._timer = QTimer()
        self._timer.timeout.connect(self._look)
        self._timer.start(20)

    def _look(self) -> None:
        for window in QApplication.topLevelWidgets():
            if isinstance(window, NoticeWindow) and window.isVisible() and window.buttons:
                self.read.append(f"{window.accessibleName()} {window.accessibleDescription()}")
                self.between()
                window.give(self.answers.pop(0) if self.answers else len(window.buttons) - 1)
                return

    def leave(self) -> None:
        self._timer.stop()


@pytest.fixture
def sit(qapp: QApplication) -> Iterator[Callable[..., Clerk]]:
    """Give a clerk who answers."""
    theme.apply(qapp, Theme())
    clerks: list[Clerk] = []

    def make(*answers: int) -> Clerk:
        clerks.append(Clerk(*answers))
        return clerks[-1]

    yield make
    for clerk in clerks:
        clerk.leave()


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Found a demo office once, with a backup."""
    folder = tmp_path_factory.mktemp("office")
    folders = Folders.of(folder)
    folders.create()
    with bootstrap.open_house(folders, use_keyring=False) as (house, vault):
        found_demo_office(house, vault.device_key(), bootstrap.sample_catalogue())
        back_up_now(house)
    return folder


@pytest.fixture
def folders(office: Path, tmp_path: Path) -> Folders:
    """Return a copy of the office for this test alone."""
    shutil.copytree(office, tmp_path / "office")
    return Folders.of(tmp_path / "office")


def opened(folders: Folders) -> tuple[House, KeyVault] | None:
    opening = Opening(
        folders,
        partial(bootstrap._opened, folders, False),
        partial(bootstrap._key, folders, False),
        bootstrap.now_utc,
    )
    return opening.open()


def dossiers_of(result: tuple[House, KeyVault] | None) -> int:
    assert result is not None
    with closing(result[0].db):
        return count_dossiers(result[0])


def spoil(path: Path, place: int, data: bytes) -> None:
    with path.open("r+b") as file:
        file.seek(place)
        file.write(data)


@pytest.mark.parametrize(
    ("fault", "sentence"),
    [
        (lambda path: path.unlink(), "Không thấy tệp dữ liệu"),
        (lambda path: path.write_bytes(b""), "rỗng (0 byte)"),
        (lambda path: path.write_bytes(b"PK\x03\x04 not ours"), "bị cắt cụt"),
        (lambda path: path.write_bytes(bytes(40960)), "khóa không đúng hoặc tệp bị hỏng"),
        (lambda path: path.write_bytes(b"SQLite format 3\x00" + bytes(4080)), "không mã hóa"),
        (lambda path: spoil(path, 100, b"\xff" * 8), "khóa không đúng hoặc tệp bị hỏng"),
        (lambda path: os.truncate(path, path.stat().st_size // 4096 // 2 * 4096), "bị hỏng"),
        (lambda path: os.truncate(path, path.stat().st_size - 100), "bị cắt cụt"),
    ],
    ids=["gone", "empty", "foreign", "zeros", "plain", "first page", "half", "torn"],
)
def test_a_damaged_file_is_told_and_the_last_good_copy_brings_everything_back(
    folders: Folders,
    sit: Callable[..., Clerk],
    expected_log: Callable[[str], None],
    fault: Callable[[Path], object],
    sentence: str,
) -> None:
    expected_log(REFUSED + "DB-")
    fault(folders.database)
    hurt = folders.database.read_bytes() if folders.database.exists() else None
    clerk = sit(0)
    assert dossiers_of(opened(folders)) == 9
    [told] = clerk.read
    assert sentence in told
    assert "có đủ mọi việc đến" in told
    assert "không số nào cấp lại" in told
    asides = list(folders.data.glob("hong-*/quay.db"))
    assert [aside.read_bytes() for aside in asides] == ([] if hurt is None else [hurt]), "kept as it was"


def test_putting_the_restore_off_changes_nothing(
    folders: Folders, sit: Callable[..., Clerk], expected_log: Callable[[str], None]
) -> None:
    expected_log(REFUSED + "DB-CUT")
    os.truncate(folders.database, folders.database.stat().st_size - 100)
    before = {path: path.read_bytes() for path in folders.data.iterdir() if path.is_file()}
    sit(1)
    assert opened(folders) is None
    after = {path: path.read_bytes() for path in folders.data.iterdir() if path.is_file()}
    assert {path: data for path, data in after.items() if path.suffix not in (".db-shm", ".db-wal")} == before
    assert [path for path in after if path.suffix == ".db-wal" and path.stat().st_size] == []


def test_without_the_key_nothing_is_made_anew(
    folders: Folders, sit: Callable[..., Clerk], expected_log: Callable[[str], None]
) -> None:
    expected_log(REFUSED + "KEY-LOST")
    key = folders.keys / "database.key"
    secret = key.read_bytes()
    key.unlink()
    clerk = sit(0, 2)
    clerk.between = lambda: key.write_bytes(secret) if len(clerk.read) == 1 else None  # the administrator brings it
    assert dossiers_of(opened(folders)) == 9
    assert "Mất khóa dữ liệu" in clerk.read[0]


def test_with_a_wrong_key_no_copy_opens_and_that_is_said(
    folders: Folders, sit: Callable[..., Clerk], expected_log: Callable[[str], None]
) -> None:
    expected_log(REFUSED + "DB-KEY")
    expected_log("backup damaged")
    (folders.keys / "database.key").write_text("ab" * 32)
    before = folders.database.read_bytes()
    clerk = sit(2)
    assert opened(folders) is None
    assert "khóa không đúng" in clerk.read[0]
    assert "Không có bản sao lưu nào mở được" in clerk.read[0]
    assert folders.database.read_bytes() == before


def test_a_database_of_a_newer_program_is_left_alone(
    folders: Folders, sit: Callable[..., Clerk], expected_log: Callable[[str], None]
) -> None:
    expected_log(REFUSED + "DB-NEWER")
    key = bootstrap._key(folders, False)
    with closing(open_connection(folders.database, key)) as connection:
        connection.execute("UPDATE alembic_version SET version_num = '9999'")
    clerk = sit(2)
    assert opened(folders) is None
    assert "bản chương trình mới hơn" in clerk.read[0]


def test_a_held_database_is_waited_for_then_told_and_opens_once_let_go(
    folders: Folders, sit: Callable[..., Clerk], expected_log: Callable[[str], None], monkeypatch: pytest.MonkeyPatch
) -> None:
    expected_log(REFUSED + "DB-LOCK")
    monkeypatch.setattr(database_module, "BUSY_TIMEOUT_MS", 300)
    key = bootstrap._key(folders, False)
    holder = sqlcipher.connect(str(folders.database), isolation_level=None)
    holder.execute(f"PRAGMA key = \"x'{key.hex()}'\"")
    holder.execute("PRAGMA locking_mode = EXCLUSIVE")
    holder.execute("BEGIN EXCLUSIVE")
    holder.execute("UPDATE alembic_version SET version_num = version_num")
    clerk = sit(0, 0)
    clerk.between = holder.close
    assert dossiers_of(opened(folders)) == 9
    assert "đang giữ dữ liệu" in clerk.read[0]


@pytest.mark.parametrize(
    ("number", "sentence"),
    [
        (errno.ENOSPC, "Ổ đĩa đầy"),
        (errno.EACCES, "không cho ghi"),
        (errno.EROFS, "không cho ghi"),
        (errno.ENOENT, "Không thấy thư mục"),
        (errno.EINVAL, "Không dùng được thư mục"),
    ],
)
def test_trouble_with_the_folders_is_told_by_its_kind(
    tmp_path: Path,
    qapp: QApplication,
    sit: Callable[..., Clerk],
    repository: Path,
    monkeypatch: pytest.MonkeyPatch,
    number: int,
    sentence: str,
) -> None:
    def refuse(_folders: Folders) -> None:
        raise OSError(number, os.strerror(number), "/usb")

    monkeypatch.setattr(Folders, "create", refuse)
    clerk = sit(1)
    start = Start(qapp, Folders.of(tmp_path), repository / "resources")
    assert start.prepare() == 2
    start.close()
    assert sentence in clerk.read[0]
    assert "không thay đổi" in clerk.read[0]
    assert told_os_error(OSError(number, "")).sentence


def lock_left_by(application: QApplication, folders: Folders) -> str:
    """Leave the lock that a process of our own number and name left when the power went; return its text."""
    folders.create()
    lock = QLockFile(str(folders.data / "quay.lock"))
    assert lock.tryLock(0)
    text = (folders.data / "quay.lock").read_text()
    lock.unlock()
    assert text.startswith(f"{application.applicationPid()}\n")
    (folders.data / "quay.lock").write_text(text)
    return text


def test_a_lock_left_by_a_dead_process_that_had_our_number_is_taken_over(
    tmp_path: Path, qapp: QApplication, sit: Callable[..., Clerk], repository: Path
) -> None:
    lock_left_by(qapp, Folders.of(tmp_path))
    clerk = sit(1)
    start = Start(qapp, Folders.of(tmp_path), repository / "resources")
    assert start.prepare() is None
    start.close()
    assert clerk.read == []


def test_a_window_that_hangs_keeps_its_data_for_itself(
    tmp_path: Path,
    qapp: QApplication,
    sit: Callable[..., Clerk],
    repository: Path,
    expected_log: Callable[[str], None],
) -> None:
    expected_log("This plugin does not support")
    folders = Folders.of(tmp_path)
    folders.create()
    held = QLockFile(str(folders.data / "quay.lock"))
    held.setStaleLockTime(0)
    assert held.tryLock(0)
    clerk = sit(1)
    start = Start(qapp, folders, repository / "resources")
    assert start.prepare() == 3
    start.close()
    assert "chưa trả lời" in clerk.read[0]
    assert held.isLocked()
    held.unlock()


def test_a_font_cut_off_by_a_broken_copy_is_told_and_the_start_goes_on(
    tmp_path: Path, qapp: QApplication, sit: Callable[..., Clerk], repository: Path, qtbot: QtBot
) -> None:
    resources = tmp_path / "resources"
    shutil.copytree(repository / "resources", resources)
    assert (missing_files(resources), broken_fonts(resources)) == ([], [])
    os.truncate(resources / "fonts" / "LiberationSerif-Bold.ttf", 100_000)
    (resources / "fonts" / "BeVietnamPro-Bold.ttf").unlink()
    clerk = sit(0)
    start = Start(qapp, Folders.of(tmp_path / "run"), resources)
    assert start.prepare() is None
    start.close()
    assert "LiberationSerif-Bold.ttf" in clerk.read[0]
    assert "BeVietnamPro-Bold.ttf" in clerk.read[0]
    (resources / "addresses.tsv").unlink()
    start = Start(qapp, Folders.of(tmp_path / "run"), resources)
    assert start.prepare() == 2
    start.close()
    assert "addresses.tsv" in clerk.read[1]


def test_an_error_of_ours_says_what_was_kept_and_where_the_report_lies(
    tmp_path: Path, qapp: QApplication, sit: Callable[..., Clerk], repository: Path, qtbot: QtBot,
    expected_log: Callable[[str], None],
) -> None:  # fmt: skip
    expected_log("uncaught|This plugin does not support")
    clerk = sit()
    start = Start(qapp, Folders.of(tmp_path), repository / "resources")
    assert start.prepare() is None
    try:
        raise ZeroDivisionError
    except ZeroDivisionError as error:
        sys.excepthook(ZeroDivisionError, error, error.__traceback__)
    qtbot.waitUntil(lambda: bool(clerk.read))
    start.close()
    assert "Mọi hồ sơ đã nhận đều nằm trên máy" in clerk.read[0]
    assert str(tmp_path / "logs" / "quay.log") in clerk.read[0]
    assert "ZeroDivisionError" in (tmp_path / "logs" / "quay.log").read_text("utf-8")


def test_a_page_spoilt_during_work_is_told_and_the_work_goes_on_until_the_restore_is_wanted(
    folders: Folders, qtbot: QtBot, sit: Callable[..., Clerk]
) -> None:
    spoilt = range(2, folders.database.stat().st_size // 4096)
    with bootstrap.open_house(folders, use_keyring=False) as (house, _vault):
        window = QWidget()
        qtbot.addWidget(window)
        damages = Damages(house.db, window)
        for page in spoilt:
            spoil(folders.database, page * 4096 + 100, b"\xff" * 8)
        clerk = sit(1)
        with pytest.raises(EnvironmentProblem) as told:
            count_dossiers(house)
        assert told.value.code == "DB-BAD"
        qtbot.waitUntil(lambda: len(clerk.read) == 1)
        assert "không tệp nào bị xóa" in clerk.read[0]
        assert damages.to_be_mended is None, "put off: the window stays"
        with pytest.raises(EnvironmentProblem):
            count_dossiers(house)
        damages.close()
    assert len(clerk.read) == 1, "not told again at each click"
