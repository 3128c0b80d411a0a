"""What happens to a dossier, told by its events."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from written import event

from app.domain import dossier
from app.domain.dossier import DossierState, rank
from app.domain.events import Event
from app.domain.fold import PersonalRef, SubjectState
from app.domain.reference import ACCESS, CALENDAR, OFFICE, OFFICE_CHANGED, PERSON_SHOWN, STAFF
from app.domain.subjects import RULE_SETS, fold_subject

CODE = "H12.142-261119-3001"
RECEIVED = {
    "code": CODE,
    "received_at": "2026-11-19T02:04:00+00:00",
    "counter": "Quầy 3",
    "sets": 1,
    "case": "",
    "personal_keys": ["applicant"],
}
SLIP = {"code": CODE, "slip": "30001/HDHS", "round": 1, "personal_keys": ["applicant"]}
REFUSAL = {"code": CODE, "slip": "30001/TCHS", "personal_keys": []}


def fold(*events: Event) -> SubjectState:
    return fold_subject(dossier.KIND, events)


def questions(state: SubjectState) -> list[tuple[str, str]]:
    return [(question.kind, question.name) for question in state.attention]


def test_a_received_dossier_has_its_code_and_points_to_the_applicant_beside_the_body() -> None:
    state = fold(event("1", dossier.RECEIVED, RECEIVED))
    assert state.get("state") == DossierState.RECEIVED
    assert (state.get("code"), state.get("received_by"), state.get("counter")) == (CODE, "hà", "Quầy 3")
    assert state.get("applicant") == PersonalRef("1", "applicant")
    assert state.get("result_address") is None
    assert state.attention == ()


def test_a_slip_then_the_receipt_keeps_code_and_slip() -> None:
    slip = event("1", dossier.SUPPLEMENT_REQUESTED, SLIP)
    again = event("2", dossier.SUPPLEMENT_REQUESTED, {**SLIP, "round": 2, "slip": "30002/HDHS"}, slip)
    received = event("3", dossier.RECEIVED, RECEIVED, again)
    state = fold(slip, again, received)
    assert (state.get("state"), state.get("code"), state.get("slip")) == (DossierState.RECEIVED, CODE, "30002/HDHS")
    assert len(state.sets["supplements"]) == 2
    assert state.attention == ()


@pytest.mark.parametrize(
    ("event_type", "payload", "why"),
    [
        (dossier.RECEIVED, RECEIVED, "received_twice"),
        (dossier.SUPPLEMENT_REQUESTED, SLIP, "supplement_too_late"),
        (dossier.REFUSED, REFUSAL, "refused_too_late"),
    ],
)
def test_what_comes_after_the_receipt_is_kept_and_flagged(event_type: str, payload: Any, why: str) -> None:
    received = event("1", dossier.RECEIVED, RECEIVED)
    state = fold(received, event("2", event_type, payload, received))
    assert questions(state) == [("unfit", why)]
    assert state.heads == ("2",)


def test_a_refusal_may_follow_a_slip() -> None:
    slip = event("1", dossier.SUPPLEMENT_REQUESTED, SLIP)
    state = fold(slip, event("2", dossier.REFUSED, REFUSAL, slip))
    assert (state.get("state"), state.attention) == (DossierState.REFUSED, ())
    assert [write.value for write in state.sets["refusals"]] == [PersonalRef("2", "reasons")]


def test_a_correction_changes_what_it_names() -> None:
    received = event("1", dossier.RECEIVED, RECEIVED)
    payload = {"changes": {"sets": 2, "code": "khác"}, "personal_keys": ["applicant"]}
    state = fold(received, event("2", dossier.CORRECTED, payload, received))
    assert (state.get("sets"), state.get("case"), state.get("applicant")) == (2, "", PersonalRef("2", "applicant"))
    assert state.get("code") == CODE, "a code never changes by a correction"
    [correction] = state.sets["corrections"]
    assert correction.value == {"fields": ["applicant", "sets"]}


def test_a_correction_before_any_receipt_is_flagged() -> None:
    state = fold(event("1", dossier.CORRECTED, {"changes": {}}))
    assert questions(state) == [("unfit", "corrected_before_received")]


def test_notes_and_prints_only_add() -> None:
    received = event("1", dossier.RECEIVED, RECEIVED)
    note, paper = event("2", dossier.NOTED, {}, received), event("3", dossier.PRINTED, {"kind": "receipt"}, received)
    state = fold(received, note, paper)
    assert [write.value for write in state.sets["notes"]] == [PersonalRef("2", "text")]
    assert [write.value for write in state.sets["prints"]] == [{"kind": "receipt"}]
    assert state.attention == ()


def test_a_refusal_and_a_receipt_unseen_by_each_other_show_the_one_furthest_along_until_somebody_chooses() -> None:
    slip = event("1", dossier.SUPPLEMENT_REQUESTED, SLIP)
    received, refused = event("2", dossier.RECEIVED, RECEIVED, slip), event("3", dossier.REFUSED, REFUSAL, slip)
    state = fold(slip, received, refused)
    assert state.get("state") == DossierState.REFUSED
    assert ("contested", "state") in questions(state)
    choices = {"state": int(DossierState.RECEIVED), "slip": "", "applicant": "2"}
    chosen = event("4", dossier.RESOLVED, {"choices": choices}, received, refused)
    settled = fold(slip, received, refused, chosen)
    assert (settled.get("state"), settled.attention) == (DossierState.RECEIVED, ())
    assert settled.get("applicant") == PersonalRef("2", "applicant")


def test_states_rank_by_how_far_along_they_are_and_nothing_else_ranks() -> None:
    order = [rank("state", int(state)) for state in DossierState]
    assert min(order) == 1, "every state has its place"
    assert rank("state", int(DossierState.RETURNED)) == max(order)
    assert rank("state", int(DossierState.SUPPLEMENT)) < rank("state", int(DossierState.RECEIVED))
    assert rank("state", 99) == rank("state", "9") == rank("sets", 9) == 0


ODD = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=3),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=3), inner, max_size=3),
    max_leaves=6,
)
NAMES = (
    *("fields", "choices", "changes", "reason", "reasons", "items", "round", "slip", "code", "received_at", "day"),
    *("kind", "name", "hours", "procedure", "personal_keys", "event_ids", "counter"),
)
KEYS = st.sampled_from(NAMES)
TYPES = sorted(
    {event_type for sets in RULE_SETS.values() for rules in sets.values() for event_type, _ in rules.handlers}
)


@given(
    st.sampled_from(sorted(RULE_SETS)),
    st.lists(st.tuples(st.sampled_from(TYPES), st.dictionaries(KEYS, ODD, max_size=6)), min_size=1, max_size=3),
)
def test_no_payload_whatever_stops_the_fold_of_any_subject(kind: str, drawn: list[tuple[str, Any]]) -> None:
    events: list[Event] = []
    for place, (event_type, payload) in enumerate(drawn):
        events.append(event(str(place), event_type, payload, *events[-1:], kind=kind))
    state = fold_subject(kind, events)
    assert len(state.order) == len(events)


def test_fields_that_are_no_fields_are_unreadable() -> None:
    """A list of pairs looks like a mapping to `dict`, with names that no list of registers can sort."""
    broken = event("1", OFFICE_CHANGED, {"fields": [[1, 2], ["name", 3]]}, kind=OFFICE)
    [question] = fold_subject(OFFICE, [broken]).attention
    assert question.kind == "unreadable"


def test_a_kind_from_a_newer_program_is_held_back_whole() -> None:
    assert fold_subject("parcel", [event("1", "parcel.sent", {}, kind="parcel")]).beyond == ("1",)


def test_the_office_its_people_and_days_are_folded_by_the_same_mechanism() -> None:
    shown = event("1", PERSON_SHOWN, {"dossier": "s"}, kind=ACCESS)
    assert [write.value for write in fold_subject(ACCESS, [shown]).sets["shown"]] == [{"dossier": "s"}]
    day = event("1", "calendar.day_set", {"day": "2026-11-24", "kind": "off", "name": "lễ", "hours": ""}, kind=CALENDAR)
    assert fold_subject(CALENDAR, [day]).get("day:2026-11-24") == {"kind": "off", "name": "lễ", "hours": ""}
    secret = event("1", "staff.verifier_set", {}, kind=STAFF)
    assert fold_subject(STAFF, [secret]).get("verifier") == PersonalRef("1", "verifier")


def test_a_doubled_code_gives_way_to_a_new_one_and_stays_known() -> None:
    first = event("1", dossier.RECEIVED, RECEIVED)
    state = fold(first, event("2", dossier.RECODED, {"code": "H12.142-261119-3002", "former": CODE}, first))
    assert state.get("code") == "H12.142-261119-3002"
    assert [write.value for write in state.sets["former_codes"]] == [CODE]
    assert state.attention == ()


PDF = {"blobs": ["ab" * 32], "size": 48213, "media": "application/pdf", "component": "to_khai"}


def files(state: SubjectState) -> list[tuple[str, Any]]:
    return [(write.event_id, write.value) for write in dossier.files_of(state)]


def test_files_add_up_and_leave_one_by_one_in_whatever_order_counters_hear_of_it() -> None:
    first = event("1", dossier.RECEIVED, RECEIVED)
    one, same = event("2", dossier.ATTACHED, PDF, first), event("3", dossier.ATTACHED, PDF, first)
    off = event("4", dossier.DETACHED, {"file": "2"}, one)
    told = {"sha256": "ab" * 32, "size": 48213, "media": "application/pdf", "component": "to_khai"}
    assert files(fold(first, one)) == [("2", told)]
    assert files(fold(first, one, off)) == []
    assert files(fold(off, same, one, first)) == [("3", told)], "the same file attached twice is off once"
    assert questions(fold(first, one, same, off)) == []


@pytest.mark.parametrize("named", [[], ["ab" * 32, "cd" * 32]], ids=["none", "two"])
def test_an_attachment_is_of_one_file(named: list[str]) -> None:
    state = fold(event("1", dossier.ATTACHED, {**PDF, "blobs": named}))
    assert (files(state), questions(state)) == ([], [("unreadable", "")])
