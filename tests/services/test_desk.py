"""The coordinator's desk: hearing stops the ladder, a moved case takes its nudges along."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Any

import pytest
from sqlalchemy import select

from bot.agenda import next_due
from bot.db.models import Audit, CaseNote, Deadline, Referral, Staff
from tests.conftest import Clock
from tests.services.house import CODE, ROUND_THE_CLOCK, House, furnished, kyiv


@pytest.fixture
async def house(transact: Callable[[Any], Awaitable[Any]], clock: Clock) -> House:
    """A yellow case that Lesia has taken."""
    house = await furnished(transact, clock)
    await house.refer()
    await house.do("lesia", "accepted", referral=house.ids["referral"])
    house.forget()
    return house


async def hear(house: House, who: str = "nadia", kind: str = "contact") -> str:
    deadline = await house.deadline(kind)
    assert deadline is not None
    return (await house.do(who, "heard", deadline=deadline.id)).kind


async def move(house: House, to: str = "daria", who: str = "nadia") -> str:
    data = {"referral": house.ids["referral"], "staff": house.ids[f"staff:{to}"]}
    return (await house.do(who, "reassigned", **data)).kind


# Hearing ----------------------------------------------------------------------------------------------------


async def test_a_coordinator_who_has_heard_ends_the_ladder(house: House) -> None:
    assert await hear(house) == "ok"
    assert await house.wait(kyiv("2026-11-30 12:00")) == []
    [row] = await house.fact("nadia", "due")
    assert row["heard"] is True


async def test_hearing_of_one_row_ticks_that_row_alone(house: House) -> None:
    await house.refer(to="legal", track="legal", name="second")
    other = await house.deadline("contact", "second")
    assert await hear(house) == "ok"
    assert other is not None
    assert (await house.row(Deadline, other.id)).heard_at is None
    heard = await house.wait(kyiv("2026-11-30 12:00"))
    assert "coordinator_due" in [notice for _, who, notice in heard if who == "nadia"]


async def test_hearing_of_an_alert_ticks_all_that_it_stood_for(
    transact: Callable[[Any], Awaitable[Any]], clock: Clock
) -> None:
    """An emergency that went to two recipients is one alert, and then one press."""
    house = await furnished(transact, clock, ROUND_THE_CLOCK)
    await house.refer("red")
    await house.refer("red", track="legal", name="second")
    house.forget()
    await house.wait(kyiv("2026-11-23 10:31"))
    *_, alert = [give for who, notice, give in house.told if (who, notice) == ("nadia", "urgent_alert")]
    second = await house.deadline("acknowledge", "second")
    assert second is not None
    assert second.id in (alert["deadline"], *alert["also"])
    assert len(alert["also"]) == 1
    data = {"deadline": alert["deadline"], "also": alert["also"]}
    assert (await house.do("nadia", "heard", **data)).kind == "ok"
    assert [who for _, who, _ in await house.wait(kyiv("2026-11-23 12:00")) if who == "nadia"] == []


async def test_somebody_elses_deadline_is_not_ticked_along(house: House) -> None:
    await house.refer(person="nadia", code="Ж7М-4Р2", name="other")
    other, mine = await house.deadline("contact", "other"), await house.deadline("contact")
    assert other is not None
    assert mine is not None
    await house.do("nadia", "heard", deadline=mine.id, also=[other.id])
    assert (await house.row(Deadline, other.id)).heard_at is None


async def test_what_is_met_or_heard_of_already_is_said_to_be_so(house: House) -> None:
    assert await hear(house) == "ok"
    assert await hear(house) == "gone", "somebody has taken it on"
    await house.do("lesia", "status_set", referral=house.ids["referral"], status="contacted")
    assert await hear(house) == "gone", "it was met"
    assert await hear(house, "lesia") == "gone"
    actions = await house.run(lambda tx: list(tx.db.scalars(select(Audit.action))))
    assert actions.count("heard") == 1


async def test_what_fell_away_is_nothing_to_take_on(house: House) -> None:
    deadline = await house.deadline("contact")
    assert deadline is not None
    await house.change(Deadline, deadline.id, met_at=house.clock(), stage="dropped")
    assert (await house.do("nadia", "heard", deadline=deadline.id, also=[])).kind == "gone"


async def test_a_lead_who_has_heard_is_not_reminded_but_still_watched_over(house: House) -> None:
    assert await hear(house, "lesia") == "ok"
    heard = await house.wait(kyiv("2026-11-30 12:00"))
    assert [(at, who) for at, who, _ in heard] == [("Tue 24 20:59", "nadia"), ("Wed 25 10:00", "nadia")]


async def test_in_an_emergency_a_deputy_who_has_heard_does_not_silence_the_coordinator(
    transact: Callable[[Any], Awaitable[Any]], clock: Clock
) -> None:
    house = await furnished(transact, clock, ROUND_THE_CLOCK)
    await house.refer("red")
    await hear(house, "daria", "acknowledge")
    heard = await house.wait(kyiv("2026-11-23 10:46"))
    assert [who for _, who, _ in heard] == ["nadia", "nadia"]


@pytest.mark.parametrize("who", ["vira", "olena", "petro"])
async def test_others_can_not_hear(house: House, who: str) -> None:
    assert await hear(house, who) == "not_permitted"
    assert await house.wait(kyiv("2026-11-30 12:00")) != []


async def test_what_is_no_deadline_can_not_be_heard(house: House) -> None:
    assert (await house.do("nadia", "heard", deadline="nothing")).kind == "not_permitted"
    assert (await house.do("nadia", "heard", deadline=None)).kind == "not_permitted"


# Moving -----------------------------------------------------------------------------------------------------


async def test_a_moved_case_takes_its_later_nudges_to_the_new_lead(house: House) -> None:
    assert await move(house) == "ok"
    assert [(who, notice) for who, notice, _ in house.told] == [
        ("daria", "reassigned_to_you"),
        ("lesia", "case_taken_away"),
    ]
    assert house.told[0][2] == {
        "code": CODE,
        "colour": "🟡",
        "due": {"at": "2026-11-25T08:00:00+00:00"},
        "referral": house.ids["referral"],
    }
    await house.do("daria", "accepted", referral=house.ids["referral"])
    heard = await house.wait(kyiv("2026-11-24 18:00"))
    assert [who for _, who, _ in heard] == ["daria", "daria"]


async def test_the_new_lead_has_still_to_take_it_and_the_promise_stays(house: House) -> None:
    house.clock.move(hours=3)
    await move(house)
    row: Referral = await house.row(Referral, house.ids["referral"])
    assert (row.state, row.lead_id, row.accepted_at) == ("sent", house.ids["staff:daria"], None)
    acknowledge, contact = await house.deadline("acknowledge"), await house.deadline("contact")
    assert acknowledge is not None
    assert contact is not None
    assert acknowledge.due_at == kyiv("2026-11-23 17:00")
    assert acknowledge.met_at is None
    assert contact.due_at == kyiv("2026-11-25 10:00")


async def test_the_old_lead_can_no_longer_work_on_it(house: House) -> None:
    await house.change(Staff, house.ids["staff:daria"], deputy_id=None)
    await move(house)
    await house.do("daria", "accepted", referral=house.ids["referral"])
    data = {"referral": house.ids["referral"], "status": "working"}
    assert (await house.do("lesia", "status_set", **data)).kind == "not_permitted"
    assert (await house.do("daria", "status_set", **data)).kind == "ok"


async def test_a_case_that_was_heard_of_and_then_moved_is_watched_again(house: House) -> None:
    await hear(house)
    await move(house)
    heard = await house.wait(kyiv("2026-11-30 12:00"))
    assert "daria" in {who for _, who, _ in heard}


async def test_what_was_handed_back_is_given_to_another_lead(house: House) -> None:
    await house.do("lesia", "handed_back", referral=house.ids["referral"], reason="Ні.")
    assert await move(house) == "ok"
    row: Referral = await house.row(Referral, house.ids["referral"])
    assert row.state == "sent"
    assert await house.fact("daria", "card", referral=house.ids["referral"]) is not None


async def test_after_a_contact_a_moved_case_is_under_way_as_before(house: House) -> None:
    await house.do("lesia", "status_set", referral=house.ids["referral"], status="contacted")
    assert await move(house) == "ok"
    row: Referral = await house.row(Referral, house.ids["referral"])
    assert (row.state, row.lead_id) == ("contacted", house.ids["staff:daria"])


@pytest.mark.parametrize("to", ["iryna", "nadia", "vira"])
async def test_it_is_moved_within_the_institution_that_has_the_consent(house: House, to: str) -> None:
    assert await move(house, to) == "not_permitted"
    row: Referral = await house.row(Referral, house.ids["referral"])
    assert row.lead_id == house.ids["staff:lesia"]


async def test_it_is_not_moved_to_somebody_the_person_excluded(house: House) -> None:
    await house.do("olena", "excluded", institution=None, staff=house.ids["staff:daria"])
    assert await move(house) == "not_permitted"
    assert await house.fact("nadia", "leads", referral=house.ids["referral"]) == []


@pytest.mark.parametrize("who", ["lesia", "daria", "iryna", "vira", "olena"])
async def test_only_the_regions_coordinator_moves_it(house: House, who: str) -> None:
    assert await move(house, who=who) == "not_permitted"


async def test_a_finished_case_can_not_be_moved(house: House) -> None:
    await house.do("lesia", "outcome_written", referral=house.ids["referral"], outcome=None, result="met")
    assert await move(house) == "gone"


async def test_moved_to_the_same_lead_nothing_happens(house: House) -> None:
    assert await move(house, "lesia") == "ok"
    assert house.told == []


async def test_an_emergency_that_is_moved_is_repeated_as_before(
    transact: Callable[[Any], Awaitable[Any]], clock: Clock
) -> None:
    house = await furnished(transact, clock, ROUND_THE_CLOCK)
    await house.refer("red")
    clock.move(minutes=5)
    await move(house)
    house.forget()
    heard = await house.wait(kyiv("2026-11-23 10:51"))
    assert [(at, who) for at, who, _ in heard if who == "nadia"] == [
        ("Mon 23 10:20", "nadia"),  # the new lead has no deputy
        ("Mon 23 10:35", "nadia"),
        ("Mon 23 10:50", "nadia"),
    ]


async def test_what_lies_ahead_knows_of_pauses_and_of_what_was_heard(house: House) -> None:
    deadline = await house.deadline("contact")
    assert deadline is not None
    await house.do("nadia", "paused", deadline=deadline.id, hours=24, reason="Так просили.")
    assert await house.run(next_due) == kyiv("2026-11-25 10:00")  # half of the term and a day
    await hear(house)
    assert await house.run(next_due) is None


# What is written down ---------------------------------------------------------------------------------------


async def test_a_pause_keeps_its_reason_sealed_and_is_audited(house: House) -> None:
    deadline = await house.deadline("contact")
    assert deadline is not None
    reason = "Людина просить зателефонувати згодом."
    await house.do("nadia", "paused", deadline=deadline.id, hours=4, reason=reason)
    [note] = await house.run(lambda tx: tx.db.scalars(select(CaseNote)).all())
    assert "згодом".encode() not in note.body_sealed
    assert await house.run(lambda tx: tx.unseal(note, "body")) == reason
    actions = await house.run(lambda tx: [one.action for one in tx.db.scalars(select(Audit))])
    assert "paused" in actions
