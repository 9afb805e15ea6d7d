"""Where something is: how far from somebody, and whether two names mean one community."""

from __future__ import annotations

import math
import re
from collections.abc import Mapping
from functools import lru_cache
from itertools import takewhile
from types import MappingProxyType
from typing import TypeAlias

from bot.search.spelling import bare, lowered, words

Place: TypeAlias = tuple[float, float]
"""Latitude and longitude in degrees."""

_EARTH = 6371.0  # kilometres
_SHARED = frozenset((
    "громада", "громади", "громаді", "громаду", "територіальна", "міська", "сільська", "селищна", "місто",
    "місті", "міста", "село", "селі", "села", "селище", "селищі", "селища", "смт", "м", "с", "г", "город",
    "поселок", "в", "у", "з", "із", "зі", "до", "на",
))  # fmt: skip
_LARGER = ("област", "обл", "район")
_ENDING = "аеєиіїйоуюяыэё"
_IN_SK = re.compile("(?P<sk>.*[сцз]ь?к)(?P<ending>[а-яіїєґё]{0,3})")
_SK_ENDINGS: Mapping[str, frozenset[str]] = MappingProxyType(
    {
        "town": frozenset(("", "у", "ом")),
        "male": frozenset(("ий", "ого", "ому", "им", "ім", "ой")),
        "neuter": frozenset(("е", "ое", "ого", "ому", "им", "ім", "ом")),
    }
)
_ANY = frozenset(_SK_ENDINGS)


def distance(one: Place, other: Place) -> float:
    """Kilometres between two places (haversine)."""
    lat, lon = math.radians(one[0]), math.radians(one[1])
    lat2, lon2 = math.radians(other[0]), math.radians(other[1])
    half = math.sin((lat2 - lat) / 2) ** 2 + math.cos(lat) * math.cos(lat2) * math.sin((lon2 - lon) / 2) ** 2
    return 2 * _EARTH * math.asin(min(1.0, math.sqrt(half)))


@lru_cache(maxsize=5_000)
def same_place(one: str, other: str) -> bool:
    """Whether two names of a community mean the same: «Ізмаїл», «Ізмаїльська міська громада».

    All words of the name count: «Нова Одеса» is «Новоодеська», neither «Нова Каховка» nor «Одеса». What
    differs only as the names of two places do («Чорноморськ», «Чорноморське») are two places; the community's
    adjective («Чорноморська») may be of either.
    """
    first, second = _words(one), _words(other)
    if not first or not second:
        return False
    return _begin_alike(_joined(first), _joined(second)) and _may_be_one(first[-1], second[-1])


def _words(place: str) -> list[str]:
    """The words of a place's name but those that many places share, without the region or district after
    it."""
    found: list[str] = []
    for one in words(re.split(r"[,(;]", lowered(place))[0]):
        if one.startswith(_LARGER) and len(found) > 1:
            found.pop()  # «Одеса Одеська область»
        elif one not in _SHARED and not one.startswith(_LARGER):
            found.append(one)
    return found


def _joined(name: list[str]) -> str:
    """The name as its adjective begins: «Біла Церква» and «Білоцерківська» alike."""
    return bare("".join(f"{one.rstrip(_ENDING) or one}о" for one in name[:-1]) + name[-1])


def _may_be_one(one: str, other: str) -> bool:
    """Whether two last words, where they end as names in -ськ do, are of one such name."""
    first, second = _IN_SK.fullmatch(one), _IN_SK.fullmatch(other)
    if first is None or second is None:
        return True
    return not _kinds(first).isdisjoint(_kinds(second))


def _kinds(name: re.Match[str]) -> frozenset[str]:
    if name["ending"] == "е" and "ь" not in name["sk"]:
        return frozenset(("town",))  # «в Черноморске»
    return frozenset(kind for kind, endings in _SK_ENDINGS.items() if name["ending"] in endings) or _ANY


def _begin_alike(one: str, other: str) -> bool:
    alike = sum(1 for _ in takewhile(lambda pair: pair[0] == pair[1], zip(one, other, strict=False)))
    short = min(len(one), len(other))
    return alike >= max(min(4, short), short - 2)
