"""A worker's cases: what she leads, what she referred.

A row's label is a whole button: colour, code, state or term, never somebody's name or words.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import ColumnElement, or_, select
from sqlalchemy.orm import aliased

from bot.db.models import Case, Institution, Referral, Staff
from bot.db.tx import Tx
from bot.facts.labels import dues, state_line
from bot.services import lines
from bot.services.access import Actor, not_excluded, open_to_recipient
from bot.services.case_work import WORKED_ON
from flows.engine.message import Json, M

AT_MOST = 60
"""Rows of a list: more than anybody scrolls through."""

_LONG_AGO = datetime.max.replace(tzinfo=UTC)

_WORK_NEW = M("desk.work_new", "{colour} {code}: нова, до {due}")
_WORK_DUE = M("desk.work_due", "{colour} {code}: {state}, до {due}")


def work(tx: Tx, actor: Actor, answers: Mapping[str, Any]) -> Json:  # noqa: ARG001 - asked alike
    """What she leads or stands in for, and what is offered to her institution, by due time."""
    if actor.staff_id is None:
        return []
    lead = aliased(Staff)
    mine: list[ColumnElement[bool]] = [Referral.lead_id == actor.staff_id, lead.deputy_id == actor.staff_id]
    if "lead" in actor.roles:
        offered = (Referral.institution_id == actor.institution_id) & Referral.lead_id.is_(None)
        mine.append(offered & (Referral.state == "sent"))
    rows = tx.db.execute(
        select(Referral, Case)
        .join(Case, Case.id == Referral.case_id)
        .outerjoin(lead, lead.id == Referral.lead_id)
        .where(
            Referral.state.in_(WORKED_ON),
            Referral.closed_at.is_(None),
            or_(*mine),
            open_to_recipient(tx, actor),
        )
        .order_by(Referral.sent_at, Referral.id)
    ).all()
    due_at = dues(tx, [referral.id for referral, _ in rows])
    ordered = sorted(rows, key=lambda row: due_at.get(row[0].id, _LONG_AGO))
    return [_work_row(tx, referral, case, due_at.get(referral.id)) for referral, case in ordered[:AT_MOST]]


def sent(tx: Tx, actor: Actor, answers: Mapping[str, Any]) -> Json:  # noqa: ARG001 - asked alike
    """What this specialist referred: the open ones first, then the newest."""
    if actor.staff_id is None:
        return []
    rows = tx.db.execute(
        select(Referral, Case, Institution.on_system)
        .join(Case, Case.id == Referral.case_id)
        .join(Institution, Institution.id == Referral.institution_id)
        .where(Case.opened_by == actor.staff_id, not_excluded(actor))
        .order_by(Referral.closed_at.is_not(None), Referral.sent_at.desc(), Referral.id)
        .limit(AT_MOST)
    ).all()
    return [
        {
            "id": referral.id,
            "label": state_line(tx, referral, case),
            "code": case.code,
            "state": referral.state,
            "on_system": on_system,
        }
        for referral, case, on_system in rows
    ]


def _work_row(tx: Tx, referral: Referral, case: Case, due_at: datetime | None) -> dict[str, Any]:
    if due_at is None:
        label = state_line(tx, referral, case)
    elif referral.state == "sent":
        label = _WORK_NEW.json(colour=lines.colour(tx, case), code=case.code, due=lines.when(due_at))
    else:
        label = _WORK_DUE.json(
            colour=lines.colour(tx, case),
            code=case.code,
            state=lines.state(referral),
            due=lines.when(due_at),
        )
    return {
        "id": referral.id,
        "label": label,
        "code": case.code,
        "colour": lines.colour(tx, case),
        "state": referral.state,
    }
