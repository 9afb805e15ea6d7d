"""Rows of deadlines and of their rungs, written from what ``bot.ladder`` plans; ``services.deadlines`` says
when.

A rung that nobody needs any more is deleted, so that the clock's question («what is due?») stays short; what
was told stays.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace
from datetime import datetime, timedelta

from sqlalchemy import delete, select

from bot import ladder
from bot.calendar import before_quiet
from bot.db.models import Case, Deadline, Institution, Nudge, Referral
from bot.db.tx import Tx
from bot.services.directory import hours_of, on_duty
from flows.policy.duration import Duration
from flows.policy.grades import Terms

KINDS = ("acknowledge", "contact", "signoff", "asked")


def plan(
    tx: Tx,
    case: Case,
    referral: Referral,
    terms: Terms,
    created_at: datetime,
    *,
    acknowledged_at: datetime | None = None,
    kinds: Collection[str] = KINDS,
    created_for: Collection[str] = ("lead", "coordinator"),
    no_later: bool = False,
) -> set[str]:
    """Write what is due and its rungs from now on; a standing deadline of the kind is planned anew.

    ``created_for``: who hears at once. ``no_later``: a standing deadline may come earlier but not later.
    Answers the kinds that are due.
    """
    place = tx.db.get_one(Institution, referral.institution_id)
    staffed = place.on_system and on_duty(tx, place)
    hours, zone = hours_of(tx, place), tx.world.zone.key
    rows: dict[str, Deadline] = {}
    for one in ladder.due(terms, created_at, hours, staffed=staffed, acknowledged_at=acknowledged_at):
        if one.kind not in kinds:
            continue
        row = standing(tx, referral, one.kind) or new_deadline(tx, case, referral, one.kind)
        kept = no_later and one.kind == "contact" and row.due_at is not None and row.due_at <= one.due_at
        if not kept:
            row.started_at, row.due_at = one.started_at, one.due_at
        row.level, row.heard_at = case.level, None
        rows[one.kind] = row
    tx.db.flush()
    for row in rows.values():
        drop_nudges(tx, row)
    for rung in ladder.plan(
        terms, created_at, hours, staffed=staffed, acknowledged_at=acknowledged_at, zone=zone
    ):
        if rung.kind not in rows or (rung.stage == "created" and rung.whom not in created_for):
            continue
        at = max(rung.at, tx.now) if rung.stage.endswith("breach") else rung.at
        if at >= tx.now:
            add_nudge(tx, rows[rung.kind], rung.stage, rung.whom, at, urgent=rung.urgent, repeat=rung.repeat)
    return set(rows)


def within(terms: Terms, left: timedelta) -> Terms:
    """The same terms, their outer limit no further than ``left`` (at least a minute); terms that watch over
    no contact stay as they are."""
    limit = Duration(max(1, int(left.total_seconds() // 60)))
    if terms.outer is not None and terms.outer.minutes <= limit.minutes:
        return terms
    return replace(terms, outer=limit) if terms.first_contact or terms.outer else terms


def every(terms: Terms) -> int:
    """Minutes after which the region's ladder tells a coordinator again; 0: it tells once."""
    return max((one.every.minutes for one in terms.ladder if one.every is not None), default=0)


def standing(tx: Tx, referral: Referral, kind: str) -> Deadline | None:
    """The referral's deadline of that kind that is not met yet."""
    return _last(tx, referral, kind, met=False)


def last(tx: Tx, referral: Referral, kind: str) -> Deadline | None:
    """The referral's newest deadline of that kind, met or not."""
    return _last(tx, referral, kind, met=True)


def new_deadline(tx: Tx, case: Case, referral: Referral, kind: str) -> Deadline:
    """A deadline that begins now; by when is not said yet."""
    row = Deadline(
        id=tx.new_id(),
        case_id=case.id,
        referral_id=referral.id,
        kind=kind,
        level=case.level,
        started_at=tx.now,
        stage="",
    )
    tx.db.add(row)
    return row


def add_nudge(
    tx: Tx, deadline: Deadline, stage: str, whom: str, at: datetime, *, urgent: bool = False, repeat: int = 0
) -> None:
    """One rung; for staff out of the quiet hours, unless it is urgent."""
    if not urgent and whom != "person":
        at = before_quiet(at, not_before=tx.now, zone=tx.world.zone.key)
    nudge = Nudge(
        id=tx.new_id(), deadline_id=deadline.id, stage=stage, whom=whom, at=at, urgent=urgent, repeat=repeat
    )
    tx.db.add(nudge)


def drop_nudges(tx: Tx, deadline: Deadline) -> None:
    """Whatever of this ladder was not told yet."""
    tx.db.execute(delete(Nudge).where(Nudge.deadline_id == deadline.id, Nudge.told_at.is_(None)))


def meet(tx: Tx, referral: Referral, *kinds: str) -> None:
    """These deadlines are met, and their ladders end."""
    rows = tx.db.scalars(
        select(Deadline).where(
            Deadline.referral_id == referral.id, Deadline.kind.in_(kinds), Deadline.met_at.is_(None)
        )
    ).all()
    for row in rows:
        row.met_at = tx.now
    if rows:
        tx.db.flush()
        ids = [row.id for row in rows]
        tx.db.execute(delete(Nudge).where(Nudge.deadline_id.in_(ids), Nudge.told_at.is_(None)))


def drop(tx: Tx, deadline: Deadline) -> None:
    """The level knows no such deadline any more: it was not met, it fell away."""
    deadline.met_at, deadline.stage = tx.now, "dropped"
    drop_nudges(tx, deadline)


def _last(tx: Tx, referral: Referral, kind: str, *, met: bool) -> Deadline | None:
    query = select(Deadline).where(Deadline.referral_id == referral.id, Deadline.kind == kind)
    if not met:
        query = query.where(Deadline.met_at.is_(None))
    return tx.db.scalars(query.order_by(Deadline.started_at.desc(), Deadline.id).limit(1)).first()
