"""Persons and where they are reached: found by address, greeted in their language and place."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sqlalchemy import select

from bot.db.models import Identity, Person
from bot.db.tx import Tx
from bot.services.access import Actor
from flows.engine.said import Happened
from handlers.channel import Address

OK = Happened("ok")


def identify(tx: Tx, address: Address, language: str) -> Identity:
    """Who is at this address: known, or a new person who speaks ``language`` until she says otherwise."""
    identity = found_at(tx, address)
    if identity is None:
        person = tx.new_person(language=language)
        identity = Identity(
            id=tx.new_id(),
            person_id=person.id,
            channel=address.channel,
            address_index=address_index(tx, address),
            reachable=True,
            last_used_at=tx.now,
        )
        tx.seal(identity, "address", address.id)
        tx.db.add(identity)
        tx.db.flush()
        return identity
    identity.last_used_at = tx.now
    tx.db.get_one(Person, identity.person_id).seen_at = tx.now
    return identity


def found_at(tx: Tx, address: Address) -> Identity | None:
    """Who is known at this address."""
    index = address_index(tx, address)
    known = select(Identity).where(Identity.channel == address.channel, Identity.address_index == index)
    return tx.db.scalars(known).first()


def address_index(tx: Tx, address: Address) -> str:
    """A keyed hash of an address: finds it, and orders its messages, without naming anybody."""
    return tx.world.keys.index("address", f"{address.channel}:{address.id}")


def move(tx: Tx, identity: Identity, to: Person) -> None:
    """The address belongs to another person from now on: what is sealed there is sealed anew, with her
    key."""
    names = (column.name for column in Identity.__table__.columns)
    columns = [name.removesuffix("_sealed") for name in names if name.endswith("_sealed")]
    values = {column: tx.unseal(identity, column) for column in columns}
    identity.person_id = to.id
    for column, value in values.items():
        tx.seal(identity, column, value)


def language_chosen(tx: Tx, actor: Actor, data: Mapping[str, Any]) -> Happened:
    """What is not offered changes nothing."""
    if data["language"] in tx.world.languages:
        _person(tx, actor).language = data["language"]
    return OK


def place_chosen(tx: Tx, actor: Actor, data: Mapping[str, Any]) -> Happened:
    """The region decides which algorithm holds; the community (a text or None) is hers alone: sealed."""
    person = _person(tx, actor)
    if data["region"] in tx.world.regions.by_id:
        person.region = data["region"]
    tx.seal(person, "community", data["community"] or None)
    return OK


def onboarded(tx: Tx, actor: Actor, data: Mapping[str, Any]) -> Happened:  # noqa: ARG001 - it carries nothing
    person = _person(tx, actor)
    person.onboarded_at = person.onboarded_at or tx.now
    return OK


def discreet_set(tx: Tx, actor: Actor, data: Mapping[str, Any]) -> Happened:
    """On: from now on neutral words and no reminders; and the chat loses what the channel lets it lose."""
    person = _person(tx, actor)
    person.discreet = bool(data["on"])
    if person.discreet:
        tx.clears.append(person.id)
    return OK


def _person(tx: Tx, actor: Actor) -> Person:
    return tx.db.get_one(Person, actor.person_id)
