"""What is told of the time that steps take, and how long it is kept."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

from sqlalchemy import func, select

from bot.db.models import StepTime
from bot.db.tx import Tx
from bot.services.minutes import StepMinutes, minutes
from bot.services.retention import STEP_TIME, sweep
from tests.conftest import Clock


def looked(tx: Tx, step: str, *seconds: int) -> None:
    for one in seconds:
        day = tx.now.date().isoformat()
        tx.db.add(StepTime(flow="screening", step=step, seconds=one, day=day))


async def test_medians_are_told_of_steps_with_five_answers_and_of_no_others(
    transact: Callable[..., Any],
) -> None:
    def told(tx: Tx) -> list[StepMinutes]:
        looked(tx, "danger", 30, 60, 90, 120, 3600)
        looked(tx, "need", 120, 120, 120, 180, 180, 180)
        looked(tx, "held", 1, 2, 3, 4)
        return minutes(tx)

    assert await transact(told) == [
        StepMinutes("screening", "need", 6, 2.5),
        StepMinutes("screening", "danger", 5, 1.5),
    ]


async def test_times_are_kept_for_half_a_year(transact: Callable[..., Any], clock: Clock) -> None:
    await transact(lambda tx: looked(tx, "danger", 30))

    def left(tx: Tx) -> int:
        sweep(tx)
        return tx.db.scalar(select(func.count()).select_from(StepTime)) or 0

    clock.at += STEP_TIME
    assert await transact(left) == 1
    clock.at += timedelta(days=1)
    assert await transact(left) == 0
