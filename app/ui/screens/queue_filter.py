"""Filters over a list: counts, with digit keys that work and show while the list has the focus, and words."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QWidget

from app.ui.widgets.choices import Option, Segment
from app.ui.widgets.fields import LineEdit


class FilterSegment(Segment):
    """A segment whose keys belong to `owner` as well: typed there they choose here, and are drawn meanwhile.

    Without an owner the keys are drawn at all times and handled by the screen (Alt+1).
    """

    def __init__(self, options: Sequence[Option] = (), name: str = "", owner: QWidget | None = None) -> None:
        self._owner = owner
        super().__init__(options, name)
        if owner is not None:
            owner.installEventFilter(self)

    def has_group_focus(self) -> bool:
        return self._owner is None or self._owner.hasFocus() or super().has_group_focus()

    def choose(self, value: str) -> None:
        """Choose as if clicked."""
        if any(option.value == value for option in self.options()):
            self.set_value(value)
            self.chosen.emit(value)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() in (QEvent.Type.FocusIn, QEvent.Type.FocusOut):
            for item in self._items:
                item.update()
        elif event.type() == QEvent.Type.KeyPress and isinstance(event, QKeyEvent):
            digit = event.text()
            option = next((o for o in self.options() if digit and o.key == digit), None)
            if option is not None:
                self.choose(option.value)
                return True
        return False


class FilterField(LineEdit):
    """Words that the rows of `listed` must hold. Enter and the arrow down go back to the rows, Esc clears it first."""

    def __init__(self, words: str, listed: QWidget) -> None:
        super().__init__()
        self._listed = listed
        self.setPlaceholderText(words)
        self.setAccessibleName(words)

    def begin(self) -> None:
        """Take the focus, ready to be typed over."""
        self.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self.selectAll()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self.clear()
        elif event.key() not in (Qt.Key.Key_Down, Qt.Key.Key_Return, Qt.Key.Key_Enter):
            super().keyPressEvent(event)
            return
        self._listed.setFocus()
