"""The two maps are whole: every event has its effect, every fact its loader."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from sqlalchemy import select

from bot.db.models import Audit
from bot.db.tx import Tx
from bot.effects import EFFECTS
from bot.facts import FACTS_BY_NAME, FactsFor
from bot.facts.person import LANGUAGES
from bot.services.consents import excluded
from bot.services.people import discreet_set, onboarded
from bot.services.referrals import referred
from flows.definitions.notices import NOTICES
from flows.events import EVENTS
from flows.facts import FACTS
from tests.services.cast import CONTACT, Cast, asked, newcomer, to


def test_every_event_has_its_effect_by_its_own_name() -> None:
    assert set(EFFECTS) == set(EVENTS)
    assert [name for name, effect in EFFECTS.items() if effect.__name__ != name] == []


def test_every_fact_has_its_loader_by_its_own_name() -> None:
    assert set(FACTS_BY_NAME) == set(FACTS)
    assert [name for name, load in FACTS_BY_NAME.items() if load.__name__ != name] == []


def test_an_event_nobody_knows_is_a_fault() -> None:
    with pytest.raises(KeyError):
        EFFECTS["never_heard_of"]


async def test_a_fact_is_loaded_once_a_turn_and_read_once_in_the_log(
    cast: Cast, transact: Callable[..., Any]
) -> None:
    def refer(tx: Tx) -> list[str]:
        data = asked(to("social", leads=True), to("legal"))
        return [row["referral"] for row in referred(tx, cast.actor(tx, "olha"), data).data["recipients"]]

    social, legal = await transact(refer)

    def look(tx: Tx) -> Any:
        facts = FactsFor(tx, cast.actor(tx, "olha"))
        first = facts({"referral": social, "did": "x"})["card"]
        again = facts({"referral": social, "did": "y"})["card"]
        other = facts({"referral": legal})["card"]
        return first is again, first["referral"], other["referral"]

    assert await transact(look) == (True, social, legal)
    actions = await transact(lambda tx: list(tx.db.scalars(select(Audit.action).order_by(Audit.id))))
    assert actions == ["referred", "card_read", "card_read"]


async def test_there_are_all_facts_and_no_others(transact: Callable[..., Any]) -> None:
    def look(tx: Tx) -> Any:
        facts = FactsFor(tx, newcomer(tx))({})
        return {name: facts[name] for name in facts}, facts.get("nothing"), len(facts)

    found, nothing, count = await transact(look)
    assert set(found) == set(FACTS)
    assert (nothing, count) == (None, len(FACTS))
    # a newcomer has nothing and no work
    assert [found[name] for name in ("cases", "consents", "readers", "work", "sent", "due", "team")] == [
        []
    ] * 7
    assert (found["contact"], found["card"]) == (None, None)


# What the person may know --------------------------------------------------------------------------------


async def test_me_and_the_world_around(cast: Cast, transact: Callable[..., Any]) -> None:
    def look(tx: Tx) -> Any:
        actor = newcomer(tx, region="UA-05")
        onboarded(tx, actor, {})
        facts = FactsFor(tx, actor)({"region": "UA-51"})
        return {
            name: facts[name] for name in ("me", "languages", "operator", "region", "emergency", "hotlines")
        }

    found = await transact(look)
    me = found["me"]
    assert (me["region"], me["region_name"]["t"], me["onboarded"]) == ("UA-05", "Вінницька область", True)
    assert (me["channel"], me["staff"], me["roles"], me["is_staff"], me["away"]) == (
        "telegram",
        None,
        [],
        False,
        None,
    )
    assert found["region"]["id"] == "UA-05"
    assert found["languages"] == [{"id": id_, "label": label} for id_, label in LANGUAGES.items()]
    addresses = "https://dorozhnyk.example/addresses"
    assert found["operator"] == {"name": "Зразок установи", "contact": "", "addresses": addresses}
    numbers = [line["number"] for line in found["emergency"]]
    assert {"102", "103", "101", "112"} <= set(numbers)
    assert not {line["number"] for line in found["hotlines"]} & set(numbers)
    assert all(line["name"] for line in (*found["emergency"], *found["hotlines"]))


async def test_a_worker_is_told_where_she_works(cast: Cast, transact: Callable[..., Any]) -> None:
    def look(tx: Tx) -> Any:
        facts = FactsFor(tx, cast.actor(tx, "vn_head"))({})
        return facts["me"], facts["region"]["id"]

    me, region = await transact(look)
    assert (me["staff"], me["roles"], me["is_staff"], me["institution"]) == (
        "vn_head",
        ["head"],
        True,
        "vn_cnap",
    )
    assert (me["name"], me["institution_name"], region) == ("Працівник vn_head", "Зразок: vn_cnap", "UA-05")


async def test_the_directory_is_the_region_s_and_leaves_out_whom_she_excluded(
    cast: Cast, transact: Callable[..., Any]
) -> None:
    def look(tx: Tx) -> Any:
        actor = newcomer(tx)
        excluded(tx, actor, {"institution": "legal", "staff": None})
        return FactsFor(tx, actor)({})["directory"]

    rows = {row["id"]: row for row in await transact(look)}
    assert set(rows) == {"social", "children", "employment", "cnap", "closed"}
    social = rows["social"]
    assert (social["on_system"], social["takes_referrals"], social["open"], social["on_duty"]) == (True,) * 4
    assert social["sample"]
    assert social["consent_modes"] == ["oral", "electronic", "paper"]
    assert (rows["employment"]["on_duty"], rows["closed"]["takes_referrals"]) == (False, False)


async def test_her_cases_consents_and_contact_are_hers_alone(
    cast: Cast, transact: Callable[..., Any]
) -> None:
    def refer(tx: Tx) -> str:
        actor = newcomer(tx)
        recipients = to("social", "electronic", leads=True), to("legal", "electronic")
        referred(tx, actor, asked(*recipients, mode="self"))
        return actor.person_id

    person_id = await transact(refer)

    def look(tx: Tx, address: str) -> Any:
        actor = newcomer(tx, address)
        facts = FactsFor(tx, actor)({})
        return actor.person_id, facts["cases"], facts["consents"], facts["contact"]

    hers, cases, consents, contact = await transact(lambda tx: look(tx, "77"))
    assert hers == person_id
    (case,) = cases
    assert (case["level"], case["state"]) == ("yellow", "open")
    assert case["level_label"]["t"].startswith("Щоб допомога була безпечною")
    leading, lawyer = case["referrals"]
    assert (leading["institution"], leading["state"], leading["lead"]) == (
        "Зразок: social",
        "sent",
        "Працівник iryna",
    )
    assert leading["due"] == {"at": "2026-11-25T08:00:00+00:00"}
    assert (lawyer["institution_id"], lawyer["lead"], lawyer["lead_id"]) == ("legal", None, None)
    assert {one["institution"] for one in consents} == {"social", "legal"}
    assert consents[0]["fields"][0]["t"] == "ім'я"
    assert consents[0]["until"] == {"at": "2027-05-22"}
    assert contact == CONTACT

    _, cases, consents, contact = await transact(lambda tx: look(tx, "stranger"))
    assert (cases, consents, contact) == ([], [], None)


async def test_discretion_is_a_fact(transact: Callable[..., Any]) -> None:
    def look(tx: Tx) -> Any:
        actor = newcomer(tx)
        discreet_set(tx, actor, {"on": True})
        return FactsFor(tx, actor)({})["me"]["discreet"]

    assert await transact(look) is True


@pytest.mark.parametrize(
    "notice", ["signoff_wanted", "contact_changed", "duty_told", "head_told", "case_taken_away"]
)
def test_what_services_tell_has_words(notice: str) -> None:
    assert notice in NOTICES
