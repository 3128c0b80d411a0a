"""Events and feeds in partitions by province, on PostgreSQL: each has indexes of its own size, and moves on its own.

Four are few enough for a statement to lock all of them cheaply; a hash partition can be split where it stands.

Revision ID: 0004
Revises: 0003
"""

from __future__ import annotations

from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

PARTITIONS = 4
_KEYS = {
    "events": "province_id, device_id, device_seq",
    "feed_positions": "province_id, feed, position",
}


def upgrade() -> None:
    op.create_index("ix_enrolment_codes_province_id_office_id", "enrolment_codes", ["province_id", "office_id"])
    if op.get_bind().dialect.name != "postgresql":
        return
    for table, key in _KEYS.items():
        op.execute(f"ALTER TABLE {table} RENAME TO {table}_whole")
        op.execute(f"CREATE TABLE {table} (LIKE {table}_whole INCLUDING DEFAULTS) PARTITION BY HASH (province_id)")
        for part in range(PARTITIONS):
            op.execute(
                f"CREATE TABLE {table}_{part} PARTITION OF {table}"
                f" FOR VALUES WITH (MODULUS {PARTITIONS}, REMAINDER {part})"
            )
        op.execute(f"INSERT INTO {table} SELECT * FROM {table}_whole")
        op.execute(f"DROP TABLE {table}_whole")
        op.execute(f"ALTER TABLE {table} ADD CONSTRAINT pk_{table} PRIMARY KEY ({key})")
    op.create_index(
        "ix_events_province_id_subject_kind_subject_id", "events", ["province_id", "subject_kind", "subject_id"]
    )
