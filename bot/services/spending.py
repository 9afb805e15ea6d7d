"""What messages cost: a count by channel and month, a cap that is never passed, a warning before it.

A message that the bot begins outside of a person's free hours is counted before it goes out and given back
if it did not. Where the operator set no price and no cap, none goes out.
"""

from __future__ import annotations

from sqlalchemy import select

from bot.db.models import Staff
from bot.db.tx import Tx
from bot.db.ways import PaidMonth
from bot.services.found import FRESH

WARNED = 80  # percent of the cap
LOOK_AFTER = {"coordinator", "admin"}


def taken(tx: Tx, channel: str, messages: int) -> bool:
    """Count so many messages, if this month's cap leaves room for them."""
    cap = tx.world.paid.get(channel, 0)
    if cap < messages:
        return False
    row = _row(tx, channel)
    if row is None:
        row = PaidMonth(channel=channel, month=_month(tx), sent=0)
        tx.db.add(row)
    if row.sent + messages > cap:
        return False
    row.sent += messages
    tx.db.flush()
    return True


def given_back(tx: Tx, channel: str, messages: int) -> None:
    """They did not go out."""
    row = _row(tx, channel)
    if row is not None:
        row.sent = max(0, row.sent - messages)


def due(tx: Tx) -> int:
    """Tell coordinators and administrators, once a month, that the cap is near; how many were told."""
    told = 0
    for channel, cap in tx.world.paid.items():
        row = _row(tx, channel) if cap else None
        if row is None or row.told_at is not None or row.sent * 100 < cap * WARNED:
            continue
        row.told_at = tx.now
        for staff in tx.db.scalars(select(Staff).where(Staff.revoked_at.is_(None)).order_by(Staff.id)):
            if LOOK_AFTER & set(staff.roles):
                tx.tell(staff.person_id, "cost_near_cap", count=row.sent, label=str(cap))
                told += 1
    return told


def _row(tx: Tx, channel: str) -> PaidMonth | None:
    query = select(PaidMonth).where(PaidMonth.channel == channel, PaidMonth.month == _month(tx))
    return tx.db.scalars(query.with_for_update(), execution_options=FRESH).one_or_none()


def _month(tx: Tx) -> str:
    return tx.now.astimezone(tx.world.zone).strftime("%Y-%m")
