"""Three PCs in two offices, two servers, one PostgreSQL, the lines between them, and what was acknowledged."""

from __future__ import annotations

import time
from collections import Counter
from contextlib import ExitStack
from pathlib import Path

from app.domain.dossier_codes import AgencyCode
from app.protocol.ids import natural_id
from chaos.centre import Centre
from chaos.judge import Judge
from chaos.ledger import Ledger
from chaos.lines import FaultyLine, Loop, event_loop
from chaos.machines import PATIENCE, Machine, Nest, StuckError

OFFICES = {"H12.10.15": "Xã Vĩnh Lợi", "H12.10.16": "Xã Châu Thới"}


def office_id(prefix: str) -> str:
    """Return the id of an office."""
    return natural_id("office", str(AgencyCode.parse(prefix)))


class Province:
    """Everything that is tried; `done` counts what the lines break."""

    def __init__(self, folder: Path, seed: int, taken_down: ExitStack, done: Counter[str]) -> None:
        self.folder, self._seed, self._done = folder, seed, done
        self.awaited: Counter[str] = Counter()  # what the last settling waited for, and how many looks
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
        self.retired: list[Machine] = []
        self.steward_codes: dict[str, str] = {}  # by office
        taken_down.callback(self._switch_off)

    def furnish(self) -> None:
        """Found two offices, join their PCs, one of them new, and bring everything in step."""
        first, second = OFFICES
        for prefix, name in OFFICES.items():
            self.centre.add_office(prefix, name)
        self._add("a1", first, founding=True)
        self._add("b1", second, founding=True)
        self.settle()
        for machine in self.machines:
            [(staff_id,)] = machine.rows("SELECT subject_id FROM staff WHERE office_id = ?", [machine.office])
            self.steward_codes[machine.office] = self.centre.name_steward(staff_id)
        self._add("a2", first, founding=False)
        self.settle()

    def _add(self, name: str, prefix: str, *, founding: bool) -> None:
        number = 1 + len(self.machines)
        line = self.lines[name] = FaultyLine(self.loop, self.centre.running, self._seed * 100 + number, self._done)
        line.listen()
        machine = Machine(name, office_id(prefix), self.folder / name, self.nest, self.ledger)
        self.machines.append(machine)
        more = {"prefix": prefix, "office": OFFICES[prefix], "number": number} if founding else {}
        machine.start(**more)
        machine.wait_until_open()
        self.centre.heal()
        joined = {"do": "join", "address": f"http://127.0.0.1:{line.port}", "code": self.centre.code(prefix)}
        answer = machine.ask_and_wait(joined)
        if answer.get("office") != machine.office:
            raise StuckError(f"{name} does not join: {answer}")

    def line_of(self, machine: Machine) -> FaultyLine:
        """Return the line of a PC; a clone hangs on that of its original."""
        return self.lines[machine.name.removesuffix("-clone")]

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
            if not self.judge.has_compared(machine):  # a comparison that failed rests for long
                machine.stop()
                machine.start()
                machine.wait_until_open()
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
                    self._hurry(machine)
            time.sleep(0.05)

    def _hurry(self, machine: Machine) -> None:
        """Let somebody press the button, and open again what has not come: a PC asks seldom by itself."""
        for file in self.judge.files.lacking(machine):
            machine.ask({"do": "want", "chance": 0, "file": file})
        machine.ask({"do": "hurry"})

    def _switch_off(self) -> None:
        for machine in self.machines:
            machine.kill()
        for line in self.lines.values():
            line.refuse()
