from __future__ import annotations

import json
from itertools import count
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from flows.engine.said import Commanded, Pressed, Said, Typed
from handlers.channel import Address, Channel, Incoming, UndecodableError
from handlers.webchat.channel import WebChannel, view_in
from tests.webchat.samples import CODE, QUESTION, TICKS, view_of


def channel() -> WebChannel:
    numbers = count()
    made: Channel = WebChannel(lambda: f"key-{next(numbers)}")
    assert isinstance(made, WebChannel)
    return made


def payload(**form: Any) -> bytes:
    return json.dumps({"address": "visitor-1", **form}).encode()


@pytest.mark.parametrize(
    ("form", "said"),
    [
        ({"choice": "yes", "screen": "12"}, Pressed("yes", "12")),
        ({"choice": "+debts", "screen": "3"}, Pressed("+debts", "3")),
        ({"choice": "!3.yes", "screen": ""}, Pressed("!3.yes", "")),
        ({"text": "  Потрібне житло.\r\nУ двох.\x00\x07 "}, Typed("Потрібне житло.\nУ двох.")),
        ({"text": " \r\n "}, Commanded("again")),
        ({"command": "menu"}, Commanded("menu")),
        ({"command": "danger"}, Commanded("danger")),
        ({"command": "again"}, Commanded("again")),
    ],
)
def test_a_form_is_understood(form: dict[str, Any], said: Said) -> None:
    assert channel().parse(payload(**form)) == Incoming(Address("web", "visitor-1"), said)


def test_a_link_and_a_language_come_along() -> None:
    incoming = channel().parse(payload(command="menu", link="campaign-7", language="uk-UA"))
    assert incoming == Incoming(
        Address("web", "visitor-1"), Commanded("menu"), language="uk-UA", link="campaign-7"
    )


def test_a_text_is_measured_in_letters_after_line_ends_are_folded() -> None:
    longest = WebChannel.limits.text
    text = "ї" * (longest - 1) + "\r\nї"
    with pytest.raises(UndecodableError):
        channel().parse(payload(text=text))
    said = channel().parse(payload(text=text.replace("ї\r\n", "\r\n"))).said
    assert said == Typed("ї" * (longest - 2) + "\nї")
    emoji = "🌻" * longest
    assert channel().parse(payload(text=emoji)).said == Typed(emoji)


@pytest.mark.parametrize(
    "raw",
    [
        b"",
        b"null",
        b"[]",
        b"\xff\xfe",
        b"[" * 60_000,
        b'{"address": "a"}',
        b'{"text": "x"}',
        payload(),
        payload(text=5),
        payload(text=None),
        payload(text="\ud800"),
        payload(text="x", choice="yes"),
        payload(text="x", extra="y"),
        payload(choice="yes"),
        payload(choice="", screen="1"),
        payload(choice="yes no", screen="1"),
        payload(choice="yes", screen=1),
        payload(choice=["yes"], screen="1"),
        payload(choice="y" * 201, screen="1"),
        payload(choice="yes", screen="1\n"),
        payload(command="open"),
        payload(command=["menu"]),
        payload(command="menu", link=""),
        payload(command="menu", link="два слова"),
        payload(command="menu", language="<uk>"),
        payload(command="menu", language=5),
        json.dumps({"address": "", "command": "menu"}).encode(),
        json.dumps({"address": 5, "command": "menu"}).encode(),
        json.dumps({"address": "a b", "command": "menu"}).encode(),
        payload(text="x" * 70_000),
    ],
)
def test_anything_else_is_undecodable(raw: bytes) -> None:
    with pytest.raises(UndecodableError):
        channel().parse(raw)


@given(
    st.binary()
    | st.recursive(st.none() | st.integers() | st.text(), st.lists).map(json.dumps).map(str.encode)
)
def test_no_payload_breaks_the_parser(raw: bytes) -> None:
    with pytest.raises(UndecodableError):
        channel().parse(raw)


@given(st.text(), st.text())
def test_what_is_understood_can_be_stored(choice: str, text: str) -> None:
    for form in (payload(choice=choice, screen="1"), payload(text=text)):
        try:
            said = channel().parse(form).said
        except UndecodableError:
            continue
        match said:
            case Pressed(pressed, _):
                assert pressed == choice
            case Typed(typed):
                assert typed.encode()
                assert "\x00" not in typed
            case other:
                assert other == Commanded("again")


async def test_sending_folds_the_message_into_the_memory() -> None:
    web = channel()
    memory = await web.send("visitor-1", QUESTION, {})
    memory = await web.send("visitor-1", CODE, json.loads(json.dumps(memory)))
    memory = await web.send("visitor-1", TICKS, memory)
    assert view_in(json.loads(json.dumps(memory))) == view_of(QUESTION, CODE, TICKS)


def test_nothing_of_the_persons_own_is_noted() -> None:
    assert channel().remember("7", {"view": {}}) == {"view": {}}
