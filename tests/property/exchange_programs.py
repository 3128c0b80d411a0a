"""Programs of two levels in one process: each PC and the server reads and writes what its own version knows.

The higher level knows one type more, `dossier.moved`. A process of its own would have its own modules; here they are
those of whoever acts just now.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import wraps
from typing import Any, Concatenate, ParamSpec, Protocol, TypeVar

from app.domain import dossier, levels, subjects
from app.domain.events import Event
from app.domain.fold import Effects, RuleSet, Seen
from app.services import enrolment, recovery
from app.storage import event_log
from app.sync import comparing, engine, files, sending

MOVED = "dossier.moved"
OLDER, NEWER = 1, 2
_SAYERS: tuple[Any, ...] = (event_log, sending, comparing, engine, files, enrolment, recovery)  # of the level they read
_P = ParamSpec("_P")
_R = TypeVar("_R")


def _moved(event: Event, _seen: Seen) -> Effects:
    return Effects(registers={"counter": event.payload["to"]})


_KNOWN: dict[int, dict[int, RuleSet]] = {
    OLDER: dossier.RULE_SETS,
    NEWER: {
        number: RuleSet({**rules.handlers, (MOVED, 1): _moved}, rules.rank)
        for number, rules in dossier.RULE_SETS.items()
    },
}
_now = OLDER


class Versioned(Protocol):
    """A PC or a server with a program of a level."""

    level: int


@contextmanager
def running(level: int) -> Iterator[None]:
    """Let this process be a program of a level."""
    before = _now
    _become(level)
    try:
        yield
    finally:
        _become(before)


def _become(level: int) -> None:
    global _now
    if level == _now:
        return
    _now = level
    subjects.RULE_SETS[dossier.KIND] = _KNOWN[level]
    levels._LEVELS = {(MOVED, 1): NEWER} if level == NEWER else {}
    levels.READ = level
    for module in _SAYERS:
        module.LEVEL = level


_S = TypeVar("_S", bound=Versioned)


def by_its_program(method: Callable[Concatenate[_S, _P], _R]) -> Callable[Concatenate[_S, _P], _R]:
    """Let a method of a PC or a server run as the program it has."""

    @wraps(method)
    def run(self: _S, /, *args: _P.args, **kwargs: _P.kwargs) -> _R:
        with running(self.level):
            return method(self, *args, **kwargs)

    return run
