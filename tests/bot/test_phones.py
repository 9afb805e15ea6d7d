"""However a number is typed, it is read as the one number to call back, or kindly asked for again."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.phones import PROBLEM, SHORT, read_phone, show_phone

KYIVSTAR = "+380671234567"


@pytest.mark.parametrize(
    "typed",
    [
        "+380671234567",
        "380671234567",
        "0671234567",
        "80671234567",
        "8 067 123 45 67",
        "8(067)123-45-67",
        "067 123 45 67",
        "(067) 123-45-67",
        "+38 (067) 123-45-67",
        "38 067 123 45 67",
        "067–123—45−67",
        "067.123.45.67",
        " 67 123 45 67 ",
        "00380 67 123 45 67",
        "тел. 067 123 45 67",
        "Моб: +380 67 123 45 67",
        "\u202a+380 67\u00a0123\u00a045\u00a067\u202c",
        "０６７１２３４５６７",
    ],
)
def test_every_way_of_writing_a_ukrainian_number_is_read(typed: str) -> None:
    reading = read_phone(typed)
    assert (reading.value, reading.problem) == (KYIVSTAR, None)


@pytest.mark.parametrize(
    ("typed", "value"),
    [
        ("048 712 34 56", "+380487123456"),
        ("0 800 500 335", "+380800500335"),
        ("8 048 712 34 56", "+380487123456"),
        ("+48 512 345 678", "+48512345678"),
        ("0048 512 345 678", "+48512345678"),
        ("+49 (0) 1512 3456789", "+4915123456789"),
    ],
)
def test_landlines_free_lines_and_foreign_numbers_are_read(typed: str, value: str) -> None:
    assert read_phone(typed).value == value


@pytest.mark.parametrize(
    "typed", ["102", "103", "112", "527", "15-47", "15 45", "7333", "116 123", "116-111"]
)
def test_a_short_line_is_no_number_to_call_back(typed: str) -> None:
    reading = read_phone(typed)
    assert reading.value is None
    assert reading.problem == SHORT.json()


@pytest.mark.parametrize(
    "typed",
    [
        "",
        "   ",
        "не знаю",
        "067 123 45 6",
        "067 123 45 678",
        "000 000 00 00",
        "067 123 45 67, 050 123 45 67",
        "067 123 45 67 Олена",
        "48 512 345 678",
        "+380 067",
        "+",
        "++380671234567",
        "1" * 40,
        "٠٦٧١٢٣٤٥٦٧٨٩٠",
        "😀",
    ],
)
def test_what_is_no_number_is_asked_for_again_without_repeating_it(typed: str) -> None:
    reading = read_phone(typed)
    assert reading.value is None
    assert reading.problem == PROBLEM.json()


@given(st.text())
def test_nothing_typed_can_break_the_reading(typed: str) -> None:
    reading = read_phone(typed)
    assert (reading.value is None) != (reading.problem is None)


@given(st.from_regex(r"0(67|50|63|73|99)[0-9]{7}", fullmatch=True))
def test_a_number_shown_is_read_back_as_itself(typed: str) -> None:
    value = read_phone(typed).value
    assert read_phone(show_phone(value)).value == value


@pytest.mark.parametrize(
    ("e164", "shown"),
    [
        (KYIVSTAR, "+380 67 123 45 67"),
        ("+380800500335", "+380 800 500 335"),
        ("+48512345678", "+48 512 345 678"),
        ("15-47", "15-47"),
        ("", ""),
    ],
)
def test_numbers_are_shown_in_groups(e164: str, shown: str) -> None:
    assert show_phone(e164) == shown
