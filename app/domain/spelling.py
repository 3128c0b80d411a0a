"""How Vietnamese syllables are spelled: enough to tell a whole word from a garbled one. Lower case, NFC.

Rhymes of loan words with a long o (xoong, moóc) and of other languages of the country (Ksor, Đắk) are left out on
purpose: whoever repairs text must not be led by them, and marks such words for a person to look at.
"""

from __future__ import annotations

import unicodedata
from functools import lru_cache

ACUTE, GRAVE, HOOK, TILDE, DOT = "\u0301", "\u0300", "\u0309", "\u0303", "\u0323"
TONES = (ACUTE, GRAVE, HOOK, TILDE, DOT)  # sắc huyền hỏi ngã nặng
VOWELS = frozenset("aăâeêioôơuưy")


def _set(words: str) -> frozenset[str]:
    return frozenset(words.split())


_INITIALS = _set("ngh ng nh ch gh gi kh ph qu th tr b c d đ g h k l m n p r s t v x")
_RHYMES = _set(
    "a ac ach ai am an ang anh ao ap at au ay ăc ăm ăn ăng ăp ăt âc âm ân âng âp ât âu ây e ec em en eng eo ep et "
    "ê êch êm ên ênh êp êt êu i ia ich im in inh ip it iu iêc iêm iên iêng iêp iêt iêu o oc oi om on ong op ot "
    "ô ôc ôi ôm ôn ông ôp ôt ơ ơi ơm ơn ơp ơt u ua uc ui um un ung up ut uôc uôi uôm uôn uông uôt ư ưa ưc ưi ưng "
    "ưt ưu ươc ươi ươm ươn ương ươp ươt ươu y oa oac oach oai oam oan oang oanh oao oap oat oay oăc oăm oăn oăng "
    "oăt oe oen oeo oet uân uâng uât uây uê uêch uênh uên uơ uy uya uych uyn uynh uyt uyu uyp uyên uyêt"
)
_ALONE = _set("yêm yên yêng yêt yêu")  # without an initial
_AFTER_QU = _set("ynh ych yt yn yên yêt")
_AFTER_GI = _set("êng êt êc ên")
_STOPS = ("c", "ch", "p", "t")
_TWO_WAYS = frozenset(("oa", "oe", "uy"))  # hòa or hoà
_FRONT = frozenset("ieêy")


def plain_of(word: str) -> tuple[str, str]:
    """Part a word into its letters without tone and the tone ("" = none, several marks = none too)."""
    marks = unicodedata.normalize("NFD", word)
    tones = [mark for mark in marks if mark in TONES]
    bare = unicodedata.normalize("NFC", "".join(mark for mark in marks if mark not in TONES))
    return bare, "".join(tones)


def is_syllable(word: str) -> bool:
    """Whether `word` (any case) is spelled like a Vietnamese syllable, its tone on a letter where it may stand."""
    lower = unicodedata.normalize("NFC", word.lower())
    bare, tone = plain_of(lower)
    return lower in spellings(bare, tone)


@lru_cache(maxsize=4096)
def spellings(bare: str, tone: str) -> tuple[str, ...]:
    """Return how the syllable `bare` is written with `tone`: none when there is no such, two for hòa and hoà."""
    found: list[str] = []
    for initial in ("", *_INITIALS):
        rhyme = bare[len(initial) :]
        if bare.startswith(initial) and _fits(initial, rhyme) and _takes(rhyme, tone):
            found += [_with_tone(bare, len(initial) + place, tone) for place in _places(rhyme)]
    return tuple(dict.fromkeys(found))


def _fits(initial: str, rhyme: str) -> bool:
    if initial == "" and rhyme in _ALONE:
        return True
    if initial == "qu":
        return rhyme in _AFTER_QU or (rhyme in _RHYMES and rhyme[0] not in "uưo")
    if initial == "gi" and rhyme in _AFTER_GI:
        return True
    if rhyme not in _RHYMES or (initial == "gi" and rhyme[0] in _FRONT):
        return False
    if initial in ("k", "gh", "ngh"):
        return rhyme[0] in _FRONT
    if initial in ("c", "ng"):
        return rhyme[0] not in _FRONT
    return not (initial == "g" and rhyme[0] in "eêy") and not (initial == "g" and rhyme.startswith("ia"))


def _takes(rhyme: str, tone: str) -> bool:
    if len(tone) > 1:
        return False
    return not rhyme.endswith(_STOPS) or tone in (ACUTE, DOT)


def _places(rhyme: str) -> tuple[int, ...]:
    """Say on which letters of the rhyme its tone may stand."""
    vowels = len(rhyme.rstrip("bcdghkmnpt"))
    shaped = [place for place in range(vowels) if rhyme[place] in "ăâêôơư"]
    if shaped:
        return (shaped[-1],)
    if rhyme in _TWO_WAYS:
        return (0, 1)
    if vowels == 3 or (vowels == 2 and len(rhyme) > 2):
        return (1,)
    return (0,)


def _with_tone(bare: str, place: int, tone: str) -> str:
    return unicodedata.normalize("NFC", bare[: place + 1] + tone + bare[place + 1 :])
