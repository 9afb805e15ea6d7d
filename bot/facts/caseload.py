"""A worker's cases: what she leads, what she referred. ``answers.sought`` (a case code) narrows the lists.

A row's label is a whole button: colour, code, state or term and institution, never somebody's name or words.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Label, String, Subquery, and_, case, cast, exists, func, or_, select

from bot.db.another import another
from bot.db.models import Case, Consent, Institution, Referral, Staff
from bot.db.tx import Tx
from bot.facts.labels import at, due_of_referral, first_things, state_line
from bot.facts.windows import WINDOW, begins, window
from bot.services import lines
from bot.services.access import Actor, not_excluded, open_to_recipient, sent_for
from bot.services.case_work import WORKED_ON
from flows.engine.message import Json, M, Text

_UNDER_WAY = ("contacted", "working")
_UNTAKEN = ("waiting", "sent", "returned")

_NEW = M("desk.work_new", "{colour} {code}: нова, взяти до {due}")
_DUE = M("desk.work_due", "{colour} {code}: {state}, контакт до {due}")
_NEW_LATE = M("desk.work_new_late", "{colour} {code}: прострочено, не взято до {due}")
_LATE = M("desk.work_late", "{colour} {code}: прострочено, контакт мав бути до {due}")
_SENT_LATE = M("desk.sent_late", "{colour} {code}: прострочено, {state}")


def work(tx: Tx, actor: Actor, answers: Mapping[str, Any]) -> Json:
    """A window of what she leads or stands in for, and what is offered to her institution.

    First what is overdue, by due time; then what waits for somebody to take it or for a first contact: the
    graver first, of those as urgent what the region puts first, then by due time; then what waits without a
    term, the new before the taken; last where there was a contact. An institution gets one referral of a
    case, so that only one that is not her own is named.
    """
    if actor.staff_id is None:
        return []
    hers = led(tx, actor, answers)
    rank = case(
        (hers.c.due_at <= tx.now, 0),
        (hers.c.due_at.is_not(None), 1),
        (Referral.state == "sent", 2),
        (Referral.state.in_(_UNDER_WAY), 4),
        else_=3,
    )
    rows = tx.db.execute(
        select(Referral, Case, Institution.name, hers.c.due_at, hers.c.priority)
        .join(hers, hers.c.id == Referral.id)
        .join(Case, Case.id == Referral.case_id)
        .join(Institution, Institution.id == Referral.institution_id)
        .order_by(
            rank,
            *first_things(tx, actor, rank.in_((1, 2, 3))),
            hers.c.due_at,
            Referral.state != "sent",
            Referral.sent_at,
            Referral.id,
        )
        .limit(WINDOW)
        .offset(begins(answers, _every(tx, hers)))
    ).all()
    made = []
    for referral, one, place, due_at, first in rows:
        line = _line(tx, referral, one, due_at, told=first)
        made.append(
            {
                "id": referral.id,
                "label": line if referral.institution_id == actor.institution_id else at(place, line),
                "code": one.code,
                "colour": lines.colour(tx, one),
                "state": referral.state,
            }
        )
    return made


def sent(tx: Tx, actor: Actor, answers: Mapping[str, Any]) -> Json:
    """A window of what this specialist referred, or stands in for whoever did (``access.sent_for``).

    First what is overdue, by due time; then what nobody has taken or was handed back: the graver first, of
    those as urgent what the region puts first, then by due time; then what was taken, then where there was a
    contact; last what is finished, the newest first.
    """
    if actor.staff_id is None:
        return []
    hers = referred(tx, actor, answers)
    rank = case(
        (Referral.closed_at.is_not(None), 4),
        (hers.c.due_at <= tx.now, 0),
        (Referral.state.in_(_UNTAKEN), 1),
        (Referral.state.in_(_UNDER_WAY), 3),
        else_=2,
    )
    due_at = case((rank < 2, hers.c.due_at))
    rows = tx.db.execute(
        select(Referral, Case, Institution, hers.c.due_at)
        .join(hers, hers.c.id == Referral.id)
        .join(Case, Case.id == Referral.case_id)
        .join(Institution, Institution.id == Referral.institution_id)
        .order_by(
            rank,
            *first_things(tx, actor, rank == 1),
            due_at.is_(None),
            due_at,
            Referral.sent_at.desc(),
            Referral.id,
        )
        .limit(WINDOW)
        .offset(begins(answers, _every(tx, hers)))
    ).all()
    return [
        {
            "id": referral.id,
            "label": at(place.name, _line_sent(tx, referral, one, due_at)),
            "code": one.code,
            "state": referral.state,
            "on_system": place.on_system,
        }
        for referral, one, place, due_at in rows
    ]


def work_count(tx: Tx, actor: Actor, answers: Mapping[str, Any]) -> Json:
    """How much of her work is ``overdue``, ``new`` (taken by nobody) or ``taken``, where there was a contact
    (``under_way``), and what the region puts first (``put_first``); and of the window."""
    counted = dict.fromkeys(("all", "overdue", "new", "under_way", "put_first"), 0)
    if actor.staff_id is not None:
        hers = led(tx, actor, answers)
        counted = _counted(
            tx,
            hers,
            overdue=hers.c.due_at <= tx.now,
            new=hers.c.state == "sent",
            under_way=hers.c.state.in_(_UNDER_WAY),
            put_first=hers.c.priority,
        )
    taken = counted["all"] - counted["new"] - counted["under_way"]
    return {**counted, "taken": taken, **window(answers, counted["all"])}


def sent_count(tx: Tx, actor: Actor, answers: Mapping[str, Any]) -> Json:
    """How much of what she referred is ``open``, how much of that is ``untaken``, ``overdue`` or
    ``put_first`` by the region; and of the window."""
    counted = dict.fromkeys(("all", "open", "untaken", "overdue", "put_first"), 0)
    if actor.staff_id is not None:
        hers = referred(tx, actor, answers)
        runs = hers.c.closed_at.is_(None)
        counted = _counted(
            tx,
            hers,
            open=runs,
            untaken=runs & hers.c.state.in_(_UNTAKEN),
            overdue=runs & (hers.c.due_at <= tx.now),
            put_first=runs & hers.c.priority,
        )
    return {**counted, **window(answers, counted["all"])}


def _counted(tx: Tx, hers: Subquery, **meant: ColumnElement[bool]) -> dict[str, int]:
    """How many there are, and how many of each kind that is meant."""
    sums = (func.coalesce(func.sum(case((one, 1), else_=0)), 0) for one in meant.values())
    found = tx.db.execute(select(func.count(), *sums).select_from(hers)).one()
    return dict(zip(("all", *meant), found, strict=True))


def _every(tx: Tx, hers: Subquery) -> int:
    return tx.db.scalar(select(func.count()).select_from(hers)) or 0


def led(tx: Tx, actor: Actor, answers: Mapping[str, Any]) -> Subquery:
    """The referrals of ``work``: ``id``, ``state``, ``due_at`` and ``priority``, where she may know of it."""
    lead = another(Staff, "lead of her work")
    mine: list[ColumnElement[bool]] = [Referral.lead_id == actor.staff_id, lead.deputy_id == actor.staff_id]
    if "lead" in actor.roles:
        offered = (Referral.institution_id == actor.institution_id) & Referral.lead_id.is_(None)
        mine.append(offered & (Referral.state == "sent"))
    return (
        select(Referral.id, Referral.state, _told_priority(actor), due_of_referral())
        .join(Case, Case.id == Referral.case_id)
        .outerjoin(lead, lead.id == Referral.lead_id)
        .where(
            *_sought(answers),
            Referral.state.in_(WORKED_ON),
            Referral.closed_at.is_(None),
            or_(*mine),
            open_to_recipient(tx, actor),
        )
        .subquery()
    )


def referred(tx: Tx, actor: Actor, answers: Mapping[str, Any]) -> Subquery:
    """The referrals of ``sent``: ``id``, ``state``, ``closed_at``, ``due_at`` and ``priority``."""
    return (
        select(Referral.id, Referral.state, Referral.closed_at, Case.priority, due_of_referral())
        .join(Case, Case.id == Referral.case_id)
        .where(
            *_sought(answers),
            or_(Case.opened_by == actor.staff_id, sent_for(tx, actor)),
            not_excluded(actor),
        )
        .subquery()
    )


def _sought(answers: Mapping[str, Any]) -> tuple[ColumnElement[bool], ...]:
    """That it is the case looked for, if one is."""
    code = answers.get("sought")
    return (Referral.case_id.in_(select(Case.id).where(Case.code == code)),) if code else ()


def _told_priority(actor: Actor) -> Label[bool]:
    """Whether the region puts it first, for whoever gets it: known where the answers that make it so are part
    of the consent, or she referred it herself (``access.fields_open``)."""
    told = exists().where(
        Consent.id == Referral.consent_id, cast(Consent.fields, String).contains('"profile"')
    )
    return and_(Case.priority, or_(told, Case.opened_by == actor.staff_id)).label("priority")


def _line(tx: Tx, referral: Referral, one: Case, due_at: datetime | None, *, told: bool) -> Text:
    """The row of whoever works on it: a new one is called new. ``told`` as ``lines.spot`` has it."""
    if due_at is None:
        return state_line(tx, referral, one, told=told)
    late = due_at <= tx.now
    given = {"colour": lines.spot(tx, one, told=told), "code": one.code, "due": lines.when(due_at)}
    if referral.state == "sent":
        return (_NEW_LATE if late else _NEW).json(**given)
    return _LATE.json(**given) if late else _DUE.json(**given, state=lines.state(referral))


def _line_sent(tx: Tx, referral: Referral, one: Case, due_at: datetime | None) -> Text:
    """The row of who sent it: the state, and that it is late."""
    if due_at is None or due_at > tx.now or referral.closed_at is not None:
        return state_line(tx, referral, one)
    return _SENT_LATE.json(colour=lines.spot(tx, one), code=one.code, state=lines.state(referral))
