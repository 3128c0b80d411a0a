"""Counts as filters over a list, with digit keys that work and show while the list has the focus."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QEvent, QObject
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QWidget

from app.ui.widgets.choices import Option, Segment


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
        if watched is not self._owner:
            return super().eventFilter(watched, event)
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
