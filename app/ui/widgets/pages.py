"""Pages of which one shows, in whatever room there is."""

from __future__ import annotations

from PySide6.QtCore import QSize
from PySide6.QtWidgets import QStackedWidget


class Pages(QStackedWidget):
    """A stack that asks for no room of its own and so measures no page that nobody sees.

    A plain stack asks all of its pages for their sizes whenever anything in one of them changes, text wrapped to every
    width that is tried. Give it the stretch of its layout.
    """

    def sizeHint(self) -> QSize:
        return QSize(1, 1)

    def minimumSizeHint(self) -> QSize:
        return QSize(1, 1)

    def hasHeightForWidth(self) -> bool:
        return False
