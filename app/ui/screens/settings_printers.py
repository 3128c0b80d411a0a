"""Which printer prints what, tried out and looked at: in the wizard of the first start, and in the settings."""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from typing import Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QImage, QKeyEvent, QPixmap
from PySide6.QtWidgets import QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from app.domain.errors import Explained
from app.printing.documents import PrinterTestDoc, PrintStamp
from app.printing.qt_printer import PrinterEntry
from app.printing.rendering import render
from app.runtime.side_work import SideWork
from app.services.print_jobs import A4, LABEL
from app.settings import LabelSize, PrinterProfile
from app.ui.context import Context
from app.ui.screens import settings_printers_words as words
from app.ui.screens.settings_printers_picture import TrialPicture, trial_image
from app.ui.screens.settings_printers_setup import PrinterSetup
from app.ui.screens.settings_printers_stock import StockFields
from app.ui.screens.settings_printers_table import UseTable
from app.ui.screens.settings_printers_ways import Use, Ways, into_folder, trial_of
from app.ui.widgets.buttons import KeyButton
from app.ui.widgets.choices import Option, Segment
from app.ui.widgets.fields import Choice, Labeled
from app.ui.widgets.labels import Label, Text
from app.ui.widgets.panels import Panel

_A5 = "a5"


class PrinterPanel(QWidget):
    """Two uses of printers with their trials; a second page sets one printer up.

    `changed` when a printer, its profile or the label stock changed. `trial_changed` when `asking()` may have: its main
    button then takes over from the page's.
    """

    changed = Signal()
    trial_changed = Signal()
    setup_shown = Signal(bool)

    def __init__(self, context: Context, ways: Ways | None = None) -> None:
        super().__init__()
        self._context = context
        self._ways = ways or Ways(folder=context.printouts)
        self._entries: list[PrinterEntry] = []
        self.listed = False
        settings = context.settings.current
        self._profiles = dict(settings.profiles)
        self._uses = {role: Use(settings.printers.get(role, "")) for role in (A4, LABEL)}
        self.stock = StockFields(settings.label)
        self.stock.changed.connect(self._stock_changed)
        self._setup: PrinterSetup | None = None
        page = QWidget()
        column = QVBoxLayout(page)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(10)
        column.addWidget(self._lay_out_table())
        column.addWidget(self._lay_out_use())
        column.addStretch(1)
        self._pages = QStackedWidget()
        self._pages.addWidget(page)
        self._pages.currentChanged.connect(lambda _page: self.setup_shown.emit(self.setting_up()))
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.addWidget(self._pages)
        self._show_choices()
        self.list.select_first()

    # -- parts

    @property
    def setup(self) -> PrinterSetup:
        """The page for one printer, made when it is first wanted: a counter sets its printers up once."""
        if self._setup is None:
            self._setup = PrinterSetup(self._ways, self._trial_of)
            self._setup.kept.connect(self._on_kept)
            self._setup.dropped.connect(self._on_dropped)
            self._setup.closed.connect(self._on_closed)
            self._pages.addWidget(self._setup)
        return self._setup

    def _lay_out_table(self) -> Panel:
        panel = Panel(flush=True)
        self.list = UseTable()
        self.list.current_changed.connect(lambda _row: self._on_use())
        self.list.opened.connect(lambda _row: self.printer.setFocus())
        panel.body.addWidget(self.list)
        return panel

    def _lay_out_use(self) -> Panel:
        panel = Panel()
        row = QHBoxLayout()
        row.setSpacing(18)
        self.picture = TrialPicture()
        row.addWidget(self.picture, 0, Qt.AlignmentFlag.AlignTop)
        side = QVBoxLayout()
        side.setSpacing(6)
        choices = QHBoxLayout()
        choices.setSpacing(12)
        self.printer = Choice()
        self.printer.activated.connect(self._on_printer)
        choices.addWidget(Labeled(self.tr("Máy in"), self.printer), 1)
        choices.addWidget(self.stock)
        self.paper = Segment([Option(A4, "A4", "1"), Option(_A5, "A5", "2")], self.tr("Khổ giấy thử"))
        self.paper.set_value(A4)
        self.paper.chosen.connect(lambda _value: self._draw_picture())
        self._paper_box = Labeled(self.tr("Khổ giấy thử"), self.paper)
        choices.addWidget(self._paper_box)
        side.addLayout(choices)
        self.question = Label("", "lg", 600)
        self.hint = Text("", "base", 400, "text2", lines=2)
        side.addWidget(self.question)
        side.addWidget(self.hint)
        side.addLayout(self._lay_out_answers())
        side.addLayout(self._lay_out_printers())
        side.addStretch(1)
        row.addLayout(side, 1)
        panel.body.addLayout(row)
        panel.body.addStretch(1)
        return panel

    def _lay_out_answers(self) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setSpacing(8)
        # Y and N are plain letters: the panel handles them itself, and only while a question stands.
        self.same = KeyButton(self.tr("Giống hệt"), "Y", "main", bind=False)
        self.same.clicked.connect(lambda: self._answer("good"))
        self.trial = KeyButton(self.tr("In thử"), "Ctrl+T")
        self.trial.clicked.connect(self.print_trial)
        self.other = KeyButton(self.tr("Không giống"), "N", "ghost", bind=False)
        self.other.clicked.connect(lambda: self._answer("bad"))
        self.again = KeyButton(self.tr("Tìm lại máy in"), "F5", "ghost")
        self.again.clicked.connect(self.find_printers)
        for button in (self.same, self.trial, self.other, self.again):
            row.addWidget(button)
        row.addStretch(1)
        return row

    def _lay_out_printers(self) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setSpacing(8)
        self.adjust = KeyButton(self.tr("Chỉnh máy"), "Ctrl+E", "ghost")
        self.adjust.clicked.connect(self.set_up)
        self.add = KeyButton(self.tr("Thêm máy nối thẳng"), "Ctrl+N", "ghost")
        self.add.clicked.connect(self.set_up_new)
        for button in (self.adjust, self.add):
            row.addWidget(button)
        row.addStretch(1)
        return row

    # -- printers of the system

    def find_printers(self) -> None:
        """Ask the system for its printers, off the GUI thread."""
        self.listed = False
        self._on_use()
        SideWork(self, lambda _work: self._ways.listing(), self._on_printers, self._on_no_printers)

    def _on_printers(self, entries: list[PrinterEntry]) -> None:
        self._entries = entries
        self.listed = True
        self._show_choices()

    def _on_no_printers(self, error: Explained) -> None:
        self.listed = True
        self._use().told = error.sentence
        self._show_choices()

    # -- values

    def printers(self) -> dict[str, str]:
        """Give the printer chosen per role; a role without one is missing."""
        return {role: use.printer for role, use in self._uses.items() if use.printer}

    def label(self) -> LabelSize:
        """Give the label stock."""
        return self.stock.label()

    def asking(self) -> bool:
        """Whether a printed trial waits to be looked at."""
        return any(use.trial == "waiting" for use in self._uses.values())

    def ask(self) -> None:
        """Put the question of a waiting trial in front, with the focus on its answer."""
        self._pages.setCurrentIndex(0)
        self.list.select_key(next(role for role, use in self._uses.items() if use.trial == "waiting"))
        self.same.setFocus()

    def changes(self) -> dict[str, Any]:
        """Give what `SettingsFile.change` keeps: printers, profiles and label stock; printers of other uses stay."""
        others = {r: p for r, p in self._context.settings.current.printers.items() if r not in self._uses}
        return {"printers": {**others, **self.printers()}, "profiles": dict(self._profiles), "label": self.label()}

    def role(self) -> str:
        """Give the use at hand."""
        return str(self.list.current_key() or A4)

    def _use(self) -> Use:
        return self._uses[self.role()]

    def _profile(self, printer: str) -> PrinterProfile:
        return self._profiles.get(printer, PrinterProfile())

    # -- changes

    def _on_use(self) -> None:
        self._show_choices()
        self._draw_picture()

    def _on_printer(self) -> None:
        use = self._use()
        chosen = str(self.printer.currentData() or "")
        if chosen != use.printer:
            use.printer, use.trial, use.told = chosen, "", ""
            self._follow_head()
            self._show_use()
            self.changed.emit()

    def _follow_head(self) -> None:
        """Labels are drawn at the dots of the printer that prints them, where its profile says so."""
        profile = self._profile(self._uses[LABEL].printer)
        if profile.is_raw:
            self.stock.follow_head(profile.dpi)

    def _stock_changed(self) -> None:
        use = self._uses[LABEL]
        use.trial, use.told = "", ""
        self._show_use()
        self._draw_picture()
        self.changed.emit()

    # -- one printer set up

    def setting_up(self) -> bool:
        """Whether one printer is being set up."""
        return self._setup is not None and self._pages.currentWidget() is self._setup

    def set_up_new(self) -> None:
        """Describe a printer that has no driver."""
        self._pages.setCurrentWidget(self.setup)
        self.setup.open_new({*self._profiles, *(entry.name for entry in self._entries)})

    def set_up(self) -> None:
        """Adjust the printer of the use at hand."""
        printer = self._use().printer
        if printer:
            self._pages.setCurrentWidget(self.setup)
            self.setup.open_known(printer, self._profile(printer))

    def _on_kept(self, name: str, profile: PrinterProfile) -> None:
        known = name in self._profiles or profile == PrinterProfile()
        self._profiles[name] = profile
        if not known and profile.is_raw:
            self.list.select_key(LABEL)
            self._uses[LABEL].printer = name
        for use in self._uses.values():
            if use.printer == name:
                use.trial, use.told = "", ""
        self._follow_head()
        self._show_choices()
        self._draw_picture()
        self.changed.emit()

    def _on_dropped(self, name: str) -> None:
        self._profiles.pop(name, None)
        for use in self._uses.values():
            if use.printer == name:
                use.printer, use.trial, use.told = "", "", ""
        self._show_choices()
        self.changed.emit()

    def _on_closed(self) -> None:
        self._pages.setCurrentIndex(0)
        self.list.setFocus()

    # -- trial

    def _trial_of(self, printer: str, profile: PrinterProfile) -> PrinterTestDoc:
        """Make the test print that shows what a printer does."""
        trial = PrinterTestDoc(stamp=self._stamp(), printer=printer, a5=self.paper.value() == _A5)
        return trial_of(profile, trial, self.stock.stock(), self.label().dpi, is_label=self.role() == LABEL)

    def _stamp(self) -> PrintStamp:
        actor, desk = self._context.actor, self._context.desk
        return PrintStamp(
            printed_at=self._context.house.local_now(),
            printed_by=actor.name if actor else self.tr("Cài đặt lần đầu"),
            counter=desk.counter_name.lower() if desk else "",
        )

    def _document(self) -> PrinterTestDoc:
        """Make the test print of the use at hand: a label is a label on whichever printer."""
        desk = self._context.desk
        office = desk.office.name if desk else ""
        return replace(self._trial_of(self._use().printer, PrinterProfile()), office=office)

    def print_trial(self) -> None:
        """Print the test page or test label; the answer comes back as a question."""
        role, use = self.role(), self._use()
        document, ways, profile = self._document(), self._ways, self._profile(use.printer)
        use.trial, use.told = "printing", ""
        self._show_use()

        title = self.tr("In thử")

        def work(_work: SideWork) -> str:
            pdf = render(document)
            if use.printer:
                ways.send(pdf, use.printer, profile)
                return ""
            return into_folder(pdf, ways.folder, f"{title} {role}.pdf")

        SideWork(self, work, partial(self._on_printed, role), partial(self._on_trial_failed, role))

    def _on_printed(self, role: str, where: str) -> None:
        use = self._uses[role]
        use.trial, use.told = "waiting", where
        self._show_use()
        if role == self.role() and not self.setting_up():
            self.same.setFocus()

    def _on_trial_failed(self, role: str, error: Explained) -> None:
        use = self._uses[role]
        use.trial, use.told = "failed", f"{error.sentence} {error.advice}".strip()
        self._show_use()

    def _answer(self, trial: str) -> None:
        use = self._use()
        if use.trial == "waiting":
            use.trial = trial
            self._show_use()
            self.list.setFocus()
            self.changed.emit()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        waiting = self._use().trial == "waiting" and not self.setting_up()
        if waiting and event.key() in (Qt.Key.Key_Y, Qt.Key.Key_N):
            self._answer("good" if event.key() == Qt.Key.Key_Y else "bad")
        else:
            super().keyPressEvent(event)

    def _draw_picture(self) -> None:
        document, is_label = self._document(), self.role() == LABEL
        self.picture.expect(wide=is_label)

        def done(image: QImage) -> None:
            told = self.tr("Hình của tem thử") if is_label else self.tr("Hình của trang thử")
            if (self.role() == LABEL) == is_label:
                self.picture.set_picture(QPixmap.fromImage(image), told)

        SideWork(self, lambda _work: trial_image(document), done, lambda _error: None)

    # -- showing

    def _show_choices(self) -> None:
        self.printer.clear()
        self.printer.addItem(self.tr("Để tệp PDF trong thư mục"), "")
        names = [entry.name for entry in self._entries]
        for entry in self._entries:
            told = entry.description + (self.tr(" (mặc định)") if entry.default else "")
            self.printer.addItem(told, entry.name)
        # A4 needs a driver: the languages of ticket and label printers know no such page.
        raw = [name for name, profile in self._profiles.items() if profile.is_raw]
        for name in raw if self.role() == LABEL else ():
            self.printer.addItem(self.tr("{name} (nối thẳng)").format(name=name), name)
        for use in self._uses.values():
            if use.printer and use.printer not in (*names, *raw):
                self.printer.addItem(self.tr("{name} (chưa thấy)").format(name=use.printer), use.printer)
                names.append(use.printer)
        self._show_use()

    def _show_use(self) -> None:
        self.list.show_uses(self._uses, self._profiles, f"{self.stock.stock().name} mm · {self.label().dpi} dpi")
        self.trial_changed.emit()
        use, is_label = self._use(), self.role() == LABEL
        self.printer.setCurrentIndex(max(0, self.printer.findData(use.printer)))
        self.stock.setVisible(is_label)
        self.stock.show_stock(dpi_asked=not self._profile(use.printer).is_raw)
        self._paper_box.setVisible(not is_label)
        waiting = use.trial == "waiting"
        self.question.set_text(words.question(use, is_label, self.listed))
        self.hint.set_text(words.hint(use, is_label), "bad" if use.trial in ("bad", "failed") else "text2")
        self.same.setVisible(waiting)
        self.other.setVisible(waiting)
        self.again.setVisible(not waiting)
        self.again.set_ready(self.listed, self.tr("Đang tìm máy in"))
        again = use.trial in ("waiting", "bad", "failed", "good")
        self.trial.set_label(self.tr("In lại") if again else self.tr("In thử"))
        printable = bool(use.printer) or self._ways.folder is not None
        self.trial.set_ready(printable and use.trial != "printing", self.tr("Chọn máy in trước"))
        self.adjust.set_ready(bool(use.printer), self.tr("Chọn máy in trước"))
