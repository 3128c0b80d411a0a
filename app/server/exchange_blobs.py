"""Blobs in the files of exchange: what a PC's file brings is kept by the rules of the line, what it wants is put in."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from app.protocol.blobs import PIECE_BYTES, BlobPiece, Kept, KeptBlob, WantedBlob
from app.protocol.messages import RefusalCode, encode
from app.server import blobs
from app.server.database import Database
from app.server.devices import Device
from app.server.refusals import Refused


def keep(database: Database, writer: Device, brought: BlobPiece, now: datetime) -> KeptBlob | None:
    """Keep a piece and say how far the blob is; None for one that this office may not send (yet). Raises Refused."""
    piece = blobs.Piece(brought.sha256, brought.offset, brought.size, brought.data)
    try:
        with database.write() as connection:
            kept = blobs.keep(connection, writer, piece, now) or Kept(0, False, now)  # not what its name says
    except Refused as refusal:
        if refusal.code is RefusalCode.UNAVAILABLE:
            raise
        return None
    return KeptBlob(brought.sha256, kept.upto, kept.is_whole)


def pieces(database: Database, reader: Device, wanted: Iterable[WantedBlob], room: int) -> tuple[list[BlobPiece], bool]:
    """Return what fits of the blobs a PC wants and may read, and whether something did not."""
    found: list[BlobPiece] = []
    for blob in wanted:
        at, size = blob.offset, blob.offset + 1
        while at < size:
            if room <= 0:
                return found, True
            try:
                with database.read() as connection:
                    data, size = blobs.read(connection, reader, blob.sha256, at, PIECE_BYTES)
            except Refused:
                break
            if not data:
                break
            found.append(BlobPiece(blob.sha256, at, size, data))
            at += len(data)
            room -= len(encode(found[-1]))
    return found, False
