"""Browsers in which staff work on pages beside the chat, and the links that lead there.

    WORK        behind the login (``bot.services.logins``): conversations, the board, the directory
    DIRECTORY   by a link out of the editor's own chat: the directory alone, which tells of nobody

A link opens only by a press on its page, so that whoever draws a preview of it does not use it up, and once.
A browser then holds for at most ``WHOLE``, and no longer than ``IDLE`` after it was used last. Of both only
keyed hashes are kept. What somebody may do is asked anew at each request; browsers are closed at once where
the work ends or moves.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from types import MappingProxyType
from typing import Any, Literal, TypeAlias

from sqlalchemy import Delete, delete, or_, select

from bot.codes import invite_token
from bot.db.logins import LoginSession, StaffLogin
from bot.db.tx import Tx
from bot.services import audit
from bot.services.access import Actor, NotPermittedError, actor_of, permitted
from bot.services.lines import when
from flows.engine.said import Happened

Opens: TypeAlias = Literal["work", "directory"]
WORK: Opens = "work"
DIRECTORY: Opens = "directory"

LINK: Mapping[Opens, timedelta] = MappingProxyType(
    {WORK: timedelta(minutes=15), DIRECTORY: timedelta(minutes=10)}
)
WHOLE: Mapping[Opens, timedelta] = MappingProxyType(
    {WORK: timedelta(hours=12), DIRECTORY: timedelta(hours=4)}
)
IDLE = timedelta(minutes=30)
NOTED = timedelta(minutes=1)
"""How exactly it is known when a browser was used last: not every look at a page is a write."""

ENTRY = "/editor/enter/"


@dataclass(frozen=True, slots=True)
class Entry:
    """A browser that is in: whose, her address in the channel «web» (none without a login), what it opens."""

    person_id: str
    address: str
    opens: Opens


def editor_page_wanted(tx: Tx, actor: Actor, data: Mapping[str, Any]) -> Happened:  # noqa: ARG001 - asked alike
    """A link to the editor's page; ``made`` carries ``link`` and ``until``. Raises NotPermittedError."""
    if actor.staff_id is None or not permitted(tx, actor, "editor_page_wanted"):
        raise NotPermittedError
    token, until = new_link(tx, actor.person_id, DIRECTORY)
    audit.record(tx, actor, "editor_page_wanted")
    link = f"{tx.world.public_url.rstrip('/')}{ENTRY}{token}"
    return Happened("made", {"link": link, "until": when(until)})


def new_link(tx: Tx, person_id: str, opens: Opens) -> tuple[str, datetime]:
    """A link's word, and until when it holds. An earlier one that nobody used dies."""
    tx.db.execute(
        delete(LoginSession).where(
            LoginSession.person_id == person_id, LoginSession.opens == opens, LoginSession.seen_at.is_(None)
        )
    )
    token, until = invite_token(tx.world.random), tx.now + LINK[opens]
    _keep(tx, person_id, opens, _link_index(tx, opens, token), until)
    return token, until


def linked(tx: Tx, token: str, opens: Opens) -> str | None:
    """Whose link it is; None where it is none (any more)."""
    row = tx.db.scalars(
        select(LoginSession).where(
            LoginSession.token_index == _link_index(tx, opens, token),
            LoginSession.seen_at.is_(None),
            LoginSession.expires_at > tx.now,
        )
    ).one_or_none()
    works = row is not None and actor_of(tx, row.person_id).staff_id is not None
    return row.person_id if row is not None and works else None


def entered(tx: Tx, token: str, here: str) -> str | None:
    """Use a link to the directory up; the secret of the browser from now on, or None where the link is none
    (any more). ``here``: the browser's present secret; whoever is in already stays in as she is."""
    person_id = linked(tx, token, DIRECTORY)
    if person_id is None:
        return None
    used = delete(LoginSession).where(LoginSession.token_index == _link_index(tx, DIRECTORY, token))
    if tx.db.scalar(used.returning(LoginSession.id)) is None:  # another press was first
        return None
    present = at_work(tx, here)
    if present is not None and present.person_id == person_id:
        return here
    left(tx, here)
    audit.record(tx, actor_of(tx, person_id), "staff_page_entered")
    return opened(tx, person_id, DIRECTORY)


def opened(tx: Tx, person_id: str, opens: Opens) -> str:
    """A new browser of hers; its secret."""
    secret = invite_token(tx.world.random)
    row = _keep(tx, person_id, opens, _secret_index(tx, secret), tx.now + WHOLE[opens])
    row.seen_at = tx.now
    tx.db.flush()
    return secret


def at_work(tx: Tx, secret: str, *, used: bool = True) -> Entry | None:
    """Whose browser it is; None where it is nobody's (any more). ``used``: by her, not by the page itself."""
    found = tx.db.execute(
        select(LoginSession, StaffLogin.address)
        .outerjoin(StaffLogin, StaffLogin.person_id == LoginSession.person_id)
        .where(
            LoginSession.token_index == _secret_index(tx, secret),
            LoginSession.seen_at > tx.now - IDLE,
            LoginSession.expires_at > tx.now,
        )
    ).one_or_none()
    if found is None:
        return None
    session, address = found
    if used and (session.seen_at is None or session.seen_at < tx.now - NOTED):
        session.seen_at = tx.now
    return Entry(session.person_id, address or "", WORK if session.opens == WORK else DIRECTORY)


def left(tx: Tx, secret: str) -> None:
    """She has closed her work in this browser."""
    entry = at_work(tx, secret, used=False)
    if entry is not None:
        audit.record(tx, actor_of(tx, entry.person_id), "logged_out")
    tx.db.execute(delete(LoginSession).where(LoginSession.token_index == _secret_index(tx, secret)))


def close_all(tx: Tx, person_id: str) -> None:
    """No browser and no link is hers any more; a login still says who she is."""
    tx.db.execute(delete(LoginSession).where(LoginSession.person_id == person_id))


def over(now: datetime) -> Delete:
    """Deletes the browsers and links that nobody can use any more."""
    idle = LoginSession.seen_at <= now - IDLE
    return delete(LoginSession).where(or_(LoginSession.expires_at <= now, idle))


def _keep(tx: Tx, person_id: str, opens: Opens, index: str, until: datetime) -> LoginSession:
    row = LoginSession(
        id=tx.new_id(),
        person_id=person_id,
        opens=opens,
        token_index=index,
        made_at=tx.now,
        expires_at=until,
    )
    tx.db.add(row)
    return row


def _link_index(tx: Tx, opens: Opens, token: str) -> str:
    return tx.world.keys.index(f"link_{opens}", token)


def _secret_index(tx: Tx, secret: str) -> str:
    return tx.world.keys.index("browser", secret)
