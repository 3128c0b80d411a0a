"""What an event may do, judged by who wrote it and where: it counts, counts with a flag, or is set aside.

A fact of the counter is on paper in a citizen's hand, so it counts even where its writer lost the right meanwhile. What
governs an office (people, catalogue, calendar, its own data) counts only with the right.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from enum import Enum

from app.domain import dossier, reference, tickets
from app.domain.events import Event
from app.domain.fold import ADMITTED, SET_ASIDE
from app.domain.office import RIGHTS, Right, Role
from app.protocol.verdicts import Reason


class Reach(Enum):
    """Whom the events of a kind of subject reach."""

    CONCERNED = "concerned"  # every office concerned with the subject
    OWN = "own"  # the office that wrote them
    PROVINCE = "province"  # that office, and everyone by the reference feed
    NOBODY = "nobody"  # the server only, as who looked at what


_REACH = {
    reference.OFFICE: Reach.PROVINCE,
    reference.STAFF: Reach.PROVINCE,  # names and roles; what one signs in with stays at home
    reference.CATALOGUE: Reach.PROVINCE,
    reference.CALENDAR: Reach.OWN,
    reference.PROCEDURE: Reach.OWN,
    reference.ACCESS: Reach.NOBODY,
}
_GOVERNING = frozenset({reference.OFFICE, reference.STAFF, reference.CALENDAR, reference.PROCEDURE})
_NEEDED: dict[str, Right] = {
    dossier.RECEIVED: Right.RECEIVE,
    dossier.CORRECTED: Right.CORRECT,
    dossier.SUPPLEMENT_REQUESTED: Right.RECEIVE,
    dossier.REFUSED: Right.REFUSE,
    dossier.RESOLVED: Right.SETTLE,
    dossier.RECODED: Right.SETTLE,
    dossier.REFERRED: Right.RECEIVE,
    dossier.ATTACHED: Right.RECEIVE,
    dossier.DETACHED: Right.CORRECT,
    tickets.ISSUED: Right.RECEIVE,
    tickets.CALLED: Right.RECEIVE,
    tickets.RECALLED: Right.RECEIVE,
    tickets.ENDED: Right.RECEIVE,
    tickets.REQUEUED: Right.RECEIVE,
    reference.OFFICE_FOUNDED: Right.EDIT_OFFICE,
    reference.OFFICE_CHANGED: Right.EDIT_OFFICE,
    reference.STAFF_ADDED: Right.EDIT_STAFF,
    reference.STAFF_CHANGED: Right.EDIT_STAFF,
    reference.STAFF_VERIFIER_SET: Right.EDIT_STAFF,
    reference.CALENDAR_DAY_SET: Right.EDIT_CALENDAR,
    reference.PROCEDURE_PUBLISHED: Right.EDIT_CATALOGUE,
    reference.PERSON_SHOWN: Right.SHOW_PERSON,
    reference.OFFLINE_EXTENDED: Right.EDIT_OFFICE,
}


@dataclass(frozen=True, slots=True)
class Person:
    """A member of staff as the server knows them."""

    office_id: str
    roles: frozenset[Role]
    active: bool

    def may(self, right: Right) -> bool:
        return self.active and any(right in RIGHTS[role] for role in self.roles)


@dataclass(frozen=True, slots=True)
class Judgement:
    """`reason` is None for an event that just counts; `aside` says whether it changes nothing."""

    reason: Reason | None = None
    aside: bool = False


COUNTS = Judgement()


def reach(kind: str) -> Reach:
    """Say whom a kind of subject reaches; one this server does not know yet reaches whom it concerns."""
    return _REACH.get(kind, Reach.CONCERNED)


def judge(
    event: Event, office_id: str, concerned: Collection[str], people: Mapping[str, Person], *, is_own_past: bool
) -> Judgement:
    """Judge an event that came in a chain of the office `office_id`.

    `concerned` are the offices concerned with its subject so far, empty for a new one; `people` whom the server knows
    by id. `is_own_past`: the PC wrote it when it worked alone, before the server could know anybody of its office.
    """
    if event.type in (SET_ASIDE, ADMITTED):  # nobody but the server judges
        return Judgement(Reason.NO_RIGHT, aside=True)
    if event.office_id != office_id or (event.subject_kind == reference.OFFICE and event.subject_id != office_id):
        return Judgement(Reason.OTHER_OFFICE, aside=True)
    if event.subject_kind == reference.CATALOGUE or event.type == reference.PROCEDURE_PREPARED:
        return Judgement(Reason.NO_RIGHT, aside=True)  # the province's own, which no office writes
    has_owners = event.subject_kind == reference.STAFF or reach(event.subject_kind) is Reach.CONCERNED
    if has_owners and concerned and office_id not in concerned:
        return Judgement(Reason.NOT_CONCERNED, aside=True)
    needed = _NEEDED.get(event.type)
    if needed is None or is_own_past:
        return COUNTS
    person = people.get(event.actor_id)
    governs = event.subject_kind in _GOVERNING
    if person is None:
        return Judgement(Reason.NO_RIGHT, aside=True) if governs else Judgement(Reason.UNKNOWN_ACTOR)
    changes_own_secret = event.type == reference.STAFF_VERIFIER_SET and event.subject_id == event.actor_id
    if person.office_id == office_id and (person.may(needed) or (changes_own_secret and person.active)):
        return COUNTS
    return Judgement(Reason.NO_RIGHT, aside=True) if governs else Judgement(Reason.RIGHT_LOST)
