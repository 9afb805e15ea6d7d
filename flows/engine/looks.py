"""Every path a conversation looks along, wherever it is written: conditions, texts, lists, what is given."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from flows.engine.conditions import Condition, paths
from flows.engine.flow import (
    Act,
    Branch,
    Bullets,
    Call,
    Choose,
    Copy,
    Derive,
    Flow,
    Given,
    Lines,
    Link,
    Note,
    Notice,
    Option,
    Part,
    Phones,
    Put,
    Rows,
    Step,
    Tell,
    Tick,
    Title,
    When,
    Write,
)
from flows.engine.message import M


def of_step(step: Step) -> Iterator[str]:
    """The paths of one step, in the order they are written; one written twice comes twice."""
    match step:
        case Choose() | Tick() | Write():
            yield from _parts(step.say)
            for option in step.options:
                yield from _option(option)
            if isinstance(step, Tick):
                yield from _messages(step.none, step.skip, step.done)
        case Tell():
            yield from _parts(step.say)
        case Branch(_, routes):
            for route in routes:
                yield from _condition(route.when)
        case Act(_, _, given) | Put(_, given):
            yield from _given(given)
        case Call():
            yield from _given(step.give)
        case Derive():
            return


def of_flow(flow: Flow) -> Iterator[str]:
    """The paths of a flow outside its steps: its title and what it ends with."""
    yield from _messages(flow.title)
    yield from _given(flow.ends)


def of_notice(notice: Notice) -> Iterator[str]:
    """The paths of a notice and of the buttons under it."""
    yield from _parts(notice.say)
    for offer in notice.offers:
        yield from _messages(offer.label)
        yield from _given(offer.give)


def _option(option: Option | Rows) -> Iterator[str]:
    if isinstance(option, Option):
        yield from _messages(option.label)
        yield from _condition(option.when)
        yield from _given(option.sets)


def _parts(parts: Iterable[Part]) -> Iterator[str]:
    for part in parts:
        match part:
            case M():
                yield from _messages(part)
            case Title(message) | Note(message):
                yield from _messages(message)
            case Bullets(path) | Lines(path) | Phones(path) | Copy(path):
                yield path
            case Link(path, message):
                yield path
                yield from _messages(message)
            case When(condition, shown):
                yield from _condition(condition)
                yield from _parts(shown)


def _messages(*messages: M | None) -> Iterator[str]:
    for message in messages:
        if message is not None:
            yield from (path for _, path in message.args)


def _condition(condition: Condition | None) -> Iterator[str]:
    yield from sorted(paths(condition))


def _given(given: Given) -> Iterator[str]:
    yield from (path for path in given.values() if isinstance(path, str))
