"""What a scanner, an input method or a keyboard layout did to the text of an ID card, undone where that is certain.

Certain means: one rule explains the whole text, and going the way back gives exactly what came in. What is not certain
stays as it came and has a finding for the person at the counter. Nothing is looked up, nothing is guessed.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum
from itertools import pairwise

from app.domain.findings import Finding, Severity
from app.domain.keystrokes import Method, Reading, TonePlace, read_keys
from app.domain.spelling import VOWELS, plain_of
from app.domain.text import clean, fold, nfc

NUMBER, OLD_NUMBER, NAME, BORN, SEX, PLACE, ISSUED = range(7)
_DIGIT_FIELDS = (NUMBER, OLD_NUMBER, BORN, ISSUED)
_LETTER_FIELDS = {NAME: "name", SEX: "sex", PLACE: "address"}

LOST = "Mất dấu, kiểm tra lại"
OTHER_KEYS = "Bàn phím của Windows không phải US: đối chiếu chữ với mặt thẻ"
HOUSE_NUMBERS = "Chữ số trong địa chỉ có thể sai khi quét: đối chiếu với mặt thẻ"

# What the keys 0 to 9 of a US keyboard write on others, unshifted, as scanners press them.
_LAYOUTS = {
    "vi": "đăâêô\u0300\u0309\u0303\u0301\u0323",
    "fr": "à&é\"'(-è_ç",
}
_CODE_PAGES = ("cp1252", "cp1258", "latin-1", "cp850", "cp437")
_LETTERS = frozenset("aăâbcdđeêfghijklmnoôơpqrstuưvwxyz")
# What a bar becomes on other layouts, and what scanners put in its place.
_NO_BAR_RE = re.compile(r"[^\w\s.,/-]|[_\tµ]")
_RUN_RE = re.compile(
    r"\s*(\d{12})(\d{12}|\d{9}|)([^\d|]{2,}?)(\d{8})\s*(Nam|N[^\d|]{1,3}?)(?=[\s\dA-ZĐÁÀẢÃẠĂẮẰẲẴẶÂẤẦẨẪẬÉÈẺẼẸÊẾỀỂỄỆÓÒỎÕỌ"
    r"ÔỐỒỔỖỘƠỚỜỞỠỢÍÌỈĨỊÚÙỦŨỤƯỨỪỬỮỰÝỲỶỸỴ])(.*?\D)(\d{8})\s*",
    re.ASCII | re.DOTALL,
)
_GARBAGE_RE = re.compile(r"á»|áº|Æ°|Ä‘|Ã[\u0080-\u00bf]|\ufffd")
_KEYS_RE = {Method.TELEX: re.compile(r"[A-Za-z]+"), Method.VNI: re.compile(r"[A-Za-z][A-Za-z0-9]*")}
_HOUSE_RE = re.compile(r"[A-Za-z]\d+", re.ASCII)
# Words that stand in nearly every address and never without their marks.
_BARE_WORDS = frozenset(("xa", "phuong", "quan", "huyen", "tinh", "ap", "duong"))


class Cause(StrEnum):
    """What went wrong between the card and the program."""

    CODE_PAGE = "code_page"
    TELEX = "telex"
    VNI = "vni"
    LAYOUT = "layout"
    CAPS_LOCK = "caps_lock"
    SEPARATOR = "separator"
    LOST_MARKS = "lost_marks"


@dataclass(frozen=True, slots=True)
class Mended:
    """The fields of a card after repair: `mended` names those that read otherwise than they came."""

    fields: tuple[str, ...]
    cause: Cause | None = None
    mended: frozenset[str] = frozenset()
    doubts: tuple[Finding, ...] = ()


def mend(text: str) -> Mended:
    """Part the text of a card (as it came, not yet NFC) into fields and repair them."""
    parted = _part(text)
    if parted.cause is Cause.LAYOUT:
        return _tidied(parted)
    return _mend_letters(_mend_code_page(parted))


def _tidied(card: Mended) -> Mended:
    return replace(card, fields=tuple(clean(field) for field in card.fields))


# -- bars and digits


def _part(text: str) -> Mended:
    """Find the fields, whatever stands for the bars, and the digits, whatever keyboard wrote them."""
    fields = text.split("|")
    if len(fields) > 2:
        return _straighten(fields, Cause.LAYOUT, ())
    signs = Counter(_NO_BAR_RE.findall(text))
    for bar in (sign for sign, count in signs.items() if count >= ISSUED):
        card = _straighten(text.split(bar), Cause.SEPARATOR, ("name", "address"))
        if is_framed(card.fields):
            return card
    if run := _RUN_RE.fullmatch(nfc(text)):
        card = Mended(run.groups(), Cause.SEPARATOR)
        if is_framed(card.fields):
            return card
    return Mended(tuple(fields))


def is_framed(fields: Sequence[str]) -> bool:
    """Whether the fields are a card for sure: number, two real dates, and a sex between them."""
    return (
        len(fields) > ISSUED
        and len(fields[NUMBER].strip()) == 12
        and _is_day(fields[BORN])
        and _is_day(fields[ISSUED])
        and fields[SEX].strip()[:1].upper() == "N"
    )


def _is_day(text: str) -> bool:
    digits = text.strip()
    try:
        date(int(digits[4:8]), int(digits[2:4]), int(digits[:2]))
    except ValueError:
        return False
    return len(digits) == 8


def _straighten(fields: Sequence[str], cause: Cause, doubtful: Iterable[str]) -> Mended:
    """Turn what another keyboard layout wrote for digits back, if it explains every field of digits."""
    doubts = tuple(Finding(name, Severity.DOUBTFUL, OTHER_KEYS) for name in doubtful)
    for layout, keys in _LAYOUTS.items():
        table = {ord(key): str(digit) for digit, key in enumerate(keys)}
        given = [(place, fields[place].strip()) for place in _DIGIT_FIELDS if place < len(fields)]
        digits = {place: field.translate(table) for place, field in given if field}
        changed = [place for place, field in given if field and digits[place] != field]
        if changed and all(field.isascii() and field.isdigit() for field in digits.values()):
            straight = tuple(digits.get(place, field) for place, field in enumerate(fields))
            sentences = {"address": HOUSE_NUMBERS} if layout == "vi" else {"name": OTHER_KEYS, "address": OTHER_KEYS}
            doubts = tuple(Finding(name, Severity.DOUBTFUL, said) for name, said in sentences.items())
            return Mended(straight, Cause.LAYOUT, frozenset({"id_number", "birth_date", "id_issued_on"}), doubts)
    return Mended(tuple(fields), cause if doubts else None, doubts=doubts)


# -- bytes read in another alphabet


def _mend_code_page(card: Mended) -> Mended:
    fields, mended = list(card.fields), set(card.mended)
    for place, field in enumerate(fields):
        if (read := _reread(field)) is not None:
            fields[place] = read
            mended.add(_LETTER_FIELDS.get(place, "rest"))
    if not mended - card.mended:
        return card
    torn = [place for place in (NAME, PLACE) if place < len(fields) and _GARBAGE_RE.search(fields[place])]
    doubts = [Finding(_LETTER_FIELDS[place], Severity.DOUBTFUL, LOST) for place in torn]
    return Mended(tuple(fields), Cause.CODE_PAGE, frozenset(mended), (*card.doubts, *doubts))


def _reread(text: str) -> str | None:
    """Read text again whose UTF-8 was taken for another code; None unless the way back is exact and Vietnamese."""
    for code in _CODE_PAGES:
        try:
            read = b"".join(_bytes_of(mark, code) for mark in text).decode("utf-8")
        except UnicodeError:
            continue
        if read != text and is_vietnamese(read):
            return read
    return None


def _bytes_of(mark: str, code: str) -> bytes:
    try:
        return mark.encode(code)
    except UnicodeEncodeError:
        return mark.encode("latin-1")  # holes of a code page let the byte through as it is


def is_vietnamese(text: str) -> bool:
    """Whether all letters of `text` are letters of the language (or plain Latin ones)."""
    for mark in nfc(text):
        shaped, tone = plain_of(mark.lower())
        if mark.isalpha() and (shaped not in _LETTERS or (tone and shaped not in VOWELS)):
            return False
        if not mark.isalpha() and not mark.isascii() and mark not in "–’“”":
            return False
    return True


# -- letters


def _mend_letters(card: Mended) -> Mended:
    card = _tidied(_mend_caps(card))
    texts = {place: card.fields[place] for place in _LETTER_FIELDS if place < len(card.fields)}
    if not texts.get(NAME) or card.cause is Cause.CODE_PAGE:
        return card
    if not all(text.isascii() for text in texts.values()):
        return _lost(card) if _is_bare(texts) else card
    for method in Method:
        if (typed := _Typed.of(texts, method)).is_certain:
            return _mend_keys(card, texts, typed)
    return _lost(card)


def _mend_caps(card: Mended) -> Mended:
    """Undo Caps Lock: "nGUYễN vĂN a"."""
    if len(card.fields) <= NAME:
        return card
    words = [word for word in card.fields[NAME].split() if word[:1].isalpha()]
    if not any(len(word) > 1 and word[0].islower() and word[1:].isupper() for word in map(_ascii_letters, words)):
        return card
    for swap in (_swap_ascii, str.swapcase):
        name = swap(card.fields[NAME])
        if all(word == word.capitalize() for word in name.split()):
            fields = [swap(field) if place in _LETTER_FIELDS else field for place, field in enumerate(card.fields)]
            return replace(card, fields=tuple(fields), cause=Cause.CAPS_LOCK, mended=card.mended | {"name", "address"})
    return card


def _ascii_letters(word: str) -> str:
    return "".join(mark for mark in word if mark.isascii() and mark.isalpha())


def _swap_ascii(text: str) -> str:
    return "".join(mark.swapcase() if mark.isascii() else mark for mark in text)


def _is_bare(texts: dict[int, str]) -> bool:
    """Whether a word that never stands without marks stands so: then others lost theirs too."""
    sex = texts.get(SEX, "")
    words = texts.get(PLACE, "").lower().replace(",", " ").split()
    return sex.lower() in ("n", "nu") or bool(_BARE_WORDS.intersection(words[:-1]))


def _lost(card: Mended) -> Mended:
    doubts = tuple(
        Finding(name, Severity.DOUBTFUL, LOST)
        for place, name in ((NAME, "name"), (PLACE, "address"))
        if place < len(card.fields) and card.fields[place]
    )
    return replace(card, cause=Cause.LOST_MARKS, doubts=(*card.doubts, *doubts))


@dataclass(frozen=True, slots=True)
class _Typed:
    """All letter fields read as keys of one method. `place` is None while nothing shows where tones stand."""

    method: Method
    place: TonePlace | None
    changed: int
    female: bool
    torn: bool

    @classmethod
    def of(cls, texts: dict[int, str], method: Method) -> _Typed:
        readings = [read_keys(keys, method) for text in texts.values() for keys in _words(text, method)]
        changed = [reading for reading in readings if reading.changed and reading.words]
        places = {reading.place for reading in changed if reading.place}
        sex = read_keys(texts.get(SEX, ""), method)
        return cls(
            method,
            next(iter(places)) if len(places) == 1 else None,
            len(changed),
            female=sex.changed and "nữ" in [word.lower() for word in sex.words],
            torn=len(places) > 1 or _is_bare(texts),
        )

    @property
    def is_certain(self) -> bool:
        return not self.torn and (self.female or self.changed > 1)


def _words(text: str, method: Method) -> list[str]:
    return [keys for keys in _KEYS_RE[method].findall(text) if not _HOUSE_RE.fullmatch(keys)]


def _mend_keys(card: Mended, texts: dict[int, str], typed: _Typed) -> Mended:
    fields, mended, doubts = list(card.fields), set(card.mended), list(card.doubts)
    for place, text in texts.items():
        unsure: list[str] = []

        def write(match: re.Match[str], unsure: list[str] = unsure) -> str:
            word, doubt = _choose(match[0], typed)
            unsure += [doubt] if doubt else []
            return word

        name = _LETTER_FIELDS[place]
        fields[place] = _KEYS_RE[typed.method].sub(write, text)
        if unsure:
            doubts.append(Finding(name, Severity.DOUBTFUL, unsure[0]))
        if fields[place] != text:
            mended.add(name)
    cause = Cause.TELEX if typed.method is Method.TELEX else Cause.VNI
    return replace(card, fields=tuple(fields), cause=cause, mended=frozenset(mended), doubts=tuple(doubts))


def _choose(keys: str, typed: _Typed) -> tuple[str, str]:
    """Return the word that stands for `keys`, and what is doubtful about it."""
    if _HOUSE_RE.fullmatch(keys):
        vowel = keys[0].lower() in "aeiouy" and typed.method is Method.VNI
        return keys, f"Chưa rõ “{keys}” là số hay chữ có dấu: đối chiếu với mặt thẻ" if vowel else ""
    reading: Reading = read_keys(keys, typed.method, typed.place)
    if not reading.words:
        return keys, f"Chưa khôi phục được chữ “{keys}”: gõ lại theo mặt thẻ"
    word = reading.words[0]
    if len(reading.words) > 1:
        return word, f"Kiểm tra chỗ đặt dấu: “{word}” hay “{reading.words[1]}”"
    return word, ""


def place_of_birth_date(fields: Sequence[str]) -> int:
    """Return where the date of birth stands, known by the sex behind it; -1 when there is no such pair."""
    for place, (first, second) in enumerate(pairwise(fields)):
        if _is_day(first) and fold(second) in ("nam", "nu"):
            return place
    return -1
