"""Whether today's date may be trusted to erase by.

A wrong date destroys for good: a machine that wakes up a year ahead (an empty clock battery, a copied virtual
machine) would find every draft, key of a day and client long past its time. So each sweep writes down when it
was (``Meta``), and the next one looks back:

- A leap is a sweep more than ``AHEAD`` after the last one, or more than ``BACK`` before it; also the very
  first one, and the first one after a restored backup, whose last sweep lies far back.
- After a leap nothing is erased before the sweeps have followed one another for ``STEADY``. A machine that
  was off over a weekend leaps too, rightly: it goes on half a day later, by itself.
- Counted is time in which the program really ran: of a gap between two sweeps no more than ``COUNTED``.

``STEADY``: a clock is set right over the network within minutes of having one, and cuts of electricity take
the network away for up to a working day; also, somebody has the chance to read in the log, hour by hour, that
the date is doubted. What waits so long was due for weeks or days; nobody's access depends on it (a consent
that ran out gives none, sweep or no sweep).
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

import structlog

from bot.db.models import Meta
from bot.db.tx import Tx

log = structlog.get_logger()

AHEAD = timedelta(days=1)
BACK = timedelta(minutes=10)  # several machines differ by seconds, a clock set by hand by minutes
STEADY = timedelta(hours=12)
COUNTED = timedelta(hours=2)  # sweeps come hourly

_KEY = "swept"


def trusted(tx: Tx) -> bool:
    """Whether the sweeps have been steady long enough; writes this one down, and says aloud if not."""
    row = tx.db.get(Meta, _KEY, with_for_update=True, populate_existing=True)
    if row is None:
        row = Meta(key=_KEY, value="")
        tx.db.add(row)
    before: dict[str, Any] = json.loads(row.value) if row.value else {}
    leap = _leap(before, tx.now)
    steady = timedelta() if leap else _steady(before, tx.now)
    kind = leap or before["leap"]
    row.value = json.dumps({"at": tx.now.isoformat(), "steady": steady.total_seconds(), "leap": kind})
    if steady >= STEADY:
        return True
    hours = -((steady - STEADY) // timedelta(hours=1))
    say = log.info if kind == "first" else log.error if leap else log.warning
    say("retention.waits", kind=kind, count=hours)
    return False


def _leap(before: Mapping[str, Any], now: datetime) -> str:
    """first, ahead, back or no leap."""
    if "at" not in before:
        return "first"
    gap = now - datetime.fromisoformat(before["at"])
    return "ahead" if gap > AHEAD else "back" if gap < -BACK else ""


def _steady(before: Mapping[str, Any], now: datetime) -> timedelta:
    gap = now - datetime.fromisoformat(before["at"])
    return min(timedelta(seconds=before["steady"]) + max(timedelta(), min(gap, COUNTED)), STEADY)
