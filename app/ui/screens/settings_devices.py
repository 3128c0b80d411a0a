"""Settings of this PC's printers."""

from __future__ import annotations

from PySide6.QtWidgets import QWidget

from app.ui.context import Context
from app.ui.screens.settings_page import SettingsPage
from app.ui.screens.settings_printers import PrinterPanel
from app.ui.screens.settings_printers_ways import Ways
from app.ui.widgets.choices import CheckBox


class PrintersSection(SettingsPage):
    """Printers and label stock; what is chosen holds at once."""

    section, icon = "printers", "printer"

    def __init__(self, context: Context, ways: Ways | None = None) -> None:
        super().__init__(context)
        self.words = self.tr("Máy in")
        self.panel = PrinterPanel(context, ways)
        self.panel.changed.connect(self._on_changed)
        self.column.addWidget(self.panel)
        self.two_up = CheckBox(self.tr("Hai liên trên một tờ A4 (khi vừa)"))
        self.two_up.setChecked(context.settings.current.receipt_two_up)
        self.two_up.toggled.connect(lambda on: self.keep(receipt_two_up=on))
        self.panel.setup_shown.connect(self.two_up.setHidden)
        self.column.addWidget(self.two_up)
        self.column.addStretch(1)

    def refresh(self) -> None:
        if not self.panel.listed:
            self.panel.find_printers()

    def first(self) -> QWidget:
        return self.panel.list

    def _on_changed(self) -> None:
        self.keep(**self.panel.changes())
