"""The browser of a member of staff: its cookie, its forms, and who she is today, asked anew at each request.

``bot.services.staff_sessions`` says for how long a browser holds. The cookie is sent with nothing that
another site begins (SameSite=Strict): the way in is a page with a press, which is our own site's request.
"""

from __future__ import annotations

import hmac
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import TypeVar

from aiohttp import web

from bot.db.engine import Database
from bot.db.tx import Tx
from bot.services import staff_sessions
from bot.services.access import Actor

T = TypeVar("T")

COOKIE = "staff"
GUARDED = f"__Host-{COOKIE}"  # browsers take it over https alone, and from no neighbouring host
TOKEN = 32  # characters of a link's word and of a browser's secret


@dataclass(frozen=True, slots=True)
class StaffSessions:
    """Who works in which browser. ``secure``: the pages are reached by https."""

    database: Database
    now: Callable[[], datetime]
    secure: bool

    async def enter(self, token: str) -> str | None:
        """Use a link up; the secret for the cookie, or None where the link is none (any more)."""
        if len(token) != TOKEN:
            return None
        return await self.database.run(lambda tx: staff_sessions.entered(tx, token), self.now)

    async def as_her(self, request: web.Request, do: Callable[[Tx, Actor], T]) -> T | None:
        """``do`` in a transaction, as the one whose browser it is; None where it is nobody's (any more)."""
        secret = self.secret(request)
        if len(secret) != TOKEN:
            return None

        def whole(tx: Tx) -> T | None:
            found = staff_sessions.at_work(tx, secret)
            return do(tx, found[1]) if found is not None else None

        return await self.database.run(whole, self.now)

    async def leave(self, request: web.Request) -> None:
        secret = self.secret(request)
        await self.database.run(lambda tx: staff_sessions.left(tx, secret), self.now)

    def secret(self, request: web.Request) -> str:
        """The cookie's value, or nothing."""
        return request.cookies.get(self._cookie, "")

    def csrf(self, request: web.Request) -> str:
        """What each form of this browser carries."""
        return self.database.world.keys.index("staff_csrf", self.secret(request))

    def made_here(self, request: web.Request, given: str) -> bool:
        """Whether a form was made for this browser, and sent by a page of ours."""
        ours = request.headers.get("Sec-Fetch-Site", "same-origin") == "same-origin"
        token = given.encode("utf-8", "surrogateescape")
        return ours and hmac.compare_digest(self.csrf(request).encode(), token)

    def remember(self, response: web.StreamResponse, secret: str) -> None:
        response.set_cookie(
            self._cookie, secret, httponly=True, samesite="Strict", secure=self.secure, path="/"
        )

    def forget(self, response: web.StreamResponse) -> None:
        response.del_cookie(self._cookie, path="/", httponly=True, samesite="Strict", secure=self.secure)

    @property
    def _cookie(self) -> str:
        return GUARDED if self.secure else COOKIE
