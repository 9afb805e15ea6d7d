"""A record's own checks are looked up by the record, not among all there have been lately."""

from __future__ import annotations

from alembic import op

revision = "0011"
down_revision = "0010"


def upgrade() -> None:
    op.create_index("ix_service_check_service_kind_at", "service_check", ["service_id", "kind", "at"])
    op.drop_index("ix_service_check_service_id", table_name="service_check")


def downgrade() -> None:
    op.create_index("ix_service_check_service_id", "service_check", ["service_id"])
    op.drop_index("ix_service_check_service_kind_at", table_name="service_check")
