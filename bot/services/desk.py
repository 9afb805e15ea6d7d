"""The coordinator's desk: hear of a deadline, move a case to somebody else, put a deadline off."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sqlalchemy import delete, select

from bot.db.models import Case, CaseNote, Deadline, Nudge, Referral, Staff
from bot.db.tx import Tx
from bot.services import audit, deadlines, found, timeline
from bot.services.access import Actor, excluded_by, permitted
from bot.services.directory import CLOSED
from bot.services.grades import grade_of
from bot.services.lines import colour, when
from bot.services.sending import consent_holds
from flows.engine.said import Happened

LONGEST_PAUSE = 7 * 24
"""Hours."""

OK = Happened("ok")
NOT_PERMITTED = Happened("not_permitted")


def heard(tx: Tx, actor: Actor, data: Mapping[str, Any]) -> Happened:
    """«Бачу, беру на себе.» From a coordinator it stops the ladder of the deadline that was shown, and of
    those that the same alert stood for (``also``). From somebody who works on the case it stops her own
    reminders and her deputy's; the coordinator still hears before it is too late.

    ``gone``: all of it was met, fell away, or a coordinator has taken it on already."""
    what = found.deadline_and_case(tx, data["deadline"])
    if what is None or not permitted(tx, actor, "heard", what[0]):
        return NOT_PERMITTED
    deadline, case = what
    watches = "coordinator" in actor.roles and permitted(tx, actor, "due", deadline)
    also = (
        one
        for one in found.deadlines_of(tx, case, data.get("also") or ())
        if permitted(tx, actor, "heard", one)
    )
    shown = {one.id: one for one in (deadline, *also)}
    waiting = [one for one in shown.values() if one.met_at is None and not (watches and one.heard_at)]
    if not waiting:
        return Happened("gone")
    if watches:
        for one in waiting:
            one.heard_at = tx.now
    else:
        tx.db.execute(
            delete(Nudge).where(
                Nudge.deadline_id.in_([one.id for one in waiting]),
                Nudge.told_at.is_(None),
                Nudge.whom.in_(("lead", "deputy", "specialist")),
            )
        )
    timeline.note(tx, actor, case.id, "heard", about=deadline.id)
    for one in waiting:
        audit.record(tx, actor, "heard", case.id, one.id)
    return OK


def reassigned(tx: Tx, actor: Actor, data: Mapping[str, Any]) -> Happened:
    """Another lead of the same institution takes the case: consent was given to the institution. What comes
    next comes to the new one; the first contact stays due when it was."""
    what = found.referral_and_case(tx, data["referral"])
    if what is None:
        return Happened("gone")
    referral, case = what
    if not permitted(tx, actor, "reassigned", referral):
        return NOT_PERMITTED
    if referral.state in (*CLOSED, "waiting"):
        return Happened("gone")
    staff = found.staff(tx, data["staff"])
    institutions, workers = excluded_by(tx, case.person_id)
    if referral.institution_id in institutions or not consent_holds(tx, referral):
        return NOT_PERMITTED
    if (
        staff is None
        or staff.institution_id != referral.institution_id
        or "lead" not in staff.roles
        or staff.id in workers
    ):
        return NOT_PERMITTED
    if referral.lead_id == staff.id and referral.state != "returned":
        return OK
    before = found.staff(tx, referral.lead_id)
    give_to(tx, case, referral, staff.id)
    _noted(tx, actor, case, "reassigned", referral)
    tell_new_lead(tx, case, referral, staff)
    if before is not None and before.id != actor.staff_id:
        tx.tell(before.person_id, "case_taken_away", code=case.code)
    return OK


def tell_new_lead(tx: Tx, case: Case, referral: Referral, staff: Staff) -> None:
    """Say to somebody that a referral is in her hands now, and by when there must be a contact."""
    contact = deadlines.open_deadline(tx, referral, "contact")
    tx.tell(
        staff.person_id,
        "reassigned_to_you",
        code=case.code,
        colour=colour(tx, case),
        due=when(contact.due_at) if contact is not None else None,
        referral=referral.id,
    )


def give_to(tx: Tx, case: Case, referral: Referral, staff_id: str | None) -> None:
    """Put a referral into other hands: whoever has it now has still to take it, unless there was a contact
    already and it is under way. Telling is the caller's."""
    referral.lead_id = staff_id
    if referral.state in ("sent", "accepted", "silent", "returned"):
        referral.state, referral.accepted_at = "sent", None
        deadlines.take_anew(tx, case, referral)


def paused(tx: Tx, actor: Actor, data: Mapping[str, Any]) -> Happened:
    """Put a deadline off by so many hours, for a reason. Nothing of an emergency can be put off: ``red``."""
    what = found.deadline_and_case(tx, data["deadline"])
    hours = data["hours"]
    if what is None or not permitted(tx, actor, "paused", what[0]):
        return NOT_PERMITTED
    deadline, case = what
    if not pausable(tx, case):
        return Happened("red")
    if deadline.met_at is not None or not 1 <= hours <= LONGEST_PAUSE:
        return NOT_PERMITTED
    note = CaseNote(
        id=tx.new_id(),
        case_id=case.id,
        person_id=case.person_id,
        staff_id=actor.staff_id,
        kind="paused",
        at=tx.now,
    )
    tx.seal(note, "body", data["reason"])
    tx.db.add(note)
    deadlines.pause(tx, deadline, hours)
    _noted(tx, actor, case, "paused", deadline, hours=hours)
    return OK


def pausable(tx: Tx, case: Case) -> bool:
    """Whether the region lets a deadline of this case's level be put off."""
    grade = grade_of(tx, case)
    return grade.terms.pausable and not grade.emergency


def open_of(tx: Tx, staff_id: str) -> list[tuple[Referral, Case]]:
    """The referrals somebody leads and that are not finished."""
    rows = tx.db.execute(
        select(Referral, Case)
        .join(Case, Case.id == Referral.case_id)
        .where(Referral.lead_id == staff_id, Referral.closed_at.is_(None), Referral.state.not_in(CLOSED))
        .order_by(Referral.sent_at, Referral.id)
        .with_for_update(of=Referral),
        execution_options=found.FRESH,
    ).all()
    return [(referral, case) for referral, case in rows]


def _noted(tx: Tx, actor: Actor, case: Case, kind: str, about: Deadline | Referral, **data: Any) -> None:
    timeline.note(tx, actor, case.id, kind, about=about.id, **data)
    audit.record(tx, actor, kind, case.id, about.id)
