"""Taking a consent back, and saying who must not be involved: access ends in the same transaction."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sqlalchemy import select

from bot.db.models import Case, Consent, Exclusion, Institution, Referral, Staff
from bot.db.tx import Tx
from bot.services import audit, deadlines, found, talk_ends, timeline
from bot.services.access import Actor, excluded_by, permitted
from bot.services.case_work import close_if_over
from bot.services.desk import give_to
from bot.services.directory import CLOSED
from bot.services.leaving import left
from bot.services.sending import stop
from bot.services.watching import alert_coordinators
from flows.engine.said import Happened


def consent_withdrawn(tx: Tx, actor: Actor, data: Mapping[str, Any]) -> Happened:
    """``gone`` also where it is somebody else's: nobody learns that it exists."""
    consent = found.consent(tx, data["consent"])
    if consent is None or not permitted(tx, actor, "consent_withdrawn", consent):
        return Happened("gone")
    if consent.withdrawn_at is not None or consent.until <= tx.now:
        return Happened("gone")
    withdraw(tx, actor, consent)
    return Happened("ok")


def excluded(tx: Tx, actor: Actor, data: Mapping[str, Any]) -> Happened:
    """An institution or a worker must not be involved (any more). What they were sent is taken back; where
    the institution led the case, the coordinator finds another one; where only the worker goes, the
    institution keeps the case and the coordinator finds somebody else for it. A talk with them is over."""
    institution = tx.db.get(Institution, data["institution"]) if data["institution"] else None
    worker = tx.db.get(Staff, data["staff"]) if data["staff"] else None
    if institution is None and worker is None:
        return Happened("ok")
    known = tx.db.scalars(
        select(Exclusion.id).where(
            Exclusion.person_id == actor.person_id,
            Exclusion.institution_id == (institution.id if institution else None),
            Exclusion.staff_id == (worker.id if worker else None),
        )
    ).first()
    if known is None:
        tx.db.add(
            Exclusion(
                id=tx.new_id(),
                person_id=actor.person_id,
                institution_id=institution.id if institution else None,
                staff_id=worker.id if worker else None,
                at=tx.now,
            )
        )
        tx.db.flush()
    talk_ends.unwanted(tx, actor.person_id)
    if institution is not None:
        _take_back_from(tx, actor, institution)
    if worker is not None:
        _replace(tx, actor, worker)
    audit.record(tx, actor, "excluded", detail="institution" if institution is not None else "worker")
    return Happened("ok")


def withdraw(tx: Tx, actor: Actor | None, consent: Consent, kind: str = "consent_withdrawn") -> None:
    """End a consent now, and with it the referrals that stood on it. Where the person only wants somebody
    else (``excluded``), a case that loses its lead waits for another one."""
    consent.withdrawn_at = consent.withdrawn_at or tx.now
    referrals = tx.db.scalars(
        select(Referral).where(
            Referral.consent_id == consent.id, Referral.state.not_in(CLOSED), Referral.closed_at.is_(None)
        )
    ).all()
    case = tx.db.get_one(Case, consent.case_id)
    for referral in referrals:
        _stop(tx, actor, case, referral, kind)
    every = tx.db.scalars(select(Referral).where(Referral.consent_id == consent.id)).all()
    for referral in every:  # of what was done the institution may still lead something elsewhere
        left(tx, case, referral)
    audit.record(tx, actor, kind, consent.case_id)
    close_if_over(tx, actor, case)


def _take_back_from(tx: Tx, actor: Actor, institution: Institution) -> None:
    consents = tx.db.scalars(
        select(Consent).where(
            Consent.person_id == actor.person_id,
            Consent.institution_id == institution.id,
            Consent.withdrawn_at.is_(None),
        )
    ).all()
    for consent in consents:
        withdraw(tx, actor, consent, "excluded")
    told_by_duty = tx.db.scalars(
        select(Referral).where(
            Referral.person_id == actor.person_id,
            Referral.institution_id == institution.id,
            Referral.consent_id.is_(None),
            Referral.closed_at.is_(None),
        )
    ).all()
    for referral in told_by_duty:
        case = tx.db.get_one(Case, referral.case_id)
        _stop(tx, actor, case, referral, "excluded")
        left(tx, case, referral)
        close_if_over(tx, actor, case)


def _stop(tx: Tx, actor: Actor | None, case: Case, referral: Referral, kind: str) -> None:
    """Nobody works on the referral any more; one that led is as if it had been handed back, so that the
    coordinators have it on their desk and whoever referred looks for somebody else together with her."""
    if kind != "excluded" or not referral.leads:
        stop(tx, referral, kind, actor)
        return
    timeline.note(tx, actor, case.id, kind, referral=referral.id)
    if referral.state == "returned":
        return  # they have it already
    lead = found.staff(tx, referral.lead_id if referral.state != "waiting" else None)
    referral.state, referral.lead_id, referral.accepted_at = "returned", None, None
    deadlines.led_by_nobody(tx, case, referral)
    if lead is not None:
        tx.tell(lead.person_id, "case_taken_away", code=case.code)
    sender = found.staff(tx, case.opened_by)
    institutions, workers = excluded_by(tx, case.person_id)
    if sender is not None and sender.id not in workers and sender.institution_id not in institutions:
        tx.tell(sender.person_id, "returned_to_sender", code=case.code, referral=referral.id)
    alert_coordinators(tx, case, referral)


def _replace(tx: Tx, actor: Actor, worker: Staff) -> None:
    """The worker's open cases of this person lose their lead; her colleagues can take them."""
    rows = tx.db.execute(
        select(Referral, Case)
        .join(Case, Case.id == Referral.case_id)
        .where(
            Referral.person_id == actor.person_id,
            Referral.lead_id == worker.id,
            Referral.closed_at.is_(None),
        )
    ).all()
    for referral, case in rows:
        give_to(tx, case, referral, None)  # what was taken can be taken anew
        timeline.note(tx, actor, case.id, "excluded", referral=referral.id)
        if worker.revoked_at is None:
            tx.tell(worker.person_id, "case_taken_away", code=case.code)
        alert_coordinators(tx, case, referral)
