"""A wrong token is nobody's message's fault: everything waits, the operator is told, nobody else is."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import timedelta
from itertools import pairwise

import pytest
from aiohttp.test_utils import TestClient, TestServer
from pydantic import SecretStr
from structlog.testing import capture_logs

from bot.app import App
from bot.db.models import Outbox
from bot.http.server import web_app
from bot.redact import ALLOWED
from bot.resting import FIRST, LONGEST
from tests.fakes.bot_api import FakeBotApi
from tests.faults.test_intake import AT, message, rows, started
from tests.stages.fixtures import app_for
from tests.stages.stage import Hands


@pytest.fixture
async def api() -> AsyncIterator[FakeBotApi]:
    async with FakeBotApi() as server:
        yield server


@pytest.fixture
def hands() -> Hands:
    return Hands(AT)


@pytest.fixture
async def app(database_url: str, api: FakeBotApi, hands: Hands) -> AsyncIterator[App]:
    made = app_for(
        database_url, hands, "misconfigured", telegram_token=SecretStr(api.token), telegram_api_url=api.url
    )
    yield made
    await made.close()


@pytest.mark.parametrize("code", [401, 404])
async def test_what_a_wrong_token_keeps_back_waits_with_growing_pauses_and_goes_out_in_the_end(
    code: int, app: App, api: FakeBotApi, hands: Hands
) -> None:
    olena, iryna = await started(app, api, 1), await started(app, api, 2)
    for _ in range(40):
        api.fail("sendMessage", code)
    tried: list[timedelta] = []
    while hands.at < AT + timedelta(hours=3):
        before = len(api._faults["sendMessage"])
        await app.settle()
        if len(api._faults["sendMessage"]) < before:
            tried.append(hands.at - AT)
        hands.at += timedelta(seconds=30)
    pauses = [later - earlier for earlier, later in pairwise(tried)]
    assert pauses[:4] == [FIRST, 2 * FIRST, 4 * FIRST, 8 * FIRST]
    assert pauses == sorted(pauses)
    assert pauses[-1] == LONGEST
    assert await rows(app, hands, Outbox, state="failed") == 0
    assert olena.from_bot == iryna.from_bot == []

    api._faults.clear()  # the operator has mended the token
    hands.at += LONGEST
    await app.settle()
    assert [len(olena.from_bot), len(iryna.from_bot)] == [1, 1]


async def test_waiting_for_the_operator_uses_up_no_attempt(app: App, api: FakeBotApi, hands: Hands) -> None:
    olena = await started(app, api)
    for _ in range(20):
        api.fail("sendMessage", 401)
    for _ in range(20):
        await app.settle()
        hands.at += LONGEST
    api.fail("sendMessage", 500)
    await app.settle()
    assert await rows(app, hands, Outbox, state="failed") == 0
    hands.at += timedelta(minutes=1)
    await app.settle()
    assert len(olena.from_bot) == 1


async def test_the_operator_sees_it_in_the_log_and_at_the_health_page_until_it_is_over(
    app: App, api: FakeBotApi, hands: Hands
) -> None:
    olena = await started(app, api)
    api.fail("sendMessage", 401)
    async with TestClient(TestServer(web_app(app))) as http:
        assert (await http.get("/health/sending")).status == 200
        with capture_logs() as logged:
            await app.settle()
            await app.intake.receive("telegram", [("more", message(olena.chat.id, "/start"))])
            await app.settle()
        told = [one for one in logged if one["event"] == "outbox.misconfigured"]
        assert told == [
            {"event": "outbox.misconfigured", "log_level": "critical", "channel": "telegram", "count": 1}
        ]
        assert set(told[0]) - {"event", "log_level"} <= ALLOWED

        seen = await http.get("/health/sending")
        assert (seen.status, await seen.text()) == (503, "telegram: nothing is sent, our set-up is refused\n")
        assert (await http.get("/health")).status == 200

        hands.at += LONGEST
        await app.settle()
        assert (await http.get("/health/sending")).status == 200
    assert olena.from_bot
