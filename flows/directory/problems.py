"""What is wrong with a record, field by field, in words for whoever wrote it."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping
from datetime import date
from types import MappingProxyType
from typing import Any

from flows.directory.record import LISTS, Provider, Record, Visit
from flows.directory.words import ACCESSIBILITY, AREAS, LANGUAGES, SECTORS, SITUATIONS, STATES
from flows.engine.message import M, Text
from flows.policy.bodies import BODIES
from flows.regions.names import REGIONS
from flows.rules.needs import NEEDS

LENGTHS: Mapping[str, int] = MappingProxyType(
    {
        "name": 200,
        "about": 1000,
        "community": 60,
        "communities": 60,
        "address": 300,
        "site": 300,
        "email": 120,
        "eligibility": 1000,
        "cost": 200,
        "documents": 200,
        "without_documents": 1000,
        "notice": 300,
        "waiting": 100,
        "external_id": 64,
        "provider.name": 200,
        "provider.address": 300,
        "provider.external_id": 64,
    }
)
"""The longest each text may be, in characters; of a list: each of its items."""

COUNTS: Mapping[str, int] = MappingProxyType(
    {"phones": 8, "documents": 20, "communities": 120, "visits": 120, "situations": 12, "needs": 14}
)
"""How many items a list may have."""

WORDS: Mapping[str, Collection[str]] = MappingProxyType(
    {
        "needs": NEEDS,
        "situations": SITUATIONS,
        "languages": LANGUAGES,
        "accessibility": ACCESSIBILITY,
        "area": ("", *AREAS),
        "state": STATES,
        "provider.body": BODIES,
        "provider.sector": ("", *SECTORS),
        "provider.region": REGIONS,
    }
)
"""The closed lists."""

SEVERAL_LINES = frozenset(("about", "eligibility", "without_documents", "notice"))
"""Texts that may have more than one line."""

DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
NORTH, EAST = (44.0, 52.5), (22.0, 40.5)
"""Between which degrees Ukraine lies, roughly: enough to notice two numbers that changed places."""

_DAY = 24 * 60
LONGEST_NIGHT = 14 * 60
"""Minutes from an evening to the next day; what would last longer is «9–5» by somebody who meant 17."""

_TEXTS = tuple(
    one for one in (*LENGTHS, "area", "state") if not one.startswith("provider.") and one not in LISTS
)
_LISTS = tuple(sorted(LISTS))
_CLOCK = re.compile("(?:[01][0-9]|2[0-3]):[0-5][0-9]")
_PHONE = re.compile(r"\+[1-9][0-9]{6,14}|[0-9]{3,6}")
_SITE = re.compile(r"https://[^\s/@?#\"'<>\\]+\.[^\s/@?#\"'<>\\]+(?:[/?#][^\s\"'<>\\]*)?")
_EMAIL = re.compile(r"[^\s@<>\"',;]+@[^\s@<>\"',;]+\.[^\s@<>\"',;]+")
_NOT_SHOWN = re.compile(
    r"[\x00-\x09\x0b-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069\ud800-\udfff\ufffe\uffff]"
)

MISSING = M("record.missing", "Тут нічого не вказано. Впишіть, будь ласка.")
MISSING_WORD = M("record.missing_word", "Оберіть щось із переліку.")
MISSING_NAME = M("record.missing_name", "Впишіть назву послуги.")
MISSING_NEEDS = M("record.missing_needs", "Оберіть, із чим допомагає послуга.")
MISSING_PROVIDER = M("record.missing_provider", "Впишіть назву установи.")
TOO_LONG = M("record.too_long", "Задовго: щонайбільше {limit} знаків.")
TOO_MANY = M("record.too_many", "Забагато: щонайбільше {limit}.")
TWICE = M("record.twice", "Те саме стоїть двічі.")
UNKNOWN = M("record.unknown", "Такого слова в переліку немає.")
NOT_SHOWN = M("record.not_shown", "Тут є знаки, яких не видно. Напишіть це, будь ласка, ще раз.")
EDGES = M("record.edges", "На початку чи в кінці зайві пробіли.")
PHONE = M(
    "record.phone",
    "Не схоже на номер. Напишіть його так: +380 і дев'ять цифр, або короткий номер із 3–6 цифр.",
)
SITE = M("record.site", "Адреса сайту має починатися з https:// і не мати пробілів.")
EMAIL = M("record.email", "Не схоже на адресу електронної пошти.")
HOURS = M("record.hours", "Години незрозумілі. Напишіть їх, наприклад, так: пн–пт 09:00–18:00.")
VISIT = M(
    "record.visit",
    "Виїзд незрозумілий: потрібні день тижня або дата, години від і до та громада.",
)
DEGREES = M(
    "record.degrees",
    "Таке місце лежить не в Україні. Широта — від 44 до 52,5, довгота — від 22 до 40,5.",
)
BOTH_DEGREES = M("record.both_degrees", "Потрібні обидва числа, широта й довгота, або жодного.")
WHY_PAUSED = M("record.why_paused", "Напишіть, чому й доки послуга не працює: люди це прочитають.")


def problems(record: Record) -> list[tuple[str, Text]]:
    """Each field that is not right, and why; the provider's fields are called ``provider.phone`` and the
    like. None where the record may be kept."""
    return list(_problems(record))


def _problems(record: Record) -> Iterator[tuple[str, Text]]:
    yield from _of_provider(record.provider)
    for name, missing in (("name", MISSING_NAME), ("needs", MISSING_NEEDS)):
        if not getattr(record, name):
            yield name, missing.json()
    for name in _TEXTS:
        yield from _of_text(name, getattr(record, name))
    for name in _LISTS:
        yield from _of_list(name, getattr(record, name))
    yield from _of_contacts(record)
    yield from _of_place(record)
    yield from _of_times(record)
    if record.state == "paused" and not record.notice:
        yield "notice", WHY_PAUSED.json()


def _of_provider(provider: Provider) -> Iterator[tuple[str, Text]]:
    if not provider.name:
        yield "provider.name", MISSING_PROVIDER.json()
    for name in ("name", "body", "region", "sector", "address", "external_id"):
        yield from _of_text(f"provider.{name}", getattr(provider, name))
    if provider.phone and not _PHONE.fullmatch(provider.phone):
        yield "provider.phone", PHONE.json()


def _of_text(name: str, text: str) -> Iterator[tuple[str, Text]]:
    if name in WORDS:
        if text not in WORDS[name]:
            yield name, (UNKNOWN if text else MISSING_WORD).json()
    elif _NOT_SHOWN.search(text) or ("\n" in text and name not in SEVERAL_LINES):
        yield name, NOT_SHOWN.json()
    elif text != text.strip():
        yield name, EDGES.json()
    elif len(text) > LENGTHS[name]:
        yield name, TOO_LONG.json(limit=LENGTHS[name])


def _of_list(name: str, items: tuple[str, ...]) -> Iterator[tuple[str, Text]]:
    if len(items) > COUNTS.get(name, len(items)):
        yield name, TOO_MANY.json(limit=COUNTS[name])
    if len(set(items)) < len(items):
        yield name, TWICE.json()
    if name in WORDS or name in LENGTHS:
        found = next((one for item in items for one in _of_text(name, item)), None)
        if found is not None:
            yield found
        elif "" in items:
            yield name, MISSING.json()


def _of_contacts(record: Record) -> Iterator[tuple[str, Text]]:
    if any(not _PHONE.fullmatch(one) for one in record.phones):
        yield "phones", PHONE.json()
    if record.site and not _SITE.fullmatch(record.site):
        yield "site", SITE.json()
    if record.email and not _EMAIL.fullmatch(record.email):
        yield "email", EMAIL.json()


def _of_place(record: Record) -> Iterator[tuple[str, Text]]:
    north, east = record.latitude, record.longitude
    if (north is None) != (east is None):
        yield "latitude" if north is None else "longitude", BOTH_DEGREES.json()
    elif north is not None and east is not None:
        if not NORTH[0] <= north <= NORTH[1]:
            yield "latitude", DEGREES.json()
        if not EAST[0] <= east <= EAST[1]:
            yield "longitude", DEGREES.json()


def _of_times(record: Record) -> Iterator[tuple[str, Text]]:
    if not _are_hours(record.hours):
        yield "hours", HOURS.json()
    if len(record.visits) > COUNTS["visits"]:
        yield "visits", TOO_MANY.json(limit=COUNTS["visits"])
    if not all(_is_visit(one) for one in record.visits):
        yield "visits", VISIT.json()
    elif len(set(record.visits)) < len(record.visits):
        yield "visits", TWICE.json()


def _are_hours(hours: Mapping[str, Any]) -> bool:
    """Of the shape that ``bot.calendar`` reads and writes: midnight ends a day as «24:00», and no day stands
    there without a spell."""
    return all(
        day in DAYS
        and isinstance(spells, list | tuple)
        and bool(spells)
        and all(_is_spell(one) for one in spells)
        for day, spells in hours.items()
    )


def _is_spell(spell: Any) -> bool:
    if not isinstance(spell, list | tuple) or len(spell) != 2:
        return False
    opens, closes = spell
    if not _is_clock(opens) or not (closes == "24:00" or (_is_clock(closes) and closes != "00:00")):
        return False
    over_night = (_minutes(closes) - _minutes(opens)) % _DAY
    return _minutes(closes) > _minutes(opens) or 0 < over_night <= LONGEST_NIGHT


def _minutes(clock: str) -> int:
    return int(clock[:2]) * 60 + int(clock[3:])


def _is_clock(written: Any) -> bool:
    return isinstance(written, str) and _CLOCK.fullmatch(written) is not None


def _is_visit(visit: Visit) -> bool:
    if not _is_spell([visit.opens, visit.closes]) or not visit.community:
        return False
    texts = [("community", visit.community), ("address", visit.place)]
    return _is_day(visit.day) and not any(any(_of_text(name, text)) for name, text in texts)


def _is_day(day: str) -> bool:
    if day in DAYS:
        return True
    try:
        return date.fromisoformat(day).isoformat() == day
    except ValueError:
        return False
