"""Which grade an old level counts as, once the region has another scale."""

from __future__ import annotations

from dataclasses import replace

import pytest

from flows.policy.grades import Scheme
from tests.rules.schemes import FOUR, GREEN, RED, THREE, YELLOW

KNOWN = Scheme((GREEN, replace(YELLOW, colour="yellow"), replace(RED, colour="red")), ())
COLOURS = ("green", "yellow", "yellow", "red")
COLOURED = replace(
    FOUR,
    grades=tuple(replace(one, colour=colour) for one, colour in zip(FOUR.grades, COLOURS, strict=True)),
)


@pytest.mark.parametrize(
    ("level", "grade"),
    [
        ("middle", "middle"),
        ("green", "planned"),
        ("yellow", "urgent"),  # two grades are yellow: the graver one
        ("red", "critical"),
        ("orange", "critical"),  # a colour that the new scale does not have
        ("purple", "critical"),
    ],
)
def test_an_old_level_counts_as_the_gravest_of_its_colour_else_as_the_gravest_of_all(
    level: str, grade: str
) -> None:
    assert COLOURED.grade_like(level, KNOWN).id == grade


def test_the_colour_is_what_the_known_scheme_says_not_what_the_id_sounds_like() -> None:
    known = replace(THREE, grades=(replace(GREEN, id="red", colour="green"),))
    assert replace(COLOURED, grades=COLOURED.grades[:3]).grade_like("red", known).id == "planned"
