"""How long the server is left alone, its word for links, codes that dossiers bore before, the level projected by."""

from __future__ import annotations

from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None

STATEMENTS = (
    "ALTER TABLE server ADD COLUMN not_before VARCHAR NOT NULL DEFAULT ''",
    "ALTER TABLE server ADD COLUMN compared_at VARCHAR NOT NULL DEFAULT ''",
    "ALTER TABLE envelopes ADD COLUMN proof BLOB",
    "ALTER TABLE own_device ADD COLUMN level INTEGER NOT NULL DEFAULT 1",
    """
    CREATE TABLE former_codes (
        code VARCHAR NOT NULL,
        subject_id VARCHAR NOT NULL,
        CONSTRAINT pk_former_codes PRIMARY KEY (code, subject_id)
    )
    """,
    "CREATE INDEX ix_former_codes_subject_id ON former_codes (subject_id)",
)


def upgrade() -> None:
    for statement in STATEMENTS:
        op.execute(statement)
