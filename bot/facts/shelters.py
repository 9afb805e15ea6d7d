"""Places to live, as those see them who look for a free bed, who work there, and who coordinate the region.

Free beds stand beside the moment they were last told: what is older than a day is said to be so.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, func, select

from bot.db.directory import Hold, ShelterPlace
from bot.db.models import Case, Institution, Referral, Staff
from bot.db.tx import ErasedError, Tx
from bot.services.access import ACCESS, Actor, excluded_by, permitted
from bot.services.lines import when
from bot.services.shelters import FRESH_FOR, INSPECTED_FOR, number, open_places
from flows.directory.words import ACCESSIBILITY, NEEDED, PLACE_KINDS, SHELTER
from flows.engine.message import Json, M, Text
from flows.regions.region import Places
from flows.rules.beds import fits, kept_for

MOST = 40
"""Rows at once; more than that are found by kind and community."""

_ROW = M("shelters.row", "{free} · {name}")
_STALE = M("shelters.row_stale", "{free}? · {name}")
_OPENING = M("shelters.row_opening", "{name}: відкриється {day}")
_NOT_YET = M("shelters.row_not_yet", "{name}: ще не відкрито")
_KEPT = M("shelters.row_kept", "{name}: вільно {free} із {beds}")
_KEPT_STALE = M("shelters.row_kept_stale", "{name}: вільно {free}? із {beds}")
_OVER = M("shelters.row_over", "⚠️ {name}: понад місця {over}")
_HOLD = M("shelters.row_hold", "{name}: місць {beds}, до {until}")
_TODAY = M("shelters.stamp_today", "сьогодні о {time}")
_YESTERDAY = M("shelters.stamp_yesterday", "учора о {time}")
_HOURS = M("shelters.hours", "{count} год")
_MINUTES = M("shelters.minutes", "{count} хв")


def shelters(tx: Tx, actor: Actor, answers: Mapping[str, Any]) -> Json:
    """The register for whoever may keep beds for somebody; None for others."""
    if not _may(actor, "shelters"):
        return None
    wants, community = answers.get("wants") or (), (answers.get("community_row") or {}).get("label")
    beds = number(answers.get("beds")) or 1
    refused = _refused(tx, actor, answers.get("referral"))
    every = [one for one in open_places(tx, actor.region) if one.institution_id not in refused]
    fit = [
        one
        for one in every
        if one.free >= beds and fits(one.kinds, wants) and community in (None, one.community)
    ]
    if not wants:  # what few can use is left for those who need it
        fit.sort(key=lambda one: "anyone" not in one.kinds)
    policy = _places(tx, actor)
    return {
        "rows": [{"id": one.id, "label": _free(tx, one)} for one in fit[:MOST]],
        "cut": len(fit) > MOST,
        "any": bool(every),
        "opening": _ahead(tx, actor, wants),
        "communities": _communities(every),
        "needed": [{"id": one, "label": PLACE_KINDS[one].json()} for one in NEEDED],
        "first": [PLACE_KINDS[one].json() for one in policy.first],
        "note": policy.note.json() if policy.note is not None else None,
        "hours": _hours(policy),
        "free": sum(one.free for one in every),
        "count": len(every),
        "held": tx.db.scalar(select(func.count()).select_from(Hold).where(*_mine(tx, actor))) or 0,
    }


def shelter(tx: Tx, actor: Actor, answers: Mapping[str, Any]) -> Json:
    """One place, for whoever may know it."""
    place = tx.db.get(ShelterPlace, answers.get("shelter") or "")
    keeps = place is not None and permitted(tx, actor, "place_updated", place)
    if place is None or not (keeps or permitted(tx, actor, "shelter", place)):
        return None
    owner = tx.db.get_one(Institution, place.institution_id)
    held = select(func.coalesce(func.sum(Hold.beds), 0)).where(
        Hold.place_id == place.id, Hold.state == "held"
    )
    wants, policy = answers.get("wants") or (), _places(tx, actor)
    return {
        "id": place.id,
        "name": place.name,
        "institution": owner.name,
        "phone": owner.phone or None,
        "community": place.community,
        "kinds": [PLACE_KINDS[one].json() for one in place.kinds if one in PLACE_KINDS],
        "kind_ids": place.kinds,
        "access": [ACCESSIBILITY[one].json() for one in place.accessibility if one in ACCESSIBILITY],
        "access_ids": place.accessibility,
        "beds": place.beds,
        "free": place.free,
        "held": tx.db.scalar(held),
        "over": place.over,
        "opened": place.opened,
        "opens": place.opens_on.strftime("%d.%m.%Y") if place.opens_on is not None else None,
        "stamp": _stamp(tx, place.updated_at),
        "by": _name(tx, place.updated_by),
        "stale": _stale(tx, place),
        "inspection": place.inspection or None,
        "inspected": place.inspected_on.strftime("%d.%m.%Y") if place.inspected_on is not None else None,
        "uninspected": _uninspected(tx, place),
        "keeps": keeps,
        "inspects": permitted(tx, actor, "place_inspected", place),
        "holds": place.opened and place.free > 0 and permitted(tx, actor, "place_held", place),
        "rather": [PLACE_KINDS[one].json() for one in kept_for(policy.first, place.kinds, wants)],
        "hours": _hours(policy),
        "note": policy.note.json() if policy.note is not None else None,
        "sample": place.sample,
    }


def shelters_kept(tx: Tx, actor: Actor, answers: Mapping[str, Any]) -> Json:  # noqa: ARG001 - asked alike
    """What the actor keeps true: her institution's places, or those of the region she coordinates."""
    own = tx.db.get(Institution, actor.institution_id or "")
    watches = "coordinator" in actor.roles
    if own is None or not (watches or (own.kind == SHELTER and _may(actor, "shelters_kept"))):
        return None
    hers = ShelterPlace.region == own.region if watches else ShelterPlace.institution_id == own.id
    places = tx.db.scalars(
        select(ShelterPlace).where(hers).order_by(ShelterPlace.name, ShelterPlace.id)
    ).all()
    stale = [one.id for one in places if one.opened and _stale(tx, one)]
    bare = [one.id for one in places if one.opened and _uninspected(tx, one)]
    order = sorted(places, key=lambda one: (one.over == 0, one.id not in stale))
    bodies: ColumnElement[bool] = Institution.region == own.region if watches else Institution.id == own.id
    return {
        "rows": [{"id": one.id, "label": _kept(tx, one)} for one in order[:MOST]],
        "cut": len(order) > MOST,
        "watches": watches,
        "free": sum(one.free for one in places if one.opened),
        "beds": sum(one.beds for one in places if one.opened),
        "count": len(places),
        "over": sum(one.over > 0 for one in places),
        "stale": len(stale),
        "uninspected": len(bare),
        "bodies": [
            {"id": one.id, "label": one.name}
            for one in tx.db.scalars(
                select(Institution)
                .where(bodies, Institution.kind == SHELTER)
                .order_by(Institution.name, Institution.id)
            )
        ],
    }


def holds(tx: Tx, actor: Actor, answers: Mapping[str, Any]) -> Json:
    """What the actor keeps for somebody now, and the one that is looked at."""
    rows = tx.db.execute(
        select(Hold, ShelterPlace.name, Case.code)
        .join(ShelterPlace, ShelterPlace.id == Hold.place_id)
        .outerjoin(Case, Case.id == Hold.case_id)
        .where(*_mine(tx, actor))
        .order_by(Hold.until, Hold.id)
        .limit(MOST)
    ).all()
    looked = next((row for row in rows if row[0].id == answers.get("hold")), None)
    return {
        "rows": [
            {"id": one.id, "label": _HOLD.json(name=name, beds=one.beds, until=when(one.until))}
            for one, name, _ in rows
        ],
        "open": {
            "id": looked[0].id,
            "name": looked[1],
            "beds": looked[0].beds,
            "until": when(looked[0].until),
            "code": looked[2],
            "longer": not looked[0].longer,
            "hours": _hours(_places(tx, actor)),
        }
        if looked is not None
        else None,
    }


def places_open(tx: Tx, actor: Actor, answers: Mapping[str, Any]) -> Json:  # noqa: ARG001 - asked alike
    """Whether there is anything free, by kind: nobody's data, and no place by name."""
    free = [one for one in open_places(tx, actor.region) if one.free > 0]
    counted = Counter(kind for one in free for kind in one.kinds)
    return {kind: counted[kind] for kind in PLACE_KINDS if counted[kind]}


# What a row says --------------------------------------------------------------------------------------------


def _may(actor: Actor, action: str) -> bool:
    return bool(actor.staff_id) and bool(actor.roles & set(ACCESS[action]))


def _refused(tx: Tx, actor: Actor, referral_id: str | None) -> set[str]:
    """Where the person of the case does not want to go."""
    referral = tx.db.get(Referral, referral_id) if referral_id else None
    if referral is None or not permitted(tx, actor, "place_held_for_case", referral):
        return set()
    return excluded_by(tx, referral.person_id)[0]


def _mine(tx: Tx, actor: Actor) -> tuple[ColumnElement[bool], ...]:
    return (Hold.staff_id == actor.staff_id, Hold.state == "held", Hold.until > tx.now)


def _places(tx: Tx, actor: Actor) -> Places:
    return tx.world.regions.region(actor.region).places


def _hours(policy: Places) -> Text:
    minutes = policy.hours.minutes
    return _MINUTES.json(count=minutes) if minutes % 60 else _HOURS.json(count=minutes // 60)


def _free(tx: Tx, place: ShelterPlace) -> Text:
    return (_STALE if _stale(tx, place) else _ROW).json(name=place.name, free=place.free)


def _kept(tx: Tx, place: ShelterPlace) -> Text:
    if place.over:
        return _OVER.json(name=place.name, over=place.over)
    if not place.opened:
        return _NOT_YET.json(name=place.name)
    words = _KEPT_STALE if _stale(tx, place) else _KEPT
    return words.json(name=place.name, free=place.free, beds=place.beds)


def _ahead(tx: Tx, actor: Actor, wants: Any) -> list[Text]:
    """What is not open yet: nobody is sent there, but it is known that it will be."""
    rows = tx.db.scalars(
        select(ShelterPlace)
        .where(ShelterPlace.region == actor.region, ShelterPlace.opened.is_(False))
        .order_by(ShelterPlace.opens_on, ShelterPlace.name)
    )
    return [
        _OPENING.json(name=one.name, day=one.opens_on.strftime("%d.%m.%Y"))
        if one.opens_on is not None
        else _NOT_YET.json(name=one.name)
        for one in rows
        if fits(one.kinds, wants)
    ][:5]


def _communities(places: Any) -> list[dict[str, str]]:
    names = sorted({one.community for one in places if one.community})
    return [{"id": f"c{at}", "label": name} for at, name in enumerate(names)] if len(names) > 1 else []


def _stale(tx: Tx, place: ShelterPlace) -> bool:
    return tx.now - place.updated_at > FRESH_FOR


def _uninspected(tx: Tx, place: ShelterPlace) -> bool:
    today = tx.now.astimezone(tx.world.zone).date()
    return place.inspected_on is None or today - place.inspected_on > INSPECTED_FOR


def _stamp(tx: Tx, at: datetime) -> Text:
    here, today = at.astimezone(tx.world.zone), tx.now.astimezone(tx.world.zone).date()
    time = f"{here.hour}:{here.minute:02}"
    if here.date() == today:
        return _TODAY.json(time=time)
    if here.date() == today - timedelta(days=1):
        return _YESTERDAY.json(time=time)
    return when(at)


def _name(tx: Tx, staff_id: str | None) -> str | None:
    staff = tx.db.get(Staff, staff_id) if staff_id else None
    try:
        return tx.unseal(staff, "name") if staff is not None else None
    except ErasedError:
        return None
