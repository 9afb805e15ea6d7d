"""What the region publishes to its staff in editions: the indicators, the template of the interaction order.

Who works in the region is told of the latest edition of each (``due``, asked by the clock: a few at a time,
by day, newcomers too) and says that she has read it. A new edition asks anew.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import timedelta
from typing import Any

from sqlalchemy import ColumnElement, and_, or_, select, update
from sqlalchemy.orm import aliased

from bot.calendar import before_quiet
from bot.db.common_work import Acquainted, Publication
from bot.db.models import Institution, Staff
from bot.db.tx import Tx
from bot.services import audit
from bot.services.access import Actor, permitted
from bot.services.found import FRESH
from bot.services.practising import practised
from flows.engine.message import M
from flows.engine.said import Happened

PRACTICE = "indicators"
KINDS: Mapping[str, M] = {
    "indicators": M("publications.indicators", "Перелік ознак ризику"),
    "order": M("publications.order", "Зразок порядку взаємодії"),
}
AT_ONCE = 50
"""People told at one tick; the others at the next, seconds later."""

AT_THE_SAME_TIME = timedelta(minutes=1)

AGAIN = timedelta(days=1)
"""Nobody is reminded more often."""

NOT_PERMITTED = Happened("not_permitted")
GONE = Happened("gone")


def published(tx: Tx, actor: Actor, data: Mapping[str, Any]) -> Happened:
    """A new edition; ``published`` carries its number. Whoever publishes it has read it. The same within a
    minute was pressed twice, and is the same edition."""
    place = tx.db.get(Institution, actor.institution_id) if actor.institution_id else None
    if place is None or not practised(tx, actor, PRACTICE) or not permitted(tx, actor, "published", place):
        return NOT_PERMITTED
    kind = data["kind"]
    if kind not in KINDS:
        return NOT_PERMITTED
    before = _newest(tx, place.region, kind)
    note = data["note"] or ""
    if before is not None and before.note == note and before.at > tx.now - AT_THE_SAME_TIME:
        return Happened("published", {"publication": before.id, "edition": before.edition})
    row = Publication(
        id=tx.new_id(),
        region=place.region,
        kind=kind,
        edition=before.edition + 1 if before is not None else 1,
        note=note,
        staff_id=actor.staff_id,
        at=tx.now,
    )
    tx.db.add(row)
    tx.db.flush()
    _row(tx, row.id, actor).at = tx.now
    audit.record(tx, actor, "published", detail=row.id)
    return Happened("published", {"publication": row.id, "edition": row.edition})


def acquainted(tx: Tx, actor: Actor, data: Mapping[str, Any]) -> Happened:
    """«Ознайомлено»; ``gone`` where a newer edition has come meanwhile."""
    what = tx.db.get(Publication, data["publication"] or "")
    if what is None or not practised(tx, actor, PRACTICE) or not permitted(tx, actor, "acquainted", what):
        return GONE
    if not is_latest(tx, what):
        return GONE
    row = _row(tx, what.id, actor)
    row.at = row.at or tx.now
    audit.record(tx, actor, "acquainted", detail=what.id)
    return Happened("ok")


def reminded(tx: Tx, actor: Actor, data: Mapping[str, Any]) -> Happened:
    """Whoever has not read it is told once more; ``gone`` within a day of the last time."""
    query = select(Publication).where(Publication.id == (data["publication"] or "")).with_for_update()
    what = tx.db.scalars(query, execution_options=FRESH).one_or_none()
    if what is None or not practised(tx, actor, PRACTICE) or not permitted(tx, actor, "reminded", what):
        return GONE
    if not is_latest(tx, what):
        return GONE
    if not may_remind(tx, what):
        return GONE
    what.reminded_at = tx.now
    unread = Acquainted.publication_id == what.id, Acquainted.at.is_(None)
    tx.db.execute(update(Acquainted).where(*unread).values(told_at=None))
    audit.record(tx, actor, "reminded", detail=what.id)
    return Happened("ok")


def may_remind(tx: Tx, what: Publication) -> bool:
    """Whether a day has passed since everybody was told last."""
    return (what.reminded_at or what.at) + AGAIN <= tx.now


def is_latest(tx: Tx, what: Publication) -> bool:
    """Whether there is no newer edition of it."""
    newer = select(Publication.id).where(
        Publication.region == what.region,
        Publication.kind == what.kind,
        Publication.edition > what.edition,
    )
    return tx.db.scalar(newer.limit(1)) is None


def latest() -> ColumnElement[bool]:
    """That a ``Publication`` is the latest edition."""
    newer = aliased(Publication)
    return ~(
        select(newer.id)
        .where(
            newer.region == Publication.region,
            newer.kind == Publication.kind,
            newer.edition > Publication.edition,
        )
        .exists()
    )


def due(tx: Tx) -> int:
    """Tell whoever works in a region of its latest editions, once each; how many were told. In quiet hours
    nobody; who is away, when she is back."""
    if before_quiet(tx.now, not_before=tx.now, zone=tx.world.zone.key) > tx.now:
        return 0
    # held, so that two processes do not tell the same people
    held = select(Publication).where(latest(), Publication.region.in_(_practising(tx)))
    held = held.with_for_update(of=Publication, skip_locked=True)
    editions = {one.id: one for one in tx.db.scalars(held, execution_options=FRESH)}
    rows = tx.db.execute(
        select(Publication.id, Staff, Acquainted)
        .join(Institution, Institution.region == Publication.region)
        .join(Staff, Staff.institution_id == Institution.id)
        .outerjoin(
            Acquainted,
            and_(Acquainted.publication_id == Publication.id, Acquainted.staff_id == Staff.id),
        )
        .where(
            Publication.id.in_(editions),
            Staff.revoked_at.is_(None),
            or_(Staff.away_until.is_(None), Staff.away_until <= tx.now),
            Acquainted.told_at.is_(None),
            Acquainted.at.is_(None),
        )
        .order_by(Publication.at, Publication.id, Staff.joined_at, Staff.id)
        .limit(AT_ONCE)
    ).all()
    for id_, staff, known in rows:
        row = known
        if row is None:
            row = Acquainted(id=tx.new_id(), publication_id=id_, staff_id=staff.id)
            tx.db.add(row)
        row.told_at = tx.now
        what = editions[id_]
        tx.tell(
            staff.person_id,
            "publication_new",
            publication=id_,
            label=KINDS[what.kind].json(),
            again=what.reminded_at is not None,
        )
    return len(rows)


def _newest(tx: Tx, region: str, kind: str) -> Publication | None:
    """The latest edition, for whoever makes the next one: others wait meanwhile."""
    # before the first edition there is none to hold: one of the region's own rows stands for it
    hold = select(Institution.id).where(Institution.region == region).order_by(Institution.id).limit(1)
    tx.db.scalars(hold.with_for_update(key_share=True), execution_options=FRESH).first()
    query = select(Publication).where(Publication.region == region, Publication.kind == kind)
    newest = query.order_by(Publication.edition.desc()).limit(1)
    return tx.db.scalars(newest, execution_options=FRESH).first()


def _practising(tx: Tx) -> Sequence[str]:
    return [id_ for id_, one in tx.world.regions.by_id.items() if PRACTICE in one.practices]


def _row(tx: Tx, publication: str, actor: Actor) -> Acquainted:
    """The row of the acting worker; made where she has none."""
    query = select(Acquainted).where(
        Acquainted.publication_id == publication, Acquainted.staff_id == actor.staff_id
    )
    row = tx.db.scalars(query.with_for_update(), execution_options=FRESH).one_or_none()
    if row is None:
        row = Acquainted(id=tx.new_id(), publication_id=publication, staff_id=actor.staff_id)
        tx.db.add(row)
    return row
