"""Keep how far a PC has begun to send: what it has not, no server can give to anybody."""

from __future__ import annotations

from alembic import op

revision = "0016"
down_revision = "0015"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.execute("ALTER TABLE own_device ADD COLUMN begun_seq INTEGER DEFAULT '0' NOT NULL")
    op.execute("UPDATE own_device SET begun_seq = last_seq")
