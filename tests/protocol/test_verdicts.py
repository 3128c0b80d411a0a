"""A verdict is an event like others: whoever has the event it is about folds it, and everybody folds alike."""

from __future__ import annotations

import pytest
from msgspec.structs import replace
from wire_samples import AT, DEVICE, EVENT, OFFICE

from app.domain.subjects import fold_subject
from app.protocol.event_bytes import decode_body
from app.protocol.verdicts import Judged, Reason, verdict

ID = "019a9b2c-0000-7000-8000-000000000099"


def _verdict(reason: Reason, *, aside: bool, known: bool = True):
    judged = Judged(DEVICE, 5, EVENT if known else None, 1)
    return verdict(judged, reason, aside=aside, event_id=ID, office_id=OFFICE, at=AT)


def test_an_event_set_aside_changes_nothing_any_more() -> None:
    note = replace(EVENT, body=b"{}")
    folded = fold_subject("dossier", [note, _verdict(Reason.NO_RIGHT, aside=True)])
    assert folded.sets == {}
    assert folded.set_aside == (EVENT.event_id,)
    assert folded.heads == (ID,)
    assert folded.waiting == ()


def test_an_event_that_counts_with_a_flag_counts() -> None:
    folded = fold_subject("dossier", [EVENT, _verdict(Reason.RIGHT_LOST, aside=False)])
    assert len(folded.sets["notes"]) == 1
    assert folded.set_aside == ()


def test_a_verdict_is_written_like_any_event() -> None:
    event = _verdict(Reason.FALSE_N, aside=True)
    assert decode_body(event.body) == event
    assert event.n == 2
    assert event.payload["reason"] == "false_n"


@pytest.mark.parametrize("known", [True, False])
def test_a_verdict_about_damage_waits_for_nothing(known: bool) -> None:
    event = _verdict(Reason.DAMAGED, aside=True, known=known)
    assert (event.basis, event.n) == ((), 1)
    assert (event.payload["device_id"], event.payload["device_seq"]) == (DEVICE, 5)
    assert event.payload["event_ids"] == ([EVENT.event_id] if known else [])
    assert event.subject_id == (EVENT.subject_id if known else DEVICE)


def test_a_verdict_about_what_nobody_can_read_is_about_the_device() -> None:
    event = _verdict(Reason.UNREADABLE, aside=True, known=False)
    assert (event.subject_kind, event.subject_id, event.basis) == ("device", DEVICE, ())


def test_a_verdict_about_damage_is_no_larger_for_what_the_bytes_name() -> None:
    named = (*(f"id-{number}" for number in range(500)), "x" * 100_000)
    judged = Judged(DEVICE, 5, replace(EVENT, basis=named[::-1]), 1)
    event = verdict(judged, Reason.DAMAGED, aside=True, event_id=ID, office_id=OFFICE, at=AT)
    assert event.payload["basis"] == list(named[:-1][:-101:-1])
