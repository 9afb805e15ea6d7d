"""The pages around the conversation: headers, addresses, the way out, a kind word where there is no page."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import UTC, datetime

import pytest
from aiohttp.test_utils import TestClient, TestServer
from pydantic import SecretStr
from sqlalchemy import func, select

from bot.app import App
from bot.db.engine import AwayError
from bot.db.models import Identity
from bot.http.around import own_addresses
from bot.http.server import web_app
from handlers.webchat.pages import content_policy
from handlers.webchat.words import WORDS
from tests.stages.fixtures import app_for
from tests.stages.stage import Hands
from tests.stages.web import Page

AT = datetime(2026, 11, 22, 23, tzinfo=UTC)  # it is Monday the 23rd in Kyiv
PAGES = ("/chat", "/traces", "/addresses", "/away", "/chat/file/none", "/nowhere")
BROWSER = {"Accept": "text/html", "Accept-Language": "uk"}


@pytest.fixture
async def app(database_url: str) -> AsyncIterator[App]:
    made = app_for(database_url, Hands(AT), "around")
    yield made
    await made.close()


@pytest.fixture
async def http(app: App) -> AsyncIterator[TestClient]:
    async with TestClient(TestServer(web_app(app)), headers=BROWSER) as client:
        yield client


@pytest.mark.parametrize("path", PAGES)
async def test_no_page_is_kept_framed_or_lets_foreign_code_in(http: TestClient, path: str) -> None:
    answer = await http.get(path)
    assert answer.content_type == "text/html"
    assert answer.headers["Cache-Control"] == "no-store"
    assert answer.headers["Content-Security-Policy"] == content_policy()
    assert answer.headers["Referrer-Policy"] == "no-referrer"
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert "camera=()" in answer.headers["Permissions-Policy"]


@pytest.mark.parametrize("path", ["/away", "/traces", "/addresses", "/nowhere", "/static/chat.js"])
async def test_only_the_conversation_leaves_a_cookie(http: TestClient, path: str) -> None:
    assert not (await http.get(path)).cookies


async def test_the_neutral_page_is_a_calendar_and_leads_nowhere(http: TestClient) -> None:
    html = await (await http.get("/away")).text()
    assert "<title>Календар</title>" in html
    assert "Листопад 2026" in html
    assert '<td aria-current="date">23</td>' in html
    assert "<a" not in html
    assert "<form" not in html
    assert "chat" not in html


@pytest.mark.parametrize(("language", "title"), [("uk", "Що лишається після виходу"), ("en", "What stays")])
async def test_what_stays_behind_is_said_in_both_languages(
    http: TestClient, language: str, title: str
) -> None:
    html = await (await http.get("/traces", headers={"Accept-Language": language})).text()
    assert f'<html lang="{language}">' in html
    assert title in html
    assert len(re.findall("<li>", html)) == 13
    assert 'action="/exit"' in html


async def test_pages_beside_the_conversation_speak_its_language(http: TestClient) -> None:
    page = Page(await (await http.get("/chat")).text())
    await http.post("/chat", data={**page.forms[-1].fields, "command": "menu"})
    html = await (await http.get("/traces", headers={"Accept-Language": "en"})).text()
    assert '<html lang="uk">' in html


async def test_where_the_bot_is_and_where_it_is_not(app: App) -> None:
    alone = [(one.channel, one.text) for one in own_addresses(app.settings)]
    assert alone == [("page", "http://127.0.0.1:8080"), ("telegram", ""), ("viber", "")]
    both = app.settings.model_copy(
        update={
            "telegram_name": "dorozhnyk_sample_bot",
            "telegram_token": SecretStr("1:a"),
            "viber_token": SecretStr("a-b-c"),
            "viber_uri": "dorozhnyk_sample",
        }
    )
    assert [(one.text, one.url) for one in own_addresses(both)[1:]] == [
        ("@dorozhnyk_sample_bot", "https://t.me/dorozhnyk_sample_bot"),
        ("Дорожник", "viber://pa?chatURI=dorozhnyk_sample"),
    ]
    nameless = both.model_copy(update={"telegram_name": ""})
    assert [one.channel for one in own_addresses(nameless)] == ["page", "viber"], "nothing untrue is said"
    async with TestClient(TestServer(web_app(replace(app, settings=both))), headers=BROWSER) as browser:
        html = await (await browser.get("/addresses")).text()
    for one in ("http://127.0.0.1:8080", "@dorozhnyk_sample_bot", "Зразок установи"):
        assert one in html


async def test_a_quick_exit_ends_the_session_on_the_server_and_on_the_device(
    app: App, http: TestClient
) -> None:
    page = Page(await (await http.get("/chat")).text())
    await http.post("/chat", data={**page.forms[-1].fields, "command": "menu"})

    async def known() -> int:
        count = select(func.count(Identity.id))
        return await app.database.run(lambda tx: tx.db.scalar(count) or 0, app.now)

    assert await known() == 1
    for origin, leaves in (("cross-site", False), ("same-site", False), ("same-origin", True)):
        answer = await http.post(
            "/exit", data={"csrf": "made up"}, headers={"Sec-Fetch-Site": origin}, allow_redirects=False
        )
        assert (answer.status, answer.headers["Location"]) == (303, "/away")
        assert ("Clear-Site-Data" in answer.headers) is leaves, "another site can't take her way back away"
        assert await known() == 1


async def test_the_way_out_is_open_while_the_database_is_away(
    app: App, http: TestClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    fields = Page(await (await http.get("/chat")).text()).forms[0].fields

    async def away(*_: object) -> None:
        raise AwayError

    monkeypatch.setattr(type(app.database), "run", away)
    answer = await http.post("/exit", data=fields, allow_redirects=False)
    assert (answer.status, answer.headers["Location"]) == (303, "/away")
    assert answer.cookies["visit"]["max-age"] == "0"


@pytest.mark.parametrize(("path", "status"), [("/chat/file/none", 404), ("/nowhere", 404)])
async def test_a_page_that_is_not_there_says_so_and_names_the_numbers(
    http: TestClient, path: str, status: int
) -> None:
    answer = await http.get(path)
    html = await answer.text()
    assert answer.status == status
    assert WORDS["lost"].text in html
    assert 'href="tel:102"' in html
    assert 'href="/chat"' in html


@pytest.mark.parametrize(("error", "status"), [(AwayError(), 503), (RuntimeError("Олена"), 500)])
async def test_a_fault_of_ours_is_told_kindly_with_the_numbers_and_no_detail(
    app: App, http: TestClient, monkeypatch: pytest.MonkeyPatch, error: Exception, status: int
) -> None:
    async def fails(*_: object) -> None:
        raise error

    monkeypatch.setattr(type(app.database), "run", fails)
    answer = await http.get("/chat")
    html = await answer.text()
    assert answer.status == status
    assert WORDS["fault"].text in html
    assert "Олена" not in html
    assert 'href="tel:103"' in html


async def test_a_machine_is_told_as_a_machine(http: TestClient) -> None:
    answer = await http.get("/nowhere", headers={"Accept": "*/*"})
    assert (answer.status, answer.content_type) == (404, "text/plain")
