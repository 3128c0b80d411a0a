"""Screens of a window that are made when they are first wanted, or piece by piece between two events."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from PySide6.QtCore import QSize

from app.ui.rehearsal import rehearse
from app.ui.screen import Screen

_OVER = object()


class ScreensToCome:
    """Makes screens from their pieces (`Screen.in_pieces`), gives each to `take_in`, and rehearses it after that.

    `room_for` gives the size that a screen will have in front.
    """

    def __init__(self, take_in: Callable[[Screen], object], room_for: Callable[[Screen], QSize]) -> None:
        self._take_in, self._room_for = take_in, room_for
        self._makers: dict[str, Callable[[], Iterator[Screen | None]]] = {}
        self._waiting: dict[str, Iterator[Screen | None]] = {}
        self._is_loaded: dict[str, Callable[[], bool]] = {}
        self._rehearsals: dict[str, Iterator[None]] = {}

    def __len__(self) -> int:
        """Give how many have not been made and rehearsed yet."""
        return len(self._waiting) + len(self._rehearsals)

    def __contains__(self, name: str) -> bool:
        """Whether a screen is not made yet."""
        return name in self._waiting

    def add(self, name: str, make: Callable[[], Iterator[Screen | None]], is_loaded: Callable[[], bool]) -> None:
        """Take in a screen to be made; whoever wants it waits until `is_loaded`. What breaks off is begun anew."""
        self._makers[name] = make
        self._waiting[name] = make()
        self._is_loaded[name] = is_loaded

    def is_held_up(self, name: str) -> bool:
        """Whether a screen can't be made before something is loaded."""
        return name in self._waiting and not self._is_loaded[name]()

    def first(self) -> str:
        """Give the name of the one to go on with, "" when all are ready."""
        return next(iter(self._rehearsals or self._waiting), "")

    def make_piece_of(self, name: str) -> bool:
        """Make one piece of a screen, or of its rehearsal; False if it is ready for being shown."""
        if name in self._waiting:
            self._go_on_with(name)
            return True
        if name in self._rehearsals and next(self._rehearsals[name], _OVER) is _OVER:
            del self._rehearsals[name]
        return name in self._rehearsals

    def make(self, name: str) -> None:
        """Make all of a screen at once, if it is not there yet."""
        while name in self._waiting:
            self._go_on_with(name)

    def _go_on_with(self, name: str) -> None:
        try:
            screen = next(self._waiting[name])
        except Exception:
            self._waiting[name] = self._makers[name]()
            raise
        if screen is not None:
            del self._waiting[name]
            self._take_in(screen)
            self._rehearsals[name] = rehearse(screen, self._room_for(screen))
