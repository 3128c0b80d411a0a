"""Files lie in pieces, and those that are fetched say how far they have come."""

from __future__ import annotations

from alembic import op

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None

_PIECE = 1 << 20  # bytes: each one reads its whole file here


def upgrade() -> None:
    op.execute(
        """
        CREATE TABLE blob_pieces (
            sha256 VARCHAR NOT NULL,
            start INTEGER NOT NULL,
            data BLOB NOT NULL,
            CONSTRAINT pk_blob_pieces PRIMARY KEY (sha256, start)
        )
        """
    )
    op.execute(
        f"""
        WITH RECURSIVE pieces (sha256, size, start) AS (
            SELECT sha256, size, 0 FROM kept_blobs
            UNION ALL
            SELECT sha256, size, start + {_PIECE} FROM pieces WHERE start + {_PIECE} < size
        )
        INSERT INTO blob_pieces (sha256, start, data)
        SELECT pieces.sha256, start, substr(data, start + 1, {_PIECE}) FROM pieces JOIN kept_blobs USING (sha256)
        """
    )
    op.execute("ALTER TABLE kept_blobs RENAME TO whole_blobs")
    op.execute(
        """
        CREATE TABLE kept_blobs (
            sha256 VARCHAR NOT NULL,
            size INTEGER NOT NULL,
            here INTEGER NOT NULL,
            upto INTEGER NOT NULL,
            is_fetched BOOLEAN NOT NULL,
            confirmed_at VARCHAR NOT NULL,
            CONSTRAINT pk_kept_blobs PRIMARY KEY (sha256)
        )
        """
    )
    op.execute(
        "INSERT INTO kept_blobs (sha256, size, here, upto, is_fetched, confirmed_at)"
        " SELECT sha256, size, size, upto, 0, confirmed_at FROM whole_blobs ORDER BY rowid"
    )
    op.execute("DROP TABLE whole_blobs")
    op.execute("CREATE INDEX ix_kept_blobs_on_their_way ON kept_blobs (confirmed_at) WHERE confirmed_at = ''")
