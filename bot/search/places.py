"""Where something is: how far from somebody, and whether two names mean one community."""

from __future__ import annotations

import math
from functools import lru_cache
from itertools import takewhile
from typing import TypeAlias

from bot.search.spelling import bare, lowered, words

Place: TypeAlias = tuple[float, float]
"""Latitude and longitude in degrees."""

_EARTH = 6371.0  # kilometres
_SHARED = frozenset(
    ("громада", "територіальна", "міська", "сільська", "селищна", "місто", "село", "селище", "смт", "м", "с")
)


def distance(one: Place, other: Place) -> float:
    """Kilometres between two places (haversine)."""
    lat, lon = math.radians(one[0]), math.radians(one[1])
    lat2, lon2 = math.radians(other[0]), math.radians(other[1])
    half = math.sin((lat2 - lat) / 2) ** 2 + math.cos(lat) * math.cos(lat2) * math.sin((lon2 - lon) / 2) ** 2
    return 2 * _EARTH * math.asin(min(1.0, math.sqrt(half)))


@lru_cache(maxsize=5_000)
def same_place(one: str, other: str) -> bool:
    """Whether two names of a community mean the same: «Ізмаїл», «Ізмаїльська міська громада»."""
    return any(_begin_alike(first, second) for first in _names(one) for second in _names(other))


def _names(place: str) -> list[str]:
    """The words of a place's name but those that many places share."""
    return [bare(one) for one in words(lowered(place)) if one not in _SHARED]


def _begin_alike(one: str, other: str) -> bool:
    alike = sum(1 for _ in takewhile(lambda pair: pair[0] == pair[1], zip(one, other, strict=False)))
    short = min(len(one), len(other))
    return alike >= max(min(4, short), short - 2)
