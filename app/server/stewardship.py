"""What stewards do from a desktop: offices, their PCs, one-time codes. Done again, each comes to the same."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Connection, and_, select, update

from app.domain.errors import UserError
from app.domain.text import nfc
from app.protocol.messages import RefusalCode
from app.protocol.stewardship import BY_HAND_DAYS, CodeSeen, NewCode, NewOffice, OfficePcs, Offices, OfficeSeen, PcSeen
from app.server import devices, enrolment, heirs, offices
from app.server.devices import PC, Device
from app.server.offices import ServedOffice
from app.server.refusals import Refused
from app.server.stewards import Steward
from app.server.tables import devices as table
from app.server.tables import enrolment_codes, events


def seen_offices(connection: Connection, steward: Steward, now: datetime) -> Offices:
    """Return the offices that are theirs."""
    found = [
        office
        for office in offices.of_province(connection, steward.province_id)
        if steward.whole_province or office.office_id == steward.office_id
    ]
    only = None if steward.whole_province else steward.office_id
    machines = _machines(connection, steward.province_id, only)
    return Offices(tuple(_seen(office, machines) for office in found), steward.whole_province, now)


def add_office(connection: Connection, steward: Steward, wanted: NewOffice, now: datetime) -> Offices:
    """Enter an office. Raises Refused."""
    steward.must_rule()
    name = nfc(wanted.name).strip()
    try:
        office_id = offices.id_of(wanted.prefix)
    except UserError as error:
        raise Refused(RefusalCode.PREFIX) from error
    devices.lock(connection, steward.province_id, devices.server_device(steward.province_id).device_id)  # one by one
    before = offices.find(connection, steward.province_id, office_id)
    if before is None and name:
        offices.add(connection, steward.province_id, wanted.prefix, name, now)
    elif before is None or before.name != name:
        raise Refused(RefusalCode.OFFICE_KNOWN if before else RefusalCode.MALFORMED)
    return seen_offices(connection, steward, now)


def seen_pcs(connection: Connection, steward: Steward, office_id: str, now: datetime) -> OfficePcs:
    """Return the PCs and the waiting codes of an office. Raises Refused."""
    office = _office(connection, steward, office_id)
    machines = _machines(connection, office.province_id, office_id)
    return OfficePcs(
        _seen(office, machines),
        tuple(machine.pc for machine in machines),
        tuple(_codes(connection, office, now)),
        now,
        offices.is_founded(connection, office),
    )


def add_code(connection: Connection, steward: Steward, office_id: str, wanted: NewCode, now: datetime) -> OfficePcs:
    """Let a code be good for a new counter, or for the place of a PC. Raises Refused."""
    office = _office(connection, steward, office_id)
    offices.lock(connection, office.province_id, office_id)
    known = select(enrolment_codes.c.office_id).where(enrolment_codes.c.code_hash == wanted.code_hash)
    before = connection.execute(known).scalar_one_or_none()
    if before not in (None, office_id):
        raise Refused(RefusalCode.CODE)
    lifetime = timedelta(days=wanted.days)
    if before is None and wanted.replaces is not None:
        device = _pc(connection, office, wanted.replaces)
        heirs.keep_code(connection, device, wanted.code_hash, now + lifetime)
    elif before is None:
        try:
            name = nfc(wanted.counter_name).strip()
            enrolment.keep_code(connection, office, wanted.code_hash, name, wanted.lane or None, now, lifetime)
        except ValueError as error:
            raise Refused(RefusalCode.LANE) from error
    return seen_pcs(connection, steward, office_id, now)


def cancel_code(connection: Connection, steward: Steward, office_id: str, hashed: bytes, now: datetime) -> OfficePcs:
    """Let a waiting code be good no more; its row stays, so that nothing repeated brings it back. Raises Refused."""
    office = _office(connection, steward, office_id)
    here = _waiting(office, now) & (enrolment_codes.c.code_hash == hashed)
    connection.execute(update(enrolment_codes).where(here).values(expires_at=heirs.LONG_AGO))
    return seen_pcs(connection, steward, office_id, now)


def stop_pc(connection: Connection, steward: Steward, office_id: str, device_id: str, now: datetime) -> OfficePcs:
    """Let a PC synchronise no more, and its recovery sheet give nothing away. Raises Refused."""
    device = _pc(connection, _office(connection, steward, office_id), device_id)
    heirs.stop(connection, device, now)
    return seen_pcs(connection, steward, office_id, now)


def _office(connection: Connection, steward: Steward, office_id: str) -> ServedOffice:
    steward.must(office_id)
    office = offices.find(connection, steward.province_id, office_id)
    if office is None:
        raise Refused(RefusalCode.NOT_FOUND)
    return office


def _pc(connection: Connection, office: ServedOffice, device_id: str) -> Device:
    device = devices.find(connection, device_id)
    if device is None or (device.province_id, device.office_id) != (office.province_id, office.office_id):
        raise Refused(RefusalCode.NOT_FOUND)
    return device


@dataclass(frozen=True, slots=True)
class _Machine:
    """A PC through all its identities; `office_id` is whose it is."""

    office_id: str
    pc: PcSeen


def _machines(connection: Connection, province_id: str, office_id: str | None) -> list[_Machine]:
    """Return the PCs of an office, or of all, by the name of their counter."""
    last = and_(
        events.c.province_id == table.c.province_id,
        events.c.device_id == table.c.device_id,
        events.c.device_seq == table.c.last_seq,
    )
    query = (
        select(table, events.c.received_at)
        .join(events, last, isouter=True)
        .where(table.c.province_id == province_id, table.c.kind == PC)
        .order_by(table.c.enrolled_at, table.c.device_id)
    )
    if office_id is not None:
        query = query.where(table.c.office_id == office_id)
    by_key: dict[bytes, list[Any]] = {}
    for row in connection.execute(query):
        by_key.setdefault(row.public_key, []).append(row)
    machines = [_machine(identities) for identities in by_key.values()]
    return sorted(machines, key=lambda machine: (machine.pc.stopped_at is not None, machine.pc.counter_name))


def _machine(identities: Sequence[Any]) -> _Machine:
    """Put the identities of a PC together; the last one enrolled is what it is now."""
    now = identities[-1]
    heard = [at for row in identities for at in (row.seen_at, row.received_at) if at is not None]
    return _Machine(
        now.office_id,
        PcSeen(
            now.device_id,
            now.counter_name,
            tuple(int(lane) for lane in now.lanes.split(",") if lane),
            now.program,
            sum(row.last_seq for row in identities),
            _aware(now.enrolled_at),
            max(map(_aware, heard)) if heard else None,
            _aware(now.revoked_at) if now.revoked_at is not None else None,
        ),
    )


def _seen(office: ServedOffice, machines: Sequence[_Machine]) -> OfficeSeen:
    own = [machine.pc for machine in machines if machine.office_id == office.office_id and not machine.pc.stopped_at]
    heard = [pc.seen_at for pc in own if pc.seen_at is not None]
    return OfficeSeen(office.office_id, office.prefix, office.name, len(own), max(heard) if heard else None)


def _waiting(office: ServedOffice, now: datetime) -> ColumnElement[bool]:
    """What is true of the one-time codes that wait; the codes of recovery sheets wait for years and are no matter."""
    latest = now + timedelta(days=BY_HAND_DAYS)
    return and_(
        enrolment_codes.c.province_id == office.province_id,
        enrolment_codes.c.office_id == office.office_id,
        enrolment_codes.c.used_by.is_(None),
        enrolment_codes.c.expires_at.between(now, latest),
    )


def _codes(connection: Connection, office: ServedOffice, now: datetime) -> list[CodeSeen]:
    query = select(enrolment_codes).where(_waiting(office, now)).order_by(enrolment_codes.c.expires_at)
    return [
        CodeSeen(row.code_hash, row.counter_name, row.lane, _aware(row.expires_at), row.replaces or "")
        for row in connection.execute(query)
    ]


def _aware(instant: datetime) -> datetime:
    return instant if instant.tzinfo else instant.replace(tzinfo=UTC)  # SQLite forgets the zone; it is always UTC
