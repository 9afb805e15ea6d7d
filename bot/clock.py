"""The clock only ticks: what is due stands in the database, and a tick asks for it.

APScheduler keeps its jobs in memory and remembers nothing; after a stop the next tick finds what fell due
meanwhile.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

import structlog
from apscheduler.schedulers.asyncio import AsyncIOScheduler

from bot.db.engine import Database
from bot.db.tx import Tx
from bot.delivery import put_away
from bot.i18n import Translator
from bot.intake import tell
from bot.services import deadlines, retention
from flows.engine.flow import Book

log = structlog.get_logger()

TICK = 15  # seconds
SWEEP = 3600


@dataclass
class Clock:
    """Deadlines and retention, each in a transaction of its own."""

    database: Database
    book: Book
    translator: Translator
    now: Callable[[], datetime]
    woken: asyncio.Event

    async def tick(self) -> int:
        """Tell everybody whose rung of a ladder has come; how many notices there were."""

        def nudge(tx: Tx) -> int:
            told = deadlines.tick(tx)
            tell(tx, self.book, self.translator)
            return told + put_away(tx, self.book, self.translator)

        told = await self.database.run(nudge, self.now)
        if told:
            log.info("clock.told", count=told)
            self.woken.set()
        return told

    async def sweep(self) -> None:
        """Erase what has had its time."""
        await self.database.run(retention.hourly, self.now)

    async def run(self, stop: asyncio.Event) -> None:
        """Tick until told to stop."""
        scheduler = AsyncIOScheduler(timezone="UTC")
        always = {"coalesce": True, "max_instances": 1, "misfire_grace_time": None}
        scheduler.add_job(self.tick, "interval", seconds=TICK, next_run_time=self.now(), **always)
        scheduler.add_job(self.sweep, "interval", seconds=SWEEP, next_run_time=self.now(), **always)
        scheduler.start()
        try:
            await stop.wait()
        finally:
            scheduler.shutdown(wait=False)
