"""Which bodies sat at the joint plan of a case. Where the region wants somebody there without fail (it is the
NGOs that bring the real help), the plan is a draft until they have come."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sqlalchemy import select

from bot.db.models import Case, JointPlan, Referral
from bot.db.tx import Tx
from bot.services import audit, found, timeline
from bot.services.access import Actor, fields_open, permitted
from bot.services.onward_ways import ACTIVE
from bot.services.versions import region_of_case
from flows.engine.said import Happened
from flows.policy.bodies import BODIES


def team_met(tx: Tx, actor: Actor, data: Mapping[str, Any]) -> Happened:
    """Write down who sat there; the last word counts. ``gone``: access has ended."""
    what = found.referral_and_case(tx, data["referral"])
    if what is None or actor.staff_id is None:
        return Happened("gone")
    referral, case = what
    if referral.state not in ACTIVE or not may_sit(tx, actor, "team_met", referral):
        return Happened("gone")
    bodies = [one for one in BODIES if one in (data["bodies"] or ())]
    missing = missing_at(tx, case, bodies)
    row = plan_of(tx, case) or JointPlan(id=tx.new_id(), case_id=case.id)
    agreed = bool(bodies) and not missing
    row.agreed_at = (row.agreed_at or tx.now) if agreed else None
    row.bodies, row.staff_id, row.at = bodies, actor.staff_id, tx.now
    tx.db.add(row)
    tx.db.flush()
    timeline.note(tx, actor, case.id, "plan_agreed" if agreed else "plan_drafted")
    audit.record(tx, actor, "team_met", case.id, row.id)
    return Happened("ok")


def may_sit(tx: Tx, actor: Actor, action: str, referral: Referral) -> bool:
    """Whether the actor may do that with the joint plan: she leads the referral, by a consent that tells her
    more than the level. Which institutions sit there tells what the person needs."""
    return (
        referral.consent_id is not None
        and permitted(tx, actor, action, referral)
        and bool(fields_open(tx, actor, referral) - {"level"})
    )


def plan_of(tx: Tx, case: Case) -> JointPlan | None:
    """As it is now: another lead of the case may have written it down meanwhile."""
    query = select(JointPlan).where(JointPlan.case_id == case.id)
    return tx.db.scalars(query, execution_options=found.FRESH).first()


def missing_at(tx: Tx, case: Case, bodies: list[str]) -> list[str]:
    """Whom the region wants at the table and who was not there."""
    return [one for one in region_of_case(tx, case).team.must if one not in bodies]
