"""Files that events name: kept here, encrypted like the rest, at least until the server has confirmed them."""

from __future__ import annotations

from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.execute(
        """
        CREATE TABLE kept_blobs (
            sha256 VARCHAR NOT NULL,
            size INTEGER NOT NULL,
            upto INTEGER NOT NULL,
            confirmed_at VARCHAR NOT NULL,
            data BLOB NOT NULL,
            CONSTRAINT pk_kept_blobs PRIMARY KEY (sha256)
        )
        """
    )
