"""Columns that nobody read: the version of the region's file in a case, the last pause in a deadline."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"


def upgrade() -> None:
    # dropped in place, not by making the table anew: rows of other tables point to both
    op.drop_column("case", "region_version")
    op.drop_column("deadline", "paused_at")


def downgrade() -> None:
    op.add_column("deadline", sa.Column("paused_at", sa.DateTime(timezone=True), nullable=True))
    op.add_column(
        "case", sa.Column("region_version", sa.String(length=40), nullable=False, server_default="")
    )
