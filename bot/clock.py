"""The clock only ticks: what is due stands in the database, and a tick asks for it.

APScheduler keeps its jobs in memory and remembers nothing; after a stop the next tick finds what fell due
meanwhile. What is due together is told together; where that fails, each rung is told in a transaction of its
own, and the one at fault is put off: one fault stops nobody else's deadline.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import partial
from types import MappingProxyType

import structlog
from apscheduler.schedulers.asyncio import AsyncIOScheduler

from bot.db.engine import AwayError, Database
from bot.db.tx import Tx
from bot.delivery import put_away
from bot.i18n import Translator
from bot.intake import tell
from bot.services import (
    deadlines,
    freshness,
    holds,
    nudging,
    publications,
    retention,
    roadmaps,
    spending,
    talk_ends,
    wellbeing,
)
from bot.services.steady import trusted
from flows.engine.flow import Book

log = structlog.get_logger()

TICK = 15  # seconds
SWEEP = 3600

BESIDE_CASES: Mapping[str, Callable[[Tx], int]] = MappingProxyType(
    {
        "holds": holds.due,
        "roadmaps": roadmaps.due,
        "publications": publications.due,
        "wellbeing": wellbeing.due,
        "freshness": freshness.due,
        "talks": talk_ends.due,
        "spending": spending.due,
    }
)
"""What staff hear that is about no case's deadline: beds kept for somebody, a day of a working group,
what the region has published, a record nobody confirmed …"""

SELDOM: Mapping[str, timedelta] = MappingProxyType({"freshness": timedelta(minutes=10)})
"""What looks through all there is, and where some minutes are nothing: so long after it had nothing to tell
it is not looked at again."""

SILENT = timedelta(minutes=5)
"""So long may no tick get through before whoever watches is told (``/health/clock``). Twenty ticks: a
restart of PostgreSQL is no alarm; and of the shortest rung of a ladder (an emergency's 15 minutes) ten are
left to do something."""


@dataclass
class Clock:
    """Deadlines, what is put away, and retention, each in transactions of their own."""

    database: Database
    book: Book
    translator: Translator
    now: Callable[[], datetime]
    woken: asyncio.Event
    _good: datetime | None = field(default=None, init=False)  # when a tick got through last, or they began
    _idle: dict[str, datetime] = field(default_factory=dict, init=False)  # of SELDOM: since when

    async def tick(self) -> int:
        """Tell everybody whose rung of a ladder has come, and put away what has been read; how many notices
        and chats there were. Raises AwayError."""
        told = await self._nudge() + await self._put_away()
        for kind, due in BESIDE_CASES.items():
            if not self._rests(kind):
                told += await self._beside(kind, due)
        self._good = self.now()
        if told:
            log.info("clock.told", count=told)
            self.woken.set()
        return told

    def silent(self) -> bool:
        """Whether the clock should run and no tick has got through for ``SILENT``."""
        return self._good is not None and self.now() - self._good > SILENT

    def _rests(self, kind: str) -> bool:
        """Whether it had nothing to tell a moment ago; a clock that went back hides nothing."""
        last, span = self._idle.get(kind), SELDOM.get(kind)
        return last is not None and span is not None and timedelta(0) <= self.now() - last < span

    async def _nudge(self) -> int:
        try:
            return await self.database.run(self._together, self.now)
        except AwayError:
            raise
        except Exception as fault:  # noqa: BLE001 - whatever it was, the others hear of their deadlines
            log.error("clock.fault", kind="together", error=type(fault).__name__)
        told = 0
        for rung in await self.database.run(nudging.waiting, self.now):
            told += await self._one(rung)
        return told

    def _together(self, tx: Tx) -> int:
        told = deadlines.tick(tx)
        tell(tx, self.book, self.translator)
        return told

    async def _one(self, rung: str) -> int:
        def one(tx: Tx) -> int:
            told = nudging.tick_one(tx, rung)
            tell(tx, self.book, self.translator)
            return told

        try:
            return await self.database.run(one, self.now)
        except AwayError:
            raise
        except Exception as fault:  # noqa: BLE001 - put off, and the next one
            log.critical("clock.fault", kind="one", error=type(fault).__name__)
        await self.database.run(partial(nudging.put_off, rung=rung), self.now)
        return 0

    async def _beside(self, kind: str, due: Callable[[Tx], int]) -> int:
        def told(tx: Tx) -> int:
            count = due(tx)
            tell(tx, self.book, self.translator)
            return count

        try:
            count = await self.database.run(told, self.now)
        except AwayError:
            raise
        except Exception as fault:  # noqa: BLE001 - no deadline of a case waits for it
            log.error("clock.fault", kind=kind, error=type(fault).__name__)
            return 0
        if kind in SELDOM and not count:
            self._idle[kind] = self.now()
        return count

    async def _put_away(self) -> int:
        try:
            return await self.database.run(lambda tx: put_away(tx, self.book, self.translator), self.now)
        except AwayError:
            raise
        except Exception as fault:  # noqa: BLE001 - a card stays longer in a chat; no deadline waits for it
            log.error("clock.fault", kind="put_away", error=type(fault).__name__)
            return 0

    async def sweep(self) -> None:
        """Erase what has had its time; where the rules fail together, each by itself. Raises AwayError."""
        try:
            await self.database.run(retention.hourly, self.now)
        except AwayError:
            raise
        except Exception as fault:  # noqa: BLE001 - the rules that hold are carried out all the same
            log.error("retention.fault", kind="together", error=type(fault).__name__)
        else:
            return
        if not await self.database.run(trusted, self.now):
            return
        for name, rule in retention.RULES.items():
            try:
                await self.database.run(rule, self.now)
            except AwayError:
                raise
            except Exception as fault:  # noqa: BLE001 - the other rules hold all the same
                log.error("retention.fault", kind=name, error=type(fault).__name__)

    async def run(self, stop: asyncio.Event) -> None:
        """Tick until told to stop."""
        self._good = self.now()
        scheduler = AsyncIOScheduler(timezone="UTC")
        always = {"coalesce": True, "max_instances": 1, "misfire_grace_time": None}
        scheduler.add_job(
            self._outlast, "interval", (self.tick,), seconds=TICK, next_run_time=self.now(), **always
        )
        scheduler.add_job(
            self._outlast, "interval", (self.sweep,), seconds=SWEEP, next_run_time=self.now(), **always
        )
        scheduler.start()
        try:
            await stop.wait()
        finally:
            scheduler.shutdown(wait=False)

    async def _outlast(self, job: Callable[[], Awaitable[object]]) -> None:
        try:
            await job()
        except AwayError:  # what is due waits where it is
            log.warning("clock.database_away")
