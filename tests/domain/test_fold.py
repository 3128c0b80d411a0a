"""The fold is a function of the set of events: any order, duplicates, missing ancestors, unknown types."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from app.domain.events import Event
from app.domain.fold import ADMITTED, SET_ASIDE, Effects, RuleSet, Seen, SubjectState, fold

AT = datetime(2026, 11, 20, 2, 0, tzinfo=UTC)


def _written(event: Event, seen: Seen) -> Effects:
    """A test kind: writes the registers of its payload; does not fit when the writer had seen a closed subject."""
    unfit = "closed" if seen.get("state") == "closed" else ""
    return Effects(registers=dict(event.payload.get("writes", {})), unfit=unfit)


def _added(event: Event, _seen: Seen) -> Effects:
    return Effects(adds=(("notes", event.payload["text"]),))


def _called(event: Event, _seen: Seen) -> Effects:
    return Effects(quiet={"called_by": event.actor_id})


def _resolved(event: Event, _seen: Seen) -> Effects:
    return Effects(registers=dict(event.payload["choices"]), settles=True)


RULES = {
    1: RuleSet(
        {("written", 1): _written, ("added", 1): _added, ("called", 1): _called, ("resolved", 1): _resolved},
        rank=lambda name, value: {"open": 1, "closed": 2}.get(value, 0) if name == "state" else 0,
    )
}


def event(key: str, *basis: Event, type: str = "written", actor: str = "u", **payload: Any) -> Event:
    n = 1 + max((b.n for b in basis), default=0)
    body = repr((key, type, sorted(payload.items(), key=str), [b.event_id for b in basis])).encode()
    return Event(
        event_id=key,
        subject_kind="test",
        subject_id="s",
        type=type,
        schema_version=1,
        payload=payload,
        actor_id=actor,
        office_id="o",
        act_id="a",
        occurred_at=AT,
        basis=tuple(b.event_id for b in basis),
        n=n,
        body=body,
    )


def test_a_later_write_that_saw_the_earlier_replaces_it_without_a_question() -> None:
    first = event("1", writes={"phone": "0900000001"})
    second = event("2", first, writes={"phone": "0900000002"})
    state = fold(RULES, [second, first])
    assert state.get("phone") == "0900000002"
    assert state.attention == ()
    assert (state.heads, state.n) == (("2",), 2)


def test_two_corrections_of_one_field_that_did_not_see_each_other_are_contested() -> None:
    root = event("1", writes={"phone": "a"})
    left, right = event("2", root, writes={"phone": "b"}), event("3", root, writes={"phone": "c"})
    state = fold(RULES, [root, left, right])
    [question] = state.attention
    assert (question.kind, question.name, question.event_ids) == ("contested", "phone", ("2", "3"))
    assert state.registers["phone"].is_contested
    assert state.heads == ("2", "3")


def test_the_same_value_written_twice_is_no_conflict() -> None:
    root = event("1")
    state = fold(RULES, [root, event("2", root, writes={"x": 1}), event("3", root, writes={"x": 1})])
    assert state.attention == ()


def test_corrections_of_different_fields_do_not_contest_each_other() -> None:
    root = event("1", writes={"phone": "a", "name": "b"})
    state = fold(RULES, [root, event("2", root, writes={"phone": "x"}), event("3", root, writes={"name": "y"})])
    assert (state.get("phone"), state.get("name"), state.attention) == ("x", "y", ())


def test_the_value_furthest_along_is_shown_while_contested() -> None:
    root = event("1", writes={"state": "open"})
    closed, reopened = event("2", root, writes={"state": "closed"}), event("3", root, writes={"state": "open"})
    assert fold(RULES, [root, reopened, closed]).get("state") == "closed"


def test_a_resolution_upon_both_versions_settles_and_two_resolutions_are_contested_again() -> None:
    root = event("1", writes={"phone": "a"})
    left, right = event("2", root, writes={"phone": "b"}), event("3", root, writes={"phone": "c"})
    settled = event("4", left, right, type="resolved", choices={"phone": "b"})
    assert fold(RULES, [root, left, right, settled]).attention == ()
    other = event("5", left, right, type="resolved", choices={"phone": "c"})
    assert [q.kind for q in fold(RULES, [root, left, right, settled, other]).attention] == ["contested"]
    third = event("6", settled, other, type="resolved", choices={"phone": "c"})
    state = fold(RULES, [root, left, right, settled, other, third])
    assert (state.get("phone"), state.attention) == ("c", ())


def test_an_event_that_did_not_fit_what_its_writer_saw_is_flagged_until_somebody_settles_it() -> None:
    closed = event("1", writes={"state": "closed"})
    late = event("2", closed, writes={"phone": "x"})
    state = fold(RULES, [closed, late])
    assert state.get("phone") == "x", "facts are accepted, then flagged"
    assert [(q.kind, q.name, q.event_ids) for q in state.attention] == [("unfit", "closed", ("2",))]
    settled = event("3", late, type="resolved", choices={})
    assert fold(RULES, [closed, late, settled]).attention == ()


def test_late_news_never_turns_an_old_verdict_round() -> None:
    opened = event("1", writes={"state": "open"})
    worked = event("2", opened, writes={"phone": "x"})
    before = fold(RULES, [opened, worked])
    closed_offline = event("0", opened, writes={"state": "closed"})  # sorts before, arrives after
    after = fold(RULES, [opened, worked, closed_offline])
    assert before.attention == after.attention == ()
    assert after.get("phone") == "x"


def test_an_event_whose_history_is_missing_waits_and_then_counts() -> None:
    root = event("1", writes={"phone": "a"})
    middle = event("2", root, writes={"phone": "b"})
    last = event("3", middle, writes={"phone": "c"})
    waiting = fold(RULES, [root, last])
    assert (waiting.waiting, waiting.get("phone"), waiting.heads) == (("3",), "a", ("1",))
    assert fold(RULES, [last, root, middle]).get("phone") == "c"


def test_events_that_name_each_other_as_basis_wait_for_ever_and_hurt_nobody() -> None:
    root = event("1", writes={"x": 1})
    one, two = event("2"), event("3")
    one, two = replace(one, basis=("3",)), replace(two, basis=("2",))
    state = fold(RULES, [root, one, two])
    assert (state.waiting, state.get("x")) == (("2", "3"), 1)


def test_what_stands_on_an_unknown_type_keeps_its_notes_and_holds_its_writes_back() -> None:
    root = event("1", writes={"state": "open"})
    newer = event("2", root, type="posted")
    note = event("3", newer, type="added", text="gọi lại")
    write = event("4", note, writes={"state": "closed"})
    state = fold(RULES, [root, newer, note, write])
    assert state.get("state") == "open"
    assert [w.value for w in state.sets["notes"]] == ["gọi lại"]
    assert state.beyond == ("2", "3", "4")
    assert state.heads == ("4",), "what is written next stands on all of it"


def test_a_subject_of_an_unknown_rule_set_is_held_whole() -> None:
    state = fold(RULES, [replace(event("1", writes={"x": 1}), rules=9)])
    assert (state.get("x"), state.beyond) == (None, ("1",))


def test_an_unreadable_payload_is_flagged_not_fatal() -> None:
    root = event("1", writes={"x": 1})
    broken = event("2", root, type="added")  # no text
    state = fold(RULES, [root, broken])
    assert [(q.kind, q.event_ids) for q in state.attention] == [("unreadable", ("2",))]
    settled = event("3", broken, type="resolved", choices={})
    assert fold(RULES, [root, broken, settled]).attention == ()


def test_the_first_call_of_a_ticket_wins_and_nobody_is_asked() -> None:
    root = event("1")
    first, second = (
        event("2", root, type="called", actor="hà"),
        event("3", root, type="called", actor="yến"),
    )
    state = fold(RULES, [second, root, first])
    assert (state.quiet["called_by"].value, state.attention) == ("hà", ())


def test_a_verdict_sets_an_event_aside_and_another_admits_it() -> None:
    root = event("1", writes={"phone": "a"})
    foreign = event("2", root, writes={"phone": "b"})
    note = event("3", root, type="added", text="lạ")
    aside = event("4", foreign, note, type=SET_ASIDE, event_ids=["2", "3", "nowhere"])
    state = fold(RULES, [root, foreign, note, aside])
    assert (state.get("phone"), state.sets, state.set_aside) == ("a", {}, ("2", "3"))
    admitted = event("5", aside, type=ADMITTED, event_ids=["2"])
    assert fold(RULES, [root, foreign, note, aside, admitted]).get("phone") == "b"


def test_an_admission_that_did_not_see_the_verdict_does_not_lift_it() -> None:
    root = event("1", writes={"phone": "a"})
    foreign = event("2", root, writes={"phone": "b"})
    aside = event("4", foreign, type=SET_ASIDE, event_ids=["2"])
    blind = event("5", foreign, type=ADMITTED, event_ids=["2"])
    assert fold(RULES, [root, foreign, aside, blind]).get("phone") == "a"


def test_a_register_whose_only_write_is_set_aside_is_empty() -> None:
    root = event("1", writes={"x": 1})
    state = fold(RULES, [root, event("2", root, type=SET_ASIDE, event_ids=["1"])])
    assert state.get("x") is None
    assert "x" not in state.registers


@pytest.mark.parametrize("ids", ["2", 7, None, [7]])
def test_a_verdict_without_readable_ids_changes_nothing(ids: object) -> None:
    root = event("1", writes={"x": 1})
    assert fold(RULES, [root, event("2", root, type=SET_ASIDE, event_ids=ids)]).get("x") == 1


def test_what_the_writer_saw_excludes_a_write_set_aside_before() -> None:
    closed = event("1", writes={"state": "closed"})
    aside = event("2", closed, type=SET_ASIDE, event_ids=["1"])
    write = event("3", aside, writes={"phone": "x"})
    assert fold(RULES, [closed, aside, write]).attention == ()


def test_one_id_with_two_contents_folds_alike_everywhere() -> None:
    one, two = replace(event("1", writes={"x": 1}), body=b"a"), replace(event("1", writes={"x": 2}), body=b"b")
    assert fold(RULES, [one, two]).get("x") == fold(RULES, [two, one]).get("x") == 1


def test_a_lying_n_does_not_change_the_order() -> None:
    root = event("1", writes={"x": 1})
    liar = replace(event("2", root, writes={"x": 2}), n=10**30)
    after = event("3", liar, writes={"x": 3})
    state = fold(RULES, [root, liar, after])
    assert (state.get("x"), state.n) == (3, 3)


# -- bytes that were lost


def lost(target: Event, key: str = "v", **stated: Any) -> Event:
    """The server's word that the bytes of an event came damaged."""
    basis = stated.pop("basis", list(target.basis))
    return event(key, type=SET_ASIDE, event_ids=[target.event_id], reason="damaged", basis=basis, **stated)


def test_what_was_written_upon_lost_bytes_counts_and_contests_nothing() -> None:
    first = event("1", writes={"phone": "a", "state": "open"})
    damaged = event("2", first, writes={"phone": "b"})
    note = event("3", damaged, type="added", text="t")
    last = event("4", note, writes={"state": "closed"})
    before = fold(RULES, [first, note, last])
    assert before.waiting == ("3", "4")
    state = fold(RULES, [first, note, last, lost(damaged)])
    assert state.waiting == ()
    assert set(state.order) == {"1", "3", "4", "v"}
    assert (state.get("phone"), state.get("state"), state.attention) == ("a", "closed", ())
    assert len(state.sets["notes"]) == 1
    assert state.n == 4


def test_a_gap_that_nobody_wrote_upon_is_seen_by_the_next() -> None:
    first = event("1", writes={"phone": "a"})
    damaged = event("2", first, writes={"phone": "b"})
    state = fold(RULES, [first, lost(damaged)])
    assert state.heads == ("v", "2")
    assert state.order == ("1", "v")
    assert state.n == 2


def test_a_sound_copy_fills_the_gap_and_counts() -> None:
    first = event("1", writes={"phone": "a"})
    damaged = event("2", first, writes={"phone": "b"})
    last = event("3", damaged, writes={"state": "closed"})
    state = fold(RULES, [first, last, lost(damaged), damaged])
    assert (state.get("phone"), state.set_aside, state.waiting) == ("b", (), ())
    assert state.registers == fold(RULES, [first, damaged, last]).registers


def test_damaged_bytes_that_name_an_event_do_not_set_it_aside() -> None:
    """Else whoever sends nonsense under another's id would take away what that one wrote."""
    first = event("1", writes={"phone": "a"})
    assert fold(RULES, [first, lost(first)]).get("phone") == "a"


@pytest.mark.parametrize("stated", [["3"], ["2"], ["nowhere"], ["v"]])
def test_a_gap_waits_for_nothing_whatever_its_bytes_said_it_stood_on(stated: list[str]) -> None:
    damaged = event("2")
    last = event("3", damaged, writes={"phone": "a"})
    state = fold(RULES, [last, lost(damaged, basis=stated)])
    assert (state.get("phone"), state.waiting) == ("a", ())


def test_the_rule_set_is_that_of_the_first_event_that_can_be_read() -> None:
    damaged = event("1")
    last = event("2", damaged, writes={"phone": "a"})
    assert fold(RULES, [last, lost(damaged)]).get("phone") == "a"
    other = {9: RULES[1]}
    state = fold(other, [replace(last, rules=9), replace(lost(damaged), rules=9)])
    assert state.get("phone") == "a"


def test_a_verdict_that_was_set_aside_itself_says_nothing() -> None:
    first = event("1", writes={"phone": "a"})
    false = event("2", first, type=SET_ASIDE, event_ids=["1"])
    overruled = event("3", false, type=SET_ASIDE, event_ids=["2"])
    assert fold(RULES, [first, false]).get("phone") is None
    assert fold(RULES, [first, false, overruled]).get("phone") == "a"
    again = event("4", overruled, type=SET_ASIDE, event_ids=["3"])
    assert fold(RULES, [first, false, overruled, again]).get("phone") is None
    blind = event("5", first, type=SET_ASIDE, event_ids=["2"])
    assert fold(RULES, [first, false, blind]).get("phone") is None, "it had not seen what it judges"


def test_nothing_folds_to_nothing() -> None:
    state = fold(RULES, [])
    assert (state.order, state.heads, state.n, state.get("x")) == ((), (), 0, None)


# -- any history

TYPES = ("written", "added", "called", "resolved", "posted", SET_ASIDE, ADMITTED)


@st.composite
def histories(draw: Callable[..., Any], types: tuple[str, ...] = TYPES, hurt: bool = True) -> list[Event]:
    """Draw events upon each other; `hurt` ones reuse ids, lie about `n`, lack payload or name a missing basis."""
    events: list[Event] = []
    for place in range(draw(st.integers(0, 12))):
        basis = draw(st.lists(st.sampled_from(events), max_size=3, unique_by=lambda e: e.event_id)) if events else []
        values = st.dictionaries(st.sampled_from(["state", "phone"]), st.sampled_from(["open", "closed", "x"]))
        ids = st.lists(st.sampled_from(["missing", *(e.event_id for e in events)]))
        # the leading digit shuffles the order among events of equal `n`; without a place, ids come twice
        made = event(
            f"{draw(st.integers(0, 9))}" + ("" if hurt and draw(st.booleans()) else f"-{place}"),
            *basis,
            type=draw(st.sampled_from(types)),
            writes=draw(values),
            choices=draw(values),
            text="t",
            event_ids=draw(ids),
            reason=draw(st.sampled_from(["no_right", "no_right", "damaged", "unreadable", ["damaged"]])),
            basis=draw(ids),
        )
        if hurt and draw(st.integers(0, 9)) == 0:
            made = replace(made, payload={}, body=made.body + b"p")
        if hurt and draw(st.integers(0, 9)) == 0:
            made = replace(made, n=draw(st.integers(-5, 10**40)), body=made.body + b"n")
        if hurt and draw(st.integers(0, 9)) == 0:
            made = replace(made, basis=(*made.basis, "missing"), body=made.body + b"b")
        events.append(made)
    return events


@settings(max_examples=50)
@given(histories(), st.randoms(use_true_random=False))
def test_any_order_and_duplicates_give_the_same_state(events: list[Event], chance: Any) -> None:
    expected = fold(RULES, events)
    shuffled = events + (chance.choices(events, k=len(events)) if events else [])
    chance.shuffle(shuffled)
    assert fold(RULES, shuffled) == expected


@st.composite
def lines(draw: Callable[..., Any]) -> list[Event]:
    """Draw events each upon the one before, some of them unreadable or of an unknown type or rule set."""
    events: list[Event] = []
    rules = draw(st.sampled_from([1, 1, 1, 9]))
    values = st.dictionaries(st.sampled_from(["state", "phone"]), st.sampled_from(["open", "closed", "x"]))
    for place in range(draw(st.integers(1, 10))):
        kind = draw(st.sampled_from(["written", "written", "added", "called", "resolved", "posted"]))
        payload = {"writes": draw(values), "choices": draw(values), "text": "t"} if draw(st.integers(0, 5)) else {}
        made = event(f"{draw(st.integers(0, 9))}-{place}", *events[-1:], type=kind, actor=f"u{place}", **payload)
        events.append(replace(made, rules=rules))
    return events


@settings(max_examples=100)
@given(lines())
def test_a_line_of_events_folds_as_any_history(events: list[Event]) -> None:
    assert fold(RULES, events) == fold(RULES, events[::-1] + events)


@settings(max_examples=50)
@given(histories(types=("written", "added", "called"), hurt=False))
def test_no_earlier_unfit_verdict_turns_when_more_events_arrive(events: list[Event]) -> None:
    """What an event's writer had seen never changes: an event is unfit in the whole set iff it is in its own past."""
    by_id = {e.event_id: e for e in events}

    def unfit(state: SubjectState) -> set[str]:
        return {q.event_ids[0] for q in state.attention if q.kind == "unfit"}

    def past(e: Event) -> dict[str, Event]:
        return {e.event_id: e} | {key: old for above in e.basis for key, old in past(by_id[above]).items()}

    whole = unfit(fold(RULES, events))
    for e in events:
        assert (e.event_id in unfit(fold(RULES, past(e).values()))) == (e.event_id in whole)


@settings(max_examples=50)
@given(histories(types=("written", "resolved"), hurt=False))
def test_after_a_resolution_upon_all_heads_nothing_is_contested(events: list[Event]) -> None:
    state = fold(RULES, events)
    by_id = {e.event_id: e for e in events}
    heads = [by_id[key] for key in state.heads]
    choices = {name: register.shown.value for name, register in state.registers.items()}
    settled = fold(RULES, [*events, event("9-last", *heads, type="resolved", choices=choices)])
    assert settled.attention == ()
    assert {name: settled.get(name) for name in choices} == choices


@settings(max_examples=50)
@given(histories(), st.integers(0, 11))
def test_what_is_missing_only_waits_and_is_as_if_it_had_never_been_late(events: list[Event], place: int) -> None:
    events = list({e.event_id: e for e in events}.values())
    late = events[place : place + 1]
    early = fold(RULES, [e for e in events if e not in late])
    assert {e.event_id for e in late}.isdisjoint(early.order)
    assert set(early.order) | set(early.waiting) == {e.event_id for e in events if e not in late}
