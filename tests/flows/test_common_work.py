"""What staff do beside cases, as conversations: nothing missing on a screen, whatever is pressed or known."""

from __future__ import annotations

import random
from collections.abc import Mapping
from typing import Any

import pytest

from flows.definitions import book
from flows.engine.said import Commanded, Happened, Pressed, Typed
from flows.events import EVENTS
from tests.flows.staff_talk import Talk, said
from tests.flows.staff_world import DUE, facts

PRACTICES = ["working_groups", "group_head", "problem_first", "indicators", "overview", "wellbeing_check"]
NUMBER = [{"number": "+380000000000", "name": "Зразок лінії"}]
OURS = ("groups", "publications", "overview", "wellbeing")


def group(**changes: Any) -> dict[str, Any]:
    """A working group at work; all of it is made up."""
    return {
        "id": "g" * 26,
        "title": "Місця в дитсадках",
        "problem": "Бракує місць",
        "cause": "Немає укриттів",
        "number": 5,
        "stage": "Стежити",
        "does": "Дивитися, чого досягли.",
        "closed": False,
        "acting": True,
        "described": True,
        "changes": True,
        "gives": True,
        "lead": "Ведуча Зразок",
        "head": "Установа-зразок",
        "council": False,
        "names": ["Установа-зразок"],
        "members": [
            {
                "id": "m" * 26,
                "label": "Установа-зразок",
                "name": "Установа-зразок",
                "heads": False,
                "busy": True,
            }
        ],
        "tasks": [{"id": "t" * 26, "label": "Порахувати · до завтра"}],
        "all": 1,
        "done": 0,
        "late": 0,
        "ahead": 1,
        "lacks": [],
        "facts": ["Кроків: 1."],
        "reports": [{"id": "r" * 26, "label": "Проміжний звіт"}],
        **changes,
    }


TASK = {
    "what": "Порахувати",
    "who": "Установа-зразок",
    "indicator": "Список",
    "due": DUE,
    "done_at": None,
    "state": "ahead",
    "changes": True,
}
PLACE = {
    "id": "i" * 26,
    "label": "Установа-зразок",
    "name": "Установа-зразок",
    "open": 2,
    "overdue": 1,
    "on_time": 50,
    "oldest": DUE,
}
PUBLICATION = {
    "kind": "indicators",
    "what": "Перелік",
    "edition": 1,
    "at": DUE,
    "note": "",
    "read": False,
    "old": False,
    "watches": True,
    **dict.fromkeys(("danger", "discrimination", "exploitation", "vulnerability", "order"), ("рядок",)),
}


def known(chance: random.Random) -> dict[str, Any]:
    """Everything that may be so, at random."""
    pick = chance.choice
    task = {**TASK, "state": pick(("done", "late", "ahead")), "done_at": DUE, "changes": pick((True, False))}
    prepared = group(
        acting=False, described=pick((True, False)), lacks=pick(([], ["плану"])), all=0, does=None, lead=None
    )
    closed = group(closed=True, acting=False, changes=False, gives=False)
    return {
        **facts(),
        "me": {**facts()["me"], "roles": pick((["coordinator"], ["head"], ["specialist"], []))},
        "region": {
            **facts()["region"],
            "practices": pick((PRACTICES, PRACTICES, ["working_groups"], [])),
            "principles": pick((["Прозорість"], [])),
        },
        "lines": {"psychological": pick((NUMBER, []))},
        "groups": pick(([], [{"id": "g" * 26, "label": "Місця"}])),
        "group": pick((group(), group(), prepared, prepared, closed, None)),
        "group_task": pick((task, task, task, None)),
        "group_report": {"title": "Звіт", "lines": ["рядок"], "words": pick((None, "Слова"))},
        "group_bodies": [{"id": "b_police", "label": "Поліція", "body": "police", "institution": None}],
        "publications": pick(([], [{"id": "p" * 26, "label": "Перелік"}])),
        "publication": pick(
            (
                {**PUBLICATION, "read": pick((True, False)), "old": pick((True, False))},
                {**PUBLICATION, "kind": "order", "note": "Зважайте"},
                None,
            )
        ),
        "acquaintance": {
            "read": 1,
            "all": 2,
            "may_remind": pick((True, False)),
            "places": [PLACE],
            "left": pick(([], ["Ірина"])),
        },
        "overview": pick(
            (
                {"open": 2, "overdue": 1, "on_time": pick((50, 0, None)), "places": [PLACE]},
                {"open": 0, "overdue": 0, "on_time": None, "places": []},
                None,
            )
        ),
        "wellbeing": {"answered": pick((True, False)), "watches": pick((True, False))},
        "strain": [{"id": "2026-10", "label": "10.2026", "lines": pick(([], ["Команди: рядок."]))}],
    }


@pytest.mark.parametrize("flow", OURS)
def test_no_sequence_of_presses_breaks_it(flow: str) -> None:
    words = book()
    for seed in range(60):
        chance = random.Random(f"{flow}:{seed}")

        def happens(event: str, data: Mapping[str, Any], chance: random.Random = chance) -> Happened:
            answer = chance.choice(sorted(EVENTS[event].outcomes))
            return Happened(answer, {"group": "g" * 26} if event == "group_made" else {})

        give = {"group": "g" * 26} if flow == "groups" and seed % 3 == 0 else {}
        talk = Talk(words, flow, known(chance), happens, give)
        for _ in range(60):
            if not any(frame.flow in OURS for frame in talk.session.frames):
                talk.say(Commanded("open", flow, give))
            if chance.random() < 0.2:
                talk.facts = known(chance)
            _press(talk, chance)
            for say in (talk.screen, *talk.kept):
                assert say.blocks, talk.at()
                assert "∅" not in said(say), f"something is missing at {talk.at()}: {said(say)}"
            talk.kept.clear()


def _press(talk: Talk, chance: random.Random) -> None:
    here = [one.id for one in talk.screen.buttons]
    if talk.screen.expects and chance.random() < 0.7:
        talk.type("Слово.")
    elif not here or chance.random() < 0.05:
        talk.say(Typed("що?") if chance.random() < 0.5 else Pressed("@back", talk.screen.screen))
    else:
        talk.say(Pressed(chance.choice(here), talk.screen.screen))


def test_what_was_answered_about_oneself_is_not_remembered_after_it_was_counted() -> None:
    told: list[Mapping[str, Any]] = []

    def happens(event: str, data: Mapping[str, Any]) -> Happened:
        told.append({"event": event, **data})
        return Happened("recorded")

    world = {
        **known(random.Random(1)),
        "wellbeing": {"answered": False, "watches": False},
        "lines": {"psychological": NUMBER},
    }
    talk = Talk(book(), "wellbeing", world, happens)
    talk.press("go", "hard", "good", "skip", "mixed")
    assert told == [
        {"event": "wellbeing_told", "tired": "hard", "support": "good", "rest": "skip", "feel": "mixed"}
    ]
    assert talk.at() == "wellbeing.thanks"
    kept = talk.session.top.answers
    assert [kept[one] for one in ("tired", "support", "rest", "feel")] == [None] * 4
