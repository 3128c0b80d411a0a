"""A run: rounds of acts and faults, and every so often everything healed, waited for, and judged."""

from __future__ import annotations

import random
import re
import subprocess
import time
import traceback
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import ExitStack, suppress
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import psycopg
import sqlcipher3.dbapi2 as sqlcipher

from app.protocol.ids import new_id
from chaos.faults import DAY, Faults
from chaos.lines import PER_REQUEST
from chaos.machines import Machine, StuckError
from chaos.province import OFFICES, Province, office_id
from chaos.report import Report
from chaos.verdict import Verdict

CHECK_EVERY = 25  # rounds
SLOW = 10.0  # seconds of settling that are told about
MOST_SLIPS = 5  # of the trial itself
ACTS = (
    *("receive",) * 5 + ("correct",) * 3 + ("note",) * 3 + ("hand over",) * 2 + ("supplement",),
    *("number",) * 3 + ("call",) * 3 + ("end", "attach", "want"),
    *("staff", "code"),
)
RUSH = ("hurry", *("number",) * 3, *("call",) * 3)  # a full hall, and every counter with a line calls at once
_TROUBLE = re.compile(r" (ERROR|CRITICAL) ")


class Run:
    """A trial of a province: what is done there, what breaks, and what was found."""

    def __init__(self, folder: Path, seed: int, taken_down: ExitStack, say: Callable[[str], None]) -> None:
        self.seed, self._say = seed, say
        self.chance = random.Random(seed)
        self.done: Counter[str] = Counter()
        self.verdict = Verdict()
        self.report = Report(seed)
        self._day = 0
        self.province = Province(folder, seed, taken_down, self.done)
        self.faults = Faults(self.province, self.chance, self.done)

    # -- a round

    def round(self) -> None:
        """Let the counters work, and something break."""
        self.report.rounds += 1
        is_rush = self.chance.random() < 0.1
        for line in self.province.lines.values():
            line.share = 0.0 if is_rush else self.chance.choice((0.0, 0.0, 0.1, 0.3, 0.6, 1.0))
            line.kinds = tuple(self.chance.sample(PER_REQUEST, self.chance.randint(1, len(PER_REQUEST))))
        for machine in list(self.province.machines):
            if not machine.is_on:
                machine.start()
            for what in RUSH if is_rush else self.chance.choices(ACTS, k=self.chance.randint(0, 3)):
                machine.ask(self.act(machine, what))
            machine.ask({"do": "hurry"})
        for _ in range(self.chance.choice((1, 1, 2))):
            time.sleep(self.chance.uniform(0.02, 0.6))
            self.faults.strike()
        for machine in self.province.machines:
            if self.chance.random() < 0.5:
                machine.ask({"do": "hurry"})
            machine.wait_until_idle()

    def act(self, machine: Machine, what: str) -> dict[str, Any]:
        """Return the order for an act of a counter."""
        act = {"do": what, "chance": self.chance.randrange(1 << 30), "act_id": new_id(datetime.now(UTC))}
        if what == "code":
            act |= self.province.judge.stewards.order(
                machine.office, self.province.steward_codes[machine.office], self.chance
            )
        if what == "hand over":
            act["to"] = next(one for one in map(office_id, OFFICES) if one != machine.office)
        return act

    # -- in between

    def check(self, *, deep: bool = False) -> bool:
        """Settle and judge; True while nothing is wrong."""
        began = time.monotonic()
        self.province.settle()
        settled = time.monotonic()
        self.faults.note_twins()
        found = self.province.judge.judge(self.province.machines, deep=deep)
        self.verdict.add(found)
        self.report.checks += 1
        self.faults.retire_clone()
        self._day += 1
        for machine in self.province.machines:
            machine.ahead = self._day * DAY
            machine.ask({"do": "clock", "ahead": machine.ahead})
        [(stored,)] = self.province.centre.ask("SELECT count(*) FROM events")
        self.report.events_stored = int(stored)
        if settled - began > SLOW:
            self._say(
                f"waited for {', '.join(f'{one} ({looks})' for one, looks in self.province.awaited.most_common(3))}"
            )
        self._say(
            f"round {self.report.rounds:5}  {stored:6} events  {sum(self.done.values()):6} faults  "
            f"settled {settled - began:.1f} s  judged {time.monotonic() - settled:.1f} s  "
            f"lost {len(self.verdict.lost)}  doubled {len(self.verdict.doubled)}  diverged {len(self.verdict.diverged)}"
        )
        return self.verdict.is_clean

    def fail_over(self, before: int = 3, after: int = 3, *, settled: bool | None = None) -> bool:
        """Promote a replica whose line was cut while the counters went on; True while nothing is wrong.

        `settled`: whether everything was acknowledged by the primary before it crashed; None = by chance.
        """
        if not self.check():
            return False
        self.faults.is_gentle = True  # one disaster at a time: a disk lost together with the primary is lost
        self.province.centre.begin_replica()
        for _ in range(before):
            self.round()
        self.province.centre.cut_replica()
        for _ in range(after):
            self.round()
        # By chance the counters may have written nothing meanwhile, and then the replica would lack nothing.
        for machine in self.province.machines:
            machine.ask(self.act(machine, "receive"))
        if settled if settled is not None else self.chance.random() < 0.5:
            self.province.settle()  # the PCs think that all of it is safe
        had = {event_id for (event_id,) in self.province.centre.ask("SELECT event_id FROM events")}
        had_codes = self.province.judge.stewards.codes()
        self.province.centre.fail_over(restart=self.chance.random() < 0.5)
        lost = had - {event_id for (event_id,) in self.province.centre.ask("SELECT event_id FROM events")}
        self.report.lost_by_failover += len(lost)
        lost_codes = {code for code, *_ in had_codes - self.province.judge.stewards.codes()}
        self.province.judge.lost_by_failover |= lost | lost_codes
        self.report.failovers += 1
        self.done["fail-over"] += 1
        self.faults.is_gentle = False
        return self.check()

    def play(self, rounds: int, failovers: int) -> Report:
        """Play the rounds; ends early when something is found wrong, or by hand: the report is written all the same."""
        began = time.monotonic()
        places = {rounds * (one + 1) // (failovers + 1) for one in range(failovers)}
        try:
            self.province.furnish()
            is_clean = True
            while is_clean and self.report.rounds < rounds:
                if any(place <= self.report.rounds for place in places):
                    places = {place for place in places if place > self.report.rounds}
                    is_clean = self.fail_over()
                else:
                    is_clean = self._round_and_check()
            if is_clean:
                self.check(deep=True)
        except StuckError as error:
            self.verdict.diverged.add(str(error))
        except (KeyboardInterrupt, SystemExit) as end:
            self.report.ended = f"by hand ({type(end).__name__})"
        except Exception as error:  # the trial itself failed, which says nothing about who is tried
            self.report.ended = repr(error)
            self._say(traceback.format_exc())
        self.report.seconds = round(time.monotonic() - began, 1)
        return self.filled()

    def _round_and_check(self) -> bool:
        """Play a round and judge every so often; a slip of the trial's own is told, healed, and the run goes on."""
        try:
            self.round()
        except StuckError:
            raise
        except (OSError, psycopg.Error, sqlcipher.Error, subprocess.SubprocessError) as slip:
            self.report.slips.append(f"round {self.report.rounds}: {slip!r}")
            self._say(traceback.format_exc())
            if len(self.report.slips) > MOST_SLIPS:
                raise
            return self.check()
        if self.report.rounds % CHECK_EVERY:
            return True
        return self.check(deep=self.report.rounds % (8 * CHECK_EVERY) == 0)

    def filled(self) -> Report:
        """Return the report as it stands."""
        report, everybody = self.report, [*self.province.machines, *self.province.retired]
        report.faults = dict(sorted(self.done.items()))
        report.kills = dict(sorted(self.faults.kills.items()))
        report.requests = sum(line.requests for line in self.province.lines.values())
        report.acts = sum(machine.saved for machine in everybody)
        report.events_acknowledged = len(self.province.ledger.events())
        with suppress(psycopg.Error):  # ended by hand while PostgreSQL was down
            report.events_stored = int(self.province.centre.ask("SELECT count(*) FROM events")[0][0])
        report.tickets, report.calls = self.verdict.seen["tickets"], self.verdict.seen["calls"]
        report.calls_by_server, report.called_apart = self.verdict.seen["by_server"], len(self.verdict.called_apart)
        report.files, report.files_wanted = self.verdict.seen["files"], self.verdict.seen["files_wanted"]
        report.people, report.codes = self.verdict.seen["people"], self.verdict.seen["codes"]
        report.longest_wait = max(machine.longest_wait for machine in everybody)
        report.destroyed = len(self.province.ledger.forgiven)
        report.refused = dict(Counter(one for machine in everybody for one in machine.refused))
        report.clone_codes, report.repeated_in_feeds = len(self.verdict.clone_codes), len(self.verdict.repeats)
        report.lost, report.doubled = len(self.verdict.lost), len(self.verdict.doubled)
        report.diverged = len(self.verdict.diverged)
        report.found = self.verdict.lines()[:200]
        report.troubles = sorted({one for machine in everybody for one in machine.troubles} | set(self._logged()))[:50]
        return report

    def _logged(self) -> Iterator[str]:
        """Yield what desktops logged as errors, and servers as answers they should never give."""
        for log in sorted(self.province.folder.glob("*.log")):
            for line in log.read_text("utf-8", "replace").splitlines():
                if _TROUBLE.search(line):
                    yield f"{log.name}: {line.partition(' ')[2].partition(' ')[2]}"
                elif '"status": 500' in line or '"status":500' in line:
                    yield f"{log.name}: {line}"
