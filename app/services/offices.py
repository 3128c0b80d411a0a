"""The first start: an office is founded, or this PC gets its place in it; later changes of the office's data."""

from __future__ import annotations

import uuid
from collections.abc import Iterable
from dataclasses import asdict, dataclass, replace
from datetime import date
from functools import lru_cache

import msgspec
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.domain.calendar import CalendarDay, DayKind, Interval, OfficeHours, WorkCalendar
from app.domain.dossier_codes import AgencyCode
from app.domain.errors import UserError
from app.domain.office import Actor, Office, Right, Role
from app.domain.plain_data import parse
from app.domain.reference import CALENDAR, CALENDAR_DAY_SET, OFFICE, OFFICE_CHANGED, OFFICE_FOUNDED
from app.domain.text import quoted
from app.models.tables import CalendarDayRow, OwnDevice
from app.protocol.canonical import GENESIS
from app.protocol.ids import natural_id, new_id
from app.services.house import Changed, House, act, load_desk, the_desk
from app.services.staff import SYSTEM_ACTOR, staff_events
from app.storage.event_log import Act, NewEvent, append
from app.storage.keys import public_bytes
from app.storage.rows import fetch

_LONGEST = 300  # characters of any text about the office: heads of papers have room for it


@dataclass(frozen=True, slots=True)
class FirstStart:
    """The answers of the first-start wizard. `lane` is "Máy số mấy?" (1-9)."""

    office: Office
    counter_name: str
    lane: int
    administrator: str
    administrator_number: str
    secret: str
    administrator_receives: bool = True  # in a small office the administrator also sits at the counter
    days: tuple[CalendarDay, ...] = ()


def found_office(house: House, device_key: Ed25519PrivateKey, start: FirstStart) -> Actor:
    """Found the office on this PC: device, office, calendar and first administrator in one transaction.

    Raises UserError for a wrong agency code, lane or secret, and when this PC already has an office.
    """
    prefix = str(AgencyCode.parse(start.office.prefix))
    if not 1 <= start.lane <= 9:
        raise UserError("Máy số phải từ 1 đến 9.", "Mỗi máy trong cơ quan một số khác nhau.", "LANE")
    _check(start.office)
    now = house.clock()
    office_id = natural_id(OFFICE, prefix)
    with house.db.write() as session:
        if load_desk(session) is not None:
            raise UserError("Máy này đã khai báo cơ quan.", "Sửa trong mục Cài đặt.", "OFFICE-EXISTS")
        device = OwnDevice(
            device_id=str(uuid.uuid4()),
            public_key=public_bytes(device_key),
            office_id=office_id,
            counter_name=start.counter_name.strip() or f"Quầy {start.lane}",
            lanes=str(start.lane),
            last_seq=0,
            last_hash=GENESIS,
            confirmed_seq=0,
            created_at=now.isoformat(timespec="seconds"),
        )
        session.add(device)
        session.flush()
        founding = Act(new_id(now), SYSTEM_ACTOR.staff_id, office_id, now)
        roles = (Role.ADMINISTRATOR, Role.RECEIVER) if start.administrator_receives else (Role.ADMINISTRATOR,)
        staff_id = new_id(now)
        append(
            session,
            founding,
            [
                NewEvent(OFFICE, office_id, OFFICE_FOUNDED, {"fields": _fields(replace(start.office, prefix=prefix))}),
                *calendar_events(office_id, start.days),
                *staff_events(staff_id, start.administrator, start.administrator_number, "", roles, start.secret),
            ],
        )
    return Actor(staff_id, start.administrator, start.administrator_number, roles)


def change_office(house: House, actor: Actor, office: Office) -> Changed:
    """Change the office's data. The prefix stays: numbers already on paper hang on it. Raises UserError."""
    actor.must(Right.EDIT_OFFICE)
    _check(office)
    with house.db.write() as session:
        desk = the_desk(session)
        old, new = _fields(desk.office), _fields(replace(office, prefix=desk.office.prefix))
        changes = {name: value for name, value in new.items() if old[name] != value}
        if changes:
            event = NewEvent(OFFICE, desk.office.office_id, OFFICE_CHANGED, {"fields": changes})
            append(session, act(house, actor, desk, new_id(house.clock())), [event])
    return Changed(frozenset({"office"}))


def set_offline_days(house: House, actor: Actor, days: int) -> Changed:
    """Set for the whole office how many days people may sign in without the server, 0 = no end. Raises UserError."""
    with house.db.read() as session:
        office = the_desk(session).office
    return change_office(house, actor, replace(office, offline_days=days))


def calendar_events(office_id: str, days: Iterable[CalendarDay]) -> list[NewEvent]:
    """Return the events that set these days in an office's calendar."""
    subject = natural_id(CALENDAR, office_id)
    return [
        NewEvent(
            CALENDAR,
            subject,
            CALENDAR_DAY_SET,
            {
                "day": day.day.isoformat(),
                "kind": day.kind.value,
                "name": day.name,
                "hours": ",".join(map(str, day.hours or ())),
            },
        )
        for day in days
    ]


def work_calendar(session: Session, office: Office) -> WorkCalendar:
    """Return the office's table of days laid over its hours."""
    [(days,)] = fetch(session, "SELECT json_group_array(json_array(day, kind, name, hours)) FROM calendar_days")
    return _calendar(days, msgspec.json.encode(office.hours, order="sorted"))


@lru_cache(maxsize=4)
def _calendar(table: str, hours: bytes) -> WorkCalendar:
    """Lay the same table over the same hours once: the calendar never changes and remembers what it was asked."""
    week = msgspec.json.decode(hours)
    rows = parse(table, list[tuple[str, str, str, str]])
    days = (_calendar_day(CalendarDayRow(day=d, kind=k, name=n, hours=h)) for d, k, n, h in rows)
    return WorkCalendar(days, OfficeHours.from_data(week) if week else OfficeHours())


def _calendar_day(row: CalendarDayRow) -> CalendarDay:
    hours = tuple(Interval.parse(part) for part in row.hours.split(",") if part)
    return CalendarDay(date.fromisoformat(row.day), DayKind(row.kind), row.name, hours or None)


def set_calendar_days(house: House, actor: Actor, days: Iterable[CalendarDay]) -> Changed:
    """Set days off, in lieu or make-up; a day set to WORKING is an ordinary day again. What is so already stays."""
    actor.must(Right.EDIT_CALENDAR)
    with house.db.write() as session:
        desk = the_desk(session)
        known = {row.day: _calendar_day(row) for row in session.scalars(select(CalendarDayRow))}
        new = [day for day in days if known.get(day.day.isoformat(), CalendarDay(day.day, DayKind.WORKING)) != day]
        if new:
            append(session, act(house, actor, desk, new_id(house.clock())), calendar_events(desk.office.office_id, new))
    return Changed(frozenset({"calendar"}))


def list_calendar_days(house: House, year: int) -> list[CalendarDay]:
    """Return the special days of a year, in order."""
    with house.db.read() as session:
        rows = session.scalars(
            select(CalendarDayRow).where(CalendarDayRow.day.startswith(f"{year:04d}-")).order_by(CalendarDayRow.day)
        )
        return [_calendar_day(row) for row in rows]


def load_calendar(house: House) -> WorkCalendar:
    """Return the office's work calendar."""
    with house.db.read() as session:
        return work_calendar(session, the_desk(session).office)


def _check(office: Office) -> None:
    if not office.name.strip():
        raise UserError("Chưa có tên cơ quan.", "Ghi tên như trên con dấu hoặc biển hiệu.", "OFFICE-NAME")
    longest = max((value for value in asdict(office).values() if isinstance(value, str)), key=len)
    if len(longest) > _LONGEST:
        sentence = f"{quoted(longest)} dài {len(longest)} ký tự, nhiều nhất {_LONGEST}."
        raise UserError(sentence, "Ghi gọn như trên con dấu hoặc biển hiệu.", "OFFICE-LONG")
    if not 0 <= office.number <= 9999:
        raise UserError("Số cơ quan trên mã vạch có nhiều nhất 4 chữ số.", "Ghi số từ 0 đến 9999.", "OFFICE-NUMBER")
    if not 0 <= office.offline_days <= 90:
        raise UserError("Số ngày đăng nhập không cần máy chủ từ 0 đến 90.", "Ghi 0 nếu không giới hạn.", "OFFLINE-DAYS")


def _fields(office: Office) -> dict[str, object]:
    fields = asdict(office)
    fields.pop("office_id")
    return {name: value.value if hasattr(value, "value") else value for name, value in fields.items()}
