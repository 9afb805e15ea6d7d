"""Links that open once, for chats out of which nothing can be taken: to the page on which the same
conversation goes on, to a file, and the way by which a chat becomes somebody's bell at work.

Only a keyed hash is kept of what opens them; nothing of a person stands in an address.

    page   15 min   used up by the first press on the page it opens, not by whoever draws a preview of it
    file   24 h     taken by a press as well; then ``AGAIN`` is left: a line may break half-way
    ping   15 min   used up by the first chat that brings it
"""

from __future__ import annotations

from base64 import b64decode, b64encode
from datetime import datetime, timedelta

from sqlalchemy import Delete, and_, delete, or_, select

from bot.codes import invite_token
from bot.db.models import Case, Identity, Person
from bot.db.tx import ErasedError, Tx
from bot.db.ways import OneTimeLink
from bot.services import audit
from bot.services.access import actor_of, is_staff
from bot.services.found import FRESH
from bot.services.people import move
from handlers.shown import Attachment

PAGE = timedelta(minutes=15)
FILE = timedelta(hours=24)
AGAIN = timedelta(minutes=10)
ANEW = timedelta(hours=24)
"""The page is offered once, and again after so long."""

ONWARD, BELL = "go_", "ping_"
"""What begins a link's word: the page's, and the bell's."""

PAGES, FILES = "/go/", "/file/"


def page_link(tx: Tx, person_id: str) -> str | None:
    """The address of the page on which her conversation goes on; None where it was offered lately, or where
    the installation has no page."""
    lately = select(OneTimeLink.id).where(
        OneTimeLink.person_id == person_id, OneTimeLink.kind == "page", OneTimeLink.made_at > tx.now - ANEW
    )
    if not tx.world.public_url or tx.db.scalar(lately.limit(1)) is not None:
        return None
    return f"{_root(tx)}{PAGES}{_made(tx, person_id, 'page', PAGE)}"


def file_link(tx: Tx, person_id: str, attachment: Attachment) -> str:
    """The address at which the file can be taken; it ends in the file's extension and says nothing else."""
    row = OneTimeLink(name=attachment.name, media_type=attachment.media_type)
    token = _made(tx, person_id, "file", FILE, row)
    tx.seal(row, "content", b64encode(attachment.content).decode())
    tx.db.flush()
    extension = attachment.name.rpartition(".")[2] if "." in attachment.name else "bin"
    return f"{_root(tx)}{FILES}{token}.{extension}"


def bell_link(tx: Tx, person_id: str) -> str | None:
    """The address that opens Viber and makes that chat somebody's bell at work; None where there is none."""
    if not tx.world.viber_uri:
        return None
    token = _made(tx, person_id, "ping", PAGE)
    return f"viber://pa?chatURI={tx.world.viber_uri}&context={BELL}{token}"


def waits(tx: Tx, token: str) -> bool:
    """Whether a file can be taken by that word."""
    return _open(tx, "file", token) is not None


def file(tx: Tx, token: str) -> Attachment | None:
    """The file behind that word; None where the link is none (any more)."""
    row = _open(tx, "file", token)
    if row is None:
        return None
    try:
        content = tx.unseal(row, "content")
    except ErasedError:
        return None
    if row.used_at is None:
        row.used_at, row.expires_at = tx.now, min(row.expires_at, tx.now + AGAIN)
    return Attachment(row.name, row.media_type, b64decode(content or ""))


def brought(tx: Tx, identity: Identity, link: str) -> bool:
    """Let the address belong to whose link was brought to it, and use the link up. False where the link is
    none of these, or none any more; and where the address is somebody else's who has a case or works here:
    nobody loses her conversation to a link that was sent to her."""
    kind, start = ("page", ONWARD) if link.startswith(ONWARD) else ("ping", BELL)
    if not link.startswith(start):
        return False
    row = _open(tx, kind, link.removeprefix(start))
    if row is None or row.used_at is not None or not _fits(tx, kind, identity, row.person_id):
        return False
    row.used_at = row.expires_at = tx.now
    if identity.person_id != row.person_id:
        move(tx, identity, tx.db.get_one(Person, row.person_id))
    audit.record(tx, actor_of(tx, row.person_id, identity.id), f"{kind}_opened")
    tx.db.flush()
    return True


def over(now: datetime) -> Delete:
    """Deletes what opens nothing any more; that the page was offered is remembered for a day."""
    page = and_(OneTimeLink.kind == "page", OneTimeLink.made_at <= now - ANEW)
    others = and_(OneTimeLink.kind != "page", OneTimeLink.expires_at <= now)
    return delete(OneTimeLink).where(or_(page, others))


def _fits(tx: Tx, kind: str, identity: Identity, person_id: str) -> bool:
    if tx.db.get_one(Person, person_id).erased_at is not None:
        return False
    bell = kind == "ping"
    if bell != (identity.channel in tx.world.pings) or bell != is_staff(tx, person_id):
        return False
    here = identity.person_id
    if here == person_id:
        return True
    has_case = select(Case.id).where(Case.person_id == here).limit(1)
    return not is_staff(tx, here) and tx.db.scalar(has_case) is None


def _made(tx: Tx, person_id: str, kind: str, life: timedelta, row: OneTimeLink | None = None) -> str:
    token = invite_token(tx.world.random)
    row = row or OneTimeLink()
    row.id, row.person_id, row.kind = tx.new_id(), person_id, kind
    row.token_index, row.made_at, row.expires_at = _index(tx, kind, token), tx.now, tx.now + life
    tx.db.add(row)
    return token


def _open(tx: Tx, kind: str, token: str) -> OneTimeLink | None:
    query = select(OneTimeLink).where(
        OneTimeLink.token_index == _index(tx, kind, token), OneTimeLink.expires_at > tx.now
    )
    return tx.db.scalars(query.with_for_update(), execution_options=FRESH).one_or_none()


def _root(tx: Tx) -> str:
    return tx.world.public_url.rstrip("/")


def _index(tx: Tx, kind: str, token: str) -> str:
    return tx.world.keys.index(f"one_time_{kind}", token)
