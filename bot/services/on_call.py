"""«Я на зв'язку»: who said that people can talk to her now, for a few hours of her own choice.

Nothing else counts as cover: a roster tells of institutions, and a promise nobody keeps is none.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import timedelta
from typing import Any

from sqlalchemy import or_, select

from bot.db.directory import Talk
from bot.db.models import Institution, Staff
from bot.db.tx import Tx
from bot.services import audit, found
from bot.services.access import Actor, excluded_by, permitted
from bot.services.reach import hearing
from flows.engine.said import Happened

TALKERS = ("specialist", "lead", "dispatcher")
"""Roles that meet people."""

HOURS = (1, 2, 4)


def talks_set(tx: Tx, actor: Actor, data: Mapping[str, Any]) -> Happened:
    """Reachable for talks for so many hours from now; 0: no longer. A talk under way goes on."""
    staff = found.staff(tx, actor.staff_id)
    hours = data["hours"]
    if staff is None or hours not in (0, *HOURS) or not permitted(tx, actor, "talks_set"):
        return Happened("not_permitted")
    staff.talks_until = tx.now + timedelta(hours=hours) if hours else None
    audit.record(tx, actor, "talks_set", detail=str(hours))
    return Happened("ok")


def covering(tx: Tx, region: str, person_id: str) -> Sequence[Staff]:
    """Who could talk to the person at this moment: said so, is here, hears at once, talks to nobody else, and
    is not somebody whom the person does not want."""
    if not (ready := _ready(tx, region)):
        return []
    places, workers = excluded_by(tx, person_id)
    busy = set(tx.db.scalars(select(Talk.staff_id).where(Talk.state == "open")))
    able = [
        one
        for one in ready
        if one.person_id != person_id
        and one.id not in workers | busy
        and one.institution_id not in places
        and set(one.roles) & set(TALKERS)
    ]
    heard = hearing(tx, [one.person_id for one in able])
    return [one for one in able if one.person_id in heard]


def _ready(tx: Tx, region: str) -> Sequence[Staff]:
    return tx.db.scalars(
        select(Staff)
        .join(Institution, Institution.id == Staff.institution_id)
        .where(
            Institution.region == region,
            Staff.talks_until > tx.now,
            Staff.revoked_at.is_(None),
            or_(Staff.away_until.is_(None), Staff.away_until <= tx.now),
        )
        .order_by(Staff.talks_until, Staff.id)
    ).all()
