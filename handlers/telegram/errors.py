"""aiogram's errors as ours. Theirs carry the whole request, words and all: they never leave ``transport``."""

from __future__ import annotations

from aiogram.exceptions import (
    AiogramError,
    ClientDecodeError,
    TelegramAPIError,
    TelegramBadRequest,
    TelegramConflictError,
    TelegramEntityTooLarge,
    TelegramForbiddenError,
    TelegramNetworkError,
    TelegramNotFound,
    TelegramRetryAfter,
    TelegramServerError,
    TelegramUnauthorizedError,
)
from aiohttp import ClientError

from handlers.channel import ChannelError, Later, Refused, Unavailable
from handlers.telegram.refusals import refusal

FOREIGN = (AiogramError, ClientError, OSError, ValueError)
"""Everything a call may raise: pydantic's errors are ValueErrors, time-outs are OSErrors."""

_CODES: dict[type[TelegramAPIError], int] = {
    TelegramBadRequest: 400,
    TelegramUnauthorizedError: 401,
    TelegramForbiddenError: 403,
    TelegramNotFound: 404,
    TelegramConflictError: 409,
    TelegramEntityTooLarge: 413,  # before TelegramNetworkError, whose child it is
    TelegramServerError: 500,
    TelegramNetworkError: 503,
}


def mapped(error: Exception) -> ChannelError:
    """The error of ours that says what to do; it holds nothing of the one it stands for."""
    if isinstance(error, TelegramRetryAfter):
        return Later(float(error.retry_after))
    for foreign, code in _CODES.items():
        if isinstance(error, foreign):
            return refusal(code, error.message)
    # What is no JSON comes from a gateway on the way, not from Telegram.
    if isinstance(error, (ClientDecodeError, ClientError, OSError)):
        return Unavailable()
    return Refused()
