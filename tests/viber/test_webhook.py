"""The webhook of the whole program: what is refused leaves no trace, what is taken is answered once."""

from __future__ import annotations

import asyncio
import json
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import func, select

from bot.db.models import DeadLetter, Identity, Inbox
from bot.db.tx import Tx
from bot.resting import VIBER_INCOMING
from bot.viber import registered
from tests.fakes.viber_api import FakeViber
from tests.logged import logged
from tests.stages.viber import ViberStage

AT = datetime(2026, 11, 25, 9, 0, tzinfo=UTC)
pytestmark = pytest.mark.parametrize("engine_kind", ["sqlite"], indirect=True)


@pytest.fixture
async def stage(viber_stage) -> ViberStage:
    return await viber_stage(AT)


async def rows(stage: ViberStage, table: Any) -> int:
    def count(tx: Tx) -> int:
        return tx.db.scalar(select(func.count()).select_from(table)) or 0

    return await stage.app.database.run(count, stage.hands)


async def test_opening_the_chat_brings_a_welcome_and_records_nothing(stage: ViberStage) -> None:
    olena = stage.server.person("Олена")
    await olena.open()
    assert "102" in olena.texts[0]
    assert olena.labels == ["Почати", "Екстрені номери"]
    assert (await rows(stage, Inbox), await rows(stage, Identity)) == (0, 0)


async def test_the_welcome_speaks_the_language_of_the_phone_and_carries_a_link_on(stage: ViberStage) -> None:
    ann = stage.server.person("Ann", language="en")
    await ann.open("inv_abc")
    assert ann.texts[0].startswith("Welcome")
    assert ann.buttons[0]["ActionBody"] == "/start inv_abc"
    await ann.open("що завгодно?")
    assert ann.buttons[0]["ActionBody"] == "/start"


async def test_a_start_is_answered_with_a_screen(stage: ViberStage) -> None:
    olena = stage.server.person("Олена")
    await olena.open()
    await olena.press("Почати")
    await stage.settle()
    assert stage.server.statuses == [200, 200]
    assert len(olena.seen) >= 2
    assert olena.own == [], "no press shows in the chat"


async def test_a_repeated_event_is_answered_once(stage: ViberStage) -> None:
    olena = stage.server.person("Олена")
    await olena.say("Добрий день")
    await stage.settle()
    seen = len(olena.seen)
    await stage.server.bring_raw(stage.server.events[-1])
    await stage.settle()
    assert (stage.server.statuses, len(olena.seen)) == ([200, 200], seen)


async def test_an_event_that_viber_no_longer_repeats_is_refused(stage: ViberStage) -> None:
    olena = stage.server.person("Олена")
    await olena.say("Добрий день")
    body = json.loads(stage.server.events[-1])
    body["message_token"] += 1
    stage.hands.at += timedelta(minutes=59)
    await stage.server.bring_raw(json.dumps(body).encode())
    body["message_token"] += 1
    stage.hands.at += timedelta(minutes=20)
    await stage.server.bring_raw(json.dumps(body).encode())
    assert stage.server.statuses == [200, 200, 403]
    assert await rows(stage, Inbox) == 2


@pytest.mark.parametrize(
    ("body", "signed", "status"),
    [
        (b'{"event":"message","message_token":1}', "", 403),
        (b'{"event":"message","message_token":1}', "0" * 64, 403),
        (b"x" * 1024 * 1024, None, 413),
    ],
)
async def test_what_is_not_vibers_or_too_large_leaves_no_trace(
    stage: ViberStage, body: bytes, signed: str | None, status: int
) -> None:
    await stage.server.bring_raw(body, signed)
    await stage.settle()
    assert stage.server.statuses == [status]
    assert await rows(stage, Inbox) == 0


async def test_a_signed_body_that_nobody_can_read_is_put_aside(stage: ViberStage) -> None:
    for body in (b"[1]", b'{"event":"message","message_token":7}', b'{"message_token":8}'):
        await stage.server.bring_raw(body)
    await stage.settle()
    assert stage.server.statuses == [200, 200, 200]
    assert await rows(stage, DeadLetter) == 3


async def test_a_message_that_no_phone_could_draw_is_said_in_the_log(stage: ViberStage) -> None:
    with logged("INFO") as log:
        await stage.server.bring({"event": "failed", "user_id": "x", "desc": "keyboard"})
        await stage.server.bring({"event": "delivered", "user_id": "x"})
    assert log.getvalue().count("could not be shown") == 1
    assert await rows(stage, Inbox) == 0


async def test_who_leaves_is_not_written_to(stage: ViberStage) -> None:
    olena = stage.server.person("Олена")
    await olena.say("Добрий день")
    await olena.block()
    await stage.settle()

    def reachable(tx: Tx) -> bool:
        return tx.db.scalars(select(Identity.reachable)).one()

    assert not await stage.app.database.run(reachable, stage.hands)


async def test_messages_are_brought_once_viber_reaches_us(stage: ViberStage) -> None:
    server: FakeViber = stage.server
    address, server.webhook = server.webhook, ""
    pauses: list[float] = []
    stop = asyncio.Event()

    async def pause(seconds: float) -> None:
        pauses.append(seconds)

    server.fail(1)
    server.fail(2)
    app = stage.app
    object.__setattr__(
        app, "settings", app.settings.model_copy(update={"public_url": address.removesuffix("/viber")})
    )
    asking = asyncio.create_task(registered(app, stop, pause=pause))
    while not server.webhook:  # noqa: ASYNC110 - another task's work, over HTTP
        await asyncio.sleep(0)
    assert server.webhook == address
    assert app.sender.resting.refusing() in ([VIBER_INCOMING], [])
    stop.set()
    await asking
    assert pauses == [2.0, 4.0]
    assert app.sender.resting.refusing() == []
    assert "delivered" not in server.event_types
    assert server.calls[-1][1]["send_name"] is False
