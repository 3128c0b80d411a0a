"""Several scans that came as one text: two triggers without a terminator between them, or lines of one burst."""

from __future__ import annotations

import re
from itertools import groupby

from app.domain.dossier_codes import parse_alias
from app.domain.id_card import looks_like_card
from app.domain.mrz import looks_like_mrz

# Symbology identifiers (ISO/IEC 15424) that scanners can put before a code: "]Q1", "]C0".
_SYMBOLOGY_RE = re.compile(r"\A\][A-Za-z][0-9A-Za-z](?=[\dA-Z])", re.ASCII)
_CARD_RE = re.compile(r"\d{12}\|(?:\d{12}|\d{9}|)\|[^|\d]{2,}\|\d{8}\|", re.ASCII)
_CODE = r"(?:\d{3}\.\d{2}\.\d{2}\.[A-Z]\d{2}|[A-Z]\d{2}(?:\.\d{1,3}){0,3})-\d{6}-\d{4,5}(?:-KQ\d|/M\d{2}(?:/\d{1,4})?)?"
_PIECES_RE = tuple(re.compile(rf"(\d{{16}}|{_CODE})" * count, re.ASCII) for count in (2, 3))
_CARD_AND_MORE_RE = re.compile(rf"(.*\|\d{{8}})(\d{{16}}|{_CODE})", re.ASCII | re.DOTALL)
_ONE_RE = re.compile(rf"\d{{16}}|{_CODE}", re.ASCII | re.IGNORECASE)
_LONGEST_JUNK = 4


def part(text: str) -> tuple[str, ...]:
    """Return the scans in `text`, in order, the same one twice in a row only once. Most often it is one."""
    if looks_like_mrz(text):
        return (text,)
    found = [piece for line in text.splitlines() if line.strip() for piece in _pieces(_SYMBOLOGY_RE.sub("", line))]
    return tuple(piece for piece, _same in groupby(found)) or (text,)


def is_ours(text: str) -> bool:
    """Whether a text is a card or one of our codes for sure, so that it needs no terminator to show it was scanned."""
    pieces = part(text)
    return all(looks_like_card(piece) or looks_like_mrz(piece) or _is_one_code(piece) for piece in pieces)


def _is_one_code(piece: str) -> bool:
    return bool(_ONE_RE.fullmatch(piece)) and _is_code(piece)


def _pieces(line: str) -> list[str]:
    heads = [match.start() for match in _CARD_RE.finditer(line)]
    if not heads:
        return _codes(line)
    front = line[: heads[0]].strip()
    before = [] if len(front) <= _LONGEST_JUNK and not any(mark.isdigit() for mark in front) else _codes(front)
    found = list(before)
    for start, end in zip(heads, [*heads[1:], len(line)], strict=True):
        card = line[start:end]
        more = _CARD_AND_MORE_RE.fullmatch(card)
        found += [more[1], more[2]] if more and _is_code(more[2]) else [card]
    return found


def _codes(text: str) -> list[str]:
    for pattern in _PIECES_RE:
        match = pattern.fullmatch(text)
        if match and all(_is_code(piece) for piece in match.groups()):
            return list(match.groups())
    return [text]


def _is_code(piece: str) -> bool:
    return not piece.isdigit() or parse_alias(piece) is not None
