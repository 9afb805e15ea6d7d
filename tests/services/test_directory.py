"""The directory: who can take a referral, who of them leads, and samples that say so."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Any

import pytest
from sqlalchemy import select

from bot.calendar import DutyRoster, WorkingHours
from bot.db.models import Institution, Staff
from bot.db.tx import Tx
from bot.services.directory import here, lead_for, on_duty, open_now, seed_samples
from flows.policy.bodies import BODIES
from tests.conftest import Clock
from tests.services.house import ROUND_THE_CLOCK, House, furnished, kyiv


@pytest.fixture
async def house(transact: Callable[[Any], Awaitable[Any]], clock: Clock) -> House:
    return await furnished(transact, clock)


async def lead(house: House, *, emergency: bool = False, excluded: tuple[str, ...] = ()) -> str | None:
    """Who of the social service would take the next case."""
    ids = {id_: name.removeprefix("staff:") for name, id_ in house.ids.items()}

    def find(tx: Tx) -> str | None:
        found = lead_for(tx, house.ids["at:social"], tx.now, emergency, excluded)
        return found and found.id

    found = await house.run(find)
    return ids[found] if found else None


# Who leads --------------------------------------------------------------------------------------------------


async def test_the_lead_with_the_fewest_open_cases_takes_the_next(house: House) -> None:
    assert await lead(house) == "lesia"
    await house.refer()
    assert await lead(house) == "daria"
    await house.run(lambda tx: house.newcomer(tx, "second"))
    await house.refer(person="second", code="4МР-К31", name="other")
    assert await lead(house) == "lesia"
    await house.do("daria", "accepted", referral=house.ids["other"])
    await house.do("daria", "outcome_written", referral=house.ids["other"], outcome=None, result="met")
    assert await lead(house) == "daria"  # what is finished counts no more


async def test_who_is_away_takes_nothing(house: House) -> None:
    await house.do("lesia", "away_set", days=1)
    assert await lead(house) == "daria"
    house.clock.at = kyiv("2026-11-24 00:00")
    assert await lead(house) == "lesia"


async def test_where_every_lead_is_away_a_deputy_takes_it(house: House) -> None:
    await house.run(lambda tx: house.employ(tx, "oksana", "social", ("specialist",)))
    await house.change(Staff, house.ids["staff:lesia"], deputy_id=house.ids["staff:oksana"])
    for name in ("lesia", "daria"):
        await house.do(name, "away_set", days=1)
    assert await lead(house) == "oksana"


async def test_only_in_an_emergency_the_head_takes_it(house: House) -> None:
    await house.run(lambda tx: house.employ(tx, "oksana", "social", ("head",)))
    for name in ("lesia", "daria"):
        await house.do(name, "away_set", days=1)
    assert await lead(house) is None
    assert await lead(house, emergency=True) == "oksana"


async def test_who_was_revoked_or_excluded_takes_nothing(house: House) -> None:
    assert await lead(house, excluded=(house.ids["staff:lesia"],)) == "daria"
    await house.change(Staff, house.ids["staff:lesia"], revoked_at=house.clock.at)
    assert await lead(house) == "daria"


async def test_nobody_of_another_institution_takes_it(house: House) -> None:
    for name in ("lesia", "daria"):
        await house.change(Staff, house.ids[f"staff:{name}"], revoked_at=house.clock.at)
    assert await lead(house, emergency=True) is None


def test_nobody_is_nowhere() -> None:
    assert here(None, kyiv("2026-11-23 10:00")) is False


# Open and on duty -------------------------------------------------------------------------------------------


async def test_open_on_duty_and_what_is_not_known(house: House) -> None:
    def look(tx: Tx) -> list[Any]:
        place = tx.db.get_one(Institution, house.ids["at:social"])
        return [open_now(tx, place), on_duty(tx, place)]

    assert await house.run(look) == [True, False]  # no roster promises nothing
    await house.change(Institution, house.ids["at:social"], hours={}, roster=ROUND_THE_CLOCK)
    assert await house.run(look) == [None, True]
    house.clock.at = kyiv("2026-11-28 10:00")
    await house.change(Institution, house.ids["at:social"], hours={"mon": [["09:00", "18:00"]]}, roster=None)
    assert await house.run(look) == [False, False]


SOME = ("UA-51", "UA-05", "UA-63")

# Samples ----------------------------------------------------------------------------------------------------


async def seeded(house: House, region: str) -> list[Institution]:
    found: list[Institution] = await house.run(lambda tx: seed_samples(tx, region))
    return found


@pytest.mark.parametrize("region", SOME)
async def test_every_sample_says_so_and_invents_nothing(house: House, region: str) -> None:
    rows = await seeded(house, region)
    for one in rows:
        assert one.phone == ""
        assert one.kind in BODIES
        if one.sample:
            assert one.name.startswith("Зразок: ")
            assert one.address == ""
    real = [(one.name, one.address, one.hours) for one in rows if not one.sample]
    window = ("«Єдине вікно»", "м. Одеса, вул. Косовська (Косівська), 2Д", {})
    assert real == ([window] if region == "UA-51" else [])


@pytest.mark.parametrize("region", SOME)
async def test_some_samples_are_on_the_system_and_some_are_not(house: House, region: str) -> None:
    assert {one.on_system for one in await seeded(house, region)} == {True, False}


@pytest.mark.parametrize("region", SOME)
async def test_every_track_of_the_region_but_the_emergency_lines_leads_to_somebody(
    house: House, region: str
) -> None:
    able = [one for one in await seeded(house, region) if one.takes_referrals]

    def missing(tx: Tx) -> list[str]:
        tracks = tx.world.regions.region(region).tracks
        return [
            track.id
            for track in tracks
            if not any(track.id in one.tracks or one.kind in track.bodies for one in able)
        ]

    assert await house.run(missing) in ([], ["emergency"])  # 102 and 103 are called, not referred to


@pytest.mark.parametrize("region", SOME)
async def test_every_body_that_may_lead_is_there(house: House, region: str) -> None:
    kinds = {one.kind for one in await seeded(house, region)}

    def leading(tx: Tx) -> set[str]:
        policy = tx.world.regions.region(region).lead
        return {policy.protection, *policy.by_need.values(), policy.parallel, "children"}

    assert await house.run(leading) <= kinds


async def test_seeding_twice_changes_nothing(house: House) -> None:
    first = {one.id for one in await seeded(house, "UA-51")}
    assert {one.id for one in await seeded(house, "UA-51")} == first


async def test_every_region_has_a_sample_of_each_body_that_may_lead(house: House) -> None:
    def lacking(tx: Tx) -> dict[str, set[str]]:
        found = {}
        for region in tx.world.regions.by_id.values():
            wanted = {region.lead.protection, *region.lead.by_need.values(), *region.lead.by_signal.values()}
            found[region.id] = wanted - {one.kind for one in seed_samples(tx, region.id)}
        return {region: kinds for region, kinds in found.items() if kinds}

    assert await house.run(lacking) == {}


@pytest.mark.parametrize("region", SOME)
async def test_hours_and_rosters_of_samples_can_be_read(house: House, region: str) -> None:
    for one in await seeded(house, region):
        assert WorkingHours.from_json(one.hours).is_open(kyiv("2026-11-23 10:00"))
        assert DutyRoster.from_json(one.roster).on_duty(kyiv("2026-11-28 10:00")) is (one.roster is not None)
    assert await house.run(
        lambda tx: tx.db.scalars(select(Institution.name).where(Institution.roster.is_not(None))).all()
    )
