"""Electricity and lines are cut for hours: messages wait, and what can't be brought somebody else hears."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select

from bot.app import App
from bot.db.models import Deadline, Outbox
from bot.db.tx import Tx
from bot.outbox import ALERT, LONGEST_PAUSE, ORDINARY, _pause, _unclaim
from handlers.channel import ChannelError, Memory, Refused, Unavailable, Unreachable
from handlers.shown import Shown
from handlers.webchat.channel import WebChannel
from tests.faults.test_intake import AT
from tests.services.house import House, furnished
from tests.stages.fixtures import app_for
from tests.stages.stage import Hands

HOUR = timedelta(hours=1)


class Line(WebChannel):
    """Fails as ``down`` says, for the addresses named there."""

    def __init__(self) -> None:
        super().__init__(lambda: "a-key")
        self.down: dict[str, ChannelError] = {}
        self.brought: list[str] = []

    async def send(self, address: str, shown: Shown, memory: Memory) -> Memory:
        if address in self.down:
            raise self.down[address]
        self.brought.append(address)
        return await super().send(address, shown, memory)


@pytest.fixture
def hands() -> Hands:
    return Hands(AT)


@pytest.fixture
def line() -> Line:
    return Line()


@pytest.fixture
async def app(database_url: str, hands: Hands, line: Line) -> AsyncIterator[App]:
    made = app_for(database_url, hands, "outage")
    made.channels["web"] = line  # type: ignore[index] # a dict, not to be changed by the program
    yield made
    await made.close()


@pytest.fixture
async def house(app: App, hands: Any) -> House:
    async def transact(fn: Any) -> Any:
        def whole(tx: Tx) -> Any:
            from bot.intake import tell

            result = fn(tx)
            tell(tx, app.intake.book, app.translator)
            return result

        return await app.database.run(whole, hands)

    return await furnished(transact, hands)


async def pass_hours(app: App, hands: Hands, hours: int) -> None:
    for _ in range(hours):
        await app.settle()
        hands.at += HOUR
    await app.settle()


async def states(app: App, person_id: str) -> list[str]:
    def look(tx: Tx) -> list[str]:
        return list(tx.db.scalars(select(Outbox.state).where(Outbox.person_id == person_id)))

    return await app.database.run(look, app.now)


async def test_a_cut_of_twenty_hours_loses_no_message(
    app: App, house: House, hands: Hands, line: Line
) -> None:
    await app.intake.receive("web", [("1", b'{"address": "olena", "command": "menu"}')])
    await app.intake.answer_all()
    line.down = {"olena": Unavailable()}
    await pass_hours(app, hands, 20)
    assert await states(app, house.ids["olena"]) == ["new"]
    line.down = {}
    hands.at += LONGEST_PAUSE
    await app.settle()
    assert line.brought == ["olena"]


def test_pauses_grow_to_a_quarter_of_an_hour_and_no_further() -> None:
    pauses = [_pause(Unavailable(), tried) for tried in (1, 2, 9, 10, 11, 400)]
    assert pauses[:3] == [timedelta(seconds=2), timedelta(seconds=4), timedelta(seconds=512)]
    assert pauses[3:] == [LONGEST_PAUSE] * 3


async def test_an_alert_outlives_an_ordinary_message_and_is_given_up_in_the_end(
    app: App, house: House, hands: Hands, line: Line
) -> None:
    line.down = {"lesia": Unavailable()}
    await house.refer()
    await pass_hours(app, hands, ORDINARY // HOUR + 1)
    assert "failed" not in await states(app, house.ids["lesia"])
    await pass_hours(app, hands, (ALERT - ORDINARY) // HOUR)
    assert (await states(app, house.ids["lesia"]))[0] == "failed"


@pytest.mark.parametrize("fault", [Refused(), Unreachable()])
async def test_the_coordinator_hears_at_once_of_an_alert_that_was_given_up(
    app: App, house: House, hands: Hands, line: Line, fault: ChannelError
) -> None:
    line.down = {"lesia": fault}
    await house.refer()
    await app.settle()
    assert "nadia" not in line.brought
    await app.clock.tick()
    await app.settle()
    assert "nadia" in line.brought
    line.down["nadia"] = Refused()
    told = line.brought.count("nadia")
    for _ in range(4):  # nobody is told of the same again and again
        await app.clock.tick()
        await app.settle()
    assert line.brought.count("nadia") == told


async def test_a_question_that_could_not_be_asked_comes_to_the_one_who_referred(
    app: App, house: House, hands: Hands, line: Line
) -> None:
    await house.refer("green")
    await app.settle()
    line.brought.clear()
    line.down = {"olena": Unreachable()}
    hands.at += timedelta(hours=73)
    for _ in range(2):
        await app.clock.tick()
        await app.settle()
    assert "iryna" in line.brought


async def test_an_alert_of_what_was_done_meanwhile_is_not_sent_any_more(
    app: App, house: House, hands: Hands, line: Line
) -> None:
    line.down = {"lesia": Unavailable()}
    await house.refer()
    await pass_hours(app, hands, 2)

    def met(tx: Tx) -> None:
        for one in tx.db.scalars(select(Deadline)):
            one.met_at = tx.now

    await app.database.run(met, hands)
    line.down = {}
    hands.at += LONGEST_PAUSE
    await app.settle()
    assert "lesia" not in line.brought
    assert await states(app, house.ids["lesia"]) == ["dropped"]


async def test_a_start_after_a_long_cut_gives_what_waits_its_span_anew(
    app: App, house: House, hands: Hands, line: Line
) -> None:
    line.down = {"lesia": Unavailable()}
    await house.refer()
    await app.settle()
    hands.at += ALERT + HOUR  # the program was off too, and the line comes back after it
    await app.database.run(_unclaim, hands)
    await app.settle()
    assert await states(app, house.ids["lesia"]) == ["new"]
