"""Who can be told something now: a chat rings, a page waits until somebody opens it.

What is put on a page is no telling: until its reader is seen nobody has heard. So only those count who can
be written to first (``World.starters``: the channels that start a talk; ``World.free_hours``: those that do
so long after her last message), or whose page was in use just now. Where the installation has no such channel
there is no better way, and everybody counts.
"""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, and_, case, exists, or_, select

from bot.db.models import Identity, Institution, Outbox, Staff
from bot.db.tx import Tx
from bot.services.found import FRESH

TELEGRAM = "telegram"

SEEN = timedelta(minutes=15)
"""Whoever pressed something so lately still has the page before her, and it tells what is new by itself; it
is also the shortest rung of a ladder: whoever does not look till then is passed over at the next one."""


def hearing(tx: Tx, people: Collection[str]) -> set[str]:
    """Those of these persons who hear at once what is told to them now."""
    world = tx.world
    if not world.starters and not world.free_hours:
        return set(people)
    near = [_rings(tx), Identity.last_used_at > tx.now - SEEN]
    if not world.starters:  # a page is as good as any: but a chat that must not be written to is no page
        near.append(Identity.channel.not_in(world.free_hours))
    found = select(Identity.person_id).where(
        Identity.person_id.in_(people), Identity.reachable, or_(*near), ~_unwanted()
    )
    return set(tx.db.scalars(found))


def used_last(tx: Tx, person_id: str) -> str | None:
    """The identity she spoke from last: there her present screen stands."""
    newest = select(Identity.id).where(Identity.person_id == person_id, Identity.reachable, ~_unwanted())
    return tx.db.scalar(newest.order_by(Identity.last_used_at.desc()).limit(1))


def reachable(tx: Tx, person_id: str) -> str | None:
    """The identity to write to: reachable, a channel that rings before a page, then the one used last."""
    rings = case((_rings(tx), 0), else_=1)
    return tx.db.scalar(
        select(Identity.id)
        .where(Identity.person_id == person_id, Identity.reachable, ~_unwanted())
        .order_by(rings, Identity.last_used_at.desc())
        .limit(1)
    )


def page_of(tx: Tx, person_id: str) -> str | None:
    """The page she used last, if she has one."""
    pages = select(Identity.id).where(
        Identity.person_id == person_id, Identity.reachable, Identity.channel == "web"
    )
    return tx.db.scalar(pages.order_by(Identity.last_used_at.desc()).limit(1))


def wanted() -> ColumnElement[bool]:
    """That an address is no such one as ``unwanted`` finds."""
    return ~_unwanted()


def unwanted(tx: Tx, identity: Identity) -> bool:
    """Whether it is an address in Telegram of somebody whose institution works without it."""
    if identity.channel != TELEGRAM:
        return False
    return tx.db.scalar(select(Identity.id).where(Identity.id == identity.id, _unwanted())) is not None


def leave_telegram(tx: Tx, institution_id: str) -> list[Outbox]:
    """What waits to go out there to whoever works at the institution comes on her page instead; answers with
    what nobody can bring her now: she has no page."""
    waiting = (
        select(Outbox)
        .join(Identity, Identity.id == Outbox.identity_id)
        .join(Staff, Staff.person_id == Identity.person_id)
        .where(
            Identity.channel == TELEGRAM,
            Staff.institution_id == institution_id,
            Staff.revoked_at.is_(None),
            Outbox.state.in_(("new", "held", "talk")),
            Outbox.kind.in_(("show", "push")),
        )
    )
    lost = []
    for row in tx.db.scalars(waiting.with_for_update(of=Outbox), execution_options=FRESH).all():
        page = page_of(tx, row.person_id)
        if page is None:
            row.state, row.body_sealed = "dropped", None
            lost.append(row)
        else:
            row.identity_id = page
    return lost


def open_to(tx: Tx, identity: Identity, at: datetime | None = None) -> bool:
    """Whether the bot may write there now, or might have then, without anybody paying for it."""
    hours = tx.world.free_hours.get(identity.channel)
    return hours is None or identity.last_used_at > (at or tx.now) - timedelta(hours=hours)


def _unwanted() -> ColumnElement[bool]:
    """An address in Telegram of somebody whose institution works without it: nothing of the work comes there,
    and nothing of it is done there."""
    without = exists().where(
        Staff.person_id == Identity.person_id,
        Staff.revoked_at.is_(None),
        Institution.id == Staff.institution_id,
        Institution.no_telegram,
    )
    return and_(Identity.channel == TELEGRAM, without)


def _rings(tx: Tx) -> ColumnElement[bool]:
    """The channels that ring, now."""
    free = (
        and_(Identity.channel == channel, Identity.last_used_at > tx.now - timedelta(hours=hours))
        for channel, hours in tx.world.free_hours.items()
    )
    return or_(Identity.channel.in_(tx.world.starters), *free)
