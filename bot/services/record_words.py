"""The values of a record's fields in words, and what a change has changed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from flows.directory.labels import FIELDS, WORDS
from flows.directory.record import Record, changed, unpacked
from flows.engine.message import M, Text
from flows.rules.week_hours import week_words

YES, NO, EMPTY = M("fields.yes", "так"), M("fields.no", "ні"), M("fields.empty", "не вказано")
VISIT = M("fields.visit", "{day} {opens}–{closes}, {where}")
CHANGED = M("fields.changed", "{field}: було «{before}», стало «{after}»")
WRITTEN = M("fields.written", "{field}: {value}")


def said(field: str, value: Any) -> Text:
    """The value of that field as people read it."""
    if value is None or value in ("", (), [], {}):
        return EMPTY.json()
    if isinstance(value, bool):
        return (YES if value else NO).json()
    if field == "hours":
        return week_words(value)
    if field == "visits":
        return [_visit(one) for one in value]
    if field in ("phones", "provider.phone"):
        numbers = [value] if isinstance(value, str) else value
        return [{"tel": one} if one.startswith("+") else one for one in numbers]
    words = WORDS.get(field, {})
    if isinstance(value, str):
        return words[value].json() if value in words else value
    if isinstance(value, Sequence):
        return [words[one].json() if one in words else one for one in value]
    return str(value)


def differences(before: Record, after: Record) -> list[Text]:
    """What differs, a line for each field."""
    return [
        CHANGED.json(field=FIELDS[name].json(), before=_said(before, name), after=_said(after, name))
        for name in changed(before, after)
    ]


def filled(record: Record) -> list[Text]:
    """All that a new record says, a line for each field that says something."""
    values = {name: _at(record, name) for name in FIELDS}
    return [
        WRITTEN.json(field=FIELDS[name].json(), value=said(name, value))
        for name, value in values.items()
        if value not in (None, "", (), False) and value != {} and name not in _UNSAID
    ]


def change_lines(before: Mapping[str, Any] | None, after: Mapping[str, Any]) -> list[Text]:
    """The lines of one change in the history; of a new record all it said."""
    return filled(unpacked(after)) if before is None else differences(unpacked(before), unpacked(after))


_UNSAID = frozenset({"state", "provider.region", "provider.external_id", "external_id"})


def _at(record: Record, name: str) -> Any:
    whose, _, own = name.rpartition(".")
    return getattr(record.provider if whose else record, own)


def _said(record: Record, name: str) -> Text:
    return said(name, _at(record, name))


def _visit(one: Any) -> Text:
    where = ", ".join(word for word in (one.community, one.place) if word)
    return VISIT.json(day=one.day, opens=one.opens, closes=one.closes, where=where)
