"""The answers that ship: short, sourced, leading somewhere, and with nothing made up."""

from __future__ import annotations

import re

import pytest

from bot.articles import FOLDER
from bot.regions import Regions, load, messages
from flows.articles.article import MOST_SAID, NEXT, Article
from flows.regions.hotlines import MATTERS
from flows.regions.layers import ORIGINS

IDS = (
    *("idp_certificate", "without_certificate", "lost_documents", "child_status", "payments", "housing"),
    *("eoselia", "shelter", "jobs", "labour_rights", "discrimination", "exploitation", "trafficking"),
    *("violence", "legal_aid", "school", "kindergarten", "health", "psychological", "veterans"),
    *("older_people", "disability", "humanitarian_aid", "training", "own_business", "birth", "loss"),
    *("retirement", "moving", "children_alone", "emergency"),
)
LONG = 1_000
"""Characters of a whole answer: it stands on one screen of a phone with its buttons."""


@pytest.fixture(scope="module")
def every() -> Regions:
    return load()


@pytest.fixture(params=IDS)
def one(every: Regions, request: pytest.FixtureRequest) -> Article:
    found = every.articles.of("UA-51", request.param)
    assert found is not None
    return found


def test_each_question_that_was_promised_has_an_answer(every: Regions) -> None:
    assert set(every.articles.by_id) == set(IDS)
    assert all(id_ == one.id for id_, one in every.articles.by_id.items())


def test_an_answer_is_short_and_says_what_to_do_next(one: Article) -> None:
    assert 1 <= len(one.says) <= MOST_SAID
    said = [*(line.text for line in one.says), one.without.text if one.without else ""]
    assert len("".join(said)) < LONG
    assert one.next.kind in NEXT
    assert len(one.title.text) <= 60
    assert len(one.next.label.text) <= 60
    assert one.lines is None or one.lines in MATTERS


def test_every_value_says_where_it_comes_from(one: Article) -> None:
    assert one.source
    assert one.reviewed_on >= "2026-11-23"
    assert set(one.origins.values()) <= {"seed", "product"} < set(ORIGINS)


def test_only_numbers_of_help_lines_are_named(every: Regions, one: Article) -> None:
    known = {re.sub(r"\D", "", number) for line in every.hotlines for number in line.numbers}
    for message in one.messages():
        for number in re.findall(r"\d[\d -]*\d|\d", message.text):
            assert re.sub(r"\D", "", number) in known, message.id


def test_what_depends_on_sums_and_terms_is_left_to_the_region_s_editor(every: Regions) -> None:
    for id_ in ("payments", "housing", "eoselia", "retirement", "birth"):
        assert every.articles.by_id[id_].to_complete


def test_texts_are_each_named_once_and_stand_in_the_catalogs(one: Article) -> None:
    ids = [message.id for message in one.messages()]
    assert len(set(ids)) == len(ids)
    assert all(id_.startswith(f"article.{one.id}.") for id_ in ids)
    assert set(ids) <= {message.id for message in messages()}


def test_where_papers_are_asked_for_it_is_said_what_to_do_without_them(every: Regions) -> None:
    for id_ in ("idp_certificate", "payments", "lost_documents", "school", "kindergarten", "child_status"):
        assert every.articles.by_id[id_].without is not None


def test_whoever_may_be_overheard_is_led_to_safety(every: Regions) -> None:
    for id_ in ("violence", "trafficking", "exploitation", "emergency"):
        article = every.articles.by_id[id_]
        assert article.lines == "safety"
        assert article.next.kind in ("danger", "screening")


def test_the_folder_of_an_operator_is_called_articles() -> None:
    assert FOLDER == "articles"
