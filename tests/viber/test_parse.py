"""What comes in: a table of events, each through the same door as in the program."""

from __future__ import annotations

import json
from typing import Any

import pytest

from flows.engine.said import Commanded, Pressed, Said, Sent, Typed
from handlers.channel import Address, Incoming, UndecodableError
from handlers.viber.parse import parse, press
from handlers.viber.updates import taken

SENDER = {
    "id": "01234567890A=",
    "name": "Олена Чайка",
    "avatar": "https://x/a.jpg",
    "language": "uk",
    "country": "UA",
}


def stored(event: dict[str, Any]) -> bytes:
    raw = {"timestamp": 1_800_000_000_000, "message_token": 5_741_311_803_571_721_087, **event}
    return taken(json.dumps(raw).encode()).payload


def message(**parts: Any) -> bytes:
    return stored({"event": "message", "sender": SENDER, "message": parts})


def heard(payload: bytes) -> Incoming:
    incoming = parse(payload)
    assert incoming.address == Address("viber", "01234567890A=")
    return incoming


@pytest.mark.parametrize(
    ("parts", "said"),
    [
        ({"type": "text", "text": "Добрий день"}, Typed("Добрий день")),
        ({"type": "text", "text": press("12", "yes")}, Pressed("yes", "12")),
        ({"type": "text", "text": press("7", "+d1")}, Pressed("+d1", "7")),
        ({"type": "text", "text": press("", "!3.open")}, Pressed("!3.open", "")),
        ({"type": "text", "text": press("5", "@more")}, Pressed("@more", "5")),
        ({"type": "text", "text": "10:30"}, Typed("10:30")),
        ({"type": "text", "text": "# 5:так"}, Typed("# 5:так")),
        ({"type": "text", "text": "/menu"}, Commanded("menu")),
        ({"type": "text", "text": "/SOS"}, Commanded("danger")),
        ({"type": "text", "text": "/інше"}, Typed("/інше")),
        ({"type": "text", "text": "пів\ud83d пари\0"}, Typed("пів\ufffd пари")),
        ({"type": "picture", "media": "https://x/y.jpg"}, Sent("photo")),
        ({"type": "sticker", "sticker_id": 46105}, Sent("sticker")),
        ({"type": "file", "media": "https://x/y.pdf", "file_name": "лист.pdf"}, Sent("file")),
        ({"type": "video", "media": "https://x/y.mp4"}, Sent("file")),
        ({"type": "url", "media": "https://example.org"}, Sent("other")),
        (
            {"type": "location", "location": {"lat": 46.4825, "lon": 30.7233}},
            Sent("location", {"lat": 46.48, "lon": 30.72}),
        ),
        ({"type": "location", "location": {"lat": "46", "lon": 400}}, Sent("location")),
        (
            {"type": "contact", "contact": {"name": "Х", "phone_number": "380671234567"}},
            Typed("+380671234567"),
        ),
        ({"type": "contact", "contact": {"name": "Х"}}, Sent("other")),
    ],
)
def test_a_message_is_understood(parts: dict[str, Any], said: Said) -> None:
    assert heard(message(**parts)).said == said


def test_the_start_button_carries_on_what_a_link_carried() -> None:
    incoming = heard(message(type="text", text="/start inv_abc-1"))
    assert (incoming.said, incoming.link) == (Commanded("menu"), "inv_abc-1")
    assert heard(message(type="text", text="/start два слова")).link is None


def test_who_comes_and_who_goes_can_be_reached_or_not() -> None:
    assert heard(stored({"event": "subscribed", "user": SENDER})).reachable is True
    assert heard(stored({"event": "unsubscribed", "user_id": SENDER["id"]})).reachable is False


def test_the_language_of_the_phone_is_a_first_guess() -> None:
    assert heard(message(type="text", text="Привіт")).language == "uk"


def test_nothing_is_stored_that_is_not_needed() -> None:
    payloads = [
        message(type="contact", contact={"name": "Чужа людина", "phone_number": "1", "avatar": "https://x"}),
        message(type="picture", media="https://x/y.jpg", text="підпис", thumbnail="https://x/t.jpg"),
        message(type="location", location={"lat": 46.482526, "lon": 30.723309, "address": "вул. Зразкова"}),
    ]
    told = b"".join(payloads).decode("unicode_escape")
    for word in ("Олена", "Чужа", "https", "підпис", "Зразкова", "46.4825", "country", "avatar"):
        assert word not in told


def test_an_event_is_known_by_its_64_bit_token() -> None:
    body = b'{"event":"message","timestamp":1,"message_token":18446744073709551615}'
    assert taken(body).external == "18446744073709551615"


@pytest.mark.parametrize(
    "payload",
    [
        b"",
        b"[]",
        b"\xff",
        b'{"event":"message"}',
        b'{"event":"message","from":{"id":5},"message":{"type":"text","text":"x"}}',
        b'{"event":"message","from":{"id":"a b"},"message":{"type":"text","text":"x"}}',
        b'{"event":"message","from":{"id":"a"},"message":{"type":"text"}}',
        b'{"event":"message","from":{"id":"a"},"message":{"type":[]}}',
        b'{"event":"other","from":{"id":"a"}}',
        b"[" * 100_000,
    ],
)
def test_what_cannot_be_read_is_said_without_its_words(payload: bytes) -> None:
    with pytest.raises(UndecodableError) as found:
        parse(payload)
    assert found.value.args == ()
    assert found.value.__context__ is None
