"""Glue for questions and talks: rows, and what would be kept of a question."""

from __future__ import annotations

from typing import Any

from flows.engine.conditions import Scope
from flows.rules.questions import kept


def kept_of(scope: Scope) -> dict[str, Any]:
    return kept(scope.look("answers.query") or "").json()


def waiting(scope: Scope) -> list[dict[str, Any]]:
    return list(scope.look("facts.talks_waiting") or ())


def unanswered(scope: Scope) -> list[dict[str, Any]]:
    return list(scope.look("facts.unanswered.rows") or ())


RULES_TALKS = {
    "ask_person.kept": kept_of,
    "talks.waiting": waiting,
    "unanswered.rows": unanswered,
}
