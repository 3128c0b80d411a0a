"""The threads that keep this PC in step with its server: one exchanges, one listens for the server's nudge.

Woken by what is written here, by the nudge and by time; a cut line only makes it come back later and later. The window
is told what a pull changed and how the line is; nothing ever waits for it.
"""

from __future__ import annotations

import logging
import random
import threading
import time
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from PySide6.QtCore import QObject, Signal, Slot

from app.domain.errors import Explained
from app.protocol.messages import WAIT_SECONDS, Claim, Claimed
from app.runtime.line_status import LineState, LineStatus
from app.services.house import Changed, House
from app.storage import identities, kept_blobs, outgoing
from app.storage.server_place import ServerPlace, load_server
from app.sync import calling
from app.sync.backoff import CEILING, pause_after, seconds_left
from app.sync.blobs import Carried
from app.sync.client import Line, dialler
from app.sync.downloading import Download, download_dialler
from app.sync.engine import Engine
from app.sync.troubles import LineTrouble, remembered

log = logging.getLogger(__name__)

POLL = 30.0  # seconds between two exchanges when nothing wakes us: a lost nudge costs no more
CLOSING = 4.0  # seconds the end of the program waits for an exchange
NOT_THERE, NO_LINE = -1, -2  # the server lacks the file (yet); it comes when the line is back
_TELL_EVERY = 0.25  # seconds between two tellings of what changed: a first download has thousands
_LISTEN_AGAIN = 5.0  # seconds after a nudge line that failed


class Connectivity(QObject):
    """Exchanges with the server of this PC, if it has one. Signals come from its thread."""

    changed = Signal(object)  # Changed: what came in
    status_changed = Signal(object)  # LineStatus
    file_told = Signal(str, int)  # a file by its hash: percent fetched, 100 = here, NOT_THERE, NO_LINE

    def __init__(
        self,
        house: House,
        device_key: Callable[[], Ed25519PrivateKey],
        program: str,
        parent: QObject | None = None,
        *,
        poll: float = POLL,
        listening: int = WAIT_SECONDS,
    ) -> None:
        super().__init__(parent)
        self.status = LineStatus()
        self._house, self._device_key, self._program, self._poll = house, device_key, program, poll
        self._stop = threading.Event()
        self._asked = threading.Event()
        self._urgent = threading.Event()
        self._nudged = threading.Event()
        self._is_resumed = False
        self._not_before = 0.0
        self._failures = 0
        self._files: dict[str, bool] = {}  # asked for, and whether that was written down
        self._file_failures, self._files_from = 0, 0.0
        self._touched: set[tuple[str, str]] = set()
        self._told_at = 0.0
        self._download = Download(self._on_percent)
        self._engine: Engine | None = None
        self._ear = _Ear(self._on_nudge, self._stop, listening)
        self._thread = threading.Thread(target=self._run, name="sync", daemon=True)

    def start(self) -> None:
        """Begin; a PC without a server costs one look at the database per write."""
        self._thread.start()

    @Slot()
    def wake(self, *_what: object) -> None:
        """Something was written here: send it, unless the line is known to be down."""
        self._asked.set()

    @Slot()
    def hurry(self) -> None:
        """Somebody asks for it, or joined a server: exchange now, files too, whatever pause there is."""
        self._files_from = 0.0
        self._urgent.set()
        self._asked.set()

    def fetch_file(self, sha256: str) -> None:
        """Somebody wants to see a file that another counter attached: `file_told` says how it goes."""
        self._files[sha256] = False
        self.hurry()

    def claim(self, asked: Claim) -> Claimed:
        """Ask the server whom to call next, on a line of its own; on any thread but the GUI's. Raises LineTrouble."""
        return calling.ask(self._house.db, dialler(self._device_key(), self._house.clock), asked)

    @property
    def has_server(self) -> bool:
        """Whether this PC belongs to a server."""
        return self.status.state is not LineState.ALONE

    @property
    def is_up(self) -> bool:
        """Whether it is worth asking the server now."""
        return self.status.state in (LineState.ONLINE, LineState.TRYING)

    def close(self) -> None:
        """Finish the transaction at hand and stop; what waits goes with the next start."""
        self._stop.set()
        self._asked.set()
        self._ear.close()
        engine = self._engine
        if engine is not None:
            engine.cut()
        if self._thread.is_alive():
            self._thread.join(CLOSING)

    def _on_nudge(self) -> None:
        self._nudged.set()
        self._asked.set()

    # -- the thread

    def _run(self) -> None:
        try:
            while not self._stop.is_set():
                self._asked.clear()
                pause = self._try_step()
                if not self._stop.is_set():
                    self._asked.wait(pause)
        except Exception:
            if not self._stop.is_set():  # the database may have been taken down under us
                raise
        finally:
            if self._engine is not None:
                self._engine.close()

    def _try_step(self) -> float | None:
        """Do a step; a disk that stumbles in the middle of one must not end the exchange for the rest of the day."""
        try:
            return self._step()
        except Exception as error:
            if self._stop.is_set():
                raise
            log.error("a step of the exchange failed", exc_info=error)
            return CEILING

    def _step(self) -> float | None:
        """Exchange if it is time to; returns seconds until the next time, None = until somebody wakes us."""
        try:
            place, waiting = self._look()
            self._note_wanted()
        except Explained as error:  # a full disk, a held database: the log has it
            self._failed(error, None)
            return max(self._not_before - time.monotonic(), 0.0)
        if place is None:
            self._tell(LineState.ALONE, waiting)
            return None
        now = time.monotonic()
        if not self._is_resumed:
            self._resume(place, waiting, now)
        # Who answers a nudge is there; who said when to come again is left alone till then.
        is_put_off = isinstance(self.status.trouble, LineTrouble) and bool(self.status.trouble.refusal)
        is_nudged = _taken(self._nudged)
        is_urgent = _taken(self._urgent) or (is_nudged and not is_put_off)
        has_news = waiting.count > 0 and self.status.state is not LineState.OFFLINE
        if now < self._not_before and not is_urgent and not (has_news and not self._failures):
            self._tell(self.status.state, waiting, self.status.trouble, place.contact_at)
        else:
            if self.status.state is LineState.ALONE:
                self._tell(LineState.TRYING, waiting, None, place.contact_at)
            self._exchange(place)
        until = self._not_before
        if self.status.state is LineState.ONLINE and self._engine is not None:
            self._carry_files(self._engine)
            until = min(self._not_before, self._files_from) if self._file_failures else self._not_before
        return max(until - time.monotonic(), 0.0)

    def _resume(self, place: ServerPlace, waiting: outgoing.Waiting, now: float) -> None:
        """Go on with the pause in which the program was ended: a server that is gone is not asked at every start."""
        self._is_resumed = True
        left = seconds_left(place.not_before, self._house.clock())
        if place.trouble and left:
            self._failures = place.failures
            self._not_before = now + left
            trouble = remembered(place.trouble)
            state = LineState.STOPPED if trouble.is_lasting else LineState.OFFLINE
            self._tell(state, waiting, trouble, place.contact_at)

    def _note_wanted(self) -> None:
        """Write down what was asked for: it comes after a start of the program too, by the line or by file."""
        new = [name for name, is_noted in list(self._files.items()) if not is_noted]
        if new:
            with self._house.db.write() as session:
                for name in new:
                    kept_blobs.want(session, name)
                    self._files[name] = True

    def _exchange(self, place: ServerPlace) -> None:
        try:
            if self._engine is None:
                key = self._device_key()
                dial = dialler(key, self._house.clock)
                loading = download_dialler(key, self._house.clock, self._download)
                self._engine = Engine(
                    *(self._house.db, key, self._house.clock, self._program, loading),
                    on_changed=self._on_changed,
                    is_stopped=self._stop.is_set,
                )
                self._ear.dial = dial
            exchanged = self._engine.exchange()
        except Explained as error:
            self._failed(error, place)
            return
        except Exception as error:  # an edge of the program: the counter works on without its server
            if self._stop.is_set():
                raise
            log.exception("exchange failed")
            self._failed(error, place)
            return
        finally:
            self._tell_changes()
        if self._failures:
            log.info("in step again after %d failures", self._failures)
        self._failures = 0
        self._not_before = time.monotonic() + self._poll
        place_now, waiting = self._look()
        self._tell(LineState.ONLINE, waiting, None, place_now.contact_at if place_now else None)
        if exchanged is not None and place_now is not None:
            self._ear.listen(place_now, exchanged.heads)

    # -- files

    def _carry_files(self, engine: Engine) -> None:
        """Carry files until something else is to be done; after each piece it is looked whether events wait."""
        is_first = True
        while not self._stop.is_set() and time.monotonic() < self._not_before:
            if time.monotonic() < self._files_from or (self._asked.is_set() and not is_first):
                break
            is_first = False
            try:
                carried = engine.carry(tuple(self._files))
            except Exception as error:
                self._carry_later(error)
                break
            self._file_failures = 0
            if carried is None:
                break
            self._tell_file(carried)
        self._tell_changes()

    def _carry_later(self, error: Exception) -> None:
        """Leave files alone for a while; whether the line is still there the next exchange finds out, at once."""
        if self._stop.is_set():
            return
        if not isinstance(error, Explained):
            log.error("carrying a file failed", exc_info=error)
        self._file_failures += 1
        trouble = error if isinstance(error, LineTrouble) else None
        pause = pause_after(self._file_failures, trouble, random.random()) if trouble is not None else CEILING
        self._files_from = time.monotonic() + pause
        if trouble is not None and not trouble.refusal:
            self._not_before = 0.0

    def _tell_file(self, carried: Carried) -> None:
        name = carried.sha256
        self._on_changed(frozenset({("file", "")}))
        if name in self._files and (carried.is_fetched or carried.is_missing):
            if carried.is_whole or carried.is_missing:
                del self._files[name]
            percent = NOT_THERE if carried.is_missing else 100 * carried.done // carried.size
            self.file_told.emit(name, percent)

    def _failed(self, error: Exception, place: ServerPlace | None) -> None:
        self._failures += 1
        trouble = error if isinstance(error, LineTrouble) else LineTrouble("Chưa đồng bộ được.", "", "SYNC")
        if self._failures == 1:
            log.info("exchange failed: %s", trouble.code)
        pause = self._pause(trouble)
        self._not_before = time.monotonic() + pause
        told = error if isinstance(error, Explained) else trouble
        state = LineState.STOPPED if trouble.is_lasting else LineState.OFFLINE
        try:
            _, waiting = self._look()
        except Explained:
            waiting = outgoing.Waiting(self.status.waiting, self.status.since)
        self._tell(state, waiting, told, place.contact_at if place else self.status.contact_at)
        for name, is_noted in list(self._files.items()):
            if is_noted:  # another was asked for meanwhile: it has its turn at once
                self.file_told.emit(name, NO_LINE)

    def _pause(self, trouble: LineTrouble) -> float:
        """Return seconds to wait after a failure: what the exchange wrote down, else (no exchange) as long again."""
        try:
            place, _ = self._look()
        except Explained:
            place = None
        noted = place.not_before if place is not None and place.trouble == trouble.code else None
        return seconds_left(noted, self._house.clock()) or pause_after(self._failures, trouble, random.random())

    def _look(self) -> tuple[ServerPlace | None, outgoing.Waiting]:
        with self._house.db.read() as session:
            known = identities.identity(session) is not None
            return load_server(session) if known else None, outgoing.waiting(session)

    # -- telling

    def _tell(
        self,
        state: LineState,
        waiting: outgoing.Waiting,
        trouble: Explained | None = None,
        contact_at: datetime | None = None,
    ) -> None:
        status = LineStatus(state, waiting.count, waiting.since, contact_at, trouble, self._download.percent)
        if status != self.status:
            self.status = status
            self.status_changed.emit(status)

    def _on_percent(self, percent: int | None) -> None:
        self.status = replace(self.status, loading=percent)
        self.status_changed.emit(self.status)

    def _on_changed(self, subjects: frozenset[tuple[str, str]]) -> None:
        self._touched |= subjects
        if time.monotonic() - self._told_at >= _TELL_EVERY:
            self._tell_changes()

    def _tell_changes(self) -> None:
        if self._touched and not self._stop.is_set():
            kinds, ids = zip(*self._touched, strict=True)
            self._touched.clear()
            self._told_at = time.monotonic()
            self.changed.emit(Changed(frozenset(kinds), frozenset(ids)))


def _taken(wish: threading.Event) -> bool:
    """Whether something was wished; what is wished from now on is for the next time."""
    if not wish.is_set():
        return False
    wish.clear()
    return True


class _Ear:
    """Listens for the server's nudge on a line of its own, between two exchanges."""

    def __init__(self, on_nudge: Callable[[], None], stop: threading.Event, seconds: int) -> None:
        self.dial: Callable[[ServerPlace, str], Line] | None = None
        self._on_nudge, self._stop, self._seconds = on_nudge, stop, seconds
        self._turn = threading.Condition()
        self._wanted: tuple[ServerPlace, dict[str, int]] | None = None
        self._line: Line | None = None
        self._line_to: tuple[str, str, str] | None = None
        self._thread: threading.Thread | None = None

    def listen(self, place: ServerPlace, heads: dict[str, int]) -> None:
        """Listen from here on."""
        with self._turn:
            self._wanted = (place, heads)
            self._turn.notify()
        if self._thread is None:
            self._thread = threading.Thread(target=self._run, name="sync-listen", daemon=True)
            self._thread.start()

    def close(self) -> None:
        """Stop listening."""
        with self._turn:
            self._turn.notify()
        line = self._line
        if line is not None:
            line.cut()
        if self._thread is not None:
            self._thread.join(1.0)

    def _run(self) -> None:
        while not self._stop.is_set():
            with self._turn:
                self._turn.wait_for(lambda: self._wanted is not None or self._stop.is_set())
                wanted = self._wanted
            if wanted is None or self._stop.is_set():
                break
            place, heads = wanted
            try:
                nudge = self._line_for(place).listen(heads.items(), self._seconds)
            except LineTrouble:
                self._stop.wait(_LISTEN_AGAIN)
                continue
            except Exception:
                if self._stop.is_set():  # cut in the middle of a word
                    break
                raise
            if any(heads.get(feed) != head for feed, head in nudge.heads.items()):
                with self._turn:
                    if self._wanted is wanted:
                        self._wanted = None  # the exchange that follows says from where to go on
                self._on_nudge()
        if self._line is not None:
            self._line.close()

    def _line_for(self, place: ServerPlace) -> Line:
        wanted = (place.address, place.pin, place.device_id)
        if self._line is None or self._line_to != wanted:
            if self._line is not None:
                self._line.close()
            assert self.dial is not None  # set before the first exchange
            self._line, self._line_to = self.dial(place, place.device_id), wanted
        return self._line
