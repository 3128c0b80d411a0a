"""Inputs that are almost right: valid ones cut, doubled, swapped, written with foreign letters, blown up.

Pure noise is refused at the first character; what lies one change away from valid is what finds the gaps. Hypothesis
draws what is valid and one `Random`, and `tried` lets a test have many inputs of that: to draw an example costs some
milliseconds, to read an input some hundredths of one. What fails is printed whole: little is lost by not shrinking.
"""

from __future__ import annotations

import time
import unicodedata
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from functools import partial, wraps
from random import Random
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from app.domain.errors import Explained

SLOWEST_SECONDS = 2.0
INPUTS = 50  # of each example
_FEWEST = 20  # examples
TODAY = date(2026, 11, 19)
DAYS = st.sampled_from((TODAY, date(1970, 1, 1), date(1999, 12, 31), date(2028, 2, 29), date(2099, 12, 31)))

BIDI = "\u200e\u200f\u202a\u202e\u2066\u2069"
UNSEEN = "\u200b\u200c\u200d\u2060\ufeff\u00ad\u034f\u180e"
CONTROLS = "\x00\x01\x07\x08\t\n\x0b\r\x1b\x1d\x1e\x7f\x85\u2028\u2029"
BROKEN = "\ud800\udc00\ufffd\uffff\ufdd0"
DIGITS = "０１９٠٣٩۲१²³½Ⅳ①"
LETTERS = "ĐđıİßſﬁǅÅΩЖ中🙂👩\u200d⚕ẤẬữ\u0301\u0323\u031b|<>=+@;,.-–−/\\\"'`«»“”?*%#&{}[]()"
ODD = BIDI + UNSEEN + CONTROLS + BROKEN + DIGITS + LETTERS
ANY_CHARACTER = st.characters(codec=None)

CHANCES = st.integers(0, 2**64 - 1).map(Random)


@dataclass(frozen=True, slots=True)
class Near:
    """What lies near something valid: each call gives another."""

    another: Callable[[], Any]

    def then(self, change: Callable[[Any], Any]) -> Near:
        """Give the same after a change."""
        return Near(lambda: change(self.another()))


def made(make: Callable[[Random], Any]) -> st.SearchStrategy[Near]:
    """Give what `make` makes of chance."""
    return CHANCES.map(lambda chance: Near(partial(make, chance)))


def tried(*inputs: st.SearchStrategy[Any]) -> Callable[[Callable[..., None]], Callable[..., None]]:
    """Give a test what is drawn, as `given` does, and of each `Near` one input after the other.

    As many inputs in all as Hypothesis would draw examples, and never fewer than a thousand.
    """

    def decorate(test: Callable[..., None]) -> Callable[..., None]:
        @wraps(test)
        def each(*arguments: Any, **drawn: Any) -> None:
            moving = {name: value for name, value in drawn.items() if isinstance(value, Near)}
            for _ in range(INPUTS if moving else 1):
                now = drawn | {name: near.another() for name, near in moving.items()}
                try:
                    test(*arguments, **now)
                except BaseException as error:
                    error.add_note(f"with {now!r:.5000}")
                    raise

        examples = max(_FEWEST, settings.default.max_examples // INPUTS) if settings.default else _FEWEST
        return settings(max_examples=examples)(given(*inputs)(each))

    return decorate


def _place(chance: Random, text: str) -> int:
    return chance.randint(0, len(text))


def _stretch(chance: Random, length: int) -> tuple[int, int]:
    a, b = sorted((chance.randint(0, length), chance.randint(0, length)))
    return a, b


def _character(chance: Random) -> str:
    return (
        chance.choice(ODD) if chance.random() < 0.5 else chr(chance.randint(0, chance.choice((0x7F, 0x1EFF, 0x10FFFF))))
    )


def any_text(chance: Random) -> str:
    """Return any text a clipboard or a file may hold, lone surrogates included."""
    return "".join(_character(chance) for _ in range(chance.randint(0, chance.choice((0, 3, 20)))))


def _cut(chance: Random, text: str) -> str:
    a, b = _stretch(chance, len(text))
    return text[:a] + text[b:]


def _end(chance: Random, text: str) -> str:
    return text[: _place(chance, text)]


def _double(chance: Random, text: str) -> str:
    a, b = _stretch(chance, len(text))
    return text[:b] + text[a:]


def _insert(chance: Random, text: str) -> str:
    place = _place(chance, text)
    return text[:place] + _character(chance) + text[place:]


def _replace(chance: Random, text: str) -> str:
    place = _place(chance, text)
    return text[:place] + chance.choice(ODD + "0123456789ABCZaz|-/.: ") + text[place + 1 :]


def _swap(chance: Random, text: str) -> str:
    place = _place(chance, text)
    return text[:place] + text[place + 1 : place + 2] + text[place : place + 1] + text[place + 2 :]


def _form(chance: Random, text: str) -> str:
    return unicodedata.normalize(chance.choice(("NFD", "NFKD", "NFKC")), text)


def _case(chance: Random, text: str) -> str:
    return chance.choice((str.upper, str.lower, str.title, str.swapcase))(text)


def _foreign_digits(chance: Random, text: str) -> str:
    zero = ord(chance.choice("０٠०"))
    return "".join(chr(zero + int(mark)) if mark.isascii() and mark.isdigit() else mark for mark in text)


def _blow_up(chance: Random, text: str) -> str:
    place = _place(chance, text)
    return text[:place] + text[place : place + 3] * chance.choice((50, 5000)) + text[place:]


def _surround(chance: Random, text: str) -> str:
    edge = "".join(chance.choices(ODD, k=chance.randint(0, 3)))
    return f"{edge}{text}{edge}"


def _big_number(chance: Random, text: str) -> str:
    digits = "9" * chance.choice((1, 15, 19, 20, 40, 5000))
    place = _place(chance, text)
    return text[:place] + digits + text[place:]


_CHANGES = (
    *(_cut, _end, _double, _insert, _insert, _replace, _replace, _swap),
    *(_form, _case, _foreign_digits, _blow_up, _surround, _big_number),
)


def nearly(chance: Random, text: str, most: int = 4) -> str:
    """Return a text after none to `most` changes."""
    for change in chance.choices(_CHANGES, k=chance.randint(0, most)):
        text = change(chance, text)
    return text


def near(valid: st.SearchStrategy[str], most: int = 4) -> st.SearchStrategy[Near]:
    """Give a valid text after none to `most` changes."""
    return st.builds(lambda chance, text: Near(partial(nearly, chance, text, most)), CHANCES, valid)


def _flipped(chance: Random, content: bytes) -> bytes:
    if not content:
        return content
    place = chance.randrange(len(content))
    return content[:place] + bytes([content[place] ^ (1 << chance.randint(0, 7))]) + content[place + 1 :]


def nearly_bytes(chance: Random, content: bytes, most: int = 4) -> bytes:
    """Return bytes after a few cuts, repetitions and flipped bits."""
    for _ in range(chance.randint(0, most)):
        a, b = _stretch(chance, len(content))
        foreign = chance.randbytes(chance.randint(1, 4))
        content = chance.choice(
            (
                content[:a] + content[b:],
                content[:a],
                content[:b] + content[a:],
                _flipped(chance, content),
                content[:a] + foreign + content[a:],
            )
        )
    return content


def near_bytes(valid: st.SearchStrategy[bytes], most: int = 4) -> st.SearchStrategy[Near]:
    """Give valid bytes after a few cuts, repetitions and flipped bits."""
    return st.builds(lambda chance, content: Near(partial(nearly_bytes, chance, content, most)), CHANCES, valid)


_SINGLE = (
    *(None, True, False, 0, -1, 10**30, -(2**63), 2**64, 0.1, -0.0, 1e308, float("nan"), float("inf")),
    *("", "x" * 10_000, "2026-11-19", "2026-11-19T09:04:00", "0", "counter"),
)


def any_data(chance: Random, depth: int = 2) -> Any:
    """Return any value JSON can bring."""
    kind = chance.random()
    if depth and kind < 0.15:
        return [any_data(chance, depth - 1) for _ in range(chance.randint(0, 3))]
    if depth and kind < 0.3:
        return {any_text(chance): any_data(chance, depth - 1) for _ in range(chance.randint(0, 3))}
    if kind < 0.5:
        return any_text(chance)
    if kind < 0.6:
        return chance.randint(-(10**6), 10**6)
    return chance.choice(_SINGLE)


def any_record(chance: Random) -> dict[str, Any]:
    """Return any object JSON can bring."""
    return {any_text(chance): any_data(chance) for _ in range(chance.randint(0, 3))}


def nearly_data(chance: Random, valid: Mapping[str, Any], most: int = 3) -> dict[str, Any]:
    """Return plain data with a few values exchanged, dropped or added, at any depth."""
    data = dict(valid)
    for _ in range(chance.randint(0, most)):
        changed = _changed(chance, data)
        data = changed if isinstance(changed, dict) else {any_text(chance): changed}
    return data


def near_data(valid: Mapping[str, Any], most: int = 3) -> st.SearchStrategy[Near]:
    """Give plain data with a few values exchanged, dropped or added, at any depth."""
    return made(lambda chance: nearly_data(chance, valid, most))


def _changed(chance: Random, value: Any) -> Any:
    deeper = chance.random() < 0.8
    if isinstance(value, Mapping) and value and deeper:
        key = chance.choice(sorted(value))
        if chance.random() < 0.15:
            return {name: kept for name, kept in value.items() if name != key}
        return {**value, key: _changed(chance, value[key])}
    if isinstance(value, list | tuple) and value and deeper:
        place = chance.randrange(len(value))
        return [*value[:place], _changed(chance, value[place]), *value[place + 1 :]]
    if isinstance(value, Mapping) and chance.random() < 0.5:
        return {**value, any_text(chance): any_data(chance)}
    if isinstance(value, str) and chance.random() < 0.5:
        return nearly(chance, value, 2)
    return any_data(chance)


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
