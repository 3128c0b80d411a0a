"""The update of this PC for the window: one piece of work at a time beside everything else, its state in one place."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from app.domain.errors import Explained
from app.domain.updates import Manifest
from app.runtime.side_work import SideWork
from app.services.updates import News, Updates

if TYPE_CHECKING:
    from app.services.update_sources import Source


class Step(StrEnum):
    """What is being done."""

    IDLE = "idle"
    LOOKING = "looking"
    FETCHING = "fetching"


@dataclass(frozen=True, slots=True)
class UpdateState:
    """How the update stands. `waits` is the release that will be installed; `trouble` what stopped the last try.

    `is_current` says that the last look found nothing newer; `done` of `total` bytes are here.
    """

    step: Step = Step.IDLE
    waits: Manifest | None = None
    done: int = 0
    total: int = 0
    is_current: bool = False
    was_stopped: bool = False
    trouble: Explained | None = None


@dataclass(frozen=True, slots=True)
class _Came:
    """What a try ended with."""

    waits: Manifest | None
    is_current: bool = False
    was_stopped: bool = False


class UpdateWatch(QObject):
    """Looks by itself when it is time (`tick`) or because somebody asked; never in anybody's way.

    `changed`: the state is another one; `stepped`: more than the number of bytes is; `news` come once after a start.
    """

    changed = Signal()
    stepped = Signal()
    news_came = Signal()

    def __init__(self, updates: Updates, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.updates = updates
        self.state = UpdateState()
        self.news: News | None = None
        self._work: SideWork | None = None

    @property
    def is_busy(self) -> bool:
        """Whether something is being looked for or fetched."""
        return self._work is not None

    def begin(self) -> None:
        """See what came of the last installation and what waits."""
        self._run(Step.IDLE, lambda _work: (self.updates.take_stock(), self.updates.waiting()), self._on_stock)

    def tick(self, address: str) -> None:
        """Look if there is an address and it is time; nobody asked, so nobody is bothered."""
        if address and not self.is_busy and self.updates.is_due():
            self._fetch_from(lambda: _address(address), asked=False)

    def look(self, address: str) -> None:
        """Look at the office's address now."""
        self._fetch_from(lambda: _address(address), asked=True)

    def take_from(self, chosen: Path) -> None:
        """Take the release of a folder, given by itself or by a file in it."""
        self._fetch_from(lambda: _folder(chosen), asked=True)

    def stop(self) -> None:
        """Ask what is under way to stop; what came so far is kept."""
        if self._work is not None:
            self._work.cancel()

    def decline(self) -> None:
        """Throw the waiting release away."""

        def decline(_work: SideWork) -> _Came:
            self.updates.decline()
            return _Came(None)

        self._run(Step.IDLE, decline, self._on_came)

    def tell_news(self) -> News | None:
        """Give the news, once."""
        news, self.news = self.news, None
        if news is not None:
            SideWork(self, lambda _work: self.updates.told(), lambda _done: None, lambda _error: None)
        return news

    def _fetch_from(self, choose: Callable[[], Source], *, asked: bool) -> None:
        updates = self.updates

        def fetch(work: SideWork) -> _Came:
            source = choose()
            try:
                release = updates.look(source, asked=asked)
                came = _Came(updates.waiting(), is_current=True)
                if release is not None:
                    manifest = updates.fetch(source, release, work.progress, work.cancelled)
                    came = _Came(manifest, was_stopped=manifest is None)
            except Explained:
                if not asked:
                    updates.note_look(failed=True)
                raise
            if not asked:
                updates.note_look(failed=False)
            return came

        self._run(Step.LOOKING, fetch, self._on_came)

    def _run(self, step: Step, work: Callable[[SideWork], object], done: Callable[..., object]) -> None:
        if self._work is None:
            self._work = SideWork(self, work, done, self._on_failed, self._on_progress)
            self._show(UpdateState(step, self.state.waits))

    def _on_stock(self, found: tuple[News | None, Manifest | None]) -> None:
        self._work = None
        self.news, waits = found
        self._show(UpdateState(waits=waits))
        if self.news is not None:
            self.news_came.emit()

    def _on_progress(self, done: int, total: int) -> None:
        before = self.state
        self.state = replace(before, step=Step.FETCHING, done=done, total=total)
        self.changed.emit()
        if before.step is not Step.FETCHING:
            self.stepped.emit()

    def _on_came(self, came: _Came) -> None:
        self._work = None
        self._show(UpdateState(waits=came.waits, is_current=came.is_current, was_stopped=came.was_stopped))

    def _on_failed(self, error: Explained) -> None:
        self._work = None
        # Fetching another release threw the one that waited away, a failed look did not.
        waits = self.state.waits if self.state.step is Step.LOOKING else None
        self._show(UpdateState(waits=waits, trouble=error))

    def _show(self, state: UpdateState) -> None:
        self.state = state
        self.changed.emit()
        self.stepped.emit()


# What speaks to the network is loaded when it is needed, and off the GUI thread.


def _address(address: str) -> Source:
    from app.services.update_sources import Address

    return Address(address)


def _folder(chosen: Path) -> Source:
    from app.services.update_sources import Folder

    return Folder.chosen(chosen)
