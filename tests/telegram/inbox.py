"""What the intake does, in memory: each update is stored once, under its name."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Sequence
from typing import Any

PATIENCE = 5  # seconds until a test that hangs is called broken


class Inbox:
    """``troubles`` are raised by the next calls, one each, instead of storing."""

    def __init__(self, *troubles: Exception) -> None:
        self.raw: dict[str, bytes] = {}
        self.batches: list[list[str]] = []
        self.troubles = list(troubles)
        self._changed = asyncio.Condition()

    async def receive(self, channel: str, updates: Sequence[tuple[str, bytes]]) -> None:
        assert channel == "telegram"
        if self.troubles:
            raise self.troubles.pop(0)
        async with self._changed:
            self.batches.append([external for external, _ in updates])
            for external, payload in updates:
                self.raw.setdefault(external, payload)
            self._changed.notify_all()

    async def until(self, count: int) -> None:
        """Wait until so many updates are stored."""
        async with self._changed:
            await asyncio.wait_for(self._changed.wait_for(lambda: len(self.raw) >= count), PATIENCE)

    @property
    def stored(self) -> dict[str, Any]:
        return {external: json.loads(payload) for external, payload in self.raw.items()}

    @property
    def texts(self) -> list[str]:
        return [update["message"]["text"] for update in self.stored.values()]
