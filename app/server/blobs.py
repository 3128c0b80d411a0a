"""Blobs: kept in the database, so that processes on any machines see the same and one backup holds all.

Who may read one: offices concerned with a subject in which an office named it that has shown that it has its bytes. To
name what one only knows the hash of opens nothing, and to everybody else it is not there.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Connection, Row, Select, Table, delete, func, insert, select, update
from sqlalchemy.dialects import postgresql, sqlite

from app.domain.events import Event
from app.protocol.blobs import MOST_BYTES, PIECE_BYTES, Kept, named_in
from app.protocol.messages import RefusalCode
from app.server import devices, offices
from app.server.bulk import is_postgresql
from app.server.devices import Device
from app.server.refusals import Refused
from app.server.tables import blob_names, blob_pieces, blob_uploads, blobs, subjects

FORGOTTEN_AFTER = timedelta(days=7)  # an upload that nobody goes on with
MOST_UNFINISHED = 50  # uploads of one office


@dataclass(frozen=True, slots=True)
class Piece:
    """Bytes of a blob as they come: where they begin, and how many all of it are."""

    sha256: str
    offset: int
    size: int
    data: bytes


def keep(connection: Connection, writer: Device, piece: Piece, now: datetime) -> Kept | None:
    """Keep a piece and say where to go on; None when all is there but is not what its name says, and was thrown away.

    Raises Refused.
    """
    if len(piece.data) > PIECE_BYTES or piece.size > MOST_BYTES:
        raise Refused(RefusalCode.TOO_LARGE)
    if not piece.data or piece.offset + len(piece.data) > piece.size:
        raise Refused(RefusalCode.MALFORMED)
    offices.lock(connection, writer.province_id, writer.office_id)  # two PCs of an office: one after the other
    own = blob_names.c.office_id == writer.office_id
    if connection.execute(_of(blob_names, writer, piece.sha256).where(own).limit(1)).first() is None:
        size = _readable(connection, writer, piece.sha256)  # another office's, which this PC has fetched
        return Kept(size, True, now)
    upload = _upload(connection, writer, piece, now)
    if upload.whole:
        return Kept(upload.size, True, now)
    if piece.offset != upload.upto:
        return Kept(upload.upto, False, now)
    here = {"province_id": writer.province_id, "sha256": piece.sha256, "office_id": writer.office_id}
    connection.execute(insert(blob_pieces).values(start=piece.offset, data=piece.data, **here))
    upto = piece.offset + len(piece.data)
    is_whole = upto == piece.size
    if is_whole and _digest(connection, writer, piece.sha256) != piece.sha256:
        _throw_away(connection, writer, piece.sha256)
        return None
    moved = update(blob_uploads).where(_mine(blob_uploads, writer, piece.sha256))
    connection.execute(moved.values(upto=upto, whole=is_whole, touched_at=now))
    if is_whole:
        _take_over(connection, writer, piece, now)
    return Kept(upto, is_whole, now)


def note_names(connection: Connection, province_id: str, news: Iterable[Event]) -> None:
    """Note which blobs events that count name."""
    rows = [
        {
            "province_id": province_id,
            "sha256": name,
            "subject_kind": event.subject_kind,
            "subject_id": event.subject_id,
            "office_id": event.office_id,
        }
        for event in news
        for name in named_in(event.payload)
    ]
    if rows:
        adding = (postgresql if is_postgresql(connection) else sqlite).insert(blob_names).on_conflict_do_nothing()
        connection.execute(adding, sorted(rows, key=lambda row: row["sha256"]))


def read(connection: Connection, reader: Device, sha256: str, offset: int, limit: int) -> tuple[bytes, int]:
    """Return bytes of a blob and how many all of it are. Raises Refused; to others it is not there."""
    size = _readable(connection, reader, sha256)
    if offset > size:
        raise Refused(RefusalCode.NOT_FOUND)
    end = min(offset + min(limit, PIECE_BYTES), size)
    pieces = (
        select(blob_pieces.c.start, blob_pieces.c.data)
        .where(blob_pieces.c.province_id == reader.province_id, blob_pieces.c.sha256 == sha256)
        .where(blob_pieces.c.office_id == select(blobs.c.keeper).where(_named(blobs, reader, sha256)).scalar_subquery())
        .where(blob_pieces.c.start > offset - PIECE_BYTES, blob_pieces.c.start < end)
        .order_by(blob_pieces.c.start)
    )
    found = [data[max(offset - start, 0) : end - start] for start, data in connection.execute(pieces)]
    return b"".join(found), size


def _readable(connection: Connection, reader: Device, sha256: str) -> int:
    """Return the size of a blob that concerns this office. Raises Refused; to others it is not there."""
    named = (
        select(subjects.c.concerned)
        .join(blob_names, _same(blob_names, subjects, "province_id", "subject_kind", "subject_id"))
        .join(blob_uploads, _same(blob_uploads, blob_names, "province_id", "sha256", "office_id"))
        .where(_named(blob_names, reader, sha256), blob_uploads.c.whole)
    )
    blob = connection.execute(_of(blobs, reader, sha256)).one_or_none()
    if blob is None or not any(reader.office_id in concerned.split() for concerned in connection.scalars(named)):
        raise Refused(RefusalCode.NOT_FOUND)
    size: int = blob.size
    return size


def _upload(connection: Connection, writer: Device, piece: Piece, now: datetime) -> Row[Any]:
    """Return how far this office's upload is, begun anew when there is none or it was of another size."""
    query = select(blob_uploads).where(_mine(blob_uploads, writer, piece.sha256))
    upload = connection.execute(query).one_or_none()
    if upload is not None and (upload.whole or upload.size == piece.size):
        return upload
    _throw_away(connection, writer, piece.sha256)
    _sweep(connection, writer, now)
    unfinished = (
        select(func.count())
        .select_from(blob_uploads)
        .where(blob_uploads.c.province_id == writer.province_id, blob_uploads.c.office_id == writer.office_id)
        .where(blob_uploads.c.whole.is_(False))
    )
    if connection.execute(unfinished).scalar_one() >= MOST_UNFINISHED:
        raise Refused(RefusalCode.BUSY, retry_after=600)
    begun = {"province_id": writer.province_id, "sha256": piece.sha256, "office_id": writer.office_id}
    connection.execute(insert(blob_uploads).values(size=piece.size, upto=0, whole=False, touched_at=now, **begun))
    return connection.execute(query).one()


def _take_over(connection: Connection, writer: Device, piece: Piece, now: datetime) -> None:
    """Keep the first office's bytes for all; those of a later one have proven what they should and go."""
    devices.lock(connection, writer.province_id, devices.server_device(writer.province_id).device_id)
    if connection.execute(_of(blobs, writer, piece.sha256)).first() is not None:
        connection.execute(delete(blob_pieces).where(_mine(blob_pieces, writer, piece.sha256)))
        return
    kept = {"province_id": writer.province_id, "sha256": piece.sha256, "size": piece.size}
    connection.execute(insert(blobs).values(keeper=writer.office_id, kept_at=now, **kept))


def _digest(connection: Connection, writer: Device, sha256: str) -> str:
    digest = hashlib.sha256()
    query = select(blob_pieces.c.data).where(_mine(blob_pieces, writer, sha256)).order_by(blob_pieces.c.start)
    for (data,) in connection.execute(query, execution_options={"yield_per": 8}):
        digest.update(data)
    return digest.hexdigest()


def _throw_away(connection: Connection, writer: Device, sha256: str) -> None:
    for table in (blob_pieces, blob_uploads):
        connection.execute(delete(table).where(_mine(table, writer, sha256)))


def _sweep(connection: Connection, writer: Device, now: datetime) -> None:
    """Throw away what this office began and never finished."""
    old = select(blob_uploads.c.sha256).where(
        blob_uploads.c.province_id == writer.province_id,
        blob_uploads.c.office_id == writer.office_id,
        blob_uploads.c.whole.is_(False),
        blob_uploads.c.touched_at < now - FORGOTTEN_AFTER,
    )
    for sha256 in connection.scalars(old).all():
        _throw_away(connection, writer, sha256)


def _of(table: Table, device: Device, sha256: str) -> Select[Any]:
    return select(table).where(_named(table, device, sha256))


def _mine(table: Table, writer: Device, sha256: str) -> ColumnElement[bool]:
    return _named(table, writer, sha256) & (table.c.office_id == writer.office_id)


def _named(table: Table, device: Device, sha256: str) -> ColumnElement[bool]:
    return (table.c.province_id == device.province_id) & (table.c.sha256 == sha256)


def _same(one: Table, other: Table, *names: str) -> ColumnElement[bool]:
    first, *rest = (one.c[name] == other.c[name] for name in names)
    for condition in rest:
        first &= condition
    return first
