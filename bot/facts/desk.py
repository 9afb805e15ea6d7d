"""The coordinator's board: what is due and overdue in her region.

A row's label is a whole button: colour, code and term, never somebody's name or words.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sqlalchemy import or_, select

from bot.db.models import Case, Deadline, Referral
from bot.db.tx import Tx
from bot.services import lines
from bot.services.access import Actor, not_excluded
from bot.services.desk import pausable
from bot.services.directory import CLOSED
from bot.services.planning import KINDS
from flows.engine.message import Json, M

AT_MOST = 60
"""Rows of a list: more than anybody scrolls through."""

_HEARD = M("desk.heard_line", "✓ {line}")


def due(tx: Tx, actor: Actor, answers: Mapping[str, Any]) -> Json:  # noqa: ARG001 - every fact is asked alike
    """What is due and overdue in the coordinator's region: of each referral its nearest deadline. A question
    to a person is due only where she said that nothing has come of it."""
    if "coordinator" not in actor.roles or actor.region is None:
        return []
    rows = tx.db.execute(
        select(Deadline, Case)
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
        .order_by(Deadline.due_at, Deadline.id)
        .limit(AT_MOST * len(KINDS))
    ).all()
    nearest: dict[str, tuple[Deadline, Case]] = {}
    for deadline, case in rows:
        nearest.setdefault(deadline.referral_id or deadline.id, (deadline, case))
    return [_due_row(tx, deadline, case) for deadline, case in list(nearest.values())[:AT_MOST]]


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
