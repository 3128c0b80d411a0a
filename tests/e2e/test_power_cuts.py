"""Power cuts at random moments of intake, import, migration, backup and printing.

Nothing acknowledged is lost, no number comes twice, the data stay whole. A dozen cuts of each here, 500 in all with
`python3 dev.py nightly`. Half of the cuts come by the clock, half at a step to the disk (`power`).
"""

from __future__ import annotations

import gzip
import json
import os
import random
import shutil
import socket
import struct
import subprocess
import sys
import threading
from collections import Counter, defaultdict
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from hashlib import sha256
from pathlib import Path

import pytest
import sqlcipher3.dbapi2 as sqlcipher
from alembic.config import Config
from alembic.script import ScriptDirectory
from office_fixtures import KEY, MARRIAGE, PIN, PROCEDURES
from power import Mains, Run, mains
from power_checks import FACTS, Ledger, check_file, check_litter, check_rebuild, house_of

from app.domain.catalogue import procedure_to_data
from app.paths import Folders
from app.services.drafts import list_drafts
from app.services.numbers import Given, keep_mark
from app.services.paper_archive import archived
from app.services.print_jobs import list_jobs
from app.services.procedures import list_procedures
from app.services.upkeep import last_good_backup, verify
from app.storage import migrating
from app.storage.backup import copies, verify_copy
from app.storage.database import open_connection

pytestmark = [
    pytest.mark.nightly,
    pytest.mark.skipif(not hasattr(os, "pidfd_open"), reason="needs fork and a handle on a process"),
    pytest.mark.timeout(300),
]
EACH, EACH_NIGHT = 12, 100
REBUILD_EVERY = 25
WORKED = 6  # dossiers that a counter must have received for its cuts to mean anything; a slow machine gets more cuts


@pytest.fixture
def cuts(nightly: bool) -> int:
    """Return how many cuts each kind of work gets."""
    return EACH_NIGHT if nightly else EACH


@pytest.fixture
def office(founded: Path, tmp_path: Path) -> Path:
    """Return the folder of a founded office, laid out as the program lays out its own."""
    folders = Folders.of(tmp_path / "office")
    folders.create()
    shutil.copyfile(founded / "quay.db", folders.database)
    return tmp_path / "office"


def cut(power: Mains, lines: int, seconds: float, steps: int) -> Run:
    """Cut the power by the clock or by a step, whichever chance says; one cut in six in the very first moments."""
    chance = power.chance
    if chance.random() < 1 / 6:
        lines, seconds, steps = 0, seconds / 10, max(steps // 20, 1)
    if chance.random() < 0.5:
        return power.cut_by_clock(chance.randint(0, lines), chance.uniform(0.0, seconds))
    return power.cut_by_step(chance.randint(1, steps))


@contextmanager
def told(power: Mains) -> Iterator[None]:
    """Say with a failed check which cut of which seed it was."""
    try:
        yield
    except Exception as error:
        error.add_note(f"seed {power.seed}, run {power.runs}")
        raise


def test_a_counter_loses_nothing_it_said(office: Path, cuts: int) -> None:
    ledger = Ledger()
    with mains("intake", office) as power:
        while power.cuts < cuts or len(ledger.codes) < WORKED:
            ledger.hear(cut(power, 12, 0.1, 240).said)
            with told(power):
                ledger.check(office)
                check_litter(office)
                if power.cuts % REBUILD_EVERY == 0:
                    check_rebuild(office)
    check_rebuild(office)


def test_a_catalogue_is_published_whole_or_not_at_all(office: Path, cuts: int) -> None:
    size = 130  # more than a batch
    kept = edition = 0
    with mains("catalogue", office) as power:

        def write() -> None:
            data = procedure_to_data(PROCEDURES[MARRIAGE])
            lines = [data | {"code": f"9.{n:06}", "short_name": str(edition)} for n in range(size)]
            (office / "catalogue.jsonl").write_text("\n".join(map(json.dumps, lines)), "utf-8")

        write()
        steps = power.whole().steps
        while power.cuts < cuts:
            edition += 1
            write()
            run = cut(power, 0, 0.6, steps)
            with told(power):
                check_file(office)
                with house_of(office) as house:
                    assert verify(house)[1] == ()
                    found = Counter(p.short_name for p in list_procedures(house) if p.code.startswith("9."))
                [(name, number)] = found.items()
                assert number == size
                assert int(name) in ({edition} if ("published", str(edition)) in run.said else {kept, edition})
                kept = int(name)
    check_rebuild(office)


SLOW_REVISION = """
from alembic import op
revision, down_revision, branch_labels, depends_on = "9999", {head!r}, None, None
def upgrade():
    # what a large migration does: a table made anew with its rows, rows changed one by one, another index
    op.execute("CREATE TABLE events_new AS SELECT *, length(body) AS size FROM events")
    op.execute("DROP TABLE events")
    op.execute("ALTER TABLE events_new RENAME TO events")
    op.execute("CREATE UNIQUE INDEX ix_events_position ON events (position)")
    op.execute("CREATE UNIQUE INDEX ix_events_event_id ON events (event_id)")
    for (row,) in op.get_bind().exec_driver_sql("SELECT row FROM dossiers").fetchall():
        op.get_bind().exec_driver_sql("UPDATE dossiers SET phone = phone || '.' WHERE row = ?", (row,))
"""


@pytest.fixture
def old_office(tmp_path: Path) -> Path:
    """Return an office as the first version of the program left it, and a program two versions on."""
    folder = tmp_path / "office"
    Folders.of(folder).create()
    plain = tmp_path / "plain.db"
    golden = Path(__file__).resolve().parents[1] / "golden" / "database-0001.db.gz"
    plain.write_bytes(gzip.decompress(golden.read_bytes()))
    with closing(sqlcipher.connect(str(plain))) as connection:
        connection.execute("ATTACH ? AS quay KEY ?", (str(tmp_path / "old.db"), f"x'{KEY.hex()}'"))
        connection.execute("SELECT sqlcipher_export('quay')")
        connection.execute("DETACH quay")
    shutil.copytree(migrating.MIGRATIONS, folder / "migrations", ignore=shutil.ignore_patterns("__pycache__"))
    config = Config()
    config.set_main_option("script_location", str(migrating.MIGRATIONS))
    head = ScriptDirectory.from_config(config).get_current_head()
    (folder / "migrations" / "versions" / "9999_slow.py").write_text(SLOW_REVISION.format(head=head))
    return folder


def test_a_migration_is_done_or_not_begun_and_its_copy_is_good(
    old_office: Path, tmp_path: Path, cuts: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(migrating, "MIGRATIONS", old_office / "migrations")
    folders, old = Folders.of(old_office), tmp_path / "old.db"
    columns = _columns(old)
    before = _facts(old, columns)
    assert len(before["events"]) > 100

    def set_back() -> None:
        for path in (*folders.backups.iterdir(), *folders.data.glob("quay.db*")):
            path.unlink()
        shutil.copyfile(old, folders.database)

    done = 0
    with mains("migration", old_office) as power:
        set_back()
        whole = power.whole()
        assert ("migrated",) in whole.said
        while power.cuts < cuts:
            set_back()
            runs = 1 + power.chance.randrange(3)  # some starts are cut again and again
            said = [line for _ in range(runs) for line in cut(power, 0, 0.8, whole.steps).said]
            with told(power):
                check_file(old_office)
                version = _version(folders.database)
                assert version in ({"9999"} if ("migrated",) in said else {"0001", "9999"})
                assert _facts(folders.database, columns) == before
                made = list(folders.backups.glob("*.db"))
                assert made or version == "0001", "no change without a copy"
                for copy in made:
                    assert verify_copy(copy, KEY) == len(before["events"])
                    assert (_version(copy), _facts(copy, columns)) == ("0001", before)
                check_litter(old_office)
                migrating.migrate(folders.database, KEY, folders.backups / "the-next-start.db")
                assert (_version(folders.database), _facts(folders.database, columns)) == ("9999", before)
            done += version == "9999"


def _columns(path: Path) -> dict[str, str]:
    with closing(open_connection(path, KEY)) as connection:
        return {
            name: ", ".join(row[1] for row in connection.execute(f"PRAGMA table_info({name})").fetchall())
            for name in FACTS
        }


def _facts(path: Path, columns: dict[str, str]) -> dict[str, list[object]]:
    """Return what the older program knew of the facts: later columns may come, rows may not go."""
    with closing(open_connection(path, KEY)) as connection:
        return {
            name: connection.execute(f"SELECT {of_name} FROM {name} ORDER BY 1, 2").fetchall()
            for name, of_name in columns.items()
        }


def _version(path: Path) -> str:
    with closing(open_connection(path, KEY)) as connection:
        (version,) = connection.execute("SELECT version_num FROM alembic_version").fetchone()
        return str(version)


def test_half_a_copy_never_passes_for_a_good_one(office: Path, cuts: int) -> None:
    folders, ledger = Folders.of(office), Ledger()
    last_said = ""
    with mains("backup", office) as power:
        while power.cuts < cuts or not last_said:
            run = cut(power, 3, 0.1, 80)
            ledger.hear(run.said)
            last_said = max([last_said, *(words[1] for words in run.said if words[0] == "copied")])
            with told(power):
                ledger.check(office)
                found = copies(folders.backups)
                events = [verify_copy(copy, KEY) for copy in found]
                assert events == sorted(events), "what a later copy holds is not less"
                if last_said:
                    assert (folders.backups / last_said) in found
                    with house_of(office) as house:
                        good = last_good_backup(house)
                    assert good is not None
                    assert good[0].path == found[-1]
                check_litter(office)
    check_rebuild(office)


@dataclass
class Device:
    """A printer on the network that keeps what it gets: whole papers by job, and how many were cut off."""

    papers: defaultdict[str, list[bytes]] = field(default_factory=lambda: defaultdict(list))
    codes: dict[str, str] = field(default_factory=dict)  # job → code
    cut_off: int = 0

    def serve(self, socket_: socket.socket) -> None:
        """Take papers until the socket closes."""
        while True:
            try:
                connection, _ = socket_.accept()
            except OSError:
                return
            with connection, connection.makefile("rb") as stream:
                try:
                    head, data = stream.readline().decode("ascii").split(), stream.read()
                except OSError:
                    head, data = [], b""
            if len(head) == 3 and len(data) == int(head[2]):
                self.codes[head[0]] = head[1]
                self.papers[head[0]].append(data)
            else:
                self.cut_off += 1


@pytest.fixture
def device(office: Path) -> Iterator[Device]:
    """Switch a printer on; its port stands in a file."""
    device = Device()
    with socket.create_server(("127.0.0.1", 0)) as listening:
        (office / "device.port").write_text(str(listening.getsockname()[1]))
        thread = threading.Thread(target=device.serve, args=(listening,))
        thread.start()
        yield device
        listening.shutdown(socket.SHUT_RDWR)
        thread.join()


def test_each_unfinished_print_stands_in_the_ledger_once(office: Path, device: Device, cuts: int) -> None:
    ledger = Ledger()
    with mains("printing", office) as power:
        steps = power.whole().steps
        while power.cuts < cuts:
            ledger.hear(cut(power, 6, 0.25, steps).said)
            with told(power):
                ledger.check(office)
                check_litter(office)
        last = power.whole()  # the power stays on: everything gets printed
        ledger.hear(last.said)
    ledger.check(office)
    with house_of(office) as house:
        jobs = {job.job_id: job for job in list_jobs(house, limit=10_000)}
        assert {job.state for job in jobs.values()} == {"done"}
        assert set(device.papers) == set(jobs), "each paper reached the printer"
        for job_id, papers in device.papers.items():
            job = jobs[job_id]
            assert len(set(papers)) == len(papers), "a paper that is sent again says so"
            assert all(archived(house, sha256(paper).hexdigest()).exists() for paper in papers)
            assert archived(house, job.pdf_sha256).read_bytes() == papers[-1]
            assert device.codes[job_id] == ledger.codes.get(job.subject_id, job.code) == job.code
    check_rebuild(office)


def test_what_the_disk_had_not_confirmed_may_be_lost(office: Path, tmp_path: Path, cuts: int) -> None:
    """A real power cut also loses what lay in the memory of the operating system.

    The log of SQLite up to the last commit was confirmed by the disk (`synchronous=FULL`) before anything was said;
    what follows may be missing, in part or nonsense, so may the pages a checkpoint was copying into the main file, and
    the index in shared memory is gone. What was said is there all the same. That the disk keeps what it confirms is
    taken on trust.
    """
    ledger, folders = Ledger(), Folders.of(office)
    with mains("intake", office) as power:
        while power.cuts < cuts or len(ledger.codes) < WORKED:
            main_before, log_before = folders.database.read_bytes(), _log(folders)[:32]
            ledger.hear(cut(power, 12, 0.1, 240).said)
            torn = tmp_path / f"torn-{power.runs}"
            shutil.copytree(office, torn)
            (torn / "data" / "quay.db-shm").unlink(missing_ok=True)
            with told(power):
                _tear(folders, Folders.of(torn), main_before, log_before, power.chance)
                ledger.check(torn)
                check_rebuild(torn)
            shutil.rmtree(torn)


def _log(folders: Folders) -> bytes:
    path = folders.database.with_name("quay.db-wal")
    return path.read_bytes() if path.exists() else b""


def _tear(folders: Folders, torn: Folders, main_before: bytes, log_before: bytes, chance: random.Random) -> None:
    """Put chance in the place of everything after the last commit."""
    log = _log(folders)
    if not log:
        return
    index = folders.database.with_name("quay.db-shm").read_bytes()
    page_size, frames = struct.unpack_from("=HI", index, 14)  # of the last commit: "mxFrame" of the index's header
    end = 32 + frames * (24 + page_size)
    tail = log[end:]
    match chance.randrange(4):
        case 0:
            tail = b""
        case 1:
            tail = tail[: chance.randint(0, len(tail))]
        case 2:
            tail = bytes(len(tail))
        case 3:
            tail = chance.randbytes(len(tail) + 5000)
    torn.database.with_name("quay.db-wal").write_bytes(log[:end] + tail)
    if frames and log[:32] == log_before:  # not begun anew since: it still holds all that changed in the main file
        main = bytearray(torn.database.read_bytes())
        for start in range(0, len(main_before), 4096):
            if chance.random() < 0.5:
                main[start : start + 4096] = main_before[start : start + 4096]
        torn.database.write_bytes(main[: chance.choice((len(main), max(len(main_before), 4096)))])


@pytest.mark.slow
@pytest.mark.timeout(600)
def test_the_next_start_asks_nothing_it_can_know(office: Path, tmp_path: Path, nightly: bool) -> None:
    """The real program after cuts opens, nothing blocks it, what waited is printed, the form half typed is there."""
    folders, ledger = Folders.of(office), Ledger()
    (folders.keys / "database.key").write_text(KEY.hex(), "ascii")
    with mains("intake", office) as power:
        for start in range(10 if nightly else 1):
            for _ in range(3):
                ledger.hear(cut(power, 12, 0.1, 240).said)
            with told(power):
                with house_of(office) as house:
                    typed = [draft.data["visitor"]["name"] for draft in list_drafts(house, "intake")]
                seen = _start(office, typed[0] if typed else "", tmp_path / f"start-{start}.err")
                assert seen == {"asked": [], "screens": ["signin", "queue", "intake"]}
                ledger.check(office)
                with house_of(office) as house:
                    assert all(job.state in ("sent", "done") for job in list_jobs(house, limit=10_000))


def _start(office: Path, half_typed: str, errors: Path) -> dict[str, list[str]]:
    root = Path(__file__).resolve().parents[2]
    script = root / "tests/power/next_start.py"
    command = [sys.executable, str(script), str(office), PIN, half_typed]
    environment = os.environ | {"QT_QPA_PLATFORM": "offscreen", "PYTHONPATH": str(root)}
    with errors.open("w") as told_wrong:
        done = subprocess.run(
            command, cwd=root, env=environment, stdout=subprocess.PIPE, stderr=told_wrong, timeout=280
        )
    assert done.returncode == 0, errors.read_text()
    seen: dict[str, list[str]] = json.loads(done.stdout.splitlines()[-1])
    return seen


def test_the_mark_is_whole_after_a_cut_in_the_middle_of_writing_it(tmp_path: Path) -> None:
    """The half-written file of a cut lies beside the mark, never in its place."""
    mark = tmp_path / "numbers.json"
    keep_mark(mark, [Given("P", "2026-11-19", 3, 7)])
    (tmp_path / "numbers.json.new").write_text('{"P 2026-')
    keep_mark(mark, [Given("P", "2026-11-19", 3, 8)])
    assert mark.read_text() == '{"P 2026-11-19":{"3":8}}'
