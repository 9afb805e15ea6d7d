"""Mistakes in flows are found without running them."""

from __future__ import annotations

from dataclasses import replace

import pytest

from flows.engine.conditions import All, Either, Filled, Has, Is, Not
from flows.engine.flow import (
    END,
    Act,
    Book,
    Branch,
    Bullets,
    Call,
    Choose,
    Const,
    Copy,
    Derive,
    Flow,
    Lines,
    Note,
    Notice,
    Offer,
    Option,
    Phones,
    Put,
    Route,
    Rows,
    Step,
    Tell,
    Tick,
    Title,
    When,
    Write,
)
from flows.engine.inspect import drawn, problems
from flows.engine.message import M
from tests.engine.sample import EVENTS, TALK, T, book

FACTS = {"warn": "bool", "towns": "int"}


def with_talk(*steps: object) -> Book:
    good = book()
    may = frozenset({"x", "y", "warned"})
    flow = Flow("talk", 1, T, steps, may_take=may)  # type: ignore[arg-type] # a table of steps
    return replace(good, flows={**good.flows, "talk": flow})


GOOD = Choose("last", (T,), (Option("fine", T),), to=END)


def test_a_good_book_has_no_problems() -> None:
    assert problems(book(), EVENTS) == []
    assert problems(book(), EVENTS, FACTS) == []


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
        ((Call("a", "errand", END),), "errand is not given 'of'"),
        ((Call("a", "errand", END, {"of": Const(1), "else": Const(1)}),), "errand takes no 'else'"),
        ((Tell("a", (M("sample.of", "{of}", of="answers.of"),), END),), "nobody gives 'of'"),
        ((Branch("a", (Route(END, Is("answers.x")),)),), "no condition"),
        ((Act("a", "unknown", {}, {"ok": END}),), "unknown event"),
        ((Act("a", "saved", {}, {"ok": END, "no": END}),), "lacks 'name'"),
        ((Act("a", "saved", {"name": "answers.x"}, {"ok": END}),), "'no' is not answered"),
        ((Act("a", "saved", {"name": "answers.x"}, {"ok": END, "no": END, "z": END}),), "never answers 'z'"),
    ],
)
def test_a_mistake_is_named(steps: tuple[object, ...], words: str) -> None:
    assert any(words in line for line in problems(with_talk(*steps), EVENTS))


AWAY = "facts.unheard"
LOOKS = M("sample.looks", "{it}", it=AWAY)


@pytest.mark.parametrize(
    "step",
    [
        Choose("a", (LOOKS,), (Option("x", T),), to=END),
        Choose("a", (Title(LOOKS), Note(T)), (Option("x", T),), to=END),
        Choose("a", (Note(LOOKS),), (Option("x", T),), to=END),
        Choose("a", (Bullets(AWAY),), (Option("x", T),), to=END),
        Choose("a", (Lines(AWAY),), (Option("x", T),), to=END),
        Choose("a", (Phones(AWAY + ".numbers"),), (Option("x", T),), to=END),
        Choose("a", (Copy(AWAY),), (Option("x", T),), to=END),
        Choose("a", (When(Filled(AWAY), T),), (Option("x", T),), to=END),
        Choose("a", (When(Is("answers.x"), When(Is("answers.x"), LOOKS)),), (Option("x", T),), END),
        Choose("a", (T,), (Option("x", LOOKS),), to=END),
        Choose("a", (T,), (Option("x", T, when=Not(Has(AWAY, 1))),), to=END),
        Choose("a", (T,), (Option("x", T, sets={"y": AWAY}),), to=END),
        Tick("a", (LOOKS,), (Option("x", T),), to=END),
        Tick("a", (T,), (Option("x", T),), to=END, none=LOOKS),
        Tick("a", (T,), (Option("x", T),), to=END, skip=LOOKS),
        Tick("a", (T,), (Option("x", T),), to=END, done=LOOKS),
        Write("a", (T,), "name", END, (Option("x", T, when=Is(AWAY)),)),
        Tell("a", (LOOKS,), END),
        Branch("a", (Route(END, Either(Is("answers.x"), All(Is("answers.y"), Is(AWAY)))), Route(END))),
        Act("a", "saved", {"name": AWAY}, {"ok": END, "no": END}),
        Put("a", {"y": AWAY}, END),
        Call("a", "errand", END, {"of": AWAY}),
    ],
)
def test_a_fact_nobody_loads_is_named_wherever_it_is_looked_at(step: Step) -> None:
    assert problems(with_talk(step), EVENTS, FACTS) == ["talk.a: looks at the unknown fact 'unheard'"]


def test_a_fact_nobody_loads_is_named_in_titles_ends_and_notices() -> None:
    good = book()
    notice = Notice("news", (LOOKS,), (Offer("open", LOOKS, "talk", {"warned": AWAY}),))
    flow = replace(TALK, title=LOOKS, ends={"y": "facts.gone.far"})
    bad = replace(good, flows={**good.flows, "talk": flow}, notices={"news": notice})
    assert problems(bad, EVENTS, FACTS) == [
        "talk: looks at the unknown fact 'unheard'",
        "talk: looks at the unknown fact 'gone'",
        "notice news: looks at the unknown fact 'unheard'",
    ]


def test_known_facts_answers_and_constants_are_no_problem() -> None:
    steps = (Put("a", {"x": "facts.warn.deep", "y": Const("facts.unheard"), "z": "session.parked"}, END),)
    assert problems(with_talk(*steps), EVENTS, FACTS) == []


def test_without_a_list_of_facts_every_fact_is_taken_but_no_other_beginning() -> None:
    assert problems(with_talk(Tell("a", (LOOKS,), END)), EVENTS) == []
    assert problems(with_talk(Put("a", {"x": "answer.y"}, END)), EVENTS) == [
        "talk.a: looks along 'answer.y', which begins with neither answers, facts nor session"
    ]


def test_the_picture_shows_every_route() -> None:
    picture = drawn(TALK)
    assert picture.startswith("flowchart TD")
    assert "s_safe -- yes --> s_signs" in picture
    assert "s_act -- no --> s_sorry" in picture


def test_a_home_is_a_screen_of_its_flow() -> None:
    good = book()
    lost = replace(good, flows={**good.flows, "menu": replace(good.flows["menu"], home="talk")})
    assert problems(lost, EVENTS) == ["menu: its home 'talk' is no screen of it"]
