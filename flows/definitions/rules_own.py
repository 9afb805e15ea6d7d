"""Glue for what a region has of its own: its questions as screens, its two authorities as rows."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from flows.definitions.rules_asking import by_herself
from flows.engine.conditions import Scope
from flows.engine.flow import NONE
from flows.engine.message import M, Text
from flows.regions.names import REGIONS
from flows.rules.asking import to_ask

Row = dict[str, Any]

_ANSWERED = M("asking.answered", "{question} — {answer}")


def following(scope: Scope) -> Row | None:
    """The next question as its screen shows it, or None where none is left."""
    if scope.look("answers.over"):
        return None
    one = to_ask(
        scope.look("facts.region.questions") or (),
        scope.look("answers.asked"),
        scope.look("answers.need"),
        scope.look("answers.done") or (),
        scope.look("answers.answered") or {},
    )
    if one is None:
        return None
    before = (scope.look("answers.answered") or {}).get(one["id"])
    own = by_herself(scope)
    known = [option["id"] for option in one["options"]]
    return {
        "id": one["id"],
        "kind": one["kind"],
        "question": one["own"] if own else one["other"],
        "why": one["why"],
        "none": (own and one["none"]) or one["none_other"] or one["none"] or NONE.json(),
        "options": [{"id": option["id"], "label": option["label"]} for option in one["options"]],
        "ticked": [id_ for id_ in before if id_ in known] if isinstance(before, list) else [],
    }


def options(scope: Scope) -> list[Row]:
    return list(scope.look("answers.next.options") or ())


def taken(scope: Scope) -> Row:
    """What was answered so far, with the answer just given (an option beside what is written is a skip)."""
    asked = scope.look("answers.next.id")
    answered = {**(scope.look("answers.answered") or {}), asked: scope.look("answers.answer")}
    return {"answered": answered, "done": [*(scope.look("answers.done") or ()), asked]}


def answered(profile: Iterable[Mapping[str, Any]] | None, side: str) -> list[Text]:
    """Answers that go along, a line each. ``side``: «own» for the person herself, «other» for staff."""
    return [_ANSWERED.json(question=one[side], answer=one["answers"]) for one in profile or ()]


def authorities(scope: Scope) -> list[Row]:
    """The regions of which the case, or the person, names one."""
    return [
        {"id": id_, "label": REGIONS[id_].json()}
        for id_ in scope.look("answers.authorities") or ()
        if id_ in REGIONS
    ]


RULES_OWN = {
    "asking.next": following,
    "asking.options": options,
    "asking.taken": taken,
    "own.authorities": authorities,
}
