"""The server this PC belongs to, how far its feeds were read, the identities this PC had before, forked links."""

from __future__ import annotations

from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

STATEMENTS = (
    """
    CREATE TABLE server (
        id INTEGER NOT NULL,
        address VARCHAR NOT NULL,
        pin VARCHAR NOT NULL,
        device_id VARCHAR NOT NULL,
        province_id VARCHAR NOT NULL,
        feeds VARCHAR NOT NULL,
        epoch VARCHAR NOT NULL,
        level INTEGER NOT NULL,
        enrolled_at VARCHAR NOT NULL,
        contact_at VARCHAR NOT NULL,
        ahead INTEGER NOT NULL,
        failures INTEGER NOT NULL,
        trouble VARCHAR NOT NULL,
        CONSTRAINT pk_server PRIMARY KEY (id)
    )
    """,
    """
    CREATE TABLE feed_cursors (
        feed VARCHAR NOT NULL,
        epoch VARCHAR NOT NULL,
        position INTEGER NOT NULL,
        again BOOLEAN NOT NULL,
        CONSTRAINT pk_feed_cursors PRIMARY KEY (feed)
    )
    """,
    """
    CREATE TABLE former_devices (
        device_id VARCHAR NOT NULL,
        last_seq INTEGER NOT NULL,
        last_hash BLOB NOT NULL,
        confirmed_seq INTEGER NOT NULL,
        CONSTRAINT pk_former_devices PRIMARY KEY (device_id)
    )
    """,
    """
    CREATE TABLE fork_links (
        device_id VARCHAR NOT NULL,
        device_seq INTEGER NOT NULL,
        hash BLOB NOT NULL,
        event_id VARCHAR NOT NULL,
        prev_hash BLOB NOT NULL,
        CONSTRAINT pk_fork_links PRIMARY KEY (device_id, device_seq, hash),
        CONSTRAINT fk_fork_links_event_id_events FOREIGN KEY(event_id) REFERENCES events (event_id)
    )
    """,
    "CREATE INDEX ix_fork_links_event_id ON fork_links (event_id)",
    # No other PC's events were ever here: chains besides the present one are those of before a restore.
    """
    INSERT INTO former_devices (device_id, last_seq, last_hash, confirmed_seq)
    SELECT device_id, device_seq, hash, 0 FROM envelopes AS last
    WHERE device_id NOT IN (SELECT device_id FROM own_device)
        AND device_seq = (SELECT max(device_seq) FROM envelopes WHERE envelopes.device_id = last.device_id)
    """,
)


def upgrade() -> None:
    for statement in STATEMENTS:
        op.execute(statement)
