"""What this PC trusts its server by when there is no line: the key of its files, and an office's longer sign-in."""

from __future__ import annotations

from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.execute(
        """
        CREATE TABLE server_trust (
            id INTEGER NOT NULL,
            exchange_key BLOB NOT NULL,
            extended_at VARCHAR NOT NULL,
            CONSTRAINT pk_server_trust PRIMARY KEY (id)
        )
        """
    )
