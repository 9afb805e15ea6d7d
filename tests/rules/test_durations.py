from __future__ import annotations

import json

import pytest

from flows.policy.duration import Duration
from flows.policy.grades import At, Scheme, Stage, Terms
from tests.rules.schemes import FOUR, THREE


@pytest.mark.parametrize(
    ("spelled", "minutes", "counts"),
    [
        ("15 min", 15, "clock"),
        ("48 h", 2880, "clock"),
        ("4 working h", 240, "working"),
        ("30 working min", 30, "working"),
        ("3 d", 4320, "clock"),
        ("48h", 2880, "clock"),
    ],
)
def test_a_span_is_read_as_it_is_written(spelled: str, minutes: int, counts: str) -> None:
    assert Duration.parse(spelled) == Duration(minutes, counts)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    "spelled", ["", "48", "h", "0 h", "-1 h", "2 working d", "99 d", "1.5 h", "48 год", "48 h "]
)
def test_what_is_no_span_is_refused(spelled: str) -> None:
    with pytest.raises(ValueError, match="48 h"):
        Duration.parse(spelled)


@pytest.mark.parametrize("duration", [Duration(15), Duration(240, "working"), Duration(4320)])
def test_a_span_survives_json_and_its_own_spelling(duration: Duration) -> None:
    assert Duration.from_json(json.loads(json.dumps(duration.json()))) == duration
    assert Duration.parse(str(duration)) == duration


@pytest.mark.parametrize(
    ("spelled", "at"),
    [
        ("created", At(point="created")),
        ("last closing", At(point="last_closing")),
        ("breach", At(point="breach")),
        ("said no", At(point="said_no")),
        ("50 %", At(percent=50)),
        ("80%", At(percent=80)),
        ("30 min", At(after=Duration(30))),
    ],
)
def test_a_moment_of_a_term_is_read_and_survives_json(spelled: str, at: At) -> None:
    assert At.parse(spelled) == at
    assert At.from_json(json.loads(json.dumps(at.json()))) == at


@pytest.mark.parametrize("spelled", ["0 %", "100 %", "later", "half"])
def test_what_is_no_moment_is_refused(spelled: str) -> None:
    with pytest.raises(ValueError, match="last closing"):
        At.parse(spelled)


def test_terms_survive_json() -> None:
    full = Terms(
        acknowledge=Duration(15),
        duty_only=True,
        first_contact=Duration(60),
        starts="acknowledged",
        outer=Duration(1440),
        ask_after=Duration(4320),
        quiet=False,
        pausable=False,
        ladder=(Stage("first_contact", "lead", At(percent=50), Duration(15)),),
        sign_off=Duration(240, "working"),
    )
    assert Terms.from_json(json.loads(json.dumps(full.json()))) == full


@pytest.mark.parametrize("scheme", [THREE, FOUR])
def test_a_scheme_survives_json(scheme: Scheme) -> None:
    assert Scheme.from_json(json.loads(json.dumps(scheme.json()))) == scheme
