"""What the bot begins by itself: free within a day of the person's last message, then held or paid for."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import select

from bot.db.models import Conversation, Identity, Outbox, Person, Staff
from bot.db.tx import Tx
from bot.db.ways import PaidMonth
from bot.intake import hear, tell
from bot.services.access import actor_of
from bot.services.directory import seed_samples
from bot.services.logins import work_page_wanted
from bot.services.people import identify
from bot.services.reach import hearing
from flows.engine.said import Commanded
from handlers.channel import Address, Incoming
from handlers.webchat.channel import view_in
from tests.fakes.viber_api import Phone
from tests.stages.viber import ViberStage

AT = datetime(2026, 11, 25, 9, 0, tzinfo=UTC)
NEWS = "Є новина щодо Вашого звернення."
pytestmark = pytest.mark.parametrize("engine_kind", ["sqlite"], indirect=True)


@pytest.fixture
async def stage(viber_stage) -> ViberStage:
    return await viber_stage(AT)


@pytest.fixture
async def olena(stage: ViberStage) -> Phone:
    phone = stage.server.person("Олена")
    await phone.open()
    await phone.press("Почати")
    await stage.settle()
    return phone


@pytest.fixture
def within(stage: ViberStage) -> Callable[[Callable[[Tx], Any]], Awaitable[Any]]:
    async def run(fn: Callable[[Tx], Any]) -> Any:
        return await stage.app.database.run(fn, stage.hands)

    return run


def whom(tx: Tx, channel: str = "viber") -> str:
    return tx.db.scalars(select(Identity.person_id).where(Identity.channel == channel)).first() or ""


async def news(stage: ViberStage, within: Any, notice: str = "person_news", **given: Any) -> None:
    def say(tx: Tx) -> None:
        tx.tell(whom(tx), notice, **given)
        tell(tx, stage.app.intake.book, stage.app.translator)

    await within(say)
    await stage.settle()


def may_cost(stage: ViberStage, messages: int) -> None:
    stage.app.database.world = replace(stage.app.world, paid={"viber": messages})


async def test_within_a_day_the_bot_writes_by_itself(stage: ViberStage, olena: Phone, within: Any) -> None:
    stage.hands.at += timedelta(hours=5)
    await news(stage, within)
    assert NEWS in olena.texts
    assert stage.server.charged == 0


async def test_a_day_later_it_waits_until_she_comes_and_costs_nothing(
    stage: ViberStage, olena: Phone, within: Any
) -> None:
    stage.hands.at += timedelta(hours=24)
    await news(stage, within)
    assert NEWS not in olena.texts
    assert await within(lambda tx: tx.db.scalars(select(Outbox).where(Outbox.state == "held")).all())
    await olena.press_body("/menu")
    await stage.settle()
    assert NEWS in olena.texts
    assert stage.server.charged == 0


async def test_who_can_not_be_written_to_does_not_count_as_told(
    stage: ViberStage, olena: Phone, within: Any
) -> None:
    olena_id = await within(whom)
    assert await within(lambda tx: hearing(tx, {olena_id})) == {olena_id}
    stage.hands.at += timedelta(hours=25)
    assert await within(lambda tx: hearing(tx, {olena_id})) == set()


async def test_with_a_cap_it_is_paid_for_up_to_the_cap_and_then_it_waits(
    stage: ViberStage, olena: Phone, within: Any
) -> None:
    may_cost(stage, 5)
    stage.hands.at += timedelta(hours=25)
    for _ in range(3):
        await news(stage, within)  # a message and its buttons: two each
    assert stage.server.charged == 4
    assert olena.texts.count(NEWS) == 2
    assert await within(lambda tx: tx.db.scalars(select(PaidMonth.sent)).all()) == [4]


async def test_what_did_not_go_out_is_not_counted(stage: ViberStage, olena: Phone, within: Any) -> None:
    may_cost(stage, 10)
    stage.hands.at += timedelta(hours=25)
    stage.server.fail(6)
    await news(stage, within)
    assert await within(lambda tx: tx.db.scalars(select(PaidMonth.sent)).all()) == [0]


async def test_a_new_month_has_a_new_cap_by_the_calendar_of_the_place(
    stage: ViberStage, olena: Phone, within: Any
) -> None:
    may_cost(stage, 2)
    stage.hands.at = datetime(2026, 11, 30, 20, 30, tzinfo=UTC)
    stage.hands.at -= timedelta(hours=4)
    await news(stage, within)
    await news(stage, within)
    assert olena.texts.count(NEWS) == 1
    stage.hands.at = datetime(2026, 12, 1, 9, 0, tzinfo=UTC)
    await news(stage, within)
    assert olena.texts.count(NEWS) == 2


async def test_coordinators_hear_once_that_four_fifths_are_used(
    stage: ViberStage, olena: Phone, within: Any
) -> None:
    may_cost(stage, 5)
    await within(lambda tx: employ(tx, identify(tx, Address("web", "nadia"), "uk").person_id))
    stage.hands.at += timedelta(hours=25)
    for _ in range(2):
        await news(stage, within)
    for _ in range(3):
        await stage.tick()
    page = await within(lambda tx: shown_on(tx, "nadia"))
    assert page.count("Платні повідомлення у Viber: 4 із 5 на цей місяць") == 1


async def test_staff_only_hear_in_viber_that_something_is_new(
    stage: ViberStage, olena: Phone, within: Any
) -> None:
    await within(lambda tx: employ(tx, whom(tx)))
    await news(stage, within, "head_told", code="КЛ-7Р2", colour="🔴")
    assert "КЛ-7Р2" not in "".join(olena.texts)
    assert olena.texts[-1] == "Для Вас є нове.\n\nВідкрити роботу:\nhttp://127.0.0.1:8080/staff"
    before = await within(lambda tx: [row.body_sealed for row in tx.db.scalars(select(Conversation))])
    for said in ("Мої справи", "Моя відсутність", "1"):
        await olena.say(said)
        await stage.settle()
        assert any("Сюди приходять лише сповіщення" in text for text in olena.texts[-2:])
        assert any("102" in text for text in olena.texts[-2:])
    await olena.press_body("/menu")
    await stage.settle()
    after = await within(lambda tx: [row.body_sealed for row in tx.db.scalars(select(Conversation))])
    assert after == before, "nothing of the work is done there"


async def test_a_bell_brings_the_ring_to_viber_and_the_news_to_the_page(
    stage: ViberStage, olena: Phone, within: Any
) -> None:
    def joined(tx: Tx) -> str:
        nadia = identify(tx, Address("web", "nadia"), "uk").person_id
        employ(tx, nadia)
        return nadia

    def bell(tx: Tx) -> str | None:
        return work_page_wanted(tx, actor_of(tx, nadia), {}).data["bell"]

    nadia = await within(joined)
    assert await within(bell) is None
    stage.app.database.world = replace(stage.app.world, viber_uri="zrazok")
    link = await within(bell)
    assert link.startswith("viber://pa?chatURI=zrazok&context=ping_")
    await olena.press_body(f"/start {link.rpartition('=')[2]}")
    await stage.settle()
    assert await within(whom) == await within(lambda tx: whom(tx, "web"))
    await news(stage, within, "head_told", code="КЛ-7Р2", colour="🔴")
    assert "КЛ-7Р2" in await within(lambda tx: shown_on(tx, "nadia"))
    assert "КЛ-7Р2" not in "".join(olena.texts)
    assert "Для Вас є нове." in olena.texts[-1]


async def test_the_link_of_a_ring_opens_what_it_rang_for(
    stage: ViberStage, olena: Phone, within: Any
) -> None:
    await within(lambda tx: employ(tx, whom(tx)))
    await news(stage, within, "reply_came", code="КЛ-7Р2", colour="🔴", referral="r" * 26)
    assert olena.texts[-1].endswith(f"/staff/open/{'r' * 26}")


async def test_emergency_numbers_come_whole_to_staff_too(
    stage: ViberStage, olena: Phone, within: Any
) -> None:
    await within(lambda tx: employ(tx, whom(tx)))
    await olena.press_body("/danger")
    await stage.settle()
    assert any("102" in text for text in olena.texts[-2:])


async def test_what_waits_goes_to_the_page_where_she_comes_instead(
    stage: ViberStage, olena: Phone, within: Any
) -> None:
    stage.hands.at += timedelta(hours=25)
    await news(stage, within)

    def comes(tx: Tx) -> None:
        identity = identify(tx, Address("web", "olena"), "uk")
        identity.person_id, before = whom(tx), identity.person_id
        tx.seal(identity, "address", "olena")
        tx.db.delete(tx.db.get_one(Person, before))
        hear(
            tx,
            stage.app.intake.book,
            stage.app.translator,
            Incoming(Address("web", "olena"), Commanded("menu")),
        )

    await within(comes)
    await stage.settle()
    assert NEWS in await within(lambda tx: shown_on(tx, "olena"))
    assert NEWS not in olena.texts


def employ(tx: Tx, person_id: str) -> None:
    """Somebody coordinates in Odesa from now on."""
    seed_samples(tx, "UA-51")
    from bot.db.models import Institution

    place = tx.db.scalars(select(Institution).where(Institution.region == "UA-51")).first()
    assert place is not None
    person = tx.db.get_one(Person, person_id)
    person.region, person.onboarded_at = "UA-51", tx.now
    staff = Staff(
        id=tx.new_id(), person_id=person_id, institution_id=place.id, roles=["coordinator"], joined_at=tx.now
    )
    tx.seal(staff, "name", "Надія Зразкова")
    tx.db.add(staff)
    tx.db.flush()


def shown_on(tx: Tx, address: str) -> str:
    """Everything on somebody's page."""
    identity = next(
        one
        for one in tx.db.scalars(select(Identity).where(Identity.channel == "web"))
        if tx.unseal(one, "address") == address
    )
    view = view_in(tx.unseal(identity, "memory") or {})
    cards = [*view.kept, *([view.present] if view.present else [])]
    return "\n".join(block.text for card in cards for block in card.shown.blocks)
