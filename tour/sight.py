"""What an eye sees on the screen: windows, fields by their names, words. It only looks, and never changes anything."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TypeVar

from PySide6.QtCore import QRect
from PySide6.QtGui import QPainter, QPixmap
from PySide6.QtWidgets import QApplication, QWidget

from app.ui import theme
from app.ui.screen import Screen
from app.ui.shell import MainShell
from app.ui.widgets.popup import PopupList
from tour.moves import Moves, Stroke, Until, differs

T = TypeVar("T", bound=QWidget)
_MOST_STEPS = 60


def shell() -> MainShell | None:
    """Return the main window, None while there is none."""
    return next((widget for widget in QApplication.topLevelWidgets() if isinstance(widget, MainShell)), None)


def screen() -> Screen | None:
    """Return the screen in front."""
    window = shell()
    return window.current_screen() if window is not None else None


def is_at(name: str) -> bool:
    """Tell whether the screen called `name` is in front."""
    front = screen()
    return front is not None and front.name == name


def shown(kind: type[T]) -> T | None:
    """Return a visible widget of a kind."""
    return next(
        (widget for widget in QApplication.allWidgets() if isinstance(widget, kind) and widget.isVisible()), None
    )


def texts(root: QWidget | None) -> Iterator[str]:
    """Yield the words that can be read in a part of the window."""
    for widget in [] if root is None else [root, *root.findChildren(QWidget)]:
        if widget.isVisible():
            if callable(text := getattr(widget, "text", None)):
                yield str(text())
            yield widget.accessibleName()
            yield widget.accessibleDescription()


def reads(words: str, root: QWidget | None = None) -> bool:
    """Tell whether some words stand on the screen."""
    return any(words in text for text in texts(root or shell()))


def palette_is_dark() -> bool:
    """Tell whether the dark theme is in force."""
    return theme.current().mode == "dark"


def focus() -> QWidget | None:
    """Return what has the keyboard."""
    return QApplication.focusWidget()


def focus_name() -> str:
    """Return the name under which a screen reader announces what has the keyboard."""
    widget = focus()
    return widget.accessibleName() if widget is not None else ""


def is_on(name: str) -> bool:
    """Tell whether the field or button called `name` has the keyboard."""
    return focus_name().removesuffix(" (bắt buộc)").startswith(name)


def toasts() -> list[str]:
    """Return the headings of the messages that are up."""
    window = shell()
    return [] if window is None else [toast.words.heading for toast in window.toasts.toasts()]


def popup() -> PopupList | None:
    """Return the list that stands open under a field."""
    return shown(PopupList)


def popup_has(words: str) -> bool:
    """Tell whether the first row of the open list names `words`."""
    row = box.current() if (box := popup()) is not None else None
    return row is not None and any(words.casefold() in cell.text.casefold() for cell in row.cells)


def picture() -> QPixmap:
    """Return a picture of the main window with whatever stands before it."""
    window = shell()
    if window is None:
        return QPixmap()
    image = window.grab()
    painter = QPainter(image)
    for other in QApplication.topLevelWidgets():
        if other is not window and other.isVisible() and other.isWindow():
            place = other.geometry().topLeft() - window.geometry().topLeft()
            painter.drawPixmap(QRect(place, other.size()), other.grab())
    painter.end()
    return image


def go_to(name: str, key: str = "Tab") -> Moves:
    """Press a key until the field called `name` has the keyboard."""
    for _step in range(_MOST_STEPS):
        if is_on(name):
            return
        moved = differs(focus)
        yield Stroke(key)
        yield Until(moved, f"{key} rời {focus_name()!r}", 3)
    yield Until(lambda: False, f"{key} không tới được ô {name!r}", 0)
