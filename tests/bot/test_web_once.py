"""Forms on a bad line: cut half-way, sent again, overtaken. Nothing is lost, nothing counts twice."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from datetime import UTC, datetime
from urllib.parse import urlencode

import pytest
from aiohttp import ClientSession, CookieJar
from aiohttp.test_utils import TestServer
from sqlalchemy import func, select

from bot.app import App
from bot.db.models import Inbox, Person
from bot.db.tx import Tx
from bot.http.server import web_app
from bot.services.samples import seed_all
from tests.stages.fixtures import app_for
from tests.stages.stage import Hands
from tests.stages.web import Form, Page

AT = datetime(2026, 11, 23, 8, tzinfo=UTC)
WRITTEN = "Громада, якої тут немає"


class Line:
    """One browser's requests, whole or cut."""

    def __init__(self, app: App, server: TestServer, http: ClientSession) -> None:
        self.app, self._server, self._http = app, server, http

    async def look(self) -> Page:
        return Page(await (await self._http.get(self._server.make_url("/chat"))).text())

    async def post(self, fields: dict[str, str]) -> Page:
        answer = await self._http.post(self._server.make_url("/chat"), data=fields)
        return Page(await answer.text())

    async def cut(self, fields: dict[str, str], *, at: float, after: int = 0) -> None:
        """Send that share of the form's bytes (1: all of them) and hang up before anything is answered, at
        once or when so many forms have come in."""
        body = urlencode(fields).encode()
        cookies = self._http.cookie_jar.filter_cookies(self._server.make_url("/chat"))
        head = (
            "POST /chat HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: application/x-www-form-urlencoded\r\n"
            f"Content-Length: {len(body)}\r\nCookie: visit={cookies['visit'].value}\r\n\r\n"
        )
        _, writer = await asyncio.open_connection("127.0.0.1", self._server.port)
        writer.write(head.encode() + body[: int(len(body) * at)])
        await writer.drain()
        async with asyncio.timeout(20):
            while await self.heard() < after:
                continue
        writer.close()
        await writer.wait_closed()

    async def heard(self) -> int:
        """How many forms came in."""

        def count(tx: Tx) -> int:
            return tx.db.scalar(select(func.count(Inbox.id)).where(Inbox.state == "done")) or 0

        return await self.app.database.run(count, self.app.now)


@pytest.fixture
async def line(database_url: str) -> AsyncIterator[Line]:
    app = app_for(database_url, Hands(AT), "once")
    await app.database.run(lambda tx: seed_all(tx, app.settings.region) and None, app.now)
    async with TestServer(web_app(app)) as server, ClientSession(cookie_jar=CookieJar(unsafe=True)) as http:
        one = Line(app, server, http)
        start = await one.look()
        await one.post({**start.forms[-1].fields, "command": "menu"})
        yield one
    await app.close()


def pressing(page: Page, choice: str) -> dict[str, str]:
    form = next(one for one in page.forms if ("choice", choice) in {(n, v) for n, v, _ in one.buttons})
    return {**form.fields, "choice": choice}


def writing(page: Page, text: str) -> dict[str, str]:
    form: Form = next(one for one in page.forms if one.writes)
    return {**form.fields, "text": text}


async def test_half_a_form_is_no_answer_and_the_whole_one_counts_after_it(line: Line) -> None:
    form = pressing(await line.look(), "uk")
    await line.cut(form, at=0.5)
    page = await line.post(form)
    assert await line.heard() == 2
    assert "У якій області" in " ".join(page.cards)


@pytest.mark.parametrize("after", [0, 2], ids=["at once", "when it was heard"])
async def test_a_form_whose_answer_was_cut_off_counts_once_however_often_it_is_sent(
    line: Line, after: int
) -> None:
    form = pressing(await line.look(), "uk")
    await line.cut(form, at=1, after=after)
    for _ in range(3):
        page = await line.post(form)
        assert "У якій області" in " ".join(page.cards), "she sees what came of it"
    assert await line.heard() == 2


async def test_the_same_form_sent_many_times_at_once_counts_once(line: Line) -> None:
    form = pressing(await line.look(), "uk")
    await asyncio.gather(*(line.post(form) for _ in range(5)))
    assert await line.heard() == 2
    assert "У якій області" in " ".join((await line.look()).cards)
    assert await line.app.database.run(
        lambda tx: tx.db.scalar(select(func.count(Person.id)).where(Person.language == "uk")), line.app.now
    )


async def test_another_answer_from_the_same_page_is_no_second_try(line: Line) -> None:
    """Quick fingers, a slow line: both were pressed before a new page came."""
    page = await asked_to_write(line)
    await line.post(pressing(page, "@back"))
    after = await line.post(pressing(page, "@menu"))
    assert await line.heard() == 5
    assert after.cards == (await line.look()).cards


async def asked_to_write(line: Line) -> Page:
    await line.post(pressing(await line.look(), "uk"))
    return await line.post(pressing(await line.look(), "UA-51"))


async def test_words_that_come_twice_are_heard_once_and_lead_on(line: Line) -> None:
    form = writing(await asked_to_write(line), WRITTEN)
    first, again = await line.post(form), await line.post(form)
    assert first.cards == again.cards
    assert "змінилося" not in " ".join(again.cards), "they were heard: nothing has to be said of it"
    assert await line.heard() == 4


async def test_words_that_are_overtaken_are_no_answer_to_another_question(line: Line) -> None:
    written = writing(await asked_to_write(line), WRITTEN)
    await line.post(pressing(await line.look(), "skip"))
    heard = await line.heard()
    page = await line.post(written)
    assert await line.heard() == heard, "they go nowhere by themselves"
    assert "розмова пішла далі" in " ".join(page.cards), "and she is told so"


async def test_overtaken_words_wait_where_they_may_fit(line: Line) -> None:
    page = await asked_to_write(line)
    written = writing(page, WRITTEN)
    await line.post(pressing(page, "@back"))
    await line.post(pressing(await line.look(), "UA-51"))
    answer = await line._http.post(line._server.make_url("/chat"), data=written)
    html = await answer.text()
    assert "запитання змінилося" in " ".join(Page(html).cards)
    assert f'value="{WRITTEN}"' in html
    heard = await line.heard()
    await line.post(writing(Page(html), WRITTEN))
    assert await line.heard() == heard + 1, "sent again by her own hand they count"
