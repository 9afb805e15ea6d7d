"""A lawyer reads every value of her region in words, and where it comes from; an editor, what differs."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from bot.commands import main
from bot.crypto import new_secret_key
from bot.regional.lists import PAGE
from bot.regional.pages import INDEX, in_a_line, page, pages, write
from bot.regional.rows import differences, rows
from bot.regional.words import LABELS, SECTIONS, fits, span
from bot.regions import RegionProblems, Regions, load
from flows.regions.layers import FREE, ORIGINS
from flows.regions.names import REGIONS
from flows.regions.region import Region
from tests.logged import logged

DOCS = Path(__file__).parents[2] / "docs"
OWN = sorted(id_ for id_, one in load().by_id.items() if one.own)
each = pytest.mark.parametrize("id_", [None, *OWN])


@pytest.fixture(scope="module")
def every() -> Regions:
    return load()


def idle(region: Region, key: str) -> bool:
    """Of a grade that the region's order does not name."""
    used = [grade.id for grade in region.levels.grades]
    return key.startswith("levels.grade.") and key.split(".")[2] not in used


@each
def test_every_value_stands_on_the_page_in_words_with_its_origin(every: Regions, id_: str | None) -> None:
    region = every.region(id_)
    found = rows(region)
    for key in region.values:
        if key in FREE or idle(region, key):
            continue
        shown = key.replace("more_questions", "questions")
        assert any(row.key == shown or row.key.startswith(f"{shown}.") for row in found), key
    assert {row.origin for row in found} <= set(ORIGINS)
    text = page(region, every.default)
    for row in found:
        assert f"| {row.what.replace('|', '')} |" in text
        assert f"| `{row.written}` |" in text


@each
def test_a_key_is_shown_as_the_file_has_it(every: Regions, id_: str | None) -> None:
    region = every.region(id_)
    for row in rows(region):
        if found := re.fullmatch(r'\[\[(\w+)\]\] id = "(\w+)": (\w+)(?:, № (\d+))?', row.written):
            table, name, key, place = found.groups()
            (item,) = (one for one in region.values[table] if one["id"] == name)
            assert (item[key][int(place) - 1] if place else item[key]) == row.raw
        elif found := re.fullmatch(r'onward: after = "(\w+)"', row.written):
            assert {"after": found[1], "to": row.raw} in region.values["onward"]
        elif found := re.fullmatch(r"([\w.]+), № (\d+)", row.written):
            item = region.values[found[1]][int(found[2]) - 1]
            assert row.raw in (item, item.get("text"))
        else:
            assert row.written in region.values


@each
def test_no_word_of_the_program_is_left_for_the_lawyer_to_guess(every: Regions, id_: str | None) -> None:
    for row in rows(every.region(id_)):
        assert row.what != row.key
        assert not re.search(r"[a-z]{2}", row.what + row.value), row


@each
def test_what_is_its_own_stands_first(every: Regions, id_: str | None) -> None:
    if id_ is None:
        return
    region = every.region(id_)
    own, shared = page(region, every.default).split("## Що спільне з типовим порядком")
    for one in differences(region, every.default):
        assert (f"`{one.written}`" in own) == (one.here is not None)
        assert f"`{one.written}`" not in shared
    assert region.source in own


def test_the_index_names_every_region_and_where_it_differs(every: Regions) -> None:
    text = pages(every)[INDEX]
    for id_, name in REGIONS.items():
        assert name.text in text
        assert (f"(regions/{id_}.md)" in text) == every.region(id_).own
    for id_ in OWN:
        line = in_a_line(every.region(id_), every.default)
        assert f"| {line} |" in text
    assert "керівництво підписує" in in_a_line(every.region("UA-05"), every.default)
    assert "письмова" in in_a_line(every.region("UA-26"), every.default)


def test_the_pages_in_the_documents_are_those_of_the_data(every: Regions) -> None:
    """`dorozhnyk region pages docs` writes them anew."""
    made = pages(every)
    stale = [name for name, text in made.items() if (DOCS / name).read_text("utf-8") != text]
    assert stale == []
    assert {f"regions/{one.name}" for one in (DOCS / "regions").iterdir()} == set(made) - {INDEX, PAGE}


def test_pages_are_written_once_and_those_of_nobody_go(every: Regions, tmp_path: Path) -> None:
    assert set(write(every, tmp_path)) == set(pages(every))
    assert write(every, tmp_path) == []
    (tmp_path / "regions" / "UA-63.md").write_text("колись", "utf-8")
    (tmp_path / INDEX).write_text("", "utf-8")
    assert write(every, tmp_path) == [INDEX, "regions/UA-63.md"]


def test_each_key_of_a_file_has_a_heading_and_a_label() -> None:
    assert {pattern.partition(".")[0] for pattern, _ in LABELS} | {"more_questions"} == set(SECTIONS)
    for nth, (pattern, _) in enumerate(LABELS):
        same = [other for other, _ in LABELS[:nth] if fits(other, pattern.replace("*", "x")) is not None]
        assert same == [], f"{pattern} is never reached"


@pytest.mark.parametrize(
    ("spelled", "said"),
    [
        ("15 min", "15 хвилин"),
        ("1 h", "1 година"),
        ("4 working h", "4 робочі години"),
        ("11 h", "11 годин"),
        ("72 h", "72 години"),
        ("21 d", "21 доба"),
        ("3 d", "3 доби"),
        ("12 d", "12 діб"),
        ("Слова", "Слова"),
    ],
)
def test_a_span_is_said_in_words(spelled: str, said: str) -> None:
    assert span(spelled) == said


# The commands -----------------------------------------------------------------------------------------------


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    for name in ("REGIONS_FOLDER", "REGION", "SECRET_KEYS"):
        monkeypatch.delenv(name, raising=False)
    return tmp_path


def call(*words: str) -> Result:
    return CliRunner().invoke(main, ["region", *words])


def ordering(here: Path, text: str, name: str = "UA-05") -> None:
    """An installation whose operator has a file of her own."""
    (here / "orders").mkdir(exist_ok=True)
    (here / "orders" / f"{name}.toml").write_text(text, "utf-8")
    (here / ".env").write_text(f"SECRET_KEYS={new_secret_key('k1')}\nREGIONS_FOLDER=orders\n", "utf-8")


@pytest.mark.usefixtures("here")
def test_the_difference_names_key_default_value_and_origin() -> None:
    told = call("diff", "UA-05")
    assert told.exit_code == 0
    lines = told.output.splitlines()
    at = lines.index("    sending.who")
    assert lines[at - 1] == "Хто надсилає направлення"
    assert lines[at + 1] == "    типово: хто розмовляє з людиною, без підпису керівництва"
    assert lines[at + 2] == "    тут (текст області): керівництво підписує"
    assert "Розпорядження" not in told.output
    assert max(map(len, lines)) <= 100


@pytest.mark.usefixtures("here")
def test_the_difference_in_english_shows_keys_and_words_as_they_are_written() -> None:
    lines = call("diff", "ua-05", "--language", "en").output.splitlines()
    at = lines.index("sending.who")
    assert lines[at + 1 : at + 3] == ["    default: specialist", "    here (seed): head"]
    assert lines[0].startswith("Vinnytsia region (UA-05): ")


@pytest.mark.usefixtures("here")
def test_the_default_differs_from_itself_in_nothing() -> None:
    assert "відмінностей від типового порядку: 0" in call("diff", "default").output


def test_orders_of_the_operator_are_told_apart(here: Path) -> None:
    ordering(here, '[sending]\nsign_off = "2 working h"')
    lines = call("diff", "UA-05").output.splitlines()
    at = lines.index("Розпорядження у власних файлах: 1")
    assert lines[at + 3 :] == [
        "ХТО НАДСИЛАЄ",
        "Строк підпису керівництва",
        "    sending.sign_off",
        "    без них: 4 робочі години",
        "    тут (розпорядження): 2 робочі години",
    ]
    assert "Orders in files of your own: 1" in call("diff", "UA-05", "--language", "en").output
    assert "| 2 робочі години | розпорядження |" in call("page", "UA-05").output


@pytest.mark.parametrize("words", [("diff", "UA-05"), ("page", "UA-05")])
def test_a_wrong_file_is_explained_instead(here: Path, words: tuple[str, ...]) -> None:
    ordering(here, '[sending]\nwho = "boss"\nsing_off = "4 h"')
    told = call(*words)
    assert told.exit_code == 2
    assert told.output.splitlines() == [
        "UA-05.toml: sending.who: 'boss'; allowed: specialist, head, either",
        "UA-05.toml: sending.sing_off: unknown key; allowed here: sign_off, who",
    ]


def test_a_check_explains_every_fault_of_every_file(here: Path) -> None:
    ordering(here, '[lead]\nprotection = "bureau"\n[levels.grade.red.terms]\nouter = "0 h"')
    ordering(here, 'onward = [{ after = "social", to = "social" }]', "UA-51")
    ordering(here, '[sending]\nwho = "head"', "UA-63")
    with pytest.raises(RegionProblems) as found:
        load(here / "orders")
    assert len(found.value.problems) == 7
    with logged("INFO"):
        told = CliRunner().invoke(main, ["check"])
    assert told.exit_code == 1
    lines = told.output.splitlines()
    for problem in found.value.problems:
        assert f"NOT in order: REGIONS_FOLDER: {problem}" in lines


def test_settings_that_are_wrong_are_explained_too(here: Path) -> None:
    (here / ".env").write_text("REGIONS_FOLDER=nowhere\n", "utf-8")
    told = call("diff", "UA-05")
    assert told.exit_code == 2
    assert "REGIONS_FOLDER: must be a folder that exists" in told.output


@pytest.mark.usefixtures("here")
def test_a_code_of_no_region_is_refused_with_those_there_are() -> None:
    told = call("page", "UA-99")
    assert told.exit_code == 2
    assert told.output.startswith("there is no region 'UA-99'; there are: default, UA-05, UA-07")


def test_the_pages_of_the_documents_know_nothing_of_an_operators_files(here: Path, every: Regions) -> None:
    ordering(here, '[sending]\nsign_off = "2 working h"')
    (here / "docs").mkdir()
    assert call("pages", "docs").exit_code == 0
    assert (here / "docs" / INDEX).read_text("utf-8") == pages(every)[INDEX]
    assert "розпорядження |" not in (here / "docs" / "regions" / "UA-05.md").read_text("utf-8")
