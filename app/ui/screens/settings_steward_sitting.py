"""A steward's sitting: what they ask of the server from the code they gave until it is forgotten."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, TypeVar

from PySide6.QtCore import QObject, QTimer, Signal

from app.domain.errors import Explained
from app.runtime.side_work import SideWork
from app.ui.context import Context

if TYPE_CHECKING:  # what speaks to a network is loaded when somebody asks
    from app.services.stewardship import Steward, Stewardship

T = TypeVar("T")
FORGOTTEN_AFTER = 10 * 60_000  # milliseconds without an act


class Sitting(QObject):
    """Asks beside the GUI's thread; an answer to whoever has gone meanwhile is passed over.

    `changed` when a question went out or came back, `failed` with what went wrong, `over` after ten idle minutes.
    """

    changed = Signal()
    failed = Signal(object)
    over = Signal()

    def __init__(self, context: Context, parent: QObject) -> None:
        super().__init__(parent)
        self._context = context
        self.steward: Steward | None = None  # whose code the server has taken
        self.waits = 0  # answers under way
        self._turn = object()  # another one when the code was forgotten
        self._idle = QTimer(self, singleShot=True, interval=FORGOTTEN_AFTER)
        self._idle.timeout.connect(self.over)

    def end(self) -> None:
        """Forget the code."""
        self._idle.stop()
        self.steward = None
        self._turn = object()

    def ask(self, given: Steward, ask: Callable[[Stewardship], T], done: Callable[[T], object]) -> None:
        """Ask with the code of `given`, which may be wrong; then `done(answer)`."""
        device_key, house = self._context.device_key, self._context.house
        if device_key is None:
            return
        self.waits += 1
        turn = self._turn
        self._idle.start()
        self.changed.emit()

        def work(_work: SideWork) -> T:
            from app.services.stewardship import Stewardship

            return ask(Stewardship(house, device_key(), given))

        def answered(result: T) -> None:
            self.waits -= 1
            if self._turn is turn:
                done(result)
            self.changed.emit()

        def failed(error: Explained) -> None:
            self.waits -= 1
            if self._turn is turn:
                self.failed.emit(error)
            self.changed.emit()

        SideWork(self, work, answered, failed)
