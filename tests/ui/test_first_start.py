"""The first start with real keys, on an empty real database."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from invented import sample_catalogue
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from app.domain.addresses import AddressBook
from app.domain.errors import EnvironmentProblem
from app.domain.office import Role
from app.printing.qt_printer import PrinterEntry
from app.runtime.tasks import Hub, TaskRunner
from app.services.door import find_desk
from app.services.drafts import list_drafts
from app.services.house import House
from app.services.offices import list_calendar_days
from app.services.procedures import count_procedures
from app.services.staff import sign_in
from app.settings import LabelSize, SettingsFile
from app.ui import theme
from app.ui.context import Context
from app.ui.screens.first_start import DRAFT, FirstStartWizard
from app.ui.screens.first_start_answers import Answers
from app.ui.screens.settings_printers_ways import Ways
from app.ui.theme import Theme

pytestmark = pytest.mark.qt_log_ignore("This plugin does not support", extend=True)
PIN = "271828"
ADDRESSES = Path(__file__).resolve().parents[2] / "resources" / "addresses.tsv"
Open = Callable[[], FirstStartWizard]


@pytest.fixture(scope="module")
def book() -> AddressBook:
    """Give the communes of today."""
    return AddressBook.parse(ADDRESSES.read_bytes())


@pytest.fixture
def bare(house: House, book: AddressBook, tmp_path: Path, qtbot: QtBot) -> Iterator[Context]:
    """Give the context of a PC that has no office."""
    hub = Hub()
    runner = TaskRunner(hub)
    yield Context(house, runner, hub, SettingsFile.load(tmp_path / "settings.json"), book, lambda: None)
    qtbot.waitUntil(lambda: runner.is_idle)
    runner.close()


class Printers:
    """Two printers of an invented system; the label printer may be out of labels."""

    def __init__(self) -> None:
        self.sent: list[tuple[str, bytes]] = []
        self.out_of_labels = False

    def listing(self) -> list[PrinterEntry]:
        return [PrinterEntry("Laser", "Máy laser", True), PrinterEntry("Tem", "Máy tem", False)]

    def send(self, pdf: bytes, printer: str, _profile: object) -> None:
        if self.out_of_labels:
            raise EnvironmentProblem("Máy in tem hết giấy.", "Thay cuộn rồi in lại.", "printer-failed")
        self.sent.append((printer, pdf))


@pytest.fixture
def printers() -> Printers:
    return Printers()


@pytest.fixture
def open_wizard(bare: Context, printers: Printers, tmp_path: Path, qtbot: QtBot) -> Open:
    def _open() -> FirstStartWizard:
        ways = Ways(printers.listing, printers.send, tmp_path / "Giấy in")
        wizard = FirstStartWizard(bare, Ed25519PrivateKey.generate, sample_catalogue, ways)
        qtbot.addWidget(wizard)
        wizard.resize(1093, 508)
        wizard.show()
        wizard.activateWindow()
        qtbot.waitUntil(lambda: bare.runner.is_idle and bool(wizard.days.days), timeout=30_000)
        wizard.setFocus()
        return wizard

    return _open


def _focus() -> QWidget:
    widget = QApplication.focusWidget()
    assert widget is not None
    return widget


def _enter() -> None:
    QTest.keyClick(_focus(), Qt.Key.Key_Return)


def _fill_office(wizard: FirstStartWizard) -> None:
    QTest.keyClicks(_focus(), "vinh loi ca mau")
    _enter()  # takes the first hit
    prefix = wizard.office.office.fields["prefix"].edit
    prefix.setFocus()
    QTest.keyClicks(prefix, "h12.142")


def _fill_administrator(wizard: FirstStartWizard, pin: str = PIN) -> None:
    page = wizard.administrator
    page.name.edit.setText("Lê Thu Hà")
    page.name.edited.emit("")
    for field in (page.secret, page.again):
        field.edit.setFocus()
        QTest.keyClicks(field.edit, pin)


def test_newcomer_founds_the_office_with_the_keyboard(bare: Context, open_wizard: Open, qtbot: QtBot) -> None:
    wizard = open_wizard()
    _fill_office(wizard)
    _enter()
    assert wizard.step() == 1
    QTest.keyClick(_focus(), Qt.Key.Key_3)  # machine number 3
    _enter()
    _fill_administrator(wizard)
    _enter()
    assert wizard.step() == 3
    _enter()
    qtbot.waitUntil(lambda: bool(wizard.catalogue.procedures()))
    _enter()
    with qtbot.waitSignal(wizard.finished, timeout=20_000) as finished:
        _enter()
    actor = finished.args[0]
    desk = find_desk(bare.house)
    assert desk is not None
    assert desk.office.name == "Trung tâm Phục vụ hành chính công xã Vĩnh Lợi"
    assert desk.office.parent_agency == "UBND XÃ VĨNH LỢI"
    assert (desk.office.prefix, desk.office.number, desk.lanes, desk.counter_name) == ("H12.142", 142, (3,), "Quầy 3")
    assert actor.roles == (Role.ADMINISTRATOR, Role.RECEIVER)
    assert sign_in(bare.house, actor.staff_id, PIN).actor == actor
    assert count_procedures(bare.house) == len(sample_catalogue())
    assert len(list_calendar_days(bare.house, 2026)) > 10
    assert list_calendar_days(bare.house, 2027)
    assert list_drafts(bare.house, DRAFT) == []


def test_step_with_something_missing_stays_and_says_what(open_wizard: Open) -> None:
    wizard = open_wizard()
    wizard.go_on()
    assert wizard.step() == 0
    assert wizard.office.office.fields["name"].note() == "Chưa ghi tên"
    assert wizard.office.office.commune.note() == "Chưa chọn xã"
    _fill_office(wizard)
    wizard.go_on()
    assert wizard.step() == 1


@pytest.mark.parametrize(
    ("code", "note"), [("000.00.06.h56", "Đúng dạng cũ"), ("H12.10.15", "Đúng dạng mới"), ("XYZ", "Ví dụ H12.10.15")]
)
def test_agency_code_is_checked_in_both_formats_as_it_is_typed(open_wizard: Open, code: str, note: str) -> None:
    wizard = open_wizard()
    field = wizard.office.office.fields["prefix"]
    field.edit.setFocus()
    QTest.keyClicks(field.edit, code)
    assert field.note().startswith(note)


def test_easy_pin_and_a_slip_of_the_finger_are_caught(open_wizard: Open) -> None:
    wizard = open_wizard()
    _fill_office(wizard)
    wizard.go_on()
    wizard.go_on()
    _fill_administrator(wizard, "123456")
    wizard.go_on()
    assert wizard.step() == 2
    assert "dễ đoán" in wizard.administrator.secret.note()
    wizard.administrator.secret.edit.clear()
    wizard.administrator.again.edit.clear()
    _fill_administrator(wizard)
    QTest.keyClicks(wizard.administrator.again.edit, "9")
    wizard.go_on()
    assert wizard.step() == 2
    assert wizard.administrator.again.note() == "Chưa giống lần đầu"


def test_going_back_and_forth_loses_nothing(open_wizard: Open) -> None:
    wizard = open_wizard()
    _fill_office(wizard)
    wizard.go_on()
    wizard.counter.lane.setFocus()
    QTest.keyClick(_focus(), Qt.Key.Key_4)
    wizard.counter.name.edit.setText("Ô cửa 4")
    before = wizard.answers()
    QTest.keyClick(_focus(), Qt.Key.Key_Left, Qt.KeyboardModifier.AltModifier)
    assert wizard.step() == 0
    wizard.go_on()
    assert wizard.answers() == before
    assert before.lane == 4


def test_power_cut_loses_nothing_but_the_pin(bare: Context, open_wizard: Open, qtbot: QtBot) -> None:
    wizard = open_wizard()
    _fill_office(wizard)
    wizard.go_on()
    wizard.go_on()
    _fill_administrator(wizard)
    qtbot.waitUntil(lambda: bool(list_drafts(bare.house, DRAFT)))
    qtbot.waitUntil(lambda: list_drafts(bare.house, DRAFT)[0].data.get("administrator") == "Lê Thu Hà")
    assert PIN not in str(list_drafts(bare.house, DRAFT)[0].data)
    again = open_wizard()  # as after the next start
    qtbot.waitUntil(lambda: again.answers().administrator == "Lê Thu Hà")
    assert again.answers().office == wizard.answers().office
    assert again.step() == 2
    assert again.administrator.secret_text() == ""


def test_answers_survive_odd_drafts() -> None:
    odd = {"lane": "x", "step": -3, "office": {"name": 7, "prefix": "H12", "unknown": "?"}, "catalogue": "?"}
    answers = Answers.from_data(odd)
    assert (answers.lane, answers.step, answers.catalogue) == (1, 0, "sample")
    assert (answers.office.name, answers.office.prefix) == ("", "H12")
    assert Answers.from_data(answers.to_data()) == answers


def _to_printers(wizard: FirstStartWizard, qtbot: QtBot) -> None:
    _fill_office(wizard)
    wizard.go_on()
    wizard.go_on()
    _fill_administrator(wizard)
    wizard.go_on()
    wizard.go_on()
    wizard.skip()
    qtbot.waitUntil(lambda: wizard.printers.panel.listed)


def test_test_label_is_printed_looked_at_and_kept(
    bare: Context, open_wizard: Open, printers: Printers, qtbot: QtBot
) -> None:
    wizard = open_wizard()
    _to_printers(wizard, qtbot)
    panel = wizard.printers.panel
    panel.list.select_key("label")
    panel.printer.setCurrentIndex(panel.printer.findData("Tem"))
    panel.printer.activated.emit(panel.printer.currentIndex())
    panel.stock.size_choice.setCurrentIndex(panel.stock.size_choice.findData("72×22"))
    panel.stock.size_choice.activated.emit(panel.stock.size_choice.currentIndex())
    QTest.keyClick(wizard, Qt.Key.Key_T, Qt.KeyboardModifier.ControlModifier)
    qtbot.waitUntil(panel.asking)
    assert [name for name, _pdf in printers.sent] == ["Tem"]
    assert wizard.next_button.kind() == "normal"  # the question has the one filled button
    assert wizard.next_button.key().isEmpty()  # nor does Enter finish while it waits
    panel.list.setFocus()
    QTest.keyClick(panel.list, Qt.Key.Key_Return)
    assert panel.asking()
    assert panel.same.hasFocus()
    QTest.keyClick(_focus(), Qt.Key.Key_Y)
    assert not panel.asking()
    assert wizard.next_button.kind() == "main"
    with qtbot.waitSignal(wizard.finished, timeout=20_000):
        wizard.go_on()
    kept = SettingsFile.load(bare.settings.path).current
    assert kept.printers == {"label": "Tem"}
    assert kept.label == LabelSize(72, 22, 203)
    assert count_procedures(bare.house) == 0  # the catalogue was left for later


def test_printer_without_paper_says_so_and_does_not_stop_the_start(
    open_wizard: Open, printers: Printers, qtbot: QtBot
) -> None:
    wizard = open_wizard()
    _to_printers(wizard, qtbot)
    printers.out_of_labels = True
    panel = wizard.printers.panel
    panel.printer.setCurrentIndex(panel.printer.findData("Laser"))
    panel.printer.activated.emit(panel.printer.currentIndex())
    panel.print_trial()
    qtbot.waitUntil(lambda: "hết giấy" in panel.hint.text())
    with qtbot.waitSignal(wizard.finished, timeout=20_000):
        wizard.go_on()


@pytest.mark.parametrize("part", ["list", "trial", "again", "printer"])
def test_enter_on_the_printers_page_does_what_the_main_button_says(open_wizard: Open, qtbot: QtBot, part: str) -> None:
    wizard = open_wizard()
    _to_printers(wizard, qtbot)
    qtbot.waitUntil(wizard.printers.panel.again.is_ready)
    focus = getattr(wizard.printers.panel, part)
    focus.setFocus()
    with qtbot.waitSignal(wizard.finished, timeout=20_000):
        QTest.keyClick(focus, Qt.Key.Key_Return)


def test_without_a_printer_the_trial_is_a_pdf_in_the_folder(open_wizard: Open, tmp_path: Path, qtbot: QtBot) -> None:
    wizard = open_wizard()
    _to_printers(wizard, qtbot)
    wizard.printers.panel.print_trial()
    qtbot.waitUntil(wizard.printers.panel.asking)
    (file,) = (tmp_path / "Giấy in").iterdir()
    assert file.read_bytes().startswith(b"%PDF")


def test_demo_and_stop_are_offered_at_once(open_wizard: Open, qtbot: QtBot) -> None:
    wizard = open_wizard()
    with qtbot.waitSignal(wizard.demo_chosen):
        QTest.keyClick(wizard, Qt.Key.Key_D, Qt.KeyboardModifier.ControlModifier)
    with qtbot.waitSignal(wizard.stopped):
        QTest.keyClick(_focus(), Qt.Key.Key_Escape)


def test_every_step_has_room_at_125_percent_of_a_small_screen(open_wizard: Open, qtbot: QtBot) -> None:
    app = QApplication.instance()
    assert isinstance(app, QApplication)
    theme.apply(app, Theme(density="compact"))
    wizard = open_wizard()
    wizard.resize(1093, 534)
    for number in range(len(wizard.pages)):
        wizard._show_step(number)
        QApplication.processEvents()
        assert (wizard.width(), wizard.height()) == (1093, 534), wizard.pages[number].title
    for beside in (wizard.join, wizard.restore):
        wizard.show_beside(beside)
        QApplication.processEvents()
        assert (wizard.width(), wizard.height()) == (1093, 534), beside.title
