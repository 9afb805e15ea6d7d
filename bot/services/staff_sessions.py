"""Browsers in which members of staff work on pages beside the chat.

The way in is a link from the chat: it holds ``LINK`` and once, and opens only by a press on its page, so that
whoever draws a preview of it does not use it up. The browser then holds a secret of its own for at most
``WHOLE``, and no longer than ``IDLE`` after it was used last. Of both only keyed hashes are kept.
Whoever is revoked, or whose work moves to another phone, is out at once.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Delete, delete, or_, select

from bot.codes import invite_token
from bot.db.models import Staff, StaffSession
from bot.db.tx import Tx
from bot.services import audit
from bot.services.access import Actor, NotPermittedError, actor_of, permitted
from bot.services.found import FRESH
from bot.services.lines import when
from flows.engine.said import Happened

LINK = timedelta(minutes=10)
IDLE = timedelta(minutes=30)
WHOLE = timedelta(hours=4)

NOTED = timedelta(minutes=1)
"""How exactly it is known when a browser was used last: not every look at a page is a write."""

ENTRY = "/editor/enter/"


def editor_page_wanted(tx: Tx, actor: Actor, data: Mapping[str, Any]) -> Happened:  # noqa: ARG001 - asked alike
    """A link to the editor's page; ``made`` carries ``link`` and ``until``. An earlier link that nobody has
    opened dies. Raises NotPermittedError."""
    if actor.staff_id is None or not permitted(tx, actor, "editor_page_wanted"):
        raise NotPermittedError
    tx.db.execute(
        delete(StaffSession).where(StaffSession.staff_id == actor.staff_id, StaffSession.seen_at.is_(None))
    )
    token = invite_token(tx.world.random)
    until = tx.now + LINK
    tx.db.add(
        StaffSession(
            id=tx.new_id(),
            staff_id=actor.staff_id,
            token_index=_index(tx, "link", token),
            made_at=tx.now,
            expires_at=until,
        )
    )
    audit.record(tx, actor, "editor_page_wanted")
    address = f"{tx.world.public_url.rstrip('/')}{ENTRY}{token}"
    return Happened("made", {"link": address, "until": when(until)})


def entered(tx: Tx, token: str) -> str | None:
    """Use the link up; the browser's secret from now on, or None where the link is none (any more)."""
    query = select(StaffSession, Staff).join(Staff, Staff.id == StaffSession.staff_id)
    query = query.where(
        StaffSession.token_index == _index(tx, "link", token),
        StaffSession.seen_at.is_(None),
        StaffSession.expires_at > tx.now,
        Staff.revoked_at.is_(None),
    )
    found = tx.db.execute(query.with_for_update(of=StaffSession), execution_options=FRESH).one_or_none()
    if found is None:
        return None
    session, staff = found
    secret = invite_token(tx.world.random)
    session.token_index = _index(tx, "secret", secret)
    session.made_at = session.seen_at = tx.now
    session.expires_at = tx.now + WHOLE
    audit.record(tx, actor_of(tx, staff.person_id), "staff_page_entered")
    return secret


def at_work(tx: Tx, secret: str) -> tuple[StaffSession, Actor] | None:
    """Whose browser it is, as she is today; None where it is nobody's (any more)."""
    query = select(StaffSession, Staff.person_id).join(Staff, Staff.id == StaffSession.staff_id)
    found = tx.db.execute(
        query.where(
            StaffSession.token_index == _index(tx, "secret", secret),
            StaffSession.seen_at > tx.now - IDLE,
            StaffSession.expires_at > tx.now,
            Staff.revoked_at.is_(None),
        )
    ).one_or_none()
    if found is None:
        return None
    session, person_id = found
    if session.seen_at is None or session.seen_at < tx.now - NOTED:
        session.seen_at = tx.now
    return session, actor_of(tx, person_id, channel="web")


def left(tx: Tx, secret: str) -> None:
    """She has closed her work in this browser."""
    tx.db.execute(delete(StaffSession).where(StaffSession.token_index == _index(tx, "secret", secret)))


def close_all(tx: Tx, staff_id: str) -> None:
    """No browser and no link is hers any more."""
    tx.db.execute(delete(StaffSession).where(StaffSession.staff_id == staff_id))


def over(now: datetime) -> Delete:
    """Deletes what nobody can use any more."""
    idle = StaffSession.seen_at <= now - IDLE
    return delete(StaffSession).where(or_(StaffSession.expires_at <= now, idle))


def _index(tx: Tx, kind: str, token: str) -> str:
    return tx.world.keys.index(f"staff_{kind}", token)
