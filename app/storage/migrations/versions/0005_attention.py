"""The tray "Cần xử lý": which subjects have open questions, and the verdicts that were read and put away here."""

from __future__ import annotations

from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

STATEMENTS = (
    """
    CREATE TABLE attention (
        subject_kind VARCHAR NOT NULL,
        subject_id VARCHAR NOT NULL,
        kinds VARCHAR NOT NULL,
        questions INTEGER NOT NULL,
        pending INTEGER NOT NULL,
        since VARCHAR NOT NULL,
        code VARCHAR NOT NULL,
        CONSTRAINT pk_attention PRIMARY KEY (subject_kind, subject_id)
    )
    """,
    "CREATE INDEX ix_attention_doubled ON attention (code) WHERE code <> ''",
    # What the server set aside was never told before; only what the fold flagged can be here.
    """
    INSERT INTO attention (subject_kind, subject_id, kinds, questions, pending, since, code)
    SELECT 'dossier', subject_id, '', attention, 0, changed_at, '' FROM dossiers WHERE attention > 0
    """,
    """
    CREATE TABLE dismissals (
        event_id VARCHAR NOT NULL,
        staff_id VARCHAR NOT NULL,
        at VARCHAR NOT NULL,
        CONSTRAINT pk_dismissals PRIMARY KEY (event_id)
    )
    """,
)


def upgrade() -> None:
    for statement in STATEMENTS:
        op.execute(statement)
