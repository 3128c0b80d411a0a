"""The work that loses its power, in a process of its own: `power_work.py KIND FOLDER`. See `power`.

Everything is loaded once; each run is a fork, so that only the work itself is cut. A line "run step" on the standard
input starts a run; the run says on the standard output what it has acknowledged, a line each, ending in "said".
"""

from __future__ import annotations

import os
import signal
import socket
import sys
import threading
import time
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from itertools import count
from pathlib import Path
from types import FrameType
from typing import Any

from office_fixtures import BIRTH, CERTIFY, KEY, MARRIAGE, THURSDAY, Clock, again, form

from app.domain.intake import SupplementItem
from app.domain.office import Actor
from app.paths import Folders
from app.printing.handing import Handed
from app.runtime.print_loop import PrintLoop
from app.services.catalogue_files import read_catalogue
from app.services.door import list_staff
from app.services.drafts import Draft, keep_draft
from app.services.house import House
from app.services.intake import correct_dossier, receive_dossier, request_supplement
from app.services.print_jobs import PrintJob, PrintPlan, list_jobs
from app.services.procedures import publish_procedures
from app.services.upkeep import back_up_now
from app.storage import migrating
from app.storage.database import Database

STEPS = frozenset(
    ("execute", "executemany", "commit", "rollback", "fsync", "replace", "unlink", "flush", "backup", "sendall")
)
BETWEEN_RUNS = timedelta(minutes=31)  # the clock of the office goes on: 1,000 numbers last for a day


def say(*words: object) -> None:
    """Say a line at once and whole, whichever thread it comes from."""
    os.write(1, (" ".join(map(str, words)) + " said\n").encode("ascii"))


def open_house(folder: Path, run: int) -> House:
    folders = Folders.of(folder)
    clock = Clock(THURSDAY + run * BETWEEN_RUNS)
    return House(Database(folders.database, KEY), clock, folders.papers, folders.number_mark, folders.backups)


def the_clerk(house: House) -> Actor:
    [member] = list_staff(house)
    return Actor(member.staff_id, member.name, member.number, member.roles)


def intake(folder: Path, run: int) -> None:
    """Receive dossiers without end, with drafts, supplement slips, notes and corrections."""
    house = open_house(folder, run)
    clerk, plan = the_clerk(house), PrintPlan()
    items = [SupplementItem("Tờ khai", originals=1, reason="Chưa ký")]
    for place in count():
        saved = replace(form(house, (MARRIAGE, BIRTH, CERTIFY)[place % 3]), note="x" if place % 4 == 0 else "")
        for letters in range(1, 3):
            typed = {"act_id": saved.act_id, "visitor": {"name": saved.applicant.owner.name[:letters]}}
            keep_draft(house, Draft(saved.act_id, "intake", clerk.staff_id, "x", typed, house.local_now()))
            say("draft", saved.act_id, letters)
        subject = ""
        if place % 5 == 0:
            slip = request_supplement(house, clerk, saved, items, plan)
            say("slip", slip.code, slip.subject_id, slip.number)
            saved, subject = again(house, saved), slip.subject_id
        received = receive_dossier(house, clerk, saved, plan, subject)
        say("received", received.code, received.subject_id)
        if place % 3 == 0:
            correct_dossier(house, clerk, received.subject_id, again(house, saved, sets=2), "nhầm", plan)
            say("corrected", received.subject_id)


def catalogue(folder: Path, run: int) -> None:
    """Read a catalogue file and publish it."""
    house = open_house(folder, run)
    incoming = read_catalogue(folder / "catalogue.jsonl")
    publish_procedures(house, the_clerk(house), incoming.procedures)
    say("published", incoming.procedures[0].short_name)


def migration(folder: Path, run: int) -> None:
    """Bring an older database up to date, as a start does."""
    folders = Folders.of(folder)
    migrating.MIGRATIONS = folder / "migrations"
    migrating.migrate(folders.database, KEY, folders.backups / f"truoc-nang-cap-20261119-{run:06}.db")
    say("migrated")


def backup(folder: Path, run: int) -> None:
    """Make copies without end while dossiers come in."""
    house = open_house(folder, run)
    clerk, clock = the_clerk(house), house.clock
    assert isinstance(clock, Clock)

    def receive() -> None:
        while True:
            received = receive_dossier(house, clerk, form(house), PrintPlan(labels=0))
            say("received", received.code, received.subject_id)
            time.sleep(0.02)  # a fast clerk

    threading.Thread(target=receive, daemon=True).start()
    while True:
        info = back_up_now(house)
        say("copied", info.path.name)
        clock.now += timedelta(minutes=1)


def printing(folder: Path, run: int) -> None:
    """Print on slow devices what is received meanwhile, by the program's own print threads."""
    house = open_house(folder, run)
    clerk, port = the_clerk(house), int((folder / "device.port").read_text())

    class Slow:
        def printer_for(self, _job: PrintJob) -> str:
            return "HP"

        def deliver(self, job: PrintJob, pdf: Path, _printer: str, _name: str) -> Handed:
            data = pdf.read_bytes()
            with socket.create_connection(("127.0.0.1", port)) as device:
                device.sendall(f"{job.job_id} {job.code} {len(data)}\n".encode("ascii"))
                for start in range(0, len(data), 4096):
                    device.sendall(data[start : start + 4096])
                    time.sleep(0.002)
            return Handed(certain=True)

    loop = PrintLoop(house, Slow())
    loop.printed.connect(lambda job: say("printed", job.job_id))
    loop.start()
    received = receive_dossier(house, clerk, form(house), PrintPlan())
    say("received", received.code, received.subject_id)
    loop.wake()
    while any(job.state in ("queued", "printing") for job in list_jobs(house, limit=10_000)):
        time.sleep(0.005)
    loop.close()


WORKS: dict[str, Callable[[Path, int], None]] = {
    "intake": intake,
    "catalogue": catalogue,
    "migration": migration,
    "backup": backup,
    "printing": printing,
}


class Steps:
    """Counts the steps to the disk of every thread; at the chosen one the process is gone."""

    def __init__(self, fall_at: int) -> None:
        self._fall_at = fall_at
        self.taken = 0

    def __call__(self, _frame: FrameType, event: str, function: Any) -> None:
        # both sides of a call count: half of the cuts fall before what the call does, half after it
        if event in ("c_call", "c_return") and function.__name__ in STEPS:
            self.taken += 1
            if self.taken == self._fall_at:
                os.kill(os.getpid(), signal.SIGKILL)


def main() -> None:
    """Work on every line until the input ends."""
    work, folder = WORKS[sys.argv[1]], Path(sys.argv[2])
    for line in sys.stdin:
        run, fall_at = map(int, line.split())
        child = os.fork()
        if not child:
            steps = Steps(fall_at)
            os.write(1, f"ready {os.getpid()}\n".encode("ascii"))
            if fall_at >= 0:
                threading.setprofile(steps)
                sys.setprofile(steps)
            work(folder, run)
            sys.setprofile(None)
            say("finished", steps.taken)
            os._exit(0)
        sys.stdin.readline()  # until the mains holds the work its number must stay its own, however soon it ends
        _, status = os.waitpid(child, 0)
        os.write(1, f"\nout {os.waitstatus_to_exitcode(status)}\n".encode("ascii"))


if __name__ == "__main__":
    main()
