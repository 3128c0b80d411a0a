"""Staff and catalogues written on the server: all learn who works where, only their office what they sign in with."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime

from served import AN_XUYEN, PROVINCE, TAN_THANH, Pc, bodies, stored

from app.domain import reference
from app.domain.office import Role
from app.domain.subjects import fold_subject
from app.protocol.feeds import REFERENCE, office_feed
from app.protocol.ids import natural_id
from app.protocol.messages import Named, WireEvent
from app.server.administration import Draft, write
from app.server.database import Database
from app.server.people import People

NOW = datetime(2026, 11, 22, 5, 0, tzinfo=UTC)
OFFICE = natural_id("office", AN_XUYEN)
PERSON = {"name": "Lê Thu Hà", "number": "NV07", "employer": "", "roles": ["receiver"], "active": True}


def _write(database: Database, *drafts: Draft) -> None:
    with database.write() as connection:
        write(connection, PROVINCE, drafts, NOW)


def test_names_go_to_everybody_and_verifiers_only_home(new_pc: Callable[..., Pc], database: Database) -> None:
    here, there = new_pc(), new_pc(TAN_THANH)
    _write(
        database,
        Draft(reference.STAFF, "ha", reference.STAFF_ADDED, {"fields": PERSON}, OFFICE),
        Draft(reference.STAFF, "ha", reference.STAFF_VERIFIER_SET, {}, OFFICE, {"verifier": "start:argon"}),
    )
    everywhere, at_home = there.read(REFERENCE), here.read(office_feed(here.office_id))
    assert [event.type for event in bodies(everywhere)] == ["staff.added", "staff.verifier_set"]
    assert [event.personal is not None for event in everywhere] == [False, False]
    assert [event.personal is not None for event in at_home] == [False, True]
    assert b"argon" not in b"".join(event.body for event in everywhere)
    state = fold_subject(reference.STAFF, bodies(everywhere))
    assert (state.get("name"), state.waiting, state.attention) == ("Lê Thu Hà", (), ())


def test_what_an_office_writes_of_its_staff_goes_the_same_ways(
    new_pc: Callable[..., Pc], found_office: Callable[..., None]
) -> None:
    pc, other = new_pc(None), new_pc(TAN_THANH)
    found_office(pc)
    added = bodies(pc.chain.events)[2]
    pc.write("staff.verifier_set", ("staff", added.subject_id), {}, personal={"verifier": "secret"},
             basis=(added.event_id,), n=2)  # fmt: skip
    stored(pc.push())
    everywhere = [event for event in other.read(REFERENCE) if b'"staff"' in event.body]
    assert len(everywhere) == 3
    assert all(event.personal is None for event in everywhere)
    assert pc.read(office_feed(pc.office_id))[-1].personal is not None


def test_what_was_set_aside_at_home_is_known_to_whoever_gets_what_stands_on_it(
    new_pc: Callable[..., Pc], found_office: Callable[..., None]
) -> None:
    """Else the next change of that person would wait for ever at every other office."""
    pc, other = new_pc(None), new_pc(TAN_THANH)
    found_office(pc)
    stored(pc.push())
    pc.actor_id = f"receiver@{AN_XUYEN}"  # may not
    bad = pc.write("staff.added", ("staff", "new"), {"fields": {"name": "Sai", "active": True, "roles": []}})
    pc.actor_id = f"administrator@{AN_XUYEN}"
    pc.write("staff.changed", ("staff", "new"), {"fields": {"name": "Đúng"}}, basis=(bad.event_id,), n=2)
    later = pc.write("staff.changed", ("staff", "new"), {"fields": {"number": "7"}}, basis=(bad.event_id,), n=2)
    stored(pc.push(pc.chain.events[3:]))
    state = fold_subject(reference.STAFF, [e for e in bodies(other.read(REFERENCE)) if e.subject_id == "new"])
    assert state.waiting == ()
    assert state.get("name") == "Đúng"
    assert state.get("number") == "7"
    assert later.event_id in state.order


def test_a_person_of_whom_something_came_damaged_can_be_changed_here(
    new_pc: Callable[..., Pc], found_office: Callable[..., None], database: Database
) -> None:
    pc = new_pc(None)
    found_office(pc)
    added = bodies(pc.chain.events)[2]
    pc.actor_id = f"administrator@{AN_XUYEN}"
    lost = pc.write("staff.changed", ("staff", added.subject_id), {"fields": {"number": "7"}},
                    basis=(added.event_id,), n=2)  # fmt: skip
    last = pc.chain.events[-1]
    names = Named(lost.event_id, "staff", added.subject_id)
    torn = WireEvent.of(last.device_id, last.device_seq, last.prev_hash, last.hash, b"\xff", named=names)
    stored(pc.push([*pc.chain.events[:-1], torn]))
    changed = {"fields": {"name": "Lê Thu Hà"}}
    _write(database, Draft(reference.STAFF, added.subject_id, reference.STAFF_CHANGED, changed, OFFICE))
    history = [event for event in pc.read(office_feed(pc.office_id)) if event.text]
    state = fold_subject(reference.STAFF, [e for e in bodies(history) if e.subject_id == added.subject_id])
    assert (state.get("name"), state.waiting) == ("Lê Thu Hà", ())


def test_a_person_the_server_added_may_act_and_one_it_stopped_may_not(pc: Pc, database: Database) -> None:
    _write(database, Draft(reference.STAFF, "ha", reference.STAFF_ADDED, {"fields": PERSON}, OFFICE))
    with database.read() as connection:
        known = People(connection, PROVINCE)
        known.load(["ha"])
    assert known.known["ha"].roles == {Role.RECEIVER}
    pc.actor_id = "ha"
    pc.write("dossier.received", ("dossier", "d1"), {"code": "x", "received_at": "x"})
    stored(pc.push())
    _write(database, Draft(reference.STAFF, "ha", reference.STAFF_CHANGED, {"fields": {"active": False}}, OFFICE))
    pc.write("dossier.received", ("dossier", "d2"), {"code": "y", "received_at": "x"})
    stored(pc.push(pc.chain.events[1:]))
    verdicts = [event for event in bodies(pc.read(office_feed(pc.office_id))) if event.type == "event.admitted"]
    assert [event.subject_id for event in verdicts] == ["d2"]


def test_an_edition_stands_on_the_servers_own_and_reaches_every_office(
    new_pc: Callable[..., Pc], found_office: Callable[..., None], database: Database
) -> None:
    pc, other = new_pc(None), new_pc(TAN_THANH)
    found_office(pc)
    subject = natural_id("procedure", "1.001193")
    pc.write("procedure.published", ("procedure", subject), {"procedure": {"code": "1.001193", "name": "của cơ quan"}})
    stored(pc.push())
    for edition in ("e1", "e2"):
        _write(
            database,
            Draft(reference.PROCEDURE, subject, reference.PROCEDURE_PREPARED,
                  {"edition": edition, "procedure": {"code": "1.001193", "name": edition}}),
            Draft(reference.CATALOGUE, "c", reference.CATALOGUE_PUBLISHED,
                  {"edition": edition, "count": 1, "source": "x"}),
        )  # fmt: skip
    seen = bodies(other.read(REFERENCE))
    procedure = fold_subject(reference.PROCEDURE, [e for e in seen if e.subject_id == subject])
    assert (procedure.waiting, procedure.attention, procedure.n) == ((), (), 2)
    assert procedure.get("edition:e2")["name"] == "e2"
    assert (
        fold_subject(reference.CATALOGUE, [e for e in seen if e.subject_id == "c"]).get("catalogue")["edition"] == "e2"
    )


def test_no_office_publishes_for_the_province(new_pc: Callable[..., Pc], found_office: Callable[..., None]) -> None:
    pc, other = new_pc(None), new_pc(TAN_THANH)
    found_office(pc)
    pc.write("catalogue.published", ("catalogue", "c"), {"edition": "x", "count": 0, "source": ""})
    pc.write("procedure.prepared", ("procedure", "p"), {"edition": "x", "procedure": {}})
    stored(pc.push())
    verdicts = [
        event.payload["reason"] for event in bodies(pc.read(office_feed(pc.office_id)))[3:] if "reason" in event.payload
    ]
    assert verdicts == ["no_right", "no_right"]
    assert not [event for event in bodies(other.read(REFERENCE)) if event.subject_kind in ("catalogue", "procedure")]
