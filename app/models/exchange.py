"""The tables of the exchange with a central server: where it is, how far both sides are, what is on its way."""

from __future__ import annotations

from sqlalchemy import Index, text
from sqlalchemy.orm import Mapped, mapped_column

from app.models.tables import Base, blob, key


class ServerRow(Base):
    """The server this PC belongs to (one row, or none), and how the last exchange with it went."""

    __tablename__ = "server"

    id: Mapped[int] = mapped_column(primary_key=True)
    address: Mapped[str]
    pin: Mapped[str]  # SHA-256 (hex) of its public key, "" on the same machine
    device_id: Mapped[str]  # the identity it knows this PC by
    province_id: Mapped[str]
    feeds: Mapped[str]  # names with spaces between
    epoch: Mapped[str]  # in which this PC's chains were last confirmed
    level: Mapped[int]  # of event types that may be written
    enrolled_at: Mapped[str]
    contact_at: Mapped[str]  # its last answer, "" = none yet
    ahead: Mapped[int]  # seconds its clock is ahead of ours
    failures: Mapped[int]  # exchanges in a row that failed
    trouble: Mapped[str]  # why the last one did, "" = it did not
    not_before: Mapped[str] = mapped_column(default="")  # until when it is left alone therefore
    compared_at: Mapped[str] = mapped_column(default="")  # when both sides last compared what they have


class ServerTrustRow(Base):
    """What this PC trusts its server by when there is no line (one row, or none)."""

    __tablename__ = "server_trust"

    id: Mapped[int] = mapped_column(primary_key=True)
    exchange_key: Mapped[blob]  # 64 bytes: what it signs files with, what they are sealed for; empty = it never said
    extended_at: Mapped[str]  # when an administrator let people sign in for longer without it, "" = not
    compared: Mapped[blob | None]  # what it last said of a comparison by file that goes on


class ServerInvitationRow(Base):
    """The invitation by which this PC has asked a server for its place by file, until the answer comes (one row)."""

    __tablename__ = "server_invitation"

    id: Mapped[int] = mapped_column(primary_key=True)
    invited: Mapped[blob]  # the message `Invited`
    code: Mapped[str]
    asked_at: Mapped[str]  # when the file that asks was last written


class FeedCursor(Base):
    """How far a feed was read; moved in the transaction that keeps its events."""

    __tablename__ = "feed_cursors"

    feed: Mapped[key]
    epoch: Mapped[str]
    position: Mapped[int]
    again: Mapped[bool]  # read before in another epoch: only ids, until something is new


class KeptBlob(Base):
    """A file that events name by its hash: `here` bytes of it are on this PC, `upto` bytes of it the server has.

    `confirmed_at` says when both had all of it. One that came from the server is not this PC's to send.
    """

    __tablename__ = "kept_blobs"

    sha256: Mapped[key]
    size: Mapped[int]  # 0 until the server has said it
    here: Mapped[int]
    upto: Mapped[int]
    is_fetched: Mapped[bool]
    confirmed_at: Mapped[str]

    __table_args__ = (Index("ix_kept_blobs_on_their_way", "confirmed_at", sqlite_where=text("confirmed_at = ''")),)


class BlobPiece(Base):
    """Bytes of a file from `start` on."""

    __tablename__ = "blob_pieces"

    sha256: Mapped[key]
    start: Mapped[int] = mapped_column(primary_key=True)
    data: Mapped[blob]


class OpenClaim(Base):
    """A question to the server whom to call next that it has not answered yet: it is asked again under the same id."""

    __tablename__ = "open_claims"

    claim_id: Mapped[key]
    actor_id: Mapped[str]
    day: Mapped[str]
    letters: Mapped[str]
