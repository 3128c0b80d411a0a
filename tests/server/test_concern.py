"""Whom a subject concerns: writing earns no reading, a hand-over brings the whole history, everyone folds alike."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from served import AN_XUYEN, TAN_THANH, Pc, bodies, stored

from app.domain.events import Event
from app.domain.fold import ADMITTED, SET_ASIDE, SubjectState
from app.domain.questions import questions_of
from app.domain.subjects import fold_subject
from app.protocol.feeds import REFERENCE, device_feed, office_feed

DOSSIER = "019a9b2c-0000-7000-8000-0000000000d1"


def _feed(pc: Pc) -> list[Event]:
    return bodies(pc.read(office_feed(pc.office_id)))


def _state(pc: Pc, kind: str = "dossier", subject_id: str = DOSSIER) -> SubjectState:
    """Fold what this PC's office has of a subject."""
    return fold_subject(kind, (event for event in _feed(pc) if event.subject_id == subject_id))


def _after(*above: Event) -> dict[str, object]:
    return {"basis": tuple(event.event_id for event in above), "n": 1 + max(event.n for event in above)}


def test_a_dossier_is_seen_by_its_office_only(new_pc: Callable[..., Pc]) -> None:
    ours, colleague, theirs = new_pc(AN_XUYEN), new_pc(AN_XUYEN), new_pc(TAN_THANH)
    event = ours.note(DOSSIER)
    stored(ours.push())
    assert _feed(colleague) == [event] == _feed(ours)
    assert _feed(theirs) == []


def test_a_hand_over_brings_the_whole_history_and_what_comes_after(new_pc: Callable[..., Pc]) -> None:
    giver, taker = new_pc(AN_XUYEN), new_pc(TAN_THANH)
    first = giver.note(DOSSIER)
    second = giver.note(DOSSIER, **_after(first))
    stored(giver.push())
    third = giver.write("dossier.noted", ("dossier", DOSSIER), {"concerns": [taker.office_id]}, **_after(second))
    fourth = giver.note(DOSSIER, **_after(third))
    stored(giver.push())
    assert _feed(taker) == [first, second, third, fourth]
    fifth = taker.note(DOSSIER, **_after(fourth))
    stored(taker.push())
    assert _feed(giver) == [first, second, third, fourth, fifth]
    assert _state(giver) == _state(taker)
    assert _state(giver).set_aside == ()


def test_a_hand_over_in_the_first_push_brings_everything_too(new_pc: Callable[..., Pc]) -> None:
    giver, taker = new_pc(AN_XUYEN), new_pc(TAN_THANH)
    first = giver.note(DOSSIER)
    second = giver.write("dossier.noted", ("dossier", DOSSIER), {"concerns": [taker.office_id]}, **_after(first))
    stored(giver.push())
    assert _feed(taker) == [first, second] == _feed(giver)


def test_writing_earns_no_history(new_pc: Callable[..., Pc]) -> None:
    ours, curious = new_pc(AN_XUYEN), new_pc(TAN_THANH)
    secret = ours.note(DOSSIER)
    stored(ours.push())
    intruder = curious.write("dossier.noted", ("dossier", DOSSIER), {"concerns": [curious.office_id]})
    stored(curious.push())
    theirs = _feed(curious)
    assert [event.type for event in theirs] == ["dossier.noted", SET_ASIDE]
    assert secret not in theirs
    assert _feed(ours)[0] == secret
    assert _state(ours).set_aside == (intruder.event_id,)
    assert len(_state(ours).sets["notes"]) == 1
    assert _feed(ours)[1:] == theirs  # set aside before everybody's eyes
    later = curious.note(DOSSIER)
    stored(curious.push())
    assert later.event_id in [key for event in _feed(curious) for key in event.payload.get("event_ids", [])]


def test_an_acceptance_that_comes_before_its_hand_over_counts_in_the_end(new_pc: Callable[..., Pc]) -> None:
    giver, taker = new_pc(AN_XUYEN), new_pc(TAN_THANH)
    first = giver.note(DOSSIER)
    stored(giver.push())
    handed = giver.write("dossier.noted", ("dossier", DOSSIER), {"concerns": [taker.office_id]}, **_after(first))
    accepted = taker.note(DOSSIER, **_after(handed))  # the list on paper told it what it stands on
    stored(taker.push())
    assert _state(taker).waiting
    stored(giver.push())
    assert _state(giver) == _state(taker)
    assert _state(giver).set_aside == ()
    assert _state(giver).waiting == ()
    assert {write.event_id for write in _state(giver).sets["notes"]} == {
        first.event_id,
        handed.event_id,
        accepted.event_id,
    }
    assert [event.type for event in _feed(giver)].count(ADMITTED) == 1


def test_an_office_nobody_knows_is_not_brought_in(new_pc: Callable[..., Pc]) -> None:
    pc = new_pc()
    for concerns in (["nobody", "\0", "x" * 300], "no list", [1, None, ["x"]], {"a": 1}, [pc.office_id] * 1000):
        pc.write("dossier.noted", ("dossier", DOSSIER), {"concerns": concerns})
    assert stored(pc.push()) == 5
    assert _state(pc).set_aside == ()


def test_an_event_in_another_offices_name_is_set_aside(new_pc: Callable[..., Pc]) -> None:
    ours, theirs = new_pc(AN_XUYEN), new_pc(TAN_THANH)
    event = ours.note(DOSSIER, office_id=theirs.office_id)
    stored(ours.push())
    assert _state(ours).set_aside == (event.event_id,)
    assert _feed(theirs) == []


def test_the_first_office_that_may_gets_the_dossier_after_one_that_may_not(new_pc: Callable[..., Pc]) -> None:
    ours, theirs = new_pc(AN_XUYEN), new_pc(TAN_THANH)
    ours.note(DOSSIER, office_id=theirs.office_id)
    stored(ours.push())
    event = theirs.note(DOSSIER)
    stored(theirs.push())
    assert event in _feed(theirs)
    assert _state(theirs) == fold_subject("dossier", [e for e in _feed(theirs) if e.subject_id == DOSSIER])
    assert len(_state(theirs).sets["notes"]) == 1


def test_each_kind_reaches_whom_it_should(new_pc: Callable[..., Pc], found_office: Callable[[Pc], None]) -> None:
    """Offices and their people are known to the province, their days and catalogue to themselves, looks to nobody."""
    ours, colleague, theirs = new_pc(None), new_pc(AN_XUYEN), new_pc(TAN_THANH)
    found_office(ours)
    for kind, type_ in (("procedure", "procedure.published"), ("calendar", "calendar.day_set")):
        ours.write(type_, (kind, f"{kind}-1"), {"day": "2026-09-02", "kind": "off", "name": "", "hours": ""})
    ours.write("access.person_shown", ("access", "looks"), {"dossier": DOSSIER})
    stored(ours.push())
    kinds = ["office", "staff", "staff", "procedure", "calendar"]
    assert [event.subject_kind for event in _feed(colleague)] == kinds
    assert [event.subject_kind for event in bodies(theirs.read(REFERENCE))] == ["office", "staff", "staff"]
    assert [event.subject_kind for event in bodies(ours.read(device_feed(ours.device_id)))] == [*kinds, "access"]
    assert _feed(theirs) == []


@pytest.mark.parametrize("told", [5, None, "theirs"])
def test_what_a_pc_says_of_events_keeps_no_hand_over_from_coming(new_pc: Callable[..., Pc], told: object) -> None:
    """Whoever has a dossier may write what looks like the server's word about the events of others."""
    giver, taker = new_pc(AN_XUYEN), new_pc(TAN_THANH)
    first = giver.note(DOSSIER)
    stored(giver.push())
    handed = giver.write("dossier.noted", ("dossier", DOSSIER), {"concerns": [taker.office_id]}, **_after(first))
    accepted = taker.note(DOSSIER, **_after(handed))
    stored(taker.push())
    other = new_pc(AN_XUYEN)
    said = [accepted.event_id] if told == "theirs" else told
    last = first
    for event_type in (SET_ASIDE, ADMITTED, *["dossier.noted"] * 4):  # beyond where the server's own word stands
        payload = {"event_ids": said, "reason": "not_concerned"}
        last = other.write(event_type, ("dossier", DOSSIER), payload, **_after(last))
    stored(other.push())
    stored(giver.push())
    assert accepted.event_id in {write.event_id for write in _state(giver).sets["notes"]}
    assert _state(giver) == _state(taker)
    assert questions_of(_state(giver), _feed(giver))  # somebody at the office is told
