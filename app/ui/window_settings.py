"""The window's own memory (size, place, theme, letter size), kept in the settings of this PC."""

from __future__ import annotations

import json

from PySide6.QtCore import QObject, Qt
from PySide6.QtGui import QGuiApplication

from app.runtime.tasks import TaskRunner
from app.settings import SettingsFile, ThemeChoice


def system_mode() -> str:
    """Give the mode the operating system asks for, "light" or "dark"."""
    return "dark" if QGuiApplication.styleHints().colorScheme() is Qt.ColorScheme.Dark else "light"


class WindowSettings(QObject):
    """Strings by key; what changes is written by the task runner, the GUI thread only sees memory."""

    def __init__(self, file: SettingsFile, runner: TaskRunner, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._file = file
        self._runner = runner
        self._values = _parsed(file.current.window)

    def get(self, key: str, default: str = "") -> str:
        """Give the value kept under `key`, else `default`; theme and letter size are settings of their own."""
        current = self._file.current
        if key == "ui.mode":
            return system_mode() if current.theme is ThemeChoice.SYSTEM else current.theme.value
        if key == "ui.scale":
            return str(round(current.font_scale * 100))
        return self._values.get(key, default)

    def set(self, key: str, value: str) -> None:
        """Keep `value` under `key`."""
        if key == "ui.mode":
            system = system_mode()
            self._runner.run(self, lambda: self._keep_mode(value, system), _ignore)
        elif key == "ui.scale":
            scale = int(value) / 100
            self._runner.run(self, lambda: self._keep_scale(scale), _ignore)
        elif self._values.get(key) != value:
            self._values[key] = value
            text = json.dumps(self._values, sort_keys=True)
            self._runner.run(self, lambda: self._file.change(window=text), _ignore)

    def _keep_mode(self, mode: str, system: str) -> None:
        current = self._file.current.theme
        if current.value != mode and not (current is ThemeChoice.SYSTEM and mode == system):
            self._file.change(theme=ThemeChoice(mode))

    def _keep_scale(self, scale: float) -> None:
        if self._file.current.font_scale != scale:
            self._file.change(font_scale=scale)


def _parsed(text: str) -> dict[str, str]:
    try:
        values = json.loads(text)
    except ValueError:
        return {}
    return {str(key): str(value) for key, value in values.items()} if isinstance(values, dict) else {}


def _ignore(_result: object) -> None:
    pass
