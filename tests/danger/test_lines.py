"""Whom to call first, by the kind of danger. Only numbers of the shipped lines."""

from __future__ import annotations

import tomllib
from importlib import resources
from typing import Any

import pytest

from bot.search.signs import KINDS
from flows.regions.hotlines import DANGERS, Hotline, in_danger, parse_hotlines

LINES: tuple[Hotline, ...] = parse_hotlines(
    tomllib.loads((resources.files("flows.regions.data") / "hotlines.toml").read_text("utf-8")),
    name="hotlines.toml",
)
EMERGENCY = {"101", "102", "103", "112"}


def numbers(*kinds: str) -> dict[str, list[str]]:
    found: dict[str, Any] | None = in_danger(LINES, "UA-51", kinds)
    assert found is not None
    return {name: [one["number"] for one in found[name]] for name in ("calls", "listen")} | {
        "first": [found["first"]]
    }


def test_every_kind_that_can_be_heard_has_its_lines() -> None:
    assert set(DANGERS) == set(KINDS)
    ids = {line.id for line in LINES}
    assert {id_ for first, _ in DANGERS.values() for id_ in first} <= ids
    for kind in KINDS:
        assert set(numbers(kind)["calls"]) >= EMERGENCY


@pytest.mark.parametrize(
    ("kind", "first"), [("violence", "102"), ("medical", "103"), ("disaster", "101"), ("child", "102")]
)
def test_the_emergency_number_that_fits_comes_first(kind: str, first: str) -> None:
    assert numbers(kind)["calls"][0] == first


@pytest.mark.parametrize(
    ("kind", "lines"),
    [
        ("life", {"7333", "0 800 100 102"}),
        ("child", {"116 111", "15-47"}),
        ("violence", {"116 123", "15-47"}),
        ("sexual", {"116 123", "15-47"}),
        ("captivity", {"527", "15-47", "116 123"}),
        ("help", {"15-47", "7333", "116 123"}),
    ],
)
def test_those_listen_who_know_about_it(kind: str, lines: set[str]) -> None:
    assert lines <= set(numbers(kind)["listen"])


def test_whoever_despairs_is_first_led_to_those_who_listen() -> None:
    assert numbers("life")["first"] == ["listen"]
    assert numbers("child", "life")["first"] == ["listen"]
    assert numbers("life")["listen"][0] == "7333"
    assert numbers("medical", "life")["first"] == ["calls"]
    assert numbers("violence", "life")["first"] == ["calls"]


def test_a_child_sees_the_line_for_children_whatever_else_is_heard() -> None:
    assert "116 111" in numbers("violence", "child")["listen"]
    assert "116 111" in numbers("child", "life")["listen"]


def test_the_gas_service_stands_beside_the_rescuers() -> None:
    assert numbers("disaster")["calls"][:2] == ["101", "104"]


def test_without_danger_nobody_is_named_and_no_line_comes_twice() -> None:
    assert in_danger(LINES, "UA-51", ()) is None
    every = numbers(*KINDS)
    assert len(set(every["calls"] + every["listen"])) == len(every["calls"] + every["listen"])
