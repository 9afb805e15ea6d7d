from __future__ import annotations

import json
import traceback
from typing import Any

import pytest

from handlers.channel import (
    ChannelError,
    Later,
    Memory,
    Misconfigured,
    Refused,
    Unavailable,
    Unreachable,
)
from handlers.shown import Block, Button, Shown
from handlers.viber.channel import ViberChannel
from handlers.viber.refusals import refusal
from tests.fakes.viber_api import FakeViber, Phone
from tests.logged import logged
from tests.viber.conftest import WORDS

SECRET = "адреса, якої ніхто не мав бачити"


def screen(text: str, **more: Any) -> Shown:
    given = {"buttons": (Button("yes", "Так"),), "screen": "1", **more}
    return Shown(language="uk", blocks=(Block("text", text),), **given)


async def send(channel: ViberChannel, to: Phone, *screens: Shown, memory: Memory | None = None) -> Memory:
    """Send one after the other; what is remembered goes through JSON, as it does in the database."""
    known: Memory = memory or {}
    for one in screens:
        known = json.loads(json.dumps(await channel.send(to.id, one, known)))
    return known


def test_a_sender_has_a_name_of_28_letters_at_most() -> None:
    ViberChannel("t", "http://127.0.0.1", "ї" * 28, {"uk": WORDS})
    for name in ("", "ї" * 29):
        with pytest.raises(ValueError, match="28"):
            ViberChannel("t", "http://127.0.0.1", name, {"uk": WORDS})


async def test_each_screen_is_a_message_with_its_keyboard(channel: ViberChannel, olena: Phone) -> None:
    await send(channel, olena, screen("Перше"), screen("Друге", buttons=(Button("no", "Ні"),)))
    assert olena.texts == ["Перше", "Друге"]
    assert olena.labels == ["Ні"]


async def test_a_sharing_button_stands_on_an_old_phone_too(channel: ViberChannel, olena: Phone) -> None:
    await send(
        channel,
        olena,
        screen("Ваш номер?", expects="phone"),
        Shown("uk", (Block("text", "І ще"),), kept=True),
    )
    assert len(olena.seen) == 2


async def test_nothing_can_be_taken_away_and_the_keyboard_of_what_was_to_go_is_forgotten(
    channel: ViberChannel, olena: Phone
) -> None:
    memory = await send(channel, olena, screen("Питання"))
    assert await channel.clear(olena.id, memory, protected_only=True) == memory
    assert await channel.clear(olena.id, memory) == {}
    memory = await send(channel, olena, screen("Делікатне", protect=True))
    assert await channel.clear(olena.id, memory, protected_only=True) == {}
    assert olena.texts == ["Питання", "Делікатне"]


@pytest.mark.parametrize(
    ("status", "error"),
    [
        (1, Refused), (2, Misconfigured), (3, Refused), (4, Refused), (5, Unreachable), (6, Unreachable),
        (7, Misconfigured), (8, Misconfigured), (9, Misconfigured), (10, Misconfigured), (11, Unreachable),
        (12, Later), (13, Refused), (14, Refused), (15, Misconfigured), (16, Refused), (17, Refused),
        (18, Refused), (19, Refused), (20, Refused), (21, Refused), (22, Refused), (23, Misconfigured),
        (24, Misconfigured), (999, Refused),
    ],
)  # fmt: skip
async def test_every_status_says_what_to_do(
    channel: ViberChannel, olena: Phone, viber: FakeViber, status: int, error: type[ChannelError]
) -> None:
    assert type(refusal(status)) is error
    viber.fail(status)
    with pytest.raises(error):
        await send(channel, olena, screen("Перше"))


@pytest.mark.parametrize(
    ("http", "error"), [(500, Unavailable), (502, Unavailable), (429, Later), (404, Misconfigured)]
)
async def test_a_gateway_in_between_is_no_answer_of_vibers(
    channel: ViberChannel, olena: Phone, viber: FakeViber, http: int, error: type[ChannelError]
) -> None:
    viber.fail(http=http)
    with pytest.raises(error):
        await send(channel, olena, screen("Перше"))


async def test_who_is_unknown_or_has_left_is_unreachable(channel: ViberChannel, viber: FakeViber) -> None:
    with pytest.raises(Unreachable):
        await channel.send("nobody", screen("Перше"), {})
    with pytest.raises(Unreachable):
        await channel.send(viber.person("Леся").id, screen("Перше"), {})


async def test_a_wrong_token_wakes_the_operator(viber: FakeViber, olena: Phone) -> None:
    wrong = ViberChannel("0-0-0", viber.url, "Дорожник", {"uk": WORDS})
    with pytest.raises(Misconfigured):
        await wrong.send(olena.id, screen("Перше"), {})
    await wrong.close()


async def test_what_viber_would_not_take_is_refused_without_its_words(
    channel: ViberChannel, olena: Phone
) -> None:
    with pytest.raises(Refused) as found:
        await send(channel, olena, screen(SECRET, buttons=(Button("x" * 200, "Так"),)))
    assert SECRET not in "".join(traceback.format_exception(found.value))


async def test_more_than_thirty_kilobytes_never_leave(channel: ViberChannel, viber: FakeViber) -> None:
    with pytest.raises(Refused):
        await channel.api.ask("send_message", {"text": "a" * 31_000})
    assert viber.calls == []


@pytest.mark.parametrize("how", ["drop", "page", "nobody"])
async def test_when_the_network_fails_nothing_tells_of_the_token_or_the_text(
    channel: ViberChannel, olena: Phone, viber: FakeViber, how: str
) -> None:
    if how == "nobody":
        channel = ViberChannel(viber.token, "http://127.0.0.1:9/pa", "Дорожник", {"uk": WORDS})
    elif how == "drop":
        viber.fail(drop=True)
    else:
        viber.fail(http=502)
    with logged("DEBUG") as log, pytest.raises(Unavailable) as found:
        await channel.send(olena.id, screen(SECRET), {})
    told = "".join(traceback.format_exception(found.value)) + repr(found.value) + log.getvalue()
    assert not [1 for one in (SECRET, viber.token, olena.id) if one in told]
    assert found.value.__context__ is None
    await channel.close()


async def test_the_fake_refuses_what_viber_would(
    viber: FakeViber, olena: Phone, channel: ViberChannel
) -> None:
    good = {"receiver": olena.id, "sender": {"name": "Дорожник"}, "type": "text", "text": "x"}
    key = {"Columns": 6, "Rows": 1, "ActionType": "reply", "ActionBody": "x", "Text": "x"}
    bad: list[dict[str, Any]] = [
        {**good, "sender": {"name": "ї" * 29}},
        {**good, "text": "ї" * 7001},
        {**good, "text": ""},
        {**good, "keyboard": {"Type": "keyboard", "Buttons": []}},
        {**good, "keyboard": {"Type": "keyboard", "Buttons": [{**key, "Columns": 7}]}},
        {**good, "keyboard": {"Type": "keyboard", "Buttons": [{**key, "Colour": "red"}]}},
        {**good, "keyboard": {"Type": "keyboard", "Buttons": [{**key, "ActionType": "share-phone"}]}},
        {"receiver": olena.id, "type": "text", "text": "x"},
    ]
    for one in bad:
        with pytest.raises(Refused):
            await channel.api.send(one)
    await channel.api.send(good)
    assert olena.labels == [], "a message without a keyboard has taken it away"
    for _ in range(99):
        await channel.api.send(good)
    with pytest.raises(Later):
        await channel.api.send(good)
