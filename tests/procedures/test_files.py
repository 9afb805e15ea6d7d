"""The lists that ship: whom each is for, where every value comes from, and nothing gated on a paper."""

from __future__ import annotations

import re

import pytest

from bot.regions import Regions, load, messages
from flows.policy.words import PROCEDURES
from flows.procedures.procedure import ACTIONS, READERS, Procedure
from flows.regions.layers import ORIGINS


@pytest.fixture(scope="module")
def every() -> Regions:
    return load()


@pytest.fixture(params=PROCEDURES)
def one(every: Regions, request: pytest.FixtureRequest) -> Procedure:
    found = every.procedures.of("UA-51", request.param)
    assert found is not None
    return found


def test_each_known_list_has_a_file_and_is_called_so(every: Regions) -> None:
    assert {id_: one.id for id_, one in every.procedures.by_id.items()} == {id_: id_ for id_ in PROCEDURES}


def test_every_value_says_where_it_comes_from(one: Procedure) -> None:
    sources = one.sources()
    assert sources
    assert {origin for _, _, origin in sources} <= set(ORIGINS) - {"odesa", "local"}
    assert all(step.origin in ("seed", "product") for step in one.steps)
    assert "seed" in {origin for _, _, origin in sources}


def test_wherever_a_paper_is_named_it_is_said_what_to_do_without_it(one: Procedure) -> None:
    for step in one.steps:
        for voice in (step.own, step.other):
            if voice is not None:
                assert (voice.without is not None) == bool(step.documents)


def test_no_list_names_a_sum_a_phone_or_a_number_of_a_law(one: Procedure) -> None:
    said = " ".join(message.text for message in one.messages())
    assert set(re.findall(r"\d+", said)) <= {"2014"}  # the year of the first displacement, in the source


def test_titles_fit_a_button_and_texts_are_each_named_once(one: Procedure) -> None:
    assert all(len(step.title.text) <= 60 for step in one.steps)
    ids = [message.id for message in one.messages()]
    assert len(set(ids)) == len(ids)
    assert all(message.id.startswith(f"procedure.{one.id}.") for message in one.messages())


def test_a_region_s_lists_all_have_steps_for_somebody(every: Regions) -> None:
    for region in (every.default, *every.by_id.values()):
        for id_ in region.procedures:
            found = every.procedures.of(region.id, id_)
            assert found is not None
            assert all(found.steps_for(reader) for reader in found.who)


def test_a_child_alone_comes_to_the_childrens_service_first(every: Regions) -> None:
    found = every.procedures.by_id["child_status"]
    for reader in ("person", "specialist"):
        first = found.steps_for(reader)[0]
        assert (first.id, first.bodies, first.lines) == ("alone", ("children",), "children")


def test_without_documents_safety_comes_first_and_help_before_papers(every: Regions) -> None:
    found = every.procedures.by_id["lost_documents"]
    steps = found.steps_for("person")
    assert [step.id for step in steps[:2]] == ["safety", "aid"]
    assert steps[0].action == "screening"
    assert not any(step.documents for step in steps[:4])
    assert [step.id for step in steps if step.documents] == ["migration", "register", "payments"]


def test_the_person_is_told_in_her_own_words_and_the_worker_in_others(every: Regions) -> None:
    for found in every.procedures.by_id.values():
        for reader in found.who:
            voices = [step.voice(reader) for step in found.steps_for(reader)]
            assert all(voice is not None for voice in voices)


def test_templates_say_so_until_somebody_completes_them(every: Regions) -> None:
    open_ones = {
        (found.id, reader)
        for found in every.procedures.by_id.values()
        for reader in found.who
        if found.template(reader)
    }
    assert open_ones == {
        ("settling", "community"),
        ("interaction_order", "region"),
        ("interaction_order", "community"),
    }


def test_each_text_can_be_translated(every: Regions) -> None:
    known = {message.id for message in messages()}
    for found in every.procedures.by_id.values():
        assert {message.id for message in found.messages()} <= known


def test_the_words_of_a_file_are_all_used_somewhere(every: Regions) -> None:
    used = {reader for found in every.procedures.by_id.values() for reader in found.who}
    assert used == set(READERS)
    leads = {step.action for found in every.procedures.by_id.values() for step in found.steps}
    assert leads - {None} == set(ACTIONS) - {"danger"}
