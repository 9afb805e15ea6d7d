"""Who of an institution can say whether its records are true."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence

from sqlalchemy import ColumnElement, and_, exists, or_, select

from bot.db.directory import Service
from bot.db.models import Staff
from bot.db.tx import Tx

ANSWER = (frozenset({"lead", "head", "coordinator"}), frozenset({"specialist"}))
"""Who is asked first; the next where nobody of these works there, and at last whoever does."""


def contacts_of(tx: Tx, institutions: Collection[str]) -> Mapping[str, Sequence[Staff]]:
    """For each institution the people to ask: there today, in the order in which they came."""
    query = select(Staff).where(Staff.institution_id.in_(institutions), *_here(tx))
    there: dict[str, list[Staff]] = defaultdict(list)
    for one in tx.db.scalars(query.order_by(Staff.joined_at, Staff.id)):
        there[one.institution_id].append(one)
    return {place: _first(staff) for place, staff in there.items()}


def somebody_there(tx: Tx) -> ColumnElement[bool]:
    """That at the institution of a ``Service`` there is somebody to ask."""
    return exists().where(Staff.institution_id == Service.institution_id, *_here(tx))


def _here(tx: Tx) -> tuple[ColumnElement[bool], ...]:
    away = or_(Staff.away_until.is_(None), Staff.away_until <= tx.now)
    return (and_(Staff.revoked_at.is_(None), away),)


def _first(staff: Sequence[Staff]) -> Sequence[Staff]:
    for roles in ANSWER:
        asked = [one for one in staff if roles & {*one.roles}]
        if asked:
            return asked
    return staff
