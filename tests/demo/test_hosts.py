"""The demo answers this machine alone, also where another site's name leads here."""

from __future__ import annotations

from aiohttp.test_utils import TestClient, TestServer

from bot.app import utc_now
from bot.demo.run import demo_app
from bot.demo.world import Demo

OURS = ("127.0.0.1:8080", "localhost:8080", "LOCALHOST", "[::1]:8080")
FOREIGN = (
    "demo.attacker.example",
    "demo.attacker.example:8080",
    "127.0.0.1.attacker.example",
    "localhost@attacker.example",
    "[::1",
)


async def test_only_the_names_of_this_machine_are_answered() -> None:
    demo = Demo(utc_now)
    await demo.begin()
    async with TestClient(TestServer(demo_app(demo))) as browser:
        for path in ("/demo", "/demo/person/chat", "/static/chat.css"):
            for hosts, status in ((OURS, 200), (FOREIGN, 421)):
                answers = {host: (await browser.get(path, headers={"Host": host})).status for host in hosts}
                assert answers == dict.fromkeys(hosts, status)
    await demo.end()
