"""Blobs: which subjects name them, how far each office has sent them, and their bytes in pieces.

Revision ID: 0005
Revises: 0004
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def _text(*names: str) -> list[sa.Column[str]]:
    return [sa.Column(name, sa.Text, nullable=False) for name in names]


def _count(*names: str) -> list[sa.Column[int]]:
    return [sa.Column(name, sa.BigInteger, nullable=False) for name in names]


def upgrade() -> None:
    op.create_table(
        "blob_names",
        *_text("province_id", "sha256", "subject_kind", "subject_id", "office_id"),
        sa.PrimaryKeyConstraint(
            "province_id", "sha256", "subject_kind", "subject_id", "office_id", name="pk_blob_names"
        ),
    )
    op.create_table(
        "blobs",
        *_text("province_id", "sha256", "keeper"),
        *_count("size"),
        sa.Column("kept_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("province_id", "sha256", name="pk_blobs"),
    )
    op.create_table(
        "blob_uploads",
        *_text("province_id", "sha256", "office_id"),
        *_count("size", "upto"),
        sa.Column("whole", sa.Boolean, nullable=False),
        sa.Column("touched_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("province_id", "sha256", "office_id", name="pk_blob_uploads"),
    )
    op.create_index(
        "ix_blob_uploads_province_id_office_id_whole", "blob_uploads", ["province_id", "office_id", "whole"]
    )
    op.create_table(
        "blob_pieces",
        *_text("province_id", "sha256", "office_id"),
        *_count("start"),
        sa.Column("data", sa.LargeBinary, nullable=False),
        sa.PrimaryKeyConstraint("province_id", "sha256", "office_id", "start", name="pk_blob_pieces"),
    )
