"""The filter of the queue by counter: one button that goes from counter to counter, with how many each received."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

from PySide6.QtCore import Qt, Signal

from app.ui.widgets.buttons import KeyButton


class CounterFilter(KeyButton):
    """Shows everybody's dossiers or one counter's; `chosen()` after each press."""

    chosen = Signal()

    def __init__(self, key: str) -> None:
        self._counts: dict[str, int] = {}
        self._value = ""
        super().__init__("", key, bind=False)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)  # it has its digit, as the filters beside it
        self.set_counters(())
        self.clicked.connect(self._next)

    def value(self) -> str:
        """Give the counter shown alone, "" for all."""
        return self._value

    def set_counters(self, names: Iterable[str]) -> None:
        """Take over which counter received each of the listed dossiers."""
        self._counts = dict(sorted(Counter(name for name in names if name).items()))
        if self._value not in self._counts:
            self._value = ""
        self._show()

    def _next(self) -> None:
        names = ["", *self._counts]
        self._value = names[(names.index(self._value) + 1) % len(names)]
        self._show()
        self.chosen.emit()

    def _show(self) -> None:
        words = f"{self._value} · {self._counts[self._value]}" if self._value else self.tr("Mọi quầy")
        if words != self.label():
            self.set_label(words)
        self.set_ready(len(self._counts) > 1, self.tr("Hồ sơ đang chờ đều do một quầy nhận"))
