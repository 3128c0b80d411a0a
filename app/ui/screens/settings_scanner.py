"""Settings of the scanners: keyboard ones learned from three scans, serial ones by their port, and a place to try."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from functools import partial

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QWidget

from app.domain.dossier_codes import local_date
from app.domain.errors import Explained
from app.printing.documents import PrintStamp, ScannerSheetDoc
from app.printing.rendering import render
from app.runtime.serial_reader import PortEntry, SerialReader, find_ports
from app.runtime.side_work import SideWork
from app.scanning.learning import LEARNING, SCANS_TO_LEARN, Learned, learn
from app.scanning.routing import route_all
from app.scanning.wedge import Scan
from app.services.print_jobs import A4
from app.settings import SerialPort, Terminator, WedgeProfile
from app.ui.context import Context
from app.ui.screens.settings_page import SettingsPage
from app.ui.screens.settings_printers_ways import Ways, into_folder
from app.ui.screens.settings_scanner_ports import PortsPanel
from app.ui.screens.settings_scanner_words import arrival_words, verdict_of
from app.ui.widgets.buttons import KeyButton
from app.ui.widgets.choices import Option, Segment
from app.ui.widgets.fields import Labeled, LabeledField
from app.ui.widgets.labels import Icon, Label, Text
from app.ui.widgets.panels import Panel, TintBox

_LONGEST_PREFIX = 4


class ScannerSection(SettingsPage):
    """How the scanners are read, and a place to try them.

    `profile_changed(WedgeProfile)` after it was kept, and while a scanner is being learned; `ports_changed` with the
    serial ports to listen to.
    """

    profile_changed = Signal(object)
    ports_changed = Signal(object)
    section, icon = "scanner", "scan-line"

    def __init__(
        self, context: Context, ways: Ways | None = None, listing: Callable[[], list[PortEntry]] = find_ports
    ) -> None:
        super().__init__(context)
        self.words = self.tr("Đầu đọc")
        self._ways = ways or Ways(folder=context.printouts)
        self._lessons: list[Scan] | None = None  # scans of the scanner being learned
        self._learned: Learned | None = None
        self.ports = PortsPanel(listing)
        self.ports.changed.connect(self._on_ports)
        self.column.addWidget(self._lay_out_trial())
        self.column.addWidget(self.ports)
        self.column.addWidget(self._lay_out_keys())
        self.column.addStretch(1)

    # -- parts

    def _lay_out_trial(self) -> Panel:
        trial = Panel(self.tr("Quét thử"))
        self.box = TintBox("sunken")
        line = QHBoxLayout()
        line.setSpacing(10)
        self.mark = Icon("scan-line", "text2", 20)
        self.seen = Label("", "base", 600)
        self.detail = Text("", "base", 400, "text2", lines=2)
        line.addWidget(self.mark)
        line.addWidget(self.seen, 1)
        self.box.body.addLayout(line)
        self.box.body.addWidget(self.detail)
        trial.body.addWidget(self.box)
        row = QHBoxLayout()
        row.setSpacing(8)
        self.sheet = KeyButton(self.tr("In tờ hướng dẫn và mã thử"), "Ctrl+P", icon="printer")
        self.sheet.clicked.connect(self.print_sheet)
        self.sheet_told = Text("", "sm", 400, "text2", lines=1)
        row.addWidget(self.sheet)
        row.addWidget(self.sheet_told, 1)
        trial.body.addLayout(row)
        return trial

    def _lay_out_keys(self) -> Panel:
        panel = Panel(self.tr("Đầu đọc gõ như bàn phím"))
        self.prefix = LabeledField(self.tr("Ký tự đứng trước mỗi mã"), digits=True, placeholder=self.tr("Không có"))
        self.prefix.edit.setMaxLength(_LONGEST_PREFIX)
        self.prefix.setFixedWidth(190)
        self.prefix.left.connect(lambda _text: self._keep_typed())
        self.end = Segment(
            [
                Option(Terminator.EITHER.value, self.tr("Enter hoặc Tab"), "1"),
                Option(Terminator.ENTER.value, self.tr("Enter"), "2"),
                Option(Terminator.TAB.value, self.tr("Tab"), "3"),
                Option(Terminator.NONE.value, self.tr("Không có gì"), "4"),
            ],
            self.tr("Phím kết thúc mỗi mã"),
        )
        self.end.chosen.connect(lambda _value: self._keep_typed())
        row = QHBoxLayout()
        row.setSpacing(18)
        row.addWidget(self.prefix)
        row.addWidget(Labeled(self.tr("Phím kết thúc mỗi mã"), self.end), 1)
        panel.body.addLayout(row)
        line = QHBoxLayout()
        line.setSpacing(8)
        self.learning = KeyButton(self.tr("Học đầu đọc này"), "Ctrl+L")
        self.learning.clicked.connect(self._toggle_learning)
        self.accept = KeyButton(self.tr("Dùng cách này"), "Return", "main", bind=False)
        self.accept.clicked.connect(self._accept_learned)
        self.lesson = Text("", "sm", 400, "text2", lines=2)
        line.addWidget(self.learning)
        line.addWidget(self.accept)
        line.addWidget(self.lesson, 1)
        panel.body.addLayout(line)
        return panel

    # -- what the settings ask

    def watch(self, reader: SerialReader) -> None:
        """Show how it stands with the serial ports."""
        self.ports.watch(reader)

    def refresh(self) -> None:
        self._stop_learning()
        self._show_profile(self.context.settings.current.scanner)
        self.ports.show_used(self.context.settings.current.serial_scanners)
        if not self.ports.listed:
            self.ports.search()
        self._show_box("scan-line", "sunken", self.tr("Quét một thẻ căn cước, một giấy hẹn, hoặc mã thử"), "",
                       self.tr("Ở đây chỉ xem, không mở hồ sơ và không giữ lại gì."))  # fmt: skip

    def first(self) -> QWidget:
        return self.end

    def hideEvent(self, event: object) -> None:
        self._stop_learning()
        super().hideEvent(event)  # type: ignore[arg-type]

    def show_scan(self, scan: Scan) -> None:
        """Say what was scanned, without any of its personal content."""
        found, *others = route_all(scan, local_date(self.context.house.clock()))
        verdict = verdict_of(scan, found)
        mark, kind = ("circle-check", "ok") if verdict.good else ("triangle-alert", "warn")
        heading = verdict.heading
        if others:
            heading = self.tr("{what} (cùng {n} mã khác dính vào)").format(what=heading, n=len(others))
        told = arrival_words(scan)
        self._show_box(mark, kind, heading, kind, f"{verdict.advice} {told}".strip() if verdict.advice else told)
        if self._lessons is not None:
            self._take_lesson(self._lessons, scan)

    def _show_box(self, mark: str, kind: str, heading: str, colour: str, detail: str) -> None:
        self.mark.set(mark, colour or "text2")
        self.box.set_kind(kind)
        self.seen.set_text(heading, colour or "text")
        self.detail.set_text(detail)

    # -- keyboard scanners

    def _show_profile(self, profile: WedgeProfile) -> None:
        self.prefix.set_text(profile.prefix)
        self.end.set_value(profile.terminator.value)

    def _keep_typed(self) -> None:
        self._keep_profile(
            replace(
                self.context.settings.current.scanner,
                prefix=self.prefix.edit.text(),
                terminator=Terminator(self.end.value() or Terminator.EITHER.value),
            )
        )

    def _keep_profile(self, profile: WedgeProfile) -> None:
        if profile != self.context.settings.current.scanner:
            self.keep(lambda: self._kept(profile), scanner=profile)

    def _kept(self, profile: WedgeProfile) -> None:
        self.say(self.tr("Đã giữ cách đọc mã"))
        self.profile_changed.emit(profile)

    def _toggle_learning(self) -> None:
        if self._lessons is not None:
            self._stop_learning()
            return
        self._lessons, self._learned = [], None
        self.profile_changed.emit(LEARNING)
        self._show_lesson(self.tr("Quét ba lần, mã nào cũng được: còn {n} lần.").format(n=SCANS_TO_LEARN))

    def _stop_learning(self) -> None:
        if self._lessons is not None:
            self._lessons = None
            self.profile_changed.emit(self.context.settings.current.scanner)
        self._learned = None
        self._show_lesson(self.tr("Để nguyên là đọc được hầu hết các máy. Máy gõ chậm hay thêm ký tự lạ thì cho học."))

    def _take_lesson(self, lessons: list[Scan], scan: Scan) -> None:
        if scan.arrival is not None and scan.arrival.port:
            self._show_lesson(self.tr("Đầu đọc này nối qua cổng COM, không cần học."))
            return
        lessons.append(scan)
        left = SCANS_TO_LEARN - len(lessons)
        if left > 0:
            self._show_lesson(self.tr("Quét ba lần, mã nào cũng được: còn {n} lần.").format(n=left))
            return
        self._lessons = None
        self.profile_changed.emit(self.context.settings.current.scanner)
        self._learned = learn(lessons)
        if self._learned is None:
            self._show_lesson(self.tr("Ba lần quét khác nhau quá, chưa học được. Giữ đầu đọc yên rồi học lại."))
            return
        profile = self._learned.profile
        ends = {Terminator.ENTER: "Enter", Terminator.TAB: "Tab", Terminator.EITHER: self.tr("Enter hoặc Tab")}
        words = self.tr("Máy này gõ {pace} ms một phím, trước mã: {prefix}, sau mã: {end}.").format(
            pace=f"{self._learned.pace_ms:.1f}".replace(".", ","),
            prefix=f"“{profile.prefix}”" if profile.prefix else self.tr("không có gì"),
            end=ends.get(profile.terminator, self.tr("không có gì")),
        )
        self._show_lesson(words)
        self.accept.setFocus(Qt.FocusReason.OtherFocusReason)

    def _accept_learned(self) -> None:
        if self._learned is not None:
            profile, self._learned = self._learned.profile, None
            self._show_profile(profile)
            self._keep_profile(profile)
            self._show_lesson(self.tr("Đã học xong. Quét thử một lần nữa."))
            self.learning.setFocus(Qt.FocusReason.OtherFocusReason)

    def _show_lesson(self, words: str) -> None:
        self.lesson.set_text(words)
        self.accept.setVisible(self._learned is not None)
        learning = self._lessons is not None
        self.learning.set_label(self.tr("Thôi học") if learning else self.tr("Học đầu đọc này"))

    # -- serial scanners

    def _on_ports(self, ports: tuple[SerialPort, ...]) -> None:
        self.keep(partial(self.ports_changed.emit, ports), serial_scanners=ports)

    # -- the sheet

    def print_sheet(self) -> None:
        """Print the set-up sheet on the A4 printer, or into the folder of PDFs."""
        actor, desk = self.context.actor, self.context.desk
        stamp = PrintStamp(printed_at=self.context.house.local_now(), printed_by=actor.name if actor else "")
        document = ScannerSheetDoc(stamp=stamp, office=desk.office.name if desk else "")
        settings, ways = self.context.settings.current, self._ways
        printer = settings.printers.get(A4, "")
        file = self.tr("Hướng dẫn đầu đọc") + ".pdf"
        self.sheet.set_ready(False, self.tr("Đang in"))

        def work(_work: SideWork) -> str:
            pdf = render(document)
            if not printer:
                return into_folder(pdf, ways.folder, file)
            ways.send(pdf, printer, settings.profile(printer))
            return ""

        SideWork(self, work, partial(self._on_sheet, printer), self._on_no_sheet)

    def _on_sheet(self, printer: str, where: str) -> None:
        self.sheet.set_ready(True)
        told = self.tr("Đã ghi vào {where}").format(where=where) if where else self.tr("Đã gửi tới {printer}")
        self.sheet_told.set_text(told.format(printer=printer) if not where else told)

    def _on_no_sheet(self, error: Explained) -> None:
        self.sheet.set_ready(True)
        self.sheet_told.set_text(f"{error.sentence} {error.advice}".strip(), "bad")

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if self._learned is not None and event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self._accept_learned()
        else:
            super().keyPressEvent(event)
