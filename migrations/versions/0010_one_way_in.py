"""One kind of browser for all who work here; no page without a login is one on which somebody works."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"

IDENTITY = sa.table("identity", sa.column("id"), sa.column("channel"), sa.column("person_id"))
OUTBOX = sa.table("outbox", sa.column("identity_id"))
STAFF = sa.table("staff", sa.column("person_id"), sa.column("revoked_at"))
LOGIN = sa.table("staff_login", sa.column("person_id"))
WITHOUT_LOGIN = sa.select(IDENTITY.c.id).where(
    IDENTITY.c.channel == "web",
    IDENTITY.c.person_id.in_(sa.select(STAFF.c.person_id).where(STAFF.c.revoked_at.is_(None))),
    IDENTITY.c.person_id.not_in(sa.select(LOGIN.c.person_id)),
)


def upgrade() -> None:
    op.drop_table("staff_session")
    op.add_column(
        "login_session", sa.Column("opens", sa.String(length=16), nullable=False, server_default="work")
    )
    with op.batch_alter_table("login_session") as batch_op:
        batch_op.alter_column("opens", server_default=None)
    op.execute(OUTBOX.delete().where(OUTBOX.c.identity_id.in_(WITHOUT_LOGIN)))
    op.execute(IDENTITY.delete().where(IDENTITY.c.id.in_(WITHOUT_LOGIN)))


def downgrade() -> None:
    op.execute("DELETE FROM login_session WHERE opens <> 'work'")
    op.drop_column("login_session", "opens")
    op.create_table(
        "staff_session",
        sa.Column("id", sa.String(length=26), nullable=False),
        sa.Column("staff_id", sa.String(length=26), nullable=False),
        sa.Column("token_index", sa.String(length=64), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("seen_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["staff_id"], ["staff.id"], name=op.f("fk_staff_session_staff_id_staff")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_staff_session")),
        sa.UniqueConstraint("token_index", name=op.f("uq_staff_session_token_index")),
    )
    op.create_index(op.f("ix_staff_session_expires_at"), "staff_session", ["expires_at"])
    op.create_index(op.f("ix_staff_session_staff_id"), "staff_session", ["staff_id"])
