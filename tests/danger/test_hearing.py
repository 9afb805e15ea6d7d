"""What is heard, however it is written, and of a long text what is kept of it."""

from __future__ import annotations

import pytest

from bot.reading import SOUGHT, read
from bot.search.hearing import hear, sounding
from bot.search.signs import KINDS, signs

STORY = (
    "доброго дня не знаю куди писати ми переїхали навесні з трьома дітьми і мамою яка погано ходить "
    "довідки ще не оформили бо закрито живемо в школі чекаємо на кімнату в черзі ми сорок другі "
    "їжу дають двічі на день "
)


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("ВІН МЕНЕ БʼЄ!!!", "violence"),
        ("він мене бье", "violence"),
        ("vin mene bye i pogrozhuye", "violence"),
        ("yt [jxe ;bnb", "life"),  # «не хочу жити» on the other keyboard
        ("чоловiк мене побив", "violence"),  # a Latin i
        ("рятуууйте", "help"),
        ("погрозжує мені", "violence"),
        ("my husband hits me", "violence"),
        ("не хочу больше жить", "life"),
        ("нехочу жити", "life"),
        ("I don't want to live", "life"),
        ("i want to kill myself", "life"),
        ("i was raped", "sexual"),
        ("держат в подвале", "captivity"),
        ("прилетіло в будинок", "disaster"),
        ("мама не просыпается", "medical"),
        ("пропала дитина", "child"),
        ("мені 12 тато б'є", "child"),
        ("допоможіть", "help"),
        ("103", "help"),
    ],
)
def test_danger_is_heard_however_it_is_written(text: str, kind: str) -> None:
    assert kind in hear(text)


@pytest.mark.parametrize(
    "text",
    [
        "", "...", "ыфвпрщ", "😀", "12345", "садок для дитини", "дім із підвалом", "kill time with kids",
        "не хочу жити в гуртожитку", "замкнене коло з паперами", "call center", "хотів би знати про пенсію",
    ],
)  # fmt: skip
def test_what_is_not_danger_is_not_heard_as_one(text: str) -> None:
    assert hear(text) == ()


def test_several_dangers_come_in_the_order_of_what_is_most_urgent() -> None:
    heard = hear("чоловік мене б'є, дитина не дихає, не хочу жити")
    assert heard == tuple(kind for kind in KINDS if kind in ("medical", "violence", "child", "life"))


@pytest.mark.parametrize("before", [0, 1, 5, 20])
@pytest.mark.parametrize("after", [0, 1, 20])
def test_the_whole_text_is_listened_to(before: int, after: int) -> None:
    text = f"{STORY * before} він мене душить {STORY * after}"
    assert "violence" in hear(text)
    assert "violence" in hear(sounding(text, 110))


@pytest.mark.parametrize("before", [1, 3, 20])
def test_a_long_story_is_looked_for_by_its_ends_and_by_what_is_dangerous_in_it(before: int) -> None:
    reading = read("query", f"{STORY * before} а вчора чоловік побив мене {STORY * 3}")
    assert reading.problem is None
    assert len(reading.value) <= SOUGHT
    assert "violence" in hear(reading.value)
    assert reading.value.startswith("доброго дня")
    assert reading.value.endswith("двічі на день")


def test_a_story_too_long_without_danger_is_asked_for_anew() -> None:
    assert read("query", STORY * 10).problem is not None
    assert sounding(STORY * 10, 110) == ""


def test_words_said_again_and_again_do_not_hold_anybody_up() -> None:
    assert "violence" in hear("не мене він і " * 600 + "він мене б'є")
    assert hear("не хочу " * 2_500) == ()


def test_each_sign_can_be_heard() -> None:
    """A slot without a word, or a word that no spelling can bring, would be a dead line of the file."""
    for sign in signs().signs:
        assert sign.slots
        for slot in sign.slots:
            assert slot
            assert all(atom.strip("*") for chain in slot for atom in chain)
