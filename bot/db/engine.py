"""One transaction at a time: engines for SQLite and PostgreSQL, and what makes them behave alike.

The body of a transaction is one plain function over a ``Tx``; it is committed when it returns, rolled back
when it raises.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import replace
from datetime import datetime
from typing import Protocol, TypeVar

from sqlalchemy import Connection, event
from sqlalchemy.engine import make_url
from sqlalchemy.exc import ArgumentError, DBAPIError
from sqlalchemy.orm import Session

from bot.db.models import Base, Case, Deadline, Referral
from bot.db.postgresql import Postgresql
from bot.db.sqlite import Sqlite
from bot.db.tx import Tx, World
from bot.regions import Regions

T = TypeVar("T")

DRIVERS = {"sqlite": "sqlite+aiosqlite", "postgresql": "postgresql+asyncpg"}
OTHERS = {
    "40001": 8,  # serialization failure
    "40P01": 8,  # deadlock: two turns had something to tell each other
    "database is locked": 3,  # each try has waited sqlite.BUSY seconds
}
TWINS = {"23505": 3, "UNIQUE constraint failed": 3}
"""Two made the same row at once: the next time one of them finds it. At every try: then the fault is ours."""
TRIES = OTHERS | TWINS
"""How often a transaction is tried that failed with such a state (PostgreSQL) or such words (SQLite)."""
GONE = ("08", "53", "57", "58")  # classes of PostgreSQL's states: connection, resources, operator, system
FIRST_PAUSE, LONGEST_PAUSE = 0.02, 1.0  # seconds

OF_CASES = frozenset((Case, Referral, Deadline))

Pause = Callable[[float], Awaitable[object]]


class DatabaseUrlError(ValueError):
    """DATABASE_URL can't be used; one line for the operator that does not repeat it (it may hold a
    password)."""


class AwayError(Exception):
    """The database is away, or others were in the way at every try. Nothing was done; a later try may well
    succeed."""


class Engine(Protocol):
    """What runs a function over a connection."""

    async def run(self, fn: Callable[[Connection], T]) -> T:
        """``fn`` in one transaction: committed when it returns, rolled back when it raises."""

    async def close(self) -> None: ...


class Database:
    """The database of one installation. ``pause`` waits between two tries (tests wait for nothing);
    ``cases_changed`` is called after each transaction that wrote of a case."""

    def __init__(
        self,
        url: str,
        world: World,
        pause: Pause = asyncio.sleep,
        cases_changed: Callable[[], None] = lambda: None,
    ) -> None:
        self.world = world
        self._pause = pause
        self._cases_changed = cases_changed
        self._engine = engine_for(url)

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

    def renew(self, regions: Regions) -> None:
        """From the next transaction on these are the regions; one that runs keeps those it began with."""
        self.world = replace(self.world, regions=regions)

    def _chosen_pause(self, tried: int) -> float:
        """Any part of a span that doubles: two that met once shall not meet again at the next try."""
        chance = int.from_bytes(self.world.random(4), "big") / 2**32
        return chance * min(FIRST_PAUSE * float(2**tried), LONGEST_PAUSE)

    async def close(self) -> None:
        await self._engine.close()

    async def _once(self, fn: Callable[[Tx], T], now: Callable[[], datetime]) -> T:
        written: set[type[Base]] = set()

        def whole(connection: Connection) -> tuple[T, Tx]:
            with Session(connection, expire_on_commit=False) as db:
                event.listen(db, "before_flush", lambda *_: written.update(map(type, (*db.new, *db.dirty))))
                tx = Tx(db, now(), self.world)
                result = fn(tx)
                for finish in tx.last:
                    finish()
                db.flush()
                return result, tx

        result, tx = await self._engine.run(whole)
        if tx.erased and self.world.erasures is not None:
            self.world.erasures.note(dict.fromkeys(tx.erased, tx.now))
        if written & OF_CASES:
            self._cases_changed()
        return result


def engine_for(url: str) -> Engine:
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
    if backend == "postgresql":
        return Postgresql(parsed)
    if parsed.database in (None, "", ":memory:"):
        raise DatabaseUrlError("DATABASE_URL must name a file: sqlite:///path")
    try:
        return Sqlite(parsed)
    except OSError as fault:
        raise DatabaseUrlError(f"DATABASE_URL: the file can't be made: {fault.strerror}") from None


def _obstacle(error: DBAPIError) -> str:
    """Which of ``TRIES`` it was, or nothing that passes."""
    state = _state(error)
    return state if state in TRIES else next((words for words in TRIES if words in str(error.orig)), "")


def _gone(error: DBAPIError) -> bool:
    """Whether the server broke off, whatever was asked of it."""
    return error.connection_invalidated or _state(error).startswith(GONE)


def _state(error: DBAPIError) -> str:
    return getattr(error.orig, "sqlstate", None) or getattr(error.orig, "pgcode", None) or ""
