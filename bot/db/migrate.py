"""Bringing a database to today's tables, and holding the tables against the models.

Everything runs from code: migrations travel inside the package and need no file beside it. To write one after
changing the models: ``python -m bot.db.migrate "add the table of surveys"``, then read what it wrote.
"""

from __future__ import annotations

import asyncio
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar

from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, text

from bot.db.engine import engine_for
from bot.db.models import Base

T = TypeVar("T")

_ONE_AT_A_TIME = 7_164_001  # any number of our own: several processes may start at once (PostgreSQL)


async def upgrade(url: str, to: str = "head") -> None:
    """Bring the database up. Nothing happens where it is there already."""
    await _with(url, lambda connection: command.upgrade(_config(connection), to))


async def downgrade(url: str, to: str) -> None:
    """Take it back to an earlier revision (``base``: to nothing)."""
    await _with(url, lambda connection: command.downgrade(_config(connection), to))


async def current(url: str) -> str | None:
    """The revision the database is at, or None where it is empty."""
    return await _with(url, lambda connection: MigrationContext.configure(connection).get_current_revision())


def head() -> str | None:
    """The newest revision there is."""
    return ScriptDirectory.from_config(_config()).get_current_head()


def revisions() -> set[str]:
    """All that this program knows; a database at another one was made by a newer program."""
    return {one.revision for one in ScriptDirectory.from_config(_config()).walk_revisions()}


async def differences(url: str) -> list[str]:
    """What the models have and the database has not, or the other way round; one line each."""
    return await _with(url, _compared)


async def unwritten() -> list[str]:
    """What the models have and no migration makes: tried on a fresh SQLite file of its own."""
    with tempfile.TemporaryDirectory() as folder:
        url = f"sqlite:///{Path(folder) / 'fresh.db'}"
        await upgrade(url)
        return await differences(url)


async def write_revision(message: str) -> None:
    """Write the next migration: what the models have beyond the newest one."""
    with tempfile.TemporaryDirectory() as folder:
        url = f"sqlite:///{Path(folder) / 'fresh.db'}"
        await upgrade(url)
        number = len(list(ScriptDirectory.from_config(_config()).walk_revisions())) + 1
        await _with(
            url,
            lambda connection: command.revision(
                _config(connection), message, autogenerate=True, rev_id=f"{number:04}"
            ),
        )


async def _with(url: str, fn: Callable[[Connection], T]) -> T:
    def alone(connection: Connection) -> T:
        if connection.dialect.name == "postgresql":
            connection.execute(text(f"SELECT pg_advisory_xact_lock({_ONE_AT_A_TIME})"))
        return fn(connection)

    engine = engine_for(url)
    try:
        return await engine.run(alone)
    finally:
        await engine.close()


def _config(connection: Connection | None = None) -> Config:
    config = Config()
    config.set_main_option("script_location", "migrations:")
    config.attributes["connection"] = connection
    return config


def _compared(connection: Connection) -> list[str]:
    context = MigrationContext.configure(connection, opts={"compare_type": True})
    return [_line(one) for one in compare_metadata(context, Base.metadata)]


def _line(difference: Any) -> str:
    """An alembic difference in one line: what to do, and to which table, column or index."""
    if isinstance(difference, list):
        return "; ".join(_line(one) for one in difference)
    words = [getattr(one, "name", one) for one in difference if isinstance(one, str) or hasattr(one, "name")]
    return " ".join(str(word) for word in words)


if __name__ == "__main__":
    asyncio.run(write_revision(" ".join(sys.argv[1:]) or "change"))
