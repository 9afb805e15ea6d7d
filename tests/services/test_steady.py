"""Nothing is erased by a date that is in doubt, and a machine that was rightly off goes on by itself."""

from __future__ import annotations

import random as pseudo
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from pydantic import SecretStr
from sqlalchemy import func, select

from bot.app import build
from bot.crypto import new_secret_key
from bot.db.models import Erasure, TransitKey
from bot.db.tx import Tx
from bot.services import retention
from bot.services.steady import AHEAD, BACK, STEADY
from bot.settings import Settings
from bot.transit import seal
from tests.conftest import Clock
from tests.logged import logged
from tests.services.cast import newcomer

Sweep = Callable[[], Awaitable[tuple[bool, list[str]]]]
HOUR = timedelta(hours=1)


@pytest.fixture
def sweep(transact: Callable[..., Any]) -> Sweep:
    """One hourly sweep: whether it erased, and what the log says (without its moment)."""

    async def once() -> tuple[bool, list[str]]:
        with logged("INFO") as log:
            swept = await transact(retention.hourly)
        return bool(swept), [line.partition(" ")[2] for line in log.getvalue().splitlines()]

    return once


async def run(clock: Clock, sweep: Sweep, span: timedelta) -> list[bool]:
    """Let the program run for so long; whether each of its sweeps erased."""
    swept = []
    for _ in range(span // HOUR):
        clock.at += HOUR
        swept.append((await sweep())[0])
    return swept


async def trust(clock: Clock, sweep: Sweep) -> None:
    assert (await sweep())[0] is False
    assert (await run(clock, sweep, STEADY))[-1] is True


def stranger(tx: Tx) -> None:
    """Somebody who came once, and the key of that day."""
    newcomer(tx)
    seal(tx, "inbox:web:1:payload", b"words")


def left(tx: Tx) -> tuple[int, int]:
    """How many were erased, how many keys of days there are."""
    return (
        tx.db.scalar(select(func.count(Erasure.person_id))) or 0,
        tx.db.scalar(select(func.count(TransitKey.day))) or 0,
    )


async def test_a_date_a_year_ahead_destroys_nothing_and_says_so(
    transact: Callable[..., Any], clock: Clock, sweep: Sweep
) -> None:
    await trust(clock, sweep)
    await transact(stranger)
    before = clock.at
    clock.at += timedelta(days=365)
    assert await sweep() == (False, ["error retention.waits kind=ahead count=12"])
    clock.at += HOUR
    assert await sweep() == (False, ["warning retention.waits kind=ahead count=11"])
    assert await transact(left) == (0, 1)

    clock.at = before + 2 * HOUR  # set right over the network: that is a leap too
    assert await sweep() == (False, ["error retention.waits kind=back count=12"])
    assert await run(clock, sweep, STEADY) == [False] * 11 + [True]
    assert await transact(left) == (0, 1)


async def test_a_machine_that_was_off_over_a_weekend_goes_on_by_itself(
    transact: Callable[..., Any], clock: Clock, sweep: Sweep
) -> None:
    await trust(clock, sweep)
    await transact(stranger)
    clock.at += timedelta(days=9)
    assert await run(clock, sweep, STEADY + HOUR) == [False] * 12 + [True]
    assert await transact(left) == (1, 0)


async def test_one_night_or_a_clock_that_is_set_right_by_minutes_is_no_leap(
    clock: Clock, sweep: Sweep
) -> None:
    await trust(clock, sweep)
    for by in (AHEAD, -BACK, timedelta(), HOUR):
        clock.at += by
        assert await sweep() == (True, [])


async def test_only_time_in_which_the_program_ran_is_counted(clock: Clock, sweep: Sweep) -> None:
    """Otherwise a machine that wakes up at a wrong date twice in a day would be believed at once."""
    await trust(clock, sweep)
    clock.at += timedelta(days=365)
    assert (await sweep())[0] is False
    clock.at += AHEAD
    assert await sweep() == (False, ["warning retention.waits kind=ahead count=10"])


async def test_a_new_installation_and_a_restored_one_wait_too(clock: Clock, sweep: Sweep) -> None:
    assert await sweep() == (False, ["info retention.waits kind=first count=12"])
    clock.at += HOUR
    assert await sweep() == (False, ["info retention.waits kind=first count=11"])


async def test_the_clock_s_own_sweep_is_the_careful_one(tmp_path: Path, database_url: str) -> None:
    clock = Clock(datetime(2026, 11, 23, 8, tzinfo=UTC))
    keys = SecretStr(new_secret_key("k1", pseudo.Random(1).randbytes))
    app = build(Settings(database_url=database_url, secret_keys=keys), clock)
    await app.database.run(stranger, clock)
    await app.clock.sweep()
    clock.move(days=365)
    await app.clock.sweep()
    assert await app.database.run(left, clock) == (0, 1)
    await app.close()
