"""Words are known however they are spelled; what nobody knows is mended by few letters, or left."""

from __future__ import annotations

import tomllib
from pathlib import Path

import pytest

from bot.regions import load
from bot.search import spelling
from bot.search.places import distance, same_place
from bot.search.query import Token, Vocabulary, keys_of, read
from bot.search.topics import instead, thesaurus, topics_of
from flows.directory.words import SITUATIONS
from flows.policy.bodies import BODIES
from flows.rules.needs import NEEDS


@pytest.fixture
def vocabulary() -> Vocabulary:
    known = Vocabulary()
    for word in ("паспорт", "садочок", "житло", "виплата", "переселенець", "хочу", "робота", "м'ята"):
        known.add(keys_of(word))
    return known


def meant(said: str, vocabulary: Vocabulary) -> set[str]:
    return {key for token in read(said, vocabulary) for key in token.keys if not token.plain}


@pytest.mark.parametrize(
    ("said", "word"),
    [
        ("паспорта", "паспорт"),
        ("ПАСПОРТОМ", "паспорт"),
        ("пасппорт", "паспорт"),
        ("паспорт!!!", "паспорт"),
        ("pasport", "паспорт"),
        ("gfcgjhn", "паспорт"),
        ("садочком", "садочок"),
        ("sadochok", "садочок"),
        ("жытло", "житло"),
        ("житлом", "житло"),
        ("zhytlo", "житло"),
        (";bnkj", "житло"),
        ("выплаты", "виплата"),
        ("переселенца", "переселенець"),
        ("роботу", "робота"),
        ("hj,jnf", "робота"),
        ("м’ята", "м'ята"),
        ("мʼята", "м'ята"),
        ("мята", "м'ята"),
    ],
)
def test_a_word_is_known_however_it_is_spelled(said: str, word: str, vocabulary: Vocabulary) -> None:
    assert meant(said, vocabulary) & set(keys_of(word))


@pytest.mark.parametrize("said", ["рис", "кіт", "трава", "ыыы", "qqq", "...", "", "12345678", "тарілка"])
def test_what_is_no_word_of_ours_is_left(said: str, vocabulary: Vocabulary) -> None:
    assert not meant(said, vocabulary)


def test_a_mended_word_counts_less_than_a_whole_one(vocabulary: Vocabulary) -> None:
    (whole,), (mended,) = read("паспорт", vocabulary), read("пасрпот", vocabulary)
    assert max(whole.keys.values()) == 1.0
    assert 0 < max(mended.keys.values(), default=0) < 1.0


def test_small_words_say_nothing_and_denials_are_kept_for_phrases(vocabulary: Vocabulary) -> None:
    assert read("і", vocabulary)[0].plain
    assert read("немає", vocabulary) == [Token("немає", {"нема": 1.0}, plain=True)]
    assert read("нет", vocabulary)[0].keys == {"нема": 1.0}


def test_a_very_long_letter_is_read_in_part(vocabulary: Vocabulary) -> None:
    assert len(read("паспорт " * 10_000, vocabulary)) <= 60


@pytest.mark.parametrize(("one", "other"), [("сім'ю", "симю"), ("ванна", "вана"), ("об’єкт", "обект")])
def test_marks_and_doubled_letters_do_not_count(one: str, other: str) -> None:
    assert spelling.bare(spelling.lowered(one)) == spelling.bare(other)


def test_the_thesaurus_leads_to_what_there_is() -> None:
    known = {
        "need": set(NEEDS),
        "situation": set(SITUATIONS),
        "body": set(BODIES),
        "article": set(load().articles.by_id),
        "hotlines": {"hotlines"},
    }
    assert set(thesaurus()) == set(known)
    for kind, ids in thesaurus().items():
        assert set(ids) <= known[kind]
        for words in ids.values():
            assert len(set(words)) == len(words)
    assert set(thesaurus()["article"]) == known["article"]
    assert set(instead()) <= known["body"]
    assert {id_ for kind, id_ in instead().values() if kind == "article"} <= known["article"]


def test_the_thesaurus_holds_no_mistakes_of_the_questions() -> None:
    folder = Path(__file__).parent
    said = " ".join((folder / "queries_open.toml").read_text("utf-8").lower().split("\n"))
    odd = {
        "пасаббя",
        "дакументи",
        "шклу",
        "садік",
        "лики",
        "еоселя",
        "депресия",
        "псіхолога",
        "фопп",
        "життьо",
    }
    assert odd & set(spelling.words(said))
    words = {
        one
        for ids in thesaurus().values()
        for every in ids.values()
        for text in every
        for one in text.split()
    }
    assert not odd & words


def test_the_table_of_topics_is_made_once() -> None:
    articles = load().articles
    assert topics_of(articles) is topics_of(articles)


def test_places_are_compared_by_name_and_distance() -> None:
    assert same_place("Ізмаїл", "Ізмаїльська міська громада")
    assert same_place("м. Одеса", "Одеса")
    assert not same_place("Болград", "Білгород-Дністровський")
    assert not same_place("", "Одеса")
    assert not same_place("громада", "Одеса")
    assert 440 < distance((50.45, 30.52), (46.48, 30.73)) < 445
    assert distance((46.48, 30.73), (46.48, 30.73)) == 0


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Нова Одеса", "Нова Каховка"),
        ("Одеса", "Нова Одеса"),
        ("Одеса", "Новоодеська міська громада"),
        ("Велика Балка", "Велика Долина"),
        ("Біла Церква", "Біла Криниця"),
        ("Біла Церква", "Білокриницька сільська громада"),
        ("Чорноморськ", "Чорноморське"),
        ("в Чорноморську", "Чорноморське"),
        ("Білгород-Дністровський", "Дністровське"),
        ("Білгород-Дністровська міська громада", "Дністровське"),
        ("Велика Балка", "Балка"),
        ("Стара Кривуша", "Стара Некрасівка"),
    ],
)
def test_two_communities_whose_names_share_a_word_are_two(one: str, other: str) -> None:
    assert not same_place(one, other)
    assert not same_place(other, one)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Нова Одеса", "Новоодеська міська громада"),
        ("Нова Одеса", "нової одеси"),
        ("Велика Михайлівка", "Великомихайлівська селищна громада"),
        ("Біла Церква", "Білоцерківська міська територіальна громада"),
        ("Кривий Ріг", "Криворізька громада"),
        ("Чорноморськ", "Чорноморська міська громада"),
        ("Чорноморське", "Чорноморська селищна громада"),
        ("Білгород-Дністровський", "Білгород-Дністровська міська громада"),
        ("Білгород Дністровський", "м. Білгород-Дністровський"),
        ("Кам'янське", "Камянська громада"),
        ("Івано-Франківськ", "Івано-Франківська міська"),
        ("Одеса, Київський район", "Одеська міська громада"),
        ("Одеса Одеська область", "м. Одеса"),
        ("Подільськ", "в Подільську"),
        ("с. Маяки", "Маяківська сільська громада"),
        ("смт Авангард", "Авангардівська селищна громада"),
        ("Кілія", "Кілійська громада"),
    ],
)
def test_a_community_is_known_by_its_town_and_by_its_adjective(one: str, other: str) -> None:
    assert same_place(one, other)
    assert same_place(other, one)


def test_the_halves_of_the_set_are_as_they_were_agreed() -> None:
    for half in ("open", "frozen"):
        raw = tomllib.loads((Path(__file__).parent / f"queries_{half}.toml").read_text("utf-8"))
        assert len(raw["query"]) == 100
        assert all(one["says"] and one["wants"] for one in raw["query"])
