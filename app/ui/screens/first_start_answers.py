"""The answers of the first-start wizard as typed; they survive going back, closing and a power cut. Knows no window.

The PIN is not among them: it is never kept anywhere before it is a verifier.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from PySide6.QtCore import QCoreApplication

from app.domain.calendar import CalendarDay
from app.domain.errors import UserError
from app.domain.numbering import Lane
from app.services.offices import FirstStart
from app.services.staff import check_secret
from app.ui.screens.office_form import OfficeAnswers, to_office

translate = QCoreApplication.translate

SAMPLE, FILE, LATER = "sample", "file", "later"


@dataclass(frozen=True, slots=True)
class Answers:
    """What was typed so far. `lane` is "Máy số mấy?" (1-9), `catalogue` one of SAMPLE, FILE, LATER."""

    office: OfficeAnswers = field(default_factory=OfficeAnswers)
    counter_name: str = ""
    lane: int = 1
    administrator: str = ""
    number: str = ""
    receives: bool = True
    catalogue: str = SAMPLE
    step: int = 0

    def to_data(self) -> dict[str, Any]:
        """Return a JSON-able form."""
        return {
            "office": self.office.to_data(),
            "counter_name": self.counter_name,
            "lane": self.lane,
            "administrator": self.administrator,
            "number": self.number,
            "receives": self.receives,
            "catalogue": self.catalogue,
            "step": self.step,
        }

    @classmethod
    def from_data(cls, data: Mapping[str, Any]) -> Answers:
        """Read what `to_data` wrote; whatever is odd keeps its default."""

        def text(name: str, default: str = "") -> str:
            value = data.get(name, default)
            return value if isinstance(value, str) else default

        lane, step, office = data.get("lane"), data.get("step"), data.get("office")
        catalogue = text("catalogue", SAMPLE)
        return cls(
            office=OfficeAnswers.from_data(office) if isinstance(office, Mapping) else OfficeAnswers(),
            counter_name=text("counter_name"),
            lane=lane if isinstance(lane, int) and 1 <= lane <= 9 else 1,
            administrator=text("administrator"),
            number=text("number"),
            receives=data.get("receives") is not False,
            catalogue=catalogue if catalogue in (SAMPLE, FILE, LATER) else SAMPLE,
            step=step if isinstance(step, int) and step >= 0 else 0,
        )


def serials(lane: int) -> str:
    """Return the serials of a lane for people: `3001–3999`."""
    own = Lane(lane)
    return f"{own.serial(1)}–{own.serial(999)}"


def example_code(answers: Answers, today: date) -> str:
    """Return the first dossier code this PC will give today, with "…" for an agency code not typed yet."""
    prefix = answers.office.prefix.strip().upper() or "…"
    return f"{prefix}-{today:%y%m%d}-{Lane(answers.lane).serial(1)}"


def secret_lack(secret: str, again: str) -> tuple[str, str]:
    """Return what is wrong with a new PIN or password and with its repetition, "" where nothing is."""
    first = second = ""
    if not secret:
        first = translate("FirstStart", "Chưa nhập")
    else:
        try:
            check_secret(secret)
        except UserError as error:
            first = error.sentence.rstrip(".")
    if secret and not first and again != secret:
        second = translate("FirstStart", "Chưa giống lần đầu") if again else translate("FirstStart", "Chưa nhập lại")
    return first, second


def to_first_start(answers: Answers, secret: str, days: tuple[CalendarDay, ...]) -> FirstStart:
    """Return what founds the office. Raises UserError for what is still wrong."""
    return FirstStart(
        office=to_office(answers.office),
        counter_name=answers.counter_name.strip() or f"Quầy {answers.lane}",
        lane=answers.lane,
        administrator=answers.administrator.strip(),
        administrator_number=answers.number.strip(),
        secret=secret,
        administrator_receives=answers.receives,
        days=days,
    )
