from __future__ import annotations

from collections.abc import AsyncIterator
from typing import cast

import pytest
from aiogram.client.session.aiohttp import AiohttpSession

from handlers.telegram.channel import TelegramChannel
from tests.fakes.bot_api import FakeBotApi, FakePerson


@pytest.fixture
async def api() -> AsyncIterator[FakeBotApi]:
    async with FakeBotApi() as server:
        yield server


@pytest.fixture
def pauses() -> list[float]:
    """How long the code under test would have waited."""
    return []


@pytest.fixture
async def channel(api: FakeBotApi, pauses: list[float]) -> AsyncIterator[TelegramChannel]:
    async def pause(seconds: float) -> None:
        pauses.append(seconds)

    made = TelegramChannel(api.token, api.url, pause=pause, now=lambda: api.state.now)
    yield made
    await hang_up(made)


@pytest.fixture
def olena(api: FakeBotApi) -> FakePerson:
    """Somebody who has pressed Start."""
    person = api.person("Олена")
    person.start()
    return person


async def hang_up(channel: TelegramChannel) -> None:
    """Close without aiogram's quarter of a second."""
    bot = channel._transport._bot
    assert bot is not None
    http = cast("AiohttpSession", bot.session)._session
    if http is not None:
        await http.close()
