"""The webhook: check the secret, store, answer, and only then let anybody work."""

from __future__ import annotations

import hmac
import json
import logging
import re
from collections.abc import Awaitable, Callable

from aiohttp import web

from handlers.channel import Misconfigured, Receive
from handlers.telegram.api import RawApi
from handlers.telegram.parse import NAME
from handlers.telegram.updates import ALLOWED, Update, taken, unnamed

HEADER = "X-Telegram-Bot-Api-Secret-Token"
LARGEST = 1024 * 1024  # bytes; an update has a few thousand
CONNECTIONS = 40  # Telegram's own default, and enough for an answer that does not wait for the work

_SECRET = re.compile(r"[A-Za-z0-9_-]{1,256}")
_log = logging.getLogger(__name__)


async def register(api: RawApi, url: str, secret: str) -> None:
    """Ask Telegram to bring updates to ``url`` (https) under that secret. Raises a ChannelError."""
    await api.ask(
        "setWebhook",
        url=url,
        secret_token=_checked(secret),
        allowed_updates=list(ALLOWED),
        max_connections=CONNECTIONS,
        drop_pending_updates=False,
    )


def webhook(secret: str, receive: Receive) -> Callable[[web.Request], Awaitable[web.Response]]:
    """A handler for POST. 403 without the secret, 200 once stored, 503 where storing failed (Telegram comes
    again). What is no update is stored too, for the dead letters, and confirmed: refused, it would come again
    for a day and hold up everybody behind it.

    Raises Misconfigured where the secret is empty or has characters that Telegram does not take.
    """
    expected = _checked(secret).encode()

    async def handle(request: web.Request) -> web.Response:
        given = request.headers.get(HEADER, "").encode("utf-8", "surrogateescape")
        if not hmac.compare_digest(given, expected):
            return web.Response(status=403)
        body = await _read(request)
        if body is None:
            return web.Response(status=413)
        update = _update(body)
        if update.group is not None:
            # A call in the answer to a webhook is carried out by Telegram.
            return web.json_response({"method": "leaveChat", "chat_id": update.group})
        try:
            await receive(NAME, [(update.external, update.payload)])
        except Exception as error:  # noqa: BLE001 - whatever the store says, Telegram must bring it again
            _log.error("telegram: an update was not stored (%s)", type(error).__name__)
            return web.Response(status=503)
        return web.Response()

    return handle


async def _read(request: web.Request) -> bytes | None:
    """The body, or None where it is larger than anything Telegram sends."""
    body = bytearray()
    async for chunk in request.content.iter_any():
        body += chunk
        if len(body) > LARGEST:
            return None
    return bytes(body)


def _update(body: bytes) -> Update:
    try:
        return taken(json.loads(body))
    except (ValueError, RecursionError):
        return unnamed(body)


def _checked(secret: str) -> str:
    if not _SECRET.fullmatch(secret):
        raise Misconfigured
    return secret
