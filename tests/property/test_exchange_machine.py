"""Whatever happens between three PCs and their server: once the line is good, nothing is lost, doubled or different."""

from __future__ import annotations

import shutil
import tempfile
from collections import Counter
from collections.abc import Sequence
from contextlib import ExitStack
from datetime import timedelta
from pathlib import Path
from typing import ClassVar

import pytest
from exchange_checks import check, check_cursors, check_verdicts
from exchange_desk import Desk
from exchange_line import FAULTS
from exchange_places import Databases, Files
from exchange_programs import NEWER
from exchange_world import Template, World, make_template, seeded
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, precondition, rule, run_state_machine_as_test

from app.domain import dossier

WHO = st.integers(0, 4)
WHICH = st.integers(0, 6)
WORK = (
    *("receive", "receive", "correct", "note", "hand over", "attach", "move"),
    *("request", "request", dossier.RECEIVED, dossier.REFUSED, "settle"),
)
TICKETS = ("give", "give", "give", "again", "absent", "over", "back")
CALLING = (*FAULTS, "counters", "counters")
HOURS = (-26_280, -72, -1, 1, 72, 78_840)  # three years ago to nine years ahead
MOST = (1, 2, 3, 5, 9, 1000)  # events in a push and in a page


class ExchangeMachine(RuleBasedStateMachine):
    """The world under chance. Ends at rest, with everything checked."""

    template: Template
    total: ClassVar[Counter[str]] = Counter()

    def __init__(self) -> None:
        super().__init__()
        self.open = ExitStack()
        self.world: World | None = None
        self.acts = 0  # since all were at rest

    @initialize(seed=st.integers(0, 1 << 16))
    def begin(self, seed: int) -> None:
        self.open.enter_context(seeded(seed))
        folder = Path(tempfile.mkdtemp(prefix="world", dir=self.template.folder.parent))
        self.open.callback(shutil.rmtree, folder, ignore_errors=True)
        self.world = World(self.template, folder)
        self.open.callback(self.world.close)

    def teardown(self) -> None:
        with self.open:
            if self.world is not None:
                self.end()
                self.total.update(self.world.counts)
                self.total["worlds"] += 1

    @property
    def here(self) -> World:
        assert self.world is not None
        return self.world

    def desk(self, who: int) -> Desk:
        self.acts += 1
        desks = list(self.here.desks.values())
        return desks[who % len(desks)]

    def look(self, desk: Desk) -> None:
        check_cursors(self.here, desk)
        check_verdicts(self.here, desk)

    # --- work

    @rule(who=WHO, what=st.sampled_from(WORK), which=WHICH)
    def write(self, who: int, what: str, which: int) -> None:
        self.here.write(self.desk(who), what, which)

    @rule(who=WHO, which=WHICH)
    def write_early(self, who: int, which: int) -> None:
        self.here.write_early(self.desk(who), which)

    @rule(who=WHO, which=WHICH)
    def write_upon_nothing(self, who: int, which: int) -> None:
        self.here.write_upon_nothing(self.desk(who), which)

    @rule(who=WHO, faults=st.lists(st.sampled_from(FAULTS), max_size=5))
    def exchange(self, who: int, faults: Sequence[str]) -> None:
        desk = self.desk(who)
        self.here.exchange(desk, faults)
        self.look(desk)

    @rule(who=WHO, what=st.sampled_from(TICKETS), which=WHICH)
    def ticket(self, who: int, what: str, which: int) -> None:
        desk = self.desk(who)
        if what == "give":
            self.here.tickets.give(desk, which)
        else:
            self.here.tickets.go_on(desk, what, which)

    @rule(
        who=WHO,
        faults=st.lists(st.sampled_from(CALLING), max_size=2),
        alone=st.sampled_from((False, False, True)),
        dies=st.none() | st.tuples(st.integers(0, 2), st.sampled_from(("before", "after"))),
    )
    def call(self, who: int, faults: Sequence[str], alone: bool, dies: tuple[int, str] | None) -> None:
        desk = self.desk(who)
        desk.db.dies = dies
        self.here.tickets.call(desk, faults, alone=alone)

    @rule(who=WHO)
    def exchange_well(self, who: int) -> None:
        desk = self.desk(who)
        self.here.exchange(desk)
        self.look(desk)

    @rule(faults=st.lists(st.sampled_from(FAULTS), min_size=1, max_size=9))
    def everybody_exchanges(self, faults: Sequence[str]) -> None:
        for place, desk in enumerate(list(self.here.desks.values())):
            self.here.exchange(desk, faults[place::3])
            self.look(desk)

    @rule(who=WHO, what=st.sampled_from(("restart", "cut pages", "turn clock")), much=st.integers(0, 5))
    def program(self, who: int, what: str, much: int) -> None:
        desk = self.desk(who)
        match what:
            case "cut pages":
                desk.most = MOST[much]
                desk.restart()
            case "turn clock":
                desk.clock.now += timedelta(hours=HOURS[much])
            case _:
                desk.restart()

    @rule(
        what=st.sampled_from(("out", "out", "carry", "torn", "crash", "back", "back", "killed")),
        who=WHO,
        which=WHICH,
        how=st.sampled_from(("before", "after")),
    )
    def stick(self, what: str, who: int, which: int, how: str) -> None:
        desk = self.desk(who)
        sticks = self.here.sticks
        match what:
            case "out":
                sticks.export(desk)
            case "carry" | "torn" | "crash":
                sticks.carry(which, torn=what == "torn", crash=what == "crash")
            case _:
                sticks.bring_back(which, (which, how) if what == "killed" else None)
        for one in self.here.desks.values():
            self.look(one)

    @rule(who=WHO, what=st.sampled_from(("update", "update", "server", "raise", "raise in spite")))
    def version(self, who: int, what: str) -> None:
        """Install the next version somewhere, or let all write what only that one reads."""
        match what:
            case "update":
                self.here.update(self.desk(who))
            case "server":
                self.here.server.level = NEWER
            case "raise":
                self.here.raise_level(timedelta(days=30))
            case _:
                self.here.raise_level(timedelta())  # whoever has not been heard of this moment is not waited for

    # --- accidents

    @rule(who=WHO, commits=st.integers(0, 6), how=st.sampled_from(("before", "after")))
    def kill(self, who: int, commits: int, how: str) -> None:
        desk = self.desk(who)
        self.here.kill(desk, commits, how)
        self.look(desk)

    @rule(who=WHO, what=st.sampled_from(("back up", "gone", "damaged", "whole", "clone", "burn", "flip")))
    def disk(self, who: int, what: str) -> None:
        desk = self.desk(who)
        match what:
            case "back up":
                desk.back_up()
            case "clone":
                self.here.clone(desk)
            case "flip":
                desk.flips.append(("readable", "unreadable")[who % 2])
            case "burn":
                self.here.burn(desk)
            case _:
                self.here.restore(desk, what)

    @rule(what=st.sampled_from(("restart", "back up", "set back", "deliver late")))
    def server(self, what: str) -> None:
        match what:
            case "restart":
                self.here.server.restart()
            case "back up":
                self.here.keep_server()
            case "set back":
                self.here.set_server_back()
            case _:
                self.here.server.deliver_late()

    # --- rest

    @precondition(lambda self: self.acts > 8)
    @rule()
    def rest(self) -> None:
        self.acts = 0
        self.here.settle()
        check(self.here)

    def end(self) -> None:
        """Come to rest, then let everybody have the newer program: now all show the same, at once."""
        self.rest()
        self.here.server.level = NEWER
        for desk in self.here.desks.values():
            self.here.update(desk)
        check(self.here)


@pytest.fixture(scope="module", params=["sqlite", "postgresql"])
def template(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory, nightly: bool) -> Template:
    """Return three PCs and their server at rest, to be copied."""
    folder = tmp_path_factory.mktemp("province")
    if request.param == "postgresql":
        return make_template(folder, Databases(request.getfixturevalue("postgresql")))
    if not nightly:
        pytest.skip("in the long run of the night; by day the courses of the rules run on SQLite")
    return make_template(folder, Files(folder))


def size_of(template: Template, *, nightly: bool) -> int:
    """Return how many worlds: some 20,000 exchanges and a quarter of an hour of an idle core in the night."""
    if not nightly:
        return 3
    return 100 if isinstance(template.place, Databases) else 220


@pytest.mark.nightly
def test_whatever_happens_nothing_is_lost_doubled_or_different(template: Template, nightly: bool) -> None:
    ExchangeMachine.template = template
    ExchangeMachine.total.clear()
    size = settings(
        max_examples=size_of(template, nightly=nightly),
        stateful_step_count=40 if nightly else 15,
        suppress_health_check=list(HealthCheck),
        phases=[phase for phase in Phase if phase is not Phase.explain],
    )
    try:
        run_state_machine_as_test(ExchangeMachine, settings=size)
    finally:
        print(dict(sorted(ExchangeMachine.total.items())))
