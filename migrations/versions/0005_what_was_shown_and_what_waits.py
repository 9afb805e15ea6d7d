"""Whether a sensitive screen was shown; since when a message is tried, and of which deadlines it tells."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"


def upgrade() -> None:
    # of the screens shown before nobody knows: taken for sensitive, their chats are tidied once
    op.add_column("session", sa.Column("protected", sa.Boolean(), nullable=False, server_default=sa.true()))
    op.add_column("outbox", sa.Column("tried_at", sa.DateTime(timezone=True), nullable=True))
    op.add_column("outbox", sa.Column("about", sa.JSON(), nullable=True))


def downgrade() -> None:
    op.drop_column("outbox", "about")
    op.drop_column("outbox", "tried_at")
    op.drop_column("session", "protected")
