"""The algorithm and the guided lists as a whole: no presses that break them, end nowhere or show nothing."""

from __future__ import annotations

import random
from collections.abc import Mapping
from typing import Any

from bot.regions import load
from flows.definitions import book as every
from flows.definitions.algorithm import ALGORITHM
from flows.definitions.notices import NOTICES
from flows.definitions.procedure import PROCEDURE
from flows.definitions.staff_rules import STAFF_RULES
from flows.engine.flow import END, Book, Choose, Flow, Option
from flows.engine.inspect import exits
from flows.engine.message import M
from flows.engine.said import Commanded, Happened, Pressed, Typed
from flows.policy.words import ACTIONS
from flows.regions.layers import ORIGINS
from tests.flows.staff_talk import Talk, said

OURS = (ALGORITHM, PROCEDURE)
REGIONS = load()
STATES = ("waiting", "sent", "accepted", "contacted", "working", "silent", "returned", "done", "withdrawn")
GO = M("stub.go", "Далі")
REFERRAL = "r" * 26
GIVEN: tuple[tuple[str, Mapping[str, Any]], ...] = (
    ("algorithm", {}),
    ("algorithm", {"referral": REFERRAL}),
    ("procedure", {}),
    ("procedure", {"procedure": "lost_documents"}),
    ("procedure", {"referral": REFERRAL, "code": "К7М-4Р2"}),
)


def book() -> Book:
    """The two flows, and the smallest stand-ins for what they call."""
    others = [
        Flow(
            one.id,
            1,
            GO,
            (Choose("ask", (GO,), (Option("go", GO),), to=END),),
            takes=one.takes,
            may_take=one.may_take,
        )
        for one in every().flows.values()
        if one not in OURS
    ]
    return Book({flow.id: flow for flow in (*OURS, *others)}, NOTICES, STAFF_RULES)


class Chance:
    """A seeded world: another region, case and list at each look, effects that answer anything they may."""

    def __init__(self, seed: int) -> None:
        self.random = random.Random(seed)

    def facts(self) -> dict[str, Any]:
        pick = self.random.choice
        region = dict(pick(list(REGIONS.facts.values())))
        region["steps"] = [
            {**step, "action": pick((*ACTIONS, None)), "origin": pick(ORIGINS)} for step in region["steps"]
        ]
        region["practices"] = ["working_groups", "indicators", "overview", "wellbeing_check"]
        older = pick((None, None, {"at": "2026-11-20"}))
        card = {"region": region, "state": pick(STATES), "older_order": older, "code": "К7М-4Р2"}
        staff = pick((True, True, False))
        return {
            "me": {
                "is_staff": staff,
                "roles": ["specialist", "head", "lead", "coordinator"] if staff else [],
            },
            "region": region,
            "card": pick((card, card, card, None)),
            "procedures": pick(([{"id": "lost_documents.specialist", "label": "Список: 1 з 3"}], [])),
            "procedure": pick((*[self.procedure()] * 8, None)),
        }

    def procedure(self) -> dict[str, Any]:
        pick = self.random.choice
        begun, done = pick((True, False)), pick((0, 1, 2, 2))
        step = {
            "id": "one",
            "number": 1,
            "title": "Перший",
            "does": "Зробіть.",
            "without": pick((None, "Без нього теж.")),
            "documents": pick(([], ["Папір"])),
            "bodies": pick(([], ["ЦНАП"])),
            "responsible": pick((None, "Громада")),
            "phones": pick(([], [{"number": "0 800 213 103", "name": "Зразок"}])),
            "action": pick((None, "screening", "screening", "duty")),
            "asks": pick((None, "Хто?")),
            "answer": None,
            "origin": pick(ORIGINS),
            "ticked": pick((True, False)),
        }
        return {
            "id": "lost_documents",
            "title": "Список",
            "aim": "Навіщо.",
            "source": "зразок",
            "checked_on": {"at": "2026-11-23"},
            "template": pick((True, False)),
            "own": pick((True, False)),
            "shared": pick((True, False)),
            "begun": begun,
            "finished": begun and pick((True, False)),
            "done": done,
            "all": 2,
            "next": "one" if done < 2 else None,
            "next_title": "Перший" if done < 2 else None,
            "lines": ["1. Перший", "2. Другий"],
            "rows": [{"id": "one", "label": "1. Перший"}, {"id": "two", "label": "2. Другий"}],
            "case": pick((None, "k" * 26)),
            "code": pick((None, "К7М-4Р2")),
            "step": pick((*[step] * 5, None)),
        }

    def happens(self, event: str, data: Mapping[str, Any]) -> Happened:
        assert event == "procedure_followed"
        assert data["does"] in ("tick", "untick", "finish", "anew")
        return Happened(self.random.choice(("ok", "ok", "gone")))

    def step(self, talk: Talk) -> None:
        odd = self.random.random()
        if odd < 0.02:
            talk.say(Commanded("open", "procedure"))
        elif odd < 0.04:
            talk.say(Typed("що?"))
        elif odd < 0.1 or not talk.screen.buttons:
            talk.say(Pressed(self.random.choice(talk.screen.controls).id, talk.screen.screen))
        else:
            talk.say(Pressed(self.random.choice(talk.screen.buttons).id, talk.screen.screen))


def _walk(words: Book, seed: int, steps: int) -> set[tuple[str, str, str]]:
    chance = Chance(seed)
    flow, give = chance.random.choice(GIVEN)
    talk = Talk(words, flow, chance.facts(), chance.happens, give)
    for _ in range(steps):
        if chance.random.random() < 0.3:
            talk.facts = chance.facts()
        chance.step(talk)
        screen = talk.screen
        assert screen.blocks, "an empty screen"
        assert screen.buttons or screen.controls, "no way on"
        assert "∅" not in said(screen), f"something is missing in: {said(screen)}"
        assert all(button.label for button in screen.buttons)
    return set(talk.crossed)


def test_no_sequence_of_presses_breaks_a_conversation_and_every_route_is_walked() -> None:
    left = {(flow.id, way.step, way.by) for flow in OURS for step in flow.steps for way in exits(step)}
    words = book()
    for seed in range(2000):
        left -= _walk(words, seed, 50)
        if not left and seed >= 60:
            break
    assert not left, sorted(left)
