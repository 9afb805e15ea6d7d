"""A region's scale changes while cases are open: nothing stops, nothing falls asleep."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Any

import pytest

from bot.db.models import Case, Referral
from tests.conftest import Clock
from tests.services.house import House, furnished, kyiv


@pytest.fixture
async def house(transact: Callable[[Any], Awaitable[Any]], clock: Clock) -> House:
    """Olena's case is just sent, on a level that the region no longer has."""
    house = await furnished(transact, clock)
    await house.refer()
    await house.change(Case, house.ids["case"], level="critical")
    return house


async def test_such_a_case_is_accepted_contacted_and_closed(house: House) -> None:
    mine = {"referral": house.ids["referral"]}
    assert (await house.do("lesia", "accepted", **mine)).kind == "ok"
    assert (await house.do("lesia", "attempted", **mine, way="call", result="reached")).kind == "ok"
    assert (await house.do("lesia", "status_set", **mine, status="contacted")).kind == "ok"
    assert (await house.do("olena", "contact_confirmed", **mine, answer="no")).kind == "mismatch"
    assert (await house.do("lesia", "status_set", **mine, status="contacted")).kind == "ok"
    assert (
        await house.do("lesia", "outcome_written", **mine, outcome="Допомогу отримано.", result="met")
    ).kind == "ok"
    case: Case = await house.row(Case, house.ids["case"])
    assert case.state == "closed"


async def test_its_deadlines_go_on_telling(house: House) -> None:
    heard = {notice for _, _, notice in await house.wait(kyiv("2026-11-28 12:00"))}
    assert {"lead_reminder", "coordinator_due"} <= heard


async def test_it_is_handed_back_and_given_to_somebody_else(house: House) -> None:
    mine = {"referral": house.ids["referral"]}
    assert (await house.do("lesia", "handed_back", **mine, reason="Не наш напрям.")).kind == "ok"
    assert (await house.do("nadia", "reassigned", **mine, staff=house.ids["staff:daria"])).kind == "ok"
    row: Referral = await house.row(Referral, house.ids["referral"])
    assert row.state == "sent"


async def test_it_stands_as_the_gravest_and_everybody_sees_that(house: House) -> None:
    card = await house.fact("lesia", "card", referral=house.ids["referral"])
    assert (card["colour"], card["level"]) == ("🔴", "red")
    [mine] = await house.fact("olena", "cases")
    assert mine["level"] == "red"
    deadline = await house.deadline("contact")
    assert deadline is not None
    put_off = {"deadline": deadline.id, "hours": 2, "reason": "Просить зателефонувати згодом."}
    assert (await house.do("nadia", "paused", **put_off)).kind == "red"


async def test_its_level_can_be_lowered_by_two_to_one_that_the_region_has(house: House) -> None:
    about = {"case": house.ids["case"], "reason": "Небезпеки немає."}
    assert (await house.do("iryna", "level_raised", **about, level="red")).kind == "not_permitted"
    assert (await house.do("iryna", "level_lowering_asked", **about, level="yellow")).kind == "asked"


async def test_a_new_referral_of_it_is_sent(house: House) -> None:
    case: Case = await house.row(Case, house.ids["case"])
    await house.refer(to="cnap", code=case.code, track="administrative", name="second")
    second: Referral = await house.row(Referral, house.ids["second"])
    assert second.state == "sent"
