"""Conditions as data, and the paths they look along.

A path is words with dots: ``answers.level``, ``facts.region.consent.modes``. A missing word is None.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, TypeAlias


@dataclass(frozen=True, slots=True)
class Scope:
    """What a condition, a rule or a text may look at: this conversation's answers, the loaded facts, and of
    the session only ``parked`` (the flow of a draft that waits)."""

    answers: Mapping[str, Any]
    facts: Mapping[str, Any]
    session: Mapping[str, Any] = field(default_factory=dict)

    def look(self, path: str) -> Any:
        """The value at ``path``, or None where any word of it is missing."""
        first, *words = path.split(".")
        value: Any = {"answers": self.answers, "facts": self.facts, "session": self.session}[first]
        for word in words:
            if isinstance(value, Mapping):
                value = value.get(word)
            elif isinstance(value, (list, tuple)) and word.isdigit() and int(word) < len(value):
                value = value[int(word)]
            else:
                return None
        return value


@dataclass(frozen=True, slots=True)
class Is:
    """The value at the path equals this one."""

    path: str
    value: Any = True


@dataclass(frozen=True, slots=True)
class Has:
    """The list at the path holds this value."""

    path: str
    value: Any


@dataclass(frozen=True, slots=True)
class Filled:
    """There is something at the path: not None, not empty, not False."""

    path: str


@dataclass(frozen=True, slots=True)
class Not:
    """The opposite."""

    of: Condition


@dataclass(frozen=True, slots=True, init=False)
class All:
    """Every one of them holds."""

    of: tuple[Condition, ...]

    def __init__(self, *of: Condition) -> None:
        object.__setattr__(self, "of", of)


@dataclass(frozen=True, slots=True, init=False)
class Either:
    """At least one of them holds."""

    of: tuple[Condition, ...]

    def __init__(self, *of: Condition) -> None:
        object.__setattr__(self, "of", of)


Condition: TypeAlias = Is | Has | Filled | Not | All | Either


def holds(condition: Condition | None, scope: Scope) -> bool:
    """Whether the condition is true here. No condition is always true."""
    match condition:
        case None:
            return True
        case Is(path, value):
            return bool(scope.look(path) == value)
        case Has(path, value):
            return value in (scope.look(path) or ())
        case Filled(path):
            return bool(scope.look(path))
        case Not(of):
            return not holds(of, scope)
        case All(of):
            return all(holds(one, scope) for one in of)
        case Either(of):
            return any(holds(one, scope) for one in of)


def paths(condition: Condition | None) -> frozenset[str]:
    """Every path the condition looks along."""
    match condition:
        case None:
            return frozenset()
        case Is(path) | Has(path) | Filled(path):
            return frozenset({path})
        case Not(of):
            return paths(of)
        case All(of) | Either(of):
            return frozenset().union(*(paths(one) for one in of))
