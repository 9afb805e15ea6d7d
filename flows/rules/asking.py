"""A region's own questions: which are asked, and what the answers lead to.

An answer opens ways of help, asks somebody in besides, puts a case first among those as urgent, or says a
word to whoever answered. It never changes the level: that is the signals' alone.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, TypeAlias

from flows.engine.message import Text

Question: TypeAlias = Mapping[str, Any]
"""One of ``facts.region.questions``."""

Answers: TypeAlias = Mapping[str, Any]
"""Question id → the id chosen, a list of ids ticked, what was written, or None where it was skipped."""


@dataclass(frozen=True, slots=True)
class Told:
    """An answer to be passed on: the question as it was put to each side, and what was answered."""

    own: Text
    other: Text
    answers: tuple[Text, ...]

    def json(self) -> dict[str, Any]:
        return {"own": self.own, "other": self.other, "answers": list(self.answers)}


@dataclass(frozen=True, slots=True)
class Led:
    """What the answers lead to. ``opens``: tracks; ``bodies``: kinds of institutions asked in besides;
    ``tells``: said once to whoever answered; ``profile``: what goes along, where the consent names it."""

    opens: tuple[str, ...] = ()
    bodies: tuple[str, ...] = ()
    priority: bool = False
    tells: tuple[Text, ...] = ()
    profile: tuple[Told, ...] = ()

    def json(self) -> dict[str, Any]:
        return {
            "opens": list(self.opens),
            "bodies": list(self.bodies),
            "priority": self.priority,
            "tells": list(self.tells),
            "profile": [one.json() for one in self.profile],
        }


def to_ask(
    questions: Sequence[Question], when: str, need: str | None, done: Iterable[str] = ()
) -> Question | None:
    """The next question of those that come ``when`` (``policy.words.ASKED``) and fit the need; none is left:
    None. An unknown need, or None, counts as «other»."""
    passed = set(done)
    for one in questions:
        fits = not one["needs"] or (need or "other") in one["needs"]
        if one["asked"] == when and fits and one["id"] not in passed:
            return one
    return None


def led_to(questions: Sequence[Question], answers: Answers, *, emergency: bool = False) -> Led:
    """What the answers lead to. Those to a question, or of an option, that the region no longer has lead
    nowhere; so does everything but priority in an emergency: there only what keeps the person safe counts."""
    opens: dict[str, None] = {}
    bodies: dict[str, None] = {}
    tells: list[Text] = []
    profile: list[Told] = []
    priority = False
    for one in questions:
        answer = answers.get(one["id"])
        chosen = _chosen(one, answer)
        priority = priority or any(option["priority"] for option in chosen)
        opens.update((option["opens"], None) for option in chosen if option["opens"])
        bodies.update((option["body"], None) for option in chosen if option["body"])
        tells += [option["tells"] for option in chosen if option["tells"]]
        said = tuple(option["label"] for option in chosen) or ((answer,) if _written(one, answer) else ())
        if one["kept"] and said:
            profile.append(Told(one["own"], one["other"], said))
    if emergency:
        return Led(priority=priority)
    return Led(tuple(opens), tuple(bodies), priority, tuple(tells), tuple(profile))


def _chosen(question: Question, answer: Any) -> list[Mapping[str, Any]]:
    ids = answer if isinstance(answer, list) else [answer]
    return [option for option in question["options"] if option["id"] in ids]


def _written(question: Question, answer: Any) -> bool:
    return question["kind"] == "write" and isinstance(answer, str) and bool(answer)
