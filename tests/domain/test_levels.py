"""Old and new programs side by side: none acts upon what it does not understand, and all agree after the update."""

from __future__ import annotations

from datetime import UTC, datetime
from random import Random
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from app.domain.dossier import NOTED
from app.domain.events import Event
from app.domain.fold import Effects, RuleSet, Seen, SubjectState, fold
from app.domain.levels import may_follow_unread


def _written(event: Event, _seen: Seen) -> Effects:
    return Effects(registers=dict(event.payload["writes"]))


def _noted(event: Event, _seen: Seen) -> Effects:
    return Effects(adds=(("notes", event.event_id),))


OLD = {1: RuleSet({("written", 1): _written, (NOTED, 1): _noted})}
NEW = {1: RuleSet({**OLD[1].handlers, ("moved", 1): _written})}
BLANK = Event("", "test", "s", "", 1, {}, "u", "o", "a", datetime(2026, 11, 19, tzinfo=UTC))


class Counters:
    """Counters with programs of two versions that hear of each other now and then."""

    def __init__(self, chance: Random, *, cautious: bool = True) -> None:
        self.chance, self.cautious = chance, cautious
        self.seen: list[dict[str, Event]] = [{}, {}, {}]
        self.rules: list[dict[int, RuleSet]] = [OLD, OLD, NEW]
        self.acts: list[tuple[SubjectState, list[Event]]] = []  # what an old program saw when it wrote

    def step(self) -> None:
        me = self.chance.randrange(3)
        if self.chance.random() < 0.4:
            self.seen[me] |= self.seen[self.chance.randrange(3)]
            return
        past = list(self.seen[me].values())
        state = fold(self.rules[me], past)
        types = [NOTED, "written"] + (["moved"] if self.rules[me] is NEW else [])
        event_type = self.chance.choice(types)
        if self.cautious and state.beyond and not may_follow_unread(event_type):
            return
        if event_type == "written" and self.rules[me] is OLD:
            self.acts.append((state, past))
        writes = {self.chance.choice(["a", "b"]): self.chance.randrange(3)}
        key = f"{self.chance.getrandbits(40):010x}"
        body = repr((key, event_type, writes)).encode()
        made = replace(
            BLANK,
            event_id=key,
            type=event_type,
            payload={"writes": writes},
            basis=state.heads,
            n=state.n + 1,
            body=body,
        )
        self.seen[me][key] = made


def shown(state: SubjectState) -> dict[str, Any]:
    return {name: register.writes for name, register in state.registers.items()}


@settings(max_examples=60)
@given(st.randoms(use_true_random=False), st.integers(5, 40))
def test_nobody_acts_upon_what_it_does_not_understand_and_the_update_makes_all_equal(chance: Random, n: int) -> None:
    office = Counters(chance)
    for _ in range(n):
        office.step()
    for state, past in office.acts:
        assert shown(state) == shown(fold(NEW, past)), "an old program saw another state than a new one"
    everything = [event for seen in office.seen for event in seen.values()]
    chance.shuffle(everything)
    assert fold(NEW, everything) == fold(NEW, everything[::-1])
    older = fold(OLD, everything)
    assert set(older.order) == set(fold(NEW, everything).order), "an old program keeps and orders what it can't read"


def test_without_that_caution_old_programs_act_unknowing() -> None:
    unknowing = 0
    for seed in range(40):
        office = Counters(Random(seed), cautious=False)
        for _ in range(30):
            office.step()
        unknowing += sum(shown(state) != shown(fold(NEW, past)) for state, past in office.acts)
    assert unknowing > 20
