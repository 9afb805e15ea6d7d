"""What the sample institutions do: said to be samples, and called true by nobody."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Any

import pytest
from sqlalchemy import select

from bot.db.directory import Service, ServiceCheck
from bot.db.models import Institution
from bot.db.tx import Tx
from bot.services.records import checked, record_of
from bot.services.samples import seed_all
from flows.regions.names import REGIONS

Transact = Callable[[Any], Awaitable[Any]]


async def seeded(transact: Transact, region: str) -> list[tuple[Service, Institution]]:
    def seed(tx: Tx) -> list[tuple[Service, Institution]]:
        seed_all(tx, region)
        pairs = select(Service, Institution).join(Institution, Institution.id == Service.institution_id)
        return [(service, place) for service, place in tx.db.execute(pairs.where(Service.region == region))]

    found: list[tuple[Service, Institution]] = await transact(seed)
    return found


@pytest.mark.parametrize("region", ["UA-51", "UA-05", "UA-14"])
async def test_every_sample_institution_does_something_and_says_that_it_is_a_sample(
    transact: Transact, region: str
) -> None:
    pairs = await seeded(transact, region)
    samples = await transact(
        lambda tx: tx.db.scalars(
            select(Institution.id).where(Institution.region == region, Institution.sample)
        ).all()
    )
    assert sorted(place.id for _, place in pairs) == sorted(samples)
    for service, place in pairs:
        assert service.name.startswith("Зразок: ")
        assert service.sample
        assert (service.phones, service.address, service.site) == ([], "", "")
        assert checked(record_of(service, place)) == []


async def test_nobody_has_called_a_sample_true(transact: Transact) -> None:
    pairs = await seeded(transact, "UA-51")
    assert {(one.assured_on, one.assured_by) for one, _ in pairs} == {(None, None)}
    assert await transact(lambda tx: tx.db.scalars(select(ServiceCheck)).all()) == []


async def test_seeding_again_makes_no_second_service(transact: Transact) -> None:
    first = await seeded(transact, "UA-51")
    assert len(await seeded(transact, "UA-51")) == len(first)


async def test_every_need_has_a_sample_in_every_region(transact: Transact) -> None:
    def lacking(tx: Tx) -> dict[str, set[str]]:
        found = {}
        for region in REGIONS:
            seed_all(tx, region)
            rows = tx.db.scalars(select(Service.needs).where(Service.region == region))
            found[region] = set(tx.world.regions.region(region).lead.by_need) - {
                one for row in rows for one in row
            }
        return {region: needs for region, needs in found.items() if needs}

    assert await transact(lacking) == {}
