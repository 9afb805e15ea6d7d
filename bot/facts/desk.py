"""The coordinator's board: what is due and overdue in her region.

A row's label is a whole button: colour, code and term, never somebody's name or words.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sqlalchemy import Subquery, func, or_, select

from bot.db.models import Case, Deadline, Referral
from bot.db.tx import Tx
from bot.services import lines
from bot.services.access import Actor, not_excluded
from bot.services.desk import pausable
from bot.services.directory import CLOSED
from flows.engine.message import Json, M

AT_MOST = 60
"""Rows of a list: more than anybody scrolls through."""

_HEARD = M("desk.heard_line", "✓ {line}")


def due(tx: Tx, actor: Actor, answers: Mapping[str, Any]) -> Json:  # noqa: ARG001 - every fact is asked alike
    """What is due and overdue in the coordinator's region: of each referral its nearest deadline. A question
    to a person is due only where she said that nothing has come of it.

    First what nobody has taken on, by due time, so that the overdue stands on top; then what somebody has
    heard of, by due time."""
    if "coordinator" not in actor.roles or actor.region is None:
        return []
    nearest = _nearest(actor)
    rows = tx.db.execute(
        select(Deadline, Case)
        .join(nearest, (nearest.c.id == Deadline.id) & (nearest.c.nth == 1))
        .join(Case, Case.id == Deadline.case_id)
        .order_by(Deadline.heard_at.is_not(None), Deadline.due_at, Case.code, Deadline.id)
        .limit(AT_MOST)
    ).all()
    return [_due_row(tx, deadline, case) for deadline, case in rows]


def _nearest(actor: Actor) -> Subquery:
    """The deadlines that run in the coordinator's region, ``nth`` = 1 for the nearest of each referral."""
    nth = func.row_number().over(partition_by=Deadline.referral_id, order_by=(Deadline.due_at, Deadline.id))
    return (
        select(Deadline.id, nth.label("nth"))
        .join(Case, Case.id == Deadline.case_id)
        .join(Referral, Referral.id == Deadline.referral_id)
        .where(
            Case.region == actor.region,
            Deadline.met_at.is_(None),
            Deadline.due_at.is_not(None),
            Referral.state.not_in(CLOSED),
            or_(Deadline.kind != "asked", Deadline.stage == "said_no"),
            not_excluded(actor),
        )
        .subquery()
    )


def _due_row(tx: Tx, deadline: Deadline, case: Case) -> dict[str, Any]:
    line = lines.due(tx, case, deadline)
    return {
        "id": deadline.id,
        "referral": deadline.referral_id,
        "case": case.id,
        "code": case.code,
        "colour": lines.colour(tx, case),
        "label": _HEARD.json(line=line) if deadline.heard_at is not None else line,
        "overdue": deadline.due_at is not None and deadline.due_at <= tx.now,
        "heard": deadline.heard_at is not None,
        "level": case.level,
        "kind": deadline.kind,
        "pausable": pausable(tx, case),
    }
