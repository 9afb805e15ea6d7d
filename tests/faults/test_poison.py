"""One row that can't be opened or sent goes aside; the program and everybody else go on."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import timedelta

import pytest
from pydantic import SecretStr
from sqlalchemy.exc import TimeoutError as PoolTimeoutError

from bot.app import App
from bot.db.models import DeadLetter, Inbox, Outbox
from bot.services import retention
from handlers.telegram.channel import TelegramChannel
from tests.fakes.bot_api import FakeBotApi
from tests.faults.test_intake import AT, known, message, rows, started
from tests.stages.fixtures import app_for
from tests.stages.stage import Hands

LONG_OFF = timedelta(days=10)  # longer than a day's key lives


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
        database_url, hands, "poison", telegram_token=SecretStr(api.token), telegram_api_url=api.url
    )
    yield made
    await made.close()


async def test_a_message_that_outlived_its_key_is_given_up_and_the_next_one_goes_out(
    app: App, api: FakeBotApi, hands: Hands
) -> None:
    olena = await started(app, api)  # answered, and the program stops before it sends
    hands.at += LONG_OFF
    await app.database.run(retention._transit_keys, hands)
    await app.intake.receive("telegram", [("again", message(olena.chat.id, "/start"))])
    for _ in range(2):
        await app.settle()
    assert await rows(app, hands, Outbox, state="failed") == 1
    assert len(olena.from_bot) == 1


async def test_an_update_that_outlived_its_key_stops_no_other(
    app: App, api: FakeBotApi, hands: Hands
) -> None:
    olena, iryna = known(api), known(api)
    await app.intake.receive("telegram", [("1", message(olena.chat.id, "/start"))])
    hands.at += LONG_OFF
    await app.database.run(retention._transit_keys, hands)
    await app.intake.receive("telegram", [("2", message(iryna.chat.id, "/start"))])
    await app.settle()
    assert len(iryna.from_bot) == 1
    assert await rows(app, hands, Inbox, state="dead") == 1
    assert await rows(app, hands, DeadLetter) == 0


async def test_a_message_that_breaks_the_channel_stops_no_other(
    app: App, api: FakeBotApi, hands: Hands, monkeypatch: pytest.MonkeyPatch
) -> None:
    olena, iryna = await started(app, api, 1), await started(app, api, 2)
    send = TelegramChannel.send

    async def breaking(self: TelegramChannel, address: str, *rest: object) -> object:
        if address == str(olena.chat.id):
            raise ZeroDivisionError
        return await send(self, address, *rest)  # type: ignore[arg-type]

    monkeypatch.setattr(TelegramChannel, "send", breaking)
    await app.settle()
    assert len(iryna.from_bot) == 1
    assert await rows(app, hands, Outbox, state="failed") == 1


async def test_a_database_too_busy_to_be_asked_is_no_fault_of_an_update(
    app: App, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def busy(*_: object) -> None:
        raise PoolTimeoutError

    monkeypatch.setattr(app.database, "run", busy)
    with pytest.raises(PoolTimeoutError):
        await app.intake.answer_all()
