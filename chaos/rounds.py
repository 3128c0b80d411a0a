"""A run: rounds of acts and faults, and every so often everything healed, waited for, and judged."""

from __future__ import annotations

import random
import re
import shutil
import subprocess
import time
import traceback
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager, suppress
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import psycopg
import sqlcipher3.dbapi2 as sqlcipher

from app.domain.dossier_codes import AgencyCode
from app.protocol.ids import natural_id, new_id
from chaos.centre import Centre
from chaos.judge import Judge, Twins, Verdict
from chaos.ledger import Ledger
from chaos.lines import PER_REQUEST, FaultyLine, Loop, event_loop
from chaos.machines import PATIENCE, Machine, Nest, StuckError
from chaos.report import Report

DAY = 86_400.0
CHECK_EVERY = 25  # rounds
SLOW = 10.0  # seconds of settling that are told about
MOST_SLIPS = 5  # of the trial itself
OFFICES = {"H12.10.15": "Xã Vĩnh Lợi", "H12.10.16": "Xã Châu Thới"}
ACTS = ("receive",) * 5 + ("correct",) * 3 + ("note",) * 3 + ("hand over",) * 2 + ("supplement",)
JUMPS = (3600.0, -7200.0, 3 * DAY, -2 * DAY, 400 * DAY, -900 * DAY, 2500 * DAY)
_TROUBLE = re.compile(r" (ERROR|CRITICAL) ")


class Run:
    """Three PCs in two offices, two servers, one PostgreSQL."""

    def __init__(self, folder: Path, seed: int, taken_down: ExitStack, say: Callable[[str], None]) -> None:
        self.folder, self.seed, self._say = folder, seed, say
        self.chance = random.Random(seed)
        self.faults: Counter[str] = Counter()
        self.kills: Counter[str] = Counter()
        self.verdict = Verdict()
        self.report = Report(seed)
        self._day = 0
        self.awaited: Counter[str] = Counter()  # what the last settling waited for, and how many looks
        self._is_gentle = False
        self._clone: tuple[Machine, Machine, datetime, frozenset[str]] | None = None
        self._retired: list[Machine] = []
        self.loop: Loop = taken_down.enter_context(event_loop())
        self.ledger = Ledger(folder / "ledger.jsonl")
        taken_down.callback(self.ledger.close)
        self.nest = Nest(folder)
        taken_down.callback(self.nest.close)
        self.centre = Centre(folder, self.loop, self.nest)
        taken_down.callback(self.centre.close)
        self.judge = Judge(self.centre.ask, self.ledger)
        self.lines: dict[str, FaultyLine] = {}
        self.machines: list[Machine] = []
        taken_down.callback(self._switch_off)

    # -- before the first round

    def furnish(self) -> None:
        """Found two offices, join their PCs, one of them new, and bring everything in step."""
        first, second = OFFICES
        for prefix, name in OFFICES.items():
            self.centre.add_office(prefix, name)
        self._add("a1", first, founding=True)
        self._add("b1", second, founding=True)
        self.settle()
        self._add("a2", first, founding=False)
        self.settle()

    def _add(self, name: str, prefix: str, *, founding: bool) -> None:
        number = 1 + len(self.machines)
        line = self.lines[name] = FaultyLine(self.loop, self.centre.running, self.seed * 100 + number, self.faults)
        line.listen()
        office_id = natural_id("office", str(AgencyCode.parse(prefix)))
        machine = Machine(name, office_id, self.folder / name, self.nest, self.ledger)
        self.machines.append(machine)
        more = {"prefix": prefix, "office": OFFICES[prefix], "number": number} if founding else {}
        machine.start(**more)
        machine.wait_until_open()
        self.centre.heal()
        joined = {"do": "join", "address": f"http://127.0.0.1:{line.port}", "code": self.centre.code(prefix)}
        answer = machine.ask_and_wait(joined)
        if answer.get("office") != office_id:
            raise StuckError(f"{name} does not join: {answer}")

    # -- a round

    def round(self) -> None:
        """Let the counters work, and something break."""
        self.report.rounds += 1
        for line in self.lines.values():
            line.share = self.chance.choice((0.0, 0.0, 0.1, 0.3, 0.6, 1.0))
            line.kinds = tuple(self.chance.sample(PER_REQUEST, self.chance.randint(1, len(PER_REQUEST))))
        for machine in list(self.machines):
            if not machine.is_on:
                machine.start()
            for _ in range(self.chance.randint(0, 3)):
                machine.ask(self.act(machine))
            machine.ask({"do": "hurry"})
        for _ in range(self.chance.choice((1, 1, 2))):
            time.sleep(self.chance.uniform(0.02, 0.6))
            self._fault()
        for machine in self.machines:
            if self.chance.random() < 0.5:
                machine.ask({"do": "hurry"})
            machine.wait_until_idle()

    def act(self, machine: Machine) -> dict[str, Any]:
        """Choose what a counter does next."""
        what = self.chance.choice(ACTS)
        act = {"do": what, "chance": self.chance.randrange(1 << 30), "act_id": new_id(datetime.now(UTC))}
        if what == "hand over":
            others = [natural_id("office", str(AgencyCode.parse(prefix))) for prefix in OFFICES]
            act["to"] = next(one for one in others if one != machine.office)
        return act

    def _fault(self) -> None:
        kinds: list[tuple[int, str, Callable[[Machine], None]]] = [
            (20, "quiet", lambda _machine: None),
            (24, "desktop killed", self._kill),
            (10, "server killed", self._kill_server),
            (8, "postgresql killed", self._crash_postgres),
            (8, "database lines cut", lambda _machine: self.centre.to_database.cut()),
            (8, "line refused", self._refuse),
            (6, "lines cut", lambda machine: self._line_of(machine).cut()),
            (10, "clock jump", self._jump),
            (6, "copy made", self._back_up),
            (5, "image taken", self._take_image),
        ]
        if not self._is_gentle:
            kinds += [
                (3, "image put back", self._put_image_back),
                (3, "restored with damaged file", self._restore),
                (2, "restored without file", self._restore_without),
                (2, "cloned", self._make_clone),
            ]
        machine = self.chance.choice(self.machines)
        [(_, name, fault)] = self.chance.choices(kinds, [weight for weight, *_ in kinds])
        self.faults[name] += 1
        fault(machine)

    def _line_of(self, machine: Machine) -> FaultyLine:
        return self.lines[machine.name.removesuffix("-clone")]

    def _kill(self, machine: Machine) -> None:
        machine.kill()
        self.kills["desktop"] += 1
        if self.chance.random() < 0.8:
            machine.start()

    def _kill_server(self, _machine: Machine) -> None:
        port = self.chance.choice(self.centre.ports)
        self.centre.kill_server(port)
        self.kills["server"] += 1
        self.centre.start_server(port)

    def _crash_postgres(self, _machine: Machine) -> None:
        self.kills["postgresql"] += 1
        self.centre.crash_postgres(self.chance.uniform(0.0, 0.5))

    def _refuse(self, machine: Machine) -> None:
        line = self._line_of(machine)
        line.refuse()
        time.sleep(self.chance.uniform(0.05, 0.5))
        line.listen()

    def _jump(self, machine: Machine) -> None:
        machine.ahead += self.chance.choice(JUMPS)
        machine.ask({"do": "clock", "ahead": machine.ahead})

    def _back_up(self, machine: Machine) -> None:
        machine.ask({"do": "back up"})

    def _image_of(self, machine: Machine) -> Path:
        return self.folder / "images" / machine.name

    def _off(self, machine: Machine) -> None:
        machine.kill(forget=True)
        self.kills["desktop"] += 1

    def _take_image(self, machine: Machine) -> None:
        machine.kill()
        self.kills["desktop"] += 1
        machine.take_image(self._image_of(machine))
        machine.start()

    def _put_image_back(self, machine: Machine) -> None:
        image = self._image_of(machine)
        if image.exists() and self._clone is None:
            self._off(machine)
            with self._destroying(machine):
                machine.put_image_back(image)
                machine.start()

    def _restore(self, machine: Machine) -> None:
        self._off(machine)
        machine.start(restore=True)
        machine.wait_until_open()

    def _restore_without(self, machine: Machine) -> None:
        if any(machine.folders.backups.glob("quay-*.db")) and self._clone is None:
            self._off(machine)
            with self._destroying(machine):
                machine.lose_database()
                machine.start(restore=True)

    @contextmanager
    def _destroying(self, machine: Machine) -> Iterator[None]:
        """Find out what lay on this disk alone, and is neither at the server nor in what comes in its place."""
        had = {event_id for (event_id,) in machine.rows("SELECT event_id FROM events")}
        yield
        machine.wait_until_open()
        kept = {event_id for (event_id,) in machine.rows("SELECT event_id FROM events")}
        stored = {event_id for (event_id,) in self.centre.ask("SELECT event_id FROM events")}
        self.ledger.forgive((had & self.ledger.events().keys()) - kept - stored)

    def _make_clone(self, machine: Machine) -> None:
        """Copy a disk into another PC; both go on as if they were the one."""
        if self._clone is not None or machine.name.endswith("-clone"):
            return
        machine.kill()
        self.kills["desktop"] += 1
        twin = Machine(
            f"{machine.name}-clone", machine.office, self.folder / f"{machine.name}-clone", self.nest, self.ledger
        )
        twin.ahead = machine.ahead
        machine.take_image(twin.folder)
        self._clone = (machine, twin, datetime.now(UTC), self._identities(machine))
        machine.start()
        twin.start()
        self.machines.append(twin)

    def _identities(self, machine: Machine) -> frozenset[str]:
        sql = "SELECT device_id FROM own_device UNION SELECT device_id FROM former_devices"
        return frozenset(device_id for (device_id,) in machine.rows(sql))

    def _note_twins(self) -> None:
        """What both gave since they were parted may bear one code twice."""
        if self._clone is not None:
            machine, twin, since, devices = self._clone
            devices |= self._identities(machine) | self._identities(twin)
            self.judge.twins.append(Twins(devices, since, datetime.now(UTC)))

    def _retire_clone(self) -> None:
        if self._clone is not None:
            _machine, twin, _since, _devices = self._clone
            twin.stop()
            self.machines.remove(twin)
            self._retired.append(twin)
            shutil.rmtree(twin.folder)
            self._clone = None

    # -- in between

    def settle(self) -> None:
        """Heal everything and wait until everybody has sent and read everything.

        Raises StuckError when nobody gets any further.
        """
        for line in self.lines.values():
            line.heal()
        self.centre.heal()
        for machine in self.machines:
            if not machine.is_on:
                machine.start()
            machine.wait_until_open()
            machine.wait_until_idle()
        deadline = time.monotonic() + PATIENCE
        hurried = 0.0
        self.awaited.clear()
        while trouble := self.judge.out_of_step(self.machines):
            now = time.monotonic()
            if trouble not in self.awaited:  # somebody got further
                deadline = now + PATIENCE
            if now > deadline:
                raise StuckError(f"not in step: {trouble}")
            self.awaited[trouble] += 1
            if now - hurried > 1.0:
                hurried = now
                for machine in self.machines:
                    machine.ask({"do": "hurry"})
            time.sleep(0.05)

    def check(self, *, deep: bool = False) -> bool:
        """Settle and judge; True while nothing is wrong."""
        began = time.monotonic()
        self.settle()
        settled = time.monotonic()
        self._note_twins()
        found = self.judge.judge(self.machines, deep=deep)
        self.verdict.add(found)
        self.report.checks += 1
        self._retire_clone()
        self._day += 1
        for machine in self.machines:
            machine.ahead = self._day * DAY
            machine.ask({"do": "clock", "ahead": machine.ahead})
        [(stored,)] = self.centre.ask("SELECT count(*) FROM events")
        self.report.events_stored = int(stored)
        if settled - began > SLOW:
            self._say(f"waited for {', '.join(f'{one} ({looks})' for one, looks in self.awaited.most_common(3))}")
        self._say(
            f"round {self.report.rounds:5}  {stored:6} events  {sum(self.faults.values()):6} faults  "
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
        self._is_gentle = True  # one disaster at a time: a disk lost together with the primary is lost
        self.centre.begin_replica()
        for _ in range(before):
            self.round()
        self.centre.cut_replica()
        for _ in range(after):
            self.round()
        # By chance the counters may have written nothing meanwhile, and then the replica would lack nothing.
        for machine in self.machines:
            machine.ask({**self.act(machine), "do": "receive"})
        if settled if settled is not None else self.chance.random() < 0.5:
            self.settle()  # the PCs think that all of it is safe
        had = {event_id for (event_id,) in self.centre.ask("SELECT event_id FROM events")}
        self.centre.fail_over(restart=self.chance.random() < 0.5)
        self.report.lost_by_failover += len(
            had - {event_id for (event_id,) in self.centre.ask("SELECT event_id FROM events")}
        )
        self.report.failovers += 1
        self.faults["fail-over"] += 1
        self._is_gentle = False
        return self.check()

    def play(self, rounds: int, failovers: int) -> Report:
        """Play the rounds; ends early when something is found wrong, or by hand: the report is written all the same."""
        began = time.monotonic()
        places = {rounds * (one + 1) // (failovers + 1) for one in range(failovers)}
        try:
            self.furnish()
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
        report, everybody = self.report, [*self.machines, *self._retired]
        report.faults = dict(sorted(self.faults.items()))
        report.kills = dict(sorted(self.kills.items()))
        report.requests = sum(line.requests for line in self.lines.values())
        report.acts = sum(machine.saved for machine in everybody)
        report.events_acknowledged = len(self.ledger.events())
        with suppress(psycopg.Error):  # ended by hand while PostgreSQL was down
            report.events_stored = int(self.centre.ask("SELECT count(*) FROM events")[0][0])
        report.destroyed = len(self.ledger.forgiven)
        report.refused = dict(Counter(one for machine in everybody for one in machine.refused))
        report.clone_codes, report.repeated_in_feeds = len(self.verdict.clone_codes), len(self.verdict.repeats)
        report.lost, report.doubled = len(self.verdict.lost), len(self.verdict.doubled)
        report.diverged = len(self.verdict.diverged)
        report.found = self.verdict.lines()[:200]
        report.troubles = sorted({one for machine in everybody for one in machine.troubles} | set(self._logged()))[:50]
        return report

    def _logged(self) -> Iterator[str]:
        """Yield what desktops logged as errors, and servers as answers they should never give."""
        for log in sorted(self.folder.glob("*.log")):
            for line in log.read_text("utf-8", "replace").splitlines():
                if _TROUBLE.search(line):
                    yield f"{log.name}: {line.partition(' ')[2].partition(' ')[2]}"
                elif '"status": 500' in line or '"status":500' in line:
                    yield f"{log.name}: {line}"

    def _switch_off(self) -> None:
        for machine in self.machines:
            machine.kill()
        for line in self.lines.values():
            line.refuse()
