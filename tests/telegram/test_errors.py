"""Every way in which Telegram or the line can fail, as what it means for us."""

from __future__ import annotations

from typing import Any

import pytest
from aiogram import exceptions
from aiogram.methods import SendMessage
from aiohttp import ClientError

from handlers.channel import ChannelError, Later, Misconfigured, Refused, Unavailable, Unreachable
from handlers.shown import Block, Shown
from handlers.telegram.channel import TelegramChannel
from handlers.telegram.errors import FOREIGN, mapped
from handlers.telegram.refusals import NotModified, refusal
from tests.fakes.bot_api import FakeBotApi, FakePerson

SECRET = "таємниця"
SHOWN = Shown("uk", (Block("text", SECRET),), kept=True)


@pytest.mark.parametrize(
    ("code", "description", "after", "meant"),
    [
        (400, "Bad Request: message is not modified: specified new message content…", None, NotModified),
        (400, "Bad Request: chat not found", None, Unreachable),
        (400, "Bad Request: user not found", None, Unreachable),
        (400, "Bad Request: PEER_ID_INVALID", None, Unreachable),
        (400, "Bad Request: message is too long", None, Refused),
        (401, "Unauthorized", None, Misconfigured),
        (403, "Forbidden: bot was blocked by the user", None, Unreachable),
        (403, "Forbidden: user is deactivated", None, Unreachable),
        (404, "Not Found", None, Misconfigured),
        (409, "Conflict: terminated by other getUpdates request", None, Misconfigured),
        (413, "Request Entity Too Large", None, Refused),
        (429, "Too Many Requests: retry after 3", 3, Later),
        (429, "Too Many Requests", None, Later),
        (500, "Internal Server Error", None, Unavailable),
        (502, "Bad Gateway", None, Unavailable),
    ],
)
def test_an_answer_means_one_of_our_errors(
    code: int, description: str, after: float | None, meant: type[ChannelError]
) -> None:
    assert type(refusal(code, description, after)) is meant


@pytest.mark.parametrize("fault", ["dropped before", "dropped after", "garbled", "nobody there"])
async def test_a_broken_line_is_unavailable_and_quotes_nothing(
    channel: TelegramChannel,
    olena: FakePerson,
    api: FakeBotApi,
    caplog: pytest.LogCaptureFixture,
    fault: str,
) -> None:
    if fault == "garbled":
        api.garble("sendMessage")
    elif fault == "nobody there":
        await api.__aexit__(None, None, None)
    else:
        api.drop("sendMessage", done=fault == "dropped after")
    with pytest.raises(Unavailable) as caught:
        await channel.send(str(olena.chat.id), SHOWN, {})
    assert_quotes_nothing(caught.value, caplog, api, olena)


def assert_quotes_nothing(
    error: BaseException, caplog: pytest.LogCaptureFixture, api: FakeBotApi, person: FakePerson
) -> None:
    assert error.__context__ is None
    assert error.__cause__ is None
    for private in (SECRET, api.token, str(person.chat.id)):
        assert private not in repr(error) + caplog.text


def test_every_error_of_aiogram_is_mapped() -> None:
    method: Any = SendMessage(chat_id=1, text=SECRET)
    kinds = [
        kind
        for kind in vars(exceptions).values()
        if isinstance(kind, type) and issubclass(kind, exceptions.TelegramAPIError)
    ]
    assert {one.__name__ for one in kinds} >= EXPECTED.keys()
    for kind in kinds:
        third = {"retry_after": 5} if kind is exceptions.TelegramRetryAfter else {}
        third = {"migrate_to_chat_id": -5} if kind is exceptions.TelegramMigrateToChat else third
        error = mapped(kind(method=method, message=SECRET, **third))
        assert SECRET not in str(error)
        assert type(error) is EXPECTED.get(kind.__name__, Refused), kind


EXPECTED = {
    "TelegramRetryAfter": Later,
    "TelegramForbiddenError": Unreachable,
    "TelegramUnauthorizedError": Misconfigured,
    "TelegramConflictError": Misconfigured,
    "TelegramNotFound": Misconfigured,
    "TelegramServerError": Unavailable,
    "RestartingTelegram": Unavailable,
    "TelegramNetworkError": Unavailable,
}


@pytest.mark.parametrize(
    ("error", "meant"),
    [
        (exceptions.ClientDecodeError(SECRET, ValueError(SECRET), SECRET), Unavailable),
        (ClientError(SECRET), Unavailable),
        (TimeoutError(SECRET), Unavailable),
        (ConnectionResetError(SECRET), Unavailable),
        (UnicodeEncodeError("utf-8", SECRET, 0, 1, SECRET), Refused),
    ],
)
def test_errors_of_the_libraries_below_are_mapped_too(error: Exception, meant: type[ChannelError]) -> None:
    assert isinstance(error, FOREIGN)
    assert type(mapped(error)) is meant
