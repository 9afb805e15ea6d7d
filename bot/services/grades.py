"""The grade a case stands on, in the scale that the case goes by (``services.versions``)."""

from __future__ import annotations

from bot.db.models import Case
from bot.db.tx import Tx
from bot.services.versions import region_of_case
from flows.policy.grades import Grade


def grade_of(tx: Tx, case: Case) -> Grade:
    """The grade of the case's level. A level that the scale does not have (its version can't be read any
    more, or the file changed between a screening and the referral) counts as the gravest one of its colour,
    as the national default knows it, else as the gravest of all: a new scale never lets an open case fall
    asleep."""
    known = tx.world.regions.default.levels
    return region_of_case(tx, case).levels.grade_like(case.level, known)
