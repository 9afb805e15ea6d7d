"""Mistakes in flows are found without running them."""

from __future__ import annotations

from dataclasses import replace

import pytest

from flows.engine.conditions import Is
from flows.engine.flow import END, Act, Book, Branch, Call, Choose, Derive, Flow, Option, Route, Rows, Tell
from flows.engine.inspect import drawn, problems
from tests.engine.sample import EVENTS, TALK, T, book


def with_talk(*steps: object) -> Book:
    good = book()
    flow = Flow("talk", 1, T, steps)  # type: ignore[arg-type] # a table of steps
    return replace(good, flows={**good.flows, "talk": flow})


GOOD = Choose("last", (T,), (Option("fine", T),), to=END)


def test_a_good_book_has_no_problems() -> None:
    assert problems(book(), EVENTS) == []


@pytest.mark.parametrize(
    ("steps", "words"),
    [
        ((Tell("a", (T,), "nowhere"),), "leads to 'nowhere'"),
        ((Tell("a", (T,), "b"), Tell("b", (T,), "a")), "no way out"),
        ((GOOD, Tell("lonely", (T,), END)), "nothing leads here"),
        ((GOOD, GOOD), "share an id"),
        ((Choose("a", (T,), (Option("x", T), Option("x", T)), to=END),), "two options share an id"),
        ((Choose("a", (T,), (), to=END),), "without options"),
        ((Choose("a", (T,), (Rows("unknown"),), to=END),), "unknown rule"),
        ((Derive("a", "unknown", END),), "unknown rule"),
        ((Call("a", "unknown", END),), "unknown flow"),
        ((Branch("a", (Route(END, Is("answers.x")),)),), "no condition"),
        ((Act("a", "unknown", {}, {"ok": END}),), "unknown event"),
        ((Act("a", "saved", {}, {"ok": END, "no": END}),), "lacks 'name'"),
        ((Act("a", "saved", {"name": "answers.x"}, {"ok": END}),), "'no' is not answered"),
        ((Act("a", "saved", {"name": "answers.x"}, {"ok": END, "no": END, "z": END}),), "never answers 'z'"),
    ],
)
def test_a_mistake_is_named(steps: tuple[object, ...], words: str) -> None:
    assert any(words in line for line in problems(with_talk(*steps), EVENTS))


def test_the_picture_shows_every_route() -> None:
    picture = drawn(TALK)
    assert picture.startswith("flowchart TD")
    assert "s_safe -- yes --> s_signs" in picture
    assert "s_act -- no --> s_sorry" in picture
