"""One search over everything: dossiers page by page, people, procedures; how long it took."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass, field, replace

from app.domain.dossier_codes import DossierCode, parse_alias
from app.services import dossiers
from app.services.dossier_lines import DossierLine
from app.services.house import House
from app.services.visitors import KnownPerson
from app.storage.search import Cancel, OutdatedError

PAGE = 50
COUNT_CAP = 1000


@dataclass(frozen=True, slots=True)
class Wanted:
    """What is looked for. `text` was typed; `number` narrows it to one person whose number is not on the screen.

    `before` is the last row already shown of a longer list.
    """

    text: str = ""
    number: str = ""
    before: int | None = None

    @property
    def query(self) -> str:
        """What the service is asked."""
        return self.number or self.text


@dataclass(frozen=True, slots=True)
class Answer:
    """What was found; `milliseconds` says how long it took.

    `total` is how many there are as far as counted; `is_total_whole` is False when there may be more. `known` is how
    many dossiers this PC knows, counted only when nothing is typed.
    """

    wanted: Wanted
    lines: tuple[DossierLine, ...] = ()
    people: tuple[KnownPerson, ...] = ()
    total: int = 0
    is_total_whole: bool = True
    known: int = 0
    milliseconds: int = 0
    complete: bool = True
    subject_id: str = ""  # the one dossier whose code was given exactly
    is_outdated: bool = False  # something else was typed before it was done: it says nothing


@dataclass
class Asking:
    """Lets one search run at a time, ends it when something else is wanted, and keeps only the last one meanwhile.

    `run(wanted, cancel)` starts a search; its answer comes to `take`.
    """

    run: Callable[[Wanted, Cancel], None]
    _running: bool = field(default=False, init=False)
    _next: Wanted | None = field(default=None, init=False)
    _latest: Wanted = field(default_factory=Wanted, init=False)
    _cancel: Cancel = field(default_factory=Cancel, init=False)

    def ask(self, wanted: Wanted) -> None:
        """Ask; while another search runs, end it and forget those between."""
        self._latest = wanted
        if self._running:
            self._next = wanted
            self._cancel.call()
        else:
            self._running = True
            self._cancel = Cancel()
            self.run(wanted, self._cancel)

    def take(self, wanted: Wanted) -> bool:
        """Note that the answer for `wanted` is here; say whether it is still asked for."""
        self._running = False
        following, self._next = self._next, None
        if following is not None:
            self.ask(following)
        return wanted == self._latest


def search(house: House, wanted: Wanted, cancel: Cancel | None = None) -> Answer:
    """Search; with nothing typed, give the newest dossiers. An answer that `cancel` ended is `is_outdated`."""
    try:
        return _search(house, wanted, cancel)
    except OutdatedError:
        return Answer(wanted, is_outdated=True)


def _search(house: House, wanted: Wanted, cancel: Cancel | None) -> Answer:
    start = time.perf_counter()
    if not wanted.query.strip():
        lines = tuple(dossiers.latest_dossiers(house, PAGE, wanted.before))
        known = dossiers.count_dossiers(house) if wanted.before is None else 0
        answer = Answer(wanted, lines, total=known, known=known, complete=len(lines) < PAGE)
    else:
        first = wanted.before is None
        people = 8 if first and not wanted.number else 0
        cap = COUNT_CAP if first else PAGE
        found = dossiers.look_up(house, wanted.query, wanted.before, PAGE, people=people, cap=cap, cancel=cancel)
        exact = dossiers.find_by_code(house, wanted.text) if first and is_whole_code(wanted.text) else None
        answer = Answer(
            wanted,
            found.lines,
            found.people,
            total=found.counted,
            is_total_whole=found.complete,
            complete=len(found.lines) < PAGE,
            subject_id=exact or "",
        )
    return replace(answer, milliseconds=round((time.perf_counter() - start) * 1000))


def is_whole_code(text: str) -> bool:
    """Say whether a whole dossier code or the digits of a barcode stand there, and nothing else."""
    bare = text.strip()
    return parse_alias(bare) is not None or str(DossierCode.find(bare) or "") == bare.upper() != ""
