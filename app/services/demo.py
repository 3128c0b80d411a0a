"""A demo office with invented people, so that a newcomer can do the main job at once. Its papers say THỬ."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from functools import partial

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from app.domain.calendar import seed_days
from app.domain.catalogue import case_papers
from app.domain.dossier_codes import local_time
from app.domain.intake import IntakeForm, PaperCount, Payment, ResultWay, SupplementItem
from app.domain.office import Actor, Office, Role
from app.domain.people import Address, Applicant, Authorisation, IdKind, Party, PartyKind, Sex
from app.domain.procedures import Level, Need, Procedure
from app.protocol.ids import new_id
from app.services.door import DEMO_PIN
from app.services.house import House
from app.services.intake import Received, receive_dossier, request_supplement
from app.services.offices import FirstStart, found_office, load_calendar
from app.services.print_jobs import PrintPlan
from app.services.procedures import publish_procedures
from app.services.staff import SYSTEM_ACTOR, add_staff

CARD = "095190004321|385000111|Trần Thị Bích Phượng|12031990|Nữ|Ấp Cái Dầy, Xã Vĩnh Lợi, Cà Mau|10052022"


@dataclass(frozen=True, slots=True)
class _Person:
    name: str
    number: str
    born: date
    sex: Sex
    phone: str
    line: str


_PEOPLE = (
    _Person("Huỳnh Văn Đức", "095075001218", date(1975, 4, 2), Sex.MALE, "0900000218", "Ấp Trà Ban"),
    _Person("Lâm Thị Sà Phươl", "095168002336", date(1968, 9, 21), Sex.FEMALE, "0900000336", "Ấp Cái Giá"),
    _Person("Nguyễn Hoàng Phúc", "095088003407", date(1988, 1, 15), Sex.MALE, "0900000407", "Ấp Nhà Việc"),
    _Person("Trần Quang Vinh", "095091004512", date(1991, 7, 8), Sex.MALE, "0900000512", "Ấp Xẻo Chích"),
    _Person("Võ Thị Ngọc Diễm", "095195005620", date(1995, 11, 30), Sex.FEMALE, "0900000620", "Ấp Cái Dầy"),
    _Person("Bùi Thế Kiệt", "095082006731", date(1982, 6, 17), Sex.MALE, "0900000731", "Ấp Bà Chăng"),
    _Person("Thạch Thị Mỹ Lệ", "095193007842", date(1993, 2, 27), Sex.FEMALE, "0900000842", "Ấp Mặc Đây"),
    _Person("Đặng Hữu Ẩn", "095079008953", date(1979, 12, 5), Sex.MALE, "0900000953", "Ấp Thông Lưu"),
)
# procedure, days ago, hour, person: enough for every group of the worklist
_HISTORY = (
    ("1.013225", 34, 8, 0),
    ("1.004884", 10, 9, 1),
    ("1.004873", 6, 8, 2),
    ("1.001612", 4, 10, 3),
    ("2.000635", 3, 14, 4),
    ("1.013227", 2, 9, 5),
    ("1.001022", 1, 8, 6),
    ("1.013978", 1, 10, 7),
)


def found_demo_office(house: House, device_key: Ed25519PrivateKey, procedures: Iterable[Procedure]) -> Actor:
    """Found the demo office with staff, catalogue and two weeks of dossiers; returns the clerk."""
    now = house.clock()
    began = replace(house, clock=lambda: now - timedelta(days=40))
    office = Office(
        office_id="",
        prefix="H12.10.15",
        number=1015,
        name="Trung tâm Phục vụ hành chính công xã Vĩnh Lợi",
        level=Level.COMMUNE,
        parent_agency="UBND XÃ VĨNH LỢI",
        place="Vĩnh Lợi",
        address="Ấp Cái Dầy, xã Vĩnh Lợi, tỉnh Cà Mau",
        phone="(0291) 0000 115",
        province_code="96",
        commune_code="31900",
        system_owner="UBND tỉnh Cà Mau",
        decider="Nguyễn Thị Mẫn",
        decider_role="GIÁM ĐỐC",
        training=True,
    )
    year = local_time(now).year
    start = FirstStart(
        office, "Quầy 3", 3, "Lê Thu Hà", "BĐ-0312", DEMO_PIN, days=seed_days((year - 1, year, year + 1, year + 2))
    )
    clerk = found_office(began, device_key, start)
    catalogue = {procedure.code: procedure for procedure in procedures}
    publish_procedures(began, SYSTEM_ACTOR, catalogue.values())
    add_staff(began, clerk, "Trần Hải Yến", "CC-0021", "UBND xã Vĩnh Lợi", (Role.OFFICIAL,), DEMO_PIN)
    add_staff(began, clerk, "Nguyễn Thị Mẫn", "CC-0004", "UBND xã Vĩnh Lợi", (Role.HEAD,), DEMO_PIN)
    _receive_history(house, clerk, catalogue, now)
    return clerk


def receive_invented(house: House, clerk: Actor, procedure: Procedure, plan: PrintPlan) -> Received:
    """Receive one dossier of an invented person, as the self-test of an installation does."""
    return receive_dossier(house, clerk, _form(procedure, _PEOPLE[0], house), plan)


def _receive_history(house: House, clerk: Actor, catalogue: dict[str, Procedure], now: datetime) -> None:
    calendar = load_calendar(house)
    silent = PrintPlan(receipt=False, labels=0)
    for place, (code, days, hour, person) in enumerate(_HISTORY):
        day = local_time(now).date() - timedelta(days=days)
        while not calendar.is_working(day):
            day -= timedelta(days=1)
        at = now + (datetime(day.year, day.month, day.day, hour, 7 * place % 60) - local_time(now))
        then = replace(house, clock=partial(_same, at))
        receive_dossier(then, clerk, _form(catalogue[code], _PEOPLE[person], then), silent)
    earlier = replace(house, clock=lambda: now - timedelta(hours=2))
    form = replace(_form(catalogue["1.004873"], _PEOPLE[7], earlier), papers=())
    missing = SupplementItem("Tờ khai cấp Giấy xác nhận tình trạng hôn nhân", originals=1, reason="Chưa có tờ khai.")
    request_supplement(earlier, clerk, form, [missing], silent)


def _same(at: datetime) -> datetime:
    return at


def _form(procedure: Procedure, person: _Person, house: House) -> IntakeForm:
    case = procedure.cases[0].key if procedure.cases else ""
    address = Address(person.line, "31900", "xã Vĩnh Lợi", "tỉnh Cà Mau")
    owner = Party(
        PartyKind.INDIVIDUAL,
        person.name,
        IdKind.PERSONAL_NUMBER,
        person.number,
        person.born,
        person.sex,
        address=address,
        phone=person.phone,
    )
    filer = None
    authorisation = None
    if person is _PEOPLE[1]:
        sister = _PEOPLE[6]
        filer = Party(
            PartyKind.INDIVIDUAL,
            sister.name,
            IdKind.PERSONAL_NUMBER,
            sister.number,
            sister.born,
            sister.sex,
            address=address,
            phone=sister.phone,
        )
        authorisation = Authorisation("sibling")
    papers = tuple(
        PaperCount(paper.key, paper.name, paper.originals, paper.certified, paper.copies, paper.need is Need.SHOWN)
        for paper in case_papers(procedure, case)
        if paper.need is not Need.CONDITIONAL
    )
    return IntakeForm(
        act_id=new_id(house.clock()),
        applicant=Applicant(owner, filer, authorisation),
        procedure_code=procedure.code,
        case=case,
        papers=papers,
        result_way=ResultWay.POST if person is _PEOPLE[5] else ResultWay.COUNTER,
        result_address=address if person is _PEOPLE[5] else None,
        payment=Payment.CASH,
    )
