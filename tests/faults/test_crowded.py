"""Turns of two persons who have something to tell each other may block one another: PostgreSQL ends one of
them. That is no fault of the update, however often it happens."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest
from pydantic import SecretStr
from sqlalchemy import text

from bot.app import App
from bot.db.engine import AwayError
from bot.db.models import DeadLetter, Inbox
from bot.db.tx import Tx
from tests.databases import Postgres
from tests.fakes.bot_api import FakeBotApi
from tests.faults.test_intake import AT, known, message, rows
from tests.stages.fixtures import app_for
from tests.stages.stage import Hands

MEETING = (
    "CREATE SEQUENCE meetings",  # counts on where a transaction is rolled back
    """
    CREATE FUNCTION meet() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
        IF nextval('meetings') <= {times} THEN RAISE SQLSTATE '40P01'; END IF;
        RETURN NEW;
    END $$
    """,
    "CREATE TRIGGER meet BEFORE INSERT ON outbox FOR EACH ROW EXECUTE FUNCTION meet()",
)


@pytest.fixture
async def api() -> AsyncIterator[FakeBotApi]:
    async with FakeBotApi() as server:
        yield server


@pytest.fixture
def hands() -> Hands:
    return Hands(AT)


@pytest.fixture
async def app(postgres: Postgres, api: FakeBotApi, hands: Hands) -> AsyncIterator[App]:
    made = app_for(
        await postgres.fresh(),
        hands,
        "crowded",
        telegram_token=SecretStr(api.token),
        telegram_api_url=api.url,
    )
    made.database._pause = no_pause
    yield made
    await made.close()


async def no_pause(_: float) -> None:
    """Nothing is waited for."""


async def let_meet(app: App, hands: Hands, times: int) -> None:
    """The first so many turns that answer meet another one."""

    def prepare(tx: Tx) -> None:
        for statement in MEETING:
            tx.db.execute(text(statement.format(times=times)))

    await app.database.run(prepare, hands)


async def test_an_update_that_meets_others_again_and_again_is_answered_in_the_end(
    app: App, api: FakeBotApi, hands: Hands
) -> None:
    olena = known(api)
    await let_meet(app, hands, 5)
    await app.intake.receive("telegram", [("1", message(olena.chat.id, "/start"))])
    await app.settle()
    assert len(olena.from_bot) == 1
    assert await rows(app, hands, DeadLetter) == 0


async def test_an_update_that_met_others_at_every_try_waits_where_it_is(
    app: App, api: FakeBotApi, hands: Hands
) -> None:
    olena = known(api)
    await let_meet(app, hands, 8)
    await app.intake.receive("telegram", [("1", message(olena.chat.id, "/start"))])
    with pytest.raises(AwayError):
        await app.intake.answer_all()
    assert await rows(app, hands, Inbox, state="new") == 1
    await app.settle()
    assert len(olena.from_bot) == 1
    assert await rows(app, hands, DeadLetter) == 0
