"""A card that has been read does not stay on the phone of whoever read it."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from sqlalchemy import select

from bot import conversation
from bot.db.models import Audit, Conversation, Institution, Person, Staff
from bot.db.tx import Tx
from bot.services import retention
from tests.stages.cast import furnish, place
from tests.stages.script import Member, Script

AT = datetime(2026, 11, 23, 8, tzinfo=UTC)
IRYNA = Member("iryna", ("specialist",), "cnap")


async def stage_with_a_screening_begun(raise_stage):  # type: ignore[no-untyped-def] # a stage
    stage = await raise_stage(AT)
    script = Script("card", "UA-51", AT, (IRYNA,), ())
    await stage.app.database.run(lambda tx: furnish(tx, script), stage.hands)
    person = await stage.enter("iryna")
    await stage.app.database.run(lambda tx: place(tx, script, IRYNA, person), stage.hands)
    await stage.start("iryna")
    for choice in ("beside", "go"):
        await stage.press("iryna", choice)
    return stage


async def test_a_protected_screen_gives_way_to_the_menu_after_half_a_day(telegram_stage) -> None:
    stage = await stage_with_a_screening_begun(telegram_stage)
    before = await stage.texts("iryna")
    await stage.wait(timedelta(hours=13))
    after = await stage.texts("iryna")
    assert before[-1] not in after
    assert "Робоче меню" in after[-1]


async def test_where_her_institution_left_telegram_the_card_goes_from_there_and_nothing_comes(
    telegram_stage,
) -> None:
    stage = await stage_with_a_screening_begun(telegram_stage)
    card = (await stage.texts("iryna"))[-1]

    def leave(tx: Tx) -> None:
        staff = tx.db.scalars(select(Staff)).one()
        tx.db.get_one(Institution, staff.institution_id).no_telegram = True

    await stage.app.database.run(leave, stage.hands)
    await stage.wait(timedelta(hours=13))
    after = await stage.texts("iryna")
    assert card not in after
    assert not any("Робоче меню" in text or "без Telegram" in text for text in after)


async def test_nothing_is_taken_from_under_her_hands(web_stage) -> None:
    stage = await stage_with_a_screening_begun(web_stage)
    await stage.wait(timedelta(hours=11, minutes=30))
    await stage.press("iryna", "+d2")
    await stage.wait(timedelta(minutes=40))
    assert "-d2" in [one.id for one in await stage.buttons("iryna")]
    await stage.wait(timedelta(hours=1))
    assert "Робоче меню" in (await stage.texts("iryna"))[-1]


async def test_answers_that_were_erased_are_not_left_on_the_page(web_stage) -> None:  # type: ignore[no-untyped-def]
    stage = await web_stage(AT)
    await stage.enter("olena")
    await stage.start("olena")
    script = Script("draft", "UA-51", AT, (Member("olena", (), None),), ())
    person = await stage.app.database.run(lambda tx: tx.db.scalars(select(Person.id)).one(), stage.hands)
    await stage.app.database.run(lambda tx: place(tx, script, script.people[0], person), stage.hands)
    await stage.start("olena")
    for choice in ("find_step", "yes", "+d2"):
        await stage.press("olena", choice)
    assert "-d2" in [one.id for one in await stage.buttons("olena")]
    stage.hands.at += timedelta(hours=73)
    await stage.app.database.run(retention.sweep, stage.hands)
    await stage.settle()
    assert "-d2" not in [one.id for one in await stage.buttons("olena")]


async def test_putting_a_card_away_reads_nothing(telegram_stage, monkeypatch) -> None:  # type: ignore[no-untyped-def]
    stage = await stage_with_a_screening_begun(telegram_stage)

    def looked(*_: object) -> None:
        raise AssertionError

    def shown(tx: Tx) -> list[bool]:
        return list(tx.db.scalars(select(Conversation.protected)))

    assert await stage.app.database.run(shown, stage.hands) == [True]
    before = await stage.app.database.run(lambda tx: tx.db.scalars(select(Audit.action)).all(), stage.hands)
    monkeypatch.setattr(conversation, "showing", looked)
    await stage.wait(timedelta(hours=13))
    assert "Робоче меню" in (await stage.texts("iryna"))[-1]
    after = await stage.app.database.run(lambda tx: tx.db.scalars(select(Audit.action)).all(), stage.hands)
    assert after == before
    assert await stage.app.database.run(shown, stage.hands) == [False]
