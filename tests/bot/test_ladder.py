"""The table of deadlines, row by row: who hears, when; by day and night, on duty or off, in DST too."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.calendar import WorkingHours
from bot.ladder import Due, PlannedNudge, due, plan, plan_said_no
from bot.regions import load
from flows.policy.duration import Duration
from flows.policy.grades import At, Stage, Terms

OFFICE = WorkingHours()
ALWAYS = WorkingHours.from_json(
    {day: [["00:00", "24:00"]] for day in ("mon", "tue", "wed", "thu", "fri", "sat", "sun")}
)


def stage(of: str, whom: str, at: str, every: str | None = None) -> Stage:
    return Stage(of, whom, At.parse(at), Duration.parse(every) if every else None)


# the defaults of the design
RED = Terms(
    acknowledge=Duration.parse("15 min"),
    duty_only=True,
    first_contact=Duration.parse("1 h"),
    starts="acknowledged",
    outer=Duration.parse("24 h"),
    quiet=False,
    pausable=False,
    ladder=(
        stage("acknowledgement", "duty", "created", "15 min"),
        stage("acknowledgement", "coordinator", "created"),
        stage("acknowledgement", "deputy", "breach", "15 min"),
        stage("acknowledgement", "coordinator", "30 min", "15 min"),
        stage("first_contact", "lead", "50 %"),
        stage("first_contact", "coordinator", "breach"),
        stage("outer", "coordinator", "80 %"),
        stage("outer", "coordinator", "breach"),
    ),
)
YELLOW = Terms(
    acknowledge=Duration.parse("4 working h"),
    first_contact=Duration.parse("48 h"),
    outer=Duration.parse("72 h"),
    ladder=(
        stage("acknowledgement", "deputy", "breach"),
        stage("first_contact", "lead", "created"),
        stage("first_contact", "lead", "50 %"),
        stage("first_contact", "lead", "last closing"),
        stage("first_contact", "deputy", "80 %"),
        stage("first_contact", "coordinator", "90 %"),
        stage("first_contact", "coordinator", "breach"),
    ),
)
GREEN = Terms(ask_after=Duration.parse("72 h"), ladder=(stage("asked", "specialist", "said no"),))


def kyiv(written: str, fold: int = 0) -> datetime:
    return datetime.fromisoformat(written).replace(tzinfo=ZoneInfo("Europe/Kyiv"), fold=fold).astimezone(UTC)


def told(nudges: tuple[PlannedNudge, ...], kind: str) -> list[tuple[str, str, str]]:
    """(stage, whom, Kyiv time) of one kind."""
    return [
        (one.stage, one.whom, f"{one.at.astimezone(ZoneInfo('Europe/Kyiv')):%a %d %H:%M}")
        for one in nudges
        if one.kind == kind
    ]


# red -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "created",
    ["2026-11-24 12:00", "2026-11-24 02:00", "2026-11-28 23:50", "2026-10-25 02:50", "2026-03-29 02:50"],
)
def test_red_on_duty_goes_round_every_quarter_of_an_hour_by_day_and_night(created: str) -> None:
    start = kyiv(created)
    nudges = plan(RED, start, OFFICE, staffed=True)
    acknowledge = [
        (one.stage, one.whom, (one.at - start).total_seconds() / 60, one.repeat)
        for one in nudges
        if one.kind == "acknowledge"
    ]
    assert acknowledge == [
        ("created", "lead", 0, 15),
        ("created", "coordinator", 0, 0),
        ("breach", "deputy", 15, 15),
        ("30min", "coordinator", 30, 15),
    ]
    assert all(one.urgent for one in nudges)
    assert due(RED, start, OFFICE, staffed=True) == (
        Due("acknowledge", start, start + timedelta(minutes=15)),
        Due("contact", start, start + timedelta(hours=24)),
    )


def test_red_off_duty_promises_the_outer_limit_alone_and_tells_the_coordinator_at_once() -> None:
    start = kyiv("2026-11-24 02:00")
    assert due(RED, start, OFFICE, staffed=False) == (Due("contact", start, start + timedelta(hours=24)),)
    nudges = plan(RED, start, OFFICE, staffed=False)
    assert told(nudges, "acknowledge") == []
    assert told(nudges, "contact") == [
        ("created", "coordinator", "Tue 24 02:00"),
        ("80%", "coordinator", "Tue 24 21:12"),
        ("breach", "coordinator", "Wed 25 02:00"),
    ]
    assert all(one.repeat == 0 and one.urgent for one in nudges)


def test_an_outer_limit_that_no_stage_speaks_of_does_not_pass_in_silence() -> None:
    silent = replace(RED, ladder=tuple(one for one in RED.ladder if one.of != "outer"))
    start = kyiv("2026-11-24 02:00")
    assert told(plan(silent, start, OFFICE, staffed=False), "contact") == [
        ("created", "coordinator", "Tue 24 02:00"),
        ("50%", "coordinator", "Tue 24 14:00"),
        ("breach", "coordinator", "Wed 25 02:00"),
    ]
    assert told(plan(silent, start, OFFICE, staffed=True, acknowledged_at=start), "contact") == [
        ("50%", "lead", "Tue 24 02:30"),
        ("breach", "coordinator", "Tue 24 03:00"),
    ]


def test_red_first_contact_begins_with_the_acknowledgement() -> None:
    start, taken = kyiv("2026-11-24 02:00"), kyiv("2026-11-24 02:10")
    assert due(RED, start, OFFICE, staffed=True, acknowledged_at=taken) == (
        Due("contact", taken, taken + timedelta(hours=1)),
    )
    nudges = plan(RED, start, OFFICE, staffed=True, acknowledged_at=taken)
    assert told(nudges, "acknowledge") == []
    assert told(nudges, "contact") == [
        ("50%", "lead", "Tue 24 02:40"),
        ("breach", "coordinator", "Tue 24 03:10"),
        ("outer 80%", "coordinator", "Tue 24 21:12"),
        ("outer breach", "coordinator", "Wed 25 02:00"),
    ]


def test_a_late_acknowledgement_does_not_move_the_outer_limit() -> None:
    start = kyiv("2026-11-24 02:00")
    taken = start + timedelta(hours=23, minutes=30)
    assert due(RED, start, OFFICE, staffed=False, acknowledged_at=taken) == (
        Due("contact", taken, start + timedelta(hours=24)),
    )


def test_an_acknowledgement_at_the_moment_of_creation_starts_the_first_contact_too() -> None:
    start = kyiv("2026-11-24 02:00")
    assert due(RED, start, OFFICE, staffed=True, acknowledged_at=start) == (
        Due("contact", start, start + timedelta(hours=1)),
    )


@pytest.mark.parametrize(
    "created", ["2026-10-25 02:50", "2026-10-24 20:00", "2026-03-28 20:00", "2026-11-24 12:00"]
)
def test_the_outer_limit_of_red_is_exactly_24_hours_whatever_the_clocks_do(created: str) -> None:
    (contact,) = due(RED, kyiv(created), OFFICE, staffed=False)
    assert contact.due_at - kyiv(created) == timedelta(hours=24)


# yellow ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("created", "acknowledge", "contact"),
    [
        (
            "2026-11-24 10:00",  # a Tuesday in working hours
            [("breach", "deputy", "Tue 24 14:00")],
            [
                ("created", "lead", "Tue 24 10:00"),
                ("50%", "lead", "Wed 25 10:00"),
                ("closing", "lead", "Wed 25 17:00"),
                ("80%", "deputy", "Wed 25 20:59"),  # 00:24
                ("90%", "coordinator", "Wed 25 20:59"),  # 05:12
                ("breach", "coordinator", "Thu 26 10:00"),
            ],
        ),
        (
            "2026-11-24 22:30",  # at night: nobody is woken, the lead hears in the morning
            [("breach", "deputy", "Wed 25 13:00")],
            [
                ("created", "lead", "Wed 25 08:00"),
                ("50%", "lead", "Wed 25 20:59"),
                ("80%", "deputy", "Thu 26 12:54"),
                ("closing", "lead", "Thu 26 17:00"),
                ("90%", "coordinator", "Thu 26 17:42"),
                ("breach", "coordinator", "Thu 26 20:59"),
            ],
        ),
        (
            "2026-11-28 12:00",  # a Saturday: the closing before the deadline was before the creation
            [("breach", "deputy", "Mon 30 13:00")],
            [
                ("created", "lead", "Sat 28 12:00"),
                ("50%", "lead", "Sun 29 12:00"),
                ("80%", "deputy", "Sun 29 20:59"),
                ("90%", "coordinator", "Sun 29 20:59"),
                ("breach", "coordinator", "Mon 30 12:00"),
            ],
        ),
        (
            "2026-11-27 16:00",  # a Friday afternoon
            [("breach", "deputy", "Mon 30 11:00")],
            [
                ("created", "lead", "Fri 27 16:00"),
                ("closing", "lead", "Fri 27 17:00"),
                ("50%", "lead", "Sat 28 16:00"),
                ("80%", "deputy", "Sat 28 20:59"),
                ("90%", "coordinator", "Sun 29 11:12"),
                ("breach", "coordinator", "Sun 29 16:00"),
            ],
        ),
        (
            "2026-10-24 03:00",  # the clocks go back in between: 48 h end at 02:00 on the wall
            [("breach", "deputy", "Mon 26 13:00")],
            [
                ("created", "lead", "Sat 24 08:00"),
                ("50%", "lead", "Sat 24 20:59"),
                ("80%", "deputy", "Sun 25 16:24"),
                ("90%", "coordinator", "Sun 25 20:59"),
            ],
        ),
    ],
)
def test_yellow_is_heard_of_before_it_is_late_and_never_at_night(
    created: str, acknowledge: list[tuple[str, str, str]], contact: list[tuple[str, str, str]]
) -> None:
    nudges = plan(YELLOW, kyiv(created), OFFICE, staffed=False)
    assert told(nudges, "acknowledge") == acknowledge
    assert told(nudges, "contact") == contact
    assert not any(one.urgent for one in nudges)


def test_yellow_is_due_in_working_and_in_elapsed_hours() -> None:
    start = kyiv("2026-10-23 17:00")  # a Friday; the clocks go back on Sunday
    assert due(YELLOW, start, OFFICE, staffed=False) == (
        Due("acknowledge", start, kyiv("2026-10-26 12:00")),
        Due("contact", start, start + timedelta(hours=48)),
    )
    assert kyiv("2026-10-25 16:00") == start + timedelta(hours=48)


def test_a_first_contact_is_never_due_after_the_outer_limit() -> None:
    slow = replace(YELLOW, first_contact=Duration.parse("20 working h"))
    start = kyiv("2026-11-27 17:00")
    (contact,) = (one for one in due(slow, start, OFFICE, staffed=False) if one.kind == "contact")
    assert contact.due_at == start + timedelta(hours=72)


def test_who_never_closes_is_not_told_before_closing() -> None:
    nudges = plan(YELLOW, kyiv("2026-11-24 10:00"), ALWAYS, staffed=False)
    assert "closing" not in [one.stage for one in nudges]


def test_an_acknowledgement_ends_its_own_ladder_and_keeps_what_is_still_to_come() -> None:
    nudges = plan(
        YELLOW, kyiv("2026-11-24 10:00"), OFFICE, staffed=False, acknowledged_at=kyiv("2026-11-25 12:00")
    )
    assert [(one.kind, one.stage) for one in nudges] == [
        ("contact", "closing"),
        ("contact", "80%"),
        ("contact", "90%"),
        ("contact", "breach"),
    ]


def test_a_signature_that_is_waited_for_is_heard_of_too() -> None:
    terms = replace(YELLOW, sign_off=Duration.parse("4 working h"))
    start = kyiv("2026-11-24 10:00")
    assert Due("signoff", start, kyiv("2026-11-24 14:00")) in due(terms, start, OFFICE, staffed=False)
    assert told(plan(terms, start, OFFICE, staffed=False), "signoff") == [
        ("50%", "specialist", "Tue 24 12:00"),
        ("breach", "coordinator", "Tue 24 14:00"),
    ]


# green -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("created", "asked"),
    [
        ("2026-11-24 10:00", "Fri 27 10:00"),
        ("2026-11-24 23:00", "Fri 27 20:59"),
        ("2026-10-24 12:00", "Tue 27 11:00"),
        ("2026-03-28 12:00", "Tue 31 13:00"),
    ],
)
def test_green_asks_the_person_once_and_nobody_else_hears(created: str, asked: str) -> None:
    start = kyiv(created)
    assert due(GREEN, start, OFFICE, staffed=False) == (Due("asked", start, start + timedelta(hours=72)),)
    assert told(plan(GREEN, start, OFFICE, staffed=False), "asked") == [("asked", "person", asked)]
    assert len(plan(GREEN, start, OFFICE, staffed=False)) == 1


def test_the_specialist_hears_only_if_she_did_not_get_there() -> None:
    at = kyiv("2026-11-27 10:05")
    assert plan_said_no(GREEN, at) == (PlannedNudge("asked", "said_no", "specialist", at, urgent=False),)
    assert plan_said_no(GREEN, kyiv("2026-11-27 22:00"))[0].at == kyiv("2026-11-28 08:00")
    assert plan_said_no(YELLOW, at) == ()


# whatever the terms ----------------------------------------------------------------------------------

moments = st.integers(0, 2 * 366 * 24 * 60).map(
    lambda one: datetime(2026, 1, 1, tzinfo=UTC) + timedelta(minutes=one)
)


@given(moments, st.sampled_from([RED, YELLOW, GREEN]), st.booleans())
def test_no_ladder_begins_before_the_creation_runs_backwards_or_tells_twice_at_once(
    created: datetime, terms: Terms, staffed: bool
) -> None:
    nudges = plan(terms, created, OFFICE, staffed=staffed)
    assert nudges
    assert all(one.at >= created for one in nudges)
    assert [one.at for one in nudges] == sorted(one.at for one in nudges)
    assert len({(one.kind, one.whom, one.at) for one in nudges}) == len(nudges)
    kinds = {one.kind for one in due(terms, created, OFFICE, staffed=staffed)}
    assert {one.kind for one in nudges} <= kinds


@given(moments)
def test_somebody_hears_of_yellow_before_it_is_late(created: datetime) -> None:
    (contact,) = (one for one in due(YELLOW, created, OFFICE, staffed=False) if one.kind == "contact")
    before = [
        one.whom
        for one in plan(YELLOW, created, OFFICE, staffed=False)
        if one.kind == "contact" and one.at < contact.due_at
    ]
    assert {"lead", "deputy", "coordinator"} <= set(before)


def test_the_shipped_defaults_say_what_the_design_says() -> None:
    levels = load().default.levels
    start = kyiv("2026-11-24 10:00")

    def minutes(level: str, kind: str) -> list[tuple[str, float]]:
        nudges = plan(levels.grade(level).terms, start, OFFICE, staffed=True)
        return [(one.whom, (one.at - start) / timedelta(minutes=1)) for one in nudges if one.kind == kind]

    assert minutes("red", "acknowledge")[:4] == [
        ("lead", 0),
        ("coordinator", 0),
        ("deputy", 15),
        ("coordinator", 30),
    ]
    assert minutes("yellow", "acknowledge") == [("deputy", 4 * 60)]
    assert {"lead", "deputy", "coordinator"} == {whom for whom, _ in minutes("yellow", "contact")}
    assert minutes("green", "asked") == [("person", 72 * 60)]
    spans = {
        (level, one.kind): (one.due_at - start) / timedelta(hours=1)
        for level in ("red", "yellow", "green")
        for one in due(levels.grade(level).terms, start, OFFICE, staffed=True)
    }
    assert spans == {
        ("red", "acknowledge"): 0.25,
        ("red", "contact"): 24,
        ("yellow", "acknowledge"): 4,
        ("yellow", "contact"): 48,
        ("green", "asked"): 72,
    }


def test_terms_that_have_gone_through_json_make_the_same_ladder() -> None:
    start = kyiv("2026-11-24 10:00")
    for terms in (RED, YELLOW, GREEN):
        assert plan(Terms.from_json(terms.json()), start, OFFICE, staffed=True) == plan(
            terms, start, OFFICE, staffed=True
        )
