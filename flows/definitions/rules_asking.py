"""The rules as a screening asks them: answers and ``facts.region`` in, JSON out."""

from __future__ import annotations

from typing import Any

from flows.definitions.modes import SELF
from flows.engine.conditions import Scope, holds
from flows.policy.grades import Grade, Scheme
from flows.policy.leading import Leading, Track
from flows.rules.lead import Lead, lead
from flows.rules.risk import assess
from flows.rules.routing import Tracks, route
from flows.rules.signals import why


def by_herself(scope: Scope) -> bool:
    """Whether the person answers for herself (``modes.SELF``)."""
    return holds(SELF, scope)


def scheme_of(scope: Scope) -> Scheme:
    """The region's grades, mildest first."""
    return Scheme.from_json(scope.look("facts.region.levels"))


def assessed(scope: Scope) -> dict[str, Any]:
    """The verdict on the answers, with ``why`` as texts."""
    verdict = assess(
        scope.look("answers.danger"),
        scope.look("answers.held"),
        scope.look("answers.discrimination"),
        scope.look("answers.exploitation"),
        scope.look("answers.vulnerability"),
        scheme_of(scope),
        minors=scope.look("answers.minors"),
    )
    return {**verdict.json(), "why": why(verdict.reasons)}


def graded(scope: Scope) -> Grade:
    """The grade of ``answers.found`` in today's scheme. Where the region's file has changed meanwhile and the
    level is none of it any more: the gravest one of its colour, else the gravest of all."""
    scheme = scheme_of(scope)
    level = scope.look("answers.found.level")
    colour = scope.look("answers.found.grade.colour")
    known = level if any(grade.id == level for grade in scheme.grades) else colour
    return scheme.grade_like(known, scheme)


def routed(scope: Scope) -> Tracks:
    """The tracks that open for ``answers.found`` and ``answers.need``, first things first."""
    return route(
        graded(scope),
        scope.look("answers.found.reasons"),
        scope.look("answers.need"),
        [Track.from_json(raw) for raw in scope.look("facts.region.tracks")],
        children=bool(scope.look("answers.found.children")),
        also=scope.look("answers.found.own.opens") or (),
        work_first="work_first" in (scope.look("facts.region.practices") or ()),
    )


def led(scope: Scope) -> Lead:
    """The kinds of bodies that take such a case in this region: who leads, who stands beside."""
    return lead(
        Leading.from_json(scope.look("facts.region.lead")),
        graded(scope),
        scope.look("answers.found.reasons"),
        scope.look("answers.need"),
        children=bool(scope.look("answers.found.children")),
        also=scope.look("answers.found.own.bodies") or (),
    )
