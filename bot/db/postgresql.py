"""PostgreSQL: several connections at once, the driver asynchronous, the transaction's body synchronous."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

from sqlalchemy import URL, Connection
from sqlalchemy.ext.asyncio import create_async_engine

T = TypeVar("T")


class Postgresql:
    """A server, perhaps one that other processes use too."""

    def __init__(self, url: URL) -> None:
        self._engine = create_async_engine(url, pool_pre_ping=True, pool_size=10, max_overflow=10)

    async def run(self, fn: Callable[[Connection], T]) -> T:
        """``fn`` in one transaction."""
        async with self._engine.begin() as connection:
            return await connection.run_sync(fn)

    async def close(self) -> None:
        await self._engine.dispose()
