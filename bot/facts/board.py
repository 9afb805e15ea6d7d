"""The board of who works here: her cases by due time, each with what is to be done next.

It holds what the conversations list and nothing more: what waits for a head's signature (``deciding``), a
coordinator's deadlines (``desk``), what somebody leads or is offered, and what she referred (``caseload``).
A referral stands there once. No name, no words of anybody; a community is one in which the institution has a
door.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Subquery, null, select, true

from bot.db.directory import Service
from bot.db.models import Case, Deadline, Institution, Referral
from bot.db.tx import Tx
from bot.facts import caseload, deciding, desk
from bot.links import CASE, SIGN, TERMS
from bot.services import lines
from bot.services.access import ACCESS, Actor
from bot.services.grades import grade_of
from flows.engine.message import M, Text

SHOWN = 200
"""Rows that are drawn; the filters look through all there are."""

_ACTIONS = {
    "sent": M("board.take", "Відкрити, щоб узяти"),
    "accepted": M("board.contact", "Відкрити: записати контакт"),
    "silent": M("board.again", "Спробувати ще раз"),
    "contacted": M("board.go_on", "Вести далі"),
    "working": M("board.go_on", "Вести далі"),
    "returned": M("board.find", "Відкрити: знайти, хто візьме"),
}
_LOOK = M("board.look", "Переглянути")
_HEAR = M("board.hear", "Відкрити: взяти на себе")
_SIGN = M("board.sign", "Переглянути й підписати")


@dataclass(frozen=True, slots=True)
class Entry:
    """One referral among all that is hers to see. ``link``: what opens the conversation at it
    (``bot.links``). ``known``: whether she may know that the region puts the case first."""

    referral: str
    case: str
    link: str
    state: str
    level: str
    place: str
    place_name: str
    due_at: datetime | None
    overdue: bool
    action: M
    known: bool

    @property
    def new(self) -> bool:
        return self.state == "sent"


@dataclass(frozen=True, slots=True)
class Row:
    """One referral as it is drawn."""

    link: str
    code: str
    colour: str
    level_label: Text
    place_name: str
    state: Text
    due_at: datetime | None
    overdue: bool
    action: Text


def entries(tx: Tx, actor: Actor) -> list[Entry]:
    """Everything that is hers to see, what is overdue first, then by due time, then what has no term."""
    found: dict[str, Entry] = {}
    for one in (*_signing(tx, actor), *_work(tx, actor), *_due(tx, actor), *_sent(tx, actor)):
        found.setdefault(one.referral, one)
    return sorted(found.values(), key=lambda one: (one.due_at is None, one.due_at or tx.now, one.referral))


def rows(tx: Tx, shown: Sequence[Entry]) -> list[Row]:
    """These entries as they are drawn."""
    asked = select(Referral, Case).join(Case, Case.id == Referral.case_id)
    wanted = tx.db.execute(asked.where(Referral.id.in_([one.referral for one in shown])))
    whole = {referral.id: (referral, case) for referral, case in wanted}
    return [_row(tx, one, *whole[one.referral]) for one in shown]


def levels(tx: Tx, found: Iterable[Entry]) -> dict[str, Text]:
    """The levels of these entries, each with its name."""
    one_of_each = {one.level: one.case for one in found}
    cases = tx.db.scalars(select(Case).where(Case.id.in_(one_of_each.values())))
    return {case.level: grade_of(tx, case).label.json() for case in cases}


def communities(tx: Tx, places: Iterable[str]) -> dict[str, set[str]]:
    """Of each of these institutions, the communities in which it has a door."""
    rows = tx.db.execute(
        select(Service.institution_id, Service.community).where(
            Service.institution_id.in_(set(places)), Service.community != ""
        )
    )
    found: dict[str, set[str]] = {}
    for place, community in rows:
        found.setdefault(place, set()).add(community)
    return found


def _signing(tx: Tx, actor: Actor) -> Iterator[Entry]:
    """What waits for the head's signature."""
    if "head" in actor.roles:
        yield from _entries(tx, deciding.to_sign(actor), SIGN, lambda _: _SIGN)


def _work(tx: Tx, actor: Actor) -> Iterator[Entry]:
    """What she leads, and what is offered to her institution."""
    if actor.staff_id is not None and actor.roles & set(ACCESS["work"]):
        hers = caseload.led(tx, actor, {})
        yield from _entries(tx, hers, CASE, lambda one: _ACTIONS.get(one.state, _LOOK), known=hers.c.priority)


def _due(tx: Tx, actor: Actor) -> Iterator[Entry]:
    """A coordinator's deadlines."""
    if desk.watches(actor):
        running = desk.nearest_running(tx, actor, {})
        yield from _entries(tx, running, TERMS, lambda one: _LOOK if one.heard_at else _HEAR)


def _sent(tx: Tx, actor: Actor) -> Iterator[Entry]:
    """What she referred, until it is over."""
    if actor.staff_id is not None and actor.roles & set(ACCESS["sent"]):
        hers = caseload.referred(tx, actor, {})
        over = hers.c.closed_at.is_(None)
        yield from _entries(
            tx, hers, CASE, lambda one: _ACTIONS["returned"] if one.state == "returned" else _LOOK, over
        )


def _entries(
    tx: Tx,
    hers: Subquery,
    link: str,
    action: Callable[[Any], M],
    *where: ColumnElement[bool],
    known: ColumnElement[bool] | None = None,
) -> Iterator[Entry]:
    """The referrals of a list (``referral_id`` or ``id``, ``due_at`` …). Only columns are read: there may be
    thousands."""
    referral = hers.c.referral_id if "referral_id" in hers.c else hers.c.id
    query = (
        select(
            Referral.id,
            Referral.case_id,
            Referral.state,
            Referral.institution_id,
            Institution.name,
            Case.level,
            Case.code,
            hers.c.due_at,
            (hers.c.heard_at if "heard_at" in hers.c else null()).label("heard_at"),
            (true() if known is None else known).label("known"),
        )
        .join(hers, referral == Referral.id)
        .join(Case, Case.id == Referral.case_id)
        .join(Institution, Institution.id == Referral.institution_id)
        .where(*where)
    )
    for one in tx.db.execute(query):
        due_at = one.due_at
        yield Entry(
            one.id,
            one.case_id,
            f"{link}{one.code if link == TERMS else one.id}",
            one.state,
            one.level,
            one.institution_id,
            one.name,
            due_at,
            due_at is not None and due_at <= tx.now,
            action(one),
            bool(one.known),
        )


def _row(tx: Tx, one: Entry, referral: Referral, case: Case) -> Row:
    return Row(
        one.link,
        case.code,
        lines.colour(tx, case) if one.link.startswith(TERMS) else lines.spot(tx, case, told=one.known),
        grade_of(tx, case).label.json(),
        one.place_name,
        lines.state(referral),
        one.due_at,
        one.overdue,
        one.action.json(),
    )


def where(tx: Tx, actor: Actor, id_: str) -> str | None:
    """What opens the conversation at the referral, or at the deadline, of that id, if it is hers to see."""
    deadline = tx.db.get(Deadline, id_)
    wanted = deadline.referral_id if deadline is not None else id_
    return next((one.link for one in entries(tx, actor) if one.referral == wanted), None)


def narrowed(found: Iterable[Entry], wanted: Mapping[str, Any], doors: Mapping[str, set[str]]) -> list[Entry]:
    """What the filters leave: ``place``, ``level``, ``community`` (a name), ``overdue``."""
    return [
        one
        for one in found
        if (not wanted["place"] or one.place == wanted["place"])
        and (not wanted["level"] or one.level == wanted["level"])
        and (not wanted["community"] or wanted["community"] in doors.get(one.place, ()))
        and (not wanted["overdue"] or one.overdue)
    ]
