"""The order of the queue on the screen: it does not change under the clerk's cursor."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from app.services.dossier_lines import DossierLine, Group

MARK_FOR = timedelta(seconds=60)


@dataclass(frozen=True, slots=True)
class Placed:
    """A dossier at its place: under the heading of `group`, whatever group it is in by now. `gone`: open no more."""

    line: DossierLine
    group: Group
    gone: bool = False


def in_order(lines: Iterable[DossierLine]) -> tuple[Placed, ...]:
    """Place dossiers as the service sorted them."""
    return tuple(Placed(line, line.group) for line in lines)


def merged(shown: Sequence[Placed], fresh: Sequence[DossierLine]) -> tuple[Placed, ...]:
    """Keep every place, with new contents; new dossiers end their group; those gone stay where they were."""
    by_id = {line.subject_id: line for line in fresh}
    known = {placed.line.subject_id for placed in shown}
    kept = [
        replace(placed, line=by_id[key]) if (key := placed.line.subject_id) in by_id else replace(placed, gone=True)
        for placed in shown
    ]
    new = [Placed(line, line.group) for line in fresh if line.subject_id not in known]
    return tuple(placed for group in Group for placed in (*kept, *new) if placed.group is group)


def is_sorted(shown: Sequence[Placed], fresh: Sequence[DossierLine]) -> bool:
    """Say whether the screen already shows the order of the service."""
    return [placed.line.subject_id for placed in shown] == [line.subject_id for line in fresh] and all(
        placed.group is placed.line.group for placed in shown
    )


def touched(before: Sequence[DossierLine], after: Sequence[DossierLine], now: datetime) -> dict[str, bool]:
    """Name the dossiers to mark: True for one that just came, False for one that changed since it was shown."""
    old = {line.subject_id: line.changed_at for line in before}
    marks = {}
    for line in after:
        fresh = now - line.changed_at < MARK_FOR
        if fresh and line.received_at > line.changed_at - MARK_FOR:
            marks[line.subject_id] = True
        elif fresh and line.subject_id in old and old[line.subject_id] < line.changed_at:
            marks[line.subject_id] = False
    return marks
