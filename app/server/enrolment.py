"""Enrolment: a one-time code turns a PC with a key pair into a counter of an office."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

from sqlalchemy import Connection, insert, select, update

from app.protocol.canonical import GENESIS
from app.protocol.codes import code_hash, new_enrolment_code
from app.protocol.feeds import REFERENCE, device_feed, office_feed
from app.protocol.messages import Enrolled, Enrolment, RefusalCode
from app.protocol.signatures import BadSignatureError, verify_head
from app.server import devices, heirs, levels, offices
from app.server.devices import Device
from app.server.exchange_keys import server_keys
from app.server.refusals import Refused
from app.server.tables import devices as table
from app.server.tables import enrolment_codes

LIFETIME = timedelta(hours=24)
MOST_LANES = 40  # of one key: copies of one disk go on under it, and whoever steals it leaves the office the others


def make_code(
    connection: Connection,
    office: offices.ServedOffice,
    counter_name: str,
    lane: int | None,
    now: datetime,
    lifetime: timedelta = LIFETIME,
) -> str:
    """Make a one-time code for a new counter; only its hash is kept. Raises as `keep_code`."""
    code = new_enrolment_code()
    keep_code(connection, office, code_hash(code), counter_name, lane, now, lifetime)
    return code


def keep_code(
    connection: Connection,
    office: offices.ServedOffice,
    hashed: bytes,
    counter_name: str,
    lane: int | None,
    now: datetime,
    lifetime: timedelta = LIFETIME,
) -> None:
    """Let a one-time code be good for a new counter. Without `lane` the lowest free one is taken.

    Raises ValueError when the lane is out of range or taken, also by a code that still waits.
    """
    offices.lock(connection, office.province_id, office.office_id)
    taken = _taken(connection, office.province_id, office.office_id, now)
    if lane is None:
        lane = next((free for free in range(1, 90) if free not in taken), 0)
    if not 1 <= lane <= 89:
        raise ValueError("A lane is 1 to 89, and this office has none left or got another.")
    if lane in taken:
        raise ValueError(f"Lane {lane} of {office.prefix} is taken.")
    connection.execute(
        insert(enrolment_codes).values(
            province_id=office.province_id,
            code_hash=hashed,
            office_id=office.office_id,
            counter_name=counter_name or f"Quầy {lane}",
            lane=lane,
            expires_at=now + lifetime,
        )
    )


def make_replacing_code(connection: Connection, device: Device, now: datetime, lifetime: timedelta = LIFETIME) -> str:
    """Make a one-time code for a PC that takes this one's place; the code of its recovery sheet is good no more."""
    code = new_enrolment_code()
    heirs.keep_code(connection, device, code_hash(code), now + lifetime)
    return code


def enrol(connection: Connection, asked: Enrolment, epoch: str, now: datetime) -> Enrolled:
    """Give a PC its place. The caller has seen that the request is signed with the key it brings.

    Raises Refused. A wrong code tells nothing about why. Without a code a PC known here goes on under a new identity.
    """
    if not asked.code:
        return _succeed(connection, asked, epoch, now)
    written = select(enrolment_codes).where(enrolment_codes.c.code_hash == code_hash(asked.code))
    row = connection.execute(written).one_or_none()
    if row is None:
        raise Refused(RefusalCode.CODE)
    office = offices.lock(connection, row.province_id, row.office_id)  # two PCs with one lane: one after the other
    row = connection.execute(written.with_for_update()).one_or_none()  # as it is now
    if row is None:
        raise Refused(RefusalCode.CODE)
    before = devices.find(connection, asked.device_id)
    if row.used_by is not None:
        if row.used_by != asked.device_id or before is None or before.public_key != asked.public_key:
            raise Refused(RefusalCode.CODE)
        return _answer(connection, office, before, epoch, now, resumes=row.replaces is not None)  # it was lost
    if _aware(row.expires_at) < now:
        raise Refused(RefusalCode.CODE)
    if asked.office_id not in ("", office.office_id):
        raise Refused(RefusalCode.OFFICE)
    if before is not None or devices.lock(connection, office.province_id, asked.device_id) is not None:
        raise Refused(RefusalCode.IDENTITY)
    replaced = heirs.replaced_by_code(connection, office.province_id, row.replaces)
    device = _device(connection, asked, office, row.counter_name, row.lane, replaced, now)
    devices.add(connection, device, program=asked.program, level=asked.level, at=now)
    for earlier in dict.fromkeys(asked.formerly):
        known = devices.find(connection, earlier)
        if known is None:
            # What it wrote under an earlier identity comes in that chain; it wrote it before anybody could know it.
            trusted = replace(device, device_id=earlier, lanes=(), own_until=_end_of_past(asked, earlier))
            devices.add(connection, trusted, program=asked.program, level=asked.level, at=now)
        elif known.public_key != asked.public_key and known not in replaced:
            raise Refused(RefusalCode.IDENTITY)
    heirs.bequeath(connection, replaced, asked.public_key, now)
    used = (enrolment_codes.c.province_id == row.province_id) & (enrolment_codes.c.code_hash == row.code_hash)
    connection.execute(update(enrolment_codes).where(used).values(used_by=asked.device_id))
    return _answer(connection, office, device, epoch, now, resumes=row.replaces is not None)


def _succeed(connection: Connection, asked: Enrolment, epoch: str, now: datetime) -> Enrolled:
    """Let a PC go on under a new identity after a restore or a fork: its key opens the place it has. Raises Refused."""
    known = [device for device in (devices.find(connection, one) for one in asked.formerly) if device is not None]
    own = [device for device in known if device.public_key == asked.public_key]
    if not own:
        raise Refused(RefusalCode.UNKNOWN_DEVICE)
    before = own[-1]
    office = offices.lock(connection, before.province_id, before.office_id)
    own_now = [devices.find(connection, device.device_id) for device in own]  # it may have been stopped meanwhile
    if any(device is None or device.is_revoked for device in own_now):
        raise Refused(RefusalCode.REVOKED)
    again = devices.find(connection, asked.device_id)
    if again is not None:
        if again.public_key != asked.public_key or again.is_revoked:
            raise Refused(RefusalCode.IDENTITY)
        if asked.recovery:
            heirs.keep_code(connection, again, asked.recovery, now + heirs.SHEET_LIFETIME)
        if not asked.lanes and not again.lanes:  # there was none left before
            again = replace(again, lanes=_dealt(connection, office, now, again))
            devices.deal(connection, again)
        return _answer(connection, office, again, epoch, now)  # the answer was lost
    owned = {lane for device in own for lane in device.lanes}
    taken = _taken(connection, office.province_id, office.office_id, now) - owned
    all_owned = _lanes_of(connection, before).union(asked.lanes)
    in_reach = len(asked.lanes) <= max(len(owned), 1) and len(all_owned) <= MOST_LANES
    if asked.lanes and (owned.issuperset(asked.lanes) or (in_reach and taken.isdisjoint(asked.lanes))):
        lanes = asked.lanes  # also those that it was dealt before this server was set back
    else:  # a copy of it goes on in the lanes it had
        lanes = _dealt(connection, office, now, before)
    device = replace(
        before, device_id=asked.device_id, lanes=lanes, last_seq=0, last_hash=GENESIS, own_until=0, is_revoked=False
    )
    devices.add(connection, device, program=asked.program, level=asked.level, at=now)
    for earlier in dict.fromkeys(asked.formerly):  # restored twice without a line: what it wrote in between comes too
        if devices.find(connection, earlier) is None and devices.lock(connection, office.province_id, earlier) is None:
            between = replace(device, device_id=earlier, lanes=())
            devices.add(connection, between, program=asked.program, level=asked.level, at=now)
    return _answer(connection, office, device, epoch, now)


def _end_of_past(asked: Enrolment, earlier: str) -> int:
    """Return where the chain of an earlier identity ended, 0 without its signed end. Raises Refused."""
    for past in asked.past:
        if past.device_id == earlier:
            try:
                verify_head(asked.public_key, earlier, past.head)
            except BadSignatureError as error:
                raise Refused(RefusalCode.SIGNATURE) from error
            return past.head.seq
    return 0


def _dealt(
    connection: Connection, office: offices.ServedOffice, now: datetime, to: Device | None = None
) -> tuple[int, ...]:
    """Return the lowest free lane of a locked office, none when all are taken, or a known PC has enough of them."""
    if to is not None and len(_lanes_of(connection, to)) >= MOST_LANES:
        return ()
    taken = _taken(connection, office.province_id, office.office_id, now)
    return tuple(lane for lane in range(1, 90) if lane not in taken)[:1]


def _lanes_of(connection: Connection, device: Device) -> set[int]:
    """Return the lanes of a PC under all its identities, also those that its copies have."""
    here = (table.c.province_id == device.province_id) & (table.c.public_key == device.public_key)
    found = connection.scalars(select(table.c.lanes).where(here))
    return {int(lane) for lanes in found for lane in lanes.split(",") if lane}


def _device(
    connection: Connection,
    asked: Enrolment,
    office: offices.ServedOffice,
    counter_name: str,
    lane: int,
    replaced: list[Device],
    now: datetime,
) -> Device:
    inherited = {one for device in replaced for one in device.lanes}
    lanes = asked.lanes or ((lane,) if lane else _dealt(connection, office, now))  # 0: who is replaced had none left
    if inherited and not (asked.lanes and set(asked.lanes) <= inherited):
        lanes = tuple(sorted(inherited))
    taken = _taken(connection, office.province_id, office.office_id, now, besides=asked.code)
    if (taken - inherited) & set(lanes):
        raise Refused(RefusalCode.LANE)
    own_until = 0
    if asked.head is not None:
        try:
            verify_head(asked.public_key, asked.device_id, asked.head)
        except BadSignatureError as error:
            raise Refused(RefusalCode.SIGNATURE) from error
        own_until = asked.head.seq
    return Device(
        province_id=office.province_id,
        device_id=asked.device_id,
        kind=devices.PC,
        office_id=office.office_id,
        public_key=asked.public_key,
        counter_name=asked.counter_name.replace("\0", "") or counter_name,
        lanes=lanes,
        last_seq=0,
        last_hash=GENESIS,
        own_until=own_until,
        is_revoked=False,
    )


def _answer(
    connection: Connection,
    office: offices.ServedOffice,
    device: Device,
    epoch: str,
    now: datetime,
    *,
    resumes: bool = False,
) -> Enrolled:
    return Enrolled(
        province_id=office.province_id,
        office_id=office.office_id,
        prefix=office.prefix,
        office_name=office.name,
        counter_name=device.counter_name,
        lanes=device.lanes,
        feeds=(office_feed(office.office_id), REFERENCE, device_feed(device.device_id)),
        epoch=epoch,
        level=levels.writable(connection, office.province_id),
        server_time=now,
        exchange_key=server_keys(connection).public,
        resumes=resumes,
    )


def _taken(
    connection: Connection, province_id: str, office_id: str, now: datetime, besides: str | None = None
) -> set[int]:
    """Return the lanes of an office's PCs, stopped ones too (a lost one may go on writing), and of waiting codes."""
    lanes = {lane for device in devices.of_office(connection, province_id, office_id) for lane in device.lanes}
    waiting = select(enrolment_codes.c.lane).where(
        enrolment_codes.c.province_id == province_id,
        enrolment_codes.c.office_id == office_id,
        enrolment_codes.c.used_by.is_(None),
        enrolment_codes.c.replaces.is_(None),
        enrolment_codes.c.expires_at >= now,
    )
    if besides is not None:
        waiting = waiting.where(enrolment_codes.c.code_hash != code_hash(besides))
    return lanes.union(connection.scalars(waiting))


def _aware(instant: datetime) -> datetime:
    return instant if instant.tzinfo else instant.replace(tzinfo=UTC)  # SQLite forgets the zone; it is always UTC
