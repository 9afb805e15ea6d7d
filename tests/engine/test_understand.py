"""A typed text that means a button."""

from __future__ import annotations

import pytest

from flows.engine.understand import understood

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


def test_where_a_text_is_asked_for_only_the_whole_label_is_a_press() -> None:
    assert understood("ні", LABELS, numbers=False) is None
    assert understood("2", LABELS, numbers=False) is None
    assert understood("Так", LABELS, numbers=False) == "yes"


def test_two_buttons_that_fit_are_none() -> None:
    assert understood("так", [("a", "Так"), ("b", "так")], numbers=True) is None
    assert understood("мені", [("a", "Мені добре"), ("b", "Мені зле")], numbers=True) is None
