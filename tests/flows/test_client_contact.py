"""Safe contact: the answers become a value that the whole program obeys."""

from __future__ import annotations

from typing import Any

import pytest

from flows.engine.message import phone
from tests.flows.client_world import NUMBER, World, facts, person, specialist
from tests.flows.staff_talk import Talk

EMPTY = {"number": None, "from": None, "to": None, "hours": None, "who": "me", "word": None}
STORED = {**EMPTY, "way": "call", "number": NUMBER, "from": 9, "to": 12, "who": "trusted", "word": "яблуко"}


def chosen(world: World, mode: str = "self", **give: Any) -> Talk:
    """The contact conversation, held inside the person's own data, which keep its answer."""
    return world.talk("contact", mode=mode, **give)


def ended(world: World, *presses: str, mode: str = "self", **give: Any) -> dict[str, Any]:
    """Walk through it inside a referral and answer what it ended with there. «=…» is typed."""
    talk = world.talk("screening", mode=mode)
    first = ["yes"] if mode == "self" else ["go"]
    talk.press(*first, "@none", "+i1", "@done", "@none", "@none", "work", "confirm", "refer", "@done")
    for press in presses:
        if press.startswith("="):
            talk.type(press[1:])
        else:
            talk.press(press)
    assert talk.at() == "referral.name"
    return dict(talk.session.top.answers["contact"])


@pytest.mark.parametrize("channel", ["telegram", "viber"])
def test_a_chat_needs_no_number_but_has_its_hours(channel: str) -> None:
    contact = ended(person(channel=channel), "here", "evening", "skip")
    assert contact == {**EMPTY, "way": channel, "from": 17, "to": 21}


def test_a_page_is_visited_by_the_person_and_needs_nothing_else() -> None:
    assert ended(person(channel="web"), "page") == {**EMPTY, "way": "web"}


def test_a_call_has_number_window_who_and_a_word() -> None:
    contact = ended(person(), "call", f"={NUMBER}", "own", "h10", "h12", "me", "=яблуко")
    assert contact == {**EMPTY, "way": "call", "number": NUMBER, "from": 10, "to": 12, "word": "яблуко"}


def test_a_window_ends_after_it_begins() -> None:
    talk = chosen(person())
    talk.press("call")
    talk.type(NUMBER)
    talk.press("own", "@more", "h20")
    assert [button.id for button in talk.screen.buttons] == ["h21"]


def test_words_about_the_time_never_replace_the_window() -> None:
    contact = ended(person(), "sms", f"={NUMBER}", "words", "=крім середи", "morning", "anyone", "skip")
    assert contact["hours"] == "крім середи"
    assert (contact["from"], contact["to"]) == (8, 12)


def test_words_about_the_time_may_be_left_out() -> None:
    talk = chosen(person())
    talk.press("here", "words", "skip")
    assert talk.at() == "contact.window"


def test_a_trusted_person_is_the_one_who_answers() -> None:
    contact = ended(person(), "through", f"={NUMBER}", "any", "skip")
    assert contact == {**EMPTY, "way": "through", "number": NUMBER, "from": 8, "to": 21, "who": "trusted"}


def test_a_specialist_asks_for_a_number_also_for_messages() -> None:
    contact = ended(specialist(), "viber", f"={NUMBER}", "noon", "only", "skip", mode="phone")
    assert contact == {**EMPTY, "way": "viber", "number": NUMBER, "from": 12, "to": 17}


def test_a_specialists_own_chat_is_nobody_elses_contact() -> None:
    talk = chosen(specialist(), "beside")
    assert "here" not in talk.ids()
    assert {"call", "sms", "telegram", "viber", "through"} <= set(talk.ids())


def test_a_known_contact_is_offered_and_can_be_kept() -> None:
    told = facts()
    told["contact"] = STORED
    talk = chosen(World(told))
    assert "з 9:00 до 12:00" in talk.words()
    assert "яблуко" in talk.words()
    first = talk.screen.blocks[1].content
    assert first["a"]["number"] == phone(NUMBER), "to be shown in groups"
    assert ended(World({**facts(), "contact": STORED}), "same") == STORED


def test_a_known_contact_can_be_changed() -> None:
    contact = ended(World({**facts(), "contact": STORED}), "change", "here", "any", "skip")
    assert contact == {**EMPTY, "way": "telegram", "from": 8, "to": 21}


def test_a_specialists_stored_contact_is_not_the_clients() -> None:
    told = facts(roles=("specialist",))
    told["contact"] = STORED
    assert chosen(World(told), "beside").at() == "contact.way"


def test_what_was_told_a_moment_ago_need_not_be_told_again_after_going_back() -> None:
    world = specialist()
    talk = world.talk("screening", mode="beside")
    talk.press("go", "@none", "+i1", "@done", "@none", "@none", "work", "confirm", "refer", "@done", "call")
    talk.type(NUMBER)
    talk.press("any", "only", "skip", "@back", "@done")
    assert talk.at() == "contact.keep"
    talk.press("same")
    assert talk.session.top.answers["contact"]["number"] == NUMBER


def test_numbers_words_and_ways_are_protected() -> None:
    talk = chosen(person())
    assert talk.screen.protect
    talk.press("call")
    assert talk.screen.protect
