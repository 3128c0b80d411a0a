"""The label stock: size and dots per inch of what lies in the label printer."""

from __future__ import annotations

from dataclasses import replace

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QWidget

from app.printing.documents import LABEL_SIZES
from app.printing.documents import LabelSize as Stock
from app.settings import LabelSize
from app.ui.screens.settings_printers_ways import millimetres
from app.ui.widgets.choices import Option, Segment
from app.ui.widgets.fields import Choice, Labeled, LabeledField

_OTHER = "other"


class StockFields(QWidget):
    """A known size or one's own, and the dots per inch. `changed` when `label()` is another one."""

    changed = Signal()

    def __init__(self, label: LabelSize) -> None:
        super().__init__()
        self._label = label
        self.size_choice = Choice()
        for stock in LABEL_SIZES:
            self.size_choice.addItem(f"{stock.name} mm", stock.name)
        self.size_choice.addItem(self.tr("Cỡ khác"), _OTHER)
        self.size_choice.activated.connect(self._on_size)
        self.dpi = Segment([Option("203", "203", "1"), Option("300", "300", "2")], self.tr("Độ nét, điểm mỗi inch"))
        self.dpi.chosen.connect(lambda _value: self._on_fields())
        self.width_mm = LabeledField(self.tr("Rộng, mm"), digits=True)
        self.height_mm = LabeledField(self.tr("Cao, mm"), digits=True)
        for field in (self.width_mm, self.height_mm):
            field.left.connect(lambda _text: self._on_fields())
            field.setFixedWidth(84)
        size_box = Labeled(self.tr("Cỡ tem"), self.size_choice)
        size_box.setFixedWidth(124)
        self._dpi_box = Labeled(self.tr("Độ nét (dpi)"), self.dpi)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(12)
        for part in (size_box, self.width_mm, self.height_mm, self._dpi_box):
            row.addWidget(part)

    def label(self) -> LabelSize:
        """Give the label stock as the settings keep it."""
        return self._label

    def stock(self) -> Stock:
        """Give the label stock as papers name it."""
        label = self._label
        known = next((s for s in LABEL_SIZES if (s.width_mm, s.height_mm) == (label.width_mm, label.height_mm)), None)
        name = f"{label.width_mm:g}×{label.height_mm:g}".replace(".", ",")
        return known or Stock(name=name, width_mm=label.width_mm, height_mm=label.height_mm)

    def follow_head(self, dpi: int) -> None:
        """Take the dots per inch from a printer that says them itself."""
        if dpi != self._label.dpi:
            self._label = replace(self._label, dpi=dpi)
            self.changed.emit()

    def show_stock(self, *, dpi_asked: bool) -> None:
        """Show what is chosen; `dpi_asked` unless the printer's profile says it."""
        own = self.size_choice.findData(self.stock().name) < 0
        self.size_choice.setCurrentIndex(self.size_choice.findData(_OTHER if own else self.stock().name))
        self._show_own_size(own)
        self.dpi.set_value(str(self._label.dpi))
        self._dpi_box.setVisible(dpi_asked)

    def _on_size(self) -> None:
        name = self.size_choice.currentData()
        stock = next((s for s in LABEL_SIZES if s.name == name), None)
        if stock is not None:
            self._label = replace(self._label, width_mm=stock.width_mm, height_mm=stock.height_mm)
            self.changed.emit()
        else:
            self._show_own_size(True)
            self.width_mm.edit.setFocus()

    def _on_fields(self) -> None:
        label = replace(self._label, dpi=int(self.dpi.value() or 203))
        if self.size_choice.currentData() == _OTHER:
            values = []
            for field in (self.width_mm, self.height_mm):
                value = millimetres(field.text())
                field.set_state("" if value else "bad", "" if value else self.tr("10–300"))
                values.append(value)
            if None not in values:
                label = replace(label, width_mm=values[0] or 0.0, height_mm=values[1] or 0.0)
        if label != self._label:
            self._label = label
            self.changed.emit()

    def _show_own_size(self, own: bool) -> None:
        if own and not self.width_mm.edit.hasFocus() and not self.height_mm.edit.hasFocus():
            self.width_mm.set_text(f"{self._label.width_mm:g}".replace(".", ","))
            self.height_mm.set_text(f"{self._label.height_mm:g}".replace(".", ","))
        self.width_mm.setVisible(own)
        self.height_mm.setVisible(own)
