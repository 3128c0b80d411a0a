"""What the palette finds in every window: the actions of the screen in front, the places, the look."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication

from app.ui.theme import FONT_SCALES
from app.ui.widgets.command_palette import Command

if TYPE_CHECKING:
    from app.ui.shell import MainShell

translate = QCoreApplication.translate


def own_commands(shell: MainShell, _text: str) -> list[Command]:
    """Give everything that can be done here and now, and where to go."""
    screen = shell.current_screen()
    result: list[Command] = []
    if screen is not None:
        here = translate("MainShell", "Ở đây")
        actions = [*screen.head_actions(), *screen.actions_right(), *screen.left_actions(), *screen.commands()]
        result = [
            Command(here, a.text, a.slot, screen.title(), a.key, a.icon or "arrow-right") for a in actions if a.enabled
        ]
    go = translate("MainShell", "Đi tới")
    for place in shell.places():
        result.append(Command(go, place.text, partial(shell.show_screen, place.name), "", place.key, place.icon))
    window = translate("MainShell", "Cửa sổ")
    result.append(Command(window, translate("MainShell", "Sáng / tối"), shell.toggle_mode, "", "Alt+S", "moon"))
    for scale in FONT_SCALES:
        words = translate("MainShell", "Cỡ chữ {scale} %").format(scale=scale)
        result.append(Command(window, words, partial(shell.set_scale, scale), "", "", "eye"))
    return result
