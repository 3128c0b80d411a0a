"""Keep the form on this PC while it is typed: within a second of the last key, also while typing goes on."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from functools import partial

from PySide6.QtCore import QElapsedTimer, QObject, QTimer, Signal

from app.domain.errors import Explained
from app.services.drafts import Draft, drop_draft, keep_draft
from app.ui.context import Context

QUIET_MS = 350
LATEST_MS = 800
MARK_MS = 2000


class DraftKeeper(QObject):
    """`touch` after each change; `kept(local time)` at most every two seconds, `failed(error)` when the disk refuses.

    `picture` gives the draft to keep, or the id of one to drop when the form has become empty.
    """

    kept = Signal(object)
    failed = Signal(object)

    def __init__(self, context: Context, picture: Callable[[], Draft | str], parent: QObject) -> None:
        super().__init__(parent)
        self._context, self._picture = context, picture
        self._since = QElapsedTimer()
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.timeout.connect(self.flush)
        self._mark = QTimer(self)
        self._mark.setSingleShot(True)
        self._mark.timeout.connect(self._tell)
        self._last: datetime | None = None
        self._open = 0

    def touch(self) -> None:
        """Something changed: write soon, however fast the typing goes on."""
        if not self._timer.isActive():
            self._since.restart()
        self._timer.start(int(min(QUIET_MS, max(0, LATEST_MS - self._since.elapsed()))))

    def stop(self) -> None:
        """Forget what waits to be written: the form is being saved as a dossier."""
        self._timer.stop()

    def flush(self) -> None:
        """Write the form as it is now (also on leaving, parking, closing); writes are done in the order asked for."""
        self._timer.stop()
        picture, house = self._picture(), self._context.house
        self._open += 1
        if isinstance(picture, str):
            self._context.runner.run(self, lambda: drop_draft(house, picture), self._on_done, self._on_failed)
        else:
            kept = partial(self._on_kept, picture.saved_at)
            self._context.runner.run(self, lambda: keep_draft(house, picture), kept, self._on_failed)

    @property
    def is_pending(self) -> bool:
        """Whether something is not yet on the disk."""
        return self._timer.isActive() or self._open > 0

    def _on_kept(self, saved_at: datetime, _nothing: None) -> None:
        self._on_done()
        self._last = saved_at
        if not self._mark.isActive():
            self._tell()
            self._mark.start(MARK_MS)

    def _tell(self) -> None:
        if self._last is not None:
            self.kept.emit(self._last)
            self._last = None

    def _on_done(self, _nothing: None = None) -> None:
        self._open -= 1

    def _on_failed(self, error: Explained) -> None:
        self._on_done()
        self.failed.emit(error)
