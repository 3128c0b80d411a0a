"""Tickets of the queue, and the claim that the server has not answered yet."""

from __future__ import annotations

from alembic import op

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.execute(
        """
        CREATE TABLE tickets (
            subject_id VARCHAR NOT NULL,
            day VARCHAR NOT NULL,
            number VARCHAR NOT NULL,
            lane INTEGER NOT NULL,
            letter VARCHAR NOT NULL,
            service VARCHAR NOT NULL,
            priority VARCHAR NOT NULL,
            issued_at VARCHAR NOT NULL,
            round INTEGER NOT NULL,
            counter VARCHAR NOT NULL,
            pc VARCHAR NOT NULL,
            called_at VARCHAR NOT NULL,
            calls INTEGER NOT NULL,
            ended VARCHAR NOT NULL,
            CONSTRAINT pk_tickets PRIMARY KEY (subject_id)
        )
        """
    )
    op.execute("CREATE INDEX ix_tickets_day ON tickets (day, ended)")
    op.execute(
        """
        CREATE TABLE open_claims (
            claim_id VARCHAR NOT NULL,
            actor_id VARCHAR NOT NULL,
            day VARCHAR NOT NULL,
            letters VARCHAR NOT NULL,
            CONSTRAINT pk_open_claims PRIMARY KEY (claim_id)
        )
        """
    )
