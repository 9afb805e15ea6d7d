"""kill -9 at five points of the intake: nothing is lost, and at most one message comes twice."""

from __future__ import annotations

import asyncio
import os
import signal
import sys
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from sqlalchemy import create_engine, text

from bot.crypto import new_secret_key
from bot.db.migrate import upgrade
from tests.fakes.bot_api import FakeBotApi
from tests.fakes.bot_api_chat import FakePerson
from tests.faults.child import POINTS

PATIENCE = 60  # seconds: a process loads aiogram for four, more where the machine is busy


@pytest.fixture
async def api() -> AsyncIterator[FakeBotApi]:
    async with FakeBotApi() as server:
        yield server


async def run_bot(database: str, api: FakeBotApi, keys: str, point: str) -> asyncio.subprocess.Process:
    args = [sys.executable, "-m", "tests.faults.child", database, api.url, api.token, keys, point]
    return await asyncio.create_subprocess_exec(*args, cwd=Path(__file__).parents[2])


@pytest.mark.parametrize("point", POINTS)
async def test_a_killed_bot_loses_nothing(point: str, api: FakeBotApi, tmp_path: Path) -> None:
    database = f"sqlite+aiosqlite:///{tmp_path / 'bot.db'}"
    keys = new_secret_key("k1", os.urandom)
    await upgrade(database)
    olena = api.person("Олена")
    olena.start()

    killed = await run_bot(database, api, keys, point)
    assert await asyncio.wait_for(killed.wait(), PATIENCE) == -signal.SIGKILL
    before = len(olena.from_bot)
    assert before == (1 if point == "sent" else 0)

    after = await run_bot(database, api, keys, "nowhere")
    try:
        await asyncio.wait_for(_answered(api, olena, before), PATIENCE)
        olena.press(olena.buttons[0])
        screen = olena.screen
        await asyncio.wait_for(_moved_on(api, olena, screen), PATIENCE)
    finally:
        after.send_signal(signal.SIGTERM)
        assert await asyncio.wait_for(after.wait(), PATIENCE) == 0

    assert 1 <= len({one.id for one in olena.from_bot}) <= 2
    engine = create_engine(f"sqlite:///{tmp_path / 'bot.db'}")
    with engine.connect() as db:
        left = db.execute(text("select count(*) from inbox where state <> 'done'")).scalar()
        rows = db.execute(text("select count(*) from inbox")).scalar()
        people = db.execute(text("select count(*) from person")).scalar()
        unsent = db.execute(text("select count(*) from outbox where state <> 'sent'")).scalar()
    engine.dispose()
    assert (left, rows, people, unsent) == (0, 2, 1, 0)


async def _answered(api: FakeBotApi, olena: FakePerson, before: int) -> None:
    while len(olena.from_bot) <= before:
        await api.until_called("sendMessage", len(api.called("sendMessage")) + 1)


async def _moved_on(api: FakeBotApi, olena: FakePerson, screen: str) -> None:
    while olena.screen == screen:
        await api.until_called("editMessageText", len(api.called("editMessageText")) + 1)
