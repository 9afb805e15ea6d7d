from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from flows.policy.grades import Scheme
from flows.policy.words import SIGNALS
from flows.rules.risk import Verdict, assess
from tests.rules.schemes import FOUR, THREE

NOTHING: dict[str, Any] = {
    "danger": [],
    "held": None,
    "discrimination": [],
    "exploitation": [],
    "vulnerability": [],
    "minors": None,
}


def verdict(scheme: Scheme = THREE, **answers: Any) -> Verdict:
    return assess(**{**NOTHING, **answers}, scheme=scheme)


@pytest.mark.parametrize("signal", SIGNALS["danger"])
def test_any_danger_sign_is_red_and_an_emergency(signal: str) -> None:
    found = verdict(danger=[signal])
    assert (found.level, found.emergency, found.corridor) == ("red", True, "urgent")
    assert signal in found.reasons


@pytest.mark.parametrize("group", ["exploitation", "discrimination"])
@pytest.mark.parametrize("place", range(5))
def test_any_exploitation_or_discrimination_sign_is_yellow(group: str, place: int) -> None:
    answers: dict[str, Any] = {group: [SIGNALS[group][place]], "held": "no"}
    found = verdict(**answers)
    assert (found.level, found.emergency) == ("yellow", False)


@pytest.mark.parametrize(
    ("signal", "level"),
    [
        ("v1", "yellow"),
        ("v2", "yellow"),
        ("v3", "yellow"),
        ("v4", "green"),
        ("v5", "yellow"),
        ("v6", "yellow"),
    ],
)
def test_a_vulnerability_that_could_force_into_unsafe_conditions_is_yellow(signal: str, level: str) -> None:
    found = verdict(vulnerability=[signal])
    assert found.level == level
    assert found.reasons == (signal,)


def test_nothing_ticked_is_green() -> None:
    assert verdict() == Verdict("green", False, "standard", (), False)


@pytest.mark.parametrize(
    ("held", "level", "held_open"), [("yes", "red", False), ("no", "yellow", False), (None, "yellow", True)]
)
def test_one_clarifying_question_decides_about_control(held: Any, level: str, held_open: bool) -> None:
    found = verdict(exploitation=["e6"], held=held)
    assert (found.level, found.held_open) == (level, held_open)
    assert ("held_not_clarified" in found.reasons) is held_open


def test_being_held_is_red_even_where_control_was_not_ticked() -> None:
    assert verdict(held="yes").level == "red"


@pytest.mark.parametrize("ticked", [{}, {"vulnerability": ["v4"]}, {"discrimination": None}])
def test_a_skipped_danger_question_is_never_green_and_asks_again(ticked: dict[str, Any]) -> None:
    found = verdict(danger=None, **ticked)
    assert found.level == "yellow"
    assert found.ask_again
    assert "danger_skipped" in found.reasons


def test_a_skipped_danger_question_does_not_hide_that_the_person_is_held() -> None:
    found = verdict(danger=None, held="yes")
    assert found.level == "red"
    assert not found.ask_again


def test_other_skipped_questions_are_named_and_change_nothing() -> None:
    found = verdict(discrimination=None, exploitation=None, vulnerability=None)
    assert found.level == "green"
    assert found.reasons == ("exploitation_skipped", "discrimination_skipped", "vulnerability_skipped")


def test_the_worst_row_wins() -> None:
    assert verdict(danger=["d4"], exploitation=["e1"], vulnerability=["v1"]).level == "red"


@pytest.mark.parametrize(
    ("answers", "children"),
    [
        ({"vulnerability": ["v2"]}, True),
        ({"vulnerability": ["v4"]}, True),
        ({"vulnerability": ["v1"]}, False),
        ({"vulnerability": ["v2"], "minors": "no"}, False),
        ({"minors": "yes"}, True),
    ],
)
def test_children_are_known_from_signs_or_from_the_answer(answers: dict[str, Any], children: bool) -> None:
    assert verdict(**answers).children is children


def test_children_in_danger_are_never_green() -> None:
    found = verdict(minors="yes")
    assert found.level == "yellow"
    assert found.reasons == ("minors",)


@pytest.mark.parametrize(
    ("answers", "level"),
    [
        ({}, "planned"),
        ({"danger": None}, "middle"),
        ({"discrimination": ["i1"]}, "middle"),
        ({"vulnerability": ["v5"]}, "middle"),
        ({"exploitation": ["e2"], "discrimination": ["i1"]}, "urgent"),
        ({"danger": ["d1"]}, "critical"),
    ],
)
def test_the_scheme_of_the_region_decides_what_a_row_means(answers: dict[str, Any], level: str) -> None:
    assert verdict(FOUR, **answers).level == level


def test_an_unknown_danger_id_of_an_older_catalogue_is_still_danger() -> None:
    assert verdict(danger=["d99"]).level == "red"


# «A worse answer never lowers the level», over everything that can be answered.

_TICKS = {group: st.none() | st.lists(st.sampled_from(ids), unique=True) for group, ids in SIGNALS.items()}
ANSWERS = st.fixed_dictionaries(
    {**_TICKS, "held": st.sampled_from(["yes", "no", None]), "minors": st.sampled_from(["yes", "no", None])}
)
SCHEMES = st.sampled_from([THREE, FOUR])


def rank(scheme: Scheme, found: Verdict) -> int:
    return [grade.id for grade in scheme.grades].index(found.level)


@st.composite
def _worse(draw: st.DrawFn) -> tuple[dict[str, Any], dict[str, Any]]:
    """Answers, and the same with some of them worse: a sign more, a calm answer skipped or turned round."""
    before = draw(ANSWERS)
    after = dict(before)
    for group, ids in SIGNALS.items():
        ticked = before[group]
        more = draw(st.lists(st.sampled_from(ids), unique=True))
        if more:
            after[group] = [*(ticked or []), *(one for one in more if one not in (ticked or []))]
        elif ticked == [] and draw(st.booleans()):
            after[group] = None
    for word in ("held", "minors"):
        order: list[Any] = ["no", None, "yes"]
        after[word] = draw(st.sampled_from(order[order.index(before[word]) :]))
    return before, after


@given(_worse(), SCHEMES)
def test_a_worse_answer_never_lowers_the_level(
    pair: tuple[dict[str, Any], dict[str, Any]], scheme: Scheme
) -> None:
    before, after = pair
    assert rank(scheme, assess(**after, scheme=scheme)) >= rank(scheme, assess(**before, scheme=scheme))


@given(ANSWERS, SCHEMES)
def test_green_means_that_danger_was_answered_and_nothing_grave_ticked(
    answers: dict[str, Any], scheme: Scheme
) -> None:
    found = assess(**answers, scheme=scheme)
    if found.level == scheme.grades[0].id:
        assert answers["danger"] == []
        assert answers["held"] != "yes"
        assert not answers["exploitation"]
        assert not answers["discrimination"]


@given(ANSWERS, SCHEMES)
def test_every_ticked_sign_is_among_the_reasons_and_the_verdict_survives_json(
    answers: dict[str, Any], scheme: Scheme
) -> None:
    found = assess(**answers, scheme=scheme)
    for group in SIGNALS:
        assert set(answers[group] or ()) <= set(found.reasons)
    raw = json.loads(json.dumps(found.json()))
    assert Verdict(**{**raw, "reasons": tuple(raw["reasons"])}) == found
