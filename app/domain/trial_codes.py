"""Codes for trying a scanner: printed on its set-up sheet, known when they come back, never a person or a dossier."""

from __future__ import annotations

import unicodedata
from datetime import date

from app.domain.dossier_codes import AliasKind, encode_alias
from app.domain.spelling import TONES
from app.domain.text import nfc

_VOWELS = "aăâeêioôơuưy"
TRIAL_NUMBER = "001300000000"  # of nobody: the registry counts from 000001


def vietnamese_letters() -> str:
    """Return every vowel with every tone, small, in groups, then đ and the shaped capitals."""
    groups = ["".join(nfc(vowel + tone) for tone in ("", *TONES)) for vowel in _VOWELS]
    return " ".join([*groups, "đ", "ĂÂĐÊÔƠƯ"])


TRIAL_CARD = (
    f"{TRIAL_NUMBER}||ĐẶNG THỊ THỬ MÁY|01012000|Nữ|Số 12, đường Chữ Việt, xã {vietnamese_letters()}, Hà Nội|01012025"
)


def trial_bars(size: int = 0) -> str:
    """Return the digits of a trial bar code; `size` says how wide its bars are printed (1/300 inch), 0 = as usual."""
    return encode_alias(AliasKind.TRAINING, 0, date(2026, 1, 1), size)


TRIAL_SIZES = (6, 5, 4, 3)
_BARS = {trial_bars(size): size for size in (0, *TRIAL_SIZES)}


def trial_size(text: str) -> int | None:
    """Return the size of a scanned trial bar code, None for any other text."""
    return _BARS.get("".join(text.split()))


def is_trial(text: str) -> bool:
    """Whether a scanned text is one of these codes, however garbled."""
    return TRIAL_NUMBER in text or trial_size(text) is not None


def lost_letters(text: str) -> str:
    """Return the letters that the trial card has and `text`, its scan, has not; "" when all came."""
    came = set(unicodedata.normalize("NFC", text))
    return "".join(sorted({mark for mark in TRIAL_CARD if not mark.isspace() and mark not in came}))
