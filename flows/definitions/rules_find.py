"""Glue for finding: lists to choose from, and what a chosen row leads to."""

from __future__ import annotations

from typing import Any

from flows.definitions.rows import rows_of
from flows.directory.words import SITUATIONS
from flows.engine.conditions import Scope
from flows.rules.needs import CATALOGUE

Row = dict[str, Any]


def needs(scope: Scope) -> list[Row]:
    """Every kind of need, in the words of who looks; «other» is no place to look in."""
    staff = bool(scope.look("facts.me.is_staff"))
    return [
        {"id": one.id, "label": (one.specialist_label if staff else one.self_label).json()}
        for one in CATALOGUE
        if one.id != "other"
    ]


def situations(scope: Scope) -> list[Row]:  # noqa: ARG001 - a rule's signature
    return [{"id": one, "label": label.json()} for one, label in SITUATIONS.items()]


def opened(scope: Scope) -> Row:
    """What the chosen row stands for; ids of needs and situations come as ``need.<id>``, … and what is found
    for them stands under their own name."""
    row = scope.look("answers.typed_row") or {}
    kind = row.get("kind") or "hotlines"
    return {
        "kind": kind,
        "id": str(row.get("id") or "").removeprefix(f"{kind}."),
        "label": row.get("heading") or row.get("label"),
        "apart": None,
    }


def nearest(scope: Scope) -> list[Row]:
    """What is near, as it is now: where she is will be forgotten before it is shown."""
    return [dict(row) for row in scope.look("facts.found.rows") or ()]


RULES_FIND = {
    "find.needs": needs,
    "find.situations": situations,
    "find.communities": rows_of("facts.communities"),
    "find.rows": rows_of("facts.found.rows"),
    "find.opened": opened,
    "find.nearest": nearest,
    "find.nearest_rows": rows_of("answers.nearest"),
}
