"""How fresh the directory is, and how it is kept so: whoever offers a service is asked «усе так?».

Asked monthly, once for all of an institution's records that are due (``due``, asked by the clock). Whoever
does not answer for ``SILENT`` stands in the editors' list; a record that nobody confirmed for ``STALE`` sinks
in what people find and is warned of where somebody refers there. Samples and what is closed are never asked
about. Where ``ENOUGH`` people could not get through, the institution is asked at once.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import date, datetime, timedelta
from itertools import groupby
from typing import Any

from sqlalchemy import and_, exists, func, or_, select
from sqlalchemy.orm import aliased

from bot.calendar import before_quiet
from bot.db.directory import Service, ServiceChange, ServiceCheck
from bot.db.tx import Tx
from bot.services.access import Actor, permitted
from bot.services.found import FRESH
from bot.services.providers import contacts_of, somebody_there
from bot.services.records import assured
from flows.engine.message import M
from flows.engine.said import Happened
from flows.rules.week_hours import week_words

STALE = timedelta(days=45)
AGAIN = timedelta(days=30)
SILENT = timedelta(days=7)

ENOUGH = 2
"""So many different people who could not get through open a check. One may have dialled wrongly."""

WITHIN = timedelta(days=30)
"""Who could not get through longer ago than this is not counted."""

SETTLES = ("assured", "changed", "reviewed")
"""After one of these nobody's «не вдалося» from before it counts any more."""

PLACES_AT_ONCE = 20
"""Institutions asked at one tick; the others at the next, seconds later."""

LINES = 10
"""Records that a notice names; of the others it says how many there are."""

_LINE = M("freshness.line", "{name}: {hours}; {phones}")
_MORE = M("freshness.more", "і ще записів: {count}")
_NO_HOURS = M("freshness.no_hours", "годин не вказано")
_NO_PHONES = M("freshness.no_phones", "телефону не вказано")

GONE = Happened("gone")


def is_stale(service: Service, today: date) -> bool:
    """Whether too long ago, or never, somebody who knows said that the record is true."""
    return service.assured_on is None or service.assured_on < today - STALE


def today(tx: Tx) -> date:
    """The day on the installation's clocks."""
    return tx.now.astimezone(tx.world.zone).date()


def stale_places(tx: Tx, region: str) -> frozenset[str]:
    """Institutions of the region none of whose records is fresh; not those that have none, or samples."""
    rows = tx.db.execute(
        select(Service.institution_id, func.max(Service.assured_on))
        .where(Service.region == region, Service.state != "closed", Service.sample.is_(False))
        .group_by(Service.institution_id)
    )
    last = today(tx) - STALE
    return frozenset(id_ for id_, day in rows if day is None or day < last)


# Asking -----------------------------------------------------------------------------------------------------


def due(tx: Tx) -> int:
    """Ask about what is due, outside quiet hours; how many people were asked."""
    if _quiet(tx):
        return 0
    return _ask_doubted(tx) + _ask_monthly(tx)


def line(service: Service) -> Any:
    """One record in a line: what people read there of hours and phones."""
    hours = week_words(service.hours)
    return _LINE.json(
        name=service.name,
        hours=hours or _NO_HOURS.json(),
        phones=[{"tel": one} if one.startswith("+") else one for one in service.phones] or _NO_PHONES.json(),
    )


def unreached(tx: Tx, services: Collection[str] | None = None) -> Mapping[str, int]:
    """By service: how many different people could not get through, not counting what was settled since."""
    query = select(ServiceCheck.service_id, func.count(ServiceCheck.who_index.distinct()))
    query = query.where(*_unsettled(tx)).group_by(ServiceCheck.service_id)
    if services is not None:
        query = query.where(ServiceCheck.service_id.in_(services))
    return dict(tx.db.execute(query).all())


def _ask_monthly(tx: Tx) -> int:
    before, last_day = tx.now - AGAIN, today(tx) - AGAIN
    lately = exists().where(
        ServiceCheck.service_id == Service.id,
        ServiceCheck.kind.in_(("asked", "assured")),
        ServiceCheck.at > before,
    )
    new = exists().where(
        ServiceChange.service_id == Service.id, ServiceChange.before.is_(None), ServiceChange.at > before
    )
    waiting = and_(
        Service.state != "closed",
        Service.sample.is_(False),
        or_(Service.asked_at.is_(None), Service.asked_at <= before),
        or_(Service.assured_on.is_(None), Service.assured_on <= last_day),
        ~lately,
        ~new,
        somebody_there(tx),
    )
    places = select(Service.institution_id).where(waiting).distinct().order_by(Service.institution_id)
    asked = list(tx.db.scalars(places.limit(PLACES_AT_ONCE)))
    if not asked:
        return 0
    held = select(Service).where(waiting, Service.institution_id.in_(asked))
    held = held.with_for_update(of=Service, skip_locked=True)  # two processes do not ask the same people
    return _ask(tx, tx.db.scalars(held, execution_options=FRESH))


def _ask_doubted(tx: Tx, only: str | None = None) -> int:
    """Ask about records that several people could not get through to, once after the last of ``ENOUGH``."""
    found = unreached(tx, None if only is None else [only])
    doubted = [id_ for id_, count in found.items() if count >= ENOUGH]
    if not doubted:
        return 0
    marks = select(ServiceCheck.service_id, ServiceCheck.who_index, func.min(ServiceCheck.at))
    marks = marks.where(*_unsettled(tx), ServiceCheck.service_id.in_(doubted))
    times: dict[str, list[datetime]] = {id_: [] for id_ in doubted}
    for id_, _, at in tx.db.execute(marks.group_by(ServiceCheck.service_id, ServiceCheck.who_index)):
        times[id_].append(at)
    asked = select(ServiceCheck.service_id, func.max(ServiceCheck.at)).where(
        ServiceCheck.kind == "asked", ServiceCheck.service_id.in_(doubted)
    )
    last = dict(tx.db.execute(asked.group_by(ServiceCheck.service_id)).all())
    open_ = [id_ for id_ in doubted if id_ not in last or last[id_] < sorted(times[id_])[ENOUGH - 1]]
    held = select(Service).where(Service.id.in_(open_), Service.state != "closed", Service.sample.is_(False))
    held = held.with_for_update(of=Service, skip_locked=True)
    return _ask(tx, tx.db.scalars(held, execution_options=FRESH), doubted=True)


def _ask(tx: Tx, services: Iterable[Service], *, doubted: bool = False) -> int:
    """One notice for each contact of each institution, about all its records."""
    rows = sorted(services, key=lambda one: (one.institution_id, one.name, one.id))
    contacts = contacts_of(tx, {one.institution_id for one in rows})
    told = 0
    for place, group in groupby(rows, key=lambda one: one.institution_id):
        asked = list(group)
        for one in asked:
            if place in contacts:
                one.asked_at = tx.now
            _mark(tx, one, "asked")
        for staff in contacts.get(place, ()):
            tx.tell(staff.person_id, "service_check", **_about(asked, doubted=doubted))
            told += 1
    tx.db.flush()
    return told


def _about(asked: Sequence[Service], *, doubted: bool) -> dict[str, Any]:
    """What a notice says: an answer to it speaks of what stands in it, of nothing else and nothing later."""
    told, more = asked[:LINES], max(0, len(asked) - LINES)
    return {
        "services": [one.id for one in told],
        "seen": [seen(one) for one in told],
        "count": len(asked),
        "more": more,
        "lines": [*(line(one) for one in told), *([_MORE.json(count=more)] if more else [])],
        "doubted": doubted,
    }


def _quiet(tx: Tx) -> bool:
    return before_quiet(tx.now, not_before=tx.now, zone=tx.world.zone.key) > tx.now


# Answers ----------------------------------------------------------------------------------------------------


def seen(service: Service) -> str:
    """What tells whether a record is still what somebody was shown."""
    return service.modified_at.isoformat()


def service_assured(tx: Tx, actor: Actor, data: Mapping[str, Any]) -> Happened:
    """Somebody who knows says that all is so in these records; ``ok`` carries how many there were.

    ``seen``: of each of ``services``, in their order, what ``seen`` gave when it was shown. What has been
    changed since is not confirmed: ``changed`` carries how many those are, and count of the others. ``gone``:
    none of them is hers to speak of (any more)."""
    query = select(Service).where(
        Service.id.in_(data["services"] or ()), Service.state != "closed", Service.sample.is_(False)
    )
    rows = tx.db.scalars(query.order_by(Service.id).with_for_update(), execution_options=FRESH).all()
    hers = [one for one in rows if permitted(tx, actor, "service_assured", one)]
    shown = dict(zip(data["services"] or (), data["seen"] or (), strict=False))
    same = [one for one in hers if shown.get(one.id) == seen(one)]
    for one in same:
        assured(tx, one, actor.staff_id)
    if len(same) < len(hers):
        return Happened("changed", {"count": len(same), "changed": len(hers) - len(same)})
    return Happened("ok", {"count": len(same)}) if same else GONE


def service_unreached(tx: Tx, actor: Actor, data: Mapping[str, Any]) -> Happened:
    """Somebody could not get through; ``noted`` says whether the institution is asked now (``asked``). Who
    she is is not kept, only a keyed hash: the same person counts once."""
    query = select(Service).where(Service.id == data["service"], Service.state != "closed").with_for_update()
    service = tx.db.scalars(query, execution_options=FRESH).one_or_none()
    if service is None or not permitted(tx, actor, "service_unreached"):
        return GONE
    if service.sample:
        return Happened("noted", {"asked": False})
    who = tx.world.keys.index("unreached", f"{service.id}:{actor.person_id}")
    known = exists().where(
        *_unsettled(tx), ServiceCheck.service_id == service.id, ServiceCheck.who_index == who
    )
    if not tx.db.scalar(select(known)):
        _mark(tx, service, "unreached", who_index=who)
        tx.db.flush()
        if not _quiet(tx):
            _ask_doubted(tx, service.id)
    return Happened("noted", {"asked": unreached(tx, [service.id])[service.id] >= ENOUGH})


def settled(tx: Tx, service: Service, kind: str, staff_id: str | None) -> None:
    """Somebody has looked at the record (``SETTLES``)."""
    _mark(tx, service, kind, staff_id=staff_id)
    tx.db.flush()


def _unsettled(tx: Tx) -> tuple[Any, ...]:
    """That a ``ServiceCheck`` is somebody's «не вдалося» which still counts."""
    later = aliased(ServiceCheck)
    settled = exists().where(
        later.service_id == ServiceCheck.service_id, later.kind.in_(SETTLES), later.at >= ServiceCheck.at
    )
    return (ServiceCheck.kind == "unreached", ServiceCheck.at > tx.now - WITHIN, ~settled)


def _mark(tx: Tx, service: Service, kind: str, **who: str | None) -> None:
    tx.db.add(ServiceCheck(id=tx.new_id(), service_id=service.id, kind=kind, at=tx.now, **who))
