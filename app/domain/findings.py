"""What a check found: told at the field, never thrown."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Severity(StrEnum):
    """WRONG bars the way unless a reason is given; DOUBTFUL only asks for a second look."""

    WRONG = "wrong"
    DOUBTFUL = "doubtful"


@dataclass(frozen=True, slots=True)
class Finding:
    """A sentence about one field (`name`, `id_number`, `birth_date`, `sex`, `issued_on`, `address`, `phone`, …)."""

    field: str
    severity: Severity
    sentence: str
