"""What the institutions of one case know of each other's work: where the person lives, what aid was given,
who sat at the joint plan; and, for coordinators, how many people live where."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sqlalchemy import func, select

from bot.db.directory import Hold, ShelterPlace
from bot.db.models import Case, Institution, Placement, Referral
from bot.db.tx import Tx
from bot.facts.working import working
from bot.services import audit, exchange
from bot.services.access import Actor, not_excluded
from bot.services.joint_plan import may_sit, missing_at, plan_of
from bot.services.own_copy import day
from bot.services.placements import may_know, running, shelters
from bot.services.versions import region_of_case
from flows.engine.message import Json, M, Text
from flows.policy.bodies import BODIES

_KEPT = M("placement.kept", "{name}: притримано для цієї справи")
_BED = M("placement.bed", "{name}: вільно {free}")
_PLACED = M("placed.row", "{name}: {count}")
_CASE = M("placed.case", "Справа {code}, з {since}")


def placement(tx: Tx, actor: Actor, answers: Mapping[str, Any]) -> Json:
    """Where the person of ``answers.referral`` lives, and where she could; None where the actor does not lead
    the case or may not know. Audited."""
    found = working(tx, actor, "placement", answers)
    if found is None or not may_know(tx, actor, "placement", found[0]):
        return None
    referral, case = found
    audit.record(tx, actor, "placement_read", case.id, referral.id)
    return {
        "code": case.code,
        "running": _running(tx, case),
        "places": _places(tx, case),
    }


def _places(tx: Tx, case: Case) -> list[dict[str, Any]]:
    """What of the register has a free bed or one kept for this case, then the institutions themselves: not
    every bed is in it."""
    owners = shelters(tx, case)
    kept = set(tx.db.scalars(select(Hold.place_id).where(Hold.case_id == case.id, Hold.state == "held")))
    beds = tx.db.scalars(
        select(ShelterPlace)
        .where(
            ShelterPlace.institution_id.in_([one.id for one in owners]),
            ShelterPlace.opened.is_(True),
            (ShelterPlace.free > 0) | ShelterPlace.id.in_(kept),
        )
        .order_by(ShelterPlace.name, ShelterPlace.id)
    )
    return [
        *(
            {
                "id": one.id,
                "label": _KEPT.json(name=one.name)
                if one.id in kept
                else _BED.json(name=one.name, free=one.free),
                "institution": one.institution_id,
                "place": one.id,
            }
            for one in beds
        ),
        *({"id": one.id, "label": one.name, "institution": one.id, "place": None} for one in owners),
    ]


def placed(tx: Tx, actor: Actor, answers: Mapping[str, Any]) -> Json:  # noqa: ARG001 - asked alike
    """How many people of the coordinator's region live where now, by what was noted down: figures only."""
    if "coordinator" not in actor.roles:
        return []
    rows = tx.db.execute(
        select(Institution.id, Institution.name, func.count())
        .join(Placement, Placement.institution_id == Institution.id)
        .join(Case, Case.id == Placement.case_id)
        .where(Case.region == actor.region, Placement.ended_at.is_(None))
        .group_by(Institution.id, Institution.name)
        .order_by(Institution.name, Institution.id)
    ).all()
    return [{"id": id_, "label": _PLACED.json(name=name, count=n), "name": name} for id_, name, n in rows]


def placed_at(tx: Tx, actor: Actor, answers: Mapping[str, Any]) -> Json:
    """The placements of ``answers.place`` that run, by case code, so that a place that is free again is known
    also where the case is over."""
    if "coordinator" not in actor.roles:
        return []
    rows = tx.db.execute(
        select(Placement, Case.code)
        .join(Case, Case.id == Placement.case_id)
        .where(
            Case.region == actor.region,
            Placement.institution_id == answers.get("place"),
            Placement.ended_at.is_(None),
            not_excluded(actor, Placement.person_id),
        )
        .order_by(Placement.since, Placement.id)
    ).all()
    return [{"id": one.id, "label": _CASE.json(code=code, since=day(tx, one.since))} for one, code in rows]


def aid(tx: Tx, actor: Actor, answers: Mapping[str, Any]) -> Json:
    """What aid was given or is planned in the case of ``answers.referral``; None where the institution does
    not take part. Audited."""
    found = working(tx, actor, "aid", answers)
    if found is None or not exchange.shares(tx, actor, "aid", *found):
        return None
    referral, case = found
    audit.record(tx, actor, "aid_read", case.id, referral.id)
    return {
        "code": case.code,
        "lines": [exchange.line(one, name) for one, name in exchange.told(tx, case.id)],
    }


def joint_plan(tx: Tx, actor: Actor, answers: Mapping[str, Any]) -> Json:
    """Who sat at the joint plan of ``answers.referral``, who is missing, and whom one could have called; None
    where the actor does not lead the case or knows no more of it than the level. Audited."""
    found = working(tx, actor, "joint_plan", answers)
    if found is None or not may_sit(tx, actor, "joint_plan", found[0]):
        return None
    referral, case = found
    audit.record(tx, actor, "joint_plan_read", case.id, referral.id)
    team = region_of_case(tx, case).team
    in_case = tx.db.scalars(
        select(Institution.kind)
        .join(Referral, Referral.institution_id == Institution.id)
        .where(Referral.case_id == case.id, Referral.state.not_in(("returned", "withdrawn", "waiting")))
        .order_by(Referral.sent_at, Referral.id)
    )
    near = tx.db.scalars(
        select(Institution.kind).where(Institution.region == case.region).order_by(Institution.name)
    )
    with_case = list(dict.fromkeys(in_case))
    offered = dict.fromkeys((*team.must, *team.calls, *with_case, *near))
    row = plan_of(tx, case)
    bodies = list(row.bodies) if row is not None else []
    missing = missing_at(tx, case, bodies)
    return {
        "code": case.code,
        "bodies": [{"id": one, "label": BODIES[one].json()} for one in offered if one in BODIES],
        "ticked": bodies if row is not None else with_case,
        "hint": team.text.json() if team.text is not None else None,
        "calls": _words(team.calls),
        "agreed": row is not None and row.agreed_at is not None,
        "missing": _words(missing),
        "missing_kinds": missing,
    }


def on_card(tx: Tx, actor: Actor, referral: Referral, case: Case, fields: frozenset[str]) -> dict[str, Any]:
    """What a card says of it, and which of it the reader can open."""
    home = may_know(tx, actor, "placement", referral)
    told = referral.consent_id is not None and bool(fields - {"level"})
    return {
        "home": home,
        "placement": _running(tx, case) if home else None,
        "table": may_sit(tx, actor, "joint_plan", referral),
        "joint_plan": _plan(tx, case) if told else None,
        "aid": exchange.shares(tx, actor, "aid", referral, case),
    }


def _plan(tx: Tx, case: Case) -> dict[str, Any] | None:
    row = plan_of(tx, case)
    if row is None:
        return None
    missing = missing_at(tx, case, list(row.bodies))
    return {
        "agreed": row.agreed_at is not None,
        "bodies": _words(row.bodies),
        "missing": _words(missing),
    }


def _running(tx: Tx, case: Case) -> dict[str, Any] | None:
    row = running(tx, case.id)
    if row is None:
        return None
    place = tx.db.get_one(Institution, row.institution_id)
    return {"id": row.id, "place": place.name, "since": day(tx, row.since)}


def _words(bodies: Any) -> list[Text]:
    return [BODIES[one].json() for one in bodies if one in BODIES]
