"""The program itself behind a real server, for browsers: its person's pages with sample institutions."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from typing import Any

from aiohttp.test_utils import TestServer
from playwright.async_api import Page

from bot.app import App
from bot.http.server import web_app
from bot.services.samples import seed_all
from tests.demo.story import Phone
from tests.stages.fixtures import app_for
from tests.stages.stage import Hands
from tests.webchat.samples import WORDS_UK

AT = datetime(2026, 11, 23, 8, tzinfo=UTC)


@asynccontextmanager
async def serving(url: str, **more: Any) -> AsyncIterator[tuple[App, str]]:
    """The program over that database, and its address."""
    app = app_for(url, Hands(AT), "real", **more)
    await app.database.run(lambda tx: seed_all(tx, app.settings.region) and None, app.now)
    server = TestServer(web_app(app))
    await server.start_server(shutdown_timeout=0.1)
    try:
        yield app, str(server.make_url("")).rstrip("/")
    finally:
        await server.close()
        await app.close()


async def get_acquainted(page: Page, address: str) -> Phone:
    """From the empty page to the menu."""
    await page.goto(f"{address}/chat")
    await page.get_by_role("button", name=WORDS_UK["start"], exact=True).click()
    person = Phone(page)
    await person.sees("Вітаємо! Це «Дорожник»").wait_for()
    await person.press("Українська", "Одеська область", "Пропустити", "Зрозуміло, далі")
    return person
