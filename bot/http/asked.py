"""What every page needs of a request, and every file of a page needs said."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import TypeAlias

from aiohttp import web

from bot.i18n import Translator

BY_ITSELF = "By-Itself"
"""The header of what a page's script asks for without anybody's press."""

Handler: TypeAlias = Callable[[web.Request], Awaitable[web.StreamResponse]]


def asked_in(request: web.Request, translator: Translator) -> str:
    """The language that a browser wants first, as far as we speak it."""
    wanted = request.headers.get("Accept-Language", "").split(",")[0].split(";")[0].strip()
    return translator.chosen(wanted)


def file_served(content: bytes, media_type: str) -> Handler:
    """A file of a page's looks, held in memory; no cache keeps it, so that it tells nobody of a visit."""

    async def serve(request: web.Request) -> web.Response:  # noqa: ARG001 - as aiohttp calls it
        headers = {"Cache-Control": "no-store", "X-Content-Type-Options": "nosniff"}
        return web.Response(body=content, content_type=media_type, headers=headers)

    return serve
