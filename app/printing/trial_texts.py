"""What test prints say: every letter of the language, and codes that open no dossier."""

from __future__ import annotations

import unicodedata

VOWELS = "aăâeêioôơuưy"
TONES = ("", "\u0300", "\u0309", "\u0303", "\u0301", "\u0323")
CONSONANTS = "bcdđghklmnpqrstvx"
QR_TEXT = "THU:QUAY-MOT-CUA"
BAR_TEXT = "9123456789012317"
HARD_LETTERS = "Ằ Ẫ Ể Ỗ Ợ Ữ Ỵ Đ ắ ẫ ệ ổ ợ ừ ỹ đ Ặ Ậ Ệ Ộ Ự ặ ậ ể ỗ ữ"


def vietnamese_letters() -> str:
    """All letters of the language in lower case, NFC: 17 consonants, 12 vowels in 6 tones."""
    vowels = [unicodedata.normalize("NFC", vowel + tone) for vowel in VOWELS for tone in TONES]
    return " ".join([*CONSONANTS, *vowels])
