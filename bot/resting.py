"""A channel that refuses our set-up (a wrong token, say) rests: what is to go out through it waits.

It is tried again after growing pauses, and at once after a restart: an operator who has mended the settings
waits for nothing. Whoever watches sees it in the log and at ``/health/sending``.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta

import structlog

log = structlog.get_logger()

INCOMING = "telegram.incoming"
"""What comes in from Telegram rests by itself: a second program that polls stops no sending."""

VIBER_INCOMING = "viber.incoming"
"""The same for Viber: where it can't reach our address, what we send still gets through."""

FIRST = timedelta(seconds=30)
LONGEST = timedelta(minutes=15)


@dataclass(frozen=True, slots=True)
class Rest:
    """``times``: so many refusals on end."""

    until: datetime
    times: int


@dataclass
class Resting:
    """Which channels rest. Kept in memory: each process finds out for itself."""

    now: Callable[[], datetime]
    _rests: dict[str, Rest] = field(default_factory=dict)

    def refused(self, channel: str) -> None:
        """The platform refused our set-up. Letters that were under way together count as one refusal."""
        if self.rests(channel):
            return
        times = self._rests[channel].times + 1 if channel in self._rests else 1
        self._rests[channel] = Rest(self.now() + min(FIRST * 2 ** min(times - 1, 9), LONGEST), times)
        log.critical("outbox.misconfigured", channel=channel, count=times)

    def took(self, channel: str) -> None:
        """The platform took a message."""
        if self._rests.pop(channel, None) is not None:
            log.warning("outbox.sends_again", channel=channel)

    def rests(self, channel: str) -> bool:
        """Whether nothing is to be tried through it now."""
        rest = self._rests.get(channel)
        return rest is not None and self.now() < rest.until

    def left(self, channel: str) -> float:
        """The seconds for which it still rests."""
        rest = self._rests.get(channel)
        return max((rest.until - self.now()).total_seconds(), 0.0) if rest is not None else 0.0

    def refusing(self) -> list[str]:
        """The channels that took nothing since they refused our set-up."""
        return sorted(self._rests)
