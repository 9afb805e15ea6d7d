"""Runs migrations over the connection that ``bot.db.migrate`` opened and commits."""

from __future__ import annotations

from typing import Any, Literal

from alembic import context

from bot.db.models import Base
from bot.db.types import Moment


def _plainly(kind: str, value: Any, _: object) -> str | Literal[False]:
    """Our column types as SQLAlchemy's own: an old migration must not change with our code."""
    return "sa.DateTime(timezone=True)" if kind == "type" and isinstance(value, Moment) else False


connection = context.config.attributes.get("connection")
if connection is None:
    raise SystemExit("migrations run from code: bot.db.migrate")
context.configure(
    connection=connection,
    target_metadata=Base.metadata,
    render_item=_plainly,
    compare_type=True,
    render_as_batch=connection.dialect.name == "sqlite",
)
context.run_migrations()
