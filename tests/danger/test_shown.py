"""Wherever a person types words of danger, the numbers are on the screen that answers; nobody else's words
bring them, and what she asked for stays."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Any

import pytest

from bot import conversation
from bot.conversation import Spoke
from bot.db.tx import Tx
from bot.heard import beside
from bot.i18n import Translator
from bot.services.access import actor_of
from flows.definitions import book
from flows.engine.said import Commanded, Typed
from flows.engine.turn import Block, Say
from tests.conftest import Clock
from tests.services.house import House, furnished, kyiv

BEATEN = "чоловік мене б'є"
LONG = "а ще розкажу про все, що було з нами відтоді, як ми поїхали з дому " * 8


@pytest.fixture
async def house(transact: Callable[[Any], Awaitable[Any]], clock: Clock) -> House:
    clock.at = kyiv("2026-11-23 10:00")
    house = await furnished(transact, clock)
    await house.do("iryna", "talks_set", hours=4)
    return house


async def typed(house: House, who: str, flow: str, text: str, **give: Any) -> Say:
    """The screen after this was typed there."""

    def turn(tx: Tx) -> Spoke:
        actor, translator = actor_of(tx, house.ids[who]), Translator(("uk",))
        conversation.turn(tx, book(), translator, actor, Commanded("open", flow, give))
        return conversation.turn(tx, book(), translator, actor, Typed(text))

    spoke = await house.run(turn)
    screens: list[Say] = [say for say in spoke.says if not say.kept]
    return screens[-1]


def numbers(say: Say) -> set[str]:
    return {phone["number"] for block in say.blocks if block.kind == "phones" for phone in block.content}


def titles(say: Say) -> list[str]:
    return [block.content["t"] for block in say.blocks if block.kind == "title"]


@pytest.mark.parametrize("flow", ["menu", "find", "talk", "contact", "screening", "mine", "start", "danger"])
async def test_whatever_screen_it_is_typed_on(house: House, flow: str) -> None:
    give = {}
    if flow == "talk":
        give = {"talk": (await house.do("olena", "talk_wanted", words=None)).data["talk"]}
    say = await typed(house, "olena", flow, BEATEN, **give)
    assert {"102", "103", "101", "112", "15-47", "116 123"} <= numbers(say)
    assert len(titles(say)) == len(set(titles(say))), "and the numbers come once"


async def test_a_line_too_long_for_a_talk_is_asked_for_anew_beside_the_numbers(house: House) -> None:
    talk = (await house.do("olena", "talk_wanted", words=None)).data["talk"]
    say = await typed(house, "olena", "talk", f"{LONG} він тримає ніж і погрожує {LONG}", talk=talk)
    assert "102" in numbers(say)
    assert "problem" in [block.kind for block in say.blocks]


async def test_harmless_words_bring_no_numbers(house: House) -> None:
    assert not numbers(await typed(house, "olena", "menu", "довідка впо"))
    talk = (await house.do("olena", "talk_wanted", words=None)).data["talk"]
    assert not numbers(await typed(house, "olena", "talk", "куди нести документи?", talk=talk))


async def test_a_specialist_who_writes_of_others_is_not_stopped_by_the_numbers(house: House) -> None:
    assert not numbers(await typed(house, "lesia", "work", BEATEN))


async def test_what_the_specialist_says_does_not_bring_them_to_the_person(house: House) -> None:
    talk = (await house.do("olena", "talk_wanted", words=None)).data["talk"]
    await house.do("iryna", "talk_taken", talk=talk)
    await house.do("iryna", "talk_said", talk=talk, text="Чи він погрожує Вам?")
    assert (await house.fact("olena", "talk", talk=talk))["open"]["danger"] is None
    await house.do("olena", "talk_said", talk=talk, text="так, погрожує")
    assert (await house.fact("olena", "talk", talk=talk))["open"]["danger"]["calls"]


@pytest.mark.parametrize("query", ["застрелюсь", "не можу більше так жити", "i want to die", "ріжу себе"])
async def test_whoever_does_not_want_to_live_finds_who_listens_and_a_way_on(house: House, query: str) -> None:
    shown = await house.fact("olena", "found", query=query)
    assert shown["danger"]["first"] == "listen"
    assert shown["danger"]["listen"][0]["number"] == "7333"
    assert "psychological" in [row["id"] for row in shown["rows"][:2]]


def test_a_screen_that_shows_the_numbers_is_left_as_it_is() -> None:
    phones = [{"number": "102", "name": "Поліція"}]
    screen = Say((Block("phones", phones),))
    danger = {"first": "calls", "calls": phones, "listen": []}
    assert beside([screen], danger) == [screen]
    assert beside([screen], None) == [screen]
    assert beside([], danger) == []
    bare = Say((Block("title", "Меню"),))
    kept = Say((), kept=True)
    first, second = beside([kept, bare], danger)
    assert first == kept
    assert [block.kind for block in second.blocks] == ["title", "phones", "title"]
