"""Words reach the reader in her language, and a missing or stale translation is told before she meets it."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.i18n import Translator, catalog_path, catalogs, collect, found, problems, write_catalogs
from flows.engine.message import M, moment, phone
from flows.engine.turn import Block, Button, Say
from handlers.shown import Phone

HELLO = '# a person wrote this\nmsgid "a.hello"\nmsgstr "Good day, {name}!"\n'

SOURCES = {
    "flows": """
HELLO = M("a.hello", "Добрий день, {name}!", name="answers.name")
BYE = message.M("a.bye", "До зустрічі")
""",
    "handlers": """
id_ = "a.made"
M(id_, "не з коду")
M("a.also_made", words)
""",
    "bot": """
LONG = M(
    "b.long",
    "По-перше, це досить довгий текст, який перекладачка побачить у коментарі "
    "до свого рядка, і він не вміщається в один рядок, бо довший за сімдесят шість знаків.",
)
""",
}


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """A small program: two messages in flows, one in bot."""
    for ring, source in SOURCES.items():
        (tmp_path / ring).mkdir()
        (tmp_path / ring / "words.py").write_text(source, "utf-8")
    return tmp_path


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "locales"


def english(folder: Path, *entries: str) -> None:
    path = catalog_path(folder, "en")
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(
        'msgid ""\nmsgstr "Content-Type: text/plain; charset=utf-8\\n"\n\n' + "\n".join(entries), "utf-8"
    )


def translate(folder: Path, id_: str, words: str) -> None:
    path = catalog_path(folder, "en")
    text = path.read_text("utf-8")
    at = text.index('msgstr "', text.index(f'msgid "{id_}"'))
    path.write_text(text[:at] + f'msgstr "{words}"' + text[text.index("\n", at) :], "utf-8")


# showing -----------------------------------------------------------------------------------------------


def test_a_message_is_shown_in_the_readers_language_and_else_in_ukrainian(folder: Path) -> None:
    english(folder, HELLO)
    words = Translator(["uk", "en"], folder=folder)
    hello = M("a.hello", "Добрий день, {name}!").json(name="Олено")
    assert words.text("en", hello) == "Good day, Олено!"
    assert words.text("uk", hello) == "Добрий день, Олено!"
    assert words.text("en", M("a.bye", "До зустрічі")) == "До зустрічі"
    assert words.text("de", hello) == "Добрий день, Олено!"


def test_an_empty_translation_is_no_translation(folder: Path) -> None:
    english(folder, 'msgid "a.bye"\nmsgstr ""\n')
    assert Translator(["uk", "en"], folder=folder).text("en", M("a.bye", "До зустрічі")) == "До зустрічі"


def test_an_older_order_is_shown_as_it_was_and_not_as_todays_words_are_translated(folder: Path) -> None:
    for language, words in (("uk", "Справу закривають сьогодні."), ("en", "Cases close today.")):
        path = catalog_path(folder, language)
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(f'msgid "region.x.closing"\nmsgstr "{words}"\n', "utf-8")
    told = Translator(("uk", "en"), folder=folder)
    assert (
        told.text("en", M("region.x.closing", "Справу закривають сьогодні.").json()) == "Cases close today."
    )
    assert told.text("en", M("region.x.closing", "Справу закривали.").json()) == "Справу закривали."


def test_texts_inside_texts_are_translated_too(folder: Path) -> None:
    english(folder, HELLO, 'msgid "a.jobs"\nmsgstr "work"\n')
    words = Translator(["uk", "en"], folder=folder)
    needs = [M("a.jobs", "робота").json(), "житло", 3]
    text = M("a.needs", "Потрібно: {needs}").json(needs=needs)
    assert words.text("uk", text) == "Потрібно: робота, житло, 3"
    assert words.text("en", text) == "Потрібно: work, житло, 3"


def test_what_people_wrote_is_never_read_as_a_format(folder: Path) -> None:
    words = Translator(["uk"], folder=folder)
    text = M("a.x", "{said} {said.__class__} {0} {other} {").json(said="{other} %s {said}", other="інше")
    assert words.text("uk", text) == "{other} %s {said} {said.__class__} {0} інше {"


def test_unknown_names_stay_so_that_a_fault_is_seen(folder: Path) -> None:
    words = Translator(["uk"], folder=folder)
    assert words.text("uk", M("a.code", "Код: {code}").json()) == "Код: {code}"
    assert words.text("uk", M("a.code", "Код: {code}").json(code=None)) == "Код: "


@pytest.mark.parametrize(
    ("iso", "uk", "en"),
    [
        ("2026-11-25T12:30:00+00:00", "25 листопада, 14:30", "25 November, 14:30"),
        ("2026-11-25T12:30:00Z", "25 листопада, 14:30", "25 November, 14:30"),
        ("2026-11-25T12:30:00", "25 листопада, 14:30", "25 November, 14:30"),
        ("2026-10-24T22:30:00+00:00", "25 жовтня, 01:30", "25 October, 01:30"),
        ("2026-10-25T01:30:00+00:00", "25 жовтня, 03:30", "25 October, 03:30"),
        ("2026-03-29T01:00:00+00:00", "29 березня, 04:00", "29 March, 04:00"),
        ("2026-11-25", "25 листопада 2026", "25 November 2026"),
        ("2026-11", "листопад 2026", "November 2026"),
    ],
)
def test_moments_are_shown_in_kyiv_wall_time(folder: Path, iso: str, uk: str, en: str) -> None:
    words = Translator(["uk", "en"], folder=folder)
    assert words.text("uk", moment(iso)) == uk
    assert words.text("en", moment(iso)) == en


def test_a_phone_number_is_shown_in_groups(folder: Path) -> None:
    words = Translator(["uk", "en"], folder=folder)
    said = M("a.call", "Номер: {number}").json(number=phone("+380671234567"))
    assert words.text("uk", said) == "Номер: +380 67 123 45 67"
    lines = [{"number": "+380671234567", "name": "Зразок"}, {"number": "15-47", "name": "Лінія"}]
    shown = words.shown("en", Say((Block("copy", phone("+380671234567")), Block("phones", lines))))
    assert shown.blocks[0].text == "+380 67 123 45 67"
    assert [one.number for one in shown.blocks[1].phones] == ["+380 67 123 45 67", "15-47"]


def test_another_time_zone_can_be_set(folder: Path) -> None:
    words = Translator(["uk"], zone="Europe/Warsaw", folder=folder)
    assert words.text("uk", moment("2026-11-25T12:30:00+00:00")) == "25 листопада, 13:30"


def test_what_is_no_text_is_refused_without_quoting_it(folder: Path) -> None:
    with pytest.raises(TypeError) as told:
        Translator(["uk"], folder=folder).text("uk", {"phone": "+380671234567"})
    assert "380" not in str(told.value)


@pytest.mark.parametrize(
    ("wanted", "chosen"),
    [("en-GB", "en"), ("EN", "en"), ("uk", "uk"), ("pl", "uk"), (None, "uk"), ("", "uk")],
)
def test_a_device_language_chooses_the_nearest_we_speak(
    folder: Path, wanted: str | None, chosen: str
) -> None:
    assert Translator(["uk", "en"], folder=folder).chosen(wanted) == chosen


def test_a_screen_is_translated_whole(folder: Path) -> None:
    english(
        folder,
        HELLO,
        'msgid "engine.progress"\nmsgstr "Step {n} of {of}"\n',
        'msgid "hint.phone"\nmsgstr "Type a phone number"\n',
    )
    say = Say(
        blocks=(
            Block("title", M("a.hello", "Добрий день, {name}!").json(name="Олено")),
            Block("list", ["а", M("a.hello", "…").json(name="б")]),
            Block(
                "phones",
                [
                    {"number": "102", "name": M("a.police", "поліція").json()},
                    {"number": "15-47", "name": "x", "hours": "цілодобово"},
                ],
            ),
            Block("copy", "К7М-4Р2"),
        ),
        buttons=(Button("+a", M("a.hello", "…").json(name="в"), "danger", True),),
        controls=(Button("@menu", "Меню"),),
        screen="7",
        anew=True,
        protect=True,
        expects="phone",
        progress=(2, 5),
    )
    shown = Translator(["uk", "en"], folder=folder).shown("en", say)
    assert [block.text for block in shown.blocks] == ["Good day, Олено!", "", "", "К7М-4Р2"]
    assert [block.kind for block in shown.blocks] == ["title", "list", "phones", "copy"]
    assert shown.blocks[1].items == ("а", "Good day, б!")
    assert shown.blocks[2].phones == (Phone("102", "поліція"), Phone("15-47", "x", "цілодобово"))
    assert (shown.buttons[0].id, shown.buttons[0].label, shown.buttons[0].style, shown.buttons[0].ticked) == (
        "+a",
        "Good day, в!",
        "danger",
        True,
    )
    assert shown.controls[0].label == "Меню"
    assert (shown.language, shown.screen, shown.kept, shown.anew, shown.protect) == (
        "en",
        "7",
        False,
        True,
        True,
    )
    assert (shown.expects, shown.hint, shown.progress) == ("phone", "Type a phone number", "Step 2 of 5")
    assert type(shown).from_json(shown.to_json()) == shown


def test_a_screen_that_expects_no_text_gives_no_hint(folder: Path) -> None:
    words = Translator(["uk"], folder=folder)
    assert words.shown("uk", Say(())).hint == ""
    assert words.shown("uk", Say(())).progress == ""
    assert words.shown("uk", Say((), expects="a kind of its own")).hint == "Напишіть відповідь"


# catalogs ----------------------------------------------------------------------------------------------


def test_messages_are_found_in_all_three_rings_and_in_data(root: Path) -> None:
    messages = collect(root, extra=[M("region.x", "Область")])
    assert list(messages) == ["a.bye", "a.hello", "b.long", "region.x"]
    assert messages["a.hello"].text == "Добрий день, {name}!"
    assert [one.place for one in found(root)] == ["flows/words.py:2", "flows/words.py:3", "bot/words.py:2"]


def test_the_programs_own_messages_are_found() -> None:
    assert collect()["engine.progress"].text == "Крок {n} з {of}"
    assert collect()["engine.back"].text == "Назад"


def test_a_fresh_catalog_waits_for_its_translations_and_ukrainian_is_complete(
    root: Path, folder: Path
) -> None:
    assert problems(["uk", "en"], root, folder) == ["uk: no catalog", "en: no catalog"]
    assert write_catalogs(["uk", "en"], root, folder) == [catalog_path(folder, one) for one in ("uk", "en")]
    assert problems(["uk"], root, folder) == []
    assert problems(["en"], root, folder) == [
        f"en: {one} has no translation" for one in ("a.bye", "a.hello", "b.long")
    ]
    assert '#. Добрий день, {name}!\n#: flows/words.py\nmsgid "a.hello"' in catalog_path(
        folder, "en"
    ).read_text("utf-8")


def test_the_languages_that_have_a_catalog_are_known_the_source_first(root: Path, folder: Path) -> None:
    assert catalogs(folder) == []
    write_catalogs(["pl", "en", "uk"], root, folder)
    assert catalogs(folder) == ["uk", "en", "pl"]
    assert catalogs() == ["uk", "en"]


def test_writing_again_changes_nothing(root: Path, folder: Path) -> None:
    write_catalogs(["uk", "en"], root, folder)
    translate(folder, "b.long", "Firstly")
    before = catalog_path(folder, "en").read_bytes()
    assert write_catalogs(["uk", "en"], root, folder) == []
    assert catalog_path(folder, "en").read_bytes() == before


def test_translations_stay_and_are_used(root: Path, folder: Path) -> None:
    write_catalogs(["uk", "en"], root, folder)
    for id_, words in {"a.bye": "Bye", "a.hello": "Hello, {name}!", "b.long": "Firstly"}.items():
        translate(folder, id_, words)
    assert problems(["uk", "en"], root, folder) == []
    write_catalogs(["uk", "en"], root, folder)
    assert problems(["uk", "en"], root, folder) == []
    assert Translator(["uk", "en"], folder=folder).text("en", M("a.bye", "…")) == "Bye"


def test_a_translation_with_other_names_is_told(root: Path, folder: Path) -> None:
    write_catalogs(["en"], root, folder)
    for id_, words in {"a.bye": "Bye {name}", "a.hello": "Hello, {nom}!", "b.long": "Firstly"}.items():
        translate(folder, id_, words)
    assert problems(["en"], root, folder) == [
        "en: a.bye has other {names} than the source",
        "en: a.hello has other {names} than the source",
    ]


def test_a_changed_source_text_asks_for_another_look_at_its_translation(root: Path, folder: Path) -> None:
    write_catalogs(["uk", "en"], root, folder)
    for id_, words in {"a.bye": "Bye", "a.hello": "Hello, {name}!", "b.long": "Firstly"}.items():
        translate(folder, id_, words)
    source = root / "flows" / "words.py"
    source.write_text(source.read_text("utf-8").replace("До зустрічі", "До завтра"), "utf-8")
    told = ["uk: a.bye was translated from an older text", "en: a.bye was translated from an older text"]
    assert problems(["uk", "en"], root, folder) == told
    for _ in range(
        2
    ):  # it is still told after the catalogs were brought up to date, until somebody has looked
        write_catalogs(["uk", "en"], root, folder)
        assert problems(["uk", "en"], root, folder) == told[1:]
    path = catalog_path(folder, "en")
    path.write_text(path.read_text("utf-8").replace("#, fuzzy\n", ""), "utf-8")
    assert problems(["uk", "en"], root, folder) == []


def test_a_message_that_went_and_came_back_finds_its_translation(root: Path, folder: Path) -> None:
    extra = [M("region.x", "Область")]
    write_catalogs(["uk", "en"], root, folder, extra)
    translate(folder, "region.x", "Region")
    write_catalogs(["uk", "en"], root, folder)
    assert '#~ msgid "region.x"' in catalog_path(folder, "en").read_text("utf-8")
    write_catalogs(["uk", "en"], root, folder)
    write_catalogs(["uk", "en"], root, folder, extra)
    assert Translator(["en"], folder=folder).text("en", extra[0]) == "Region"


def test_one_id_with_two_texts_is_told(root: Path, folder: Path) -> None:
    write_catalogs(["uk"], root, folder)
    (root / "handlers" / "more.py").write_text(
        'M("a.bye", "Бувайте")\nM("a.hello", "Добрий день, {name}!")', "utf-8"
    )
    told = problems(["uk"], root, folder, [M("b.long", "Інше")])
    assert told[:2] == [
        "handlers/more.py:1: a.bye stands elsewhere with another text",
        "data: b.long stands elsewhere with another text",
    ]


def test_an_unknown_language_is_told(root: Path, folder: Path) -> None:
    assert problems(["qq"], root, folder) == ["qq: no such language"]
