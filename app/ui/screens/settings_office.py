"""The office's data and its catalogue in the settings."""

from __future__ import annotations

from dataclasses import asdict, replace

from PySide6.QtWidgets import QHBoxLayout, QWidget

from app.domain.errors import Explained
from app.domain.office import Right
from app.services.door import find_desk
from app.services.house import Desk
from app.services.offices import change_office
from app.services.procedures import count_procedures
from app.ui.context import Context
from app.ui.line_words import counter_words
from app.ui.screens.catalogue_import import ImportPanel
from app.ui.screens.office import OfficeFields
from app.ui.screens.office_form import OfficeAnswers, to_office
from app.ui.screens.settings_page import SettingsPage
from app.ui.widgets.buttons import KeyButton
from app.ui.widgets.labels import Label
from app.ui.widgets.panels import Panel


class OfficeSection(SettingsPage):
    """Name, lines of the papers, address, hours. The agency code stays: numbers on paper hang on it."""

    section, icon = "office", "building-2"
    right = Right.EDIT_OFFICE
    kinds = frozenset({"office"})

    def __init__(self, context: Context) -> None:
        super().__init__(context)
        self.words = self.tr("Cơ quan")
        self._desk: Desk | None = None
        self._shown: OfficeAnswers | None = None  # what the form would say if nobody had typed
        panel = Panel()
        self.fields = OfficeFields(context.addresses, full=True, fixed_prefix=True)
        self.fields.edited.connect(self._on_edited)
        panel.body.addWidget(self.fields)
        panel.body.addStretch(1)
        row = QHBoxLayout()
        row.setSpacing(8)
        self.note = Label("", "sm", 400, "text2")
        self.undo = KeyButton(self.tr("Bỏ thay đổi"), "Ctrl+Z", "ghost")
        self.undo.clicked.connect(self._show_afresh)
        self.keep_button = KeyButton(self.tr("Giữ thay đổi"), "Ctrl+S", "main")
        self.keep_button.clicked.connect(self.keep_office)
        row.addWidget(self.note, 1)
        row.addWidget(self.undo)
        row.addWidget(self.keep_button)
        self.column.addWidget(panel)
        self.column.addLayout(row)
        self.column.addStretch(1)

    def forget_typed(self) -> None:
        self._shown = None

    def _show_afresh(self) -> None:
        self.forget_typed()
        self.refresh()

    def refresh(self) -> None:
        house = self.context.house
        self.context.runner.run(self, lambda: find_desk(house), self._on_desk)

    def first(self) -> QWidget:
        return self.fields.fields["name"].edit

    def _on_desk(self, desk: Desk | None) -> None:
        self._desk = desk
        if desk is not None:
            now = OfficeAnswers.of(desk.office)
            typed = self._typed()  # stays when another counter changes something else
            self.fields.set_answers(replace(now, **typed))
            self._shown = replace(self.fields.answers(), **{name: getattr(now, name) for name in typed})
            self.note.set_text(counter_words(desk.counter_name, desk.lanes))
        self.fields.setEnabled(self.may())
        self._on_edited()

    def _typed(self) -> dict[str, str]:
        if self._shown is None:
            return {}
        typed, shown = asdict(self.fields.answers()), asdict(self._shown)
        return {name: value for name, value in typed.items() if value != shown[name]}

    def _on_edited(self) -> None:
        same = self._desk is not None and self.fields.answers() == OfficeAnswers.of(self._desk.office)
        why = self.tr("Chỉ quản trị sửa được") if not self.may() else self.tr("Chưa sửa gì") if same else ""
        self.keep_button.set_ready(not why, why)
        self.undo.set_ready(not same, self.tr("Chưa sửa gì"))

    def keep_office(self) -> None:
        """Keep the changes; papers printed from now on show them."""
        if self._desk is None or not self.fields.show_lacks():
            return
        try:
            office = to_office(self.fields.answers(), self._desk.office)
        except Explained as error:
            self.fail(error)
            return
        house, actor = self.context.house, self.context.the_actor
        self.once(lambda: change_office(house, actor, office), lambda _changed: self._done(), self.fail)

    def _done(self) -> None:
        self.trouble.show_banner("")
        self.say(self.tr("Đã giữ dữ liệu cơ quan"), self.tr("Giấy in từ bây giờ theo dữ liệu mới."))
        self._show_afresh()


class CatalogueSection(SettingsPage):
    """How many procedures are in use, and the import."""

    section, icon = "catalogue", "book-open"
    right = Right.EDIT_CATALOGUE
    kinds = frozenset({"procedure"})

    def __init__(self, context: Context) -> None:
        super().__init__(context)
        self.words = self.tr("Danh mục")
        self.count = Label("", "base", 400, "text2")
        self.panel = ImportPanel(context)
        self.panel.imported.connect(self._on_imported)
        self.column.addWidget(self.count)
        self.column.addWidget(self.panel, 1)

    def refresh(self) -> None:
        house = self.context.house
        self.context.runner.run(self, lambda: count_procedures(house), self._on_count)

    def first(self) -> QWidget:
        return self.panel.open_button

    def _on_count(self, count: int) -> None:
        words = f"{count:,}".replace(",", ".")
        self.count.set_text(self.tr("Đang dùng {n} thủ tục").format(n=words), "text2" if count else "warn")

    def _on_imported(self, count: int) -> None:
        self.say(self.tr("Đã nhập {n} thủ tục").format(n=f"{count:,}".replace(",", ".")))
        self.refresh()
