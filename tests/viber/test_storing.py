from __future__ import annotations

from collections.abc import Sequence

from aiohttp import web
from aiohttp.test_utils import TestClient, TestServer

from handlers.viber.channel import ViberChannel
from handlers.viber.signature import signature
from handlers.viber.webhook import webhook
from tests.fakes.viber_api import TOKEN
from tests.viber.conftest import WORDS


async def test_viber_comes_again_where_storing_failed() -> None:
    async def receive(channel: str, payloads: Sequence[tuple[str, bytes]]) -> None:
        raise OSError

    channel = ViberChannel(TOKEN, "http://127.0.0.1:9", "Дорожник", {"uk": WORDS})
    server = web.Application()
    server.add_routes([web.post("/viber", webhook(TOKEN, channel, receive, lambda: 0.0))])
    body = b'{"event":"message","message_token":1,"timestamp":1}'
    async with TestClient(TestServer(server)) as client:
        headers = {"X-Viber-Content-Signature": signature(TOKEN, body)}
        async with client.post("/viber", data=body, headers=headers) as response:
            assert response.status == 503
