"""A page that nobody has open has told nobody: whoever has a chat that rings hears instead."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select

from bot.db.engine import Database
from bot.db.models import Identity, Institution, Outbox, SafeContact, Staff
from bot.db.tx import Tx
from bot.delivery import enqueue
from bot.effects import EFFECTS
from bot.services.access import NotPermittedError, actor_of
from bot.services.contacts import chat
from bot.services.reach import SEEN, hearing, reachable, used_last
from handlers.shown import Block, Shown
from tests.conftest import Clock
from tests.services.house import House, furnished


@pytest.fixture
async def house(database: Database, transact: Callable[[Any], Awaitable[Any]], clock: Clock) -> House:
    """Everybody has a page that was open an hour ago; a chat rings only for those of ``ring``."""
    database.world = replace(database.world, starters=frozenset({"telegram"}))
    made = await furnished(transact, clock)
    clock.move(hours=1)
    return made


async def ring(house: House, *names: str) -> None:
    def give(tx: Tx) -> None:
        for name in names:
            chat = Identity(
                id=tx.new_id(),
                person_id=house.ids[name],
                channel="telegram",
                address_index=tx.world.keys.index("address", f"telegram:{name}"),
                reachable=True,
                last_used_at=tx.now - timedelta(days=30),
            )
            tx.seal(chat, "address", name)
            tx.db.add(chat)

    await house.run(give)


async def test_a_chat_that_rings_comes_before_a_page_used_later(house: House) -> None:
    def channel(tx: Tx) -> str:
        return tx.db.get_one(Identity, reachable(tx, house.ids["lesia"])).channel

    assert await house.run(channel) == "web"
    await ring(house, "lesia")
    assert await house.run(channel) == "telegram"


async def test_nothing_of_the_work_comes_to_telegram_where_the_institution_works_without_it(
    house: House,
) -> None:
    """She hears on her page when she looks; somebody who watches over her hears sooner."""
    await ring(house, "lesia", "nadia")
    await house.change(Institution, house.ids["at:social"], no_telegram=True)

    def channel(tx: Tx) -> str:
        return tx.db.get_one(Identity, reachable(tx, house.ids["lesia"])).channel

    assert await house.run(channel) == "web"
    assert await house.run(lambda tx: hearing(tx, [house.ids["lesia"]])) == set()
    assert await house.run(lambda tx: hearing(tx, [house.ids["nadia"]])) == {house.ids["nadia"]}


async def test_what_waited_for_telegram_comes_on_the_page_once_the_institution_works_without_it(
    house: House,
) -> None:
    await ring(house, "lesia")

    def wait(tx: Tx) -> None:
        chats = select(Identity).where(Identity.channel == "telegram")
        shown = Shown("uk", (Block("text", "Є новина"),))
        for state, kind in (("new", "show"), ("held", "push"), ("timed", "unprotect"), ("sent", "show")):
            chat = tx.db.scalars(chats).one()
            enqueue(tx, chat.person_id, chat.id, shown, not_before=tx.now, state=state, kind=kind)

    def where(tx: Tx) -> list[tuple[str, str]]:
        found = select(Identity.channel, Outbox.state).join(Outbox, Outbox.identity_id == Identity.id)
        return [(channel, state) for channel, state in tx.db.execute(found.order_by(Outbox.id))]

    await house.run(wait)
    assert (await house.do("nadia", "telegram_switched", institution=house.ids["at:social"])).kind == "ok"
    assert await house.run(where) == [
        ("web", "new"),
        ("web", "held"),
        ("telegram", "timed"),  # taking away what lies there is still wanted
        ("telegram", "sent"),
    ]
    assert (await house.run(lambda tx: used_last(tx, house.ids["lesia"]))) != await house.run(
        lambda tx: tx.db.scalar(select(Identity.id).where(Identity.channel == "telegram"))
    )


async def test_what_is_told_of_her_own_case_comes_on_her_page_too(house: House) -> None:
    """A colleague can be somebody with a case; her safe way was the chat that her institution has left."""
    await ring(house, "lesia")

    def named(tx: Tx) -> str | None:
        return chat(tx, house.ids["lesia"])

    def name(tx: Tx) -> None:
        row = SafeContact(id=tx.new_id(), person_id=house.ids["lesia"], updated_at=tx.now)
        tx.seal(row, "body", {"way": "telegram"})
        tx.db.add(row)

    await house.run(name)
    assert await house.run(named) is not None
    await house.change(Institution, house.ids["at:social"], no_telegram=True)
    assert await house.run(named) is None


async def test_nobody_shuts_herself_out_of_telegram(house: House) -> None:
    """Her own institution she marks on the page, where she goes on working."""
    await ring(house, "nadia")
    own = house.ids["at:ova"]

    def switch(tx: Tx) -> str:
        mine = tx.db.scalars(select(Identity.id).where(Identity.channel == "telegram")).one()
        actor = actor_of(tx, house.ids["nadia"], mine, "telegram")
        return EFFECTS["telegram_switched"](tx, actor, {"institution": own}).kind

    with pytest.raises(NotPermittedError):
        await house.run(switch)
    assert (await house.do("nadia", "telegram_switched", institution=own)).kind == "ok"


async def test_who_has_just_used_the_page_hears_there(house: House, clock: Clock) -> None:
    async def hears() -> bool:
        return bool(await house.run(lambda tx: hearing(tx, [house.ids["lesia"]])))

    assert not await hears()

    def use(tx: Tx) -> None:
        tx.db.scalars(
            select(Identity).where(Identity.person_id == house.ids["lesia"])
        ).one().last_used_at = tx.now

    await house.run(use)
    assert await hears()
    clock.at += SEEN
    assert not await hears()


async def test_a_lead_with_a_chat_hears_alone(house: House) -> None:
    await ring(house, "lesia", "nadia", "daria")
    await house.refer()
    assert [who for who, _, _ in house.told] == ["lesia"]


async def test_where_the_lead_has_only_a_page_a_colleague_with_a_chat_hears_too(house: House) -> None:
    await ring(house, "daria", "nadia")
    await house.refer()
    assert {who for who, _, _ in house.told} == {"lesia", "daria"}


async def test_where_nobody_there_has_a_chat_the_coordinator_hears_too(house: House) -> None:
    await ring(house, "nadia")
    await house.refer()
    assert {who for who, _, _ in house.told} == {"lesia", "nadia"}


async def test_a_lead_who_blocked_the_bot_is_passed_over(house: House) -> None:
    await ring(house, "lesia", "nadia")

    def block(tx: Tx) -> None:
        for one in tx.db.scalars(select(Identity).where(Identity.person_id == house.ids["lesia"])):
            one.reachable = False

    await house.run(block)
    await house.refer()
    assert "nadia" in {who for who, _, _ in house.told}


async def test_where_no_coordinator_has_a_chat_an_administrator_hears(house: House) -> None:
    def promote(tx: Tx) -> None:
        tx.db.get_one(Staff, house.ids["staff:vira"]).roles = ["admin"]

    await house.run(promote)
    await ring(house, "vira")
    await house.refer()
    assert {who for who, _, _ in house.told} == {"lesia", "nadia", "vira"}


async def test_who_has_only_a_page_is_asked_there_and_the_specialist_hears_all_the_same(
    house: House, clock: Clock
) -> None:
    await ring(house, "iryna", "lesia", "nadia")
    await house.refer("green")
    house.forget()
    clock.move(hours=73)
    await house.tick()
    assert [(who, notice) for who, notice, _ in house.told] == [
        ("olena", "asked_arrived"),
        ("iryna", "sender_reminder"),
    ]


async def test_who_has_a_chat_is_asked_alone(house: House, clock: Clock) -> None:
    await ring(house, "olena", "iryna", "lesia", "nadia")
    await house.refer("green")
    house.forget()
    clock.move(hours=73)
    await house.tick()
    assert [who for who, _, _ in house.told] == ["olena"]
