"""The coordinator's board: what is due and overdue in her region.

A row's label is a whole button: colour, code, term and institution, never somebody's name or words.
``answers.sought`` (a case code) and ``answers.place`` (an institution) narrow the board.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from types import MappingProxyType
from typing import Any

from sqlalchemy import ColumnElement, Select, Subquery, case, func, or_, select

from bot.db.models import Case, Deadline, Institution, Referral, Staff
from bot.db.tx import Tx
from bot.facts.labels import at, first_things
from bot.facts.windows import WINDOW, begins, window
from bot.services import lines
from bot.services.access import Actor, not_excluded
from bot.services.desk import pausable
from bot.services.directory import CLOSED
from bot.services.grades import grade_of
from bot.services.standing_in import watched
from flows.engine.message import Json, M

_HEARD = M("desk.heard_line", "{line} · взято на себе")
_PLACE = M("desk.place_row", "{name} · строків: {all}")
_PLACE_LATE = M("desk.place_late", "{name} · строків: {all}, прострочено: {overdue}")

_AHEAD = MappingProxyType(
    {
        "acknowledge": M("desk.what_acknowledge", "Справу треба прийняти до {due}."),
        "contact": M("desk.what_contact", "Перший контакт має бути до {due}."),
        "signoff": M("desk.what_signoff", "Направлення треба підписати до {due}."),
        "asked": M("desk.what_asked", "Людина каже, що допомоги ще немає."),
    }
)
_OVERDUE = MappingProxyType(
    {
        "acknowledge": M("desk.missed_acknowledge", "Строк минув: справу мали прийняти до {due}."),
        "contact": M("desk.missed_contact", "Строк минув: перший контакт мав бути до {due}."),
        "signoff": M("desk.missed_signoff", "Строк минув: направлення мали підписати до {due}."),
        "asked": M("desk.what_asked", "Людина каже, що допомоги ще немає."),
    }
)


def due(tx: Tx, actor: Actor, answers: Mapping[str, Any]) -> Json:
    """A window of what is due and overdue in the coordinator's region: of each referral its nearest deadline.
    A question to a person is due only where she said that nothing has come of it.

    First what nobody has taken on: what is overdue, by due time, then the graver first, of those as urgent
    what the region puts first, by due time; then what somebody has heard of, by due time."""
    if not watches(actor):
        return []
    nearest = nearest_running(tx, actor, answers)
    every = tx.db.scalar(select(func.count()).select_from(nearest)) or 0
    ahead = Deadline.heard_at.is_(None) & (Deadline.due_at > tx.now)
    rows = tx.db.execute(
        select(Deadline, Case, Institution.name)
        .join(nearest, nearest.c.id == Deadline.id)
        .join(Case, Case.id == Deadline.case_id)
        .join(Institution, Institution.id == nearest.c.institution_id)
        .order_by(
            Deadline.heard_at.is_not(None),
            ahead,
            *first_things(tx, actor, ahead),
            Deadline.due_at,
            Case.code,
            Institution.name,
            Deadline.id,
        )
        .limit(WINDOW)
        .offset(begins(answers, every))
    ).all()
    return [_due_row(tx, deadline, one, place) for deadline, one, place in rows]


def due_count(tx: Tx, actor: Actor, answers: Mapping[str, Any]) -> Json:
    """How much of the board is ``overdue``, how much lies ``ahead``, how much of both somebody has ``heard``
    of; and of the window. What the region puts first only stands first: why, is told to those who may know
    the answers."""
    overdue = every = heard = 0
    if watches(actor):
        nearest = nearest_running(tx, actor, answers)
        every, overdue, heard = tx.db.execute(
            select(func.count(), *(func.coalesce(one, 0) for one in _sums(tx, nearest))).select_from(nearest)
        ).one()
    counted = {"overdue": overdue, "ahead": every - overdue, "heard": heard}
    return {**counted, **window(answers, every)}


def deadline(tx: Tx, actor: Actor, answers: Mapping[str, Any]) -> Json:
    """``answers.deadline`` as its row on the board is now, with who has the case; None where nothing runs any
    more or it is not for this coordinator."""
    if not watches(actor):
        return None
    found = tx.db.execute(
        select(Deadline, Case, Institution, Referral, Staff)
        .join(Case, Case.id == Deadline.case_id)
        .join(Referral, Referral.id == Deadline.referral_id)
        .join(Institution, Institution.id == Referral.institution_id)
        .outerjoin(Staff, Staff.id == Referral.lead_id)
        .where(Deadline.id == answers.get("deadline"), *_runs(tx, actor))
    ).one_or_none()
    if found is None:
        return None
    what, one, place, referral, lead = found
    row = _due_row(tx, what, one, place.name)
    return {
        **row,
        "what": (_OVERDUE if row["overdue"] else _AHEAD)[what.kind].json(due=lines.when(what.due_at)),
        "lead": tx.unseal(lead, "name") if lead is not None else None,
        "state": referral.state,
        "state_label": lines.state(referral),
        "on_system": place.on_system,
    }


def ticked(tx: Tx, actor: Actor, answers: Mapping[str, Any]) -> Json:
    """Of what she has just said she takes on (``answers.deadline``, and ``answers.also`` where an alert stood
    for more), a line each of those that are taken on."""
    ids = [answers.get("deadline") or "", *(answers.get("also") or ())]
    if not watches(actor):
        return []
    rows = tx.db.execute(
        select(Deadline, Case, Institution.name)
        .join(Case, Case.id == Deadline.case_id)
        .join(Referral, Referral.id == Deadline.referral_id)
        .join(Institution, Institution.id == Referral.institution_id)
        .where(Deadline.id.in_(ids), Deadline.heard_at.is_not(None), *_runs(tx, actor))
        .order_by(Deadline.due_at, Institution.name, Deadline.id)
    )
    return [at(place, lines.due(tx, one, what)) for what, one, place in rows]


def due_places(tx: Tx, actor: Actor, answers: Mapping[str, Any]) -> Json:  # noqa: ARG001 - asked alike
    """The institutions with something due, where most is overdue first."""
    if not watches(actor):
        return []
    nearest = nearest_running(tx, actor, {})
    overdue, _ = _sums(tx, nearest)
    rows = tx.db.execute(
        select(Institution.id, Institution.name, func.count(), overdue)
        .select_from(nearest)
        .join(Institution, Institution.id == nearest.c.institution_id)
        .group_by(Institution.id, Institution.name)
        .order_by(overdue.desc(), func.count().desc(), Institution.name, Institution.id)
    ).all()
    return [
        {
            "id": id_,
            "label": _PLACE_LATE.json(name=name, all=every, overdue=missed)
            if missed
            else _PLACE.json(name=name, all=every),
            "name": name,
        }
        for id_, name, every, missed in rows
    ]


def running_by_place(tx: Tx, actor: Actor) -> dict[str, tuple[int, int, datetime]]:
    """Institution → how much is due there, how much of it is overdue, and by when the oldest was due."""
    nearest = nearest_running(tx, actor, {})
    overdue, _ = _sums(tx, nearest)
    rows = tx.db.execute(
        select(nearest.c.institution_id, func.count(), overdue, func.min(nearest.c.due_at)).group_by(
            nearest.c.institution_id
        )
    )
    return {id_: (every, missed, oldest) for id_, every, missed, oldest in rows}


def watches(actor: Actor) -> bool:
    """Whether she watches over deadlines: a coordinator, in her region."""
    return "coordinator" in actor.roles and actor.region is not None


def _sums(tx: Tx, nearest: Subquery) -> tuple[Any, Any]:
    """How many are overdue, and of how many somebody has heard."""
    return (
        func.sum(case((nearest.c.due_at <= tx.now, 1), else_=0)),
        func.sum(case((nearest.c.heard_at.is_not(None), 1), else_=0)),
    )


def _runs(tx: Tx, actor: Actor) -> tuple[ColumnElement[bool], ...]:
    """That a ``Deadline`` (with its ``Case`` and ``Referral``) runs where the coordinator acts."""
    return (
        Case.region.in_(watched(tx, actor.region)),
        Deadline.met_at.is_(None),
        Deadline.due_at.is_not(None),
        Referral.state.not_in(CLOSED),
        or_(Deadline.kind != "asked", Deadline.stage == "said_no"),
        not_excluded(actor),
    )


def nearest_running(tx: Tx, actor: Actor, answers: Mapping[str, Any]) -> Subquery:
    """Of each referral of the coordinator's region the nearest deadline that runs."""
    nth = func.row_number().over(partition_by=Deadline.referral_id, order_by=(Deadline.due_at, Deadline.id))
    running: Select[Any] = (
        select(
            Deadline.id,
            Deadline.referral_id,
            Deadline.due_at,
            Deadline.heard_at,
            Referral.institution_id,
            Case.priority,
            nth.label("nth"),
        )
        .join(Case, Case.id == Deadline.case_id)
        .join(Referral, Referral.id == Deadline.referral_id)
        .where(*_runs(tx, actor))
    )
    if sought := answers.get("sought"):
        running = running.where(Case.code == sought)
    if place := answers.get("place"):
        running = running.where(Referral.institution_id == place)
    each = running.subquery()
    return select(each).where(each.c.nth == 1).subquery()


def _due_row(tx: Tx, deadline: Deadline, one: Case, place: str) -> dict[str, Any]:
    line = at(place, lines.due(tx, one, deadline))
    if deadline.heard_at is not None:
        line = _HEARD.json(line=line)
    return {
        "id": deadline.id,
        "referral": deadline.referral_id,
        "case": one.id,
        "code": one.code,
        "place": place,
        "colour": lines.colour(tx, one),
        "label": line,
        "overdue": deadline.due_at is not None and deadline.due_at <= tx.now,
        "heard": deadline.heard_at is not None,
        "level": grade_of(tx, one).id,
        "kind": deadline.kind,
        "pausable": pausable(tx, one),
    }
