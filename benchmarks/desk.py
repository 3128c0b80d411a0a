"""A founded office with the sample catalogue, and people who come to its counter: invented, the same for a seed."""

from __future__ import annotations

import random
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from app.domain.intake import IntakeForm
    from app.domain.office import Actor
    from app.domain.people import Party
    from app.domain.procedures import Procedure
    from app.services.house import House

KEY = bytes(range(32))
MORNING = datetime(2026, 11, 19, 2, 4, tzinfo=UTC)  # Thursday, 09:04 in Việt Nam
COMMON = ("1.001193", "1.004873", "2.000635", "1.004884", "1.013978")
SURNAMES = [
    "Nguyễn",
    "Trần",
    "Lê",
    "Phạm",
    "Huỳnh",
    "Võ",
    "Đặng",
    "Bùi",
    "Đỗ",
    "Hồ",
    "Ngô",
    "Dương",
    "Lý",
    "Thạch",
    "Danh",
    "Kim",
    "Lâm",
    "Trương",
    "Phan",
    "Mai",
]
MIDDLES = {
    "Nam": ["Văn", "Hữu", "Quang", "Hoàng", "Minh", "Đức", "Thế", "Ngọc"],
    "Nữ": ["Thị", "Ngọc", "Bích", "Mỹ", "Kiều", "Thanh", "Ánh"],
}
GIVEN = {
    "Nam": [
        "Đức",
        "Phúc",
        "Vinh",
        "Kiệt",
        "Toàn",
        "Khôi",
        "Lộc",
        "Bảo",
        "Ân",
        "Ẩn",
        "Thành",
        "Nghĩa",
        "Hòa",
        "Kha",
        "Tám",
        "Sơn",
    ],
    "Nữ": [
        "Phượng",
        "Diễm",
        "Tuyết",
        "Mẫn",
        "Oanh",
        "Lan",
        "Nguyệt",
        "Trúc",
        "Hồng",
        "Út",
        "Hoa",
        "Lệ",
        "Hiền",
        "Thảo",
        "Yến",
        "Ngân",
    ],
}
HAMLETS = ("Ấp Cái Dầy", "Ấp Trà Ban", "Ấp Xẻo Chích", "Ấp Mặc Đây", "Ấp Cái Giá", "Ấp Nhà Việc", "Ấp Bà Chăng")


@dataclass(frozen=True, slots=True)
class Caller:
    """Somebody invented who comes to the counter."""

    name: str
    number: str
    born: date
    sex: str
    hamlet: str
    phone: str

    @property
    def card(self) -> str:
        """What the QR of the identity card says."""
        place = f"{self.hamlet}, Xã Vĩnh Lợi, Cà Mau"
        return f"{self.number}|385000111|{self.name}|{self.born:%d%m%Y}|{self.sex}|{place}|10052022"


def callers(seed: int) -> Iterator[Caller]:
    """Yield people without end, no two with the same number."""
    chance = random.Random(seed)
    for place in range(1_000_000):
        sex = chance.choice(("Nam", "Nữ"))
        born = date(1950, 1, 1) + timedelta(days=chance.randrange(20_000))
        century = (0 if sex == "Nam" else 1) + (0 if born.year < 2000 else 2)
        name = " ".join((chance.choice(SURNAMES), chance.choice(MIDDLES[sex]), chance.choice(GIVEN[sex])))
        number = f"096{century}{born:%y}{place:06d}"
        yield Caller(name, number, born, sex, chance.choice(HAMLETS), f"0900{chance.randrange(1_000_000):06d}")


def sample_catalogue() -> list[Procedure]:
    """Return the catalogue that comes with the program."""
    from app.services.catalogue_files import read_catalogue

    file = Path(__file__).resolve().parent.parent / "resources" / "catalogue" / "sample.jsonl"
    return list(read_catalogue(file).procedures)


@contextmanager
def founded_house(folder: Path) -> Iterator[tuple[House, Actor]]:
    """Found the demo office in `folder`; its clock ticks on by itself. Yields the house and its clerk."""
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

    from app.services.demo import found_demo_office
    from app.services.house import House
    from app.storage.database import Database
    from app.storage.migrating import migrate

    ticks = iter(range(1 << 60))
    database = folder / "quay.db"
    migrate(database, KEY, folder / "before.db")
    (folder / "marks").mkdir()
    house = House(
        Database(database, KEY),
        lambda: MORNING + timedelta(milliseconds=next(ticks)),
        folder / "papers",
        folder / "marks" / "numbers.json",
        folder / "backups",
    )
    try:
        yield house, found_demo_office(house, Ed25519PrivateKey.generate(), sample_catalogue())
    finally:
        house.db.close()


def intake_forms(house: House, seed: int) -> Iterator[IntakeForm]:
    """Yield complete forms: common procedures, one in four for somebody else, one in five by post."""
    from app.domain.intake import IntakeForm, PaperCount, ResultWay
    from app.domain.people import Applicant, Authorisation
    from app.domain.procedures import Need
    from app.protocol.ids import new_id
    from app.services.procedures import list_procedures

    known = {procedure.code: procedure for procedure in list_procedures(house)}
    people = callers(seed)
    for place, caller in enumerate(people):
        procedure = known[COMMON[place % len(COMMON)]]
        owner = party(caller)
        for_other = place % 4 == 0
        post = place % 5 == 0
        yield IntakeForm(
            act_id=new_id(house.clock()),
            applicant=Applicant(
                owner,
                party(next(people)) if for_other else None,
                Authorisation("sibling") if for_other else None,
            ),
            procedure_code=procedure.code,
            case=procedure.cases[0].key if procedure.cases else "",
            papers=tuple(
                PaperCount(paper.key, paper.name, max(1, paper.originals), paper.certified, paper.copies)
                for paper in procedure.papers
                if paper.need is Need.REQUIRED
            ),
            result_way=ResultWay.POST if post else ResultWay.COUNTER,
            result_address=owner.address if post else None,
        )


def party(caller: Caller) -> Party:
    """Return somebody as the form holds them."""
    from app.domain.people import Address, IdKind, Party, PartyKind, Sex

    return Party(
        kind=PartyKind.INDIVIDUAL,
        name=caller.name,
        id_kind=IdKind.PERSONAL_NUMBER,
        id_number=caller.number,
        birth_date=caller.born,
        sex=Sex.MALE if caller.sex == "Nam" else Sex.FEMALE,
        address=Address(caller.hamlet, "31900", "xã Vĩnh Lợi", "tỉnh Cà Mau"),
        phone=caller.phone,
    )
