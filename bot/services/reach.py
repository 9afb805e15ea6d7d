"""Who can be told something now: a chat rings, a page waits until somebody opens it.

What is put on a page is no telling: until its reader is seen nobody has heard. So only those count who can
be written to first (``World.starters``: the channels that start a talk), or whose page was in use just now.
Where the installation has no such channel there is no better way, and everybody counts.
"""

from __future__ import annotations

from collections.abc import Collection
from datetime import timedelta

from sqlalchemy import case, or_, select

from bot.db.models import Identity
from bot.db.tx import Tx

SEEN = timedelta(minutes=15)
"""Whoever pressed something so lately still has the page before her, and it tells what is new by itself; it
is also the shortest rung of a ladder: whoever does not look till then is passed over at the next one."""


def hearing(tx: Tx, people: Collection[str]) -> set[str]:
    """Those of these persons who hear at once what is told to them now."""
    if not tx.world.starters:
        return set(people)
    rings = Identity.channel.in_(tx.world.starters)
    found = select(Identity.person_id).where(
        Identity.person_id.in_(people), Identity.reachable, or_(rings, Identity.last_used_at > tx.now - SEEN)
    )
    return set(tx.db.scalars(found))


def used_last(tx: Tx, person_id: str) -> str | None:
    """The identity she spoke from last: there her present screen stands."""
    newest = select(Identity.id).where(Identity.person_id == person_id, Identity.reachable)
    return tx.db.scalar(newest.order_by(Identity.last_used_at.desc()).limit(1))


def reachable(tx: Tx, person_id: str) -> str | None:
    """The identity to write to: reachable, a channel that rings before a page, then the one used last."""
    rings = case((Identity.channel.in_(tx.world.starters), 0), else_=1)
    return tx.db.scalar(
        select(Identity.id)
        .where(Identity.person_id == person_id, Identity.reachable)
        .order_by(rings, Identity.last_used_at.desc())
        .limit(1)
    )
