"""What a typed text becomes, by the kind of text a screen asks for."""

from __future__ import annotations

import pytest

from bot.reading import READINGS, SOUGHT, read

FREE = ("text", "gist", "reason", "name", "community", "hours")


@pytest.mark.parametrize("kind", FREE)
def test_no_free_text_takes_a_bank_card_unasked(kind: str) -> None:
    reading = read(kind, "картка 4149 4378 1234 5678")
    assert reading.problem is not None
    assert "4378" not in reading.value


@pytest.mark.parametrize("kind", FREE)
def test_no_free_text_takes_an_exact_address_unasked(kind: str) -> None:
    assert read(kind, "вул. Садова 5, кв 3").problem is not None


@pytest.mark.parametrize(
    ("kind", "text"),
    [
        ("hours", "після 16:00"),
        ("hours", "пн-пт 9-13, не у вихідні"),
        ("community", "Чорноморськ"),
        ("community", "Згода"),
        ("community", "Добре"),
        ("name", "Олена О."),
        ("name", "чергова юристка"),
        ("word", "волошка"),
        ("text", "Скласти заяву до інспекції праці"),
    ],
)
def test_everyday_words_are_taken_as_they_are(kind: str, text: str) -> None:
    reading = read(kind, f"  {text} ")
    assert reading.problem is None
    assert reading.value == text


@pytest.mark.parametrize("kind", ["text", "gist", "reason", "name", "hours", "word"])
@pytest.mark.parametrize("text", ["так", "Ні.", "не знаю", "допоможіть"])
def test_an_answer_to_another_question_is_not_a_text(kind: str, text: str) -> None:
    reading = read(kind, text)
    assert reading.problem["m"] == "reading.answer"
    assert reading.value is None


@pytest.mark.parametrize("kind", sorted(READINGS))
@pytest.mark.parametrize("text", ["", "   ", "\u2060", "x" * 5000])
def test_nothing_and_a_flood_get_a_kind_answer(kind: str, text: str) -> None:
    assert read(kind, text).problem is not None


@pytest.mark.parametrize(
    "text",
    ["загубила паспорт АА 123456", "чоловік бʼє, вул. Садова 5, кв 3", "4149 4378 1234 5678", "102 не їде"],
)
def test_what_is_looked_for_is_never_objected_to(text: str) -> None:
    reading = read("query", f" {text}  ")
    assert (reading.value, reading.problem) == (text, None)


def test_of_a_long_story_the_beginning_and_the_end_are_looked_for() -> None:
    sought = read("query", f"шукаю прихисток {'і ось чому ' * 40} бо він мене бʼє").value
    assert len(sought) <= SOUGHT
    assert sought.startswith("шукаю прихисток і ось")
    assert sought.endswith("бо він мене бʼє")
    assert read("query", "слово " * 60).value.count("…") == 1


@pytest.mark.parametrize(
    ("typed", "day"),
    [
        ("05.11.2026", "2026-11-05"),
        ("5. 11. 2026 р.", "2026-11-05"),
        ("5/11/2026", "2026-11-05"),
        ("31.02.2026", None),
        ("05.11.26", None),
        ("минулого тижня", None),
    ],
)
def test_a_day_is_read_as_it_is_written_here(typed: str, day: str | None) -> None:
    reading = read("day", typed)
    assert reading.value == day
    assert (reading.problem is None) == (day is not None)


@pytest.mark.parametrize(
    ("typed", "count"),
    [
        ("4", 4),
        (" 12. ", 12),
        ("0", 0),
        ("четверо", None),
        ("-1", None),
        ("1,5", None),
        ("²", None),
        ("1234567", None),
    ],
)
def test_a_number_of_people_is_written_in_digits(typed: str, count: int | None) -> None:
    reading = read("count", typed)
    assert reading.value == count
    assert (reading.problem is None) == (count is not None)
