"""What a paper says: frozen plain data, complete at the moment of printing.

A document holds everything its drawing needs, print time and user included, so the same document gives the same bytes
for ever. It is archived as JSON beside the PDF (`to_data`, `from_data`). Strings come ready, in NFC; times are naive
local times of Việt Nam, or aware ones, which are shown in UTC+7.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

import msgspec

from app.domain.plain_data import convert

TT01_2018 = "TT01/2018"
TT03_2025 = "TT03/2025"
FORM_SETS = (TT01_2018, TT03_2025)
TT03_2025_FROM = date(2025, 7, 1)


def form_set_for(day: date) -> str:
    """Name the legal set of forms in force on `day` (TT 03/2025/TT-VPCP replaces TT 01/2018 from 01/07/2025)."""
    return TT03_2025 if day >= TT03_2025_FROM else TT01_2018


@dataclass(frozen=True, slots=True, kw_only=True)
class Letterhead:
    """Who issues the paper, and on which system it was made (NĐ 45/2020 Điều 18)."""

    parent_agency: str  # "UBND PHƯỜNG BẠC LIÊU"
    issuing_agency: str  # "TRUNG TÂM PHỤC VỤ HÀNH CHÍNH CÔNG"
    place: str  # "Bạc Liêu", before the date
    office: str  # "Trung tâm Phục vụ hành chính công phường Bạc Liêu"
    system: str = "Phần mềm Quầy Một Cửa"
    system_owner: str = ""  # "UBND tỉnh Cà Mau"
    phone: str = ""  # for questions and look-up
    address: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class PrintStamp:
    """This printing: when, by whom, the how manyth, from which event.

    `reprint` 0 is the first print; n > 0 prints "BẢN IN LẠI LẦN n" with `reprint_reason`. `replaces` is set on a paper
    issued anew after a correction ("bản in lúc 08:44 ngày 20/11/2026"). Of `event_hash` the first 8 characters print.
    `attempt` n > 1 prints "Lần gửi in n": an earlier sending of this very print may have reached paper.
    """

    printed_at: datetime
    printed_by: str
    staff_no: str = ""
    counter: str = ""  # "quầy 3"
    reprint: int = 0
    reprint_reason: str = ""
    replaces: str = ""
    training: bool = False
    event_hash: str = ""
    attempt: int = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Codes:
    """The codes of a dossier. Empty `barcode` prints no bars; empty `lookup` puts the dossier code into the QR."""

    code: str  # "H12.142-261120-3012"
    barcode: str = ""  # 16 digits, Code 128
    lookup: str = ""  # "https://…/t/<code>?k=<secret>"


@dataclass(frozen=True, slots=True, kw_only=True)
class PaperLine:
    """A paper of the dossier with its counts. A `shown` paper was only looked at and is named, not counted."""

    name: str
    originals: int = 0
    certified: int = 0
    copies: int = 0
    shown: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class FeeLine:
    """A fee on the receipt, in đồng. `amount` None = set by the province and not known here."""

    kind: str  # "P" (phí) or "LP" (lệ phí)
    amount: int | None
    detail: str = ""  # "8.000 đ × 3 bản", "miễn: người cao tuổi"


@dataclass(frozen=True, slots=True, kw_only=True)
class ReceiptDoc:
    """Form 01: Giấy tiếp nhận hồ sơ và hẹn trả kết quả.

    `due_at` None prints `due_text` instead of a time (limit not known). `limit_note` says which days were not counted.
    `two_up` puts its two copies on one A4 landscape sheet to be cut, when both fit; else they print on A4 as always.
    """

    form_set: str
    letterhead: Letterhead
    stamp: PrintStamp
    codes: Codes
    issued_on: date
    owner_name: str  # printed in capitals
    procedure_name: str
    procedure_code: str
    papers: tuple[PaperLine, ...]
    received_at: datetime
    due_at: datetime | None
    officer: str
    owner_title: str = ""  # "Ông", "Bà", "" for organisations
    channel: str = ""  # "nộp trực tiếp tại quầy 3"
    filer: str = ""  # "Bà Trương Ngọc Lan (em ruột, được ủy quyền)"
    address: str = ""
    phone: str = ""
    email: str = ""
    identity: str = ""
    procedure_field: str = ""
    case: str = ""
    sets: int = 1
    limit: str = ""  # "03 ngày làm việc"
    limit_note: str = ""  # "không tính thứ Bảy 21/11, Chủ nhật 22/11"
    due_word: str = "Trước"  # "Từ" or "Trước"
    due_text: str = ""
    return_to: str = ""
    fees: tuple[FeeLine, ...] = ()
    fee_note: str = ""  # "thu khi trả kết quả"
    number: str = ""  # 2018: "3007/TNHS"
    book: str = ""  # 2018: Quyển số
    book_serial: str = ""  # 2018: Số thứ tự
    copies: tuple[int, ...] = (1, 2)
    two_up: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class SupplementDoc:
    """Form 02: Phiếu yêu cầu bổ sung, hoàn thiện hồ sơ.

    The counts of an item are what must still be brought. Reasons name their row ("(Mục 1) …") and the provision.
    `effect` is a full sentence: what the wait does to the clock, and when the dossier is closed.
    """

    form_set: str
    letterhead: Letterhead
    stamp: PrintStamp
    codes: Codes
    issued_on: date
    number: str  # "0012/HDHS"
    owner_name: str
    procedure_name: str
    procedure_code: str
    items: tuple[PaperLine, ...]
    reasons: tuple[str, ...]
    officer: str
    owner_title: str = ""
    filer: str = ""
    address: str = ""
    phone: str = ""
    email: str = ""
    round: int = 1
    code_label: str = "Mã hồ sơ"  # "Mã tiếp xúc" before a dossier exists
    deadline: datetime | None = None
    deadline_note: str = ""  # "15 ngày làm việc, không tính ngày nghỉ lễ 24/11"
    effect: str = ""
    contact: str = ""  # the officer when empty
    contact_phone: str = ""  # the letterhead's when empty
    copies: tuple[int, ...] = (1, 2)


@dataclass(frozen=True, slots=True, kw_only=True)
class RefusalReason:
    """Fact, provision, way out. A reason without a provision cannot be printed (`ValueError`)."""

    fact: str
    provision: str  # "khoản 1 Điều 22 Nghị định số 23/2015/NĐ-CP", printed bold
    provision_note: str = ""  # what follows it: " ngày 16/02/2015 của Chính phủ – bản chính bị tẩy xóa …"
    way_out: str = ""

    def __post_init__(self) -> None:
        if not self.provision.strip():
            raise ValueError("a refusal must name the legal provision it applies")


@dataclass(frozen=True, slots=True, kw_only=True)
class RefusalDoc:
    """Form 03: Phiếu từ chối tiếp nhận giải quyết hồ sơ. The signer decides; postal staff may only hand it over."""

    form_set: str
    letterhead: Letterhead
    stamp: PrintStamp
    codes: Codes
    issued_on: date
    number: str  # "0004/TCHS"
    owner_name: str
    procedure_name: str
    procedure_code: str
    reasons: tuple[RefusalReason, ...]
    signer: str
    owner_title: str = ""
    filer: str = ""
    address: str = ""
    phone: str = ""
    email: str = ""
    reviewed: str = ""  # "01 bản chính Giấy chứng nhận tốt nghiệp; đã trả lại ngay, đủ số lượng"
    code_label: str = "Mã tiếp xúc"
    signer_role: str = ""  # "" = NGƯỜI TIẾP NHẬN HỒ SƠ
    complaint_contact: str = "Lãnh đạo Trung tâm"
    complaint_phone: str = ""
    copies: tuple[int, ...] = (1, 2)


@dataclass(frozen=True, slots=True, kw_only=True)
class GuideItem:
    """A line to tick: name in bold, after a dash what of it, below a note in plain words."""

    name: str
    what: str = ""  # "1 bản chính"
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class GuideDoc:
    """Phiếu hướng dẫn: what to bring, how long, how much, where. No personal data. `large` prints A4 in big letters."""

    letterhead: Letterhead
    stamp: PrintStamp
    title: str  # the short name
    subtitle: str  # "Mã thủ tục 1.001193 · Hộ tịch · làm tại cấp xã"
    how_long: str
    how_much: str
    where: str
    to_submit: tuple[GuideItem, ...] = ()
    to_show: tuple[GuideItem, ...] = ()
    footnote: str = ""
    online: str = "dichvucong.gov.vn"
    link: str = ""  # QR to the full list
    hours: str = ""
    source: str = ""  # "Quyết định 163/QĐ-BTP (danh mục bản 07/2026)"
    large: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class LabelSize:
    """A label stock in millimetres."""

    name: str
    width_mm: float
    height_mm: float


LABEL_35X22 = LabelSize(name="35×22", width_mm=35, height_mm=22)
LABEL_50X30 = LabelSize(name="50×30", width_mm=50, height_mm=30)
LABEL_72X22 = LabelSize(name="72×22", width_mm=72, height_mm=22)
LABEL_100X150 = LabelSize(name="100×150", width_mm=100, height_mm=150)
LABEL_SIZES = (LABEL_35X22, LABEL_50X30, LABEL_72X22, LABEL_100X150)


@dataclass(frozen=True, slots=True, kw_only=True)
class PostalItem:
    """What the 100×150 address label needs beside the dossier: the one label with a full name and address."""

    carrier: str  # "BƯU ĐIỆN TỈNH CÀ MAU"
    service: str = "Dịch vụ bưu chính công ích – trả kết quả TTHC"
    recipient: str = ""  # "Bà NGUYỄN THỊ KIỀU OANH"
    address: str = ""
    old_address: str = ""  # before 01/7/2025, printed in brackets
    phone: str = ""  # masked in print
    post_code: str = ""
    item_number: str = ""  # S10 "RR473124829VN"
    contents: str = ""  # "Túi NP-004431 · 1 phong bì · 40 g"
    cod: int = 0  # đồng
    postage: str = ""  # "người nhận trả theo bảng giá"
    instruction: str = "Phát tận tay; đối chiếu giấy tờ tùy thân; thu lại Giấy hẹn"


@dataclass(frozen=True, slots=True, kw_only=True)
class LabelDoc:
    """A label of a dossier. Name, number and phone are masked by the drawing, so nobody can forget to.

    Those of an `organisation` are no personal data: its name and tax code stand there as they are.
    """

    size: LabelSize
    dpi: int  # of the label printer: 203 or 300
    stamp: PrintStamp
    codes: Codes
    due_on: date | None = None
    person: str = ""  # full name
    id_number: str = ""
    organisation: bool = False
    procedure_code: str = ""
    procedure_short: str = ""
    counter: str = ""  # "quầy 3"
    by_post: bool = False
    sender: Letterhead | None = None
    postal: PostalItem | None = None
    quantity: int = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class PrinterTestDoc:
    """A test page (A4, or A5 with `a5`), a test label with `label`, or a test ticket with `roll_dots` (head width).

    Each has Vietnamese letters, rulers and a ladder of codes. `dpi` is that of the label's or ticket's printer.
    """

    stamp: PrintStamp
    printer: str = ""
    office: str = ""
    label: LabelSize | None = None
    dpi: int = 203
    a5: bool = False
    roll_dots: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class ScannerSheetDoc:
    """How to set up a barcode scanner, with codes of ours to try it. No personal data."""

    stamp: PrintStamp
    office: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class TicketDoc:
    """Phiếu số, on an 80 mm roll. No personal data. `code` is what its QR says, `before` how many wait in front."""

    letterhead: Letterhead
    stamp: PrintStamp
    number: str  # "A101"
    service: str
    issued_at: datetime
    code: str  # "H12.142-261120-A101"
    priority: str = ""  # "người cao tuổi"
    before: int = 0


Document = ReceiptDoc | SupplementDoc | RefusalDoc | GuideDoc | LabelDoc | PrinterTestDoc | ScannerSheetDoc | TicketDoc

KINDS: dict[str, type[Document]] = {
    "receipt": ReceiptDoc,
    "supplement": SupplementDoc,
    "refusal": RefusalDoc,
    "guide": GuideDoc,
    "label": LabelDoc,
    "printer_test": PrinterTestDoc,
    "scanner_sheet": ScannerSheetDoc,
    "ticket": TicketDoc,
}
_KIND_OF = {kind: name for name, kind in KINDS.items()}


def kind_of(doc: Document) -> str:
    """Name the kind of a document, as in `KINDS`."""
    return _KIND_OF[type(doc)]


def to_data(doc: Document) -> dict[str, Any]:
    """Turn a document into JSON-able data, its kind under "kind"."""
    data: dict[str, Any] = msgspec.json.decode(to_json(doc))
    return data


def to_json(doc: Document) -> msgspec.Raw:
    """Turn a document into JSON, its kind under "kind"."""
    return msgspec.Raw(b'{"kind":"' + kind_of(doc).encode() + b'",' + msgspec.json.encode(doc)[1:])


def from_data(data: dict[str, Any]) -> Document:
    """Read `to_data` back. Raises `ValueError` (msgspec's are ValueErrors too) when it is no document."""
    kind = KINDS.get(str(data.get("kind", "")))
    if kind is None:
        raise ValueError(f"not a kind of paper: {data.get('kind')!r}")
    fields = {name: value for name, value in data.items() if name != "kind"}
    # Through JSON first: half a letter or an endless number in it can be neither drawn nor archived.
    doc: Document = convert(msgspec.json.decode(msgspec.json.encode(fields)), kind)
    return doc
