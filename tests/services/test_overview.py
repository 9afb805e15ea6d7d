"""The region's view over its institutions' deadlines: figures, and nothing of anybody."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from bot.db.tx import World
from tests.conftest import Clock
from tests.services.common_work import furnished_in, region_file, world_with
from tests.services.house import CODE, House


@pytest.fixture
async def house(database_url: str, world: World, clock: Clock, tmp_path: Path) -> AsyncIterator[House]:
    house, database = await furnished_in(database_url, world_with(world, region_file(tmp_path)), clock)
    yield house
    await database.close()


async def rows(house: House) -> dict[str, tuple[int, int, int | None]]:
    """Institution → deadlines that run, those overdue, the share kept."""
    seen = await house.fact("nadia", "overview")
    return {
        one["name"].removeprefix("Зразок: "): (one["open"], one["overdue"], one["on_time"])
        for one in seen["places"]
    }


@pytest.mark.parametrize("who", ["iryna", "petro", "lesia", "vira", "olena"])
async def test_only_a_coordinator_of_the_region_sees_it(house: House, who: str) -> None:
    await house.refer()
    seen = await house.fact(who, "overview")
    assert seen is None or seen["places"] == []


async def test_where_nothing_was_due_there_is_nothing_to_see(house: House) -> None:
    assert await house.fact("nadia", "overview") == {"open": 0, "overdue": 0, "on_time": None, "places": []}


async def test_each_institution_has_what_runs_what_is_missed_and_what_was_kept(house: House) -> None:
    await house.refer()
    await house.refer(code="Х2Х-2Х2", to="legal", name="other", track="legal")
    assert await rows(house) == {"social": (1, 0, None), "legal": (1, 0, None)}
    await house.do("lesia", "accepted", referral=house.ids["referral"])
    assert await rows(house) == {"social": (1, 0, 100), "legal": (1, 0, None)}
    house.clock.at += timedelta(days=4)
    assert await rows(house) == {"social": (1, 1, 50), "legal": (1, 1, 0)}
    seen = await house.fact("nadia", "overview")
    assert (seen["open"], seen["overdue"], seen["on_time"]) == (2, 2, 25)
    contact = await house.deadline("contact")
    oldest = {one["name"]: one["oldest"] for one in seen["places"]}
    assert contact is not None
    assert contact.due_at is not None
    assert oldest["Зразок: social"] == {"at": contact.due_at.isoformat()}


async def test_what_was_long_ago_is_not_counted(house: House) -> None:
    await house.refer()
    await house.do("lesia", "accepted", referral=house.ids["referral"])
    house.clock.at += timedelta(days=100)
    assert await rows(house) == {"social": (1, 1, None)}


async def test_it_carries_no_code_and_no_name_of_anybody(house: House) -> None:
    await house.refer()
    said = json.dumps(await house.fact("nadia", "overview"), ensure_ascii=False)
    assert CODE not in said
    assert not [name for name in ("Olena", "Iryna", "Lesia", "Потрібен супровід") if name in said]
    assert house.ids["case"] not in said
    assert house.ids["referral"] not in said


async def test_where_the_region_has_no_such_practice_there_is_nothing(
    house: House, transact: Any, clock: Clock
) -> None:
    plain = House(transact, clock, house.ids)
    assert await plain.fact("nadia", "overview") is None
