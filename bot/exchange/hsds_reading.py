"""Reading HSDS 3.0: what ``bot.exchange.hsds`` writes, and what of other directories has a place here."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, date, datetime
from typing import Any

from bot.exchange.cells import DAY, NUMBER, telephone
from bot.exchange.faults import CellError, Fault, RefusedError, refused
from bot.exchange.hsds import BYDAY, OF_PROVIDER, STATUS, TAXONOMY, VALUES, WORDS, area_uri
from bot.exchange.rows import BY_KEY, HEADINGS, MAX_ROWS, NO_ROWS, TOO_MANY_ROWS, Row
from flows.directory.problems import HOURS, UNKNOWN, VISIT
from flows.directory.record import Visit
from flows.engine.message import M

NOT_JSON = M("exchange.not_json", "Це не JSON у UTF-8.")
NOT_HSDS = M("exchange.not_hsds", "Це не перелік послуг HSDS: тут має бути список об'єктів «service».")
NOT_WEEKLY = M(
    "exchange.not_weekly",
    "Ці години повторюються не щотижня. Довідник знає лише звичайний тиждень: залиште те, що є щотижня.",
)
SHAPE = M("exchange.shape", "«{name}» тут не того вигляду, який описує HSDS.")

_DAYS = {code: day for day, code in BYDAY.items()}
_STATES = {status: state for state, status in STATUS.items()} | {"inactive": "closed"}
_NARROWER = ("count", "byweekno", "bymonthday", "byyearday")
"""With any of these a weekly schedule is not one of every week."""

_CLOCK = re.compile("([0-9]{1,2}):([0-9]{2})")
_TEXTS: Mapping[str, str] = {
    "name": "name",
    "about": "description",
    "site": "url",
    "email": "email",
    "notice": "alert",
    "eligibility": "eligibility_description",
    "cost": "fees_description",
    "waiting": "wait_time",
}


class _ShapeError(ValueError):
    """Something is not what HSDS says; ``name``: which."""

    def __init__(self, name: str) -> None:
        super().__init__("a shape")
        self.name = name


def read(data: bytes) -> list[Row]:
    """The services of the file, numbered from 1. Raises RefusedError."""
    try:
        parsed = json.loads(data.decode("utf-8-sig"))
    except (ValueError, RecursionError):  # also where a number has too many digits
        raise refused(NOT_JSON) from None
    if isinstance(parsed, dict):
        parsed = parsed.get("contents", parsed.get("services"))
    if not isinstance(parsed, list) or not all(isinstance(one, dict) for one in parsed):
        raise refused(NOT_HSDS)
    if not parsed:
        raise refused(NO_ROWS)
    if len(parsed) > MAX_ROWS:
        raise refused(TOO_MANY_ROWS, limit=str(MAX_ROWS))
    rows, faults = [], []
    for number, service in enumerate(parsed, 1):
        try:
            rows.append(Row(number, dict(_values(service))))
        except _ShapeError as error:
            faults.append(Fault(SHAPE.json(name=error.name), number))
        except _FieldError as error:
            faults.append(Fault(error.why, number, HEADINGS[error.key]))
    if faults:
        raise RefusedError(faults)
    return rows


class _FieldError(ValueError):
    def __init__(self, key: str, why: Any) -> None:
        super().__init__("a field")
        self.key, self.why = key, why


def _values(service: Mapping[str, Any]) -> Iterator[tuple[str, Any]]:
    for key, name in _TEXTS.items():
        yield key, _text(service, name)
    status = _text(service, "status")
    if status not in _STATES:
        raise _FieldError("state", UNKNOWN.json())
    yield "state", _STATES[status]
    yield "phones", _phones(service, "phones")
    yield "languages", tuple(_text(one, "code") for one in _list(service, "languages"))
    yield "documents", tuple(_text(one, "document") for one in _list(service, "required_documents"))
    yield "hours", _hours(service)
    if terms := tuple(_terms_of_hours(service)):
        yield "in_force", terms
    provider = dict(_provider(_object(service, "organization")))
    yield from provider.items()
    yield "communities", _communities(service, provider.get("provider.region", ""))
    yield from _places(service)
    yield from _own(service)
    yield from _dates(service)


def _provider(organization: Mapping[str, Any]) -> Iterator[tuple[str, Any]]:
    yield "provider.name", _text(organization, "name")
    yield "provider.phone", next(iter(_phones(organization, "provider.phone")), "")
    identifiers = _list(organization, "organization_identifiers")
    ours = (one for one in identifiers if one.get("identifier_scheme") == TAXONOMY)
    yield "provider.external_id", next((_text(one, "identifier") for one in ours), "")
    addresses = [one for place in _list(organization, "locations") for one in _list(place, "addresses")]
    yield "provider.address", next((_text(one, "address_1") for one in addresses), "")
    words = dict(_terms(organization))
    for name in OF_PROVIDER:
        found = words.get(f"provider.{name}")
        if found or name == "sector":
            yield f"provider.{name}", found[0] if found else ""


def _own(service: Mapping[str, Any]) -> Iterator[tuple[str, Any]]:
    """What stands in our own attributes. A service of another directory is known again by its id."""
    words = dict(_terms(service))
    for name in WORDS:
        yield name, tuple(words.get(name, ()))
    values = dict(_fields(service))
    if not values:
        yield "external_id", _text(service, "id")
        return
    for name in VALUES:
        value = values.get(name, "")
        if name in ("takes_referrals", "sample"):
            if value:
                yield name, value == "yes"
        else:
            yield name, value


def _terms(thing: Mapping[str, Any]) -> Iterator[tuple[str, list[str]]]:
    """The words of our closed lists among the attributes, by the list."""
    found: dict[str, list[str]] = {}
    for attribute in _list(thing, "attributes"):
        term = _object(attribute, "taxonomy_term")
        whose, _, name = _text(term, "taxonomy").partition("/")
        if whose == TAXONOMY and name in BY_KEY:
            found.setdefault(name, []).append(_text(term, "code"))
    yield from found.items()


def _fields(thing: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    for attribute in _list(thing, "attributes"):
        term = _object(attribute, "taxonomy_term")
        if _text(term, "taxonomy") == f"{TAXONOMY}/fields":
            yield _text(term, "code"), _text(attribute, "value")


def _communities(service: Mapping[str, Any], region: str) -> tuple[str, ...]:
    areas = _list(service, "service_areas")
    whole = any(region and one.get("uri") == area_uri(region) for one in areas)
    return () if whole else tuple(_text(one, "name") for one in areas)


def _hours(service: Mapping[str, Any]) -> dict[str, list[list[str]]]:
    found: dict[str, list[list[str]]] = {}
    for one in _list(service, "schedules"):
        for code in _text(one, "byday").split(","):
            if _text(one, "freq") != "WEEKLY" or code.strip() not in _DAYS:
                raise _FieldError("hours", HOURS.json())
            _weekly("hours", one)
            spell = [_clock(_text(one, "opens_at")), _closing(_text(one, "closes_at"))]
            found.setdefault(_DAYS[code.strip()], []).append(spell)
    return found


def _weekly(field: str, schedule: Mapping[str, Any]) -> None:
    """Raises _FieldError where it is not every week."""
    every = schedule.get("interval") in (None, 1, "1", "")
    if not every or any(schedule.get(one) not in (None, "", []) for one in _NARROWER):
        raise _FieldError(field, NOT_WEEKLY.json())


def _terms_of_hours(service: Mapping[str, Any]) -> Iterator[tuple[str, date | None, date | None]]:
    """Whose the weekly hours are, from and until which day they are in force. Which day it is now is known to
    whoever takes the row in."""
    stays = (one for place in _list(service, "service_at_locations") for one in _list(place, "schedules"))
    weekly = [("hours", one) for one in _list(service, "schedules")]
    weekly += [("visits", one) for one in stays if _text(one, "byday") in _DAYS]
    for field, one in weekly:
        begins = [day for name in ("valid_from", "dtstart") if (day := _day(field, one, name)) is not None]
        ends = [day for name in ("valid_to", "until") if (day := _day(field, one, name)) is not None]
        if begins or ends:
            yield field, max(begins, default=None), min(ends, default=None)


def _day(field: str, schedule: Mapping[str, Any], name: str) -> date | None:
    written = _text(schedule, name)
    try:
        return date.fromisoformat(written[:10]) if written else None
    except ValueError:
        raise _FieldError(field, DAY.json()) from None


def _places(service: Mapping[str, Any]) -> Iterator[tuple[str, Any]]:
    """The door is the first place without a schedule of its own; those that have one are visits."""
    at = _list(service, "service_at_locations")
    stays = [one for one in at if _list(one, "schedules")]
    door = next((_object(one, "location") for one in at if one not in stays), {})
    addresses = _list(door, "addresses")
    yield "address", _text(addresses[0], "address_1") if addresses else ""
    yield "community", _text(addresses[0], "city") if addresses else ""
    yield "latitude", _number(door, "latitude")
    yield "longitude", _number(door, "longitude")
    labels = BY_KEY["accessibility"].words
    known = {label: id_ for id_, label in labels.labels.items()} if labels else {}
    described = (_text(one, "description") for one in _list(door, "accessibility"))
    yield "accessibility", tuple(known[one] for one in described if one in known)
    yield "visits", tuple(_visit(one, schedule) for one in stays for schedule in _list(one, "schedules"))


def _visit(place: Mapping[str, Any], schedule: Mapping[str, Any]) -> Visit:
    addresses = _list(_object(place, "location"), "addresses")
    code, day = _text(schedule, "byday"), _text(schedule, "valid_from")
    if not addresses or (code not in _DAYS and not day):
        raise _FieldError("visits", VISIT.json())
    if code in _DAYS:
        _weekly("visits", schedule)
    return Visit(
        _DAYS.get(code) or day,
        _clock(_text(schedule, "opens_at")),
        _closing(_text(schedule, "closes_at")),
        _text(addresses[0], "city"),
        _text(addresses[0], "address_1"),
    )


def _dates(service: Mapping[str, Any]) -> Iterator[tuple[str, Any]]:
    try:
        if assured := _text(service, "assured_date"):
            yield "assured_on", date.fromisoformat(assured)
        if modified := _text(service, "last_modified"):
            at = datetime.fromisoformat(modified)
            yield "modified_at", at.astimezone(UTC) if at.tzinfo else at.replace(tzinfo=UTC)
    except (ValueError, OverflowError):  # a moment before the first year there is, once it is in UTC
        raise _FieldError("assured_on", DAY.json()) from None


def _phones(thing: Mapping[str, Any], key: str) -> tuple[str, ...]:
    try:
        return tuple(telephone(_text(one, "number")) for one in _list(thing, "phones"))
    except CellError as error:
        raise _FieldError(key, error.why) from None


def _number(thing: Mapping[str, Any], name: str) -> float | None:
    value = thing.get(name)
    if value is None:
        return None
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise _FieldError(name, NUMBER.json())
    try:
        return float(value)
    except OverflowError:
        raise _FieldError(name, NUMBER.json()) from None


def _text(thing: Mapping[str, Any], name: str) -> str:
    value = thing.get(name)
    if value is None:
        return ""
    if not isinstance(value, str):
        raise _ShapeError(name)
    return value.replace("\r\n", "\n").strip()


def _list(thing: Mapping[str, Any], name: str) -> Sequence[Mapping[str, Any]]:
    value = thing.get(name)
    if value is None:
        return ()
    if not isinstance(value, list) or not all(isinstance(one, dict) for one in value):
        raise _ShapeError(name)
    return value


def _object(thing: Mapping[str, Any], name: str) -> Mapping[str, Any]:
    value = thing.get(name)
    if value is None:
        return {}
    if not isinstance(value, dict):
        raise _ShapeError(name)
    return value


def _clock(text: str) -> str:
    """«09:00» of «09:00:00», «9:00Z» or «09:00+02:00»: hours on the clocks of the place."""
    found = _CLOCK.match(text)
    return f"{int(found[1]):02}:{found[2]}" if found else text


def _closing(text: str) -> str:
    clock = _clock(text)
    return "24:00" if clock == "00:00" else clock
