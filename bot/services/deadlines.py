"""Deadlines of a referral: planned when it is sent, met, moved, planned anew when the level changes.

What is due when comes from the region's terms (``bot.ladder``); here it becomes rows. A rung that nobody
needs any more is deleted, so that the clock's question («what is due?») stays short; what was told stays.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace
from datetime import datetime, timedelta

from sqlalchemy import delete, select

from bot import ladder
from bot.calendar import before_quiet
from bot.db.models import Case, Deadline, Institution, Nudge, Referral
from bot.db.tx import Tx
from bot.services.directory import hours_of, on_duty
from bot.services.nudging import tell_now, tick
from flows.policy.duration import Duration
from flows.policy.grades import Terms
from flows.regions.region import Region

__all__ = [
    "acknowledge_met",
    "all_met",
    "answered",
    "ask_anew",
    "ask_contact",
    "contact_met",
    "open_deadline",
    "open_for",
    "pause",
    "reopen",
    "replan",
    "returned",
    "said_no",
    "signoff_met",
    "take_anew",
    "tick",
    "work_done",
]

MISMATCH_AGAIN = timedelta(hours=24)
"""A contact that the person denies: the coordinator hears at once, and again after so long."""

RETURNED = timedelta(hours=24)
"""What was handed back and not taken by anybody: the coordinator hears again after so long."""

LATER = timedelta(hours=24)
"""«Не зараз»: the person is asked again the next day, in her safe hours."""


def open_for(tx: Tx, case: Case, referral: Referral, region: Region) -> datetime | None:
    """Plan what is due for a referral that was just sent, or that waits for the head's signature, and tell
    what is to be told at once. Answers by when the first contact is promised, or None.

    Called again once the head has signed: the outer limit still counts from ``referral.sent_at``. A referral
    that goes the way of an earlier one that was handed back ends the deadlines of that one.
    """
    _supersede(tx, referral)
    terms = region.levels.grade(case.level).terms
    if referral.state == "waiting":
        terms = Terms(sign_off=region.sending.sign_off, quiet=terms.quiet)
    elif terms.outer is not None:
        terms = _within(terms, terms.outer.minutes - _minutes(tx.now - referral.sent_at))
    if terms.ask_after is not None and _asked_already(tx, case):
        terms = replace(terms, ask_after=None)
    _plan(tx, case, referral, terms, tx.now)
    tell_now(tx, referral)
    contact = open_deadline(tx, referral, "contact")
    return contact.due_at if contact is not None else None


def open_deadline(tx: Tx, referral: Referral, kind: str) -> Deadline | None:
    """The referral's deadline of that kind that is not met yet."""
    return tx.db.scalars(
        select(Deadline)
        .where(Deadline.referral_id == referral.id, Deadline.kind == kind, Deadline.met_at.is_(None))
        .order_by(Deadline.started_at.desc())
        .limit(1)
    ).first()


def acknowledge_met(tx: Tx, case: Case, referral: Referral, region: Region) -> None:
    """Somebody has taken the case: where that starts the first contact's clock, it starts now."""
    _meet(tx, referral, "acknowledge")
    terms = region.levels.grade(case.level).terms
    if terms.starts != "acknowledged" or referral.contacted_at is not None:
        return
    standing = open_deadline(tx, referral, "contact")
    if standing is None and _contact_of(tx, referral) is not None:
        return
    begun = standing.started_at if standing is not None else referral.sent_at
    _plan(tx, case, referral, terms, begun, acknowledged_at=tx.now, kinds=("contact",))


def contact_met(tx: Tx, referral: Referral) -> None:
    """There was a contact: nothing is due before it any more."""
    _meet(tx, referral, "acknowledge", "contact")


def signoff_met(tx: Tx, referral: Referral) -> None:
    """The head has decided."""
    _meet(tx, referral, "signoff")


def take_anew(tx: Tx, case: Case, referral: Referral, region: Region) -> None:
    """Somebody else is to take the case: the acknowledgement is due anew, the first contact as before, and
    what a coordinator had heard of is watched again. Whoever moved it has told the new lead."""
    contact = open_deadline(tx, referral, "contact")
    if contact is not None:
        contact.heard_at = None
    terms = region.levels.grade(case.level).terms
    _plan(tx, case, referral, terms, tx.now, kinds=("acknowledge",), created_for=())


def work_done(tx: Tx, referral: Referral) -> None:
    """The recipient has finished; what the person is asked may still be open."""
    _meet(tx, referral, "acknowledge", "contact", "signoff")


def all_met(tx: Tx, referral: Referral) -> None:
    """Nothing is due for this referral any more, and nothing asked: it was withdrawn, or another took its
    place."""
    _meet(tx, referral, "acknowledge", "contact", "signoff", "asked")


def returned(tx: Tx, case: Case, referral: Referral, region: Region) -> None:
    """The recipient handed it back: a coordinator is reminded until somebody else has it. The first contact
    stays due as it was."""
    terms = region.levels.grade(case.level).terms
    repeat = _every(terms)
    due_at = tx.now + (timedelta(minutes=repeat) if repeat else RETURNED)
    row = open_deadline(tx, referral, "acknowledge")
    if row is None:
        row = Deadline(id=tx.new_id(), case_id=case.id, referral_id=referral.id, kind="acknowledge")
        tx.db.add(row)
    row.level, row.stage, row.heard_at = case.level, "returned", None
    row.started_at, row.due_at = tx.now, due_at
    tx.db.flush()
    _drop_nudges(tx, row)
    _add_nudge(tx, row, "returned", "coordinator", due_at, urgent=not terms.quiet, repeat=repeat)


def replan(tx: Tx, case: Case, region: Region, *, raised: bool) -> None:
    """The case has another level: its deadlines follow. Raised, they count from now and never become later;
    lowered, they count from the sending as if it had been so from the beginning."""
    terms = region.levels.grade(case.level).terms
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


def reopen(tx: Tx, case: Case, referral: Referral, region: Region) -> None:
    """The person denies the contact that was claimed: its deadline runs again, and is watched."""
    contact = _contact_of(tx, referral)
    if contact is None:
        contact = Deadline(
            id=tx.new_id(), case_id=case.id, referral_id=referral.id, kind="contact", started_at=tx.now
        )
        tx.db.add(contact)
    contact.level, contact.stage = case.level, "mismatch"
    contact.due_at = contact.due_at or tx.now  # the promise stays what it was, also where it is broken by now
    contact.met_at = contact.heard_at = None
    tx.db.flush()
    terms = region.levels.grade(case.level).terms
    repeat = _every(terms)
    again = tx.now + (timedelta(minutes=repeat) if repeat else MISMATCH_AGAIN)
    _add_nudge(tx, contact, "mismatch", "lead", tx.now, urgent=not terms.quiet)
    _add_nudge(tx, contact, "mismatch", "coordinator", again, urgent=not terms.quiet, repeat=repeat)
    tell_now(tx, referral)


def pause(tx: Tx, deadline: Deadline, hours: int) -> None:
    """Move a deadline and every rung of it that was not told yet. Whether it may be paused is the caller's
    question (``Terms.pausable``)."""
    by = timedelta(hours=hours)
    if deadline.due_at is not None:
        deadline.due_at += by
    deadline.paused_at = tx.now
    for nudge in tx.db.scalars(
        select(Nudge).where(Nudge.deadline_id == deadline.id, Nudge.told_at.is_(None))
    ):
        nudge.at = before_quiet(nudge.at + by, not_before=tx.now, zone=tx.world.zone.key)


# The questions to the person --------------------------------------------------------------------------------


def ask_contact(tx: Tx, case: Case, referral: Referral) -> None:
    """A contact was claimed: ask the person, in her safe hours, whether it happened."""
    asked = open_deadline(tx, referral, "asked")
    if asked is None:
        asked = Deadline(
            id=tx.new_id(),
            case_id=case.id,
            referral_id=referral.id,
            kind="asked",
            level=case.level,
            started_at=tx.now,
            stage="",
        )
        tx.db.add(asked)
    asked.due_at = tx.now
    tx.db.flush()
    _drop_nudges(tx, asked)
    _add_nudge(tx, asked, "claimed", "person", tx.now)
    tell_now(tx, referral)


def ask_anew(tx: Tx, referral: Referral) -> None:
    """«Не зараз»: the same question tomorrow."""
    asked = open_deadline(tx, referral, "asked")
    if asked is None:
        return
    last = tx.db.scalars(
        select(Nudge).where(Nudge.deadline_id == asked.id).order_by(Nudge.told_at.desc()).limit(1)
    ).first()
    _drop_nudges(tx, asked)
    _add_nudge(tx, asked, last.stage if last is not None else "asked", "person", tx.now + LATER)


def said_no(tx: Tx, case: Case, referral: Referral, region: Region) -> None:
    """She did not get there: who hears of it is the region's ladder, at least the one who referred."""
    asked = open_deadline(tx, referral, "asked")
    if asked is None:
        return
    _drop_nudges(tx, asked)
    terms = region.levels.grade(case.level).terms
    for one in ladder.plan_said_no(terms, tx.now, tx.world.zone.key):
        _add_nudge(tx, asked, one.stage, one.whom, one.at, urgent=one.urgent, repeat=one.repeat)
    tell_now(tx, referral)


def answered(tx: Tx, referral: Referral) -> None:
    """The person has answered; nothing is asked any more."""
    _meet(tx, referral, "asked")


# Rows -------------------------------------------------------------------------------------------------------


def _plan(
    tx: Tx,
    case: Case,
    referral: Referral,
    terms: Terms,
    created_at: datetime,
    *,
    acknowledged_at: datetime | None = None,
    kinds: Collection[str] = ("acknowledge", "contact", "signoff", "asked"),
    created_for: Collection[str] = ("lead", "coordinator"),
    no_later: bool = False,
) -> set[str]:
    """Write what is due and its rungs from now on; a standing deadline of the kind is planned anew. Answers
    the kinds that are due. ``created_for``: who hears at once. ``no_later``: a standing deadline may come
    earlier but not later."""
    place = tx.db.get_one(Institution, referral.institution_id)
    staffed = place.on_system and on_duty(tx, place)
    hours, zone = hours_of(tx, place), tx.world.zone.key
    dues = {
        one.kind: one
        for one in ladder.due(terms, created_at, hours, staffed=staffed, acknowledged_at=acknowledged_at)
        if one.kind in kinds
    }
    rows: dict[str, Deadline] = {}
    for kind, one in dues.items():
        row = open_deadline(tx, referral, kind)
        if row is None:
            row = Deadline(id=tx.new_id(), case_id=case.id, referral_id=referral.id, kind=kind, stage="")
            row.started_at, row.due_at = one.started_at, one.due_at
            tx.db.add(row)
        elif not (no_later and row.due_at is not None and row.due_at <= one.due_at):
            row.started_at, row.due_at = one.started_at, one.due_at
        row.level, row.heard_at = case.level, None
        rows[kind] = row
    tx.db.flush()
    for row in rows.values():
        _drop_nudges(tx, row)
    for rung in ladder.plan(
        terms, created_at, hours, staffed=staffed, acknowledged_at=acknowledged_at, zone=zone
    ):
        if rung.kind not in rows or (rung.stage == "created" and rung.whom not in created_for):
            continue
        at = max(rung.at, tx.now) if rung.stage == "breach" else rung.at
        if at >= tx.now:
            _add_nudge(tx, rows[rung.kind], rung.stage, rung.whom, at, urgent=rung.urgent, repeat=rung.repeat)
    return set(dues)


def _replan(tx: Tx, case: Case, referral: Referral, terms: Terms, *, raised: bool) -> None:
    created_at = tx.now if raised else referral.sent_at
    accepted = referral.accepted_at is not None
    acknowledged_at = (tx.now if raised else referral.accepted_at) if accepted else None
    contact = open_deadline(tx, referral, "contact")
    if raised and contact is not None and contact.due_at is not None:
        terms = _within(terms, _minutes(contact.due_at - tx.now))
    wanted = {
        "acknowledge": not accepted,
        "contact": raised or contact is not None,
        "asked": not _asked_already(tx, case),
    }
    planned = _plan(
        tx,
        case,
        referral,
        terms,
        created_at,
        acknowledged_at=acknowledged_at,
        kinds=[kind for kind in wanted if wanted[kind]],
        created_for=("coordinator",),  # the lead hears that the level was raised (services.levels)
        no_later=raised,
    )
    for kind in ("acknowledge", "contact", "asked"):
        standing = open_deadline(tx, referral, kind)
        if standing is not None and kind not in planned and not (kind == "asked" and standing.stage):
            standing.met_at, standing.stage = tx.now, "dropped"
            _drop_nudges(tx, standing)
    tell_now(tx, referral)


def _within(terms: Terms, minutes: int) -> Terms:
    """The same terms with an outer limit that close."""
    limit = Duration(max(1, minutes))
    if terms.outer is None or limit.minutes < terms.outer.minutes:
        return replace(terms, outer=limit) if terms.first_contact or terms.outer else terms
    return terms


def _every(terms: Terms) -> int:
    """Minutes after which the region's ladder tells a coordinator again; 0: once."""
    return max((one.every.minutes for one in terms.ladder if one.every is not None), default=0)


def _minutes(span: timedelta) -> int:
    return int(span.total_seconds() // 60)


def _meet(tx: Tx, referral: Referral, *kinds: str) -> None:
    rows = tx.db.scalars(
        select(Deadline).where(
            Deadline.referral_id == referral.id, Deadline.kind.in_(kinds), Deadline.met_at.is_(None)
        )
    ).all()
    for row in rows:
        row.met_at = tx.now
    if rows:
        tx.db.flush()
        ids = [row.id for row in rows]
        tx.db.execute(delete(Nudge).where(Nudge.deadline_id.in_(ids), Nudge.told_at.is_(None)))


def _supersede(tx: Tx, referral: Referral) -> None:
    """An earlier referral of the case along the same track was handed back: this one takes its place."""
    earlier = tx.db.scalars(
        select(Referral).where(
            Referral.case_id == referral.case_id,
            Referral.track == referral.track,
            Referral.state == "returned",
            Referral.id != referral.id,
        )
    )
    for one in earlier:
        all_met(tx, one)


def _asked_already(tx: Tx, case: Case) -> bool:
    """A person is asked once, not once for each recipient."""
    rows = select(Deadline.id).where(Deadline.case_id == case.id, Deadline.kind == "asked").limit(1)
    return tx.db.scalar(rows) is not None


def _contact_of(tx: Tx, referral: Referral) -> Deadline | None:
    return tx.db.scalars(
        select(Deadline)
        .where(Deadline.referral_id == referral.id, Deadline.kind == "contact")
        .order_by(Deadline.started_at.desc())
        .limit(1)
    ).first()


def _drop_nudges(tx: Tx, deadline: Deadline) -> None:
    tx.db.execute(delete(Nudge).where(Nudge.deadline_id == deadline.id, Nudge.told_at.is_(None)))


def _add_nudge(
    tx: Tx, deadline: Deadline, stage: str, whom: str, at: datetime, *, urgent: bool = False, repeat: int = 0
) -> None:
    if not urgent and whom != "person":
        at = before_quiet(at, not_before=tx.now, zone=tx.world.zone.key)
    nudge = Nudge(
        id=tx.new_id(), deadline_id=deadline.id, stage=stage, whom=whom, at=at, urgent=urgent, repeat=repeat
    )
    tx.db.add(nudge)
