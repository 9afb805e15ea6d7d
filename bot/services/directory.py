"""Institutions: who can take a referral now, and who of them would lead it."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from datetime import datetime

from sqlalchemy import func, select

from bot.calendar import DutyRoster, WorkingHours
from bot.db.models import Institution, Referral, Staff
from bot.db.tx import Tx
from bot.services.samples import seed_samples

__all__ = [
    "CLOSED",
    "here",
    "hours_of",
    "lead_for",
    "on_duty",
    "open_now",
    "seed_samples",
    "staffed",
]

NO_TRACK = "onward"
"""The track of an institution that stands on none of the region's: it takes nobody's place."""

CLOSED = ("done", "withdrawn")
"""States of a referral after which nobody works on it."""


def hours_of(tx: Tx, institution: Institution) -> WorkingHours:
    """The institution's working hours; where it gave none, Monday to Friday from 9 to 18 are counted."""
    return WorkingHours.from_json(institution.hours, tx.world.zone.key)


def open_now(tx: Tx, institution: Institution) -> bool | None:
    """Whether somebody works there at this moment; None where its hours are not known."""
    return hours_of(tx, institution).is_open(tx.now) if institution.hours else None


def on_duty(tx: Tx, institution: Institution, at: datetime | None = None) -> bool:
    """Whether a duty roster covers the moment (now, if none is given). No roster promises nothing."""
    return DutyRoster.from_json(institution.roster, tx.world.zone.key).on_duty(at or tx.now)


def here(staff: Staff | None, now: datetime) -> bool:
    """Whether somebody may be turned to: still with us and not away."""
    return (
        staff is not None
        and staff.revoked_at is None
        and (staff.away_until is None or staff.away_until <= now)
    )


def staffed(tx: Tx, institution_ids: Collection[str]) -> set[str]:
    """Those of the institutions where somebody works here at all."""
    works = select(Staff.institution_id).where(
        Staff.institution_id.in_(institution_ids), Staff.revoked_at.is_(None)
    )
    return set(tx.db.scalars(works.distinct()))


def lead_for(
    tx: Tx,
    institution_id: str,
    now: datetime,
    emergency: bool,  # noqa: FBT001 - one of four plain values, given by name or in this order
    excluded: Collection[str] = (),
) -> Staff | None:
    """Who of the institution takes the next case: a lead who is not away, the one with fewest open cases.

    Where every lead is away, a deputy of theirs; in an emergency, then, the head; None where nobody is left.
    ``excluded``: workers whom the person does not want. A roster says when an institution is staffed, not by
    whom: who hears of a case at night is the ladder's business (``services.deadlines``).
    """
    open_cases = func.count(Referral.id)
    found = tx.db.execute(
        select(Staff, open_cases)
        .outerjoin(
            Referral,
            (Referral.lead_id == Staff.id) & Referral.closed_at.is_(None) & Referral.state.not_in(CLOSED),
        )
        .where(Staff.institution_id == institution_id, Staff.revoked_at.is_(None))
        .group_by(Staff.id)
        .order_by(open_cases, Staff.joined_at, Staff.id)
    ).all()
    everybody = {staff.id: staff for staff, _ in found if staff.id not in excluded}
    leads = [staff for staff in everybody.values() if "lead" in staff.roles]
    deputies = (everybody.get(staff.deputy_id or "") for staff, _ in found if "lead" in staff.roles)
    heads = (staff for staff in everybody.values() if emergency and "head" in staff.roles)
    return next((one for one in (*leads, *deputies, *heads) if one is not None and here(one, now)), None)


def in_force(institutions: Iterable[Institution]) -> list[Institution]:
    """Without the samples that a real institution of the same kind has replaced: nobody is led to a sample
    where there is somebody to lead to."""
    every = list(institutions)
    real = {one.kind for one in every if not one.sample}
    return [one for one in every if not one.sample or one.kind not in real]
