"""What somebody must settle, told apart from what only takes time."""

from __future__ import annotations

from typing import Any

from written import event

from app.domain import dossier
from app.domain.events import Event
from app.domain.fold import ADMITTED, SET_ASIDE
from app.domain.questions import Question, QuestionKind, as_seen, questions_of
from app.domain.subjects import fold_subject

CODE = "H12.142-261119-3001"
RECEIVED = {"code": CODE, "received_at": "2026-11-19T02:04:00+00:00", "counter": "Quầy 3", "sets": 1}
REFUSAL = {"code": CODE, "slip": "30001/TCHS"}


def asked(*events: Event) -> list[tuple[str, tuple[str, ...], str, tuple[str, ...]]]:
    found = questions_of(fold_subject(dossier.KIND, events), events)
    return [(question.kind.value, question.event_ids, question.why, question.registers) for question in found]


def corrected(key: str, *basis: Event, **changes: Any) -> Event:
    return event(key, dossier.CORRECTED, {"changes": changes}, *basis)


def verdict(key: str, of: Event | None, *basis: Event, type: str = SET_ASIDE, reason: str = "no_right") -> Event:
    return event(key, type, {"event_ids": [of.event_id] if of else [], "reason": reason}, *basis)


FIRST = event("1", dossier.RECEIVED, RECEIVED)


def test_a_dossier_in_order_asks_nothing() -> None:
    assert asked(FIRST, corrected("2", FIRST, sets=2)) == []


def test_all_that_two_counters_contest_is_one_question() -> None:
    left = corrected("2", FIRST, sets=2, channel="post")
    right = corrected("3", FIRST, sets=3, channel="online", case="x")
    assert asked(FIRST, right, left) == [("contested", ("2", "3"), "", ("channel", "sets"))]


def test_an_unfit_event_asks_about_what_it_still_shows() -> None:
    refused = event("2", dossier.REFUSED, REFUSAL, FIRST)
    assert asked(FIRST, refused) == [("unfit", ("2",), "refused_too_late", ("code", "slip", "state"))]
    settled = event("3", dossier.RESOLVED, {"choices": {}}, refused)
    assert asked(FIRST, refused, settled) == []


def test_an_event_that_the_rules_cannot_read_asks() -> None:
    broken = event("2", dossier.CORRECTED, {}, FIRST)
    assert asked(FIRST, broken) == [("unreadable", ("2",), "", ())]


def test_what_the_server_set_aside_asks_until_somebody_who_saw_it_settles_it() -> None:
    aside = corrected("2", FIRST, sets=2)
    said = verdict("3", aside, aside)
    assert asked(FIRST, aside, said) == [("aside", ("2",), "no_right", ())]
    blind = event("4", dossier.RESOLVED, {"choices": {}}, FIRST)
    assert [kind for kind, *_ in asked(FIRST, aside, said, blind)] == ["aside"], "settled without having seen it"
    settled = event("5", dossier.RESOLVED, {"choices": {}}, said)
    assert asked(FIRST, aside, said, settled) == []
    admitted = verdict("6", aside, said, type=ADMITTED)
    assert asked(FIRST, aside, said, admitted) == []


def test_a_settlement_that_was_itself_set_aside_settles_nothing() -> None:
    aside = corrected("2", FIRST, sets=2)
    said = verdict("3", aside, aside)
    settled = event("4", dossier.RESOLVED, {"choices": {}}, said)
    again = verdict("5", settled, settled)
    assert [ids for _, ids, *_ in asked(FIRST, aside, said, settled, again)] == [("2",), ("4",)]


def test_of_an_event_nobody_folds_its_verdict_asks() -> None:
    said = verdict("3", None, reason="unreadable")
    assert asked(FIRST, said) == [("aside", ("3",), "unreadable", ())]
    healed = corrected("2", FIRST, sets=2)
    about_it = verdict("4", healed, reason="damaged")
    assert [kind for kind, *_ in asked(FIRST, about_it)] == ["aside"]
    assert asked(FIRST, healed, verdict("4", healed, type=ADMITTED, reason="damaged")) == []


def test_what_counts_with_a_flag_asks_until_somebody_who_saw_it_knows_it() -> None:
    odd = corrected("2", FIRST, sets=2)
    flag = verdict("3", odd, odd, type=ADMITTED, reason="right_lost")
    assert asked(FIRST, odd, flag) == [("flagged", ("2",), "right_lost", ())]
    blind = event("4", dossier.RESOLVED, {"choices": {}}, FIRST)
    assert [kind for kind, *_ in asked(FIRST, odd, flag, blind)] == ["flagged"], "settled without having seen it"
    known = event("5", dossier.RESOLVED, {"choices": {}}, flag)
    assert asked(FIRST, odd, flag, known) == []
    aside = verdict("6", flag, flag)
    assert [ids for _, ids, *_ in asked(FIRST, odd, flag, aside)] == [("3",)], "the flag itself does not count"


def test_a_flag_that_says_nothing_asks_nothing() -> None:
    said = event("3", ADMITTED, {"event_ids": ["elsewhere"], "reason": "right_lost"}, FIRST)
    assert asked(FIRST, said) == []


def test_history_that_is_missing_and_newer_types_only_take_time() -> None:
    missing = corrected("2", FIRST, sets=2)
    waiting = corrected("3", missing, sets=3)
    newer = event("4", "dossier.flown", {}, FIRST)
    events = [FIRST, waiting, newer]
    found = questions_of(fold_subject(dossier.KIND, events), events)
    assert [(q.kind, q.needs_somebody) for q in found] == [(QuestionKind.WAITING, False), (QuestionKind.BEYOND, False)]


def test_a_question_keeps_its_name_while_the_events_are_the_same() -> None:
    assert Question(QuestionKind.CONTESTED, ("a", "b")).key == "contested:a,b"


def test_what_a_writer_had_seen_is_what_stands_behind_the_event() -> None:
    left, right = corrected("2", FIRST, sets=2), corrected("3", FIRST, sets=3)
    events = [right, left, FIRST]
    assert as_seen("2", events) == [left, FIRST]
    assert as_seen("2", events, itself=False) == [FIRST]
    waiting = corrected("5", corrected("4"), sets=1)
    assert as_seen("5", [waiting]) == [waiting], "as far as it is here"
