"""Beds are counted so that none is lost and none is made up."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from flows.rules.beds import Beds, comes_first, fits, kept_for

numbers = st.integers(0, 8)


@st.composite
def places(draw: st.DrawFn) -> Beds:
    every = draw(st.integers(1, 8))
    held = draw(st.integers(0, every))
    free = draw(st.integers(0, every - held))
    return Beds(every, free, draw(st.integers(0, 3)) if free == 0 else 0, held)


def sound(beds: Beds) -> bool:
    return (
        min(beds.free, beds.over, beds.held, beds.taken) >= 0
        and beds.free + beds.held + beds.taken - beds.over == beds.all
        and not (beds.free and beds.over)
    )


@given(places(), numbers)
def test_whoever_comes_or_leaves_is_counted_once(beds: Beds, count: int) -> None:
    assert sound(beds)
    assert beds.came(count).taken == beds.taken + count
    assert beds.left(count).taken == max(0, beds.taken - count)
    assert sound(beds.came(count))
    assert sound(beds.left(count))


STEPS = ("hold", "use", "let_go", "left", "came", "counted", "resized")


def stepped(beds: Beds, step: str, count: int) -> Beds:
    """As the services do it: beds are kept only where there are so many free."""
    match step:
        case "hold":
            return (
                replace(beds, free=beds.free - count, held=beds.held + count) if count <= beds.free else beds
            )
        case "use":
            return replace(beds, held=beds.held - min(count, beds.held))
        case "let_go":
            return beds.let_go(min(count, beds.held))
        case "counted":
            return beds.counted(count) or beds
        case "resized":
            return beds.resized(max(1, count))
        case _:
            moved: Beds = getattr(beds, step)(count)
            return moved


@given(places(), st.lists(st.tuples(st.sampled_from(STEPS), numbers), max_size=40))
def test_no_sequence_promises_more_beds_than_there_are(beds: Beds, steps: list[tuple[str, int]]) -> None:
    for step, count in steps:
        beds = stepped(beds, step, count)
        assert sound(beds)
        assert beds.free == 0 or beds.free + beds.held + beds.taken == beds.all


@given(places(), numbers)
def test_what_is_kept_no_more_brings_nobody_in(beds: Beds, count: int) -> None:
    count = min(count, beds.held)
    after = beds.let_go(count)
    assert sound(after)
    assert (after.taken, after.held) == (beds.taken, beds.held - count)


@given(places(), st.integers(1, 12))
def test_fewer_beds_turn_nobody_out(beds: Beds, count: int) -> None:
    after = beds.resized(count)
    assert sound(after)
    assert (after.all, after.taken, after.held) == (count, beds.taken, beds.held)


@given(places(), st.integers(-2, 12))
def test_no_more_can_be_free_than_are_kept_for_nobody(beds: Beds, free: int) -> None:
    after = beds.counted(free)
    assert (after is None) == (not 0 <= free <= beds.all - beds.held)
    assert after is None or (sound(after) and after.free == free)


@pytest.mark.parametrize(
    ("kinds", "wants", "fit"),
    [
        (["anyone"], [], True),
        (["women_children"], [], True),  # a place says what it is fit for, never who may not come
        (["anyone"], ["accessible"], False),
        (["accessible", "animals"], ["accessible"], True),
        (["accessible"], ["accessible", "animals"], False),
    ],
)
def test_a_place_that_lacks_what_is_needed_does_not_fit(
    kinds: list[str], wants: list[str], fit: bool
) -> None:
    assert fits(kinds, wants) is fit


def test_a_region_keeps_a_place_for_whom_it_puts_first() -> None:
    first = ("accessible", "bedridden")
    assert kept_for(first, ["accessible", "animals"], ["animals"]) == ["accessible"]
    assert kept_for(first, ["accessible"], ["accessible"]) == []
    assert kept_for(first, ["anyone"], []) == []
    assert kept_for((), ["accessible"], []) == []
    assert comes_first(first, ["bedridden"])
