"""The demo's own time."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

WEEKDAY, HOUR = 0, 10  # it begins on a Monday at ten: everybody is at work


class Hands:
    """Runs as real time does, from a Monday morning on, and can be moved ahead."""

    def __init__(self, real: Callable[[], datetime], zone: ZoneInfo) -> None:
        self._real = real
        self._offset = monday_morning(real(), zone) - real()

    def __call__(self) -> datetime:
        return self._real() + self._offset

    def move(self, by: timedelta) -> None:
        """Ahead only: what has happened stays happened."""
        self._offset += max(by, timedelta())


def monday_morning(now: datetime, zone: ZoneInfo) -> datetime:
    """Ten o'clock on the last Monday, in the zone's wall-clock time."""
    local = now.astimezone(zone)
    monday = local - timedelta(days=(local.weekday() - WEEKDAY) % 7)
    return monday.replace(hour=HOUR, minute=0, second=0, microsecond=0).astimezone(UTC)
