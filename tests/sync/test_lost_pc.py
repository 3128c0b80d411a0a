"""A counter's PC is gone: its recovery sheet opens its copies and gives its place to another machine, once."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from office_fixtures import MARRIAGE, Clock, form, person
from sync_desk import SILENT, Centre, Counter

from app.domain.errors import UserError
from app.domain.intake import RefusalReason
from app.paths import Folders
from app.protocol.invitations import find_invitation
from app.server import devices, enrolment, heirs
from app.server.authentication import utc_now
from app.services.enrolment import join_server
from app.services.house import House
from app.services.intake import refuse_at_intake
from app.services.moving_in import MovedIn, move_in
from app.services.recovery import RecoverySheet, has_sheet, make_sheet
from app.services.upkeep import back_up_now
from app.storage.database import Database
from app.storage.restored_file import finish_interrupted
from app.sync.troubles import LineTrouble

NEW_KEY = bytes(range(32, 64))


class NewMachine:
    """A machine fresh from the shop, with the copies of the lost one on a stick."""

    def __init__(self, folder: Path, lost: Counter) -> None:
        self.folders = Folders(folder / "data", folder / "marks", folder / "logs", folder / "exports")
        self.folders.create()
        self.key = Ed25519PrivateKey.generate()
        self.stick = folder / "stick"
        shutil.copytree(lost.house.backups, self.stick)
        self.clock = Clock(lost.house.clock())

    def move_in(self, typed: str) -> MovedIn:
        copy = max(self.stick.glob("quay-*.db"))
        return move_in(self.folders, NEW_KEY, self.key, copy, typed, self.clock)

    def start(self) -> Counter:
        assert finish_interrupted(self.folders, self.clock())
        house = House(
            Database(self.folders.database, NEW_KEY),
            self.clock,
            self.folders.papers,
            self.folders.number_mark,
            self.folders.backups,
        )
        return Counter(house, self.key)


def sheet_of(counter: Counter) -> RecoverySheet:
    return make_sheet(counter.house, counter.clerk, counter.key)


def test_another_machine_goes_on_with_copy_and_place(
    pair: tuple[Counter, Counter],
    counters: Callable[..., Counter],
    tmp_path: Path,
    centre: Centre,
) -> None:
    a, b = pair
    a.receive("Nguyễn Văn An")
    a.exchange()
    a.receive("Trần Thị Bình")  # only its copy has it
    sheet = sheet_of(a)
    assert has_sheet(a.house) is not None
    back_up_now(a.house)
    lost = NewMachine(tmp_path / "new", a)
    with pytest.raises(UserError, match="sai ở nhóm 2"):
        lost.move_in(sheet.code[:6] + ("3" if sheet.code[6] == "2" else "2") + sheet.code[7:])
    moved = lost.move_in(sheet.code.lower().replace("-", " "))
    assert (moved.counter, moved.trouble) == (sheet.counter, None)
    new = lost.start()
    assert new.names() == ["Nguyễn Văn An", "Trần Thị Bình"]
    given = new.receive("Lý Thị Út")
    assert int(str(given.code).rsplit("-", 1)[1][1:]) > 500  # the lost one may have given any number of today
    new.exchange()
    b.exchange()
    assert b.shown() == new.shown()
    a.receive("Người ở máy cũ")
    with pytest.raises(LineTrouble, match="ngừng đồng bộ"):  # the old identity is retired
        a.exchange()
    new.close()
    third = counters("third")
    with pytest.raises(LineTrouble, match="Mã đăng ký sai"):  # and the sheet is used up
        join_server(third.house, None, third.key, centre.address, sheet.code)


def test_without_any_copy_the_new_machine_gets_the_place_and_fresh_numbers(
    pair: tuple[Counter, Counter], counters: Callable[..., Counter], centre: Centre
) -> None:
    a, b = pair
    sheet = sheet_of(a)
    a.receive("Nguyễn Văn An")
    a.exchange()
    new = counters("new")
    invited = find_invitation(sheet.digits)
    assert invited is not None
    answer = join_server(new.house, None, new.key, invited.address, invited.code)
    assert (answer.resumes, answer.lanes) == (True, sheet.lanes)
    new.exchange()
    assert new.names() == ["Nguyễn Văn An"]
    given = new.receive("Lý Thị Út")
    assert int(str(given.code).rsplit("-", 1)[1][1:]) > 500
    new.exchange()
    b.exchange()
    assert b.shown() == new.shown()


def test_a_place_that_passes_on_twice_in_one_year_gives_no_slip_number_twice(
    pair: tuple[Counter, Counter], counters: Callable[..., Counter], centre: Centre
) -> None:
    """A dossier's code is looked up, a slip's number is not: each heir passes over what came from those before it."""
    first, b = pair
    reason = RefusalReason("Không thuộc thẩm quyền", "NĐ 118/2025 Điều 17")

    def refuse(counter: Counter) -> str:
        typed = form(counter.house, MARRIAGE, person("Đã Trả Về"))
        return refuse_at_intake(counter.house, counter.clerk, typed, [reason], SILENT).number

    def pass_on(counter: Counter, name: str) -> Counter:
        sheet = sheet_of(counter)
        counter.exchange()
        heir = counters(name)
        join_server(heir.house, None, heir.key, centre.address, sheet.code)
        heir.exchange()
        return heir

    slips = [refuse(first), refuse(first)]
    second = pass_on(first, "second")
    slips += [refuse(second), refuse(second)]
    third = pass_on(second, "third")
    slips += [refuse(third)]
    other = refuse(b)
    b.exchange()
    third.exchange()
    slips += [refuse(third), other]
    assert len(set(slips)) == len(slips)
    numbers = [int(slip[1:5]) for slip in slips[:-1]]
    assert numbers == sorted(numbers)
    assert numbers[4] > numbers[3] + 500, "the one before may have given more that never came"
    assert numbers[5] == numbers[4] + 1, "nobody else moves the counter"


def test_a_new_sheet_makes_the_old_one_worthless_and_so_does_the_administrator(
    pair: tuple[Counter, Counter],
    counters: Callable[..., Counter],
    centre: Centre,
    tmp_path: Path,
) -> None:
    a, b = pair
    old, new = sheet_of(a), sheet_of(a)
    back_up_now(a.house)
    fresh = counters("fresh")
    with pytest.raises(LineTrouble, match="Mã đăng ký sai"):
        join_server(fresh.house, None, fresh.key, centre.address, old.code)
    lost = NewMachine(tmp_path / "new", a)
    with pytest.raises(UserError, match="không mở được"):
        lost.move_in(old.code)
    (lost.stick / "khoa-khoi-phuc.json").unlink()
    with pytest.raises(UserError, match="tệp khóa"):
        lost.move_in(new.code)
    [(device_id,)] = a.rows("SELECT device_id FROM own_device")
    with centre.database.write() as connection:
        device = devices.find(connection, device_id)
        assert device is not None
        heirs.revoke_codes(connection, device)
    with pytest.raises(LineTrouble, match="Mã đăng ký sai"):
        join_server(fresh.house, None, fresh.key, centre.address, new.code)
    moved = lost.move_in(new.digits)  # the scanned sheet needs no file; its place is refused, its data are not
    assert moved.trouble is not None
    with centre.database.write() as connection:
        code = enrolment.make_replacing_code(connection, device, utc_now())
    counter = lost.start()
    join_server(counter.house, counter.clerk, counter.key, centre.address, code)
    counter.receive("Lý Thị Út")
    counter.exchange()
    b.exchange()
    assert b.shown() == counter.shown()
    counter.close()


def test_a_pc_that_works_alone_has_a_sheet_for_its_copies(counters: Callable[..., Counter], tmp_path: Path) -> None:
    alone = counters("alone", alone=True)
    alone.receive("Nguyễn Văn An")
    sheet = sheet_of(alone)
    assert sheet.address == ""
    for name in alone.house.backups.glob("*"):
        assert sheet.code.encode() not in name.read_bytes()
    back_up_now(alone.house)
    lost = NewMachine(tmp_path / "new", alone)
    assert not lost.move_in(sheet.digits).has_server
    counter = lost.start()
    assert counter.names() == ["Nguyễn Văn An"]
    counter.receive("Lý Thị Út")
    counter.close()
    with pytest.raises(UserError, match="không được làm việc đó"):
        make_sheet(alone.house, replace(alone.clerk, roles=()), alone.key)
