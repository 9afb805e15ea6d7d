"""What a case lead does with a referral: take it or hand it back, log attempts, set a status, write how it
ended.

    sent ──accepted──> accepted ──status_set──> contacted | working | silent ──outcome_written──> done
      └──────────────────┴──handed_back──> returned

A claimed contact is asked of the person herself: her «no» opens the contact's deadline again. Where a
recipient is not on the system, the one who referred does the same in its stead (``services.access``,
«stead»).
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from sqlalchemy import func, select

from bot.db.models import Case, CaseNote, ContactAttempt, Feedback, Letter, Referral, Staff
from bot.db.tx import Tx
from bot.services import asking, audit, deadlines, found, timeline
from bot.services.access import Actor, permitted
from bot.services.contacts import next_allowed, safe_contact
from bot.services.directory import CLOSED, NO_TRACK
from bot.services.grades import grade_of
from bot.services.hearers import coordinators_of
from bot.services.leaving import left, unask
from bot.services.lines import RESULTS, STATES
from bot.services.preparing import prepare
from bot.services.sending import consent_holds
from bot.services.versions import region_of_case
from bot.services.watching import alert_coordinators
from flows.engine.message import Text
from flows.engine.said import Happened

ATTEMPTS = 2
"""«Не вийшли на зв'язок» needs so many attempts without an answer (design, promise 7: the default)."""

APART = timedelta(hours=1)
"""Attempts closer together than this are one: the promise is «at different times»."""

WORKED_ON = ("sent", "accepted", "contacted", "working", "silent")
STATUSES = ("contacted", "working", "silent")
HELPED = ("met", "partly")
"""Results before which a region may ask whether there is more to it (``Closing.asks``)."""

WAYS = ("call", "sms", "telegram", "viber", "web", "through", "visit")
TRIED = ("reached", "no_answer", "unsafe")
ANSWERS = ("yes", "no", "later")

OK = Happened("ok")
GONE = Happened("gone")
NOT_PERMITTED = Happened("not_permitted")


def accepted(tx: Tx, actor: Actor, data: Mapping[str, Any]) -> Happened:
    """The acting worker leads it from now on and answers for the first contact."""
    what = found.referral_and_case(tx, data["referral"])
    if what is None:
        return GONE
    referral, case = what
    if not permitted(tx, actor, "accepted", referral):
        return NOT_PERMITTED
    if referral.state == "accepted" and referral.lead_id == actor.staff_id:
        return OK  # pressed twice
    if referral.state != "sent":
        return GONE
    before = referral.lead_id
    referral.lead_id = actor.staff_id
    _accept(tx, case, referral)
    _noted(tx, actor, case, referral, "accepted")
    if before is not None and before != actor.staff_id and (lead := found.staff(tx, before)) is not None:
        tx.tell(lead.person_id, "case_taken_away", code=case.code)
    return OK


def handed_back(tx: Tx, actor: Actor, data: Mapping[str, Any]) -> Happened:
    """The recipient can't take it: whoever referred and the coordinators hear at once, and the recipient's
    access ends with that. The first contact stays due."""
    what = found.referral_and_case(tx, data["referral"])
    if what is None:
        return GONE
    referral, case = what
    right = "handed_back" if referral.state == "sent" else "status_set"
    if referral.state in (*CLOSED, "returned"):
        return GONE if permitted(tx, actor, "card", case) else NOT_PERMITTED
    if not permitted(tx, actor, right, referral):
        return NOT_PERMITTED
    note = CaseNote(
        id=tx.new_id(),
        case_id=case.id,
        person_id=case.person_id,
        staff_id=actor.staff_id,
        kind="handed_back",
        at=tx.now,
    )
    tx.seal(note, "body", data["reason"])
    tx.db.add(note)
    referral.state, referral.lead_id, referral.accepted_at = "returned", None, None
    deadlines.returned(tx, case, referral)
    _noted(tx, actor, case, referral, "handed_back")
    tell_sender(tx, actor, case, "returned_to_sender", code=case.code, referral=referral.id)
    alert_coordinators(tx, case, referral)
    left(tx, case, referral)
    return OK


def attempted(tx: Tx, actor: Actor, data: Mapping[str, Any]) -> Happened:
    """One try to reach the person is written down; ``ok`` carries how many there are."""
    what = found.referral_and_case(tx, data["referral"])
    if what is None or actor.staff_id is None:
        return NOT_PERMITTED
    referral, case = what
    if referral.state not in WORKED_ON or not permitted(tx, actor, "attempted", referral):
        return NOT_PERMITTED
    if data["way"] not in WAYS or data["result"] not in TRIED:
        return NOT_PERMITTED
    tx.db.add(
        ContactAttempt(
            id=tx.new_id(),
            referral_id=referral.id,
            staff_id=actor.staff_id,
            way=data["way"],
            result=data["result"],
            at=tx.now,
        )
    )
    tx.db.flush()
    _noted(tx, actor, case, referral, "attempted")
    counted = select(func.count(ContactAttempt.id)).where(ContactAttempt.referral_id == referral.id)
    return Happened("ok", {"attempts": tx.db.scalar(counted)})


def status_set(tx: Tx, actor: Actor, data: Mapping[str, Any]) -> Happened:
    """«Контакт встановлено» (the person is asked whether it is so), «У процесі» or «Не вийшли на зв'язок»,
    which needs attempts: ``needs_attempts`` carries ``needed``, ``have`` and ``missing``."""
    what = found.referral_and_case(tx, data["referral"])
    if what is None:
        return NOT_PERMITTED
    referral, case = what
    status = data["status"]
    allowed = permitted(tx, actor, "status_set", referral)
    if not allowed or referral.state not in WORKED_ON or status not in STATUSES:
        return NOT_PERMITTED
    if referral.state == status:
        return OK
    if status == "silent":
        have = unanswered(tx, referral)
        if have < ATTEMPTS:
            return Happened("needs_attempts", {"needed": ATTEMPTS, "have": have, "missing": ATTEMPTS - have})
    if referral.accepted_at is None:
        _accept(tx, case, referral)
    referral.state = status
    if status == "contacted":
        _claimed(tx, case, referral)
    elif status == "silent":
        deadlines.contact_met(tx, referral)  # all that could be asked of the lead was done
        label = STATES["silent"].json()
        tell_sender(tx, actor, case, "outcome_known", code=case.code, label=label)
        _tell_coordinators_of_emergency(tx, actor, case, referral)
        asking.tell_news(tx, case)  # her number may be wrong: here she can say how to reach her
    _noted(tx, actor, case, referral, "status_set", status=status)
    if status == "contacted":
        prepare(tx, actor, case, referral)
    return OK


def outcome_written(tx: Tx, actor: Actor, data: Mapping[str, Any]) -> Happened:
    """How it ended. Whoever referred hears of it; the case closes with the last of its referrals. A case that
    the region closes on one condition more (``Closing.asks``: she has settled in) stays open without it."""
    what = found.referral_and_case(tx, data["referral"])
    if what is None:
        return NOT_PERMITTED
    referral, case = what
    result = data["result"]
    allowed = permitted(tx, actor, "outcome_written", referral)
    if not allowed or referral.state not in WORKED_ON or result not in RESULTS:
        return NOT_PERMITTED
    if result == "unreached" and referral.state != "silent":
        return NOT_PERMITTED
    if result in HELPED and region_of_case(tx, case).closing.asks and data.get("adapted") is not True:
        return NOT_PERMITTED
    if referral.accepted_at is None:
        _accept(tx, case, referral)
    if referral.contacted_at is None and result != "unreached":
        _claimed(tx, case, referral)
    tx.seal(referral, "outcome", {"words": data["outcome"], "result": result})
    referral.state, referral.closed_at = "done", tx.now
    deadlines.work_done(tx, referral)
    unask(tx, case, referral, ("asked",))  # what it only prepared waits for whoever still works on the case
    _noted(tx, actor, case, referral, "outcome_written", result=result)
    tell_sender(tx, actor, case, "outcome_known", code=case.code, label=RESULTS[result].json())
    close_if_over(tx, actor, case)
    return OK


def contact_confirmed(tx: Tx, actor: Actor, data: Mapping[str, Any]) -> Happened:
    """The person's own word. A «no» to a contact that was claimed is a ``mismatch``: the coordinators hear,
    and the deadline runs again; a «no» to the question whether she got there goes to whoever referred."""
    what = found.referral_and_case(tx, data["referral"])
    if what is None:
        return GONE
    referral, case = what
    if not permitted(tx, actor, "contact_confirmed", referral) or referral.state == "withdrawn":
        return GONE
    if referral.state == "returned" and not consent_holds(tx, referral):
        return GONE  # she wants somebody else there
    answer = data["answer"]
    if answer not in ANSWERS:
        return GONE
    tx.db.add(Feedback(id=tx.new_id(), referral_id=referral.id, answer=answer, at=tx.now))
    match answer:
        case "later":
            asking.ask_anew(tx, referral)
            return OK
        case "yes":
            referral.contacted_at = referral.contacted_at or tx.now
            deadlines.contact_met(tx, referral)
            asking.answered(tx, referral)
            _noted(tx, actor, case, referral, "confirmed")
            return OK
    if referral.contacted_at is None:
        asking.said_no(tx, case, referral)
        _noted(tx, actor, case, referral, "not_arrived")
        return OK
    referral.contacted_at = None
    if referral.state in (*STATUSES, "done"):
        referral.state, referral.closed_at = "accepted", None
    if case.state == "closed":
        case.state, case.closed_at = "open", None
        timeline.note(tx, actor, case.id, "reopened")
    asking.answered(tx, referral)
    deadlines.reopen(tx, case, referral)
    _noted(tx, actor, case, referral, "denied")
    for one in coordinators_of(tx, case):
        tx.tell(one.person_id, "mismatch", code=case.code, referral=referral.id)
    return Happened("mismatch")


def unanswered(tx: Tx, referral: Referral) -> int:
    """Attempts without an answer at different times, since the person was last reached or has written back.
    A letter counts from her safe hours on: before, she could not have read it."""
    rows = tx.db.execute(
        select(ContactAttempt.at, ContactAttempt.result).where(ContactAttempt.referral_id == referral.id)
    ).all()
    contact = safe_contact(tx, referral.person_id)
    tries = sorted(
        (next_allowed(contact, at, tx.world.zone) if result == "written" else at, result)
        for at, result in rows
    )
    back = tx.db.scalar(
        select(func.max(Letter.at)).where(Letter.referral_id == referral.id, ~Letter.from_staff)
    )
    last, have = None, 0
    for at, result in tries:
        if at > tx.now or (back is not None and at <= back):
            continue
        if result == "reached":
            last, have = None, 0
        elif last is None or at - last >= APART:
            last, have = at, have + 1
    return have


def close_if_over(tx: Tx, actor: Actor | None, case: Case) -> None:
    """Close the case once nobody works on it any more. What was handed back counts only where another
    referral has taken its track."""
    tx.db.flush()
    referrals = tx.db.scalars(select(Referral).where(Referral.case_id == case.id)).all()
    taken = {one.track for one in referrals if one.state != "returned"} - {NO_TRACK}
    for one in referrals:
        over = one.state in CLOSED or (one.state == "returned" and one.track in taken)
        if not over:
            return
    if case.state == "open":
        for one in referrals:
            if one.state == "returned":
                deadlines.all_met(tx, one)
        case.state, case.closed_at = "closed", tx.now
        unask(tx, case)
        timeline.note(tx, actor, case.id, "closed")


def _accept(tx: Tx, case: Case, referral: Referral) -> None:
    referral.state, referral.accepted_at = "accepted", tx.now
    deadlines.acknowledge_met(tx, case, referral)


def _claimed(tx: Tx, case: Case, referral: Referral) -> None:
    referral.contacted_at = tx.now
    deadlines.contact_met(tx, referral)
    asking.ask_contact(tx, case, referral)


def _noted(tx: Tx, actor: Actor, case: Case, referral: Referral, kind: str, **data: str) -> None:
    timeline.note(tx, actor, case.id, kind, referral=referral.id, **data)
    audit.record(tx, actor, kind, case.id, referral.id)


def tell_sender(tx: Tx, actor: Actor, case: Case, notice: str, **give: Text) -> None:
    """Tell whoever referred, unless she is the one who acts."""
    sender: Staff | None = found.staff(tx, case.opened_by)
    if sender is not None and sender.id != actor.staff_id:
        tx.tell(sender.person_id, notice, **give)


def _tell_coordinators_of_emergency(tx: Tx, actor: Actor, case: Case, referral: Referral) -> None:
    """Nobody reaches a person in danger: that is not the end of it."""
    if grade_of(tx, case).emergency:
        alert_coordinators(tx, case, referral, but={actor.person_id})
