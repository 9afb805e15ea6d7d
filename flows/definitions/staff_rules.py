"""Glue between facts and screens: lists as rows of buttons, cases as lines. No decision is taken here."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from types import MappingProxyType
from typing import Any

from flows.definitions.rows import rows_of
from flows.definitions.rules_algorithm import RULES_ALGORITHM
from flows.engine.conditions import Scope
from flows.engine.flow import Rule
from flows.engine.message import M, Text
from flows.policy.colours import COLOURS

_GRADE = M("level.grade", "{spot} {label}")
_WITHOUT = M("team.ways_without", "{name} · без Telegram")
_CONSENT = M("mine.consent_row", "{name} ({code})")
_BODY = M("mine.body_row", "Установа: {name}")
_WORKER = M("mine.worker_row", "Людина, яка веде справу: {name}")
_CLAIM = M("mine.claim_row", "{code}: {name}")
_OPENED = M("mine.case_line", "Звернення {code}, відкрите {opened}.")
_CLOSED = M("mine.case_closed", "Звернення {code} завершено.")
_STATE = M("mine.state_line", "{name}: {state}.")
_STATE_LED = M("mine.state_led", "{name}: {state}. Веде справу: {lead}.")
_PASSING = M("mine.state_passing", "{name}: ще передаємо.")
_PASSING_BY = M("mine.state_passing_by", "{name}: ще передаємо; про це дбає {lead}.")
_DUE = M("mine.due_only", "З Вами мають зв'язатися до {due}.")
_DUE_WATCHED = M(
    "mine.due_line",
    "З Вами мають зв'язатися до {due}. Якщо ні, про це дізнається координаторка чи координатор.",
)
_SHOW = M("mine.show", "Це показ: справжньої установи тут немає, ніхто не подзвонить і не напише.")
_NEUTRAL = M("mine.somebody", "Ваше звернення")


def _above(scope: Scope) -> list[dict[str, Any]]:
    """The grades graver than the case's, the nearest first."""
    grades, at = _grades(scope)
    return [_grade_row(grade) for grade in grades[at + 1 :]] if at is not None else []


def _below(scope: Scope) -> list[dict[str, Any]]:
    """The grades milder than the case's, the nearest first."""
    grades, at = _grades(scope)
    return [_grade_row(grade) for grade in reversed(grades[:at])] if at is not None else []


def _grades(scope: Scope) -> tuple[list[Mapping[str, Any]], int | None]:
    """The grades that the case goes by, mildest first (its region may be another authority's, its order an
    older one), and where it stands among them (None: no longer a grade)."""
    theirs = scope.look("facts.card.region.levels.grades")
    grades = list(theirs or scope.look("facts.region.levels.grades") or ())
    level = scope.look("answers.level")
    return grades, next((n for n, grade in enumerate(grades) if grade["id"] == level), None)


def _grade_row(grade: Mapping[str, Any]) -> dict[str, Any]:
    label = _GRADE.json(spot=COLOURS[grade["colour"]], label=grade["label"])
    return {"id": grade["id"], "label": label, "emergency": grade["emergency"]}


def _ways(scope: Scope) -> list[dict[str, Any]]:
    """The region's institutions, those that work without Telegram with a sign. Her own is missing in
    Telegram: one press there would shut her out of the list."""
    here = scope.look("facts.me.channel")
    return [
        {**one, "label": _WITHOUT.json(name=one["label"]) if one.get("no_telegram") else one["label"]}
        for one in scope.look("facts.institutions") or ()
        if not (one.get("own") and here == "telegram")
    ]


def _deputies(scope: Scope) -> list[dict[str, Any]]:
    """Who can stand in for ``answers.staff``: a colleague of the same institution, for
    consents name institutions. The service checks again."""
    team = scope.look("facts.team") or ()
    staff = next((row for row in team if row["id"] == scope.look("answers.staff")), None)
    return [
        {"id": row["id"], "label": row["label"]}
        for row in team
        if staff is not None and row["id"] != staff["id"] and row["institution"] == staff["institution"]
    ]


def _consents(scope: Scope) -> list[dict[str, Any]]:
    return [
        {
            **one,
            "id": one["consent"],
            "label": _CONSENT.json(name=one["institution_name"], code=one["code"]),
        }
        for one in scope.look("facts.consents") or ()
    ]


def _exclusions(scope: Scope) -> list[dict[str, Any]]:
    """The institutions and workers the person's cases are with, each once."""
    rows: dict[str, dict[str, Any]] = {}
    for one in scope.look("facts.consents") or ():
        _add_body(rows, one["institution"], one["institution_name"])
    for _, referral in _referrals(scope):
        _add_body(rows, referral.get("institution_id"), referral["institution"])
        worker = referral.get("lead_id")
        if worker is not None:
            label = _WORKER.json(name=referral["lead"])
            rows[f"w_{worker}"] = {"id": f"w_{worker}", "label": label, "institution": None, "staff": worker}
    return list(rows.values())


def _add_body(rows: dict[str, dict[str, Any]], institution: str | None, name: Text) -> None:
    if institution is not None:
        key = f"i_{institution}"
        rows[key] = {"id": key, "label": _BODY.json(name=name), "institution": institution, "staff": None}


def _claimed(scope: Scope) -> list[dict[str, Any]]:
    """Referrals where somebody says that the person was reached: she may say whether it is so."""
    return [
        {"id": referral["referral"], "label": _CLAIM.json(code=case["code"], name=_whose(scope, referral))}
        for case, referral in _referrals(scope)
        if referral["state"] in ("contacted", "working")
    ]


def _open(scope: Scope) -> bool:
    """Whether any of the person's cases is still under way."""
    return any(case["state"] != "closed" for case in scope.look("facts.cases") or ())


def _lines(scope: Scope) -> list[Text]:
    """The person's cases, honestly: where each stands and by when somebody must have called."""
    lines: list[Text] = []
    for case in scope.look("facts.cases") or ():
        if case["state"] == "closed":
            lines.append(_CLOSED.json(code=case["code"]))
            continue
        lines.append(_OPENED.json(code=case["code"], opened=case["opened"]))
        for referral in case["referrals"]:
            lines += _referral_lines(scope, referral)
    return lines


def _referral_lines(scope: Scope, referral: Mapping[str, Any]) -> Iterator[Text]:
    name, state = _whose(scope, referral), referral["state_label"]
    led = referral["lead"] and referral["state"] not in ("returned", "done", "withdrawn")
    named = led and not scope.look("facts.me.discreet")
    if not referral["on_system"] and referral["state"] == "sent":
        # nobody there has it yet: whoever stands in for it passes it on by phone or on paper
        yield _PASSING_BY.json(name=name, lead=referral["lead"]) if named else _PASSING.json(name=name)
    elif named and referral["on_system"]:
        yield _STATE_LED.json(name=name, state=state, lead=referral["lead"])
    else:
        yield _STATE.json(name=name, state=state)
    if referral["state"] not in ("waiting", "sent", "accepted", "silent"):
        return
    if referral["show"]:
        yield _SHOW.json()
    elif referral["due"]:
        yield (_DUE_WATCHED if referral["watched"] else _DUE).json(due=referral["due"])


def _whose(scope: Scope, referral: Mapping[str, Any]) -> Text:
    """The institution's name; in discreet mode a neutral word, for others may read the screen."""
    return _NEUTRAL.json() if scope.look("facts.me.discreet") else referral["institution"]


def _referrals(scope: Scope) -> Iterator[tuple[Mapping[str, Any], Mapping[str, Any]]]:
    for case in scope.look("facts.cases") or ():
        for referral in case["referrals"]:
            yield case, referral


STAFF_RULES: Mapping[str, Rule] = MappingProxyType(
    {
        "work.rows": rows_of("facts.work"),
        "sent.rows": rows_of("facts.sent"),
        "signoff.rows": rows_of("facts.signoffs"),
        "level.changes": rows_of("facts.changes"),
        "level.above": _above,
        "level.below": _below,
        "desk.due": rows_of("facts.due"),
        "desk.places": rows_of("facts.due_places"),
        "desk.leads": rows_of("facts.leads"),
        "overview.places": rows_of("facts.overview.places"),
        "groups.rows": rows_of("facts.groups"),
        "groups.members": rows_of("facts.group.members"),
        "groups.bodies": rows_of("facts.group_bodies"),
        "groups.tasks": rows_of("facts.group.tasks"),
        "groups.reports": rows_of("facts.group.reports"),
        "publications.rows": rows_of("facts.publications"),
        "publications.places": rows_of("facts.acquaintance.places"),
        "strain.months": rows_of("facts.strain"),
        "team.rows": rows_of("facts.team"),
        "team.deputies": _deputies,
        "team.institutions": rows_of("facts.institutions"),
        "team.ways": _ways,
        "mine.lines": _lines,
        "mine.open": _open,
        "letters.talks": rows_of("facts.letters.talks"),
        "mine.claimed": _claimed,
        "mine.consents": _consents,
        "mine.exclusions": _exclusions,
        **RULES_ALGORITHM,
    }
)
"""Rules by name: ``Scope -> JSON``."""
