"""What the window looks after by itself: copies that are due, a newer version, the PC's clock."""

from __future__ import annotations

from PySide6.QtCore import QObject, QTimer, Signal, Slot

from app.runtime.line_status import LineState, LineStatus
from app.runtime.side_work import SideWork
from app.services.house import Changed
from app.services.second_place import keep_copies
from app.services.upkeep import BackupInfo, doubt_clock
from app.ui.clock_watch import ClockWatch
from app.ui.context import Context
from app.ui.counter_window import CounterWindow
from app.ui.update_notes import UpdateNotes
from app.ui.widgets.toasts import ToastWords

EVERY_MS = 10 * 60_000  # how often to ask whether a copy is due


class Upkeep(QObject):
    """Looks when somebody signs in, and now and then. `clock_doubt` says why the clock looks wrong, else ""."""

    clock_doubted = Signal()

    def __init__(
        self, context: Context, window: CounterWindow, updates: UpdateNotes, parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self._context = context
        self._window = window
        self._updates = updates
        self.clock_doubt = ""
        self._is_online = False
        context.signed_in.changed.connect(self._on_signed_in)
        context.line_began.changed.connect(self._on_line)
        self._rounds = QTimer(self)
        self._rounds.timeout.connect(self._look)
        self._rounds.start(EVERY_MS)
        self._clock_watch = ClockWatch(context.house.clock, self)
        self._clock_watch.was_set.connect(self._on_clock_set)
        self._seconds = QTimer(self)
        self._seconds.timeout.connect(self._clock_watch.look)
        self._seconds.start(1000)

    @Slot()
    def _on_signed_in(self) -> None:
        self._doubt_clock()
        self._look()

    def _doubt_clock(self) -> None:
        house = self._context.house
        self._context.runner.run(self, lambda: doubt_clock(house), self._on_clock_doubted)

    @Slot()
    def _on_line(self) -> None:
        if self._context.line is not None:
            self._context.line.status_changed.connect(self._on_status)

    @Slot(object)
    def _on_status(self, status: LineStatus) -> None:
        """Compare the clock with the server's when that begins to answer; what is doubted already is not told anew."""
        came, self._is_online = not self._is_online, status.state is LineState.ONLINE
        if came and self._is_online and self._context.actor is not None and not self.clock_doubt:
            self._doubt_clock()

    @Slot()
    def _look(self) -> None:
        self._updates.tick()
        if self._context.desk is not None:
            house, second = self._context.house, self._context.settings.current.second_place
            SideWork(self, lambda _work: keep_copies(house, second), self._on_backed_up, self._window.tell_trouble)

    def _on_backed_up(self, made: BackupInfo | None) -> None:
        if made is not None:
            self._context.hub.changed.emit(Changed(frozenset({"backup"})))

    def _on_clock_doubted(self, doubts: tuple[str, ...]) -> None:
        self.clock_doubt = " ".join([*doubts, *self._clock_watch.zone()])
        if self.clock_doubt:
            heading = self.tr("Giờ máy có thể sai")
            advice = self.tr("Chỉnh lại ngày giờ và múi giờ của máy; mã hồ sơ không bị trùng.")
            words = ToastWords(heading, f"{self.clock_doubt} {advice}", "warn", icon="clock", tag="clock")
            self._window.shell.show_toast(words)
        self.clock_doubted.emit()

    @Slot(tuple)
    def _on_clock_set(self, doubts: tuple[str, ...]) -> None:
        if self._context.actor is not None:
            self._on_clock_doubted(doubts)
