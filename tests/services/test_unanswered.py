"""A question nobody could answer is kept without anything of who asked, until somebody has answered it."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import Any

import pytest
from sqlalchemy import func, select

from bot.db.directory import Unanswered
from bot.db.models import Audit
from bot.db.tx import Tx
from flows.rules.questions import LIMIT, kept
from tests.conftest import Clock
from tests.services.house import House, furnished, kyiv

ASKED = "де взяти дрова на зиму"


@pytest.fixture
async def house(transact: Callable[..., Any], clock: Clock) -> House:
    clock.at = kyiv("2026-11-23 10:00")
    return await furnished(transact, clock)


async def leave(house: House, words: str = ASKED, who: str = "olena") -> str:
    return (await house.do(who, "question_left", words=words)).kind


async def rows(house: House) -> list[Unanswered]:
    found: list[Unanswered] = await house.run(lambda tx: list(tx.db.scalars(select(Unanswered))))
    return found


async def settle(house: House, who: str = "nadia") -> str:
    [row] = await rows(house)
    return (await house.do(who, "question_settled", question=row.id)).kind


# What may be kept -------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("typed", "stays"),
    [
        ("Де взяти дрова на зиму?", "де взяти дрова на зиму"),
        ("Мене звати Олена Коваль, шукаю ліжко для мами", "шукаю ліжко для мами"),
        ("я олена, де піч", "я де піч"),
        ("довідка для петра івановича", "довідка для"),
        ("де дістати пандус, тел. 067 123 45 67", "де дістати пандус тел"),
        ("код 48 151 62 34 не приходить", "код не приходить"),
        ("вул. Садова, 5, кв. 3: протікає дах", "протікає дах"),
        ("сусід Бондар шукає роботу", "сусід шукає роботу"),
        ("Пункт незламності 24/7 в селі", "пункт незламності 24 7 в селі"),
        ("як отримати довідку ВПО", "як отримати довідку впо"),
        ("Олена", ""),
        ("?!", ""),
    ],
)
def test_names_numbers_and_addresses_are_struck_out(typed: str, stays: str) -> None:
    assert kept(typed).words == stays
    assert kept(stays).words == stays, "keeping what was kept changes nothing"


def test_details_of_violence_are_struck_out() -> None:
    assert "бив" not in kept("мій чоловік бив мене, де притулок").words


def test_a_long_question_is_cut_between_words() -> None:
    words = kept("дрова " * 100).words
    assert len(words) <= LIMIT
    assert words.endswith("дрова")


# What is kept -----------------------------------------------------------------------------------------------


async def test_words_days_and_how_often_and_nothing_of_who(house: House, clock: Clock) -> None:
    before = await house.run(lambda tx: tx.db.scalar(select(func.count(Audit.id))))
    assert await leave(house) == "ok"
    clock.move(hours=26)
    assert await leave(house, "Де взяти дрова, на зиму??", "petro") == "ok"
    [row] = await rows(house)
    assert (row.words, row.times, row.region) == (ASKED, 2, "UA-51")
    assert (row.first_on.isoformat(), row.last_on.isoformat()) == ("2026-11-23", "2026-11-24")
    said = {str(getattr(row, column.name)) for column in Unanswered.__table__.columns}
    assert not said & set(house.ids.values())
    assert await house.run(lambda tx: tx.db.scalar(select(func.count(Audit.id)))) == before
    assert house.told == []


async def test_what_must_not_be_kept_is_not_even_if_it_is_sent(house: House) -> None:
    await leave(house, "Мене звати Олена, телефон 067 123 45 67, де піч?")
    [row] = await rows(house)
    assert row.words == "телефон де піч"
    await leave(house, "Олена")
    assert len(await rows(house)) == 1


async def test_asked_twice_at_once_it_is_one_line(house: House) -> None:
    await house.run(lambda tx: house.newcomer(tx, "marta"))
    await asyncio.gather(leave(house), leave(house, who="marta"))
    [row] = await rows(house)
    assert row.times == 2


async def test_each_region_has_its_own(house: House) -> None:
    await leave(house)
    await leave(house, who="vira")
    assert {row.region for row in await rows(house)} == {"UA-51", "UA-05"}
    assert (await house.fact("nadia", "unanswered"))["count"] == 1


# Settling it ------------------------------------------------------------------------------------------------


async def test_settled_it_leaves_the_list_and_comes_back_if_it_is_asked_again(house: House) -> None:
    await leave(house)
    assert await settle(house) == "ok"
    assert (await house.fact("nadia", "unanswered"))["count"] == 0
    assert await settle(house) == "gone"
    await leave(house)
    [one] = (await house.fact("nadia", "unanswered"))["rows"]
    assert one["label"]["a"] == {"times": 2, "words": ASKED}


async def test_an_editor_settles_it_too(house: House) -> None:
    await house.run(lambda tx: house.employ(tx, "halyna", "ova", ("editor",)))
    await leave(house)
    assert await settle(house, "halyna") == "ok"


@pytest.mark.parametrize("who", ["iryna", "petro", "lesia", "vira", "olena"])
async def test_nobody_else_sees_or_settles_it(house: House, who: str) -> None:
    await leave(house)
    [row] = await rows(house)
    known = await house.fact(who, "unanswered", question=row.id)
    assert known is None or (known["rows"], known["one"]) == ([], None)
    assert await settle(house, who) == "not_permitted"


async def test_asked_most_stands_first(house: House) -> None:
    def ask(tx: Tx) -> None:
        from bot.services.access import actor_of
        from bot.services.unanswered import question_left

        for words in ("курси мови", ASKED, ASKED):
            question_left(tx, actor_of(tx, house.ids["olena"]), {"words": words})

    await house.run(ask)
    labels = [one["label"]["a"]["words"] for one in (await house.fact("nadia", "unanswered"))["rows"]]
    assert labels == [ASKED, "курси мови"]
