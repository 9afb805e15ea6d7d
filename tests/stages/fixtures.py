"""Stages for tests: ``await bare_stage(at)`` and its sisters, on either database."""

from __future__ import annotations

import random as pseudo
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AsyncExitStack
from datetime import datetime
from pathlib import Path
from tempfile import mkdtemp
from typing import Any

import pytest
from pydantic import SecretStr

from bot.app import App, SwitchedOn, build
from bot.channels import channels_of
from bot.crypto import new_secret_key
from bot.settings import Settings
from tests.databases import Postgres, Sqlite
from tests.stages.stage import Hands

Raise = Callable[[datetime], Awaitable[Any]]


def app_for(url: str, hands: Hands, seed: str, switched_on: SwitchedOn = channels_of, **more: Any) -> App:
    """The whole program over that database, at the hands' moment; its chance is the same at each run."""
    settings = Settings(
        database_url=url,
        secret_keys=SecretStr(new_secret_key("k1", pseudo.Random(1).randbytes)),
        operator_name="Зразок установи",
        public_url="http://127.0.0.1:8080",
        **more,
    )
    return build(settings, hands, pseudo.Random(seed).randbytes, switched_on)


def empty(folder: Path) -> Path:
    """A new folder in there, where an operator may put files of regions."""
    return Path(mkdtemp(dir=folder))


@pytest.fixture
async def stack() -> AsyncIterator[AsyncExitStack]:
    async with AsyncExitStack() as opened:
        yield opened


@pytest.fixture
def bare_stage(
    database_url: str, stack: AsyncExitStack, request: pytest.FixtureRequest, tmp_path: Path
) -> Raise:
    from tests.stages.bare import BareStage

    async def raised(at: datetime) -> BareStage:
        hands = Hands(at)
        app = app_for(database_url, hands, request.node.name, regions_folder=empty(tmp_path))
        stack.push_async_callback(app.close)
        return BareStage(app, hands)

    return raised


@pytest.fixture
def raise_bare(
    sqlite: Sqlite, stack: AsyncExitStack, request: pytest.FixtureRequest, tmp_path: Path
) -> Raise:
    """One bare stage after another, each over a database of its own."""
    from tests.stages.bare import BareStage

    async def raised(at: datetime) -> BareStage:
        hands = Hands(at)
        app = app_for(await sqlite.fresh(), hands, request.node.name, regions_folder=empty(tmp_path))
        stack.push_async_callback(app.close)
        return BareStage(app, hands)

    return raised


@pytest.fixture
def raise_side_by_side(
    postgres: Postgres, stack: AsyncExitStack, request: pytest.FixtureRequest, tmp_path: Path
) -> Raise:
    """The same over PostgreSQL, where two transactions run at the same moment."""
    from tests.stages.bare import BareStage

    async def raised(at: datetime) -> BareStage:
        hands = Hands(at)
        app = app_for(await postgres.fresh(), hands, request.node.name, regions_folder=empty(tmp_path))
        stack.push_async_callback(app.close)
        return BareStage(app, hands)

    return raised


@pytest.fixture
def web_stage(
    database_url: str, stack: AsyncExitStack, request: pytest.FixtureRequest, tmp_path: Path
) -> Raise:
    from tests.stages.web import WebStage

    async def raised(at: datetime) -> WebStage:
        hands = Hands(at)
        app = app_for(database_url, hands, request.node.name, regions_folder=empty(tmp_path))
        stack.push_async_callback(app.close)
        return await stack.enter_async_context(WebStage(app, hands))

    return raised


@pytest.fixture
def viber_stage(
    database_url: str, stack: AsyncExitStack, request: pytest.FixtureRequest, tmp_path: Path
) -> Raise:
    from tests.fakes.viber_api import FakeViber
    from tests.stages.viber import ViberStage

    async def raised(at: datetime) -> ViberStage:
        hands = Hands(at)
        server = await stack.enter_async_context(FakeViber(now=lambda: hands().timestamp()))
        app = app_for(
            database_url,
            hands,
            request.node.name,
            regions_folder=empty(tmp_path),
            viber_token=SecretStr(server.token),
            viber_api_url=server.url,
        )
        stack.push_async_callback(app.close)
        return await stack.enter_async_context(ViberStage(app, hands, server))

    return raised


@pytest.fixture
def telegram_stage(
    database_url: str, stack: AsyncExitStack, request: pytest.FixtureRequest, tmp_path: Path
) -> Raise:
    from tests.fakes.bot_api import FakeBotApi
    from tests.stages.telegram import TelegramStage

    async def raised(at: datetime) -> TelegramStage:
        hands = Hands(at)
        server = await stack.enter_async_context(FakeBotApi())
        app = app_for(
            database_url,
            hands,
            request.node.name,
            regions_folder=empty(tmp_path),
            telegram_token=SecretStr(server.token),
            telegram_api_url=server.url,
        )
        stack.push_async_callback(app.close)
        return await stack.enter_async_context(TelegramStage(app, hands, server))

    return raised


@pytest.fixture
def slips_stage(
    database_url: str, stack: AsyncExitStack, request: pytest.FixtureRequest, tmp_path: Path
) -> Raise:
    from tests.channels.letter_box import Post
    from tests.stages.slips import SlipsStage, with_slips

    async def raised(at: datetime) -> SlipsStage:
        hands = Hands(at)
        post = Post(now=lambda: hands().timestamp())
        app = app_for(
            database_url, hands, request.node.name, with_slips(post), regions_folder=empty(tmp_path)
        )
        stack.push_async_callback(app.close)
        return await stack.enter_async_context(SlipsStage(app, hands, post))

    return raised
