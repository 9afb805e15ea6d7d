"""A case goes on to one more institution: prepared by itself, sent only by a consent of its own, by whoever
may."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import func, select

from bot.db.models import (
    Audit,
    Case,
    CaseEvent,
    Consent,
    Deadline,
    Identity,
    Institution,
    Onward,
    Person,
    Referral,
    Staff,
)
from bot.effects import EFFECTS
from bot.regions import Regions
from bot.services.access import actor_of
from bot.services.directory import NO_TRACK
from tests.conftest import Clock
from tests.services.beside import asking, in_chat, ordered, referral_to, rows, sending, settle_in
from tests.services.house import House, furnished

EVENTS = ("onward_sent", "onward_asked", "onward_declined")


@pytest.fixture
def regions(tmp_path: Path) -> Regions:
    return ordered(tmp_path)


@pytest.fixture
async def house(transact: Callable[[Any], Awaitable[Any]], clock: Clock) -> House:
    """Lesia of the social service has taken Olena's case, sent by Iryna."""
    house = await furnished(transact, clock)
    await settle_in(house)
    return house


async def contacted(house: House, who: str = "lesia") -> None:
    await house.do(who, "status_set", referral=house.ids["referral"], status="contacted")


async def told(house: House, notice: str) -> list[str]:
    return [who for who, name, _ in house.told if name == notice]


def carrying(house: House, event: str, to: str = "employment") -> dict[str, Any]:
    data = sending(house, to) if event == "onward_sent" else asking(house, to)
    return data if event != "onward_declined" else {name: data[name] for name in ("referral", "institution")}


# It prepares itself -----------------------------------------------------------------------------------------


async def test_a_first_contact_prepares_what_follows_and_sends_nothing(house: House) -> None:
    await contacted(house)
    (row,) = await rows(house, Onward)
    assert (row.institution_id, row.state) == (house.ids["at:employment"], "prepared")
    assert await told(house, "onward_prepared") == ["lesia"]
    assert len(await rows(house, Referral)) == len(await rows(house, Consent)) == 1
    fact = await house.fact("lesia", "onward", referral=house.ids["referral"], onward=row.id)
    assert fact["preset"]["id"] == house.ids["at:employment"]
    card = await house.fact("lesia", "card", referral=house.ids["referral"])
    assert len(card["onward"]) == 1
    assert (await house.fact("iryna", "card", referral=house.ids["referral"]))["onward"] == []


async def test_it_is_prepared_once_however_often_a_contact_is_recorded(house: House) -> None:
    for status in ("contacted", "working", "contacted"):
        await house.do("lesia", "status_set", referral=house.ids["referral"], status=status)
    assert len(await rows(house, Onward)) == 1
    assert await told(house, "onward_prepared") == ["lesia"]


@pytest.mark.parametrize("why", ["takes none", "excluded", "in the case", "declined before", "not there"])
async def test_where_nobody_can_follow_nothing_is_prepared(house: House, why: str) -> None:
    place = house.ids["at:employment"]
    match why:
        case "takes none":
            await house.change(Institution, place, takes_referrals=False)
        case "excluded":
            await house.do("olena", "excluded", institution=place, staff=None)
        case "in the case":
            await house.do("lesia", "onward_sent", **sending(house, "employment"))
        case "declined before":
            await house.do("lesia", "onward_declined", **carrying(house, "onward_declined"))
        case "not there":
            await house.change(Institution, place, region="UA-05")
    before = len(await rows(house, Onward))
    await contacted(house)
    assert len(await rows(house, Onward)) == before
    assert await told(house, "onward_prepared") == []


async def test_what_follows_on_what_follows_prepares_itself_too(house: House) -> None:
    await house.do("lesia", "onward_sent", **sending(house, "employment"))
    house.ids["referral"] = (await referral_to(house, "employment")).id
    await house.do("marta", "accepted", referral=house.ids["referral"])
    await contacted(house, "marta")
    (row,) = await rows(house, Onward, state="prepared")
    assert row.institution_id == house.ids["at:migration"]
    assert await told(house, "onward_prepared") == ["marta"]


# The lead sends it ------------------------------------------------------------------------------------------


async def test_it_is_a_referral_of_its_own_with_its_consent_and_its_deadlines(house: House) -> None:
    await contacted(house)
    house.forget()
    sent = await house.do("lesia", "onward_sent", **sending(house, "employment"))
    assert (sent.kind, sent.data["name"], sent.data["on_system"]) == ("sent", "Зразок: employment", True)
    new = await referral_to(house, "employment")
    assert (new.state, new.leads, new.lead_id) == ("sent", False, house.ids["staff:marta"])
    assert new.case_id == house.ids["case"]
    consent = (await rows(house, Consent, id=new.consent_id))[0]
    assert (consent.mode, consent.taken_by) == ("oral", house.ids["staff:lesia"])
    assert "plan" not in consent.fields, "there is no plan to pass on"
    kinds = {one.kind for one in await rows(house, Deadline, referral_id=new.id)}
    assert {"acknowledge", "contact"} <= kinds
    assert await told(house, "lead_alert") == ["marta"]
    assert await told(house, "outcome_known") == ["iryna"]
    (row,) = await rows(house, Onward)
    assert (row.state, row.gist_sealed) == ("sent", None)
    assert len(await rows(house, Audit, action="onward_sent")) == 1
    assert (await house.row(Case, house.ids["case"])).state == "open"


async def test_the_case_closes_with_the_last_of_its_referrals(house: House) -> None:
    await house.do("lesia", "onward_sent", **sending(house, "employment"))
    new = await referral_to(house, "employment")
    for who, referral in (("lesia", house.ids["referral"]), ("marta", new.id)):
        assert (await house.row(Case, house.ids["case"])).state == "open"
        data = {"referral": referral, "outcome": None, "result": "elsewhere", "adapted": None}
        assert (await house.do(who, "outcome_written", **data)).kind == "ok"
    assert (await house.row(Case, house.ids["case"])).state == "closed"


async def test_nothing_is_passed_on_that_the_lead_may_not_know(house: House) -> None:
    consent = (await rows(house, Consent))[0]
    await house.change(Consent, consent.id, fields=["contact_way", "level"])
    await house.do("lesia", "onward_sent", **sending(house, "employment", gist=None))
    new = await referral_to(house, "employment")
    assert (await rows(house, Consent, id=new.consent_id))[0].fields == ["contact_way", "level"]


@pytest.mark.parametrize("mode", ["electronic", None, "paper"])
async def test_a_consent_that_does_not_count_there_sends_nothing(house: House, mode: str | None) -> None:
    await house.change(Institution, house.ids["at:employment"], consent_modes=["oral", "electronic"])
    data = sending(house, "employment", mode=mode)
    assert (await house.do("lesia", "onward_sent", **data)).kind == "gone"
    assert len(await rows(house, Referral)) == 1


@pytest.mark.parametrize("to", ["social", "elsewhere"])
async def test_who_has_the_case_or_works_in_another_region_does_not_get_it(house: House, to: str) -> None:
    assert (await house.do("lesia", "onward_sent", **sending(house, to))).kind == "gone"
    offered = await house.fact("lesia", "onward", referral=house.ids["referral"])
    assert house.ids[f"at:{to}"] not in [one["id"] for one in offered["rows"]]


async def test_a_place_that_is_not_on_the_system_is_led_by_whoever_sent_it_there(house: House) -> None:
    """Not by whoever referred first: she knows nothing of it."""
    await house.do("lesia", "onward_sent", **sending(house, "migration"))
    new = await referral_to(house, "migration")
    assert new.lead_id == house.ids["staff:lesia"]
    assert new.id in [one["id"] for one in await house.fact("lesia", "work")]
    done = await house.do("lesia", "handed_over", referral=new.id, taken_by="Чергова")
    assert done.kind == "ok"
    house.forget()
    house.clock.move(days=3)
    await house.tick()
    assert "lead_reminder" in house.heard("lesia")
    assert "sender_reminder" not in house.heard("iryna")


async def test_two_leads_at_once_send_it_once(
    house: House, transact: Callable[[Any], Awaitable[Any]]
) -> None:
    def act(who: str) -> Callable[[Any], str]:
        return lambda tx: (
            EFFECTS["onward_sent"](tx, actor_of(tx, house.ids[who]), sending(house, "employment")).kind
        )

    kinds = await asyncio.gather(*(transact(act(who)) for who in ("lesia", "daria", "lesia")))
    assert sorted(kinds) == ["gone", "gone", "sent"]
    assert len(await rows(house, Onward)) == 1
    await referral_to(house, "employment")


# Who may ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("who", ["iryna", "petro", "nadia", "vira", "marta", "olena"])
async def test_nobody_else_takes_the_case_on(house: House, who: str) -> None:
    await in_chat(house)
    house.forget()
    for event in EVENTS:
        assert (await house.do(who, event, **carrying(house, event))).kind == "gone"
    assert await house.fact(who, "onward", referral=house.ids["referral"]) is None
    assert await rows(house, Onward) == []
    assert house.told == []


@pytest.mark.parametrize(
    "end", ["withdrawn", "ran out", "worker excluded", "institution excluded", "closed", "finished", "away"]
)
async def test_when_access_ends_the_case_goes_nowhere(house: House, end: str) -> None:
    await in_chat(house)
    referral = house.ids["referral"]
    match end:
        case "withdrawn":
            await house.do("olena", "consent_withdrawn", consent=house.ids["consent"])
        case "ran out":
            await house.change(Consent, house.ids["consent"], until=house.clock() - timedelta(minutes=1))
        case "worker excluded":
            await house.do("olena", "excluded", institution=None, staff=house.ids["staff:lesia"])
        case "institution excluded":
            await house.do("olena", "excluded", institution=house.ids["at:social"], staff=None)
        case "closed":
            await house.change(Case, house.ids["case"], state="closed")
        case "finished":
            data = {"referral": referral, "outcome": None, "result": "declined", "adapted": None}
            await house.do("lesia", "outcome_written", **data)
        case "away":
            await house.change(Staff, house.ids["staff:lesia"], revoked_at=house.clock())
    house.forget()
    for event in EVENTS:
        assert (await house.do("lesia", event, **carrying(house, event))).kind == "gone"
    assert await rows(house, Onward) == []
    assert len(await rows(house, Referral)) == 1
    assert house.told == []


async def test_the_deputy_goes_on_with_what_was_prepared(house: House) -> None:
    await contacted(house)
    assert (await house.do("daria", "onward_sent", **sending(house, "employment"))).kind == "sent"


async def test_with_another_lead_what_was_prepared_waits_for_her(house: House) -> None:
    await contacted(house)
    (row,) = await rows(house, Onward)
    await house.change(Staff, house.ids["staff:daria"], deputy_id=None)
    await house.do("nadia", "reassigned", referral=house.ids["referral"], staff=house.ids["staff:daria"])
    answers = {"referral": house.ids["referral"], "onward": row.id}
    assert (await house.fact("daria", "onward", **answers))["preset"]["id"] == house.ids["at:employment"]
    assert await house.fact("lesia", "onward", **answers) is None
    assert (await house.do("lesia", "onward_sent", **sending(house, "employment"))).kind == "gone"
    assert (await house.do("daria", "onward_sent", **sending(house, "employment"))).kind == "sent"


# She is asked in her chat -----------------------------------------------------------------------------------


async def ask(house: House) -> str:
    await in_chat(house)
    house.forget()
    assert (await house.do("lesia", "onward_asked", **asking(house, "employment"))).kind == "ok"
    (row,) = await rows(house, Onward)
    return str(row.id)


async def reply(house: House, onward: str, answer: str = "yes", who: str = "olena") -> str:
    fields = ["name", "contact", "gist", "level"]
    return (await house.do(who, "onward_answered", onward=onward, answer=answer, fields=fields)).kind


async def test_the_question_says_nothing_until_it_is_opened(house: House) -> None:
    onward = await ask(house)
    assert house.told == [("olena", "onward_asked", {"onward": onward})]
    (row,) = await rows(house, Onward)
    assert "Потрібна робота.".encode() not in row.gist_sealed
    asked = await house.fact("olena", "asked", onward=onward)
    assert (asked["name"], asked["gist"]) == ("Зразок: employment", "Потрібна робота.")
    assert [one["id"] for one in await house.fact("olena", "questions")] == [onward]
    for who in ("lesia", "iryna", "nadia"):
        assert await house.fact(who, "asked", onward=onward) is None
        assert await house.fact(who, "questions") == []


async def test_her_yes_is_her_consent_and_sends_it(house: House) -> None:
    onward = await ask(house)
    assert await reply(house, onward) == "sent"
    new = await referral_to(house, "employment")
    consent = (await rows(house, Consent, id=new.consent_id))[0]
    assert (consent.mode, consent.taken_by) == ("electronic", None)
    assert consent.fields == ["name", "contact", "gist", "level"]
    assert await told(house, "reply_came") == ["lesia"]
    assert await told(house, "outcome_known") == ["iryna"]
    assert await reply(house, onward) == "gone"
    assert await house.fact("olena", "questions") == []


async def test_her_no_is_noted_down_and_she_is_not_asked_again(house: House) -> None:
    onward = await ask(house)
    assert await reply(house, onward, "no") == "declined"
    house.forget()
    assert (await house.do("lesia", "onward_asked", **asking(house, "employment"))).kind == "gone"
    await contacted(house)
    assert await told(house, "onward_prepared") == await told(house, "onward_asked") == []
    (row,) = await rows(house, Onward)
    assert (row.state, row.gist_sealed) == ("declined", None)
    # what she comes to want herself can still be sent, by word of mouth
    assert (await house.do("lesia", "onward_sent", **sending(house, "employment"))).kind == "sent"


async def test_asked_twice_she_hears_once(house: House) -> None:
    await ask(house)
    assert (await house.do("lesia", "onward_asked", **asking(house, "employment"))).kind == "ok"
    assert house.heard("olena") == ["onward_asked"]


@pytest.mark.parametrize("why", ["phones", "shut", "paper", "not hers to know"])
async def test_who_cannot_be_asked_here_is_not(house: House, why: str) -> None:
    if why != "phones":
        await in_chat(house)
    match why:
        case "shut":
            (identity,) = await rows(house, Identity, person_id=house.ids["olena"])
            await house.change(Identity, identity.id, reachable=False)
        case "paper":
            await house.change(Institution, house.ids["at:employment"], consent_modes=["paper"])
        case "not hers to know":
            await house.change(Consent, house.ids["consent"], fields=["level"])
    house.forget()
    assert (await house.do("lesia", "onward_asked", **asking(house, "employment"))).kind == "gone"
    assert house.told == []
    assert await rows(house, Onward, state="asked") == []


@pytest.mark.parametrize("who", ["lesia", "iryna", "nadia", "marta"])
async def test_nobody_answers_for_her(house: House, who: str) -> None:
    onward = await ask(house)
    assert await reply(house, onward, who=who) == "gone"
    assert len(await rows(house, Referral)) == 1


@pytest.mark.parametrize("end", ["withdrawn", "sent meanwhile", "takes none", "excluded"])
async def test_a_question_that_is_idle_by_now_is_answered_with_nothing(house: House, end: str) -> None:
    onward = await ask(house)
    match end:
        case "withdrawn":
            await house.do("olena", "consent_withdrawn", consent=house.ids["consent"])
        case "sent meanwhile":
            await house.do("lesia", "onward_sent", **sending(house, "employment"))
        case "takes none":
            await house.change(Institution, house.ids["at:employment"], takes_referrals=False)
        case "excluded":
            await house.do("olena", "excluded", institution=house.ids["at:employment"], staff=None)
    before = len(await rows(house, Referral))
    assert await house.fact("olena", "asked", onward=onward) is None
    assert await reply(house, onward) == "gone"
    assert len(await rows(house, Referral)) == before


async def test_she_and_the_lead_at_once_send_it_once(
    house: House, transact: Callable[[Any], Awaitable[Any]]
) -> None:
    onward = await ask(house)
    answer = {"onward": onward, "answer": "yes", "fields": ["level"]}

    def hers(tx: Any) -> str:
        return EFFECTS["onward_answered"](tx, actor_of(tx, house.ids["olena"]), answer).kind

    def theirs(tx: Any) -> str:
        actor = actor_of(tx, house.ids["lesia"])
        return EFFECTS["onward_sent"](tx, actor, sending(house, "employment")).kind

    kinds = await asyncio.gather(*(transact(one) for one in (hers, theirs, hers, theirs)))
    assert sorted(kinds) == ["gone", "gone", "gone", "sent"]
    await referral_to(house, "employment")


# Beyond the community's powers ------------------------------------------------------------------------------


async def test_why_the_regions_help_is_wanted_stands_on_the_card_without_words_about_her(
    house: House,
) -> None:
    data = sending(house, "ova", ground="funding", payer="state", gist=None)
    data["fields"] = [*data["fields"], "ground", "payer"]
    assert (await house.do("lesia", "onward_sent", **data)).kind == "sent"
    (row,) = await rows(house, Onward)
    assert (row.ground, row.payer) == ("funding", "state")
    for who in ("lesia", "iryna"):
        (said,) = (await house.fact(who, "card", referral=house.ids["referral"]))["beyond"]
        assert said["a"]["payer"]["t"] == "держава"
    event = (await rows(house, CaseEvent, kind="beyond"))[0]
    assert event.data == {}, "why and who pays is not for everybody who reads the steps"
    assert (await house.fact("nadia", "card", referral=house.ids["referral"]))["beyond"] == []


async def test_a_ground_goes_along_only_by_the_persons_consent(house: House) -> None:
    fact = await house.fact("lesia", "onward", referral=house.ids["referral"])
    assert [one["id"] for one in fact["fields"]][-2:] == ["ground", "payer"]
    data = sending(house, "ova", ground="funding", payer="state")
    assert (await house.do("lesia", "onward_sent", **data)).kind == "sent"  # agreed to without the ground
    new = await referral_to(house, "ova")
    assert not {"ground", "payer"} & set((await rows(house, Consent, id=new.consent_id))[0].fields)
    assert (await house.fact("nadia", "card", referral=new.id))["beyond"] == []


async def test_the_regions_body_reads_the_ground_that_was_agreed_to(house: House) -> None:
    await house.run(lambda tx: house.employ(tx, "solomiia", "ova", ("lead",)))
    data = sending(house, "ova", ground="funding", payer=None)
    data["fields"] = [*data["fields"], "ground", "payer"]
    assert (await house.do("lesia", "onward_sent", **data)).kind == "sent"
    new = await referral_to(house, "ova")
    fields = (await rows(house, Consent, id=new.consent_id))[0].fields
    assert ("ground" in fields, "payer" in fields) == (True, False)
    (said,) = (await house.fact("solomiia", "card", referral=new.id))["beyond"]
    assert said["t"] == "Потрібні кошти, яких громада не має"


async def test_asked_in_her_chat_she_reads_that_the_ground_goes_along(house: House) -> None:
    await in_chat(house)
    await house.do(
        "lesia", "onward_asked", **asking(house, "ova", ground="funding", payer="state", gist=None)
    )
    (row,) = await rows(house, Onward)
    recipient = (await house.fact("olena", "asked", onward=row.id))["recipient"]
    assert recipient["purpose"]["t"] == "Потрібні кошти, яких громада не має"
    assert recipient["fields"][-2:] == ["ground", "payer"]
    assert [one["m"] for one in recipient["field_words"]][-2:] == ["field.ground", "field.payer"]


@pytest.mark.parametrize(
    ("to", "ground", "payer"),
    [("ova", "weather", None), ("employment", "funding", None), ("ova", "funding", "somebody")],
)
async def test_a_ground_that_is_none_of_the_regions_sends_nothing(
    house: House, to: str, ground: str, payer: str | None
) -> None:
    data = sending(house, to, ground=ground, payer=payer)
    assert (await house.do("lesia", "onward_sent", **data)).kind == "gone"
    assert len(await rows(house, Referral)) == 1


# Her own ----------------------------------------------------------------------------------------------------


async def test_erased_nothing_of_it_is_left(house: House) -> None:
    await ask(house)
    await house.do("olena", "erased")
    assert await rows(house, Onward) == []
    assert (await house.row(Person, house.ids["olena"])).key_wrapped is None


async def test_each_look_is_audited(house: House) -> None:
    await house.fact("lesia", "onward", referral=house.ids["referral"])
    counted = select(func.count()).select_from(Audit).where(Audit.action == "onward_read")
    assert await house.run(lambda tx: tx.db.scalar(counted)) == 1


# Another lead goes on with it -------------------------------------------------------------------------------


async def second_lead(house: House) -> str:
    """The police have the case too, and Pavlo leads it there; he may know how to reach her."""

    def build(tx: Any) -> None:
        hours = {day: [["09:00", "18:00"]] for day in ("mon", "tue", "wed", "thu", "fri")}
        place = Institution(
            id=tx.new_id(), name="Зразок: police", region="UA-51", kind="police", hours=hours, tracks=[],
            on_system=True, takes_referrals=True, sample=True,
        )  # fmt: skip
        tx.db.add(place)
        tx.db.flush()
        house.ids["at:police"] = place.id
        house.employ(tx, "pavlo", "police", ("lead",))

    await house.run(build)
    await house.refer(to="police", track="legal", name="second")
    await in_chat(house)
    await house.do("pavlo", "accepted", referral=house.ids["second"])
    house.forget()
    return house.ids["second"]


async def ends(house: House, how: str) -> None:
    """Lesia's own work on it."""
    if how == "hands back":
        await house.do("lesia", "handed_back", referral=house.ids["referral"], reason="немає змоги")
    else:
        data = {"referral": house.ids["referral"], "outcome": None, "result": "elsewhere", "adapted": None}
        await house.do("lesia", "outcome_written", **data)
    house.forget()


@pytest.mark.parametrize("end", ["is done", "hands back"])
@pytest.mark.parametrize("before", ["prepared", "asked"])
async def test_what_one_lead_began_the_next_can_ask_and_the_person_answer(
    house: House, before: str, end: str
) -> None:
    second = await second_lead(house)
    await (ask(house) if before == "asked" else contacted(house))
    await ends(house, end)
    assert await house.fact("olena", "questions") == []
    offered = await house.fact("pavlo", "onward", referral=second)
    states = {one["id"]: one["state"] for one in offered["rows"]}
    assert states[house.ids["at:employment"]] in ("prepared", None), "nobody can answer what was asked"
    data = asking(house, "employment", referral=second)
    assert (await house.do("pavlo", "onward_asked", **data)).kind == "ok"
    assert house.heard("olena") == ["onward_asked"]
    ((_, _, given),) = [one for one in house.told if one[0] == "olena"]
    assert [one["id"] for one in await house.fact("olena", "questions")] == [given["onward"]]
    assert (await house.do("pavlo", "onward_asked", **data)).kind == "ok", "pressed twice"
    assert house.heard("olena") == ["onward_asked"]
    assert await reply(house, given["onward"]) == "sent"
    assert "reply_came" in house.heard("pavlo")
    (row,) = await rows(house, Onward)
    assert (row.referral_id, row.state) == (second, "sent")


async def test_what_she_was_shown_before_is_not_her_yes_to_what_another_asks(house: House) -> None:
    second = await second_lead(house)
    first = await ask(house)
    data = asking(house, "employment", referral=second, gist="Інше.")
    assert (await house.do("pavlo", "onward_asked", **data)).kind == "ok"
    assert await house.fact("olena", "asked", onward=first) is None
    assert await reply(house, first) == "gone"
    (row,) = await rows(house, Onward)
    assert await reply(house, row.id) == "sent"


async def test_whoever_said_no_in_her_chat_hears_when_it_is_sent_on_another_word(house: House) -> None:
    onward = await ask(house)
    await reply(house, onward, "no")
    house.forget()
    assert (await house.do("lesia", "onward_sent", **sending(house, "employment"))).kind == "sent"
    assert house.heard("olena") == ["person_news"]


async def test_a_no_that_the_lead_noted_down_takes_no_news(house: House) -> None:
    await in_chat(house)
    await house.do("lesia", "onward_declined", **carrying(house, "onward_declined"))
    house.forget()
    assert (await house.do("lesia", "onward_sent", **sending(house, "employment"))).kind == "sent"
    assert house.heard("olena") == []


async def trackless(house: House) -> None:
    """Two more places whose kind stands on no track."""

    def build(tx: Any) -> None:
        for name in ("first", "other"):
            place = Institution(
                id=tx.new_id(), name=f"Зразок: {name}", region="UA-51", kind="emergency", hours={}, tracks=[],
                on_system=True, takes_referrals=True, sample=True,
            )  # fmt: skip
            tx.db.add(place)
            tx.db.flush()
            house.ids[f"at:{name}"] = place.id
            house.employ(tx, f"of {name}", name, ("lead",))

    await house.run(build)


async def test_who_stands_on_no_track_takes_nobodys_place(house: House) -> None:
    """One hands it back, another one is done: who was handed it back from is still waited for."""
    await trackless(house)
    new = {}
    for name in ("first", "other"):
        sent = await house.do("lesia", "onward_sent", **sending(house, name))
        new[name] = sent.data["referral"]
    assert {one.track for one in await rows(house, Referral) if one.id in new.values()} == {NO_TRACK}
    await house.do("of first", "handed_back", referral=new["first"], reason="немає змоги")
    await house.do("of other", "accepted", referral=new["other"])
    for who, referral in (("of other", new["other"]), ("lesia", house.ids["referral"])):
        data = {"referral": referral, "outcome": None, "result": "met", "adapted": True}
        assert (await house.do(who, "outcome_written", **data)).kind == "ok"
    assert (await house.row(Case, house.ids["case"])).state == "open"
    waiting = await rows(house, Deadline, referral_id=new["first"])
    assert [one for one in waiting if one.met_at is None]


async def test_a_later_one_on_no_track_does_not_end_what_was_handed_back(house: House) -> None:
    await trackless(house)
    first = (await house.do("lesia", "onward_sent", **sending(house, "first"))).data["referral"]
    await house.do("of first", "handed_back", referral=first, reason="немає змоги")
    waiting = [one.id for one in await rows(house, Deadline, referral_id=first) if one.met_at is None]
    await house.do("lesia", "onward_sent", **sending(house, "other"))
    assert waiting == [one.id for one in await rows(house, Deadline, referral_id=first) if one.met_at is None]
    assert waiting


# Why --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("to", "need", "purpose"),
    [
        ("employment", "work", "track.employment.purpose"),
        ("fund", "legal", "track.legal.purpose"),
        ("fund", "psychological", "track.psychological.purpose"),
        ("fund", "aid", None),  # it helps with other things too: the need is none of its tracks'
        ("migration", "documents", None),
    ],
)
async def test_why_an_institution_comes_in_follows_the_need_of_the_case(
    house: House, to: str, need: str, purpose: str | None
) -> None:
    await house.change(Case, house.ids["case"], need=need)
    fact = await house.fact("lesia", "onward", referral=house.ids["referral"])
    (row,) = [one for one in fact["rows"] if one["id"] == house.ids[f"at:{to}"]]
    if purpose is None:
        assert row["purpose"] is None
    else:
        assert row["purpose"]["m"].endswith(purpose)


# What the lead hears when nothing was sent ------------------------------------------------------------------


@pytest.mark.parametrize(
    ("why", "to", "over"),
    [
        ("there", "social", {}),
        ("takes_none", "employment", {}),
        ("not_open", "employment", {}),
        ("mode", "employment", {"mode": None}),
        ("ground", "employment", {"ground": "funding"}),
    ],
)
async def test_the_cause_is_told_where_nothing_was_sent(
    house: House, why: str, to: str, over: dict[str, Any]
) -> None:
    place = house.ids[f"at:{to}"]
    if why == "takes_none":
        await house.change(Institution, place, takes_referrals=False)
    if why == "not_open":
        await house.do("olena", "excluded", institution=place, staff=None)
    done = await house.do("lesia", "onward_sent", **sending(house, to, **over))
    assert (done.kind, done.data) == ("gone", {"why": why})


async def test_the_cause_is_told_where_nobody_was_asked(house: House) -> None:
    done = await house.do("lesia", "onward_asked", **asking(house, "employment"))
    assert (done.kind, done.data) == ("gone", {"why": "chat"})
    await in_chat(house)
    await house.do("lesia", "onward_declined", **carrying(house, "onward_declined"))
    done = await house.do("lesia", "onward_asked", **asking(house, "employment"))
    assert done.data == {"why": "declined"}


# When the person takes back her consent for a place that is not on the system -------------------------------


@pytest.mark.parametrize("end", ["withdrawn", "excluded"])
async def test_the_lead_tells_the_place_and_keeps_her_own_case(house: House, end: str) -> None:
    await house.do("lesia", "onward_sent", **sending(house, "migration"))
    new = await referral_to(house, "migration")
    house.forget()
    if end == "withdrawn":
        assert (await house.do("olena", "consent_withdrawn", consent=new.consent_id)).kind == "ok"
    else:
        await house.do("olena", "excluded", institution=house.ids["at:migration"], staff=None)
    ((who, notice, given),) = house.told
    assert (who, notice) == ("lesia", "consent_over_there")
    assert (given["referral"], given["withdrawn"]) == (house.ids["referral"], True)
    own = await house.row(Referral, house.ids["referral"])
    assert (own.state, own.lead_id) == ("accepted", house.ids["staff:lesia"])
