"""Every kind of subject the program knows, with its rule sets: the one table the fold is looked up in."""

from __future__ import annotations

from collections.abc import Iterable

from app.domain import dossier, reference, tickets
from app.domain.events import Event
from app.domain.fold import RuleSet, SubjectState, fold

RULE_SETS: dict[str, dict[int, RuleSet]] = {
    dossier.KIND: dossier.RULE_SETS,
    tickets.KIND: tickets.RULE_SETS,
} | reference.RULE_SETS


def fold_subject(kind: str, events: Iterable[Event]) -> SubjectState:
    """Fold the events of one subject; a kind this program does not know holds everything back."""
    return fold(RULE_SETS.get(kind, {}), events)
