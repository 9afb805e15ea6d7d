"""Telling open pages that something new is there (server-sent events); the page then asks for itself.

A stream holds a connection open for as long as somebody looks, so there are only so many. A page that gets
none works all the same: it shows what is new at the next press.
"""

from __future__ import annotations

import asyncio
import resource
from collections import Counter, defaultdict
from collections.abc import Collection

from aiohttp import web

MET = b"id: met\n\n"  # a browser that lost its line names the last id it heard when it asks again
NEWS = b"event: changed\ndata: 1\n\n"
BEAT = 25  # seconds between signs of life: proxies close a silent stream
OF_ONE = 6  # streams of one person: tabs, and those that a broken line has not given up yet
OF_NETWORK = 100  # of one network: who makes up visitors must not take them all; staff log in, and have none
OF_ALL = min(2000, resource.getrlimit(resource.RLIMIT_NOFILE)[0] // 2)  # the rest is for work
CALM = 2  # seconds between two signs to a board: in a busy hour it is not drawn anew with each step


class Live:
    """Who looks at which address's page, and who at a board of cases."""

    def __init__(self) -> None:
        self._looking: dict[str, set[asyncio.Event]] = defaultdict(set)
        self._boards: set[asyncio.Event] = set()
        self._from: Counter[str] = Counter()

    def changed(self, channel: str, address: str) -> None:
        """Wake the pages of that address."""
        if channel == "web":
            for event in self._looking.get(address, ()):
                event.set()

    def cases_changed(self) -> None:
        """Wake the boards: each asks for what is hers to see."""
        for event in self._boards:
            event.set()

    async def stream(
        self, request: web.Request, *addresses: str, network: str = "", cases: bool = False
    ) -> web.StreamResponse:
        """Say «changed» whenever one of these addresses, or (``cases``) any case, has something new, until
        the page is closed."""
        if self._full(addresses, network):
            return web.Response(status=204)  # the one answer after which a browser does not ask again
        self._from[network] += 1
        try:
            return await self._told(request, addresses, cases=cases)
        finally:
            self._from -= Counter((network,))

    def _full(self, addresses: Collection[str], network: str) -> bool:
        return (
            any(len(self._looking.get(address, ())) >= OF_ONE for address in addresses)
            or (network != "" and self._from[network] >= OF_NETWORK)
            or self._from.total() >= OF_ALL
        )

    async def _told(
        self, request: web.Request, addresses: Collection[str], *, cases: bool
    ) -> web.StreamResponse:
        response = web.StreamResponse(
            headers={"Content-Type": "text/event-stream", "Cache-Control": "no-store"}
        )
        await response.prepare(request)
        event = asyncio.Event()
        for address in addresses:
            self._looking[address].add(event)
        if cases:
            self._boards.add(event)
        try:
            await response.write(MET)
            if (
                "Last-Event-ID" in request.headers
            ):  # there may have been news while the line, or we, were down
                await response.write(NEWS)
            while True:
                try:
                    await asyncio.wait_for(event.wait(), BEAT)
                    event.clear()
                    await response.write(NEWS)
                    if cases:
                        await asyncio.sleep(CALM)
                except TimeoutError:
                    await response.write(b": alive\n\n")
        except (ConnectionError, asyncio.CancelledError):
            return response
        finally:
            self._boards.discard(event)
            for address in addresses:
                self._looking[address].discard(event)
                if not self._looking[address]:
                    del self._looking[address]
