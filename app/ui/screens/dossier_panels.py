"""The panels of the dossier's page: person and procedure, papers, notes, timeline."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from PySide6.QtCore import Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from app.services.dossiers import DossierPage
from app.ui.screens import dossier_contents as contents
from app.ui.screens.dossier_facts import Facts
from app.ui.screens.dossier_files import FILE, with_files
from app.ui.screens.procedures_rows import growing_list
from app.ui.screens.queue_filter import FilterSegment
from app.ui.widgets import ink
from app.ui.widgets.choices import Option
from app.ui.widgets.labels import Label, LinkLabel, Text
from app.ui.widgets.laying_out import laid_out_once
from app.ui.widgets.painted import Painted
from app.ui.widgets.panels import Panel
from app.ui.widgets.rows import Column
from app.ui.widgets.scrolling import ScrollArea
from app.ui.widgets.timeline import Timeline

_LEAST_PAPERS = 40  # where there is no room the papers scroll: what is known of people is never cut


class _Divider(Painted):
    """A hairline between two columns."""

    def __init__(self) -> None:
        super().__init__()
        self.setFixedWidth(1)
        self.follow_theme()

    def paintEvent(self, event: QPaintEvent) -> None:
        QPainter(self).fillRect(self.rect(), ink.tokens().colour("line"))


class PersonAndProcedure(Panel):
    """Who and what, side by side. `reveal` and `why` are links with keys."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(" ", parent=parent)
        self.set_title(self.tr("Người nộp và thủ tục"))
        if self.head is not None:
            self.head.removeWidget(self.hint)
            self.head.addStretch(1)
            self.head.setSpacing(14)
        self.why = self.add_link(self.tr("Vì sao hẹn?"), "Ctrl+I")
        self.reveal = self.add_link(self.tr("Hiện đủ số"), "Ctrl+H")
        self.name = Text("", "lg", 600, "text", lines=2)
        self.procedure = Text("", "lg", 600, "text", lines=2)
        self.person, self.facts = Facts(share=0.42), Facts(share=0.42)
        row = QHBoxLayout()
        row.setSpacing(16)
        for heading, facts, stretch in ((self.name, self.person, 10), (self.procedure, self.facts, 11)):
            if stretch == 11:
                row.addWidget(_Divider())
            column = QVBoxLayout()
            column.setSpacing(2)
            column.addWidget(heading)
            column.addWidget(facts)
            column.addStretch(1)
            row.addLayout(column, stretch)
        self.body.addLayout(row)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def show_page(self, page: DossierPage, *, shown: bool) -> None:
        """Show a dossier; numbers masked unless `shown`."""
        with laid_out_once(self):
            self.name.set_text(page.line.owner_name)
            self.procedure.set_text(page.line.procedure_name)
            self.person.set_facts(contents.person_facts(page, shown=shown))
            self.facts.set_facts(contents.procedure_facts(page))
            self.reveal.setVisible(not shown and page.applicant is not None)
            self.why.setVisible(bool(page.data.get("due")))


class Papers(Panel):
    """The papers handed in or shown, one line each."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__("", flush=True, parent=parent)
        columns = (Column(self.tr("Giấy tờ")), Column(self.tr("Số bản"), 150, 130))
        self.list = growing_list(columns, lines=1, name=self.tr("Giấy tờ"))
        self.list.setFocusPolicy(Qt.FocusPolicy.ClickFocus)
        self.list.setMinimumHeight(_LEAST_PAPERS)
        self.body.addWidget(self.list, 1)
        self.told = Label("", "sm", 400, "text2")
        self.attach = LinkLabel(self.tr("Đính kèm tệp"), "Ctrl+Q")
        self.open = LinkLabel(self.tr("Mở tệp"))
        self.off = LinkLabel(self.tr("Bỏ tệp"), "Del")
        row = QHBoxLayout()
        row.setContentsMargins(10, 2, 10, 5)
        row.setSpacing(14)
        row.addWidget(self.told, 1)
        for link in (self.open, self.off, self.attach):
            row.addWidget(link)
        self.body.addLayout(row)

    def show_page(self, page: DossierPage, coming: Mapping[str, int], doing: str, now: datetime) -> None:
        """Show the papers of a dossier with their files; `doing` is what is under way with one."""
        self.list.set_rows(with_files(page, contents.paper_rows(page), coming, now))
        count = self.tr("{n} tệp đính kèm").format(n=len(page.files)) if page.files else ""
        self.told.set_text(doing or count)
        for link in (self.open, self.off):
            link.setVisible(bool(page.files))
        self.attach.setEnabled(not doing)
        self.show_choice()

    def show_choice(self) -> None:
        """Offer what can be done with the current row: nothing while it is no file."""
        key = self.list.current_key()
        is_file = isinstance(key, tuple) and key[0] == FILE
        for link in (self.open, self.off):
            link.setEnabled(is_file)


class Notes(Panel):
    """Notes, the newest first, and the link that adds one."""

    def __init__(self, parent: QWidget | None = None) -> None:
        self._any = False
        super().__init__(" ", parent=parent)
        self.set_title(self.tr("Ghi chú"))
        self.add = self.add_link(self.tr("Thêm"), "Ctrl+N")
        self.text = Text("", "base", 400, "text", lines=2)
        self.body.addWidget(self.text)
        self.retheme()
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Maximum)

    def show_page(self, page: DossierPage) -> None:
        """Show the notes of a dossier."""
        notes = [note for note in reversed(page.notes) if note]
        self._any = bool(notes)
        if notes:
            self.text.set_text(" · ".join(notes), "text")
        else:
            self.text.set_text(self.tr("Chưa có ghi chú"), "text3")
        self.retheme()

    def retheme(self) -> None:
        super().retheme()
        if hasattr(self, "text"):
            roomy = ink.tokens().density == "roomy"
            self.text.setVisible(roomy or self._any)


class History(Panel):
    """What happened, newest first, with four views; digits choose one from anywhere on the page."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(" ", parent=parent)
        self.set_title(self.tr("Diễn biến"))
        if self.head is not None:
            self.head.removeWidget(self.hint)
            self.head.addStretch(1)
        self.papers = self.add_link(self.tr("Xem giấy đã in"), "F7")
        options = [
            Option(contents.EVERYTHING, self.tr("Tất cả"), "1"),
            Option(contents.WORK, self.tr("Việc"), "2"),
            Option(contents.PRINTS, self.tr("In"), "3"),
            Option(contents.NOTES, self.tr("Ghi chú"), "4"),
        ]
        self.filter = FilterSegment(options, self.tr("Xem"))
        self.filter.set_value(contents.EVERYTHING)
        self.timeline = Timeline()
        self.area = ScrollArea()
        self.area.setWidget(self._held())
        self.area.setWidgetResizable(True)
        self.area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.area.setAccessibleName(self.tr("Diễn biến"))
        self.body.addWidget(self.filter)
        self.body.addSpacing(4)
        self.body.addWidget(self.area, 1)

    def _held(self) -> QWidget:
        held = QWidget()
        column = QVBoxLayout(held)
        column.setContentsMargins(0, 0, 2, 0)
        column.addWidget(self.timeline)
        column.addStretch(1)
        return held

    def show_page(self, page: DossierPage, now: datetime) -> None:
        """Show the moments of a dossier."""
        self.timeline.set_moments(contents.moments(page, self.filter.value(), now))

    def choose(self, digit: str) -> bool:
        """Choose the view of a digit key; False if it is none."""
        option = next((o for o in self.filter.options() if o.key == digit), None)
        if option is not None:
            self.filter.choose(option.value)
        return option is not None

    def retheme(self) -> None:
        super().retheme()
        roomy = ink.tokens().density == "roomy"
        self.setFixedWidth(round((438 if roomy else 372) * ink.tokens().scale / 100))
