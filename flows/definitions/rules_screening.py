"""Glue for the screening: rows worded for who answers, and the verdict as the program reads it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from flows.definitions.rules_asking import assessed, by_herself, led, scheme_of
from flows.definitions.rules_people import addresses
from flows.definitions.rules_recipients import proposals
from flows.engine.conditions import Scope
from flows.engine.message import M, Text
from flows.policy.bodies import BODIES
from flows.policy.colours import COLOURS
from flows.policy.words import SIGNALS
from flows.rules import needs
from flows.rules.asking import led_to
from flows.rules.routing import PSYCHOLOGICAL
from flows.rules.signals import BY_ID, DANGER_SKIPPED, HELD, MINORS, REASONS, of_group, why

Row = dict[str, Any]

GROUPS = ("danger", "discrimination", "exploitation", "vulnerability")
_HELPS = M("screening.helps", "З цим допомагає: {body}.")
_AT = M("screening.at", "{name} — {address}")
_GENTLE = M("screening.gentle", "Вам зараз нелегко. Тут можна попросити людину, яка допоможе розібратися.")
_PHONE_ABOUT = {"legal": "legal", "psychological": "psychological", "children": "children"}
_PLACES = 3  # institutions named on the green screen: a choice, not a directory


def rows_of(group: str) -> Callable[[Scope], list[Row]]:
    """The rule that lists a group's signals."""

    def rows(scope: Scope) -> list[Row]:
        own = by_herself(scope)
        return [
            {"id": one.id, "label": (one.self_label if own else one.specialist_label).json()}
            for one in of_group(group)
        ]

    return rows


def need_rows(scope: Scope) -> list[Row]:
    own = by_herself(scope)
    return [
        {"id": one.id, "label": (one.self_label if own else one.specialist_label).json()}
        for one in needs.CATALOGUE
    ]


def found(scope: Scope) -> dict[str, Any]:
    """The rules' verdict, a specialist's raise taken into account, with what the screens need beside it."""
    verdict = assessed(scope)
    scheme = scheme_of(scope)
    order = [grade.id for grade in scheme.grades]
    raised = scope.look("answers.raise_to") if scope.look("answers.raise_reason") else None
    if raised in order and order.index(raised) > order.index(verdict["level"]):
        grade = scheme.grade(raised)
        verdict |= {
            "raised": {"from": verdict["level"], "reason": scope.look("answers.raise_reason")},
            "level": grade.id,
            "emergency": grade.emergency,
            "corridor": grade.corridor,
        }
    grade = scheme.grade(verdict["level"])
    asked = grade.terms.ask_after
    if scope.look("answers.short"):  # what was not asked was not skipped
        kept = [one for one in verdict["reasons"] if one == DANGER_SKIPPED or not one.endswith("_skipped")]
        verdict |= {"reasons": kept, "why": why(kept)}
    above = scheme.grades[order.index(verdict["level"]) + 1 :]
    gentle = grade.corridor == "accompanied" and all(_only_hard(one) for one in verdict["reasons"])
    child_alone = scope.look("answers.minors") == "yes" and scope.look("answers.child") in ("alone", "parent")
    return {
        **verdict,
        "grade": {
            "label": grade.label.json(),
            "plain": (_GENTLE if gentle else grade.plain).json(),
            "colour": grade.colour,
            "does": [one.json() for one in grade.does],
            "ask_after": asked and asked.minutes,
        },
        "marks": _marks(scope),
        "higher": [{"id": grade.id, "label": grade.label.json()} for grade in above],
        "own": led_to(
            scope.look("facts.region.questions") or (),
            scope.look("answers.own") or {},
            emergency=verdict["emergency"],
        ).json(),
        "gentle": gentle,
        "lines": _lines(scope, verdict["reasons"]),
        "path": "child" if child_alone else "consent",
        "child_lines": scope.look("facts.lines.children") or [] if child_alone else [],
    }


def verdict(scope: Scope) -> dict[str, Any]:
    """The verdict as it is stored and sent on."""
    known = scope.look("answers.found")
    grade = known["grade"]
    stored = {
        "level": known["level"],
        "label": grade["label"],
        "colour": COLOURS[grade["colour"]],
        "emergency": known["emergency"],
        "managed": known["corridor"] != "standard",
        "reasons": known["why"],
        "signals": known["marks"],
        "minors": known["children"],
        "unclear": known["ask_again"],
    }
    return {**stored, "raised": known["raised"]} if "raised" in known else stored


def settled(scope: Scope) -> dict[str, Any]:
    """The verdict that was looked over; assessed anew where its level is none of the region's any more,
    because the region's file has changed meanwhile."""
    known = scope.look("answers.found")
    if any(grade.id == known["level"] for grade in scheme_of(scope).grades):
        return {"found": known, "verdict": scope.look("answers.verdict")}
    anew = found(scope)
    answers = {**scope.answers, "found": anew}
    return {"found": anew, "verdict": verdict(Scope(answers, scope.facts, scope.session))}


def in_danger(scope: Scope) -> bool:
    """Whether what was answered so far is an emergency: then nothing more is asked than must be."""
    return bool(assessed(scope)["emergency"])


def higher(scope: Scope) -> list[Row]:
    return list(scope.look("answers.found.higher") or [])


def marks(scope: Scope) -> list[Row]:
    """What was ticked, to look over."""
    return [{"id": one, "label": _short(one)} for one in scope.look("answers.found.marks") or []]


def regrouped(scope: Scope) -> dict[str, Any]:
    """The answers with only the marks that were kept; what was skipped stays skipped."""
    kept = scope.look("answers.kept") or []
    answers: dict[str, Any] = {}
    for group in GROUPS:
        ticked = scope.look(f"answers.{group}")
        answers[group] = ticked and [one for one in ticked if one in kept]
    answers["ticks"] = {group: answers[group] or [] for group in GROUPS}
    answers["held"] = _unless(scope.look("answers.held"), HELD in kept)
    answers["minors"] = _unless(scope.look("answers.minors"), MINORS in kept)
    return answers


def ground(scope: Scope) -> dict[str, Any] | None:
    """What is noted of a danger: its signs, who was called, when. No details."""
    if not scope.look("answers.verdict.emergency"):
        return None
    signs = [*(scope.look("answers.danger") or []), *([HELD] if scope.look("answers.held") == "yes" else [])]
    called = scope.look("answers.called") or []
    return {"signs": signs, "called": called, "at": scope.look("answers.minutes") if called else None}


def advice(scope: Scope) -> dict[str, Any]:
    """Where to turn with an ordinary request: a few places that the region knows, else the kind of body."""
    leader = led(scope).body
    placed = [(name, address) for kind, name, address in addresses(scope) if kind == leader]
    near = [one for one in scope.look("facts.directory") or [] if one["kind"] == leader]
    lines: list[Text] = [_HELPS.json(body=BODIES[leader].json())] if leader in BODIES and not placed else []
    lines += [_AT.json(name=name, address=address) for name, address in placed]
    lines += [one["name"] for one in near if not one.get("address")]
    return {
        "places": lines[: 1 + _PLACES],
        "phones": [{"number": one["phone"], "name": one["name"]} for one in near if one.get("phone")],
        "lines": scope.look(f"facts.lines.{_matter(scope)}") or [],
        "can_refer": bool(proposals(scope)["recipients"]),
    }


def _matter(scope: Scope) -> str:
    """Whom to phone about the main need (``flows.regions.hotlines.MATTERS``)."""
    need = needs.NEEDS.get(scope.look("answers.need") or "")
    return _PHONE_ABOUT.get(need.track, "government") if need else "government"


def _only_hard(reason: str) -> bool:
    """Whether it tells that life is hard, and of no harm done: nobody is to be alarmed by it."""
    return reason in SIGNALS["vulnerability"] or (reason != DANGER_SKIPPED and reason.endswith("_skipped"))


def _lines(scope: Scope, reasons: Sequence[str]) -> list[Any]:
    """Whom one can phone about these signs herself, one line a matter."""
    exploited = any(one in SIGNALS["exploitation"] for one in reasons)
    matters = {
        "legal": exploited or any(one in SIGNALS["discrimination"] for one in reasons),
        "safety": exploited or DANGER_SKIPPED in reasons,
        "psychological": any(one in PSYCHOLOGICAL for one in reasons),
    }
    known = [(scope.look(f"facts.lines.{matter}") or [])[:1] for matter, fits in matters.items() if fits]
    return [line for lines in known for line in lines]


def _marks(scope: Scope) -> list[str]:
    ticked = [one for group in GROUPS for one in scope.look(f"answers.{group}") or []]
    if scope.look("answers.held") == "yes":
        ticked.append(HELD)
    if scope.look("answers.minors") == "yes":
        ticked.append(MINORS)
    return ticked


def _short(mark: str) -> Text:
    return (
        (BY_ID[mark].short if mark in BY_ID else REASONS[mark]).json() if mark in {*BY_ID, *REASONS} else mark
    )


def _unless(answer: Any, kept: bool) -> Any:  # noqa: FBT001 - a plain yes or no of one mark
    return "no" if answer == "yes" and not kept else answer


RULES_SCREENING = {
    **{f"screening.{group}": rows_of(group) for group in GROUPS},
    "screening.needs": need_rows,
    "screening.found": found,
    "screening.verdict": verdict,
    "screening.settled": settled,
    "screening.in_danger": in_danger,
    "screening.higher": higher,
    "screening.marks": marks,
    "screening.regrouped": regrouped,
    "screening.ground": ground,
    "screening.advice": advice,
}
