"""What a scanned text is: a card, one of our codes, a practice code, or something else."""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace
from datetime import date

from app.domain.dossier_codes import Alias, AliasKind, DossierCode, parse_alias, parse_result_code
from app.domain.errors import UserError
from app.domain.findings import Finding, Severity
from app.domain.id_card import CardData, CardProblem, looks_like_card, parse_card
from app.domain.mrz import looks_like_mrz, parse_mrz
from app.domain.text import nfc
from app.domain.trial_codes import is_trial
from app.protocol.invitations import find_invitation
from app.scanning.runs import part
from app.scanning.wedge import LONGEST_SCAN, Scan

PRACTICE_PREFIX = "THU:"

_PAGE = re.compile(r"(?P<code>[^/\s]+)/M(?P<form>\d{2})(?:/(?P<page>\d{1,4}))?", re.ASCII | re.IGNORECASE)
_LOOKUP = re.compile(r"https?://[^?\s]+/t/(?P<code>[^/?\s]+)(?:\?k=(?P<secret>\w{1,16}))?", re.IGNORECASE)
_ADDRESS = re.compile(r"https?://(?P<host>[\w.-]{1,60})", re.IGNORECASE)
_TORN_CARD = re.compile(r"\d{12,24}[^\d\s].{30,}", re.ASCII | re.DOTALL)
_NOT_OURS = "Không phải mã của hồ sơ hay thẻ căn cước; quét mã trên giấy hẹn hoặc trên thẻ."
_TOO_LONG = "Đã bỏ qua, chữ đang nhập vẫn còn. Quét đúng mã trên thẻ hoặc trên giấy hẹn."
# What citizens hold under the scanner by mistake. Only the shape is looked at, none of the content is kept.
_FOREIGN = tuple(
    (re.compile(pattern, re.IGNORECASE | re.ASCII), description, advice)
    for pattern, description, advice in (
        (r"000201.*A000000727", "Mã chuyển tiền VietQR của ngân hàng", "Người dân quét mã này bằng điện thoại để trả."),
        (r"000201", "Mã QR chuyển tiền", "Người dân quét mã này bằng điện thoại để trả."),
        (r"[A-Z]{2}\d{9}[A-Z]{2}\Z", "Số hiệu bưu gửi", "Bưu gửi chưa gắn với hồ sơ nào ở màn hình này."),
        (r"BEGIN:VCARD|MECARD:", "Danh thiếp điện tử", _NOT_OURS),
        (r"WIFI:", "Mã kết nối Wi-Fi", _NOT_OURS),
        (r"(mailto|tel|smsto|sms|geo):", "Mã liên lạc điện thoại", _NOT_OURS),
        (r"otpauth:", "Mã xác thực hai lớp", "Mã này là bí mật của người dùng, đừng quét ở đây."),
        (r"[A-Z]{2}[A-Z0-9]?\d{12,13}\|", "Giống mã của thẻ bảo hiểm y tế", "Quét mã QR của thẻ căn cước."),
        (r"P[A-Z<][A-Z<]{3}|[IAC][A-Z<][A-Z]{3}\d", "Dòng máy đọc thiếu chữ", "Quét lại cả các dòng ở mặt sau thẻ."),
        (r"[\[{]", "Dữ liệu của một phần mềm khác", _NOT_OURS),
    )
)
_REWRITTEN = Finding("name", Severity.DOUBTFUL, "Bộ gõ tiếng Việt đã sửa chữ khi quét: đối chiếu chữ với mặt thẻ")
_UNIKEY_OFF = "Chuyển Unikey sang tiếng Anh (E) rồi quét lại."


@dataclass(frozen=True, slots=True)
class CardScan:
    """An identity document, from its QR code or, with `machine_lines`, from those (names without diacritics)."""

    card: CardData = field(repr=False)
    machine_lines: bool = False


@dataclass(frozen=True, slots=True)
class DamagedCard:
    """An identity document that came incomplete; `problem.data` is what could be saved."""

    problem: CardProblem = field(repr=False)


@dataclass(frozen=True, slots=True)
class DossierScan:
    """One of our dossiers. Exactly one of `code` and `alias` is there: only the house knows an alias' prefix.

    From a page mark: `form` ("01") and `page` (0 = none given). From a look-up address: `secret`.
    From the code of a result: its number in `result`.
    """

    code: DossierCode | None = None
    alias: Alias | None = None
    form: str = ""
    page: int = 0
    secret: str = field(default="", repr=False)
    result: int = 0


@dataclass(frozen=True, slots=True)
class TrainingScan:
    """A code of a practice paper: it never opens a real dossier."""

    inner: DossierScan


@dataclass(frozen=True, slots=True)
class UnknownScan:
    """Something else. `description` says in Vietnamese what it looked like, without its personal content."""

    description: str
    length: int
    advice: str = ""


Routed = CardScan | DamagedCard | DossierScan | TrainingScan | UnknownScan


def route_all(scan: Scan, today: date) -> tuple[Routed, ...]:
    """Tell all that was scanned: two codes may have run together. Nearly always it is one."""
    if scan.overlong:
        return (route(scan, today),)
    return tuple(route(replace(scan, text=text), today) for text in part(scan.text))


def route(scan: Scan, today: date) -> Routed:
    """Tell what was scanned, in the order: practice, card, machine-readable lines, our codes, unknown."""
    if scan.overlong:
        return UnknownScan(f"Mã dài hơn {LONGEST_SCAN:,} ký tự".replace(",", "."), LONGEST_SCAN, _TOO_LONG)
    text = nfc(scan.text).strip()
    if text[: len(PRACTICE_PREFIX)].upper() == PRACTICE_PREFIX:
        inner = _dossier(text[len(PRACTICE_PREFIX) :].strip())
        return TrainingScan(inner) if inner is not None else UnknownScan("Mã tập sự không đọc được", len(text))
    if is_trial(text):
        return UnknownScan("Mã thử đầu đọc", len(text), "Mã này chỉ để thử: mở Cài đặt, mục Đầu đọc rồi quét lại.")
    if looks_like_card(scan.text):  # as it came: composing would hide which keys were pressed
        return _card(parse_card(scan.text), scan.altered, machine_lines=False)
    if looks_like_mrz(text):
        return _card(parse_mrz(text, today), scan.altered, machine_lines=True)
    dossier = _dossier(text)
    if dossier is None:
        return _unknown(text, scan.altered)
    if dossier.alias is not None and dossier.alias.kind is AliasKind.TRAINING:
        return TrainingScan(dossier)
    return dossier


def _card(card: CardData | CardProblem, altered: bool, machine_lines: bool) -> CardScan | DamagedCard:
    if isinstance(card, CardProblem):
        return DamagedCard(replace(card, advice=_UNIKEY_OFF) if altered else card)
    if altered:
        card = replace(card, findings=(*card.findings, _REWRITTEN))
    return CardScan(card, machine_lines)


def _dossier(text: str) -> DossierScan | None:
    alias = parse_alias(text)
    if alias is not None:
        return None if alias.kind is AliasKind.BATCH else DossierScan(alias=alias)
    try:
        if page := _PAGE.fullmatch(text):
            return DossierScan(DossierCode.parse(page["code"]), form=page["form"], page=int(page["page"] or 0))
        if lookup := _LOOKUP.fullmatch(text):
            return DossierScan(DossierCode.parse(lookup["code"]), secret=lookup["secret"] or "")
        if "-KQ" in text.upper():
            code, number = parse_result_code(text)
            return DossierScan(code, result=number)
        return DossierScan(DossierCode.parse(text))
    except UserError:
        return None


def _unknown(text: str, altered: bool) -> UnknownScan:
    digits = "".join(text.split())
    all_digits, again = digits.isascii() and digits.isdigit(), _UNIKEY_OFF if altered else "Quét lại, hoặc gõ tay."
    if text.startswith("BG1|") or ((alias := parse_alias(text)) and alias.kind is AliasKind.BATCH):
        return UnknownScan("Mã đợt bàn giao", len(text), "Mở màn hình Bàn giao rồi quét.")
    if all_digits and len(digits) == 16:
        return UnknownScan("16 chữ số nhưng sai số kiểm tra", len(text), again)
    if all_digits and len(digits) == 12:
        return UnknownScan("12 chữ số, có thể là số định danh", len(text), "Quét mã QR ở mặt trước của thẻ.")
    if _TORN_CARD.match(text):
        advice = _UNIKEY_OFF if altered else "Đặt bàn phím của đầu đọc là “US English”, rồi quét lại thẻ."
        return UnknownScan("Giống thẻ căn cước nhưng mất dấu ngăn giữa các ô", len(text), advice)
    for pattern, description, advice in _FOREIGN:
        if pattern.match(text):
            return UnknownScan(description, len(text), advice)
    if address := _ADDRESS.match(text):
        return UnknownScan(f"Địa chỉ mạng của {address['host'].lower()}", len(text), _NOT_OURS)
    if all_digits and find_invitation(digits) is not None:
        return UnknownScan("Mã nối máy chủ", len(text), "Mở Cài đặt, mục Máy chủ, đặt con trỏ ở đó rồi quét lại.")
    if all_digits and len(digits) in (8, 12, 13) and _is_goods_number(digits):
        return UnknownScan("Mã vạch hàng hóa", len(text), _NOT_OURS)
    strange = sum(mark == "\ufffd" or not (mark.isprintable() or mark.isspace()) for mark in text)
    if strange > len(text) // 10:
        return UnknownScan("Dữ liệu không phải chữ", len(text), "Xem lại tốc độ cổng và kiểu mã của đầu đọc.")
    what = "chữ số" if all_digits else "ký tự"
    return UnknownScan(f"Mã lạ, {len(text)} {what}", len(text), again)


def _is_goods_number(digits: str) -> bool:
    """EAN-8, UPC-A, EAN-13: the last digit is a check digit."""
    weighed = sum(int(digit) * (3 if place % 2 else 1) for place, digit in enumerate(reversed(digits)))
    return weighed % 10 == 0
