"""Sending a referral on its way: to a lead on the system, to the head for a signature, or by phone and
paper."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import select

from bot.db.models import Case, Consent, Institution, Referral, Staff
from bot.db.tx import Tx
from bot.services import audit, deadlines, found, timeline
from bot.services.access import Actor, excluded_by, permitted
from bot.services.directory import here, lead_for
from bot.services.grades import grade_of
from bot.services.hearers import coordinators_of
from flows.engine.said import Happened

NOT_PERMITTED = Happened("not_permitted")
GONE = Happened("gone")
OK = Happened("ok")


def send(tx: Tx, case: Case, referral: Referral) -> datetime | None:
    """Give the referral to whoever is to act next, plan what is due, tell them (what is no emergency
    not at night). Answers by when the first contact is promised, or None."""
    institution = tx.db.get_one(Institution, referral.institution_id)
    emergency = grade_of(tx, case).emergency
    if referral.state == "sent" and institution.on_system:
        refused = excluded_by(tx, case.person_id)[1]
        lead = lead_for(tx, institution.id, tx.now, emergency, refused)
        referral.lead_id = lead.id if lead is not None else None
    tx.db.flush()
    return deadlines.open_for(tx, case, referral)


def ask_head(tx: Tx, actor: Actor, case: Case, referral: Referral) -> None:
    """Tell the heads of the sender's institution that a referral waits; where none is there, the
    coordinators."""
    heads = heads_of(tx, actor.institution_id)
    for one in heads or coordinators_of(tx, case):
        tx.tell(one.person_id, "signoff_wanted", code=case.code, referral=referral.id)


def heads_of(tx: Tx, institution_id: str | None) -> Sequence[Staff]:
    """The heads of the institution who are not away."""
    staff = tx.db.scalars(
        select(Staff)
        .where(Staff.institution_id == institution_id, Staff.revoked_at.is_(None))
        .order_by(Staff.joined_at, Staff.id)
    )
    return [one for one in staff if "head" in one.roles and here(one, tx.now)]


def signed_off(tx: Tx, actor: Actor, data: Mapping[str, Any]) -> Happened:
    """The head agrees, and the referral goes its way; or it comes back to the specialist."""
    referral = found.referral(tx, data["referral"])
    if referral is None or not permitted(tx, actor, "signed_off", referral):
        return NOT_PERMITTED
    if referral.state != "waiting" or not consent_holds(tx, referral):
        return GONE
    case = tx.db.get_one(Case, referral.case_id)
    deadlines.signoff_met(tx, referral)
    audit.record(tx, actor, "signed_off", case.id, "agreed" if data["agreed"] else "returned")
    if data["agreed"]:
        referral.state = "sent"
        timeline.note(tx, actor, case.id, "signed_off", referral=referral.id)
        send(tx, case, referral)
        return OK
    referral.state = "returned"
    timeline.note(tx, actor, case.id, "not_signed", referral=referral.id)
    sender = tx.db.get(Staff, case.opened_by) if case.opened_by else None
    if sender is not None:
        tx.tell(sender.person_id, "returned_to_sender", code=case.code, referral=referral.id)
    return OK


def handed_over(tx: Tx, actor: Actor, data: Mapping[str, Any]) -> Happened:
    """A recipient that is not on the system has taken the case, by phone or on paper: who, and when."""
    referral = found.referral(tx, data["referral"])
    if referral is None or not permitted(tx, actor, "handed_over", referral):
        return NOT_PERMITTED
    if referral.state not in ("sent", "accepted") or not consent_holds(tx, referral):
        return NOT_PERMITTED
    case = tx.db.get_one(Case, referral.case_id)
    if tx.db.get_one(Institution, referral.institution_id).on_system:
        return NOT_PERMITTED
    tx.seal(referral, "taken_by", data["taken_by"])
    referral.taken_at = tx.now
    referral.state, referral.accepted_at = "accepted", referral.accepted_at or tx.now
    deadlines.acknowledge_met(tx, case, referral)
    timeline.note(tx, actor, case.id, "handed_over", referral=referral.id)
    audit.record(tx, actor, "handed_over", case.id)
    return OK


def consent_holds(tx: Tx, referral: Referral) -> bool:
    """Whether the recipient may (still) know: always on the duty path, else while the consent holds."""
    if referral.consent_id is None:
        return True
    consent = tx.db.get_one(Consent, referral.consent_id)
    return consent.withdrawn_at is None and consent.until > tx.now


def stop(tx: Tx, referral: Referral, kind: str, actor: Actor | None = None) -> None:
    """The person, or time, has ended it: nobody works on the referral any more, and its lead hears that, by
    code alone. Who stands in for an institution that is not on the system tells it; what she leads herself
    stays hers."""
    told = referral.lead_id if referral.state not in ("waiting", "returned") else None
    referral.state, referral.closed_at = "withdrawn", tx.now
    deadlines.all_met(tx, referral)
    timeline.note(tx, actor, referral.case_id, kind, referral=referral.id)
    lead = tx.db.get(Staff, told) if told is not None else None
    if lead is None or lead.revoked_at is not None:
        return
    case = tx.db.get_one(Case, referral.case_id)
    if tx.db.get_one(Institution, referral.institution_id).on_system:
        tx.tell(lead.person_id, "case_taken_away", code=case.code)
    else:
        own = _led_by(tx, case, lead) or referral.id
        hers = kind in ("consent_withdrawn", "excluded")
        tx.tell(lead.person_id, "consent_over_there", code=case.code, referral=own, withdrawn=hers)


def _led_by(tx: Tx, case: Case, lead: Staff) -> str | None:
    """The referral of the case that she leads herself."""
    return tx.db.scalars(
        select(Referral.id)
        .join(Institution, Institution.id == Referral.institution_id)
        .where(
            Referral.case_id == case.id,
            Referral.lead_id == lead.id,
            Referral.closed_at.is_(None),
            Institution.on_system,
        )
        .limit(1)
    ).first()
