"""How a talk ends: by either side, by silence, because nobody came; and how what was said goes."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import timedelta
from typing import Any, cast

from sqlalchemy import CursorResult, delete, exists, or_, select, update

from bot.db.directory import Talk, TalkLine
from bot.db.models import Outbox, Staff
from bot.db.tx import Tx
from bot.services.access import excluded_by
from bot.services.found import FRESH
from bot.services.on_call import covering

WAIT = timedelta(minutes=10)
"""So long somebody may take it; then the person is told that nobody has."""

SILENCE = timedelta(minutes=30)
KEPT = timedelta(days=3)
"""What was said, and that there was a talk, is erased so long after its end."""

HELD = timedelta(hours=1)
"""So long at most news that can wait is held for somebody who talks."""


def end(tx: Tx, talk: Talk, *, but: str | None = None, quietly: bool = False) -> None:
    """It is over: both screens say so, and a notice without content, except to the one who ended it. What
    was held meanwhile goes out."""
    waited = talk.state == "waiting"
    talk.state, talk.ended_at = "over", tx.now
    tx.db.flush()
    staff = tx.db.get(Staff, talk.staff_id) if talk.staff_id is not None else None
    sides = [(talk.person_id, "talk", "talk_nobody" if waited else "talk_closed")]
    if staff is not None:
        sides.append((staff.person_id, "talks", "talk_over"))
    let_go(tx, [person_id for person_id, _, _ in sides])
    for person_id, flow, notice in sides:
        if person_id != but and not (quietly and person_id == talk.person_id):
            tx.redraw(person_id, flow)
            tx.tell(person_id, notice, talk=talk.id)


def broken(tx: Tx, talk: Talk) -> bool:
    """Whether the specialist may not talk to the person any more: she has left, or is not wanted."""
    if talk.staff_id is None:
        return False
    staff = tx.db.get_one(Staff, talk.staff_id)
    places, workers = excluded_by(tx, talk.person_id)
    return staff.revoked_at is not None or staff.id in workers or staff.institution_id in places


def due(tx: Tx) -> int:
    """End what nobody takes or says anything in; how many there were. News held for an hour go out."""
    running = tx.db.scalars(
        select(Talk)
        .where(
            or_(
                Talk.state == "waiting",
                (Talk.state == "open") & (Talk.said_at <= tx.now - SILENCE),
            )
        )
        .order_by(Talk.id)
        .with_for_update(skip_locked=True),
        execution_options=FRESH,
    ).all()
    over = [one for one in running if one.state == "open" or _in_vain(tx, one)]
    for talk in over:
        end(tx, talk)
    late = Outbox.state == "talk", Outbox.created_at <= tx.now - HELD
    tx.db.execute(update(Outbox).where(*late).values(state="new"))
    return len(over)


def talking(tx: Tx, person_id: str) -> bool:
    """Whether somebody is in a talk just now, on either side of it."""
    staff = select(Staff.id).where(Staff.person_id == person_id).scalar_subquery()
    hers = or_(Talk.person_id == person_id, Talk.staff_id == staff)
    return bool(tx.db.scalar(select(exists().where(Talk.state == "open", hers))))


def let_go(tx: Tx, people: Iterable[str]) -> None:
    """What was held for them while they talked may go out."""
    held = Outbox.state == "talk", Outbox.person_id.in_(list(people))
    tx.db.execute(update(Outbox).where(*held).values(state="new"))


def left(tx: Tx, staff_id: str) -> None:
    """She works here no more: a talk she is in ends at once."""
    query = select(Talk).where(Talk.staff_id == staff_id, Talk.state == "open")
    for talk in tx.db.scalars(query.with_for_update(), execution_options=FRESH):
        end(tx, talk)


def unwanted(tx: Tx, person_id: str) -> None:
    """She has said who must not be involved: a talk with any of them ends, and the specialist hears that it
    has, without why."""
    query = select(Talk).where(Talk.person_id == person_id, Talk.state == "open")
    for talk in tx.db.scalars(query.with_for_update(), execution_options=FRESH):
        if broken(tx, talk):
            end(tx, talk, but=person_id)


def erased_with(tx: Tx, person_id: str) -> None:
    """The person is erased: a talk under way ends, and the specialist hears that it has."""
    query = select(Talk).where(Talk.person_id == person_id, Talk.state.in_(("waiting", "open")))
    for talk in tx.db.scalars(query.with_for_update(), execution_options=FRESH):
        end(tx, talk, quietly=True)


def forget(tx: Tx) -> int:
    """Erase talks whose time is over, and all that was said in them."""
    over = Talk.state == "over", Talk.ended_at < tx.now - KEPT
    tx.db.execute(delete(TalkLine).where(TalkLine.talk_id.in_(select(Talk.id).where(*over))))
    return cast("CursorResult[Any]", tx.db.execute(delete(Talk).where(*over))).rowcount


def _in_vain(tx: Tx, talk: Talk) -> bool:
    return talk.asked_at <= tx.now - WAIT or not covering(tx, talk.region, talk.person_id)
