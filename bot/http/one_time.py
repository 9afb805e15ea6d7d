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


def one_time_routes(look: Look, intake: Intake) -> list[web.RouteDef]:
    """The page (``look``: the chat's, with what the link carries) opens by a press, so that a preview of the
    link does not use it up; a file opens by itself."""

    async def goes_on(request: web.Request) -> web.Response:
        token = request.match_info["token"]
        return await look(request, f"{one_time.ONWARD}{token}" if _TOKEN.fullmatch(token) else "")

    async def file(request: web.Request) -> web.Response:
        token = request.match_info["name"].partition(".")[0]
        if not _TOKEN.fullmatch(token) or request.method != "GET":
            raise web.HTTPNotFound
        found = await intake.database.run(partial(one_time.file, token=token), intake.now)
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
        web.get(f"{one_time.FILES}{{name}}", file, allow_head=False),
    ]
