"""What breaks: programs, servers, PostgreSQL, lines, clocks and disks; and a line that is gone for long."""

from __future__ import annotations

import random
import shutil
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

from app.protocol.ids import new_id
from chaos.machines import Machine
from chaos.province import Province
from chaos.verdict import Twins

DAY = 86_400.0
JUMPS = (3600.0, -7200.0, 3 * DAY, -2 * DAY, 400 * DAY, -900 * DAY, 2500 * DAY)
LONG_WAITS = ((520, 700), (1_050, 1_300), (1_510, 1_800))  # events: more than one piece, and more than two and three


class Faults:
    """Breaks something by chance. `is_gentle`: no disk is lost, for one disaster at a time is enough."""

    def __init__(self, province: Province, chance: random.Random, done: Counter[str]) -> None:
        self._province, self._chance, self._done = province, chance, done
        self.kills: Counter[str] = Counter()
        self.is_gentle = False
        self._clone: tuple[Machine, Machine, datetime, frozenset[str]] | None = None

    def strike(self) -> None:
        """Break one thing of one PC or of the centre."""
        kinds: list[tuple[float, str, Callable[[Machine], None]]] = [
            (20, "quiet", lambda _machine: None),
            (24, "desktop killed", self._kill),
            (10, "server killed", self._kill_server),
            (8, "postgresql killed", self._crash_postgres),
            (8, "database lines cut", lambda _machine: self._province.centre.to_database.cut()),
            (8, "line refused", self._refuse),
            (6, "lines cut", lambda machine: self._province.line_of(machine).cut()),
            (10, "clock jump", self._jump),
            (6, "copy made", self._back_up),
            (5, "image taken", self._take_image),
            (0.6, "long wait", self.long_wait),
        ]
        if not self.is_gentle:
            kinds += [
                (3, "image put back", self._put_image_back),
                (3, "restored with damaged file", self._restore),
                (2, "restored without file", self._restore_without),
                (2, "cloned", self._make_clone),
            ]
        machine = self._chance.choice(self._province.machines)
        [(_, name, fault)] = self._chance.choices(kinds, [weight for weight, *_ in kinds])
        self._done[name] += 1
        fault(machine)

    def _kill(self, machine: Machine) -> None:
        machine.kill()
        self.kills["desktop"] += 1
        if self._chance.random() < 0.8:
            machine.start()

    def _kill_server(self, _machine: Machine) -> None:
        port = self._chance.choice(self._province.centre.ports)
        self._province.centre.kill_server(port)
        self.kills["server"] += 1
        self._province.centre.start_server(port)

    def _crash_postgres(self, _machine: Machine) -> None:
        self.kills["postgresql"] += 1
        self._province.centre.crash_postgres(self._chance.uniform(0.0, 0.5))

    def _refuse(self, machine: Machine) -> None:
        line = self._province.line_of(machine)
        line.refuse()
        time.sleep(self._chance.uniform(0.05, 0.5))
        line.listen()

    def long_wait(self, machine: Machine) -> None:
        """Let a PC work for long without a line and be switched off; when it wakes, all of it goes at once.

        A program that goes on has seen its line fail, and sends little at a time.
        """
        line = self._province.line_of(machine)
        line.refuse()
        count = self._chance.randint(*self._chance.choice(LONG_WAITS))
        machine.ask({"do": "pile up", "count": count, "act_id": new_id(datetime.now(UTC))})
        machine.wait_until_idle()
        machine.stop()
        line.listen()
        machine.start()
        machine.ask({"do": "hurry"})

    def _jump(self, machine: Machine) -> None:
        machine.ahead += self._chance.choice(JUMPS)
        machine.ask({"do": "clock", "ahead": machine.ahead})

    def _back_up(self, machine: Machine) -> None:
        machine.ask({"do": "back up"})

    def _image_of(self, machine: Machine) -> Path:
        return self._province.folder / "images" / machine.name

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
        ledger, files = self._province.ledger, self._province.judge.files
        had, had_files = _events(machine), files.here(machine)
        yield
        machine.wait_until_open()
        stored = {event_id for (event_id,) in self._province.centre.ask("SELECT event_id FROM events")}
        elsewhere = set().union(*map(files.here, self._province.machines))
        ledger.forgive((had & ledger.events().keys()) - _events(machine) - stored, had_files - elsewhere - files.kept())
        ledger.forget_wishes(machine.name, {name for (name,) in machine.rows("SELECT sha256 FROM kept_blobs")})

    def _make_clone(self, machine: Machine) -> None:
        """Copy a disk into another PC; both go on as if they were the one."""
        if self._clone is not None or machine.name.endswith("-clone"):
            return
        machine.kill()
        self.kills["desktop"] += 1
        name, province = f"{machine.name}-clone", self._province
        twin = Machine(name, machine.office, province.folder / name, province.nest, province.ledger)
        twin.ahead = machine.ahead
        machine.take_image(twin.folder)
        self._clone = (machine, twin, datetime.now(UTC), self._identities(machine))
        machine.start()
        twin.start()
        self._province.machines.append(twin)

    def _identities(self, machine: Machine) -> frozenset[str]:
        sql = "SELECT device_id FROM own_device UNION SELECT device_id FROM former_devices"
        return frozenset(device_id for (device_id,) in machine.rows(sql))

    def note_twins(self) -> None:
        """What both gave since they were parted may bear one number twice."""
        if self._clone is not None:
            machine, twin, since, devices = self._clone
            devices |= self._identities(machine) | self._identities(twin)
            self._province.judge.twins.append(Twins(devices, since, datetime.now(UTC)))

    def retire_clone(self) -> None:
        """End the copy, once both are in step."""
        if self._clone is not None:
            _machine, twin, _since, _devices = self._clone
            twin.stop()
            self._province.machines.remove(twin)
            self._province.retired.append(twin)
            shutil.rmtree(twin.folder)
            self._clone = None


def _events(machine: Machine) -> set[str]:
    return {event_id for (event_id,) in machine.rows("SELECT event_id FROM events")}
