"""What lies ahead."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import func, select

from bot.db.models import Deadline, Nudge, Outbox
from bot.db.tx import Tx
from bot.services import holds, roadmaps


def next_due(tx: Tx) -> datetime | None:
    """When the next rung of a ladder, a message kept for safe hours, beds kept for somebody or a working
    group's day falls due; None: nothing waits."""
    nudge = tx.db.scalar(
        select(func.min(Nudge.at))
        .join(Deadline, Deadline.id == Nudge.deadline_id)
        .where(Nudge.told_at.is_(None), Deadline.met_at.is_(None), Deadline.heard_at.is_(None))
    )
    kept = select(func.min(Outbox.not_before)).where(Outbox.state == "new", Outbox.not_before > tx.now)
    waiting = (nudge, tx.db.scalar(kept), roadmaps.next_due(tx), holds.next_due(tx))
    return min((one for one in waiting if one is not None), default=None)
