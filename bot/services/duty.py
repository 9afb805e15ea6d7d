"""«Дія за законом»: what a law obliges to report, apart from consent. Minimal, said aloud where that is safe,
recorded, and the coordinator is told."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import select

from bot.db.models import Case, DutyReport, Institution, Referral, Staff
from bot.db.tx import Tx
from bot.services import audit, lines, timeline
from bot.services.access import Actor, permitted
from bot.services.directory import here
from bot.services.hearers import coordinators_of
from bot.services.screenings import region_of
from flows.engine.said import Happened


def duty_reported(tx: Tx, actor: Actor, data: Mapping[str, Any]) -> Happened:
    """Record a report that was made; ``case`` may be None, where the person agreed to nothing."""
    case = tx.db.get(Case, data["case"]) if data["case"] else None
    if case is None and (data["case"] or not permitted(tx, actor, "duty_reported_without_case")):
        return Happened("not_permitted")
    if case is not None and not permitted(tx, actor, "duty_reported", case):
        return Happened("not_permitted")
    _record(tx, actor, case, data["ground"], data["bodies"], said=bool(data["said"]))
    return Happened("recorded")


def record_child(tx: Tx, actor: Actor, case: Case, bodies: Sequence[str], referral_id: str) -> None:
    """The children's service was told without a parent's consent. Who asked saw that said on the screen."""
    _record(tx, actor, case, "child", bodies, said=True, referral_id=referral_id)


def _record(
    tx: Tx,
    actor: Actor,
    case: Case | None,
    ground: str,
    bodies: Sequence[str],
    *,
    said: bool,
    referral_id: str | None = None,
) -> None:
    region = case.region if case is not None else region_of(tx, actor)
    report = DutyReport(
        id=tx.new_id(),
        case_id=case.id if case is not None else None,
        region=region,
        ground=ground,
        bodies=list(bodies),
        said_aloud=said,
        staff_id=actor.staff_id,
        at=tx.now,
    )
    tx.db.add(report)
    audit.record(tx, actor, "duty_reported", report.case_id, ground)
    if case is not None:
        timeline.note(tx, actor, case.id, "duty_reported", ground=ground)
        hearers = coordinators_of(tx, case)
        referral_id = referral_id or _leading(tx, case)
    else:
        hearers = _coordinators(tx, region)
    for one in hearers:
        tx.tell(
            one.person_id,
            "duty_told",
            code=case.code if case is not None else None,
            colour=lines.colour(tx, case) if case is not None else None,
            referral=referral_id,
        )


def _leading(tx: Tx, case: Case) -> str | None:
    """The referral by which the notice opens the case: the leading one."""
    order = Referral.leads.desc(), Referral.sent_at, Referral.id
    return tx.db.scalar(select(Referral.id).where(Referral.case_id == case.id).order_by(*order).limit(1))


def _coordinators(tx: Tx, region: str) -> Sequence[Staff]:
    staff = tx.db.scalars(
        select(Staff)
        .join(Institution, Institution.id == Staff.institution_id)
        .where(Institution.region == region, Staff.revoked_at.is_(None))
        .order_by(Staff.joined_at, Staff.id)
    )
    return [one for one in staff if "coordinator" in one.roles and here(one, tx.now)]
