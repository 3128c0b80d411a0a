"""A person as typed at the counter, right or wrong, what a card said, and what checks find. No widgets."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, fields, replace
from datetime import date, datetime

from PySide6.QtCore import QCoreApplication

from app.domain.card_repair import Cause
from app.domain.errors import UserError
from app.domain.findings import Severity
from app.domain.id_card import CardData
from app.domain.identity import bare_number, format_id_number, parse_date, read_personal_number
from app.domain.party_checks import check_party
from app.domain.people import Address, IdKind, Party, PartyKind, Sex
from app.domain.phones import format_phone, normalise_phone
from app.domain.text import capitalised, clean
from app.scanning.routing import CardScan, DamagedCard

translate = QCoreApplication.translate

Resolve = Callable[[str], Address]
"""Turns an address as typed into one with today's commune, where it can be told."""


@dataclass(slots=True)
class PersonState:
    """A person or organisation as typed. Dates and numbers are text, whatever stands in the fields.

    `told` is what a card (or an earlier dossier) said, per field; `source` who told: "card", "before" or "".
    `saved` is who stands in the dossier that is corrected: what was not touched goes back exactly as it was.
    """

    kind: str = PartyKind.INDIVIDUAL.value
    name: str = ""
    number: str = ""
    born: str = ""
    sex: str = ""
    issued: str = ""
    address: str = ""
    phone: str = ""
    email: str = ""
    representative: str = ""
    override: str = ""
    source: str = ""
    told: dict[str, str] = field(default_factory=dict)
    told_at: str = ""
    trouble: str = ""
    advice: str = ""
    faults: dict[str, str] = field(default_factory=dict)
    doubts: dict[str, str] = field(default_factory=dict)  # what the card says here, but not for certain
    mended: list[str] = field(default_factory=list)  # garbled on the way, restored for certain
    earlier: int = 0
    saved: Party | None = None

    @property
    def is_empty(self) -> bool:
        """Whether nothing has been typed or read."""
        return not any((self.name, self.number, self.born, self.address, self.phone, self.email, self.trouble))

    @property
    def is_organisation(self) -> bool:
        return self.kind == PartyKind.ORGANISATION

    def is_told(self, name: str) -> bool:
        """Whether a field still says what the card said."""
        return bool(self.told.get(name)) and getattr(self, name) == self.told[name]


def number_kind(person: PersonState) -> IdKind:
    """Tell which paper a number is of, from its shape: so the clerk never chooses it."""
    number = bare_number(person.number)
    if not number:
        return IdKind.NONE
    if person.is_organisation:
        return IdKind.TAX_CODE
    if number[0].isalpha():
        return IdKind.PASSPORT
    return IdKind.OLD_ID if len(number) == 9 else IdKind.PERSONAL_NUMBER


def sex_of(person: PersonState) -> Sex | None:
    """Return the sex chosen or read, else what the personal number says."""
    if person.sex:
        return Sex(person.sex)
    facts = read_personal_number(person.number)
    return facts.sex if facts is not None and not person.is_organisation else None


def day_of(text: str, today: date) -> date | None:
    """Return the day that was typed, None while it is none."""
    try:
        return parse_date(text, today) if text else None
    except UserError:
        return None


def tidy_day(text: str, today: date) -> str:
    """Return `150722` as `15/07/2022`; what is no day stays as typed."""
    day = day_of(text, today)
    return f"{day:%d/%m/%Y}" if day else text


def tidy_number(person: PersonState) -> str:
    """Return the number as it is read aloud."""
    return format_id_number(number_kind(person), person.number) if person.number else ""


def party_of(person: PersonState, today: date, resolve: Resolve) -> Party:
    """Return the person as the papers name them; a day or sex that can't be read stays out."""
    saved = person.saved
    if saved is None:
        return _read(person, today, resolve)
    # Typing can't say all that a saved dossier knows (how an address was matched, the kind of an odd number), so what
    # still reads as it was shown is not read anew.
    same_place = person.address == str(saved.address)
    now = _read(person, today, _unread if same_place else resolve)
    shown = _read(of_dossier(saved), today, _unread)
    kept = {f.name: getattr(saved, f.name) for f in fields(Party) if getattr(now, f.name) == getattr(shown, f.name)}
    kept.pop("address", None)
    return replace(now, **kept, address=saved.address if same_place else now.address)


def _unread(text: str) -> Address:
    return Address(text)


def _read(person: PersonState, today: date, resolve: Resolve) -> Party:
    organisation = person.is_organisation
    return Party(
        kind=PartyKind(person.kind),
        name=clean(person.name),
        id_kind=number_kind(person),
        id_number=bare_number(person.number),
        birth_date=None if organisation else day_of(person.born, today),
        sex=None if organisation else sex_of(person),
        id_issued_on=None if organisation else day_of(person.issued, today),
        address=resolve(person.address),
        phone=normalise_phone(person.phone),
        email=clean(person.email),
        representative=clean(person.representative) if organisation else "",
        from_card=person.source == "card"
        and not person.faults
        and all(person.is_told(name) for name in ("name", "number", "born")),
        override_reason=clean(person.override),
    )


def person_of(party: Party, source: str = "", told_at: str = "", earlier: int = 0) -> PersonState:
    """Return the fields for somebody read from a card, seen before, or of a saved dossier."""
    state = PersonState(
        kind=party.kind.value,
        name=party.name,
        number=format_id_number(party.id_kind, party.id_number),
        born=f"{party.birth_date:%d/%m/%Y}" if party.birth_date else "",
        sex=party.sex.value if party.sex else "",
        issued=f"{party.id_issued_on:%d/%m/%Y}" if party.id_issued_on else "",
        address=str(party.address),
        phone=format_phone(party.phone),
        email=party.email,
        representative=party.representative,
        override=party.override_reason,
        source=source,
        told_at=told_at,
        earlier=earlier,
    )
    if source:
        state.told = {name: getattr(state, name) for name in ("name", "number", "born", "issued", "address", "sex")}
    return state


def of_dossier(party: Party) -> PersonState:
    """Return the fields for somebody of a saved dossier; read back untouched they give the same party."""
    state = person_of(party, "card" if party.from_card else "before")
    state.saved = party
    return state


@dataclass(frozen=True, slots=True)
class Note:
    """What stands beside a field: state as the fields know it ("bad", "warn", "auto", "ok", "") and words."""

    state: str
    words: str


_PARTY_FIELDS = {"id_number": "number", "birth_date": "born", "id_issued_on": "issued", "sex": "sex"}


def notes_of(person: PersonState, today: date, resolve: Resolve) -> dict[str, Note]:
    """Say per field what was found: wrong, doubtful, told by a card, or checked. Empty fields have none."""
    notes: dict[str, Note] = {}
    told = {"card": translate("PersonNotes", "Từ thẻ"), "before": translate("PersonNotes", "Từ lần trước")}.get(
        person.source, ""
    )
    for name in ("name", "number", "born", "issued", "address"):
        if person.is_told(name) and name in person.doubts:
            notes[name] = Note("warn", person.doubts[name])
        elif person.is_told(name):
            mended = translate("PersonNotes", "Từ thẻ, đã khôi phục")
            notes[name] = Note("auto", mended if name in person.mended else told)
        elif person.source == "card" and person.told.get(name) and getattr(person, name):
            notes[name] = Note("", translate("PersonNotes", "Đã sửa, thẻ ghi {value}").format(value=person.told[name]))
    if person.is_told("phone"):
        notes["phone"] = Note("auto", translate("PersonNotes", "Từ lần trước"))
    for name, sentence in person.faults.items():
        if getattr(person, name, "") == person.told.get(name, ""):
            notes[name] = Note("bad" if getattr(person, name, "") else "", sentence)
    for name in ("born", "issued"):
        typed = getattr(person, name)
        try:
            if typed:
                parse_date(typed, today)
        except UserError as error:
            notes[name] = Note("bad", error.sentence.removesuffix("."))
    party = party_of(person, today, resolve)
    for finding in check_party(party, today):
        name = _PARTY_FIELDS.get(finding.field, finding.field)
        wrong = finding.severity is Severity.WRONG
        if wrong and name == "number" and person.override:
            notes[name] = Note("warn", translate("PersonNotes", "Vẫn nhận: {why}").format(why=person.override))
        elif notes.get(name, Note("", "")).state != "bad":
            notes[name] = Note("bad" if wrong else "warn", finding.sentence)
    if "name" not in notes and not person.is_organisation and capitalised(party.name) != party.name:
        notes["name"] = Note("", translate("PersonNotes", "Alt+H viết hoa chữ đầu"))
    for name in ("number", "phone", "email"):
        if getattr(person, name) and name not in notes:
            notes[name] = Note(
                "ok",
                {"phone": translate("PersonNotes", "Đúng dạng số")}.get(name, translate("PersonNotes", "Đúng dạng")),
            )
    if person.address and "address" not in notes and party.address.commune_code:
        notes["address"] = Note("ok", translate("PersonNotes", "Đúng tên xã"))
    return notes


# -- cards

_CARD_FIELDS = {"id_number": "number", "birth_date": "born", "id_issued_on": "issued"}


def person_of_scan(scan: CardScan | DamagedCard, resolve: Resolve, now: datetime) -> PersonState:
    """Return the person a card shows. Whatever is missing, wrong or doubtful on it stands in `trouble` and `faults`."""
    data = scan.card if isinstance(scan, CardScan) else scan.problem.data or CardData("")
    person = person_of(data.to_party(), "card", f"{now:%H:%M}")
    person.address = person.told["address"] = str(resolve(data.address)) if data.address else ""
    wrong = [finding for finding in data.findings if finding.severity is Severity.WRONG]
    person.faults = {_CARD_FIELDS.get(finding.field, finding.field): finding.sentence for finding in wrong}
    person.doubts = {
        _CARD_FIELDS.get(found.field, found.field): found.sentence
        for found in data.findings
        if found.severity is Severity.DOUBTFUL and found.field in ("name", "address")
    }
    person.mended = sorted(_CARD_FIELDS.get(name, name) for name in data.mended)
    if isinstance(scan, DamagedCard):
        person.trouble, person.advice = scan.problem.sentence, scan.problem.advice
        for name in ("number", "issued", "born", "address", "name"):
            if not getattr(person, name):
                person.faults.setdefault(name, translate("PersonNotes", "Chưa có"))
    elif wrong:
        person.trouble = ". ".join(finding.sentence for finding in wrong) + "."
        person.advice = translate("PersonNotes", "Quét lại thẻ, hoặc gõ tay theo mặt thẻ.")
    elif scan.machine_lines:
        person.trouble = translate("PersonNotes", "Đọc từ dòng máy đọc: họ tên không có dấu, gõ lại theo mặt thẻ.")
    else:
        doubts = dict.fromkeys(person.doubts.values())
        person.trouble = ". ".join(doubts) + "." if doubts else ""
        if data.cause is Cause.LOST_MARKS:
            person.trouble = translate("PersonNotes", "Đầu đọc làm mất dấu tiếng Việt: sửa họ tên và địa chỉ theo thẻ.")
        person.advice = translate("PersonNotes", "Sửa theo mặt thẻ; chữ đã đúng thì bấm Enter.") if doubts else ""
    return person


def keep_typed(scanned: PersonState, before: PersonState) -> None:
    """Keep in a scan what the clerk typed into the torn one before it, where the scan does not know better."""
    for name in ("number", "name", "born", "issued", "address", "sex"):
        typed = getattr(before, name)
        unsure = not getattr(scanned, name) or name in scanned.faults or name in scanned.doubts
        if typed and typed != before.told.get(name, "") and unsure:
            setattr(scanned, name, typed)
            scanned.doubts.pop(name, None)


def remember(person: PersonState, before: Party) -> bool:
    """Fill phone and e-mail of a card's bearer from an earlier dossier where nothing is typed; True when it did."""
    filled = False
    if before.phone and not person.phone:
        person.phone = person.told["phone"] = format_phone(before.phone)
        filled = True
    if before.email and not person.email:
        person.email = before.email
        filled = True
    return filled
