"""Two authorities side by side, one of them without a coordinator: the other's coordinators act instead."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

import pytest

from bot.db.models import Case, Staff
from bot.regions import Regions
from bot.services import standing_in
from bot.services.hearers import coordinators_of
from tests.conftest import Clock
from tests.services.beside import ordered
from tests.services.house import House, furnished


@pytest.fixture
def regions(tmp_path: Path) -> Regions:
    """Odesa's region names another beside it, where Vira coordinates."""
    return ordered(tmp_path, 'authorities = ["UA-51", "UA-05"]\n')


@pytest.fixture
async def house(transact: Callable[[Any], Awaitable[Any]], clock: Clock) -> House:
    """A case of the other authority, sent by Iryna of Odesa's region."""
    house = await furnished(transact, clock)
    await house.refer()
    await house.change(Case, house.ids["case"], region="UA-05")
    house.forget()
    return house


async def alone(house: House) -> None:
    """Nobody coordinates there any more."""
    await house.change(Staff, house.ids["staff:vira"], revoked_at=house.clock())


async def hearing(house: House) -> list[str]:
    def look(tx: Any) -> list[str]:
        return [one.id for one in coordinators_of(tx, tx.db.get_one(Case, house.ids["case"]))]

    names = {id_: name for name, id_ in house.ids.items()}
    found: list[str] = await house.run(look)
    return [names[one] for one in found]


async def can(house: House, who: str) -> tuple[bool, bool, bool, str]:
    """Whether somebody sees it on the board, its card, who could take it; what becomes of giving it on."""
    referral = house.ids["referral"]
    given = await house.do(who, "reassigned", referral=referral, staff=house.ids["staff:daria"])
    return (
        bool(await house.fact(who, "due")),
        await house.fact(who, "card", referral=referral) is not None,
        bool(await house.fact(who, "leads", referral=referral)),
        given.kind,
    )


async def test_a_coordinator_of_its_own_acts_and_nobody_else(house: House) -> None:
    assert await hearing(house) == ["staff:vira"]
    assert await can(house, "nadia") == (False, False, False, "not_permitted")
    assert await house.run(standing_in.faults) == []


async def test_where_none_is_there_those_of_the_region_beside_it_act(house: House) -> None:
    await alone(house)
    assert await hearing(house) == ["staff:nadia"]
    assert (await house.fact("nadia", "due_count"))["ahead"] == 1
    assert await can(house, "nadia") == (True, True, True, "ok")
    (deadline, *_) = await house.fact("nadia", "due")
    assert (await house.do("nadia", "heard", deadline=deadline["id"])).kind == "ok"
    assert await house.run(standing_in.faults) == [
        "UA-05: nobody coordinates there; those of UA-51 hear and act instead"
    ]


async def test_it_does_not_hold_the_other_way_round(house: House) -> None:
    """Only the region that names the other looks after it."""
    await house.change(Case, house.ids["case"], region="UA-51")
    await house.change(Staff, house.ids["staff:nadia"], revoked_at=house.clock())
    assert await can(house, "vira") == (False, False, False, "not_permitted")


@pytest.mark.parametrize("who", ["petro", "lesia", "daria", "olena"])
async def test_nobody_but_coordinators_stands_in(house: House, who: str) -> None:
    await alone(house)
    assert (await can(house, who))[0] is False
    assert (await can(house, who))[3] == "not_permitted"
