"""What happens at an office over the years, step by step in order of time, before anything is written.

A step says when, at which counter, and what; who writes it (the ordinary services, or the fast writer of large offices)
gives it ids and numbers. The same seed gives the same steps.
"""

from __future__ import annotations

import random
import uuid
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, timedelta
from enum import Enum
from itertools import accumulate
from typing import Any

from app.domain.calendar import WorkCalendar
from app.domain.catalogue import case_papers, limit_for
from app.domain.dossier_codes import VIETNAM
from app.domain.intake import IntakeForm, PaperCount, Payment, RefusalReason, ResultWay, SupplementItem
from app.domain.procedures import LimitUnit, Need, Procedure
from benchmarks.people import Population

YEARS = 5
_HOURS = ((7, 0, 255), (13, 30, 195))  # from hour, minute, for so many minutes
_NOTES = ("Người dân xin nhận kết quả buổi chiều.", "Đã gọi điện báo.", "Chờ xác minh nơi thường trú.", "Hồ sơ gấp.")
_REASONS = ("nhập nhầm số điện thoại", "sai tên đệm", "người dân báo đổi số", "nhầm địa chỉ")


class What(Enum):
    """What a step does."""

    RECEIVE = "receive"
    SUPPLEMENT = "supplement"
    REFUSE = "refuse"
    CORRECT = "correct"
    NOTE = "note"
    PRINTED = "printed"
    RETURNED = "returned"  # stands for the hand-over that the program does not have yet


@dataclass(slots=True)
class Case:
    """One dossier as it grows: how many steps are to come; who writes them fills in the rest."""

    left: int = 0
    subject_id: str = ""
    code: str = ""


@dataclass(frozen=True, slots=True)
class Step:
    """One act at counter number `counter` (0 = this PC): an aware instant, and what it needs."""

    at: datetime
    counter: int
    what: What
    case: Case
    form: IntakeForm | None = None
    procedure: Procedure | None = None
    told: Mapping[str, Any] = field(default_factory=dict)


class Histories:
    """The steps of an office with `dossiers` dossiers until the evening of `until`."""

    def __init__(
        self,
        seed: int,
        dossiers: int,
        catalogue: Sequence[Procedure],
        people: Population,
        calendar: WorkCalendar,
        until: date,
        counters: int,
    ) -> None:
        self._chance = random.Random(seed)
        self._people = people
        self._calendar = calendar
        self._counters = counters
        first = until - timedelta(days=365 * YEARS)
        span = [first + timedelta(days=n) for n in range((until - first).days + 1)]
        self._days = [day for day in span if calendar.is_working(day)]
        busy = list(accumulate(1.3 if day.weekday() == 0 else 1.0 for day in self._days))
        ends = [round(dossiers * part / busy[-1]) for part in busy]
        self._arrivals = [end - start for start, end in zip([0, *ends], ends, strict=False)]
        # A few procedures are most of the work: the n-th commonest comes 1/n as often as the commonest.
        self._procedures = sorted(catalogue, key=lambda p: (not p.checked, p.code))
        self._weights = list(accumulate(1 / (n + 1) for n in range(len(self._procedures))))
        self._papers: dict[tuple[str, str], tuple[PaperCount, ...]] = {}
        self._later: dict[date, list[Step]] = {}

    def steps(self) -> Iterator[Step]:
        """Give every step, earliest first."""
        for day, arrivals in zip(self._days, self._arrivals, strict=True):
            for _ in range(arrivals):
                self._arrive(self._time(day))
            today = self._later.pop(day, [])
            today.sort(key=lambda step: step.at)
            yield from today
        left_open = [step for steps in self._later.values() for step in steps]
        assert all(step.at.date() > self._days[-1] for step in left_open)

    def _time(self, day: date) -> datetime:
        hour, minute, length = _HOURS[self._chance.random() < 0.4]
        start = datetime(day.year, day.month, day.day, hour, minute, tzinfo=VIETNAM)
        return (start + timedelta(microseconds=int(length * 60e6 * self._chance.random()))).astimezone(UTC)

    def _arrive(self, at: datetime) -> None:
        chance = self._chance
        case = Case()
        counter = chance.randrange(self._counters)
        form, procedure = self._form(at)
        kind = chance.random()
        if kind < 0.02:
            provision = "Điều 12 Nghị định 118/2025/NĐ-CP"
            reason = RefusalReason("Không thuộc thẩm quyền của xã.", provision, "Nộp tại nơi cư trú.")
            self._plan(Step(at, counter, What.REFUSE, case, form, procedure, {"reasons": [reason]}))
            return
        if kind < 0.09:
            for _ in range(1 + (chance.random() < 0.1)):
                item = SupplementItem(
                    procedure.papers[0].name if procedure.papers else "Tờ khai", 1, reason="Còn thiếu."
                )
                self._plan(Step(at, counter, What.SUPPLEMENT, case, form, procedure, {"items": [item]}))
                at = self._after(at, 1, 15)
                form = replace(form, act_id=self._id(at))
            if chance.random() < 0.15:
                return  # never came back
        self._receive(at, counter, case, form, procedure)

    def _receive(self, at: datetime, counter: int, case: Case, form: IntakeForm, procedure: Procedure) -> None:
        chance = self._chance
        self._plan(Step(at, counter, What.RECEIVE, case, form, procedure))
        if chance.random() < 0.92:
            self._printed(at + timedelta(seconds=chance.randrange(8, 50)), counter, case)
        if chance.random() < 0.06:
            note = {"text": chance.choice(_NOTES)}
            self._plan(Step(at + timedelta(seconds=chance.randrange(60, 900)), counter, What.NOTE, case, told=note))
        if chance.random() < 0.04:
            mended = at + timedelta(seconds=chance.randrange(901, 1500))
            owner = replace(form.applicant.owner, phone=f"0900{chance.randrange(1_000_000):06d}")
            right = replace(form, act_id=self._id(mended), applicant=replace(form.applicant, owner=owner))
            told = {"reason": chance.choice(_REASONS)}
            self._plan(Step(mended, counter, What.CORRECT, case, right, procedure, told))
            self._printed(mended + timedelta(seconds=20), counter, case)
        limit = limit_for(procedure, form.channel, form.case)
        if chance.random() < 0.995:
            due = min(60, limit.amount * (20 if limit.unit is LimitUnit.MONTHS else 1)) if limit else 5
            late = chance.randrange(1, 9) if chance.random() < 0.03 else -int(due * 0.4 * chance.random())
            ended = self._after(at + timedelta(minutes=40), max(0, due + late), max(0, due + late) + 1)
            self._plan(Step(ended, chance.randrange(self._counters), What.RETURNED, case))

    def _printed(self, at: datetime, counter: int, case: Case) -> None:
        told = {
            "kind": "receipt",
            "reprint": 0,
            "sha256": f"{self._chance.getrandbits(256):064x}",
            "job_id": self._id(at),
        }
        self._plan(Step(at, counter, What.PRINTED, case, told=told))

    def _plan(self, step: Step) -> None:
        day = step.at.astimezone(VIETNAM).date()
        if day <= self._days[-1]:
            step.case.left += 1
            self._later.setdefault(day, []).append(step)

    def _after(self, at: datetime, least: int, most: int) -> datetime:
        """Return a time in the hours of a working day `least` to `most` days on; on the same day, a later time."""
        days = self._chance.randint(least, most)
        if not days:
            return at
        day = at.astimezone(VIETNAM).date() + timedelta(days=days)
        while not self._calendar.is_working(day):
            day += timedelta(days=1)
        return self._time(day)

    def _id(self, at: datetime) -> str:
        bits = self._chance.getrandbits(74)
        value = int(at.timestamp() * 1000) << 80 | 7 << 76 | (bits >> 62) << 64 | 2 << 62 | bits & (1 << 62) - 1
        return str(uuid.UUID(int=value))

    def _form(self, at: datetime) -> tuple[IntakeForm, Procedure]:
        chance = self._chance
        [procedure] = chance.choices(self._procedures, cum_weights=self._weights)
        case = chance.choice(procedure.cases).key if procedure.cases else ""
        applicant = self._people.applicant(chance)
        way = ResultWay.POST if chance.random() < 0.05 else ResultWay.COUNTER
        exempt = chance.random() < 0.08
        form = IntakeForm(
            act_id=self._id(at),
            applicant=applicant,
            procedure_code=procedure.code,
            case=case,
            papers=self._papers_of(procedure, case),
            result_way=way,
            result_address=applicant.owner.address if way is ResultWay.POST else None,
            payment=Payment.EXEMPT if exempt else Payment.TRANSFER if chance.random() < 0.3 else Payment.CASH,
            exemption="Người thuộc hộ nghèo" if exempt else "",
        )
        return form, procedure

    def _papers_of(self, procedure: Procedure, case: str) -> tuple[PaperCount, ...]:
        key = procedure.code, case
        if key not in self._papers:
            self._papers[key] = tuple(
                PaperCount(
                    paper.key, paper.name, paper.originals, paper.certified, paper.copies, paper.need is Need.SHOWN
                )
                for paper in case_papers(procedure, case)
                if paper.need is not Need.CONDITIONAL
            )
        return self._papers[key]
