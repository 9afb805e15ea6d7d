"""A typed text that means a button."""

from __future__ import annotations

import pytest

from flows.engine.understand import asks_for_menu, meaning, understood

REGIONS = [
    ("05", "Вінницька область"),
    ("32", "Київська область"),
    ("30", "місто Київ"),
    ("43", "Автономна Республіка Крим"),
    ("63", "Харківська область"),
    ("71", "Черкаська область"),
    ("77", "Чернівецька область"),
    ("65", "Херсонська область"),
    ("3", "3 вересня"),
]
SHOWN = [*REGIONS[:3], ("@more", "Ще"), ("@menu", "Меню")]

LABELS = [
    ("yes", "Так"),
    ("no", "Ні, не зараз"),
    ("job", "Мені обіцяли роботу (без договору)"),
    ("d", "З’їсти м’яту"),
]


@pytest.mark.parametrize(
    ("text", "choice"),
    [
        ("так", "yes"),
        (" ТАК! ", "yes"),
        ("ні", "no"),
        ("ні, не зараз", "no"),
        ("2", "no"),
        ("з'їсти м'яту", "d"),
        ("5", None),
        ("0", None),
        ("", None),
        ("та", None),
        ("²", None),
        ("😀", None),
    ],
)
def test_words_beginnings_and_numbers_are_understood(text: str, choice: str | None) -> None:
    assert understood(text, LABELS, numbers=True) == choice


def test_where_a_text_is_asked_for_neither_a_place_nor_a_beginning_is_a_press() -> None:
    assert understood("2", LABELS, numbers=False) is None
    assert understood("мені обіцяли", LABELS, numbers=False) is None
    assert understood("Так", LABELS, numbers=False) == "yes"


def test_two_buttons_that_fit_are_none() -> None:
    assert understood("так", [("a", "Так"), ("b", "так")], numbers=True) is None
    assert understood("мені", [("a", "Мені добре"), ("b", "Мені зле")], numbers=True) is None


def test_two_buttons_with_the_very_same_words_are_none_though_a_third_begins_so() -> None:
    labels = [("a", "Одеса"), ("b", "одеса"), ("c", "Одеса, центр")]
    assert understood("Одеса", labels, numbers=True) is None


@pytest.mark.parametrize(
    ("text", "choice"),
    [
        ("Харківська область", "63"),
        ("харківська", "63"),
        ("хар", "63"),
        ("ха", None),
        ("чер", None),
        ("черк", "71"),
        ("Крим", "43"),
        ("кри", "43"),
        ("Київ", "30"),
        ("київс", "32"),
        ("киї", None),
        ("область", None),
        ("обл", None),
        ("ков", None),
        ("меню", "@menu"),
        ("ще", "@more"),
        ("2", "32"),
        ("4", "@more"),
        ("6", None),
        ("3", "30"),
    ],
)
def test_a_name_is_found_on_every_page_and_a_number_on_the_page_shown(text: str, choice: str | None) -> None:
    assert understood(text, SHOWN, numbers=True, names=REGIONS) == choice


def test_a_name_that_is_on_another_page_as_well_is_not_guessed_from_the_page_shown() -> None:
    labels = [("a", "Черкаська область")]
    assert understood("чер", labels, numbers=True, names=REGIONS) is None
    assert understood("Нова", [("a", "Нова Одеса")], numbers=True, names=[("b", "Нова Каховка")]) is None


def test_without_pages_a_beginning_inside_a_word_names_nothing() -> None:
    assert understood("хар", REGIONS, numbers=True) is None


def test_where_a_text_is_asked_for_a_name_of_another_page_is_a_press_only_whole() -> None:
    assert understood("Харківська", SHOWN, numbers=False, names=REGIONS) is None
    assert understood("Харківська область", SHOWN, numbers=False, names=REGIONS) == "63"


CONSENT = [("agree", "Погоджуюсь"), ("refuse", "Не погоджуюсь"), ("exclude", "Ніколи не залучати")]
MEANINGS = [("agree", "yes"), ("refuse", "no"), ("@danger", "help")]


@pytest.mark.parametrize(
    ("text", "choice"),
    [
        ("так", "agree"),
        ("Ага!", "agree"),
        ("да", "agree"),
        ("ok", "agree"),
        ("ні", "refuse"),
        ("не треба", "refuse"),
        ("Допоможіть", "@danger"),
        ("103", "@danger"),
        ("не знаю", None),
        ("так не можна", None),
        ("ні в якому разі так", None),
    ],
)
def test_an_everyday_answer_is_the_button_that_stands_for_it(text: str, choice: str | None) -> None:
    assert understood(text, CONSENT, numbers=True, meanings=MEANINGS) == choice


def test_a_label_that_begins_with_yes_or_no_stands_for_it_by_itself() -> None:
    labels = [("on", "Так, безпечно"), ("off", "Ні, зараз ні")]
    assert understood("угу", labels, numbers=True) == "on"
    assert understood("nope", labels, numbers=True) == "off"
    assert understood("угу", [*labels, ("too", "Так, інше")], numbers=True) is None


def test_where_a_text_is_asked_for_no_and_not_knowing_are_the_way_past_it() -> None:
    labels = [("skip", "Без імені")]
    for text in ("ні", "не знаю", "пропустити"):
        assert understood(text, labels, numbers=False, meanings=[("skip", "no")]) == "skip"
    assert understood("так", labels, numbers=False, meanings=[("skip", "no")]) is None
    assert understood("ні", labels, numbers=True, meanings=[("skip", "skip")]) is None


def test_the_menu_is_asked_for_by_its_name_alone() -> None:
    assert asks_for_menu(" МЕНЮ! ")
    assert asks_for_menu("start")
    assert not asks_for_menu("меню на тиждень для дитини")
    assert not asks_for_menu("")


def test_a_meaning_is_that_of_the_whole_text() -> None:
    assert meaning("Не знаю…") == "skip"
    assert meaning("Не знаю, де ночувати") == ""
    assert meaning("Добре") == "yes"
    assert meaning("") == ""
