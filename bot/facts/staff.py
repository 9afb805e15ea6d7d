"""What members of staff look at: their lists, their team. The case card is in ``facts.card``.

A row's label is a whole button: colour, code, state or term, never somebody's name or words.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import ColumnElement, or_, select
from sqlalchemy.orm import aliased

from bot.db.models import Case, Deadline, Institution, LevelChange, Person, Referral, Staff
from bot.db.tx import Tx
from bot.services import lines
from bot.services.access import Actor, excluded_by, not_excluded, open_to_recipient, permitted
from bot.services.case_work import WORKED_ON
from bot.services.desk import pausable
from bot.services.directory import CLOSED, here
from bot.services.planning import KINDS
from flows.engine.message import Json, M, Text

AT_MOST = 60
"""Rows of a list: more than anybody scrolls through."""

_LONG_AGO = datetime.max.replace(tzinfo=UTC)

_WORK_NEW = M("desk.work_new", "{colour} {code}: нова, до {due}")
_WORK_DUE = M("desk.work_due", "{colour} {code}: {state}, до {due}")
_WORK = M("desk.work", "{colour} {code}: {state}")
_SIGNOFF = M("desk.signoff", "{colour} {code}: до {due}")
_HEARD = M("desk.heard_line", "✓ {line}")
_CHANGE = M("desk.change", "{code}: {old} → {new}")
_MEMBER_AWAY = M("desk.member_away", "{name} (зараз немає)")


def work(tx: Tx, actor: Actor, answers: Mapping[str, Any]) -> Json:  # noqa: ARG001 - asked alike
    """What she leads or stands in for, and what is offered to her institution, by due time."""
    if actor.staff_id is None:
        return []
    lead = aliased(Staff)
    mine: list[ColumnElement[bool]] = [Referral.lead_id == actor.staff_id, lead.deputy_id == actor.staff_id]
    if "lead" in actor.roles:
        offered = (Referral.institution_id == actor.institution_id) & Referral.lead_id.is_(None)
        mine.append(offered & (Referral.state == "sent"))
    rows = tx.db.execute(
        select(Referral, Case)
        .join(Case, Case.id == Referral.case_id)
        .outerjoin(lead, lead.id == Referral.lead_id)
        .where(
            Referral.state.in_(WORKED_ON),
            Referral.closed_at.is_(None),
            or_(*mine),
            open_to_recipient(tx, actor),
        )
        .order_by(Referral.sent_at, Referral.id)
    ).all()
    dues = _dues(tx, [referral.id for referral, _ in rows])
    ordered = sorted(rows, key=lambda row: dues.get(row[0].id, _LONG_AGO))
    return [_work_row(tx, referral, case, dues.get(referral.id)) for referral, case in ordered[:AT_MOST]]


def sent(tx: Tx, actor: Actor, answers: Mapping[str, Any]) -> Json:  # noqa: ARG001 - asked alike
    """What this specialist referred: the open ones first, then the newest."""
    if actor.staff_id is None:
        return []
    rows = tx.db.execute(
        select(Referral, Case, Institution.on_system)
        .join(Case, Case.id == Referral.case_id)
        .join(Institution, Institution.id == Referral.institution_id)
        .where(Case.opened_by == actor.staff_id, not_excluded(actor))
        .order_by(Referral.closed_at.is_not(None), Referral.sent_at.desc(), Referral.id)
        .limit(AT_MOST)
    ).all()
    return [
        {
            "id": referral.id,
            "label": _state_line(tx, referral, case),
            "code": case.code,
            "state": referral.state,
            "on_system": on_system,
        }
        for referral, case, on_system in rows
    ]


def due(tx: Tx, actor: Actor, answers: Mapping[str, Any]) -> Json:  # noqa: ARG001 - every fact is asked alike
    """What is due and overdue in the coordinator's region: of each referral its nearest deadline. A question
    to a person is due only where she said that nothing has come of it."""
    if "coordinator" not in actor.roles or actor.region is None:
        return []
    rows = tx.db.execute(
        select(Deadline, Case)
        .join(Case, Case.id == Deadline.case_id)
        .join(Referral, Referral.id == Deadline.referral_id)
        .where(
            Case.region == actor.region,
            Deadline.met_at.is_(None),
            Deadline.due_at.is_not(None),
            Referral.state.not_in(CLOSED),
            or_(Deadline.kind != "asked", Deadline.stage == "said_no"),
            not_excluded(actor),
        )
        .order_by(Deadline.due_at, Deadline.id)
        .limit(AT_MOST * len(KINDS))
    ).all()
    nearest: dict[str, tuple[Deadline, Case]] = {}
    for deadline, case in rows:
        nearest.setdefault(deadline.referral_id or deadline.id, (deadline, case))
    return [_due_row(tx, deadline, case) for deadline, case in list(nearest.values())[:AT_MOST]]


def team(tx: Tx, actor: Actor, answers: Mapping[str, Any]) -> Json:  # noqa: ARG001 - asked alike
    """Everybody who works in the region (for an administrator: everywhere)."""
    query = (
        select(Staff, Institution.name)
        .join(Institution, Institution.id == Staff.institution_id)
        .where(Staff.revoked_at.is_(None), *_their_region(actor))
        .order_by(Institution.name, Staff.joined_at, Staff.id)
    )
    rows = tx.db.execute(query).all()
    names = _names(tx, [staff for staff, _ in rows])
    return [
        {
            "id": staff.id,
            "label": names[staff.id],
            "institution": institution,
            "roles": list(staff.roles),
            "deputy": names.get(staff.deputy_id or ""),
            "away": not here(staff, tx.now),
        }
        for staff, institution in rows
    ]


def leads(tx: Tx, actor: Actor, answers: Mapping[str, Any]) -> Json:
    """Who may take ``answers.referral`` over: the other leads of its institution whom the person did not
    exclude, those who are here first."""
    referral = tx.db.get(Referral, answers.get("referral") or "")
    if referral is None or not permitted(tx, actor, "leads", referral):
        return []
    _, refused = excluded_by(tx, referral.person_id)
    found = tx.db.scalars(
        select(Staff)
        .where(Staff.institution_id == referral.institution_id, Staff.revoked_at.is_(None))
        .order_by(Staff.joined_at, Staff.id)
    )
    staff = [
        one for one in found if "lead" in one.roles and one.id not in refused and one.id != referral.lead_id
    ]
    names = _names(tx, staff)
    return [
        {
            "id": one.id,
            "label": names[one.id] if here(one, tx.now) else _MEMBER_AWAY.json(name=names[one.id]),
        }
        for one in sorted(staff, key=lambda one: not here(one, tx.now))
    ]


def institutions(tx: Tx, actor: Actor, answers: Mapping[str, Any]) -> Json:  # noqa: ARG001 - asked alike
    """Where somebody can be invited to."""
    rows = tx.db.execute(
        select(Institution.id, Institution.name).where(*_their_region(actor)).order_by(Institution.name)
    )
    return [{"id": id_, "label": name} for id_, name in rows]


def signoffs(tx: Tx, actor: Actor, answers: Mapping[str, Any]) -> Json:  # noqa: ARG001 - asked alike
    """What waits for this head's signature."""
    if "head" not in actor.roles:
        return []
    rows = tx.db.execute(
        select(Referral, Case)
        .join(Case, Case.id == Referral.case_id)
        .join(Staff, Staff.id == Case.opened_by)
        .where(
            Referral.state == "waiting",
            Staff.institution_id == actor.institution_id,
            not_excluded(actor),
        )
        .order_by(Referral.sent_at, Referral.id)
        .limit(AT_MOST)
    ).all()
    dues = _dues(tx, [referral.id for referral, _ in rows])
    return [
        {"id": referral.id, "label": _signoff_line(tx, referral, case, dues.get(referral.id))}
        for referral, case in rows
    ]


def changes(tx: Tx, actor: Actor, answers: Mapping[str, Any]) -> Json:  # noqa: ARG001 - asked alike
    """Lowered levels that wait for a second person and that this one may decide."""
    if actor.staff_id is None:
        return []
    sender = aliased(Staff)
    at_institution = select(Referral.case_id).where(Referral.institution_id == actor.institution_id)
    rows = tx.db.execute(
        select(LevelChange, Case)
        .join(Case, Case.id == LevelChange.case_id)
        .outerjoin(sender, sender.id == Case.opened_by)
        .where(
            LevelChange.state == "asked",
            LevelChange.asked_by != actor.staff_id,
            Case.state == "open",
            or_(
                Case.region == actor.region,
                Case.opened_by == actor.staff_id,
                sender.institution_id == actor.institution_id,
                Case.id.in_(at_institution),
            ),
        )
        .order_by(LevelChange.at, LevelChange.id)
        .limit(AT_MOST)
    ).all()
    return [
        {
            "id": change.id,
            "label": _CHANGE.json(
                code=case.code,
                old=lines.level_label(tx, case.region, change.old),
                new=lines.level_label(tx, case.region, change.new),
            ),
            "case": case.id,
            "code": case.code,
            "reason": tx.unseal(change, "reason"),
        }
        for change, case in rows
        if permitted(tx, actor, "changes", change)
    ]


# Rows -------------------------------------------------------------------------------------------------------


def _their_region(actor: Actor) -> Sequence[ColumnElement[bool]]:
    """Of whose team somebody takes care: the region's, an administrator of all; anybody else of none."""
    if "admin" in actor.roles:
        return ()
    if "coordinator" in actor.roles:
        return (Institution.region == actor.region,)
    return (Institution.id.is_(None),)


def _dues(tx: Tx, referral_ids: Sequence[str]) -> dict[str, datetime]:
    """Referral → when the nearest thing is due."""
    rows = tx.db.execute(
        select(Deadline.referral_id, Deadline.due_at)
        .where(
            Deadline.referral_id.in_(referral_ids),
            Deadline.kind != "asked",
            Deadline.met_at.is_(None),
            Deadline.due_at.is_not(None),
        )
        .order_by(Deadline.due_at.desc())
    )
    return {referral_id: due_at for referral_id, due_at in rows if referral_id and due_at}


def _work_row(tx: Tx, referral: Referral, case: Case, due_at: datetime | None) -> dict[str, Any]:
    if due_at is None:
        label = _state_line(tx, referral, case)
    elif referral.state == "sent":
        label = _WORK_NEW.json(colour=lines.colour(tx, case), code=case.code, due=lines.when(due_at))
    else:
        label = _WORK_DUE.json(
            colour=lines.colour(tx, case),
            code=case.code,
            state=lines.state(referral),
            due=lines.when(due_at),
        )
    return {
        "id": referral.id,
        "label": label,
        "code": case.code,
        "colour": lines.colour(tx, case),
        "state": referral.state,
    }


def _state_line(tx: Tx, referral: Referral, case: Case) -> Text:
    return _WORK.json(colour=lines.colour(tx, case), code=case.code, state=lines.state(referral))


def _signoff_line(tx: Tx, referral: Referral, case: Case, due_at: datetime | None) -> Text:
    if due_at is None:
        return _state_line(tx, referral, case)
    return _SIGNOFF.json(colour=lines.colour(tx, case), code=case.code, due=lines.when(due_at))


def _due_row(tx: Tx, deadline: Deadline, case: Case) -> dict[str, Any]:
    line = lines.due(tx, case, deadline)
    return {
        "id": deadline.id,
        "referral": deadline.referral_id,
        "case": case.id,
        "code": case.code,
        "colour": lines.colour(tx, case),
        "label": _HEARD.json(line=line) if deadline.heard_at is not None else line,
        "overdue": deadline.due_at is not None and deadline.due_at <= tx.now,
        "heard": deadline.heard_at is not None,
        "level": case.level,
        "kind": deadline.kind,
        "pausable": pausable(tx, case),
    }


def _names(tx: Tx, staff: Iterable[Staff]) -> dict[str, Text]:
    """Their names; the keys that open them are fetched at once."""
    people = list(staff)
    # held while the names are read, so that each key is found without a query of its own
    kept = tx.db.scalars(select(Person).where(Person.id.in_([one.person_id for one in people]))).all()
    names = {one.id: tx.unseal(one, "name") for one in people}
    del kept
    return names
