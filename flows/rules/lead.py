"""Who leads a case, and who stands beside: the region's policy applied to one case."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from flows.policy.grades import Grade
from flows.policy.leading import Leading
from flows.policy.words import SIGNALS
from flows.rules.signals import BY_ID, HELD, MINORS

_GRAVEST_FIRST = ("danger", "exploitation", "discrimination", "vulnerability")


@dataclass(frozen=True, slots=True)
class Lead:
    """Kinds of bodies (``policy.bodies``).

    ``beside``: they take part from the start, the leading one answers. ``parallel``: works at the same time
    on what was asked for. ``final``: who answers for a complex case in the end.
    """

    body: str
    beside: tuple[str, ...]
    parallel: str | None
    final: str | None

    @property
    def bodies(self) -> tuple[str, ...]:
        """All of them, the leading one first."""
        return (self.body, *self.beside, *([self.parallel] if self.parallel else []))


def lead(
    policy: Leading,
    grade: Grade,
    reasons: Iterable[str],
    need: str | None,
    *,
    children: bool = False,
    also: Iterable[str] = (),
) -> Lead:
    """Who leads a case of this grade with these reasons and this need.

    Any signal, or any grade above the standard corridor, gives the case to the protecting body, with the
    parallel one beside it where work was asked for; otherwise the need decides. Whom the region asks in for
    such a need stands beside, unless it is an emergency. A child's case (the need is a child's, children are
    said to be in danger, or there are children beside in an emergency) always brings in the children's
    service: it leads where the need is a child's and the region says so, else it stands beside.
    """
    given = tuple(reasons)
    wanted = need if need is not None and need in policy.by_need else "other"
    signals = tuple(one for one in given if one in BY_ID or one in (HELD, MINORS))
    beside: list[str] = []
    parallel = None
    if signals or grade.corridor != "standard":
        led_by = _by_signal(policy, given, grade)
        body = led_by[0] if led_by else policy.protection
        beside += led_by[1:]
        if wanted in policy.parallel_needs and not grade.emergency:
            parallel = policy.parallel
    else:
        body = policy.by_need[wanted]
    if (asked_in := policy.beside_by_need.get(wanted)) and not grade.emergency:
        beside.append(asked_in)
    childs = need == "child" or MINORS in given or (children and grade.emergency)
    if childs and need == "child" and policy.children == "leads" and not grade.emergency:
        beside.insert(0, body)
        body = "children"
    elif childs:
        beside.append("children")
    beside += also
    return Lead(
        body=body,
        beside=tuple(dict.fromkeys(one for one in beside if one not in (body, parallel))),
        parallel=parallel if parallel != body else None,
        final=final(policy, child=childs),
    )


def final(policy: Leading, *, child: bool) -> str | None:
    """Who answers for a complex case in the end. ``child``: it is a child's."""
    return policy.final_children if child and policy.final_children else policy.final


def _by_signal(policy: Leading, reasons: tuple[str, ...], grade: Grade) -> tuple[str, ...]:
    """Bodies that the region names for these signals, the gravest group's first. In an emergency only what is
    named for danger counts: the crisis service is not to be replaced by a lesser sign's."""
    groups = ("danger",) if grade.emergency else _GRAVEST_FIRST
    bodies: dict[str, None] = {}
    for group in groups:
        for one in reasons:
            if one in SIGNALS[group] and (body := policy.by_signal.get(one) or policy.by_signal.get(group)):
                bodies[body] = None
    return tuple(bodies)
