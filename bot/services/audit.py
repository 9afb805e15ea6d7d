"""Who did or read what. The log can only grow (triggers refuse the rest), and each row seals the one before.

The seals are keyed by the ring's index key: whoever holds the database alone can't write history anew. Rows
are written just before the commit, the last thing a transaction does: the chain lets one writer in at a time,
and nobody waits for anything else while holding it (PostgreSQL: an advisory lock until the commit).
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import select

from bot.db.alone import alone
from bot.db.models import Audit
from bot.db.tx import Tx
from bot.services.access import Actor

BEGINNING = "0" * 64
_CHAIN = 7_164_002  # the lock's number: any of our own
_AT_ONCE = 1000
_SEALED = (Audit.at, Audit.staff_id, Audit.person_id, Audit.action, Audit.case_id, Audit.detail)


def record(tx: Tx, actor: Actor | None, action: str, case_id: str | None = None, detail: str = "") -> None:
    """Note down an act or a reading. ``detail`` is a word or an id of the program's, never somebody's text.
    Without an actor the program itself acted."""
    row = Audit(
        at=tx.now,
        staff_id=actor and actor.staff_id,
        person_id=actor.person_id if actor is not None and actor.staff_id is None else None,
        action=action,
        case_id=case_id,
        detail=detail,
    )
    if not tx.audited:
        tx.last.append(lambda: _write(tx))
    tx.audited.append(row)


def verify(tx: Tx) -> int | None:
    """The id of the first row that does not follow from the one before it, or None where all do."""
    before, seen = BEGINNING, 0
    while rows := tx.db.execute(
        select(Audit.id, Audit.before, Audit.digest, *_SEALED)
        .where(Audit.id > seen)
        .order_by(Audit.id)
        .limit(_AT_ONCE)
    ).all():
        for seen, claimed, digest, *values in rows:
            if claimed != before or digest != _digest(tx, before, values):
                return seen
            before = digest
    return None


def _write(tx: Tx) -> None:
    alone(tx.db, _CHAIN)
    before = tx.db.scalar(select(Audit.digest).order_by(Audit.id.desc()).limit(1)) or BEGINNING
    for row in tx.audited:
        row.before = before
        before = row.digest = _digest(tx, before, [getattr(row, column.key) for column in _SEALED])
        tx.db.add(row)
        tx.db.flush()  # ids in the order of the chain
    tx.audited.clear()


def _digest(tx: Tx, before: str, values: Sequence[Any]) -> str:
    return tx.world.keys.index("audit", "\n".join((before, *map(_said, values))))


def _said(value: Any) -> str:
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat(timespec="microseconds")
    return "" if value is None else str(value)
