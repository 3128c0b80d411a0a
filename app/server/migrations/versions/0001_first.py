"""Offices, devices, events, subjects and feeds.

Revision ID: 0001
Revises:
"""

from __future__ import annotations

from datetime import datetime

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def _text(*names: str) -> list[sa.Column[str]]:
    return [sa.Column(name, sa.Text, nullable=False) for name in names]


def _count(*names: str) -> list[sa.Column[int]]:
    return [sa.Column(name, sa.BigInteger, nullable=False) for name in names]


def _bytes(*names: str) -> list[sa.Column[bytes]]:
    return [sa.Column(name, sa.LargeBinary, nullable=False) for name in names]


def _instant(name: str, *, nullable: bool = False) -> sa.Column[datetime]:
    return sa.Column(name, sa.DateTime(timezone=True), nullable=nullable)


def _key(table: str, *columns: str) -> sa.PrimaryKeyConstraint:
    return sa.PrimaryKeyConstraint(*columns, name=f"pk_{table}")


def upgrade() -> None:
    op.create_table(
        "server",
        sa.Column("id", sa.Integer, autoincrement=False, nullable=False),
        *_text("epoch", "fingerprint"),
        _instant("began_at"),
        _key("server", "id"),
    )
    op.create_table(
        "offices",
        *_text("province_id", "office_id", "prefix", "name"),
        _key("offices", "province_id", "office_id"),
        sa.UniqueConstraint("province_id", "prefix", name="uq_offices_province_id_prefix"),
    )
    op.create_table(
        "devices",
        *_text("province_id", "device_id", "kind", "office_id"),
        *_bytes("public_key"),
        *_text("counter_name", "lanes", "program"),
        *_count("level", "last_seq"),
        *_bytes("last_hash"),
        *_count("own_until"),
        _instant("enrolled_at"),
        _instant("revoked_at", nullable=True),
        _key("devices", "province_id", "device_id"),
    )
    op.create_index("ix_devices_device_id", "devices", ["device_id"])
    op.create_index("ix_devices_province_id_office_id", "devices", ["province_id", "office_id"])
    op.create_table(
        "enrolment_codes",
        *_text("province_id"),
        *_bytes("code_hash"),
        *_text("office_id", "counter_name"),
        sa.Column("lane", sa.Integer, nullable=False),
        _instant("expires_at"),
        sa.Column("used_by", sa.Text),
        _key("enrolment_codes", "province_id", "code_hash"),
    )
    op.create_index("ix_enrolment_codes_code_hash", "enrolment_codes", ["code_hash"])
    op.create_table(
        "staff",
        *_text("province_id", "staff_id", "office_id", "roles"),
        sa.Column("active", sa.Boolean, nullable=False),
        _key("staff", "province_id", "staff_id"),
    )
    op.create_index("ix_staff_province_id_office_id", "staff", ["province_id", "office_id"])
    op.create_table(
        "events",
        *_text("province_id", "device_id"),
        *_count("device_seq"),
        sa.Column("event_id", sa.Text),
        sa.Column("subject_kind", sa.Text),
        sa.Column("subject_id", sa.Text),
        *_count("n"),
        *_text("outcome", "reason"),
        *_bytes("prev_hash", "hash", "body"),
        sa.Column("salt", sa.LargeBinary),
        sa.Column("personal", sa.LargeBinary),
        _instant("received_at"),
        _key("events", "province_id", "device_id", "device_seq"),
    )
    op.create_index(
        "ix_events_province_id_subject_kind_subject_id", "events", ["province_id", "subject_kind", "subject_id"]
    )
    op.create_table(
        "subjects",
        *_text("province_id", "subject_kind", "subject_id", "concerned", "heads"),
        *_count("n"),
        sa.Column("state", sa.LargeBinary),
        _key("subjects", "province_id", "subject_kind", "subject_id"),
    )
    op.create_table("feeds", *_text("province_id", "feed"), *_count("head"), _key("feeds", "province_id", "feed"))
    op.create_table(
        "feed_positions",
        *_text("province_id", "feed"),
        *_count("position"),
        *_text("device_id"),
        *_count("device_seq"),
        _key("feed_positions", "province_id", "feed", "position"),
    )


def downgrade() -> None:
    for table in (
        "feed_positions",
        "feeds",
        "subjects",
        "events",
        "staff",
        "enrolment_codes",
        "devices",
        "offices",
        "server",
    ):
        op.drop_table(table)
