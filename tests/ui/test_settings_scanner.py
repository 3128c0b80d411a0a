"""The scanners' settings: trial scans, a keyboard scanner learned, serial ports taken and let go, the sheet printed."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from app.domain.errors import EnvironmentProblem
from app.domain.trial_codes import TRIAL_CARD, trial_bars
from app.runtime.serial_reader import PortEntry
from app.scanning.learning import LEARNING
from app.scanning.wedge import Arrival, Scan
from app.settings import SerialPort, SettingsFile, Terminator, WedgeProfile
from app.ui import theme
from app.ui.context import Context
from app.ui.screens.settings_printers_ways import Ways
from app.ui.screens.settings_scanner import ScannerSection
from app.ui.theme import Theme

pytestmark = pytest.mark.qt_log_ignore("This plugin does not support", extend=True)
CARD = "095190004321|362123456|Trần Thị Bích Phượng|12031990|Nữ|Ấp Cái Dầy, xã Vĩnh Lợi, Cà Mau|10052022"
TELEX = "095190004321||Lee Thij Asnh|12031990|Nuwx|xax Vixnh Lowji, Caf Mau|10052022"
ENTRIES = [PortEntry("COM3", "Symbol Bar Code Scanner", "05E0:1701:S1"), PortEntry("COM1", "COM1")]
Make = Callable[..., ScannerSection]


@pytest.fixture
def make(context: Context, qapp: QApplication, tmp_path: Path, qtbot: QtBot) -> Iterator[Make]:
    """Give a maker of the section in a window of its own."""
    theme.apply(qapp, Theme())
    made: list[ScannerSection] = []

    def _make(
        send: Callable[..., object] = lambda *_: None,
        listing: Callable[[], list[PortEntry]] = lambda: list(ENTRIES),
    ) -> ScannerSection:
        page = ScannerSection(context, Ways(list, send, tmp_path / "Giấy in"), listing)
        qtbot.addWidget(page)
        page.resize(900, 640)
        page.show()
        page.enter()
        qtbot.waitUntil(lambda: page.ports.listed)
        made.append(page)
        return page

    yield _make
    qtbot.waitUntil(lambda: context.runner.is_idle)


def heard(text: str, end: Terminator = Terminator.ENTER, port: str = "") -> Scan:
    return Scan(text, arrival=Arrival(len(text), 6.0 * (len(text) - 1), 8.0, end, port))


@pytest.mark.parametrize(
    ("scan", "heading", "good"),
    [
        (heard(TRIAL_CARD), "Mã QR thử: đúng từng chữ", True),
        (heard(TRIAL_CARD.replace("ễ", "").replace("ữ", "")), "Mã QR thử: mất chữ ễ ữ", False),
        (heard(TRIAL_CARD[:60]), "Mã QR thử: mất chữ", False),
        (heard(TRIAL_CARD.encode().decode("latin-1")), "Đầu đọc gửi sai bảng mã", False),
        (heard(trial_bars(5)), "Mã vạch thử cỡ 5: đúng từng chữ số", True),
        (heard(trial_bars()), "Mã vạch thử: đúng từng chữ số", True),
        (heard(CARD), "Thẻ căn cước: đọc trọn vẹn", True),
        (heard(CARD.rpartition("|")[0]), "Thẻ căn cước: đọc không trọn", False),
        (heard(TELEX), "kiểu Telex", False),
        (heard(CARD.replace("|", "~")), "Dấu ngăn", False),
        (heard(CARD.swapcase()), "Caps Lock đang bật", False),
        (Scan(CARD, altered=True), "bộ gõ tiếng Việt đã đổi vài chữ", False),
        (heard("H12.142-261119-3001"), "Hồ sơ 261119-3001", True),
        (heard("H12.142-261119-3001H12.142-261119-3002"), "cùng 1 mã khác dính vào", True),
        (heard("THU:H12.142-261119-3001"), "Giấy thử", True),
        (heard("WIFI:S:x;;"), "Mã kết nối Wi-Fi", False),
        (Scan("", overlong=True), "Mã quá dài, đã bỏ qua", False),
    ],
)
def test_a_trial_says_what_came_and_nothing_personal(make: Make, scan: Scan, heading: str, good: bool) -> None:
    page = make()
    page.show_scan(scan)
    assert heading in page.seen.text()
    assert page.box.accessibleName() is not None
    assert ("circle-check" if good else "triangle-alert") == page.mark._name
    shown = page.seen.text() + page.detail.text()
    assert "Phượng" not in shown
    assert "095190004321" not in shown


def test_a_trial_tells_the_time_and_the_way(make: Make) -> None:
    page = make()
    page.show_scan(heard(CARD, port="COM3"))
    assert f"{len(CARD)} ký tự" in page.detail.text()
    assert "qua cổng COM3" in page.detail.text()
    assert f"{6 * (len(CARD) - 1)} ms" in page.detail.text()


def test_three_scans_teach_the_profile_and_enter_takes_it(make: Make, context: Context, qtbot: QtBot) -> None:
    page = make()
    profiles: list[WedgeProfile] = []
    page.profile_changed.connect(profiles.append)
    page.learning.click()
    assert profiles == [LEARNING]
    for code in (CARD, "H12.142-261119-3001", trial_bars()):
        page.show_scan(heard("~" + code, Terminator.TAB))
    assert "“~”" in page.lesson.text()
    assert page.accept.isVisible()
    assert profiles[-1] == context.settings.current.scanner
    QTest.keyClick(page.accept, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: context.settings.current.scanner.prefix == "~")
    kept = SettingsFile.load(context.settings.path).current.scanner
    assert (kept.prefix, kept.terminator, kept.max_gap_ms) == ("~", Terminator.TAB, 12)
    qtbot.waitUntil(lambda: profiles[-1] == kept)


def test_learning_that_is_broken_off_leaves_everything_as_it_was(make: Make, context: Context) -> None:
    page = make()
    before = context.settings.current.scanner
    profiles: list[WedgeProfile] = []
    page.profile_changed.connect(profiles.append)
    page.learning.click()
    page.show_scan(heard(CARD, port="COM3"))
    assert "không cần học" in page.lesson.text()
    page.show_scan(heard(CARD))
    page.hide()
    assert profiles == [LEARNING, before]
    assert context.settings.current.scanner == before


def test_scans_that_disagree_are_told(make: Make) -> None:
    page = make()
    page.learning.click()
    for end in (Terminator.ENTER, Terminator.NONE, Terminator.ENTER):
        page.show_scan(heard(CARD, end))
    assert "chưa học được" in page.lesson.text()
    assert not page.accept.isVisible()


def test_a_port_is_taken_with_its_identity_and_let_go(make: Make, context: Context, qtbot: QtBot) -> None:
    page = make()
    told: list[tuple[SerialPort, ...]] = []
    page.ports_changed.connect(told.append)
    page.ports.list.select_key("COM3")
    page.ports.use.click()
    qtbot.waitUntil(lambda: context.settings.current.serial_scanners == (SerialPort("COM3", "05E0:1701:S1"),))
    page.ports.speed.chosen.emit("115200")
    qtbot.waitUntil(lambda: context.settings.current.serial_scanners == (SerialPort("COM3", "05E0:1701:S1", 115200),))
    assert SettingsFile.load(context.settings.path).current.serial_scanners[0].baud == 115200
    page.ports.use.click()
    qtbot.waitUntil(lambda: context.settings.current.serial_scanners == ())
    qtbot.waitUntil(lambda: len(told) == 3)


def test_a_port_that_is_not_there_stays_in_the_list_and_can_be_let_go(make: Make, context: Context) -> None:
    context.settings.change(serial_scanners=(SerialPort("COM9"),))
    page = make(listing=list)
    page.refresh()
    assert page.ports.current() == "COM9"
    page.ports.use.click()
    assert page.ports.none.isVisible()
    assert "Chưa thấy cổng COM nào" in page.ports.none.text()


def test_ports_that_cannot_be_listed_are_told(make: Make) -> None:
    def refuse() -> list[PortEntry]:
        raise EnvironmentProblem("Không hỏi được hệ điều hành về các cổng.")

    page = make(listing=refuse)
    assert "Không hỏi được" in page.ports.none.text()


def test_the_sheet_goes_into_the_folder_or_to_the_printer(make: Make, context: Context, qtbot: QtBot) -> None:
    sent: list[tuple[bytes, str]] = []
    page = make(send=lambda pdf, printer, _profile: sent.append((pdf, printer)))
    page.print_sheet()
    qtbot.waitUntil(lambda: "Hướng dẫn đầu đọc.pdf" in page.sheet_told.text(), timeout=20_000)
    context.settings.change(printers={"a4": "Laser"})
    page.print_sheet()
    qtbot.waitUntil(lambda: page.sheet_told.text() == "Đã gửi tới Laser", timeout=20_000)
    assert sent[0][0].startswith(b"%PDF")
    assert sent[0][1] == "Laser"


def test_a_printer_that_refuses_the_sheet_is_told(make: Make, context: Context, qtbot: QtBot) -> None:
    def refuse(*_given: object) -> None:
        raise EnvironmentProblem("Máy in “Laser” không nhận.", "Xem máy in.")

    context.settings.change(printers={"a4": "Laser"})
    page = make(send=refuse)
    page.print_sheet()
    qtbot.waitUntil(lambda: page.sheet_told.text() == "Máy in “Laser” không nhận. Xem máy in.", timeout=20_000)
