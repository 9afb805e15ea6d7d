"""At which of its six stages a working group is, and what it lacks to begin (algorithms.md, Kyiv region and
Poltava)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from types import MappingProxyType
from typing import Any

from flows.engine.message import M, Text

STAGES = (
    M("groups.stage_1", "Зібрати групу"),
    M("groups.stage_2", "Визначити проблему"),
    M("groups.stage_3", "Спланувати роботу"),
    M("groups.stage_4", "Діяти разом"),
    M("groups.stage_5", "Стежити за виконанням"),
    M("groups.stage_6", "Звітувати"),
)
"""How the stages are called where the region's own algorithm does not name them."""

PROBLEM_FIRST = "problem_first"
HEADED = "group_head"
"""Practices that change the order of the first two stages, and who leads."""

LACKS = MappingProxyType(
    {
        "problem": M("groups.lacks_problem", "опису проблеми і її причини"),
        "members": M("groups.lacks_members", "щонайменше двох установ"),
        "plan": M("groups.lacks_plan", "хоча б одного кроку дорожньої карти"),
        "head": M("groups.lacks_head", "установи, яка очолить роботу"),
    }
)
LATE, DONE, AHEAD = "late", "done", "ahead"


def stage(group: str, *, described: bool, joined: bool, lines: Sequence[str], problem_first: bool) -> int:
    """1 to 6. ``group``: its state; ``lines``: those of its roadmap; ``problem_first``: the region names the
    problem before it looks for who can help."""
    if group == "closed":
        return 6
    if group == "acting":
        if all(one == DONE for one in lines):
            return 6
        return 4 if all(one == AHEAD for one in lines) else 5
    first, second = (described, joined) if problem_first else (joined, described)
    return 3 if first and second else 2 if first else 1


def lacks(*, described: bool, members: int, lines: int, headed: bool, practices: Sequence[str]) -> list[Text]:
    """What is still to be done before the joint steps begin; nothing: they may."""

    def missing() -> Iterator[str]:
        if not described:
            yield "problem"
        if members < 2:
            yield "members"
        if not lines:
            yield "plan"
        if HEADED in practices and not headed:
            yield "head"

    return [LACKS[one].json() for one in missing()]


def words(number: int, steps: Sequence[Any]) -> tuple[Text, Text]:
    """What the stage is called and what is done at it, in the region's words where its algorithm has six
    steps for the group. ``steps``: those of ``facts.region``."""
    own = [one for one in steps if one["action"] == "groups"]
    if len(own) != len(STAGES):
        return STAGES[number - 1].json(), None
    step = own[number - 1]
    return step["title"], step["region"] or step["community"]
