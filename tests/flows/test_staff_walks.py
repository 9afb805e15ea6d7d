"""The staff's flows as a whole: nothing wrong in them, and no presses that break them or end nowhere."""

from __future__ import annotations

import random
from collections.abc import Iterator, Mapping
from typing import Any

import pytest

from flows.definitions.staff_rules import STAFF_RULES
from flows.engine.conditions import Scope, paths
from flows.engine.flow import (
    Act,
    Branch,
    Bullets,
    Call,
    Choose,
    Const,
    Copy,
    Derive,
    Given,
    Lines,
    Note,
    Option,
    Part,
    Phones,
    Put,
    Rows,
    Tell,
    Tick,
    Title,
    When,
    Write,
)
from flows.engine.inspect import exits, problems
from flows.engine.message import M
from flows.engine.said import Commanded, Happened, Pressed, Reading, Typed
from flows.engine.turn import Say
from flows.events import EVENTS
from flows.facts import FACTS
from tests.flows.staff_talk import Talk, said
from tests.flows.staff_world import (
    DEADLINE,
    OURS,
    OUTCOME_DATA,
    REFERRAL,
    REGION,
    book,
    card,
    deadline,
    facts,
    home,
    letters,
    onward_row,
    own_case,
    window,
)

STATES = ("waiting", "sent", "accepted", "contacted", "working", "silent", "returned", "done", "withdrawn")
GIVEN: tuple[tuple[str, Mapping[str, Any]], ...] = (
    *[("case", {"referral": REFERRAL})] * 4,
    ("case", {}),
    ("work", {}),
    ("sent", {}),
    ("sent", {"referral": REFERRAL}),
    ("signoff", {}),
    ("signoff", {"referral": REFERRAL}),
    ("level", {}),
    ("level", {"case": "k" * 26, "code": "К7М-4Р2", "level": "middle", "level_label": "середній"}),
    ("duty", {"case": "k" * 26, "code": "К7М-4Р2"}),
    ("duty", {}),
    ("desk", {}),
    ("desk", {}),
    ("desk", {}),
    ("desk", {"deadline": DEADLINE, "do": "hear"}),
    ("desk", {"deadline": DEADLINE, "do": "hear", "referral": REFERRAL}),
    ("desk", {"deadline": DEADLINE, "do": "hear", "referral": REFERRAL, "sent": True}),
    ("team", {}),
    ("placement", {"referral": REFERRAL}),
    ("aid", {"referral": REFERRAL}),
    ("join", {"token": "one"}),
    ("mine", {}),
    ("contacted", {"referral": REFERRAL, "answer": "yes"}),
    ("contacted", {"referral": REFERRAL}),
    ("letters", {}),
    ("letters", {"referral": REFERRAL}),
    ("away", {}),
    *[("onward", {"referral": REFERRAL})] * 2,
    ("onward", {"referral": REFERRAL, "onward": "o" * 26}),
    ("asked", {"onward": "o" * 26}),
    ("joint_plan", {"referral": REFERRAL}),
    ("placement", {"referral": REFERRAL}),
    ("placed", {}),
    ("aid", {"referral": REFERRAL}),
)

NO_LETTERS = {"talks": [], "unread": 0, "only": None, "open": None}


def test_inspection_finds_nothing_wrong() -> None:
    ours = [line for line in problems(book(), EVENTS) if not line.startswith("menu.")]  # a stand-in
    assert ours == []


def test_ids_fit_what_the_channels_carry() -> None:
    for flow in OURS:
        for step in flow.steps:
            assert len(step.id) <= 24
            for option in getattr(step, "options", ()):
                assert isinstance(option, Rows) or len(option.id) <= 24


@pytest.mark.parametrize("rule", sorted(STAFF_RULES))
def test_rules_stand_missing_facts_and_make_rows_that_fit_a_press(rule: str) -> None:
    for known in ({}, facts()):
        made = STAFF_RULES[rule](Scope({"level": "middle"}, known))
        for row in made if isinstance(made, list) else ():
            if isinstance(row, dict) and "id" in row:
                assert len(row["id"]) <= 30
                assert row["label"]


def test_every_fact_looked_at_is_one_that_is_promised() -> None:
    sample = facts()
    for path in set(_looked()):
        words = path.split(".")
        if words[0] == "facts":
            assert words[1] in FACTS, path
        if words[:2] == ["facts", "card"] and words[2:3] not in ([], ["outcome"]):
            assert Scope({}, sample).look(".".join(words[:3])) is not None or words[2] == "change", path


def _looked() -> Iterator[str]:
    for flow in OURS:
        for step in flow.steps:
            yield from _parts(getattr(step, "say", ()))
            for option in getattr(step, "options", ()):
                if isinstance(option, Option):
                    yield from _parts((option.label,))
                    yield from paths(option.when)
                    yield from _given(option.sets)
            match step:
                case Branch(_, routes):
                    for route in routes:
                        yield from paths(route.when)
                case Act(_, _, data, _):
                    yield from _given(data)
                case Call() | Put():
                    yield from _given(step.give if isinstance(step, Call) else step.sets)
                case Choose() | Tick() | Write() | Tell() | Derive():
                    pass


def _given(given: Given) -> Iterator[str]:
    yield from (path for path in given.values() if not isinstance(path, Const))


def _parts(parts: tuple[Part, ...]) -> Iterator[str]:
    for part in parts:
        match part:
            case M():
                yield from (path for _, path in part.args)
            case Title(message) | Note(message):
                yield from (path for _, path in message.args)
            case Bullets(path) | Lines(path) | Phones(path) | Copy(path):
                yield path
            case When(condition, inner):
                yield from paths(condition)
                yield from _parts(inner)


class Chance:
    """A seeded world: facts that change between turns, effects that answer anything they may."""

    def __init__(self, seed: int) -> None:
        self.random = random.Random(seed)
        self.region = REGION if seed % 3 else {**REGION, "closing": {"text": "Досить."}}

    def facts(self) -> dict[str, Any]:
        pick = self.random.choice
        seen = card(
            state=pick(STATES),
            mine=pick((True, True, False)),
            on_system=pick((True, False)),
            change=pick((None, "x")),
            chat=pick((True, False)),
            letters=pick((["22 листопада, людина: Дякую."], [])),
            replied=pick((True, False)),
            outcome=pick((None, {"label": "закрито", "words": None})),
            region=self.region,
            placement=pick((home(), None)),
        )
        known = facts(
            card=pick((seen, seen, seen, seen, None)),
            cases=pick(([own_case(pick(STATES))], [own_case("sent")], [])),
            letters=pick((letters(), {**letters(may_reply=False), "unread": 1, "only": None}, NO_LETTERS)),
        )
        for name in (
            "work",
            "sent",
            "due",
            "team",
            "leads",
            "institutions",
            "signoffs",
            "changes",
            "consents",
            "placed",
            "placed_at",
            "questions",
        ):
            known[name] = pick((known[name], known[name], known[name], []))
        for name in ("work_count", "sent_count", "due_count"):
            some = pick((*[window(1)] * 5, window(95, left=55), window(95, before=80), window(0)))
            known[name] = {**known[name], **some}
        running = deadline(
            heard=pick((True, False)),
            pausable=pick((True, True, False)),
            state=pick(("sent", "accepted", "returned")),
            on_system=pick((True, False)),
            lead=pick(("Ведуча Зразок", None)),
        )
        known["deadline"] = pick((*[running] * 7, None))
        to = onward_row(
            modes=pick((["oral"], ["electronic"], ["oral", "electronic"], ["paper"])),
            state=pick((None, "asked", "declined")),
            on_system=pick((True, False, False)),
        )
        onward = {
            **known["onward"],
            "rows": pick(([to], [to], [])),
            "preset": pick((None, to)),
            "beyond": pick((to, None)),
            "who_pays": pick((True, False)),
            "chat": pick((True, False)),
        }
        known["onward"] = pick((onward, onward, onward, None))
        known["asked"] = pick((known["asked"], None))
        lives = {**known["placement"], "running": pick((home(), None, None))}
        known["placement"] = pick((lives, lives, lives, None))
        known["aid"] = pick((known["aid"], {**known["aid"], "lines": []}, None))
        agreed = {**known["joint_plan"], "agreed": True, "missing": [], "missing_kinds": []}
        known["joint_plan"] = pick((known["joint_plan"], agreed))
        known["me"] = {
            **known["me"],
            "roles": pick((["lead"], ["coordinator"], ["head", "specialist"], [])),
            "away": pick((None, True)),
            "discreet": pick((True, False)),
        }
        return known

    def happens(self, event: str, _data: Mapping[str, Any]) -> Happened:
        return Happened(self.random.choice(sorted(EVENTS[event].outcomes)), OUTCOME_DATA.get(event, {}))

    def step(self, talk: Talk) -> None:
        """One thing a person can do: mostly press what is offered, at times something odd."""
        here = [one for one in talk.screen.buttons if not one.id.startswith("@menu")]
        odd = self.random.random()
        if talk.screen.expects and odd < 0.6:
            talk.type("Слово.")
        elif odd < 0.02:
            talk.say(Commanded("menu"))
        elif odd < 0.04:
            talk.say(Typed("що?"))
        elif odd < 0.06:
            talk.say(Pressed("accept", "0"))
        elif odd < 0.08:
            talk.say(Typed("довге", Reading("коротше", {"m": "x", "t": "Задовго."})))
        elif odd < 0.14 or not here:
            talk.say(Pressed(self.random.choice(talk.screen.controls).id, talk.screen.screen))
        else:
            talk.say(Pressed(self.random.choice(here).id, talk.screen.screen))


def _sound(say: Say) -> None:
    assert say.blocks, "an empty screen"
    assert say.kept or say.buttons or say.controls, "no way on"
    assert "∅" not in said(say), f"something is missing in: {said(say)}"
    labels = [button.label for button in say.buttons]
    assert all(labels)


def _walk(seed: int, steps: int) -> set[tuple[str, str, str]]:
    chance = Chance(seed)
    flow, give = GIVEN[seed % len(GIVEN)]
    talk = Talk(book(), flow, chance.facts(), chance.happens, give)
    for _ in range(steps):
        if chance.random.random() < 0.3:
            talk.facts = chance.facts()
        chance.step(talk)
        for say in (talk.screen, *talk.kept):
            _sound(say)
        talk.kept.clear()
    return set(talk.crossed)


def test_no_sequence_of_presses_breaks_a_conversation_and_every_route_is_walked() -> None:
    routes = {(flow.id, way.step, way.by) for flow in OURS for step in flow.steps for way in exits(step)}
    left = set(routes)
    for seed in range(4000):
        left -= _walk(seed, 60)
        if not left and seed >= 200:
            break
    assert not left, sorted(left)
