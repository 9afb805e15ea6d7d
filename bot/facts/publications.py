"""What the region has published, and who has read it: figures to a coordinator, names of those who have not
to nobody else."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sqlalchemy import ColumnElement, and_, func, select

from bot.db.common_work import Acquainted, Publication
from bot.db.models import Institution, Person, Staff
from bot.db.tx import Tx
from bot.services.access import Actor, permitted
from bot.services.lines import when
from bot.services.practising import practised
from bot.services.publications import KINDS, PRACTICE, is_latest, latest, may_remind
from bot.services.screenings import region_of
from flows.engine.message import Json, M
from flows.policy.words import SIGNALS
from flows.rules.order import order
from flows.rules.signals import of_group

_UNREAD = M("publications.unread_row", "{what}: прочитайте")
_READ = M("publications.read_row", "{what}: Ви ознайомилися")
_PLACE = M("publications.place_row", "{name}: {read} з {all}")


def publications(tx: Tx, actor: Actor, answers: Mapping[str, Any]) -> Json:  # noqa: ARG001 - asked alike
    """The latest edition of each kind."""
    if not practised(tx, actor, PRACTICE):
        return []
    rows = tx.db.execute(
        select(Publication, Acquainted.at)
        .outerjoin(Acquainted, and_(Acquainted.publication_id == Publication.id, _hers(actor)))
        .where(Publication.region == actor.region, latest())
        .order_by(Publication.kind, Publication.id)
    )
    return [
        {
            "id": one.id,
            "label": (_UNREAD if at is None else _READ).json(what=KINDS[one.kind].json()),
        }
        for one, at in rows
        if permitted(tx, actor, "publications", one)
    ]


def publication(tx: Tx, actor: Actor, answers: Mapping[str, Any]) -> Json:
    """``answers.publication`` with all it says; None where it is not of her region."""
    what = tx.db.get(Publication, answers.get("publication") or "")
    if what is None or not practised(tx, actor, PRACTICE) or not permitted(tx, actor, "publication", what):
        return None
    read = select(Acquainted.at).where(Acquainted.publication_id == what.id, _hers(actor))
    return {
        "kind": what.kind,
        "what": KINDS[what.kind].json(),
        "edition": what.edition,
        "at": when(what.at),
        "note": what.note,
        "read": tx.db.scalar(read) is not None,
        "old": not is_latest(tx, what),
        "watches": permitted(tx, actor, "acquaintance", what),
        **{group: [one.specialist_label.json() for one in of_group(group)] for group in SIGNALS},
        "order": order(tx.world.regions.facts_of(region_of(tx, actor))),
    }


def acquaintance(tx: Tx, actor: Actor, answers: Mapping[str, Any]) -> Json:
    """Who has read ``answers.publication``: in figures by institution; of ``answers.place`` by name who has
    not."""
    what = tx.db.get(Publication, answers.get("publication") or "")
    if what is None or not practised(tx, actor, PRACTICE) or not permitted(tx, actor, "acquaintance", what):
        return None
    read, every = func.count(Acquainted.at), func.count(Staff.id)
    rows = tx.db.execute(
        select(Institution.id, Institution.name, read, every)
        .select_from(Staff)
        .join(Institution, Institution.id == Staff.institution_id)
        .outerjoin(Acquainted, _of(what))
        .where(Institution.region == what.region, Staff.revoked_at.is_(None))
        .group_by(Institution.id, Institution.name)
        .order_by((every - read).desc(), Institution.name, Institution.id)
    ).all()
    return {
        "read": sum(one for _, _, one, _ in rows),
        "all": sum(one for _, _, _, one in rows),
        "may_remind": may_remind(tx, what) and is_latest(tx, what) and any(a < b for _, _, a, b in rows),
        "places": [
            {"id": id_, "label": _PLACE.json(name=name, read=one, all=all_), "name": name}
            for id_, name, one, all_ in rows
        ],
        "left": _left(tx, what, answers.get("place")),
    }


def _left(tx: Tx, what: Publication, place: str | None) -> list[str]:
    """Names of those at a place who have not said that they have read it."""
    if place is None:
        return []
    found = tx.db.execute(
        select(Staff, Person)  # the person: her key opens the name, without a query of its own
        .join(Person, Person.id == Staff.person_id)
        .join(Institution, Institution.id == Staff.institution_id)
        .outerjoin(Acquainted, _of(what))
        .where(
            Staff.institution_id == place,
            Institution.region == what.region,
            Staff.revoked_at.is_(None),
            Acquainted.at.is_(None),
        )
        .order_by(Staff.joined_at, Staff.id)
    ).all()
    return [tx.unseal(staff, "name") for staff, _ in found]


def _of(what: Publication) -> ColumnElement[bool]:
    return and_(Acquainted.publication_id == what.id, Acquainted.staff_id == Staff.id)


def _hers(actor: Actor) -> ColumnElement[bool]:
    return Acquainted.staff_id == actor.staff_id
