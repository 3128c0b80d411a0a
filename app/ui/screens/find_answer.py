"""One search over everything: dossiers page by page, people, procedures; how long it took."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass, field, replace

from app.domain.dossier_codes import DossierCode, parse_alias
from app.services import dossiers
from app.services.dossiers import DossierLine, KnownPerson
from app.services.house import House

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
    """What was found; `total` is at most COUNT_CAP; `milliseconds` says how long it took."""

    wanted: Wanted
    lines: tuple[DossierLine, ...] = ()
    people: tuple[KnownPerson, ...] = ()
    total: int = 0
    known: int = 0
    milliseconds: int = 0
    complete: bool = True
    subject_id: str = ""  # the one dossier whose code was given exactly


@dataclass
class Asking:
    """Lets one search run at a time and keeps only the last one wanted meanwhile; outdated answers are dropped.

    `run(wanted)` starts a search; its answer comes to `take`.
    """

    run: Callable[[Wanted], None]
    _running: bool = field(default=False, init=False)
    _next: Wanted | None = field(default=None, init=False)
    _latest: Wanted = field(default_factory=Wanted, init=False)

    def ask(self, wanted: Wanted) -> None:
        """Ask; while another search runs, wait for it and forget those between."""
        self._latest = wanted
        if self._running:
            self._next = wanted
        else:
            self._running = True
            self.run(wanted)

    def take(self, wanted: Wanted) -> bool:
        """Note that the answer for `wanted` is here; say whether it is still asked for."""
        self._running = False
        following, self._next = self._next, None
        if following is not None:
            self.ask(following)
        return wanted == self._latest


def search(house: House, wanted: Wanted) -> Answer:
    """Search; with nothing typed, give the newest dossiers."""
    start = time.perf_counter()
    if not wanted.query.strip():
        lines = dossiers.latest_dossiers(house, PAGE, wanted.before)
        answer = Answer(wanted, tuple(lines), known=dossiers.count_dossiers(house))
        answer = replace(answer, total=answer.known)
    else:
        lines = dossiers.find(house, wanted.query, wanted.before, PAGE)
        first = wanted.before is None
        total = dossiers.count_found(house, wanted.query, COUNT_CAP) if first else 0
        people = tuple(dossiers.find_people(house, wanted.text)) if first and not wanted.number else ()
        exact = dossiers.find_by_code(house, wanted.text) if first and is_whole_code(wanted.text) else None
        answer = Answer(wanted, tuple(lines), people, total, dossiers.count_dossiers(house), subject_id=exact or "")
    milliseconds = round((time.perf_counter() - start) * 1000)
    return replace(answer, milliseconds=milliseconds, complete=len(answer.lines) < PAGE)


def is_whole_code(text: str) -> bool:
    """Say whether a whole dossier code or the digits of a barcode stand there, and nothing else."""
    bare = text.strip()
    return parse_alias(bare) is not None or str(DossierCode.find(bare) or "") == bare.upper() != ""
