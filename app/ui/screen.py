"""What a screen tells the main window: title, actions, badge. The window draws head and action bar from it."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol, Self

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from app.ui.widgets.buttons import ButtonKind
from app.ui.widgets.ink import BadgeKind

if TYPE_CHECKING:
    from app.ui.context import Context as AppContext


class UiSettings(Protocol):
    """Where the window keeps its size, theme and letter size; the values are strings."""

    def get(self, key: str, default: str = "") -> str:
        """Give the value kept under `key`, else `default`."""
        ...

    def set(self, key: str, value: str) -> None:
        """Keep `value` under `key`."""
        ...


@dataclass(frozen=True, slots=True)
class Action:
    """One thing to do on a screen: words, key and slot; why not, if not.

    `more_keys` press it too but are not drawn. `secondary` ones leave the head in compact density and are then
    found with Ctrl+K. `name` is a stable handle for tests and for `MainShell.button`.
    """

    text: str
    slot: Callable[[], object]
    key: str = ""
    kind: ButtonKind = "normal"
    icon: str = ""
    enabled: bool = True
    why_disabled: str = ""
    more_keys: tuple[str, ...] = ()
    secondary: bool = False
    name: str = ""


@dataclass(frozen=True, slots=True)
class Context:
    """A badge beside the title, such as "Số A-036 · chờ 6 phút"."""

    text: str
    kind: BadgeKind = "neutral"
    icon: str = ""


class Screen(QWidget):
    """Base of all screens in the main window.

    Override the read methods and emit `refreshed` when their answers change; the shell asks again. `enter` is called
    each time the screen comes to the front (put the focus where the work starts), `leave` before it goes; `leave`
    gives False to stay.
    """

    refreshed = Signal()
    toast = Signal(object)  # app.ui.widgets.toasts.ToastWords
    go_to = Signal(str, object)  # name of a screen, argument for its `enter_with`
    close_me = Signal()  # back to the screen before
    waiting = Signal(int)  # how much here waits to be taken up again; the navigation shows it

    name: str = ""
    """Handle in navigation, such as "intake"."""
    wants_rail: bool = False
    """Ask for the narrow rail even in a wide window."""
    shows_bar: bool = True
    """Whether there is an action bar at the bottom (forms) or none (lists)."""

    @classmethod
    def in_pieces(cls, context: AppContext) -> Iterator[Self | None]:
        """Make the screen: give None wherever other events may come in between, and the screen at last.

        No piece may hold a key up for more than three frames of the display (50 ms), on a busy PC too.
        """
        yield cls(context)  # type: ignore[arg-type]

    def title(self) -> str:
        """Give the title in the head."""
        return ""

    def contexts(self) -> Sequence[Context]:
        """Give the badges beside the title."""
        return ()

    def kept(self) -> str:
        """Give the autosave mark or another quiet note of the head, "" for none."""
        return ""

    def kept_icon(self) -> str:
        """Give the icon of the note of the head."""
        return "check"

    def back(self) -> Action | None:
        """Give the way back, drawn left of the title; None for none."""
        return None

    def head_actions(self) -> Sequence[Action]:
        """Give the buttons right of the title; a list screen's main button is the last."""
        return ()

    def left_actions(self) -> Sequence[Action]:
        """Give the quiet buttons at the left of the action bar (leave, draft)."""
        return ()

    def actions_right(self) -> Sequence[Action]:
        """Give the buttons at the right of the action bar; the main one is the last."""
        return ()

    def commands(self) -> Sequence[Action]:
        """Give further commands that have no button: they are found with Ctrl+K, and their keys work."""
        return ()

    def enter(self, argument: object = None) -> None:
        """Come to the front; `argument` is what `go_to` gave."""

    def leave(self) -> bool:
        """Go to the back; False to stay (a question is open)."""
        return True
