"""Keys that don't fit the database are told in time; a rotation loses nothing on its way."""

from __future__ import annotations

import random as pseudo
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
from sqlalchemy import select, update

from bot import transit
from bot.crypto import KeyRing, new_secret_key
from bot.db.engine import Database
from bot.db.models import Person
from bot.db.tx import Tx
from bot.services import keys
from bot.services.people import found_at
from handlers.channel import Address
from tests.conftest import Clock
from tests.services.cast import newcomer

K1, K2, K3 = (new_secret_key(f"k{at}", pseudo.Random(at).randbytes) for at in (1, 2, 3))
PLACE = "inbox:web:1:payload"
With = Callable[..., Any]


@pytest.fixture
def with_keys(database: Database, clock: Clock) -> With:
    """``await with_keys("k2:…,k1:…", fn)``: a transaction of a program that has these keys."""

    async def run(written: str, fn: Callable[[Tx], Any]) -> Any:
        database.world = replace(database.world, keys=KeyRing.parse(written))
        return await database.run(fn, clock)

    return run


def people(count: int, begin: int = 0) -> Callable[[Tx], bytes]:
    """So many persons with a name and an address, and something sealed by the key of the day."""

    def come(tx: Tx) -> bytes:
        for one in range(begin, begin + count):
            person = tx.db.get_one(Person, newcomer(tx, str(one)).person_id)
            tx.seal(person, "name", f"Зразкова {one}")
        return transit.seal(tx, PLACE, b"words")

    return come


def names(tx: Tx) -> list[str]:
    """Every name, found by its address."""
    found = []
    for one in range(3):
        identity = found_at(tx, Address("telegram", str(one)))
        assert identity is not None
        found.append(tx.unseal(tx.db.get_one(Person, identity.person_id), "name"))
    return found


def all_of(column: str) -> Callable[[Tx], int]:
    def rewrap(tx: Tx) -> int:
        done, after = 0, ""
        while (batch := keys.rewrap(tx, column, after)).last is not None:
            done, after = done + batch.done, batch.last
        return done

    return rewrap


def missing(key: str, of: str) -> str:
    return f"SECRET_KEYS: the key {key} is missing; {of} can't be read: put it back; never remove a key"


async def test_keys_that_fit_have_no_faults(with_keys: With) -> None:
    assert await with_keys(K1, keys.faults) == [], "a database without anybody asks for no key"
    await with_keys(K1, people(3))
    for ring in (K1, f"{K2},{K1}", f"{K3},{K2},{K1}"):
        assert await with_keys(ring, keys.faults) == []


async def test_a_key_that_was_taken_out_is_named_with_what_it_holds(with_keys: With) -> None:
    await with_keys(K1, people(2))
    await with_keys(f"{K2},{K1}", people(1, 2))
    assert await with_keys(f"{K3},{K1}", keys.faults) == [missing("k2", "people (1)")]
    assert await with_keys(K3, keys.faults) == [
        missing("k1", "people (2) and days (1)"),
        missing("k2", "people (1)"),
    ]


async def test_another_key_under_an_old_name_is_told(with_keys: With) -> None:
    await with_keys(K1, people(1))
    other = new_secret_key("k1", pseudo.Random(9).randbytes)
    assert await with_keys(other, keys.faults) == [
        "SECRET_KEYS: k1 is not the k1 of this database: a new key needs an id of its own"
    ]


async def test_one_damaged_row_is_no_other_key(with_keys: With) -> None:
    await with_keys(K1, people(3))

    def damage(tx: Tx) -> None:
        person = tx.db.scalars(select(Person).order_by(Person.id).limit(1)).one()
        assert person.key_wrapped is not None
        person.key_wrapped = person.key_wrapped[:-1] + bytes([person.key_wrapped[-1] ^ 1])

    await with_keys(K1, damage)
    assert await with_keys(K1, keys.faults) == []
    assert await with_keys(f"{K2},{K1}", all_of("people")) == 2
    assert await with_keys(f"{K2},{K1}", keys.needed) == {"k2": 2, "k1": 2}, "the damaged one and the day"


async def test_keys_in_another_order_are_told(with_keys: With) -> None:
    """With another key at the end nobody is found at her address: everybody would begin as a stranger."""
    await with_keys(K1, people(3))
    for ring, which in ((f"{K1},{K2}", "the key k1"), (f"{K3},{K1},{K2}", "the key k1")):
        assert await with_keys(ring, keys.faults) == [
            f"SECRET_KEYS: {which} must stand last: people and return codes are found by it"
        ]
    await with_keys(f"{K2},{K1}", all_of("people"))
    await with_keys(f"{K2},{K1}", all_of("days"))
    assert await with_keys(K2, keys.faults) == [
        "SECRET_KEYS: the key that was there first must stand last: people and return codes are found by it"
    ]


async def test_after_a_rotation_everything_opens_and_a_key_in_between_is_needed_no_longer(
    with_keys: With, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(keys, "AT_ONCE", 2)
    await with_keys(K1, people(2))
    sealed = await with_keys(f"{K2},{K1}", people(1, 2))
    ring = f"{K3},{K2},{K1}"
    assert await with_keys(ring, keys.needed) == {"k3": 0, "k2": 1, "k1": 3}
    first = await with_keys(ring, lambda tx: keys.rewrap(tx, "people", ""))
    assert first.done == 2, "broken off here, it goes on another time"
    assert sum((await with_keys(ring, keys.needed)).values()) == 4
    assert await with_keys(ring, names) == [f"Зразкова {one}" for one in range(3)]
    assert await with_keys(ring, all_of("people")) == 1
    assert await with_keys(ring, all_of("days")) == 1
    assert await with_keys(ring, keys.needed) == {"k3": 4, "k2": 0, "k1": 0}
    without = f"{K3},{K1}"
    assert await with_keys(without, keys.faults) == []
    assert await with_keys(without, names) == [f"Зразкова {one}" for one in range(3)]
    assert await with_keys(without, lambda tx: transit.unseal(tx, PLACE, sealed)) == b"words"


async def test_a_rotation_brings_back_no_key_that_was_destroyed(with_keys: With) -> None:
    await with_keys(K1, people(3))
    await with_keys(K1, lambda tx: tx.db.execute(update(Person).values(key_wrapped=None)) and None)
    assert await with_keys(f"{K2},{K1}", all_of("people")) == 0
    assert await with_keys(K1, lambda tx: set(tx.db.scalars(select(Person.key_wrapped)))) == {None}


async def test_a_rotation_knows_whether_a_program_runs_with_the_new_key(with_keys: With) -> None:
    assert await with_keys(K1, keys.used) is False
    await with_keys(K1, keys.begun)
    assert await with_keys(K1, keys.used) is True
    assert await with_keys(f"{K2},{K1}", keys.used) is False
    await with_keys(f"{K2},{K1}", keys.begun)
    assert await with_keys(f"{K2},{K1}", keys.used) is True


async def test_who_can_t_be_read_is_not_looked_up(with_keys: With) -> None:
    """The addresses of people whose key is missing tell nothing of the last key."""
    await with_keys(K1, people(3))

    (line,) = await with_keys(K2, keys.faults)
    assert "k1 is missing" in line
