"""Levels: raised by one with a reason, lowered by two; deadlines follow."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select

from bot.db.models import Case, Deadline, LevelChange, Nudge, Referral, Staff
from tests.conftest import Clock
from tests.services.house import CODE, ROUND_THE_CLOCK, House, clock_time, furnished, kyiv


@pytest.fixture
async def house(transact: Callable[[Any], Awaitable[Any]], clock: Clock) -> House:
    """The social service is on duty day and night; Olena's case is yellow, just sent."""
    house = await furnished(transact, clock, ROUND_THE_CLOCK)
    await house.refer()
    house.forget()
    return house


async def raise_(house: House, level: str = "red", who: str = "iryna") -> str:
    data = {"case": house.ids["case"], "level": level, "reason": "Прямі погрози."}
    return (await house.do(who, "level_raised", **data)).kind


async def ask(house: House, level: str = "green", who: str = "iryna") -> str:
    data = {"case": house.ids["case"], "level": level, "reason": "Житло знайдено."}
    return (await house.do(who, "level_lowering_asked", **data)).kind


async def decide(house: House, who: str, *, agreed: bool = True) -> str:
    change = (await changes(house))[-1]
    return (await house.do(who, "level_decided", change=change.id, agreed=agreed)).kind


async def changes(house: House) -> list[LevelChange]:
    return list(await house.run(lambda tx: tx.db.scalars(select(LevelChange).order_by(LevelChange.at)).all()))


async def level(house: House) -> str:
    case: Case = await house.row(Case, house.ids["case"])
    return case.level


# Raising ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("who", ["iryna", "lesia", "daria"])
async def test_whoever_sent_or_leads_raises_at_once(house: House, who: str) -> None:
    assert await raise_(house, who=who) == "ok"
    assert await level(house) == "red"
    [change] = await changes(house)
    assert (change.old, change.new, change.state) == ("yellow", "red", "done")
    assert change.asked_by == change.decided_by == house.ids[f"staff:{who}"]
    assert "погрози".encode() not in change.reason_sealed
    assert await house.run(lambda tx: tx.unseal(change, "reason")) == "Прямі погрози."


@pytest.mark.parametrize("who", ["petro", "vira", "olena"])
async def test_others_can_not(house: House, who: str) -> None:
    if who == "petro":
        await house.run(lambda tx: house.employ(tx, "oksana", "legal", ("head",)))
        who = "oksana"
    assert await raise_(house, who=who) == "not_permitted"
    assert await level(house) == "yellow"


@pytest.mark.parametrize("wanted", ["yellow", "green", "violet"])
async def test_raising_goes_up_only(house: House, wanted: str) -> None:
    assert await raise_(house, wanted) == "not_permitted"
    assert await level(house) == "yellow"


async def test_a_raised_emergency_counts_from_now_and_everybody_hears(house: House) -> None:
    house.clock.move(hours=5)
    await raise_(house)
    assert sorted((who, notice) for who, notice, _ in house.told) == [
        ("lesia", "urgent_alert"),
        ("nadia", "coordinator_alert"),
    ]
    acknowledge, contact = await house.deadline("acknowledge"), await house.deadline("contact")
    assert acknowledge is not None
    assert contact is not None
    assert clock_time(acknowledge.due_at) == "Mon 23 15:15"
    assert clock_time(contact.due_at) == "Tue 24 15:00"
    assert {acknowledge.level, contact.level} == {"red"}
    house.forget()
    heard = await house.wait(kyiv("2026-11-23 15:31"))
    assert heard == [("Mon 23 15:15", "daria", "urgent_alert"), ("Mon 23 15:30", "nadia", "urgent_alert")]


async def test_a_raised_case_that_was_taken_has_an_hour_from_now(house: House) -> None:
    await house.do("lesia", "accepted", referral=house.ids["referral"])
    house.forget()
    house.clock.move(hours=5)
    await raise_(house)
    assert house.heard("lesia") == ["urgent_alert"]
    contact = await house.deadline("contact")
    assert contact is not None
    assert clock_time(contact.due_at) == "Mon 23 16:00"
    assert ("Mon 23 16:00", "nadia", "urgent_alert") in await house.wait(kyiv("2026-11-23 17:00"))


async def test_a_raise_after_the_contact_is_heard_too(house: House) -> None:
    await house.do("lesia", "status_set", referral=house.ids["referral"], status="contacted")
    house.forget()
    await raise_(house)
    assert {who for who, _, _ in house.told} == {"lesia", "nadia"}


async def test_whoever_raises_is_not_told_of_it(house: House) -> None:
    await raise_(house, who="lesia")
    assert house.heard("lesia") == []
    assert house.heard("nadia") == ["coordinator_alert"]


async def test_raised_from_green_a_contact_is_promised_from_now(
    transact: Callable[[Any], Awaitable[Any]], clock: Clock
) -> None:
    house = await furnished(transact, clock)
    await house.refer("green")
    house.forget()
    clock.move(hours=30)
    assert await raise_(house, "yellow") == "ok"
    contact = await house.deadline("contact")
    assert contact is not None
    assert contact.due_at == clock.at + timedelta(hours=48)
    assert house.heard("lesia") == ["lead_reminder"]
    heard = await house.wait(clock.at + timedelta(hours=72))
    assert "olena" not in {who for _, who, _ in heard}  # she is not asked whether she got there any more


@pytest.mark.parametrize("hours", [0, 0.5, 12, 30, 47.5, 60])
@pytest.mark.parametrize("taken", [False, True])
async def test_raising_never_makes_a_promise_later(house: House, hours: float, taken: bool) -> None:
    before = await house.deadline("contact")
    assert before is not None
    house.clock.move(hours=hours)
    if taken:
        await house.do("lesia", "accepted", referral=house.ids["referral"])
    await raise_(house)
    after = await house.deadline("contact")
    assert after is not None
    assert after.due_at <= before.due_at


async def test_an_emergency_waits_for_no_signature(
    transact: Callable[[Any], Awaitable[Any]], clock: Clock
) -> None:
    house = await furnished(transact, clock, ROUND_THE_CLOCK)
    await house.refer(state="waiting")
    assert await house.deadline("acknowledge") is None
    house.forget()
    assert await raise_(house) == "ok"
    row: Referral = await house.row(Referral, house.ids["referral"])
    assert (row.state, row.lead_id) == ("sent", house.ids["staff:lesia"])
    assert house.heard("lesia") == ["lead_alert"]
    assert house.heard("nadia") == ["coordinator_alert"]
    signoff = await house.deadline("signoff")
    assert signoff is not None
    assert signoff.met_at == clock.at


async def test_a_closed_case_keeps_its_level(house: House) -> None:
    await house.do("lesia", "outcome_written", referral=house.ids["referral"], outcome=None, result="met")
    assert await raise_(house) == "not_permitted"
    assert await ask(house) == "not_permitted"


# Lowering ---------------------------------------------------------------------------------------------------


async def test_asking_changes_nothing_until_the_second_person_decides(house: House) -> None:
    before = await house.deadline("contact")
    assert await ask(house) == "asked"
    assert await level(house) == "yellow"
    assert house.told == [("nadia", "lowering_asked", {"code": CODE})]
    after = await house.deadline("contact")
    assert before is not None
    assert after is not None
    assert (before.due_at, before.level) == (after.due_at, after.level)


async def test_the_second_person_agrees(house: House) -> None:
    await ask(house)
    assert await decide(house, "nadia") == "ok"
    assert await level(house) == "green"
    [change] = await changes(house)
    assert (change.state, change.decided_by) == ("done", house.ids["staff:nadia"])


async def test_the_second_person_keeps_the_level(house: House) -> None:
    await ask(house)
    assert await decide(house, "nadia", agreed=False) == "ok"
    assert await level(house) == "yellow"
    [change] = await changes(house)
    assert change.state == "refused"


async def test_the_asker_can_not_be_the_second_person(house: House) -> None:
    await ask(house, who="iryna")
    assert await decide(house, "iryna") == "not_permitted"
    assert await level(house) == "yellow"


@pytest.mark.parametrize("who", ["vira", "olena"])
async def test_a_stranger_can_not_be_the_second_person(house: House, who: str) -> None:
    await ask(house)
    assert await decide(house, who) == "not_permitted"
    assert await level(house) == "yellow"


@pytest.mark.parametrize("agreed", [True, False])
async def test_what_was_decided_is_gone(house: House, agreed: bool) -> None:
    await ask(house)
    await decide(house, "nadia", agreed=agreed)
    assert await decide(house, "lesia") == "gone"
    assert (await house.do("nadia", "level_decided", change="nothing", agreed=True)).kind == "gone"


@pytest.mark.parametrize("agreed", [True, False])
async def test_whoever_asked_hears_what_was_decided(house: House, agreed: bool) -> None:
    await ask(house)
    house.forget()
    await decide(house, "nadia", agreed=agreed)
    [(who, notice, give)] = [one for one in house.told if one[1] == "lowering_decided"]
    assert (who, notice) == ("iryna", "lowering_decided")
    assert give == {
        "code": CODE,
        "colour": "🟢" if agreed else "🟡",
        "lowered": agreed,
        "referral": house.ids["referral"],
    }


async def test_a_raise_too_is_an_answer_that_the_asker_hears(house: House) -> None:
    await ask(house)
    house.forget()
    await house.do("lesia", "level_raised", case=house.ids["case"], level="red", reason="Погрози.")
    assert "lowering_decided" in house.heard("iryna")


async def test_whoever_may_know_the_case_no_longer_hears_nothing_of_it(house: House) -> None:
    await ask(house)
    await house.do("olena", "excluded", institution=None, staff=house.ids["staff:iryna"])
    house.forget()
    await decide(house, "nadia")
    assert house.heard("iryna") == []


async def test_a_raise_answers_the_question(house: House) -> None:
    await ask(house)
    await raise_(house, who="lesia")
    [asked] = [one for one in await changes(house) if one.new == "green"]
    assert asked.state == "refused"
    happened = await house.do("nadia", "level_decided", change=asked.id, agreed=True)
    assert happened.kind == "gone"
    assert await level(house) == "red"


async def test_only_one_question_waits_at_a_time(house: House) -> None:
    await ask(house)
    assert await ask(house, who="lesia") == "asked"
    assert len(await changes(house)) == 1
    assert house.heard("nadia") == ["lowering_asked"]


async def test_where_no_coordinator_is_left_another_one_who_works_on_it_is_asked(house: House) -> None:
    await house.change(Staff, house.ids["staff:nadia"], revoked_at=house.clock.at)
    await ask(house, who="iryna")
    assert house.heard("lesia") == ["lowering_asked"]


@pytest.mark.parametrize("wanted", ["yellow", "red", "violet"])
async def test_lowering_goes_down_only(house: House, wanted: str) -> None:
    assert await ask(house, wanted) == "not_permitted"


async def test_lowered_to_yellow_the_promise_counts_from_the_sending(
    transact: Callable[[Any], Awaitable[Any]], clock: Clock
) -> None:
    house = await furnished(transact, clock, ROUND_THE_CLOCK)
    await house.refer("red")
    await house.do("lesia", "accepted", referral=house.ids["referral"])
    clock.move(minutes=30)
    await ask(house, "yellow")
    await decide(house, "nadia")
    contact = await house.deadline("contact")
    assert contact is not None
    assert contact.due_at == kyiv("2026-11-25 10:00")
    house.forget()
    heard = await house.wait(kyiv("2026-11-28 12:00"))
    assert [one for one in heard if one[2] == "urgent_alert"] == []
    assert heard[0] == ("Tue 24 10:00", "lesia", "lead_reminder")


async def test_lowered_to_green_nothing_is_due_and_the_person_is_asked_in_the_end(house: House) -> None:
    await ask(house)
    await decide(house, "nadia")
    open_ = select(Deadline).where(Deadline.met_at.is_(None))
    rows = await house.run(lambda tx: tx.db.scalars(open_).all())
    assert [one.kind for one in rows] == ["asked"]
    house.forget()
    assert await house.wait(kyiv("2026-12-05 12:00")) == [("Thu 26 10:00", "olena", "asked_arrived")]


async def test_a_promise_that_is_broken_by_the_lowering_is_heard_of(
    transact: Callable[[Any], Awaitable[Any]], clock: Clock
) -> None:
    house = await furnished(transact, clock, ROUND_THE_CLOCK)
    await house.refer("red")
    clock.move(hours=50)  # nothing ran all that time
    await house.run(lambda tx: [tx.db.delete(one) for one in tx.db.scalars(select(Nudge))])
    await ask(house, "yellow")
    house.forget()
    await decide(house, "nadia")
    assert house.heard("nadia") == ["coordinator_due"]
