"""The grade a case stands on, also where the region's scale has changed since the case was opened."""

from __future__ import annotations

from bot.db.models import Case
from bot.db.tx import Tx
from flows.policy.grades import Grade


def grade_of(tx: Tx, case: Case) -> Grade:
    """The region's grade of the case's level. A level that the region no longer has counts as the gravest one
    of its colour, as the national default knows it, else as the gravest of all: a new scale never lets an
    open case fall asleep."""
    regions = tx.world.regions
    return regions.region(case.region).levels.grade_like(case.level, regions.default.levels)
