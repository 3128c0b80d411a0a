"""What stands in for the line and for this PC: exchange by file, the recovery sheet, signing in without the server."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication, Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from app.domain.errors import EnvironmentProblem, Explained, UserError
from app.domain.office import Right
from app.printing.recovery_sheet import RecoverySheetDoc
from app.printing.rendering import render_recovery
from app.runtime.side_work import SideWork
from app.services.house import Changed
from app.services.offices import set_offline_days
from app.services.offline_sign_in import OfflineTerm, extend
from app.services.print_jobs import A4
from app.services.server_standing import ByHand, by_hand
from app.ui.context import Context
from app.ui.screens.exchange_files import export_file, receive_file
from app.ui.screens.invitation_window import follow_invitation
from app.ui.screens.settings_printers_ways import Ways
from app.ui.widgets.buttons import KeyButton
from app.ui.widgets.fields import LineEdit
from app.ui.widgets.labels import Label, Rule, Text
from app.ui.widgets.panels import Panel
from app.ui.widgets.question import Question
from app.ui.widgets.toasts import Answer

_DAYS_WIDTH = 56


class ByHandPanel(Panel):
    """`told(str, str)` with what was done; `failed(Exception)` with what was not."""

    told = Signal(str, str)
    failed = Signal(object)

    def __init__(self, context: Context, ways: Ways | None = None) -> None:
        super().__init__(QCoreApplication.translate("ByHandPanel", "Khi không có đường truyền, khi máy hỏng"))
        self._context, self._ways = context, ways or Ways()
        self._standing: ByHand | None = None
        self.export_button = KeyButton(self.tr("Xuất tệp"), "Ctrl+E", icon="upload")
        self.receive_button = KeyButton(self.tr("Nhập tệp trả lời"), "Ctrl+I", icon="download")
        self.sheet_button = KeyButton(self.tr("Lập tờ khôi phục"), "Ctrl+P", icon="printer")
        self.extend_button = KeyButton(self.tr("Gia hạn"), "Ctrl+G")
        self.days = LineEdit(digits=True)
        self.days.setFixedWidth(_DAYS_WIDTH)
        self.days.setMaxLength(2)
        self.days.setAccessibleName(self.tr("Số ngày đăng nhập không cần máy chủ"))
        self.days_words = Label(self.tr("ngày"), "base", 400, "text2")
        self.file_told = Text("", "sm", 400, "text2", lines=2)
        self.sheet_told = Text("", "sm", 400, "text2", lines=2)
        self.term_told = Text("", "sm", 400, "text2", lines=2)
        self._row(self.tr("Trao đổi bằng tệp"), self.file_told, self.export_button, self.receive_button)
        self.body.addWidget(Rule())
        self._row(self.tr("Tờ khôi phục"), self.sheet_told, self.sheet_button)
        self.body.addWidget(Rule())
        self._row(
            self.tr("Đăng nhập khi không gặp máy chủ"), self.term_told, self.days, self.days_words, self.extend_button
        )
        self.export_button.clicked.connect(self._export)
        self.receive_button.clicked.connect(lambda: receive_file(context, self))
        self.sheet_button.clicked.connect(self.ask_sheet)
        self.extend_button.clicked.connect(self.extend)
        self.days.editingFinished.connect(self.keep_days)

    def _row(self, name: str, told: Text, *parts: QWidget) -> None:
        row = QHBoxLayout()
        row.setSpacing(8)
        words = QVBoxLayout()
        words.setSpacing(1)
        words.addWidget(Label(name, "base", 600))
        words.addWidget(told)
        row.addLayout(words, 1)
        for part in parts:
            row.addWidget(part, 0, Qt.AlignmentFlag.AlignVCenter)
        self.body.addLayout(row)

    # -- showing

    def refresh(self) -> None:
        """Fetch how it stands."""
        house = self._context.house
        self._context.runner.run(self, lambda: by_hand(house), self._on_standing)

    def _on_standing(self, standing: ByHand) -> None:
        self._standing = standing
        actor = self._context.actor
        may = actor is not None and actor.may(Right.EDIT_OFFICE)
        self._show_files(standing, may)
        self.sheet_button.set_ready(may, self.tr("Chỉ quản trị lập được"))
        if standing.sheet_at is not None:
            words = self.tr("Tờ đang dùng lập lúc {when}. Lập tờ mới thì tờ cũ hết giá trị.")
            self.sheet_told.set_text(words.format(when=f"{standing.sheet_at:%H:%M %d/%m/%Y}"), "text2")
        else:
            words = self.tr("Chưa có: máy hỏng thì bản sao lưu không mở được trên máy khác.")
            self.sheet_told.set_text(words, "warn")
        if not self.days.hasFocus():
            self.days.setText(str(standing.offline_days))
        self.days.setEnabled(may)
        self._show_term(standing.term, may)

    def _show_files(self, standing: ByHand, may: bool) -> None:
        if standing.can_exchange:
            words = self.tr("Mang thẻ nhớ thay đường truyền: việc chờ gửi đi, hồ sơ của quầy khác về.")
        elif standing.asked_at is not None:
            words = self.tr("Chờ tệp trả lời; đã xin nối {when}.").format(when=f"{standing.asked_at:%H:%M %d/%m}")
        else:
            words = self.tr("Nơi không có mạng: nối lần đầu bằng tệp mời của người quản trị máy chủ.")
        self.file_told.set_text(words)
        self.export_button.set_label(self.tr("Xuất tệp") if standing.can_exchange else self.tr("Nối bằng tệp mời"))
        self.export_button.set_ready(standing.can_exchange or may, self.tr("Chỉ quản trị nối được"))
        self.receive_button.setVisible(standing.can_exchange or standing.asked_at is not None)

    def _export(self) -> None:
        """Write what waits; on a PC that has not joined yet, what asks for its place."""
        if self._standing is not None and self._standing.can_exchange:
            export_file(self._context, self)
        else:
            follow_invitation(self._context, self)

    def _show_term(self, term: OfflineTerm | None, may: bool) -> None:
        self.extend_button.setVisible(term is not None and (term.is_near or term.is_over))
        if term is None:
            self.term_told.set_text(self.tr("Ghi 0 nếu không giới hạn. Chỉ áp dụng khi đã nối máy chủ."), "text2")
            return
        until = f"{term.until:%d/%m/%Y}"
        if term.is_over:
            words, colour = self.tr("Đã hết từ {day}: chỉ quản trị đăng nhập được."), "bad"
        elif term.is_near:
            words, colour = self.tr("Sắp hết: đến hết ngày {day}."), "warn"
        else:
            words, colour = self.tr("Đến hết ngày {day} nếu không gặp máy chủ. Ghi 0 nếu không giới hạn."), "text2"
        self.term_told.set_text(words.format(day=until), colour)
        why = self.tr("Chỉ quản trị gia hạn được") if not may else self.tr("Đã gia hạn một lần")
        self.extend_button.set_ready(may and not term.is_extended, why)

    # -- doing

    def keep_days(self) -> None:
        """Keep how many days people may sign in without the server."""
        text, standing = self.days.text().strip(), self._standing
        if standing is None or not text.isdecimal() or int(text) == standing.offline_days:
            if standing is not None:
                self.days.setText(str(standing.offline_days))
            return
        house, actor, days = self._context.house, self._context.the_actor, int(text)
        self._context.runner.run(self, lambda: set_offline_days(house, actor, days), self._on_kept, self._on_failed)

    def _on_kept(self, _changed: Changed) -> None:
        self.told.emit(self.tr("Đã đổi số ngày"), self.tr("Các máy khác của cơ quan nhận khi đồng bộ."))
        self.refresh()

    def extend(self) -> None:
        """Let people sign in for as many days again."""
        house, actor = self._context.house, self._context.the_actor
        self._context.runner.run(self, lambda: extend(house, actor), self._on_extended, self._on_failed)

    def _on_extended(self, _changed: Changed) -> None:
        self.told.emit(self.tr("Đã gia hạn đăng nhập"), self.tr("Một lần, cho đến khi gặp máy chủ."))
        self.refresh()

    def _on_failed(self, error: Explained) -> None:
        self.refresh()
        self.failed.emit(error)

    # -- the sheet

    def ask_sheet(self) -> None:
        """Print a sheet, after a question when that makes another one worthless."""
        if self._standing is None or self._standing.sheet_at is None:
            self.print_sheet()
            return
        question = Question(
            self.tr("Lập tờ khôi phục mới?"),
            self.tr("Tờ lập lúc {when} hết giá trị ngay khi tờ mới được lập. Hủy tờ cũ.").format(
                when=f"{self._standing.sheet_at:%H:%M %d/%m/%Y}"
            ),
            (Answer(self.tr("Lập tờ mới"), "F10", self.print_sheet, "main"), Answer(self.tr("Thôi"), "Esc")),
            parent=self,
        )
        question.show_question()

    def print_sheet(self) -> None:
        """Make a sheet and send it to the A4 printer; it is never written into a file."""
        key, settings = self._context.device_key, self._context.settings.current
        printer = settings.printers.get(A4, "")
        if not printer or key is None:
            sentence = self.tr("Tờ khôi phục chỉ in ra giấy, không lưu thành tệp.")
            self.failed.emit(UserError(sentence, self.tr("Chọn máy in A4 trong mục Máy in rồi lập lại."), "NO-PRINTER"))
            return
        house, actor, send = self._context.house, self._context.the_actor, self._ways.send
        self.sheet_button.set_ready(False, self.tr("Đang lập"))
        again = self.tr("Tờ cũ đã hết giá trị: xem lại máy in rồi lập lại ngay.")

        def work(_work: SideWork) -> str:
            from app.services.recovery import make_sheet  # loads what speaks to a network

            made = make_sheet(house, actor, key())
            address, _, pin = made.address.partition("#")
            doc = RecoverySheetDoc(
                office=made.office,
                counter=made.counter,
                lanes=made.lanes,
                address=address,
                pin=pin,
                code=made.code,
                digits=made.digits,
                made_at=made.made_at,
                made_by=made.made_by,
            )
            try:
                send(render_recovery(doc), printer, settings.profile(printer))
            except EnvironmentProblem as error:
                raise EnvironmentProblem(error.sentence, f"{error.advice} {again}".strip(), error.code) from error
            return printer

        SideWork(self, work, self._on_printed, self._on_failed)

    def _on_printed(self, printer: str) -> None:
        words = self.tr("Đã gửi tới {printer}. Cất trong tủ khóa, hủy tờ cũ.").format(printer=printer)
        self.told.emit(self.tr("Đã lập tờ khôi phục"), words)
        self.refresh()
