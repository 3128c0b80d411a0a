"""Settings: sections at the left, one of them at the right. Everybody may look; what may not be changed says so."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import partial
from typing import Self

from PySide6.QtCore import QSize, Signal
from PySide6.QtWidgets import QHBoxLayout, QWidget

from app.runtime.serial_reader import SerialReader
from app.scanning.wedge import Scan
from app.services.house import Changed
from app.ui.context import Context
from app.ui.rehearsal import rehearse
from app.ui.screen import Action, Screen
from app.ui.screens.calendar import CalendarSection
from app.ui.screens.settings_backup import BackupSection
from app.ui.screens.settings_devices import PrintersSection
from app.ui.screens.settings_look import LookSection
from app.ui.screens.settings_office import CatalogueSection, OfficeSection
from app.ui.screens.settings_page import SettingsPage
from app.ui.screens.settings_printers_ways import Ways
from app.ui.screens.settings_scanner import ScannerSection
from app.ui.screens.settings_server import ServerSection
from app.ui.screens.settings_steward import StewardSection
from app.ui.screens.settings_tickets import TicketsSection
from app.ui.screens.settings_updates import UpdatesSection
from app.ui.screens.staff import StaffSection
from app.ui.widgets import ink
from app.ui.widgets.pages import Pages
from app.ui.widgets.painted import Themed
from app.ui.widgets.panels import Panel
from app.ui.widgets.rows import Cell, Column, GroupRow, Row, RowList

_OF_MACHINE = (PrintersSection, ScannerSection, LookSection, UpdatesSection, ServerSection, StewardSection)


class SettingsScreen(Themed, Screen):
    """All sections. `scanner_changed(WedgeProfile)`, `ports_changed(tuple[SerialPort, …])` and
    `lock_minutes_changed(int)` are for the window.

    `enter("staff")` opens a section by name: printers, scanner, look, updates, server, steward, office, staff,
    calendar, catalogue, backup.
    """

    scanner_changed = Signal(object)
    ports_changed = Signal(object)
    lock_minutes_changed = Signal(int)
    name = "settings"
    shows_bar = False

    def __init__(
        self, context: Context, ways: Ways | None = None, parent: QWidget | None = None, *, later: bool = False
    ) -> None:
        """Make the sections now, or `later`: one by `make_page`, all of them when the screen is entered."""
        super().__init__(parent)
        self._context = context
        self._reader: SerialReader | None = None
        self._source = self._make_pages(ways)
        self.pages: dict[str, SettingsPage] = {}
        self.sections = RowList([Column()], lines=1, name=self.tr("Mục cài đặt"))
        self.sections.current_changed.connect(lambda row: self._show(str(row.key)) if row is not None else None)
        self.sections.opened.connect(lambda _row: self.page().first().setFocus())
        self._left = Panel(flush=True)
        self._left.body.addWidget(self.sections, 1)
        self._stack = Pages()
        self._line = QHBoxLayout(self)
        self._line.addWidget(self._left)
        self._line.addWidget(self._stack, 1)
        context.hub.changed.connect(self._on_changed)
        self.follow_theme()
        if not later:
            self._make_rest()

    @classmethod
    def in_pieces(cls, context: Context) -> Iterator[Self | None]:
        screen = cls(context, later=True)
        while screen.make_page():
            yield None
        yield screen

    def rehearse_pages(self, size: QSize) -> Iterator[None]:
        """Rehearse the sections one by one; `size` is that of the screen, roughly."""
        room = QSize(size.width() - self._left.minimumWidth() - ink.tokens().sizes.gap, size.height())
        for page in self.pages.values():
            yield from rehearse(page, room)

    def make_page(self) -> bool:
        """Make one more section; False if all were there. All at once would hold a key up for half a second."""
        page = next(self._source, None)
        if page is None:
            return False
        self.pages[page.section] = page
        page.toast.connect(self.toast)
        self._stack.addWidget(page)
        if isinstance(page, ScannerSection):
            page.profile_changed.connect(self.scanner_changed)
            page.ports_changed.connect(self.ports_changed)
            if self._reader is not None:
                page.watch(self._reader)
        elif isinstance(page, LookSection):
            page.minutes_changed.connect(self.lock_minutes_changed)
        return True

    def _make_pages(self, ways: Ways | None) -> Iterator[SettingsPage]:
        context = self._context
        yield PrintersSection(context, ways)
        yield ScannerSection(context, ways)
        yield LookSection(context)
        if context.updates is not None:
            yield UpdatesSection(context, context.updates)
        yield ServerSection(context, ways)
        yield StewardSection(context)
        yield OfficeSection(context)
        yield TicketsSection(context)
        yield StaffSection(context)
        yield CalendarSection(context)
        yield CatalogueSection(context)
        yield BackupSection(context)
        of_machine = [page for page in self.pages.values() if isinstance(page, _OF_MACHINE)]
        of_office = [page for page in self.pages.values() if not isinstance(page, _OF_MACHINE)]
        self.sections.set_rows([
            GroupRow(self.tr("Máy này")), *map(self._row, of_machine),
            GroupRow(self.tr("Cơ quan")), *map(self._row, of_office),
        ])  # fmt: skip

    def _make_rest(self) -> None:
        while self.make_page():
            pass

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
        self._make_rest()
        wanted = argument if isinstance(argument, str) and argument in self.pages else None
        if wanted is None and self.sections.current_row() is not None:
            self.page().enter()
        else:
            self.sections.select_key(wanted or "printers")
        self.sections.setFocus()

    def open_section(self, section: str) -> None:
        """Show a section and put the focus into it."""
        self._make_rest()
        self.sections.select_key(section)
        self.page().first().setFocus()

    def page(self) -> SettingsPage:
        """Give the section in front."""
        page = self._stack.currentWidget()
        assert isinstance(page, SettingsPage)
        return page

    def watch_ports(self, reader: SerialReader) -> None:
        """Let the scanner's section show how it stands with the serial ports."""
        self._reader = reader
        scanner = self.pages.get(ScannerSection.section)
        if isinstance(scanner, ScannerSection):
            scanner.watch(reader)

    def on_scan(self, scan: Scan) -> bool:
        """Show a scan if the scanner's section is in front; True if it was taken."""
        page = self._stack.currentWidget()
        if self.isVisible() and isinstance(page, ScannerSection):
            page.show_scan(scan)
            return True
        return False

    def take_scan(self, text: str) -> bool:
        """Give a scan to the server's section if it is in front; True if it was taken."""
        page = self._stack.currentWidget()
        return isinstance(page, ServerSection) and page.take_scan(text)

    # -- sections

    def _show(self, section: str) -> None:
        page = self.pages[section]
        self._stack.setCurrentWidget(page)
        page.enter()

    def _on_changed(self, changed: Changed) -> None:
        if not self.isVisible():
            return
        page = self.page()
        if changed.kinds & page.kinds and not page.isHidden():
            page.refresh()

    def retheme(self) -> None:
        s = ink.tokens().sizes
        self._left.setFixedWidth(208 if ink.tokens().density == "roomy" else 176)
        self._line.setContentsMargins(0, 2, 0, 0)  # the window has the margins of the page
        self._line.setSpacing(s.gap)
        super().retheme()
