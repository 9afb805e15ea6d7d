"""A region's own questions: which are asked, and what the answers lead to.

An answer opens ways of help, asks somebody in besides, puts a case first among those as urgent, or says a
word to whoever answered. It never changes the level: that is the signals' alone.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any, TypeAlias

from flows.engine.message import Text

Question: TypeAlias = Mapping[str, Any]
"""One of ``facts.region.questions``."""

Answers: TypeAlias = Mapping[str, Any]
"""Question id → the id chosen, a list of ids ticked, what was written, or None where it was skipped."""


@dataclass(frozen=True, slots=True)
class Told:
    """An answer to be passed on: the question as it was put to each side, what was answered, and the kinds of
    bodies it is for (empty: for the one that leads)."""

    own: Text
    other: Text
    answers: tuple[Text, ...]
    whose: tuple[str, ...] = ()

    def json(self) -> dict[str, Any]:
        answers, whose = list(self.answers), list(self.whose)
        return {"own": self.own, "other": self.other, "answers": answers, "whose": whose}


@dataclass(frozen=True, slots=True)
class Led:
    """What the answers lead to. ``opens``: tracks; ``bodies``: kinds of institutions asked in besides;
    ``offers`` and ``offered``: tracks and kinds of institutions that are never preselected on that account;
    ``tells``: said once to whoever answered; ``profile``: what goes along, where the consent names it."""

    opens: tuple[str, ...] = ()
    bodies: tuple[str, ...] = ()
    offers: tuple[str, ...] = ()
    offered: tuple[str, ...] = ()
    priority: bool = False
    tells: tuple[Text, ...] = ()
    profile: tuple[Told, ...] = ()

    def json(self) -> dict[str, Any]:
        return {
            "opens": list(self.opens),
            "bodies": list(self.bodies),
            "offers": list(self.offers),
            "offered": list(self.offered),
            "priority": self.priority,
            "tells": list(self.tells),
            "profile": [one.json() for one in self.profile],
        }


def to_ask(
    questions: Sequence[Question],
    when: str,
    need: str | None,
    done: Iterable[str] = (),
    answers: Answers = MappingProxyType({}),
) -> Question | None:
    """The next question of those that come ``when`` (``policy.words.ASKED``) and fit the need; none is left,
    or one of the ``answers`` to those ``done`` ends it: None. An unknown need, or None, counts as «other»."""
    passed = set(done)
    for one in questions:
        if one["asked"] != when or (one["needs"] and (need or "other") not in one["needs"]):
            continue
        if one["id"] not in passed:
            return one
        if _ends(one, answers):
            return None
    return None


def led_to(questions: Sequence[Question], answers: Answers, *, emergency: bool = False) -> Led:
    """What the answers lead to. Those to a question, or of an option, that the region no longer has lead
    nowhere; so does everything but priority in an emergency: there only what keeps the person safe counts."""
    opens: dict[str, None] = {}
    bodies: dict[str, None] = {}
    wanted: set[str] = set()
    turned_down: dict[str, None] = {}
    ended: set[str] = set()
    tells: list[Text] = []
    profile: list[Told] = []
    priority = False
    for one in questions:
        if one["asked"] in ended:  # answered in an earlier round, before one of them ended it
            continue
        answer = answers.get(one["id"])
        chosen = _chosen(one, answer)
        if _ends(one, answers):
            ended.add(one["asked"])
            turned_down.update((option["opens"], None) for option in one["options"] if option["opens"])
        wanted.update(option[to] for option in chosen for to in ("opens", "body") if not option["offer"])
        priority = priority or any(option["priority"] for option in chosen)
        opens.update((option["opens"], None) for option in chosen if option["opens"])
        bodies.update((option["body"], None) for option in chosen if option["body"])
        tells += [option["tells"] for option in chosen if option["tells"]]
        said = tuple(option["label"] for option in chosen) or _said(one, answer)
        if one["kept"] and said:
            profile.append(Told(one["own"], one["other"], said, tuple(one["whose"])))
    if emergency:
        return Led(priority=priority)
    return Led(
        opens=tuple(opens),
        bodies=tuple(bodies),
        offers=tuple(one for one in {**opens, **turned_down} if one not in wanted),
        offered=tuple(one for one in bodies if one not in wanted),
        priority=priority,
        tells=tuple(tells),
        profile=tuple(profile),
    )


def is_for(told: Mapping[str, Any], body: str, *, leads: bool) -> bool:
    """Whether such an answer (``Told.json``) is for an institution of this kind."""
    whose = told.get("whose")
    return body in whose if whose else leads


def _chosen(question: Question, answer: Any) -> list[Mapping[str, Any]]:
    ids = answer if isinstance(answer, list) else [answer]
    return [option for option in question["options"] if option["id"] in ids]


def _ends(question: Question, answers: Answers) -> bool:
    return any(option["ends"] for option in _chosen(question, answers.get(question["id"])))


def _said(question: Question, answer: Any) -> tuple[Text, ...]:
    """What was written, or what it means that nothing was ticked."""
    if question["kind"] == "write":
        return (answer,) if isinstance(answer, str) and answer else ()
    nothing = question["none_other"] or question["none"]
    return (nothing,) if answer == [] and nothing else ()
