"""The key of the day: seals what only passes through (inbox, outbox, dead letters).

Each day has its own random key, kept wrapped. Once the day's payloads have had their longest life the key is
deleted (``bot.services.retention``), and with it whatever of that day an old backup still holds.
"""

from __future__ import annotations

from datetime import timedelta

from bot import crypto
from bot.db.models import TransitKey
from bot.db.tx import Tx

LIFE = timedelta(days=8)  # dead letters live seven days


def seal(tx: Tx, place: str, data: bytes) -> bytes:
    """``data`` under today's key; the day stands in front of it."""
    day = tx.now.date().isoformat()
    key = _key(tx, day)
    if key is None:
        key = crypto.new_person_key(tx.world.random)
        tx.db.add(TransitKey(day=day, wrapped=tx.world.keys.wrap(key, key_place(day))))
        tx.db.flush()
    return day.encode() + crypto.seal(key, place, data, tx.world.random)


def unseal(tx: Tx, place: str, sealed: bytes) -> bytes:
    """What ``seal`` sealed. Raises SealedError where the day's key is gone."""
    key = _key(tx, sealed[:10].decode())
    if key is None:
        raise crypto.SealedError
    return crypto.open_(key, place, sealed[10:])


def _key(tx: Tx, day: str) -> bytes | None:
    """The key of that day, unwrapped once a transaction."""
    if day not in tx.day_keys:
        row = tx.db.get(TransitKey, day)
        if row is None:
            return None
        tx.day_keys[day] = tx.world.keys.unwrap(row.wrapped, key_place(day))
    return tx.day_keys[day]


def key_place(day: str) -> str:
    """What the wrapped key of a day is bound to."""
    return f"transit_key:{day}:wrapped"
