"""How urgent it is: ticked signals in, a grade with its reasons out (algorithms.md, the common core, 2).

The worst row that applies wins. Which row means which grade is the region's scheme:

    danger          any immediate-danger sign; being held, isolated or directly threatened
    exploitation    any exploitation sign
    discrimination  any discrimination sign
    vulnerability   a sign that could force a person into unsafe conditions (``Scheme.raising``), or children
                    said to be in danger too
    unclear         the danger question was skipped: never the mildest grade
    none            nothing of these
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Literal, TypeAlias

from flows.policy.grades import Scheme
from flows.rules.signals import BY_ID, DANGER_SKIPPED, HELD, HELD_OPEN, MINORS

Ticked: TypeAlias = Sequence[str] | None
"""Ids of ticked signals; empty for «none of these»; None where the question was skipped."""

YesNo: TypeAlias = Literal["yes", "no"] | None

CONTROL = "e6"


@dataclass(frozen=True, slots=True)
class Verdict:
    """The grade's id and why. ``children``: there are, or may be, children beside. ``ask_again``: the danger
    question was skipped, so ask once more, kindly, or let a specialist ask. ``held_open``: control was ticked
    and whether the person can leave was not answered."""

    level: str
    emergency: bool
    corridor: str
    reasons: tuple[str, ...]
    children: bool
    ask_again: bool = False
    held_open: bool = False

    def json(self) -> dict[str, Any]:
        return {
            "level": self.level,
            "emergency": self.emergency,
            "corridor": self.corridor,
            "reasons": list(self.reasons),
            "children": self.children,
            "ask_again": self.ask_again,
            "held_open": self.held_open,
        }


def assess(
    danger: Ticked,
    held: YesNo,
    discrimination: Ticked,
    exploitation: Ticked,
    vulnerability: Ticked,
    scheme: Scheme,
    *,
    minors: YesNo = None,
) -> Verdict:
    """The verdict on these answers.

    ``held`` answers the one clarifying question that is asked when control (e6) is ticked; «yes» is danger in
    itself, whatever else is ticked, so a conversation in which e6 is unticked again forgets the answer too.
    ``minors`` answers «are there children who may be in danger too».
    A danger id that today's catalogue does not know still counts as danger.
    """
    held_open = CONTROL in (exploitation or ()) and held is None
    rows = ["none"]
    reasons: list[str] = []
    if danger or held == "yes":
        rows.append("danger")
    if danger is None:
        rows.append("unclear")
        reasons.append(DANGER_SKIPPED)
    reasons += danger or ()
    if held == "yes":
        reasons.append(HELD)
    elif held_open:
        reasons.append(HELD_OPEN)
    if minors == "yes":
        rows.append("vulnerability")
        reasons.append(MINORS)
    for group, ticked in (
        ("exploitation", exploitation),
        ("discrimination", discrimination),
        ("vulnerability", vulnerability),
    ):
        if ticked is None:
            reasons.append(f"{group}_skipped")
        elif group == "vulnerability":
            rows += [group for one in ticked if one in scheme.raising]
        elif ticked:
            rows.append(group)
        reasons += ticked or ()
    grade = scheme.worst(rows)
    return Verdict(
        level=grade.id,
        emergency=grade.emergency,
        corridor=grade.corridor,
        reasons=tuple(reasons),
        children=minors == "yes" or (minors is None and _may_mean_minors(vulnerability)),
        ask_again=danger is None and not grade.emergency,
        held_open=held_open and not grade.emergency,
    )


def _may_mean_minors(vulnerability: Ticked) -> bool:
    return any(one in BY_ID and BY_ID[one].minors for one in vulnerability or ())
