"""Lists that may hold thousands: a window of them, a way to the rest, and to the one looked for."""

from __future__ import annotations

from typing import Any

import pytest

from tests.flows.staff_talk import Talk, answers
from tests.flows.staff_world import CODE, INSTITUTION, book, facts, window

LISTS = [("desk", "due_count"), ("work", "work_count"), ("sent", "sent_count")]
each = pytest.mark.parametrize(("flow", "counted"), LISTS)


def talk(flow: str, counted: str, **of: Any) -> Talk:
    known = facts()
    known[counted] = {**known[counted], **window(**of)}
    return Talk(book(), flow, known, answers())


def narrowed(it: Talk) -> dict[str, Any]:
    return {name: it.session.top.answers.get(name) for name in ("skip", "sought", "place")}


@each
def test_a_short_list_is_all_there_is(flow: str, counted: str) -> None:
    it = talk(flow, counted, every=1)
    assert not {"further", "first", "find", "all"} & set(it.ids())


@each
def test_a_list_that_is_cut_says_so_and_leads_to_the_rest(flow: str, counted: str) -> None:
    it = talk(flow, counted, every=95, left=55)
    assert "Усього у списку 95. Тут 1–40" in it.words()
    assert "first" not in it.ids()
    it.press("further")
    assert narrowed(it)["skip"] == 40


@each
def test_from_anywhere_in_a_list_there_is_a_way_back_to_its_beginning(flow: str, counted: str) -> None:
    it = talk(flow, counted, every=95, before=80)
    assert "Тут 81–95" in it.words()
    assert "further" not in it.ids()
    it.press("first")
    assert narrowed(it)["skip"] is None


@each
def test_one_case_is_looked_for_by_its_code(flow: str, counted: str) -> None:
    it = talk(flow, counted, every=95, left=55)
    it.press("further", "find")
    assert it.screen.expects == "code"
    it.type(CODE)
    assert narrowed(it) == {"skip": None, "sought": CODE, "place": None}
    it.press("all")
    assert narrowed(it)["sought"] is None


@each
def test_a_code_that_is_not_in_the_list_is_said_so(flow: str, counted: str) -> None:
    it = talk(flow, counted, every=95, left=55)
    it.press("find")
    it.facts = {**it.facts, counted: {**it.facts[counted], **window(0)}}
    it.type(CODE)
    assert f"За кодом {CODE} у цьому списку нічого немає" in it.words()
    it.press("find", "no")
    assert narrowed(it)["sought"] is None


def test_the_board_shows_one_institution_and_all_of_them_again() -> None:
    it = talk("desk", "due_count", every=95, left=55)
    it.press("places", INSTITUTION)
    assert "Лише ця установа: Установа-зразок" in it.words()
    assert narrowed(it)["place"] == INSTITUTION
    it.press("places", "no")
    assert narrowed(it)["place"] is None
    it.press("places", INSTITUTION, "all")
    assert narrowed(it)["place"] is None
