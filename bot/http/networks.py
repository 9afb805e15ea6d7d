"""From which network a request comes, told by a fingerprint alone, and how much may come from one.

The fingerprint's key is made by chance, lives in memory, is another each day: yesterday's fingerprints mean
nothing, and none is logged. Stored is one alone: hashed once more with the name that somebody tries to log in
by, for a day (``bot.services.logins``). Many people share a network (a mobile carrier's, a hostel's
Wi-Fi), so the allowance is wide, and only who is new is held up.
"""

from __future__ import annotations

import hmac
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from hashlib import sha256
from ipaddress import IPv4Address, IPv6Address, ip_address, ip_network

from aiohttp import web

BURST = 60  # new conversations from one network at once
REFILL = timedelta(minutes=1)  # and one more in so long
MOST = 10_000  # networks remembered; then the one that came first is forgotten


@dataclass(frozen=True, slots=True)
class Bucket:
    """What is left of a network's allowance, and since when it fills again."""

    left: float
    at: datetime


@dataclass
class Networks:
    """Today's networks."""

    now: Callable[[], datetime]
    random: Callable[[int], bytes]
    _day: date | None = None
    _key: bytes = b""
    _buckets: dict[str, Bucket] = field(default_factory=dict)

    def of(self, request: web.Request) -> str:
        """The fingerprint of the network a request comes from."""
        today = self.now().date()
        if today != self._day:
            self._day, self._key = today, self.random(32)
            self._buckets.clear()
        return hmac.new(self._key, _network(request).encode(), sha256).hexdigest()

    def takes(self, request: web.Request) -> bool:
        """Whether one more new conversation may begin from there; counts it."""
        network, now = self.of(request), self.now()
        bucket = self._buckets.pop(network, Bucket(BURST, now))
        left = min(BURST, bucket.left + (now - bucket.at) / REFILL)
        taken = left >= 1
        self._buckets[network] = Bucket(left - 1 if taken else left, now)
        if len(self._buckets) > MOST:
            del self._buckets[next(iter(self._buckets))]
        return taken

    def gives_back(self, request: web.Request) -> None:
        """What was counted last from there counts no more: whoever it was is known."""
        network = self.of(request)
        bucket = self._buckets.get(network)
        if bucket is not None:
            self._buckets[network] = Bucket(min(BURST, bucket.left + 1), bucket.at)


def _network(request: web.Request) -> str:
    """The address, of IPv6 the half that a household keeps. Behind a reverse proxy on this machine, what the
    proxy says: it writes whom it heard last into X-Forwarded-For; what stands before that anybody may have
    written."""
    peer = _address(request.remote or "")
    if peer is not None and peer.is_loopback and (forwarded := request.headers.getall("X-Forwarded-For", [])):
        peer = _address(forwarded[-1].rpartition(",")[2].strip())
    if isinstance(peer, IPv6Address) and peer.ipv4_mapped is None:
        return str(ip_network((peer, 64), strict=False))
    return str(peer)


def _address(text: str) -> IPv4Address | IPv6Address | None:
    try:
        return ip_address(text)
    except ValueError:
        return None
