"""What other counters wrote and nobody at this PC has looked at yet: the dots of the queue outlive the program."""

from __future__ import annotations

from alembic import op

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.execute("CREATE TABLE unseen (subject_id VARCHAR NOT NULL, CONSTRAINT pk_unseen PRIMARY KEY (subject_id))")
