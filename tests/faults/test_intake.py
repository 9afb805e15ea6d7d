"""Bad updates, repeated updates and a line that breaks: the others go on, and nothing is lost."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta

import pytest
from pydantic import SecretStr
from sqlalchemy import func, select

from bot.app import App
from bot.db.models import DeadLetter, Identity, Inbox, Outbox, Person
from bot.db.tx import Tx
from tests.fakes.bot_api import FakeBotApi
from tests.fakes.bot_api_chat import FakePerson
from tests.stages.fixtures import app_for
from tests.stages.stage import Hands

AT = datetime(2026, 11, 23, 8, tzinfo=UTC)


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
        database_url, hands, "faults", telegram_token=SecretStr(api.token), telegram_api_url=api.url
    )
    yield made
    await made.close()


def message(chat: int, text: str) -> bytes:
    person = {"id": chat, "is_bot": False, "first_name": "x", "language_code": "uk"}
    return json.dumps(
        {
            "update_id": 1,
            "message": {
                "message_id": 5,
                "date": 0,
                "chat": {"id": chat, "type": "private"},
                "from": person,
                "text": text,
            },
        }
    ).encode()


def known(api: FakeBotApi) -> FakePerson:
    """Somebody whom the bot may write to."""
    person = api.person()
    person.chat.started = True
    return person


async def rows(app: App, hands: Hands, table: type, **where: object) -> int:
    def count(tx: Tx) -> int:
        query = select(func.count()).select_from(table)
        for column, value in where.items():
            query = query.where(getattr(table, column) == value)
        return tx.db.scalar(query) or 0

    return await app.database.run(count, hands)


async def test_what_comes_twice_is_answered_once(app: App, api: FakeBotApi, hands: Hands) -> None:
    olena = known(api)
    update = message(olena.chat.id, "/start")
    await app.intake.receive("telegram", [("1", update), ("1", update)])
    await app.intake.receive("telegram", [("1", update)])
    await app.settle()
    assert len(olena.from_bot) == 1
    assert await rows(app, hands, Inbox) == 1


async def test_two_processes_that_store_the_same_update_keep_it_once(
    app: App, api: FakeBotApi, hands: Hands
) -> None:
    update = ("7", message(api.person().chat.id, "/start"))
    await asyncio.gather(*(app.intake.receive("telegram", [update]) for _ in range(4)))
    assert await rows(app, hands, Inbox) == 1


@pytest.mark.parametrize(
    "poison",
    [
        b"not json \xff",
        b"[]",
        b"{}",
        b'{"update_id": 2, "message": {"chat": {"id": "x", "type": "private"}}}',
        b'{"update_id": 2, "callback_query": {"id": 5}}',
        b"[" * 100_000,
        message(5, "\ud800".encode("utf-8", "surrogatepass").decode("utf-8", "replace")),
    ],
)
async def test_a_poisoned_update_goes_aside_and_the_others_go_on(
    poison: bytes, app: App, api: FakeBotApi
) -> None:
    olena = known(api)
    start = message(olena.chat.id, "/start")
    await app.intake.receive("telegram", [("1", poison), ("2", start)])
    await app.settle()
    assert len(olena.from_bot) == 1


async def test_a_turn_that_fails_is_said_aloud_and_kept_for_the_engineer(
    app: App, api: FakeBotApi, hands: Hands, monkeypatch: pytest.MonkeyPatch
) -> None:
    olena, iryna = known(api), known(api)
    await app.intake.receive("telegram", [("1", message(olena.chat.id, "/start"))])
    await app.settle()

    def broken(*_: object) -> None:
        raise ZeroDivisionError("таємне слово")

    with monkeypatch.context() as patch:
        patch.setattr("bot.conversation.turn", broken)
        await app.intake.receive("telegram", [("2", message(olena.chat.id, "таємне слово"))])
        await app.settle()
    await app.intake.receive("telegram", [("3", message(iryna.chat.id, "/start"))])
    await app.settle()
    assert "помилка на нашому боці" in olena.texts[-1]
    assert len(iryna.from_bot) == 1
    assert await rows(app, hands, DeadLetter, reason="ZeroDivisionError") == 1
    assert await rows(app, hands, Inbox, state="new") == 0

    await app.intake.receive("telegram", [("4", message(olena.chat.id, "/start"))])
    await app.settle()
    assert "помилка" not in olena.screen


async def test_a_payload_is_gone_from_the_inbox_once_it_is_answered(
    app: App, api: FakeBotApi, hands: Hands
) -> None:
    await app.intake.receive("telegram", [("1", message(api.person().chat.id, "/start"))])
    await app.intake.answer_all()

    def kept(tx: Tx) -> list[bytes | None]:
        return list(tx.db.scalars(select(Inbox.payload_sealed)))

    assert await app.database.run(kept, hands) == [None]


async def started(app: App, api: FakeBotApi, number: int = 1) -> FakePerson:
    olena = known(api)
    await app.intake.receive("telegram", [(f"s{number}", message(olena.chat.id, "/start"))])
    await app.intake.answer_all()
    return olena


@pytest.mark.parametrize("fault", ["429", "500", "dropped", "garbled"])
async def test_a_message_that_did_not_go_out_goes_out_later(
    fault: str, app: App, api: FakeBotApi, hands: Hands
) -> None:
    olena = await started(app, api)
    if fault == "429":
        api.fail("sendMessage", 429, retry_after=7)
    elif fault == "500":
        api.fail("sendMessage", 500)
    elif fault == "dropped":
        api.drop("sendMessage", done=False)
    else:
        api.garble("sendMessage")
    await app.settle()
    assert olena.from_bot == []
    hands.at += timedelta(seconds=8)
    await app.settle()
    assert len(olena.from_bot) == 1
    assert await rows(app, hands, Outbox, state="sent") == 1


async def test_retry_after_is_honoured_to_the_second(app: App, api: FakeBotApi, hands: Hands) -> None:
    olena = await started(app, api)
    api.fail("sendMessage", 429, retry_after=30)
    await app.settle()
    hands.at += timedelta(seconds=29)
    await app.settle()
    assert olena.from_bot == []
    hands.at += timedelta(seconds=1)
    await app.settle()
    assert len(olena.from_bot) == 1


async def test_who_blocked_the_bot_is_not_written_to_again_until_she_comes_back(
    app: App, api: FakeBotApi, hands: Hands
) -> None:
    await started(app, api)
    api.fail("sendMessage", 403)
    await app.settle()
    assert await rows(app, hands, Outbox, state="failed") == 1
    assert await rows(app, hands, Identity, reachable=False) == 1


async def test_one_persons_slow_line_holds_back_nobody_else(app: App, api: FakeBotApi) -> None:
    olena = await started(app, api, 1)
    iryna = await started(app, api, 2)
    api.fail("sendMessage", 429, retry_after=600)
    await app.settle()
    assert sorted([len(olena.from_bot), len(iryna.from_bot)]) == [0, 1]


async def test_messages_of_one_person_stay_in_order_over_a_fault(
    app: App, api: FakeBotApi, hands: Hands
) -> None:
    olena = await started(app, api)
    api.fail("sendMessage", 500)
    await app.settle()
    await app.intake.receive("telegram", [("later", message(olena.chat.id, "/danger"))])
    await app.settle()
    assert olena.from_bot == []
    hands.at += timedelta(minutes=1)
    await app.settle()
    assert "102" in olena.screen
    assert await rows(app, hands, Person) == 1


async def test_giving_up_is_bounded_and_leaves_no_words_behind(
    app: App, api: FakeBotApi, hands: Hands
) -> None:
    await started(app, api)
    for _ in range(40):
        api.fail("sendMessage", 500)
    for _ in range(40):
        await app.settle()
        hands.at += timedelta(hours=1)

    def left(tx: Tx) -> list[tuple[str, bytes | None]]:
        return [(row.state, row.body_sealed) for row in tx.db.scalars(select(Outbox))]

    assert await app.database.run(left, hands) == [("failed", None)]
