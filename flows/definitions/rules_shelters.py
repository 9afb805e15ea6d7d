"""Rows of the register of places to live."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from flows.definitions.rows import rows_of
from flows.directory.words import ACCESSIBILITY, PLACE_KINDS
from flows.engine.conditions import Scope
from flows.engine.flow import Rule
from flows.engine.message import Text


def _kinds(_scope: Scope) -> list[dict[str, Text]]:
    return [{"id": one, "label": words.json()} for one, words in PLACE_KINDS.items()]


def _accessibility(_scope: Scope) -> list[dict[str, Text]]:
    return [{"id": one, "label": words.json()} for one, words in ACCESSIBILITY.items()]


RULES_SHELTERS: Mapping[str, Rule] = MappingProxyType(
    {
        "shelters.needed": rows_of("facts.shelters.needed"),
        "shelters.communities": rows_of("facts.shelters.communities"),
        "shelters.free": rows_of("facts.shelters.rows"),
        "shelters.holds": rows_of("facts.holds.rows"),
        "shelters.kept": rows_of("facts.shelters_kept.rows"),
        "shelters.bodies": rows_of("facts.shelters_kept.bodies"),
        "shelters.kinds": _kinds,
        "shelters.accessibility": _accessibility,
    }
)
"""Rules by name: ``Scope -> JSON``."""
