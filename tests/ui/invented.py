"""An invented office for the tests of the screens: its clock, its people, its dossiers."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date, datetime, timedelta
from pathlib import Path

from app.domain.catalogue import case_papers, procedure_from_data
from app.domain.dossier_codes import VIETNAM
from app.domain.intake import IntakeForm, PaperCount, ResultWay, SupplementItem
from app.domain.office import Actor
from app.domain.people import Address, Applicant, Authorisation, IdKind, Party, PartyKind, Sex
from app.domain.procedures import Need, Procedure
from app.protocol.ids import new_id
from app.services.house import House
from app.services.intake import Received, receive_dossier, request_supplement
from app.services.print_jobs import PrintPlan

NOW = datetime(2026, 11, 19, 9, 4, tzinfo=VIETNAM)
KHAI_SINH, HON_NHAN, TRICH_LUC, CHUNG_THUC = "1.001193", "1.004873", "2.000635", "2.000815"
LONG = "1.012756"
LONG_NAME = (
    "Cấp Giấy chứng nhận quyền sử dụng đất, quyền sở hữu tài sản gắn liền với đất cho người nhận chuyển nhượng quyền "
    "sử dụng đất, quyền sở hữu nhà ở, công trình xây dựng trong dự án bất động sản và trường hợp đăng ký thay đổi "
    "quyền sử dụng đất, quyền sở hữu tài sản gắn liền với đất theo thỏa thuận của các thành viên hộ gia đình"
)
NAMES = (
    "Huỳnh Văn Đức", "Lâm Thị Sà Phươl", "Nguyễn Hoàng Phúc", "Trần Quang Vinh", "Võ Thị Ngọc Diễm",
    "Trần Thị Bích Phượng", "Bùi Thế Kiệt", "Đặng Thị Ánh Tuyết", "Lê Ngọc Mẫn", "Phạm Quốc Toàn",
    "Nguyễn Thị Kiều Oanh", "Trương Ngọc Lan", "Danh Sóc Kha", "Kim Thị Sa Rây", "Hồ Hữu Lễ",
    "Dương Thị Mỹ Ễn", "Phan Văn Tám", "Lý Văn Sơn", "Ngô Bích Phượng", "Cao Thị Út",
    "Đỗ Minh Khôi", "Mai Thị Thanh Trúc", "Quách Tấn Lộc", "Thạch Thị Hồng", "Tô Gia Bảo",
    "Châu Văn Liêm", "Lê Bích Phượng", "Hà Thị Nguyệt", "Trịnh Công Ân", "Nguyễn Phúc Vĩnh Thụy Khánh Linh",
)  # fmt: skip


class TickingClock:
    """A clock that goes on by a millisecond each time it is read, and by more when told."""

    def __init__(self, now: datetime = NOW) -> None:
        self.now = now

    def __call__(self) -> datetime:
        self.now += timedelta(milliseconds=1)
        return self.now

    def pass_by(self, **span: float) -> None:
        """Let time pass."""
        self.now += timedelta(**span)


def sample_catalogue() -> list[Procedure]:
    """Return the sample catalogue that comes with the program, and one procedure with a very long name."""
    file = Path(__file__).resolve().parents[2] / "resources" / "catalogue" / "sample.jsonl"
    procedures = [procedure_from_data(json.loads(line)) for line in file.read_text("utf-8").splitlines()]
    pattern = next(p for p in procedures if p.code == "1.012783")
    return [*procedures, replace(pattern, code=LONG, name=LONG_NAME, short_name="", aliases=(), checked=False)]


def person(name: str, number: int = 0) -> Party:
    """Return an invented person; `number` makes the number, the phone and the birthday."""
    female = " Thị " in name or "Phượng" in name
    return Party(
        kind=PartyKind.INDIVIDUAL,
        name=name,
        id_kind=IdKind.PERSONAL_NUMBER,
        id_number=f"0951{'9' if female else '0'}0{number:06d}"[:12],
        birth_date=date(1960 + number % 45, 1 + number % 12, 1 + number % 28),
        sex=Sex.FEMALE if female else Sex.MALE,
        address=Address("Ấp Cái Dầy", "31849", "Xã Vĩnh Lợi", "Tỉnh Cà Mau"),
        phone=f"0918{204000 + number * 7:06d}",
    )


def form_for(house: House, procedure: Procedure, party: Party, *, post: bool = False, filer: str = "") -> IntakeForm:
    """Return a complete form."""
    case = procedure.cases[0].key if procedure.cases else ""
    papers = tuple(
        PaperCount(p.key, p.name, p.originals or int(not (p.certified or p.copies)), p.certified, p.copies)
        if p.need is not Need.SHOWN
        else PaperCount(p.key, p.name, shown=True)
        for p in case_papers(procedure, case)
        if p.need is not Need.CONDITIONAL
    )
    return IntakeForm(
        act_id=new_id(house.clock()),
        applicant=Applicant(party, person(filer, 900) if filer else None, Authorisation("sibling") if filer else None),
        procedure_code=procedure.code,
        case=case,
        papers=papers,
        result_way=ResultWay.POST if post else ResultWay.COUNTER,
        result_address=party.address if post else None,
    )


def receive(
    house: House, actor: Actor, procedure: Procedure, name: str, number: int = 0, *, post: bool = False, filer: str = ""
) -> Received:
    """Receive a dossier of an invented person."""
    form = form_for(house, procedure, person(name, number), post=post, filer=filer)
    return receive_dossier(house, actor, form, PrintPlan())


def busy_office(house: House, actor: Actor, clock: TickingClock, procedures: dict[str, Procedure]) -> list[Received]:
    """Receive thirty dossiers over two weeks up to now, some of them overdue, one waiting for a supplement."""
    now = clock.now
    plan = (
        (HON_NHAN, 14, 2), ("1.004845", 8, 1), (KHAI_SINH, 0, 6), (TRICH_LUC, 0, 4), (CHUNG_THUC, 0, 2),
        (HON_NHAN, 0, 3), ("1.013978", 1, 6), ("1.004884", 2, 2), (LONG, 1, 3), ("1.001612", 1, 1),
    )  # fmt: skip
    received = []
    for number, name in enumerate(NAMES):
        code, days, minutes = plan[number % len(plan)]
        again = number // len(plan)
        clock.now = now - timedelta(days=days, minutes=8 * minutes + 9 * again)
        filer = "Trương Ngọc Lan" if number == 6 else ""
        received.append(receive(house, actor, procedures[code], name, number, post=number % 7 == 4, filer=filer))
    clock.now = now - timedelta(minutes=50)
    form = form_for(house, procedures["1.004884"], person("Nguyễn Thị Mẫn", 77))
    items = (SupplementItem("Bản sao Giấy khai sinh cũ", copies=1, reason="Cần chứng minh đã đăng ký khai sinh"),)
    request_supplement(house, actor, form, items, PrintPlan())
    clock.now = now
    return received
