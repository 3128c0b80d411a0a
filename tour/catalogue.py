"""The catalogue file comes in through the settings: chosen in the file dialog, looked at, published."""

from __future__ import annotations

import time
from pathlib import Path

from PySide6.QtWidgets import QApplication, QFileDialog

from app.ui.screens.catalogue_import import ImportPanel
from app.ui.screens.settings import SettingsScreen
from tour import sight
from tour.acts import Tour
from tour.moves import ENTER, Moves, Until, differs, press, write

READING_SECONDS = 120


def to_section(name: str) -> Moves:
    """Open the settings at a section."""
    yield from press("Ctrl+6")
    yield Until(lambda: sight.is_at("settings"), "cài đặt")
    settings = sight.screen()
    if not isinstance(settings, SettingsScreen):
        raise RuntimeError("the settings are not in front")
    yield from press("Home")
    while settings.sections.current_key() != name:
        moved = differs(settings.sections.current_key)
        yield from press("Down")
        yield Until(moved, f"mục {name}", 3)


def bring_in(tour: Tour, file: Path) -> Moves:
    """Import a file."""
    begun, before = time.monotonic(), tour.presses()
    yield from to_section("catalogue")
    panel = sight.shown(ImportPanel)
    if panel is None:
        raise RuntimeError("no import in the settings")
    yield from press(ENTER)
    yield Until(lambda: sight.focus() is panel.open_button, "nút chọn tệp")
    tour.notebook.shoot("nhap-danh-muc")
    yield from press("Ctrl+O")
    yield Until(lambda: isinstance(QApplication.activeModalWidget(), QFileDialog), "hộp chọn tệp")
    yield from write(str(file))
    yield from press(ENTER)
    reading = time.monotonic()
    yield Until(lambda: QApplication.activeModalWidget() is None, "hộp chọn tệp đóng")
    yield Until(panel.publish_button.isVisible, "xem trước thay đổi", READING_SECONDS)
    read = time.monotonic() - reading
    tour.notebook.shoot("nhap-danh-muc-xem-truoc")
    if panel.has_errors():
        yield from sight.go_to("Bỏ qua")
        yield from press("Space")
    yield Until(panel.publish_button.is_ready, "nút nhập")
    publishing = time.monotonic()
    yield from press("Ctrl+Return")
    yield Until(lambda: sight.reads("Đã nhập "), "danh mục nhập xong", READING_SECONDS)
    tour.notebook.shoot("nhap-danh-muc-xong")
    tour.notebook.note(
        step="Nhập danh mục",
        file=file.name,
        read_seconds=round(read, 1),
        publish_seconds=round(time.monotonic() - publishing, 1),
        seconds=round(time.monotonic() - begun, 1),
        keystrokes=tour.presses() - before,
    )
