"""What happens to open dialogs when the sign-in comes before everything: hidden, and open again for the same work."""

from __future__ import annotations

from typing import cast

import shiboken6
from PySide6.QtWidgets import QDialog, QWidget


class HiddenDialogs:
    """The dialogs of a window that were open when it was locked; nobody else may read or answer them."""

    def __init__(self, window: QWidget) -> None:
        self._window = window
        self._hidden: list[QDialog] = []

    def hide_all(self) -> None:
        """Hide what is open."""
        for dialog in cast("list[QDialog]", self._window.findChildren(QDialog)):
            if dialog.isVisible():
                dialog.hide()
                self._hidden.append(dialog)

    def drop(self) -> None:
        """Give them their safe answer: whoever comes now was not asked."""
        hidden, self._hidden = self._hidden, []
        for dialog in filter(shiboken6.isValid, hidden):
            dialog.reject()

    def bring_back(self, screen: QWidget) -> None:
        """Open the dialogs of `screen` again; those of other screens get their safe answer."""
        hidden, self._hidden = self._hidden, []
        for dialog in filter(shiboken6.isValid, hidden):
            if _is_within(dialog, screen):
                dialog.open()
            else:
                dialog.reject()


def _is_within(dialog: QWidget, screen: QWidget) -> bool:
    # `isAncestorOf` stops at windows, and a dialog is one.
    step: QWidget | None = dialog
    while step is not None and step is not screen:
        step = step.parentWidget()
    return step is screen
