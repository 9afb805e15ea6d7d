"""The region's algorithm as rows and words: its steps, and where a case is among them."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any

from flows.definitions.algorithm_pages import PAGES, page
from flows.definitions.rows import rows_of
from flows.engine.conditions import Scope
from flows.engine.flow import Rule
from flows.engine.message import M, Text
from flows.policy.bodies import BODIES
from flows.rules.steps import at

Row = dict[str, Any]

_ROW = M("algorithm.row", "{number}. {title}")
_ROW_NOW = M("algorithm.row_now", "➜ {number}. {title}")


def region(scope: Scope) -> Mapping[str, Any]:
    """The algorithm that is looked at: in a case the one it goes by, which may be an older one."""
    return scope.look("facts.card.region" if scope.look("answers.referral") else "facts.region") or {}


def now(scope: Scope) -> tuple[str, ...]:
    """The numbers of the steps that the case is at; none outside a case."""
    if not scope.look("answers.referral"):
        return ()
    return at(region(scope).get("steps", ()), scope.look("facts.card.state"))


def _head(scope: Scope) -> Row | None:
    """What stands above the list; None where the case is closed to whoever looks."""
    known = region(scope)
    if not known.get("steps"):
        return None
    there = now(scope)
    steps = [step for step in known["steps"] if step["number"] in there]
    return {
        "title": known["title"],
        "aim": known["aim"],
        "own": known["own"],
        "now": [_label(step, ()) for step in steps],
        "older": scope.look("facts.card.older_order") if scope.look("answers.referral") else None,
    }


def _top(scope: Scope) -> list[Row]:
    """The phases where the algorithm has some, else its steps."""
    known, there = region(scope), now(scope)
    phases = known.get("phases", ())
    if not phases:
        return _rows(known.get("steps", ()), there)
    held = {step["phase"] for step in known["steps"] if step["number"] in there}
    return [
        {
            "id": f"p{phase['number']}",
            "label": _label(phase, held),
            "phase": phase["number"],
            "step": None,
            "title": phase["title"],
            "aim": phase["aim"],
        }
        for phase in phases
    ]


def _phase(scope: Scope) -> list[Row]:
    """The steps of the phase that was chosen."""
    chosen = scope.look("answers.part_row.phase")
    steps = (step for step in region(scope).get("steps", ()) if step["phase"] == chosen)
    return _rows(steps, now(scope))


def _step(scope: Scope) -> Row | None:
    """The step of ``answers.number``; None where the algorithm has changed meanwhile."""
    number = scope.look("answers.number")
    found = (step for step in region(scope).get("steps", ()) if step["number"] == number)
    step = next(found, None)
    return {**step, "now": number in now(scope)} if step is not None else None


def _pages(scope: Scope) -> list[Row]:
    """What else may be asked of the algorithm, as far as this region says something of it."""
    known = region(scope)
    if not known.get("steps"):
        return []
    return [{"id": id_, "label": one.title.json()} for id_, one in PAGES.items() if one.lines(known)]


def _page(scope: Scope) -> Row:
    known, id_ = region(scope), scope.look("answers.page")
    if not known.get("steps") or id_ not in PAGES:
        return {"title": None, "lines": [], "origin": None, "parts": []}
    return page(known, id_)


def _tracks(scope: Scope) -> list[Row]:
    """The ways of help, each with its bodies in words."""
    return [
        {**track, "label": track["name"], "names": [BODIES[body].json() for body in track["bodies"]]}
        for track in region(scope).get("tracks", ())
    ]


def _rows(steps: Any, there: tuple[str, ...]) -> list[Row]:
    return [
        {"id": f"s{step['number']}", "label": _label(step, there), "phase": None, "step": step["number"]}
        for step in steps
    ]


def _label(one: Mapping[str, Any], there: Any) -> Text:
    message = _ROW_NOW if one["number"] in there else _ROW
    return message.json(number=one["number"], title=one["title"])


RULES_ALGORITHM: Mapping[str, Rule] = MappingProxyType(
    {
        "algorithm.head": _head,
        "algorithm.top": _top,
        "algorithm.phase": _phase,
        "algorithm.step": _step,
        "algorithm.pages": _pages,
        "algorithm.page": _page,
        "algorithm.tracks": _tracks,
        "procedure.lists": rows_of("facts.procedures"),
        "procedure.steps": rows_of("facts.procedure.rows"),
    }
)
