"""What waits for somebody's decision: the head's signature, a second person's word on a lowered level."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Subquery, exists, false, or_, select
from sqlalchemy.orm import aliased

from bot.db.models import Case, Exclusion, LevelChange, Person, Referral, Staff
from bot.db.tx import Tx
from bot.facts.labels import due_of_referral, dues, first_things, state_line
from bot.services import audit, lines
from bot.services.access import ACCESS, Actor, not_excluded, open_to_recipient
from bot.services.standing_in import watched
from bot.services.versions import region_of_case
from flows.engine.message import Json, M, Text

AT_MOST = 60
"""Rows of a list: more than anybody scrolls through."""

_SIGNOFF = M("desk.signoff", "{colour} {code}: до {due}")
_CHANGE = M("desk.change", "{code}: {old} → {new}")


def signoffs(tx: Tx, actor: Actor, answers: Mapping[str, Any]) -> Json:  # noqa: ARG001 - asked alike
    """What waits for this head's signature: what is late, then the graver first, and of those as urgent what
    the region puts first."""
    if "head" not in actor.roles:
        return []
    hers = to_sign(actor)
    rows = tx.db.execute(
        select(Referral, Case)
        .join(hers, hers.c.id == Referral.id)
        .join(Case, Case.id == Referral.case_id)
        .order_by(*first_things(tx, actor, Referral.state == "waiting"), Referral.sent_at, Referral.id)
        .limit(AT_MOST)
    ).all()
    due_at = dues(tx, [referral.id for referral, _ in rows])
    rows = sorted(rows, key=lambda row: _late(due_at.get(row[0].id), tx.now))
    return [
        {"id": referral.id, "label": _signoff_line(tx, referral, case, due_at.get(referral.id))}
        for referral, case in rows
    ]


def to_sign(actor: Actor) -> Subquery:
    """The referrals of ``signoffs``: ``id`` and ``due_at``."""
    return (
        select(Referral.id, due_of_referral())
        .join(Case, Case.id == Referral.case_id)
        .join(Staff, Staff.id == Case.opened_by)
        .where(
            Referral.state == "waiting",
            Staff.institution_id == actor.institution_id,
            not_excluded(actor),
        )
        .subquery()
    )


def changes(tx: Tx, actor: Actor, answers: Mapping[str, Any]) -> Json:  # noqa: ARG001 - asked alike
    """Lowered levels that wait for a second person and that this one may decide. Reasons open: audited."""
    if actor.staff_id is None:
        return []
    sender = aliased(Staff)
    rows = tx.db.execute(
        select(LevelChange, Case)
        .join(Case, Case.id == LevelChange.case_id)
        .outerjoin(sender, sender.id == Case.opened_by)
        .where(
            LevelChange.state == "asked",
            LevelChange.asked_by != actor.staff_id,
            Case.state == "open",
            or_(false(), *_theirs(tx, actor, sender)),
            ~exists().where(
                Exclusion.person_id == Case.person_id,
                or_(
                    Exclusion.staff_id == actor.staff_id,
                    Exclusion.institution_id == actor.institution_id,
                ),
            ),
        )
        .order_by(LevelChange.at, LevelChange.id)
        .limit(AT_MOST)
    ).all()
    if not rows:
        return []
    # held while the reasons are read, so that each key is found without a query of its own
    kept = tx.db.scalars(select(Person).where(Person.id.in_([one.person_id for one, _ in rows]))).all()
    for change, case in rows:
        audit.record(tx, actor, "reason_read", case.id, change.id)
    made = [
        {
            "id": change.id,
            "label": _CHANGE.json(
                code=case.code,
                old=lines.level_label(region_of_case(tx, case), change.old),
                new=lines.level_label(region_of_case(tx, case), change.new),
            ),
            "case": case.id,
            "code": case.code,
            "reason": tx.unseal(change, "reason"),
        }
        for change, case in rows
    ]
    del kept
    return made


def _theirs(tx: Tx, actor: Actor, sender: type[Staff]) -> Iterator[ColumnElement[bool]]:
    """The relations of ``ACCESS["changes"]`` as conditions of the query: no row is asked about by itself."""
    relations = {one for role in actor.roles for one in ACCESS["changes"].get(role, "").split()}
    for relation in relations:
        match relation:
            case "own":
                yield Case.opened_by == actor.staff_id
            case "unit":
                yield sender.institution_id == actor.institution_id
            case "region":
                yield Case.region.in_(watched(tx, actor.region))
            case "institution":
                yield exists().where(
                    Referral.case_id == Case.id,
                    Referral.institution_id == actor.institution_id,
                    open_to_recipient(tx, actor),
                )
            case _:
                msg = f"no condition for the relation {relation}"
                raise NotImplementedError(msg)


def _late(due_at: datetime | None, now: datetime) -> tuple[bool, datetime]:
    """What is late stands first, by due time; the rest as it was."""
    late = due_at is not None and due_at <= now
    return not late, due_at if late and due_at is not None else now


def _signoff_line(tx: Tx, referral: Referral, case: Case, due_at: datetime | None) -> Text:
    if due_at is None:
        return state_line(tx, referral, case)
    return _SIGNOFF.json(colour=lines.spot(tx, case), code=case.code, due=lines.when(due_at))
