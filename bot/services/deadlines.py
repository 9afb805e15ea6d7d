"""Deadlines of a referral: planned when it is sent, met, moved, planned anew when the level changes.

What is due when, and who hears of it before, comes from the region's terms (``bot.ladder``). Deadlines are
UTC moments; ``tick`` tells what has come (``services.nudging``).
"""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

from sqlalchemy import select

from bot.calendar import before_quiet
from bot.db.models import Case, Deadline, Institution, Nudge, Referral
from bot.db.tx import Tx
from bot.services.asking import asked_already
from bot.services.directory import NO_TRACK
from bot.services.grades import grade_of
from bot.services.nudging import tell_now, tick
from bot.services.planning import (
    add_nudge,
    drop,
    drop_nudges,
    every,
    last,
    meet,
    new_deadline,
    plan,
    standing,
    within,
)
from bot.services.versions import region_of_case
from flows.policy.grades import Terms
from flows.rules.signing import unsigned

__all__ = [
    "acknowledge_met",
    "all_met",
    "contact_met",
    "led_by_nobody",
    "open_deadline",
    "open_for",
    "pause",
    "reopen",
    "replan",
    "returned",
    "signoff_met",
    "take_anew",
    "tick",
    "work_done",
]

MISMATCH_AGAIN = timedelta(hours=24)
"""A contact that the person denies: the coordinator hears at once, and again after so long."""

RETURNED_AGAIN = timedelta(hours=24)
"""What was handed back and taken by nobody: the coordinator hears at once, and again after so long."""


def open_for(tx: Tx, case: Case, referral: Referral) -> datetime | None:
    """Plan what is due for a referral that was just sent, or that waits for the head's signature, and tell
    what is to be told at once. Answers by when the first contact is promised, or None.

    Called again once the head has signed: the outer limit still counts from ``referral.sent_at``. A referral
    along the track of an earlier one that was handed back ends the deadlines of that one.
    """
    _supersede(tx, referral)
    terms = grade_of(tx, case).terms
    if referral.state == "waiting":
        terms = unsigned(region_of_case(tx, case).sending, terms)
    elif terms.outer is not None:
        spent = tx.now - referral.sent_at
        terms = within(terms, timedelta(minutes=terms.outer.minutes) - spent)
    if terms.ask_after is not None and asked_already(tx, case):
        terms = replace(terms, ask_after=None)
    place = tx.db.get_one(Institution, referral.institution_id)
    # who sent it (on) to a place that is not on the system stands in for its lead, and knows already
    knows = not place.on_system and (case.opened_by is not None or referral.lead_id is not None)
    hear_at_once = ("coordinator",) if knows else ("lead", "coordinator")
    plan(tx, case, referral, terms, tx.now, created_for=hear_at_once)
    if referral.state == "sent" and not knows:
        _lead_hears(tx, case, referral)
    tell_now(tx, referral)
    contact = standing(tx, referral, "contact")
    return contact.due_at if contact is not None else None


def open_deadline(tx: Tx, referral: Referral, kind: str) -> Deadline | None:
    """The referral's deadline of that kind (``bot.ladder.Kind``) that is not met yet."""
    return standing(tx, referral, kind)


def acknowledge_met(tx: Tx, case: Case, referral: Referral) -> None:
    """Somebody has taken the case: where that starts the first contact's clock, it starts now."""
    meet(tx, referral, "acknowledge")
    terms = grade_of(tx, case).terms
    if terms.starts != "acknowledged" or referral.contacted_at is not None:
        return
    contact = standing(tx, referral, "contact")
    if contact is None and last(tx, referral, "contact") is not None:
        return
    begun = contact.started_at if contact is not None else referral.sent_at
    plan(tx, case, referral, terms, begun, acknowledged_at=tx.now, kinds=("contact",), no_later=True)


def contact_met(tx: Tx, referral: Referral) -> None:
    """There was a contact: nothing is due before it any more."""
    meet(tx, referral, "acknowledge", "contact")


def signoff_met(tx: Tx, referral: Referral) -> None:
    """The head has decided."""
    meet(tx, referral, "signoff")


def work_done(tx: Tx, referral: Referral) -> None:
    """The recipient has finished; what the person is asked may still be open."""
    meet(tx, referral, "acknowledge", "contact", "signoff")


def all_met(tx: Tx, referral: Referral) -> None:
    """Nothing is due for this referral any more, and nothing asked: it was withdrawn, or another one took its
    place."""
    meet(tx, referral, "acknowledge", "contact", "signoff", "asked")


def take_anew(tx: Tx, case: Case, referral: Referral) -> None:
    """Somebody else is to take the case: the acknowledgement is due anew, the first contact as before, and
    what a coordinator had heard of is watched again. Whoever moved it tells the new lead."""
    contact = standing(tx, referral, "contact")
    if contact is not None:
        contact.heard_at = None
    terms = grade_of(tx, case).terms
    planned = plan(tx, case, referral, terms, tx.now, kinds=("acknowledge",), created_for=())
    waiting = standing(tx, referral, "acknowledge")
    if waiting is not None and not planned:
        drop(tx, waiting)  # the reminder that nobody had taken it back


def returned(tx: Tx, case: Case, referral: Referral) -> None:
    """The recipient handed it back: a coordinator is reminded until somebody else has it. The first contact
    stays due as it was."""
    terms = grade_of(tx, case).terms
    repeat = every(terms)
    row = standing(tx, referral, "acknowledge") or new_deadline(tx, case, referral, "acknowledge")
    row.level, row.stage, row.heard_at = case.level, "returned", None
    row.started_at = tx.now
    row.due_at = tx.now + (timedelta(minutes=repeat) if repeat else RETURNED_AGAIN)
    tx.db.flush()
    drop_nudges(tx, row)
    add_nudge(tx, row, "returned", "coordinator", row.due_at, urgent=not terms.quiet, repeat=repeat)


def led_by_nobody(tx: Tx, case: Case, referral: Referral) -> None:
    """The person wants another institution than the one that led: nothing is signed or asked about this one
    any more, and a coordinator is reminded as of what was handed back."""
    meet(tx, referral, "signoff", "asked")
    returned(tx, case, referral)


def replan(tx: Tx, case: Case, *, raised: bool) -> None:
    """The case has another level: its deadlines follow. Raised, they count from now and never become later;
    lowered, they count from the sending as if it had been so from the beginning."""
    terms = grade_of(tx, case).terms
    referrals = tx.db.scalars(
        select(Referral).where(
            Referral.case_id == case.id,
            Referral.closed_at.is_(None),
            Referral.contacted_at.is_(None),
            Referral.state.in_(("sent", "accepted", "working", "silent", "returned")),
        )
    ).all()
    for referral in referrals:
        _replan(tx, case, referral, terms, raised=raised)


def reopen(tx: Tx, case: Case, referral: Referral) -> None:
    """The person denies the contact that was claimed: its deadline runs again, and is watched. The promise
    stays what it was, also where it is broken by now."""
    contact = last(tx, referral, "contact") or new_deadline(tx, case, referral, "contact")
    contact.level, contact.stage = case.level, "mismatch"
    contact.due_at = contact.due_at or tx.now
    contact.met_at = contact.heard_at = None
    tx.db.flush()
    terms = grade_of(tx, case).terms
    repeat = every(terms)
    again = tx.now + (timedelta(minutes=repeat) if repeat else MISMATCH_AGAIN)
    add_nudge(tx, contact, "mismatch", "lead", tx.now, urgent=not terms.quiet)
    add_nudge(tx, contact, "mismatch", "coordinator", again, urgent=not terms.quiet, repeat=repeat)
    tell_now(tx, referral)


def pause(tx: Tx, deadline: Deadline, hours: int) -> None:
    """Move a deadline and every rung of it that was not told yet. Whether it may be paused is the caller's
    question (``Terms.pausable``)."""
    by = timedelta(hours=hours)
    if deadline.due_at is not None:
        deadline.due_at += by
    untold = select(Nudge).where(Nudge.deadline_id == deadline.id, Nudge.told_at.is_(None))
    for nudge in tx.db.scalars(untold):
        nudge.at = before_quiet(nudge.at + by, not_before=tx.now, zone=tx.world.zone.key)


def _replan(tx: Tx, case: Case, referral: Referral, terms: Terms, *, raised: bool) -> None:
    accepted = referral.accepted_at is not None
    acknowledged_at = (tx.now if raised else referral.accepted_at) if accepted else None
    contact = standing(tx, referral, "contact")
    if raised and contact is not None and contact.due_at is not None:
        terms = within(terms, contact.due_at - tx.now)
    wanted = {
        "acknowledge": not accepted,
        "contact": raised or contact is not None,
        "asked": not asked_already(tx, case),
    }
    planned = plan(
        tx,
        case,
        referral,
        terms,
        tx.now if raised else referral.sent_at,
        acknowledged_at=acknowledged_at,
        kinds=[kind for kind in wanted if wanted[kind]],
        created_for=("coordinator",),  # the lead hears that the level was raised (services.levels)
        no_later=raised,
    )
    for kind in ("acknowledge", "contact", "asked"):
        left = standing(tx, referral, kind)
        if left is not None and kind not in planned and not (kind == "asked" and left.stage):
            drop(tx, left)
    tell_now(tx, referral)


def _lead_hears(tx: Tx, case: Case, referral: Referral) -> None:
    """Whatever the level: whoever has to work on it is told that it is there, if not by the ladder's own
    rung."""
    planned = select(Nudge.id).join(Deadline, Deadline.id == Nudge.deadline_id)
    mine = planned.where(Deadline.referral_id == referral.id, Nudge.stage == "created", Nudge.whom == "lead")
    tx.db.flush()
    if tx.db.scalar(mine.limit(1)) is not None:
        return
    row = standing(tx, referral, "contact")
    if row is None:
        row = new_deadline(tx, case, referral, "contact")  # without a moment: nothing is promised
        tx.db.flush()
    add_nudge(tx, row, "created", "lead", tx.now)


def _supersede(tx: Tx, referral: Referral) -> None:
    """An earlier referral of the person along the same track was handed back: this one takes its place."""
    earlier = tx.db.scalars(
        select(Referral).where(
            Referral.person_id == referral.person_id,
            Referral.track == referral.track,
            Referral.track != NO_TRACK,
            Referral.state == "returned",
            Referral.id != referral.id,
        )
    )
    for one in earlier:
        all_met(tx, one)
