"""A case is at the steps that name its state; where none does, at those of the state before."""

from __future__ import annotations

import pytest

from bot.regions import load
from flows.policy.words import CASE_STATES
from flows.rules.steps import at

STEPS = (
    {"number": "1", "at": ["screening"]},
    {"number": "2", "at": ["sent", "silent"]},
    {"number": "3", "at": ["accepted"]},
    {"number": "4", "at": ["accepted"]},
    {"number": "5", "at": []},
)


@pytest.mark.parametrize(
    ("state", "numbers"),
    [
        ("sent", ("2",)),
        ("silent", ("2",)),
        ("accepted", ("3", "4")),
        ("contacted", ("3", "4")),  # no step speaks of it: still at the one before
        ("working", ("3", "4")),
        ("waiting", ("1",)),
        ("returned", ("2",)),  # waits for somebody, as a sent one
        ("done", ()),
        ("withdrawn", ()),
        (None, ()),
    ],
)
def test_where_a_case_is(state: str | None, numbers: tuple[str, ...]) -> None:
    assert at(STEPS, state) == numbers


def test_an_algorithm_that_names_no_state_marks_no_step() -> None:
    bare = [{**step, "at": []} for step in STEPS]
    assert [at(bare, state) for state in CASE_STATES] == [()] * len(CASE_STATES)


def test_in_every_region_that_names_states_a_case_under_way_is_somewhere() -> None:
    regions = load()
    for region in (regions.default, *regions.by_id.values()):
        steps = region.facts()["steps"]
        if any(step["at"] for step in steps):
            lost = [one for one in CASE_STATES if one not in ("screening", "done") and not at(steps, one)]
            assert not lost, (region.id, lost)
