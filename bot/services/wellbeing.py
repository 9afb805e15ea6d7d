"""The staff's own strain: four questions a month, kept as an institution's counts, not as anybody's answers;
those of small teams as one count of the region.

That somebody was invited, or has answered, is a keyed hash of her and the month, in a table of its own. What
she said is added to the month's counts and kept nowhere else; the audit log does not know of it. What may be
shown of a month, once it is over, decides ``flows.rules.strain``.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from sqlalchemy import func, or_, select

from bot.db.common_work import Wellbeing, WellbeingAsked
from bot.db.models import Institution, Staff
from bot.db.tx import Tx
from bot.services.access import Actor, permitted
from bot.services.found import FRESH
from bot.services.practising import practised
from flows.engine.said import Happened
from flows.rules.strain import ANSWERS, FEWEST, QUESTIONS

PRACTICE = "wellbeing_check"

MONTHS = 3
"""Months that are over and are looked back at. Always as many, whether anybody answered or not."""

INVITED_FROM, INVITED_AT, FRIDAY = 20, range(10, 17), 4
"""From which day of the month, at which hours, up to which day of the week somebody is invited."""

AT_ONCE = 50


def wellbeing_told(tx: Tx, actor: Actor, data: Mapping[str, Any]) -> Happened:
    """Count what somebody says of herself, the first time in a month; what she skipped is not counted."""
    if (
        actor.staff_id is None
        or not practised(tx, actor, PRACTICE)
        or not permitted(tx, actor, "wellbeing_told")
    ):
        return Happened("not_permitted")
    if answered(tx, actor):
        return Happened("recorded")
    tx.db.add(WellbeingAsked(who_index=_index(tx, actor.staff_id), month=this_month(tx)))
    said = {one: data[one] for one in QUESTIONS if data[one] in ANSWERS}
    if said:
        _count(tx, actor, said)
    tx.db.flush()
    return Happened("recorded")


def due(tx: Tx) -> int:
    """Invite whoever has not answered, once a month, on a working day towards its end; how many there were.
    The invitation says nothing of what it is about."""
    now = tx.now.astimezone(tx.world.zone)
    if now.day < INVITED_FROM or now.weekday() > FRIDAY or now.hour not in INVITED_AT:
        return 0
    asking = [id_ for id_, one in tx.world.regions.by_id.items() if PRACTICE in one.practices]
    staff = tx.db.scalars(
        select(Staff)
        .join(Institution, Institution.id == Staff.institution_id)
        .where(
            Institution.region.in_(asking),
            Staff.revoked_at.is_(None),
            or_(Staff.away_until.is_(None), Staff.away_until <= tx.now),
        )
        .order_by(Staff.joined_at, Staff.id)
    ).all()
    month = this_month(tx)
    known = set(tx.db.scalars(select(WellbeingAsked.who_index).where(WellbeingAsked.month == month)))
    waiting = [
        one for one in staff if _index(tx, one.id) not in known and _index(tx, one.id, "invited") not in known
    ]
    for one in waiting[:AT_ONCE]:
        tx.db.add(WellbeingAsked(who_index=_index(tx, one.id, "invited"), month=month))
        tx.tell(one.person_id, "wellbeing_invited")
    tx.db.flush()
    return len(waiting[:AT_ONCE])


def answered(tx: Tx, actor: Actor) -> bool:
    """Whether the acting worker has answered this month."""
    if actor.staff_id is None:
        return False
    return tx.db.get(WellbeingAsked, _index(tx, actor.staff_id)) is not None


def this_month(tx: Tx) -> str:
    """«2026-11», on the installation's clocks."""
    return f"{tx.now.astimezone(tx.world.zone):%Y-%m}"


def past_months(tx: Tx) -> list[str]:
    """The last ``MONTHS`` months that are over, the latest first: nothing is added to them any more, so that
    no two looks at one can differ by somebody's answer."""
    return [months_before(tx, count) for count in range(1, MONTHS + 1)]


def months_before(tx: Tx, count: int) -> str:
    """The month so many months ago."""
    now = tx.now.astimezone(tx.world.zone)
    year, month = divmod(now.year * 12 + now.month - 1 - count, 12)
    return f"{date(year, month + 1, 1):%Y-%m}"


def _count(tx: Tx, actor: Actor, said: Mapping[str, str]) -> None:
    """Add it to the institution's counts; where so few work that a count would be somebody's, to the one of
    the region for all such teams."""
    month, place = this_month(tx), tx.db.get_one(Institution, actor.institution_id)
    working = select(func.count(Staff.id)).where(Staff.institution_id == place.id, Staff.revoked_at.is_(None))
    counted_at = place.id if (tx.db.scalar(working) or 0) >= FEWEST else None
    query = select(Wellbeing).where(
        Wellbeing.region == place.region, Wellbeing.institution_id == counted_at, Wellbeing.month == month
    )
    row = tx.db.scalars(query.with_for_update(), execution_options=FRESH).one_or_none()
    if row is None:
        row = Wellbeing(
            id=tx.new_id(), region=place.region, institution_id=counted_at, month=month, given=0, answers={}
        )
        tx.db.add(row)
    row.given += 1
    row.answers = {
        one: [
            count + (said.get(one) == answer)
            for count, answer in zip(row.answers.get(one, [0] * len(ANSWERS)), ANSWERS, strict=True)
        ]
        for one in QUESTIONS
    }


def _index(tx: Tx, staff_id: str, what: str = "answered") -> str:
    return tx.world.keys.index("wellbeing", f"{what}:{this_month(tx)}:{staff_id}")
