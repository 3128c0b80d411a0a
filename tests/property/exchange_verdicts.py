"""What was once said of an event, on whichever replica: it fits or not, it counts or not. Neither turns by itself."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from app.domain import dossier
from app.domain.events import Event
from app.domain.fold import ADMITTED, SET_ASIDE, SubjectState
from app.domain.questions import ancestors


class Verdicts:
    """Remembers what every replica said at any time."""

    def __init__(self) -> None:
        self._fits: dict[str, str] = {}
        self._counts: dict[tuple[str, frozenset[str]], bool] = {}
        self.looks = 0

    def look(self, who: str, state: SubjectState, events: Sequence[Event]) -> None:
        """Compare a fold with all before. Raises AssertionError for a verdict that turned round.

        Whether an event fits was settled when it was written, by what its writer had seen: late news changes nothing
        of that. Whether it counts turns only by a verdict about it, or about one of those.
        """
        by_id = {event.event_id: event for event in events}
        applied = [event_id for event_id in state.order if event_id in by_id and event_id not in state.beyond]
        aside = set(state.set_aside)
        resolved = [one for one in applied if by_id[one].type == dossier.RESOLVED and one not in aside]
        settled = ancestors(resolved, by_id, of_themselves=False)
        unfit = {found.event_ids[0]: found.name for found in state.attention if found.kind == "unfit"}
        for event_id in applied:
            self.looks += 1
            about = _about(event_id, [by_id[one] for one in applied])
            counts = event_id not in aside
            known = self._counts.setdefault((event_id, about), counts)
            assert known == counts, f"{who}: {event_id} counted: {known}, now {counts}, and nobody said so"
            if counts and event_id not in settled and ancestors([event_id], by_id) <= by_id.keys():
                said = unfit.get(event_id, "")
                known_as = self._fits.setdefault(event_id, said)
                assert known_as == said, f"{who}: an old verdict turned: {event_id} was {known_as!r}, is {said!r}"


def _about(event_id: str, applied: Sequence[Event]) -> frozenset[str]:
    """Return the verdicts about an event, those about them, and so on."""
    found: set[str] = set()
    asked = {event_id}
    while asked:
        asked = {v.event_id for v in applied if _names(v.type, v.payload, asked)} - found
        found |= asked
    return frozenset(found)


def _names(event_type: str, payload: Mapping[str, object], asked: set[str]) -> bool:
    named = payload.get("event_ids", ())
    return event_type in (SET_ASIDE, ADMITTED) and isinstance(named, (list, tuple)) and not asked.isdisjoint(named)
