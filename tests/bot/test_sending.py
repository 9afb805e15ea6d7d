"""What becomes of many letters at once."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator, Callable
from datetime import UTC, datetime
from typing import Any

import pytest
from sqlalchemy import func, select

from bot.app import App
from bot.db.models import Outbox
from bot.db.tx import Tx
from handlers.channel import Memory
from handlers.shown import Shown
from handlers.webchat.channel import WebChannel
from tests.stages.fixtures import app_for
from tests.stages.stage import Hands

AT = datetime(2026, 11, 23, 8, tzinfo=UTC)


class SlowForSome(WebChannel):
    """Holds back every message until ``all_at_once`` are on their way, and those to ``held`` until told."""

    def __init__(self, all_at_once: int) -> None:
        super().__init__(lambda: "a-key")
        self.under_way = asyncio.Barrier(all_at_once)
        self.held: set[str] = set()
        self.told = asyncio.Event()

    async def send(self, address: str, shown: Shown, memory: Memory) -> Memory:
        await self.under_way.wait()
        if address in self.held:
            await self.told.wait()
        return await super().send(address, shown, memory)


@pytest.fixture
async def app(database_url: str) -> AsyncIterator[App]:
    made = app_for(database_url, Hands(AT), "sending")
    yield made
    await made.close()


async def answered(app: App, people: int) -> None:
    """So many people have an answer that waits to be sent."""
    forms = [json.dumps({"address": f"person-{one}", "command": "menu"}).encode() for one in range(people)]
    await app.intake.receive("web", [(str(number), form) for number, form in enumerate(forms)])
    await app.intake.answer_all()


async def sent(app: App) -> int:
    def count(tx: Tx) -> int:
        return tx.db.scalar(select(func.count(Outbox.id)).where(Outbox.state == "sent")) or 0

    return await app.database.run(count, app.now)


async def test_letters_that_come_back_together_share_a_commit(
    app: App, monkeypatch: pytest.MonkeyPatch
) -> None:
    app.channels["web"] = SlowForSome(10)  # type: ignore[index] # a dict, not to be changed by the program
    await answered(app, 10)
    transactions = 0
    run = app.database.run

    async def counted(fn: Callable[[Tx], Any], now: Callable[[], datetime]) -> Any:
        nonlocal transactions
        transactions += 1
        return await run(fn, now)

    monkeypatch.setattr(app.database, "run", counted)
    assert await app.sender.send_through("web") == 10
    assert transactions <= 5, "two claims, the first mark, and those that waited for it"
    assert await sent(app) == 10


async def test_a_letter_s_mark_waits_for_no_slower_letter(app: App) -> None:
    channel = SlowForSome(3)
    app.channels["web"] = channel  # type: ignore[index]
    channel.held = {"person-1"}
    await answered(app, 3)
    sending = asyncio.create_task(app.sender.send_through("web"))
    async with asyncio.timeout(20):
        while await sent(app) < 2:
            continue
    channel.told.set()
    assert await sending == 3
    assert await sent(app) == 3
