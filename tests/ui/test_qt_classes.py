"""The classes that an unknown object of Qt asks for are there before it does."""

from __future__ import annotations

import subprocess
import sys

import pytest

CURSOR_BLINKS = """
import enum, sys
from PySide6.QtCore import QObject
from PySide6.QtWidgets import QApplication, QLineEdit
from app.ui.qt_classes import bring_in_classes

application = QApplication(["-platform", "offscreen"])
field = QLineEdit()
steps = len(list(bring_in_classes())) if sys.argv[1] == "before" else 0
made, create = [], enum.EnumType._create_
enum.EnumType._create_ = lambda kind, name, *rest, **named: made.append(name) or create(kind, name, *rest, **named)
field.findChildren(QObject)  # as an application's event filter sees them when the cursor blinks
print(steps, len(made))
"""


@pytest.mark.parametrize(("when", "steps", "made"), [("before", 100, 0), ("never", 0, 100)])
def test_nothing_is_left_to_make_when_the_cursor_blinks(when: str, steps: int, made: int) -> None:
    command = [sys.executable, "-c", CURSOR_BLINKS, when]
    told = subprocess.run(command, capture_output=True, text=True, check=True).stdout.split()
    assert (int(told[0]) >= steps, int(told[1]) >= made) == (True, True)
    assert made or told[1] == "0"
