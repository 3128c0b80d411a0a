"""Tickets: who waits to be called, and what the claims of counters were answered.

Revision ID: 0007
Revises: 0006
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


def _text(*names: str) -> list[sa.Column[str]]:
    return [sa.Column(name, sa.Text, nullable=False) for name in names]


def upgrade() -> None:
    op.create_table(
        "waiting_tickets",
        *_text("province_id", "subject_id", "office_id", "day", "letter"),
        sa.Column("rank", sa.BigInteger, nullable=False),
        *_text("issued_at", "number"),
        sa.PrimaryKeyConstraint("province_id", "subject_id", name="pk_waiting_tickets"),
    )
    queue = ["province_id", "office_id", "day", "rank", "issued_at"]
    op.create_index("ix_waiting_tickets_province_id_office_id_day_rank_issued_at", "waiting_tickets", queue)
    op.create_table(
        "claims",
        *_text("province_id", "claim_id", "device_id", "subject_id"),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("province_id", "claim_id", name="pk_claims"),
    )
    op.create_index("ix_claims_province_id_device_id_asked_at", "claims", ["province_id", "device_id", "asked_at"])
