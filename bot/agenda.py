"""What lies ahead."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import func, select

from bot.db.models import Deadline, Nudge, Outbox
from bot.db.tx import Tx


def next_due(tx: Tx) -> datetime | None:
    """When the next rung of a ladder, or a message kept for safe hours, falls due; None: nothing waits."""
    nudge = tx.db.scalar(
        select(func.min(Nudge.at))
        .join(Deadline, Deadline.id == Nudge.deadline_id)
        .where(Nudge.told_at.is_(None), Deadline.met_at.is_(None), Deadline.heard_at.is_(None))
    )
    kept = select(func.min(Outbox.not_before)).where(Outbox.state == "new", Outbox.not_before > tx.now)
    return min((one for one in (nudge, tx.db.scalar(kept)) if one is not None), default=None)
