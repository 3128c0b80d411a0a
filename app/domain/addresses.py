"""Communes of today, found as they are typed or by the name they had before 01/07/2025.

34 provinces and 3,321 communes of Nghị quyết 202/2025/QH15 and QĐ 19/2025/QĐ-TTg, with the names of the
communes and districts that went into them. The caller brings the bytes of `resources/addresses.tsv`.
"""

from __future__ import annotations

import bisect
import heapq
import itertools
import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from app.domain.people import Address
from app.domain.text import clean, fold, fold_words

_COMMUNE_KINDS = ("đặc khu", "phường", "thị trấn", "xã", "tt", "p", "x")
_DISTRICT_KINDS = ("thành phố", "thị xã", "huyện", "quận", "tp", "tx", "h", "q")
# Kind words are stripped with their marks on: Tịnh Biên is no tỉnh, Xà Bang no xã.
_KIND = re.compile(rf"(?:({'|'.join((*_COMMUNE_KINDS, *_DISTRICT_KINDS, 'tỉnh'))})(?:\.\s*|\s+|(?=\d)))?(.*)", re.I)
_FULL_KIND = {"tt": "thị trấn", "p": "phường", "x": "xã"}
# Names of provinces on cards that the tables spell otherwise.
_PROVINCE_ALIASES = {"thua thien hue": "hue", "hcm": "ho chi minh", "tphcm": "ho chi minh"}
_RANKED_AT_MOST = 250  # a query that fits more rows than this is too short to be worth ordering them all


@dataclass(frozen=True, slots=True)
class Province:
    """One of the 34: `kind` is "tỉnh" or "thành phố", `name` stands without it, `code` has 2 digits."""

    code: str
    kind: str
    name: str

    @property
    def full_name(self) -> str:
        """The name as addresses write it: `tỉnh Cà Mau`."""
        return f"{self.kind} {self.name}"


@dataclass(frozen=True, slots=True)
class Commune:
    """One of the 3,321: `kind` is "xã", "phường" or "đặc khu", `name` stands without it, `code` has 5 digits."""

    code: str
    kind: str
    name: str
    province: Province

    @property
    def full_name(self) -> str:
        """The name as addresses write it: `xã Vĩnh Lợi`."""
        return f"{self.kind} {self.name}"

    def address(self, line: str = "") -> Address:
        """Return the address of a place in this commune; `line` is what stands before it (house, hamlet)."""
        return Address(clean(line), self.code, self.full_name, self.province.full_name)


@dataclass(frozen=True, slots=True)
class Hit:
    """A commune that answers a search; `old_name` is the name that did, when it is one of before 01/07/2025."""

    commune: Commune
    old_name: str
    score: int

    @property
    def province(self) -> Province:
        """The province the commune lies in."""
        return self.commune.province


@dataclass(frozen=True, slots=True)
class _Row:
    """One name to be found, folded: `full` with its kind, `bare` without; `old_name` empty for today's."""

    commune: Commune
    old_name: str
    full: str
    bare: str


_Candidates = dict[tuple[str, ...], list[tuple[str, Commune]]]


class AddressBook:
    """The administrative map, indexed once and then only read."""

    def __init__(
        self,
        communes: Sequence[Commune],
        old_names: Iterable[tuple[str, str, str, Commune]],
        between: Callable[[], object] = lambda: None,
    ) -> None:
        """Index `communes` and `old_names`: commune, district and province of old, each with its kind, and today's.

        `between` is called before each, so that whoever reads them can let others go first.
        """
        self._provinces = tuple(dict.fromkeys(commune.province for commune in communes))
        self._by_code = {commune.code: commune for commune in communes}
        self._today: _Candidates = {}
        self._old: _Candidates = {}
        self._old_of_province: _Candidates = {}
        self._rows: list[_Row] = []
        self._keys: list[str] = []  # " xa vinh loi tinh ca mau": a typed word fits where " word" occurs
        self._shelves: dict[str, list[int]] = {}  # rows of one province
        known = _Names()
        for commune in communes:
            between()
            kind, full, bare = known[commune.full_name]
            _, province_full, province_bare = known[commune.province.full_name]
            self._add(_Row(commune, "", full, bare), f" {full} {province_full}")
            self._today.setdefault((bare, province_bare), []).append((kind, commune))
        for old, district, province, commune in old_names:
            between()
            kind, full, bare = known[old]
            _, district_full, district_bare = known[district]
            _, province_full, province_bare = known[province]
            row = _Row(commune, f"{old}, {district}, {province}", full, bare)
            self._add(row, f" {full} {district_full} {province_full}")
            self._old.setdefault((bare, district_bare, province_bare), []).append((kind, commune))
            self._old_of_province.setdefault((bare, province_bare), []).append((kind, commune))
        self._districts = {key[1:] for key in self._old}
        self._sorted = sorted((row.bare, bool(row.old_name), index) for index, row in enumerate(self._rows))

    def _add(self, row: _Row, key: str) -> None:
        self._shelves.setdefault(row.commune.province.code, []).append(len(self._rows))
        self._rows.append(row)
        self._keys.append(key)

    @classmethod
    def parse(cls, content: bytes, between: Callable[[], object] = lambda: None) -> AddressBook:
        """Read the compact resource (UTF-8, tab-separated; lines described in scripts/fetch_assets.py)."""
        province = Province("", "", "")
        commune = Commune("", "", "", province)
        communes: list[Commune] = []
        districts: dict[str, tuple[str, str]] = {}
        old_names: list[tuple[str, str, str, Commune]] = []
        for line in content.decode("utf-8").splitlines():
            between()
            match line.split("\t"):
                case ["D", number, name, province_name]:
                    districts[number] = name, province_name
                case ["P", code, kind, name]:
                    province = Province(code, kind, name)
                case ["C", code, kind, name]:
                    commune = Commune(code, kind, name, province)
                    communes.append(commune)
                case ["O", name, number] if number in districts:
                    old_names.append((name, *districts[number], commune))
                case _:
                    raise ValueError(f"not a line of the address tables: {line!r}")
        return cls(communes, old_names, between)

    @classmethod
    def later(cls, read: Callable[[], bytes]) -> AddressBook:
        """Return a book that reads itself when it is first asked, or when told to `prepare` on another thread."""
        book = cls.__new__(cls)
        book._read = read
        return book

    _read: Callable[[], bytes]

    def prepare(self, between: Callable[[], object] = lambda: None) -> None:
        """Read the tables now if nobody has yet (0.2-0.7 s)."""
        if "_sorted" not in vars(self):
            vars(self).update(
                vars(AddressBook.parse(self._read(), between))
            )  # at once: another thread sees all or nothing

    def __getattr__(self, name: str) -> Any:
        """Read the tables when something of them is asked for; called only for what is not there yet."""
        if name.startswith("__") or name == "_read" or "_read" not in vars(self) or "_sorted" in vars(self):
            raise AttributeError(name)
        self.prepare()
        return getattr(self, name)

    @property
    def provinces(self) -> tuple[Province, ...]:
        """The provinces by code."""
        return self._provinces

    def communes_of(self, province: str) -> tuple[Commune, ...]:
        """Return the communes of the province with this 2-digit code, by code."""
        return tuple(commune for commune in self._by_code.values() if commune.province.code == province)

    def commune(self, code: str) -> Commune | None:
        """Return the commune with this 5-digit code."""
        return self._by_code.get(code)

    def search(self, text: str, limit: int = 8, province: str = "", near: str = "") -> list[Hit]:
        """Return the communes whose names, of today or of old, have every typed word at the start of a word.

        Each commune comes once, under the name that fits best. `province` (2-digit code) keeps only its communes;
        `near` lets those of one province come first among equals.
        """
        words = fold_words(text)
        phrase = " ".join(words)
        shelves: list[Sequence[int]] = [self._shelves.get(province or near, [])]
        if not province:
            shelves.append(range(len(self._keys)))
        places = itertools.chain(self._beginning_with(phrase), *(self._holding(words, shelf) for shelf in shelves))
        best: dict[str, tuple[int, int]] = {}  # code of the commune -> score, minus place in the tables
        for place in places if words else ():
            row = self._rows[place]
            code = row.commune.code
            if not province or row.commune.province.code == province:
                score = 2 * _score(phrase, words, row, self._keys[place]) + (row.commune.province.code == near)
                best[code] = max(best.get(code, (-1, 0)), (score, -place))
        top = heapq.nlargest(limit, best.values())
        return [Hit(self._rows[-place].commune, self._rows[-place].old_name, score) for score, place in top]

    def _beginning_with(self, phrase: str) -> Iterable[int]:
        """Return the places of the first names that begin with `phrase`: those are found however short it is."""
        start = bisect.bisect_left(self._sorted, (phrase,))
        ahead = itertools.islice(self._sorted, start, start + _RANKED_AT_MOST)
        return (place for bare, _, place in itertools.takewhile(lambda entry: entry[0].startswith(phrase), ahead))

    def _holding(self, words: Iterable[str], shelf: Sequence[int]) -> Sequence[int]:
        """Return the first places of `shelf` where every word begins a word of the commune, district or province."""
        keys = self._keys
        found = shelf
        for start in sorted({f" {word}" for word in words}, key=len, reverse=True):
            found = [place for place in found if start in keys[place]]
        return found[:_RANKED_AT_MOST]

    def match_card_address(self, text: str) -> tuple[str, Commune | None]:
        """Split an address as cards write it into its free line and today's commune.

        Understands today's form (`…, xã, tỉnh`) and the one of before 01/07/2025 (`…, xã, huyện, tỉnh`), with or
        without the kind words, which cards often leave out. What can't be told for sure stays whole in the line:
        an old commune that was divided, or two of one name in one district.
        """
        parts = [part for piece in text.split(",") if (part := clean(piece))]
        names = [_split(part) for part in parts[-3:]]
        bare = tuple(name for _, name in names)
        old_form = len(parts) >= 3 and names[-2][0] not in _COMMUNE_KINDS  # else the middle is no district
        found: list[tuple[str, Commune]] = []
        used = 3
        if old_form:
            found = self._old.get(bare, [])
            if names[-2][0] in _DISTRICT_KINDS and bare[-2:] not in self._districts:
                found = self._old_of_province.get((bare[-3], bare[-1]), [])  # a district gone or renamed long ago
        if not found:
            found = self._today.get(bare[-2:], [])
            used = 2
        of_kind = {commune for kind, commune in found if kind == names[-used][0]}
        answers = of_kind or {commune for _, commune in found}
        if len(answers) == 1:
            return ", ".join(parts[:-used]), answers.pop()
        return ", ".join(parts), None


class _Names(dict[str, tuple[str, str, str]]):
    """Names of the tables with their kind, their folded form with it, and without it; each folded once."""

    def __missing__(self, name: str) -> tuple[str, str, str]:
        kind, bare = _split(name)
        self[name] = answer = kind, f"{fold(kind)} {bare}", bare
        return answer


def _score(phrase: str, words: Sequence[str], row: _Row, key: str) -> int:
    """Return how well a name fits: whole, whole with more typed, begun, word by word, elsewhere; today's before old."""
    if phrase in (row.bare, row.full):
        fit = 10
    elif phrase.startswith((f"{row.bare} ", f"{row.full} ")):
        fit = 8
    elif row.bare.startswith(phrase) or row.full.startswith(phrase):
        fit = 6
    elif all(f" {word}" in f" {row.full}" for word in words):
        fit = 4
    else:
        fit = 2 if f" {phrase}" in key else 0
    return fit + (not row.old_name)


def _split(part: str) -> tuple[str, str]:
    """Split `P.05` into its kind in full (`phường`, or "") and its folded name (`5`)."""
    kind, name = _KIND.fullmatch(part).groups()  # type: ignore[union-attr]  # the pattern fits any one line
    kind = (kind or "").lower()
    folded = " ".join(word.lstrip("0") or word for word in fold_words(name))
    return _FULL_KIND.get(kind, kind), _PROVINCE_ALIASES.get(folded, folded)
