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
from app.scanning.wedge import Scan

PRACTICE_PREFIX = "THU:"

_PAGE = re.compile(r"(?P<code>[^/\s]+)/M(?P<form>\d{2})(?:/(?P<page>\d{1,4}))?", re.ASCII | re.IGNORECASE)
_LOOKUP = re.compile(r"https?://[^?\s]+/t/(?P<code>[^/?\s]+)(?:\?k=(?P<secret>\w{1,16}))?", re.IGNORECASE)
_ADDRESS = re.compile(r"https?://(?P<host>[\w.-]{1,60})", re.IGNORECASE)
_POSTAL = re.compile(r"[A-Z]{2}\d{9}[A-Z]{2}", re.ASCII | re.IGNORECASE)
_TORN_CARD = re.compile(r"\d{12}[^\d\s].{30,}", re.ASCII | re.DOTALL)
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


def route(scan: Scan, today: date) -> Routed:
    """Tell what was scanned, in the order: practice, card, machine-readable lines, our codes, unknown."""
    text = nfc(scan.text).strip()
    if text[: len(PRACTICE_PREFIX)].upper() == PRACTICE_PREFIX:
        inner = _dossier(text[len(PRACTICE_PREFIX) :].strip())
        return TrainingScan(inner) if inner is not None else UnknownScan("Mã tập sự không đọc được", len(text))
    if looks_like_card(text):
        return _card(parse_card(text), scan.altered, machine_lines=False)
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
    if text.startswith("000201"):
        return UnknownScan("Mã QR chuyển tiền", len(text))
    if _POSTAL.fullmatch(text):
        return UnknownScan("Số hiệu bưu gửi", len(text))
    if address := _ADDRESS.match(text):
        return UnknownScan(f"Địa chỉ mạng của {address['host'].lower()}", len(text))
    if _TORN_CARD.match(text):
        advice = _UNIKEY_OFF if altered else "Đặt bàn phím của máy quét là “US English”, rồi quét lại thẻ."
        return UnknownScan("Giống thẻ căn cước nhưng mất dấu ngăn giữa các ô", len(text), advice)
    what = "chữ số" if all_digits else "ký tự"
    return UnknownScan(f"Mã lạ, {len(text)} {what}", len(text), again if altered else "")
