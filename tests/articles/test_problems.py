"""What is wrong with an article's file is said all at once; an operator's file changes single values."""

from __future__ import annotations

import tomllib
from pathlib import Path

import pytest

from bot.articles import FOLDER
from bot.regions import load
from bot.reloading import standing
from flows.articles.article import Article
from flows.articles.reading import layer, parse
from flows.regions.problems import RegionProblems

SMALL = """
id = "payments"
title = "Виплати"
needs = ["payments"]
says = ["Зверніться до соціального захисту."]
source = "зразок"
reviewed_on = 2026-11-23
owner = "Редакторка"
from = "product"

[next]
kind = "need"
id = "payments"
label = "Де оформити"
"""


def read(*files: str) -> Article:
    layers = [layer(tomllib.loads(SMALL), name="payments.toml")]
    layers += [layer(tomllib.loads(one), name=f"{FOLDER}/payments.toml", local=True) for one in files]
    return parse(layers)


def problems(over: str) -> list[str]:
    with pytest.raises(RegionProblems) as found:
        read(over)
    return found.value.problems


def test_a_small_file_is_read() -> None:
    article = read()
    assert (article.id, article.needs, article.next.id) == ("payments", ("payments",), "payments")
    assert article.holds_in("UA-05")
    assert article.says[0].id == "article.payments.says.1"


@pytest.mark.parametrize(
    ("over", "said"),
    [
        ('needs = ["money"]', "payments.toml: needs: 'money'; allowed: work, "),
        ("needs = []", "payments.toml: needs: an article belongs to a need or to a situation"),
        ("says = []", "payments.toml: says: allowed: 1 to 5 paragraphs"),
        ('says = ["1", "2", "3", "4", "5", "6"]', "payments.toml: says: allowed: 1 to 5 paragraphs"),
        (f'title = "{"д" * 61}"', "payments.toml: title: allowed: at most 60 characters"),
        ('next = { kind = "shop", label = "Далі" }', "payments.toml: next.kind: 'shop'; allowed: need, "),
        (
            'next = { kind = "need", id = "gold", label = "Далі" }',
            "payments.toml: next.id: 'gold'; allowed: ",
        ),
        ('lines = "love"', "payments.toml: lines: 'love'; allowed: safety, "),
        ('regions = ["UA-99"]', "payments.toml: regions: 'UA-99'; allowed: "),
        ('sum = "2000"', "payments.toml: sum: unknown key"),
        ('reviewed_on = "soon"', "payments.toml: reviewed_on: 'soon'; allowed: a date"),
    ],
)
def test_a_fault_names_file_key_value_and_what_is_allowed(over: str, said: str) -> None:
    found = problems(over)
    assert any(one.removeprefix(f"{FOLDER}/").startswith(said) for one in found), found


def test_all_faults_are_said_at_once() -> None:
    assert len(problems('needs = ["money"]\nlines = "love"\nsum = "2000"')) == 3


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / FOLDER).mkdir()
    return tmp_path


def write(folder: Path, name: str, text: str) -> None:
    (folder / FOLDER / name).write_text(text, "utf-8")


def test_an_operator_changes_one_paragraph_everywhere_and_another_in_one_region(folder: Path) -> None:
    write(folder, "payments.toml", 'title = "Гроші переселенцям"')
    write(folder, "payments.UA-51.toml", 'says = ["В Одесі — сюди."]\nto_complete = []')
    articles = load(folder).articles
    here, elsewhere = articles.of("UA-51", "payments"), articles.of("UA-05", "payments")
    assert here is not None
    assert elsewhere is not None
    assert here.title.text == elsewhere.title.text == "Гроші переселенцям"
    assert [one.text for one in here.says] == ["В Одесі — сюди."]
    assert not here.to_complete
    assert len(elsewhere.says) > 1
    assert here.origins["says"] == "local"


def test_an_operator_brings_in_an_answer_of_her_own_for_one_region(folder: Path) -> None:
    write(folder, "ferry.toml", SMALL.replace('id = "payments"\ntitle', 'regions = ["UA-51"]\ntitle', 1))
    articles = load(folder).articles
    assert articles.of("UA-51", "ferry") is not None
    assert articles.of("UA-05", "ferry") is None


def test_a_wrong_file_of_an_operator_is_named(folder: Path) -> None:
    write(folder, "payments.UA-99.toml", "")
    write(folder, "Payments.toml", "")
    write(folder, "housing.toml", 'id = "payments"')
    with pytest.raises(RegionProblems) as found:
        load(folder)
    said = "\n".join(found.value.problems)
    assert f"{FOLDER}/payments.UA-99.toml: unknown file" in said
    assert f"{FOLDER}/Payments.toml: unknown file" in said
    assert f"{FOLDER}/housing.toml: id: 'payments'; allowed: housing" in said


def test_a_changed_article_is_a_change_of_the_folder(folder: Path) -> None:
    write(folder, "payments.toml", 'title = "Гроші"')
    before = standing(folder)
    write(folder, "payments.toml", 'title = "Виплати"')
    assert standing(folder) != before
