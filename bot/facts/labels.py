"""What the lists of staff have in common: how a referral is named in one line, and when it is due."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import ColumnElement, Label, func, select
from sqlalchemy import case as when

from bot.db.models import Case, Deadline, Referral
from bot.db.tx import Tx
from bot.services import lines
from bot.services.access import Actor
from flows.engine.message import M, Text

_WORK = M("desk.work", "{colour} {code}: {state}")
_AT = M("desk.at_place", "{line} · {place}")


def dues(tx: Tx, referral_ids: Sequence[str]) -> dict[str, datetime]:
    """Referral → when the nearest thing is due."""
    rows = tx.db.execute(
        select(Deadline.referral_id, Deadline.due_at)
        .where(
            Deadline.referral_id.in_(referral_ids),
            Deadline.kind != "asked",
            Deadline.met_at.is_(None),
            Deadline.due_at.is_not(None),
        )
        .order_by(Deadline.due_at.desc())
    )
    return {referral_id: due_at for referral_id, due_at in rows if referral_id and due_at}


def due_of_referral() -> Label[datetime | None]:
    """When the nearest thing of a referral is due. What a person is asked is no term of the work."""
    return (
        select(func.min(Deadline.due_at))
        .where(Deadline.referral_id == Referral.id, Deadline.kind != "asked", Deadline.met_at.is_(None))
        .scalar_subquery()
        .label("due_at")
    )


def first_things(tx: Tx, actor: Actor, among: ColumnElement[bool]) -> tuple[ColumnElement[int], ...]:
    """How rows of a list stand ``among`` what is not late: the graver case first, and of those as urgent the
    one that the region puts first. A level that the region's scale does not have is taken for the gravest."""
    regions = tx.world.regions
    scheme = regions.region(actor.region).levels
    places = {grade.id: at for at, grade in enumerate(scheme.grades)}
    for grade in regions.default.levels.grades:
        places.setdefault(grade.id, places[scheme.grade_like(grade.id, regions.default.levels).id])
    gravity = when(*((Case.level == level, -at) for level, at in places.items()), else_=-len(places))
    return when((among, gravity), else_=0), when((among & Case.priority, 0), else_=1)


def at(place: str, line: Text) -> Text:
    """The line with the institution it is about: several referrals of one case are told apart by it. For
    screens only: a push names no institution."""
    return _AT.json(line=line, place=place)


def state_line(tx: Tx, referral: Referral, case: Case, *, told: bool = True) -> Text:
    """The row of a referral; ``told`` as ``lines.spot`` has it."""
    return _WORK.json(colour=lines.spot(tx, case, told=told), code=case.code, state=lines.state(referral))
