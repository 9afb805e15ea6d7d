"""Which keys of SECRET_KEYS the stored rows need: told in time, and wrapped anew in batches.

Three things go wrong with keys, each silently: a key is taken out that rows still name (their people can't be
read any more); another key stands under an old name; the last key changes (nobody is found at her address any
more, every return code fails, the audit log looks broken). ``faults`` names each in one line.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from types import MappingProxyType
from typing import Any

from sqlalchemy import ColumnElement, func, or_, select

from bot import transit
from bot.crypto import KeyRing, SealedError, head, wrapped_by
from bot.db import tx as db_tx
from bot.db.models import Base, Identity, Meta, Person, TransitKey
from bot.db.tx import Tx
from bot.services.found import FRESH
from bot.services.people import address_index
from handlers.channel import Address

AT_ONCE = 500
TRIED = 3  # one damaged row is no other key
_USED = "key_in_use"


@dataclass(frozen=True, slots=True)
class _Wrapped:
    """A column of wrapped keys: whose, and what each is bound to."""

    table: type[Base]
    id: Any
    key: Any
    place: Callable[[str], str]


COLUMNS: Mapping[str, _Wrapped] = MappingProxyType(
    {
        "people": _Wrapped(Person, Person.id, Person.key_wrapped, db_tx.key_place),
        "days": _Wrapped(TransitKey, TransitKey.day, TransitKey.wrapped, transit.key_place),
    }
)


@dataclass(frozen=True, slots=True)
class Batch:
    """How far a rotation has come. ``last``: the last row looked at, None: there was none left."""

    last: str | None
    done: int = 0
    unreadable: int = 0


def faults(tx: Tx) -> list[str]:
    """What is wrong with SECRET_KEYS for this database, a line each; no key, no value."""
    return [*_missing(tx), *_others(tx), *_last(tx)]


def needed(tx: Tx) -> dict[str, int]:
    """Key id → how many people and days it wraps; a key of the ring that wraps none has 0."""
    ids = [id_ for id_, _ in tx.world.keys.keys]
    return {id_: sum(_count(tx, one, _by(one, id_)) for one in COLUMNS.values()) for id_ in ids}


def begun(tx: Tx) -> None:
    """A program runs with these keys from now on: what ``used`` answers."""
    tx.db.merge(Meta(key=_USED, value=tx.world.keys.keys[0][0]))


def used(tx: Tx) -> bool:
    """Whether a program was started with the current key in front. One that does not know the key could read
    nothing that is wrapped by it."""
    row = tx.db.get(Meta, _USED)
    return row is not None and row.value == tx.world.keys.keys[0][0]


def rewrap(tx: Tx, column: str, after: str) -> Batch:
    """Wrap the next ``AT_ONCE`` keys of the column, behind the row ``after``, by the current key."""
    one = COLUMNS[column]
    old = one.id > after, one.key.is_not(None), ~_by(one, tx.world.keys.keys[0][0])
    rows = tx.db.execute(
        select(one.table).where(*old).order_by(one.id).limit(AT_ONCE).with_for_update(),
        execution_options=FRESH,
    ).scalars()
    last, done, unreadable = None, 0, 0
    for row in rows:
        last = getattr(row, one.id.key)
        try:
            key = tx.world.keys.unwrap(getattr(row, one.key.key), one.place(last))
        except SealedError:
            unreadable += 1
        else:
            setattr(row, one.key.key, tx.world.keys.wrap(key, one.place(last)))
            done += 1
    return Batch(last, done, unreadable)


def _missing(tx: Tx) -> Iterator[str]:
    """Keys that rows name and the ring has not. (Damaged values name none and are left out.)"""
    known = {id_ for id_, _ in tx.world.keys.keys}
    lost: dict[str, dict[str, int]] = {}
    for name, one in COLUMNS.items():
        here = set(known)
        while True:
            others = one.key.is_not(None), ~or_(*(_by(one, id_) for id_ in sorted(here)))
            row = tx.db.execute(select(one.key).where(*others).limit(1)).scalar()
            if row is None:
                break
            try:
                id_ = wrapped_by(row)
            except SealedError:
                break
            here.add(id_)
            lost.setdefault(id_, {})[name] = _count(tx, one, _by(one, id_))
    for id_, counts in sorted(lost.items()):
        of = " and ".join(f"{name} ({count})" for name, count in counts.items())
        yield f"SECRET_KEYS: the key {id_} is missing; {of} can't be read: put it back; never remove a key"


def _others(tx: Tx) -> Iterator[str]:
    """Keys whose name stands in the rows, and which open none of them."""
    for id_, _ in tx.world.keys.keys:
        opened = [_opens(tx, one, id_) for one in COLUMNS.values()]
        if False in opened and True not in opened:
            yield f"SECRET_KEYS: {id_} is not the {id_} of this database: a new key needs an id of its own"


def _opens(tx: Tx, one: _Wrapped, id_: str) -> bool | None:
    """Whether the key opens rows that name it; None where no row does."""
    rows = tx.db.execute(select(one.id, one.key).where(_by(one, id_)).limit(TRIED)).all()
    for row_id, wrapped in rows:
        try:
            tx.world.keys.unwrap(wrapped, one.place(row_id))
        except SealedError:
            continue
        return True
    return False if rows else None


def _last(tx: Tx) -> Iterator[str]:
    """Look-ups depend on the last key: is an address found by the one that stands there?"""
    for identity in tx.db.scalars(select(Identity).order_by(Identity.id).limit(TRIED)):
        try:
            address = Address(identity.channel, tx.unseal(identity, "address"))
        except SealedError:
            continue  # its own key is missing: that was told
        keys = tx.world.keys.keys
        found = [id_ for id_, key in keys if _index(tx, address, id_, key) == identity.address_index]
        if found != [keys[-1][0]]:
            which = f"the key {found[0]}" if found else "the key that was there first"
            yield f"SECRET_KEYS: {which} must stand last: people and return codes are found by it"
        return


def _index(tx: Tx, address: Address, id_: str, key: bytes) -> str:
    """The address as it would be looked up if this key stood last."""
    alone = replace(tx.world, keys=KeyRing(((id_, key),), tx.world.keys.random))
    return address_index(Tx(tx.db, tx.now, alone), address)


def _by(one: _Wrapped, id_: str) -> ColumnElement[bool]:
    begins = head(id_)
    same: ColumnElement[bool] = func.substr(one.key, 1, len(begins)) == begins
    return same


def _count(tx: Tx, one: _Wrapped, *where: ColumnElement[bool]) -> int:
    return tx.db.scalar(select(func.count()).select_from(one.table).where(*where)) or 0
