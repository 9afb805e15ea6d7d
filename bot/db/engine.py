"""One transaction at a time: engines for SQLite and PostgreSQL, and what makes them behave alike.

The body of a transaction is one plain function over a ``Tx``; it runs through ``AsyncSession.run_sync`` and
is committed when it returns, rolled back when it raises.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
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
OTHERS = {
    "40001": 8,  # serialization failure
    "40P01": 8,  # deadlock: two turns had something to tell each other
    "database is locked": 3,  # each try has waited BUSY seconds
}
TWINS = {"23505": 3, "UNIQUE constraint failed": 3}
"""Two made the same row at once: the next time one of them finds it. At every try: then the fault is ours."""
TRIES = OTHERS | TWINS
"""How often a transaction is tried that failed with such a state (PostgreSQL) or such words (SQLite)."""
GONE = ("08", "53", "57", "58")  # classes of PostgreSQL's states: connection, resources, operator, system
FIRST_PAUSE, LONGEST_PAUSE = 0.02, 1.0  # seconds

Pause = Callable[[float], Awaitable[object]]


class DatabaseUrlError(ValueError):
    """DATABASE_URL can't be used; one line for the operator that does not repeat it (it may hold a
    password)."""


class AwayError(Exception):
    """The database is away, or others were in the way at every try. Nothing was done; a later try may well
    succeed."""


class Database:
    """The database of one installation. ``pause`` waits between two tries (tests wait for nothing)."""

    def __init__(self, url: str, world: World, pause: Pause = asyncio.sleep) -> None:
        self.world = world
        self._pause = pause
        self._engine = engine_for(url)
        self._sessions = async_sessionmaker(self._engine, expire_on_commit=False)

    async def run(self, fn: Callable[[Tx], T], now: Callable[[], datetime]) -> T:
        """``fn`` in one transaction. Where others were in the way it runs again, from the beginning: it must
        change nothing outside the database. Raises AwayError."""
        tried = 0
        while True:
            tried += 1
            try:
                return await self._once(fn, now)
            except OSError as error:  # nobody listens where the server should be
                raise AwayError from error
            except DBAPIError as error:
                obstacle = _obstacle(error)
                if tried >= TRIES.get(obstacle, 1):
                    if obstacle in OTHERS or _gone(error):
                        raise AwayError from error
                    raise
            await self._pause(self._chosen_pause(tried))

    def _chosen_pause(self, tried: int) -> float:
        """Any part of a span that doubles: two that met once shall not meet again at the next try."""
        chance = int.from_bytes(self.world.random(4), "big") / 2**32
        return chance * min(FIRST_PAUSE * float(2**tried), LONGEST_PAUSE)

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


def _obstacle(error: DBAPIError) -> str:
    """Which of ``TRIES`` it was, or nothing that passes."""
    state = _state(error)
    return state if state in TRIES else next((words for words in TRIES if words in str(error.orig)), "")


def _gone(error: DBAPIError) -> bool:
    """Whether the server broke off, whatever was asked of it."""
    return error.connection_invalidated or _state(error).startswith(GONE)


def _state(error: DBAPIError) -> str:
    return getattr(error.orig, "sqlstate", None) or getattr(error.orig, "pgcode", None) or ""
