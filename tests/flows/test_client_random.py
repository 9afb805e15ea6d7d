"""Whatever is pressed and typed, in whatever order: no fault, no dead end, nothing sent against a «no»."""

from __future__ import annotations

from collections.abc import Mapping
from random import Random
from typing import Any

import pytest

from flows.definitions import book
from flows.engine.inspect import exits
from flows.engine.message import M
from flows.engine.said import Commanded, Happened, Nudged, Pressed, Reading, Sent, Typed
from flows.events import EVENTS
from tests.flows.client_world import NUMBER, World, facts
from tests.flows.staff_talk import Talk, plain, said
from tests.flows.test_client_book import OURS

YES = {"agree", "oral", "by_phone", "signed", "tell"}
TYPED: Mapping[str, Any] = {"phone": NUMBER, "return_code": "482 915 337 061"}
ROLES = ((), (), (), ("specialist",), ("specialist", "lead", "head", "coordinator"))
OF_OTHER_ROLES = {"calls", "lines", "places", "records", "talk", "talks", "to_talk", "to_talks"}
"""Ways of the menu that open what this world has not: transcripts go them."""

PROBLEM = M("reading.empty", "Напишіть, будь ласка, кілька слів.").json()


class Chaos(World):
    """Effects that answer anything they may answer."""

    def __init__(self, told: dict[str, Any], random: Random) -> None:
        super().__init__(told, promise=random.choice(("roster", "none")), waits=random.random() < 0.2)
        self.random = random

    def happens(self, event: str, data: Mapping[str, Any]) -> Happened:
        good = super().happens(event, data)
        if self.random.random() < 0.8:
            return good
        kind = self.random.choice(sorted(EVENTS[event].outcomes))
        return good if kind in (good.kind, "sent") else Happened(kind)


class Consents:
    """What was last answered for each recipient, as somebody who watches the screen would note it."""

    def __init__(self) -> None:
        self.answers: dict[str, bool] = {}

    def watch(self, talk: Talk, choice: str) -> None:
        frame = talk.session.top
        if frame.flow == "consent" and choice in {*YES, "refuse", "exclude"}:
            self.answers[frame.answers["recipient"]["id"]] = choice in YES


def someone(random: Random) -> dict[str, Any]:
    roles = random.choice(ROLES)
    told = facts(
        random.choice(("UA-51", "UA-05", "UA-63", "UA-56", "UA-32", "UA-26", "UA-71")),
        roles=roles,
        onboarded=random.random() < 0.7,
        discreet=random.random() < 0.3,
        channel=random.choice(("telegram", "viber", "web")),
    )
    modes = random.choice((None, None, ["paper"], ["oral"]))
    told["directory"] = [
        {**one, "consent_modes": modes, "takes_referrals": random.random() < 0.9} for one in told["directory"]
    ]
    told["heads"] = random.choice((0, 1))
    told["procedures"] = random.choice(([], [{"id": "lost_documents", "label": "Зниклі документи"}]))
    if random.random() < 0.3:
        told["contact"] = {"way": "call", "number": NUMBER, "from": 8, "to": 21, "who": "me"}
    return told


def act(talk: Talk, random: Random, consents: Consents) -> None:
    """One thing that a person can do."""
    chance = random.random()
    screen = talk.screen
    buttons = [button.id for button in screen.buttons]
    if screen.expects is not None and chance < 0.4:
        value = TYPED.get(screen.expects, "слово")
        talk.say(Typed("щось", Reading(value) if random.random() < 0.8 else Reading(value, PROBLEM)))
    elif buttons and chance < 0.88:
        choice = random.choice(buttons)
        consents.watch(talk, choice)
        talk.say(Pressed(choice, screen.screen))
    elif chance < 0.96:
        talk.say(Pressed(random.choice(talk.ids()), screen.screen))
    else:
        talk.say(
            random.choice(
                (
                    Pressed("agree", "0"),
                    Pressed("send", screen.screen),
                    Pressed("@strike", screen.screen),
                    Pressed("+d1", screen.screen),
                    Typed("5000" * 1250),
                    Sent("voice"),
                    Commanded("menu"),
                    Commanded("danger"),
                    Nudged("person_news", {"code": "К7М-4Р2"}),
                )
            )
        )


def checked(talk: Talk, world: World, consents: Consents, seen: int) -> None:
    assert talk.ids(), f"{talk.at()}: nothing to press"
    assert talk.screen.blocks, f"{talk.at()}: nothing to read"
    assert "∅" not in said(talk.screen), f"{talk.at()}: a name without a value: {said(talk.screen)}"
    assert all(plain(button.label).strip() for button in talk.buttons()), (
        f"{talk.at()}: a button without words"
    )
    for name, data in world.happened[seen:]:
        if name == "referred":
            told = {one["institution"] for one in data["recipients"]}
            assert told, "a referral to nobody"
            assert all(consents.answers.get(one) for one in told), "sent without a yes"


def walked(seed: int, steps: int) -> Talk:
    random = Random(seed)
    world = Chaos(someone(random), random)
    talk = world.talk("menu")
    consents = Consents()
    for _ in range(steps):
        seen = len(world.happened)
        act(talk, random, consents)
        checked(talk, world, consents, seen)
    return talk


@pytest.mark.parametrize("seed", range(40))
def test_nothing_that_is_pressed_or_typed_breaks_a_conversation(seed: int) -> None:
    walked(seed, 120)


def forward(talk: Talk, random: Random, left: set[tuple[str, str, str]]) -> None:
    """One step on, rather where nobody went yet; now and then somebody looks at the numbers or leaves."""
    at = (talk.session.top.flow, talk.session.top.step)
    buttons = [button.id for button in talk.screen.buttons]
    chance = random.random()
    if chance < 0.04:
        talk.say(Pressed(random.choice(("@danger", "@menu")), talk.screen.screen))
    elif talk.screen.expects is not None and (not buttons or chance < 0.5):
        talk.say(Typed("щось", Reading(TYPED.get(talk.screen.expects, "слово"))))
    else:
        new = [one for one in buttons if (*at, one) in left]
        talk.say(Pressed(random.choice(new if new and chance < 0.7 else buttons), talk.screen.screen))


def begun(random: Random) -> Talk:
    """A conversation from the menu, or from where a specialist plans the next step."""
    world = Chaos(someone(random), random)
    if random.random() < 0.5:
        return world.talk("menu")
    talk = World(facts(roles=("specialist",))).talk("screening", mode="beside")
    talk.press("go", "@none", "+i1", "@done", "@none", "@none", "work", "confirm", "refer", "@done", "call")
    talk.type(NUMBER)
    talk.press("any", "only", "skip", "skip", "skip")
    talk.facts, talk.happens = world.facts, world.happens
    return talk


@pytest.mark.soak  # some ten seconds; the transcripts count routes in every run
def test_every_route_is_crossed_by_somebody() -> None:
    known = book()
    left = {
        (flow, way.step, way.by)
        for flow in OURS
        for step in known.flows[flow].steps
        for way in exits(step)
        if not (flow == "menu" and {way.step, way.by} & OF_OTHER_ROLES)
    }
    for seed in range(4000):
        random = Random(seed)
        talk = begun(random)
        for _ in range(40):
            forward(talk, random, left)
        left -= set(talk.crossed)
        if not left:
            break
    assert sorted(left) == []
