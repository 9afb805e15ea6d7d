"""When a record of the directory counts as stale: nobody who knows has said lately that it is true."""

from __future__ import annotations

from datetime import date, timedelta

STALE = timedelta(days=45)


def is_stale(assured_on: date | None, today: date) -> bool:
    """Whether it was confirmed too long ago, or never. ``today``: on the installation's clocks."""
    return assured_on is None or assured_on < today - STALE
