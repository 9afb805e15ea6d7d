"""People who work here: invited once, revoked at once, away and stood in for."""

from __future__ import annotations

import re
from collections.abc import Awaitable, Callable
from dataclasses import replace
from typing import Any

import pytest
from sqlalchemy import select

from bot.db.models import Audit, Base, Identity, Institution, Invite, Person, Referral, Staff
from bot.db.tx import Tx
from bot.services import returning, team
from bot.services.access import NotPermittedError, actor_of
from bot.services.people import identify
from flows.definitions.rules import RULES
from flows.engine.conditions import Scope
from handlers.channel import Address
from tests.conftest import Clock
from tests.services.house import House, clock_time, furnished, kyiv

TOKEN = re.compile(r"https://dorozhnyk\.example/join\?invite=([A-Za-z0-9_-]{32})")


@pytest.fixture
async def house(transact: Callable[[Any], Awaitable[Any]], clock: Clock) -> House:
    house = await furnished(transact, clock)
    await house.run(lambda tx: house.newcomer(tx, "oksana"))
    return house


async def invite(house: House, roles: list[str] | None = None, at: str = "social", who: str = "nadia") -> Any:
    data = {"institution": house.ids[f"at:{at}"], "roles": roles or ["lead"]}
    return await house.do(who, "invited", **data)


async def token(house: House, **given: Any) -> str:
    [link] = (await invite(house, **given)).data["links"]
    found = TOKEN.fullmatch(link)
    assert found is not None
    return found[1]


async def join(house: House, with_: str, who: str = "oksana") -> str:
    """With an address, as everybody who comes through a channel has."""
    data = {"token": with_, "name": "Оксана Зразкова", "position": "фахівчиня", "phone": "+380482000001"}

    def act(tx: Tx) -> Any:
        identity = tx.db.scalars(select(Identity).where(Identity.person_id == house.ids[who])).first()
        return team.joined(tx, actor_of(tx, house.ids[who], identity and identity.id), data)

    return str((await house.run(act)).kind)


async def staff_of(house: House, who: str) -> Staff | None:
    query = select(Staff).where(Staff.person_id == house.ids[who])
    found: Staff | None = await house.run(lambda tx: tx.db.scalars(query).one_or_none())
    return found


# Invites ----------------------------------------------------------------------------------------------------


async def test_an_invite_is_a_link_for_seven_days(house: House) -> None:
    made = await invite(house)
    assert made.kind == "made"
    assert len(made.data["links"]) == 1
    assert made.data["until"] == {"at": kyiv("2026-11-30 10:00").isoformat()}


async def test_with_a_bot_of_that_name_there_is_a_second_link(house: House) -> None:
    def invited(tx: Tx) -> Any:
        tx.world = replace(tx.world, telegram_name="zrazok_bot")
        data = {"institution": house.ids["at:social"], "roles": ["lead"]}
        return team.invited(tx, actor_of(tx, house.ids["nadia"]), data)

    web, telegram = (await house.run(invited)).data["links"]
    found = TOKEN.fullmatch(web)
    assert found is not None
    assert telegram == f"https://t.me/zrazok_bot?start=inv_{found[1]}"


async def test_the_token_is_nowhere_in_the_database(house: House) -> None:
    made = await token(house)

    def everything(tx: Tx) -> str:
        return "\n".join(
            str(tuple(row)) for one in Base.metadata.sorted_tables for row in tx.db.execute(select(one))
        )

    assert made not in await house.run(everything)


async def test_who_opens_it_works_here_with_the_roles_it_says(house: House) -> None:
    assert await join(house, await token(house, roles=["coordinator", "lead"])) == "ok"
    staff = await staff_of(house, "oksana")
    assert staff is not None
    assert (staff.institution_id, staff.roles) == (house.ids["at:social"], ["lead", "coordinator"])
    assert await house.run(lambda tx: tx.unseal(staff, "name")) == "Оксана Зразкова"
    assert "Зразкова".encode() not in staff.name_sealed
    person: Person = await house.row(Person, house.ids["oksana"])
    assert person.onboarded_at is not None


async def test_a_client_s_code_does_not_open_the_work_of_who_joins(house: House) -> None:
    code = await house.run(lambda tx: returning.new_code(tx, house.ids["oksana"]))
    assert await join(house, await token(house)) == "ok"

    def come(tx: Tx) -> str:
        identity = identify(tx, Address("web", "somebody else's page"), "uk")
        actor = actor_of(tx, identity.person_id, identity.id)
        return returning.returned(tx, actor, {"code": code}).kind

    assert await house.run(come) == "wrong"


async def test_an_invite_holds_once(house: House) -> None:
    made = await token(house)
    await join(house, made)
    assert await join(house, made, "olena") == "used"
    assert await staff_of(house, "olena") is None


async def test_an_invite_holds_seven_days(house: House) -> None:
    made = await token(house)
    house.clock.move(days=7)
    assert await join(house, made) == "wrong"
    assert await staff_of(house, "oksana") is None


async def test_wrong_tokens_are_counted(house: House) -> None:
    made = await token(house)
    for _ in range(5):
        assert await join(house, "A" * 32) == "wrong"
    assert await join(house, made) == "too_many"
    house.clock.move(hours=1, minutes=1)
    assert await join(house, made) == "ok"


@pytest.mark.parametrize(
    ("who", "at"),
    [("nadia", "elsewhere"), ("vira", "social"), ("lesia", "social"), ("iryna", "cnap"), ("olena", "social")],
)
async def test_only_a_coordinator_invites_and_only_in_her_region(house: House, who: str, at: str) -> None:
    assert (await invite(house, at=at, who=who)).kind == "not_permitted"
    assert await house.run(lambda tx: tx.db.scalars(select(Invite)).all()) == []


@pytest.mark.parametrize("roles", [["admin"], ["lead", "admin"], ["tsar"], []])
async def test_a_coordinator_can_not_give_every_role(house: House, roles: list[str]) -> None:
    data = {"institution": house.ids["at:social"], "roles": roles}
    assert (await house.do("nadia", "invited", **data)).kind == "not_permitted"


async def test_an_administrator_can(house: House) -> None:
    await house.run(lambda tx: house.employ(tx, "adam", "ova", ("admin",)))
    assert (await invite(house, ["admin"], at="elsewhere", who="adam")).kind == "made"


async def test_a_second_invite_to_the_same_institution_adds_its_roles(house: House) -> None:
    assert await join(house, await token(house, roles=["specialist"]), "lesia") == "ok"
    staff = await staff_of(house, "lesia")
    assert staff is not None
    assert staff.roles == ["specialist", "lead"]
    assert staff.deputy_id == house.ids["staff:daria"]


async def test_who_goes_to_another_institution_leaves_her_cases_behind(house: House) -> None:
    await house.refer()
    await join(house, await token(house, at="cnap"), "lesia")
    row: Referral = await house.row(Referral, house.ids["referral"])
    assert row.lead_id == house.ids["staff:daria"]
    assert await house.fact("lesia", "card", referral=house.ids["referral"]) is None


async def test_who_was_revoked_comes_back_by_a_new_invite(house: House) -> None:
    await house.do("nadia", "revoked", staff=house.ids["staff:lesia"])
    assert await join(house, await token(house), "lesia") == "ok"
    staff = await staff_of(house, "lesia")
    assert staff is not None
    assert (staff.id, staff.revoked_at) == (house.ids["staff:lesia"], None)


# A new phone ------------------------------------------------------------------------------------------------


async def link(house: House, whom: str = "lesia", who: str = "nadia") -> str:
    made = await house.do(who, "invited_anew", staff=house.ids[f"staff:{whom}"])
    assert made.kind == "made"
    found = TOKEN.fullmatch(made.data["links"][0])
    assert found is not None
    return found[1]


async def test_her_work_goes_on_where_the_link_is_opened_and_ends_on_the_old_phone(house: House) -> None:
    await house.refer()
    await house.do("lesia", "accepted", referral=house.ids["referral"])
    assert await join(house, await link(house)) == "ok"
    staff = await staff_of(house, "oksana")
    assert staff is not None
    assert (staff.id, staff.roles, staff.deputy_id) == (
        house.ids["staff:lesia"],
        ["lead"],
        house.ids["staff:daria"],
    )
    assert await house.run(lambda tx: tx.unseal(staff, "name")) == "Оксана Зразкова"
    assert await house.fact("oksana", "card", referral=house.ids["referral"]) is not None
    assert await house.fact("lesia", "card", referral=house.ids["referral"]) is None
    assert await house.fact("lesia", "work") == []
    assert house.heard("lesia")[-1] == "work_moved"


async def test_a_link_for_a_new_phone_holds_once_and_the_one_before_dies(house: House) -> None:
    before, made = await link(house), await link(house)
    assert await join(house, before) == "wrong"
    assert await join(house, made) == "ok"
    assert await join(house, made, "olena") == "used"


async def test_a_link_for_a_colleague_is_nothing_to_who_works_here(house: House) -> None:
    made = await link(house)
    assert await join(house, made, "nadia") == "wrong"
    assert await join(house, made) == "ok", "it was not used up"


async def test_on_a_phone_where_somebody_worked_once_her_past_stays_hers(house: House) -> None:
    await house.do("nadia", "revoked", staff=house.ids["staff:daria"])
    assert await join(house, await link(house), "daria") == "ok"
    staff = await staff_of(house, "daria")
    assert staff is not None
    assert staff.id == house.ids["staff:lesia"]
    past = await house.row(Staff, house.ids["staff:daria"])
    assert past.revoked_at is not None
    assert await house.run(lambda tx: tx.unseal(past, "name")) == "Daria"


async def test_whoever_is_revoked_meanwhile_comes_back_by_no_link(house: House) -> None:
    made = await link(house)
    await revoke(house)
    assert await join(house, made) == "wrong"


@pytest.mark.parametrize("who", ["vira", "daria", "lesia", "olena"])
async def test_only_the_regions_coordinator_gives_a_new_link(house: House, who: str) -> None:
    happened = await house.do(who, "invited_anew", staff=house.ids["staff:lesia"])
    assert happened.kind == "not_permitted"


async def test_a_coordinator_does_not_become_an_administrator_by_a_link(house: House) -> None:
    await house.run(lambda tx: house.employ(tx, "adam", "ova", ("admin",)))
    happened = await house.do("nadia", "invited_anew", staff=house.ids["staff:adam"])
    assert happened.kind == "not_permitted"


async def test_a_code_is_no_key_to_anybodys_work(house: House) -> None:
    with pytest.raises(NotPermittedError):
        await house.do("lesia", "return_code_wanted")
    code = await house.run(lambda tx: returning.new_code(tx, house.ids["lesia"]))  # of an older time

    def come(tx: Tx) -> Any:
        identity = identify(tx, Address("web", "somebody else's page"), "uk")
        actor = actor_of(tx, identity.person_id, identity.id)
        return returning.returned(tx, actor, {"code": code}).kind, tx.moved_to

    assert await house.run(come) == ("wrong", None)
    actions = await house.run(lambda tx: list(tx.db.scalars(select(Audit.action))))
    assert "return_refused" in actions


async def test_codes_and_links_are_audited(house: House) -> None:
    await house.do("olena", "return_code_wanted")
    await join(house, await link(house))
    actions = await house.run(lambda tx: list(tx.db.scalars(select(Audit.action).order_by(Audit.id))))
    assert actions == ["return_code_wanted", "invited_anew", "work_moved", "joined"]


# Revoking ---------------------------------------------------------------------------------------------------


async def revoke(house: House, whom: str = "lesia", who: str = "nadia") -> str:
    return (await house.do(who, "revoked", staff=house.ids[f"staff:{whom}"])).kind


async def test_a_revoked_worker_sees_nothing_from_that_moment(house: House) -> None:
    await house.refer()
    assert await house.fact("lesia", "card", referral=house.ids["referral"]) is not None
    assert await revoke(house) == "ok"
    assert await house.fact("lesia", "card", referral=house.ids["referral"]) is None
    assert await house.fact("lesia", "work") == []
    data = {"referral": house.ids["referral"]}
    assert (await house.do("lesia", "accepted", **data)).kind == "not_permitted"
    assert "revoked" in house.heard("lesia")


async def test_open_work_goes_to_the_deputy_and_the_coordinators_hear(house: House) -> None:
    await house.refer()
    await house.do("lesia", "accepted", referral=house.ids["referral"])
    await house.run(lambda tx: house.employ(tx, "maria", "ova", ("coordinator",)))
    house.forget()
    await revoke(house)
    row: Referral = await house.row(Referral, house.ids["referral"])
    assert (row.state, row.lead_id) == ("sent", house.ids["staff:daria"])
    assert house.heard("daria") == ["reassigned_to_you"]
    assert house.heard("maria") == ["coordinator_alert"]
    house.forget()
    heard = await house.wait(kyiv("2026-11-24 12:00"))
    assert "lesia" not in {who for _, who, _ in heard}


async def test_where_nobody_can_take_it_over_the_work_goes_back_to_the_institution(house: House) -> None:
    await house.refer()
    await house.do("daria", "away_set", days=7)
    await revoke(house)
    row: Referral = await house.row(Referral, house.ids["referral"])
    assert (row.state, row.lead_id) == ("sent", None)
    heard = await house.wait(kyiv("2026-11-24 12:00"))
    assert {who for _, who, _ in heard} == {"nadia"}


async def test_open_work_does_not_go_to_somebody_the_person_excluded(house: House) -> None:
    await house.refer()
    await house.do("olena", "excluded", institution=None, staff=house.ids["staff:daria"])
    await revoke(house)
    row: Referral = await house.row(Referral, house.ids["referral"])
    assert row.lead_id is None


async def test_nobody_revokes_herself(house: House) -> None:
    assert await revoke(house, "nadia") == "self"
    staff = await staff_of(house, "nadia")
    assert staff is not None
    assert staff.revoked_at is None


@pytest.mark.parametrize(("who", "whom"), [("vira", "lesia"), ("nadia", "vira"), ("daria", "lesia")])
async def test_only_the_regions_coordinator_revokes(house: House, who: str, whom: str) -> None:
    assert await revoke(house, whom, who) == "not_permitted"


async def test_a_coordinator_can_not_revoke_an_administrator(house: House) -> None:
    await house.run(lambda tx: house.employ(tx, "adam", "ova", ("admin",)))
    assert await revoke(house, "adam") == "not_permitted"


async def test_the_invites_of_somebody_revoked_hold_no_longer(house: House) -> None:
    await house.run(lambda tx: house.employ(tx, "maria", "ova", ("coordinator",)))
    made = await token(house, who="maria")
    await revoke(house, "maria")
    assert await join(house, made) == "wrong"


async def test_somebody_revoked_stands_in_for_nobody(house: House) -> None:
    await revoke(house, "daria")
    staff = await staff_of(house, "lesia")
    assert staff is not None
    assert staff.deputy_id is None


# Deputies and days off --------------------------------------------------------------------------------------


async def test_a_deputy_is_a_colleague_of_the_same_institution(house: House) -> None:
    data = {"staff": house.ids["staff:daria"]}
    kind = (await house.do("nadia", "deputy_set", **data, deputy=house.ids["staff:lesia"])).kind
    assert kind == "ok"
    for wrong in (house.ids["staff:iryna"], house.ids["staff:daria"], "nobody"):
        assert (await house.do("nadia", "deputy_set", **data, deputy=wrong)).kind == "not_permitted"
    staff = await staff_of(house, "daria")
    assert staff is not None
    assert staff.deputy_id == house.ids["staff:lesia"]


async def test_whoever_is_offered_as_a_deputy_can_be_one(house: House) -> None:
    rows = await house.fact("nadia", "team")
    scope = Scope({"staff": house.ids["staff:lesia"]}, {"team": rows})
    offered = RULES["team.deputies"](scope)
    assert [one["label"] for one in offered] == ["Daria"]
    for one in offered:
        data = {"staff": house.ids["staff:lesia"], "deputy": one["id"]}
        assert (await house.do("nadia", "deputy_set", **data)).kind == "ok"


async def test_a_deputy_can_be_taken_away(house: House) -> None:
    data = {"staff": house.ids["staff:lesia"], "deputy": None}
    assert (await house.do("nadia", "deputy_set", **data)).kind == "ok"
    staff = await staff_of(house, "lesia")
    assert staff is not None
    assert staff.deputy_id is None


@pytest.mark.parametrize(("days", "until"), [(1, "Tue 24 00:00"), (3, "Thu 26 00:00"), (14, "Mon 07 00:00")])
async def test_away_means_until_the_midnight_after_the_last_day(house: House, days: int, until: str) -> None:
    await house.do("lesia", "away_set", days=days)
    staff = await staff_of(house, "lesia")
    assert staff is not None
    assert staff.away_until is not None
    assert clock_time(staff.away_until) == until


async def test_back_is_back(house: House) -> None:
    await house.do("lesia", "away_set", days=14)
    await house.do("lesia", "away_set", days=0)
    staff = await staff_of(house, "lesia")
    assert staff is not None
    assert staff.away_until is None


async def test_days_off_change_nothing_for_who_is_no_staff(house: House) -> None:
    assert (await house.do("olena", "away_set", days=3)).kind == "ok"


async def test_a_new_case_goes_to_a_lead_who_is_here(house: House) -> None:
    await house.do("lesia", "away_set", days=2)
    await house.refer()
    row: Referral = await house.row(Referral, house.ids["referral"])
    assert row.lead_id == house.ids["staff:daria"]


async def test_every_change_of_the_team_is_audited(house: House) -> None:
    await join(house, await token(house))
    await house.do("nadia", "deputy_set", staff=house.ids["staff:lesia"], deputy=None)
    await revoke(house)
    await house.do("daria", "away_set", days=1)
    actions = await house.run(
        lambda tx: [one.action for one in tx.db.scalars(select(Audit).order_by(Audit.id))]
    )
    assert [one for one in actions if one in ("invited", "joined", "deputy_set", "revoked", "away_set")] == [
        "invited",
        "joined",
        "deputy_set",
        "revoked",
        "away_set",
    ]


async def test_a_coordinator_says_of_her_regions_institutions_which_work_without_telegram(
    house: House,
) -> None:
    place = house.ids["at:social"]

    async def without() -> bool:
        return bool((await house.row(Institution, place)).no_telegram)

    assert (await house.do("nadia", "telegram_switched", institution=place)).kind == "ok"
    assert await without()
    assert (await house.do("nadia", "telegram_switched", institution=place)).kind == "ok"
    assert not await without()
    for who, which in (("lesia", place), ("nadia", "nowhere")):
        with pytest.raises(NotPermittedError):
            await house.do(who, "telegram_switched", institution=which)
    assert not await without()
