"""How long people need for each step of a counted conversation: for improving the questions, of nobody."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from statistics import median

from sqlalchemy import select

from bot.db.models import StepTime
from bot.db.tx import Tx

LEAST = 5
"""Fewer answers than that are not told: they would be somebody's."""


@dataclass(frozen=True, slots=True)
class StepMinutes:
    """``minutes``: the median, to a tenth."""

    flow: str
    step: str
    answers: int
    minutes: float


def minutes(tx: Tx) -> list[StepMinutes]:
    """A line for each step that was answered often enough, by flow, the slowest step first."""
    seconds: defaultdict[tuple[str, str], list[int]] = defaultdict(list)
    for flow, step, one in tx.db.execute(select(StepTime.flow, StepTime.step, StepTime.seconds)):
        seconds[flow, step].append(one)
    told = [
        StepMinutes(flow, step, len(all_), round(median(all_) / 60, 1))
        for (flow, step), all_ in seconds.items()
        if len(all_) >= LEAST
    ]
    return sorted(told, key=lambda one: (one.flow, -one.minutes, one.step))
