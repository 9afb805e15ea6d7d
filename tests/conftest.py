"""What every test may ask for: a clock that stands still, a world, and a database on either engine."""

from __future__ import annotations

import random as pseudo
import tempfile
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from bot.crypto import KeyRing, new_secret_key
from bot.db import engine, migrate
from bot.db.engine import Database
from bot.db.tx import World
from bot.regions import Regions, load
from tests.databases import Postgres, Sqlite, guarded

ENGINES = ("sqlite", "postgresql")
MONDAY = datetime(2026, 11, 23, 8, 0, tzinfo=UTC)  # ten in the morning in Kyiv


class Clock:
    """Time stands still until a test moves it."""

    def __init__(self, at: datetime) -> None:
        self.at = at

    def __call__(self) -> datetime:
        return self.at

    def move(self, **by: float) -> None:
        self.at += timedelta(**by)


@pytest.fixture(autouse=True)
def _only_databases_made_here(monkeypatch: pytest.MonkeyPatch) -> None:
    refusing = guarded(engine.engine_for)
    monkeypatch.setattr(engine, "engine_for", refusing)
    monkeypatch.setattr(migrate, "engine_for", refusing)


@pytest.fixture
def clock() -> Clock:
    return Clock(MONDAY)


@pytest.fixture(scope="session")
def regions() -> Regions:
    return load()


@pytest.fixture
def world(regions: Regions, request: pytest.FixtureRequest) -> World:
    """Odesa's; ids and codes are the same at each run of a test."""
    chance = pseudo.Random(request.node.name)
    return World(
        keys=KeyRing.parse(new_secret_key("k1", pseudo.Random(1).randbytes)),
        random=chance.randbytes,
        regions=regions,
        zone=ZoneInfo("Europe/Kyiv"),
        default_region="UA-51",
        languages=("uk", "en"),
        operator="Зразок установи",
        public_url="https://dorozhnyk.example",
    )


@pytest.fixture(scope="session")
def sqlite(tmp_path_factory: pytest.TempPathFactory) -> Sqlite:
    return Sqlite(tmp_path_factory.mktemp("sqlite"))


@pytest.fixture(scope="session")
def postgres() -> Iterator[Postgres]:
    """Not in pytest's own folder: the server runs as another user where tests run as root."""
    server = Postgres(Path(tempfile.mkdtemp(prefix="pg-")))
    yield server
    server.stop()


@pytest.fixture(params=ENGINES)
def engine_kind(request: pytest.FixtureRequest) -> Sqlite | Postgres:
    """Both engines, one after the other."""
    made: Sqlite | Postgres = request.getfixturevalue("sqlite" if request.param == "sqlite" else "postgres")
    return made


@pytest.fixture
async def empty_url(engine_kind: Sqlite | Postgres) -> str:
    """A database without a single table."""
    return await engine_kind.empty()


@pytest.fixture
async def database_url(engine_kind: Sqlite | Postgres) -> AsyncIterator[str]:
    """A migrated database with nothing in it."""
    url = await engine_kind.fresh()
    yield url
    await engine_kind.used(url)


@pytest.fixture
async def database(database_url: str, world: World) -> AsyncIterator[Database]:
    opened = Database(database_url, world)
    yield opened
    await opened.close()


@pytest.fixture
def transact(database: Database, clock: Clock) -> Callable[[Any], Awaitable[Any]]:
    """``await transact(fn)``: the function in one transaction at the clock's moment."""

    async def run(fn: Any) -> Any:
        return await database.run(fn, clock)

    return run
