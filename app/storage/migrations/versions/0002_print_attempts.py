"""Prints are followed through the system's queue: how often they were sent, when, and under which number."""

from __future__ import annotations

from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

STATEMENTS = (
    # What an older program printed was sent once, what it did not print was not sent.
    "ALTER TABLE print_jobs ADD COLUMN attempts INTEGER NOT NULL DEFAULT 0",
    "UPDATE print_jobs SET attempts = 1 WHERE state IN ('done', 'printing')",
    "ALTER TABLE print_jobs ADD COLUMN sent_at VARCHAR NOT NULL DEFAULT ''",
    "ALTER TABLE print_jobs ADD COLUMN spool_queue VARCHAR NOT NULL DEFAULT ''",
    "ALTER TABLE print_jobs ADD COLUMN spool_number INTEGER NOT NULL DEFAULT 0",
)


def upgrade() -> None:
    for statement in STATEMENTS:
        op.execute(statement)
