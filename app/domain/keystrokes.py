"""Vietnamese as its input methods write it on Latin keys, and back: "Nguyeenx" or "Nguye64n" is "Nguyễn".

A scanner set to a Telex or VNI keyboard sends such keys. A letter's own keys stand right behind it; the tone stands
behind its vowel (keys made letter by letter) or at the end of the word (as people type). Nothing is guessed: a word
comes back only if it is a Vietnamese syllable that these very keys write, and every such word is returned.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType

from app.domain.spelling import ACUTE, DOT, GRAVE, HOOK, TILDE, VOWELS, plain_of, spellings


class Method(StrEnum):
    """An input method."""

    TELEX = "telex"
    VNI = "vni"


class TonePlace(StrEnum):
    """Where the key of a tone stands."""

    LETTER = "letter"  # right behind its vowel: "Nguyeexn"
    END = "end"  # behind the word: "Nguyeenx"


_TONE_KEYS: Mapping[Method, Mapping[str, str]] = MappingProxyType({
    Method.TELEX: {"s": ACUTE, "f": GRAVE, "r": HOOK, "x": TILDE, "j": DOT},
    Method.VNI: {"1": ACUTE, "2": GRAVE, "3": HOOK, "4": TILDE, "5": DOT},
})  # fmt: skip
_SHAPES: Mapping[Method, Mapping[str, str]] = MappingProxyType({
    Method.TELEX: {"aa": "â", "aw": "ă", "dd": "đ", "ee": "ê", "oo": "ô", "ow": "ơ", "uw": "ư"},
    Method.VNI: {"a6": "â", "a8": "ă", "d9": "đ", "e6": "ê", "o6": "ô", "o7": "ơ", "u7": "ư"},
})  # fmt: skip


@dataclass(frozen=True, slots=True)
class Reading:
    """What keys write. `words`: all syllables they may stand for; `changed`: some key was no letter.

    `place` tells where the tone's key stood, if that shows (None: no tone, or behind the last letter, which has it).
    """

    words: tuple[str, ...]
    changed: bool
    place: TonePlace | None = None


def type_word(word: str, method: Method, place: TonePlace = TonePlace.LETTER) -> str:
    """Return the keys that write a word (NFC); other characters stay. The case of a letter is that of its keys."""
    shapes = {shape: keys for keys, shape in _SHAPES[method].items()}
    tones = {tone: key for key, tone in _TONE_KEYS[method].items()}
    keys, last = "", ""
    for letter in word:
        bare, tone = plain_of(letter)
        typed = shapes.get(bare.lower(), bare.lower())
        key = "".join(tones[mark] for mark in tone)
        if place is TonePlace.END:
            last, key = last + key, ""
        keys += (typed + key).upper() if letter.isupper() else typed + key
    return keys + last


def read_keys(keys: str, method: Method, place: TonePlace | None = None) -> Reading:
    """Read one word's keys; with `place` only tones that stand there. No words: no Vietnamese syllable."""
    letters: list[str] = []
    tone, tone_at, changed = "", 0, False
    for key in keys:
        low, before = key.lower(), letters[-1].lower() if letters else ""
        if shape := _SHAPES[method].get(before + low):
            letters[-1] = shape.upper() if letters[-1].isupper() else shape
            changed = True
        elif low in _TONE_KEYS[method] and any(letter.lower() in VOWELS for letter in letters):
            if tone:
                return Reading((), True)
            tone, tone_at, changed = _TONE_KEYS[method][low], len(letters), True
        else:
            letters.append(key)
    if not changed:
        return Reading((keys,), False)
    return _reading(letters, tone, tone_at, place)


def _reading(letters: list[str], tone: str, tone_at: int, place: TonePlace | None) -> Reading:
    words: list[str] = []
    places: set[TonePlace] = set()
    typed = "".join(letters)
    for bare in _variants(typed):
        for word in spellings(bare.lower(), tone):
            wheres = {TonePlace.LETTER: _toned(word) + 1 == tone_at, TonePlace.END: tone_at == len(bare)}
            fitting = {where for where, fits in wheres.items() if not tone or fits}
            if fitting and (place is None or place in fitting):
                words.append("".join(_like(a, b) for a, b in zip(word, bare, strict=True)))
                places |= fitting
    shown = next(iter(places)) if tone and len(places) == 1 else None
    return Reading(tuple(dict.fromkeys(words)), True, shown)


def _variants(typed: str) -> Iterable[str]:
    """The horn of ươ is often typed once: "Phuowng"."""
    yield typed
    place = typed.lower().find("uơ")
    if place >= 0:
        yield typed[:place] + _like("ư", typed[place]) + typed[place + 1 :]


def _toned(word: str) -> int:
    return next((place for place, letter in enumerate(word) if plain_of(letter)[1]), -1)


def _like(letter: str, model: str) -> str:
    return letter.upper() if model.isupper() else letter
