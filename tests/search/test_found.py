"""What people are shown: services and answers, fresh ones first, as the database says now."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from bot.db.directory import Service
from bot.db.tx import Tx
from bot.search.finder import Finder
from bot.services.records import put
from flows.directory.record import Provider, Record
from tests.conftest import Clock
from tests.services.house import REGION, House, furnished, kyiv


@pytest.fixture
async def house(transact: Callable[[Any], Awaitable[Any]], clock: Clock) -> House:
    clock.at = kyiv("2026-11-23 10:00")
    built = await furnished(transact, clock)
    await built.run(lambda tx: built.newcomer(tx, "mariia"))
    return built


def record(name: str, place: str = "cnap", body: str = "cnap", **given: Any) -> Record:
    return Record(Provider(f"Зразок: {place}", body, REGION), name, **given)


async def kept(house: House, made: Record, *, assured: date | None = None) -> str:
    def write(tx: Tx) -> str:
        service = put(tx, None, REGION, made)
        service.assured_on = assured
        return service.id

    found: str = await house.run(write)
    return found


async def rows(house: House, who: str = "mariia", **answers: Any) -> list[str]:
    found = await house.fact(who, "found", **answers)
    return [row["id"] for row in found["rows"]]


async def test_a_service_is_found_by_its_own_words_with_a_mistake(house: House) -> None:
    id_ = await kept(house, record("Майстерня протезів «Крок»", needs=("health",)))
    assert id_ in await rows(house, query="майстирня протизів")


async def test_a_change_made_by_another_process_is_seen(house: House) -> None:
    id_ = await kept(house, record("Ремонт годинників", needs=("aid",)))
    assert id_ in await rows(house, query="годиники")

    def rewritten(tx: Tx) -> None:
        other = replace(tx, world=replace(tx.world, finder=Finder()))
        put(other, None, REGION, record("Клуб скрипалів", needs=("aid",)), tx.db.get_one(Service, id_))

    await house.run(rewritten)
    assert id_ in await rows(house, query="скрипка скрипалів")
    assert id_ not in await rows(house, query="годинники")


async def test_what_was_rolled_back_is_not_found(house: House) -> None:
    made: list[str] = []

    def begun(tx: Tx) -> None:
        made.append(put(tx, None, REGION, record("Гурток бджолярів", needs=("aid",))).id)
        from bot.facts.finding import found
        from bot.services.access import actor_of

        actor = actor_of(tx, house.ids["mariia"])
        assert made[0] in [row["id"] for row in found(tx, actor, {"query": "бджолярі"})["rows"]]
        raise KeyError

    with pytest.raises(KeyError):
        await house.run(begun)
    assert made[0] not in await rows(house, query="бджолярі")
