"""What one institution of a case knows of another's work: as much as the person has agreed to, and only as
long as she has."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from bot.db.models import Aid, Case, Consent, Onward, Placement, Referral
from bot.regions import Regions
from bot.services import retention
from bot.services.access import actor_of
from bot.services.own_copy import written
from tests.conftest import Clock
from tests.services.beside import (
    FIELDS,
    ORDER,
    asking,
    in_chat,
    ordered,
    referral_to,
    rows,
    sending,
    settle_in,
)
from tests.services.house import House, furnished

LISTS = 'procedures = ["child_status"]\n'
BARE: tuple[list[str] | None, ...] = (["level"], None)
"""What the second institution was told: the level alone, or what the law lets pass without consent."""


@pytest.fixture
def regions(tmp_path: Path) -> Regions:
    return ordered(tmp_path, LISTS + ORDER)


@pytest.fixture
async def house(transact: Callable[[Any], Awaitable[Any]], clock: Clock) -> House:
    """Lesia of the social service has taken Olena's case, sent by Iryna."""
    house = await furnished(transact, clock)
    await settle_in(house)
    return house


async def second(house: House, fields: list[str] | None) -> str:
    """The employment service has taken the case as well, with these fields (None: by law)."""
    referral = await house.refer(to="employment", track="employment", name="second", fields=fields)
    house.ids["second consent"] = house.ids["consent"]
    if fields is None:
        await house.change(Referral, referral, consent_id=None)
    assert (await house.do("marta", "accepted", referral=referral)).kind == "ok"
    house.forget()
    return referral


async def first_consent(house: House) -> str:
    found: str = (await house.row(Referral, house.ids["referral"])).consent_id
    return found


async def sees(house: House, who: str, referral: str) -> dict[str, Any]:
    card: dict[str, Any] = await house.fact(who, "card", referral=referral)
    return card


async def settle(house: House, who: str, referral: str) -> str:
    where = {"institution": house.ids["at:shelter"], "since": "today"}
    return (await house.do(who, "settled", referral=referral, **where)).kind


# Where she lives --------------------------------------------------------------------------------------------


@pytest.mark.parametrize("fields", [*BARE, [one for one in FIELDS if one != "contact"]])
async def test_where_she_lives_is_shut_to_whom_she_did_not_give_her_contact(
    house: House, fields: list[str] | None
) -> None:
    other = await second(house, fields)
    assert await settle(house, "marta", other) == "gone"
    assert await settle(house, "lesia", house.ids["referral"]) == "ok"
    (home,) = await rows(house, Placement)
    assert await house.fact("marta", "placement", referral=other) is None
    card = await sees(house, "marta", other)
    assert (card["home"], card["placement"]) == (False, None)
    assert (await house.do("marta", "place_freed", placement=home.id)).kind == "gone"
    assert (await sees(house, "lesia", house.ids["referral"]))["home"] is True


async def test_whom_she_gave_her_contact_knows_it_and_a_coordinator_frees_the_place(house: House) -> None:
    other = await second(house, FIELDS)
    assert await settle(house, "marta", other) == "ok"
    (home,) = await rows(house, Placement)
    assert (await house.fact("marta", "placement", referral=other))["running"]["id"] == home.id
    assert (await house.do("nadia", "place_freed", placement=home.id)).kind == "ok"


# A consent that has ended -----------------------------------------------------------------------------------


async def sent_on(house: House) -> str:
    """Lesia has sent the case on to a place that is not on the system, and leads it there; its referral."""
    await house.do("lesia", "onward_sent", **sending(house, "migration"))
    house.forget()
    return (await referral_to(house, "migration")).id


async def hands_back(house: House) -> None:
    await house.do("lesia", "handed_back", referral=house.ids["referral"], reason="Не можемо")


async def takes_back(house: House) -> None:
    await house.do("olena", "consent_withdrawn", consent=await first_consent(house))


async def refuses(house: House) -> None:
    await house.do("olena", "excluded", institution=house.ids["at:social"], staff=None)


async def runs_out(house: House) -> None:
    await house.change(Consent, await first_consent(house), until=house.clock.at - timedelta(minutes=1))
    assert await house.run(retention._consents) == 1


async def runs_out_once_done(house: House) -> None:
    ended = {"referral": house.ids["referral"], "outcome": None, "result": "met", "adapted": True}
    assert (await house.do("lesia", "outcome_written", **ended)).kind == "ok"
    house.forget()
    await runs_out(house)


ENDS = [takes_back, refuses, runs_out, runs_out_once_done, hands_back]


@pytest.mark.parametrize("end", ENDS)
async def test_with_her_consent_an_institution_loses_what_it_led_elsewhere(
    house: House, end: Callable[[House], Awaitable[None]]
) -> None:
    new = await sent_on(house)
    assert (await sees(house, "lesia", new))["client"]["number"] is not None
    await end(house)
    for who in ("lesia", "daria"):
        assert await house.fact(who, "card", referral=new) is None
        assert new not in [one["id"] for one in await house.fact(who, "work")]
        assert (await house.do(who, "status_set", referral=new, status="contacted")).kind == "not_permitted"
    assert (await house.row(Referral, new)).lead_id is None
    assert "reassigned_to_you" in house.heard("iryna"), "it falls to whoever referred first"
    assert (await house.do("iryna", "handed_over", referral=new, taken_by="Чергова")).kind == "ok"
    assert await house.run(retention._consents) == 0, "and is not ended again"


async def test_nobody_waits_for_the_clock_to_end_it(house: House) -> None:
    new = await sent_on(house)
    until = house.clock.at - timedelta(minutes=1)
    await house.change(Consent, await first_consent(house), until=until)
    for who in ("lesia", "daria"):
        assert await house.fact(who, "card", referral=new) is None
        assert new not in [one["id"] for one in await house.fact(who, "work")]


async def test_where_nobody_referred_the_coordinators_hear(house: House) -> None:
    new = await sent_on(house)
    await house.change(Case, house.ids["case"], opened_by=None)
    await takes_back(house)
    told = [give for who, notice, give in house.told if (who, notice) == ("nadia", "coordinator_alert")]
    assert new in [one["referral"] for one in told]


async def test_another_institution_leads_on_what_is_its_own(house: House) -> None:
    other = await second(house, FIELDS)
    await house.do("marta", "onward_sent", **sending(house, "migration", referral=other))
    new = (await referral_to(house, "migration")).id
    await takes_back(house)
    assert (await sees(house, "marta", new))["mine"] is True


# Questions --------------------------------------------------------------------------------------------------


async def close(house: House) -> None:
    ended = {"referral": house.ids["referral"], "outcome": None, "result": "met", "adapted": True}
    assert (await house.do("lesia", "outcome_written", **ended)).kind == "ok"
    assert (await house.row(Case, house.ids["case"])).state == "closed"


@pytest.mark.parametrize("end", [close, takes_back, refuses, runs_out, hands_back])
async def test_a_question_ends_with_what_it_was_asked_for(
    house: House, end: Callable[[House], Awaitable[None]]
) -> None:
    await in_chat(house)
    asked = asking(house, "ova", ground="funding", payer="state")
    assert (await house.do("lesia", "onward_asked", **asked)).kind == "ok"
    await end(house)
    (row,) = await rows(house, Onward)
    assert (row.state, row.gist_sealed, row.ground, row.payer) == ("over", None, None, None)
    assert await house.fact("olena", "questions") == []
    own: str = await house.run(lambda tx: written(tx, actor_of(tx, house.ids["olena"])))
    assert "не знадобилося, нічого не передано" in own
    assert "чекають на Вашу відповідь" not in own


async def test_an_institution_that_is_done_waits_for_no_answer(house: House) -> None:
    await second(house, FIELDS)
    await in_chat(house)
    await house.do("lesia", "onward_asked", **asking(house, "ova"))
    ended = {"referral": house.ids["referral"], "outcome": None, "result": "met", "adapted": True}
    await house.do("lesia", "outcome_written", **ended)
    assert (await house.row(Case, house.ids["case"])).state == "open"
    (row,) = await rows(house, Onward)
    assert (row.state, row.gist_sealed) == ("over", None)


async def test_what_follows_prepares_itself_again_once_somebody_else_has_the_case(house: House) -> None:
    contact = {"referral": house.ids["referral"], "status": "contacted"}
    await house.do("lesia", "status_set", **contact)
    await hands_back(house)
    assert [one.state for one in await rows(house, Onward)] == ["over"]
    again = {"referral": house.ids["referral"], "staff": house.ids["staff:daria"]}
    assert (await house.do("nadia", "reassigned", **again)).kind == "ok"
    await house.do("daria", "accepted", referral=house.ids["referral"])
    assert (await house.do("daria", "status_set", **contact)).kind == "ok"
    assert [one.state for one in await rows(house, Onward)] == ["prepared"]


async def test_what_nobody_asked_about_yet_ends_with_the_case_too(house: House) -> None:
    await house.do("lesia", "status_set", referral=house.ids["referral"], status="contacted")
    assert [one.state for one in await rows(house, Onward)] == ["prepared"]
    await close(house)
    assert [one.state for one in await rows(house, Onward)] == ["over"]


async def test_what_is_over_can_be_asked_anew_by_another(house: House) -> None:
    other = await second(house, FIELDS)
    await in_chat(house)
    await house.do("lesia", "onward_asked", **asking(house, "ova"))
    await takes_back(house)
    offered = (await house.fact("marta", "onward", referral=other))["rows"]
    (row,) = [one for one in offered if one["id"] == house.ids["at:ova"]]
    assert row["state"] is None
    assert (await house.do("marta", "onward_asked", **asking(house, "ova", referral=other))).kind == "ok"
    assert len(await house.fact("olena", "questions")) == 1


# Why the region's help is wanted ----------------------------------------------------------------------------


async def test_why_the_regions_help_is_wanted_know_those_who_asked_and_whom_they_asked(house: House) -> None:
    other = await second(house, FIELDS)
    fields = [*FIELDS, "ground"]
    data = sending(house, "ova", ground="funding", payer="state", fields=fields)
    assert (await house.do("lesia", "onward_sent", **data)).kind == "sent"
    up = (await referral_to(house, "ova")).id
    await house.run(lambda tx: house.employ(tx, "roman", "ova", ("lead",)))
    assert len((await sees(house, "lesia", house.ids["referral"]))["beyond"]) == 1
    assert len((await sees(house, "iryna", other))["beyond"]) == 1
    (said,) = (await sees(house, "roman", up))["beyond"]
    assert "держава" not in str(said), "who pays was not part of her consent"
    for who in ("marta", "petro"):
        assert (await sees(house, who, other))["beyond"] == []
    for who, referral in (("marta", other), ("nadia", other), ("lesia", house.ids["referral"])):
        steps = str((await sees(house, who, referral))["timeline"])
        assert "попросили допомоги області" in steps
        assert "кошти" not in steps
        assert "держава" not in steps


# Lists, the joint plan, aid, a refusal ----------------------------------------------------------------------


@pytest.mark.parametrize("fields", [*BARE, ["level", "name", "contact"]])
async def test_ticks_of_a_case_are_for_those_who_know_what_it_is_about(
    house: House, fields: list[str] | None
) -> None:
    other = await second(house, fields)
    key = "child_status.specialist"
    tick = {"procedure": key, "does": "tick"}
    first = await house.fact("lesia", "procedure", referral=house.ids["referral"], procedure=key)
    step = first["next"]
    done = await house.do("lesia", "procedure_followed", referral=house.ids["referral"], step=step, **tick)
    assert done.kind == "ok"
    assert await house.fact("marta", "procedures", referral=other) == []
    assert await house.fact("marta", "procedure", referral=other, procedure=key) is None
    assert (await house.do("marta", "procedure_followed", referral=other, step=step, **tick)).kind == "gone"
    assert await house.fact("marta", "procedures"), "her institution's own remain"


@pytest.mark.parametrize("field", ["need", "plan"])
async def test_who_knows_the_need_or_the_plan_ticks_along(house: House, field: str) -> None:
    other = await second(house, ["level", field])
    assert await house.fact("marta", "procedures", referral=other)


@pytest.mark.parametrize("fields", BARE)
async def test_who_knows_the_level_alone_reads_neither_the_joint_plan_nor_a_refusal(
    house: House, fields: list[str] | None
) -> None:
    other = await second(house, fields)
    await house.do("lesia", "team_met", referral=house.ids["referral"], bodies=["social", "ngo"])
    await house.do(
        "lesia", "onward_declined", referral=house.ids["referral"], institution=house.ids["at:migration"]
    )
    assert await house.fact("marta", "joint_plan", referral=other) is None
    assert (await house.do("marta", "team_met", referral=other, bodies=["police"])).kind == "gone"
    card = await sees(house, "marta", other)
    assert (card["table"], card["joint_plan"], card["onward"]) == (False, None, [])
    own = await sees(house, "lesia", house.ids["referral"])
    assert (own["table"], len(own["onward"])) == (True, 1)


async def test_a_lead_who_knows_more_reads_both(house: House) -> None:
    other = await second(house, ["level", "need"])
    await house.do("lesia", "team_met", referral=house.ids["referral"], bodies=["social", "ngo"])
    assert (await house.fact("marta", "joint_plan", referral=other))["agreed"] is True
    assert (await sees(house, "marta", other))["table"] is True


async def give(house: House) -> None:
    noted = {"need": "psychological", "state": "given", "again": None}
    assert (await house.do("lesia", "aid_noted", referral=house.ids["referral"], **noted)).kind == "ok"


async def test_what_aid_was_given_is_for_those_who_know_the_need(house: House) -> None:
    bare = await second(house, ["level", "name", "contact"])
    await give(house)
    noted = {"referral": bare, "need": "psychological", "state": "planned", "again": None}
    assert await house.fact("marta", "aid", referral=bare) is None
    assert (await house.do("marta", "aid_noted", **noted)).kind == "gone"
    assert (await sees(house, "marta", bare))["aid"] is False
    assert len(await rows(house, Aid)) == 1


async def test_once_a_consent_has_run_out_its_aid_is_told_no_more(house: House) -> None:
    other = await second(house, ["level", "need"])
    await give(house)
    assert len((await house.fact("marta", "aid", referral=other))["lines"]) == 1
    await house.change(Consent, await first_consent(house), until=house.clock.at)
    assert (await house.fact("marta", "aid", referral=other))["lines"] == []


# What puts a case first -------------------------------------------------------------------------------------


async def test_that_the_region_puts_it_first_is_said_to_those_who_know_the_answers(house: House) -> None:
    known = await second(house, ["level", "profile"])
    await house.change(Case, house.ids["case"], priority=True)
    assert (await sees(house, "marta", known))["priority"] is True
    assert (await sees(house, "iryna", known))["priority"] is True
    for who in ("lesia", "nadia"):
        assert (await sees(house, who, house.ids["referral"]))["priority"] is False
