"""Rows of buttons that a fact has ready."""

from __future__ import annotations

from typing import Any

from flows.engine.conditions import Scope
from flows.engine.flow import Rule


def rows_of(path: str) -> Rule:
    """The fact's rows as they are: each has an id and a label that is the whole button."""

    def rows(scope: Scope) -> list[dict[str, Any]]:
        return [dict(row) for row in scope.look(path) or ()]

    return rows
