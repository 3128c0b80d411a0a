"""What a steward is asked and shown: names, a yes before something ends, a code just made."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication, QRectF, Qt
from PySide6.QtGui import QGuiApplication, QPainter, QPaintEvent
from PySide6.QtWidgets import QFileDialog, QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from app.domain.dossier_codes import AgencyCode
from app.domain.errors import Explained, UserError
from app.printing.codes import qr_matrix
from app.runtime.side_work import SideWork
from app.ui.screens.settings_steward_rows import lane_words
from app.ui.widgets.fields import LabeledField, LineEdit
from app.ui.widgets.labels import Label, Text
from app.ui.widgets.painted import Painted
from app.ui.widgets.question import Question
from app.ui.widgets.toasts import Answer

if TYPE_CHECKING:
    from app.protocol.stewardship import PcSeen
    from app.services.stewardship import MadeCode

translate = QCoreApplication.translate
_QUIET, _MODULE = 4, 4  # modules of white round a QR; pixels of a module: large enough for a camera and a scanner


class _Asking(Question):
    """A question with fields. The first answer is given only when `lacking()` is None, else that field is told."""

    def __init__(
        self,
        question: str,
        sentence: str,
        yes: str,
        fields: Sequence[LabeledField],
        parent: QWidget | None,
        *also: Answer,
    ) -> None:
        answers = (Answer(yes, "F10", kind="main"), *also, Answer(translate("StewardAsking", "Thôi"), "Esc"))
        super().__init__(question, sentence, answers, parent=parent)
        self.fields = tuple(fields)
        for field in self.fields:
            self.extra.addWidget(field)
            field.edited.connect(lambda _text, f=field: f.set_state(""))
            field.edit.returnPressed.connect(lambda: self.give(0))

    def lacking(self) -> tuple[LabeledField, str] | None:
        """Give the field that cannot stay so, and why."""
        return None

    def give(self, number: int) -> None:
        lack = self.lacking() if number == 0 else None
        if lack is None:
            super().give(number)
            return
        field, why = lack
        field.set_state("bad", why)
        field.edit.setFocus()

    def show_question(self) -> None:
        super().show_question()
        self.fields[0].edit.setFocus()


class NewCounter(_Asking):
    """Ask what the new counter is called, nothing = by its number; `wanted` hears whether it joins by file."""

    def __init__(self, office: str, wanted: Callable[[str, bool], object], parent: QWidget | None) -> None:
        self.name = LabeledField(
            translate("StewardAsking", "Tên quầy"), placeholder=translate("StewardAsking", "để trống: Quầy + số máy")
        )
        super().__init__(
            translate("StewardAsking", "Thêm máy cho {office}?").format(office=office),
            translate(
                "StewardAsking",
                "Máy chủ giữ sẵn số máy còn trống nhỏ nhất. Mã dùng một lần, trong 24 giờ; nơi không có mạng thì tạo "
                "tệp mời, mã trong 30 ngày.",
            ),
            translate("StewardAsking", "Tạo mã"),
            (self.name,),
            parent,
            by_file_answer(),
        )
        self.name.edit.setMaxLength(60)
        self.answered.connect(lambda number: wanted(self.name.text(), number == 1) if number < 2 else None)


class NewOfficeQuestion(_Asking):
    """Ask for code and name of an office."""

    def __init__(self, wanted: Callable[[str, str], object], parent: QWidget | None) -> None:
        self.prefix = LabeledField(
            translate("StewardAsking", "Mã định danh"), required=True, digits=True, placeholder="H12.10.15"
        )
        self.name = LabeledField(translate("StewardAsking", "Tên cơ quan"), required=True)
        super().__init__(
            translate("StewardAsking", "Thêm cơ quan vào máy chủ?"),
            translate("StewardAsking", "Mã định danh đứng đầu mọi mã hồ sơ của cơ quan và không đổi được về sau."),
            translate("StewardAsking", "Thêm cơ quan"),
            (self.prefix, self.name),
            parent,
        )
        self.name.edit.setMaxLength(200)
        self.answered.connect(lambda n: wanted(self.prefix.text(), self.name.text()) if n == 0 else None)

    def lacking(self) -> tuple[LabeledField, str] | None:
        try:
            AgencyCode.parse(self.prefix.text())
        except UserError:
            return self.prefix, translate("StewardAsking", "Không đúng dạng mã")
        return None if self.name.text() else (self.name, translate("StewardAsking", "Chưa ghi tên"))


class CodeShown(Question):
    """A one-time code, large, with everything to join by as QR and as a line to copy. It is never shown again."""

    def __init__(self, made: MadeCode, parent: QWidget | None) -> None:
        answers = (
            Answer(translate("StewardAsking", "Chép dòng nối máy"), "Ctrl+C"),
            Answer(translate("StewardAsking", "Xong"), "Esc", kind="main"),
        )
        super().__init__(
            translate("StewardAsking", "Mã đăng ký cho {counter}").format(counter=made.counter_name),
            translate(
                "StewardAsking",
                "Trên máy mới, mở chương trình, chọn nối máy chủ: quét mã QR, dán dòng nối máy, hoặc gõ địa chỉ và mã.",
            ),
            answers,
            parent=parent,
            width=620,
        )
        self._line = made.invitation.text
        row = QHBoxLayout()
        row.setSpacing(16)
        row.addWidget(QrPicture(made.invitation.digits), 0, Qt.AlignmentFlag.AlignTop)
        column = QVBoxLayout()
        column.setSpacing(4)
        self.code = Label(made.invitation.code, "x2", 600, digits=True)
        until = translate("StewardAsking", "Một máy, đến {until}").format(until=f"{made.until:%H:%M %d/%m/%Y}")
        self.line = LineEdit(digits=True, size="sm")
        self.line.setText(self._line)
        self.line.setCursorPosition(0)
        self.line.setReadOnly(True)
        self.line.setAccessibleName(translate("StewardAsking", "Dòng nối máy"))
        self.told = Text(
            translate("StewardAsking", "Mã không hiện lại được. Mất mã thì hủy rồi tạo mã khác."), "sm", 400, lines=2
        )
        column.addWidget(Label(translate("StewardAsking", "Mã"), "sm", 500, "text2"))
        column.addWidget(self.code)
        column.addWidget(Label(until, "base", 500, "warn"))
        column.addSpacing(6)
        column.addWidget(Label(translate("StewardAsking", "Địa chỉ máy chủ"), "sm", 500, "text2"))
        column.addWidget(Label(made.invitation.address.partition("#")[0], "base", 500, digits=True))
        column.addSpacing(6)
        column.addWidget(Label(translate("StewardAsking", "Dòng nối máy"), "sm", 500, "text2"))
        column.addWidget(self.line)
        column.addWidget(self.told)
        column.addStretch(1)
        row.addLayout(column, 1)
        self.extra.addLayout(row)

    def give(self, number: int) -> None:
        if number == 0:
            QGuiApplication.clipboard().setText(self._line)
            self.told.set_text(translate("StewardAsking", "Đã chép. Dán vào ô Địa chỉ trên máy mới."), "ok")
        else:
            super().give(number)


class InvitationMade(Question):
    """The code of an invitation, large, and the way to save the file that it opens. It is never shown again."""

    def __init__(self, made: MadeCode, folder: Path, parent: QWidget | None) -> None:
        answers = (
            Answer(translate("StewardAsking", "Lưu tệp mời"), "F10", kind="main"),
            Answer(translate("StewardAsking", "Xong"), "Esc"),
        )
        super().__init__(
            translate("StewardAsking", "Tệp mời cho {counter}").format(counter=made.counter_name),
            translate(
                "StewardAsking",
                "Lưu tệp vào thẻ nhớ đưa tới máy mới. Mã thì đọc qua điện thoại hoặc ghi giấy: ai có cả tệp lẫn mã là "
                "có chỗ của máy đó.",
            ),
            answers,
            parent=parent,
            width=520,
        )
        self._made, self._folder = made, folder
        self._is_saving = False
        self.code = Label(made.invitation.code, "x2", 600, digits=True)
        until = translate("StewardAsking", "Một máy, đến {until}").format(until=f"{made.until:%H:%M %d/%m/%Y}")
        self.told = Text(
            translate("StewardAsking", "Mã không hiện lại được. Mất mã thì hủy rồi tạo mã khác."), "sm", 400, lines=3
        )
        self.extra.addWidget(Label(translate("StewardAsking", "Mã mời"), "sm", 500, "text2"))
        self.extra.addWidget(self.code)
        self.extra.addWidget(Label(until, "base", 500, "warn"))
        self.extra.addWidget(self.told)

    def show_question(self) -> None:
        super().show_question()
        self.buttons[0].setFocus()  # closed without a file the code would be for nothing

    def give(self, number: int) -> None:
        if number == 0:
            self.choose()
        elif not self._is_saving:
            super().give(number)

    def choose(self) -> None:
        """Ask where to in the system's own dialog."""
        title = translate("StewardAsking", "Chọn thẻ nhớ hoặc thư mục")
        folder = QFileDialog.getExistingDirectory(self, title, str(self._folder))
        if folder:
            self.save(Path(folder))

    def save(self, folder: Path) -> None:
        """Write the file there."""
        made = self._made
        self._is_saving = True

        def work(_work: SideWork) -> Path:
            from app.services.stewardship import write_invitation

            return write_invitation(made, folder)

        SideWork(self, work, self._on_saved, self._on_failed)

    def _on_saved(self, file: Path) -> None:
        self._is_saving = False
        self._tell(translate("StewardAsking", "Đã lưu {name}.").format(name=file.name), "ok")

    def _on_failed(self, error: Explained) -> None:
        self._is_saving = False
        self._tell(f"{error.sentence} {error.advice}", "bad")

    def _tell(self, words: str, colour: str) -> None:
        self.told.set_text(words, colour)
        self._fit()


def replacing_question(pc: PcSeen, made: Callable[[bool], object], parent: QWidget | None) -> Question:
    """Ask whether a PC's place shall go to another machine; `made` hears whether that one joins by file."""
    words = translate(
        "StewardAsking",
        "Máy nào nối bằng mã này sẽ đứng vào chỗ {counter} ({lanes}): máy cũ ngừng đồng bộ ngay lúc đó, tờ khôi phục "
        "của nó hết giá trị từ bây giờ. Dùng khi máy hỏng hoặc mất.",
    )
    return Question(
        translate("StewardAsking", "Máy khác thay {counter}?").format(counter=pc.counter_name),
        words.format(counter=pc.counter_name, lanes=lane_words(pc.lanes).lower()),
        (
            Answer(translate("StewardAsking", "Tạo mã thay máy"), "F10", lambda: made(False), "main"),
            by_file_answer(lambda: made(True)),
            Answer(translate("StewardAsking", "Thôi"), "Esc"),
        ),
        parent=parent,
        width=520,
    )


def stopping_question(pc: PcSeen, stop: Callable[[], object], parent: QWidget | None) -> Question:
    """Ask whether a PC shall be stopped, and say what becomes of what it has not sent."""
    title = translate("StewardAsking", "Thu hồi {counter} ({lanes})?")
    words = translate(
        "StewardAsking",
        "Máy này không gửi, không nhận gì nữa và không nối lại được; tờ khôi phục của nó hết giá trị. Quầy trên máy "
        "vẫn mở. Việc nó chưa gửi không mất: xuất ra tệp trong Cài đặt › Máy chủ của máy đó, người giữ máy chủ nhập. "
        "Muốn máy khác đứng vào chỗ này thì tạo Mã thay máy.",
    )
    return Question(
        title.format(counter=pc.counter_name, lanes=lane_words(pc.lanes).lower()),
        words,
        (
            Answer(translate("StewardAsking", "Thu hồi"), "F10", stop, "danger"),
            Answer(translate("StewardAsking", "Thôi"), "Esc"),
        ),
        parent=parent,
    )


def by_file_answer(slot: Callable[[], object] | None = None) -> Answer:
    """Give the answer for a PC without a line."""
    return Answer(translate("StewardAsking", "Tạo tệp mời"), "F9", slot)


class QrPicture(Painted):
    """A QR on white in both themes."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self._matrix = qr_matrix(text)
        side = (len(self._matrix) + 2 * _QUIET) * _MODULE
        self.setFixedSize(side, side)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.setAccessibleName(translate("StewardAsking", "Mã QR để nối máy"))
        self.follow_theme()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.fillRect(self.rect(), Qt.GlobalColor.white)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(Qt.GlobalColor.black)
        for y, cells in enumerate(self._matrix):
            for x, is_black in enumerate(cells):
                if is_black:
                    painter.drawRect(QRectF((x + _QUIET) * _MODULE, (y + _QUIET) * _MODULE, _MODULE, _MODULE))
