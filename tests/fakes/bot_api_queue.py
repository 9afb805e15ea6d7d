"""The queue of updates, with Telegram's own rules of offset, expiry and identifiers."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

DAY = 24 * 3600.0
PRESS = 150.0  # seconds a press lives
AHEAD = 10  # an offset further ahead than this is taken for a mistake, and the queue is read from its head


@dataclass
class Updates:
    """What waits for the bot. ``next`` is the id of the next update."""

    next: int = 1000
    waiting: list[tuple[float, Any]] = field(default_factory=list)
    allowed: tuple[str, ...] = ()

    def push(self, kind: str, event: Any, now: float) -> None:
        if self.allowed and kind not in self.allowed:
            return
        self.waiting.append((now, {"update_id": self.next, kind: event}))
        self.next += 1

    def jump(self, to: int) -> None:
        """After a quiet week Telegram numbers on from a random id, higher or lower."""
        self.next = to

    def get(self, offset: int, limit: int, now: float) -> list[Any]:
        """Forget what is below the offset, answer what is there. A negative offset counts from the end."""
        self.expire(now)
        if offset < 0:
            del self.waiting[:offset]
        elif offset <= self.next + AHEAD:
            self.waiting = [one for one in self.waiting if _id(one[1], offset) >= offset]
        return [update for _, update in self.waiting[:limit]]

    def expire(self, now: float) -> None:
        self.waiting = [
            (born, update)
            for born, update in self.waiting
            if now - born < (PRESS if isinstance(update, dict) and "callback_query" in update else DAY)
        ]


def _id(update: Any, otherwise: int) -> int:
    number = update.get("update_id") if isinstance(update, dict) else None
    return number if isinstance(number, int) else otherwise
