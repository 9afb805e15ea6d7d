"""Who is at the page: one cookie, no other trace on the device."""

from __future__ import annotations

import hmac
from base64 import urlsafe_b64encode
from collections.abc import Callable
from dataclasses import dataclass
from hashlib import sha256

from aiohttp import web

from bot.crypto import KeyRing
from handlers.webchat.pages import Places

COOKIE = "visit"
GUARDED = f"__Host-{COOKIE}"  # browsers take it over https alone, and from no neighbouring host


@dataclass(frozen=True, slots=True)
class Visitor:
    """``address`` is what the channel knows; ``secret`` the cookie's value, new where ``fresh``."""

    address: str
    secret: str
    fresh: bool
    csrf: str
    places: Places


@dataclass(frozen=True, slots=True)
class Visitors:
    """Tells visitors apart by their cookie. ``secure``: the page is reached by https."""

    keys: KeyRing
    random: Callable[[int], bytes]
    secure: bool

    def of(self, request: web.Request) -> Visitor:
        """The visitor of this request. The address is a hash: whoever reads the database can't be her."""
        secret = request.cookies.get(self._cookie, "")
        fresh = len(secret) != 43
        if fresh:
            secret = urlsafe_b64encode(self.random(32)).decode().rstrip("=")
        address = sha256(b"visit:" + secret.encode("utf-8", "surrogateescape")).hexdigest()
        places = Places(events="/chat/events", traces="/traces", addresses="/addresses")
        return Visitor(address, secret, fresh, self.keys.index("csrf", address), places)

    def remember(self, response: web.StreamResponse, visitor: Visitor) -> None:
        """A cookie until the browser closes; links from messages still open logged in (Lax)."""
        if visitor.fresh:
            response.set_cookie(
                self._cookie, visitor.secret, httponly=True, samesite="Lax", secure=self.secure, path="/"
            )

    def forget(self, response: web.StreamResponse) -> None:
        response.del_cookie(self._cookie, path="/", httponly=True, samesite="Lax", secure=self.secure)

    @property
    def _cookie(self) -> str:
        return GUARDED if self.secure else COOKIE


def allowed(visitor: Visitor, given: str) -> bool:
    """Whether a form was made for this visitor."""
    return hmac.compare_digest(visitor.csrf.encode(), given.encode("utf-8", "surrogateescape"))
