"""What staff do beside cases: offered where the region's practices name it, to whom it is for."""

from __future__ import annotations

from flows.definitions.modes import STAFFS_ACCOUNT
from flows.engine.conditions import All, Either, Has, Not

_COORDINATES = Has("facts.me.roles", "coordinator")


def _practised(practice: str) -> Has:
    return Has("facts.region.practices", practice)


GROUPS_HERE = All(STAFFS_ACCOUNT, _practised("working_groups"))
PUBLICATIONS_HERE = All(STAFFS_ACCOUNT, _practised("indicators"))
OVERVIEW_HERE = All(STAFFS_ACCOUNT, _practised("overview"), _COORDINATES)
_EDITS = Has("facts.me.roles", "editor")
RECORDS_HERE = Either(_EDITS, _COORDINATES, Has("facts.me.roles", "head"), Has("facts.me.roles", "lead"))
RECORDS_HUB = All(_EDITS, *(Not(Has("facts.me.roles", role)) for role in ("head", "lead", "coordinator")))
"""Whoever keeps the directory and does nothing else finds it in the menu itself."""

WELLBEING_HERE = All(STAFFS_ACCOUNT, _practised("wellbeing_check"))
