"""Opening hours as people write them: «пн-пт 9-18, сб 10-14», and back into words.

The value is that of ``bot.calendar.WorkingHours``: ``{"mon": [["09:00", "18:00"]], …}``; a day that is not
there is a day off. Nothing is guessed: what can't be read whole is not read at all.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from types import MappingProxyType

from flows.engine.message import M, Text

Hours = dict[str, list[list[str]]]

DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")

_SHORT: Mapping[str, M] = MappingProxyType(
    {
        "mon": M("hours.mon", "пн"),
        "tue": M("hours.tue", "вт"),
        "wed": M("hours.wed", "ср"),
        "thu": M("hours.thu", "чт"),
        "fri": M("hours.fri", "пт"),
        "sat": M("hours.sat", "сб"),
        "sun": M("hours.sun", "нд"),
    }
)
_RANGE = M("hours.range", "{first}–{last}")
_LINE = M("hours.line", "{days} {spells}")
_DAILY = M("hours.daily", "щодня")
_DAY_AND_NIGHT = M("hours.day_and_night", "цілодобово")

_BEGINS = (
    ("mon", "пон", "пн"),
    ("tue", "вів", "вт"),
    ("wed", "сер", "ср"),
    ("thu", "чет", "чт"),
    ("fri", "п'ят", "пт", "пят"),
    ("sat", "суб", "сб"),
    ("sun", "нед", "нд"),
)
_EVERY = ("щодня", "щоденно", "кожен день", "без вихідних")
_WEEKDAYS = ("будні", "будень", "у будні", "робочі дні")
_WEEKEND = ("вихідні", "у вихідні")
_ROUND = ("цілодобово", "24/7", "24 години")
_OFF = ("вихідний", "вихідні дні", "зачинено", "не працює", "не працюємо", "вих")

_DASH = re.compile(r"\s*(?:[-\u2010-\u2015\u2212]|\bдо\b|\bпо\b)\s*")
_CLOCK = r"(\d{1,2})(?:[:.](\d{2}))?(?:\s*год\.?)?"
_SPELL = re.compile(rf"(?:з|із|від)?\s*{_CLOCK}-{_CLOCK}")
_BREAK = re.compile(r"\s*\(?\s*(?:обідн\w*\s+)?(?:перерва|обід)\s*:?\s*(?:на обід\s*)?")
_PARTS = re.compile(r"[;\n]|,(?=\s*(?!обід|перерв)[а-яіїєґ])|\.(?=\s+[а-яіїєґ])")


def read_week(text: str) -> Hours | None:
    """The hours that the text says, or None where any part of it can't be understood."""
    words = _DASH.sub("-", _folded(text)).strip(" .;,")
    if not words:
        return None
    hours: dict[str, list[tuple[int, int]]] = {}
    named: set[str] = set()
    waiting: list[str] = []  # days read, their hours still to come: «пн, вт: 9-18»
    for part in _parts(words):
        read = _part(part)
        if read is None:
            return None
        days, spells = read
        if spells is None:
            waiting += days
            continue
        every = [*waiting, *days]
        waiting = []
        if not every or named & set(every):
            return None
        named |= set(every)
        for day in every:
            if spells:
                hours[day] = list(spells)
    if waiting or not hours:
        return None
    return {day: [[_shown(a), _shown(b)] for a, b in sorted(hours[day])] for day in DAYS if day in hours}


def week_words(hours: Mapping[str, Sequence[Sequence[str]]]) -> list[Text]:
    """The hours as lines to read, days with the same hours together: «пн–пт 9:00–18:00». Empty: not known."""
    return [_LINE.json(days=_named(days), spells=_spells(spells)) for days, spells in _alike(hours) if spells]


def _parts(words: str) -> Iterator[str]:
    for part in _PARTS.split(words):
        if part.strip(" ,."):
            yield part.strip(" ,.")


def _part(part: str) -> tuple[list[str], list[tuple[int, int]] | None] | None:
    """Days and hours of «пн-пт 9-18», days alone, hours alone; no hours at all on a day off."""
    for word in sorted((*_ROUND, *_OFF), key=len, reverse=True):
        off = word in _OFF
        if part == word:
            return None if off else (list(DAYS), [(0, 1440)])
        if part.endswith(word) or part.startswith(word):
            rest = part.removesuffix(word) if part.endswith(word) else part.removeprefix(word)
            days = _days(rest.strip(" :-,"))
            if days is not None:
                return days, [] if off else [(0, 1440)]
    days = _days(part.rstrip(": "))
    if days is not None:
        return days, None
    digit = re.search(r"(?:\b(?:з|із|від)\s+)?\d", part)
    if digit is None:
        return None
    days = _days(part[: digit.start()].strip(" :-,"))
    if days is None:
        return None
    spells = _hours(part[digit.start() :])
    return (days, spells) if spells else None


def _hours(text: str) -> list[tuple[int, int]] | None:
    work, *breaks = _BREAK.split(text)
    spells = _row(work)
    for one in breaks:
        pause = _row(one.strip(" )"))
        if pause is None or spells is None or len(pause) != 1 or len(spells) != 1:
            return None
        (begins, ends), (opens, closes) = pause[0], spells[0]
        if not opens < begins < ends < closes:
            return None
        spells = [(opens, begins), (ends, closes)]
    return spells


def _row(text: str) -> list[tuple[int, int]] | None:
    """«9-13, 14-18»: from each opening to its closing, in minutes of the day."""
    spells: list[tuple[int, int]] = []
    for one in re.split(r"\s*(?:,|\bі\b|\bта\b|\bй\b)\s*", text.strip(" ,.()")):
        found = _SPELL.fullmatch(one.strip())
        if found is None:
            return None
        opens, closes = _minutes(found[1], found[2]), _minutes(found[3], found[4])
        if opens is None or closes is None or opens >= closes:
            return None
        if spells and spells[-1][1] > opens:
            return None
        spells.append((opens, closes))
    return spells or None


def _minutes(hour: str, minute: str | None) -> int | None:
    at = int(hour) * 60 + int(minute or 0)
    return at if at <= 1440 and int(minute or 0) < 60 else None


def _days(text: str) -> list[str] | None:
    """«пн-пт», «вівторок і четвер», «будні»; None where any word is no day."""
    text = text.strip(" .:")
    for words, days in ((_EVERY, DAYS), (_WEEKDAYS, DAYS[:5]), (_WEEKEND, DAYS[5:])):
        if text in words:
            return list(days)
    found: list[str] = []
    for one in re.split(r"\s*(?:,|\bі\b|\bта\b|\bй\b)\s*|\s+", text):
        first, dash, last = one.partition("-")
        begins, ends = _day(first), _day(last if dash else first)
        if begins is None or ends is None or (dash and begins >= ends):
            return None
        found += DAYS[begins : ends + 1]
    return found if len({*found}) == len(found) and found else None


def _day(word: str) -> int | None:
    word = word.strip(".")
    for number, (_, *begins) in enumerate(_BEGINS):
        if any(word == one or (len(one) > 2 and word.startswith(one)) for one in begins):
            return number
    return None


def _folded(text: str) -> str:
    words = " ".join(text.casefold().split(" "))
    return re.sub("[\u2019\u02bc`]", "'", words)


def _shown(minutes: int) -> str:
    return f"{minutes // 60:02}:{minutes % 60:02}"


def _alike(hours: Mapping[str, Sequence[Sequence[str]]]) -> list[tuple[list[str], list[tuple[str, str]]]]:
    groups: list[tuple[list[str], list[tuple[str, str]]]] = []
    for day in DAYS:
        spells = [(str(one[0]), str(one[1])) for one in hours.get(day) or ()]
        known = next((group for group in groups if group[1] == spells), None)
        if known is not None:
            known[0].append(day)
        else:
            groups.append(([day], spells))
    return groups


def _named(days: Sequence[str]) -> Text:
    if len(days) == len(DAYS):
        return _DAILY.json()
    runs: list[list[str]] = []
    for day in days:
        if runs and DAYS.index(runs[-1][-1]) + 1 == DAYS.index(day):
            runs[-1].append(day)
        else:
            runs.append([day])
    named: list[Text] = []
    for run in runs:
        if len(run) > 2:
            named.append(_RANGE.json(first=_SHORT[run[0]].json(), last=_SHORT[run[-1]].json()))
        else:
            named += [_SHORT[one].json() for one in run]
    return named


def _spells(spells: Sequence[tuple[str, str]]) -> Text:
    if list(spells) in ([("00:00", "24:00")], [("00:00", "00:00")]):
        return _DAY_AND_NIGHT.json()
    return ", ".join(f"{opens.removeprefix('0')}–{closes}" for opens, closes in spells)
