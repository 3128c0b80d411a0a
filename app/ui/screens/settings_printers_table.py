"""The table of what is printed where."""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtCore import QCoreApplication

from app.services.print_jobs import A4, LABEL
from app.settings import PrinterProfile
from app.ui.screens import settings_printers_words as words
from app.ui.screens.settings_printers_ways import Use
from app.ui.widgets.rows import Cell, Column, Row, RowList

translate = QCoreApplication.translate


class UseTable(RowList):
    """A row per use: what it prints, its printer, how its trial went."""

    def __init__(self) -> None:
        columns = [
            Column("", 22, 22),
            Column(translate("UseTable", "Dùng cho")),
            Column(translate("UseTable", "Máy in"), 240, 210),
            Column(translate("UseTable", "Kết quả thử"), 150, 136),
        ]
        super().__init__(columns, name=translate("UseTable", "Máy in theo việc"))

    def show_uses(self, uses: Mapping[str, Use], profiles: Mapping[str, PrinterProfile], stock: str) -> None:
        """Show the uses; the row in front stays in front."""
        texts = {
            A4: ("file-text", self.tr("Giấy A4"), self.tr("Giấy hẹn, phiếu, danh sách")),
            LABEL: ("tag", self.tr("Tem hồ sơ"), stock),
        }
        rows = []
        for role, (icon, name, detail) in texts.items():
            use = uses[role]
            where = use.printer or self.tr("Thư mục Giấy in")
            rows.append(Row(role, (
                Cell(icon=icon, colour="text2"), Cell(name, detail, weight=600),
                Cell(where, self._kind_of(use.printer, profiles), weight=500), Cell(badge=words.badge(use)),
            )))  # fmt: skip
        kept = self.current_key()
        self.set_rows(rows)
        if kept is None:
            self.blockSignals(True)
            self.select_first()
            self.blockSignals(False)
        self.setFixedHeight(self.height_for(len(rows)) + 1)

    def _kind_of(self, printer: str, profiles: Mapping[str, PrinterProfile]) -> str:
        if not printer:
            return self.tr("Tệp PDF, in sau")
        address = profiles[printer].address if printer in profiles else ""
        return self.tr("Nối thẳng · {address}").format(address=address) if address else self.tr("Máy in của hệ thống")
