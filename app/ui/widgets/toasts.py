"""Toasts: things that happened elsewhere or succeeded. Bottom right, at most two, never with focus.

While a toast is up its keys go first: Esc closes the toast before it leaves the screen.
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

from PySide6.QtCore import QEvent, QObject, QRectF, Qt, QTimer, QVariantAnimation
from PySide6.QtGui import QAccessible, QAccessibleEvent, QColor, QKeyEvent, QKeySequence, QPainter, QPaintEvent
from PySide6.QtWidgets import (
    QApplication,
    QGraphicsDropShadowEffect,
    QGraphicsOpacityEffect,
    QHBoxLayout,
    QStyle,
    QVBoxLayout,
    QWidget,
)

from app.runtime.key_place import KeyPlace
from app.ui.theme import RADIUS_PANEL
from app.ui.widgets import ink
from app.ui.widgets.buttons import ButtonKind, KeyButton
from app.ui.widgets.labels import Icon, Label, Text
from app.ui.widgets.painted import Painted

ToastKind = Literal["ok", "warn", "bad", "info"]
SUCCESS_MS = 4000
FADE_MS = 120
_MOST = 2
_WIDTH = 470
_MARKS = {"ok": "circle-check", "warn": "triangle-alert", "bad": "circle-alert", "info": "info"}
_COLOURS = {"ok": "ok", "warn": "warn", "bad": "bad", "info": "accent_text"}


@dataclass(frozen=True, slots=True)
class Answer:
    """One way on from a toast: words, key, slot; every answer closes the toast."""

    text: str
    key: str = ""
    slot: Callable[[], object] | None = None
    kind: ButtonKind = "normal"


@dataclass(frozen=True, slots=True)
class ToastWords:
    """What a toast says. "ok" and "info" go after 4 s, others stay until answered. `tag` replaces an older one."""

    heading: str
    sentence: str = ""
    kind: ToastKind = "ok"
    icon: str = ""
    answers: tuple[Answer, ...] = ()
    tag: str = ""


def moves(widget: QWidget) -> bool:
    """Whether the system lets things move: neither its style nor, on Windows, its effects are set to still."""
    still = widget.style().styleHint(QStyle.StyleHint.SH_Widget_Animation_Duration, None, widget) <= 0
    off = sys.platform == "win32" and not QApplication.isEffectEnabled(Qt.UIEffect.UI_General)
    return not still and not off


class Toast(Painted):
    """One toast."""

    def __init__(self, words: ToastWords, close: Callable[[Toast], None], parent: QWidget) -> None:
        super().__init__(parent)
        self.words = words
        self._close = close
        self.buttons: list[KeyButton] = []
        self.setFixedWidth(min(_WIDTH, max(260, parent.width() - 32)))
        colour = _COLOURS[words.kind]
        row = QHBoxLayout(self)
        row.setContentsMargins(15, 9, 14, 12)
        row.setSpacing(12)
        row.addWidget(Icon(words.icon or _MARKS[words.kind], colour, 20), 0, Qt.AlignmentFlag.AlignTop)
        row.itemAt(0).widget().setContentsMargins(0, 3, 0, 0)
        column = QVBoxLayout()
        column.setSpacing(1)
        column.addWidget(Label(words.heading, "base", 600))
        if words.sentence:
            column.addWidget(Text(words.sentence, "sm", lines=3))
        answers = words.answers
        if not answers and words.kind in ("bad", "warn"):
            answers = (Answer(self.tr("Đóng"), "Esc", None, "ghost"),)
        if answers:
            line = QHBoxLayout()
            line.setContentsMargins(0, 5, 0, 0)
            line.setSpacing(8)
            for answer in answers:
                button = KeyButton(answer.text, answer.key, answer.kind, bind=False)
                button.setFocusPolicy(Qt.FocusPolicy.NoFocus)
                button.clicked.connect(lambda _=False, a=answer: self._answer(a))
                self.buttons.append(button)
                line.addWidget(button)
            line.addStretch(1)
            column.addLayout(line)
        row.addLayout(column, 1)
        self._fade: QVariantAnimation | None = None
        self._cast_shadow()
        self.setAccessibleName(words.heading)
        self.setAccessibleDescription(words.sentence)
        self.follow_theme()
        if words.kind in ("ok", "info") and not words.answers:
            QTimer.singleShot(SUCCESS_MS, self, self.close_toast)

    def _cast_shadow(self) -> None:
        shadow = QGraphicsDropShadowEffect(self)
        shadow.setBlurRadius(24)
        shadow.setOffset(0, 4)
        shadow.setColor(QColor(0, 0, 0, 60))
        self.setGraphicsEffect(shadow)

    def appear(self) -> None:
        """Show it, faded in where the system moves things at all."""
        self.show()
        if not moves(self):
            return
        veil = QGraphicsOpacityEffect(self)  # a widget has one effect: the shadow comes after it
        veil.setOpacity(0)
        self.setGraphicsEffect(veil)
        fade = self._fade = QVariantAnimation(self, startValue=0.0, endValue=1.0, duration=FADE_MS)
        fade.valueChanged.connect(veil.setOpacity)
        fade.finished.connect(self._cast_shadow)
        fade.start()

    def close_toast(self) -> None:
        """Take it away."""
        self._close(self)

    def _answer(self, answer: Answer) -> None:
        self.close_toast()
        if answer.slot is not None:
            answer.slot()

    def takes(self, event: QKeyEvent) -> KeyButton | None:
        """Give the button `event` is meant for."""
        sequence = QKeySequence(event.keyCombination())
        return next((b for b in self.buttons if not b.key().isEmpty() and b.key() == sequence), None)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter, t = QPainter(self), ink.tokens()
        rect = QRectF(self.rect())
        ink.box(painter, rect, RADIUS_PANEL, t.colour("surface"), t.colour("edge"))
        ink.box(painter, QRectF(0, RADIUS_PANEL, 3, rect.height() - 2 * RADIUS_PANEL), 1.5,
                t.colour(_COLOURS[self.words.kind]))  # fmt: skip


class ToastLayer(QObject):
    """Keeps the toasts of `window`, above `bottom()` pixels from its lower edge."""

    def __init__(self, window: QWidget, bottom: Callable[[], int]) -> None:
        super().__init__(window)
        self._window, self._bottom = window, bottom
        self._toasts: list[Toast] = []
        self._is_behind = False  # something stands before the work
        self._place: KeyPlace | None = None
        window.installEventFilter(self)

    def show_toast(self, words: ToastWords) -> Toast:
        """Show a toast; the oldest one goes when there are more than two, failures go last."""
        for old in [t for t in self._toasts if words.tag and t.words.tag == words.tag]:
            self.close_toast(old)
        self._make_room(_MOST - 1)
        toast = Toast(words, self.close_toast, self._window)
        self._toasts.append(toast)
        self._listen()
        if self._is_behind and any(answer.slot is not None for answer in words.answers):
            toast.hide()
        else:
            toast.appear()
            QAccessible.updateAccessibility(QAccessibleEvent(toast, QAccessible.Event.Alert))
        self.place()
        QTimer.singleShot(0, self, self.place)
        return toast

    def hide_all(self) -> None:
        """Hide what is up, and what comes and asks for more than being read: nobody at the lock answers it."""
        self._is_behind = True
        for toast in self._toasts:
            toast.hide()

    def bring_back(self) -> None:
        """Show again what was hidden."""
        if self._is_behind:
            self._is_behind = False
            for toast in self._toasts:
                toast.show()
            self._make_room(_MOST)
            self.place()

    def _make_room(self, most: int) -> None:
        """Leave so many in sight; what waits hidden takes no room."""
        while len(seen := [toast for toast in self._toasts if not toast.isHidden()]) > most:
            self.close_toast(next((toast for toast in seen if toast.words.kind in ("ok", "info")), seen[0]))

    def toasts(self) -> list[Toast]:
        """Give the toasts that are up, oldest first."""
        return list(self._toasts)

    def close_toast(self, toast: Toast) -> None:
        """Take one away."""
        if toast in self._toasts:
            self._toasts.remove(toast)
            toast.hide()
            toast.deleteLater()
            self._listen()
            self.place()

    def _listen(self) -> None:
        app = QApplication.instance()
        if self._toasts and self._place is None and isinstance(app, QApplication):
            self._place = KeyPlace(self, app)
        elif not self._toasts and self._place is not None:
            self._place.leave()
            self._place = None

    def place(self) -> None:
        """Stack them from the bottom right, the newest lowest."""
        bottom = self._window.height() - self._bottom()
        for toast in reversed(self._toasts):
            if toast.isHidden():
                continue
            layout = toast.layout()
            height = toast.sizeHint().height()
            if layout is not None and layout.hasHeightForWidth():
                height = layout.totalHeightForWidth(toast.width())
            toast.resize(toast.width(), height)
            toast.move(self._window.width() - toast.width() - 16, bottom - height)
            toast.raise_()
            bottom -= height + 8

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if watched is self._window and event.type() == QEvent.Type.Resize:
            self.place()
        kind = event.type()
        if kind in (QEvent.Type.ShortcutOverride, QEvent.Type.KeyPress) and self._toasts:
            if not isinstance(event, QKeyEvent) or not self._window.isActiveWindow():
                return False
            if QApplication.activePopupWidget() or QApplication.activeModalWidget():
                return False
            for toast in reversed(self._toasts):
                button = None if toast.isHidden() else toast.takes(event)
                if button is not None:
                    event.accept()
                    if kind == QEvent.Type.KeyPress:
                        button.press()
                    return True
        return False
