"""VietQR of NAPAS (EMVCo, merchant-presented): a code the citizen's bank reads, exact to the đồng."""

from __future__ import annotations

import re
from binascii import crc_hqx
from collections.abc import Iterator
from dataclasses import dataclass

from app.domain.dossier_codes import DossierCode
from app.domain.errors import UserError
from app.domain.text import clean, unaccented

PURPOSE_LENGTH = 25
_AMOUNT_DIGITS = 13
_NAPAS = "A000000727"
_TO_ACCOUNT, _TO_CARD = "QRIBFTTA", "QRIBFTTC"
_LENGTH_RE = re.compile(r"\d\d", re.ASCII)
_BIN_RE = re.compile(r"\d{6}", re.ASCII)
_ACCOUNT_RE = re.compile(r"[A-Za-z0-9]{1,19}", re.ASCII)
_BILL_RE = re.compile(r"[A-Za-z0-9.-]{0,25}", re.ASCII)


@dataclass(frozen=True, slots=True)
class Transfer:
    """What a VietQR asks for. `amount` in đồng, None = the payer types it."""

    bank_bin: str
    account: str
    amount: int | None = None
    purpose: str = ""
    bill: str = ""
    to_card: bool = False


def purpose_text(text: str) -> str:
    """Return a purpose as banks keep it: ASCII letters, digits, `.`, `-` and single spaces."""
    return clean(re.sub(r"[^A-Za-z0-9. -]", " ", unaccented(clean(text))))


def purpose_of(code: DossierCode) -> str:
    """Return the purpose for a dossier: its code with spaces, as some banks drop dashes; dots go when it is long."""
    text = str(code).replace("-", " ")
    return text if len(text) <= PURPOSE_LENGTH else text.replace(".", "")


def payload(transfer: Transfer) -> str:
    """Return the text of the QR code. Raises UserError when a part does not fit the standard."""
    _check(transfer)
    purpose = purpose_text(transfer.purpose)
    account = _field("00", transfer.bank_bin) + _field("01", transfer.account)
    service = _TO_CARD if transfer.to_card else _TO_ACCOUNT
    extra = "".join(_field(tag, value) for tag, value in (("01", transfer.bill), ("08", purpose)) if value)
    parts = [
        _field("00", "01"),
        _field("01", "11" if transfer.amount is None else "12"),
        _field("38", _field("00", _NAPAS) + _field("01", account) + _field("02", service)),
        _field("53", "704"),
        "" if transfer.amount is None else _field("54", str(transfer.amount)),
        _field("58", "VN"),
        _field("62", extra) if extra else "",
        "6304",
    ]
    body = "".join(parts)
    return f"{body}{crc16(body.encode()):04X}"


def _check(transfer: Transfer) -> None:
    amount = transfer.amount
    for fault, sentence in (
        (not _BIN_RE.fullmatch(transfer.bank_bin), "Mã ngân hàng (BIN) phải có 6 chữ số."),
        (not _ACCOUNT_RE.fullmatch(transfer.account), "Số tài khoản phải có 1 đến 19 chữ số hoặc chữ cái không dấu."),
        (amount is not None and amount <= 0, "Số tiền chuyển khoản phải lớn hơn 0."),
        (amount is not None and len(str(amount)) > _AMOUNT_DIGITS, "Số tiền chuyển khoản quá lớn."),
        (not _BILL_RE.fullmatch(transfer.bill), "Số hóa đơn phải có tối đa 25 ký tự không dấu."),
        (
            len(purpose_text(transfer.purpose)) > PURPOSE_LENGTH,
            f"Nội dung chuyển khoản dài quá {PURPOSE_LENGTH} ký tự.",
        ),
    ):
        if fault:
            raise UserError(f"Chưa tạo được mã VietQR. {sentence}", "Sửa trong phần thiết lập thu tiền.", "vietqr")


def parse(text: str) -> Transfer:
    """Read a payload back. Raises ValueError when the checksum or the structure is wrong."""
    if len(text) < 8 or text[-8:-4] != "6304" or f"{crc16(text[:-4].encode()):04X}" != text[-4:]:
        raise ValueError("wrong checksum")
    fields = dict(_fields(text))
    try:
        merchant = dict(_fields(fields["38"]))
        account = dict(_fields(merchant["01"]))
        bank_bin, number, to_card = account["00"], account["01"], merchant["02"] == _TO_CARD
    except KeyError as missing:
        raise ValueError(f"field {missing} is missing") from missing
    extra = dict(_fields(fields.get("62", "")))
    amount = int(fields["54"]) if "54" in fields else None
    return Transfer(bank_bin, number, amount, extra.get("08", ""), extra.get("01", ""), to_card)


def crc16(data: bytes) -> int:
    """Return CRC-16/CCITT-FALSE (poly 0x1021, init 0xFFFF): b"123456789" → 0x29B1."""
    return crc_hqx(data, 0xFFFF)


def _field(tag: str, value: str) -> str:
    return f"{tag}{len(value):02d}{value}"


def _fields(text: str) -> Iterator[tuple[str, str]]:
    place = 0
    while place < len(text):
        tag, digits = text[place : place + 2], text[place + 2 : place + 4]
        if not _LENGTH_RE.fullmatch(digits):
            raise ValueError(f"{digits!r} is no length of a field")
        length = int(digits)
        yield tag, text[place + 4 : place + 4 + length]
        place += 4 + length
