"""Trouble with Telegram is Telegram's: the page and the clock go on, and it is tried again."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from dataclasses import replace
from typing import Any

import pytest
from aiohttp.test_utils import TestClient, TestServer
from pydantic import SecretStr

from bot import telegram
from bot.app import App
from bot.http.server import web_app
from handlers.channel import Misconfigured
from tests.fakes.bot_api import FakeBotApi
from tests.faults.test_intake import AT
from tests.stages.fixtures import app_for
from tests.stages.stage import Hands

WEBHOOK = {
    "telegram_mode": "webhook",
    "telegram_webhook_secret": SecretStr("made-up_Secret1-made-up"),
}


@pytest.fixture
async def api() -> AsyncIterator[FakeBotApi]:
    async with FakeBotApi() as server:
        yield server


@pytest.fixture
async def app(sqlite: Any, api: FakeBotApi) -> AsyncIterator[App]:
    made = app_for(
        await sqlite.fresh(),
        Hands(AT),
        "listening",
        telegram_token=SecretStr(api.token),
        telegram_api_url=api.url,
    )
    yield made
    await made.close()


async def listen(app: App, rests: int) -> list[float]:
    """Listen until so many pauses were made; how long they were."""
    stop, pauses = asyncio.Event(), list[float]()

    async def pause(seconds: float) -> None:
        pauses.append(seconds)
        if len(pauses) >= rests:
            stop.set()

    async with asyncio.timeout(20):
        await telegram.listen(app, stop, pause=pause)
    return pauses


async def test_a_line_that_is_down_at_the_start_is_tried_again_until_updates_are_brought(
    app: App, api: FakeBotApi
) -> None:
    for method in ("getMe", "setWebhook", "setWebhook", "setWebhook"):
        api.fail(method, 500)
    app = replace(app, settings=app.settings.model_copy(update=WEBHOOK))
    assert await listen(app, 3) == [2, 4, 8]


@pytest.mark.parametrize("code", [401, 404])
async def test_a_token_that_is_refused_at_the_start_ends_it(app: App, api: FakeBotApi, code: int) -> None:
    api.fail("getMe", code)
    with pytest.raises(Misconfigured):
        await listen(app, 1)


@pytest.mark.parametrize("code", [401, 409])
async def test_a_refusal_later_ends_nothing_and_is_seen_at_the_health_page(
    app: App, api: FakeBotApi, code: int
) -> None:
    api.fail("getUpdates", code)
    assert await listen(app, 1) == [30]
    async with TestClient(TestServer(web_app(app))) as http:
        seen = await http.get("/health/sending")
        words = "telegram.incoming: nothing comes in, our set-up is refused\n"
        assert (seen.status, await seen.text()) == (503, words)
        assert (await http.get("/health")).status == 200


async def test_polling_goes_on_after_a_refusal(
    app: App, api: FakeBotApi, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(telegram, "WELL", 0.05)
    api.fail("getUpdates", 409)
    stop, well = asyncio.Event(), asyncio.Event()
    monkeypatch.setattr(app.sender.resting, "took", lambda _: well.set())

    async def pause(_: float) -> None:
        return

    listening = asyncio.create_task(telegram.listen(app, stop, pause=pause))
    olena = api.person()
    olena.chat.started = True
    olena.say("Добрий день")
    async with asyncio.timeout(20):
        await app.intake.arrived.wait()
        await well.wait()
    stop.set()
    await listening
