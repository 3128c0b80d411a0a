"""Bring Qt's classes in one by one, before an event asks for all of them.

The binding makes a class when it is first named. An object of a class that only Qt knows (the inside of a text field,
as soon as its cursor blinks) makes it look through everything a widget could be, and make whatever is missing, with all
its constants: three frames and more in which no key is answered.
"""

from __future__ import annotations

from collections.abc import Iterator

from PySide6 import QtWidgets
from PySide6.QtCore import QObject


def bring_in_classes() -> Iterator[None]:
    """Make the classes of widgets, one at each step; what is left of the others takes a few milliseconds."""
    for name in dir(QtWidgets):
        getattr(QtWidgets, name)
        yield
    QtWidgets.QLineEdit().findChildren(QObject)
