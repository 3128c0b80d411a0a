"""Settings of this PC's devices: printers and the barcode scanner."""

from __future__ import annotations

from dataclasses import replace

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QWidget

from app.domain.dossier_codes import local_date
from app.scanning.routing import CardScan, DamagedCard, DossierScan, TrainingScan, UnknownScan, route
from app.scanning.wedge import Scan
from app.settings import Terminator, WedgeProfile
from app.ui.context import Context
from app.ui.screens.settings_page import SettingsPage
from app.ui.screens.settings_printers import PrinterPanel
from app.ui.screens.settings_printers_ways import Ways
from app.ui.widgets.choices import CheckBox, Option, Segment
from app.ui.widgets.fields import Labeled, LabeledField
from app.ui.widgets.labels import Icon, Label, Text
from app.ui.widgets.panels import Panel, TintBox

_LONGEST_PREFIX = 4


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
        self.column.addWidget(self.two_up)
        self.column.addStretch(1)

    def refresh(self) -> None:
        if not self.panel.listed:
            self.panel.find_printers()

    def first(self) -> QWidget:
        return self.panel.list

    def _on_changed(self) -> None:
        self.keep(**self.panel.changes())


class ScannerSection(SettingsPage):
    """How the scanner types, and a place to try it. `profile_changed(WedgeProfile)` after it was kept."""

    profile_changed = Signal(object)
    section, icon = "scanner", "scan-line"

    def __init__(self, context: Context) -> None:
        super().__init__(context)
        self.words = self.tr("Đầu đọc")
        panel = Panel(self.tr("Đầu đọc gõ như thế nào"))
        self.prefix = LabeledField(self.tr("Ký tự đứng trước mỗi mã"), digits=True, placeholder=self.tr("Không có"))
        self.prefix.edit.setMaxLength(_LONGEST_PREFIX)
        self.prefix.setFixedWidth(220)
        self.prefix.left.connect(lambda _text: self._keep())
        self.end = Segment(
            [
                Option(Terminator.EITHER.value, self.tr("Enter hoặc Tab"), "1"),
                Option(Terminator.ENTER.value, self.tr("Enter"), "2"),
                Option(Terminator.TAB.value, self.tr("Tab"), "3"),
                Option(Terminator.NONE.value, self.tr("Không có gì"), "4"),
            ],
            self.tr("Phím kết thúc mỗi mã"),
        )
        self.end.chosen.connect(lambda _value: self._keep())
        row = QHBoxLayout()
        row.setSpacing(18)
        row.addWidget(self.prefix)
        row.addWidget(Labeled(self.tr("Phím kết thúc mỗi mã"), self.end))
        panel.body.addLayout(row)
        note = self.tr(
            "Đầu đọc cắm USB gõ như bàn phím nhưng nhanh hơn tay. Để nguyên như trên là đọc được hầu hết các máy; "
            "có ký tự đứng trước thì nhận ra ngay từ chữ đầu tiên."
        )
        panel.body.addWidget(Text(note, "sm", 400, "text2", lines=3))
        panel.body.addStretch(1)
        trial = Panel(self.tr("Quét thử"))
        self.box = TintBox("sunken")
        line = QHBoxLayout()
        line.setSpacing(10)
        self.mark = Icon("scan-line", "text2", 20)
        self.seen = Label("", "base", 600)
        line.addWidget(self.mark)
        line.addWidget(self.seen, 1)
        self.box.body.addLayout(line)
        self.detail = Text("", "base", 400, "text2", lines=2)
        self.box.body.addWidget(self.detail)
        trial.body.addWidget(self.box)
        trial.body.addStretch(1)
        self.column.addWidget(panel)
        self.column.addWidget(trial)
        self.column.addStretch(1)

    def refresh(self) -> None:
        profile = self.context.settings.current.scanner
        self.prefix.set_text(profile.prefix)
        self.end.set_value(profile.terminator.value)
        self.mark.set("scan-line", "text2")
        self.box.set_kind("sunken")
        self.seen.set_text(self.tr("Quét một thẻ căn cước hoặc một giấy hẹn"))
        self.detail.set_text(self.tr("Ở đây chỉ xem, không mở hồ sơ và không giữ lại gì."))

    def first(self) -> QWidget:
        return self.end

    def _keep(self) -> None:
        profile = replace(
            self.context.settings.current.scanner,
            prefix=self.prefix.edit.text(),
            terminator=Terminator(self.end.value() or Terminator.EITHER.value),
        )
        if profile != self.context.settings.current.scanner:
            self.keep(lambda: self._kept(profile), scanner=profile)

    def _kept(self, profile: WedgeProfile) -> None:
        self.say(self.tr("Đã giữ cách đọc mã"))
        self.profile_changed.emit(profile)

    def show_scan(self, scan: Scan) -> None:
        """Say what was scanned, without any of its personal content."""
        found = route(scan, local_date(self.context.house.clock()))
        heading, detail, good = self._words(found)
        self.mark.set("circle-check" if good else "triangle-alert", "ok" if good else "warn")
        self.box.set_kind("ok" if good else "warn")
        self.seen.set_text(heading, "ok" if good else "warn")
        lines = scan.text.count("\n") + 1
        told = self.tr("{n} ký tự, {m} dòng").format(n=len(scan.text), m=lines)
        if scan.altered:
            told += self.tr(" · bộ gõ tiếng Việt đã đổi vài chữ: chuyển đầu đọc sang kiểu không dấu")
        self.detail.set_text(f"{detail} · {told}" if detail else told)

    def _words(self, found: object) -> tuple[str, str, bool]:
        match found:
            case CardScan():
                return self.tr("Thẻ căn cước: đọc trọn vẹn"), "", True
            case DamagedCard():
                return self.tr("Thẻ căn cước: đọc không trọn"), self.tr("Lau thẻ rồi quét lại"), False
            case DossierScan() if found.code is not None:
                return self.tr("Hồ sơ {code}").format(code=found.code.short), "", True
            case DossierScan():
                return self.tr("Mã vạch của hồ sơ"), "", True
            case TrainingScan():
                return self.tr("Giấy thử"), "", True
            case UnknownScan():
                words = self.tr("Đọc được, nhưng chưa nhận ra: {what}").format(what=found.description)
                return words, found.advice, False
            case _:
                return self.tr("Đọc được"), "", True
