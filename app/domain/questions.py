"""What of a subject somebody must settle: the questions of the tray "Cần xử lý", told apart from what only takes time.

The fold flags contested values and events that did not fit; here one question is made of all values that the same
writers contest, and of events that the server set aside. Pure, and the same on every replica.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from app.domain import dossier
from app.domain.events import Event
from app.domain.fold import ADMITTED, SET_ASIDE, SubjectState, texts


class QuestionKind(StrEnum):
    """What is asked."""

    CONTESTED = "contested"  # two wrote the same without having seen each other
    UNFIT = "unfit"  # something happened that did not fit what its writer had seen
    UNREADABLE = "unreadable"  # an event that the rules can't read
    ASIDE = "aside"  # the server does not count an event
    FLAGGED = "flagged"  # it counts one, although something about it is odd
    WAITING = "waiting"  # its history is not here yet: comes by itself
    BEYOND = "beyond"  # written by a newer program: the update reads it


VERDICTS = frozenset({QuestionKind.ASIDE, QuestionKind.FLAGGED})  # what the server said of an event
TAKES_TIME = frozenset({QuestionKind.WAITING, QuestionKind.BEYOND})
_UNREAD = ("damaged", "unreadable")  # reasons of verdicts about events that no replica folds


@dataclass(frozen=True, slots=True)
class Question:
    """One thing to settle. `event_ids` are the events in question, in their order.

    `why` is the fold's reason (unfit) or the server's (set aside, flagged), `registers` what is contested or was
    written by the unfit event.
    """

    kind: QuestionKind
    event_ids: tuple[str, ...] = ()
    why: str = ""
    registers: tuple[str, ...] = ()

    @property
    def key(self) -> str:
        """Name the question while the events in question are the same."""
        return f"{self.kind}:{','.join(self.event_ids)}"

    @property
    def needs_somebody(self) -> bool:
        """Whether a person has to decide; else time or an update does."""
        return self.kind not in TAKES_TIME


def questions_of(state: SubjectState, events: Iterable[Event]) -> tuple[Question, ...]:
    """Return the questions about a subject: what a person settles first, what takes time last.

    `events` are all of the subject that can be read, in any order.
    """
    found: list[Question] = []
    contested = [attention for attention in state.attention if attention.kind == "contested"]
    if contested:
        place = {event_id: number for number, event_id in enumerate(state.order)}
        writers = sorted(
            {event_id for attention in contested for event_id in attention.event_ids}, key=place.__getitem__
        )
        names = tuple(attention.name for attention in contested)
        found.append(Question(QuestionKind.CONTESTED, tuple(writers), registers=names))
    for attention in state.attention:
        if attention.kind == "unfit":
            [event_id] = attention.event_ids
            found.append(Question(QuestionKind.UNFIT, (event_id,), attention.name, _written_by(state, event_id)))
        elif attention.kind == "unreadable":
            found.append(Question(QuestionKind.UNREADABLE, attention.event_ids))
    by_id = {event.event_id: event for event in events}
    for event_id, verdict in open_verdicts(state, by_id).items():
        found.append(Question(QuestionKind.ASIDE, (event_id,), str(verdict.payload.get("reason", ""))))
    for event_id, verdict in open_flags(state, by_id).items():
        found.append(Question(QuestionKind.FLAGGED, (event_id,), str(verdict.payload.get("reason", ""))))
    if state.waiting:
        found.append(Question(QuestionKind.WAITING, state.waiting))
    if state.beyond:
        found.append(Question(QuestionKind.BEYOND, state.beyond))
    return tuple(found)


def open_verdicts(state: SubjectState, by_id: Mapping[str, Event]) -> dict[str, Event]:
    """Return the events set aside that nobody has settled since, each with the verdict that says so.

    For an event that was never folded here (damaged, unreadable) its verdict stands.
    """
    applied, aside = set(state.order), set(state.set_aside)
    verdicts: dict[str, Event] = {}
    for event_id in state.order:
        event = by_id[event_id]
        if event.type == SET_ASIDE:
            targets = texts(event.payload.get("event_ids"))
            verdicts |= {target: event for target in targets if target in aside}
            if event.payload.get("reason") in _UNREAD and applied.isdisjoint(targets):
                verdicts[event_id] = event
    settled = _settled(state, by_id)
    return {target: verdict for target, verdict in verdicts.items() if verdict.event_id not in settled}


def open_flags(state: SubjectState, by_id: Mapping[str, Event]) -> dict[str, Event]:
    """Return the events that count with a flag which nobody has settled since, each with the verdict that says so.

    What was admitted after all, once what it stood on had come, is no question: that verdict stands upon another.
    """
    counted = set(state.order).difference(state.set_aside)
    verdicts = [by_id[event_id] for event_id in state.order if event_id in counted and by_id[event_id].type == ADMITTED]
    settled = _settled(state, by_id) if verdicts else set()
    return {
        target: verdict
        for verdict in verdicts
        if verdict.event_id not in settled
        for target in texts(verdict.payload.get("event_ids"))
        if target in verdict.basis and target in counted
    }


def _settled(state: SubjectState, by_id: Mapping[str, Event]) -> set[str]:
    """Return what whoever settled something had seen."""
    counted = set(state.order).difference(state.set_aside)
    return ancestors((i for i in counted if by_id[i].type == dossier.RESOLVED), by_id, of_themselves=False)


def ancestors(event_ids: Iterable[str], by_id: Mapping[str, Event], *, of_themselves: bool = True) -> set[str]:
    """Return what the writers of these events had seen, with the events themselves unless told otherwise."""
    todo = list(event_ids)
    seen = set(todo) if of_themselves else set()
    while todo:
        event = by_id.get(todo.pop())
        for above in event.basis if event is not None else ():
            if above not in seen:
                seen.add(above)
                todo.append(above)
    return seen


def as_seen(event_id: str, events: Sequence[Event], *, itself: bool = True) -> list[Event]:
    """Return the events a writer had seen, with the one written (or, without `itself`, before it was)."""
    by_id = {event.event_id: event for event in events}
    seen = ancestors([event_id], by_id, of_themselves=itself)
    return [event for event in events if event.event_id in seen]


def _written_by(state: SubjectState, event_id: str) -> tuple[str, ...]:
    """Name the registers whose shown value an event wrote: of what others wrote since it has nothing to say."""
    return tuple(name for name, register in state.registers.items() if register.shown.event_id == event_id)
