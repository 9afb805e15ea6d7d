"""Places to live (МТП): what each is fit for, how many of its beds are free, and who said so when.

    free ──place_held──> held ──hold_used──> taken ──place_freed, «one more is free»──> free
      ^                    │ hold_released, or the time is over (``bot.services.holds``)
      └────────────────────┘

Whoever works at the place, or coordinates its region, says how things are there. Nothing here names a person:
which case beds are kept for stands in ``Hold``. Whatever changes beds holds the place's row
(``flows.rules.beds`` counts); where a ``Hold`` ends, that row is held first, and never the other way round.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from typing import Any

from sqlalchemy import func, select

from bot.db.directory import Hold, ShelterPlace
from bot.db.models import Institution, Staff
from bot.db.tx import Tx
from bot.services import audit
from bot.services.access import Actor, NotPermittedError, permitted
from bot.services.directory import here, in_force
from bot.services.found import FRESH
from flows.directory.words import ACCESSIBILITY, PLACE_KINDS, SHELTER
from flows.engine.said import Happened
from flows.rules.beds import Beds

MOST_BEDS = 2000
"""Of one place: more is a slip of the finger."""
FRESH_FOR = timedelta(hours=24)
"""So long free beds are believed."""
INSPECTED_FOR = timedelta(days=180)
LONGEST_AHEAD = timedelta(days=3 * 366)

OK = Happened("ok")
GONE = Happened("gone")
NOT_PERMITTED = Happened("not_permitted")


def place_added(tx: Tx, actor: Actor, data: Mapping[str, Any]) -> Happened:
    """A place of an institution where people live; not open until somebody says so. ``ok`` carries place."""
    owner = tx.db.get(Institution, data["institution"] or actor.institution_id or "")
    beds = number(data["beds"])
    if owner is None or owner.kind != SHELTER or not permitted(tx, actor, "place_added", owner):
        return NOT_PERMITTED
    if beds is None or not 1 <= beds <= MOST_BEDS:
        return Happened("wrong")
    place = ShelterPlace(
        id=tx.new_id(),
        institution_id=owner.id,
        region=owner.region,
        name=data["name"],
        kinds=["anyone"],
        beds=beds,
        free=beds,
        opened=False,
        updated_at=tx.now,
        updated_by=actor.staff_id,
        sample=owner.sample,
    )
    tx.db.add(place)
    tx.db.flush()
    audit.record(tx, actor, "place_added", detail=place.id)
    return Happened("ok", {"place": place.id})


def place_changed(tx: Tx, actor: Actor, data: Mapping[str, Any]) -> Happened:
    """One thing about a place: its name, community, what it is fit for, what makes it usable, how many beds
    there are, since when it is open; for coordinators also what an inspection found. ``wrong``: it can't be
    so."""
    what, value = data["what"], data["value"]
    place = _kept(tx, actor, "place_inspected" if what == "inspection" else "place_changed", data["place"])
    before = place.over
    if not _CHANGES[what](tx, place, value):
        return Happened("wrong")
    tx.db.flush()
    warn(tx, actor, place, before)
    audit.record(tx, actor, "place_changed", detail=f"{place.id} {what}")
    return OK


def place_updated(tx: Tx, actor: Actor, data: Mapping[str, Any]) -> Happened:
    """How many are free now: ``more`` (one), ``fewer`` (one), ``none``, ``count`` (so many), or ``same``.
    ``full``: none can be more; ``too_many``: so many can't be free, carries most.

    Whoever counts leaves out what is kept for somebody. ``held``: how many beds that was on her screen; where
    others are kept by now her count is of something else, and ``changed`` is answered. One more or one fewer
    holds all the same.
    """
    place = _kept(tx, actor, "place_updated", data["place"])
    beds, before = beds_of(tx, place), place.over
    if data["does"] not in ("more", "fewer") and data["held"] != beds.held:
        return Happened("changed")
    match data["does"]:
        case "more" if beds.taken == 0:
            return Happened("full")
        case "more":
            after: Beds | None = beds.left()
        case "fewer":
            after = beds.came()
        case "none":
            after = beds.counted(0)
        case "count":
            counted = number(data["count"])
            after = beds.counted(counted) if counted is not None else None
        case _:
            after = beds
    if after is None:
        return Happened("too_many", {"most": beds.most})
    put(place, after)
    place.updated_at, place.updated_by = tx.now, actor.staff_id
    tx.db.flush()
    warn(tx, actor, place, before)
    audit.record(tx, actor, "place_updated", detail=place.id)
    return OK


def _kept(tx: Tx, actor: Actor, action: str, place_id: str | None) -> ShelterPlace:
    """The place that the actor keeps true, held. Raises NotPermittedError: no screen offers another."""
    place = held_row(tx, place_id)
    if place is None or not permitted(tx, actor, action, place):
        raise NotPermittedError
    return place


# For whatever else changes beds -----------------------------------------------------------------------------


def held_row(tx: Tx, place_id: str | None) -> ShelterPlace | None:
    """The place, held until the transaction ends."""
    query = select(ShelterPlace).where(ShelterPlace.id == (place_id or "")).with_for_update()
    return tx.db.scalars(query, execution_options=FRESH).one_or_none()


def beds_of(tx: Tx, place: ShelterPlace) -> Beds:
    """Its beds now; the place is held, so that what is kept of it stays as it is."""
    held = tx.db.scalar(
        select(func.coalesce(func.sum(Hold.beds), 0)).where(Hold.place_id == place.id, Hold.state == "held")
    )
    return Beds(place.beds, place.free, place.over, held or 0)


def put(place: ShelterPlace, beds: Beds) -> None:
    place.beds, place.free, place.over = beds.all, beds.free, beds.over


def moved_out(tx: Tx, place_id: str | None, count: int | None) -> None:
    """So many live there no more."""
    place = held_row(tx, place_id) if place_id else None
    if place is not None:
        put(place, beds_of(tx, place).left(count or 1))
        tx.db.flush()


def warn(tx: Tx, actor: Actor, place: ShelterPlace, before: int) -> None:
    """Whoever works there and the region's coordinators hear once that more people live there than it has
    beds; whoever has just said so sees it."""
    if place.over == 0 or before > 0:
        return
    rows = tx.db.execute(
        select(Staff, Institution.region)
        .join(Institution, Institution.id == Staff.institution_id)
        .where(
            Staff.revoked_at.is_(None),
            (Institution.region == place.region) | (Institution.id == place.institution_id),
        )
        .order_by(Staff.joined_at, Staff.id)
    ).all()
    hearing = [
        one
        for one, region in rows
        if one.institution_id == place.institution_id
        or ("coordinator" in one.roles and region == place.region)
    ]
    present = [one for one in hearing if here(one, tx.now)] or hearing
    for one in present:
        if one.id == actor.staff_id:
            continue
        tx.tell(one.person_id, "place_overfull", shelter=place.id, count=place.over)


def number(said: Any) -> int | None:
    """What was typed or pressed as a number."""
    text = str(said or "0") if not isinstance(said, bool) else ""
    return int(text) if text.isascii() and text.isdigit() and len(text) <= 6 else None


def open_places(tx: Tx, region: str | None) -> Sequence[ShelterPlace]:
    """Those of the region that are open, free beds first; none of an institution that is out of force."""
    rows = tx.db.execute(
        select(ShelterPlace, Institution)
        .join(Institution, Institution.id == ShelterPlace.institution_id)
        .where(ShelterPlace.region == region, ShelterPlace.opened.is_(True))
        .order_by(ShelterPlace.free.desc(), ShelterPlace.name, ShelterPlace.id)
    ).all()
    valid = {one.id for one in in_force(owner for _, owner in rows)}
    return [place for place, owner in rows if owner.id in valid]


# What can be changed of a place -----------------------------------------------------------------------------


def _name(tx: Tx, place: ShelterPlace, value: Any) -> bool:  # noqa: ARG001 - as the others
    place.name = value
    return True


def _community(tx: Tx, place: ShelterPlace, value: Any) -> bool:  # noqa: ARG001
    place.community = value
    return True


def _kinds(tx: Tx, place: ShelterPlace, value: Any) -> bool:  # noqa: ARG001
    chosen = [one for one in PLACE_KINDS if one in (value or ())]
    place.kinds = chosen or ["anyone"]
    return True


def _access(tx: Tx, place: ShelterPlace, value: Any) -> bool:  # noqa: ARG001
    place.accessibility = [one for one in ACCESSIBILITY if one in (value or ())]
    return True


def _beds(tx: Tx, place: ShelterPlace, value: Any) -> bool:
    count = number(value)
    if count is None or not 1 <= count <= MOST_BEDS:
        return False
    put(place, beds_of(tx, place).resized(count))
    return True


def _opens(tx: Tx, place: ShelterPlace, value: Any) -> bool:
    """«now», «unknown», or the ISO date of a day that is still to come."""
    if value == "now":
        place.opened, place.opens_on = True, None
        place.updated_at = tx.now
        return True
    if value == "unknown":
        place.opened, place.opens_on = False, None
        return True
    day, today = date.fromisoformat(value), tx.now.astimezone(tx.world.zone).date()
    if not today < day <= today + LONGEST_AHEAD:
        return False
    place.opened, place.opens_on = False, day
    return True


def _inspection(tx: Tx, place: ShelterPlace, value: Any) -> bool:
    place.inspection, place.inspected_on = value, tx.now.astimezone(tx.world.zone).date()
    return True


_CHANGES = {
    "name": _name,
    "community": _community,
    "kinds": _kinds,
    "access": _access,
    "beds": _beds,
    "opens": _opens,
    "inspection": _inspection,
}
