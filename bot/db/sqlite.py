"""SQLite: one connection of aiosqlite with the thread that owns it, and a whole transaction is one hop there.

Statement by statement the driver hops between threads some 130 times an update: that was most of what an
update cost. SQLite has one writer anyway, and a queue in the process is fair where busy_timeout polls.
"""

from __future__ import annotations

import asyncio
import sqlite3
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any, TypeVar

import aiosqlite
from sqlalchemy import URL, Connection, StaticPool, create_engine, event
from sqlalchemy import Engine as SyncEngine

T = TypeVar("T")

BUSY = 10  # seconds to wait for another process that writes to the same file
PRAGMAS = (
    "journal_mode=WAL",
    "synchronous=FULL",  # what was acknowledged survives a power cut (NORMAL may lose the last commits)
    "foreign_keys=ON",
    "secure_delete=ON",  # what is erased is overwritten, not only forgotten
    f"busy_timeout={BUSY * 1000}",
)


class Owner(aiosqlite.Connection):
    """The driver's connection, which also runs a whole function in its thread."""

    async def carry(self, fn: Callable[[sqlite3.Connection], T]) -> T:
        carried: T = await self._execute(fn, self._conn)  # type: ignore[no-untyped-call]
        return carried


class Sqlite:
    """A file of our own."""

    def __init__(self, url: URL) -> None:
        """Raises OSError where the file can't be made."""
        self._file = Path(url.database or "")
        _make_private(self._file)
        self._opening = asyncio.Lock()
        self._owner: Owner | None = None
        self._engine: SyncEngine | None = None

    async def run(self, fn: Callable[[Connection], T]) -> T:
        """``fn`` in one transaction. It is carried through, also where nobody waits for it any more."""
        owner = await self._opened()
        return await owner.carry(partial(self._whole, fn))

    async def close(self) -> None:
        if self._owner is not None:
            await self._owner.close()
        self._owner = self._engine = None

    async def _opened(self) -> Owner:
        async with self._opening:
            if self._owner is None:
                owner = Owner(partial(sqlite3.connect, self._file), iter_chunk_size=64)
                await owner
                self._owner = owner
            return self._owner

    def _whole(self, fn: Callable[[Connection], T], raw: sqlite3.Connection) -> T:
        if self._engine is None:
            self._engine = _engine(raw)
        with self._engine.begin() as connection:
            return fn(connection)


def _make_private(file: Path) -> None:
    """The file, and the last folder on its way, for this user alone (SQLite's own files beside it follow)."""
    file.parent.mkdir(mode=0o700, exist_ok=True)
    file.touch(mode=0o600, exist_ok=True)


def _engine(raw: sqlite3.Connection) -> SyncEngine:
    """SQLAlchemy over the one connection, with BEGIN IMMEDIATE instead of the driver's own deferred begin.

    Deferred, a transaction that has read and then writes must upgrade its lock; where another process wrote
    meanwhile, that fails at once with «database is locked», whatever busy_timeout says. Nearly every
    transaction here writes, so it takes the write lock first, and waiting works.
    """

    engine = create_engine("sqlite+pysqlite://", creator=lambda: raw, poolclass=StaticPool)

    @event.listens_for(engine, "connect")
    def _opened(connection: Any, _: object) -> None:
        connection.isolation_level = None  # the driver begins nothing by itself
        for pragma in PRAGMAS:
            connection.execute(f"PRAGMA {pragma}")

    @event.listens_for(engine, "begin")
    def _begin(connection: Connection) -> None:
        connection.exec_driver_sql("BEGIN IMMEDIATE")

    return engine
