"""What the server last said of a comparison by file: the next file goes on from there."""

from __future__ import annotations

from alembic import op

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.execute("ALTER TABLE server_trust ADD COLUMN compared BLOB")
