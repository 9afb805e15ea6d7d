"""One transaction at a time: engines for SQLite and PostgreSQL, and what makes them behave alike.

The body of a transaction is one plain function over a ``Tx``; it runs through ``AsyncSession.run_sync`` and
is committed when it returns, rolled back when it raises.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import Any, TypeVar

from sqlalchemy import Connection, event
from sqlalchemy.engine import make_url
from sqlalchemy.exc import ArgumentError, DBAPIError
from sqlalchemy.ext.asyncio import AsyncEngine, async_sessionmaker, create_async_engine
from sqlalchemy.orm import Session

from bot.db.tx import Tx, World

T = TypeVar("T")

DRIVERS = {"sqlite": "sqlite+aiosqlite", "postgresql": "postgresql+asyncpg"}
BUSY = 10  # seconds to wait for another process that writes to the same SQLite file
PRAGMAS = (
    "journal_mode=WAL",
    "synchronous=FULL",  # what was acknowledged survives a power cut (NORMAL may lose the last commits)
    "foreign_keys=ON",
    "secure_delete=ON",  # what is erased is overwritten, not only forgotten
    f"busy_timeout={BUSY * 1000}",
)
_PASSING = {
    "40001",  # serialization failure
    "40P01",  # deadlock
    "23505",  # unique violation: two made the same row at once; the second time one of them finds it
}
_PASSING_WORDS = ("database is locked", "UNIQUE constraint failed")


class DatabaseUrlError(ValueError):
    """DATABASE_URL can't be used; one line for the operator that does not repeat it (it may hold a
    password)."""


class Database:
    """The database of one installation."""

    def __init__(self, url: str, world: World) -> None:
        self.world = world
        self._engine = engine_for(url)
        self._sessions = async_sessionmaker(self._engine, expire_on_commit=False)

    async def run(self, fn: Callable[[Tx], T], now: Callable[[], datetime]) -> T:
        """``fn`` in one transaction. Where others were in the way it runs once more, from the beginning: it
        must change nothing outside the database."""
        try:
            return await self._once(fn, now)
        except DBAPIError as error:
            if not _passing(error):
                raise
        return await self._once(fn, now)

    async def close(self) -> None:
        await self._engine.dispose()

    async def _once(self, fn: Callable[[Tx], T], now: Callable[[], datetime]) -> T:
        def whole(db: Session) -> T:
            tx = Tx(db, now(), self.world)
            result = fn(tx)
            for finish in tx.last:
                finish()
            return result

        async with self._sessions.begin() as session:
            return await session.run_sync(whole)


def engine_for(url: str) -> AsyncEngine:
    """An engine for ``sqlite:///file`` or ``postgresql://…``; the drivers are ours.

    Raises DatabaseUrlError."""
    try:
        parsed = make_url(url)
    except ArgumentError:
        raise DatabaseUrlError("DATABASE_URL is not a database address") from None
    backend = parsed.get_backend_name()
    if backend not in DRIVERS:
        raise DatabaseUrlError("DATABASE_URL must begin with sqlite:/// or postgresql://")
    parsed = parsed.set(drivername=DRIVERS[backend])
    if backend == "sqlite":
        if parsed.database in (None, "", ":memory:"):
            raise DatabaseUrlError("DATABASE_URL must name a file: sqlite:///path")
        _make_private(Path(parsed.database or ""))
        return _sqlite(create_async_engine(parsed, **_SQLITE_POOL))
    return create_async_engine(parsed, pool_pre_ping=True, pool_size=10, max_overflow=10)


# One connection: SQLite has one writer anyway, and a queue in the process is fair where busy_timeout polls.
_SQLITE_POOL: dict[str, Any] = {"pool_size": 1, "max_overflow": 0, "pool_timeout": 60}


def _make_private(file: Path) -> None:
    """The file, and the last folder on its way, for this user alone (SQLite's own files beside it follow)."""
    try:
        file.parent.mkdir(mode=0o700, exist_ok=True)
        file.touch(mode=0o600, exist_ok=True)
    except OSError as fault:
        raise DatabaseUrlError(f"DATABASE_URL: the file can't be made: {fault.strerror}") from None


def _sqlite(engine: AsyncEngine) -> AsyncEngine:
    """BEGIN IMMEDIATE instead of the driver's own deferred begin.

    Deferred, a transaction that has read and then writes must upgrade its lock; where another process wrote
    meanwhile, that fails at once with «database is locked», whatever busy_timeout says. Nearly every
    transaction here writes, so it takes the write lock first, and waiting works.
    """

    @event.listens_for(engine.sync_engine, "connect")
    def _opened(connection: Any, _: object) -> None:
        connection.isolation_level = None  # the driver begins nothing by itself
        cursor = connection.cursor()
        for pragma in PRAGMAS:
            cursor.execute(f"PRAGMA {pragma}")
        cursor.close()

    @event.listens_for(engine.sync_engine, "begin")
    def _begin(connection: Connection) -> None:
        connection.exec_driver_sql("BEGIN IMMEDIATE")

    return engine


def _passing(error: DBAPIError) -> bool:
    """Whether the same transaction may well succeed a moment later."""
    state = getattr(error.orig, "sqlstate", None) or getattr(error.orig, "pgcode", None)
    return state in _PASSING or any(words in str(error.orig) for words in _PASSING_WORDS)
