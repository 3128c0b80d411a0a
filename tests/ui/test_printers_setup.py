"""A printer without driver is described, asked, tried, adjusted and kept; a real socket stands for it."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from decoding import decoded
from printer_emulators import PAPER_OUT, READY, NetworkPrinter, read_escpos, read_tspl
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from app.printing.dots import inked, placed
from app.printing.printers import ask_printer, print_raw
from app.printing.qt_printer import PrinterEntry
from app.printing.trial_texts import QR_TEXT
from app.printing.wires import Patience
from app.settings import PrinterLanguage, PrinterProfile, SettingsFile
from app.ui import theme
from app.ui.context import Context
from app.ui.screens.settings_printers import PrinterPanel
from app.ui.screens.settings_printers_ways import Ways
from app.ui.theme import Theme

pytestmark = pytest.mark.qt_log_ignore("This plugin does not support", extend=True)
CONTROL = Qt.KeyboardModifier.ControlModifier
HASTY = Patience(connect=2.0, stall=0.8, answer=0.3, finish=1.0)
Open = Callable[[], PrinterPanel]


def send(pdf: bytes, printer: str, profile: PrinterProfile) -> None:
    print_raw(pdf, printer, profile, "thử", HASTY)


@pytest.fixture
def open_panel(context: Context, qapp: QApplication, tmp_path: Path, qtbot: QtBot) -> Iterator[Open]:
    theme.apply(qapp, Theme())
    made: list[PrinterPanel] = []

    def make() -> PrinterPanel:
        ways = Ways(
            lambda: [PrinterEntry("Laser", "Máy laser", True)], send, tmp_path / "Giấy in",
            lambda name, profile: ask_printer(name, profile, HASTY), lambda _wire: ["COM3", "COM5"],
        )  # fmt: skip
        panel = PrinterPanel(context, ways)
        panel.changed.connect(lambda: context.settings.change(**panel.changes()))
        qtbot.addWidget(panel)
        panel.resize(790, 420)
        panel.show()
        panel.activateWindow()
        qtbot.waitUntil(panel.isActiveWindow)
        panel.find_printers()
        qtbot.waitUntil(lambda: panel.listed)
        made.append(panel)
        return panel

    yield make
    # Pictures are drawn beside; none may come back to a window that is gone.
    for panel in made:
        panel.close()


def focus() -> QWidget:
    widget = QApplication.focusWidget()
    assert widget is not None
    return widget


def all_parts(widget: QWidget) -> list[QWidget]:
    """All widgets within a widget."""
    found = [part for part in widget.children() if isinstance(part, QWidget)]
    return [inner for part in found for inner in (part, *all_parts(part))]


def describe(panel: PrinterPanel, port: int) -> None:
    """Fill the fields by keys alone: name, kind, head, wire, address."""
    QTest.keyClick(panel, Qt.Key.Key_N, CONTROL)
    assert panel.setting_up()
    QTest.keyClicks(focus(), "May cuon")
    QTest.keyClick(focus(), Qt.Key.Key_Tab)
    QTest.keyClick(focus(), Qt.Key.Key_1)
    QTest.keyClick(focus(), Qt.Key.Key_Tab)
    assert panel.setup.head.hasFocus()
    QTest.keyClick(focus(), Qt.Key.Key_Tab)
    QTest.keyClick(focus(), Qt.Key.Key_1)
    QTest.keyClick(focus(), Qt.Key.Key_Tab)
    QTest.keyClicks(focus(), f"127.0.0.1:{port}")


def test_printer_is_described_asked_tried_and_kept_by_keys(context: Context, open_panel: Open, qtbot: QtBot) -> None:
    panel = open_panel()
    with NetworkPrinter(READY) as printer:
        describe(panel, printer.port)
        QTest.keyClick(panel, Qt.Key.Key_H, CONTROL)
        qtbot.waitUntil(lambda: panel.setup.state.text() == "Máy in sẵn sàng")
        assert printer.printed() == b""
        QTest.keyClick(panel, Qt.Key.Key_T, CONTROL)
        qtbot.waitUntil(lambda: panel.setup.state.text() == "Đã gửi bản in thử", timeout=20_000)
        (page,) = read_escpos(printer.printed()).pages
    assert page.width == 576
    assert QR_TEXT in decoded(placed(page, (page.width + 80, page.height + 80), 40, 40))
    QTest.keyClick(panel, Qt.Key.Key_S, CONTROL)
    assert not panel.setting_up()
    kept = SettingsFile.load(context.settings.path).current
    assert kept.printers == {"label": "May cuon"}
    assert kept.profile("May cuon") == PrinterProfile(
        language=PrinterLanguage.ESCPOS, address=f"tcp://127.0.0.1:{printer.port}", dots=576
    )
    assert panel.printer.currentText() == "May cuon (nối thẳng)"


def test_offset_and_dots_show_on_the_next_trial_and_in_the_profile(
    context: Context, open_panel: Open, qtbot: QtBot
) -> None:
    panel = open_panel()
    boxes = []
    with NetworkPrinter(READY) as printer:
        describe(panel, printer.port)
        for shift in ("0", "2"):
            panel.setup.offset_x.edit.setText(shift)
            panel.setup.print_trial()
            qtbot.waitUntil(panel.setup.trial_button.is_ready, timeout=20_000)
            (page,) = read_escpos(printer.printed()).pages
            boxes.append(inked(page))
        panel.setup.head.setCurrentIndex(panel.setup.head.findText("384 điểm · 203 dpi"))
        panel.setup.head.activated.emit(panel.setup.head.currentIndex())
        panel.setup.print_trial()
        qtbot.waitUntil(panel.setup.trial_button.is_ready, timeout=20_000)
        assert read_escpos(printer.printed()).pages[0].width == 384
    straight, moved = boxes
    assert straight is not None
    assert moved is not None
    assert moved[0] - straight[0] == 16
    panel.setup.keep()
    profile = context.settings.current.profile("May cuon")
    assert (profile.offset_x_mm, profile.dots) == (2.0, 384)


def test_label_printer_gets_the_stock_and_says_the_dots_of_the_label(
    context: Context, open_panel: Open, qtbot: QtBot
) -> None:
    panel = open_panel()
    with NetworkPrinter() as printer:
        describe(panel, printer.port)
        panel.setup.language.setFocus()
        QTest.keyClick(focus(), Qt.Key.Key_2)
        panel.setup.head.setCurrentIndex(panel.setup.head.findText("1248 điểm · 300 dpi"))
        panel.setup.print_trial()
        qtbot.waitUntil(panel.setup.trial_button.is_ready, timeout=20_000)
        (label,) = read_tspl(printer.printed())
        assert label.commands["SIZE"] == "50.04 mm,29.97 mm"
        panel.setup.keep()
    assert context.settings.current.label.dpi == 300
    assert not panel.stock.dpi.isVisible()


def test_printer_without_paper_says_so_where_it_was_asked(open_panel: Open, qtbot: QtBot) -> None:
    panel = open_panel()
    with NetworkPrinter(PAPER_OUT) as printer:
        describe(panel, printer.port)
        panel.setup.try_connection()
        qtbot.waitUntil(lambda: panel.setup.state.text() == "Đã nối được, máy báo: hết giấy")
        panel.setup.print_trial()
        qtbot.waitUntil(lambda: "Máy in “May cuon” hết giấy." in panel.setup.hint.text(), timeout=20_000)


def test_nobody_at_the_address(open_panel: Open, qtbot: QtBot) -> None:
    panel = open_panel()
    with NetworkPrinter() as printer:
        port = printer.port
    describe(panel, port)
    panel.setup.try_connection()
    qtbot.waitUntil(lambda: "từ chối kết nối" in panel.setup.hint.text())
    assert panel.setup.connect_button.is_ready()


def test_window_stays_alive_while_a_printer_says_nothing(open_panel: Open, qtbot: QtBot) -> None:
    panel = open_panel()
    with NetworkPrinter(None) as printer:
        describe(panel, printer.port)
        panel.setup.try_connection()
        assert panel.setup.state.text() == "Đang nối …"
        assert threading.current_thread() is threading.main_thread()
        panel.setup.place.setFocus()
        QTest.keyClicks(focus(), "1")  # typed while the answer is awaited
        assert panel.setup.place.text().endswith("1")
        qtbot.waitUntil(lambda: panel.setup.state.text() == "Đã nối được")


def test_nothing_is_kept_with_a_fault_and_the_focus_goes_there(context: Context, open_panel: Open) -> None:
    panel = open_panel()
    QTest.keyClick(panel, Qt.Key.Key_N, CONTROL)
    QTest.keyClicks(focus(), "Laser")
    QTest.keyClick(panel, Qt.Key.Key_S, CONTROL)
    assert panel.setting_up()
    assert panel.setup.name.note() == "Tên đã có"
    assert panel.setup.place.note() == "Chưa ghi"
    assert panel.setup.name.edit.hasFocus()
    assert context.settings.current.profiles == {}


def test_enter_goes_on_and_escape_goes_back(context: Context, open_panel: Open) -> None:
    panel = open_panel()
    QTest.keyClick(panel, Qt.Key.Key_N, CONTROL)
    name = focus()
    QTest.keyClick(name, Qt.Key.Key_Return)
    assert panel.setting_up()
    assert focus() is not name
    QTest.keyClick(focus(), Qt.Key.Key_Escape)
    assert not panel.setting_up()
    assert panel.list.hasFocus()
    assert context.settings.current.profiles == {}


def test_serial_port_that_is_there_is_filled_in(open_panel: Open, qtbot: QtBot) -> None:
    panel = open_panel()
    panel.set_up_new()
    panel.setup.wire.setFocus()
    QTest.keyClick(focus(), Qt.Key.Key_2)
    qtbot.waitUntil(lambda: panel.setup.place.text() == "COM3")
    assert panel.setup.place.note() == "Thấy: COM3, COM5"
    assert panel.setup.form().address == "serial:COM3"


def test_printer_of_the_system_is_only_moved(context: Context, open_panel: Open) -> None:
    panel = open_panel()
    panel.printer.setCurrentIndex(panel.printer.findData("Laser"))
    panel.printer.activated.emit(panel.printer.currentIndex())
    QTest.keyClick(panel, Qt.Key.Key_E, CONTROL)
    assert panel.setting_up()
    assert not panel.setup.name.isVisible()
    assert not panel.setup.head.isVisible()
    assert panel.setup.offset_x.edit.hasFocus()
    panel.setup.offset_x.edit.setText("-1,5")
    QTest.keyClick(panel, Qt.Key.Key_S, CONTROL)
    assert context.settings.current.profile("Laser") == PrinterProfile(offset_x_mm=-1.5)


def test_printer_taken_out_is_used_for_nothing(context: Context, open_panel: Open) -> None:
    profile = PrinterProfile(language=PrinterLanguage.TSPL, address="tcp://192.168.1.50:9100", dots=832)
    context.settings.change(printers={"label": "Tem"}, profiles={"Tem": profile})
    panel = open_panel()
    panel.list.select_key("label")
    panel.set_up()
    panel.setup.drop_button.press()
    assert context.settings.current.printers == {}
    assert context.settings.current.profiles == {}


def test_raw_printer_is_not_offered_for_a4(context: Context, open_panel: Open) -> None:
    profile = PrinterProfile(language=PrinterLanguage.ESCPOS, address="tcp://192.168.1.50:9100")
    context.settings.change(profiles={"Cuộn": profile})
    panel = open_panel()
    assert panel.printer.findData("Cuộn") < 0
    panel.list.select_key("label")
    assert panel.printer.findData("Cuộn") > 0


@pytest.mark.parametrize("size", [(910, 560), (790, 400)], ids=["1366", "1093"])
@pytest.mark.parametrize("language", list(PrinterLanguage), ids=lambda language: language.value)
def test_every_field_and_button_has_its_room(
    context: Context, open_panel: Open, qtbot: QtBot, size: tuple[int, int], language: PrinterLanguage
) -> None:
    profile = PrinterProfile(language=language, address="" if language == "driver" else "tcp://192.168.1.50:9100")
    context.settings.change(printers={"label": "Máy"}, profiles={"Máy": profile})
    panel = open_panel()
    panel.resize(*size)
    panel.list.select_key("label")
    panel.set_up()
    qtbot.waitUntil(lambda: not panel.setup.picture.visibleRegion().isEmpty())
    for part in all_parts(panel.setup):
        if part.isVisible() and part.minimumSizeHint().isValid():
            assert part.width() >= part.minimumSizeHint().width(), part
            corner = part.mapTo(panel, part.rect().bottomRight())
            assert panel.rect().contains(corner), part
