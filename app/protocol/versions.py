"""Versions of the protocol: each side says which it speaks, the highest that both speak is used.

What changed from one to the next stands in docs/sync.md, a paragraph per version.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

VERSIONS_HEADER = "Quay-Versions"  # of a request and of an answer: "1-1", the lowest and the highest spoken
_RANGE = re.compile(r"([1-9]\d{0,3})-([1-9]\d{0,3})", re.ASCII)


class NoCommonVersionError(ValueError):
    """One side is too old or too new for the other: nothing is exchanged, nothing is lost."""


@dataclass(frozen=True, slots=True)
class Versions:
    """The lowest and the highest version of the protocol that a program speaks."""

    lowest: int
    highest: int

    @classmethod
    def parse(cls, text: str) -> Versions:
        """Read "1-3". Raises ValueError for anything else."""
        match = _RANGE.fullmatch(text)
        if match is None or int(match[1]) > int(match[2]):
            raise ValueError("not a range of versions")
        return cls(int(match[1]), int(match[2]))

    def __str__(self) -> str:
        return f"{self.lowest}-{self.highest}"

    def agree(self, other: Versions) -> int:
        """Return the highest version both speak. Raises NoCommonVersionError when there is none."""
        highest = min(self.highest, other.highest)
        if highest < max(self.lowest, other.lowest):
            raise NoCommonVersionError(f"{self} and {other} have no version in common")
        return highest


SPOKEN = Versions(1, 1)
