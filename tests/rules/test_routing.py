from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from flows.policy.grades import Grade
from flows.policy.words import ALL_SIGNALS, NEEDS, PROTECTION, SIGNALS
from flows.rules.routing import Tracks, route
from tests.rules.schemes import ALL_TRACKS, GREEN, RED, YELLOW


def ids(found: Tracks) -> list[str]:
    return [one.track for one in found.opened]


def opened(found: Tracks, track: str) -> Any:
    return next(one for one in found.opened if one.track == track)


@pytest.mark.parametrize(
    ("need", "track"),
    [
        ("work", "employment"),
        ("training", "employment"),
        ("documents", "administrative"),
        ("housing", "social"),
        ("legal", "legal"),
        ("health", "health"),
        ("education", "education"),
        ("child", "children"),
        (None, "administrative"),
        ("astronomy", "administrative"),
    ],
)
def test_green_opens_only_what_was_asked_for(need: str | None, track: str) -> None:
    found = route(GREEN, (), need, ALL_TRACKS)
    assert ids(found) == [track]
    assert found.corridor == "standard"
    assert not found.protection_first


@pytest.mark.parametrize(
    ("signal", "tracks"),
    [
        ("i1", ["legal", "social", "employment"]),
        ("e1", ["legal", "labour", "social", "employment"]),
        ("e4", ["legal", "labour", "social", "employment"]),
        ("e5", ["labour", "social", "employment"]),
        ("e7", ["legal", "psychological", "social", "employment"]),
    ],
)
def test_with_a_risk_protection_opens_before_what_was_asked_for(signal: str, tracks: list[str]) -> None:
    found = route(YELLOW, (signal,), "work", ALL_TRACKS)
    assert ids(found) == tracks
    assert found.protection_first
    assert opened(found, "employment").parallel
    assert signal in opened(found, tracks[0]).reasons


def test_protection_stays_first_where_a_region_puts_work_first() -> None:
    work_first = sorted(ALL_TRACKS, key=lambda track: track.id != "employment")
    assert ids(route(YELLOW, ("e1",), "work", work_first))[0] == "legal"
    assert ids(route(YELLOW, ("v1",), "work", work_first))[0] == "employment"


def test_strong_strain_offers_psychological_support_and_accompaniment() -> None:
    assert ids(route(YELLOW, ("v5",), "housing", ALL_TRACKS)) == ["psychological", "social"]


def test_in_an_emergency_only_what_keeps_safe_opens_now() -> None:
    found = route(RED, ("d1", "e1"), "work", ALL_TRACKS, children=True)
    assert [(one.track, one.later) for one in found.opened] == [
        ("emergency", False),
        ("children", False),
        ("social", False),
        ("legal", True),
        ("labour", True),
        ("psychological", True),
        ("employment", True),
    ]


def test_the_childrens_service_comes_in_where_children_may_be_in_danger() -> None:
    assert "children" not in ids(route(RED, ("d1",), "work", ALL_TRACKS))
    assert "children" in ids(route(RED, ("d1", "v4"), "work", ALL_TRACKS, children=True))
    assert "children" not in ids(route(YELLOW, ("v2",), "work", ALL_TRACKS, children=True))
    assert "children" in ids(route(YELLOW, ("minors",), "work", ALL_TRACKS, children=True))


def test_an_answer_to_a_regions_own_question_opens_a_track() -> None:
    found = route(GREEN, (), "work", ALL_TRACKS, also=["administrative"])
    assert ids(found) == ["administrative", "employment"]


def test_a_mild_vulnerability_adds_the_social_track_without_an_own_corridor() -> None:
    found = route(GREEN, ("v4",), "work", ALL_TRACKS)
    assert ids(found) == ["social", "employment"]
    assert found.corridor == "standard"


@given(
    st.sampled_from([GREEN, YELLOW, RED]),
    st.lists(st.sampled_from(sorted(ALL_SIGNALS)), unique=True),
    st.sampled_from(NEEDS),
    st.booleans(),
    st.permutations(ALL_TRACKS),
)
def test_whatever_is_answered_the_need_is_kept_and_protection_leads(
    grade: Grade, reasons: list[str], need: str, children: bool, tracks: Any
) -> None:
    found = route(grade, reasons, need, tracks, children=children)
    assert any(f"need.{need}" in one.reasons for one in found.opened)
    assert all(one.bodies and one.reasons for one in found.opened)
    risky = {*SIGNALS["exploitation"], *SIGNALS["discrimination"]} & set(reasons)
    if risky and not grade.emergency:
        kinds = [one.track in PROTECTION for one in found.opened]
        assert kinds == sorted(kinds, reverse=True)
    if grade.emergency:
        waits = [one.later for one in found.opened]
        assert not found.opened[0].later
        assert waits == sorted(waits)
    json.dumps(found.json())


@pytest.mark.parametrize(("need", "reasons"), [("housing", ()), ("documents", ("v1",)), (None, ())])
def test_where_work_comes_first_it_is_looked_for_in_every_case_without_danger(
    need: str | None, reasons: tuple[str, ...]
) -> None:
    grade = YELLOW if reasons else GREEN
    assert "employment" not in ids(route(grade, reasons, need, ALL_TRACKS))
    found = route(grade, reasons, need, ALL_TRACKS, work_first=True)
    assert ids(found)[0] == "employment"
    assert opened(found, "employment").reasons == ("work_first",)


def test_work_comes_first_below_protection_and_never_in_danger() -> None:
    assert ids(route(YELLOW, ("e4",), "housing", ALL_TRACKS, work_first=True))[:3] == [
        "legal",
        "labour",
        "employment",
    ]
    assert "employment" not in ids(route(RED, ("d1",), "housing", ALL_TRACKS, work_first=True))
