"""Finding a procedure as it is typed: by code, short name, initials, or any words without diacritics."""

from __future__ import annotations

import heapq
import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from app.domain.procedures import Procedure
from app.domain.text import fold, fold_words

_WORD = re.compile(r"[^\W_]+")
_CODE = re.compile(r"[\d.]+")
_RANKED_AT_MOST = 1200  # rows scored for a query that fits nearly everything; the commonest stand first


@dataclass(frozen=True, slots=True)
class ProcedureHit:
    """A procedure that answers a search; `spans` are the (start, end) parts of its name that were typed."""

    code: str
    spans: tuple[tuple[int, int], ...]


@dataclass(frozen=True, slots=True)
class _Entry:
    code: str
    full_name: str
    name: str  # folded words
    short: str
    aliases: frozenset[str]
    initials: str
    named: str  # " " before every word of name and short name
    key: str  # " " before every word of everything that can be typed
    digits: str  # the code without its dot


class ProcedureIndex:
    """The catalogue folded once; searching takes a few milliseconds for the whole national catalogue."""

    def __init__(self, procedures: Iterable[Procedure], between: Callable[[], object] = lambda: None) -> None:
        """Fold `procedures`; `between` is called before each, so that whoever builds it can let others go first."""
        self._entries = []
        for procedure in sorted(procedures, key=_commonest_first):
            between()
            self._entries.append(_entry(procedure))
        self._keys = [entry.key for entry in self._entries]
        self._last: tuple[tuple[str, ...], Sequence[int]] = (), range(len(self._keys))
        self._short = [(entry.key, entry.initials, entry.aliases) for entry in self._entries]

    def __len__(self) -> int:
        return len(self._entries)

    def search(self, text: str, limit: int = 8) -> list[ProcedureHit]:
        """Return the best `limit` procedures for what was typed so far, best first."""
        words = fold_words(text)
        if not words:
            return []
        phrase = " ".join(words)
        code = text.strip()
        if _CODE.fullmatch(code):
            ranks = ((_code_score(code, entry), place) for place, entry in enumerate(self._entries))
            scored = [(-score, place) for score, place in ranks if score]
        else:
            places = self._named(phrase) or self._holding(words)
            starts = tuple(f" {word}" for word in words)
            scored = [(-_score(phrase, starts, self._entries[place]), place) for place in places]
        best = heapq.nsmallest(limit, scored)
        return [
            ProcedureHit(self._entries[place].code, _spans(self._entries[place].full_name, words)) for _, place in best
        ]

    def _named(self, phrase: str) -> list[int]:
        """Return the places that a query of one word names by alias or initials, with those that hold the word."""
        if " " in phrase or not 2 <= len(phrase) <= 8:
            return []
        start = " " + phrase
        return [
            place
            for place, (key, initials, aliases) in enumerate(self._short)
            if start in key or phrase in initials or phrase in aliases
        ][:_RANKED_AT_MOST]

    def _holding(self, words: tuple[str, ...]) -> list[int]:
        """Return the places whose words begin so. Whoever types on narrows what the letter before has found."""
        keys = self._keys
        before, found = self._last
        goes_on = len(words) >= len(before) and all(map(str.startswith, words, before))
        if not goes_on:
            before, found = (), range(len(keys))
        for start in sorted({f" {word}" for word in words if word not in before}, key=len, reverse=True):
            found = [place for place in found if start in keys[place]]
        self._last = words, found
        return list(found[:_RANKED_AT_MOST])


def _commonest_first(procedure: Procedure) -> tuple[bool, bool, int, str]:
    """Those with aliases are the ones a counter receives every day; checked before unchecked; short before long."""
    return not procedure.aliases, not procedure.checked, len(procedure.name), procedure.code


def _entry(procedure: Procedure) -> _Entry:
    name, short = fold_words(procedure.name), fold_words(procedure.short_name)
    aliases = [fold(alias) for alias in procedure.aliases]
    other = " ".join([*aliases, " ".join(fold_words(procedure.field)), *procedure.code.split(".")])
    return _Entry(
        code=procedure.code,
        full_name=procedure.name,
        name=" ".join(name),
        short=" ".join(short),
        aliases=frozenset(aliases),
        initials="".join(word[0] for word in name),
        named=f" {' '.join(name)} {' '.join(short)}",
        key=f" {' '.join(name)} | {' '.join(short)} | {other}",
        digits=procedure.code.replace(".", ""),
    )


def _code_score(typed: str, entry: _Entry) -> int:
    """Codes are typed with the dot, without it, or by their last digits (`1193` for 1.001193)."""
    code = entry.code
    if code.startswith(typed) or entry.digits.startswith(typed):
        return 3 if code == typed else 2
    return int(len(typed) >= 2 and typed in entry.key)


def _score(phrase: str, starts: tuple[str, ...], entry: _Entry) -> int:
    """Rank an entry that holds all words; `starts` are the words with the space before them."""
    if phrase in entry.aliases:
        return 100
    name, short = entry.name, entry.short
    if short.startswith(phrase) or name.startswith(phrase):
        return 90 if phrase in (short, name) else 80
    named = entry.named
    if " " + phrase in named:
        return 70
    if entry.initials.startswith(phrase):
        return 60
    for start in starts:
        if start not in named:
            break
    else:
        return 50
    if " " + phrase in entry.key:
        return 40
    return 30 if phrase in entry.initials else 20


def _spans(name: str, words: tuple[str, ...]) -> tuple[tuple[int, int], ...]:
    """Return where the words of `name` begin as one of the typed words; neighbours become one span."""
    spans: list[tuple[int, int]] = []
    for match in _WORD.finditer(name):
        folded = [fold(letter) for letter in match.group()]
        plain = "".join(folded)
        typed = max((len(word) for word in words if plain.startswith(word)), default=0)
        if not typed:
            continue
        start, end = match.start(), match.start() + typed
        if spans and not name[spans[-1][1] : start].strip(" "):
            spans[-1] = spans[-1][0], end
        else:
            spans.append((start, end))
    return tuple(spans)
