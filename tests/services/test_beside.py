"""What a region adds beside a case: a place to live, what aid was given, who sat at the plan, when it may
end."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

import pytest

from bot.db.models import Aid, Case, Institution, JointPlan, Placement, Referral
from bot.effects import EFFECTS
from bot.regions import Regions
from bot.services.access import actor_of
from tests.conftest import Clock
from tests.services.beside import ordered, referral_to, rows, sending, settle_in
from tests.services.house import House, furnished

STRANGERS = ("iryna", "petro", "vira", "marta", "olena")


@pytest.fixture
def regions(tmp_path: Path) -> Regions:
    return ordered(tmp_path)


@pytest.fixture
async def house(transact: Callable[[Any], Awaitable[Any]], clock: Clock) -> House:
    """Lesia of the social service has taken Olena's case, sent by Iryna."""
    house = await furnished(transact, clock)
    await settle_in(house)
    return house


async def settle(house: House, who: str = "lesia", since: str = "today", at: str = "shelter") -> str:
    data = {"referral": house.ids["referral"], "institution": house.ids[f"at:{at}"], "since": since}
    return (await house.do(who, "settled", **data)).kind


async def free(house: House, who: str = "lesia") -> str:
    (home,) = await rows(house, Placement)
    return (await house.do(who, "place_freed", placement=home.id)).kind


async def finish(house: House, result: str = "met", **over: Any) -> str:
    data = {"referral": house.ids["referral"], "outcome": None, "result": result, "adapted": True, **over}
    return (await house.do("lesia", "outcome_written", **data)).kind


async def aid(house: House, who: str, need: str = "aid", state: str = "given", **over: Any) -> str:
    data = {"referral": house.ids["referral"], "need": need, "state": state, "again": None, **over}
    return (await house.do(who, "aid_noted", **data)).kind


async def meet(house: House, *bodies: str, who: str = "lesia") -> str:
    return (await house.do(who, "team_met", referral=house.ids["referral"], bodies=list(bodies))).kind


async def join(house: House) -> str:
    """The employment service works on the case as well; its referral."""
    await house.do("lesia", "onward_sent", **sending(house, "employment"))
    referral = (await referral_to(house, "employment")).id
    await house.do("marta", "accepted", referral=referral)
    return str(referral)


# Where she lives --------------------------------------------------------------------------------------------


@pytest.mark.parametrize("page", ["onward", "placement", "aid", "joint_plan"])
async def test_the_person_sees_who_read_a_page_beside_her_card(house: House, page: str) -> None:
    assert await house.fact("olena", "readers") == []
    assert await house.fact("lesia", page, referral=house.ids["referral"]) is not None
    (line,) = await house.fact("olena", "readers")
    assert line["a"]["name"] == "Lesia"


async def test_a_place_that_is_free_again_ends_no_case_and_a_case_that_ends_frees_no_place(
    house: House,
) -> None:
    assert await settle(house) == "ok"
    assert await finish(house) == "ok"
    (home,) = await rows(house, Placement)
    assert home.ended_at is None
    (figure,) = await house.fact("nadia", "placed")
    assert figure["label"]["a"] == {"name": "Зразок: shelter", "count": 1}
    house.clock.move(days=60)
    assert await free(house, "lesia") == "gone", "her access has ended with the case"
    assert await free(house, "nadia") == "ok"
    assert await house.fact("nadia", "placed") == []


async def test_the_case_goes_on_when_the_place_is_free(house: House) -> None:
    await settle(house)
    assert await free(house, "daria") == "ok", "the deputy may too"
    assert await free(house) == "gone"
    assert (await house.row(Case, house.ids["case"])).state == "open"
    assert await settle(house, since="yesterday") == "ok"


@pytest.mark.parametrize(
    ("since", "kind"),
    [("2026-11-01", "ok"), ("2026-11-23", "ok"), ("2026-11-24", "wrong_day"), ("1926-11-23", "wrong_day")],
)
async def test_a_day_that_cannot_be_is_asked_again(house: House, since: str, kind: str) -> None:
    assert await settle(house, since=since) == kind


async def test_only_who_leads_the_case_says_where_she_lives_and_reads_it(house: House) -> None:
    for who in (*STRANGERS, "nadia"):
        assert await settle(house, who) == "gone"
        assert await house.fact(who, "placement", referral=house.ids["referral"]) is None
    await settle(house)
    for who in STRANGERS:
        assert await free(house, who) == "gone"
        assert await house.fact(who, "placed") == []
        card = await house.fact(who, "card", referral=house.ids["referral"])
        assert card is None or card["placement"] is None
    card = await house.fact("lesia", "card", referral=house.ids["referral"])
    assert card["placement"]["place"] == "Зразок: shelter"
    assert (await house.fact("nadia", "card", referral=house.ids["referral"]))["placement"] is None
    (other,) = await house.fact("nadia", "placed_at", place=house.ids["at:shelter"])
    assert "Olena" not in str(other)


async def test_where_she_lives_is_hers_to_shut(house: House) -> None:
    await settle(house)
    await house.do("olena", "excluded", institution=house.ids["at:ova"], staff=None)
    assert await free(house, "nadia") == "gone"
    assert await house.fact("nadia", "placed_at", place=house.ids["at:shelter"]) == []
    await house.do("olena", "consent_withdrawn", consent=house.ids["consent"])
    assert await free(house) == "gone"


async def test_a_place_of_another_region_or_that_is_none_is_not_taken(house: House) -> None:
    assert await settle(house, at="employment") == "gone"
    await house.change(Institution, house.ids["at:shelter"], region="UA-05")
    assert await settle(house) == "gone"


async def test_two_at_once_settle_her_once(house: House, transact: Callable[[Any], Awaitable[Any]]) -> None:
    data = {"institution": house.ids["at:shelter"], "referral": house.ids["referral"], "since": "today"}

    def act(who: str) -> Callable[[Any], str]:
        return lambda tx: EFFECTS["settled"](tx, actor_of(tx, house.ids[who]), data).kind

    kinds = await asyncio.gather(*(transact(act(who)) for who in ("lesia", "daria")))
    assert sorted(kinds) == ["gone", "ok"]
    assert len(await rows(house, Placement)) == 1


# When a case may end ----------------------------------------------------------------------------------------


@pytest.mark.parametrize("adapted", [None, False])
@pytest.mark.parametrize("result", ["met", "partly"])
async def test_who_has_not_settled_in_keeps_her_case(house: House, result: str, adapted: bool | None) -> None:
    assert await finish(house, result, adapted=adapted) == "not_permitted"
    assert (await house.row(Referral, house.ids["referral"])).state == "accepted"
    assert await finish(house, result) == "ok"


async def test_other_ends_are_asked_nothing(house: House) -> None:
    assert await finish(house, "elsewhere", adapted=None) == "ok"


# Aid, without names -----------------------------------------------------------------------------------------


async def test_the_leads_of_one_case_tell_each_other_what_was_given(house: House) -> None:
    other = await join(house)
    assert await aid(house, "lesia") == "ok"
    assert await aid(house, "lesia") == "ok", "pressed twice"
    (line,) = (await house.fact("marta", "aid", referral=other))["lines"]
    assert line["a"]["institution"] == "Зразок: social"
    assert "Olena" not in str(line)
    data = {"referral": other, "need": "aid", "state": "planned", "again": None}
    warned = await house.do("marta", "aid_noted", **data)
    assert (warned.kind, len(warned.data["lines"])) == ("already", 1)
    assert len(await rows(house, Aid)) == 1
    assert (await house.do("marta", "aid_noted", **{**data, "again": True})).kind == "ok"
    assert (await house.do("marta", "aid_noted", **{**data, "need": "work"})).kind == "ok"


async def test_what_was_planned_becomes_given(house: House) -> None:
    assert await aid(house, "lesia", state="planned") == "ok"
    assert await aid(house, "lesia") == "ok"
    (row,) = await rows(house, Aid)
    assert row.state == "given"
    house.clock.move(days=7)
    assert await aid(house, "lesia", state="planned") == "already", "her own was given already"


async def test_who_is_not_in_the_case_by_a_consent_neither_tells_nor_reads(house: House) -> None:
    await aid(house, "lesia")
    for who in (*STRANGERS, "nadia"):
        assert await aid(house, who) == "gone"
        assert await house.fact(who, "aid", referral=house.ids["referral"]) is None
    await house.change(Referral, house.ids["referral"], consent_id=None)  # told by law, without her consent
    assert await aid(house, "lesia", "work") == "gone"
    assert await house.fact("lesia", "aid", referral=house.ids["referral"]) is None
    assert (await house.fact("lesia", "card", referral=house.ids["referral"]))["aid"] is False


async def test_with_her_consent_an_institution_leaves_the_exchange(house: House) -> None:
    other = await join(house)
    await aid(house, "lesia")
    await house.do("olena", "consent_withdrawn", consent=house.ids["consent"])
    assert await aid(house, "lesia", "work") == "gone"
    assert (await house.fact("marta", "aid", referral=other))["lines"] == []


# The joint plan ---------------------------------------------------------------------------------------------


async def test_without_whom_the_region_wants_there_the_plan_is_a_draft(house: House) -> None:
    assert await meet(house, "social", "cnap") == "ok"
    fact = await house.fact("lesia", "joint_plan", referral=house.ids["referral"])
    assert (fact["agreed"], fact["missing_kinds"]) == (False, ["ngo"])
    assert (await house.fact("lesia", "onward", referral=house.ids["referral"], kinds=["ngo"]))["rows"][0][
        "id"
    ] == house.ids["at:fund"]
    card = await house.fact("iryna", "card", referral=house.ids["referral"])
    assert card["joint_plan"]["agreed"] is False
    assert await meet(house, "social", "ngo", "nobody") == "ok"
    (plan,) = await rows(house, JointPlan)
    assert (plan.bodies, plan.agreed_at is not None) == (["social", "ngo"], True)
    assert (await house.fact("lesia", "card", referral=house.ids["referral"]))["joint_plan"]["agreed"]
    assert await meet(house) == "ok"
    assert (await rows(house, JointPlan))[0].agreed_at is None


async def test_only_who_leads_the_case_writes_the_plan(house: House) -> None:
    for who in (*STRANGERS, "nadia"):
        assert await meet(house, "ngo", who=who) == "gone"
        assert await house.fact(who, "joint_plan", referral=house.ids["referral"]) is None
    assert await meet(house, "ngo", who="daria") == "ok"
    await house.do("olena", "consent_withdrawn", consent=house.ids["consent"])
    assert await meet(house, "social") == "gone"


async def test_two_leads_at_once_write_one_plan(
    house: House, transact: Callable[[Any], Awaitable[Any]]
) -> None:
    def act(who: str) -> Callable[[Any], str]:
        data = {"referral": house.ids["referral"], "bodies": ["ngo"]}
        return lambda tx: EFFECTS["team_met"](tx, actor_of(tx, house.ids[who]), data).kind

    await asyncio.gather(*(transact(act(who)) for who in ("lesia", "daria")))
    assert len(await rows(house, JointPlan)) == 1


# Her own ----------------------------------------------------------------------------------------------------


async def test_her_own_copy_tells_all_of_it_and_an_erasure_leaves_none(house: House) -> None:
    other = await join(house)
    await settle(house)
    await aid(house, "lesia")
    await meet(house, "social", "ngo")
    assert other
    files: list[str] = []

    def export(tx: Any) -> None:
        EFFECTS["data_exported"](tx, actor_of(tx, house.ids["olena"]), {})
        files.append(tx.handed[0].attachment.content.decode("utf-8-sig"))

    await house.run(export)
    for word in ("Де Вас поселено: Зразок: shelter", "Ще одна установа: Зразок: employment", "надано"):
        assert word in files[0]
    assert "Хто складав спільний план: Соціальна служба, Громадська чи благодійна організація" in files[0]
    await house.do("olena", "erased")
    for table in (Placement, Aid, JointPlan):
        assert await rows(house, table) == []
