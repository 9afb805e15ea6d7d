"""SQLite: one connection in a thread of its own, and a whole transaction is one hop to it.

An asynchronous driver hops between threads for every statement and every cursor, some 130 times an update:
that was most of what an update cost. SQLite has one writer anyway, and a queue in the process is fair where
busy_timeout polls.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any, TypeVar

from sqlalchemy import URL, Connection, create_engine, event
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


class Sqlite:
    """A file of our own."""

    def __init__(self, url: URL) -> None:
        """Raises OSError where the file can't be made."""
        _make_private(Path(url.database or ""))
        self._engine = create_engine(url, pool_size=1, max_overflow=0)
        self._thread = ThreadPoolExecutor(max_workers=1, thread_name_prefix="sqlite")
        _prepare(self._engine)

    async def run(self, fn: Callable[[Connection], T]) -> T:
        """``fn`` in one transaction. It is carried through, also where nobody waits for it any more."""
        return await asyncio.get_running_loop().run_in_executor(self._thread, self._whole, fn)

    async def close(self) -> None:
        self._thread.shutdown()
        self._engine.dispose()

    def _whole(self, fn: Callable[[Connection], T]) -> T:
        with self._engine.begin() as connection:
            return fn(connection)


def _make_private(file: Path) -> None:
    """The file, and the last folder on its way, for this user alone (SQLite's own files beside it follow)."""
    file.parent.mkdir(mode=0o700, exist_ok=True)
    file.touch(mode=0o600, exist_ok=True)


def _prepare(engine: SyncEngine) -> None:
    """BEGIN IMMEDIATE instead of the driver's own deferred begin.

    Deferred, a transaction that has read and then writes must upgrade its lock; where another process wrote
    meanwhile, that fails at once with «database is locked», whatever busy_timeout says. Nearly every
    transaction here writes, so it takes the write lock first, and waiting works.
    """

    @event.listens_for(engine, "connect")
    def _opened(connection: Any, _: object) -> None:
        connection.isolation_level = None  # the driver begins nothing by itself
        for pragma in PRAGMAS:
            connection.execute(f"PRAGMA {pragma}")

    @event.listens_for(engine, "begin")
    def _begin(connection: Connection) -> None:
        connection.exec_driver_sql("BEGIN IMMEDIATE")
