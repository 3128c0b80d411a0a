"""The invitation by which a PC without a line has asked a server for its place, until the answer comes."""

from __future__ import annotations

from alembic import op

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.execute(
        """
        CREATE TABLE server_invitation (
            id INTEGER NOT NULL,
            invited BLOB NOT NULL,
            code VARCHAR NOT NULL,
            asked_at VARCHAR NOT NULL,
            CONSTRAINT pk_server_invitation PRIMARY KEY (id)
        )
        """
    )
