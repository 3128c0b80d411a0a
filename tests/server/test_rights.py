"""What an event may do: every type × role × office in one table, and the same rules at work on the server."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime

import pytest
from msgspec.structs import replace
from served import AN_XUYEN, TAN_THANH, Pc, bodies, stored

from app.domain import dossier, reference, tickets
from app.domain.events import Event
from app.domain.fold import ADMITTED, SET_ASIDE
from app.domain.office import RIGHTS, Role
from app.domain.subjects import RULE_SETS, fold_subject
from app.protocol.feeds import office_feed
from app.protocol.verdicts import Reason
from app.server.rights import _NEEDED, COUNTS, Judgement, Person, judge

OURS, THEIRS = "office-a", "office-b"
ASIDE = Judgement(Reason.NO_RIGHT, aside=True)
LOST = Judgement(Reason.RIGHT_LOST)
STRANGER = Judgement(Reason.UNKNOWN_ACTOR)

# Type → the roles that may, as the law of the counter has it; everything else about it follows from its kind.
MAY: dict[str, set[Role]] = {
    dossier.RECEIVED: {Role.RECEIVER, Role.OFFICIAL, Role.HEAD},
    dossier.CORRECTED: {Role.RECEIVER, Role.OFFICIAL, Role.HEAD},
    dossier.SUPPLEMENT_REQUESTED: {Role.RECEIVER, Role.OFFICIAL, Role.HEAD},
    dossier.REFUSED: {Role.RECEIVER, Role.OFFICIAL, Role.HEAD},
    dossier.NOTED: set(Role),
    dossier.PRINTED: set(Role),
    dossier.RESOLVED: {Role.RECEIVER, Role.OFFICIAL, Role.HEAD},
    dossier.RECODED: {Role.RECEIVER, Role.OFFICIAL, Role.HEAD},
    dossier.REFERRED: {Role.RECEIVER, Role.OFFICIAL, Role.HEAD},
    dossier.ATTACHED: {Role.RECEIVER, Role.OFFICIAL, Role.HEAD},
    dossier.DETACHED: {Role.RECEIVER, Role.OFFICIAL, Role.HEAD},
    tickets.ISSUED: {Role.RECEIVER, Role.OFFICIAL, Role.HEAD},
    tickets.CALLED: {Role.RECEIVER, Role.OFFICIAL, Role.HEAD},
    tickets.RECALLED: {Role.RECEIVER, Role.OFFICIAL, Role.HEAD},
    tickets.ENDED: {Role.RECEIVER, Role.OFFICIAL, Role.HEAD},
    tickets.REQUEUED: {Role.RECEIVER, Role.OFFICIAL, Role.HEAD},
    reference.OFFICE_FOUNDED: {Role.ADMINISTRATOR},
    reference.OFFICE_CHANGED: {Role.ADMINISTRATOR},
    reference.STAFF_ADDED: {Role.ADMINISTRATOR},
    reference.STAFF_CHANGED: {Role.ADMINISTRATOR},
    reference.STAFF_VERIFIER_SET: {Role.ADMINISTRATOR},
    reference.CALENDAR_DAY_SET: {Role.HEAD, Role.ADMINISTRATOR},
    reference.PROCEDURE_PUBLISHED: {Role.HEAD, Role.ADMINISTRATOR},
    reference.PERSON_SHOWN: {Role.RECEIVER, Role.OFFICIAL, Role.HEAD},
    reference.OFFLINE_EXTENDED: {Role.ADMINISTRATOR},
    reference.SIGNED_IN: set(Role),
}
BY_SERVER = {reference.PROCEDURE_PREPARED, reference.CATALOGUE_PUBLISHED}
KIND = {
    type_: kind for kind, sets in RULE_SETS.items() for rules in sets.values() for type_, _version in rules.handlers
}
GOVERNING = {reference.OFFICE, reference.STAFF, reference.CALENDAR, reference.PROCEDURE}


def _event(type_: str, actor_id: str = "person", office_id: str = OURS) -> Event:
    kind = KIND.get(type_, "ticket")
    return Event(
        event_id="e",
        subject_kind=kind,
        subject_id=office_id if kind == reference.OFFICE else "s",
        type=type_,
        schema_version=1,
        payload={},
        actor_id=actor_id,
        office_id=office_id,
        act_id="a",
        occurred_at=datetime(2026, 11, 22, tzinfo=UTC),
    )


def _judge(event: Event, role: Role | None, *, active: bool = True, at: str = OURS, past: bool = False) -> Judgement:
    people = {"person": Person(at, frozenset({role}), active)} if role else {}
    return judge(event, OURS, (), people, is_own_past=past)


def test_the_table_knows_every_type() -> None:
    assert set(KIND) == set(MAY) | BY_SERVER
    assert set(_NEEDED) <= set(MAY)


@pytest.mark.parametrize("type_", sorted(BY_SERVER))
def test_what_the_server_writes_for_the_province_no_office_writes(type_: str) -> None:
    for role in Role:
        assert _judge(_event(type_), role) == ASIDE
        assert _judge(_event(type_), role, past=True) == ASIDE


@pytest.mark.parametrize("role", list(Role), ids=str)
@pytest.mark.parametrize("type_", sorted(MAY))
def test_each_role_may_what_the_table_says(type_: str, role: Role) -> None:
    expected = COUNTS if role in MAY[type_] else ASIDE if KIND[type_] in GOVERNING else LOST
    assert _judge(_event(type_), role) == expected
    needs_one = type_ in _NEEDED
    refused = (ASIDE if KIND[type_] in GOVERNING else LOST) if needs_one else COUNTS
    assert _judge(_event(type_), role, active=False) == refused
    assert _judge(_event(type_), role, at=THEIRS) == refused  # a person of another office, at this counter
    assert _judge(_event(type_), role, past=True) == COUNTS  # written before the server could know anybody


@pytest.mark.parametrize("type_", sorted(MAY))
def test_somebody_unknown_writes_facts_with_a_flag_and_governs_nothing(type_: str) -> None:
    governs = KIND[type_] in GOVERNING
    expected = COUNTS if type_ not in _NEEDED else ASIDE if governs else STRANGER
    assert _judge(_event(type_), None) == expected
    assert _judge(_event(type_, "system"), None) == expected


@pytest.mark.parametrize("type_", sorted(MAY))
@pytest.mark.parametrize("past", [True, False])
def test_nobody_writes_in_another_offices_name(type_: str, past: bool) -> None:
    judgement = _judge(_event(type_, office_id=THEIRS), Role.ADMINISTRATOR, past=past)
    assert judgement == Judgement(Reason.OTHER_OFFICE, aside=True)


def test_an_office_changes_its_own_data_only() -> None:
    event = _event(reference.OFFICE_CHANGED)
    assert _judge(replace(event, subject_id=THEIRS), Role.ADMINISTRATOR).reason is Reason.OTHER_OFFICE


def test_everybody_sets_their_own_secret_and_nobody_elses() -> None:
    own = replace(_event(reference.STAFF_VERIFIER_SET), subject_id="person")
    assert _judge(own, Role.RECEIVER) == COUNTS
    assert _judge(own, Role.RECEIVER, active=False) == ASIDE
    assert _judge(_event(reference.STAFF_VERIFIER_SET), Role.RECEIVER) == ASIDE


@pytest.mark.parametrize("kind", ["dossier", "staff", "ticket"])
def test_what_has_owners_is_written_by_them_only(kind: str) -> None:
    event = replace(_event(dossier.NOTED), subject_kind=kind)
    assert judge(event, OURS, {THEIRS}, {}, is_own_past=False).reason is Reason.NOT_CONCERNED
    assert judge(event, OURS, {THEIRS, OURS}, {}, is_own_past=False) == COUNTS
    assert judge(event, OURS, (), {}, is_own_past=False) == COUNTS


def test_every_role_has_rights_the_server_can_ask_for() -> None:
    assert set(RIGHTS) == set(Role)


# --- At work ----------------------------------------------------------------------------------------------------------


def _verdicts(pc: Pc) -> list[tuple[str, str]]:
    events = bodies(pc.read(office_feed(pc.office_id)))
    return [(event.type, event.payload["reason"]) for event in events if event.type in (SET_ASIDE, ADMITTED)]


def test_an_office_that_worked_alone_joins_without_a_single_verdict(
    new_pc: Callable[..., Pc], found_office: Callable[[Pc], None]
) -> None:
    pc = new_pc(None)
    found_office(pc)
    pc.actor_id = f"receiver@{AN_XUYEN}"
    pc.write("dossier.received", ("dossier", "d1"), {"code": "x", "received_at": "x"})
    stored(pc.push())
    assert _verdicts(pc) == []


def test_a_lost_right_flags_a_fact_and_stops_a_change_of_staff(
    new_pc: Callable[..., Pc], found_office: Callable[[Pc], None]
) -> None:
    pc = new_pc(None)
    found_office(pc)
    stored(pc.push())
    fields = {"fields": {"active": False}}
    basis = bodies(pc.chain.events)[2]
    pc.write("staff.changed", ("staff", f"receiver@{AN_XUYEN}"), fields, basis=(basis.event_id,), n=2)
    stored(pc.push(pc.chain.events[3:]))
    pc.actor_id = f"receiver@{AN_XUYEN}"
    pc.write("dossier.received", ("dossier", "d1"), {"code": "x", "received_at": "x"})
    pc.write("staff.added", ("staff", "friend"), {"fields": {"roles": ["administrator"], "active": True}})
    pc.actor_id = "friend"
    pc.write("office.changed", ("office", pc.office_id), {"fields": {"name": "Khác"}})
    pc.actor_id = "stranger"
    pc.write("dossier.received", ("dossier", "d2"), {"code": "y", "received_at": "x"})
    stored(pc.push(pc.chain.events[4:]))
    assert _verdicts(pc) == [
        (ADMITTED, "right_lost"),
        (SET_ASIDE, "no_right"),
        (SET_ASIDE, "no_right"),
        (ADMITTED, "unknown_actor"),
    ]


def test_people_added_in_a_push_may_act_in_the_same_push(
    new_pc: Callable[..., Pc], found_office: Callable[[Pc], None]
) -> None:
    pc = new_pc(None)
    found_office(pc)
    pc.write("staff.added", ("staff", "new"), {"fields": {"roles": ["receiver", "unheard of"], "active": True}})
    pc.actor_id = "new"
    pc.write("dossier.received", ("dossier", "d1"), {"code": "x", "received_at": "x"})
    stored(pc.push())
    assert _verdicts(pc) == []


def test_an_administrator_rules_no_other_office(new_pc: Callable[..., Pc], found_office: Callable[..., None]) -> None:
    ours, theirs = new_pc(None), new_pc(None)
    found_office(ours)
    found_office(theirs, TAN_THANH)
    stored(ours.push())
    stored(theirs.push())
    victim = bodies(theirs.chain.events)[2]
    taken = {"fields": {"roles": ["administrator"]}}
    ours.write("staff.changed", ("staff", victim.subject_id), taken, basis=(victim.event_id,), n=2)
    stored(ours.push(ours.chain.events[3:]))
    assert _verdicts(ours) == [(SET_ASIDE, "not_concerned")]
    theirs.actor_id = victim.subject_id
    theirs.write("calendar.day_set", ("calendar", "c"), {"day": "2026-01-01", "kind": "off", "name": "", "hours": ""})
    stored(theirs.push(theirs.chain.events[3:]))
    assert _verdicts(theirs) == [(SET_ASIDE, "no_right")]  # still a receiver


@pytest.mark.parametrize("event_type", ["event.set_aside", "event.admitted"])
def test_a_pc_that_judges_is_not_heard(new_pc: Callable[..., Pc], event_type: str) -> None:
    ours = new_pc()
    fact = ours.note("d")
    payload = {"event_ids": [fact.event_id], "reason": "no_right"}
    false = ours.write(event_type, ("dossier", "d"), payload, basis=(fact.event_id,), n=2)
    ours.push()
    read = bodies(ours.read(office_feed(ours.office_id)))
    assert [event.payload["event_ids"] for event in read if event.actor_id == "server"] == [[false.event_id]]
    assert len(fold_subject("dossier", read).sets["notes"]) == 1
