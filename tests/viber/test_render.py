"""What goes out: every screen keeps every limit by construction, and no label is cut."""

from __future__ import annotations

import json
from html import unescape
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from handlers.shown import Block, Button, Phone, Shown
from handlers.viber.layout import LINE, UnrenderableError
from handlers.viber.render import Message, Words, render, welcome
from tests.fakes.viber_rules import BODY, drawable, rows, told

WORDS = Words(
    "Вітаємо!", "Почати", "Меню", "Екстрені номери", "Надіслати номер", "Місце на карті",
    "Натисніть номер.", "Натисніть літеру.",
)  # fmt: skip
CONTROLS = (Button("@back", "Назад"), Button("@menu", "Меню"), Button("@danger", "Екстрені номери", "danger"))


def screen(*labels: str, text: str = "Питання?", **more: Any) -> Shown:
    buttons = tuple(Button(f"o{number}", label) for number, label in enumerate(labels))
    made = {"buttons": buttons, "controls": CONTROLS, "screen": "12", **more}
    return Shown("uk", (Block("text", text),), **made)


def shown(one: Shown, standing: Message | None = None) -> list[Message]:
    messages, _ = render(one, WORDS, standing)
    for message in messages:
        whole = {"receiver": "01234567890A=", "sender": {"name": "Дорожник"}, **message}
        assert told(json.dumps(whole, ensure_ascii=False).encode(), whole) == 0
        assert len(json.dumps(whole, ensure_ascii=False).encode()) <= BODY
        assert drawable(whole)
        assert message["keyboard"]["Buttons"], "a message without a keyboard takes the keyboard away"
    return messages


def labels(message: Message) -> list[list[str]]:
    return [[unescape(one["Text"]) for one in row] for row in rows(message["keyboard"]["Buttons"])]


def test_short_labels_stand_side_by_side_and_long_ones_alone() -> None:
    (message,) = shown(screen("Так", "Ні", "Потрібне житло для родини", "Не знаю"))
    assert labels(message) == [
        ["Так", "Ні"], ["Потрібне житло для родини"], ["Не знаю"], ["Назад", "Меню"], ["Екстрені номери"],
    ]  # fmt: skip


def test_a_label_of_two_lines_gets_two_rows() -> None:
    label = "Допомога з документами, пенсією та виплатами ВПО"
    (message,) = shown(screen(label))
    (first, *_) = message["keyboard"]["Buttons"]
    assert (unescape(first["Text"]), first["Columns"], first["Rows"]) == (label, 6, 2)


def test_a_label_that_would_be_cut_is_said_in_the_text_and_marked() -> None:
    long = "Дуже довга назва установи, яка ніяк не вміститься у два рядки кнопки на телефоні"
    (message,) = shown(screen("Так", long))
    assert labels(message)[0] == ["1", "2"]
    assert f"Натисніть номер.\n\n1. Так\n2. {long}" in message["text"]


def test_where_a_text_is_asked_for_marks_are_letters() -> None:
    (message,) = shown(screen("ї" * 80, expects="word"))
    assert labels(message)[0] == ["А"]
    assert "Натисніть літеру." in message["text"]


def test_too_many_choices_are_marked_and_none_is_lost() -> None:
    (message,) = shown(screen(*(f"Громада номер {number} у списку" for number in range(14))))
    marks = [label for row in labels(message) for label in row][:14]
    assert marks == [str(number + 1) for number in range(14)]
    assert [len(row) for row in labels(message)[:5]] == [3, 3, 3, 3, 2]


def test_where_keys_keep_their_words_no_number_is_asked_for() -> None:
    (message,) = shown(screen("Так", "Ні"))
    assert "Натисніть" not in message["text"]


def test_ticks_stand_before_their_labels() -> None:
    buttons = (Button("+a", "Житло", ticked=False), Button("-b", "Робота", ticked=True))
    (message,) = shown(screen(buttons=buttons))
    assert labels(message)[0] == ["☐ Житло", "☑ Робота"]


def test_the_first_seven_thousand_letters_are_one_message_at_most_and_no_part_is_empty() -> None:
    paragraphs = tuple(Block("text", "ї" * 2400) for _ in range(6))
    messages = shown(Shown("uk", paragraphs, controls=CONTROLS, screen="1"))
    assert [len(one["text"]) for one in messages] == [4802, 4802, 4802]
    assert "".join(one["text"] for one in messages).count("ї") == 6 * 2400


@pytest.mark.parametrize("letter", ["ї", "🟢", "a", '"'])
def test_a_text_without_a_space_is_cut_where_it_must_be(letter: str) -> None:
    messages = shown(screen("Так", text=letter * 20_000))
    assert "".join(one["text"] for one in messages).replace("\n", "") == letter * 20_000
    assert all(one["text"] for one in messages)


def test_what_is_only_told_leaves_the_keyboard_of_the_screen() -> None:
    (message,) = shown(screen(kept=True, controls=()), _standing())
    assert labels(message) == [["Так", "Ні"], ["Назад", "Меню"], ["Екстрені номери"]]


def test_the_buttons_of_a_notice_stay_with_it() -> None:
    notice = screen("Так", "Ні", kept=True, controls=(), screen="")
    text, media = shown(notice, _standing())
    assert [one["ActionBody"] for one in media["rich_media"]["Buttons"]] == ["#:o0", "#:o1"]
    assert text["keyboard"] == media["keyboard"] == _standing()


def test_without_a_screen_the_menu_and_the_numbers_are_there() -> None:
    (message,) = shown(Shown("uk", (Block("text", "Для Вас є повідомлення."),), kept=True))
    assert labels(message) == [["Меню"], ["Екстрені номери"]]


def test_where_a_number_is_asked_for_the_phone_can_send_it() -> None:
    (message,) = shown(screen("Пропустити", expects="phone"))
    actions = [one["ActionType"] for one in message["keyboard"]["Buttons"]]
    assert actions.count("share-phone") == 1
    assert message["min_api_version"] == 3


def test_a_press_is_silent_and_says_nothing_but_ids() -> None:
    (message,) = shown(screen("Мені загрожують", protect=True))
    (first, *_) = message["keyboard"]["Buttons"]
    assert first["Silent"] is True
    assert first["ActionBody"] == "#12:o0"


def test_phones_links_and_lists_are_plain_text() -> None:
    blocks = (
        Block("title", "Куди"),
        Block("list", items=("Перше", "Друге")),
        Block("phones", phones=(Phone("102", "поліція", "цілодобово"),)),
        Block("link", "Сайт:", url="https://example.org/x"),
        Block("problem", "Оберіть зі списку"),
    )
    (message,) = shown(Shown("uk", blocks, progress="Крок 1 з 5", screen="1"))
    assert message["text"] == (
        "Крок 1 з 5\n\nℹ️ Оберіть зі списку\n\nКуди\n\n• Перше\n• Друге\n\n102 — поліція\nцілодобово\n\n"
        "Сайт:\nhttps://example.org/x"
    )


def test_a_label_is_no_markup() -> None:
    (message,) = shown(screen("<b>A&B</b>"))
    assert message["keyboard"]["Buttons"][0]["Text"] == "&lt;b&gt;A&amp;B&lt;/b&gt;"


@pytest.mark.parametrize(
    "one",
    [
        Shown("uk", ()),
        screen(" "),
        screen(buttons=(Button("x" * 100, "Так"),)),
        screen(*("Ї" * 90 for _ in range(100))),
    ],
)
def test_what_cannot_be_shown_is_told(one: Shown) -> None:
    with pytest.raises(UnrenderableError):
        render(one, WORDS, None)


def test_the_welcome_carries_on_what_the_link_carried() -> None:
    (start, *_) = welcome(WORDS, "inv_x")["keyboard"]["Buttons"]
    assert start["ActionBody"] == "/start inv_x"


LABEL = st.text("абвгдеєжзиіїйклмнопрстуфхцчшщьюя ’-", min_size=1, max_size=120).filter(str.strip)


@given(
    st.lists(LABEL, max_size=24),
    st.text(max_size=9000).filter(lambda text: any(letter > " " for letter in text)),
    st.booleans(),
)
def test_whatever_the_screen_every_limit_is_kept_and_no_label_is_cut(
    names: list[str], text: str, ticked: bool
) -> None:
    buttons = tuple(Button(f"o{n}", one, ticked=ticked or None) for n, one in enumerate(names))
    try:
        messages = shown(screen(text=text, buttons=buttons))
    except UnrenderableError:
        return
    for row in rows(messages[-1]["keyboard"]["Buttons"]):
        for one in row:
            lines = _lines(unescape(one["Text"]), LINE[one["Columns"]])
            assert lines <= one["Rows"]


def _lines(label: str, width: int) -> int:
    lines = [""]
    for word in label.split(" "):
        assert len(word) <= width
        if lines[-1] and len(lines[-1]) + 1 + len(word) > width:
            lines.append(word)
        else:
            lines[-1] = f"{lines[-1]} {word}".strip()
    return len(lines)


def _standing() -> Message:
    return render(screen("Так", "Ні"), WORDS, None)[1]
