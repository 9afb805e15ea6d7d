"""What the menu offers a role and what ``ACCESS`` lets her do are the same."""

from __future__ import annotations

import pytest

from bot.services.access import ACCESS, ROLES
from bot.services.on_call import TALKERS
from flows.definitions.menu import MENU_FLOW
from flows.engine.conditions import Scope, holds
from flows.engine.flow import Option, Write

SCREENING = (("screened", "any"), ("referred_another", "any"), ("duty_reported_without_case", "any"))
TEAM = tuple((action, "") for action in ("team", "institutions", "invited", "revoked", "deputy_set"))
NEEDS = {
    "beside": SCREENING,
    "phone": SCREENING,
    "calls": SCREENING,
    "work": (("work", "institution"), ("accepted", "institution")),
    "sent": (("sent", "own"), ("handed_over", "own")),
    "signoff": (("signoffs", "unit"), ("signed_off", "unit")),
    "desk": (("due", "region"), ("heard", "region"), ("reassigned", "region"), ("paused", "region")),
    "team": TEAM,
    "away": (("away_set", "self"),),
}
"""Button of the menu → what it leads to: action and the relation it needs («»: any at all)."""

RUNNING = {"talk": "talk_said", "talks": "talk_said"}
"""Ways back into a talk, offered where one goes on."""

SHORTCUTS = {"records", "places"}
"""Of whoever keeps the directory, or houses people, and little else; others find them under «order»."""

EVERYBODYS = {"resume", "find", "find_step", "ask", "mine", "my_steps", "order", "more"}


def buttons() -> list[Option]:
    hub = MENU_FLOW.by_id["hub"]
    assert isinstance(hub, Write)
    return [one for one in hub.options if isinstance(one, Option)]


def allowed(role: str, action: str, relation: str) -> bool:
    held = ACCESS[action].get(role, "").split()
    return bool(held) and (not relation or relation in held or "any" in held)


def test_every_button_of_the_menu_is_held_against_the_table() -> None:
    assert {one.id for one in buttons()} == set(NEEDS) | EVERYBODYS | SHORTCUTS | set(RUNNING)


@pytest.mark.parametrize("role", ROLES)
def test_a_role_is_offered_what_she_may_do_and_nothing_else(role: str) -> None:
    scope = Scope({}, {"me": {"roles": [role], "is_staff": True}})
    offered = {one.id for one in buttons() if one.id in NEEDS and holds(one.when, scope)}
    may = {id_ for id_, needs in NEEDS.items() if all(allowed(role, *need) for need in needs)}
    may -= {"phone"} if role == "dispatcher" else {"calls"}  # the same thing, for her the first of all
    assert offered == may


def test_whoever_takes_calls_finds_that_first() -> None:
    scope = Scope({}, {"me": {"roles": ["dispatcher"], "is_staff": True, "onboarded": True}})
    assert next(one.id for one in buttons() if holds(one.when, scope)) == "calls"


@pytest.mark.parametrize("role", ROLES)
def test_only_whoever_meets_people_is_asked_for_a_talk(role: str) -> None:
    scope = Scope({}, {"me": {"roles": [role], "is_staff": True}, "talks": {"mine": "one"}})
    offered = any(one.id == "talks" and holds(one.when, scope) for one in buttons())
    assert offered == (role in TALKERS) == (role in ACCESS["talk_taken"])


def test_a_coordinator_screens_nobody() -> None:
    for action, _ in SCREENING:
        assert "coordinator" not in ACCESS[action]
