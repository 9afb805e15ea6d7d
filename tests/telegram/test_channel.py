from __future__ import annotations

import json
from dataclasses import replace
from typing import Any

import pytest
from aiogram.client.session.aiohttp import AiohttpSession

from flows.engine.said import Pressed
from handlers.channel import (
    ChannelError,
    Incoming,
    Later,
    Memory,
    Misconfigured,
    Refused,
    Unavailable,
    Unreachable,
)
from handlers.shown import Attachment, Block, Button, Shown
from handlers.telegram.channel import TelegramChannel
from handlers.telegram.introduction import Introduction
from tests.fakes.bot_api import FakeBotApi, FakePerson

HOUR = 3600.0


def screen(text: str, **more: Any) -> Shown:
    given = {"buttons": (Button("yes", "Так"),), "screen": "1", **more}
    return Shown(language="uk", blocks=(Block("text", text),), **given)


def kept(text: str, **more: Any) -> Shown:
    return Shown(language="uk", blocks=(Block("text", text),), kept=True, **more)


async def send(
    channel: TelegramChannel, to: FakePerson, *screens: Shown, memory: Memory | None = None
) -> Memory:
    """Send one after the other; what is remembered goes through JSON, as it does in the database."""
    known: Memory = memory or {}
    for one in screens:
        known = json.loads(json.dumps(await channel.send(str(to.chat.id), one, known)))
    return known


def latest(channel: TelegramChannel, api: FakeBotApi) -> Incoming:
    """What came in last, understood."""
    incoming = channel.parse(json.dumps(api.state.updates.waiting[-1][1]).encode())
    assert incoming is not None
    return incoming


async def test_a_conversation_is_one_message_that_changes(
    channel: TelegramChannel, olena: FakePerson
) -> None:
    await send(channel, olena, screen("Перше"), screen("Друге", buttons=(Button("no", "Ні"),)))
    assert olena.texts == ["Друге"]
    assert olena.buttons == ["Ні"]


async def test_what_is_kept_stands_by_itself_and_the_next_screen_comes_below(
    channel: TelegramChannel, olena: FakePerson
) -> None:
    await send(channel, olena, screen("Питання"), kept("Код КЛ-7"), screen("Меню", anew=True))
    assert olena.texts == ["Питання", "Код КЛ-7", "Меню"]
    assert [message.labels for message in olena.from_bot] == [[], [], ["Так"]]


async def test_a_notice_leaves_the_screen_where_it_is(channel: TelegramChannel, olena: FakePerson) -> None:
    notice = kept("Вам відповіли", buttons=(Button("!1.open", "Відкрити"),))
    await send(channel, olena, screen("Питання"), notice, screen("Питання 2"))
    assert olena.texts == ["Питання 2", "Вам відповіли"]
    assert [message.labels for message in olena.from_bot] == [["Так"], ["Відкрити"]]


async def test_the_same_screen_again_is_no_error(
    channel: TelegramChannel, olena: FakePerson, api: FakeBotApi
) -> None:
    await send(channel, olena, screen("Те саме"), screen("Те саме"))
    assert olena.texts == ["Те саме"]
    assert len(api.called("sendMessage")) == 1


async def test_a_screen_that_the_person_deleted_comes_anew(
    channel: TelegramChannel, olena: FakePerson
) -> None:
    memory = await send(channel, olena, screen("Перше"))
    olena.delete(olena.from_bot[0])
    await send(channel, olena, screen("Друге"), screen("Третє"), memory=memory)
    assert olena.texts == ["Третє"]


async def test_a_screen_is_sent_even_where_the_old_one_cannot_be_tidied(
    channel: TelegramChannel, olena: FakePerson, api: FakeBotApi
) -> None:
    memory = await send(channel, olena, screen("Перше"))
    api.fail("editMessageReplyMarkup", 500)
    memory = await send(channel, olena, screen("Друге", anew=True), memory=memory)
    await send(channel, olena, screen("Третє"), memory=memory)
    assert olena.texts == ["Перше", "Третє"]


async def test_links_are_not_previewed(channel: TelegramChannel, olena: FakePerson, api: FakeBotApi) -> None:
    await send(channel, olena, screen("Перше"), screen("Друге"))
    calls = api.called("sendMessage") + api.called("editMessageText")
    assert [call["link_preview_options"] for call in calls] == [{"is_disabled": True}] * 2


async def test_a_danger_button_is_red_and_a_code_can_be_copied(
    channel: TelegramChannel, olena: FakePerson
) -> None:
    code = Shown("uk", (Block("copy", "КЛ-7Р2"),), controls=(Button("@danger", "Екстрені номери", "danger"),))
    await send(channel, olena, code)
    assert olena.wizard is not None
    assert [button.get("style") for row in olena.wizard.keyboard for button in row] == [None, "danger"]
    olena.press("⧉ КЛ-7Р2")
    assert olena.clipboard == "КЛ-7Р2"


# sensitive screens ---------------------------------------------------------------------------------


async def test_a_sensitive_screen_is_protected_and_goes_when_the_talk_goes_on(
    channel: TelegramChannel, olena: FakePerson
) -> None:
    memory = await send(channel, olena, screen("Меню"), screen("Чи Вам загрожують?", protect=True))
    assert [message.protected for message in olena.from_bot] == [False, True]
    await send(channel, olena, screen("Далі"), memory=memory)
    assert olena.texts == ["Меню", "Далі"]
    assert [message.protected for message in olena.from_bot] == [False, False]


async def test_one_sensitive_screen_turns_into_the_next(channel: TelegramChannel, olena: FakePerson) -> None:
    await send(channel, olena, screen("Перше", protect=True), screen("Друге", protect=True))
    assert olena.texts == ["Друге"]
    assert olena.from_bot[0].protected


async def test_clearing_what_was_protected_leaves_the_rest(
    channel: TelegramChannel, olena: FakePerson
) -> None:
    memory = await send(channel, olena, kept("Картка", protect=True), kept("Код"), screen("Питання"))
    memory = await channel.clear(str(olena.chat.id), memory, protected_only=True)
    assert olena.texts == ["Код", "Питання"]
    memory = await send(channel, olena, screen("Далі"), memory=memory)
    assert olena.texts == ["Код", "Далі"]


async def test_clearing_deletes_by_the_hundred(
    channel: TelegramChannel, olena: FakePerson, api: FakeBotApi
) -> None:
    memory: Memory = {}
    for number in range(150):
        memory = await send(channel, olena, kept(str(number)), memory=memory)
    await channel.clear(str(olena.chat.id), memory)
    assert olena.from_bot == []
    assert [len(call["message_ids"]) for call in api.called("deleteMessages")] == [100, 50]


async def test_what_is_too_old_to_be_deleted_loses_its_words(
    channel: TelegramChannel, olena: FakePerson, api: FakeBotApi
) -> None:
    memory = await send(channel, olena, screen("Три дні тому"), kept("Теж"))
    api.advance(47 * HOUR)
    memory = await send(channel, olena, kept("Учора"), screen("Змінено щойно"), memory=memory)
    api.advance(2 * HOUR)
    assert await channel.clear(str(olena.chat.id), memory) == {}
    assert olena.texts == ["·", "·"]
    assert olena.wizard is None


async def test_one_message_that_cannot_be_deleted_does_not_save_the_others(
    channel: TelegramChannel, olena: FakePerson, api: FakeBotApi
) -> None:
    memory = await send(channel, olena, kept("Одне"), kept("Інше"))
    olena.from_bot[0].at -= 50 * HOUR  # Telegram's clock is not ours
    await channel.clear(str(olena.chat.id), memory)
    assert olena.texts == ["Одне"]


async def test_a_clearing_that_breaks_off_is_gone_on_with(
    channel: TelegramChannel, olena: FakePerson, api: FakeBotApi
) -> None:
    memory = await send(channel, olena, kept("Давнє"), kept("Давніше"))
    api.advance(50 * HOUR)
    memory = await send(channel, olena, kept("Нове"), memory=memory)
    api.fail("editMessageText", 429, retry_after=7, skip=1)
    with pytest.raises(Later) as caught:
        await channel.clear(str(olena.chat.id), memory)
    assert olena.texts == ["·", "Давніше"]
    left = caught.value.memory
    assert left is not None
    assert len(left["kept"]) == 1
    assert await channel.clear(str(olena.chat.id), left) == {}
    assert olena.texts == ["·", "·"]


async def test_memory_holds_ids_and_times_and_no_words(channel: TelegramChannel, olena: FakePerson) -> None:
    memory = await send(channel, olena, screen("Таємниця", protect=True), kept("Секрет"))
    first, second = (message.id for message in olena.from_bot)
    at = 1_800_000_000
    assert memory == {"wizard": first, "kept": [[first, at], [second, at]], "protected": [first]}


async def test_memory_does_not_grow_for_ever(channel: TelegramChannel, olena: FakePerson) -> None:
    memory = await send(channel, olena, screen("Чутливе", protect=True))
    (wizard,) = (message.id for message in olena.from_bot)
    kept_so_far: list[list[int]] = [[number, 0] for number in range(1000, 1300)]
    memory = await send(channel, olena, kept("Ще"), memory={**memory, "kept": kept_so_far})
    assert len(memory["kept"]) == 200
    assert memory["protected"] == [wizard]
    await channel.clear(str(olena.chat.id), memory)
    assert olena.texts == ["·"]  # the wizard was never forgotten


# files and long texts ------------------------------------------------------------------------------

FILE = Attachment("napravlennia.pdf", "application/pdf", b"%PDF-1.7")


async def test_a_file_comes_with_its_words_and_buttons(channel: TelegramChannel, olena: FakePerson) -> None:
    await send(channel, olena, kept("Ваше направлення", attachment=FILE, buttons=(Button("ok", "Далі"),)))
    (message,) = olena.from_bot
    assert message.document == ("napravlennia.pdf", b"%PDF-1.7")
    assert (message.text, message.labels) == ("Ваше направлення", ["Далі"])


async def test_a_file_cannot_become_a_screen(
    channel: TelegramChannel, olena: FakePerson, api: FakeBotApi
) -> None:
    await send(channel, olena, screen("Файл", attachment=FILE), screen("Меню"), screen("Далі"))
    assert olena.texts == ["Файл", "Далі"]
    assert len(api.called("editMessageText")) == 1


async def test_a_long_screen_is_not_half_overwritten(channel: TelegramChannel, olena: FakePerson) -> None:
    await send(channel, olena, screen("ї" * 5000), screen("Меню"))
    assert [len(one) for one in olena.texts] == [4096, 904, 4]
    assert [message.labels for message in olena.from_bot] == [[], [], ["Так"]]


async def test_a_long_sensitive_screen_goes_whole(channel: TelegramChannel, olena: FakePerson) -> None:
    await send(channel, olena, screen("ї" * 5000, protect=True), screen("Меню"))
    assert olena.texts == ["Меню"]


@pytest.mark.parametrize("code", [429, 500])
async def test_a_message_that_broke_in_the_middle_goes_on_where_it_broke(
    channel: TelegramChannel, olena: FakePerson, api: FakeBotApi, code: int
) -> None:
    long = screen("ї" * 9000, buttons=(Button("ok", "Далі"),))
    api.fail("sendMessage", code, retry_after=3 if code == 429 else None, skip=1)
    with pytest.raises(ChannelError) as caught:
        await send(channel, olena, long)
    memory = json.loads(json.dumps(caught.value.memory))
    memory = await send(channel, olena, long, memory=memory)
    assert [len(one) for one in olena.texts] == [4096, 4096, 808]
    assert olena.buttons == ["Далі"]
    assert "half" not in memory
    assert len(memory["kept"]) == 3


async def test_an_answer_lost_on_the_line_repeats_one_message_at_most(
    channel: TelegramChannel, olena: FakePerson, api: FakeBotApi
) -> None:
    api.drop("sendMessage", done=True)
    with pytest.raises(Unavailable) as caught:
        await send(channel, olena, kept("Код"))
    assert caught.value.memory is None
    await send(channel, olena, kept("Код"))
    assert olena.texts == ["Код", "Код"]


# presses -------------------------------------------------------------------------------------------


async def test_a_press_is_acknowledged(channel: TelegramChannel, olena: FakePerson, api: FakeBotApi) -> None:
    await send(channel, olena, screen("Так чи ні?", screen="7"))
    olena.press("Так")
    incoming = latest(channel, api)
    assert incoming.said == Pressed("yes", "7")
    assert len(olena.waiting) == 1
    await channel.acknowledge(incoming)
    assert olena.waiting == {}


async def test_acknowledging_never_raises(
    channel: TelegramChannel, olena: FakePerson, api: FakeBotApi
) -> None:
    await send(channel, olena, screen("?"))
    receipt = olena.press("Так")
    press = latest(channel, api)
    api.advance(151)
    await channel.acknowledge(press)  # «query is too old»
    for fault in (403, 429, 500):
        api.fail("answerCallbackQuery", fault, retry_after=5 if fault == 429 else None)
        await channel.acknowledge(press)
    api.drop("answerCallbackQuery", done=False)
    await channel.acknowledge(press)
    await channel.acknowledge(replace(press, receipt=None))
    assert receipt not in api.state.answered


# what can't be sent --------------------------------------------------------------------------------


async def test_a_screen_with_nothing_to_read_is_refused_before_it_is_sent(
    channel: TelegramChannel, olena: FakePerson, api: FakeBotApi
) -> None:
    with pytest.raises(Refused):
        await channel.send(str(olena.chat.id), Shown("uk", ()), {})
    assert api.calls == []


@pytest.mark.parametrize("address", ["", "-1001", "olena", "١٢"])
async def test_an_address_that_is_no_private_chat_is_unreachable(
    channel: TelegramChannel, address: str
) -> None:
    with pytest.raises(Unreachable):
        await channel.send(address, kept("Код"), {})


@pytest.mark.parametrize("state", ["never started", "blocked", "deactivated", "unknown"])
async def test_who_cannot_be_reached_is_said_to_be_unreachable(
    channel: TelegramChannel, api: FakeBotApi, state: str
) -> None:
    person = api.person()
    person.chat.started = state != "never started"
    person.chat.blocked = state == "blocked"
    person.chat.deactivated = state == "deactivated"
    address = "404" if state == "unknown" else str(person.chat.id)
    with pytest.raises(Unreachable):
        await channel.send(address, kept("Код"), {})


@pytest.mark.parametrize("token", ["", "no token", "42:"])
def test_a_token_that_is_none_is_a_fault_of_the_set_up(token: str) -> None:
    with pytest.raises(Misconfigured) as caught:
        TelegramChannel(token, None)
    assert caught.value.__context__ is None


# the introduction ----------------------------------------------------------------------------------

TEXTS = Introduction(
    description="Допомога переселенцям. Безкоштовно. Це не екстрена служба.",
    short_description="Допомога переселенцям",
    commands=(("menu", "Меню"), ("danger", "Екстрені номери")),
)


async def test_the_bot_introduces_itself_in_every_language(
    channel: TelegramChannel, api: FakeBotApi, pauses: list[float]
) -> None:
    api.fail("setMyDescription", 429, retry_after=9)
    await channel.introduce({"": TEXTS, "en": TEXTS})
    assert api.state.profile == {
        (what, language): value
        for language in ("", "en")
        for what, value in {
            "commands": [("menu", "Меню"), ("danger", "Екстрені номери")],
            "description": TEXTS.description,
            "short_description": TEXTS.short_description,
        }.items()
    }
    assert pauses == [9]


@pytest.mark.parametrize(
    "change",
    [
        {"description": "ї" * 513},
        {"description": ""},
        {"short_description": "ї" * 121},
        {"commands": (("menu", "ї" * 257),)},
        {"commands": (("Меню", "Меню"),)},
        {"commands": (("menu", "Меню"),) * 101},
    ],
)
def test_an_introduction_telegram_would_refuse_is_never_made(change: dict[str, Any]) -> None:
    with pytest.raises(ValueError, match=r"characters|commands"):
        replace(TEXTS, **change)


async def test_closing_lets_go_of_the_line(api: FakeBotApi) -> None:
    channel = TelegramChannel(api.token, api.url)
    await channel.close()
    olena = api.person()
    olena.start()
    await channel.send(str(olena.chat.id), kept("Код"), {})
    await channel.close()
    session = channel._transport._bot and channel._transport._bot.session
    assert isinstance(session, AiohttpSession)
    assert session._session is not None
    assert session._session.closed
