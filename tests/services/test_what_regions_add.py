"""What a region adds to a referral: answers to its own questions, who comes first, whose case, who signs."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from sqlalchemy import select

from bot.db.models import Case, Deadline, Institution, Referral, Screening
from bot.db.tx import Tx
from bot.facts import FACTS_BY_NAME
from bot.services.access import Actor
from bot.services.own_copy import written
from bot.services.referrals import referred
from bot.services.screenings import screened
from bot.services.sending import signed_off
from tests.services.cast import ALL_FIELDS, OFFICE, PROFILE, Cast, asked, newcomer, notices, to, verdict

ANSWER = "Чи має людина потрібні документи? — Не всі"
WITHOUT = [one for one in ALL_FIELDS if one != "profile"]


def shown(line: Any) -> str:
    return line["t"].format(question=line["a"]["question"], answer=", ".join(line["a"]["answer"]))


def card(tx: Tx, actor: Actor, institution: str) -> Any:
    referral = tx.db.scalars(select(Referral).where(Referral.institution_id == institution)).one()
    return FACTS_BY_NAME["card"](tx, actor, {"referral": referral.id})


async def test_answers_go_to_whoever_the_consent_opens_them_to_and_to_nobody_else(
    cast: Cast, transact: Callable[..., Any]
) -> None:
    def refer(tx: Tx) -> None:
        less = {**to("employment"), "fields": WITHOUT}
        data = asked(to("social", leads=True), less, profile=PROFILE, priority=True)
        assert referred(tx, cast.actor(tx, "olha"), data).kind == "sent"

    await transact(refer)

    def look(tx: Tx) -> None:
        lead, other, sender = (cast.actor(tx, who) for who in ("iryna", "oleh", "olha"))
        assert [shown(one) for one in card(tx, lead, "social")["profile"]] == [ANSWER]
        assert card(tx, other, "employment")["profile"] == []
        assert [shown(one) for one in card(tx, sender, "social")["profile"]] == [ANSWER]
        assert card(tx, cast.actor(tx, "coordinator"), "social")["profile"] == []
        assert all(card(tx, who, "social")["priority"] for who in (lead, sender))

    await transact(look)


async def test_an_answer_is_read_only_where_it_is_for_them_and_by_the_one_that_led_when_she_agreed(
    cast: Cast, transact: Callable[..., Any]
) -> None:
    skills = {**PROFILE[0], "answers": ["Шию"], "whose": ["employment"]}

    def refer(tx: Tx) -> None:
        data = asked(to("social", leads=True), to("employment"), profile=[*PROFILE, skills])
        assert referred(tx, cast.actor(tx, "olha"), data).kind == "sent"
        for one in tx.db.scalars(select(Referral)):
            one.leads = not one.leads  # the case is led elsewhere later: nobody learns more by it

    await transact(refer)

    def look(tx: Tx) -> None:
        for who, where, answers in (("iryna", "social", ["Не всі"]), ("oleh", "employment", ["Шию"])):
            lines = card(tx, cast.actor(tx, who), where)["profile"]
            assert [shown(one).split(" — ")[1] for one in lines] == answers

    await transact(look)


async def test_answers_that_nobody_is_to_know_are_not_kept(cast: Cast, transact: Callable[..., Any]) -> None:
    def refer(tx: Tx) -> None:
        told = {**to("social", leads=True), "fields": WITHOUT}
        referred(tx, cast.actor(tx, "olha"), asked(told, profile=PROFILE))
        assert tx.db.scalars(select(Case)).one().profile_sealed is None

    await transact(refer)


async def test_along_a_duty_to_report_no_answer_goes(cast: Cast, transact: Callable[..., Any]) -> None:
    def refer(tx: Tx) -> None:
        by_law = to("children", None, leads=True, track="children")
        data = asked(by_law, path="child", profile=PROFILE, verdict=verdict("red"))
        assert referred(tx, cast.actor(tx, "olha"), data).kind == "sent"
        assert tx.db.scalars(select(Case)).one().profile_sealed is None

    await transact(refer)


async def test_her_own_copy_holds_what_she_answered(cast: Cast, transact: Callable[..., Any]) -> None:
    def look(tx: Tx) -> str:
        actor = newcomer(tx)
        data = asked(to("employment", "electronic", leads=True), mode="self", profile=PROFILE, priority=True)
        assert referred(tx, actor, data).kind == "sent"
        return written(tx, actor)

    copy = await transact(look)
    assert "Чи маєте Ви потрібні документи? — Не всі" in copy
    assert "Область ставить звернення першим" in copy


# Two authorities --------------------------------------------------------------------------------------------


def screening(authority: str | None, mode: str = "beside") -> dict[str, Any]:
    lists: dict[str, Any] = {
        group: [] for group in ("danger", "discrimination", "exploitation", "vulnerability")
    }
    rest = {"held": None, "minors": None, "need": "work", "verdict": verdict("green")}
    return {"mode": mode, "authority": authority, **lists, **rest}


def in_kyiv(tx: Tx, cast: Cast) -> Actor:
    """Olha's institution is one of Kyiv region's; the city has one as well."""
    tx.db.get_one(Institution, "cnap").region = "UA-32"
    for region in ("UA-32", "UA-30"):
        tx.db.add(
            Institution(
                id=f"social-{region}",
                name=f"Зразок: {region}",
                kind="social",
                region=region,
                hours=OFFICE,
                tracks=[],
                on_system=True,
            )
        )
    tx.db.flush()
    return cast.actor(tx, "olha")


async def test_a_case_is_of_the_authority_that_was_named_and_goes_to_its_institutions(
    cast: Cast, transact: Callable[..., Any]
) -> None:
    def refer(tx: Tx) -> None:
        actor = in_kyiv(tx, cast)
        kept = screened(tx, actor, screening("UA-30")).data["screening"]
        assert tx.db.get_one(Screening, kept).region == "UA-30"
        answers = {"authority": "UA-30"}
        assert FACTS_BY_NAME["region"](tx, actor, answers)["id"] == "UA-30"
        assert [one["id"] for one in FACTS_BY_NAME["directory"](tx, actor, answers)] == ["social-UA-30"]
        assert FACTS_BY_NAME["region"](tx, actor, {})["id"] == "UA-32"
        outside = asked(to("social-UA-32", leads=True), authority="UA-30")
        assert referred(tx, actor, outside).kind == "nobody"
        data = asked(to("social-UA-30", leads=True), authority="UA-30", screening=kept)
        assert referred(tx, actor, data).kind == "sent"
        assert tx.db.scalars(select(Case)).one().region == "UA-30"

    await transact(refer)


@pytest.mark.parametrize("authority", ["UA-05", "UA-51", "nowhere"])
async def test_nobody_names_an_authority_that_is_none_of_hers(
    cast: Cast, transact: Callable[..., Any], authority: str
) -> None:
    def refer(tx: Tx) -> None:
        actor = in_kyiv(tx, cast)
        data = asked(to("social-UA-32", leads=True), authority=authority)
        assert referred(tx, actor, data).kind == "not_permitted"
        kept = screened(tx, actor, screening(authority)).data["screening"]
        assert tx.db.get_one(Screening, kept).region == "UA-32"
        assert FACTS_BY_NAME["region"](tx, actor, {"authority": authority})["id"] == "UA-32"

    await transact(refer)


async def test_a_person_and_whoever_works_elsewhere_name_none(
    cast: Cast, transact: Callable[..., Any]
) -> None:
    def refer(tx: Tx) -> None:
        person, elsewhere = newcomer(tx, region="UA-32"), cast.actor(tx, "petro")
        tx.db.get_one(Institution, "cnap").region = "UA-51"
        for actor, mode, given in ((person, "self", "electronic"), (elsewhere, "beside", "oral")):
            data = asked(to("social", given, leads=True), mode=mode, authority="UA-30")
            assert referred(tx, actor, data).kind == "not_permitted"
            assert FACTS_BY_NAME["region"](tx, actor, {"authority": "UA-30"})["id"] != "UA-30"

    await transact(refer)


# Herself, or through the head -------------------------------------------------------------------------------


def in_rivne(tx: Tx) -> None:
    """Where a specialist may choose: the institutions of Vinnytsia's cast work there."""
    for id_ in ("vn_cnap", "vn_social"):
        tx.db.get_one(Institution, id_).region = "UA-56"
    tx.db.flush()


@pytest.mark.parametrize(("through", "state"), [(True, "waiting"), (False, "sent")])
async def test_where_she_may_choose_the_head_signs_what_she_asks_for(
    cast: Cast, transact: Callable[..., Any], through: bool, state: str
) -> None:
    def refer(tx: Tx) -> None:
        in_rivne(tx)
        actor = cast.actor(tx, "vn_specialist")
        assert FACTS_BY_NAME["heads"](tx, actor, {}) == 1
        assert FACTS_BY_NAME["heads"](tx, cast.actor(tx, "vn_head"), {}) == 0, "she herself does not count"
        referred(tx, actor, asked(to("vn_social", leads=True), through_head=through))
        referral = tx.db.scalars(select(Referral)).one()
        assert referral.state == state
        kinds = list(tx.db.scalars(select(Deadline.kind).where(Deadline.referral_id == referral.id)))
        assert ("signoff" in kinds) is through
        assert ((cast.people["vn_head"], "signoff_wanted") in notices(tx)) is through
        if through:
            head = cast.actor(tx, "vn_head")
            assert signed_off(tx, head, {"referral": referral.id, "agreed": True}).kind == "ok"

    await transact(refer)


@pytest.mark.parametrize("why", ["danger", "nobody"])
async def test_danger_and_a_head_who_is_away_keep_nobody_waiting(
    cast: Cast, transact: Callable[..., Any], why: str
) -> None:
    def refer(tx: Tx) -> None:
        in_rivne(tx)
        actor = cast.actor(tx, "vn_specialist")
        if why == "nobody":
            from bot.services.team import away_set

            away_set(tx, cast.actor(tx, "vn_head"), {"days": 3})
            assert FACTS_BY_NAME["heads"](tx, actor, {}) == 0
        level = "red" if why == "danger" else "yellow"
        data = asked(to("vn_social", leads=True), through_head=True, verdict=verdict(level))
        referred(tx, actor, data)
        assert tx.db.scalars(select(Referral)).one().state == "sent"
        assert (cast.people["vn_head"], "signoff_wanted") not in notices(tx)

    await transact(refer)
