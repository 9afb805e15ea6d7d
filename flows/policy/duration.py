"""Spans of time as regions write them: «15 min», «4 working h», «48 h», «3 d»."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal, TypeAlias

Counts: TypeAlias = Literal["clock", "working"]

SPELLINGS = "a span such as «15 min», «48 h», «4 working h» or «3 d»"

_SPELLED = re.compile(r"([1-9]\d{0,3}) ?(working )?(min|h|d)")
_MINUTES = {"min": 1, "h": 60, "d": 24 * 60}
_LONGEST = 31 * 24 * 60


@dataclass(frozen=True, slots=True)
class Duration:
    """A number of minutes, by the clock or of somebody's working hours (whose: the term says it)."""

    minutes: int
    counts: Counts = "clock"

    @classmethod
    def parse(cls, spelled: str) -> Duration:
        """Read a spelling. Raises ValueError: unknown spelling, longer than 31 days, or «working d» (nobody
        agrees on how long a working day is)."""
        found = _SPELLED.fullmatch(spelled)
        if found is None or (found[2] and found[3] == "d"):
            raise ValueError(SPELLINGS)
        minutes = int(found[1]) * _MINUTES[found[3]]
        if minutes > _LONGEST:
            raise ValueError(SPELLINGS)
        return cls(minutes, "working" if found[2] else "clock")

    def json(self) -> dict[str, Any]:
        return {"minutes": self.minutes, "counts": self.counts}

    @classmethod
    def from_json(cls, raw: Mapping[str, Any] | None) -> Duration | None:
        """The duration, or None where there is none."""
        return None if raw is None else cls(raw["minutes"], raw["counts"])

    def __str__(self) -> str:
        whole, unit = (self.minutes // 60, "h") if self.minutes % 60 == 0 else (self.minutes, "min")
        return f"{whole} working {unit}" if self.counts == "working" else f"{whole} {unit}"
