"""Deadlines as rows: opened, signed for, met, moved; and two processes that tick at once."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import event, func, select

from bot.db.engine import Database
from bot.db.models import Case, Deadline, Institution, Nudge, Referral
from bot.db.tx import Tx, World
from bot.services import deadlines
from tests.conftest import Clock
from tests.services.house import CODE, ROUND_THE_CLOCK, House, clock_time, furnished, kyiv


@pytest.fixture
async def house(transact: Callable[[Any], Awaitable[Any]], clock: Clock) -> House:
    return await furnished(transact, clock)


@pytest.fixture
async def taken(house: House) -> House:
    """A yellow case that Lesia has taken: the first contact is due."""
    await house.refer()
    await house.do("lesia", "accepted", referral=house.ids["referral"])
    house.forget()
    return house


async def untold(house: House) -> list[Nudge]:
    query = select(Nudge).where(Nudge.told_at.is_(None)).order_by(Nudge.at)
    return list(await house.run(lambda tx: tx.db.scalars(query).all()))


# Opening ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("level", "kinds"),
    [("red", {"contact"}), ("yellow", {"acknowledge", "contact"}), ("green", {"asked"})],
)
async def test_each_level_has_its_own_deadlines(house: House, level: str, kinds: set[str]) -> None:
    await house.refer(level)
    query = select(Deadline.kind).where(Deadline.due_at.is_not(None))
    assert set(await house.run(lambda tx: tx.db.scalars(query).all())) == kinds


async def test_open_for_answers_by_when_the_first_contact_is_promised(house: House) -> None:
    await house.refer("yellow")
    await house.refer("green", to="cnap", code="4МР-К31", name="green")

    def promised(tx: Tx, referral_id: str) -> Any:
        referral = tx.db.get_one(Referral, referral_id)
        case = tx.db.get_one(Case, referral.case_id)
        return deadlines.open_for(tx, case, referral)

    first, second = house.ids["referral"], house.ids["green"]
    assert await house.run(lambda tx: promised(tx, first)) == kyiv("2026-11-25 10:00")
    assert await house.run(lambda tx: promised(tx, second)) is None


async def test_what_is_acknowledged_is_counted_in_the_recipients_own_hours(house: House) -> None:
    await house.change(
        Institution, house.ids["at:social"], hours={"tue": [["10:00", "13:00"]], "thu": [["10:00", "13:00"]]}
    )
    await house.refer()
    acknowledge = await house.deadline("acknowledge")
    assert acknowledge is not None
    assert clock_time(acknowledge.due_at) == "Thu 26 11:00"


# Where the head signs ---------------------------------------------------------------------------------------


async def test_until_the_signature_only_the_signature_is_due(house: House) -> None:
    await house.refer(state="waiting")
    assert house.heard("lesia") == []
    heard = await house.wait(kyiv("2026-11-23 20:00"))
    assert heard == [
        ("Mon 23 12:00", "iryna", "sender_reminder"),
        ("Mon 23 14:00", "nadia", "coordinator_due"),
    ]


async def test_after_the_signature_the_promise_never_goes_beyond_the_outer_limit(house: House) -> None:
    await house.refer(state="waiting")
    house.clock.move(hours=40)  # 2 in the night
    assert (await house.do("petro", "signed_off", referral=house.ids["referral"], agreed=True)).kind == "ok"
    contact = await house.deadline("contact")
    assert contact is not None
    assert contact.due_at == kyiv("2026-11-26 10:00")  # 72 h from the sending, not 48 h from the signature
    assert contact.due_at <= kyiv("2026-11-23 10:00") + timedelta(hours=72)


# Pausing ----------------------------------------------------------------------------------------------------


async def pause(house: House, hours: Any, who: str = "nadia", kind: str = "contact") -> str:
    deadline = await house.deadline(kind)
    assert deadline is not None
    data = {"deadline": deadline.id, "hours": hours, "reason": "Людина просить зателефонувати згодом."}
    return (await house.do(who, "paused", **data)).kind


async def test_a_pause_moves_the_deadline_and_every_rung_that_is_still_to_come(taken: House) -> None:
    before = [one.at for one in await untold(taken)]
    assert await pause(taken, 24) == "ok"
    contact = await taken.deadline("contact")
    assert contact is not None
    assert contact.due_at == kyiv("2026-11-26 10:00")
    assert [one.at for one in await untold(taken)] == [at + timedelta(hours=24) for at in before]


async def test_a_paused_rung_still_wakes_nobody(taken: House) -> None:
    await pause(taken, 4)
    heard = await taken.wait(kyiv("2026-11-28 12:00"))
    assert [at for at, _, _ in heard] == [
        "Tue 24 14:00",
        "Tue 24 20:59",  # 17:00 and four hours would be the beginning of the night
        "Tue 24 20:59",
        "Tue 24 20:59",
        "Wed 25 14:00",
    ]


async def test_an_emergency_can_not_be_paused(
    transact: Callable[[Any], Awaitable[Any]], clock: Clock
) -> None:
    house = await furnished(transact, clock, ROUND_THE_CLOCK)
    await house.refer("red")
    before = [one.at for one in await untold(house)]
    assert await pause(house, 4, kind="acknowledge") == "red"
    assert [one.at for one in await untold(house)] == before


@pytest.mark.parametrize("who", ["lesia", "iryna", "vira", "olena"])
async def test_only_the_regions_coordinator_pauses(house: House, who: str) -> None:
    await house.refer()
    assert await pause(house, 4, who) == "not_permitted"


@pytest.mark.parametrize("hours", [0, -4, 10_000])
async def test_a_pause_has_a_sensible_length(house: House, hours: int) -> None:
    await house.refer()
    assert await pause(house, hours) == "not_permitted"


async def test_what_is_met_can_not_be_paused(house: House) -> None:
    await house.refer()
    await house.do("lesia", "status_set", referral=house.ids["referral"], status="contacted")
    assert await pause(house, 4) == "not_permitted"


# Meeting ----------------------------------------------------------------------------------------------------


async def test_a_met_deadline_has_no_rungs_left(house: House) -> None:
    await house.refer()
    assert await untold(house) != []
    await house.do("lesia", "status_set", referral=house.ids["referral"], status="contacted")
    assert await untold(house) == []


async def test_what_was_told_stays(house: House) -> None:
    await house.refer()
    await house.do("lesia", "status_set", referral=house.ids["referral"], status="contacted")
    told = await house.run(lambda tx: tx.db.scalars(select(Nudge.stage).order_by(Nudge.told_at)).all())
    assert sorted(told) == ["claimed", "created"]


# Two processes ----------------------------------------------------------------------------------------------


async def test_two_ticks_at_once_never_tell_twice(
    database_url: str, world: World, transact: Callable[[Any], Awaitable[Any]], clock: Clock
) -> None:
    house = await furnished(transact, clock)
    for number in range(12):
        await house.run(lambda tx, number=number: house.newcomer(tx, f"person{number}"))
        await house.refer(code=f"К{number:02}-4Р2", person=f"person{number}")
    clock.at = kyiv("2026-11-24 10:00")
    processes = [Database(database_url, world) for _ in range(4)]
    told: list[tuple[str, str]] = []

    def tick(tx: Tx) -> list[tuple[str, str]]:
        deadlines.tick(tx)
        return [(line["a"]["code"], line["m"]) for one in tx.told for line in one.give["lines"]]

    try:
        for said in await asyncio.gather(*(one.run(tick, clock) for one in processes for _ in range(3))):
            told += said
    finally:
        for one in processes:
            await one.close()
    lines = ("desk.late_acknowledge", "desk.line")
    assert sorted(told) == sorted((f"К{number:02}-4Р2", line) for number in range(12) for line in lines)


async def test_a_tick_that_fails_tells_the_same_again(taken: House) -> None:
    taken.clock.at = kyiv("2026-11-24 10:00")

    def failing(tx: Tx) -> None:
        deadlines.tick(tx)
        raise RuntimeError

    with pytest.raises(RuntimeError):
        await taken.run(failing)
    assert await taken.tick() == 1


async def test_a_tick_asks_the_database_little_however_much_is_due(house: House) -> None:
    for number in range(8):
        await house.run(lambda tx, number=number: house.newcomer(tx, f"person{number}"))
        await house.refer(code=f"К{number:02}-4Р2", person=f"person{number}")
    house.clock.at = kyiv("2026-11-25 10:00")

    def counted(tx: Tx) -> int:
        statements: list[str] = []
        connection = tx.db.connection()
        event.listen(connection, "before_cursor_execute", lambda *said: statements.append(said[2]))
        deadlines.tick(tx)
        return len([one for one in statements if one.startswith("SELECT")])

    assert await house.run(counted) <= 4


async def test_more_than_one_tick_can_tell_is_told_by_the_next(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.services.nudging.AT_ONCE", 2)
    for number in range(3):
        await house.run(lambda tx, number=number: house.newcomer(tx, f"person{number}"))
        await house.refer(code=f"К{number:02}-4Р2", person=f"person{number}")
    house.clock.at = kyiv("2026-11-24 10:00")
    house.forget()
    while await house.tick():
        pass
    codes = [
        line["a"]["code"] for _, _, give in house.told for line in give["lines"] if line["m"] == "desk.line"
    ]
    assert sorted(codes) == ["К00-4Р2", "К01-4Р2", "К02-4Р2"]


async def test_a_deadline_remembers_the_last_rung_that_was_told(house: House) -> None:
    await house.refer()
    await house.wait(kyiv("2026-11-24 18:00"))
    contact = await house.deadline("contact")
    assert contact is not None
    assert contact.stage == "closing"
    assert CODE not in str(contact.__dict__)


async def test_nothing_due_tells_nothing(taken: House) -> None:
    assert await taken.tick() == 0
    assert taken.told == []
    counted = select(func.count(Nudge.id)).where(Nudge.told_at.is_(None))
    assert await taken.run(lambda tx: tx.db.scalar(counted)) == 5
