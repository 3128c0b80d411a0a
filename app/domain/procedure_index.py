"""Finding a procedure as it is typed: by code, short name, initials, or any words without diacritics."""

from __future__ import annotations

import heapq
import re
from collections.abc import Iterable
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
    key: str  # " " before every word of everything that can be typed


class ProcedureIndex:
    """The catalogue folded once; searching takes a few milliseconds for the whole national catalogue."""

    def __init__(self, procedures: Iterable[Procedure]) -> None:
        ordered = sorted(procedures, key=_commonest_first)
        self._entries = [_entry(procedure) for procedure in ordered]

    def __len__(self) -> int:
        return len(self._entries)

    def search(self, text: str, limit: int = 8) -> list[ProcedureHit]:
        """Return the best `limit` procedures for what was typed so far, best first."""
        words = fold_words(text)
        if not words:
            return []
        phrase = " ".join(words)
        if _CODE.fullmatch(text.strip()):
            scored = [(_code_score(text.strip(), entry), place) for place, entry in enumerate(self._entries)]
        else:
            places = self._named(phrase) or self._holding(words)
            scored = [(_score(phrase, words, self._entries[place]), place) for place in places]
        best = heapq.nsmallest(limit, ((-score, place) for score, place in scored if score))
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
            for place, entry in enumerate(self._entries)
            if start in entry.key or phrase in entry.initials or phrase in entry.aliases
        ][:_RANKED_AT_MOST]

    def _holding(self, words: Iterable[str]) -> list[int]:
        entries = self._entries
        found = list(range(len(entries)))
        for start in sorted({f" {word}" for word in words}, key=len, reverse=True):
            found = [place for place in found if start in entries[place].key]
        return found[:_RANKED_AT_MOST]


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
        key=f" {' '.join(name)} | {' '.join(short)} | {other}",
    )


def _code_score(typed: str, entry: _Entry) -> int:
    """Codes are typed with the dot, without it, or by their last digits (`1193` for 1.001193)."""
    if entry.code == typed:
        return 3
    if entry.code.startswith(typed) or entry.code.replace(".", "").startswith(typed):
        return 2
    return int(len(typed) >= 2 and typed in entry.key)


def _score(phrase: str, words: tuple[str, ...], entry: _Entry) -> int:
    if phrase in entry.aliases:
        return 100
    if phrase in (entry.short, entry.name):
        return 90
    if entry.short.startswith(phrase) or entry.name.startswith(phrase):
        return 80
    named = f" {entry.name} {entry.short}"
    if f" {phrase}" in named:
        return 70
    if entry.initials.startswith(phrase):
        return 60
    if all(f" {word}" in named for word in words):
        return 50
    if f" {phrase}" in entry.key:
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
