"""Find the versions of a procedure without reading all of them: an edition that arrives asks for each."""

from __future__ import annotations

from alembic import op

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.execute("CREATE INDEX ix_catalogue_versions_subject ON catalogue_versions (subject_id)")
