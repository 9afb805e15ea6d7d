"""The region's view over its institutions' deadlines: how many run, how many are missed, what share was kept.

Figures of cases only: no code, no person. It counts what the board counts (``bot.facts.desk``): of each
referral its nearest deadline that runs. On time: of the deadlines of the last ``LOOKED_AT`` that had to be
kept by now, those that were.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from sqlalchemy import and_, case, func, or_, select

from bot.db.models import Case, Deadline, Institution, Referral
from bot.db.tx import Tx
from bot.facts.desk import running_by_place
from bot.services.access import Actor, not_excluded
from bot.services.lines import when
from bot.services.practising import practised
from flows.engine.message import Json, M

PRACTICE = "overview"
LOOKED_AT = timedelta(days=90)
KEPT = ("acknowledge", "contact")
"""Deadlines that are the institution's own to keep: a signature is its sender's, a question the person's."""

_ROW = M("overview.row", "{name} · строків: {open}")
_ROW_LATE = M("overview.row_late", "{name} · строків: {open}, прострочено: {overdue}")


def overview(tx: Tx, actor: Actor, answers: Mapping[str, Any]) -> Json:  # noqa: ARG001 - asked alike
    """All of the region together, and a row of each institution, where most is missed first; ``on_time`` is
    a percentage, None where nothing was due."""
    if "coordinator" not in actor.roles or not practised(tx, actor, PRACTICE):
        return None
    running = running_by_place(tx, actor)
    kept = _kept(tx, actor)
    names = dict(
        tx.db.execute(
            select(Institution.id, Institution.name).where(Institution.id.in_({*running, *kept}))
        ).all()
    )
    rows = []
    for id_, name in names.items():
        open_, overdue, oldest = running.get(id_, (0, 0, None))
        label = (
            _ROW_LATE.json(name=name, open=open_, overdue=overdue)
            if overdue
            else _ROW.json(name=name, open=open_)
        )
        rows.append(
            {
                "id": id_,
                "label": label,
                "name": name,
                "open": open_,
                "overdue": overdue,
                "oldest": when(oldest),
                "on_time": _share(kept.get(id_, (0, 0))),
            }
        )
    rows.sort(key=lambda one: (-one["overdue"], -one["open"], one["name"], one["id"]))
    together = [sum(counts) for counts in zip(*kept.values(), strict=True)] or [0, 0]
    return {
        "open": sum(one["open"] for one in rows),
        "overdue": sum(one["overdue"] for one in rows),
        "on_time": _share((together[0], together[1])),
        "places": rows,
    }


def _kept(tx: Tx, actor: Actor) -> dict[str, tuple[int, int]]:
    """Institution → how many of how many deadlines were kept."""
    kept = case((Deadline.met_at <= Deadline.due_at, 1), else_=0)
    rows = tx.db.execute(
        select(Referral.institution_id, func.sum(kept), func.count())
        .select_from(Deadline)
        .join(Case, Case.id == Deadline.case_id)
        .join(Referral, Referral.id == Deadline.referral_id)
        .where(
            Case.region == actor.region,
            Deadline.kind.in_(KEPT),
            Deadline.stage != "dropped",
            Deadline.due_at > tx.now - LOOKED_AT,
            or_(Deadline.met_at.is_not(None), and_(Deadline.due_at <= tx.now, Referral.closed_at.is_(None))),
            not_excluded(actor),
        )
        .group_by(Referral.institution_id)
    )
    return {id_: (int(kept or 0), every) for id_, kept, every in rows}


def _share(kept: tuple[int, int]) -> int | None:
    """Whole per cent; a hundred only where every one was kept."""
    count, every = kept
    return 100 * count // every if every else None
