"""Who works where: the team, who could take a case over, where somebody can be invited to."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from sqlalchemy import ColumnElement, select

from bot.db.models import Institution, Person, Referral, Staff
from bot.db.tx import Tx
from bot.services.access import Actor, excluded_by, permitted
from bot.services.directory import here
from bot.services.sending import consent_holds
from flows.engine.message import Json, M, Text

_MEMBER_AWAY = M("desk.member_away", "{name} (зараз немає)")


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
    places, refused = excluded_by(tx, referral.person_id)
    if referral.institution_id in places or not consent_holds(tx, referral):
        return []
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
        select(Institution.id, Institution.name, Institution.no_telegram)
        .where(*_their_region(actor))
        .order_by(Institution.name)
    )
    own = actor.institution_id
    return [
        {"id": id_, "label": name, "no_telegram": without, "own": id_ == own} for id_, name, without in rows
    ]


def _their_region(actor: Actor) -> Sequence[ColumnElement[bool]]:
    """Of whose team somebody takes care: the region's, an administrator of all; anybody else of none."""
    if "admin" in actor.roles:
        return ()
    if "coordinator" in actor.roles:
        return (Institution.region == actor.region,)
    return (Institution.id.is_(None),)


def _names(tx: Tx, staff: Iterable[Staff]) -> dict[str, Text]:
    """Their names; the keys that open them are fetched at once."""
    people = list(staff)
    # held while the names are read, so that each key is found without a query of its own
    kept = tx.db.scalars(select(Person).where(Person.id.in_([one.person_id for one in people]))).all()
    names = {one.id: tx.unseal(one, "name") for one in people}
    del kept
    return names
