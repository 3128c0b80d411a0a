"""A list on a sheet of its own, and what stands there while nothing is in it."""

from __future__ import annotations

from PySide6.QtWidgets import QStackedWidget

from app.ui.widgets.panels import EmptyState, Panel
from app.ui.widgets.rows import RowList


class RowSheet(Panel):
    """Shows `rows`, or `empty` in their place."""

    def __init__(self, rows: RowList, icon: str, *, colour: str = "edge") -> None:
        super().__init__(flush=True)
        self._rows = rows
        self.empty = EmptyState(icon, "", colour=colour)
        self._stack = QStackedWidget()
        self._stack.addWidget(rows)
        self._stack.addWidget(self.empty)
        self.body.addWidget(self._stack, 1)

    def show_rows(self, shows: bool) -> None:
        """Show the list when there is something in it."""
        self._stack.setCurrentWidget(self._rows if shows else self.empty)
