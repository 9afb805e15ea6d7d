"""What the menu offers a role and what ``ACCESS`` lets her do are the same."""

from __future__ import annotations

import pytest

from bot.services.access import ACCESS, ROLES
from flows.definitions.menu import MENU_FLOW
from flows.engine.conditions import Scope, holds
from flows.engine.flow import Choose, Option

SCREENING = (("screened", "any"), ("referred_another", "any"), ("duty_reported_without_case", "any"))
TEAM = tuple((action, "") for action in ("team", "institutions", "invited", "revoked", "deputy_set"))
NEEDS = {
    "beside": SCREENING,
    "phone": SCREENING,
    "work": (("work", "institution"), ("accepted", "institution")),
    "sent": (("sent", "own"), ("handed_over", "own")),
    "signoff": (("signoffs", "unit"), ("signed_off", "unit")),
    "desk": (("due", "region"), ("heard", "region"), ("reassigned", "region"), ("paused", "region")),
    "team": TEAM,
    "away": (("away_set", "self"),),
}
"""Button of the menu → what it leads to: action and the relation it needs («»: any at all)."""

EVERYBODYS = {"resume", "find_step", "mine", "my_steps", "order", "more"}


def buttons() -> list[Option]:
    hub = MENU_FLOW.by_id["hub"]
    assert isinstance(hub, Choose)
    return [one for one in hub.options if isinstance(one, Option)]


def allowed(role: str, action: str, relation: str) -> bool:
    held = ACCESS[action].get(role, "").split()
    return bool(held) and (not relation or relation in held or "any" in held)


def test_every_button_of_the_menu_is_held_against_the_table() -> None:
    assert {one.id for one in buttons()} == set(NEEDS) | EVERYBODYS


@pytest.mark.parametrize("role", ROLES)
def test_a_role_is_offered_what_she_may_do_and_nothing_else(role: str) -> None:
    scope = Scope({}, {"me": {"roles": [role], "is_staff": True}})
    offered = {one.id for one in buttons() if one.id in NEEDS and holds(one.when, scope)}
    may = {id_ for id_, needs in NEEDS.items() if all(allowed(role, *need) for need in needs)}
    assert offered == may


def test_a_coordinator_screens_nobody() -> None:
    for action, _ in SCREENING:
        assert "coordinator" not in ACCESS[action]
