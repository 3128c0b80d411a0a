"""Inputs that are almost right: valid ones cut, doubled, swapped, written with foreign letters, blown up.

Pure noise is refused at the first character; what lies one change away from valid is what finds the gaps.
"""

from __future__ import annotations

import time
import unicodedata
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from datetime import date
from typing import Any

from hypothesis import strategies as st

from app.domain.errors import Explained

SLOWEST_SECONDS = 2.0
TODAY = date(2026, 11, 19)
DAYS = st.sampled_from((TODAY, date(1970, 1, 1), date(1999, 12, 31), date(2028, 2, 29), date(2099, 12, 31)))

BIDI = "\u200e\u200f\u202a\u202e\u2066\u2069"
UNSEEN = "\u200b\u200c\u200d\u2060\ufeff\u00ad\u034f\u180e"
CONTROLS = "\x00\x01\x07\x08\t\n\x0b\r\x1b\x1d\x1e\x7f\x85\u2028\u2029"
BROKEN = "\ud800\udc00\ufffd\uffff\ufdd0"
DIGITS = "０１９٠٣٩۲१²³½Ⅳ①"
LETTERS = "ĐđıİßſﬁǅÅΩЖ中🙂👩\u200d⚕ẤẬữ\u0301\u0323\u031b|<>=+@;,.-–−/\\\"'`«»“”?*%#&{}[]()"
ODD = st.sampled_from(BIDI + UNSEEN + CONTROLS + BROKEN + DIGITS + LETTERS)
ANY_CHARACTER = st.characters(codec=None)

Draw = Callable[[st.SearchStrategy[Any]], Any]


def _place(draw: Draw, text: str) -> int:
    return int(draw(st.integers(0, len(text))))


def _cut(draw: Draw, text: str) -> str:
    a, b = sorted((_place(draw, text), _place(draw, text)))
    return text[:a] + text[b:]


def _end(draw: Draw, text: str) -> str:
    return text[: _place(draw, text)]


def _double(draw: Draw, text: str) -> str:
    a, b = sorted((_place(draw, text), _place(draw, text)))
    return text[:b] + text[a:]


def _insert(draw: Draw, text: str) -> str:
    place = _place(draw, text)
    return text[:place] + str(draw(ODD | ANY_CHARACTER)) + text[place:]


def _replace(draw: Draw, text: str) -> str:
    place = _place(draw, text)
    return text[:place] + str(draw(ODD | st.sampled_from("0123456789ABCZaz|-/.: "))) + text[place + 1 :]


def _swap(draw: Draw, text: str) -> str:
    place = _place(draw, text)
    return text[:place] + text[place + 1 : place + 2] + text[place : place + 1] + text[place + 2 :]


def _form(draw: Draw, text: str) -> str:
    return unicodedata.normalize(str(draw(st.sampled_from(("NFD", "NFKD", "NFKC")))), text)  # type: ignore[arg-type]


def _case(draw: Draw, text: str) -> str:
    change: Callable[[str], str] = draw(st.sampled_from((str.upper, str.lower, str.title, str.swapcase)))
    return change(text)


def _foreign_digits(draw: Draw, text: str) -> str:
    zero = ord(draw(st.sampled_from("０٠०")))
    return "".join(chr(zero + int(mark)) if mark.isascii() and mark.isdigit() else mark for mark in text)


def _blow_up(draw: Draw, text: str) -> str:
    place = _place(draw, text)
    return text[:place] + text[place : place + 3] * int(draw(st.sampled_from((50, 5000)))) + text[place:]


def _surround(draw: Draw, text: str) -> str:
    edge = str(draw(st.text(ODD, max_size=3)))
    return f"{edge}{text}{edge}"


def _big_number(draw: Draw, text: str) -> str:
    digits = "9" * int(draw(st.sampled_from((1, 15, 19, 20, 40, 5000))))
    place = _place(draw, text)
    return text[:place] + digits + text[place:]


_CHANGES = (
    *(_cut, _end, _double, _insert, _insert, _replace, _replace, _swap),
    *(_form, _case, _foreign_digits, _blow_up, _surround, _big_number),
)


@st.composite
def near(draw: Draw, valid: st.SearchStrategy[str], most: int = 4) -> str:
    """Give a valid text after none to `most` changes."""
    text: str = draw(valid)
    for change in draw(st.lists(st.sampled_from(_CHANGES), max_size=most)):
        text = change(draw, text)
    return text


@st.composite
def near_bytes(draw: Draw, valid: st.SearchStrategy[bytes], most: int = 4) -> bytes:
    """Give valid bytes after a few cuts, repetitions and flipped bits."""
    content: bytes = draw(valid)
    for kind in draw(st.lists(st.sampled_from(("cut", "end", "double", "flip", "insert")), max_size=most)):
        a, b = sorted((draw(st.integers(0, len(content))), draw(st.integers(0, len(content)))))
        if kind == "cut":
            content = content[:a] + content[b:]
        elif kind == "end":
            content = content[:a]
        elif kind == "double":
            content = content[:b] + content[a:]
        elif kind == "flip" and content:
            a = min(a, len(content) - 1)
            content = content[:a] + bytes([content[a] ^ (1 << draw(st.integers(0, 7)))]) + content[a + 1 :]
        else:
            content = content[:a] + draw(st.binary(min_size=1, max_size=4)) + content[a:]
    return content


TEXT = st.text(ODD | ANY_CHARACTER, max_size=20)
"""Any text a clipboard or a file may hold, lone surrogates included."""

STRANGE: st.SearchStrategy[Any] = (
    st.none()
    | st.booleans()
    | st.integers()
    | st.sampled_from((10**30, -(2**63), 2**64, 0, -1))
    | st.floats(allow_nan=True, allow_infinity=True)
    | TEXT
    | st.sampled_from(("", "x" * 10_000, "2026-11-19", "2026-11-19T09:04:00", "0", "counter"))
)
PLAIN: st.SearchStrategy[Any] = st.recursive(
    STRANGE,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(TEXT, inner, max_size=3),
    max_leaves=6,
)
"""Any value JSON can bring."""


@st.composite
def near_data(draw: Draw, valid: Mapping[str, Any], most: int = 3) -> dict[str, Any]:
    """Give plain data with a few values exchanged, dropped or added, at any depth."""
    data = dict(valid)
    for _ in range(draw(st.integers(0, most))):
        changed = _changed(draw, data)
        data = changed if isinstance(changed, dict) else {draw(TEXT): changed}
    return data


def _changed(draw: Draw, value: Any) -> Any:
    if isinstance(value, Mapping) and value and draw(st.integers(0, 4)):
        key = draw(st.sampled_from(sorted(value)))
        if not draw(st.integers(0, 5)):
            return {name: kept for name, kept in value.items() if name != key}
        return {**value, key: _changed(draw, value[key])}
    if isinstance(value, list | tuple) and value and draw(st.integers(0, 4)):
        place = draw(st.integers(0, len(value) - 1))
        return [*value[:place], _changed(draw, value[place]), *value[place + 1 :]]
    if isinstance(value, Mapping) and draw(st.booleans()):
        return {**value, draw(TEXT): draw(PLAIN)}
    if isinstance(value, str) and draw(st.booleans()):
        return draw(near(st.just(value), 2))
    return draw(PLAIN)


@contextmanager
def swift(seconds: float = SLOWEST_SECONDS) -> Iterator[None]:
    """Fail when the work inside takes too much of the processor, whatever else the machine does."""
    begun = time.process_time()
    yield
    spent = time.process_time() - begun
    assert spent < seconds, f"took {spent:.1f} s"


def must_tell(error: Explained) -> None:
    """Hold that an error says what happened in a sentence of readable length, with an end."""
    assert error.sentence.endswith(".")
    assert len(error.sentence) < 300
