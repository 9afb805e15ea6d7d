"""No count of fewer than seven can be had from what is shown of the staff's strain, whoever does the sums."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import product

from hypothesis import given
from hypothesis import strategies as st

from flows.rules.strain import FEWEST, QUESTIONS, Counted, groups, share

PLACES: tuple[str | None, ...] = ("a", None, "b", "c")

Hard = tuple[int, ...]


@st.composite
def months(draw: st.DrawFn, largest: int, most: int = 4) -> dict[str | None, Counted]:
    """One month: of each institution who answered at all, whom each question, and to whom it was hard."""
    month = {}
    for place in PLACES[: draw(st.integers(0, most))]:
        all_ = draw(st.integers(0, largest))
        of = {one: draw(st.integers(0, all_)) for one in QUESTIONS}
        month[place] = Counted(all_, {one: draw(st.integers(0, of[one])) for one in QUESTIONS}, of)
    return month


def people(month: Mapping[str | None, Counted]) -> list[set[str | None]]:
    """Whose answers each group that is shown is made of."""
    alone = {one.place for one in groups(month)} - {None}
    return [{one.place} if one.place else set(month) - alone for one in groups(month)]


def otherwise(month: Mapping[str | None, Counted], question: str) -> Iterator[dict[str | None, Counted]]:
    """Every month in which as many answered this question, whatever they said."""
    places = list(month)
    for hard in product(*(range(month[one].of[question] + 1) for one in places)):
        yield {
            place: Counted(month[place].given, {question: count}, month[place].of)
            for place, count in zip(places, hard, strict=True)
        }


def shown(month: Mapping[str | None, Counted], question: str) -> list[tuple[str | None, str | None]]:
    return [(one.place, one.shares[question]) for one in groups(month)]


@given(months(largest=12))
def test_every_figure_stands_for_seven_answers_at_least(month: dict[str | None, Counted]) -> None:
    for group, members in zip(groups(month), people(month), strict=True):
        assert sum(month[one].given for one in members) >= FEWEST
        for question, said in group.shares.items():
            assert said is None or sum(month[one].of[question] for one in members) >= FEWEST


@given(months(largest=12))
def test_no_two_figures_have_anybody_in_common_so_there_is_nothing_to_subtract(
    month: dict[str | None, Counted],
) -> None:
    seen: set[str | None] = set()
    for members in people(month):
        assert not seen & members
        seen |= members


@given(months(largest=10, most=2), st.sampled_from(QUESTIONS), st.booleans())
def test_who_answered_herself_can_not_say_what_the_others_said(
    month: dict[str | None, Counted], question: str, hard: bool
) -> None:
    """Her own answer taken away, what is shown still fits several counts of the others of her group."""
    seen = shown(month, question)
    possible = [one for one in otherwise(month, question) if shown(one, question) == seen]
    for group, members in zip(groups(month), people(month), strict=True):
        if group.shares[question] is None:
            continue
        of = sum(month[one].of[question] for one in members)
        others = {sum(each[one].hard[question] for one in members) - hard for each in possible}
        assert len({count for count in others if 0 <= count < of}) > 1, f"{members} of {month}"


@given(months(largest=4), st.sampled_from(QUESTIONS))
def test_who_knows_how_many_answered_can_still_not_say_to_how_many_it_is_hard(
    month: dict[str | None, Counted], question: str
) -> None:
    """All that is shown, together, fits several counts of every set of institutions: none can be derived."""
    seen = shown(month, question)
    possible = [one for one in otherwise(month, question) if shown(one, question) == seen]
    answering = [one for one in month if month[one].of[question]]
    for size in range(1, 2 ** len(answering)):
        some = [one for at, one in enumerate(answering) if size >> at & 1]
        counts = {sum(each[one].hard[question] for one in some) for each in possible}
        assert len(counts) > 1, f"{some} of {month}"


@given(months(largest=12), st.data())
def test_what_is_left_out_is_left_out_whatever_was_said(
    month: dict[str | None, Counted], data: st.DataObject
) -> None:
    """Else it would tell something that it is left out."""
    other = {
        place: Counted(
            one.given, {each: data.draw(st.integers(0, one.of[each])) for each in QUESTIONS}, one.of
        )
        for place, one in month.items()
    }
    assert [(one.place, {q for q, said in one.shares.items() if said}) for one in groups(month)] == [
        (one.place, {q for q, said in one.shares.items() if said}) for one in groups(other)
    ]


@given(st.integers(FEWEST, 500))
def test_every_span_has_room_for_several_counts(of: int) -> None:
    spans = [share(hard, of) for hard in range(of + 1)]
    assert {spans.count(one) for one in ("few", "some", "many")}.isdisjoint({0, 1})


@given(st.integers(FEWEST, 500), st.booleans())
def test_every_span_has_room_for_several_counts_of_the_others(of: int, hard: bool) -> None:
    """Whoever answered herself knows one answer of it."""
    for span in ("few", "some", "many"):
        others = [count for count in range(of) if share(count + hard, of) == span]
        assert len(others) > 1


def test_a_month_in_which_nobody_answered_looks_like_one_with_too_few() -> None:
    few = {"a": Counted(6, dict.fromkeys(QUESTIONS, 6), dict.fromkeys(QUESTIONS, 6))}
    assert groups({}) == groups(few) == []


def test_the_smaller_ones_are_shown_together_and_the_larger_by_themselves() -> None:
    def counted(hard: int, of: int) -> Counted:
        return Counted(of, dict.fromkeys(QUESTIONS, hard), dict.fromkeys(QUESTIONS, of))

    month: dict[str | None, Counted] = {"a": counted(5, 7), "b": counted(0, 3), None: counted(1, 4)}
    assert [(one.place, one.shares["rest"]) for one in groups(month)] == [("a", "many"), (None, "few")]
