"""A disk that fills up: nothing acknowledged is lost, the sentence comes, and work goes on once there is room again."""

from __future__ import annotations

import logging
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from office_fixtures import BIRTH, Clock, form, house_at
from sqlalchemy import select

from app.domain.errors import EnvironmentProblem
from app.domain.office import Actor
from app.log import Log
from app.models.tables import DossierRow
from app.services.door import list_staff
from app.services.house import House
from app.services.intake import receive_dossier
from app.services.paper_archive import archive_pdf
from app.services.print_jobs import PrintPlan
from app.services.upkeep import back_up_now, list_backups, verify
from app.storage.migrating import migrate

SILENT = PrintPlan(receipt=False, labels=0)
KEY = bytes(range(32))


class SmallDisk:
    """A disk of 6 MB with a founded office on it."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._ballast = folder / "other-files"

    def fill(self) -> None:
        with self._ballast.open("ab") as file:
            for size in (65536, 4096, 512, 1):
                try:
                    while True:
                        os.write(file.fileno(), bytes(size))
                except OSError:
                    continue

    def clean(self) -> None:
        self._ballast.unlink()


@pytest.fixture
def disk(tmp_path: Path, founded: Path) -> Iterator[SmallDisk]:
    """Mount a small disk of memory; needs the right to mount."""
    place = tmp_path / "disk"
    place.mkdir()
    mounted = sys.platform == "linux" and os.geteuid() == 0 and shutil.which("mount")
    if not mounted or subprocess.run(["mount", "-t", "tmpfs", "-o", "size=6m", "tmpfs", place], check=False).returncode:
        pytest.skip("no right to mount a small disk")
    shutil.copyfile(founded / "quay.db", place / "quay.db")
    (place / "marks").mkdir()
    yield SmallDisk(place)
    subprocess.run(["umount", "-l", place], check=True)


@pytest.fixture
def office(disk: SmallDisk) -> Iterator[tuple[House, Actor]]:
    """Open the office on the small disk."""
    house = house_at(disk.folder, Clock())
    [member] = list_staff(house)
    yield house, Actor(member.staff_id, member.name, member.number, member.roles)
    house.db.close()


def test_a_dossier_that_finds_no_room_is_told_and_saved_once_there_is_some(
    disk: SmallDisk, office: tuple[House, Actor], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(logging.getLogger("app.services.numbers"), "disabled", True)  # the mark may find no room either
    house, clerk = office
    said = [receive_dossier(house, clerk, form(house, BIRTH), SILENT).code for _ in range(3)]
    disk.fill()
    refused: list[EnvironmentProblem] = []
    while len(refused) < 3:  # the log of the database has a little room of its own
        typed = form(house, BIRTH)
        try:
            said.append(receive_dossier(house, clerk, typed, SILENT).code)
        except EnvironmentProblem as problem:
            refused.append(problem)
    assert {problem.code for problem in refused} <= {"DB-FULL", "DB-IO"}
    assert all("Nội dung vẫn còn trên màn hình" in problem.advice for problem in refused)
    disk.clean()
    said.append(receive_dossier(house, clerk, typed, SILENT).code)
    with house.db.read() as session:
        assert sorted(session.scalars(select(DossierRow.code))) == sorted(said)
    assert len(set(said)) == len(said)
    assert verify(house)[1] == ()


def test_a_copy_that_finds_no_room_leaves_nothing_and_comes_later(disk: SmallDisk, office: tuple[House, Actor]) -> None:
    house, _clerk = office
    disk.fill()
    with pytest.raises(EnvironmentProblem) as told:
        back_up_now(house)
    assert told.value.code == "BACKUP"
    disk.clean()
    assert list_backups(house) == []
    assert list(house.backups.iterdir()) == []
    assert back_up_now(house).size


def test_a_paper_that_finds_no_room_fails_with_a_sentence(disk: SmallDisk, office: tuple[House, Actor]) -> None:
    house, _clerk = office
    disk.fill()
    with pytest.raises(EnvironmentProblem, match="Ổ đĩa đầy"):
        archive_pdf(house, b"%PDF-1.4" + bytes(20_000))
    disk.clean()
    assert archive_pdf(house, b"%PDF-1.4")


def test_a_log_that_finds_no_room_stops_nobody(disk: SmallDisk, capfd: pytest.CaptureFixture[str]) -> None:
    disk.fill()
    log = Log(disk.folder)
    for _ in range(100):
        logging.getLogger("app.anything").info("x" * 200)
    log.stop()
    assert capfd.readouterr().err == ""


def test_a_start_on_a_full_disk_is_told_and_comes_later(disk: SmallDisk) -> None:
    disk.fill()
    database = disk.folder / "quay.db"
    with pytest.raises(EnvironmentProblem) as told:
        migrate(database, KEY, disk.folder / "before.db")
    assert told.value.code in ("DB-FULL", "DB-IO", "DB-OPEN")
    disk.clean()
    migrate(database, KEY, disk.folder / "before.db")
    house = house_at(disk.folder, Clock())
    assert verify(house)[1] == ()
    house.db.close()
