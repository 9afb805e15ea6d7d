"""Working hours, rosters and quiet hours are wall-clock times; everything counted is elapsed time."""

from __future__ import annotations

import json
from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.calendar import DutyRoster, HoursError, WorkingHours, before_quiet

OFFICE = WorkingHours()
LUNCH = WorkingHours.from_json(
    {day: [["09:00", "13:00"], ["14:00", "18:00"]] for day in ("mon", "tue", "fri")}
)
ALWAYS = WorkingHours.from_json(
    {day: [["00:00", "24:00"]] for day in ("mon", "tue", "wed", "thu", "fri", "sat", "sun")}
)
NIGHTS = WorkingHours.from_json({"sat": [["20:00", "08:00"]]})


def kyiv(written: str, fold: int = 0) -> datetime:
    """«2026-11-25 14:30» on Kyiv's clocks, in UTC."""
    local = datetime.fromisoformat(written).replace(tzinfo=ZoneInfo("Europe/Kyiv"), fold=fold)
    return local.astimezone(UTC)


moments = st.integers(0, 2 * 366 * 24 * 60).map(
    lambda one: datetime(2026, 1, 1, tzinfo=UTC) + timedelta(minutes=one)
)

# 2026-11-23 is a Monday


@pytest.mark.parametrize(
    ("hours", "at", "open_"),
    [
        (OFFICE, "2026-11-23 09:00", True),
        (OFFICE, "2026-11-23 08:59", False),
        (OFFICE, "2026-11-23 17:59", True),
        (OFFICE, "2026-11-23 18:00", False),
        (OFFICE, "2026-11-28 12:00", False),
        (LUNCH, "2026-11-23 13:30", False),
        (LUNCH, "2026-11-25 10:00", False),
        (ALWAYS, "2026-11-29 00:00", True),
        (ALWAYS, "2026-11-28 23:59", True),
        (NIGHTS, "2026-11-28 19:59", False),
        (NIGHTS, "2026-11-28 23:00", True),
        (NIGHTS, "2026-11-29 07:59", True),
        (NIGHTS, "2026-11-29 08:00", False),
        (NIGHTS, "2026-11-29 23:00", False),
    ],
)
def test_an_institution_is_open_in_its_hours_only(hours: WorkingHours, at: str, open_: bool) -> None:
    assert hours.is_open(kyiv(at)) is open_


@pytest.mark.parametrize(
    ("hours", "start", "count", "end"),
    [
        (OFFICE, "2026-11-23 10:00", 4, "2026-11-23 14:00"),
        (OFFICE, "2026-11-23 14:00", 4, "2026-11-23 18:00"),
        (OFFICE, "2026-11-23 16:00", 4, "2026-11-24 11:00"),
        (OFFICE, "2026-11-23 22:00", 4, "2026-11-24 13:00"),
        (OFFICE, "2026-11-27 16:00", 4, "2026-11-30 11:00"),
        (OFFICE, "2026-11-28 12:00", 4, "2026-11-30 13:00"),
        (OFFICE, "2026-11-23 09:00", 27, "2026-11-25 18:00"),
        (OFFICE, "2026-11-23 10:00", 0.25, "2026-11-23 10:15"),
        (OFFICE, "2026-11-23 20:00", 0, "2026-11-24 09:00"),
        (LUNCH, "2026-11-23 11:00", 4, "2026-11-23 16:00"),
        (LUNCH, "2026-11-24 17:00", 2, "2026-11-27 10:00"),
        (ALWAYS, "2026-11-28 22:00", 4, "2026-11-29 02:00"),
        (NIGHTS, "2026-11-29 06:00", 3, "2026-12-05 21:00"),
        # the clocks go back at 04:00 on 25 October 2026: that night shift works 13 hours
        (NIGHTS, "2026-10-24 20:00", 12, "2026-10-25 07:00"),
        # and forward at 03:00 on 29 March 2026: 11 hours
        (NIGHTS, "2026-03-28 20:00", 11, "2026-03-29 08:00"),
        # an office is closed while they change
        (OFFICE, "2026-10-23 17:00", 4, "2026-10-26 12:00"),
        (OFFICE, "2026-03-27 17:00", 4, "2026-03-30 12:00"),
    ],
)
def test_working_hours_are_counted_while_somebody_works(
    hours: WorkingHours, start: str, count: float, end: str
) -> None:
    assert hours.add_working(kyiv(start), count) == kyiv(end)


@given(
    moments,
    st.integers(1, 60 * 60),
    st.integers(1, 60 * 60),
)
def test_counting_in_two_parts_comes_to_the_same(start: datetime, one: int, other: int) -> None:
    for hours in (OFFICE, LUNCH, NIGHTS, ALWAYS):
        whole = hours.add_working(start, (one + other) / 60)
        parts = hours.add_working(hours.add_working(start, one / 60), other / 60)
        assert abs(whole - parts) < timedelta(milliseconds=1)
        assert hours.is_open(whole - timedelta(seconds=1))


@given(moments)
def test_hours_without_a_break_are_elapsed_time(start: datetime) -> None:
    assert ALWAYS.add_working(start, 48) == start + timedelta(hours=48)


@pytest.mark.parametrize(
    ("hours", "at", "closing"),
    [
        (OFFICE, "2026-11-25 11:00", "2026-11-24 18:00"),
        (OFFICE, "2026-11-25 18:00", "2026-11-24 18:00"),
        (OFFICE, "2026-11-25 18:01", "2026-11-25 18:00"),
        (OFFICE, "2026-11-29 23:00", "2026-11-27 18:00"),
        (OFFICE, "2026-10-26 08:00", "2026-10-23 18:00"),
        (LUNCH, "2026-11-23 13:30", "2026-11-23 13:00"),
        (LUNCH, "2026-11-23 12:30", "2026-11-20 18:00"),
        (NIGHTS, "2026-12-05 19:00", "2026-11-29 08:00"),
        (NIGHTS, "2026-12-05 21:00", "2026-11-29 08:00"),
    ],
)
def test_the_last_closing_before_a_moment_is_found(hours: WorkingHours, at: str, closing: str) -> None:
    assert hours.last_closing_before(kyiv(at)) == kyiv(closing)


def test_who_never_closes_has_no_last_closing() -> None:
    assert ALWAYS.last_closing_before(kyiv("2026-11-25 11:00")) is None


def test_midnight_between_two_spells_is_no_closing() -> None:
    hours = WorkingHours.from_json({"mon": [["18:00", "24:00"]], "tue": [["00:00", "06:00"]]})
    assert hours.last_closing_before(kyiv("2026-11-24 03:00")) == kyiv("2026-11-17 06:00")
    assert hours.add_working(kyiv("2026-11-23 23:00"), 2) == kyiv("2026-11-24 01:00")


def test_overlapping_spells_are_counted_once() -> None:
    hours = WorkingHours.from_json({"mon": [["09:00", "15:00"], ["12:00", "18:00"]]})
    assert hours.add_working(kyiv("2026-11-23 09:00"), 9) == kyiv("2026-11-23 18:00")


def test_hours_go_through_json() -> None:
    for hours in (OFFICE, LUNCH, ALWAYS, NIGHTS):
        assert WorkingHours.from_json(json.loads(json.dumps(hours.to_json()))) == hours
    assert OFFICE.to_json() == {day: [["09:00", "18:00"]] for day in ("mon", "tue", "wed", "thu", "fri")}
    assert ALWAYS.to_json()["sun"] == [["00:00", "24:00"]]
    assert WorkingHours.from_json(None) == WorkingHours.from_json({}) == OFFICE


@pytest.mark.parametrize(
    "raw",
    [
        {"monday": [["09:00", "18:00"]]},
        {"mon": [["9", "18"]]},
        {"mon": [["09:00", "25:00"]]},
        {"mon": [["09:00"]]},
        {"mon": ["09:00", "18:00"]},
        {"mon": "09:00-18:00"},
        {"mon": [[9, 18]]},
        {"mon": []},
    ],
)
def test_hours_that_cannot_be_read_are_refused(raw: dict[str, object]) -> None:
    with pytest.raises(HoursError):
        WorkingHours.from_json(raw)


# duty ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("at", "covered"),
    [
        ("2026-11-27 19:59", False),
        ("2026-11-27 20:00", True),
        ("2026-11-28 00:00", True),
        ("2026-11-28 07:59", True),
        ("2026-11-28 08:00", False),
        ("2026-11-28 21:00", False),
        ("2026-11-29 10:00", True),
        ("2026-11-30 09:59", True),
        ("2026-11-30 10:00", False),
        ("2026-11-26 21:00", False),
    ],
)
def test_a_shift_over_midnight_covers_the_next_morning(at: str, covered: bool) -> None:
    roster = DutyRoster.from_json({"shifts": [["fri", "20:00", "08:00"], ["sun", "10:00", "10:00"]]})
    assert roster.on_duty(kyiv(at)) is covered


def test_nobody_is_promised_where_there_is_no_roster() -> None:
    for empty in (
        DutyRoster(),
        DutyRoster.from_json(None),
        DutyRoster.from_json({}),
        DutyRoster.from_json([]),
    ):
        assert not empty.on_duty(kyiv("2026-11-27 12:00"))


@pytest.mark.parametrize("around", [kyiv("2026-10-25 02:00"), kyiv("2026-03-29 02:00")])
@pytest.mark.parametrize("handover", ["02:30", "03:00", "03:30", "04:00"])
def test_shifts_that_meet_while_the_clocks_change_leave_nobody_alone(around: datetime, handover: str) -> None:
    roster = DutyRoster.from_json([["sat", "20:00", handover], ["sun", handover, "08:00"]])
    for minutes in range(0, 240, 10):
        assert roster.on_duty(around + timedelta(minutes=minutes))


def test_a_roster_goes_through_json() -> None:
    roster = DutyRoster(((4, time(20), time(8)), (6, time(10), time(0))))
    assert roster.to_json() == {"shifts": [["fri", "20:00", "08:00"], ["sun", "10:00", "24:00"]]}
    assert DutyRoster.from_json(json.loads(json.dumps(roster.to_json()))) == roster


@pytest.mark.parametrize(
    "raw", [[["friday", "20:00", "08:00"]], [["fri", "20:00"]], ["fri"], "fri", [[]], [["fri", 20, 8]]]
)
def test_a_roster_that_cannot_be_read_is_refused(raw: list[object]) -> None:
    with pytest.raises(HoursError):
        DutyRoster.from_json(raw)


# quiet hours -----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("due", "told"),
    [
        ("2026-11-25 20:59", "2026-11-25 20:59"),
        ("2026-11-25 21:00", "2026-11-25 20:59"),
        ("2026-11-25 23:30", "2026-11-25 20:59"),
        ("2026-11-26 03:00", "2026-11-25 20:59"),
        ("2026-11-26 07:59", "2026-11-25 20:59"),
        ("2026-11-26 08:00", "2026-11-26 08:00"),
        ("2026-10-25 03:30", "2026-10-24 20:59"),
        ("2026-03-29 07:00", "2026-03-28 20:59"),
    ],
)
def test_what_would_fall_into_quiet_hours_goes_out_before(due: str, told: str) -> None:
    assert before_quiet(kyiv(due)) == kyiv(told)


@pytest.mark.parametrize(
    ("due", "not_before", "told"),
    [
        ("2026-11-26 03:00", "2026-11-25 12:00", "2026-11-25 20:59"),
        ("2026-11-26 03:00", "2026-11-25 20:59", "2026-11-25 20:59"),
        ("2026-11-26 03:00", "2026-11-25 22:00", "2026-11-26 08:00"),
        ("2026-11-26 03:00", "2026-11-26 03:00", "2026-11-26 08:00"),
        ("2026-11-25 12:00", "2026-11-25 14:00", "2026-11-25 14:00"),
        ("2026-10-25 03:00", "2026-10-24 23:00", "2026-10-25 08:00"),
    ],
)
def test_it_is_never_told_before_its_time_and_never_at_night(due: str, not_before: str, told: str) -> None:
    assert before_quiet(kyiv(due), not_before=kyiv(not_before)) == kyiv(told)


def test_quiet_hours_and_their_zone_can_be_set() -> None:
    at = kyiv("2026-11-25 22:30")
    assert before_quiet(at, (23, 6)) == at
    assert before_quiet(at, (22, 6)) == kyiv("2026-11-25 21:59")
    assert before_quiet(at, (22, 6), zone="Europe/Warsaw") == at


@given(
    moments,
    st.integers(0, 100 * 60),
)
def test_no_nudge_is_ever_told_at_night(due: datetime, minutes: int) -> None:
    not_before = due - timedelta(minutes=minutes)
    told = before_quiet(due, not_before=not_before)
    assert told >= not_before
    assert 8 <= told.astimezone(ZoneInfo("Europe/Kyiv")).hour < 21
