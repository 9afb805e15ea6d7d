"""The webhook: check the signature, store, answer, and only then let anybody work."""

from __future__ import annotations

import logging
from collections.abc import Awaitable, Callable

from aiohttp import web

from handlers.channel import Receive
from handlers.viber.channel import ViberChannel
from handlers.viber.parse import NAME, carried
from handlers.viber.signature import HEADER, genuine
from handlers.viber.updates import STORED, Update, taken

LARGEST = 512 * 1024  # bytes; an event has a few thousand
OLD = 75 * 60  # seconds: Viber repeats itself for about an hour, and its clock may not be ours

_log = logging.getLogger(__name__)

Handler = Callable[[web.Request], Awaitable[web.Response]]


def webhook(token: str, channel: ViberChannel, receive: Receive, now: Callable[[], float]) -> Handler:
    """A handler for POST; ``now`` is Unix time.

    413 for what is larger than any event, 403 without Viber's signature and for an old event that somebody
    plays again (a repeated one is known by its message_token), 503 where storing failed: Viber comes again.
    200 once stored. The welcome to whoever opens the chat goes back in the answer; nothing is recorded of her
    yet.
    """

    async def handle(request: web.Request) -> web.Response:
        body = await _read(request)
        if body is None:
            return web.Response(status=413)
        if not genuine(token, body, request.headers.get(HEADER, "")):
            return web.Response(status=403)
        update = taken(body)
        if update.at is not None and update.event != "webhook" and now() - update.at > OLD:
            return web.Response(status=403)
        if update.event == "conversation_started":
            return web.json_response(_welcome(channel, update))
        if update.event == "failed":  # a client could not draw what we sent: nobody sees it, so say it here
            _log.error("viber: a message could not be shown")
        if update.event and update.event not in STORED:
            return web.Response()
        try:
            await receive(NAME, [(update.external, update.payload)])
        except Exception as error:  # noqa: BLE001 - whatever the store says, Viber must bring it again
            _log.error("viber: an event was not stored (%s)", type(error).__name__)
            return web.Response(status=503)
        return web.Response()

    return handle


def _welcome(channel: ViberChannel, update: Update) -> dict[str, object]:
    raw = update.raw or {}
    user = raw.get("user")
    language = user.get("language") if isinstance(user, dict) else None
    return channel.welcome(language if isinstance(language, str) else None, carried(raw.get("context")))


async def _read(request: web.Request) -> bytes | None:
    """The body, or None where it is larger than anything Viber sends."""
    body = bytearray()
    async for chunk in request.content.iter_any():
        body += chunk
        if len(body) > LARGEST:
            return None
    return bytes(body)
