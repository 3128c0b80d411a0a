"""Subjects that dossiers refer to: office, staff, calendar, procedures, and the record of who looked at what.

They use the same log and the same fold as dossiers; all their events write whole registers. Nobody can work in an
office whose data nobody can read: what says nonsense writes nothing, and is on the tray.
"""

from __future__ import annotations

from datetime import date
from typing import Any, TypeVar

import msgspec

from app.domain.calendar import DayKind, Interval, OfficeHours
from app.domain.catalogue import procedure_from_data
from app.domain.events import Event
from app.domain.fold import Effects, PersonalRef, RuleSet, Seen
from app.domain.office import Office
from app.domain.plain_data import convert

OFFICE, STAFF, CALENDAR, PROCEDURE, ACCESS = "office", "staff", "calendar", "procedure", "access"
CATALOGUE = "catalogue"  # of a province, written by its server only

OFFICE_FOUNDED = "office.founded"
OFFICE_CHANGED = "office.changed"
STAFF_ADDED = "staff.added"
STAFF_CHANGED = "staff.changed"
STAFF_VERIFIER_SET = "staff.verifier_set"
CALENDAR_DAY_SET = "calendar.day_set"
PROCEDURE_PUBLISHED = "procedure.published"
PROCEDURE_PREPARED = "procedure.prepared"  # in an edition of the province's catalogue that is not in use yet
CATALOGUE_PUBLISHED = "catalogue.published"  # the whole edition is in use
EDITION = "edition:"  # register of a procedure as that edition has it
START = "start:"  # before a verifier: of a secret that its owner replaces at the first sign-in
PERSON_SHOWN = "access.person_shown"
SIGNED_IN = "access.signed_in"
OFFLINE_EXTENDED = "access.offline_extended"

_T = TypeVar("_T")


class _Staff(msgspec.Struct):
    """What the fields of a member of staff are; roles that this program does not know give no right."""

    name: str = ""
    number: str = ""
    employer: str = ""
    roles: tuple[str, ...] = ()
    active: bool = True


def _office_fields(event: Event, _seen: Seen) -> Effects:
    fields: dict[str, Any] = event.payload["fields"]
    office = _read({"office_id": "", "prefix": "", "number": 0, "name": "", **fields}, Office)
    if office.hours:
        OfficeHours.from_data(office.hours)
    return Effects(registers=dict(fields))


def _staff_fields(event: Event, _seen: Seen) -> Effects:
    fields: dict[str, Any] = event.payload["fields"]
    _read(fields, _Staff)
    return Effects(registers=dict(fields))


def _read(data: Any, kind: type[_T]) -> _T:
    try:
        return convert(data, kind)
    except msgspec.ValidationError as error:
        raise ValueError(str(error)) from error


def _verifier_set(event: Event, _seen: Seen) -> Effects:
    """The sign-in verifier lies in the personal part: it can be erased and never travels with the name."""
    return Effects(registers={"verifier": PersonalRef(event.event_id, "verifier")})


def _calendar_day_set(event: Event, _seen: Seen) -> Effects:
    day = date.fromisoformat(event.payload["day"]).isoformat()
    value = {name: event.payload[name] for name in ("kind", "name", "hours")}
    DayKind(value["kind"])
    for part in value["hours"].split(","):
        if part:
            Interval.parse(part)
    return Effects(registers={f"day:{day}": value})


def _procedure_published(event: Event, _seen: Seen) -> Effects:
    return Effects(registers={"procedure": _procedure(event)})


def _procedure_prepared(event: Event, _seen: Seen) -> Effects:
    return Effects(registers={EDITION + event.payload["edition"]: _procedure(event)})


def _procedure(event: Event) -> Any:
    data = event.payload["procedure"]
    procedure_from_data(data)
    return data


def _catalogue_published(event: Event, _seen: Seen) -> Effects:
    return Effects(registers={"catalogue": {name: event.payload[name] for name in ("edition", "count", "source")}})


def _person_shown(event: Event, _seen: Seen) -> Effects:
    return Effects(adds=(("shown", dict(event.payload)),))


def _signed_in(event: Event, _seen: Seen) -> Effects:
    return Effects(adds=(("signed_in", dict(event.payload)),))


def _offline_extended(event: Event, _seen: Seen) -> Effects:
    return Effects(adds=(("offline_extended", dict(event.payload)),))


RULE_SETS: dict[str, dict[int, RuleSet]] = {
    OFFICE: {1: RuleSet({(OFFICE_FOUNDED, 1): _office_fields, (OFFICE_CHANGED, 1): _office_fields})},
    STAFF: {
        1: RuleSet(
            {
                (STAFF_ADDED, 1): _staff_fields,
                (STAFF_CHANGED, 1): _staff_fields,
                (STAFF_VERIFIER_SET, 1): _verifier_set,
            }
        )
    },
    CALENDAR: {1: RuleSet({(CALENDAR_DAY_SET, 1): _calendar_day_set})},
    PROCEDURE: {
        1: RuleSet({(PROCEDURE_PUBLISHED, 1): _procedure_published, (PROCEDURE_PREPARED, 1): _procedure_prepared})
    },
    CATALOGUE: {1: RuleSet({(CATALOGUE_PUBLISHED, 1): _catalogue_published})},
    ACCESS: {
        1: RuleSet(
            {
                (PERSON_SHOWN, 1): _person_shown,
                (SIGNED_IN, 1): _signed_in,
                (OFFLINE_EXTENDED, 1): _offline_extended,
            }
        )
    },
}
