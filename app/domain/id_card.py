"""The QR code of the chip card: text with bars between its fields, as a scanner types it.

`số 12 | CMND cũ | họ tên | ngày sinh ddMMyyyy | giới tính | nơi thường trú | ngày cấp ddMMyyyy`; the card of 2024 has
more fields, which are kept and not interpreted. Addresses may name districts that are gone. Never log the text.
What keyboards and input methods do to the text on its way is undone in `app.domain.card_repair`.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

from app.domain.card_repair import BORN, PLACE, Cause, is_framed, mend, place_of_birth_date
from app.domain.findings import Finding, Severity
from app.domain.identity import PERSONAL_LENGTH, check_old_number, check_personal_number, read_personal_number
from app.domain.people import Address, IdKind, Party, PartyKind, Sex
from app.domain.text import fold, quoted

_FIELDS = ("số định danh", "số CMND cũ", "họ tên", "ngày sinh", "giới tính", "nơi thường trú", "ngày cấp")
_LONGEST = 2000  # characters; cards have some 300
_CARD_RE = re.compile(r"\s*\d{8,13}\s*\|[^|]*\|", re.ASCII)
_DATE_RE = re.compile(r"(\d{2})(\d{2})(\d{4})", re.ASCII)
_STRANGE_IN_NAME_RE = re.compile(r"[^\w\s.'’-]|[\d_]")
_SEXES = {"nam": Sex.MALE, "nu": Sex.FEMALE}
_TORN_NAME = "Mã bị mất phần đầu: họ tên có thể thiếu chữ"
_RESCAN = "Quét lại thẻ, hoặc gõ tay theo mặt thẻ."


@dataclass(frozen=True, slots=True)
class CardData:
    """What a card said. What could not be read is empty or None and has a finding; `rest` is kept as it came.

    `mended` names the fields that were garbled on the way by `cause` and are restored for certain. `expires_on` and
    `nationality` come from machine-readable lines only.
    """

    number: str
    old_number: str = ""
    name: str = ""
    birth_date: date | None = None
    sex: Sex | None = None
    address: str = ""
    issued_on: date | None = None
    rest: tuple[str, ...] = ()
    findings: tuple[Finding, ...] = ()
    id_kind: IdKind = IdKind.PERSONAL_NUMBER
    expires_on: date | None = None
    nationality: str = "VNM"
    cause: Cause | None = None
    mended: frozenset[str] = frozenset()

    @property
    def is_sound(self) -> bool:
        """Whether nothing is wrong with it (doubts may remain)."""
        return not any(finding.severity is Severity.WRONG for finding in self.findings)

    def to_party(self) -> Party:
        """Return the bearer; `from_card` only when nothing was wrong."""
        return Party(
            PartyKind.INDIVIDUAL,
            self.name,
            self.id_kind,
            self.number,
            self.birth_date,
            self.sex,
            self.issued_on,
            Address(line=self.address),
            from_card=self.is_sound,
        )


@dataclass(frozen=True, slots=True)
class CardProblem:
    """A scan that is not a whole card; `data` is what could be saved of it, for typing the rest by hand."""

    sentence: str
    advice: str = _RESCAN
    data: CardData | None = None


def looks_like_card(text: str) -> bool:
    """Whether a scan is meant as an ID card: digits, a bar, whatever, a bar; or what garbling made of that."""
    if len(text) > _LONGEST:
        return False
    if _CARD_RE.match(text):
        return True
    fields = mend(text).fields
    return is_framed(fields) or place_of_birth_date(fields) >= 0


def parse_card(text: str) -> CardData | CardProblem:
    """Read the QR text, as it came. A card with doubtful content is CardData with findings; a torn one a CardProblem.

    What was garbled on the way is restored where that is certain (`CardData.mended`) and has a finding where it is not.
    """
    if not looks_like_card(text):
        return CardProblem("Mã vừa quét không phải mã QR của thẻ căn cước.")
    card = mend(text)
    fields, torn = _aligned(card.fields)
    given = fields + [""] * (len(_FIELDS) - len(fields))
    data = _read(given, [*card.doubts, *torn])
    data = replace(data, cause=card.cause, mended=data.mended | card.mended)
    missing = [name for name, value in zip(_FIELDS, given, strict=False) if not value and name != _FIELDS[1]]
    if not missing:
        return data
    named = f"{', '.join(missing[:-1])} và {missing[-1]}" if len(missing) > 1 else missing[0]
    doubts = [found.sentence for found in data.findings if found.field == "id_number"]
    if doubts and len(data.number) == PERSONAL_LENGTH:
        doubts = ["Số định danh không khớp giới tính và năm sinh"]
    if len(fields) == PLACE + 1:
        doubts.append("Nơi thường trú có thể bị cắt")
    return CardProblem(" ".join(f"{sentence}." for sentence in (f"Mã QR thiếu {named}", *doubts)), data=data)


def _aligned(fields: Sequence[str]) -> tuple[list[str], list[Finding]]:
    """Put the fields of a card whose beginning is lost where they belong, by the date of birth and the sex behind."""
    lost = BORN - place_of_birth_date(fields)
    if not 0 < lost <= BORN:
        return list(fields), []
    torn = [Finding("name", Severity.DOUBTFUL, _TORN_NAME)] if lost == BORN - 1 else []
    return [*[""] * lost, *fields], torn


def _read(fields: list[str], found: list[Finding]) -> CardData:
    number, old_number, name, born, sex_word, address, issued, *rest = fields
    birth_date = _read_date(born, "birth_date", "Ngày sinh", found)
    issued_on = _read_date(issued, "id_issued_on", "Ngày cấp", found)
    sex, mended = _SEXES.get(fold(sex_word)), frozenset[str]()
    if sex is None and sex_word:
        # The fourth digit says it too; that the next two are the year of birth shows that the number was read right.
        facts = read_personal_number(number)
        if facts is not None and birth_date is not None and facts.birth_year == birth_date.year:
            sex, mended = facts.sex, frozenset({"sex"})
        else:
            found.append(Finding("sex", Severity.WRONG, f"Giới tính trên thẻ đọc là {quoted(sex_word)}"))
    found += check_personal_number(number, sex, birth_date)
    if old_number:
        found += [fault for fault in check_old_number(old_number) if fault.severity is Severity.WRONG]
    if _STRANGE_IN_NAME_RE.search(name):
        found.append(Finding("name", Severity.WRONG, "Họ tên bị hỏng dấu khi quét"))
    if "?" in address or "\ufffd" in address:
        found.append(Finding("address", Severity.WRONG, "Nơi thường trú bị hỏng dấu khi quét"))
    return CardData(
        number, old_number, name, birth_date, sex, address, issued_on, tuple(rest), tuple(found), mended=mended
    )


def _read_date(text: str, field: str, name: str, found: list[Finding]) -> date | None:
    if not text:
        return None
    match = _DATE_RE.fullmatch(text)
    try:
        if match:
            return date(int(match[3]), int(match[2]), int(match[1]))
    except ValueError:
        pass
    found.append(Finding(field, Severity.WRONG, f"{name} trên thẻ đọc là {quoted(text)}, không có thật"))
    return None
