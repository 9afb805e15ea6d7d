"""Beds kept for somebody for some hours: so that who is on the way finds them free.

Two who reach for the last bed at once: one statement takes it only where it is still there, so one has it
and the other is told so. Nobody has to give anything back: when the time is over, the clock does; whoever
holds is told an hour before, and afterwards. At night nobody is woken for it: she is told in the evening or
the morning, and the beds are free in time all the same.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime, time, timedelta
from typing import Any

from sqlalchemy import func, select, update

from bot.calendar import before_quiet
from bot.db.directory import Hold, ShelterPlace
from bot.db.models import Case, Placement, Referral, Staff
from bot.db.tx import Tx
from bot.services import audit, found, timeline
from bot.services.access import Actor, excluded_by, permitted
from bot.services.directory import here
from bot.services.found import FRESH
from bot.services.lines import when
from bot.services.placements import MOST, PRACTICE, may_know, running
from bot.services.shelters import GONE, OK, beds_of, held_row, number, put
from bot.services.versions import region_of_case
from flows.engine.said import Happened
from flows.rules.beds import fits

BEFORE = timedelta(hours=1)
AT_ONCE = 200
WITHOUT_CASE = 5
"""So many times one member of staff may keep beds at once for somebody who has no case: one hand is not to
empty a region's register."""


def place_held(tx: Tx, actor: Actor, data: Mapping[str, Any]) -> Happened:
    """Keep beds of a place, for the case of a referral or without one. ``held`` carries hold and until;
    ``taken``: there are fewer now, carries free; ``unfit``: not open, or it lacks what is needed; ``enough``:
    she keeps as many for no case as one may (``WITHOUT_CASE``)."""
    place = tx.db.get(ShelterPlace, data["place"] or "", populate_existing=True)
    beds, case = number(data["beds"]), _case(tx, actor, data["referral"])
    if place is None or not permitted(tx, actor, "place_held", place):
        return GONE
    if data["referral"] and case is None:
        return GONE
    if beds is None or not 1 <= beds <= MOST:
        return Happened("too_many")
    if case is not None and place.institution_id in excluded_by(tx, case.person_id)[0]:
        return GONE
    if not place.opened or not fits(place.kinds, data["wants"] or ()):
        return Happened("unfit")
    if case is None and _many(tx, actor):
        return Happened("enough")
    took = tx.db.execute(
        update(ShelterPlace)
        .where(ShelterPlace.id == place.id, ShelterPlace.opened, ShelterPlace.free >= beds)
        .values(free=ShelterPlace.free - beds)
        .returning(ShelterPlace.free),
        execution_options={"synchronize_session": False},
    ).one_or_none()
    tx.db.refresh(place)
    if took is None:
        return Happened("taken", {"free": place.free})
    hold = Hold(
        id=tx.new_id(),
        place_id=place.id,
        staff_id=actor.staff_id,
        case_id=case.id if case is not None else None,
        beds=beds,
        at=tx.now,
        until=tx.now + lasts(tx, place.region),
    )
    tx.db.add(hold)
    tx.db.flush()
    _noted(tx, actor, hold, "place_held")
    return Happened("held", {"hold": hold.id, "until": when(hold.until)})


def hold_released(tx: Tx, actor: Actor, data: Mapping[str, Any]) -> Happened:
    """They are needed no more, and free again."""
    hold = _hold(tx, actor, "hold_released", data["hold"])
    if hold is None:
        return GONE
    _let_go(tx, hold, "released")
    _noted(tx, actor, hold, "hold_released")
    return OK


def hold_longer(tx: Tx, actor: Actor, data: Mapping[str, Any]) -> Happened:
    """As many hours more, once."""
    hold = _hold(tx, actor, "hold_longer", data["hold"])
    if hold is None or hold.longer:
        return GONE
    place = tx.db.get_one(ShelterPlace, hold.place_id)
    hold.until += lasts(tx, place.region)
    hold.longer, hold.warned_at = True, None
    tx.db.flush()
    _noted(tx, actor, hold, "hold_longer")
    return OK


def hold_used(tx: Tx, actor: Actor, data: Mapping[str, Any]) -> Happened:
    """Whoever they were kept for lives there now. Where the case's region notes that down, so is it; without
    a case the beds are counted as taken. ``lives``: by what is noted down, elsewhere: first that ends."""
    known = tx.db.get(Hold, data["hold"] or "")
    case = found.case(tx, known.case_id) if known is not None and known.case_id else None
    hold = _hold(tx, actor, "hold_used", data["hold"])
    if hold is None or held_row(tx, hold.place_id) is None:
        return GONE
    if case is not None and _notes(tx, actor, case):
        if running(tx, case.id) is not None:
            return Happened("lives")
        _live(tx, actor, hold, case)
    hold.state, hold.ended_at = "used", tx.now
    tx.db.flush()
    _noted(tx, actor, hold, "hold_used")
    return OK


def lasts(tx: Tx, region: str) -> timedelta:
    """For how long beds are kept in that region."""
    return timedelta(minutes=tx.world.regions.region(region).places.hours.minutes)


# The clock --------------------------------------------------------------------------------------------------


def due(tx: Tx) -> int:
    """Let go of what has had its time, and tell who held it, before and after; how many were told."""
    _lapse(tx)
    if _quiet(tx, tx.now):
        return 0
    rows = tx.db.execute(
        select(Hold, Staff)
        .join(Staff, Staff.id == Hold.staff_id)
        .where(_untold(tx) | _unwarned(tx.now + BEFORE + timedelta(hours=24)))
        .order_by(Hold.until, Hold.id)
        .limit(AT_ONCE)
        .with_for_update(of=Hold, skip_locked=True),
        execution_options=FRESH,
    ).all()
    told = 0
    for hold, staff in rows:
        over = hold.state == "lapsed"
        if not over and _warns(tx, hold) > tx.now:
            continue
        if over:
            hold.told_at = tx.now
        else:
            hold.warned_at = tx.now
        if here(staff, tx.now):
            what = "hold_lapsed" if over else "hold_ends"
            tx.tell(staff.person_id, what, hold=hold.id, count=hold.beds, due=when(hold.until))
            told += 1
    return told


def next_due(tx: Tx) -> datetime | None:
    """When ``due`` will have something to do; None: nothing waits."""
    lapses = tx.db.scalar(select(func.min(Hold.until)).where(Hold.state == "held"))
    waits = tx.db.scalar(select(func.min(Hold.until)).where(_untold(tx)))
    warned = tx.db.scalars(
        select(Hold).where(Hold.state == "held", Hold.warned_at.is_(None)).order_by(Hold.until).limit(1)
    ).first()
    moments = [lapses] if lapses is not None else []
    if waits is not None:
        moments.append(before_quiet(tx.now, not_before=tx.now, zone=tx.world.zone.key))
    if warned is not None:
        moments.append(max(_warns(tx, warned), tx.now))
    return min(moments, default=None)


def _lapse(tx: Tx) -> None:
    rows = tx.db.scalars(
        select(Hold)
        .where(Hold.state == "held", Hold.until <= tx.now)
        .order_by(Hold.place_id, Hold.id)
        .limit(AT_ONCE)
        .with_for_update(skip_locked=True),
        execution_options=FRESH,
    ).all()
    for hold in rows:
        _let_go(tx, hold, "lapsed")
        _noted(tx, None, hold, "hold_lapsed")


def _untold(tx: Tx) -> Any:
    """Lapsed within the last day, and who held them does not know it."""
    return (Hold.state == "lapsed") & Hold.told_at.is_(None) & (Hold.until > tx.now - timedelta(days=1))


def _unwarned(until: datetime) -> Any:
    return (Hold.state == "held") & Hold.warned_at.is_(None) & (Hold.until <= until)


def _warns(tx: Tx, hold: Hold) -> datetime:
    """An hour before the time is over; where that is in the night, in the evening."""
    at = max(hold.until - BEFORE, hold.at)
    return before_quiet(at, not_before=hold.at, zone=tx.world.zone.key)


def _quiet(tx: Tx, at: datetime) -> bool:
    return before_quiet(at, not_before=at, zone=tx.world.zone.key) > at


# Inside -----------------------------------------------------------------------------------------------------


def _case(tx: Tx, actor: Actor, referral_id: str | None) -> Case | None:
    """The case whose lead the actor is, or for whom she stands in."""
    known = found.referral_and_case(tx, referral_id) if referral_id else None
    if known is None or not permitted(tx, actor, "place_held_for_case", known[0]):
        return None
    return known[1] if known[1].state == "open" else None


def _many(tx: Tx, actor: Actor) -> bool:
    """Whether she keeps as many for no case as one may; her row is held, so that two at once are counted."""
    tx.db.scalars(
        select(Staff).where(Staff.id == actor.staff_id).with_for_update(), execution_options=FRESH
    ).one()
    mine = select(func.count(Hold.id)).where(
        Hold.staff_id == actor.staff_id, Hold.case_id.is_(None), Hold.state == "held", Hold.until > tx.now
    )
    return (tx.db.scalar(mine) or 0) >= WITHOUT_CASE


def _hold(tx: Tx, actor: Actor, action: str, hold_id: str | None) -> Hold | None:
    """What is still held, and the actor's."""
    query = select(Hold).where(Hold.id == (hold_id or ""), Hold.state == "held", Hold.until > tx.now)
    hold = tx.db.scalars(query.with_for_update(), execution_options=FRESH).one_or_none()
    return hold if hold is not None and permitted(tx, actor, action, hold) else None


def _let_go(tx: Tx, hold: Hold, state: str) -> None:
    place = held_row(tx, hold.place_id)
    if place is not None:
        put(place, beds_of(tx, place).let_go(hold.beds))
    hold.state, hold.ended_at = state, tx.now
    tx.db.flush()


def _notes(tx: Tx, actor: Actor, case: Case) -> bool:
    """Whether the case's region notes down who lives where, and the actor may say it."""
    if PRACTICE not in region_of_case(tx, case).practices:
        return False
    referrals = tx.db.scalars(select(Referral).where(Referral.case_id == case.id))
    return any(may_know(tx, actor, "settled", one) for one in referrals)


def _live(tx: Tx, actor: Actor, hold: Hold, case: Case) -> None:
    place = tx.db.get_one(ShelterPlace, hold.place_id)
    today = datetime.combine(tx.now.astimezone(tx.world.zone).date(), time(), tx.world.zone)
    row = Placement(
        id=tx.new_id(),
        case_id=case.id,
        person_id=case.person_id,
        institution_id=place.institution_id,
        staff_id=actor.staff_id,
        since=today.astimezone(UTC),
        place_id=place.id,
        beds=hold.beds,
    )
    tx.db.add(row)
    tx.db.flush()
    timeline.note(tx, actor, case.id, "settled", placement=row.id)
    audit.record(tx, actor, "settled", case.id, row.id)


def _noted(tx: Tx, actor: Actor | None, hold: Hold, kind: str) -> None:
    if hold.case_id is not None:
        timeline.note(tx, actor, hold.case_id, kind, hold=hold.id)
    audit.record(tx, actor, kind, hold.case_id, hold.id)
