"""People are found by their address, spoken to in their language, and come back by code."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import func, select

from bot.db.models import Audit, Guess, Identity, Person, ReturnCode
from bot.db.tx import Tx
from bot.services import people, returning
from bot.services.access import Actor, actor_of
from bot.services.people import identify
from bot.services.referrals import referred
from handlers.channel import Address
from tests.conftest import Clock
from tests.services.cast import Cast, asked, newcomer, to

ADDRESS = "5550001234"


async def test_the_same_address_is_the_same_person(transact: Callable[..., Any], clock: Clock) -> None:
    first = await transact(lambda tx: identify(tx, Address("telegram", ADDRESS), "uk").person_id)
    clock.move(days=2)
    again = await transact(lambda tx: identify(tx, Address("telegram", ADDRESS), "en").person_id)
    other = await transact(lambda tx: identify(tx, Address("web", ADDRESS), "en").person_id)
    assert first == again
    assert other != first

    def look(tx: Tx) -> Any:
        person, web = tx.db.get_one(Person, first), tx.db.get_one(Person, other)
        identity = tx.db.scalars(select(Identity).where(Identity.person_id == first)).one()
        return (
            person.language,
            person.seen_at,
            identity.last_used_at,
            web.language,
            tx.unseal(identity, "address"),
        )

    assert await transact(look) == ("uk", clock.at, clock.at, "en", ADDRESS)


async def test_an_address_stands_nowhere_in_the_clear(transact: Callable[..., Any]) -> None:
    await transact(lambda tx: identify(tx, Address("telegram", ADDRESS), "uk"))
    row = await transact(lambda tx: tx.db.scalars(select(Identity)).one())
    stored = b"|".join(
        str(value).encode() if not isinstance(value, bytes) else value for value in vars(row).values()
    )
    assert ADDRESS.encode() not in stored


async def test_language_place_and_discretion_are_hers_to_choose(
    transact: Callable[..., Any], clock: Clock
) -> None:
    def choose(tx: Tx) -> Any:
        actor = newcomer(tx, region=None)
        kinds = [
            people.language_chosen(tx, actor, {"language": "en"}).kind,
            people.place_chosen(tx, actor, {"region": "UA-05", "community": "Зразкова громада"}).kind,
            people.onboarded(tx, actor, {}).kind,
            people.discreet_set(tx, actor, {"on": True}).kind,
        ]
        return kinds, actor, list(tx.clears)

    kinds, actor, clears = await transact(choose)
    assert kinds == ["ok"] * 4
    assert clears == [actor.person_id], "the chat loses what the channel lets it lose"
    clock.move(days=1)

    def look(tx: Tx) -> Any:
        people.onboarded(tx, actor, {})
        people.discreet_set(tx, actor, {"on": False})
        person = tx.db.get_one(Person, actor.person_id)
        community = tx.unseal(person, "community")
        return person.language, person.region, community, person.onboarded_at, person.discreet, tx.clears

    first = clock.at - timedelta(days=1)
    assert await transact(look) == ("en", "UA-05", "Зразкова громада", first, False, [])


async def test_what_is_not_offered_changes_nothing(transact: Callable[..., Any]) -> None:
    def choose(tx: Tx) -> Any:
        actor = newcomer(tx, region="UA-51")
        people.language_chosen(tx, actor, {"language": "xx"})
        people.place_chosen(tx, actor, {"region": "UA-99", "community": ""})
        person = tx.db.get_one(Person, actor.person_id)
        return person.language, person.region, person.community_sealed

    assert await transact(choose) == ("uk", "UA-51", None)


# Return codes ---------------------------------------------------------------------------------------------


async def code_of(transact: Callable[..., Any]) -> tuple[str, str]:
    """A client with a code, and her person."""

    def make(tx: Tx) -> tuple[str, str]:
        person = tx.new_person(language="uk")
        return returning.new_code(tx, person.id), person.id

    made: tuple[str, str] = await transact(make)
    return made


def come_back(code: str, address: str = ADDRESS) -> Callable[[Tx], Any]:
    def fn(tx: Tx) -> Any:
        identity = identify(tx, Address("telegram", address), "uk")
        tx.seal(identity, "memory", {"screen": 7})
        actor = actor_of(tx, identity.person_id, identity.id, "telegram")
        return returning.returned(tx, actor, {"code": code}).kind, tx.moved_to

    return fn


async def test_a_code_brings_the_person_back_with_all_her_address_remembers(
    transact: Callable[..., Any],
) -> None:
    code, person = await code_of(transact)
    assert await transact(come_back(code)) == ("ok", person)

    def look(tx: Tx) -> Any:
        identity = tx.db.scalars(select(Identity)).one()
        actions = list(tx.db.scalars(select(Audit.action)))
        return identity.person_id, tx.unseal(identity, "address"), tx.unseal(identity, "memory"), actions

    assert await transact(look) == (person, ADDRESS, {"screen": 7}, ["returned"])
    # here already: nothing moves, nothing breaks
    assert await transact(come_back(code)) == ("ok", None)


async def test_whoever_was_at_the_address_before_keeps_a_way_to_her_own_case(
    cast: Cast, transact: Callable[..., Any]
) -> None:
    code, person = await code_of(transact)

    def before(tx: Tx) -> str:
        actor = newcomer(tx, ADDRESS)
        referred(tx, actor, asked(to("social", "electronic", leads=True), mode="self"))
        tx.db.get_one(Person, actor.person_id).discreet = True
        return actor.person_id

    left = await transact(before)

    def give(tx: Tx, given: str, address: str) -> Any:
        identity = identify(tx, Address("telegram", address), "uk")
        actor = actor_of(tx, identity.person_id, identity.id, "telegram")
        return returning.returned(tx, actor, {"code": given}).data["left"], tx.moved_to

    own, moved = await transact(lambda tx: give(tx, code, ADDRESS))
    assert moved == person
    assert await transact(lambda tx: tx.db.get_one(Person, person).discreet), "the phone is the same"
    assert await transact(lambda tx: give(tx, own, "another phone")) == (None, left)


async def test_a_new_code_ends_the_one_before(transact: Callable[..., Any]) -> None:
    old, person = await code_of(transact)
    new = await transact(lambda tx: returning.return_code_wanted(tx, Actor(person), {}).data["code"])
    assert await transact(come_back(old)) == ("wrong", None)
    assert await transact(come_back(new)) == ("ok", person)
    assert await transact(lambda tx: tx.db.scalar(select(func.count()).select_from(ReturnCode))) == 1


async def test_a_code_is_nowhere_to_be_read(transact: Callable[..., Any]) -> None:
    code, _ = await code_of(transact)
    row = await transact(lambda tx: tx.db.scalars(select(ReturnCode)).one())
    assert code not in str(vars(row))
    assert code.replace(" ", "") not in str(vars(row))


async def test_after_five_wrong_codes_an_address_waits_even_with_the_right_one(
    transact: Callable[..., Any], clock: Clock
) -> None:
    code, person = await code_of(transact)
    wrong = "1" + code[1:] if code[0] != "1" else "2" + code[1:]
    for _ in range(returning.GUESSES):
        assert await transact(come_back(wrong)) == ("wrong", None)
    assert await transact(come_back(wrong)) == ("too_many", None)
    assert await transact(come_back(code)) == ("too_many", None)
    assert await transact(come_back(code, address="other")) == ("ok", person), "nobody else waits"
    clock.move(hours=1)
    assert await transact(come_back(code)) == ("ok", person)


async def test_a_machine_that_tries_from_many_addresses_has_fewer_tries_and_locks_nobody_out(
    transact: Callable[..., Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(returning, "GUESSES_OF_ALL", 12)
    code, person = await code_of(transact)
    wrong = "1" + code[1:] if code[0] != "1" else "2" + code[1:]
    for at in range(12):
        assert await transact(come_back(wrong, address=str(at))) == ("wrong", None)
    tries = [(await transact(come_back(wrong, address="machine")))[0] for _ in range(4)]
    assert tries == ["wrong"] * returning.GUESSES_THEN + ["too_many"] * (4 - returning.GUESSES_THEN)
    assert await transact(come_back(wrong, address="hers")) == ("wrong", None), "a slip of the finger"
    assert await transact(come_back(code, address="hers")) == ("ok", person)


@pytest.mark.parametrize("typed", ["", "12345", "не пам'ятаю", "380 671 234 567"])
async def test_what_is_no_code_counts_as_a_wrong_one(transact: Callable[..., Any], typed: str) -> None:
    assert await transact(come_back(typed)) == ("wrong", None)
    assert await transact(lambda tx: tx.db.scalar(select(func.count(Guess.id)))) == 2  # her own, and all


async def test_a_worker_s_address_stays_hers(cast: Cast, transact: Callable[..., Any]) -> None:
    """A code typed on a work phone must not turn it into a client's."""
    code, _ = await code_of(transact)

    def type_it(tx: Tx) -> Any:
        identity = identify(tx, Address("telegram", "9"), "uk")
        people.move(tx, identity, tx.db.get_one(Person, cast.people["iryna"]))
        tx.db.flush()
        actor = actor_of(tx, cast.people["iryna"], identity.id, "telegram")
        return returning.returned(tx, actor, {"code": code}).kind, tx.moved_to, identity.person_id

    assert await transact(type_it) == ("wrong", None, cast.people["iryna"])


async def test_an_erased_person_has_no_way_back(transact: Callable[..., Any]) -> None:
    code, person = await code_of(transact)

    def gone(tx: Tx) -> None:
        tx.db.get_one(Person, person).erased_at = tx.now

    await transact(gone)
    assert await transact(come_back(code)) == ("wrong", None)
