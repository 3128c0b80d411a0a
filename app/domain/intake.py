"""What a clerk fills in at the counter, and the rules it must meet before it becomes a dossier."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from app.domain.people import Address, Applicant
from app.domain.procedures import Channel, Need, Procedure


class ResultWay(StrEnum):
    """Where the result goes (đăng ký nhận kết quả tại)."""

    COUNTER = "counter"
    POST = "post"
    ELECTRONIC = "electronic"


class Payment(StrEnum):
    """How fees are taken."""

    CASH = "cash"
    TRANSFER = "transfer"
    EXEMPT = "exempt"


@dataclass(frozen=True, slots=True)
class PaperCount:
    """One paper as taken in: how many originals, certified copies and photocopies; `shown` was given back at once."""

    key: str
    name: str
    originals: int = 0
    certified: int = 0
    copies: int = 0
    shown: bool = False
    condition: str = ""

    @property
    def total(self) -> int:
        return self.originals + self.certified + self.copies


@dataclass(frozen=True, slots=True)
class IntakeForm:
    """Everything on the intake screen. `act_id` is made when the form opens: saving it twice saves once.

    `papers` holds only what was handed in or shown. `fee_quantities` counts units per fee key; `fee_amounts` holds what
    the clerk typed where the catalogue knows no amount. `exemption` is the reason when `payment` is EXEMPT.
    """

    act_id: str
    applicant: Applicant
    procedure_code: str
    case: str = ""
    papers: tuple[PaperCount, ...] = ()
    sets: int = 1
    channel: Channel = Channel.COUNTER
    result_way: ResultWay = ResultWay.COUNTER
    result_address: Address | None = None
    fee_quantities: Mapping[str, int] = field(default_factory=dict)
    fee_amounts: Mapping[str, int] = field(default_factory=dict)
    payment: Payment = Payment.CASH
    exemption: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True)
class SupplementItem:
    """A paper to bring or mend, with the reason and the provision it rests on."""

    name: str
    originals: int = 0
    certified: int = 0
    copies: int = 0
    reason: str = ""


@dataclass(frozen=True, slots=True)
class RefusalReason:
    """A reason for refusing: the fact, the provision (a reason without one can't be printed), the way out."""

    fact: str
    provision: str
    way_out: str = ""


@dataclass(frozen=True, slots=True)
class Lack:
    """Something that keeps a form from being saved: which place, and a sentence for the clerk."""

    place: str  # "owner", "filer", "procedure", "case", "papers", "result_address", "fees", "authorisation"
    sentence: str


LONGEST_NOTE, LONGEST_LINE, LONGEST_PAPER = 4000, 500, 1500


def too_long(form: IntakeForm) -> tuple[Lack, ...]:
    """Say which texts are longer than a paper has room for. What was typed stays; the clerk shortens it."""
    document = form.applicant.authorisation.document if form.applicant.authorisation else ""
    texts = [
        ("document", "Giấy ủy quyền", document, LONGEST_LINE),
        ("result_address", "Địa chỉ nhận kết quả", str(form.result_address or ""), LONGEST_LINE),
        ("exemption", "Lý do miễn", form.exemption, LONGEST_LINE),
        ("note", "Ghi chú", form.note, LONGEST_NOTE),
        *(("papers", "Tên giấy tờ", paper.name, LONGEST_PAPER) for paper in form.papers if paper.key.startswith("+")),
    ]
    return tuple(
        Lack(place, f"{name} dài {len(text)} ký tự, nhiều nhất {most}: bỏ phần thừa")
        for place, name, text, most in texts
        if len(text) > most
    )


def missing_papers(procedure: Procedure, case: str, papers: tuple[PaperCount, ...]) -> tuple[str, ...]:
    """Name the required papers of the case that were neither handed in nor shown."""
    present = {paper.key for paper in papers if paper.total or paper.shown}
    return tuple(
        paper.name
        for paper in procedure.papers
        if paper.need is Need.REQUIRED and (not paper.cases or case in paper.cases) and paper.key not in present
    )


def lacks(form: IntakeForm, procedure: Procedure | None) -> tuple[Lack, ...]:
    """Say what keeps this form from becoming a dossier; empty = it may be saved.

    A missing paper does not: the clerk may take an incomplete file knowingly only through a supplement request, so
    papers are reported here too.
    """
    found = []
    if not form.applicant.owner.name:
        found.append(Lack("owner", "Chưa có tên chủ hồ sơ"))
    if form.applicant.filer is not None:
        if not form.applicant.filer.name:
            found.append(Lack("filer", "Chưa có tên người nộp"))
        if form.applicant.authorisation is None:
            found.append(Lack("authorisation", "Chưa ghi quan hệ hoặc giấy ủy quyền của người nộp"))
    if procedure is None:
        return (*found, Lack("procedure", "Chưa chọn thủ tục"))
    if procedure.cases and form.case not in {case.key for case in procedure.cases}:
        found.append(Lack("case", "Chưa chọn trường hợp"))
    missing = missing_papers(procedure, form.case, form.papers)
    if missing:
        found.append(Lack("papers", f"Còn thiếu {len(missing)} giấy bắt buộc"))
    if form.result_way is ResultWay.POST and not (form.result_address and str(form.result_address)):
        found.append(Lack("result_address", "Chưa có địa chỉ nhận kết quả qua bưu chính"))
    if form.payment is Payment.EXEMPT and not form.exemption:
        found.append(Lack("fees", "Chưa ghi lý do miễn phí, lệ phí"))
    return (*found, *too_long(form))
