"""The fake server must be as strict as Telegram, else the tests that stand on it prove nothing."""

from __future__ import annotations

import asyncio
import subprocess
import sys
from typing import Any

import aiohttp
import pytest

from tests.fakes.bot_api import FakeBotApi, FakePerson
from tests.fakes.bot_api_schema import Schema
from tests.fakes.bot_api_text import BadHtmlError, marked
from tests.telegram.inbox import PATIENCE

DAY = 24 * 3600.0


async def ask(api: FakeBotApi, method: str, **params: Any) -> Any:
    """The result, or the description of the refusal."""
    url = f"{api.url}/bot{api.token}/{method}"
    async with aiohttp.ClientSession() as http, http.post(url, json=params) as response:
        answer = await response.json()
    return answer["result"] if answer["ok"] else answer["description"]


async def ids(api: FakeBotApi, **params: Any) -> list[int]:
    return [update["update_id"] for update in await ask(api, "getUpdates", **params)]


async def test_updates_stay_until_an_offset_confirms_them(api: FakeBotApi, olena: FakePerson) -> None:
    olena.say("друге")
    olena.say("третє")
    assert await ids(api) == [1000, 1001, 1002]
    assert await ids(api, limit=2) == [1000, 1001]
    assert await ids(api, offset=1001) == [1001, 1002]
    assert await ids(api) == [1001, 1002]
    assert await ids(api, offset=-1) == [1002]
    assert await ids(api) == [1002]
    assert await ids(api, offset=1003) == []
    assert await ids(api, offset=0) == []


async def test_an_offset_far_ahead_confirms_nothing(api: FakeBotApi, olena: FakePerson) -> None:
    assert await ids(api, offset=1_000_000) == [1000]


async def test_a_long_poll_ends_as_soon_as_something_comes(api: FakeBotApi) -> None:
    olena = api.person()
    poll = asyncio.ensure_future(ids(api, timeout=25))
    await asyncio.wait_for(api.until_called("getUpdates", 1), PATIENCE)
    olena.start()
    assert await asyncio.wait_for(poll, PATIENCE) == [1000]


async def test_of_two_pollers_the_older_is_told(api: FakeBotApi) -> None:
    older = asyncio.ensure_future(ask(api, "getUpdates", timeout=25))
    await asyncio.wait_for(api.until_called("getUpdates", 1), PATIENCE)
    assert await ids(api) == []
    assert (await asyncio.wait_for(older, PATIENCE)).startswith("Conflict: terminated by other getUpdates")


async def test_a_webhook_shuts_polling_out(api: FakeBotApi) -> None:
    assert await ask(api, "setWebhook", url="https://example.org/hook") is True
    assert (await ask(api, "getUpdates")).startswith(
        "Conflict: can't use getUpdates method while webhook is active"
    )
    assert await ask(api, "deleteWebhook") is True
    assert await ids(api) == []


async def test_a_press_lives_150_seconds_and_other_updates_a_day(api: FakeBotApi, olena: FakePerson) -> None:
    await ask(api, "sendMessage", chat_id=olena.chat.id, text="?", reply_markup=keys("Так"))
    query = olena.press("Так")
    assert len(await ids(api)) == 2
    api.advance(150)
    assert await ids(api) == [1000]
    assert "query is too old" in await ask(api, "answerCallbackQuery", callback_query_id=query)
    api.advance(DAY)
    assert await ids(api) == []


async def test_only_allowed_kinds_come_and_the_setting_stays(api: FakeBotApi, olena: FakePerson) -> None:
    await ids(api, allowed_updates=["my_chat_member"])
    await ids(api)
    olena.say("мовчки")
    olena.block()
    assert await ids(api, offset=1001) == [1001]


def keys(*labels: str, **more: Any) -> dict[str, Any]:
    return {"inline_keyboard": [[{"text": label, "callback_data": "x", **more} for label in labels]]}


@pytest.mark.parametrize(
    ("params", "complaint"),
    [
        ({"text": ""}, "message text is empty"),
        ({"text": " \n"}, "message text is empty"),
        ({"text": "<b> </b>", "parse_mode": "HTML"}, "message text is empty"),
        ({"text": "ї" * 4097}, "message is too long"),
        ({"text": "<b>ї", "parse_mode": "HTML"}, "can't parse entities: Can't find end tag"),
        ({"text": "?", "reply_markup": keys(" ")}, "must be non-empty"),
        ({"text": "?", "reply_markup": keys("а", callback_data="ї" * 33)}, "BUTTON_DATA_INVALID"),
        ({"text": "?", "reply_markup": keys("а", callback_data="")}, "Text buttons are unallowed"),
        ({"text": "?", "reply_markup": keys("а", style="pink")}, "BUTTON_STYLE_INVALID"),
        ({"text": "?", "reply_markup": keys(*"123456789")}, "1 to 8 buttons"),
        ({"text": "?", "reply_markup": {"inline_keyboard": [[]]}}, "1 to 8 buttons"),
        ({"text": "?", "chat_id": 404}, "chat not found"),
    ],
)
async def test_what_telegram_refuses_is_refused(
    api: FakeBotApi, olena: FakePerson, params: dict[str, Any], complaint: str
) -> None:
    given = {"chat_id": olena.chat.id, **params}
    assert complaint in await ask(api, "sendMessage", **given)
    assert olena.texts == []


async def test_messages_are_edited_and_deleted_by_telegrams_rules(api: FakeBotApi, olena: FakePerson) -> None:
    chat = olena.chat.id
    said = olena.say("моє")
    sent = (await ask(api, "sendMessage", chat_id=chat, text="<b>ї</b>", parse_mode="HTML"))["message_id"]
    edit = {"chat_id": chat, "message_id": sent, "text": "ї"}
    assert (await ask(api, "editMessageText", **edit))["text"] == "ї"
    assert "message is not modified" in await ask(api, "editMessageText", **edit)
    assert "message to edit not found" in await ask(api, "editMessageText", **{**edit, "message_id": 1})
    assert "message can't be edited" in await ask(api, "editMessageText", **{**edit, "message_id": said.id})
    api.advance(2 * DAY)
    assert "can't be deleted" in await ask(api, "deleteMessage", chat_id=chat, message_id=sent)
    assert "can't be deleted" in await ask(api, "deleteMessages", chat_id=chat, message_ids=[sent])
    fresh = olena.say("нове")
    assert await ask(api, "deleteMessages", chat_id=chat, message_ids=[1, fresh.id]) is True
    assert "message to delete not found" in await ask(api, "deleteMessage", chat_id=chat, message_id=fresh.id)


@pytest.mark.parametrize(
    ("source", "read"),
    [
        ("<b>а</b> &lt;і&gt; &amp;&quot;&#1111;", 'а <і> &"ї'),
        ("a & b &nbsp;", "a & b &nbsp;"),
        ("<code>1<b>2</b></code>", "12"),
    ],
)
def test_html_is_read_as_telegram_reads_it(source: str, read: str) -> None:
    assert marked(source, "HTML").text == read


@pytest.mark.parametrize(
    ("source", "complaint"),
    [
        ("їж <p>", 'Unsupported start tag "p" at byte offset 5'),
        ("a < b", 'Unsupported start tag "" at byte offset 2'),
        ("</b>", "Unexpected end tag at byte offset 0"),
        ("<b><i></b></i>", 'Unmatched end tag at byte offset 6, expected "</i>", found "</b>"'),
        ("<b>", 'Can\'t find end tag corresponding to start tag "b"'),
    ],
)
def test_bad_html_is_complained_of_in_telegrams_words(source: str, complaint: str) -> None:
    with pytest.raises(BadHtmlError, match=r"can't parse entities") as caught:
        marked(source, "HTML")
    assert str(caught.value).endswith(complaint)


def test_entities_are_counted_as_the_bot_api_counts_them() -> None:
    assert marked("🙂<i>ї</i>", "HTML").entities == (("italic", 2, 1),)


@pytest.mark.parametrize(
    ("method", "params"),
    [
        ("sendMessages", {}),
        ("sendMessage", {"chat_id": 1}),
        ("sendMessage", {"chat_id": 1, "text": "?", "disable_web_page_preview": True}),
        ("sendMessage", {"chat_id": 1, "text": 5}),
        ("sendMessage", {"chat_id": 1, "text": "?", "reply_markup": {"inline_keyboard": [[{"label": "?"}]]}}),
        ("sendDocument", {"chat_id": 1, "document": 5}),
        ("deleteMessages", {"chat_id": 1, "message_ids": "1,2"}),
    ],
)
async def test_a_request_that_breaks_the_schema_breaks_the_test(method: str, params: dict[str, Any]) -> None:
    if not Schema().methods:
        pytest.skip("the Bot API's schema is not at hand")
    api = FakeBotApi()
    with pytest.raises(AssertionError):
        async with api:
            await ask(api, method, **params)
    assert api.violations


def test_reading_and_drawing_need_no_aiogram() -> None:
    """Its import takes seconds: an installation without a Telegram token must not pay for it."""
    modules = ("parse", "render", "poll", "webhook", "api", "channel", "introduction")
    code = "".join(f"import handlers.telegram.{one}\n" for one in modules)
    code += "import sys\nassert 'aiogram' not in sys.modules"
    subprocess.run([sys.executable, "-c", code], check=True)
