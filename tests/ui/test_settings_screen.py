"""The settings: devices, look, office, staff, calendar, backup; with real keys, on a real office."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from app.domain.calendar import DayKind
from app.domain.errors import EnvironmentProblem, UserError
from app.domain.office import Actor, Role
from app.printing.qt_printer import PrinterEntry
from app.scanning.wedge import Scan
from app.services.door import find_desk, list_staff
from app.services.house import Changed
from app.services.offices import change_office, list_calendar_days, set_calendar_days
from app.services.print_jobs import TICKET
from app.services.staff import add_staff, sign_in
from app.services.upkeep import back_up_now, list_backups
from app.settings import Language, SettingsFile, Terminator
from app.ui import theme
from app.ui.context import Context
from app.ui.screens import staff as staff_section
from app.ui.screens.calendar import CalendarSection
from app.ui.screens.calendar_form import read_day, to_day
from app.ui.screens.settings import SettingsScreen
from app.ui.screens.settings_backup import BackupSection
from app.ui.screens.settings_devices import PrintersSection
from app.ui.screens.settings_look import LookSection
from app.ui.screens.settings_office import OfficeSection
from app.ui.screens.settings_printers_ways import Ways
from app.ui.screens.settings_scanner import ScannerSection
from app.ui.screens.settings_tickets import TicketsSection
from app.ui.screens.staff import StaffSection
from app.ui.shell import MainShell
from app.ui.theme import Theme

pytestmark = pytest.mark.qt_log_ignore("This plugin does not support", extend=True)
CONTROL = Qt.KeyboardModifier.ControlModifier
Open = Callable[[str], SettingsScreen]


class Kept(dict[str, str]):
    """The window's own settings."""

    def get(self, key: str, default: str = "") -> str:  # type: ignore[override]
        return super().get(key, default)

    def set(self, key: str, value: str) -> None:
        self[key] = value


@pytest.fixture
def open_section(context: Context, qapp: QApplication, tmp_path: Path, qtbot: QtBot) -> Open:
    """Show a section of the settings in a real window."""
    theme.apply(qapp, Theme())
    shell = MainShell(Kept({"ui.window": ""}))
    qtbot.addWidget(shell)
    shell.resize(1366, 688)
    entries = [PrinterEntry("Laser", "Máy laser", True), PrinterEntry("Tem", "Máy tem", False)]
    screen = SettingsScreen(context, Ways(lambda: entries, lambda *_: None, tmp_path / "Giấy in"))
    shell.add_screen(screen)
    shell.show()

    def _open(section: str) -> SettingsScreen:
        shell.show_screen("settings", section)
        screen.open_section(section)
        qtbot.waitUntil(lambda: context.runner.is_idle)
        return screen

    return _open


def _clerk(context: Context, actor: Actor) -> Actor:
    staff_id = add_staff(context.house, actor, "Phạm Quốc Toàn", "NV08", "", (Role.RECEIVER,), "314159")
    return Actor(staff_id, "Phạm Quốc Toàn", "NV08", (Role.RECEIVER,))


def test_chosen_printer_holds_at_once_and_after_a_restart(context: Context, open_section: Open, qtbot: QtBot) -> None:
    page = open_section("printers").page()
    assert isinstance(page, PrintersSection)
    qtbot.waitUntil(lambda: page.panel.listed)
    page.panel.printer.setCurrentIndex(page.panel.printer.findData("Laser"))
    page.panel.printer.activated.emit(page.panel.printer.currentIndex())
    qtbot.waitUntil(lambda: context.settings.current.printers == {"a4": "Laser"})
    assert SettingsFile.load(context.settings.path).current.printers == {"a4": "Laser"}


def test_own_label_size_is_kept_only_within_reason(context: Context, open_section: Open, qtbot: QtBot) -> None:
    page = open_section("printers").page()
    assert isinstance(page, PrintersSection)
    panel = page.panel
    qtbot.waitUntil(lambda: panel.listed)
    panel.list.select_key("label")
    panel.stock.size_choice.setCurrentIndex(panel.stock.size_choice.findData("other"))
    panel.stock.size_choice.activated.emit(panel.stock.size_choice.currentIndex())
    panel.stock.width_mm.edit.setText("60,5")
    panel.stock.height_mm.edit.setText("4")
    panel.stock.height_mm.edit.setFocus()
    panel.list.setFocus()
    assert panel.stock.height_mm.state() == "bad"
    panel.stock.height_mm.edit.setText("40")
    panel.stock.height_mm.edit.setFocus()
    panel.list.setFocus()
    qtbot.waitUntil(lambda: context.settings.current.label.width_mm == 60.5)
    assert context.settings.current.label.height_mm == 40


def test_scanner_profile_is_told_to_the_window(context: Context, open_section: Open, qtbot: QtBot) -> None:
    screen = open_section("scanner")
    page = screen.page()
    assert isinstance(page, ScannerSection)
    with qtbot.waitSignal(screen.scanner_changed) as changed:
        page.end.setFocus()
        focus = QApplication.focusWidget()
        assert focus is not None
        QTest.keyClick(focus, Qt.Key.Key_3)
    assert changed.args[0].terminator is Terminator.TAB
    assert context.settings.current.scanner.terminator is Terminator.TAB


def test_trial_scan_shows_what_it_was_but_no_personal_data(open_section: Open) -> None:
    screen = open_section("scanner")
    page = screen.page()
    assert isinstance(page, ScannerSection)
    assert screen.on_scan(Scan("091190004321|123456789|TRẦN THỊ BÍCH PHƯỢNG|12031990|Nữ|Ấp Cái Dầy|10052022"))
    shown = page.seen.text() + page.detail.text()
    assert "Thẻ căn cước" in shown
    assert "PHƯỢNG" not in shown
    assert "091190004321" not in shown


def test_scan_goes_on_to_its_dossier_from_any_other_section(open_section: Open) -> None:
    assert not open_section("look").on_scan(Scan("H12.142-261119-3001"))


def test_theme_letters_and_lock_take_effect_at_once(context: Context, open_section: Open, qtbot: QtBot) -> None:
    screen = open_section("look")
    page = screen.page()
    assert isinstance(page, LookSection)
    page.theme.setFocus()
    focus = QApplication.focusWidget()
    assert focus is not None
    QTest.keyClick(focus, Qt.Key.Key_2)
    assert theme.current().mode == "dark"
    page.scale.chosen.emit("125")
    assert theme.current().scale == 125
    with qtbot.waitSignal(screen.lock_minutes_changed) as minutes:
        page.minutes.chosen.emit("5")
    assert minutes.args == [5]
    page.language.chosen.emit("en")
    qtbot.waitUntil(lambda: context.settings.current.language is Language.ENGLISH)
    kept = SettingsFile.load(context.settings.path).current
    assert (kept.theme.value, kept.font_scale, kept.idle_lock_minutes) == ("dark", 1.25, 5)


def test_office_is_changed_but_its_code_stays(context: Context, open_section: Open, qtbot: QtBot) -> None:
    page = open_section("office").page()
    assert isinstance(page, OfficeSection)
    # The office of the tests names no commune; it has to have one before anything is kept.
    commune = context.addresses.search("vinh loi ca mau")[0].commune
    page.fields.province.setCurrentIndex(page.fields.province.findData(commune.province.code))
    page.fields.commune.set_commune(commune)
    field = page.fields.fields["address"]
    field.edit.selectAll()
    QTest.keyClicks(field.edit, "12 Duong 30/4")
    saturday = page.fields.saturday
    saturday.set_value("same_day")
    saturday.chosen.emit("same_day")
    assert page.keep_button.is_ready()
    QTest.keyClick(page, Qt.Key.Key_S, CONTROL)

    def kept() -> bool:
        desk = find_desk(context.house)
        return desk is not None and desk.office.address == "12 Duong 30/4"

    qtbot.waitUntil(kept)
    desk = find_desk(context.house)
    assert desk is not None
    assert desk.office.prefix == "H12.142"
    assert desk.office.commune_code == commune.code
    assert desk.office.hours["saturday_intake"] == "same_day"
    assert page.fields.fields["prefix"].edit.isReadOnly()


def test_what_another_counter_changes_leaves_what_is_being_typed(
    context: Context, actor: Actor, open_section: Open, qtbot: QtBot
) -> None:
    page = open_section("office").page()
    assert isinstance(page, OfficeSection)
    page.fields.fields["address"].set_text("Ấp Mới")
    before = find_desk(context.house)
    assert before is not None
    changed = change_office(context.house, actor, replace(before.office, decider="Võ Minh Tâm"))
    context.hub.changed.emit(changed)
    qtbot.waitUntil(lambda: page.fields.fields["decider"].text() == "Võ Minh Tâm")
    assert page.fields.fields["address"].text() == "Ấp Mới"
    page.undo.press()
    qtbot.waitUntil(lambda: page.fields.fields["address"].text() == before.office.address)


def test_what_is_being_typed_outlives_a_lock_but_waits_for_nobody_else(
    context: Context, actor: Actor, open_section: Open, qtbot: QtBot
) -> None:
    clerk = _clerk(context, actor)
    screen = open_section("office")
    office, tickets = screen.pages["office"], screen.pages["tickets"]
    assert isinstance(office, OfficeSection)
    assert isinstance(tickets, TicketsSection)
    office.fields.fields["address"].set_text("Ấp Mới")
    screen.open_section("tickets")
    qtbot.waitUntil(lambda: context.runner.is_idle)
    tickets.names["A"].set_text("Hộ tịch")

    def come_back() -> tuple[str, str]:
        for section in ("office", "tickets"):
            screen.enter(section)
            qtbot.waitUntil(lambda: context.runner.is_idle)
        return office.fields.fields["address"].text(), tickets.names["A"].text()

    assert come_back() == ("Ấp Mới", "Hộ tịch")
    context.sign_in(clerk)
    assert come_back() == ("Ấp Cái Dầy, xã Vĩnh Lợi, tỉnh Cà Mau", "")


def test_a_person_being_typed_outlives_what_others_write_and_a_full_disk(
    context: Context, actor: Actor, open_section: Open, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object) -> Changed:
        raise EnvironmentProblem("Ổ đĩa đầy, chưa lưu được.", "Dọn ổ đĩa rồi bấm lại.", "DB-FULL")

    page = open_section("staff").page()
    assert isinstance(page, StaffSection)
    page.employer.set_text("Bưu điện")
    _clerk(context, actor)
    context.hub.changed.emit(Changed(frozenset({"staff"})))
    qtbot.waitUntil(lambda: len(page.list.rows()) == 2)
    assert page.employer.text() == "Bưu điện"
    monkeypatch.setattr(staff_section, "change_staff", full)
    page.keep_person()
    qtbot.waitUntil(page.trouble.isVisible)
    assert page.employer.text() == "Bưu điện"


def test_no_pin_that_one_person_typed_waits_for_another(
    context: Context, actor: Actor, open_section: Open, qtbot: QtBot
) -> None:
    clerk = _clerk(context, actor)
    screen = open_section("staff")
    page = screen.page()
    assert isinstance(page, StaffSection)
    page.begin_new()
    page.name.set_text("Pham Quoc Toan")
    page.secret.set_text("314159")
    screen.enter()
    assert (page.name.text(), page.secret.text()) == ("Pham Quoc Toan", "314159")
    context.sign_in(clerk)
    screen.enter()
    qtbot.waitUntil(lambda: context.runner.is_idle)
    assert (page.name.text(), page.secret.text()) == (actor.name, "")
    assert not page.keep_button.is_ready()


def test_clerk_sees_the_office_but_may_not_change_it(
    context: Context, actor: Actor, open_section: Open, qtbot: QtBot
) -> None:
    context.actor = _clerk(context, actor)
    page = open_section("office").page()
    assert isinstance(page, OfficeSection)
    assert page.refusal.isVisible()
    assert not page.keep_button.is_ready()
    assert not page.fields.isEnabled()


def test_choosing_the_printer_of_tickets_leaves_the_names_that_are_being_typed(
    context: Context, open_section: Open, qtbot: QtBot
) -> None:
    page = open_section("tickets").page()
    assert isinstance(page, TicketsSection)
    page.names["A"].set_text("Hộ tịch")
    page.printer.addItem("K80", "K80")
    page.printer.setCurrentIndex(page.printer.count() - 1)
    page._on_printer()
    qtbot.waitUntil(lambda: context.settings.current.printers.get(TICKET) == "K80")
    qtbot.waitUntil(lambda: context.runner.is_idle)
    assert page.names["A"].text() == "Hộ tịch"


def test_administrator_adds_a_person_who_can_sign_in(context: Context, open_section: Open, qtbot: QtBot) -> None:
    page = open_section("staff").page()
    assert isinstance(page, StaffSection)
    QTest.keyClick(page, Qt.Key.Key_N, CONTROL)
    QTest.keyClicks(page.name.edit, "Pham Quoc Toan")
    QTest.keyClicks(page.number.edit, "NV08")
    QTest.keyClicks(page.secret.edit, "314159")
    QTest.keyClicks(page.again.edit, "314158")
    QTest.keyClick(page, Qt.Key.Key_S, CONTROL)
    assert (page.again.state(), page.hint.text()) == ("bad", "Chưa giống lần đầu")
    page.again.edit.setText("314159")
    QTest.keyClick(page, Qt.Key.Key_S, CONTROL)
    qtbot.waitUntil(lambda: len(list_staff(context.house)) == 2)
    person = next(p for p in list_staff(context.house) if p.number == "NV08")
    assert person.roles == (Role.RECEIVER,)
    assert sign_in(context.house, person.staff_id, "314159").actor.name == "Pham Quoc Toan"
    qtbot.waitUntil(lambda: page.person() is not None and page.person().number == "NV08")  # type: ignore[union-attr]


def test_last_administrator_cannot_be_switched_off(context: Context, open_section: Open, qtbot: QtBot) -> None:
    page = open_section("staff").page()
    assert isinstance(page, StaffSection)
    page.active.setChecked(False)
    page.keep_person()
    qtbot.waitUntil(page.trouble.isVisible)
    assert page.active.isChecked()  # as it really is
    assert list_staff(context.house)[0].active


def test_somebody_who_left_may_not_sign_in_again(
    context: Context, actor: Actor, open_section: Open, qtbot: QtBot
) -> None:
    clerk = _clerk(context, actor)
    page = open_section("staff").page()
    assert isinstance(page, StaffSection)
    page.list.select_key(clerk.staff_id)
    page.active.setChecked(False)
    page.keep_person()
    qtbot.waitUntil(lambda: len(list_staff(context.house)) == 1)
    with pytest.raises(UserError):
        sign_in(context.house, clerk.staff_id, "314159")


def test_clerk_changes_only_the_own_pin(context: Context, actor: Actor, open_section: Open, qtbot: QtBot) -> None:
    clerk = context.actor = _clerk(context, actor)
    page = open_section("staff").page()
    assert isinstance(page, StaffSection)
    assert page.person() is not None
    assert not page.keep_button.is_ready()
    assert page.secret_button.label() == "Đổi mã của tôi"
    QTest.keyClick(page, Qt.Key.Key_M, CONTROL)
    for field in (page.secret, page.again):
        QTest.keyClicks(field.edit, "161803")
    page.keep_person()
    qtbot.waitUntil(lambda: page.secret_button.isVisible())
    assert sign_in(context.house, clerk.staff_id, "161803").actor == clerk
    page.list.select_key(actor.staff_id)
    assert not page.secret_button.is_ready()


def test_notice_of_the_government_is_entered_and_taken_back(
    context: Context, actor: Actor, open_section: Open, qtbot: QtBot
) -> None:
    page = open_section("calendar").page()
    assert isinstance(page, CalendarSection)
    page.day.edit.setFocus()
    QTest.keyClicks(page.day.edit, "2412")
    page.name.edit.setFocus()
    assert page.day.text() == "24/12/2026"
    page.kind.set_value(DayKind.IN_LIEU.value)
    QTest.keyClick(page, Qt.Key.Key_S, CONTROL)
    assert page.name.note() == "Chưa ghi tên ngày"
    QTest.keyClicks(page.name.edit, "Nghi bu")
    QTest.keyClick(page, Qt.Key.Key_S, CONTROL)
    wanted = date(2026, 12, 24)
    qtbot.waitUntil(lambda: any(day.day == wanted for day in list_calendar_days(context.house, 2026)))
    qtbot.waitUntil(lambda: context.runner.is_idle)
    assert page.list.select_key(wanted)
    QTest.keyClick(page, Qt.Key.Key_D, CONTROL)
    qtbot.waitUntil(
        lambda: [d.kind for d in list_calendar_days(context.house, 2026) if d.day == wanted] == [DayKind.WORKING]
    )


def test_standard_calendar_keeps_days_set_by_hand(
    context: Context, actor: Actor, open_section: Open, qtbot: QtBot
) -> None:
    own = to_day("15/06/2027", DayKind.OFF, "Ngày truyền thống của xã", 2027)
    set_calendar_days(context.house, actor, [own])
    page = open_section("calendar").page()
    assert isinstance(page, CalendarSection)
    page.year.set_value("2027")
    page.year.chosen.emit("2027")
    page.reseed()
    # The package that knows the holidays is loaded first: seconds on a busy machine.
    qtbot.waitUntil(lambda: len(list_calendar_days(context.house, 2027)) > 8, timeout=60_000)
    assert own in list_calendar_days(context.house, 2027)


@pytest.mark.parametrize(
    ("typed", "day"),
    [
        ("2411", date(2026, 11, 24)),
        ("241127", date(2027, 11, 24)),
        ("24/11", date(2026, 11, 24)),
        ("1/1/2027", date(2027, 1, 1)),
        ("24-11-27", date(2027, 11, 24)),
        ("31/02", None),
        ("", None),
        ("mai", None),
    ],
)
def test_days_are_typed_in_every_usual_way(typed: str, day: date | None) -> None:
    assert read_day(typed, 2026) == day


def test_backup_is_made_and_checked_now(context: Context, open_section: Open, qtbot: QtBot) -> None:
    page = open_section("backup").page()
    assert isinstance(page, BackupSection)
    assert page.last.text() == "Dữ liệu máy này chưa được sao lưu"
    assert page.empty.isVisible()
    QTest.keyClick(page, Qt.Key.Key_B, CONTROL)
    qtbot.waitUntil(lambda: len(list_backups(context.house)) == 1)
    qtbot.waitUntil(lambda: "Bản gần nhất" in page.last.text())
    assert page.list.isVisible()
    assert not page.empty.isVisible()


def test_backup_made_while_the_program_runs_shows_at_once(context: Context, open_section: Open, qtbot: QtBot) -> None:
    page = open_section("backup").page()
    assert isinstance(page, BackupSection)
    qtbot.waitUntil(page.empty.isVisible)
    context.house.backups.mkdir(parents=True, exist_ok=True)
    back_up_now(context.house)
    context.hub.changed.emit(Changed(frozenset({"backup"})))
    qtbot.waitUntil(lambda: "Bản gần nhất" in page.last.text())


def test_backup_into_a_folder_that_cannot_be_is_told_in_words(
    context: Context, open_section: Open, qtbot: QtBot
) -> None:
    context.house.backups.parent.mkdir(exist_ok=True)
    context.house.backups.write_text("a file where the folder should be")
    page = open_section("backup").page()
    assert isinstance(page, BackupSection)
    page.back_up()
    qtbot.waitUntil(page.trouble.isVisible)
    assert page.button.is_ready()
