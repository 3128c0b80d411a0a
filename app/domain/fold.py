"""From the set of events of a subject to its state: total, pure, the same on every replica.

A field of a subject is one of three things:

* a **register** keeps every write that no later writer had seen; more than one value means *contested*;
* a **set** just adds (notes, prints, fees);
* a **quiet register**: the first write wins and nobody is asked.

Whether an event fits is judged on what its writer had seen, its ancestors, which never change: late news never turns an
old verdict round. Facts are accepted, then flagged. An event whose basis is not here waits for its history; an event of
an unknown type, and everything written upon it, keeps its set additions and holds its registers back until the program
understands it. A verdict (`event.set_aside`, `event.admitted`) is an ordinary event about another one.

An id that a verdict calls damaged or unreadable is waited for no longer: it stands as a **gap**, an event without any
effect, so that what was written upon it counts. Such a verdict judges bytes, not the event: a sound copy fills the gap.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import partial
from types import MappingProxyType
from typing import Any, NamedTuple

import msgspec
from msgspec.structs import replace

from app.domain.events import Event

SET_ASIDE = "event.set_aside"
ADMITTED = "event.admitted"
_VERDICTS = frozenset({SET_ASIDE, ADMITTED})
DAMAGED, UNREADABLE = "damaged", "unreadable"  # reasons of verdicts about bytes
_OF_BYTES = frozenset({DAMAGED, UNREADABLE})
_GAP = Event("", "", "", "", 0, {}, "", "", "", datetime.fromtimestamp(0, UTC))
MOST_STATED = 100  # ids that a verdict may say a gap stood on
NONSENSE = (LookupError, TypeError, ValueError, AttributeError, ArithmeticError)  # what a handler stumbles over
_NOTHING: Mapping[str, Any] = MappingProxyType({})


class PersonalRef(msgspec.Struct, frozen=True):
    """Stands in a register for a value that lies in the personal part of an event and may be erased."""

    event_id: str
    key: str


class Effects(msgspec.Struct, frozen=True):
    """What one event does to its subject. `unfit` says why it did not fit what its writer had seen ("" = it did).

    `settles` closes every question (contested value, unfit event) among the event's ancestors.
    """

    registers: Mapping[str, Any] = _NOTHING
    adds: tuple[tuple[str, Any], ...] = ()
    quiet: Mapping[str, Any] = _NOTHING
    unfit: str = ""
    settles: bool = False


class Write(NamedTuple):
    """A value and the event that wrote it."""

    event_id: str
    value: Any


class Register(NamedTuple):
    """The writes that no later writer had seen, in order, and the one shown meanwhile (the furthest along)."""

    writes: tuple[Write, ...]
    shown: Write

    @property
    def is_contested(self) -> bool:
        return len(self.writes) > 1 and any(write.value != self.shown.value for write in self.writes)


class Attention(NamedTuple):
    """A question for the tray "Cần xử lý": a contested register, or an event that did not fit."""

    kind: str  # "contested" | "unfit" | "unreadable"
    name: str  # the register's name, or why the event did not fit
    event_ids: tuple[str, ...]


class SubjectState(msgspec.Struct, frozen=True):
    """The fold of a set of events. `heads` and `n` are the basis of the next event.

    `order` lists the applied events by `(n, event_id)`, `waiting` those whose history is missing, `beyond` those this
    program does not understand or that stand on such a one.
    """

    registers: Mapping[str, Register]
    sets: Mapping[str, tuple[Write, ...]]
    quiet: Mapping[str, Write]
    order: tuple[str, ...]
    heads: tuple[str, ...]
    n: int
    attention: tuple[Attention, ...] = ()
    waiting: tuple[str, ...] = ()
    beyond: tuple[str, ...] = ()
    set_aside: tuple[str, ...] = ()

    def get(self, name: str) -> Any:
        """Return the shown value of a register, None when it was never written."""
        register = self.registers.get(name)
        return register.shown.value if register else None


class Seen:
    """What the writer of an event had seen of its subject: a view of the fold restricted to some events."""

    __slots__ = ("_register",)

    def __init__(self, register: Callable[[str], Register | None]) -> None:
        self._register = register

    def get(self, name: str) -> Any:
        """Return the value of a register as this writer saw it, None when it was never written."""
        register = self._register(name)
        return register.shown.value if register else None


Handler = Callable[[Event, Seen], Effects]


@dataclass(frozen=True, slots=True)
class RuleSet:
    """The handlers of one kind of subject under one rule set. A handler of `(type, schema_version)` never changes.

    `rank` says how far along a value of a register is; the furthest is shown while a register is contested.
    """

    handlers: Mapping[tuple[str, int], Handler]
    rank: Callable[[str, Any], int] = lambda _name, _value: 0


def fold(rule_sets: Mapping[int, RuleSet], events: Iterable[Event]) -> SubjectState:
    """Fold the events of one subject, in whatever order and with whatever duplicates they come.

    Never raises for any events: what can't be read is flagged or held, never fatal.
    """
    history = tuple(events)
    return _fold_line(rule_sets, history) if _is_line(history) else _Folding(rule_sets, history).state()


def next_n(n_of_basis: Iterable[int]) -> int:
    """Return the `n` of an event written upon these."""
    return 1 + max(n_of_basis, default=0)


def _is_line(events: Sequence[Event]) -> bool:
    """Whether each event saw just the one before it and none is a verdict, as nearly always."""
    above: tuple[str, ...] = ()
    for event in events:
        if event.basis != above or event.type in _VERDICTS:
            return False
        above = (event.event_id,)
    return bool(events) and len({event.event_id for event in events}) == len(events)


def _fold_line(rule_sets: Mapping[int, RuleSet], events: Sequence[Event]) -> SubjectState:
    """Fold a line: what `_Folding` says of it, without asking who saw what, since everyone saw all before."""
    rules = rule_sets.get(events[0].rules)
    handlers = rules.handlers if rules else {}
    registers: dict[str, Register] = {}
    sets: dict[str, list[Write]] = {}
    quiet: dict[str, Write] = {}
    attention: list[Attention] = []
    beyond: list[str] = []
    seen = Seen(registers.get)
    for event in events:
        key = event.event_id
        handler = handlers.get((event.type, event.schema_version))
        if handler is None or beyond:
            beyond.append(key)
        if handler is None:
            continue
        try:
            effects = handler(event, seen)
        except NONSENSE:
            attention.append(Attention("unreadable", "", (key,)))
            continue
        for name, value in effects.adds:
            sets.setdefault(name, []).append(Write(key, value))
        if beyond:
            continue
        if effects.settles:
            attention.clear()
        if effects.unfit:
            attention.append(Attention("unfit", effects.unfit, (key,)))
        for name, value in effects.registers.items():
            write = Write(key, value)
            registers[name] = Register((write,), write)
        for name, value in effects.quiet.items():
            quiet.setdefault(name, Write(key, value))
    return SubjectState(
        registers=MappingProxyType({name: registers[name] for name in sorted(registers)}),
        sets=MappingProxyType({name: tuple(writes) for name, writes in sets.items()}),
        quiet=MappingProxyType(quiet),
        order=tuple(event.event_id for event in events),
        heads=(events[-1].event_id,),
        n=len(events),
        attention=tuple(attention),
        beyond=tuple(beyond),
    )


class _Folding:
    """One run of the fold. Events are numbered by their place in the order; sets of events are bit masks."""

    def __init__(self, rule_sets: Mapping[int, RuleSet], events: Iterable[Event]) -> None:
        unique: dict[str, Event] = {}
        for event in events:
            known = unique.get(event.event_id)
            # An id used twice for two contents must still fold alike everywhere: the smaller bytes count.
            if known is None or event.body < known.body:
                unique[event.event_id] = event
        self.gaps = _gaps(unique)
        unique |= self.gaps
        depth, waiting = _depths(unique)
        if not self.gaps.keys() <= depth.keys():  # stated upon what is not here itself, or upon what stands on it
            unique |= {key: replace(gap, basis=()) for key, gap in self.gaps.items() if key not in depth}
            depth, waiting = _depths(unique)
        self.waiting = waiting
        self.events = sorted((unique[key] for key in depth), key=lambda e: (depth[e.event_id], e.event_id))
        self.depths = [depth[e.event_id] for e in self.events]
        self.index = {event.event_id: i for i, event in enumerate(self.events)}
        self.everything = (1 << len(self.events)) - 1
        first = next((event for event in self.events if event.event_id not in self.gaps), None)
        self.rules = rule_sets.get(first.rules) if first else None
        self.ancestors: list[int] = []
        self.effects: list[Effects] = []
        self.beyond = 0
        self.unreadable = 0
        self.writers: dict[str, list[int]] = {}
        self.verdicts: dict[int, list[tuple[int, bool]]] = {}
        for i, event in enumerate(self.events):
            self._apply(i, event)

    def _apply(self, i: int, event: Event) -> None:
        mask = 0
        for key in event.basis:
            above = self.index[key]
            mask |= self.ancestors[above] | (1 << above)
        self.ancestors.append(mask)
        if event.type in _VERDICTS:
            self.effects.append(Effects())
            for target in () if _is_of_bytes(event) else texts(event.payload.get("event_ids")):
                if target in self.index:
                    self.verdicts.setdefault(self.index[target], []).append((i, event.type == SET_ASIDE))
            return
        if event.event_id in self.gaps:
            self.effects.append(Effects())
            return
        handler = self.rules.handlers.get((event.type, event.schema_version)) if self.rules else None
        if handler is None:
            self.beyond |= 1 << i
            self.effects.append(Effects())
            return
        try:
            effects = handler(event, Seen(partial(self.register, mask=mask)))
        except NONSENSE:
            self.unreadable |= 1 << i
            effects = Effects()
        if mask & self.beyond:
            self.beyond |= 1 << i
            effects = Effects(adds=effects.adds)
        self.effects.append(effects)
        for name in effects.registers:
            self.writers.setdefault(name, []).append(i)

    def _is_set_aside(self, i: int, mask: int) -> bool:
        """Of the verdicts in view that no later one had seen, one that sets aside wins; one set aside says nothing."""
        if i not in self.verdicts:
            return False
        mask &= ~self._void(mask)
        verdicts = [(w, aside) for w, aside in self.verdicts[i] if mask >> w & 1]
        return any(aside for w, aside in verdicts if not any(self.ancestors[v] >> w & 1 for v, _ in verdicts))

    def _void(self, mask: int) -> int:
        """Return the verdicts in view that one written upon them sets aside, and nobody that."""
        void = 0
        for w in sorted((w for w in self.verdicts if self.events[w].type in _VERDICTS), reverse=True):
            upon = [
                (v, aside)
                for v, aside in self.verdicts[w]
                if mask >> v & 1 and self.ancestors[v] >> w & 1 and not void >> v & 1
            ]
            if any(aside for v, aside in upon if not any(self.ancestors[x] >> v & 1 for x, _ in upon)):
                void |= 1 << w
        return void

    def register(self, name: str, mask: int) -> Register | None:
        """Return a register as seen by whoever has exactly the events of `mask`."""
        wrote = self.writers.get(name, ())
        if len(wrote) == 1 and mask >> wrote[0] & 1 and not self.verdicts:  # nearly always
            write = Write(self.events[wrote[0]].event_id, self.effects[wrote[0]].registers[name])
            return Register((write,), write)
        writers = [w for w in wrote if mask >> w & 1 and not self._is_set_aside(w, mask)]
        latest = [w for w in writers if not any(self.ancestors[v] >> w & 1 for v in writers)]
        if not latest or self.rules is None:
            return None
        rank = self.rules.rank
        writes = tuple(Write(self.events[w].event_id, self.effects[w].registers[name]) for w in latest)
        _, shown = max(zip(latest, writes, strict=True), key=lambda pair: (rank(name, pair[1].value), pair[0]))
        return Register(writes, shown)

    def state(self) -> SubjectState:
        counted = [i for i in range(len(self.events)) if not self._is_set_aside(i, self.everything)]
        registers = {}
        for name in sorted(self.writers):
            register = self.register(name, self.everything)
            if register is not None:
                registers[name] = register
        sets: dict[str, list[Write]] = {}
        quiet: dict[str, Write] = {}
        for i in counted:
            for name, value in self.effects[i].adds:
                sets.setdefault(name, []).append(Write(self.events[i].event_id, value))
            for name, value in self.effects[i].quiet.items():
                quiet.setdefault(name, Write(self.events[i].event_id, value))
        followed = {key for event in self.events for key in event.basis}
        aside = set(range(len(self.events))).difference(counted)
        return SubjectState(
            registers=MappingProxyType(registers),
            sets=MappingProxyType({name: tuple(writes) for name, writes in sets.items()}),
            quiet=MappingProxyType(quiet),
            order=tuple(event.event_id for event in self.events if event.event_id not in self.gaps),
            heads=tuple(event.event_id for event in self.events if event.event_id not in followed),
            n=max(self.depths, default=0),
            attention=tuple(self._attention(registers, counted)),
            waiting=self.waiting,
            beyond=self._ids(self.beyond),
            set_aside=tuple(self.events[i].event_id for i in sorted(aside)),
        )

    def _attention(self, registers: Mapping[str, Register], counted: Sequence[int]) -> Iterable[Attention]:
        for name, register in registers.items():
            if register.is_contested:
                yield Attention("contested", name, tuple(write.event_id for write in register.writes))
        settled = 0
        for i in counted:
            if self.effects[i].settles:
                settled |= self.ancestors[i]
        for i in counted:
            if settled >> i & 1:
                continue
            if self.unreadable >> i & 1:
                yield Attention("unreadable", "", (self.events[i].event_id,))
            elif self.effects[i].unfit:
                yield Attention("unfit", self.effects[i].unfit, (self.events[i].event_id,))

    def _ids(self, mask: int) -> tuple[str, ...]:
        return tuple(event.event_id for i, event in enumerate(self.events) if mask >> i & 1)


def _gaps(events: Mapping[str, Event]) -> dict[str, Event]:
    """Return a gap for every id whose bytes a verdict calls lost, standing on what the verdicts say it stood on."""
    stated: dict[str, set[str]] = {}
    for event in events.values():
        if event.type == SET_ASIDE and _is_of_bytes(event):
            for target in texts(event.payload.get("event_ids")):
                if target not in events:
                    stated.setdefault(target, set()).update(texts(event.payload.get("basis"))[:MOST_STATED])
    here = events.keys() | stated.keys()
    return {key: replace(_GAP, event_id=key, basis=tuple(sorted(basis & here))) for key, basis in stated.items()}


def _depths(events: Mapping[str, Event]) -> tuple[dict[str, int], tuple[str, ...]]:
    """Return each event's true `n` (a written one may lie) and the ids whose history is not complete here."""
    missing = {key: len(set(event.basis)) for key, event in events.items()}
    children: dict[str, list[str]] = {}
    for key, event in events.items():
        for above in set(event.basis):
            children.setdefault(above, []).append(key)
    ready = [key for key, count in missing.items() if count == 0]
    depth: dict[str, int] = {}
    while ready:
        key = ready.pop()
        depth[key] = next_n(depth[above] for above in events[key].basis)
        for child in children.get(key, ()):
            missing[child] -= 1
            if missing[child] == 0:
                ready.append(child)
    return depth, tuple(sorted(key for key in events if key not in depth))


def _is_of_bytes(verdict: Event) -> bool:
    """Whether a verdict is about bytes that came, not about what their writer may do."""
    reason = verdict.payload.get("reason")
    return isinstance(reason, str) and reason in _OF_BYTES


def texts(value: Any) -> tuple[str, ...]:
    """Return what is text in a list; nothing of anything else, which no program of ours wrote."""
    return tuple(item for item in value if isinstance(item, str)) if isinstance(value, list | tuple) else ()
