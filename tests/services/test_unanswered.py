"""A question nobody could answer is kept without anything of who asked, until somebody has answered it."""

from __future__ import annotations

import asyncio
import tomllib
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import func, select

from bot.db.directory import Unanswered
from bot.db.models import Audit
from bot.db.tx import Tx
from flows.rules.questions import LIMIT, kept
from tests.conftest import Clock
from tests.services.house import House, furnished, kyiv

PIECES = (
    "мене", "звати", "пані", "оксана", "Коваленко", "петрівна", "мороз", "шукає", "живу", "садова", "вул.",
    "5", "кв", "3", "12.05.1987", "нуль", "шістдесят", ",", ".", "роки", "б'є", "067", "де", "oksana_k",
    "прізвище", "буд", "житло", "…",
)  # fmt: skip
"""What a question may be made of, in any order."""

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
        ("мене звати оксана коваленко, живу садова 5 кв 3, де піч", "живу де піч"),
        ("меня зовут оксана коваленко живу садовая 5 кв 3 где печку взять", "живу где печку взять"),
        ("ОКСАНА КОВАЛЕНКО ШУКАЄ ЖИТЛО", "шукає житло"),
        ("бондар оксана де взяти дрова", "де взяти дрова"),
        ("я коваленко оксана з ізмаїла, шукаю роботу", "я з ізмаїла шукаю роботу"),
        ("як зареєструвати дитину мусієнко злату", "як зареєструвати дитину"),
        ("садок для артемка", "садок для"),
        ("пані галина мороз казала про виплати", "казала про виплати"),
        ("шевченка 12 під'їзд 3, нема світла", "нема світла"),
        ("нема світла вулиця зелена будинок 5", "нема світла"),
        ("садова буд 5 протікає дах", "протікає дах"),
        ("тел нуль шістдесят сім 123 45 67, де піч", "тел де піч"),
        ("довідка, 12.05.1987 року", "довідка року"),
        ("пишіть oksana_k85 про садок", "пишіть про садок"),
        ("Олена", ""),
        ("?!", ""),
    ],
)
def test_names_numbers_and_addresses_are_struck_out(typed: str, stays: str) -> None:
    assert kept(typed).words == stays
    assert kept(stays).words == stays, "keeping what was kept changes nothing"


@pytest.mark.parametrize(
    "typed",
    [
        "не беруть в садик без справки переселенки",
        "безкоштовні ліки де получити їх",
        "живемо в одесі 2 роки де школа 12",
        "дитині 5 років немає садка",
        "як змінити прізвище після розлучення",
        "коли відкриється цнап чи там є люди",
        "влада не допомагає біженкам",
        "де переночувати з ребенком сьогодні",
        "яка група інвалідності дає виплату",
    ],
)
def test_a_question_that_names_nobody_stays_whole(typed: str) -> None:
    assert (kept(typed).words, kept(typed).struck) == (typed, False)


def test_questions_of_every_day_stay_whole() -> None:
    """Those of the open half of the search's bench: hardly a word of them is struck out for nothing."""
    bench = tomllib.loads((Path(__file__).parents[1] / "search" / "queries_open.toml").read_text("utf-8"))
    asked = [one["says"] for one in bench["query"]]
    struck = [one for one in asked if kept(one).struck]
    assert len(struck) <= 0.02 * len(asked)


@given(st.lists(st.sampled_from(PIECES), max_size=12))
def test_keeping_what_was_kept_changes_nothing(pieces: list[str]) -> None:
    once = kept(" ".join(pieces)).words
    assert kept(once).words == once


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
