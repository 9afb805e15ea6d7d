"""A real browser, and the program behind a real server."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest
from playwright.async_api import Browser

from bot.app import App
from tests.databases import Sqlite
from tests.demo.story import chromium
from tests.webchat.real import serving


@pytest.fixture
async def browser() -> AsyncIterator[Browser]:
    async with chromium() as started:
        yield started


@pytest.fixture
async def running(sqlite: Sqlite) -> AsyncIterator[tuple[App, str]]:
    """The program and its address."""
    async with serving(await sqlite.fresh()) as found:
        yield found
