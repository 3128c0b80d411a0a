"""Choose roomy or compact from the window's logical size."""

from __future__ import annotations

from dataclasses import replace

from PySide6.QtCore import QEvent, QObject
from PySide6.QtWidgets import QApplication, QWidget

from app.ui import theme
from app.ui.theme import Density

ROOMY_WIDTH = 1240
ROOMY_HEIGHT = 640


def density_for(width: int, height: int, scale: int = 100) -> Density:
    """Give the density of a client area of logical pixels; bigger letters count as a smaller window."""
    roomy = width * 100 >= ROOMY_WIDTH * scale and height * 100 >= ROOMY_HEIGHT * scale
    return "roomy" if roomy else "compact"


class DensityWatch(QObject):
    """Keep the theme's density fitting to `window` while it is resized or moved to another screen."""

    def __init__(self, window: QWidget) -> None:
        super().__init__(window)
        self._window = window
        window.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if watched is self._window and event.type() in (QEvent.Type.Resize, QEvent.Type.ScreenChangeInternal):
            self.check()
        return False

    def check(self) -> None:
        """Apply the fitting density if it is not in force."""
        now = theme.current()
        wanted = density_for(self._window.width(), self._window.height(), now.scale)
        app = QApplication.instance()
        if wanted != now.density and isinstance(app, QApplication):
            theme.apply(app, replace(now, density=wanted))
