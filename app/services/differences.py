"""What a dossier says, cut into the pieces a person compares: one label, one text each.

A piece is known by its key, "<register>" or "applicant/<party>/<field>": the applicant is one register, but two
counters rarely mean the same part of it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from copy import deepcopy
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

import msgspec

from app.domain.dossier import DossierState
from app.domain.errors import UserError
from app.domain.intake import PaperCount, Payment, ResultWay
from app.domain.money import FeeLine, fee_total, format_money
from app.domain.phones import format_phone
from app.domain.plain_data import convert
from app.domain.procedures import Channel
from app.domain.text import group_digits

APPLICANT = "applicant"
NOTHING = "Không có"
_LONGEST_NAME = 36
STATE_NAMES = {
    DossierState.RECEIVED: "Đã tiếp nhận",
    DossierState.REFUSED: "Từ chối tiếp nhận",
    DossierState.PROCESSING: "Đang giải quyết",
    DossierState.SUPPLEMENT: "Chờ bổ sung",
    DossierState.PAYING: "Chờ nộp tiền",
    DossierState.WITHDRAWN: "Người dân rút",
    DossierState.STOPPED: "Đã dừng",
    DossierState.SETTLED: "Có kết quả, chờ trả",
    DossierState.RETURNED: "Đã trả",
}
WAY_NAMES = {
    ResultWay.COUNTER: "Tại quầy",
    ResultWay.POST: "Bưu chính về nhà",
    ResultWay.ELECTRONIC: "Bản điện tử",
}
_CHANNEL_NAMES = {Channel.COUNTER: "Tại quầy", Channel.ONLINE: "Trực tuyến", Channel.POST: "Bưu chính"}
_PAYMENT_NAMES = {Payment.CASH: "Tiền mặt", Payment.TRANSFER: "Chuyển khoản", Payment.EXEMPT: "Miễn"}
_LABELS = {
    "procedure": "Thủ tục",
    "case": "Trường hợp",
    "papers": "Giấy tờ",
    "sets": "Số bộ",
    "fees": "Phí, lệ phí",
    "payment": "Cách thu",
    "channel": "Cách nộp",
    "result_way": "Nhận kết quả",
    "result_address": "Địa chỉ phát",
    "due": "Hẹn trả",
    "state": "Tình trạng",
    "code": "Mã hồ sơ",
    "slip": "Số phiếu",
    "counter": "Quầy nhận",
    "received_at": "Lúc nhận",
    "received_by": "Người nhận",
}
_ORDER = {name: place for place, name in enumerate((APPLICANT, *_LABELS))}
_PARTY_LABELS = {
    "name": "Họ và tên",
    "id_number": "Số giấy tờ",
    "birth_date": "Ngày sinh",
    "sex": "Giới tính",
    "address": "Nơi ở",
    "phone": "Điện thoại",
    "email": "Thư điện tử",
    "representative": "Người đại diện",
}
_OF_FILER = {"name": "Người nộp", "phone": "ĐT người nộp", "id_number": "Số người nộp", "address": "Nơi ở người nộp"}
# What goes with a piece without being shown: the number's kind and what was said about it.
_GOES_WITH = {"id_number": ("id_kind", "id_issued_on", "override_reason")}
PERSONAL_PIECES = ("phone", "id_number", "email")


@dataclass(frozen=True, slots=True)
class Piece:
    """One thing a dossier says. `raw` is the value as it is stored."""

    key: str
    label: str
    text: str
    raw: Any

    @property
    def register(self) -> str:
        """The register it belongs to."""
        return self.key.split("/", 1)[0]


def pieces_of(registers: Iterable[str], data: Mapping[str, Any]) -> dict[str, Piece]:
    """Cut these registers of a dossier into pieces, by key. Whatever another program wrote there, it gets a text."""
    pieces: dict[str, Piece] = {}
    for name in sorted(registers, key=lambda name: _ORDER.get(name, len(_ORDER))):
        if name == APPLICANT:
            for piece in _people(data.get(APPLICANT)):
                pieces[piece.key] = piece
        else:
            pieces[name] = Piece(name, _LABELS.get(name, name), _told(name, data), data.get(name))
    return pieces


def differing(versions: Sequence[Mapping[str, Piece]]) -> list[str]:
    """Name the pieces that are not the same in all versions, in the order of the versions."""
    keys = dict.fromkeys(key for version in versions for key in version)
    return [key for key in keys if any(_raw(version, key) != _raw(versions[0], key) for version in versions[1:])]


def narrowed(versions: Sequence[Mapping[str, Piece]]) -> list[dict[str, Piece]]:
    """Let long lists say only where they differ: of ten papers the one that was counted differently."""
    result = [dict(version) for version in versions]
    papers = [_papers(version["papers"].raw) if "papers" in version else {} for version in versions]
    names = dict.fromkeys(name for one in papers for name in one)
    differ = [name for name in names if any(one.get(name) != papers[0].get(name) for one in papers[1:])]
    for version, own in zip(result, papers, strict=True):
        if differ and "papers" in version:
            text = "; ".join(f"{_short(name)}: {own.get(name, NOTHING.lower())}" for name in differ)
            version["papers"] = Piece("papers", _LABELS["papers"], text, version["papers"].raw)
    return result


def _short(name: str) -> str:
    """Cut the name of a paper where it would push away what was counted."""
    return name if len(name) <= _LONGEST_NAME else f"{name[:_LONGEST_NAME].rstrip()}…"


def merged_applicant(base: Any, chosen: Mapping[str, Piece]) -> dict[str, Any]:
    """Return an applicant with these pieces in the place of its own. Raises UserError when nobody's name is left."""
    result: dict[str, Any] = deepcopy(dict(base)) if isinstance(base, Mapping) else {}
    for key, piece in chosen.items():
        _, party, field = key.split("/")
        if party == "authorisation":
            result["authorisation"] = piece.raw
            continue
        who = result.get(party)
        if not isinstance(who, dict):
            who = {"kind": "individual"}
        value, beside = piece.raw
        who.pop(field, None)
        who |= {"from_card": False, **beside} | ({field: value} if value is not None else {})
        result[party] = who
    filer = result.get("filer")
    if isinstance(filer, dict) and not filer.get("name"):
        result |= {"filer": None, "authorisation": None}
    if not (isinstance(result.get("owner"), dict) and result["owner"].get("name")):
        raise UserError("Bản ghép chưa có tên chủ hồ sơ.", "Chọn lại ô “Họ và tên”.", "NO-OWNER")
    return result


def _raw(version: Mapping[str, Piece], key: str) -> Any:
    piece = version.get(key)
    if piece is None:
        return None
    # Kind and date of a number alone are no difference anybody can see.
    return piece.raw[0] if key.count("/") == 2 and isinstance(piece.raw, tuple) else piece.raw


def _people(applicant: Any) -> Iterable[Piece]:
    data: Mapping[str, Any] = applicant if isinstance(applicant, Mapping) else {}
    for party, labels in (("owner", _PARTY_LABELS), ("filer", _PARTY_LABELS | _OF_FILER)):
        who = data.get(party)
        known: Mapping[str, Any] = who if isinstance(who, Mapping) else {}
        for field, label in labels.items():
            value = known.get(field) or None
            beside = {name: known[name] for name in _GOES_WITH.get(field, ()) if name in known}
            yield Piece(f"{APPLICANT}/{party}/{field}", label, _party_text(field, value), (value, beside))
    relation = data.get("authorisation")
    document = relation.get("document", "") if isinstance(relation, Mapping) else ""
    yield Piece(f"{APPLICANT}/authorisation/document", "Giấy ủy quyền", document or NOTHING, relation)


def _party_text(field: str, value: Any) -> str:
    if not value:
        return NOTHING
    try:
        match field:
            case "phone":
                return format_phone(str(value))
            case "id_number":
                return group_digits(str(value)) if str(value).isdigit() else str(value)
            case "birth_date":
                return f"{date.fromisoformat(value):%d/%m/%Y}"
            case "sex":
                return "Nam" if value == "male" else "Nữ"
            case "address":
                return address_words(value)
    except (ValueError, TypeError):
        pass
    return str(value)


def address_words(address: Any) -> str:
    """Say an address as it is stored."""
    if not isinstance(address, Mapping):
        return NOTHING
    return ", ".join(str(address[part]) for part in ("line", "commune", "province") if address.get(part)) or NOTHING


def due_words(due: Any) -> str:
    """Say a due time as it is stored."""
    try:
        return f"{datetime.fromisoformat(due['due_at']):%H:%M %d/%m/%Y}"
    except (LookupError, TypeError, ValueError):
        return "Không hẹn ngày"


def _told(name: str, data: Mapping[str, Any]) -> str:
    value = data.get(name)
    try:
        return _text(name, value, data) or NOTHING
    except (ValueError, LookupError, TypeError, AttributeError, msgspec.ValidationError):
        return str(value)


def _text(name: str, value: Any, data: Mapping[str, Any]) -> str:
    match name:
        case "due":
            return due_words(value)
        case "result_address":
            return address_words(value)
        case _ if value is None or value == "":
            return ""
        case "procedure":
            return f"{value['name']} ({value['code']})"
        case "case":
            return next((c["name"] for c in data["procedure"].get("cases", ()) if c["key"] == value), str(value))
        case "papers":
            return "; ".join(f"{paper}: {count}" for paper, count in _papers(value).items())
        case "fees":
            return _fees(value)
        case "payment":
            words = _PAYMENT_NAMES[Payment(value["payment"])]
            return f"{words}: {value['exemption']}" if value.get("exemption") else words
        case "channel":
            return _CHANNEL_NAMES[Channel(value)]
        case "result_way":
            return WAY_NAMES[ResultWay(value)]
        case "state":
            return STATE_NAMES[DossierState(value)]
        case _:
            return str(value)


def _fees(value: Any) -> str:
    lines = convert(value, tuple[FeeLine, ...])
    total = fee_total(lines)
    if not lines:
        return "Không thu"
    known = format_money(total.total)
    return f"{known}, còn {total.unknown} khoản theo mức của tỉnh" if total.unknown else known


def _papers(value: Any) -> dict[str, str]:
    try:
        papers = convert(value or (), tuple[PaperCount, ...])
    except msgspec.ValidationError:
        return {}
    return {paper.name: _counts(paper) for paper in papers}


def _counts(paper: PaperCount) -> str:
    if paper.shown and not paper.total:
        return "xuất trình"
    parts = ((paper.originals, "bản chính"), (paper.certified, "sao y"), (paper.copies, "photo"))
    return ", ".join(f"{count} {kind}" for count, kind in parts if count)
