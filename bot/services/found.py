"""Finding what an event speaks of, and holding it until the transaction ends.

What is held, here and in every service, is read afresh (``FRESH``): on PostgreSQL somebody else may have
changed it since the same transaction looked at it for the screen.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from sqlalchemy import select

from bot.db.models import Case, Consent, Deadline, LevelChange, Referral, Staff
from bot.db.tx import Tx

FRESH = {"populate_existing": True}


def referral_and_case(tx: Tx, referral_id: str) -> tuple[Referral, Case] | None:
    """The referral and its case, or None where there is no such referral (any more)."""
    query = select(Referral, Case).join(Case, Case.id == Referral.case_id).where(Referral.id == referral_id)
    found = tx.db.execute(query.with_for_update(), execution_options=FRESH).one_or_none()
    return None if found is None else (found[0], found[1])


def referral(tx: Tx, referral_id: str) -> Referral | None:
    query = select(Referral).where(Referral.id == referral_id).with_for_update()
    return tx.db.scalars(query, execution_options=FRESH).one_or_none()


def case(tx: Tx, case_id: str) -> Case | None:
    query = select(Case).where(Case.id == case_id).with_for_update()
    return tx.db.scalars(query, execution_options=FRESH).one_or_none()


def change_and_case(tx: Tx, change_id: str) -> tuple[LevelChange, Case] | None:
    """A change of level and its case."""
    query = select(LevelChange, Case).join(Case, Case.id == LevelChange.case_id)
    held = query.where(LevelChange.id == change_id).with_for_update()
    found = tx.db.execute(held, execution_options=FRESH).one_or_none()
    return None if found is None else (found[0], found[1])


def consent(tx: Tx, consent_id: str) -> Consent | None:
    query = select(Consent).where(Consent.id == consent_id).with_for_update()
    return tx.db.scalars(query, execution_options=FRESH).one_or_none()


def deadline_and_case(tx: Tx, deadline_id: str) -> tuple[Deadline, Case] | None:
    """A deadline and its case."""
    query = select(Deadline, Case).join(Case, Case.id == Deadline.case_id)
    held = query.where(Deadline.id == deadline_id).with_for_update()
    found = tx.db.execute(held, execution_options=FRESH).one_or_none()
    return None if found is None else (found[0], found[1])


def deadlines_of(tx: Tx, case: Case, ids: Iterable[str]) -> Sequence[Deadline]:
    """Those of the deadlines that are this case's."""
    query = select(Deadline).where(Deadline.case_id == case.id, Deadline.id.in_(list(ids)))
    held = query.order_by(Deadline.id).with_for_update()
    return tx.db.scalars(held, execution_options=FRESH).all()


def staff(tx: Tx, staff_id: str | None) -> Staff | None:
    """Somebody who works with us today."""
    query = select(Staff).where(Staff.id == staff_id, Staff.revoked_at.is_(None))
    return tx.db.scalars(query).one_or_none()
