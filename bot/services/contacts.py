"""Safe contact: how and when a person may be reached. What she said is law for the program."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import select

from bot.db.models import Case, Identity, Referral, SafeContact, Staff
from bot.db.tx import Tx
from bot.services import audit
from bot.services.access import NOT_FOR_RECIPIENTS, Actor
from bot.services.reach import wanted
from flows.engine.said import Happened

DAYTIME = (8, 21)
"""Wall-clock hours in which a person may be written to who named none (design, quiet hours)."""

CHATS = ("telegram", "viber", "web")
"""Ways of contact that are channels of the program."""

KEPT = ("way", "number", "from", "to", "hours", "who", "word")


def contact_changed(tx: Tx, actor: Actor, data: Mapping[str, Any]) -> Happened:
    """Keep the new way, and let everybody who might call hear that the old one no longer holds."""
    keep(tx, actor.person_id, data["contact"])
    rows = tx.db.execute(
        select(Staff.person_id, Case.code, Case.id, Referral.id)
        .join(Referral, Referral.lead_id == Staff.id)
        .join(Case, Case.id == Referral.case_id)
        .where(
            Referral.person_id == actor.person_id,
            Referral.closed_at.is_(None),
            Referral.state.not_in(NOT_FOR_RECIPIENTS),
            Staff.revoked_at.is_(None),
        )
    ).all()
    for person_id, code, _, referral_id in rows:
        tx.tell(person_id, "contact_changed", code=code, referral=referral_id)
    for case_id in sorted({case_id for _, _, case_id, _ in rows}):
        audit.record(tx, actor, "contact_changed", case_id)
    return Happened("ok")


def keep(tx: Tx, person_id: str, contact: Mapping[str, Any]) -> None:
    """Store a contact as the contact flow made it; the one before is gone."""
    row = _row(tx, person_id)
    if row is None:
        row = SafeContact(id=tx.new_id(), person_id=person_id)
    tx.seal(row, "body", {key: contact.get(key) for key in KEPT})
    row.updated_at = tx.now
    tx.db.add(row)  # only now: sealing may look the person's key up, and a query writes what is pending
    tx.db.flush()


def safe_contact(tx: Tx, person_id: str) -> dict[str, Any] | None:
    """The contact as it was stored, or None."""
    row = _row(tx, person_id)
    return tx.unseal(row, "body") if row is not None else None


def chat(tx: Tx, person_id: str) -> str | None:
    """The identity in the chat she named as her safe way; None where that is no chat, it is shut, or nothing
    of hers comes there any more (``reach.wanted``)."""
    way = (safe_contact(tx, person_id) or {}).get("way")
    if way not in CHATS:
        return None
    return tx.db.scalar(
        select(Identity.id)
        .where(Identity.person_id == person_id, Identity.channel == way, Identity.reachable, wanted())
        .order_by(Identity.last_used_at.desc())
        .limit(1)
    )


def allowed_from(tx: Tx, person_id: str) -> datetime:
    """The first moment, from now on, at which the person may be written to."""
    return next_allowed(safe_contact(tx, person_id), tx.now, tx.world.zone)


def next_allowed(contact: Mapping[str, Any] | None, at: datetime, zone: ZoneInfo) -> datetime:
    """``at``, or the beginning of the next safe window after it (UTC). Hours are wall-clock hours of
    ``zone``; a window that ends before it begins lies over midnight."""
    opens, closes = _window(contact)
    local = at.astimezone(zone)
    if _inside(local.hour, opens, closes):
        return at
    day = local.date() if local.hour < opens else local.date() + timedelta(days=1)
    return datetime.combine(day, time(opens), zone).astimezone(UTC)


def _window(contact: Mapping[str, Any] | None) -> tuple[int, int]:
    opens, closes = (contact or {}).get("from"), (contact or {}).get("to")
    if not isinstance(opens, int) or not isinstance(closes, int) or opens == closes:
        return DAYTIME
    return opens % 24, closes % 24 or 24


def _inside(hour: int, opens: int, closes: int) -> bool:
    return opens <= hour < closes if opens < closes else hour >= opens or hour < closes


def _row(tx: Tx, person_id: str) -> SafeContact | None:
    return tx.db.scalars(select(SafeContact).where(SafeContact.person_id == person_id)).first()
