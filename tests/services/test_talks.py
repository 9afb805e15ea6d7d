"""A person talks to a live specialist: who is asked, who is connected, what leaves the program, how it
ends."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import func, select

from bot import conversation, delivery, transit
from bot.conversation import Spoke
from bot.db.directory import Talk, TalkLine
from bot.db.models import Audit, Exclusion, Outbox, Person, Staff
from bot.db.tx import Tx
from bot.i18n import Translator
from bot.services import retention, talk_ends
from bot.services.access import actor_of
from bot.services.own_data import erase
from bot.services.talks import WISHES, word_of
from flows.definitions import book
from flows.engine.said import Commanded, Typed
from flows.engine.turn import Block, Say
from tests.conftest import Clock
from tests.services.house import House, furnished, kyiv

HER_WORDS, WORDS = "Зовсім не знаю, куди йти.", "Приходьте до нас о десятій."


@pytest.fixture
async def house(transact: Callable[..., Any], clock: Clock) -> House:
    """Iryna of the ЦНАП and Lesia of the social service can be asked for a talk."""
    clock.at = kyiv("2026-11-23 10:00")
    house = await furnished(transact, clock)
    for who in ("iryna", "lesia"):
        assert (await house.do(who, "talks_set", hours=4)).kind == "ok"
    house.forget()
    return house


async def wish(house: House, who: str = "olena", words: str | None = None) -> str:
    done = await house.do(who, "talk_wanted", words=words)
    house.ids["talk"] = done.data.get("talk", house.ids.get("talk", ""))
    return done.kind


async def take(house: House, who: str = "iryna") -> str:
    return (await house.do(who, "talk_taken", talk=house.ids["talk"])).kind


async def say(house: House, who: str, text: str) -> str:
    return (await house.do(who, "talk_said", talk=house.ids["talk"], text=text)).kind


async def finish(house: House, who: str) -> str:
    return (await house.do(who, "talk_ended", talk=house.ids["talk"])).kind


async def hers(house: House) -> Any:
    return (await house.fact("olena", "talk", talk=house.ids["talk"]))["open"]


async def theirs(house: House, who: str = "iryna") -> Any:
    return (await house.fact(who, "talks", talk=house.ids["talk"]))["open"]


async def count(house: House, table: Any, *where: Any) -> int:
    found: int = await house.run(
        lambda tx: tx.db.scalar(select(func.count()).select_from(table).where(*where))
    )
    return found


def rung(house: House, who: str) -> list[str]:
    """The notices, without screens drawn again."""
    return [one for one in house.heard(who) if one]


# Who is asked -----------------------------------------------------------------------------------------------


async def test_those_who_said_so_are_asked_without_a_word_of_hers(house: House) -> None:
    assert await wish(house, words=HER_WORDS) == "waiting"
    assert {who: give for who, _, give in house.told} == {
        "iryna": {"talk": house.ids["talk"]},
        "lesia": {"talk": house.ids["talk"]},
    }
    line = await house.run(lambda tx: tx.db.scalars(select(TalkLine)).one())
    assert HER_WORDS.encode() not in line.body_sealed


@pytest.mark.parametrize("who", ["petro", "nadia", "olena"])
async def test_whoever_does_not_meet_people_cannot_be_asked(house: House, who: str) -> None:
    assert (await house.do(who, "talks_set", hours=1)).kind == "not_permitted"


async def test_hours_are_those_of_the_buttons(house: House) -> None:
    assert (await house.do("daria", "talks_set", hours=100)).kind == "not_permitted"


@pytest.mark.parametrize("why", ["off", "over", "away", "revoked", "elsewhere", "excluded", "busy"])
async def test_where_nobody_is_there_nobody_waits_in_vain(house: House, clock: Clock, why: str) -> None:
    await house.do("lesia", "talks_set", hours=0)
    staff = house.ids["staff:iryna"]
    match why:
        case "off":
            await house.do("iryna", "talks_set", hours=0)
        case "over":
            clock.move(hours=5)
        case "away":
            await house.change(Staff, staff, away_until=kyiv("2026-11-24 00:00"))
        case "revoked":
            await house.change(Staff, staff, revoked_at=clock.at)
        case "elsewhere":
            await house.change(Person, house.ids["olena"], region="UA-05")
        case "excluded":
            await house.do("olena", "excluded", institution=house.ids["at:cnap"], staff=None)
        case "busy":
            await house.run(lambda tx: house.newcomer(tx, "marta"))
            assert await wish(house, "marta") == "waiting"
            assert await take(house) == "ok"
    house.forget()
    assert (await house.fact("olena", "talk_cover"))["there"] is False
    assert await wish(house) == "nobody"
    assert house.told == []


async def test_one_talk_at_a_time_and_three_wishes_an_hour(house: House, clock: Clock) -> None:
    for _ in range(WISHES):
        assert await wish(house) == "waiting"
        again = house.ids["talk"]
        assert await wish(house) == "waiting"
        assert house.ids["talk"] == again
        assert await finish(house, "olena") == "ok"
    assert await wish(house) == "too_many"
    clock.move(hours=1, minutes=1)
    assert await wish(house) == "waiting"


# Who is connected -------------------------------------------------------------------------------------------


async def test_two_who_take_it_at_once_one_is_connected(house: House, transact: Callable[..., Any]) -> None:
    await wish(house)
    kinds = await asyncio.gather(take(house, "iryna"), take(house, "lesia"))
    assert sorted(kinds) == ["ok", "taken"]
    assert await count(house, Talk, Talk.state == "open") == 1
    assert await count(house, Audit, Audit.action == "talk_taken") == 1


@pytest.mark.parametrize("who", ["petro", "nadia", "vira", "olena"])
async def test_nobody_else_takes_it_sees_who_waits_or_reads_it(house: House, who: str) -> None:
    await wish(house, words=HER_WORDS)
    assert not await house.fact(who, "talks_waiting")
    assert await take(house, who) == "not_permitted"
    await take(house)
    for other in ("petro", "nadia", "vira", "lesia"):
        assert await say(house, other, WORDS) == "over"
        await finish(house, other)
        assert (await theirs(house))["state"] == "open"
        seen = await house.fact(other, "talks", talk=house.ids["talk"])
        also = await house.fact(other, "talk", talk=house.ids["talk"])
        assert HER_WORDS not in json.dumps([seen, also], ensure_ascii=False)
    assert await count(house, TalkLine) == 1


async def test_whom_she_excluded_is_never_connected(house: House) -> None:
    await wish(house)
    await house.do("olena", "excluded", institution=None, staff=house.ids["staff:iryna"])
    assert await house.fact("iryna", "talks_waiting") == []
    assert await take(house) == "not_permitted"
    assert await take(house, "lesia") == "ok"


async def test_excluding_her_in_the_middle_ends_it(house: House) -> None:
    await wish(house)
    await take(house)
    await house.do("olena", "excluded", institution=house.ids["at:cnap"], staff=None)
    assert await say(house, "iryna", WORDS) == "over"
    assert await theirs(house) is None
    assert await say(house, "olena", HER_WORDS) == "over"
    assert (await hers(house))["state"] == "over"


async def test_whoever_talks_takes_no_second_one(house: House) -> None:
    await house.run(lambda tx: house.newcomer(tx, "marta"))
    await wish(house)
    first = house.ids["talk"]
    await wish(house, "marta")
    second = house.ids["talk"]
    assert first != second
    assert await take(house) == "ok"
    assert await take(house) == "ok", "hers already"
    house.ids["talk"] = first
    assert await take(house) == "busy"


# What each side sees ----------------------------------------------------------------------------------------


async def test_neither_sees_who_the_other_is(house: House) -> None:
    await wish(house, words=HER_WORDS)
    await take(house)
    assert await say(house, "iryna", WORDS) == "ok"
    seen, shown = await hers(house), await theirs(house)
    assert (seen["who"], seen["word"]) == ("Зразок: cnap", shown["word"])
    assert [one["m"] for one in seen["lines"]] == ["talk.from_her", "talk.from_them"]
    assert [one["m"] for one in shown["lines"]] == ["talk.from_person", "talk.from_us"]
    assert [one["a"]["words"] for one in shown["lines"]] == [HER_WORDS, WORDS]
    for words in ("Iryna", house.ids["staff:iryna"], house.ids["iryna"], "+380"):
        assert words not in json.dumps(seen, ensure_ascii=False)
    for words in ("Olena", house.ids["olena"]):
        assert words not in json.dumps(shown, ensure_ascii=False)


async def test_a_talk_has_the_same_word_for_both_and_others_another() -> None:
    assert word_of("a") == word_of("a")
    assert len({word_of(str(one)) for one in range(200)}) > 10


async def test_what_is_told_elsewhere_holds_no_words_and_rings_once(house: House) -> None:
    await wish(house)
    await take(house)
    house.forget()
    await say(house, "olena", HER_WORDS)
    await say(house, "olena", HER_WORDS)
    assert rung(house, "iryna") == ["talk_new"], "she is not on its screen, and has done nothing since"
    assert HER_WORDS not in json.dumps([give for _, _, give in house.told], ensure_ascii=False)


async def test_on_its_screen_the_line_appears_and_nothing_rings(house: House, clock: Clock) -> None:
    await wish(house)
    give = {"talk": house.ids["talk"]}

    def opened(tx: Tx) -> None:
        actor = actor_of(tx, house.ids["iryna"])
        conversation.turn(tx, book(), Translator(("uk",)), actor, Commanded("open", "talks", give))

    def said(tx: Tx) -> list[Spoke]:
        actor, translator = actor_of(tx, house.ids["olena"]), Translator(("uk",))
        conversation.turn(tx, book(), translator, actor, Commanded("open", "talk", give))
        conversation.turn(tx, book(), translator, actor, Typed("мені страшно"))
        return conversation.notices(tx, book(), translator)

    await house.run(opened)
    spoken = await house.run(said)
    [drawn] = [one for one in spoken if one.person_id == house.ids["iryna"]]
    assert drawn.in_place
    assert not drawn.says[0].anew
    assert "мені страшно" in json.dumps([one.content for one in drawn.says[0].blocks], ensure_ascii=False)
    clock.move(minutes=5)
    spoken = await house.run(said)
    assert len([one for one in spoken if one.person_id == house.ids["iryna"]]) == 2, (
        "she may have looked away"
    )


# Silence of the bot -----------------------------------------------------------------------------------------


async def states(house: House, who: str, *, urgent: bool) -> list[str]:
    def send(tx: Tx) -> list[str]:
        say = Say((Block("text", "Щось сталося"),), kept=True)
        spoke = Spoke(house.ids[who], (say,), pushed=True, urgent=urgent)
        delivery.deliver(tx, Translator(("uk",)), spoke)
        rows = select(Outbox.state).where(Outbox.person_id == house.ids[who]).order_by(Outbox.id)
        return list(tx.db.scalars(rows))

    found: list[str] = await house.run(send)
    return found


@pytest.mark.parametrize("who", ["iryna", "olena"])
async def test_what_can_wait_waits_till_the_talk_is_over(house: House, who: str) -> None:
    await wish(house)
    assert await states(house, who, urgent=False) == ["new"]
    await take(house)
    assert await states(house, who, urgent=False) == ["new", "talk"]
    assert await states(house, who, urgent=True) == ["new", "talk", "new"]
    await finish(house, "olena")
    held = select(func.count()).select_from(Outbox).where(Outbox.state == "talk")
    assert await house.run(lambda tx: tx.db.scalar(held)) == 0


async def test_nothing_is_held_longer_than_an_hour(house: House, clock: Clock) -> None:
    await wish(house)
    await take(house)
    await states(house, "iryna", urgent=False)
    for _ in range(4):
        clock.move(minutes=20)
        await say(house, "olena", HER_WORDS)
        await house.run(talk_ends.due)
    assert await count(house, Talk, Talk.state == "open") == 1
    assert await count(house, Outbox, Outbox.state == "talk") == 0


async def test_the_outbox_keeps_no_words_in_the_clear(house: House) -> None:
    await wish(house)
    await take(house)
    await say(house, "olena", HER_WORDS)

    def tell(tx: Tx) -> list[bytes]:
        tx.redraw(house.ids["iryna"], "talks")
        for spoke in conversation.notices(tx, book(), Translator(("uk",))):
            delivery.deliver(tx, Translator(("uk",)), spoke)
        return [one.body_sealed or b"" for one in tx.db.scalars(select(Outbox))]

    assert not [one for one in await house.run(tell) if HER_WORDS.encode() in one]
    assert timedelta(0) < transit.LIFE


# The end ----------------------------------------------------------------------------------------------------


async def test_nobody_came(house: House, clock: Clock) -> None:
    await wish(house)
    house.forget()
    clock.move(minutes=9)
    assert await house.run(talk_ends.due) == 0
    clock.move(minutes=1)
    assert await house.run(talk_ends.due) == 1
    assert rung(house, "olena") == ["talk_nobody"]
    assert await take(house) == "gone"


async def test_once_nobody_is_there_any_more_she_hears_it_at_once(house: House) -> None:
    await wish(house)
    house.forget()
    for who in ("iryna", "lesia"):
        await house.do(who, "talks_set", hours=0)
    assert await house.run(talk_ends.due) == 1
    assert rung(house, "olena") == ["talk_nobody"]


async def test_half_an_hour_of_silence_ends_it_for_both(house: House, clock: Clock) -> None:
    await wish(house)
    await take(house)
    clock.move(minutes=20)
    await say(house, "olena", HER_WORDS)
    clock.move(minutes=29)
    assert await house.run(talk_ends.due) == 0
    house.forget()
    clock.move(minutes=1)
    assert await house.run(talk_ends.due) == 1
    assert (rung(house, "olena"), rung(house, "iryna")) == (["talk_closed"], ["talk_over"])


@pytest.mark.parametrize("who", ["olena", "iryna"])
async def test_either_side_ends_it_and_the_other_hears(house: House, who: str) -> None:
    await wish(house, words=HER_WORDS)
    await take(house)
    house.forget()
    assert await finish(house, who) == "ok"
    other = {"olena": "iryna", "iryna": "olena"}[who]
    assert rung(house, who) == []
    assert len(rung(house, other)) == 1
    assert await say(house, who, WORDS) == "over"
    assert (await theirs(house))["lines"] == []
    assert len((await hers(house))["lines"]) == 1, "what she was told stays before her"
    await finish(house, other)
    assert await count(house, Audit, Audit.action == "talk_ended") == 1


async def test_whoever_is_revoked_is_out_of_the_talk_at_once(house: House) -> None:
    await wish(house)
    await take(house)
    house.forget()
    await house.do("nadia", "revoked", staff=house.ids["staff:iryna"])
    assert (await hers(house))["state"] == "over"
    assert rung(house, "olena") == ["talk_closed"]
    assert await house.fact("iryna", "talks", talk=house.ids["talk"]) is None


@pytest.mark.parametrize("whom", ["worker", "institution"])
async def test_whom_she_excludes_is_out_of_the_talk_at_once(house: House, whom: str) -> None:
    await wish(house)
    await take(house)
    house.forget()
    one = {"worker": (None, house.ids["staff:iryna"]), "institution": (house.ids["at:cnap"], None)}[whom]
    await house.do("olena", "excluded", institution=one[0], staff=one[1])
    assert (await hers(house))["state"] == "over"
    assert (rung(house, "iryna"), rung(house, "olena")) == (["talk_over"], [])
    assert (await house.fact("iryna", "talks"))["mine"] is None
    await house.run(lambda tx: house.newcomer(tx, "marta"))
    assert await wish(house, "marta") == "waiting"
    assert await take(house) == "ok", "she is free for the next one"


async def test_a_talk_with_somebody_else_goes_on_when_she_excludes_another(house: House) -> None:
    await wish(house)
    await take(house)
    await house.do("olena", "excluded", institution=None, staff=house.ids["staff:lesia"])
    assert (await hers(house))["state"] == "open"


async def test_whom_she_excluded_meanwhile_can_still_end_it(house: House) -> None:
    """A talk that ran on past an exclusion, as one of an earlier version may."""
    await wish(house)
    await take(house)

    def exclude(tx: Tx) -> None:
        whom = {"person_id": house.ids["olena"], "staff_id": house.ids["staff:iryna"]}
        tx.db.add(Exclusion(id=tx.new_id(), **whom, at=tx.now))

    await house.run(exclude)
    assert await finish(house, "lesia") == "ok"
    assert await count(house, Talk, Talk.state == "open") == 1
    assert await finish(house, "iryna") == "ok"
    assert await count(house, Talk, Talk.state == "open") == 0


async def test_all_that_was_said_goes_three_days_after_the_end(house: House, clock: Clock) -> None:
    await wish(house, words=HER_WORDS)
    await take(house)
    clock.move(hours=80)
    await house.run(retention.RULES["talks"])
    assert await count(house, TalkLine) == 1, "a talk that goes on"
    await finish(house, "olena")
    clock.move(hours=71)
    await house.run(retention.RULES["talks"])
    assert await count(house, TalkLine) == 1
    clock.move(hours=2)
    assert await house.run(retention.RULES["talks"]) == 1
    assert await count(house, TalkLine) == await count(house, Talk) == 0


async def test_erasing_her_takes_the_talk_and_the_specialist_hears_its_end(house: House) -> None:
    await wish(house, words=HER_WORDS)
    await take(house)
    house.forget()
    await house.run(lambda tx: erase(tx, tx.db.get_one(Person, house.ids["olena"])))
    assert rung(house, "iryna") == ["talk_over"]
    assert rung(house, "olena") == []
    assert await count(house, TalkLine) == await count(house, Talk) == await count(house, Exclusion) == 0
