"""A founded office for the tests of the heart: encrypted database, four procedures, invented people, an obeying clock.

Founding takes a second (Argon2id, migration), so it is done once; every test works on a copy of its own.
"""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from app.domain.calendar import seed_days
from app.domain.dossier_codes import VIETNAM
from app.domain.intake import IntakeForm, PaperCount, ResultWay
from app.domain.office import Actor, Office, Role
from app.domain.people import Address, Applicant, Authorisation, IdKind, Party, PartyKind, Sex
from app.domain.procedures import Case, FeeItem, FeeKind, Level, LimitUnit, Need, Paper, Procedure, TimeLimit
from app.protocol.ids import new_id
from app.services.door import list_staff
from app.services.house import House
from app.services.offices import FirstStart, found_office
from app.services.procedures import publish_procedures
from app.services.staff import SYSTEM_ACTOR
from app.storage.database import Database
from app.storage.migrating import migrate

KEY = bytes(range(32))
PIN = "271828"
THURSDAY = datetime(2026, 11, 19, 9, 4, tzinfo=VIETNAM).astimezone(UTC)
OFFICE = Office(
    office_id="",
    prefix="H12.142",
    number=142,
    name="Trung tâm Phục vụ hành chính công xã Vĩnh Lợi",
    parent_agency="UBND XÃ VĨNH LỢI",
    place="Vĩnh Lợi",
    address="Ấp Cái Dầy, xã Vĩnh Lợi, tỉnh Cà Mau",
    phone="02913 000 111",
    decider="Phạm Quốc Toàn",
    decider_role="GIÁM ĐỐC",
)
MARRIAGE, CERTIFY, BIRTH, OPEN_ENDED = "1.004873", "2.000815", "1.001193", "1.012783"
PROCEDURES = {
    procedure.code: procedure
    for procedure in (
        Procedure(
            MARRIAGE,
            "Cấp Giấy xác nhận tình trạng hôn nhân",
            short_name="Xác nhận tình trạng hôn nhân",
            field="Hộ tịch",
            agency="UBND cấp xã",
            levels=(Level.COMMUNE,),
            cases=(Case("moi", "Chưa đăng ký kết hôn"), Case("ly_hon", "Đã ly hôn")),
            papers=(
                Paper("to_khai", "Tờ khai cấp Giấy xác nhận tình trạng hôn nhân", originals=1),
                Paper("ban_an", "Bản án hoặc quyết định ly hôn", copies=1, cases=("ly_hon",)),
                Paper("cccd", "Căn cước", Need.SHOWN),
            ),
            limits=(TimeLimit(LimitUnit.WORKING_DAYS, 3), TimeLimit(LimitUnit.WORKING_DAYS, 23, case="ly_hon")),
            fees=(FeeItem("lp", "Lệ phí xác nhận", FeeKind.CHARGE, 15_000),),
            checked=True,
        ),
        Procedure(
            CERTIFY,
            "Chứng thực bản sao từ bản chính",
            field="Chứng thực",
            agency="UBND cấp xã",
            papers=(Paper("ban_chinh", "Bản chính giấy tờ", originals=1),),
            limits=(TimeLimit(LimitUnit.SAME_DAY, cutoff=time(15)),),
            fees=(FeeItem("p", "Phí chứng thực", FeeKind.FEE, 2_000, unit="trang"),),
        ),
        Procedure(
            BIRTH,
            "Đăng ký khai sinh",
            agency="UBND cấp xã",
            papers=(Paper("to_khai", "Tờ khai đăng ký khai sinh", originals=1),),
            limits=(TimeLimit(LimitUnit.SAME_DAY),),
        ),
        Procedure(OPEN_ENDED, "Xác nhận chưa có thời hạn", agency="UBND cấp xã"),
    )
}


class Clock:
    """A clock that goes on by a millisecond at each look, and jumps when told."""

    def __init__(self, now: datetime = THURSDAY) -> None:
        self.now = now

    def __call__(self) -> datetime:
        self.now += timedelta(milliseconds=1)
        return self.now

    def set_local(self, *parts: int) -> None:
        """Set the time of Việt Nam: year, month, day, hour, minute …"""
        self.now = datetime(*parts, tzinfo=VIETNAM).astimezone(UTC)  # type: ignore[misc,arg-type]


def house_at(folder: Path, clock: Clock) -> House:
    """Open the house whose database lies in `folder`."""
    database = Database(folder / "quay.db", KEY)
    return House(database, clock, folder / "papers", folder / "marks" / "numbers.json", folder / "backups")


@pytest.fixture
def clock() -> Clock:
    """Thursday 19/11/2026, 09:04 in Việt Nam."""
    return Clock()


@pytest.fixture
def empty_house(tmp_path: Path, clock: Clock) -> Iterator[House]:
    """Return a house whose PC has no office yet."""
    migrate(tmp_path / "quay.db", KEY, tmp_path / "before.db")
    (tmp_path / "marks").mkdir()
    house = house_at(tmp_path, clock)
    yield house
    house.db.close()


@pytest.fixture(scope="session")
def founded(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Found the office once: counter 3, one clerk who is also the administrator, four procedures."""
    folder = tmp_path_factory.mktemp("founded")
    migrate(folder / "quay.db", KEY, folder / "before.db")
    house = house_at(folder, Clock(THURSDAY - timedelta(days=300)))
    start = FirstStart(OFFICE, "Quầy 3", 3, "Lê Thu Hà", "NV07", PIN, days=seed_days((2026, 2027)))
    found_office(house, Ed25519PrivateKey.generate(), start)
    publish_procedures(house, SYSTEM_ACTOR, PROCEDURES.values())
    house.db.close()
    return folder


@pytest.fixture
def house(founded: Path, tmp_path: Path, clock: Clock) -> Iterator[House]:
    """Return the founded office, for this test alone."""
    shutil.copyfile(founded / "quay.db", tmp_path / "quay.db")
    (tmp_path / "marks").mkdir()
    house = house_at(tmp_path, clock)
    yield house
    house.db.close()


@pytest.fixture
def clerk(house: House) -> Actor:
    """Return Lê Thu Hà, who receives and administers."""
    [member] = list_staff(house)
    return Actor(member.staff_id, member.name, member.number, member.roles)


def postal_clerk() -> Actor:
    """Return somebody who may only do a receiver's work, known to the program by name alone."""
    return Actor("019a0000-0000-7000-8000-0000000000b1", "Trần Hải Yến", "BĐ-12", (Role.RECEIVER,))


def person(name: str = "Huỳnh Văn Đức", number: str = "095075001218", phone: str = "0900000218") -> Party:
    """Return an invented person."""
    sex = Sex.FEMALE if " Thị " in name else Sex.MALE
    address = Address("Ấp Trà Ban", "31849", "xã Vĩnh Lợi", "tỉnh Cà Mau")
    born = date(1975, 4, 2)
    return Party(PartyKind.INDIVIDUAL, name, IdKind.PERSONAL_NUMBER, number, born, sex, address=address, phone=phone)


def form(
    house: House,
    code: str = MARRIAGE,
    owner: Party | None = None,
    *,
    case: str | None = None,
    filer: Party | None = None,
    post: bool = False,
) -> IntakeForm:
    """Return a complete form."""
    procedure = PROCEDURES[code]
    if case is None:
        case = procedure.cases[0].key if procedure.cases else ""
    owner = owner or person()
    return IntakeForm(
        act_id=new_id(house.clock()),
        applicant=Applicant(owner, filer, Authorisation("sibling") if filer else None),
        procedure_code=code,
        case=case,
        papers=tuple(
            PaperCount(p.key, p.name, p.originals, p.certified, p.copies, p.need is Need.SHOWN)
            for p in procedure.papers
            if not p.cases or case in p.cases
        ),
        result_way=ResultWay.POST if post else ResultWay.COUNTER,
        result_address=owner.address if post else None,
        fee_quantities={"p": 3} if code == CERTIFY else {},
    )


def again(house: House, saved: IntakeForm, **changes: object) -> IntakeForm:
    """Return a form as another act, changed."""
    return replace(saved, act_id=new_id(house.clock()), **changes)  # type: ignore[arg-type]
