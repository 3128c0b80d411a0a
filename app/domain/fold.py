"""From the set of events of a subject to its state: total, pure, the same on every replica.

A field of a subject is one of three things:

* a **register** keeps every write that no later writer had seen; more than one value means *contested*;
* a **set** just adds (notes, prints, fees);
* a **quiet register**: the first write wins and nobody is asked.

Whether an event fits is judged on what its writer had seen, its ancestors, which never change: late news never turns an
old verdict round. Facts are accepted, then flagged. An event whose basis is not here waits for its history; an event of
an unknown type, and everything written upon it, keeps its set additions and holds its registers back until the program
understands it. A verdict (`event.set_aside`, `event.admitted`) is an ordinary event about another one.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from types import MappingProxyType
from typing import Any, NamedTuple

from app.domain.events import Event

SET_ASIDE = "event.set_aside"
ADMITTED = "event.admitted"
_VERDICTS = frozenset({SET_ASIDE, ADMITTED})
_NONSENSE = (LookupError, TypeError, ValueError, AttributeError, ArithmeticError)  # what a handler stumbles over


@dataclass(frozen=True, slots=True)
class PersonalRef:
    """Stands in a register for a value that lies in the personal part of an event and may be erased."""

    event_id: str
    key: str


@dataclass(frozen=True, slots=True)
class Effects:
    """What one event does to its subject. `unfit` says why it did not fit what its writer had seen ("" = it did).

    `settles` closes every question (contested value, unfit event) among the event's ancestors.
    """

    registers: Mapping[str, Any] = field(default_factory=dict)
    adds: tuple[tuple[str, Any], ...] = ()
    quiet: Mapping[str, Any] = field(default_factory=dict)
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


@dataclass(frozen=True, slots=True)
class Attention:
    """A question for the tray "Cần xử lý": a contested register, or an event that did not fit."""

    kind: str  # "contested" | "unfit" | "unreadable"
    name: str  # the register's name, or why the event did not fit
    event_ids: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class SubjectState:
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
        except _NONSENSE:
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
        depth, self.waiting = _depths(unique)
        self.events = sorted((unique[key] for key in depth), key=lambda e: (depth[e.event_id], e.event_id))
        self.depths = [depth[e.event_id] for e in self.events]
        self.index = {event.event_id: i for i, event in enumerate(self.events)}
        self.everything = (1 << len(self.events)) - 1
        self.rules = rule_sets.get(self.events[0].rules) if self.events else None
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
            for target in _texts(event.payload.get("event_ids")):
                if target in self.index:
                    self.verdicts.setdefault(self.index[target], []).append((i, event.type == SET_ASIDE))
            return
        handler = self.rules.handlers.get((event.type, event.schema_version)) if self.rules else None
        if handler is None:
            self.beyond |= 1 << i
            self.effects.append(Effects())
            return
        try:
            effects = handler(event, Seen(partial(self.register, mask=mask)))
        except _NONSENSE:
            self.unreadable |= 1 << i
            effects = Effects()
        if mask & self.beyond:
            self.beyond |= 1 << i
            effects = Effects(adds=effects.adds)
        self.effects.append(effects)
        for name in effects.registers:
            self.writers.setdefault(name, []).append(i)

    def _is_set_aside(self, i: int, mask: int) -> bool:
        """Of the verdicts in view that no later one had seen, one that sets aside wins."""
        verdicts = [(w, aside) for w, aside in self.verdicts.get(i, ()) if mask >> w & 1]
        return any(aside for w, aside in verdicts if not any(self.ancestors[v] >> w & 1 for v, _ in verdicts))

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
            order=tuple(event.event_id for event in self.events),
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


def _texts(value: Any) -> tuple[str, ...]:
    return tuple(item for item in value if isinstance(item, str)) if isinstance(value, list | tuple) else ()
