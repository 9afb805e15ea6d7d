from __future__ import annotations

from collections import Counter
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.i18n import Translator
from flows.engine.run import resume, showing, start
from flows.engine.said import Pressed
from flows.engine.understand import understood
from handlers.shown import Attachment, Block, Button, Phone, Shown
from handlers.telegram.render import Key, UnrenderableError, render
from tests.engine.sample import book
from tests.fakes.bot_api_text import marked

BOOK = book()
FACTS = {"towns": 12}
FILE = Attachment("form.pdf", "application/pdf", b"%PDF")


def shown(*blocks: Block, **more: Any) -> Shown:
    return Shown(language="uk", blocks=blocks, **more)


def text(*blocks: Block, **more: Any) -> str:
    (part,) = render(shown(*blocks, **more))
    return part.html


def test_a_whole_screen_reads_as_it_should() -> None:
    screen = shown(
        Block("title", "Де Ви зараз?"),
        Block("text", "Оберіть <місто> & село."),
        Block("list", items=("перше", "друге\nз нового рядка", " ")),
        Block("phones", phones=(Phone("102", "поліція"), Phone("15-47", "урядова лінія", "цілодобово"))),
        Block("copy", "КЛ-7<2"),
        Block("link", "На <мапі>", url='https://example.org/?a=1&b="2"'),
        Block("note", "Дрібним"),
        Block("problem", "Не вдалося прочитати номер."),
        progress="Крок 2 з 5",
        hint="Можна написати словами",
    )
    (part,) = render(screen)
    assert part.html == (
        "Крок 2 з 5\n\n"
        "ℹ️ Не вдалося прочитати номер.\n\n"
        "<b>Де Ви зараз?</b>\n\n"
        "Оберіть &lt;місто&gt; &amp; село.\n\n"
        "• перше\n• друге\nз нового рядка\n\n"
        "<code>102</code> — поліція\n<code>15-47</code> — урядова лінія\n<i>цілодобово</i>\n\n"
        "<code>КЛ-7&lt;2</code>\n\n"
        '<a href="https://example.org/?a=1&amp;b=&quot;2&quot;">На &lt;мапі&gt;</a>\n\n'
        "<i>Дрібним</i>\n\n"
        "<i>Можна написати словами</i>"
    )


@pytest.mark.parametrize("hostile", ["<b>", "</code>", "a & b", "&lt;", '"', "<a href='tg://user'>x</a>"])
def test_words_are_never_markup(hostile: str) -> None:
    html = text(
        Block("title", hostile),
        Block("text", hostile),
        Block("list", items=(hostile,)),
        Block("phones", phones=(Phone(hostile, hostile, hostile),)),
        Block("copy", hostile),
    )
    lines = [hostile, "", hostile, "", f"• {hostile}", "", f"{hostile} — {hostile}", hostile, "", hostile]
    assert marked(html, "HTML").text == "\n".join(lines)


def test_empty_blocks_leave_no_gap() -> None:
    html = text(
        Block("title", "А"), Block("text", "  \n "), Block("list"), Block("phones"), Block("text", "Б")
    )
    assert html == "<b>А</b>\n\nБ"


def test_buttons_go_back_with_their_screen() -> None:
    (part,) = render(
        shown(
            Block("text", "?"),
            buttons=(
                Button("yes", "Так", "primary"),
                Button("no", "Ні"),
                Button("long", "Ще не знаю, що обрати"),
            ),
            controls=(
                Button("@back", "Назад"),
                Button("@menu", "Меню"),
                Button("@danger", "Екстрені номери", "danger"),
            ),
            screen="12",
        )
    )
    assert part.keyboard == (
        (Key("Так", "12:yes", style="primary"), Key("Ні", "12:no")),
        (Key("Ще не знаю, що обрати", "12:long"),),
        (Key("Назад", "12:@back"), Key("Меню", "12:@menu")),
        (Key("Екстрені номери", "12:@danger", style="danger"),),
    )


@pytest.mark.parametrize(("length", "rows"), [(18, 1), (19, 2)])
def test_two_labels_share_a_row_up_to_eighteen_characters_each(length: int, rows: int) -> None:
    buttons = (Button("a", "ї" * 18), Button("b", "ї" * length))
    (part,) = render(shown(Block("text", "?"), buttons=buttons))
    assert len(part.keyboard) == rows


LONG = "Вам рахують «штрафи» чи борги або змушують їх відпрацьовувати"


def ticks(*labels: str) -> tuple[Button, ...]:
    return tuple(Button(f"+{at}", label, ticked=False) for at, label in enumerate(labels))


def labels(screen: Shown) -> list[list[str]]:
    return [[key.label for key in row] for row in render(screen)[-1].keyboard]


@pytest.mark.parametrize(("length", "said"), [(34, "ї" * 34), (35, "1")])
def test_a_label_is_on_its_button_as_long_as_a_row_shows_it_whole(length: int, said: str) -> None:
    screen = shown(Block("text", "?"), buttons=(Button("a", "ї" * length),))
    assert labels(screen) == [[said]]
    (part,) = render(screen)
    assert part.html == ("?" if said != "1" else f"?\n\n1. {'ї' * 35}")


@pytest.mark.parametrize(("length", "said"), [(32, "☐ " + "ї" * 32), (33, "☐ 1")])
def test_a_tick_takes_its_place_on_the_button_too(length: int, said: str) -> None:
    assert labels(shown(Block("text", "?"), buttons=ticks("ї" * length))) == [[said]]


def test_a_long_tick_list_stands_whole_in_the_text_and_by_number_on_the_buttons() -> None:
    (part,) = render(
        shown(
            Block("title", "Що з цього є?"),
            Block("problem", "Оберіть кнопку."),
            buttons=(
                Button("+e3", LONG, ticked=False),
                Button("-e4", "Вам <не> платять", ticked=True),
                Button("@done", "Далі", "primary"),
                Button("@skip", "Пропустити"),
            ),
            controls=(Button("@back", "Назад"),),
            screen="7",
            hint="Можна словами",
        )
    )
    assert part.html == (
        "ℹ️ Оберіть кнопку.\n\n"
        "<b>Що з цього є?</b>\n\n"
        f"☐ 1. {LONG}\n☑ 2. Вам &lt;не&gt; платять\n\n"
        "<i>Можна словами</i>"
    )
    assert part.keyboard == (
        (Key("☐ 1", "7:+e3"), Key("☑ 2", "7:-e4")),
        (Key("Далі", "7:@done", style="primary"), Key("Пропустити", "7:@skip")),
        (Key("Назад", "7:@back"),),
    )


def test_short_choices_among_long_ones_are_numbered_and_short_ones_at_the_end_stay_words() -> None:
    choices = ("Так, є", LONG, "Таких дорослих поруч немає", "Пропустити")
    screen = shown(
        Block("text", "?"), buttons=tuple(Button(str(at), label) for at, label in enumerate(choices))
    )
    assert labels(screen) == [["1", "2", "3"], ["Пропустити"]]
    assert render(screen)[0].html == f"?\n\n1. Так, є\n2. {LONG}\n3. Таких дорослих поруч немає"


def test_a_screen_whose_labels_are_all_short_is_not_numbered() -> None:
    screen = shown(Block("text", "?"), buttons=ticks("житло", "робота"))
    assert labels(screen) == [["☐ житло", "☐ робота"]]
    assert render(screen)[0].html == "?"


@pytest.mark.parametrize(("count", "rows"), [(1, [1]), (5, [5]), (6, [3, 3]), (8, [4, 4]), (11, [4, 4, 3])])
def test_numbers_stand_several_in_a_row_as_evenly_as_can_be(count: int, rows: list[int]) -> None:
    keyboard = labels(shown(Block("text", "?"), buttons=ticks(*[LONG] * count)))
    assert [len(row) for row in keyboard] == rows
    assert [one for row in keyboard for one in row] == [f"☐ {at + 1}" for at in range(count)]


def test_the_number_on_a_button_is_the_one_that_may_be_typed_on_every_page() -> None:
    session = start(BOOK, "menu", FACTS).session
    for choice in ("towns", "@more"):
        session = resume(BOOK, session, Pressed(choice, str(session.visit)), FACTS).session
    say = showing(BOOK, session, FACTS)
    assert say is not None
    screen = Translator(("uk",)).shown("uk", say)
    screen = replace(
        screen,
        buttons=tuple(
            replace(one, label=f"{one.label} {LONG}") if one.id[0] != "@" else one for one in screen.buttons
        ),
    )
    offered = [(one.id, one.label) for one in (*screen.buttons, *screen.controls)]
    keys = [key for row in render(screen)[0].keyboard for key in row]
    numbers = [key for key in keys if key.label.isdecimal()]
    assert [key.label for key in numbers] == ["1", "2", "3", "4"]
    assert [key.label for key in keys[4:]][:1] == ["Попередні"]
    for key in numbers:
        assert key.press == f"{screen.screen}:{understood(key.label, offered, numbers=True)}"


@pytest.mark.parametrize(
    ("language", "more", "signs"),
    [
        ("uk", {"kept": True}, ["А", "Б"]),
        ("en", {"kept": True}, ["A", "B"]),
        ("uk", {"expects": "community"}, ["А", "Б"]),
    ],
)
def test_where_a_typed_number_is_no_press_long_choices_are_lettered(
    language: str, more: dict[str, Any], signs: list[str]
) -> None:
    screen = Shown(language, (Block("text", "?"),), (Button("!1.a", LONG), Button("!1.b", LONG)), **more)
    assert labels(screen) == [signs]
    assert render(screen)[0].html == "?\n\n" + "\n".join(f"{sign}. {LONG}" for sign in signs)


def test_a_numbered_list_that_does_not_fit_goes_on_the_page_with_the_buttons() -> None:
    first = "а" * 4000
    pages = render(shown(Block("text", first), buttons=ticks(LONG, LONG)))
    assert [page.html for page in pages] == [first, f"☐ 1. {LONG}\n☐ 2. {LONG}"]
    assert [bool(page.keyboard) for page in pages] == [False, True]


def test_a_caption_counts_the_numbered_list() -> None:
    parts = render(shown(Block("text", "ї" * 1000), attachment=FILE, buttons=ticks(LONG)))
    assert [(bool(part.html), part.document, bool(part.keyboard)) for part in parts] == [
        (False, FILE, False),
        (True, None, True),
    ]


def test_ticked_options_show_their_tick() -> None:
    ticks = (
        Button("-a", "житло", ticked=True),
        Button("+b", "робота", ticked=False),
        Button("@done", "Далі"),
    )
    (part,) = render(shown(Block("text", "?"), buttons=ticks, screen="3"))
    assert [key.label for row in part.keyboard for key in row] == ["☑ житло", "☐ робота", "Далі"]


@pytest.mark.parametrize(
    ("code", "keys"),
    [
        ("КЛ-7Р2", [Key("⧉ КЛ-7Р2", copy="КЛ-7Р2")]),
        ("ї" * 256, [Key("⧉ " + "ї" * 31 + "…", copy="ї" * 256)]),
        ("ї" * 257, []),
    ],
)
def test_what_can_be_copied_has_a_button_of_its_own_up_to_telegrams_limit(code: str, keys: list[Key]) -> None:
    (part,) = render(shown(Block("copy", code), buttons=(Button("ok", "Далі"),)))
    assert [key for row in part.keyboard[:-1] for key in row] == keys
    assert part.keyboard[-1] == (Key("Далі", ":ok"),)


@pytest.mark.parametrize(("length", "parts"), [(4096, 1), (4097, 2)])
def test_the_limit_counts_characters_not_bytes_and_not_markup(length: int, parts: int) -> None:
    pages = render(shown(Block("title", "ї" * length)))
    assert [len(marked(page.html, "HTML").text) for page in pages] == [4096, 1][:parts]


def test_a_long_screen_breaks_between_its_blocks_and_keeps_the_keyboard_last() -> None:
    first, second = "а" * 3000, "б" * 2000
    pages = render(shown(Block("text", first), Block("text", second), buttons=(Button("ok", "Далі"),)))
    assert [page.html for page in pages] == [first, second]
    assert [bool(page.keyboard) for page in pages] == [False, True]


def test_a_block_longer_than_a_message_breaks_between_words() -> None:
    words = " ".join(["слово"] * 1500)
    pages = [marked(page.html, "HTML") for page in render(shown(Block("note", words)))]
    assert " ".join(page.text for page in pages) == words
    assert all(page.entities == (("italic", 0, len(page.text)),) for page in pages)


def test_a_long_list_breaks_between_its_items() -> None:
    items = tuple(f"{number} " + "ї" * 90 for number in range(100))
    pages = render(shown(Block("title", "Список"), Block("list", items=items)))
    lines = [line for page in pages for line in page.html.split("\n")]
    assert lines == ["<b>Список</b>", *(f"• {item}" for item in items)]


@pytest.mark.parametrize(("length", "captions"), [(1024, ["ї" * 1024]), (1025, ["", "ї" * 1025])])
def test_a_file_takes_the_words_as_its_caption_where_they_fit(length: int, captions: list[str]) -> None:
    parts = render(shown(Block("text", "ї" * length), attachment=FILE, buttons=(Button("ok", "Далі"),)))
    assert [part.html for part in parts] == captions
    assert [part.document for part in parts] == [FILE, None][: len(captions)]
    assert [bool(part.keyboard) for part in parts] == [False] * (len(captions) - 1) + [True]


def test_a_file_needs_no_words() -> None:
    (part,) = render(shown(attachment=FILE))
    assert (part.html, part.document) == ("", FILE)


@pytest.mark.parametrize(("choice", "fits"), [("ї" * 30 + "x", True), ("ї" * 31, False)])
def test_a_press_is_counted_in_bytes(choice: str, fits: bool) -> None:
    screen = shown(Block("text", "?"), buttons=(Button(choice, "Так"),), screen="12")  # "12:" takes three
    if fits:
        assert len(render(screen)[0].keyboard[0][0].press or "") <= 64
    else:
        with pytest.raises(UnrenderableError):
            render(screen)


@pytest.mark.parametrize(
    "screen",
    [
        shown(),
        shown(Block("text", " \n")),
        shown(Block("text", "?"), buttons=(Button("a", " "),)),
        shown(Block("text", "?"), buttons=tuple(Button(str(one), "Так") for one in range(101))),
        shown(Block("text", "?"), buttons=(Button("a", " "), Button("b", "таємниця" * 5))),
        shown(Block("phones", phones=(Phone("102", "таємниця" * 600),))),
    ],
)
def test_what_telegram_would_refuse_is_refused_here_without_quoting_it(screen: Shown) -> None:
    with pytest.raises(UnrenderableError) as caught:
        render(screen)
    assert "таємниця" not in str(caught.value)


LETTERS = "аїє<>&;'\"/b🙂"
UNSEEN = str.maketrans("", "", " \n")
words = st.text(alphabet=LETTERS + " \n", max_size=60).map(lambda piece: piece * 40)
blocks = st.one_of(
    st.builds(Block, st.sampled_from(("title", "text", "note", "copy", "problem")), words),
    st.builds(lambda items: Block("list", items=tuple(items)), st.lists(words, max_size=4)),
    st.builds(
        lambda phones: Block("phones", phones=tuple(phones)),
        st.lists(st.builds(Phone, st.just("102"), st.text(LETTERS, max_size=50)), max_size=4),
    ),
)


@given(st.lists(st.text(LETTERS, min_size=1, max_size=60), max_size=12), st.booleans())
def test_every_choice_is_said_whole_once_and_goes_back_unchanged(said: list[str], tick: bool) -> None:
    buttons = tuple(
        Button(str(at), label, ticked=bool(at % 2) if tick else None) for at, label in enumerate(said)
    )
    parts = render(shown(Block("text", "?"), buttons=buttons, screen="3"))
    keys = [key for row in parts[-1].keyboard for key in row]
    assert [key.press for key in keys] == [f"3:{at}" for at in range(len(said))]
    assert all(len(key.label) <= 34 for key in keys)
    read = "\n".join(marked(part.html, "HTML").text for part in parts).split("\n")
    for key, label in zip(keys, said, strict=True):
        where = (
            key.label
            if key.label.endswith(label)
            else next(line for line in read if line.startswith(f"{key.label}. "))
        )
        assert where.endswith(label)


@given(st.lists(blocks, max_size=5), st.booleans())
def test_whatever_is_shown_telegram_takes_every_part_and_no_letter_is_lost(
    made: list[Block], file: bool
) -> None:
    screen = replace(shown(*made, Block("text", "кінець")), attachment=FILE if file else None)
    parts = render(screen)
    read = [marked(part.html, "HTML").text for part in parts]
    for part, one in zip(parts, read, strict=True):
        assert len(one) <= (4096 if part.document is None else 1024)
        assert one or part.document is not None
    said = "".join(
        block.text + "".join(block.items) + "".join(phone.name for phone in block.phones) for block in made
    )
    assert Counter(one for one in "".join(read) if one in LETTERS) == Counter(said.translate(UNSEEN))
