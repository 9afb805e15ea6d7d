"""The whole program, built in one place by plain calls."""

from __future__ import annotations

import asyncio
import os
from collections.abc import Callable, Coroutine, Mapping
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Any
from zoneinfo import ZoneInfo

import structlog

from bot.channels import channels_of
from bot.clock import Clock
from bot.crypto import KeyRing
from bot.db.engine import AwayError, Database
from bot.db.tx import Tx, World
from bot.erasures import ErasureList
from bot.http.live import Live
from bot.i18n import Translator
from bot.intake import Intake
from bot.outbox import Sender
from bot.regions import load
from bot.reloading import Reloading, standing
from bot.search.topics import topics_of
from bot.settings import Settings
from flows.definitions import book
from handlers.channel import Channel

log = structlog.get_logger()

Now = Callable[[], datetime]
SwitchedOn = Callable[[Settings, Translator], Mapping[str, Channel]]


def utc_now() -> datetime:
    return datetime.now(UTC)


@dataclass(frozen=True)
class App:
    """Everything that runs together. ``channels``: those that are switched on."""

    settings: Settings
    database: Database
    translator: Translator
    channels: Mapping[str, Channel]
    intake: Intake
    sender: Sender
    clock: Clock
    live: Live
    now: Now
    reloading: Reloading | None  # None: the operator has no files of regions

    @property
    def world(self) -> World:
        """What transactions see from now on."""
        return self.database.world

    async def settle(self) -> None:
        """Answer and send whatever waits, and come back: for the demo and for tests."""
        await self.intake.answer_all()
        await self.sender.send_all()

    async def close(self) -> None:
        for channel in self.channels.values():
            await channel.close()
        await self.database.close()


def world_of(settings: Settings, random: Callable[[int], bytes] = os.urandom) -> World:
    """What the settings say, ready for transactions. Raises RegionProblems, SecretKeysError."""
    return World(
        keys=KeyRing.parse(settings.secret_keys.get_secret_value(), random),
        random=random,
        regions=load(settings.regions_folder),
        zone=ZoneInfo(settings.timezone),
        default_region=settings.region,
        languages=settings.languages,
        operator=settings.operator_name,
        operator_contact=settings.operator_contact,
        public_url=settings.public_url,
        telegram_name=settings.telegram_name,
        viber_uri=settings.viber_uri if settings.viber_token is not None else "",
        paid={"viber": settings.viber_paid},
        erasures=ErasureList(settings.list_of_erasures) if settings.list_of_erasures is not None else None,
    )


def build(
    settings: Settings,
    now: Now = utc_now,
    random: Callable[[int], bytes] = os.urandom,
    switched_on: SwitchedOn = channels_of,
) -> App:
    """The program for these settings; nothing runs yet. A channel without a token is off."""
    translator = Translator(settings.languages, settings.timezone)
    channels = switched_on(settings, translator)
    begun = standing(settings.regions_folder)  # looked at first: what changes meanwhile is seen as a change
    world = replace(world_of(settings, random), **_ways(channels))
    live = Live()
    database = Database(settings.database_url, world, cases_changed=live.cases_changed)
    words = book()
    intake = Intake(database, channels, words, translator, now)
    sender = Sender(database, channels, now, intake.woken, live.changed)
    clock = Clock(database, words, translator, now, intake.woken)
    reloading = None
    if settings.regions_folder is not None:
        reloading = Reloading(database, settings.regions_folder, words, translator, now, intake.woken, begun)
    return App(settings, database, translator, channels, intake, sender, clock, live, now, reloading)


def _ways(channels: Mapping[str, Channel]) -> dict[str, Any]:
    """What transactions know of the channels."""
    limits = {name: one.limits for name, one in channels.items()}
    return {
        "starters": frozenset(name for name, one in limits.items() if one.starts_talks),
        "free_hours": {name: one.free_hours for name, one in limits.items() if one.free_hours is not None},
        "pings": frozenset(name for name, one in limits.items() if one.staff == "ping"),
        "by_link": frozenset(name for name, one in limits.items() if one.files == "url"),
        "indelible": frozenset(name for name, one in limits.items() if not one.deletes),
    }


async def serve(app: App, stop: asyncio.Event) -> None:
    """Run until told to stop. Any part that fails ends the others, and its error comes out; trouble with
    Telegram or Viber is no failure, but for a token that is refused at the start."""
    from bot.http.server import serve_http

    parts = [app.intake.run(stop), app.sender.run(stop), app.clock.run(stop), serve_http(app, stop)]
    if app.reloading is not None:
        parts.append(app.reloading.run(stop))
    if "telegram" in app.channels:
        from bot.telegram import listen

        parts.append(listen(app, stop))
    if "viber" in app.channels:
        from bot.viber import registered

        parts.append(registered(app, stop))
    try:
        async with asyncio.TaskGroup() as group:
            for part in parts:
                group.create_task(_until(part, stop))
            group.create_task(_begin_to_find(app))
    finally:
        await app.close()


async def _begin_to_find(app: App) -> None:
    """Make the index of the search before somebody waits for it."""

    def begin(tx: Tx) -> bool:
        return tx.world.finder.begin(tx.db, tx.world.regions.articles)

    await asyncio.to_thread(topics_of, app.world.regions.articles)
    with suppress(AwayError):  # the first who searches makes it then
        while await app.database.run(begin, app.now):
            pass


async def _until(part: Coroutine[Any, Any, None], stop: asyncio.Event) -> None:
    try:
        await part
    finally:
        stop.set()
