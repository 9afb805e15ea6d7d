"""The whole book, looked at without running it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import fields, is_dataclass
from typing import Any

import pytest

from flows.definitions import book
from flows.engine.flow import Act, Call, Choose, Derive, Flow, Option, Put, Tick, Write
from flows.engine.inspect import problems
from flows.engine.message import M
from flows.events import EVENTS
from flows.facts import FACTS

OURS = (
    "start",
    "menu",
    "danger",
    "screening",
    "contact",
    "consent",
    "referral",
    "without",
    "returning",
    "discreet",
)
BOOK = book()
each = pytest.mark.parametrize("flow", [BOOK.flows[one] for one in OURS], ids=lambda flow: flow.id)
every = pytest.mark.parametrize("flow", list(BOOK.flows.values()), ids=lambda flow: flow.id)


def values(thing: Any) -> Iterator[Any]:
    """Everything a flow is made of, messages and plain words included."""
    yield thing
    if isinstance(thing, Mapping):
        for one in thing.values():
            yield from values(one)
    elif isinstance(thing, (list, tuple)):
        for one in thing:
            yield from values(one)
    elif is_dataclass(thing):
        for field in fields(thing):
            if field.name != "by_id":
                yield from values(getattr(thing, field.name))


def paths(flow: Flow, root: str) -> set[str]:
    return {one for one in values(flow) if isinstance(one, str) and one.startswith(f"{root}.")}


def test_the_book_has_no_problems() -> None:
    assert problems(BOOK, EVENTS) == []


@every
def test_a_conversation_looks_only_at_facts_that_are_loaded(flow: Flow) -> None:
    assert {path.split(".")[1] for path in paths(flow, "facts")} <= set(FACTS)


@every
def test_what_is_asked_of_facts_me_is_there(flow: Flow) -> None:
    known = set(re.findall(r"\w+", FACTS["me"]))
    assert {path.split(".")[2] for path in paths(flow, "facts") if path.startswith("facts.me.")} <= known


def given(flow: str) -> set[str]:
    """Answers that a conversation is opened with."""
    calls = (step for one in BOOK.flows.values() for step in one.steps if isinstance(step, Call))
    offers = (offer for notice in BOOK.notices.values() for offer in notice.offers)
    return {name for one in (*calls, *offers) if one.flow == flow for name in one.give}


def answered(flow: Flow) -> set[str]:
    """Answers that a conversation itself writes."""
    names: set[str] = set()
    for step in flow.steps:
        match step:
            case Choose() | Tick() | Write():
                name = step.saves or step.id
                names |= {name, f"{name}_row", f"{name}?"}
                for option in step.options:
                    names |= set(option.sets) if isinstance(option, Option) else set()
            case Put(_, sets, _):
                names |= set(sets)
            case Derive() | Act() | Call():
                names.add(step.id)
    return names


@each
def test_an_answer_that_is_looked_at_is_written_somewhere(flow: Flow) -> None:
    known = answered(flow) | given(flow.id)
    assert {path.split(".")[1] for path in paths(flow, "answers")} <= known


@each
def test_a_message_is_named_after_its_conversation(flow: Flow) -> None:
    # start: the honest word, which the menu shows again; others: their names, on the buttons to them
    shared = ("engine.", "signal.", "start.", "procedure.", *(f"{one}.title" for one in BOOK.flows))
    said = [one.id for one in values(flow) if isinstance(one, M)]
    assert [one for one in said if not one.startswith((f"{flow.id}.", *shared))] == []


@each
def test_every_screen_says_what_it_is_about(flow: Flow) -> None:
    screens = [step for step in flow.steps if isinstance(step, (Choose, Tick, Write))]
    bare = [step.id for step in screens if not any(type(one).__name__ == "Title" for one in values(step.say))]
    assert bare == []


@each
def test_a_button_fits_a_narrow_phone(flow: Flow) -> None:
    long = [one.label.text for one in values(flow) if isinstance(one, Option) and len(one.label.text) > 50]
    assert long == []


@each
def test_ids_stay_short_words(flow: Flow) -> None:
    ids = [one.id for one in values(flow) if isinstance(one, (Option, Choose, Tick, Write, Act, Call))]
    assert [one for one in ids if not re.fullmatch(r"[a-z0-9_]{1,24}", one)] == []
