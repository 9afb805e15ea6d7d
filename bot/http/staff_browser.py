"""The browser of a member of staff: its cookie, and whose page it is, asked anew at each request.

The cookie comes along when a link from a message is opened (SameSite=Lax), and with nothing that another
site's page sends. Every form of a page carries a token besides.
"""

from __future__ import annotations

import asyncio
import hmac
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime
from typing import TypeVar
from urllib.parse import urlsplit

from aiohttp import web
from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from bot.db.engine import Database
from bot.db.tx import Tx
from bot.http.asked import BY_ITSELF
from bot.http.visitors import Visitor
from bot.services import browsers
from bot.services.access import Actor, actor_of
from bot.services.browsers import WORK, Entry
from bot.services.passphrases import plain
from handlers.webchat.pages import Places

T = TypeVar("T")

WHO: web.RequestKey[Visitor] = web.RequestKey("who", Visitor)
COOKIE = "work"
GUARDED = f"__Host-{COOKIE}"  # browsers take it over https alone, and from no neighbouring host
TOKEN = 32  # characters
AT_ONCE = 2  # passphrases compared at the same time: each takes 64 MB for a moment
HOME = "/staff/board"
PLACES = Places(
    chat="/staff/chat", file="/staff/chat/file/", exit="/staff/leave", events="/staff/events", board=HOME
)


@dataclass(frozen=True)
class Passphrases:
    """Hashes and compares, a few at a time and beside everything else."""

    hasher: PasswordHasher = field(default_factory=PasswordHasher)
    room: asyncio.Semaphore = field(default_factory=lambda: asyncio.Semaphore(AT_ONCE))

    async def hashed(self, passphrase: str) -> str:
        async with self.room:
            return await asyncio.to_thread(self.hasher.hash, plain(passphrase))

    async def right(self, hashed: str | None, passphrase: str) -> bool:
        """Whether it is that passphrase. It takes as long where there is none to compare it with."""
        if hashed is None:
            await self.hashed(passphrase)
            return False
        async with self.room:
            with suppress(VerificationError, InvalidHashError):
                return await asyncio.to_thread(self.hasher.verify, hashed, plain(passphrase))
        return False

    async def anew(self, hashed: str, passphrase: str) -> str | None:
        """It hashed as it is done today; None where it is already."""
        return await self.hashed(passphrase) if self.hasher.check_needs_rehash(hashed) else None


@dataclass(frozen=True, slots=True)
class StaffBrowsers:
    """Tells browsers apart. ``secure``: the pages are reached by https."""

    database: Database
    now: Callable[[], datetime]
    secure: bool

    async def entry(self, request: web.Request) -> Entry | None:
        """Whose page it is; None where nobody is logged in (any more). What a page's script asks for by
        itself does not count as use: a page left open must not keep itself open."""
        secret = self.secret(request)
        if len(secret) != TOKEN:
            return None
        entry = await self.database.run(
            lambda tx: browsers.at_work(tx, secret, used=by_her(request)), self.now
        )
        return entry if entry is not None and entry.opens == WORK else None

    async def enter(self, request: web.Request, token: str) -> str | None:
        """Use a link to the directory up; the secret for the cookie, or None where the link is none."""
        if len(token) != TOKEN:
            return None
        here = self.secret(request)
        return await self.database.run(lambda tx: browsers.entered(tx, token, here), self.now)

    async def as_her(self, request: web.Request, do: Callable[[Tx, Actor], T]) -> T | None:
        """``do`` in a transaction, as the one whose browser it is, whatever it opens; None where it is
        nobody's (any more)."""
        secret = self.secret(request)
        if len(secret) != TOKEN:
            return None

        def whole(tx: Tx) -> T | None:
            entry = browsers.at_work(tx, secret)
            return do(tx, actor_of(tx, entry.person_id, channel="web")) if entry is not None else None

        return await self.database.run(whole, self.now)

    def visitor(self, request: web.Request, entry: Entry) -> Visitor:
        """Her, as the pages of the chat know somebody."""
        csrf = self.csrf(request)
        return Visitor(entry.address, secret="", fresh=False, csrf=csrf, places=PLACES)

    def csrf(self, request: web.Request) -> str:
        return self.database.world.keys.index("work_csrf", self.secret(request))

    def made_here(self, request: web.Request, given: str) -> bool:
        """Whether a form was made for this browser, and sent by a page of ours as far as browsers tell."""
        token = given.encode("utf-8", "surrogateescape")
        ours = request.headers.get("Sec-Fetch-Site", "same-origin") == "same-origin"
        return ours and hmac.compare_digest(self.csrf(request).encode(), token)

    def secret(self, request: web.Request) -> str:
        return request.cookies.get(self._cookie, "")

    async def leave(self, request: web.Request) -> None:
        secret = self.secret(request)
        await self.database.run(lambda tx: browsers.left(tx, secret), self.now)

    def remember(self, response: web.StreamResponse, secret: str) -> None:
        response.set_cookie(self._cookie, secret, httponly=True, samesite="Lax", secure=self.secure, path="/")

    def forget(self, response: web.StreamResponse) -> None:
        response.del_cookie(self._cookie, path="/", httponly=True, samesite="Lax", secure=self.secure)

    @property
    def _cookie(self) -> str:
        return GUARDED if self.secure else COOKIE


@dataclass(frozen=True, slots=True)
class Entered:
    """``Visiting`` for pages behind the login: whoever is asked for was let in by the request's handler."""

    def of(self, request: web.Request) -> Visitor:
        return request[WHO]

    def remember(self, response: web.StreamResponse, visitor: Visitor) -> None:
        """Her cookie was given at the login."""

    def forget(self, response: web.StreamResponse) -> None:
        """Leaving is not the chat's."""


def by_her(request: web.Request) -> bool:
    """Whether somebody is there who asks: a page's script says where it asks by itself (``By-Itself``); its
    live line can't."""
    return BY_ITSELF not in request.headers and not request.path.endswith("/events")


def sent_here(request: web.Request) -> bool:
    """Whether a form without a token was sent by a page of ours: there is nobody yet to give a token to.
    Older browsers say it by ``Origin`` alone, and that truly only from a page that sends referrers at home
    (``html(referrer=…)``)."""
    site = request.headers.get("Sec-Fetch-Site")
    if site is not None:
        return site == "same-origin"
    origin = request.headers.get("Origin")
    return origin is None or urlsplit(origin).netloc == request.host
