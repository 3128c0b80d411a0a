"""A lost PC's place passes to another: by the code of its recovery sheet, or one that the administrator makes for it.

The lost one stops at once. Its chains stay as they are; the heir's key vouches for them from then on, so that what a
backup still had of them can be sent.
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from sqlalchemy import ColumnElement, Connection, and_, delete, insert, select, update

from app.protocol.messages import ChainHead, RefusalCode
from app.protocol.signatures import BadSignatureError, verify_head
from app.server import devices, offices
from app.server.devices import Device
from app.server.refusals import Refused
from app.server.tables import devices as table
from app.server.tables import enrolment_codes

SHEET_LIFETIME = timedelta(days=5 * 366)  # of the code on a recovery sheet
LONG_AGO = datetime(2000, 1, 1, tzinfo=UTC)  # a code was good until then that shall be good no more


def keep_code(connection: Connection, device: Device, code_hash: bytes, expires_at: datetime) -> None:
    """Let a code give this PC's place away, and no earlier one any more."""
    revoke_codes(connection, device)
    again = _unused(connection, device) & (enrolment_codes.c.code_hash == code_hash)
    connection.execute(delete(enrolment_codes).where(again))  # a sheet's, whose answer was lost
    connection.execute(
        insert(enrolment_codes).values(
            province_id=device.province_id,
            code_hash=code_hash,
            office_id=device.office_id,
            counter_name=device.counter_name,
            lane=device.lanes[0] if device.lanes else 0,
            expires_at=expires_at,
            replaces=device.device_id,
        )
    )


def revoke_codes(connection: Connection, device: Device) -> None:
    """Let no code give this PC's place away; the rows stay, so that nothing repeated brings one back."""
    connection.execute(update(enrolment_codes).where(_unused(connection, device)).values(expires_at=LONG_AGO))


def stop(connection: Connection, device: Device, now: datetime) -> bool:
    """Let a PC synchronise no more under any of its identities, which one key opens, and its recovery sheet give
    nothing away. False, and nothing changes, when it is stopped already."""
    offices.lock(connection, device.province_id, device.office_id)  # it takes no new identity meanwhile
    stopped = [devices.revoke(connection, one.device_id, now) for one in same_machine(connection, device)]
    if any(stopped):
        revoke_codes(connection, device)
    return any(stopped)


def _unused(connection: Connection, device: Device) -> ColumnElement[bool]:
    ids = [one.device_id for one in same_machine(connection, device)]
    return and_(
        enrolment_codes.c.province_id == device.province_id,
        enrolment_codes.c.used_by.is_(None),
        enrolment_codes.c.replaces.in_(ids),
    )


def same_machine(connection: Connection, device: Device) -> list[Device]:
    """Return the identities of a PC: it keeps its key through restores and forks."""
    query = select(table.c.device_id).where(
        table.c.province_id == device.province_id, table.c.public_key == device.public_key, table.c.kind == devices.PC
    )
    found = (devices.find(connection, device_id) for device_id in connection.scalars(query).all())
    return [one for one in found if one is not None]


def replaced_by_code(connection: Connection, province_id: str, replaces: str | None) -> list[Device]:
    """Return the identities whose place a code gives away, none for a new counter's."""
    device = devices.find(connection, replaces) if replaces is not None else None
    return same_machine(connection, device) if device is not None and device.province_id == province_id else []


def bequeath(connection: Connection, replaced: list[Device], heir_key: bytes, now: datetime) -> None:
    """Stop the lost PC; its lanes are the heir's, whose key vouches for its chains."""
    for one in replaced:
        here = (table.c.province_id == one.province_id) & (table.c.device_id == one.device_id)
        connection.execute(update(table).where(here).values(lanes="", heir_key=heir_key))
        connection.execute(update(table).where(here, table.c.revoked_at.is_(None)).values(revoked_at=now))


def is_vouched_by_heir(connection: Connection, chain: Device, head: ChainHead) -> bool:
    """Whether the PC that took this one's place vouches for the head."""
    query = select(table.c.heir_key).where(
        table.c.province_id == chain.province_id, table.c.device_id == chain.device_id
    )
    heir_key = connection.execute(query).scalar_one_or_none()
    try:
        if heir_key is not None:
            verify_head(heir_key, chain.device_id, head)
    except BadSignatureError:
        return False
    return heir_key is not None


def must_vouch(connection: Connection, chain: Device, head: ChainHead, *, stopped_too: bool) -> None:
    """Raise Refused unless the chain's own device vouches for the head, or, of a lost one, its heir.

    `stopped_too`: somebody decided to take what a stopped PC wrote.
    """
    if chain.is_revoked and is_vouched_by_heir(connection, chain, head):
        return
    if chain.is_revoked and not stopped_too:
        raise Refused(RefusalCode.REVOKED)
    try:
        verify_head(chain.public_key, chain.device_id, head)
    except BadSignatureError as error:
        raise Refused(RefusalCode.FORBIDDEN) from error
