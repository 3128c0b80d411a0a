"""Power cuts at random moments: nothing acknowledged is lost, no number comes twice, the data stay whole.

`QUAY_POWER_CUTS` sets how many (12 unless told). A SIGKILL takes the program at any instruction; what it had said aloud
(one line per acknowledged dossier, on a pipe) must be in the database afterwards.
"""

from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
import threading
from pathlib import Path

import pytest
from office_fixtures import KEY, Clock, house_at
from sqlalchemy import select

from app.models.tables import DossierRow, PrintJobRow
from app.services.numbers import Given, keep_mark
from app.services.upkeep import rebuild_projections, verify
from app.storage.database import open_connection
from app.storage.migrating import migrate
from app.storage.projections import PROJECTED

COUNTER = """
import os
import sys
from dataclasses import replace
from pathlib import Path
from office_fixtures import BIRTH, CERTIFY, MARRIAGE, Clock, again, form, house_at
from app.domain.intake import SupplementItem
from app.domain.office import Actor
from app.services.drafts import Draft, keep_draft
from app.services.intake import correct_dossier, receive_dossier, request_supplement
from app.services.print_jobs import PrintPlan, finish_job, take_job
from app.services.staff import list_staff

def work(folder):
    house = house_at(folder, Clock())
    [member] = list_staff(house)
    clerk = Actor(member.staff_id, member.name, member.number, member.roles)
    items = [SupplementItem("Tờ khai", originals=1, reason="Chưa ký")]
    plan = PrintPlan()
    print("ready", os.getpid(), flush=True)
    for place in range(100_000):
        saved = replace(form(house, (MARRIAGE, BIRTH, CERTIFY)[place % 3]), note="x" if place % 4 == 0 else "")
        keep_draft(house, Draft(saved.act_id, "intake", clerk.staff_id, "x", {"place": place}, house.local_now()))
        if place % 5 == 0:
            slip = request_supplement(house, clerk, saved, items, plan)
            print(slip.code, slip.subject_id, slip.number, "said", flush=True)
            saved = again(house, saved)
            received = receive_dossier(house, clerk, saved, plan, slip.subject_id)
        else:
            received = receive_dossier(house, clerk, saved, plan)
            print(received.code, received.subject_id, "-", "said", flush=True)
        if place % 3 == 0:
            correct_dossier(house, clerk, received.subject_id, again(house, saved, sets=2), "nhầm", plan)
        if (job := take_job(house)) is not None:
            finish_job(house, job.job_id, "HP", "0" * 64)

for _ in sys.stdin:
    child = os.fork()  # everything is loaded already: only the work itself is cut
    if not child:
        work(Path(sys.argv[1]))
    os.waitpid(child, 0)
    print("\\nlights out", flush=True)
"""


def _projected(path: Path) -> dict[str, list[object]]:
    connection = open_connection(path, KEY)
    rows = {
        table.name: connection.execute(f"SELECT * FROM {table.name} ORDER BY 1, 2").fetchall() for table in PROJECTED
    }
    connection.close()
    return rows


@pytest.mark.skipif(not hasattr(os, "fork"), reason="needs fork and SIGKILL")
@pytest.mark.timeout(600)
def test_a_counter_killed_at_random_moments_loses_nothing_it_said(
    founded: Path, tmp_path: Path, repository: Path
) -> None:
    (tmp_path / "marks").mkdir()
    (tmp_path / "quay.db").write_bytes((founded / "quay.db").read_bytes())
    seed = random.randrange(1 << 32)
    chance = random.Random(seed)
    acknowledged: list[list[str]] = []
    env = {**os.environ, "PYTHONPATH": os.pathsep.join((str(repository), str(repository / "tests" / "office")))}
    command = [sys.executable, "-c", COUNTER, str(tmp_path)]
    with subprocess.Popen(command, env=env, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as counter:
        for _ in range(int(os.environ.get("QUAY_POWER_CUTS", "12"))):
            acknowledged += _work_until_killed(counter, chance.randrange(6), chance.uniform(0.0, 0.1))
            _check(tmp_path, acknowledged, seed)
        assert counter.stdin is not None
        counter.stdin.close()
    assert len(acknowledged) > 5, "the counter worked at all"
    _check_rebuild(tmp_path)


def _work_until_killed(counter: subprocess.Popen[str], dossiers: int, seconds: float) -> list[list[str]]:
    """Let a counter say so many dossiers, cut its power a moment later; return what it said: code, subject, slip."""
    assert counter.stdin is not None
    assert counter.stdout is not None
    print("on", file=counter.stdin, flush=True)
    ready, pid = counter.stdout.readline().split()
    assert ready == "ready"
    lines = [counter.stdout.readline() for _ in range(dossiers)]
    # the moment of the cut is what is tried here; nothing waits for something to be done by then
    cut = threading.Timer(seconds, os.kill, (int(pid), signal.SIGKILL))
    cut.start()
    lines += iter(counter.stdout.readline, "lights out\n")
    cut.join()
    # a line without its last word was cut off in the middle: it was not said
    return [words[:3] for words in map(str.split, lines) if words[3:] == ["said"]]


def _check(folder: Path, acknowledged: list[list[str]], seed: int) -> None:
    assert migrate(folder / "quay.db", KEY, folder / "before.db") is False, "the database opens and is up to date"
    house = house_at(folder, Clock())
    try:
        checked, faults = verify(house)
        assert (checked > 0, faults) == (True, ()), f"seed {seed}"
        with house.db.read() as session:
            kept = {row.subject_id: row for row in session.scalars(select(DossierRow))}
            codes = [row.code for row in kept.values()]
            assert len(codes) == len(set(codes)), f"a code twice, seed {seed}"
            for code, subject, slip in acknowledged:
                assert kept[subject].code == code, f"lost {code}, seed {seed}"
                assert slip == "-" or kept[subject].state_data["slip"] == slip, f"seed {seed}"
            with_papers = set(session.scalars(select(PrintJobRow.subject_id)))
            assert with_papers == set(kept), "a dossier and its papers come together or not at all"
    finally:
        house.db.close()


def _check_rebuild(folder: Path) -> None:
    before = _projected(folder / "quay.db")
    house = house_at(folder, Clock())
    rebuild_projections(house)
    house.db.close()
    assert _projected(folder / "quay.db") == before


def test_the_mark_is_whole_after_a_cut_in_the_middle_of_writing_it(tmp_path: Path) -> None:
    """The half-written file of a cut lies beside the mark, never in its place."""
    mark = tmp_path / "numbers.json"
    keep_mark(mark, [Given("P", "2026-11-19", 3, 7)])
    (tmp_path / "numbers.json.1.new").write_text('{"P 2026-')
    keep_mark(mark, [Given("P", "2026-11-19", 3, 8)])
    assert mark.read_text() == '{"P 2026-11-19": {"3": 8}}'
