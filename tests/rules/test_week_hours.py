"""Hours as people write them."""

from __future__ import annotations

import pytest

from bot.calendar import WorkingHours
from bot.i18n import Translator
from flows.rules.week_hours import DAYS, read_week, week_words

OFFICE = {day: [["09:00", "18:00"]] for day in DAYS[:5]}
SATURDAY = {"sat": [["10:00", "14:00"]]}
LUNCH = {day: [["08:00", "12:00"], ["13:00", "17:00"]] for day in DAYS[:5]}


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("пн-пт 9-18", OFFICE),
        ("пн-пт 9-18, сб 10-14", OFFICE | SATURDAY),
        ("Пн – Пт: 09:00–18:00; Сб: 10:00–14:00", OFFICE | SATURDAY),
        ("пн-пт з 9 до 18, сб з 10 до 14, нд вихідний", OFFICE | SATURDAY),
        ("понеділок - п'ятниця 9.00-18.00", OFFICE),
        ("будні 9-18", OFFICE),
        ("пн, вт, ср, чт, пт 9-18", OFFICE),
        ("пн-чт 9-18\nпт 9-18", OFFICE),
        ("пн-пт 8-17, обід 12-13", LUNCH),
        ("пн-пт 8-17 обід 12-13", LUNCH),
        ("пн-пт 8-12, 13-17", LUNCH),
        ("пн-пт 8-17 (перерва 12:00-13:00)", LUNCH),
        ("щодня 8-20", {day: [["08:00", "20:00"]] for day in DAYS}),
        ("цілодобово", {day: [["00:00", "24:00"]] for day in DAYS}),
        ("вівторок і четвер 10-16", {day: [["10:00", "16:00"]] for day in ("tue", "thu")}),
        ("сб зачинено, пн-пт 9-18", OFFICE),
        ("9-18", None),
        ("пн-пт 18-9", None),
        ("пн-пт", None),
        ("пт-пн 9-18", None),
        ("пн 9-18, пн 10-14", None),
        ("пн-пт 9-25", None),
        ("пн-пт 9-18 крім свят", None),
        ("за домовленістю", None),
        ("нд вихідний", None),
        ("", None),
    ],
)
def test_hours_are_read_whole_or_not_at_all(written: str, meant: object) -> None:
    hours = read_week(written)
    assert hours == meant
    if hours is not None:
        assert WorkingHours.from_json(hours).to_json() == hours


@pytest.mark.parametrize(
    ("hours", "lines"),
    [
        ({}, []),
        (OFFICE, ["пн–пт 9:00–18:00"]),
        (OFFICE | SATURDAY, ["пн–пт 9:00–18:00", "сб 10:00–14:00"]),
        (LUNCH, ["пн–пт 8:00–12:00, 13:00–17:00"]),
        ({day: [["00:00", "24:00"]] for day in DAYS}, ["щодня цілодобово"]),
        ({day: [["10:00", "16:00"]] for day in ("tue", "thu")}, ["вт, чт 10:00–16:00"]),
    ],
)
def test_days_with_the_same_hours_are_said_together(hours: object, lines: list[str]) -> None:
    said = Translator(("uk",))
    assert [said.text("uk", one) for one in week_words(hours)] == lines  # type: ignore[arg-type]
