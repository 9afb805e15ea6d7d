"""The help lines that are shipped: each that was looked up, how sure it is, and none that is not sure."""

from __future__ import annotations

import tomllib
from importlib import resources

import pytest

from flows.regions.hotlines import EMERGENCY, Hotline, parse_hotlines, phones

LOOKED_UP = {  # number: how sure, whether its hours were verified
    "101": ("H", False),
    "102": ("H", False),
    "103": ("H", False),
    "104": ("H", False),
    "112": ("M", False),
    "527": ("H", False),
    "0 800 505 501": ("M", False),
    "15-47": ("H", True),
    "15-45": ("H", False),
    "116 123": ("H", False),
    "0 800 500 335": ("H", False),
    "116 111": ("M", False),
    "0 800 500 225": ("M", False),
    "0 800 213 103": ("H", False),
    "0 800 50 17 20": ("H", False),
    "0 800 500 202": ("M", False),
    "7333": ("M", False),
    "0 800 100 102": ("M", False),
    "0 800 30 77 11": ("M", False),
}


@pytest.fixture(scope="module")
def lines() -> tuple[Hotline, ...]:
    text = resources.files("flows.regions.data").joinpath("hotlines.toml").read_text("utf-8")
    return parse_hotlines(tomllib.loads(text), name="hotlines.toml")


def test_every_line_that_was_looked_up_is_there_as_sure_as_it_is(lines: tuple[Hotline, ...]) -> None:
    shipped = {number: (line.sure, line.hours is not None) for line in lines for number in line.numbers}
    assert shipped == LOOKED_UP


def test_each_says_where_it_is_from_and_when_it_was_looked_at(lines: tuple[Hotline, ...]) -> None:
    assert [one.id for one in lines if not (one.source and one.verified_on >= "2022")] == []


def test_one_that_is_not_sure_and_a_mobile_number_are_not_shipped(lines: tuple[Hotline, ...]) -> None:
    numbers = {number.replace(" ", "").replace("-", "") for line in lines for number in line.numbers}
    assert "1548" not in numbers
    assert [one for one in numbers if len(one) == 10 and not one.startswith("0800")] == []


def test_round_the_clock_is_said_only_where_that_was_verified(lines: tuple[Hotline, ...]) -> None:
    said = [one.id for one in lines if one.hours is not None and "цілодобово" in one.hours.text]
    assert said == ["government_violence"]


def test_the_less_sure_ones_are_shown_with_their_day(lines: tuple[Hotline, ...]) -> None:
    for line in lines:
        dated = [one for one in line.shown() if isinstance(one.get("hours"), dict) and "date" in str(one)]
        assert bool(dated) == (line.sure == "M")


def test_112_never_stands_alone(lines: tuple[Hotline, ...]) -> None:
    shown = [one["number"] for one in phones(lines, purposes=EMERGENCY)]
    assert shown[:3] == ["102", "103", "101"]
    assert "112" in shown


def test_no_anonymity_is_promised_where_there_is_none(lines: tuple[Hotline, ...]) -> None:
    [ombudsman] = [one for one in lines if one.id == "ombudsman"]
    assert "без імені" in ombudsman.name.text
