"""The tables of the server. `province_id` distributes them: it is part of every unique index.

`events` holds what came, bytes as written, a row per link of a chain; the columns beside the bytes are read from them
and only help finding and judging. An event issued again in a new chain has two rows and one place per feed.
"""

from __future__ import annotations

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    DateTime,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    PrimaryKeyConstraint,
    Table,
    Text,
    UniqueConstraint,
)

NAMING = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "pk": "pk_%(table_name)s",
}
metadata = MetaData(naming_convention=NAMING)


def _text(name: str) -> Column[str]:
    return Column(name, Text, nullable=False)


def _count(name: str) -> Column[int]:
    return Column(name, BigInteger, nullable=False)


def _bytes(name: str) -> Column[bytes]:
    return Column(name, LargeBinary, nullable=False)


# One row: in which epoch this database is, and the fingerprint of the history it was begun with.
server = Table(
    "server",
    metadata,
    Column("id", Integer, primary_key=True, autoincrement=False),
    _text("epoch"),
    _text("fingerprint"),
    Column("began_at", DateTime(timezone=True), nullable=False),
)

# One row: what the keys for exchange by file are made from.
exchange_secret = Table(
    "exchange_secret",
    metadata,
    Column("id", Integer, primary_key=True, autoincrement=False),
    _bytes("secret"),
)

offices = Table(
    "offices",
    metadata,
    _text("province_id"),
    _text("office_id"),
    _text("prefix"),
    _text("name"),
    PrimaryKeyConstraint("province_id", "office_id"),
    UniqueConstraint("province_id", "prefix"),
)

# PCs, and one of kind "server" per province: the chain that verdicts stand in.
devices = Table(
    "devices",
    metadata,
    _text("province_id"),
    _text("device_id"),
    _text("kind"),
    _text("office_id"),
    _bytes("public_key"),
    _text("counter_name"),
    _text("lanes"),  # "3" or "3,12"
    _text("program"),
    _count("level"),
    _count("last_seq"),
    _bytes("last_hash"),
    _count("own_until"),  # written before enrolment, when the PC worked alone: its people need no second witness
    Column("enrolled_at", DateTime(timezone=True), nullable=False),
    Column("revoked_at", DateTime(timezone=True)),
    Column("seen_at", DateTime(timezone=True)),  # when it last said which level of event types it reads
    Column("heir_key", LargeBinary),  # of the PC that took a lost one's place: it vouches for this chain too
    PrimaryKeyConstraint("province_id", "device_id"),
    Index(None, "device_id"),
    Index(None, "province_id", "office_id"),
)

enrolment_codes = Table(
    "enrolment_codes",
    metadata,
    _text("province_id"),
    _bytes("code_hash"),
    _text("office_id"),
    _text("counter_name"),
    Column("lane", Integer, nullable=False),
    Column("expires_at", DateTime(timezone=True), nullable=False),
    Column("used_by", Text),
    Column("replaces", Text),  # the PC whose place the code gives away; NULL: a new counter
    PrimaryKeyConstraint("province_id", "code_hash"),
    Index(None, "code_hash"),
    Index(None, "province_id", "office_id"),
)

# Projection of the staff subjects: who may do what, as the server knows it.
staff = Table(
    "staff",
    metadata,
    _text("province_id"),
    _text("staff_id"),
    _text("office_id"),
    _text("roles"),
    Column("active", Boolean, nullable=False),
    PrimaryKeyConstraint("province_id", "staff_id"),
    Index(None, "province_id", "office_id"),
)

# Administrators who may work on the server from a desktop. Only the keeper of the server names them.
stewards = Table(
    "stewards",
    metadata,
    _text("province_id"),
    _text("staff_id"),
    _bytes("public_key"),  # of the pair that follows from their code
    Column("whole_province", Boolean, nullable=False),  # else their own office
    Column("named_at", DateTime(timezone=True), nullable=False),
    PrimaryKeyConstraint("province_id", "staff_id"),
)

events = Table(
    "events",
    metadata,
    _text("province_id"),
    _text("device_id"),
    _count("device_seq"),
    Column("event_id", Text),  # NULL: nobody can read it
    Column("subject_kind", Text),
    Column("subject_id", Text),
    _count("n"),  # its true place in the order
    _text("outcome"),  # counts, flagged, aside, again
    _text("reason"),
    _bytes("prev_hash"),
    _bytes("hash"),
    _bytes("body"),
    Column("salt", LargeBinary),
    Column("personal", LargeBinary),
    Column("received_at", DateTime(timezone=True), nullable=False),
    PrimaryKeyConstraint("province_id", "device_id", "device_seq"),
    Index(None, "province_id", "subject_kind", "subject_id"),
)

# What a subject is by the fold, and whom it concerns; the row that every push touching the subject locks.
subjects = Table(
    "subjects",
    metadata,
    _text("province_id"),
    _text("subject_kind"),
    _text("subject_id"),
    _text("concerned"),  # office ids, sorted, with spaces between
    _text("heads"),  # event ids, with spaces between
    _count("n"),
    Column("state", LargeBinary),  # JSON of the shown registers, personal values only named
    PrimaryKeyConstraint("province_id", "subject_kind", "subject_id"),
)

# Which subjects name a blob, and whose event it was.
blob_names = Table(
    "blob_names",
    metadata,
    *(_text(name) for name in ("province_id", "sha256", "subject_kind", "subject_id", "office_id")),
    PrimaryKeyConstraint("province_id", "sha256", "subject_kind", "subject_id", "office_id"),
)

# Blobs that are whole; `keeper` is the office whose pieces are kept.
blobs = Table(
    "blobs",
    metadata,
    _text("province_id"),
    _text("sha256"),
    _count("size"),
    _text("keeper"),
    Column("kept_at", DateTime(timezone=True), nullable=False),
    PrimaryKeyConstraint("province_id", "sha256"),
)

# How far each office has sent a blob; `whole`: it has shown that it has its bytes.
blob_uploads = Table(
    "blob_uploads",
    metadata,
    *(_text(name) for name in ("province_id", "sha256", "office_id")),
    _count("size"),
    _count("upto"),
    Column("whole", Boolean, nullable=False),
    Column("touched_at", DateTime(timezone=True), nullable=False),
    PrimaryKeyConstraint("province_id", "sha256", "office_id"),
    Index(None, "province_id", "office_id", "whole"),
)

blob_pieces = Table(
    "blob_pieces",
    metadata,
    *(_text(name) for name in ("province_id", "sha256", "office_id")),
    _count("start"),
    _bytes("data"),
    PrimaryKeyConstraint("province_id", "sha256", "office_id", "start"),
)

# Projection of the tickets that wait to be called: where they stand in their office's queue.
waiting_tickets = Table(
    "waiting_tickets",
    metadata,
    *(_text(name) for name in ("province_id", "subject_id", "office_id", "day", "letter")),
    _count("rank"),  # 0 goes before 1
    _text("issued_at"),
    _text("number"),
    PrimaryKeyConstraint("province_id", "subject_id"),
    Index(None, "province_id", "office_id", "day", "rank", "issued_at"),
)

# What each counter's claims of the last days were answered; `subject_id` is "" where nobody waited.
claims = Table(
    "claims",
    metadata,
    *(_text(name) for name in ("province_id", "claim_id", "device_id", "subject_id")),
    Column("asked_at", DateTime(timezone=True), nullable=False),
    PrimaryKeyConstraint("province_id", "claim_id"),
    Index(None, "province_id", "device_id", "asked_at"),
)

feeds = Table(
    "feeds",
    metadata,
    _text("province_id"),
    _text("feed"),
    _count("head"),
    # Of event types that may be written; only that of a reference feed says anything.
    Column("level", BigInteger, nullable=False, server_default="1"),
    PrimaryKeyConstraint("province_id", "feed"),
)

feed_positions = Table(
    "feed_positions",
    metadata,
    _text("province_id"),
    _text("feed"),
    _count("position"),
    _text("device_id"),
    _count("device_seq"),
    PrimaryKeyConstraint("province_id", "feed", "position"),
)
