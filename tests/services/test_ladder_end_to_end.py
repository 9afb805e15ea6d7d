"""The table of deadlines (design, 2), row by row, from the sending to the notices, on an injected clock."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from datetime import timedelta
from typing import Any

import pytest

from bot.agenda import next_due
from bot.db.models import Consent, Identity, Institution, Referral, Staff
from tests.conftest import Clock
from tests.services.house import CODE, ROUND_THE_CLOCK, House, clock_time, kyiv

DAYS = {"shifts": [[day, "08:00", "20:00"] for day in ("mon", "tue", "wed", "thu", "fri")]}


@pytest.fixture
async def house(transact: Callable[[Any], Awaitable[Any]], clock: Clock) -> House:
    """Monday the 23rd of November 2026, ten in the morning; nobody has a duty roster."""
    house = House(transact, clock)
    await house.furnish()
    return house


@pytest.fixture
async def manned(transact: Callable[[Any], Awaitable[Any]], clock: Clock) -> House:
    """The same, the social service on duty day and night."""
    house = House(transact, clock)
    await house.furnish(roster=ROUND_THE_CLOCK)
    return house


# Yellow -----------------------------------------------------------------------------------------------------


async def test_yellow_on_a_monday_morning(house: House) -> None:
    await house.refer()
    assert house.told == [
        (
            "lesia",
            "lead_alert",
            {
                "code": CODE,
                "colour": "🟡",
                "due": {"at": "2026-11-25T08:00:00+00:00"},
                "lines": [house.told[0][2]["lines"][0]],
                "count": 1,
                "referral": house.ids["referral"],
                "deadline": house.told[0][2]["deadline"],
                "also": [],
            },
        )
    ]
    assert await house.wait(kyiv("2026-11-28 12:00")) == [
        ("Mon 23 14:00", "daria", "lead_reminder"),  # nobody took it within four working hours
        ("Tue 24 10:00", "lesia", "lead_reminder"),  # 50 %
        ("Tue 24 17:00", "lesia", "lead_reminder"),  # an hour before the last closing time
        ("Tue 24 20:59", "daria", "lead_reminder"),  # 80 % is in the night
        ("Tue 24 20:59", "nadia", "coordinator_due"),  # 90 % too
        ("Wed 25 10:00", "nadia", "coordinator_due"),  # breach
    ]


async def test_yellow_over_a_weekend(house: House) -> None:
    house.clock.at = kyiv("2026-11-27 16:00")
    await house.refer()
    assert await house.wait(kyiv("2026-12-02 12:00")) == [
        ("Fri 27 17:00", "lesia", "lead_reminder"),  # before they close for the weekend
        ("Sat 28 16:00", "lesia", "lead_reminder"),
        ("Sat 28 20:59", "daria", "lead_reminder"),
        ("Sun 29 11:12", "nadia", "coordinator_due"),
        ("Sun 29 16:00", "nadia", "coordinator_due"),
        ("Mon 30 11:00", "daria", "lead_reminder"),  # they are open again, and nobody took it
    ]
    acknowledge = await house.deadline("acknowledge")
    assert acknowledge is not None
    assert acknowledge.due_at == kyiv("2026-11-30 11:00")  # four working hours: two on Friday, two on Monday


async def test_yellow_sent_at_night_wakes_nobody(house: House) -> None:
    house.clock.at = kyiv("2026-11-23 23:30")
    await house.refer()
    assert house.told == []
    heard = await house.wait(kyiv("2026-11-24 12:00"))
    assert heard == [("Tue 24 08:00", "lesia", "lead_alert")]
    contact = await house.deadline("contact")
    assert contact is not None
    assert contact.due_at == kyiv("2026-11-25 23:30")  # the promise counts from the sending all the same


async def test_a_yellow_deadline_is_its_hours_long_over_the_night_with_25_hours(house: House) -> None:
    house.clock.at = kyiv("2026-10-24 12:00")
    await house.refer()
    contact = await house.deadline("contact")
    assert contact is not None
    assert contact.due_at == house.clock.at + timedelta(hours=48)
    assert clock_time(contact.due_at) == "Mon 26 11:00"  # the clocks went back: an hour earlier on the wall
    heard = await house.wait(kyiv("2026-10-27 12:00"))
    assert heard == [
        ("Sun 25 11:00", "lesia", "lead_reminder"),  # half of 48 hours is 24 hours
        ("Sun 25 20:59", "daria", "lead_reminder"),  # 80 % is 1:24, out of the night
        ("Sun 25 20:59", "nadia", "coordinator_due"),
        ("Mon 26 11:00", "nadia", "coordinator_due"),
        ("Mon 26 13:00", "daria", "lead_reminder"),  # four working hours after a Saturday
    ]


async def test_the_quiet_hours_do_not_move_with_the_clocks(house: House) -> None:
    house.clock.at = kyiv("2026-10-25 02:30")
    await house.refer()
    assert await house.wait(kyiv("2026-10-25 09:00")) == [("Sun 25 08:00", "lesia", "lead_alert")]


async def test_yellow_is_over_with_the_contact(house: House) -> None:
    await house.refer()
    house.clock.move(hours=25)
    await house.tick()
    await house.do("lesia", "accepted", referral=house.ids["referral"])
    await house.do("lesia", "status_set", referral=house.ids["referral"], status="contacted")
    house.forget()
    assert await house.wait(kyiv("2026-12-01 12:00")) == []


async def test_the_deputy_hears_that_nobody_has_taken_a_yellow_case(house: House) -> None:
    await house.refer()
    house.forget()
    await house.wait(kyiv("2026-11-23 14:00"))
    [(who, notice, give)] = house.told
    assert (who, notice, give["count"]) == ("daria", "lead_reminder", 1)
    [line] = give["lines"]
    assert (line["m"], line["a"]["code"]) == ("desk.late_acknowledge", CODE)
    assert line["a"]["due"] == {"at": kyiv("2026-11-23 14:00").isoformat()}


async def test_without_a_deputy_the_coordinator_hears_that_nobody_took_it(house: House) -> None:
    await house.change(Staff, house.ids["staff:lesia"], deputy_id=None)
    await house.refer()
    heard = await house.wait(kyiv("2026-11-23 14:00"))
    assert heard == [("Mon 23 14:00", "nadia", "coordinator_due")]
    assert [line["m"] for line in house.told[-1][2]["lines"]] == ["desk.late_acknowledge"]


async def test_an_institution_that_never_closes_wakes_nobody_for_what_was_not_taken(house: House) -> None:
    always = {day: [["00:00", "24:00"]] for day in ("mon", "tue", "wed", "thu", "fri", "sat", "sun")}
    await house.change(Institution, house.ids["at:social"], hours=always)
    house.clock.at = kyiv("2026-11-23 18:30")
    await house.refer()
    heard = await house.wait(kyiv("2026-11-24 07:00"))
    assert heard == [("Mon 23 20:59", "daria", "lead_reminder")]  # it is due at 22:30
    assert [line["m"] for line in house.told[-1][2]["lines"]] == ["desk.line_acknowledge"]


async def test_taking_a_yellow_case_does_not_end_the_watch_over_the_contact(house: House) -> None:
    await house.refer()
    await house.do("lesia", "accepted", referral=house.ids["referral"])
    heard = await house.wait(kyiv("2026-11-28 12:00"))
    assert [who for _, who, _ in heard] == ["lesia", "lesia", "daria", "nadia", "nadia"]


# Red --------------------------------------------------------------------------------------------------------


async def test_red_on_duty(manned: House) -> None:
    await manned.refer("red")
    assert [(who, notice) for who, notice, _ in manned.told] == [
        ("lesia", "lead_alert"),
        ("nadia", "coordinator_alert"),
    ]
    acknowledge, contact = await manned.deadline("acknowledge"), await manned.deadline("contact")
    assert acknowledge is not None
    assert contact is not None
    assert clock_time(acknowledge.due_at) == "Mon 23 10:15"
    assert clock_time(contact.due_at) == "Tue 24 10:00"  # the outer limit, until somebody has taken it
    assert await manned.wait(kyiv("2026-11-23 11:05")) == [
        ("Mon 23 10:15", "daria", "urgent_alert"),
        ("Mon 23 10:30", "nadia", "urgent_alert"),
        ("Mon 23 10:45", "nadia", "urgent_alert"),
        ("Mon 23 11:00", "nadia", "urgent_alert"),
    ]


async def test_red_starts_the_first_contacts_hour_with_the_acknowledgement(manned: House) -> None:
    await manned.refer("red")
    manned.clock.move(minutes=12)
    await manned.do("lesia", "accepted", referral=manned.ids["referral"])
    contact = await manned.deadline("contact")
    assert contact is not None
    assert clock_time(contact.due_at) == "Mon 23 11:12"
    heard = await manned.wait(kyiv("2026-11-23 12:00"))
    assert heard == [("Mon 23 11:12", "nadia", "urgent_alert")]


async def test_red_knows_no_quiet_hours(manned: House) -> None:
    manned.clock.at = kyiv("2026-11-29 02:00")  # Sunday night
    await manned.refer("red")
    assert {who for who, _, _ in manned.told} == {"lesia", "nadia"}
    assert await manned.wait(kyiv("2026-11-29 02:35")) == [
        ("Sun 29 02:15", "daria", "urgent_alert"),
        ("Sun 29 02:30", "nadia", "urgent_alert"),
    ]


async def test_red_at_night_where_nobody_is_on_duty_wakes_the_coordinator_alone(house: House) -> None:
    house.clock.at = kyiv("2026-11-28 23:00")  # Saturday
    await house.refer("red")
    assert [(who, notice) for who, notice, _ in house.told] == [("nadia", "coordinator_alert")]
    assert await house.deadline("acknowledge") is None  # no roster, no promise
    heard = await house.wait(kyiv("2026-11-29 23:30"))
    assert ("Sun 29 08:00", "lesia", "lead_alert") in heard
    assert [one for one in heard if one[1] == "nadia"] == [
        ("Sun 29 11:00", "nadia", "urgent_alert"),
        ("Sun 29 23:00", "nadia", "urgent_alert"),
    ]


async def test_a_duty_that_ends_before_the_rung_leaves_it_to_the_coordinator(
    transact: Callable[[Any], Awaitable[Any]], clock: Clock
) -> None:
    house = House(transact, clock)
    await house.furnish(roster=DAYS)
    clock.at = kyiv("2026-11-23 19:55")
    await house.refer("red")
    assert ("lesia", "lead_alert") in [(who, notice) for who, notice, _ in house.told]
    heard = await house.wait(kyiv("2026-11-23 20:20"))
    assert heard == [("Mon 23 20:10", "nadia", "urgent_alert")]  # the deputy is off duty by then


async def test_red_goes_on_over_the_night_with_25_hours(manned: House) -> None:
    manned.clock.at = kyiv("2026-10-25 02:50")
    await manned.refer("red")
    contact = await manned.deadline("contact")
    assert contact is not None
    assert contact.due_at == manned.clock.at + timedelta(hours=24)
    heard = await manned.wait(manned.clock.at + timedelta(minutes=50))
    assert [at for at, who, _ in heard if who == "nadia"] == ["Sun 25 03:20", "Sun 25 03:35"]


async def test_a_coordinator_who_has_heard_at_night_keeps_no_new_case_from_its_lead(house: House) -> None:
    house.clock.at = kyiv("2026-11-28 23:00")  # Saturday
    await house.refer("red")
    (alert,) = (give for who, _, give in house.told if who == "nadia")
    assert (await house.do("nadia", "heard", deadline=alert["deadline"])).kind == "ok"
    assert await house.wait(kyiv("2026-11-29 23:30")) == [("Sun 29 08:00", "lesia", "lead_alert")]


async def test_what_was_taken_at_night_is_not_told_as_new_in_the_morning(house: House) -> None:
    house.clock.at = kyiv("2026-11-23 23:30")
    await house.refer()
    assert (await house.do("lesia", "accepted", referral=house.ids["referral"])).kind == "ok"
    assert await house.wait(kyiv("2026-11-24 12:00")) == []


async def test_red_is_repeated_until_a_coordinator_has_heard(manned: House) -> None:
    await manned.refer("red")
    await manned.wait(kyiv("2026-11-23 10:46"))
    alert = next(give for who, notice, give in manned.told if (who, notice) == ("nadia", "urgent_alert"))
    assert (await manned.do("nadia", "heard", deadline=alert["deadline"])).kind == "ok"
    assert await manned.wait(kyiv("2026-11-23 20:00")) == []


# Green ------------------------------------------------------------------------------------------------------


async def test_green_asks_the_person_once_and_nobody_else(house: House) -> None:
    await house.refer("green")
    assert house.heard("lesia") == ["lead_alert"]  # she has it; nothing is due
    assert await house.deadline("acknowledge") is None
    heard = await house.wait(kyiv("2026-12-10 12:00"))
    assert heard == [("Thu 26 10:00", "olena", "asked_arrived")]


async def test_green_asks_in_the_persons_own_hours(house: House) -> None:
    house.clock.at = kyiv("2026-11-23 20:00")  # her window is 9 to 18
    await house.refer("green")
    heard = await house.wait(kyiv("2026-12-10 12:00"))
    assert heard == [("Fri 27 09:00", "olena", "asked_arrived")]


async def test_green_over_two_recipients_is_one_question(house: House) -> None:
    await house.refer("green")
    await house.refer("green", to="legal", track="legal", name="second")
    heard = await house.wait(kyiv("2026-12-10 12:00"))
    assert [who for _, who, _ in heard] == ["olena"]


async def test_green_tells_the_specialist_only_where_the_person_says_no(house: House) -> None:
    await house.refer("green")
    await house.wait(kyiv("2026-11-26 11:00"))
    house.forget()
    assert (
        await house.do("olena", "contact_confirmed", referral=house.ids["referral"], answer="no")
    ).kind == "ok"
    assert house.heard("iryna") == ["sender_reminder"]
    assert house.heard("nadia") == []


async def test_green_stays_quiet_where_the_person_says_yes(house: House) -> None:
    await house.refer("green")
    await house.wait(kyiv("2026-11-26 11:00"))
    house.forget()
    await house.do("olena", "contact_confirmed", referral=house.ids["referral"], answer="yes")
    assert house.told == []
    assert await house.wait(kyiv("2026-12-10 12:00")) == []


async def test_somebody_without_a_channel_is_asked_through_the_specialist(house: House) -> None:
    await house.run(lambda tx: house.newcomer(tx, "stepan", channel=False))
    await house.refer("green", person="stepan")
    heard = await house.wait(kyiv("2026-12-10 12:00"))
    assert heard == [("Thu 26 10:00", "iryna", "sender_reminder")]


async def test_the_specialist_is_not_woken_for_it_either(house: House) -> None:
    await house.run(lambda tx: house.newcomer(tx, "stepan", channel=False))
    house.clock.at = kyiv("2026-11-23 23:00")
    await house.refer("green", person="stepan")
    heard = await house.wait(kyiv("2026-12-10 12:00"))
    assert [(at, who) for at, who, _ in heard if who == "iryna"] == [("Thu 26 20:59", "iryna")]


async def test_a_channel_that_no_longer_reaches_the_person_is_none(house: House) -> None:
    await house.refer("green")

    def block(tx: Any) -> None:
        for identity in tx.db.query(Identity).filter(Identity.person_id == house.ids["olena"]):
            identity.reachable = False

    await house.run(block)
    heard = await house.wait(kyiv("2026-12-10 12:00"))
    assert [who for _, who, _ in heard] == ["iryna"]


# Who hears, at that moment ----------------------------------------------------------------------------------


async def test_a_lead_who_is_away_hands_over_to_her_deputy(house: House) -> None:
    await house.refer()
    house.forget()
    await house.do("lesia", "away_set", days=3)
    heard = await house.wait(kyiv("2026-11-24 12:00"))
    assert heard == [("Mon 23 14:00", "daria", "lead_reminder"), ("Tue 24 10:00", "daria", "lead_reminder")]


async def test_a_lead_without_a_deputy_hands_over_to_another_lead(house: House) -> None:
    await house.change(Staff, house.ids["staff:lesia"], deputy_id=None)
    await house.refer()
    await house.do("lesia", "away_set", days=3)
    heard = await house.wait(kyiv("2026-11-24 12:00"))
    assert [who for _, who, _ in heard] == ["nadia", "daria"]  # only the first of them is for a deputy


async def test_where_nobody_of_the_recipient_is_there_the_coordinator_hears(house: House) -> None:
    await house.refer()
    for name in ("lesia", "daria"):
        await house.do(name, "away_set", days=7)
    heard = await house.wait(kyiv("2026-11-24 12:00"))
    assert heard == [
        ("Mon 23 14:00", "nadia", "coordinator_due"),
        ("Tue 24 10:00", "nadia", "coordinator_due"),
    ]


async def test_where_nobody_at_all_can_hear_it_is_tried_again(house: House) -> None:
    await house.refer()
    for name in ("lesia", "daria", "nadia", "petro", "iryna"):
        await house.change(Staff, house.ids[f"staff:{name}"], revoked_at=house.clock.at)
    house.clock.at = kyiv("2026-11-24 10:00")
    house.forget()
    assert await house.tick() == 0
    await house.run(lambda tx: house.employ(tx, "oksana", "ova", ("coordinator",)))
    heard = await house.wait(kyiv("2026-11-24 12:00"))
    assert heard == [("Tue 24 11:00", "oksana", "coordinator_due")]


async def test_a_worker_whom_the_person_excluded_hears_nothing(house: House) -> None:
    await house.refer()
    house.forget()
    await house.do("olena", "excluded", institution=None, staff=house.ids["staff:daria"])
    heard = await house.wait(kyiv("2026-11-28 12:00"))
    assert "daria" not in {who for _, who, _ in heard}


async def test_the_recipient_hears_nothing_once_the_consent_has_run_out(house: House) -> None:
    await house.refer()
    await house.change(Consent, house.ids["consent"], until=kyiv("2026-11-23 13:00"))
    house.forget()
    heard = await house.wait(kyiv("2026-11-28 12:00"))
    assert {who for _, who, _ in heard} == {"nadia"}


async def test_a_withdrawn_case_is_told_to_nobody(house: House) -> None:
    await house.refer()
    await house.do("olena", "consent_withdrawn", consent=house.ids["consent"])
    house.forget()
    assert await house.wait(kyiv("2026-12-28 12:00")) == []


async def test_for_a_place_that_is_not_on_the_system_the_one_who_sent_hears(house: House) -> None:
    await house.refer(to="legal", track="legal")
    assert house.told == []  # she has just sent it
    heard = await house.wait(kyiv("2026-11-28 12:00"))
    assert [who for _, who, _ in heard] == ["nadia", "iryna", "iryna", "nadia", "nadia"]


@pytest.mark.parametrize("written_down", [True, False])
async def test_nobody_hears_of_such_a_place_where_it_is_written_down_who_took_it(
    house: House, written_down: bool
) -> None:
    await house.refer(to="legal", track="legal")
    if written_down:
        done = await house.do(
            "iryna", "handed_over", referral=house.ids["referral"], taken_by="юристка (зразок)"
        )
        assert done.kind == "ok"
    heard = await house.wait(kyiv("2026-11-23 18:00"))
    assert heard == ([] if written_down else [("Mon 23 14:00", "nadia", "coordinator_due")])


async def test_what_a_person_sent_herself_to_such_a_place_comes_to_the_coordinator(house: House) -> None:
    await house.refer(to="legal", track="legal", by=None)
    assert house.heard("nadia") == ["coordinator_alert"]


async def test_an_excluded_institution_is_no_coordinator_either(house: House) -> None:
    await house.run(lambda tx: house.employ(tx, "oksana", "cnap", ("coordinator",)))
    await house.do("olena", "excluded", institution=house.ids["at:ova"], staff=None)
    await house.refer("red")
    assert house.heard("nadia") == []
    assert house.heard("oksana") == ["coordinator_alert"]


# Once each, grouped, safe -----------------------------------------------------------------------------------


async def test_what_one_person_is_to_hear_comes_as_one_notice(house: House) -> None:
    codes = ["4МР-К31", CODE, "Т5Х-2К8"]
    for number, code in enumerate(codes):
        await house.run(lambda tx, number=number: house.newcomer(tx, f"person{number}"))
        await house.refer(code=code, person=f"person{number}", name=f"referral{number}")
    for number in range(3):
        await house.change(Referral, house.ids[f"referral{number}"], lead_id=house.ids["staff:lesia"])
    house.forget()
    house.clock.at = kyiv("2026-11-24 10:00")
    assert await house.tick() == 2
    for (who, notice, give), wanted in zip(house.told, ("lesia", "daria"), strict=True):
        assert (who, notice, give["count"]) == (wanted, "lead_reminder", 3)
        assert [line["a"]["code"] for line in give["lines"]] == codes


async def test_cases_that_came_in_the_night_come_as_one_list_in_the_morning(house: House) -> None:
    house.clock.at = kyiv("2026-11-23 23:00")
    for number, code in enumerate([CODE, "Т5Х-2К8"]):
        await house.run(lambda tx, number=number: house.newcomer(tx, f"person{number}"))
        await house.change(Staff, house.ids["staff:daria"], away_until=kyiv("2026-12-30 00:00"))
        await house.refer(code=code, person=f"person{number}")
    heard = await house.wait(kyiv("2026-11-24 09:00"))
    assert heard == [("Tue 24 08:00", "lesia", "lead_reminder")]
    assert house.told[-1][2]["count"] == 2


async def test_two_recipients_of_one_emergency_are_one_alert_for_the_coordinator(manned: House) -> None:
    await manned.refer("red")

    def second(tx: Any) -> None:
        place = tx.db.get_one(Institution, manned.ids["at:cnap"])
        place.roster = ROUND_THE_CLOCK

    await manned.run(second)
    await manned.refer("red", to="cnap", track="administrative", name="second")
    manned.forget()
    heard = await manned.wait(kyiv("2026-11-23 10:31"))
    assert [one for one in heard if one[1] == "nadia" and one[0] == "Mon 23 10:30"] == [
        ("Mon 23 10:30", "nadia", "urgent_alert")
    ]


async def test_a_second_tick_tells_nothing(house: House) -> None:
    await house.refer()
    house.clock.at = kyiv("2026-11-24 10:00")
    assert await house.tick() == 2  # the lead, and her deputy because nobody took it
    assert await house.tick() == 0


async def test_what_fell_due_while_nothing_ran_comes_in_the_morning_once(house: House) -> None:
    await house.refer()
    house.forget()
    house.clock.at = kyiv("2026-11-25 23:00")
    assert await house.tick() == 0  # night
    assert await house.run(next_due) == kyiv("2026-11-26 08:00")
    house.clock.at = kyiv("2026-11-26 08:00")
    await house.tick()
    assert [(who, notice, give["count"]) for who, notice, give in house.told] == [
        ("lesia", "lead_reminder", 1),  # two rungs of one deadline are one line
        ("daria", "lead_reminder", 1),  # one case: nobody took it, and nobody has spoken with her
        ("nadia", "coordinator_due", 1),
    ]


async def test_two_referrals_of_one_case_that_are_late_alike_are_one_line(house: House) -> None:
    await house.refer()
    await house.refer(to="cnap", track="administrative", name="second")
    await house.refer(code="Т5Х-2К8", person="vira")
    house.forget()
    house.clock.at = kyiv("2026-11-26 08:00")
    await house.tick()
    due = [give for who, notice, give in house.told if (who, notice) == ("nadia", "coordinator_due")]
    assert [sorted((line["a"]["code"], line["m"]) for line in give["lines"]) for give in due] == [
        [(code, f"desk.late_{kind}") for code in (CODE, "Т5Х-2К8") for kind in ("acknowledge", "contact")]
    ]
    assert due[0]["count"] == 4
