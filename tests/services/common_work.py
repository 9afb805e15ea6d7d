"""A region that has every practice of the staff's own, and people who work there."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

from bot.db.engine import Database
from bot.db.tx import World
from bot.regions import load
from tests.conftest import Clock
from tests.services.house import House

PRACTICES = ["working_groups", "indicators", "overview", "wellbeing_check"]


def region_file(folder: Path, *more: str) -> Path:
    """An operator's folder in which Odesa has these practices, and others besides."""
    practices = ", ".join(f'"{one}"' for one in (*PRACTICES, *more))
    (folder / "UA-51.toml").write_text(f"practices = [{practices}]\n", "utf-8")
    return folder


def world_with(world: World, folder: Path) -> World:
    """The same world, its regions read anew with the operator's folder."""
    from dataclasses import replace

    return replace(world, regions=load(folder))


async def furnished_in(url: str, world: World, clock: Clock) -> tuple[House, Database]:
    """A house over that database, everybody in it."""
    database = Database(url, world)

    async def transact(fn: Callable[..., Any]) -> Any:
        return await database.run(fn, clock)

    done: Callable[[Any], Awaitable[Any]] = transact
    house = House(done, clock)
    await house.furnish()
    return house, database
