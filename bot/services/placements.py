"""Where people were given a place to live. A placement ends apart from the case: a place that is free again
is known at once, and the case goes on for as long as the person needs it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime, time, timedelta
from typing import Any

from sqlalchemy import select

from bot.db.directory import Hold, ShelterPlace
from bot.db.models import Case, Institution, Placement, Referral
from bot.db.tx import Tx
from bot.services import audit, found, timeline
from bot.services.access import Actor, excluded_by, fields_open, permitted
from bot.services.directory import in_force
from bot.services.onward_ways import ACTIVE
from bot.services.shelters import beds_of, held_row, moved_out, number, put, warn
from bot.services.versions import region_of_case
from flows.directory.words import SHELTER
from flows.engine.said import Happened

PRACTICE = "placements"
MOST = 12
"""Beds of one case: one large family."""
LONGEST_AGO = timedelta(days=5 * 366)
"""A day further back is a slip of the finger."""

OK = Happened("ok")
GONE = Happened("gone")


def settled(tx: Tx, actor: Actor, data: Mapping[str, Any]) -> Happened:
    """The person lives there since that day («today», «yesterday» or an ISO date), in so many beds of a
    place where one is named. ``wrong_day``: not yet, or years ago. ``gone``: access has ended, or somebody
    has noted down a place meanwhile."""
    what = found.referral_and_case(tx, data["referral"])
    if what is None or actor.staff_id is None:
        return GONE
    referral, case = what
    if referral.state not in ACTIVE or not may_know(tx, actor, "settled", referral):
        return GONE
    if PRACTICE not in region_of_case(tx, case).practices or running(tx, case.id) is not None:
        return GONE
    if data["institution"] not in {one.id for one in shelters(tx, case)}:
        return GONE
    since = _day(tx, data["since"])
    if since is None:
        return Happened("wrong_day")
    beds = number(data.get("beds"))
    kept = _kept(tx, case, data.get("place"))
    place = held_row(tx, data.get("place")) if data.get("place") else None
    if place is not None and (place.institution_id != data["institution"] or not place.opened):
        return GONE
    row = Placement(
        id=tx.new_id(),
        case_id=case.id,
        person_id=case.person_id,
        institution_id=data["institution"],
        staff_id=actor.staff_id,
        since=since,
        place_id=place.id if place is not None else None,
        beds=max(1, min(beds or 1, MOST)) if place is not None else None,
    )
    tx.db.add(row)
    tx.db.flush()
    if place is not None:
        _moved_in(tx, actor, place, row, kept)
    _noted(tx, actor, case, "settled", row)
    return OK


def place_freed(tx: Tx, actor: Actor, data: Mapping[str, Any]) -> Happened:
    """The person lives there no more. The case stays as it is. A coordinator may say so too: the case may be
    over long before."""
    known = tx.db.get(Placement, data["placement"] or "")
    case = found.case(tx, known.case_id) if known is not None else None
    if known is None or case is None or not _may_free(tx, actor, case):
        return GONE
    row = running(tx, case.id)
    if row is None or row.id != known.id:
        return GONE
    row.ended_at = tx.now
    moved_out(tx, row.place_id, row.beds)
    _noted(tx, actor, case, "place_freed", row)
    return OK


def _kept(tx: Tx, case: Case, place_id: str | None) -> Sequence[Hold]:
    """What is kept of that place for the case."""
    query = select(Hold).where(Hold.place_id == place_id, Hold.case_id == case.id, Hold.state == "held")
    held = query.order_by(Hold.id).with_for_update()
    return tx.db.scalars(held, execution_options=found.FRESH).all() if place_id else ()


def _moved_in(tx: Tx, actor: Actor, place: ShelterPlace, row: Placement, kept: Sequence[Hold]) -> None:
    """What was kept there for the case is used; without that, so many of the free beds are taken."""
    beds, before = beds_of(tx, place), place.over
    for one in kept:
        one.state, one.ended_at = "used", tx.now
        beds = beds.let_go(one.beds)
    put(place, beds.came(row.beds or 1))
    tx.db.flush()
    warn(tx, actor, place, before)


def may_know(tx: Tx, actor: Actor, action: str, referral: Referral) -> bool:
    """Whether the actor may do that with where the person lives: she leads the referral, and the person has
    agreed that its institution knows how to reach her. A duty to report carries no home."""
    return (
        referral.consent_id is not None
        and permitted(tx, actor, action, referral)
        and "contact" in fields_open(tx, actor, referral)
    )


def running(tx: Tx, case_id: str) -> Placement | None:
    """Where the person of the case lives now, as far as it is known."""
    query = select(Placement).where(Placement.case_id == case_id, Placement.ended_at.is_(None))
    return tx.db.scalars(query.limit(1), execution_options=found.FRESH).first()


def shelters(tx: Tx, case: Case) -> Sequence[Institution]:
    """The places of the region where somebody can live, but for those the person does not want."""
    refused = excluded_by(tx, case.person_id)[0]
    rows = tx.db.scalars(
        select(Institution)
        .where(Institution.region == case.region, Institution.kind == SHELTER)
        .order_by(Institution.name, Institution.id)
    )
    return [one for one in in_force(rows) if one.id not in refused]


def _may_free(tx: Tx, actor: Actor, case: Case) -> bool:
    """A coordinator of the case's region, who sees figures and codes; else whoever may know of it."""
    if permitted(tx, actor, "placed", case):
        return True
    referrals = tx.db.scalars(select(Referral).where(Referral.case_id == case.id))
    return any(may_know(tx, actor, "place_freed", one) for one in referrals)


def _day(tx: Tx, said: str) -> datetime | None:
    """The beginning of the day that is meant, here."""
    today = tx.now.astimezone(tx.world.zone).date()
    match said:
        case "today":
            meant = today
        case "yesterday":
            meant = today - timedelta(days=1)
        case _:
            meant = date.fromisoformat(said)
    if not today - LONGEST_AGO <= meant <= today:
        return None
    return datetime.combine(meant, time(), tx.world.zone)


def _noted(tx: Tx, actor: Actor, case: Case, kind: str, row: Placement) -> None:
    timeline.note(tx, actor, case.id, kind, placement=row.id)
    audit.record(tx, actor, kind, case.id, row.id)
