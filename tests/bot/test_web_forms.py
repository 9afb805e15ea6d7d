"""What a browser may send and take: forms that no page of ours made are refused, files come whole."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import UTC, datetime

import pytest
from aiohttp import DummyCookieJar
from aiohttp.test_utils import TestClient, TestServer
from sqlalchemy import func, select

from bot.app import App
from bot.db.models import DeadLetter, Inbox, Person
from bot.db.tx import Tx
from bot.delivery import hand
from bot.http.server import web_app
from bot.services.access import actor_of
from bot.services.own_data import data_exported
from handlers.webchat.channel import PAYLOAD_BYTES
from tests.databases import Sqlite
from tests.stages.fixtures import app_for
from tests.stages.stage import Hands
from tests.stages.web import Page

AT = datetime(2026, 11, 23, 8, tzinfo=UTC)


@pytest.fixture
async def app(database_url: str) -> AsyncIterator[App]:
    made = app_for(database_url, Hands(AT), "forms")
    yield made
    await made.close()


@pytest.mark.parametrize(
    "odd",
    [
        {"text": "я" * PAYLOAD_BYTES},
        {"command": "open"},
        {"command": "menu", "text": "x"},
        {"choice": "a\x01b"},
    ],
)
async def test_a_form_that_no_page_made_is_not_kept(app: App, odd: dict[str, str]) -> None:
    async with TestClient(TestServer(web_app(app))) as browser:
        fields = Page(await (await browser.get("/chat")).text()).forms[-1].fields
        answer = await browser.post("/chat", data={**fields, **odd}, allow_redirects=False)
        assert answer.status == 303

    def kept(tx: Tx) -> list[int | None]:
        return [tx.db.scalar(select(func.count()).select_from(one)) for one in (Inbox, DeadLetter)]

    assert await app.database.run(kept, app.now) == [0, 0]


async def test_ones_own_data_can_be_taken_from_the_page(app: App) -> None:
    async with TestClient(TestServer(web_app(app))) as browser:
        fields = Page(await (await browser.get("/chat")).text()).forms[-1].fields
        await browser.post("/chat", data={**fields, "command": "menu"})

        def export(tx: Tx) -> None:
            actor = actor_of(tx, tx.db.scalars(select(Person.id)).one())
            data_exported(tx, actor, {})
            hand(tx, app.translator, tx.handed[0])

        await app.database.run(export, app.now)
        await app.settle()
        link = re.search(r'href="(/chat/file/[^"]+)"', await (await browser.get("/chat")).text())
        assert link is not None
        answer = await browser.get(link[1])
        assert answer.status == 200
        assert answer.headers["Content-Type"] == "text/plain; charset=utf-8"
        assert answer.headers["X-Content-Type-Options"] == "nosniff"
        assert "Дорожник" in await answer.text()


@pytest.mark.parametrize(
    ("public_url", "name", "secure"),
    [("https://dorozhnyk.example", "__Host-visit", True), ("http://127.0.0.1:8080", "visit", False)],
)
async def test_over_https_no_neighbouring_host_can_plant_the_cookie(
    sqlite: Sqlite, public_url: str, name: str, secure: bool
) -> None:
    app = app_for(await sqlite.fresh(), Hands(AT), "cookie")
    app = replace(app, settings=app.settings.model_copy(update={"public_url": public_url}))
    async with TestClient(TestServer(web_app(app)), cookie_jar=DummyCookieJar()) as browser:
        answer = await browser.get("/chat")
        assert list(answer.cookies) == [name]
        cookie = answer.cookies[name]
        assert (bool(cookie["secure"]), cookie["path"], cookie["domain"]) == (secure, "/", "")
        assert cookie["httponly"]

        headers = {"Cookie": f"{name}={cookie.value}"}
        again = await browser.get("/chat", headers=headers)
        assert not again.cookies, "she is known"
        if secure:  # a name that a neighbouring host, or http, could have set
            planted = await browser.get("/chat", headers={"Cookie": f"visit={cookie.value}"})
            assert list(planted.cookies) == [name]

        fields = Page(await again.text()).forms[0].fields
        left = await browser.post("/exit", data=fields, headers=headers, allow_redirects=False)
        gone = left.cookies[name]
        assert (gone.value, gone["max-age"], bool(gone["secure"])) == ("", "0", secure)
    await app.close()
