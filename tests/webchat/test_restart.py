"""The page in a real browser while the program is stopped and started again: it goes on by itself."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest
from aiohttp.test_utils import TestServer, unused_port
from playwright.async_api import Page, expect
from sqlalchemy import func, select

from bot import delivery
from bot.app import App, utc_now
from bot.conversation import Spoke
from bot.db.models import Inbox, Outbox, Person
from bot.db.tx import Tx
from bot.http.server import web_app
from flows.engine.message import M
from flows.engine.turn import Block, Say
from tests.databases import Sqlite
from tests.demo.story import CHROMIUM, chromium
from tests.stages.fixtures import app_for
from tests.webchat.samples import WORDS_UK

pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(not CHROMIUM.exists(), reason="needs Debian's chromium in /usr/bin"),
]

NEWS = M("test.news", "Звістка, поки сторінка була без зв'язку.")
PATIENCE = 30_000  # milliseconds: Chromium asks for a stream again after three seconds, or later


@asynccontextmanager
async def running(url: str) -> AsyncIterator[App]:
    """The program, for a while."""
    app = app_for(url, utc_now, "restart")  # type: ignore[arg-type] # a clock that runs
    try:
        yield app
    finally:
        await app.close()


@asynccontextmanager
async def serving(app: App, port: int) -> AsyncIterator[None]:
    server = TestServer(web_app(app), port=port)
    await server.start_server(shutdown_timeout=0.1)
    try:
        yield
    finally:
        await server.close()


def tell(tx: Tx, app: App) -> None:
    person = tx.db.scalars(select(Person.id)).one()
    say = Say((Block("text", NEWS.json()),), kept=True)
    delivery.deliver(tx, app.translator, Spoke(person, (say,)))


def counted(tx: Tx) -> tuple[int, int, int]:
    people = tx.db.scalar(select(func.count(Person.id))) or 0
    done = tx.db.scalar(select(func.count(Inbox.id)).where(Inbox.state == "done")) or 0
    unsent = tx.db.scalar(select(func.count(Outbox.id)).where(Outbox.state != "sent")) or 0
    return people, done, unsent


async def cards(page: Page) -> list[str]:
    keys: list[str] = await page.locator("[data-card]").evaluate_all(
        "all => all.map(one => one.dataset.card)"
    )
    return keys


async def test_a_page_outlives_a_restart_and_nothing_is_doubled(sqlite: Sqlite) -> None:
    url, port = await sqlite.fresh(), unused_port()
    async with chromium() as browser:
        page = await browser.new_page(locale="uk-UA")
        async with running(url) as app, serving(app, port):
            await page.goto(f"http://127.0.0.1:{port}/chat")
            await page.evaluate("window.stayed = true")
            await page.get_by_role("button", name=WORDS_UK["start"]).click()
            choices = page.locator("section.present[data-card] form.buttons button")
            await expect(choices.first).to_be_visible()
            before = await cards(page)

        await choices.first.click()
        await expect(page.get_by_role("status")).to_have_text(WORDS_UK["offline"])

        async with running(url) as app:
            await app.database.run(lambda tx: tell(tx, app), app.now)
            await app.settle()
            async with serving(app, port):
                await expect(page.get_by_text(NEWS.text)).to_be_visible(timeout=PATIENCE)
                await page.wait_for_function(  # the press that found no line goes out by itself
                    "key => !document.querySelector(`[data-card='${key}']`)", arg=before[-1], timeout=PATIENCE
                )
                after = await cards(page)
                assert await page.evaluate("window.stayed"), "the page was never loaded anew"
                assert len(after) == len(set(after)) == 2, "the news, and the next question"
                assert await app.database.run(counted, app.now) == (1, 2, 0)
