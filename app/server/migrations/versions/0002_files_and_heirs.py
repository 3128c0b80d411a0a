"""The server's secret for exchange by file; codes that give a lost PC's place to another, and who inherits its chains.

Revision ID: 0002
Revises: 0001
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "exchange_secret",
        sa.Column("id", sa.Integer, autoincrement=False, nullable=False),
        sa.Column("secret", sa.LargeBinary, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_exchange_secret"),
    )
    op.add_column("enrolment_codes", sa.Column("replaces", sa.Text))
    op.add_column("devices", sa.Column("heir_key", sa.LargeBinary))
