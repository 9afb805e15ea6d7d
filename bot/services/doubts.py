"""Who could not get through to a service: how many different people, and for how long that counts.

Of who she is a keyed hash is kept, another one for each service, so that the same person counts once. It goes
as soon as it counts no more (``over``), and when she has her data erased (``forget``).
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Delete, and_, delete, exists, func, or_, select
from sqlalchemy.orm import aliased

from bot.db.directory import Service, ServiceCheck
from bot.db.tx import Tx

ENOUGH = 2
"""So many different people who could not get through open a check. One may have dialled wrongly."""

WITHIN = timedelta(days=30)
"""Who could not get through longer ago than this is not counted."""

SETTLES = ("assured", "changed", "reviewed")
"""After one of these nobody's «не вдалося» from before it counts any more."""


def unreached(tx: Tx, services: Collection[str] | None = None) -> Mapping[str, int]:
    """By service: how many different people could not get through, not counting what was settled since."""
    query = select(ServiceCheck.service_id, func.count(ServiceCheck.who_index.distinct()))
    query = query.where(*_counts(tx)).group_by(ServiceCheck.service_id)
    if services is not None:
        query = query.where(ServiceCheck.service_id.in_(services))
    return dict(tx.db.execute(query).all())


def unasked(tx: Tx, only: str | None = None) -> list[str]:
    """Services that ``ENOUGH`` people could not get through to, and nobody has been asked about since."""
    found = unreached(tx, None if only is None else [only])
    doubted = [id_ for id_, count in found.items() if count >= ENOUGH]
    if not doubted:
        return []
    marks = select(ServiceCheck.service_id, ServiceCheck.who_index, func.min(ServiceCheck.at))
    marks = marks.where(*_counts(tx), ServiceCheck.service_id.in_(doubted))
    times: dict[str, list[datetime]] = {id_: [] for id_ in doubted}
    for id_, _, at in tx.db.execute(marks.group_by(ServiceCheck.service_id, ServiceCheck.who_index)):
        times[id_].append(at)
    asked = select(ServiceCheck.service_id, func.max(ServiceCheck.at)).where(
        ServiceCheck.kind == "asked", ServiceCheck.service_id.in_(doubted)
    )
    last = dict(tx.db.execute(asked.group_by(ServiceCheck.service_id)).all())
    return [id_ for id_ in doubted if id_ not in last or last[id_] < sorted(times[id_])[ENOUGH - 1]]


def noted(tx: Tx, service: Service, person_id: str) -> bool:
    """Write down that somebody could not get through; False: that she could not counts already."""
    who = _who(tx, service.id, person_id)
    known = exists().where(*_counts(tx), ServiceCheck.service_id == service.id, ServiceCheck.who_index == who)
    if tx.db.scalar(select(known)):
        return False
    mark(tx, service, "unreached", who_index=who)
    tx.db.flush()
    return True


def mark(tx: Tx, service: Service, kind: str, **who: str | None) -> None:
    """One more line of what tells whether the record is true."""
    tx.db.add(ServiceCheck(id=tx.new_id(), service_id=service.id, kind=kind, at=tx.now, **who))


def over(tx: Tx) -> Delete:
    """Everybody's «не вдалося» that counts no more."""
    return delete(ServiceCheck).where(
        ServiceCheck.kind == "unreached", or_(ServiceCheck.at <= tx.now - WITHIN, _settled())
    )


def forget(tx: Tx, person_id: str) -> None:
    """Delete hers: with the key one could ask of each whether she was it."""
    places = tx.db.scalars(select(ServiceCheck.service_id).where(ServiceCheck.kind == "unreached").distinct())
    hers = [_who(tx, one, person_id) for one in places]
    for start in range(0, len(hers), 500):
        some = ServiceCheck.who_index.in_(hers[start : start + 500])
        tx.db.execute(delete(ServiceCheck).where(ServiceCheck.kind == "unreached", some))


def _who(tx: Tx, service_id: str, person_id: str) -> str:
    return tx.world.keys.index("unreached", f"{service_id}:{person_id}")


def _counts(tx: Tx) -> tuple[Any, ...]:
    """That a ``ServiceCheck`` is somebody's «не вдалося» which still counts."""
    return (ServiceCheck.kind == "unreached", ServiceCheck.at > tx.now - WITHIN, ~_settled())


def _settled() -> Any:
    later = aliased(ServiceCheck)
    return exists().where(
        and_(
            later.service_id == ServiceCheck.service_id,
            later.kind.in_(SETTLES),
            later.at >= ServiceCheck.at,
        )
    )
