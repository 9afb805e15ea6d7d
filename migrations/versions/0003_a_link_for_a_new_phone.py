"""A one-time link that moves somebody's work to her new phone."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"


def upgrade() -> None:
    with op.batch_alter_table("invite") as table:
        table.add_column(sa.Column("staff_id", sa.String(length=26), nullable=True))
        table.create_foreign_key(op.f("fk_invite_staff_id_staff"), "staff", ["staff_id"], ["id"])


def downgrade() -> None:
    with op.batch_alter_table("invite") as table:
        table.drop_constraint(op.f("fk_invite_staff_id_staff"), type_="foreignkey")
        table.drop_column("staff_id")
