"""Settings: sections at the left, one of them at the right. Everybody may look; what may not be changed says so."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QStackedWidget, QWidget

from app.runtime.serial_reader import SerialReader
from app.scanning.wedge import Scan
from app.services.house import Changed
from app.ui.context import Context
from app.ui.screen import Action, Screen
from app.ui.screens.calendar import CalendarSection
from app.ui.screens.settings_backup import BackupSection
from app.ui.screens.settings_devices import PrintersSection
from app.ui.screens.settings_look import LookSection
from app.ui.screens.settings_office import CatalogueSection, OfficeSection
from app.ui.screens.settings_page import SettingsPage
from app.ui.screens.settings_printers_ways import Ways
from app.ui.screens.settings_scanner import ScannerSection
from app.ui.screens.settings_updates import UpdatesSection
from app.ui.screens.staff import StaffSection
from app.ui.widgets import ink
from app.ui.widgets.painted import Themed
from app.ui.widgets.panels import Panel
from app.ui.widgets.rows import Cell, Column, GroupRow, Row, RowList


class SettingsScreen(Themed, Screen):
    """All sections. `scanner_changed(WedgeProfile)`, `ports_changed(tuple[SerialPort, …])` and
    `lock_minutes_changed(int)` are for the window.

    `enter("staff")` opens a section by name: printers, scanner, look, office, staff, calendar, catalogue, backup,
    updates.
    """

    scanner_changed = Signal(object)
    ports_changed = Signal(object)
    lock_minutes_changed = Signal(int)
    name = "settings"
    shows_bar = False

    def __init__(self, context: Context, ways: Ways | None = None, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._context = context
        scanner, look = ScannerSection(context, ways), LookSection(context)
        scanner.profile_changed.connect(self.scanner_changed)
        scanner.ports_changed.connect(self.ports_changed)
        self._scanner = scanner
        look.minutes_changed.connect(self.lock_minutes_changed)
        self._of_machine: tuple[SettingsPage, ...] = (PrintersSection(context, ways), scanner, look)
        if context.updates is not None:
            self._of_machine += (UpdatesSection(context, context.updates),)
        self._of_office: tuple[SettingsPage, ...] = (
            OfficeSection(context), StaffSection(context), CalendarSection(context), CatalogueSection(context),
            BackupSection(context),
        )  # fmt: skip
        self.pages = {page.section: page for page in (*self._of_machine, *self._of_office)}
        self.sections = RowList([Column()], lines=1, name=self.tr("Mục cài đặt"))
        self.sections.set_rows([
            GroupRow(self.tr("Máy này")), *map(self._row, self._of_machine),
            GroupRow(self.tr("Cơ quan")), *map(self._row, self._of_office),
        ])  # fmt: skip
        self.sections.current_changed.connect(lambda row: self._show(str(row.key)) if row is not None else None)
        self.sections.opened.connect(lambda _row: self.page().first().setFocus())
        self._left = Panel(flush=True)
        self._left.body.addWidget(self.sections, 1)
        self._stack = QStackedWidget()
        for page in self.pages.values():
            page.toast.connect(self.toast)
            self._stack.addWidget(page)
        self._line = QHBoxLayout(self)
        self._line.addWidget(self._left)
        self._line.addWidget(self._stack, 1)
        context.hub.changed.connect(self._on_changed)
        self.follow_theme()

    def _row(self, page: SettingsPage) -> Row:
        return Row(page.section, (Cell(page.words, icon=page.icon, weight=500),))

    # -- what the window asks

    def title(self) -> str:
        return self.tr("Cài đặt")

    def commands(self) -> Sequence[Action]:
        return [
            Action(self.tr("Cài đặt: {section}").format(section=page.words), partial(self.open_section, name),
                   icon=page.icon)
            for name, page in self.pages.items()
        ]  # fmt: skip

    def enter(self, argument: object = None) -> None:
        wanted = argument if isinstance(argument, str) and argument in self.pages else None
        if wanted is None and self.sections.current_row() is not None:
            self.page().enter()
        else:
            self.sections.select_key(wanted or "printers")
        self.sections.setFocus()

    def open_section(self, section: str) -> None:
        """Show a section and put the focus into it."""
        self.sections.select_key(section)
        self.page().first().setFocus()

    def page(self) -> SettingsPage:
        """Give the section in front."""
        page = self._stack.currentWidget()
        assert isinstance(page, SettingsPage)
        return page

    def watch_ports(self, reader: SerialReader) -> None:
        """Let the scanner's section show how it stands with the serial ports."""
        self._scanner.watch(reader)

    def on_scan(self, scan: Scan) -> bool:
        """Show a scan if the scanner's section is in front; True if it was taken."""
        page = self.page()
        if self.isVisible() and isinstance(page, ScannerSection):
            page.show_scan(scan)
            return True
        return False

    # -- sections

    def _show(self, section: str) -> None:
        page = self.pages[section]
        self._stack.setCurrentWidget(page)
        page.enter()

    def _on_changed(self, changed: Changed) -> None:
        page = self.page()
        if self.isVisible() and changed.kinds & page.kinds and not page.isHidden():
            page.refresh()

    def retheme(self) -> None:
        s = ink.tokens().sizes
        self._left.setFixedWidth(208 if ink.tokens().density == "roomy" else 176)
        self._line.setContentsMargins(0, 2, 0, 0)  # the window has the margins of the page
        self._line.setSpacing(s.gap)
        super().retheme()
