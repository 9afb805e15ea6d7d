"""The board of who works here: her cases by due time, each with what is to be done next.

It holds what the conversations list and nothing more: a coordinator's deadlines (``desk``), what somebody
leads or is offered, and what she referred (``caseload``). A referral stands there once. No name, no words of
anybody; a community is one in which the institution has a door.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import select

from bot.db.directory import Service
from bot.db.models import Case, Deadline, Institution, Referral
from bot.db.tx import Tx
from bot.facts import caseload, desk
from bot.links import CASE, TERMS
from bot.services import lines
from bot.services.access import ACCESS, Actor
from bot.services.grades import grade_of
from flows.engine.message import M, Text

MOST = 300
"""Rows of each list: a board longer than this is worked off by its filters and its beginning."""

_ACTIONS = {
    "sent": M("board.take", "Прийняти справу"),
    "accepted": M("board.contact", "Записати перший контакт"),
    "silent": M("board.again", "Спробувати ще раз"),
    "contacted": M("board.go_on", "Вести далі"),
    "working": M("board.go_on", "Вести далі"),
    "returned": M("board.find", "Знайти, хто візьме"),
}
_LOOK = M("board.look", "Переглянути")
_HEAR = M("board.hear", "Взяти на себе")


@dataclass(frozen=True, slots=True)
class Row:
    """One referral. ``link``: what opens the conversation at it (``bot.links``)."""

    referral: str
    link: str
    code: str
    colour: str
    level: str
    level_label: Text
    place: str
    place_name: str
    state: Text
    due_at: datetime | None
    overdue: bool
    action: Text
    new: bool


def board(tx: Tx, actor: Actor) -> list[Row]:
    """Everything that is hers to see, what is overdue first, then by due time, then what has no term."""
    found: dict[str, Row] = {}
    for row in (*_work(tx, actor), *_due(tx, actor), *_sent(tx, actor)):
        found.setdefault(row.referral, row)
    return sorted(found.values(), key=lambda one: (one.due_at is None, one.due_at or tx.now, one.code))


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


def _work(tx: Tx, actor: Actor) -> Iterable[Row]:
    if actor.staff_id is None or not actor.roles & set(ACCESS["work"]):
        return
    hers = caseload.led(tx, actor, {})
    query = (
        select(Referral, Case, Institution, hers.c.due_at, hers.c.priority)
        .join(hers, hers.c.id == Referral.id)
        .join(Case, Case.id == Referral.case_id)
        .join(Institution, Institution.id == Referral.institution_id)
        .order_by(hers.c.due_at.is_(None), hers.c.due_at)
        .limit(MOST)
    )
    for referral, case, place, due_at, first in tx.db.execute(query):
        action = _ACTIONS.get(referral.state, _LOOK)
        spot = lines.spot(tx, case, told=first)
        yield _row(tx, referral, case, place, due_at, spot, action, f"{CASE}{referral.id}")


def _due(tx: Tx, actor: Actor) -> Iterable[Row]:
    if not desk.watches(actor):
        return
    nearest = desk.nearest_running(tx, actor, {})
    query = (
        select(Referral, Case, Institution, Deadline)
        .join(nearest, nearest.c.id == Deadline.id)
        .join(Referral, Referral.id == Deadline.referral_id)
        .join(Case, Case.id == Deadline.case_id)
        .join(Institution, Institution.id == Referral.institution_id)
        .order_by(Deadline.due_at)
        .limit(MOST)
    )
    for referral, case, place, deadline in tx.db.execute(query):
        action = _LOOK if deadline.heard_at is not None else _HEAR
        spot = lines.colour(tx, case)
        yield _row(tx, referral, case, place, deadline.due_at, spot, action, f"{TERMS}{case.code}")


def _sent(tx: Tx, actor: Actor) -> Iterable[Row]:
    if actor.staff_id is None or not actor.roles & set(ACCESS["sent"]):
        return
    hers = caseload.referred(tx, actor, {})
    query = (
        select(Referral, Case, Institution, hers.c.due_at)
        .join(hers, hers.c.id == Referral.id)
        .join(Case, Case.id == Referral.case_id)
        .join(Institution, Institution.id == Referral.institution_id)
        .where(hers.c.closed_at.is_(None))
        .order_by(hers.c.due_at.is_(None), hers.c.due_at)
        .limit(MOST)
    )
    for referral, case, place, due_at in tx.db.execute(query):
        action = _ACTIONS["returned"] if referral.state == "returned" else _LOOK
        yield _row(tx, referral, case, place, due_at, lines.spot(tx, case), action, f"{CASE}{referral.id}")


def _row(
    tx: Tx,
    referral: Referral,
    case: Case,
    place: Institution,
    due_at: datetime | None,
    spot: str,
    action: M,
    link: str,
) -> Row:
    grade = grade_of(tx, case)
    return Row(
        referral=referral.id,
        link=link,
        code=case.code,
        colour=spot,
        level=grade.id,
        level_label=grade.label.json(),
        place=place.id,
        place_name=place.name,
        state=lines.state(referral),
        due_at=due_at,
        overdue=due_at is not None and due_at <= tx.now,
        action=action.json(),
        new=referral.state == "sent",
    )


def where(tx: Tx, actor: Actor, id_: str) -> str | None:
    """What opens the conversation at the referral, or at the deadline, of that id, if it is hers to see."""
    for row in board(tx, actor):
        if row.referral == id_:
            return row.link
    deadline = tx.db.get(Deadline, id_)
    if deadline is None or deadline.referral_id is None:
        return None
    return where(tx, actor, deadline.referral_id) if deadline.referral_id != id_ else None


def narrowed(rows: Iterable[Row], wanted: Mapping[str, Any], doors: Mapping[str, set[str]]) -> list[Row]:
    """What the filters leave: ``place``, ``level``, ``community`` (a name), ``overdue``."""
    return [
        one
        for one in rows
        if (not wanted["place"] or one.place == wanted["place"])
        and (not wanted["level"] or one.level == wanted["level"])
        and (not wanted["community"] or wanted["community"] in doors.get(one.place, ()))
        and (not wanted["overdue"] or one.overdue)
    ]
