"""Where keys arrive: the one widget that Qt delivers them to, and a filter that follows it.

A filter on the application would be asked about each event there is, in Python: that made building and painting a
screen half as slow again.
"""

from __future__ import annotations

from typing import cast

import shiboken6
from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QFocusEvent, QGuiApplication, QWindow
from PySide6.QtWidgets import QApplication, QWidget

_KEYS = (QEvent.Type.ShortcutOverride, QEvent.Type.KeyPress, QEvent.Type.KeyRelease)


def key_receiver() -> QWidget | None:
    """Return the widget to which Qt delivers keys."""
    if (popup := QApplication.activePopupWidget()) is not None:
        return popup if popup.focusWidget() is None else popup.focusWidget()
    candidates = (QWidget.keyboardGrabber(), QApplication.focusWidget(), QApplication.activeWindow())
    return next((widget for widget in candidates if widget is not None), None)


class KeyPlace(QObject):
    """Keeps `guard` the event filter of the widget that gets the keys, before its other filters, until `leave`.

    With `whole` the guard also sees what the platform brings to the window: the mouse, the wheel, touches.
    """

    def __init__(self, guard: QObject, application: QApplication, *, whole: bool = False) -> None:
        super().__init__()
        self._guard = guard
        self._whole = whole
        self._application = application
        self._following = True
        self._widget: QWidget | None = None
        application.focusChanged.connect(self._follow)
        application.focusWindowChanged.connect(self._follow)
        self._follow()

    def leave(self) -> None:
        """Follow no longer."""
        self._following = False
        self._application.focusChanged.disconnect(self._follow)
        self._application.focusWindowChanged.disconnect(self._follow)
        self._let_go()

    def _follow(self, *_change: object) -> None:
        if not shiboken6.isValid(self._guard):  # gone with its window
            self.leave()
            return
        window = cast("QWindow | None", QGuiApplication.focusWindow())  # None while another program has the focus
        if window is not None and shiboken6.isValid(window):
            window.installEventFilter(self)  # it stays there: a window that has not the focus gets no keys
        self._move()

    def _move(self) -> None:
        widget = key_receiver()
        if widget is not self._widget:
            self._let_go()
            self._widget = widget
            if widget is not None:
                widget.installEventFilter(self)
                widget.installEventFilter(self._guard)

    def _let_go(self) -> None:
        if self._widget is not None and shiboken6.isValid(self._widget):
            self._widget.removeEventFilter(self)
            if shiboken6.isValid(self._guard):
                self._widget.removeEventFilter(self._guard)
        self._widget = None

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        kind = event.type()
        if not self._following or not shiboken6.isValid(self._guard):
            return False
        if isinstance(watched, QWindow):
            if kind in _KEYS:  # on its way to the widget: which may be a popup's by now, or have got other filters
                self._move()
                if self._widget is not None:
                    self._widget.installEventFilter(self._guard)
            if self._whole:
                self._guard.eventFilter(watched, event)
        elif kind is QEvent.Type.FocusOut and isinstance(event, QFocusEvent):
            if event.reason() is Qt.FocusReason.PopupFocusReason:
                self._move()
        elif kind is QEvent.Type.Hide:  # a popup goes
            self._move()
        return False
