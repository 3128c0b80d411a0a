"""Which level of event types a province may write, when a PC last said what it reads; the server's secret made now.

Revision ID: 0003
Revises: 0002
"""

from __future__ import annotations

import secrets

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("feeds", sa.Column("level", sa.BigInteger, nullable=False, server_default="1"))
    op.add_column("devices", sa.Column("seen_at", sa.DateTime(timezone=True)))
    # Every backup from now on has it: what the server vouched for it knows again after a restore.
    connection = op.get_bind()
    kept = sa.table("exchange_secret", sa.column("id", sa.Integer), sa.column("secret", sa.LargeBinary))
    if connection.execute(sa.select(kept.c.id)).first() is None:
        connection.execute(sa.insert(kept).values(id=1, secret=secrets.token_bytes(32)))
