"""Vietnamese text: one form of it (NFC), what search sees of it, how names sort, what a mask shows."""

from __future__ import annotations

import re
import unicodedata
from itertools import filterfalse

# What nobody sees and no paper prints: controls, soft and zero-width marks, marks of direction, halves of characters.
_INVISIBLE = re.compile(
    "[\x00-\x08\x0e-\x1b\x7f-\x84\x86-\x9f\u00ad\u034f\u061c\u180e\u200b-\u200f\u202a-\u202e\u2060-\u206f"
    "\ufeff\ufff9-\ufffb\ud800-\udfff\ufdd0-\ufdef\ufffe\uffff\U000e0000-\U000e007f]"
)
_BREAK = re.compile("\r\n?|[\x0b\x0c\x1c-\x1e\x85\u2028\u2029]")
_LONGEST_QUOTE = 60
_WORD = re.compile(r"[^\W_]+")

# Order of the Vietnamese alphabet with f, j, w, z at their Latin places; marks are NFD.
_ALPHABET = (
    *("a", "a\u0306", "a\u0302", "b", "c", "d", "đ", "e", "e\u0302", "f", "g", "h", "i", "j", "k", "l", "m", "n"),
    *("o", "o\u0302", "o\u031b", "p", "q", "r", "s", "t", "u", "u\u031b", "v", "w", "x", "y", "z"),
)
_RANK = {letter: chr(ord("A") + place) for place, letter in enumerate(_ALPHABET)}
_SHAPES = "\u0302\u0306\u031b"  # circumflex, breve, horn: another letter
_TONES = {"\u0300": "1", "\u0309": "2", "\u0303": "3", "\u0301": "4", "\u0323": "5"}  # huyền hỏi ngã sắc nặng


def nfc(text: str) -> str:
    """Return `text` composed (NFC), the only form that is stored."""
    return unicodedata.normalize("NFC", text)


def clean(text: str) -> str:
    """Return `text` in NFC, without invisible marks, runs of white space made one space, ends trimmed."""
    return " ".join(nfc(_INVISIBLE.sub("", text)).split())


def plain(text: str) -> str:
    """Return `text` in NFC without what nobody sees; line breaks stay as `\\n`, tabs become spaces."""
    return nfc(_INVISIBLE.sub("", _BREAK.sub("\n", text).replace("\t", " ").replace("\x1f", " ")))


def quoted(text: str) -> str:
    """Return `text` as sentences quote what was typed: cleaned, in quotation marks, cut when it is long."""
    bare = clean(text)
    return f"“{bare if len(bare) <= _LONGEST_QUOTE else f'{bare[:_LONGEST_QUOTE].rstrip()}…'}”"


def capitalised(name: str) -> str:
    """Return a name typed in one case only with a capital at each word; any other stays as it is.

    `nguyễn văn an`, `NGUYỄN VĂN AN` → `Nguyễn Văn An`.
    """
    if not (name.islower() or name.isupper()):
        return name
    return nfc(" ".join(word[:1].upper() + word[1:].lower() for word in name.split(" ")))


def fold(text: str) -> str:
    """Return what search compares: lower case, đ as d, no diacritics, single spaces.

    Composed and decomposed input give the same; folding twice changes nothing.
    """
    decomposed = unicodedata.normalize("NFKD", _INVISIBLE.sub("", text).casefold())
    bare = "".join(filterfalse(unicodedata.combining, decomposed))
    return " ".join(unicodedata.normalize("NFC", bare).casefold().replace("đ", "d").split())


def unaccented(text: str) -> str:
    """Return `text` without diacritics, case kept, đ as d: for banks and machine-readable lines."""
    bare = "".join(mark for mark in unicodedata.normalize("NFD", text) if not unicodedata.combining(mark))
    return nfc(bare).replace("đ", "d").replace("Đ", "D")


def fold_words(text: str) -> tuple[str, ...]:
    """Return the folded words of `text`; whatever is neither letter nor digit parts them."""
    return tuple(_WORD.findall(fold(text)))


def name_key(name: str) -> str:
    """Return a key that sorts names the Vietnamese way when compared character by character (also in SQL).

    Given name (last word) first, then the middle words, then the family name. Within a word the letters
    decide (a ă â … d đ …), then the tones (ngang, huyền, hỏi, ngã, sắc, nặng).
    """
    words = [key for word in clean(name).split() if (key := _word_key(word))]
    given, middle, family = "".join(words[-1:]), ".".join(words[1:-1]), "".join(words[:1][: len(words) - 1])
    return f"{given} {middle} {family}".rstrip()


def _word_key(word: str) -> str:
    letters: list[str] = []
    tones: list[str] = []
    for mark in unicodedata.normalize("NFD", word.lower()):
        if unicodedata.combining(mark):
            if letters and mark in _TONES:
                tones[-1] = _TONES[mark]
            elif letters and mark in _SHAPES:
                letters[-1] += mark
        elif mark.isalnum():
            letters.append(mark)
            tones.append("0")
    if not letters:
        return ""
    return "".join(_rank(letter) for letter in letters) + "!" + "".join(tones)


def _rank(letter: str) -> str:
    base = letter[0]
    return _RANK.get(letter) or _RANK.get(base) or (base if base in "0123456789" else "~" + base)


def mask_number(number: str) -> str:
    """Return a number fit for lists: `0918 ••• 756`. Under 10 characters only the last three show, under 6 none."""
    bare = "".join(number.split())
    if len(bare) >= 10:
        return f"{bare[:4]} ••• {bare[-3:]}"
    return f"••• {bare[-3:]}" if len(bare) >= 6 else "•••" if bare else ""


def mask_name(name: str) -> str:
    """Return a name fit for labels and screens that others see: `N. T. K. Oanh`."""
    *others, given = clean(name).split() or [""]
    return " ".join([*(f"{word[0]}." for word in others), given])


def group_digits(digits: str, size: int = 3, gap: str = " ") -> str:
    """Return `digits` in groups of `size` from the left: `095 190 004 321`."""
    return gap.join(digits[start : start + size] for start in range(0, len(digits), size))


def dotted(number: int) -> str:
    """Return a number as people write it here, with dots between the thousands: `2.077`."""
    return f"{number:,}".replace(",", ".")
