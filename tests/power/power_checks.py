"""What must hold after a cut, whatever was cut: the file opens and is sound, the log is whole, no number came twice."""

from __future__ import annotations

import hashlib
import json
from collections import Counter
from collections.abc import Iterable, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from office_fixtures import KEY, THURSDAY, Clock
from sqlalchemy import select

from app.domain.dossier import PRINTED
from app.models.tables import DossierRow, DraftRow, PrintJobRow
from app.paths import Folders
from app.services.house import House
from app.services.upkeep import rebuild_projections, verify
from app.storage.database import Database, open_connection
from app.storage.event_log import act_events, events_of
from app.storage.migrating import migrate
from app.storage.projections import PROJECTED

FACTS = ("events", "personal_parts", "envelopes", "counters", "own_device", "drafts", "print_jobs")


@contextmanager
def house_of(folder: Path) -> Iterator[House]:
    """Open the house as the next start would."""
    folders = Folders.of(folder)
    before = folders.backups / "truoc-nang-cap.db"
    assert migrate(folders.database, KEY, before) is False, "the database opens and is up to date"
    house = House(
        Database(folders.database, KEY), Clock(THURSDAY), folders.papers, folders.number_mark, folders.backups
    )
    yield house
    house.db.close()


def check_file(folder: Path) -> None:
    """Hold that SQLite finds nothing wrong with the file: pages, indexes, references."""
    with closing(open_connection(Folders.of(folder).database, KEY)) as connection:
        assert connection.execute("PRAGMA synchronous").fetchone() == (2,), "a commit waits for the disk"
        assert connection.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
        assert connection.execute("PRAGMA foreign_key_check").fetchall() == []


def check_rebuild(folder: Path) -> None:
    """Hold that the projections are what the log folds to."""
    path = Folders.of(folder).database
    before = rows_of(path, [table.name for table in PROJECTED])
    with house_of(folder) as house:
        rebuild_projections(house)
    assert rows_of(path, [table.name for table in PROJECTED]) == before


def rows_of(path: Path, tables: Iterable[str]) -> dict[str, list[object]]:
    """Return all rows of some tables of a database."""
    with closing(open_connection(path, KEY)) as connection:
        return {name: connection.execute(f"SELECT * FROM {name} ORDER BY 1, 2").fetchall() for name in tables}


def check_litter(folder: Path) -> None:
    """Hold that what cuts left half written does not pile up, however many they were."""
    left = Counter(path.suffix for path in folder.rglob("*") if path.suffix in (".new", ".part"))
    # copies: one at a time; the mark and the papers of two printers: each is written over when it is written again
    assert left[".part"] <= 1
    assert left[".new"] <= 3


@dataclass
class Ledger:
    """All that was ever said of one office's dossiers, over every cut."""

    codes: dict[str, str] = field(default_factory=dict)  # subject → code
    slips: dict[str, str] = field(default_factory=dict)  # subject → number
    corrected: set[str] = field(default_factory=set)
    drafts: dict[str, int] = field(default_factory=dict)  # draft → letters
    printed: set[str] = field(default_factory=set)

    def hear(self, said: tuple[tuple[str, ...], ...]) -> None:
        """Take down what one run said."""
        for what, *words in said:
            match what, words:
                case "received", [code, subject]:
                    self.codes[subject] = code
                case "slip", [code, subject, number]:
                    self.codes[subject] = code
                    self.slips[subject] = number
                case "corrected", [subject]:
                    self.corrected.add(subject)
                case "draft", [draft, letters]:
                    self.drafts[draft] = int(letters)
                case "printed", [job]:
                    self.printed.add(job)

    def check(self, folder: Path) -> None:
        """Hold the database, the mark and the archive against what was said."""
        check_file(folder)
        with house_of(folder) as house:
            checked, faults = verify(house)
            assert (checked > 0, faults) == (True, ())
            self._check_dossiers(house)
            self._check_mark(house)
            self._check_prints(house)

    def _check_dossiers(self, house: House) -> None:
        with house.db.read() as session:
            kept = {row.subject_id: row for row in session.scalars(select(DossierRow))}
            drafts = {row.draft_id: row.data for row in session.scalars(select(DraftRow))}
            with_papers = set(session.scalars(select(PrintJobRow.subject_id)))
        codes = [row.code for row in kept.values()]
        twice = [code for code, times in Counter(codes).items() if times > 1]
        assert twice == [], "a code twice"
        for subject, code in self.codes.items():
            assert kept[subject].code == code, f"lost {code}"
        for subject, number in self.slips.items():
            assert kept[subject].state_data["slip"] == number
        for subject in self.corrected:
            assert kept[subject].state_data["sets"] == 2, "a correction is lost"
        assert with_papers == set(kept), "a dossier and its papers come together or not at all"
        for draft, letters in self.drafts.items():
            if draft in drafts:
                assert len(drafts[draft]["visitor"]["name"]) >= letters, "what was typed is lost"
            else:
                with house.db.read() as session:
                    assert act_events(session, draft), "a form is lost"

    def _check_mark(self, house: House) -> None:
        """Hold that the mark outside the database knows of every number that anybody has seen."""
        marks = json.loads(house.number_mark.read_bytes()) if self.codes else {}
        for code in self.codes.values():
            prefix, day, serial = code.rsplit("-", 2)
            period = f"{prefix} 20{day[:2]}-{day[2:4]}-{day[4:]}"
            assert int(serial[-3:]) <= marks[period][serial[:-3]], f"{code} is not in the mark"

    def _check_prints(self, house: House) -> None:
        with house.db.read() as session:
            jobs = list(session.scalars(select(PrintJobRow)))
            printed = Counter(
                event.payload["job_id"]
                for subject in {job.subject_id for job in jobs if job.state == "done"}
                for event in events_of(session, "dossier", subject)
                if event.type == PRINTED
            )
        done = {job.job_id: job for job in jobs if job.state == "done"}
        assert {job.state for job in jobs} <= {"queued", "printing", "done"}
        at_hand = Counter(job.role for job in jobs if job.state == "printing")
        assert max(at_hand.values(), default=0) <= 1, "each printer has one paper at hand"
        assert self.printed <= set(done), "a print that was said to be done is done"
        assert printed == Counter(done.keys()), "each print that is done stands in the log once, no other does"
        for pdf in house.archive.rglob("*.pdf"):
            assert hashlib.sha256(pdf.read_bytes()).hexdigest() == pdf.stem, "the archive holds whole papers only"
        for job in done.values():
            if job.pdf_sha256 != "0" * 64:
                assert (house.archive / job.pdf_sha256[:2] / f"{job.pdf_sha256}.pdf").exists()
