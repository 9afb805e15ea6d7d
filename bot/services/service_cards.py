"""The card of one service: all that the record knows, in words, and honestly where it knows nothing."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any

from sqlalchemy import select

from bot.db.directory import Service
from bot.db.models import Institution, Staff
from bot.db.tx import Tx
from bot.services.access import Actor, excluded_by
from bot.services.directory import in_force
from bot.services.freshness import today
from bot.services.open_words import open_words, visits
from bot.services.screenings import region_of
from flows.directory.words import ACCESSIBILITY, AREAS, LANGUAGES
from flows.engine.message import M, Text
from flows.rules.stale import is_stale
from flows.rules.week_hours import week_words

Row = dict[str, Any]

MAP = "https://www.openstreetmap.org/?mlat={lat:.5f}&mlon={lon:.5f}#map=17/{lat:.5f}/{lon:.5f}"

FOR = M("find.for", "Для кого: {whom}")
COST = M("find.cost", "Вартість: {cost}")
WAITING = M("find.waiting", "Зазвичай чекають: {time}")
SPOKEN = M("find.spoken", "Говорять: {languages}")
SERVED = M("find.served", "Для громад: {communities}")
WEEK = M("find.week", "Години: {hours}")
MAIL = M("find.mail", "Пошта: {address}")
ADDRESS = M("find.address", "{address} ({area})")

PAUSED = M("find.paused", "Зараз не працює. {notice}")
STALE = M("find.stale", "Запис міг застаріти: зателефонуйте, перш ніж іти.")
STALE_ONLY = M("find.stale_only", "Запис міг застаріти: спершу перепитайте в того, хто знає.")
SAMPLE = M("find.sample", "Це зразок: такої послуги насправді немає.")
BENEATH = M("find.beneath", "{line}\n{more}")

UNASSURED = M("find.unassured", "Ніхто ще не підтвердив, що тут усе так.")
ASSURED = M("find.assured", "Підтверджено {day}.")
ASSURED_BY = M("find.assured_by", "Підтверджено {day}. Хто: {who}.")


def service(tx: Tx, actor: Actor, id_: str) -> Row | None:
    """The card of that service for whoever asks; None where there is none, or it is closed for good."""
    row = tx.db.get(Service, id_)
    if row is None or row.state == "closed":
        return None
    institution = tx.db.get_one(Institution, row.institution_id)
    day = today(tx)
    working = row.state == "active"
    return {
        "id": row.id,
        "name": row.name,
        "institution": institution.name,
        "institution_id": institution.id,
        "state": row.state,
        "notice": row.notice,
        "open": open_words(row.hours, tx.now, tx.world.zone.key) if working else None,
        "timed": bool(row.hours) or bool(row.visits),
        "lines": list(_lines(row)),
        "visits": visits(row.visits, tx.now.astimezone(tx.world.zone)) if working else [],
        "phones": [{"number": one, "name": "", "hours": ""} for one in row.phones],
        "address": _address(row),
        "map": _map(row),
        "site": row.site if row.site.startswith("https://") else None,
        "documents": list(row.documents),
        "without": row.without_documents,
        "accessibility": [ACCESSIBILITY[one].json() for one in row.accessibility if one in ACCESSIBILITY],
        "fresh": _fresh(tx, row),
        "stale": is_stale(row.assured_on, day),
        "takes_referrals": row.takes_referrals,
        "referable": _referable(tx, actor, row, institution),
        "sample": row.sample,
        "copy": _beneath(list(_copied(row, day))),
    }


def week(row: Service) -> list[Text]:
    """The working week in words; nothing where it is not known."""
    return week_words(row.hours)


def _lines(row: Service) -> Iterator[Text]:
    if row.about:
        yield row.about
    if row.hours:
        yield WEEK.json(hours=week(row))
    if row.eligibility:
        yield FOR.json(whom=row.eligibility)
    if row.cost:
        yield COST.json(cost=row.cost)
    if row.waiting:
        yield WAITING.json(time=row.waiting)
    if row.languages:
        spoken = [LANGUAGES[one].json() if one in LANGUAGES else one for one in row.languages]
        yield SPOKEN.json(languages=spoken)
    if row.communities:
        yield SERVED.json(communities=list(row.communities))
    if row.email:
        yield MAIL.json(address=row.email)


def _address(row: Service) -> Text | None:
    place = _place(row)
    if not place:
        return None
    area = AREAS.get(row.area or "")
    return ADDRESS.json(address=place, area=area.json()) if area is not None else place


def _place(row: Service) -> str:
    """Where the door is; the community alone, where no street is known."""
    named = row.community not in row.address
    return ", ".join(one for one in (row.community if named else "", row.address) if one)


def _map(row: Service) -> str | None:
    if row.latitude is None or row.longitude is None:
        return None
    return MAP.format(lat=row.latitude, lon=row.longitude)


def _fresh(tx: Tx, row: Service) -> Text:
    if row.assured_on is None:
        return UNASSURED.json()
    day = {"at": row.assured_on.isoformat()}
    by = tx.db.scalar(
        select(Institution.name)
        .join(Staff, Staff.institution_id == Institution.id)
        .where(Staff.id == row.assured_by)
    )
    return ASSURED_BY.json(day=day, who=by) if by else ASSURED.json(day=day)


def _referable(tx: Tx, actor: Actor, row: Service, institution: Institution) -> bool:
    """Whether a referral can be meant for them: they take some, now and in this region, and she wants them.
    A person on her own is led only to those whose staff hear of it."""
    if row.state != "active" or not row.takes_referrals or not institution.takes_referrals:
        return False
    staff = actor.staff_id is not None
    if not (staff or institution.on_system):
        return False
    region = region_of(tx, actor)
    if institution.region not in (region, *(tx.world.regions.region(region).authorities if staff else ())):
        return False
    if not staff and institution.id in excluded_by(tx, actor.person_id)[0]:
        return False
    beside = select(Institution).where(
        Institution.region == institution.region, Institution.kind == institution.kind
    )
    return any(one.id == institution.id for one in in_force(tx.db.scalars(beside)))


def _copied(row: Service, day: date) -> Iterator[Text]:
    """What goes on to somebody else by itself: what the card warns of goes with it."""
    yield row.name
    if row.sample:
        yield SAMPLE.json()
    if row.state == "paused":
        yield PAUSED.json(notice=row.notice)
    yield from (one for one in (_place(row),) if one)
    yield from row.phones
    if row.sample:
        return
    if is_stale(row.assured_on, day):
        yield (STALE if row.phones else STALE_ONLY).json()
    elif row.assured_on is not None:
        yield ASSURED.json(day={"at": row.assured_on.isoformat()})


def _beneath(lines: list[Text]) -> Text:
    """Lines one beneath the other as one text."""
    *above, last = lines
    for one in reversed(above):
        last = BENEATH.json(line=one, more=last)
    return last
