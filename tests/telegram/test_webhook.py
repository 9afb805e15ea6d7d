from __future__ import annotations

import asyncio
import json
import logging
from collections.abc import AsyncIterator

import aiohttp
import pytest
from aiohttp import web

from handlers.channel import Misconfigured
from handlers.telegram.api import RawApi
from handlers.telegram.webhook import HEADER, LARGEST, register, webhook
from tests.fakes.bot_api import FakeBotApi, FakePerson
from tests.telegram.inbox import Inbox

SECRET = "made-up_Secret1"


@pytest.fixture
def inbox() -> Inbox:
    return Inbox()


@pytest.fixture
async def url(inbox: Inbox) -> AsyncIterator[str]:
    app = web.Application()
    app.router.add_post("/telegram", webhook(SECRET, inbox.receive))
    runner = web.AppRunner(app, access_log=None)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    yield f"http://127.0.0.1:{runner.addresses[0][1]}/telegram"
    await runner.cleanup()


async def post(url: str, body: bytes, secret: str | None = SECRET) -> int:
    headers = {HEADER: secret} if secret is not None else {}
    async with aiohttp.ClientSession() as http, http.post(url, data=body, headers=headers) as response:
        return response.status


async def test_telegram_brings_updates_once_we_are_registered(
    api: FakeBotApi, olena: FakePerson, inbox: Inbox, url: str
) -> None:
    async with RawApi(api.token, api.url) as raw:
        await register(raw, url, SECRET)
    olena.say("Добрий день")
    assert await api.deliver() == [200, 200]
    assert inbox.texts == ["/start", "Добрий день"]
    assert list(inbox.stored) == ["1000", "1001"]


@pytest.mark.parametrize("secret", [None, "", "wrong", SECRET + "x", SECRET[:-1], "таємниця"])
async def test_without_the_secret_nothing_is_read(inbox: Inbox, url: str, secret: str | None) -> None:
    assert await post(url, b'{"update_id": 1}', secret) == 403
    assert inbox.stored == {}


async def test_the_secret_is_checked_before_the_body_has_come(inbox: Inbox, url: str) -> None:
    host, port = url.removeprefix("http://").removesuffix("/telegram").split(":")
    reader, writer = await asyncio.open_connection(host, int(port))
    writer.write(b"POST /telegram HTTP/1.1\r\nHost: x\r\nContent-Length: 500\r\n\r\n")  # and never the body
    await writer.drain()
    assert b"403" in await asyncio.wait_for(reader.readline(), 5)
    writer.close()


@pytest.mark.parametrize(
    "body",
    [b"", b"{", b"\xff\xfe", b"[]", b"null", b'{"update_id": "1"}', b'{"message": {}}', b"[" * 50_000],
)
async def test_garbage_is_stored_once_for_the_dead_letters_and_does_not_block_the_queue(
    inbox: Inbox, url: str, body: bytes
) -> None:
    assert [await post(url, body) for _ in range(2)] == [200, 200]
    ((name, stored),) = inbox.raw.items()
    assert name.startswith("sha256-")
    assert stored == body


async def test_what_could_not_be_stored_is_brought_again(
    api: FakeBotApi, olena: FakePerson, inbox: Inbox, url: str, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    inbox.troubles = [OSError("таємниця")]
    async with RawApi(api.token, api.url) as raw:
        await register(raw, url, SECRET)
    assert await api.deliver() == [503]
    assert await api.deliver() == [200]
    assert inbox.texts == ["/start"]
    assert "таємниця" not in caplog.text


@pytest.mark.parametrize(("size", "status"), [(LARGEST, 200), (LARGEST + 1, 413)])
async def test_a_body_larger_than_any_update_is_refused(url: str, size: int, status: int) -> None:
    frame = len(b'{"update_id": 1, "x": ""}')
    body = b'{"update_id": 1, "x": "' + b"x" * (size - frame) + b'"}'
    assert await post(url, body) == status


async def test_a_group_is_left_by_the_answer_itself(api: FakeBotApi, inbox: Inbox, url: str) -> None:
    api.group()
    async with RawApi(api.token, api.url) as raw:
        await register(raw, url, SECRET)
    assert await api.deliver() == [200]
    assert api.state.groups == set()
    assert inbox.stored == {}


async def test_a_location_is_coarse_before_it_is_stored(olena: FakePerson, inbox: Inbox, url: str) -> None:
    update = {"update_id": 5, "message": {"location": {"latitude": 46.482526, "longitude": 30.723309}}}
    assert await post(url, json.dumps(update).encode()) == 200
    assert inbox.stored["5"]["message"]["location"] == {"latitude": 46.48, "longitude": 30.72}


@pytest.mark.parametrize("secret", ["", "with space", "таємниця", "x" * 257])
async def test_a_secret_telegram_would_not_take_is_a_fault_of_the_set_up(
    api: FakeBotApi, inbox: Inbox, secret: str
) -> None:
    with pytest.raises(Misconfigured):
        webhook(secret, inbox.receive)
    async with RawApi(api.token, api.url) as raw:
        with pytest.raises(Misconfigured):
            await register(raw, "https://example.org/hook", secret)
    assert api.calls == []
