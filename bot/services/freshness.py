"""How fresh the directory is, and how it is kept so: whoever offers a service is asked «усе так?».

Asked monthly, together about an institution's records that are due (``due``, asked by the clock): ``LINES``
at once, what has waited longest first; the next ones as soon as she wants them (``services_asked``), or
after ``REST``. Whoever does not answer for ``SILENT`` stands in the editors' list; a record that nobody
confirmed lately (``flows.rules.stale``) sinks in what people find and is warned of where somebody refers
there. Samples and what is closed are never asked about. Where ``doubts.ENOUGH`` people could not get through,
the institution is asked at once.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime, timedelta
from itertools import groupby
from typing import Any

from sqlalchemy import ColumnElement, exists, func, or_, select
from sqlalchemy.orm import aliased

from bot.calendar import before_quiet
from bot.db.directory import Service, ServiceChange, ServiceCheck
from bot.db.models import Institution
from bot.db.tx import Tx
from bot.services import doubts
from bot.services.access import Actor, permitted
from bot.services.found import FRESH
from bot.services.providers import contacts_of, somebody_there
from bot.services.records import assured
from flows.engine.message import M
from flows.engine.said import Happened
from flows.rules.stale import is_stale
from flows.rules.week_hours import week_words

AGAIN = timedelta(days=30)
SILENT = timedelta(days=7)

PLACES_AT_ONCE = 20
"""Institutions asked at one tick; the others at the next, seconds later."""

LINES = 10
"""Records that a notice names, and asks about; of the others that are due it says how many there are."""

REST = timedelta(days=7)
"""Whoever was asked about so many is asked about the others no sooner, unless she wants them."""

KEPT = max(AGAIN, doubts.WITHIN)
"""What tells whether a record is true and is older than this, no rule here looks at."""

_LINE = M("freshness.line", "{name}: {hours}; {phones}")
_MORE = M("freshness.more", "ще записів, про які спитаємо потім: {count}")
_NO_HOURS = M("freshness.no_hours", "годин не вказано")
_NO_PHONES = M("freshness.no_phones", "телефону не вказано")

GONE = Happened("gone")


def today(tx: Tx) -> date:
    """The day on the installation's clocks."""
    return _day(tx, tx.now)


def stale_places(tx: Tx, region: str) -> frozenset[str]:
    """Institutions of the region none of whose records is fresh; not those that have none, or samples."""
    rows = tx.db.execute(
        select(Service.institution_id, func.max(Service.assured_on))
        .where(Service.region == region, Service.state != "closed", Service.sample.is_(False))
        .group_by(Service.institution_id)
    )
    now = today(tx)
    return frozenset(id_ for id_, day in rows if is_stale(day, now))


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


def services_asked(tx: Tx, actor: Actor, data: Mapping[str, Any]) -> Happened:  # noqa: ARG001 - it carries nothing
    """She wants to be asked about the next records of her institution that are due: ``ok`` carries what a
    notice would. ``none``: there are no more."""
    held = select(Service).where(*_waiting(tx), Service.institution_id == actor.institution_id)
    held = held.order_by(Service.id).with_for_update()
    rows = sorted(tx.db.scalars(held, execution_options=FRESH), key=lambda one: _waited(tx, one))
    hers = [one for one in rows if permitted(tx, actor, "services_asked", one)]
    if not hers:
        return Happened("none")
    _told(tx, hers)
    tx.db.flush()
    return Happened("ok", _about(hers, doubted=False))


def _ask_monthly(tx: Tx) -> int:
    waiting = (*_waiting(tx), ~_resting(tx), somebody_there(tx))
    places = select(Service.institution_id).where(*waiting).distinct().order_by(Service.institution_id)
    found = list(tx.db.scalars(places.limit(PLACES_AT_ONCE)))
    if not found:
        return 0
    # two processes do not ask the same people: the second looks again once the first is done with a place
    mine = select(Institution.id).where(Institution.id.in_(found)).order_by(Institution.id)
    mine = mine.with_for_update(key_share=True, skip_locked=True)
    asked = list(tx.db.scalars(mine, execution_options=FRESH))
    held = select(Service).where(*waiting, Service.institution_id.in_(asked))
    held = held.with_for_update(of=Service, skip_locked=True)
    return _ask(tx, tx.db.scalars(held, execution_options=FRESH))


def _waiting(tx: Tx) -> tuple[ColumnElement[bool], ...]:
    """That somebody has to be asked about a ``Service``."""
    before, last_day = tx.now - AGAIN, today(tx) - AGAIN
    lately = exists().where(
        ServiceCheck.service_id == Service.id,
        ServiceCheck.kind.in_(("asked", "assured")),
        ServiceCheck.at > before,
    )
    new = exists().where(
        ServiceChange.service_id == Service.id, ServiceChange.before.is_(None), ServiceChange.at > before
    )
    return (
        Service.state != "closed",
        Service.sample.is_(False),
        or_(Service.asked_at.is_(None), Service.asked_at <= before),
        or_(Service.assured_on.is_(None), Service.assured_on <= last_day),
        ~lately,
        ~new,
    )


def _resting(tx: Tx) -> ColumnElement[bool]:
    """That the institution of a ``Service`` has enough to answer for now."""
    other = aliased(Service)
    full = select(other.institution_id).join(ServiceCheck, ServiceCheck.service_id == other.id)
    full = full.where(ServiceCheck.kind == "asked", ServiceCheck.at > tx.now - REST)
    full = full.group_by(other.institution_id)
    return Service.institution_id.in_(full.having(func.count(ServiceCheck.service_id.distinct()) >= LINES))


def _ask_doubted(tx: Tx, only: str | None = None) -> int:
    """Ask about records that several people could not get through to, once after the last of them."""
    open_ = doubts.unasked(tx, only)
    if not open_:
        return 0
    held = select(Service).where(
        Service.id.in_(open_), Service.state != "closed", Service.sample.is_(False), somebody_there(tx)
    )
    held = held.with_for_update(of=Service, skip_locked=True)
    return _ask(tx, tx.db.scalars(held, execution_options=FRESH), doubted=True)


def _ask(tx: Tx, services: Iterable[Service], *, doubted: bool = False) -> int:
    """One notice for each contact of each institution, about as many of its records as it has room for."""
    rows = sorted(services, key=lambda one: (one.institution_id, *_waited(tx, one)))
    contacts = contacts_of(tx, {one.institution_id for one in rows})
    told = 0
    for place, group in groupby(rows, key=lambda one: one.institution_id):
        if place not in contacts:
            continue
        asked = list(group)
        _told(tx, asked)
        for staff in contacts[place]:
            tx.tell(staff.person_id, "service_check", **_about(asked, doubted=doubted))
            told += 1
    tx.db.flush()
    return told


def _waited(tx: Tx, service: Service) -> tuple[date, str, str]:
    """By what those come first of whom nobody has said anything, or heard anything, for longest."""
    confirmed = service.assured_on or date.min
    asked = _day(tx, service.asked_at) if service.asked_at is not None else date.min
    return max(confirmed, asked), service.name, service.id


def _told(tx: Tx, due: Sequence[Service]) -> None:
    """Of what is due: those that ``_about`` shows have been asked about now."""
    for one in due[:LINES]:
        one.asked_at = tx.now
        doubts.mark(tx, one, "asked")


def _about(due: Sequence[Service], *, doubted: bool) -> dict[str, Any]:
    """What a notice says: an answer to it speaks of what stands in it, of nothing else and nothing later."""
    told, more = due[:LINES], max(0, len(due) - LINES)
    return {
        "services": [one.id for one in told],
        "seen": [seen(one) for one in told],
        "count": len(told),
        "more": more,
        "lines": [*(line(one) for one in told), *([_MORE.json(count=more)] if more else [])],
        "doubted": doubted,
    }


def _quiet(tx: Tx) -> bool:
    return before_quiet(tx.now, not_before=tx.now, zone=tx.world.zone.key) > tx.now


def _day(tx: Tx, at: datetime) -> date:
    return at.astimezone(tx.world.zone).date()


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
    """Somebody could not get through; ``noted`` says whether enough people have said so (``many``), and
    whether somebody of the institution has been asked since (``asked``): not at night, nor where nobody of it
    is on the system. Who she is is not kept, only a keyed hash (``bot.services.doubts``)."""
    query = select(Service).where(Service.id == data["service"], Service.state != "closed").with_for_update()
    service = tx.db.scalars(query, execution_options=FRESH).one_or_none()
    if service is None or not permitted(tx, actor, "service_unreached"):
        return GONE
    if service.sample:
        return Happened("noted", {"asked": False, "many": False})
    if doubts.noted(tx, service, actor.person_id) and not _quiet(tx):
        _ask_doubted(tx, service.id)
    many = doubts.unreached(tx, [service.id]).get(service.id, 0) >= doubts.ENOUGH
    return Happened("noted", {"asked": many and not doubts.unasked(tx, service.id), "many": many})


def settled(tx: Tx, service: Service, kind: str, staff_id: str | None) -> None:
    """Somebody has looked at the record (``doubts.SETTLES``)."""
    doubts.mark(tx, service, kind, staff_id=staff_id)
    tx.db.flush()
