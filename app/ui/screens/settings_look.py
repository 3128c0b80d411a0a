"""Settings of this PC's window: colours, letters, language, and when it locks itself."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QWidget

from app.settings import Language, ThemeChoice
from app.ui import theme
from app.ui.context import Context
from app.ui.screens.settings_page import SettingsPage
from app.ui.shell import MainShell
from app.ui.theme import FONT_SCALES
from app.ui.widgets.choices import Option, Segment
from app.ui.widgets.fields import Labeled
from app.ui.widgets.labels import Text
from app.ui.widgets.panels import Panel
from app.ui.window_settings import system_mode

MINUTES = (2, 5, 10, 15, 30, 60)


class LookSection(SettingsPage):
    """Theme, letter size, language, lock. All hold at once but the language. `minutes_changed(int)`."""

    minutes_changed = Signal(int)
    section, icon = "look", "monitor"

    def __init__(self, context: Context) -> None:
        super().__init__(context)
        self.words = self.tr("Giao diện, khóa")
        look = Panel(self.tr("Giao diện"))
        self.theme = Segment(
            [
                Option(ThemeChoice.LIGHT.value, self.tr("Sáng"), "1"),
                Option(ThemeChoice.DARK.value, self.tr("Tối"), "2"),
                Option(ThemeChoice.SYSTEM.value, self.tr("Theo hệ điều hành"), "3"),
            ],
            self.tr("Màu"),
        )
        self.theme.chosen.connect(self._on_theme)
        sizes = [Option(str(size), f"{size} %", str(n + 1)) for n, size in enumerate(FONT_SCALES)]
        self.scale = Segment(sizes, self.tr("Cỡ chữ"))
        self.scale.chosen.connect(self._on_scale)
        self.language = Segment(
            [Option(Language.VIETNAMESE.value, "Tiếng Việt", "1"), Option(Language.ENGLISH.value, "English", "2")],
            self.tr("Ngôn ngữ"),
        )
        self.language.chosen.connect(self._on_language)
        for label, part in (
            (self.tr("Màu (Alt+S đổi nhanh sáng và tối)"), self.theme),
            (self.tr("Cỡ chữ"), self.scale),
            (self.tr("Ngôn ngữ của màn hình; giấy luôn bằng tiếng Việt"), self.language),
        ):
            look.body.addWidget(Labeled(label, part))
        self.note = Text("", "sm", 400, "text2", lines=2)
        look.body.addWidget(self.note)
        self.note.hide()
        look.body.addStretch(1)
        lock = Panel(self.tr("Khóa màn hình"))
        self.minutes = Segment(
            [Option(str(m), self.tr("{n} phút").format(n=m), str(n + 1)) for n, m in enumerate(MINUTES)],
            self.tr("Khóa khi không ai chạm máy"),
        )
        self.minutes.chosen.connect(self._on_minutes)
        lock.body.addWidget(Labeled(self.tr("Khóa khi không ai chạm máy trong"), self.minutes))
        words = self.tr("Khi mở khóa, biểu mẫu đang làm dở vẫn còn nguyên.")
        lock.body.addWidget(Text(words, "sm", 400, "text2", lines=2))
        lock.body.addStretch(1)
        self.column.addWidget(look)
        self.column.addWidget(lock)
        self.column.addStretch(1)
        QGuiApplication.styleHints().colorSchemeChanged.connect(self._on_system)
        theme.signals.changed.connect(self._show)
        theme.signals.coloured.connect(self._show)

    def refresh(self) -> None:
        self._show()

    def first(self) -> QWidget:
        return self.theme

    def _show(self) -> None:
        settings, now = self.context.settings.current, theme.current()
        follows = settings.theme is ThemeChoice.SYSTEM and now.mode == system_mode()
        self.theme.set_value(ThemeChoice.SYSTEM.value if follows else now.mode)
        self.scale.set_value(str(now.scale))
        self.language.set_value(settings.language.value)
        nearest = min(MINUTES, key=lambda minutes: abs(minutes - settings.idle_lock_minutes))
        self.minutes.set_value(str(nearest))

    def _on_theme(self, value: str) -> None:
        choice = ThemeChoice(value)
        self.keep(theme=choice)
        self._set_mode(system_mode() if choice is ThemeChoice.SYSTEM else choice.value)

    def _on_system(self) -> None:
        if self.context.settings.current.theme is ThemeChoice.SYSTEM:
            self._set_mode(system_mode())

    def _set_mode(self, mode: str) -> None:
        shell = self.window()
        if isinstance(shell, MainShell) and theme.current().mode != mode:
            shell.toggle_mode()

    def _on_scale(self, value: str) -> None:
        shell = self.window()
        if isinstance(shell, MainShell):
            shell.set_scale(int(value))
        self.keep(font_scale=int(value) / 100)

    def _on_language(self, value: str) -> None:
        self.keep(language=Language(value))
        self.note.show()
        self.note.set_text(self.tr("Ngôn ngữ mới dùng từ lần mở chương trình sau."))

    def _on_minutes(self, value: str) -> None:
        minutes = int(value)
        self.keep(lambda: self.minutes_changed.emit(minutes), idle_lock_minutes=minutes)
