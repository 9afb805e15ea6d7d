"""What a lead does with a referral, and what the person says of it."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Any

import pytest
from sqlalchemy import select

from bot.db.models import (
    Audit,
    Case,
    CaseEvent,
    CaseNote,
    Consent,
    ContactAttempt,
    Deadline,
    Feedback,
    Nudge,
    Referral,
    Staff,
)
from bot.db.tx import Tx
from tests.conftest import Clock
from tests.services.house import CODE, ROUND_THE_CLOCK, House, furnished, kyiv


@pytest.fixture
async def house(transact: Callable[[Any], Awaitable[Any]], clock: Clock) -> House:
    return await furnished(transact, clock)


@pytest.fixture
async def taken(house: House) -> House:
    """A yellow case that Lesia has taken."""
    await house.refer()
    await house.do("lesia", "accepted", referral=house.ids["referral"])
    house.forget()
    return house


async def referral(house: House) -> Referral:
    row: Referral = await house.row(Referral, house.ids["referral"])
    return row


async def kinds(house: House) -> list[str]:
    """The timeline's kinds in order."""
    query = select(CaseEvent.kind).where(CaseEvent.case_id == house.ids["case"]).order_by(CaseEvent.id)
    return list(await house.run(lambda tx: tx.db.scalars(query).all()))


# Taking -----------------------------------------------------------------------------------------------------


async def test_a_lead_takes_a_case_and_answers_for_it(house: House) -> None:
    await house.refer()
    assert (await house.do("lesia", "accepted", referral=house.ids["referral"])).kind == "ok"
    row = await referral(house)
    assert (row.state, row.lead_id, row.accepted_at) == ("accepted", house.ids["staff:lesia"], house.clock.at)
    acknowledge, contact = await house.deadline("acknowledge"), await house.deadline("contact")
    assert acknowledge is not None
    assert contact is not None
    assert acknowledge.met_at == house.clock.at
    assert contact.met_at is None


async def test_taking_twice_is_taking_once(taken: House) -> None:
    assert (await taken.do("lesia", "accepted", referral=taken.ids["referral"])).kind == "ok"
    assert (await kinds(taken)).count("accepted") == 1


async def test_a_colleague_may_take_what_was_meant_for_another_who_then_hears_of_it(house: House) -> None:
    await house.refer()
    assert (await house.do("daria", "accepted", referral=house.ids["referral"])).kind == "ok"
    assert (await referral(house)).lead_id == house.ids["staff:daria"]
    assert house.heard("lesia") == ["lead_alert", "case_taken_away"]
    assert (await house.do("lesia", "accepted", referral=house.ids["referral"])).kind == "gone"


@pytest.mark.parametrize("who", ["iryna", "petro", "nadia", "vira", "olena"])
async def test_nobody_else_can_take_it(house: House, who: str) -> None:
    await house.refer()
    assert (await house.do(who, "accepted", referral=house.ids["referral"])).kind == "not_permitted"
    assert (await referral(house)).state == "sent"


async def test_what_is_no_referral_is_gone(house: House) -> None:
    assert (await house.do("lesia", "accepted", referral="nothing")).kind == "gone"


@pytest.mark.parametrize("event", ["accepted", "handed_back", "attempted", "status_set", "outcome_written"])
async def test_after_a_withdrawal_the_lead_can_do_nothing_any_more(taken: House, event: str) -> None:
    await taken.do("olena", "consent_withdrawn", consent=taken.ids["consent"])
    data = {"way": "call", "result": "met", "status": "working", "outcome": None, "reason": "Ні."}
    happened = await taken.do("lesia", event, referral=taken.ids["referral"], **data)
    assert happened.kind in ("not_permitted", "gone")
    assert (await referral(taken)).state == "withdrawn"


async def test_a_consent_that_has_run_out_ends_the_leads_access(taken: House) -> None:
    await taken.change(Consent, taken.ids["consent"], until=taken.clock.at)
    data = {"referral": taken.ids["referral"], "status": "working"}
    assert (await taken.do("lesia", "status_set", **data)).kind == "not_permitted"


# Handing back -----------------------------------------------------------------------------------------------


async def test_handing_back_tells_the_sender_and_the_coordinator_at_once(taken: House) -> None:
    done = await taken.do("lesia", "handed_back", referral=taken.ids["referral"], reason="Не наш напрям.")
    assert done.kind == "ok"
    assert [(who, notice) for who, notice, _ in taken.told] == [
        ("iryna", "returned_to_sender"),
        ("nadia", "coordinator_alert"),
    ]
    assert taken.told[0][2] == {"code": CODE, "referral": taken.ids["referral"]}
    row = await referral(taken)
    assert (row.state, row.lead_id) == ("returned", None)


async def test_whoever_handed_it_back_can_no_longer_open_it(taken: House) -> None:
    await taken.do("lesia", "handed_back", referral=taken.ids["referral"], reason="Не наш напрям.")
    assert await taken.fact("lesia", "card", referral=taken.ids["referral"]) is None


async def test_the_reason_is_sealed_and_shown_to_the_sender(taken: House) -> None:
    await taken.do("lesia", "handed_back", referral=taken.ids["referral"], reason="Не наш напрям.")
    [note] = await taken.run(lambda tx: tx.db.scalars(select(CaseNote)).all())
    assert "напрям".encode() not in note.body_sealed
    card = await taken.fact("iryna", "card", referral=taken.ids["referral"])
    assert card["outcome"]["words"] == "Не наш напрям."


async def test_a_case_handed_back_is_watched_until_somebody_else_has_it(taken: House) -> None:
    await taken.do("lesia", "handed_back", referral=taken.ids["referral"], reason="Не наш напрям.")
    taken.forget()
    heard = await taken.wait(kyiv("2026-11-28 12:00"))
    assert {who for _, who, _ in heard} == {"nadia"}
    assert heard[0] == ("Tue 24 10:00", "nadia", "coordinator_due")


async def test_an_emergency_handed_back_is_repeated_at_once(
    transact: Callable[[Any], Awaitable[Any]], clock: Clock
) -> None:
    house = await furnished(transact, clock, ROUND_THE_CLOCK)
    await house.refer("red")
    await house.do("lesia", "handed_back", referral=house.ids["referral"], reason="Немає змоги.")
    heard = await house.wait(kyiv("2026-11-23 10:50"))
    assert [at for at, who, _ in heard if who == "nadia"] == ["Mon 23 10:15", "Mon 23 10:30", "Mon 23 10:45"]


async def test_another_referral_along_the_same_track_ends_the_watch(taken: House) -> None:
    await taken.do("lesia", "handed_back", referral=taken.ids["referral"], reason="Не наш напрям.")
    await taken.refer(to="cnap", track="social", name="second")
    first = taken.ids["referral"]
    open_ = select(Deadline).where(Deadline.referral_id == first, Deadline.met_at.is_(None))
    assert await taken.run(lambda tx: tx.db.scalars(open_).all()) == []


async def test_only_the_lead_hands_back_what_was_taken(taken: House) -> None:
    await taken.run(lambda tx: taken.employ(tx, "oksana", "social", ("lead",)))
    happened = await taken.do("oksana", "handed_back", referral=taken.ids["referral"], reason="Ні.")
    assert happened.kind == "not_permitted"
    assert (await referral(taken)).state == "accepted"


# Attempts and statuses --------------------------------------------------------------------------------------


async def attempt(house: House, result: str = "no_answer", who: str = "lesia") -> Any:
    return await house.do(who, "attempted", referral=house.ids["referral"], way="call", result=result)


async def silent(house: House) -> Any:
    return await house.do("lesia", "status_set", referral=house.ids["referral"], status="silent")


async def test_attempts_are_counted(taken: House) -> None:
    assert (await attempt(taken)).data == {"attempts": 1}
    assert (await attempt(taken, "unsafe")).data == {"attempts": 2}


async def test_silence_needs_attempts_at_different_times(taken: House) -> None:
    happened = await silent(taken)
    assert (happened.kind, dict(happened.data)) == (
        "needs_attempts",
        {"needed": 2, "have": 0, "missing": 2},
    )
    await attempt(taken)
    taken.clock.move(minutes=5)
    await attempt(taken)  # five minutes later is the same try
    assert (await silent(taken)).data["missing"] == 1
    taken.clock.move(hours=3)
    await attempt(taken)
    assert (await silent(taken)).kind == "ok"
    assert (await referral(taken)).state == "silent"


async def test_an_attempt_that_reached_the_person_is_no_silence(taken: House) -> None:
    await attempt(taken)
    taken.clock.move(hours=3)
    await attempt(taken, "reached")
    taken.clock.move(hours=3)
    await attempt(taken)
    assert (await silent(taken)).data["missing"] == 1


async def test_silence_ends_the_lead_s_ladder_and_the_sender_hears(taken: House) -> None:
    await attempt(taken)
    taken.clock.move(hours=3)
    await attempt(taken)
    taken.forget()
    await silent(taken)
    (sender, person) = taken.told
    assert sender[:2] == ("iryna", "outcome_known")
    assert sender[2]["label"]["t"] == "Не вийшли на зв'язок"
    assert person == ("olena", "person_news", {})  # no word of it on a screen that others may see
    assert await taken.wait(kyiv("2026-11-30 12:00")) == []


async def test_silence_in_an_emergency_comes_to_the_coordinator(
    transact: Callable[[Any], Awaitable[Any]], clock: Clock
) -> None:
    house = await furnished(transact, clock, ROUND_THE_CLOCK)
    await house.refer("red")
    await house.do("lesia", "accepted", referral=house.ids["referral"])
    await attempt(house)
    house.clock.move(hours=1)
    await attempt(house)
    house.forget()
    await silent(house)
    assert ("nadia", "coordinator_alert") in [(who, notice) for who, notice, _ in house.told]


async def test_a_claimed_contact_is_asked_of_the_person(taken: House) -> None:
    await taken.do("lesia", "status_set", referral=taken.ids["referral"], status="contacted")
    assert taken.told == [
        ("olena", "contact_claimed", {"referral": taken.ids["referral"], "code": CODE}),
    ]
    contact = await taken.deadline("contact")
    assert contact is not None
    assert contact.met_at == taken.clock.at


async def test_it_is_asked_once_however_often_the_status_is_set(taken: House) -> None:
    for status in ("contacted", "contacted"):
        await taken.do("lesia", "status_set", referral=taken.ids["referral"], status=status)
    assert taken.heard("olena") == ["contact_claimed"]


async def test_it_is_asked_in_the_persons_safe_hours(taken: House) -> None:
    taken.clock.at = kyiv("2026-11-23 18:30")  # her window is 9 to 18
    await taken.do("lesia", "status_set", referral=taken.ids["referral"], status="contacted")
    assert taken.told == []
    assert await taken.wait(kyiv("2026-11-25 12:00")) == [("Tue 24 09:00", "olena", "contact_claimed")]


async def test_in_process_is_no_contact(taken: House) -> None:
    await taken.do("lesia", "status_set", referral=taken.ids["referral"], status="working")
    assert taken.told == []
    contact = await taken.deadline("contact")
    assert contact is not None
    assert contact.met_at is None


@pytest.mark.parametrize("status", ["done", "withdrawn", "accepted", "sent"])
async def test_no_other_status_can_be_set(taken: House, status: str) -> None:
    happened = await taken.do("lesia", "status_set", referral=taken.ids["referral"], status=status)
    assert happened.kind == "not_permitted"


@pytest.mark.parametrize("who", ["iryna", "petro", "nadia", "vira", "olena"])
@pytest.mark.parametrize(
    ("event", "data"),
    [
        ("attempted", {"way": "call", "result": "no_answer"}),
        ("status_set", {"status": "contacted"}),
        ("outcome_written", {"outcome": None, "result": "met"}),
        ("handed_back", {"reason": "Ні."}),
    ],
)
async def test_whoever_does_not_lead_it_can_do_nothing_with_it(
    taken: House, who: str, event: str, data: dict[str, Any]
) -> None:
    happened = await taken.do(who, event, referral=taken.ids["referral"], **data)
    assert happened.kind == "not_permitted"
    assert (await referral(taken)).state == "accepted"
    assert taken.told == []


async def test_the_deputy_can_do_what_the_lead_can(taken: House) -> None:
    assert (await attempt(taken, who="daria")).kind == "ok"
    [one] = await taken.run(lambda tx: tx.db.scalars(select(ContactAttempt)).all())
    assert one.staff_id == taken.ids["staff:daria"]


async def test_for_a_place_that_is_not_on_the_system_the_sender_keeps_the_status(house: House) -> None:
    await house.refer(to="legal", track="legal")
    await house.do("iryna", "handed_over", referral=house.ids["referral"], taken_by="Петренко")
    assert (await attempt(house, who="iryna")).kind == "ok"
    data = {"referral": house.ids["referral"], "status": "contacted"}
    assert (await house.do("iryna", "status_set", **data)).kind == "ok"
    assert house.heard("olena") == ["contact_claimed"]


# The outcome ------------------------------------------------------------------------------------------------


async def finish(house: House, result: str = "met", who: str = "lesia", name: str = "referral") -> Any:
    data = {"referral": house.ids[name], "outcome": "Оформлено супровід.", "result": result}
    return await house.do(who, "outcome_written", **data)


async def test_the_sender_learns_the_outcome_without_its_words(taken: House) -> None:
    await taken.do("lesia", "status_set", referral=taken.ids["referral"], status="contacted")
    taken.forget()
    assert (await finish(taken)).kind == "ok"
    [(who, notice, give)] = taken.told
    assert (who, notice, give["code"]) == ("iryna", "outcome_known", CODE)
    assert give["label"]["m"] == "desk.result_met"
    card = await taken.fact("iryna", "card", referral=taken.ids["referral"])
    assert card["outcome"]["words"] == "Оформлено супровід."


async def test_the_outcome_is_sealed(taken: House) -> None:
    await finish(taken)
    assert "супровід".encode() not in (await referral(taken)).outcome_sealed


async def test_an_outcome_without_a_claimed_contact_is_asked_about_too(taken: House) -> None:
    await finish(taken)
    assert taken.heard("olena") == ["contact_claimed"]


async def test_unreached_needs_the_status_silent(taken: House) -> None:
    assert (await finish(taken, "unreached")).kind == "not_permitted"
    await attempt(taken)
    taken.clock.move(hours=2)
    await attempt(taken)
    await silent(taken)
    taken.forget()
    assert (await finish(taken, "unreached")).kind == "ok"
    assert taken.heard("olena") == []


async def test_the_case_closes_with_its_last_referral(taken: House) -> None:
    await taken.refer(to="cnap", track="administrative", name="second")
    await taken.run(lambda tx: taken.employ(tx, "oksana", "cnap", ("lead",)))
    await finish(taken)
    case: Case = await taken.row(Case, taken.ids["case"])
    assert case.state == "open"
    await taken.do("oksana", "accepted", referral=taken.ids["second"])
    await finish(taken, who="oksana", name="second")
    case = await taken.row(Case, taken.ids["case"])
    assert (case.state, case.closed_at) == ("closed", taken.clock.at)
    assert (await kinds(taken))[-1] == "closed"


async def test_what_was_handed_back_and_not_sent_on_keeps_the_case_open(taken: House) -> None:
    await taken.refer(to="cnap", track="administrative", name="second")
    await taken.run(lambda tx: taken.employ(tx, "oksana", "cnap", ("lead",)))
    await taken.do("oksana", "handed_back", referral=taken.ids["second"], reason="Ні.")
    await finish(taken)
    case: Case = await taken.row(Case, taken.ids["case"])
    assert case.state == "open"


async def test_a_finished_referral_can_not_be_finished_again(taken: House) -> None:
    await finish(taken)
    assert (await finish(taken)).kind == "not_permitted"


# The person's own word --------------------------------------------------------------------------------------


@pytest.fixture
async def claimed(taken: House) -> House:
    """Lesia says that she has reached Olena."""
    await taken.do("lesia", "status_set", referral=taken.ids["referral"], status="contacted")
    taken.forget()
    return taken


async def answer(house: House, what: str, who: str = "olena") -> Any:
    return await house.do(who, "contact_confirmed", referral=house.ids["referral"], answer=what)


async def test_yes_is_the_end_of_it(claimed: House) -> None:
    assert (await answer(claimed, "yes")).kind == "ok"
    assert claimed.told == []
    asked = await claimed.deadline("asked")
    assert asked is not None
    assert asked.met_at == claimed.clock.at


async def test_no_goes_to_the_coordinator_and_the_deadline_runs_again(claimed: House) -> None:
    claimed.clock.move(hours=2)
    assert (await answer(claimed, "no")).kind == "mismatch"
    assert ("nadia", "mismatch", {"code": CODE, "referral": claimed.ids["referral"]}) in claimed.told
    assert claimed.heard("lesia") == ["lead_reminder"]
    contact = await claimed.deadline("contact")
    assert contact is not None
    assert contact.met_at is None
    assert contact.due_at == kyiv("2026-11-25 10:00")  # the promise stays what it was
    row = await referral(claimed)
    assert (row.state, row.contacted_at) == ("accepted", None)
    claimed.forget()
    heard = await claimed.wait(kyiv("2026-11-26 12:00"))
    assert heard == [("Tue 24 12:00", "nadia", "coordinator_due")]


async def test_no_to_a_finished_case_opens_it_again(claimed: House) -> None:
    await finish(claimed)
    assert (await answer(claimed, "no")).kind == "mismatch"
    case: Case = await claimed.row(Case, claimed.ids["case"])
    assert (case.state, case.closed_at) == ("open", None)
    assert (await referral(claimed)).state == "accepted"


async def test_after_a_mismatch_a_new_claim_is_asked_about_again(claimed: House) -> None:
    await answer(claimed, "no")
    claimed.forget()
    await claimed.do("lesia", "status_set", referral=claimed.ids["referral"], status="contacted")
    assert claimed.heard("olena") == ["contact_claimed"]
    assert await claimed.wait(kyiv("2026-11-30 12:00")) == []


async def test_not_now_is_asked_again_the_next_day_in_her_hours(claimed: House) -> None:
    claimed.clock.at = kyiv("2026-11-23 19:00")
    assert (await answer(claimed, "later")).kind == "ok"
    heard = await claimed.wait(kyiv("2026-11-30 12:00"))
    assert heard == [("Wed 25 09:00", "olena", "contact_claimed")]  # Tuesday at 19:00 is outside her window


async def test_every_answer_is_kept(claimed: House) -> None:
    await answer(claimed, "later")
    await answer(claimed, "yes")
    answers = await claimed.run(lambda tx: sorted(one.answer for one in tx.db.scalars(select(Feedback))))
    assert answers == ["later", "yes"]


@pytest.mark.parametrize("what", ["", "perhaps", None])
async def test_what_is_no_answer_is_not_taken_for_a_no(claimed: House, what: Any) -> None:
    assert (await answer(claimed, what)).kind == "gone"
    assert claimed.told == []


@pytest.mark.parametrize(("way", "result"), [("pigeon", "reached"), ("call", "perhaps"), (None, None)])
async def test_an_attempt_is_made_in_a_known_way_with_a_known_result(
    taken: House, way: Any, result: Any
) -> None:
    happened = await taken.do("lesia", "attempted", referral=taken.ids["referral"], way=way, result=result)
    assert happened.kind == "not_permitted"


@pytest.mark.parametrize("who", ["lesia", "iryna", "nadia", "daria"])
async def test_nobody_answers_for_the_person(claimed: House, who: str) -> None:
    assert (await answer(claimed, "yes", who)).kind == "gone"


async def test_after_a_withdrawal_nothing_is_asked_any_more(claimed: House) -> None:
    await claimed.do("olena", "consent_withdrawn", consent=claimed.ids["consent"])
    assert (await answer(claimed, "no")).kind == "gone"


async def test_the_persons_own_yes_counts_before_the_lead_has_said_anything(taken: House) -> None:
    assert (await answer(taken, "yes")).kind == "ok"
    contact = await taken.deadline("contact")
    assert contact is not None
    assert contact.met_at == taken.clock.at
    assert await taken.wait(kyiv("2026-11-30 12:00")) == []


# What is written down ---------------------------------------------------------------------------------------


async def test_every_act_is_in_the_timeline_and_in_the_audit_log(taken: House) -> None:
    await attempt(taken)
    await taken.do("lesia", "status_set", referral=taken.ids["referral"], status="contacted")
    await answer(taken, "yes")
    await finish(taken)
    expected = ["accepted", "attempted", "status_set", "confirmed", "outcome_written"]
    assert [one for one in await kinds(taken) if one in expected] == expected

    def audited(tx: Tx) -> list[tuple[str, str | None, str | None]]:
        rows = tx.db.scalars(select(Audit).order_by(Audit.id))
        return [(one.action, one.staff_id, one.person_id) for one in rows]

    rows = await taken.run(audited)
    for action in ("accepted", "attempted", "status_set", "outcome_written"):
        assert (action, taken.ids["staff:lesia"], None) in rows
    assert ("confirmed", None, taken.ids["olena"]) in rows


async def test_nothing_left_to_tell_keeps_the_clock_s_question_short(taken: House) -> None:
    await taken.do("lesia", "status_set", referral=taken.ids["referral"], status="contacted")
    await finish(taken)
    untold = select(Nudge).where(Nudge.told_at.is_(None))
    assert await taken.run(lambda tx: tx.db.scalars(untold).all()) == []


async def test_a_revoked_sender_is_told_nothing(taken: House) -> None:
    await taken.change(Staff, taken.ids["staff:iryna"], revoked_at=taken.clock.at)
    await finish(taken)
    assert taken.heard("iryna") == []
