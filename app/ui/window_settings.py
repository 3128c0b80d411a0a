"""The window's own memory (size, place, theme, letter size), kept in the settings of this PC."""

from __future__ import annotations

import json

from PySide6.QtCore import QObject

from app.runtime.tasks import TaskRunner
from app.settings import SettingsFile


class WindowSettings(QObject):
    """Strings by key; what changes is written by the task runner, the GUI thread only sees memory."""

    def __init__(self, file: SettingsFile, runner: TaskRunner, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._file = file
        self._runner = runner
        self._values = _parsed(file.current.window)

    def get(self, key: str, default: str = "") -> str:
        """Give the value kept under `key`, else `default`."""
        return self._values.get(key, default)

    def set(self, key: str, value: str) -> None:
        """Keep `value` under `key`."""
        if self._values.get(key) != value:
            self._values[key] = value
            text = json.dumps(self._values, sort_keys=True)
            self._runner.run(self, lambda: self._file.change(window=text), _ignore)


def _parsed(text: str) -> dict[str, str]:
    try:
        values = json.loads(text)
    except ValueError:
        return {}
    return {str(key): str(value) for key, value in values.items()} if isinstance(values, dict) else {}


def _ignore(_result: object) -> None:
    pass
