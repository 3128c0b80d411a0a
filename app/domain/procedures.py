"""The catalogue: what a procedure asks for, costs and takes. Every figure is data with validity dates.

A dossier freezes the procedure version it was received under (Luật Hộ tịch 2026 transition; domain rule 1).
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, time
from enum import StrEnum


class Channel(StrEnum):
    """How a dossier comes in (KenhThucHien of the national portal: 1, 2, 3)."""

    COUNTER = "counter"
    ONLINE = "online"
    POST = "post"


class Level(StrEnum):
    """Administrative level that settles. `DISTRICT` only on dossiers from before 01/07/2025."""

    MINISTRY = "ministry"
    PROVINCE = "province"
    DISTRICT = "district"
    COMMUNE = "commune"


class LimitUnit(StrEnum):
    """Unit of a time limit."""

    SAME_DAY = "same_day"
    WORKING_HOURS = "working_hours"
    WORKING_DAYS = "working_days"
    CALENDAR_DAYS = "calendar_days"
    MONTHS = "months"


class SupplementMode(StrEnum):
    """What the clock does while the citizen brings a missing paper."""

    PAUSE = "pause"
    RESTART = "restart"
    PAUSE_THEN_FIXED = "pause_then_fixed"


class Need(StrEnum):
    """How a paper is needed. `SHOWN` papers are looked at and given back, never counted."""

    REQUIRED = "required"
    CONDITIONAL = "conditional"
    SHOWN = "shown"


class FeeKind(StrEnum):
    """Phí and lệ phí are distinct in law and shown apart ("P:" / "LP:")."""

    FEE = "fee"  # phí
    CHARGE = "charge"  # lệ phí


@dataclass(frozen=True, slots=True)
class TimeLimit:
    """A limit for one channel (None = every channel) and one case ("" = every case).

    `amount` counts `unit`s and is 0 for SAME_DAY. `cutoff` is the hour of receipt after which
    the day does not count (15:00 by default for SAME_DAY).
    """

    unit: LimitUnit
    amount: int = 0
    channel: Channel | None = None
    case: str = ""
    cutoff: time | None = None


@dataclass(frozen=True, slots=True)
class Paper:
    """A component of the dossier (thành phần hồ sơ). `cases` empty = needed in every case."""

    key: str
    name: str
    need: Need = Need.REQUIRED
    originals: int = 0
    certified: int = 0
    copies: int = 0
    cases: tuple[str, ...] = ()
    condition: str = ""  # "khi đã ly hôn"
    form: str = ""  # name or number of the form template


@dataclass(frozen=True, slots=True)
class Case:
    """One of several situations of a procedure (trường hợp)."""

    key: str
    name: str


@dataclass(frozen=True, slots=True)
class FeeItem:
    """A line of the fee table, in đồng. `amount` None = set by the province (HĐND) and not known here.

    `unit` says what is counted ("bản", "trang"); lines with no unit are charged once.
    `later_amount` is charged from the `later_from`-th unit on (certified copies: page 3 on); `cap` limits the line.
    """

    key: str
    name: str
    kind: FeeKind
    amount: int | None
    unit: str = ""
    channel: Channel | None = None
    case: str = ""
    later_from: int = 0
    later_amount: int = 0
    cap: int = 0
    valid_from: date | None = None
    valid_to: date | None = None


@dataclass(frozen=True, slots=True)
class Procedure:
    """One version of one procedure, as frozen into a dossier."""

    code: str
    name: str
    short_name: str = ""
    aliases: tuple[str, ...] = ()  # "ks" for khai sinh
    field: str = ""
    agency: str = ""
    levels: tuple[Level, ...] = ()
    decision: str = ""
    cases: tuple[Case, ...] = ()
    papers: tuple[Paper, ...] = ()
    notes: tuple[str, ...] = ()  # 0/0 rows of the national catalogue
    limits: tuple[TimeLimit, ...] = ()
    fees: tuple[FeeItem, ...] = ()
    supplement_mode: SupplementMode = SupplementMode.PAUSE
    supplement_days: int = 0  # 0 = not stated
    form_set: str = ""  # "" = the general forms; "police" = CT04-06
    checked: bool = False  # figures compared with the national portal
    source: str = ""
    version: int = 1
    valid_from: date | None = None
    valid_to: date | None = None
