"""What a counter does beside its screens. Loaded after the sign-in has been painted."""

from __future__ import annotations

from PySide6.QtCore import QObject, QTimer, Slot

from app.runtime.print_loop import PrintLoop
from app.runtime.serial_reader import SerialReader
from app.runtime.wedge_filter import WedgeFilter
from app.ui.context import Context
from app.ui.counter_strip import CounterStrip
from app.ui.counter_window import CounterWindow
from app.ui.print_notes import PrintNotes
from app.ui.reference import Reference
from app.ui.scans import Scans
from app.ui.update_notes import UpdateNotes
from app.ui.upkeep import Upkeep


class CounterWork(QObject):
    """Adds to a window what scans, strip, papers and copies need, then lets it make its screens; goes with it."""

    def __init__(
        self,
        context: Context,
        window: CounterWindow,
        print_loop: PrintLoop,
        wedge: WedgeFilter | None = None,
        serial: SerialReader | None = None,
    ) -> None:
        super().__init__(window)
        self.reference = Reference(context, self)
        self.updates = UpdateNotes(context, window.shell, self)
        self.scans = Scans(context, window, wedge, serial, self)
        self.upkeep = Upkeep(context, window, self.updates, self)
        self.strip = CounterStrip(context, window.shell, self.scans, self.upkeep, self.updates, self)
        self.prints = PrintNotes(context, window.shell, print_loop, self)
        self._shell, self._tickets = window.shell, context.tickets
        self._tickets.told.connect(window.shell.show_toast)
        self._tickets.changed.connect(self._on_tickets)
        QTimer.singleShot(0, window, window.prepare)

    @Slot()
    def _on_tickets(self) -> None:
        """Offer the queue of people where the office gives numbers."""
        queue = self._tickets.queue
        self._shell.navigation.offer("tickets", self._tickets.is_on)
        self._shell.navigation.set_count("tickets", len(queue.waiting) if queue is not None else 0)
