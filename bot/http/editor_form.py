"""The form of a record: its fields as people type them, read back into a record, faults beside fields."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from multidict import MultiMapping

from bot.exchange import cells
from bot.exchange.faults import CellError
from bot.services.records import checked
from flows.directory.labels import WORDS
from flows.directory.record import Record
from flows.engine.message import Text

GROUPS: tuple[tuple[str, tuple[str, ...]], ...] = (
    ("basics", ("name", "about", "needs", "situations", "state", "notice", "takes_referrals", "waiting")),
    ("contact", ("phones", "hours", "site", "email", "provider.phone")),
    (
        "place",
        (
            "community",
            "area",
            "address",
            "latitude",
            "longitude",
            "communities",
            "visits",
            "provider.address",
        ),
    ),
    (
        "details",
        (
            "eligibility",
            "cost",
            "documents",
            "without_documents",
            "languages",
            "accessibility",
            "external_id",
        ),
    ),
)
"""The fields in the order of the page. Who the provider is (its name, kind and sector) is not changed here:
that takes two people."""

LONG = frozenset({"about", "notice", "eligibility", "without_documents"})
LINES = frozenset({"phones", "communities", "documents", "visits", "hours"})
CHOSEN = frozenset({"state", "area"})
TICKED = frozenset({"needs", "situations", "languages", "accessibility"})
NUMBERS = frozenset({"latitude", "longitude"})
HINTS: Mapping[str, str] = {
    "phones": "lines_hint",
    "documents": "lines_hint",
    "hours": "hours_hint",
    "visits": "visits_hint",
    "communities": "communities_hint",
    "latitude": "degrees_hint",
    "longitude": "degrees_hint",
}
REQUIRED = frozenset({"name", "needs"})


@dataclass(frozen=True, slots=True)
class Form:
    """What stands in each field (a text, or ids ticked), and what is wrong with it."""

    values: Mapping[str, Any]
    faults: Mapping[str, Text]


def kind_of(field: str) -> str:
    """How the page asks for it: text | long | lines | chosen | ticked | yes."""
    for kind, fields in (("long", LONG), ("lines", LINES), ("chosen", CHOSEN), ("ticked", TICKED)):
        if field in fields:
            return kind
    return "yes" if field == "takes_referrals" else "text"


def shown(record: Record) -> Form:
    """The form as the record has it."""
    return Form({field: _typed(field, _at(record, field)) for _, fields in GROUPS for field in fields}, {})


def read(data: MultiMapping[Any], base: Record) -> tuple[Record | None, Form]:
    """The record that the form says, over what it can't say; None where something is wrong, with the form as
    it was typed."""
    values: dict[str, Any] = {}
    own: dict[str, Any] = {}
    theirs: dict[str, Any] = {}
    faults: dict[str, Text] = {}
    for _, fields in GROUPS:
        for field in fields:
            values[field] = typed = _sent(field, data)
            try:
                value = _value(field, typed)
            except CellError as fault:
                faults[field] = fault.why
                continue
            whose, _, name = field.rpartition(".")
            (theirs if whose else own)[name] = value
    record = replace(base, provider=replace(base.provider, **theirs), **own)
    for field, why in checked(record):
        faults.setdefault(field, why)
    return (None if faults else record), Form(values, faults)


def _sent(field: str, data: MultiMapping[Any]) -> Any:
    if field in TICKED:
        return tuple(one for one in WORDS[field] if one in data.getall(field, ()))
    value = data.get(field, "")
    text = value if isinstance(value, str) else ""
    return text.replace("\r\n", "\n").strip() if field != "takes_referrals" else bool(text)


def _value(field: str, typed: Any) -> Any:
    """Raises CellError."""
    if field in TICKED or field == "takes_referrals":
        return typed
    if field in NUMBERS:
        return cells.number(typed) if typed else None
    if field == "hours":
        return cells.hours(typed.replace("\n", "; ")) if typed else {}
    if field == "provider.phone":
        return cells.telephone(typed) if typed else ""
    if field == "phones":
        return tuple(dict.fromkeys(cells.telephone(one.strip()) for one in typed.split("\n") if one.strip()))
    if field == "visits":
        return cells.visits(typed)
    if field in LINES:
        return tuple(dict.fromkeys(one.strip() for one in typed.split("\n") if one.strip()))
    return typed


def _typed(field: str, value: Any) -> Any:
    if field in TICKED or field == "takes_referrals":
        return value
    if field == "hours":
        return cells.hours_words(value).replace("; ", "\n")
    if field == "visits":
        return "\n".join(cells.visits_words([one]) for one in value)
    if field in LINES:
        return "\n".join(value)
    return "" if value is None else str(value)


def _at(record: Record, field: str) -> Any:
    whose, _, name = field.rpartition(".")
    return getattr(record.provider if whose else record, name)
