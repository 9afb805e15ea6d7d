"""Telling open pages that something new is there (server-sent events); the page then asks for itself."""

from __future__ import annotations

import asyncio
from collections import defaultdict

from aiohttp import web

BEAT = 25  # seconds between signs of life: proxies close a silent stream


class Live:
    """Who looks at which address's page."""

    def __init__(self) -> None:
        self._looking: dict[str, set[asyncio.Event]] = defaultdict(set)

    def changed(self, channel: str, address: str) -> None:
        """Wake the pages of that address."""
        if channel == "web":
            for event in self._looking.get(address, ()):
                event.set()

    async def stream(self, request: web.Request, *addresses: str) -> web.StreamResponse:
        """Say «changed» whenever one of these addresses has something new, until the page is closed."""
        response = web.StreamResponse(
            headers={"Content-Type": "text/event-stream", "Cache-Control": "no-store"}
        )
        await response.prepare(request)
        event = asyncio.Event()
        for address in addresses:
            self._looking[address].add(event)
        try:
            while True:
                try:
                    await asyncio.wait_for(event.wait(), BEAT)
                    event.clear()
                    await response.write(b"event: changed\ndata: 1\n\n")
                except TimeoutError:
                    await response.write(b": alive\n\n")
        except (ConnectionError, asyncio.CancelledError):
            return response
        finally:
            for address in addresses:
                self._looking[address].discard(event)
                if not self._looking[address]:
                    del self._looking[address]
