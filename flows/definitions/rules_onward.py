"""Glue for what a region adds to a lead's work: rows of institutions, grounds and bodies, the consent asked
for."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any

from flows.definitions.rows import rows_of
from flows.engine.conditions import Scope
from flows.engine.flow import Rule
from flows.engine.message import M, Text
from flows.policy.words import PAYERS
from flows.rules.needs import CATALOGUE

Row = dict[str, Any]


_PAYERS = {
    "community": M("onward.payer_community", "Громада"),
    "region": M("onward.payer_region", "Область"),
    "state": M("onward.payer_state", "Держава"),
    "donor": M("onward.payer_donor", "Донор чи благодійна організація"),
    "unknown": M("onward.payer_unknown", "Ще не відомо"),
}


_PURPOSE = M("onward.purpose", "допомогти з тим, про що Ви просили")


def purpose(gist: Text, ground: Text, track: Text) -> Text:
    """Why it is passed on, the most exact that is known: what is wanted there, why the region's help is
    wanted, what the track of the case's need is for."""
    return gist or ground or track or _PURPOSE.json()


def recipient(scope: Scope) -> Row:
    """The chosen institution as the consent flow takes it: why, and what would be passed on; the gist, the
    ground and who pays only if they are there."""
    gist, row = scope.look("answers.gist"), scope.look("answers.to_row") or {}
    lacking = {one for one in ("gist", "ground", "payer") if not scope.look(f"answers.{one}")}
    fields = [one for one in scope.look("facts.onward.fields") or () if one["id"] not in lacking]
    return {
        **row,
        "purpose": purpose(gist, scope.look("answers.ground_row.label"), row.get("purpose")),
        "leads": False,
        "fields": [one["id"] for one in fields],
        "field_words": [one["words"] for one in fields],
        "days": scope.look("facts.onward.days"),
    }


def payers(_scope: Scope) -> list[Row]:
    return [{"id": one, "label": _PAYERS[one].json()} for one in PAYERS]


def needs(_scope: Scope) -> list[Row]:
    return [{"id": one.id, "label": one.specialist_label.json()} for one in CATALOGUE]


RULES_ONWARD: Mapping[str, Rule] = MappingProxyType(
    {
        "onward.rows": rows_of("facts.onward.rows"),
        "onward.grounds": rows_of("facts.onward.grounds"),
        "onward.payers": payers,
        "onward.recipient": recipient,
        "placement.places": rows_of("facts.placement.places"),
        "placed.places": rows_of("facts.placed"),
        "placed.running": rows_of("facts.placed_at"),
        "aid.needs": needs,
        "joint_plan.bodies": rows_of("facts.joint_plan.bodies"),
    }
)
"""Rules by name: ``Scope -> JSON``."""
