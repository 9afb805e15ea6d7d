"""What links that open once lead to: the page on which a conversation goes on, and files."""

from __future__ import annotations

import re
from collections.abc import Awaitable, Callable
from functools import partial
from typing import TypeAlias
from urllib.parse import quote

from aiohttp import web

from bot.intake import Intake
from bot.services import one_time

_TOKEN = re.compile(r"[A-Za-z0-9_-]{32}")


Look: TypeAlias = Callable[[web.Request, str], Awaitable[web.Response]]
Offer: TypeAlias = Callable[[web.Request], Awaitable[web.Response]]


def one_time_routes(look: Look, offer: Offer, intake: Intake) -> list[web.RouteDef]:
    """Both open by a press, so that whoever draws a preview of a link does not use it up: the conversation on
    the chat's page (``look``, with what the link carries), a file on one that offers it."""

    async def goes_on(request: web.Request) -> web.Response:
        token = request.match_info["token"]
        return await look(request, f"{one_time.ONWARD}{token}" if _TOKEN.fullmatch(token) else "")

    def word(request: web.Request) -> str:
        token = request.match_info["name"].partition(".")[0]
        if not _TOKEN.fullmatch(token):
            raise web.HTTPNotFound
        return token

    async def offered(request: web.Request) -> web.Response:
        if not await intake.database.run(partial(one_time.waits, token=word(request)), intake.now):
            raise web.HTTPNotFound
        return await offer(request)

    async def file(request: web.Request) -> web.Response:
        found = await intake.database.run(partial(one_time.file, token=word(request)), intake.now)
        if found is None:
            raise web.HTTPNotFound
        headers = {
            "Content-Type": found.media_type,
            "Content-Disposition": f"attachment; filename*=UTF-8''{quote(found.name)}",
            "Cache-Control": "no-store",
            "Referrer-Policy": "no-referrer",
            "X-Content-Type-Options": "nosniff",
            "X-Robots-Tag": "noindex",
        }
        return web.Response(body=found.content, headers=headers)

    return [
        web.get(f"{one_time.PAGES}{{token}}", goes_on),
        web.get(f"{one_time.FILES}{{name}}", offered, allow_head=False),
        web.post(f"{one_time.FILES}{{name}}", file),
    ]
