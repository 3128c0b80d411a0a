"""Whose people are whose; editions of the province's catalogue beside what the office published itself."""

from __future__ import annotations

from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None

STATEMENTS = (
    "ALTER TABLE staff ADD COLUMN office_id VARCHAR NOT NULL DEFAULT ''",
    "UPDATE staff SET office_id = coalesce((SELECT office_id FROM own_device), '')",
    """
    CREATE TABLE catalogue_versions (
        edition VARCHAR NOT NULL,
        subject_id VARCHAR NOT NULL,
        code VARCHAR NOT NULL,
        version INTEGER NOT NULL,
        name VARCHAR NOT NULL,
        data JSON NOT NULL,
        event_id VARCHAR NOT NULL,
        seen VARCHAR NOT NULL,
        CONSTRAINT pk_catalogue_versions PRIMARY KEY (edition, subject_id)
    )
    """,
    """
    INSERT INTO catalogue_versions (edition, subject_id, code, version, name, data, event_id, seen)
    SELECT '', subject_id, code, version, name, data, event_id, '' FROM procedures
    """,
    """
    CREATE TABLE catalogues_in_use (
        subject_id VARCHAR NOT NULL,
        edition VARCHAR NOT NULL,
        wanted VARCHAR NOT NULL,
        count INTEGER NOT NULL,
        CONSTRAINT pk_catalogues_in_use PRIMARY KEY (subject_id)
    )
    """,
)


def upgrade() -> None:
    for statement in STATEMENTS:
        op.execute(statement)
