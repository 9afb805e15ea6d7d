"""The HSDS export beside the fields that HSDS 3.0 wants, and what is taken of other directories' files."""

from __future__ import annotations

import json
import tomllib
import uuid
from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings

from bot.exchange import hsds, hsds_reading
from bot.exchange.faults import RefusedError
from bot.exchange.rows import Line
from tests.exchange.made import FULL, LINE_LISTS, LINES, PLAIN

SCHEMA = tomllib.loads(Path(__file__).with_name("hsds.toml").read_text("utf-8"))
CLOSED = {
    "status": {"active", "inactive", "defunct", "temporarily closed"},
    "freq": {"WEEKLY", "MONTHLY"},
    "location_type": {"physical", "postal", "virtual"},
    "address_type": {"physical", "postal", "virtual"},
}


def exported(*lines: Line) -> list[dict[str, Any]]:
    made: list[dict[str, Any]] = json.loads(hsds.written(lines))
    return made


def faults(kind: str, thing: Mapping[str, Any]) -> Iterator[str]:
    """What HSDS would not take."""
    shape = SCHEMA[kind]
    holds = shape.get("holds", {})
    yield from (f"{kind} lacks {one}" for one in shape["required"] if thing.get(one) is None)
    unknown = set(thing) - set(shape["required"]) - set(shape["may"]) - set(holds)
    yield from (f"{kind} has no {one}" for one in sorted(unknown))
    if str(uuid.UUID(thing["id"])) != thing["id"]:
        yield f"{kind}: an id that is no UUID"
    for name, allowed in CLOSED.items():
        if name in thing and thing[name] not in allowed:
            yield f"{kind}: {name} may not be {thing[name]!r}"
    for name, held in holds.items():
        inside = thing.get(name, [])
        for one in inside if isinstance(inside, list) else [inside]:
            yield from faults(held, one)


@settings(max_examples=40, deadline=None)
@given(lines=LINE_LISTS)
def test_an_export_has_every_field_that_hsds_requires(lines: list[Line]) -> None:
    for service in exported(*lines, *LINES):
        assert list(faults("service", service)) == []


def test_no_two_things_of_an_export_share_an_id() -> None:
    def ids(thing: Any) -> Iterator[str]:
        if isinstance(thing, Mapping):
            if "id" in thing:
                yield thing["id"]
            for name, inside in thing.items():
                if name not in ("organization", "taxonomy_term"):  # the same for every service that has it
                    yield from ids(inside)
        elif isinstance(thing, list):
            for one in thing:
                yield from ids(one)

    found = list(ids(exported(*LINES)))
    assert len(set(found)) == len(found)


def test_what_is_not_known_is_not_made_up() -> None:
    service = exported(Line(PLAIN))[0]
    assert set(service) == {
        "id", "name", "status", "organization_id", "organization", "service_areas", "attributes"
    }  # fmt: skip
    assert "assured_date" not in service


def test_each_state_is_said_in_a_word_of_hsds() -> None:
    said = [exported(Line(replace(FULL, state=one)))[0]["status"] for one in ("active", "paused", "closed")]
    assert said == ["active", "temporarily closed", "defunct"]


def test_the_day_of_being_called_true_stands_apart_from_the_last_change() -> None:
    at = datetime(2026, 11, 23, 8, 0, tzinfo=UTC)
    service = exported(Line(PLAIN, date(2026, 11, 2), at))[0]
    assert (service["assured_date"], service["last_modified"]) == ("2026-11-02", "2026-11-23T08:00:00.000Z")
    said = hsds_reading.read(json.dumps([service]).encode())[0].values
    assert (said["assured_on"], said["modified_at"]) == (date(2026, 11, 2), at)


OTHERS: dict[str, Any] = {
    "id": "ac148810-d857-441c-9679-408f346de14b",
    "name": "Порада",
    "status": "inactive",
    "phones": [{"id": "x", "number": "0482 00-00-00"}],
    "schedules": [
        {"id": "x", "freq": "WEEKLY", "byday": "MO,TU", "opens_at": "9:00Z", "closes_at": "18:00:00"},
        {"id": "y", "freq": "WEEKLY", "byday": "SA", "opens_at": "10:00", "closes_at": "00:00"},
    ],
    "organization": {"id": "x", "name": "Установа", "description": ""},
    "cost_options": [{"id": "x", "amount": 5}],
}


@pytest.mark.parametrize("wrapped", [[OTHERS], {"contents": [OTHERS]}, {"services": [OTHERS]}])
def test_of_another_directory_s_service_is_taken_what_has_a_place_here(wrapped: Any) -> None:
    said = hsds_reading.read(json.dumps(wrapped).encode())[0].values
    assert said["external_id"] == OTHERS["id"]
    assert said["state"] == "closed"
    assert said["phones"] == ("+380482000000",)
    assert said["hours"] == {
        "mon": [["09:00", "18:00"]],
        "tue": [["09:00", "18:00"]],
        "sat": [["10:00", "24:00"]],
    }
    assert "provider.body" not in said  # what nobody said is asked for, not guessed


WEEKLY = {"freq": "WEEKLY", "byday": "MO", "opens_at": "09:00", "closes_at": "18:00"}
STAY = {"location": {"addresses": [{"city": "Маяки"}]}}


@pytest.mark.parametrize(
    ("part", "heading"),
    [
        ({"phones": [{"number": "дзвоніть"}]}, "Телефони"),
        ({"schedules": [{"freq": "MONTHLY", "byday": "1MO"}]}, "Години роботи"),
        ({"schedules": [WEEKLY | {"interval": 2}]}, "Години роботи"),
        ({"schedules": [WEEKLY | {"bymonthday": "1"}]}, "Години роботи"),
        ({"schedules": [WEEKLY | {"valid_to": "колись"}]}, "Години роботи"),
        ({"service_at_locations": [{**STAY, "schedules": [WEEKLY | {"interval": 2}]}]}, "Виїзди"),
        ({"assured_date": "торік"}, "Підтверджено"),
        ({"service_at_locations": [{"location": {"latitude": "46"}}]}, "Широта"),
        ({"service_at_locations": [{"schedules": [{"opens_at": "09:00"}]}]}, "Виїзди"),
    ],
)
def test_what_can_t_be_read_is_told_by_the_heading_of_its_column(part: Any, heading: str) -> None:
    with pytest.raises(RefusedError) as refused:
        hsds_reading.read(json.dumps([OTHERS, OTHERS | part]).encode())
    assert [(one.row, one.heading) for one in refused.value.faults] == [(2, heading)]
