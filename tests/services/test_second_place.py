"""The second place of the copies: a stick that comes and goes, a folder that several counters share."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest
from office_fixtures import KEY, Clock, form

from app.domain.errors import EnvironmentProblem, UserError
from app.domain.office import Actor
from app.services.house import House
from app.services.intake import receive_dossier
from app.services.print_jobs import PrintPlan
from app.services.second_place import carry_over, check_place, keep_copies, look_at
from app.services.upkeep import EVERY, back_up_now, list_backups
from app.storage.backup import verify_copy


@pytest.fixture
def stick(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("stick")


def test_every_copy_goes_to_the_second_place_and_is_checked_there(house: House, clock: Clock, stick: Path) -> None:
    made = keep_copies(house, str(stick))
    assert made is not None
    assert made.path.parent == stick / "QuayMotCua H12.142 may 3"
    assert verify_copy(made.path, KEY) > 0
    assert keep_copies(house, str(stick)) is None
    clock.now += EVERY
    assert keep_copies(house, str(stick)) is not None
    place = look_at(house, str(stick))
    assert place is not None
    assert place.up_to_date
    assert place.last is not None
    assert place.last.made_at == list_backups(house)[0].made_at
    assert len(list(made.path.parent.iterdir())) == 2


def test_a_stick_that_was_away_gets_the_newest_copy_when_it_is_back(house: House, clock: Clock, stick: Path) -> None:
    away = stick / "away"
    assert keep_copies(house, str(away)) == list_backups(house)[0], "the copy on this PC is made all the same"
    place = look_at(house, str(away))
    assert place is not None
    assert not place.reachable
    with pytest.raises(EnvironmentProblem, match="nơi thứ hai"):
        carry_over(house, str(away))
    assert not away.exists(), "no folder on this disk passes for the stick"
    away.mkdir()
    place = look_at(house, str(away))
    assert place is not None
    assert (place.reachable, place.last, place.up_to_date) == (True, None, False)
    assert keep_copies(house, str(away)) is not None


def test_a_damaged_copy_does_not_reach_the_second_place(house: House, clerk: Actor, clock: Clock, stick: Path) -> None:
    keep_copies(house, str(stick))
    receive_dossier(house, clerk, form(house), PrintPlan())
    clock.now += timedelta(minutes=1)
    newer = back_up_now(house)
    newer.path.write_bytes(newer.path.read_bytes()[:-4096])
    with pytest.raises(EnvironmentProblem):
        carry_over(house, str(stick))
    place = look_at(house, str(stick))
    assert place is not None
    assert not place.up_to_date
    assert len(list(place.folder.iterdir())) == 1


def test_what_an_interrupted_copy_left_goes_with_the_next(house: House, stick: Path) -> None:
    back_up_now(house)
    folder = stick / "QuayMotCua H12.142 may 3"
    folder.mkdir()
    (folder / "quay-20261118-080000.part").write_bytes(b"half")
    made = carry_over(house, str(stick))
    assert made is not None
    assert list(folder.iterdir()) == [made.path]


def test_a_folder_of_the_data_or_one_that_cannot_be_written_is_no_second_place(house: House, stick: Path) -> None:
    with pytest.raises(UserError, match="chính dữ liệu"):
        check_place(house, str(house.backups))
    with pytest.raises(UserError, match="Không ghi được"):
        check_place(house, str(stick / "gone"))
    check_place(house, str(stick))
    assert list(stick.iterdir()) == []


def test_a_place_on_the_same_disk_is_told(house: House, stick: Path) -> None:
    place = look_at(house, str(stick))
    assert place is not None
    assert place.same_disk
    assert look_at(house, "") is None
    assert carry_over(house, "") is None
