"""Fields for typing: a label above, one state note at its right end, the field below."""

from __future__ import annotations

import math
from collections.abc import Iterable
from typing import Literal

from PySide6.QtCore import QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QContextMenuEvent, QFocusEvent, QFont, QPainter, QPaintEvent, QPalette
from PySide6.QtWidgets import QComboBox, QLineEdit, QPlainTextEdit, QSizePolicy, QVBoxLayout, QWidget

from app.domain.text import plain
from app.ui.stylesheet import area_sheet, choice_sheet, menu_sheet
from app.ui.theme import RADIUS_FIELD, Theme, TypeSize, signals
from app.ui.widgets import ink
from app.ui.widgets.labels import line_height
from app.ui.widgets.painted import Inked, Painted, Themed

FieldState = Literal["", "auto", "ok", "warn", "bad", "off"]
# Wrong beats doubtful beats from-card beats checked; one note at a time.
_STRENGTH: dict[str, int] = {"bad": 5, "warn": 4, "auto": 3, "ok": 2, "": 1, "off": 0}
_NOTE_INK = {"auto": "ok", "ok": "ok", "warn": "warn", "bad": "bad"}
_MARK_ROOM = 24
_SIDE = 10  # from the edge to the text, with what Qt keeps clear itself
_MARKS = {"auto": "check", "ok": "check", "warn": "triangle-alert", "bad": "circle-alert"}


class LineEdit(Inked, QLineEdit):
    """A line to type in. It changes nothing while the clerk types; on leaving, the text becomes NFC without
    surrounding spaces and `left` is emitted."""

    left = Signal(str)

    def __init__(self, *, digits: bool = False, size: TypeSize = "base", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._digits, self._size = digits, size
        self._state: FieldState = ""
        self._tall = 0
        self._bare = False
        self._room = (0, 0)
        self.setFrame(False)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.follow_theme()

    def state(self) -> FieldState:
        """Give the state shown."""
        return self._state

    def set_state(self, state: FieldState) -> None:
        """Show a state: fill, edge and mark follow."""
        if state == self._state:
            return
        self._state = state
        self.setReadOnly(state == "off")
        self.set_room(right=_MARK_ROOM if state in _MARKS else 0)
        self.put_ink()

    def set_room(self, left: int = 0, right: int = 0) -> None:
        """Keep room beside the text, in logical pixels: for a picture at the left, a mark at the right."""
        self._room = left, right
        side = 0 if self._bare else _SIDE
        self.setTextMargins(left or side, 0, right + side, 0)

    def set_bare(self) -> None:
        """Take fill and edge away: the field stands in a box of its own."""
        self._bare = True
        self.set_room(*self._room)
        self.update()

    def set_height(self, pixels: int) -> None:
        """Make the field higher than its token says (sign-in); 0 goes back."""
        self._tall = pixels
        self.retheme()

    def retheme(self) -> None:
        t = ink.tokens()
        self.setFont(t.digits(self._size, 500) if self._digits else t.font(self._size, 500))
        self.setFixedHeight(self._tall or t.sizes.field)
        self.set_room(*self._room)
        self.take_ink()
        super().retheme()

    def _is_off(self) -> bool:
        return self._state == "off" or not self.isEnabled()

    def put_ink(self) -> None:
        t, role = ink.tokens(), QPalette.ColorRole
        colours = QPalette()
        colours.setColor(role.Base, Qt.GlobalColor.transparent)
        colours.setColor(role.Text, t.colour("text2" if self._state == "off" else "text"))
        colours.setColor(QPalette.ColorGroup.Disabled, role.Text, t.colour("text2"))
        self.setPalette(colours)

    def _paint_box(self) -> None:
        t, off = ink.tokens(), self._is_off()
        fill = "sunken" if off else "ok_soft" if self._state == "auto" else "surface"
        edge, line = ("ring", 2.0) if self.hasFocus() else ("line" if off else "edge", 1.0)
        if self._state in ("warn", "bad"):
            edge, line = self._state, 2.0
        ink.box(QPainter(self), QRectF(self.rect()), RADIUS_FIELD, t.colour(fill), t.colour(edge), line)

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        menu = self.createStandardContextMenu()
        menu.setStyleSheet(menu_sheet(ink.tokens()))
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        signals.coloured.connect(menu.close)  # it would stay in the colours it was opened with
        menu.popup(event.globalPos())

    def ring(self) -> tuple[QRect, float] | None:
        # The field draws its own 2 px edge; only where the edge is taken by an error the ring goes outside.
        return (self.rect(), RADIUS_FIELD) if self._state in ("bad", "warn") else None

    def focusOutEvent(self, event: QFocusEvent) -> None:
        clean = self.text()
        if self.echoMode() == QLineEdit.EchoMode.Normal and not self.isReadOnly():
            clean = " ".join(plain(clean).splitlines()).strip()
        if clean != self.text():
            self.setText(clean)
        super().focusOutEvent(event)
        if event.reason() != Qt.FocusReason.PopupFocusReason:
            self.left.emit(clean)

    def paintEvent(self, event: QPaintEvent) -> None:
        if not self._bare:
            self._paint_box()
        super().paintEvent(event)
        if self._state in _MARKS:
            t = ink.tokens()
            side = t.sizes.icon
            colour = t.colour(_NOTE_INK[self._state])
            ink.icon(QPainter(self), _MARKS[self._state], self.width() - side - 10, self.height() / 2, side, colour)


class TextArea(Inked, QPlainTextEdit):
    """Several lines to type in; Tab leaves it, and on leaving the text becomes NFC."""

    left = Signal(str)
    edited = Signal(str)

    def __init__(self, rows: int = 3, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._rows = rows
        self._state: FieldState = ""
        self.setTabChangesFocus(True)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.textChanged.connect(lambda: self.edited.emit(self.toPlainText()))
        self.follow_theme()

    def text(self) -> str:
        """Give the text in NFC without surrounding spaces."""
        return plain(self.toPlainText()).strip()

    def setText(self, text: str) -> None:
        """Replace the text."""
        self.setPlainText(text)

    def set_state(self, state: FieldState) -> None:
        """Show a state by edge and fill."""
        self._state = state
        self.setReadOnly(state == "off")
        self.setProperty("state", state)
        self.style().unpolish(self)
        self.style().polish(self)

    def retheme(self) -> None:
        t = ink.tokens()
        self.setFont(t.font("base", 500))
        self.setFixedHeight(math.ceil(t.sizes.base * 1.42) * self._rows + 16)
        self.take_ink()
        super().retheme()

    def put_ink(self) -> None:
        self.setStyleSheet(area_sheet(ink.tokens()))

    def ring(self) -> tuple[QRect, float] | None:
        return (self.rect(), RADIUS_FIELD) if self._state in ("bad", "warn") else None

    def focusOutEvent(self, event: QFocusEvent) -> None:
        if self.text() != self.toPlainText():
            self.setPlainText(self.text())
        super().focusOutEvent(event)
        self.left.emit(self.text())


class Choice(Themed, QComboBox):
    """A drop-down of few fixed values, painted like a field."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._styled: Theme | None = None
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setMinimumContentsLength(4)
        self.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        signals.coloured.connect(self.hidePopup)  # its list would stay in the colours it was opened with
        self.follow_theme()

    def retheme(self) -> None:
        self.setFont(ink.tokens().font("base", 500))
        self.setFixedHeight(ink.tokens().sizes.field)
        super().retheme()

    def ring(self) -> tuple[QRect, float] | None:
        return None

    def showPopup(self) -> None:
        if self._styled != ink.tokens():  # the list that opens is Qt's
            self._styled = ink.tokens()
            self.setStyleSheet(choice_sheet(self._styled))
        super().showPopup()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter, t = QPainter(self), ink.tokens()
        focus, on = self.hasFocus(), self.isEnabled()
        edge = t.colour("ring" if focus else "edge" if on else "line")
        rect = QRectF(self.rect())
        ink.box(painter, rect, RADIUS_FIELD, t.colour("surface" if on else "sunken"), edge, 2.0 if focus else 1.0)
        words = self.currentText() or self.placeholderText()
        colour = t.colour("text" if self.currentText() and on else "text3")
        ink.text(painter, rect.adjusted(12, 0, -34, 0), words, t.font("base", 500), colour)
        ink.icon(painter, "chevron-down", rect.right() - 26, rect.center().y(), t.sizes.icon, t.colour("text2"))


class FieldLabel(Painted):
    """The line above a field: label, red star if required, note at the right end (its place always exists)."""

    def __init__(self, label: str, required: bool = False, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.label, self.required = label, required
        self.note, self.state = "", ""
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        self.follow_theme()

    def sizeHint(self) -> QSize:
        font = ink.tokens().font("sm", 500)
        note = ink.width_of(self.note, font) + 8 if self.note else 0
        return QSize(math.ceil(ink.width_of(self.label, font) + 14 + note), line_height(font))

    def minimumSizeHint(self) -> QSize:
        return QSize(24, self.sizeHint().height())

    def paintEvent(self, event: QPaintEvent) -> None:
        painter, t = QPainter(self), ink.tokens()
        rect = QRectF(self.rect())
        font: QFont = t.font("sm", 500)
        star = 11.0 if self.required else 0.0
        wanted = ink.width_of(self.label, font) + star + 8
        note_font = t.font("sm", 500 if self.state in ("bad", "warn") else 400)
        note = min(ink.width_of(self.note, note_font), max(0.0, rect.width() - min(wanted, rect.width() * 0.6)))
        room = rect.width() - (note + 8 if note else 0) - star
        used = ink.text(painter, QRectF(0, 0, room, rect.height()), self.label, font, t.colour("text2"))
        if self.required:
            ink.text(painter, QRectF(used + 4, 0, 10, rect.height()), "*", t.font("sm", 600), t.colour("bad"))
        if note:
            colour = t.colour(_NOTE_INK.get(self.state, "text3"))
            spot = QRectF(rect.right() - note - 0.5, 0, note + 0.5, rect.height())
            ink.text(painter, spot, self.note, note_font, colour, "right")


class Labeled(QWidget):
    """Any editor under a label; buddy and accessible name are set."""

    def __init__(self, label: str, editor: QWidget, *, required: bool = False, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.head = FieldLabel(label, required)
        self.editor = editor
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(3)
        column.addWidget(self.head)
        column.addWidget(editor)
        self.setFocusProxy(editor)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self._describe()

    def set_label(self, label: str, required: bool | None = None) -> None:
        """Change label and, if given, whether the field must be filled."""
        self.head.label = label
        self.head.required = self.head.required if required is None else required
        self._describe()
        self.head.retheme()

    def set_note(self, note: str, state: FieldState = "") -> None:
        """Show `note` at the right end of the label in the colour of `state`."""
        self.head.note, self.head.state = note, state
        self.head.setToolTip(note)
        self._describe()
        self.head.update()

    def note(self) -> str:
        """Give the note shown."""
        return self.head.note

    def _describe(self) -> None:
        must = self.tr(" (bắt buộc)") if self.head.required else ""
        self.editor.setAccessibleName(self.head.label + must)
        self.editor.setAccessibleDescription(self.head.note)


class LabeledField(Labeled):
    """Label, one-line field and its state.

    `edited(text)` comes with each change by the clerk, `left(text)` with the NFC text on leaving.
    """

    edited = Signal(str)
    left = Signal(str)

    def __init__(
        self,
        label: str,
        *,
        required: bool = False,
        placeholder: str = "",
        digits: bool = False,
        parent: QWidget | None = None,
    ) -> None:
        self.edit = LineEdit(digits=digits)
        super().__init__(label, self.edit, required=required, parent=parent)
        self.edit.setPlaceholderText(placeholder)
        self._filled: tuple[str, str] | None = None
        self.edit.textEdited.connect(self._on_edited)
        self.edit.left.connect(self.left)

    def text(self) -> str:
        """Give the text in NFC without surrounding spaces, whatever stands in the field."""
        return " ".join(plain(self.edit.text()).splitlines()).strip()

    def set_text(self, text: str) -> None:
        """Put text in, forgetting any state."""
        self._filled = None
        self.edit.setText(text)
        self.set_state("")

    def fill(self, text: str, note: str = "") -> None:
        """Put in what a card or the office said; it stays green until the clerk edits it."""
        note = note or self.tr("Từ thẻ")
        self._filled = (text, note)
        self.edit.setText(text)
        self.set_state("auto", note)

    def set_state(self, state: FieldState, note: str = "") -> None:
        """Show one state with its note."""
        self.edit.set_state(state)
        self.set_note(note, state)

    def state(self) -> FieldState:
        """Give the state shown."""
        return self.edit.state()

    def set_findings(self, findings: Iterable[tuple[FieldState, str]]) -> None:
        """Show the strongest of several findings: wrong, doubtful, from card, checked."""
        state, note = max(findings, key=lambda finding: _STRENGTH[finding[0]], default=("", ""))
        self.set_state(state, note)

    def _on_edited(self, text: str) -> None:
        if self._filled is not None:
            value, note = self._filled
            if text == value:
                self.set_state("auto", note)
            elif self.state() == "auto":
                self.set_state("", self.tr("Đã sửa, thẻ ghi {value}").format(value=value))
        self.edited.emit(text)
