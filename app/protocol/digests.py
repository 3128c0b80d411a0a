"""What two sides have, told in four kilobytes: a sum of event ids for each of 256 buckets of subjects.

Over ids, not contents: an erasure disturbs nothing, and programs of every level, which all keep what they can't read,
come to the same. A sum does not ask in which order things came.
"""

from __future__ import annotations

from collections.abc import Iterable
from hashlib import blake2b

BUCKETS = 256
_WIDTH = 16  # bytes of a sum
SIZE = BUCKETS * _WIDTH
_ROUND = 1 << 8 * _WIDTH


def bucket_of(subject_kind: str, subject_id: str) -> int:
    """Return which bucket a subject is in."""
    return blake2b(f"{subject_kind}\0{subject_id}".encode(), digest_size=1).digest()[0]


class Sums:
    """The sums of one side. Whoever adds an id twice has something else."""

    def __init__(self) -> None:
        self._sums = [0] * BUCKETS

    def add(self, event_id: str, bucket: int) -> None:
        """Count an event."""
        self._sums[bucket] += int.from_bytes(blake2b(event_id.encode(), digest_size=_WIDTH).digest(), "big")

    def add_all(self, events: Iterable[tuple[str, str, str]]) -> None:
        """Count events given by id, subject kind and subject id."""
        for event_id, kind, subject_id in events:
            self.add(event_id, bucket_of(kind, subject_id))

    def packed(self) -> bytes:
        """Return the sums as they go over the wire, SIZE bytes."""
        return b"".join((total % _ROUND).to_bytes(_WIDTH, "big") for total in self._sums)


def differing(one: bytes, other: bytes) -> tuple[int, ...]:
    """Return the buckets in which two sides differ."""
    starts = range(0, SIZE, _WIDTH)
    return tuple(place for place, at in enumerate(starts) if one[at : at + _WIDTH] != other[at : at + _WIDTH])
