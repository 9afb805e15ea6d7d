"""Schemes made by hand, so that a test of a rule does not lean on a region's file."""

from __future__ import annotations

from flows.engine.message import M
from flows.policy.grades import Grade, Scheme, Terms
from flows.policy.leading import Track
from flows.policy.words import TRACKS

RAISING = ("v1", "v2", "v3", "v5", "v6")


def grade(id: str, corridor: str, *rows: str, emergency: bool = False) -> Grade:  # noqa: A002 - "id" is the word
    return Grade(id, M(f"t.{id}", id), M(f"t.{id}.plain", id), "green", corridor, emergency, rows, Terms())


GREEN = grade("green", "standard", "none")
YELLOW = grade("yellow", "accompanied", "unclear", "vulnerability", "discrimination", "exploitation")
RED = grade("red", "urgent", "danger", emergency=True)
THREE = Scheme((GREEN, YELLOW, RED), RAISING)

FOUR = Scheme(
    (
        grade("planned", "standard", "none"),
        grade("middle", "accompanied", "unclear", "vulnerability", "discrimination"),
        grade("urgent", "accompanied", "exploitation"),
        grade("critical", "urgent", "danger", emergency=True),
    ),
    RAISING,
)
"""As in the regions that grade «плановий, середній, терміновий» and critical."""

ALL_TRACKS = tuple(Track(one, M(f"t.{one}", one), M(f"t.{one}.p", one), (one,)) for one in TRACKS)
