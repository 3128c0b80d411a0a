"""Cyclic garbage is collected on the GUI thread only: collected on a worker, a Qt object dies in the wrong thread."""

from __future__ import annotations

import gc

from PySide6.QtCore import QObject, QTimer

EVERY_MS = 2_000
FULL_EVERY = 30  # rounds
MANY = 20_000  # new containers in a round: screens or tables that stay; a clerk's work makes some thousand


class GuiGarbage(QObject):
    """Takes Python's collector over while it lives: young objects often, all of them now and then."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._rounds = 0
        gc.disable()
        gc.freeze()
        self._timer = QTimer(self)
        self._timer.timeout.connect(self.collect)
        self._timer.start(EVERY_MS)

    def collect(self) -> None:
        """Collect what the automatic collector would have; everything once a minute.

        What was there at the start, and masses that came later (screens, addresses, a catalogue), are not looked
        through again: that would hold the window up for a tenth of a second.
        """
        self._rounds += 1
        if gc.get_count()[0] > MANY:
            gc.freeze()
        else:
            gc.collect(2 if self._rounds % FULL_EVERY == 0 else 1)

    def close(self) -> None:
        """Give the collector back."""
        self._timer.stop()
        gc.unfreeze()
        gc.enable()
