"""Rows and lines of the directory's screens."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any

from flows.definitions.rows import rows_of
from flows.directory.words import SECTORS
from flows.engine.conditions import Scope
from flows.engine.flow import Rule
from flows.engine.message import M, Text
from flows.policy.bodies import BODIES
from flows.rules.needs import NEEDS
from flows.rules.week_hours import week_words

_PHONES = M("records.gather_phones", "Телефони: {phones}")


def _week(scope: Scope) -> list[Text]:
    """The hours typed, as they were understood."""
    return week_words(scope.look("answers.value") or {})


def _words(words: Mapping[str, M]) -> Rule:
    def rows(scope: Scope) -> list[dict[str, Any]]:  # noqa: ARG001 - rules are all asked alike
        return [{"id": id_, "label": label.json()} for id_, label in words.items()]

    return rows


def _gather(scope: Scope) -> dict[str, Any]:
    """What was typed as the fields of a record (``flows.directory.record.packed``), and lines to read."""
    answers = scope.answers
    need, phones, about = NEEDS[answers["need"]], answers.get("phones_new") or [], answers.get("about") or ""
    fields: dict[str, Any] = {
        "name": answers["called"],
        "needs": [need.id],
        "phones": phones,
        "about": about,
    }
    if answers["kind"] == "provider":
        fields["provider"] = {
            "name": answers["place"],
            "body": answers["body"],
            "sector": answers["sector"],
        }
    lines: list[Text] = [need.specialist_label.json()]
    if phones:
        lines.append(_PHONES.json(phones=[{"tel": one} if one.startswith("+") else one for one in phones]))
    return {"fields": fields, "lines": [*lines, *([about] if about else [])]}


RULES_RECORDS: Mapping[str, Rule] = MappingProxyType(
    {
        "records.rows": rows_of("facts.records.rows"),
        "records.proposals": rows_of("facts.proposals"),
        "records.week": _week,
        "records.bodies": _words(BODIES),
        "records.sectors": _words(SECTORS),
        "records.needs": _words({id_: need.specialist_label for id_, need in NEEDS.items()}),
        "records.gather": _gather,
    }
)
