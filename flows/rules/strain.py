"""What may be shown of how the staff are: shares of a group, never somebody.

Who answered is split into groups that share nobody: each institution with at least ``FEWEST`` who answered,
and all others together where they are so many (teams of fewer than ``FEWEST`` are counted together from the
beginning). Nothing is shown twice or as a part of something else shown,
so there is nothing to subtract. Which groups there are follows from how many answered, never from what they
said, so that what is left out tells nothing either. A share is one of three spans, each of which two numbers
of people at least would give: also who knows how many answered, and what she said herself, can't say how many
of the others find it hard.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal, TypeAlias

FEWEST = 7
"""Answers that a figure stands for at the least. Of five or six, who knows her own could tell in some spans
what every other one said."""

QUESTIONS = ("tired", "support", "rest", "feel")
ANSWERS = ("good", "mixed", "hard")
"""How one may answer each; the last one is what the shares count."""

Share: TypeAlias = Literal["few", "some", "many"]


@dataclass(frozen=True, slots=True)
class Counted:
    """Answers of one institution in one month: ``given``, how many answered anything; ``hard`` and ``of`` by
    question."""

    given: int
    hard: Mapping[str, int]
    of: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class Group:
    """A group that may be shown. ``place``: the institution, None: all the smaller ones together.
    ``shares``: of whom each is hard, by question; None: too few answered this one."""

    place: str | None
    shares: Mapping[str, Share | None]


def groups(month: Mapping[str | None, Counted]) -> list[Group]:
    """What may be shown of a month that is over; by institution, the smaller ones together at the end. Under
    None stand those who were counted together."""
    alone = {place: one for place, one in month.items() if place is not None and one.given >= FEWEST}
    others = [one for place, one in month.items() if place not in alone]
    shown = [_group(place, [one]) for place, one in alone.items()]
    if sum(one.given for one in others) >= FEWEST:
        shown.append(_group(None, others))
    return shown


def share(hard: int, of: int) -> Share | None:
    """«few»: less than a third; «many»: more than two thirds; None: too few to say."""
    if of < FEWEST:
        return None
    return "few" if 3 * hard < of else "many" if 3 * hard > 2 * of else "some"


def _group(place: str | None, counted: list[Counted]) -> Group:
    return Group(
        place,
        {
            one: share(
                sum(each.hard.get(one, 0) for each in counted), sum(each.of.get(one, 0) for each in counted)
            )
            for one in QUESTIONS
        },
    )
