"""How each kind of value stands in a cell of a table, and how it is read from what people write there."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime, time
from difflib import get_close_matches
from functools import lru_cache
from typing import Any

from bot.exchange.faults import ALLOWED, CellError
from bot.phones import read_phone
from bot.services.records import same
from flows.directory.problems import HOURS, PHONE, UNKNOWN, VISIT
from flows.directory.record import Visit
from flows.engine.message import M
from flows.rules.week_hours import read_week

NUMBER = M("exchange.number", "Тут має бути число, наприклад 46,4825.")
YES_NO = M("exchange.yes_no", "Тут має бути «так» або «ні».")
DAY = M("exchange.day", "Тут має бути дата, наприклад 05.11.2026.")
FORMULA = M("exchange.formula", "Тут формула. Напишіть, будь ласка, саме значення.")

ERROR = M("exchange.error_cell", "Тут помилка таблиці ({what}). Напишіть, будь ласка, саме значення.")

ERRORS = frozenset(("#REF!", "#N/A", "#DIV/0!", "#VALUE!", "#NAME?", "#NUM!", "#NULL!"))
YES, NO = "так", "ні"
DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
SHORT = ("пн", "вт", "ср", "чт", "пт", "сб", "нд")
SUGGESTED = 3

_DASH = "[-\u2010-\u2015\u2212]"
_CLOCK = "([0-9]{1,2}:[0-9]{2})"
_SPELL = re.compile(rf"\s*{_CLOCK}\s*{_DASH}\s*{_CLOCK}\s*")
_PART = re.compile(rf"\s*({'|'.join(SHORT)})(?:\s*{_DASH}\s*({'|'.join(SHORT)}))?\s+(.*)", re.IGNORECASE)
_VISIT = re.compile(rf"\s*(\S+)\s+{_CLOCK}\s*{_DASH}\s*{_CLOCK}\s*")
_DAY = re.compile(r"([0-9]{1,2})[./]([0-9]{1,2})[./]([0-9]{4})")
_BEGINS = frozenset("'=+-@#\t\r")
_RISKY = re.compile(r"'*[=+\-@\t\r]")
_ESCAPED = re.compile(r"'+[=+\-@\t\r]")
_COMMAND = re.compile(r"[+\-@]\s*[A-Za-z_][\w.]*\s*\(|[+\-@][^|]*\|.*!|@[A-Za-z]", re.DOTALL)


# Any cell ---------------------------------------------------------------------------------------------------


def escaped(text: str) -> str:
    """What begins like a formula gets an apostrophe before it, so that no table program works it out."""
    return f"'{text}" if _RISKY.match(text) else text


def unescaped(text: str) -> str:
    """The text of a cell without that apostrophe. Raises CellError where it is a formula, or the fault that
    became of one."""
    if text[:1] not in _BEGINS:
        return text
    if _ESCAPED.match(text):
        return text[1:]
    if text.startswith("=") or _COMMAND.match(text):
        raise CellError(FORMULA.json())
    if text in ERRORS:
        raise CellError(ERROR.json(what=text))
    return text


def plain(value: Any) -> str:
    """What a table program keeps in a cell, as the text that stands there; a formula begins with «=»."""
    match value:
        case None:
            return ""
        case str():
            return (value.replace("\r\n", "\n") if "\r" in value else value).strip()
        case bool():
            return YES if value else NO
        case float() if value.is_integer() and abs(value) < 1e15:
            return str(int(value))
        case int() | float():
            return str(value)
        case datetime():
            return value.date().isoformat() if value.time() == time() else value.isoformat(" ", "minutes")
        case date():
            return value.isoformat()
        case time():
            return value.isoformat("minutes")
    return "="  # a formula for several cells comes as an object of its own


# Lists ------------------------------------------------------------------------------------------------------


def joined(items: Iterable[str], mark: str = ";") -> str:
    """Several texts in one cell; the mark inside of one is written with a backslash before it."""
    return f"{mark} ".join(one.replace("\\", "\\\\").replace(mark, f"\\{mark}") for one in items)


def parted(text: str, mark: str = ";") -> list[str]:
    """The texts of a cell; what stands between two marks may be nothing at all."""
    if "\\" not in text:
        return [one.strip() for one in text.split(mark)]
    parts, part, signs = [], "", iter(text)
    for sign in signs:
        if sign == mark:
            parts.append(part.strip())
            part = ""
        else:
            following = next(signs, "\\") if sign == "\\" else sign
            part += following if following in (sign, mark, "\\") else sign + following
    return [*parts, part.strip()]


def several(text: str) -> tuple[str, ...]:
    """Not one of them empty; the same twice counts once."""
    return tuple(dict.fromkeys(one for one in parted(text) if one))


# Words of closed lists --------------------------------------------------------------------------------------


class Words:
    """A closed list: ids, and what people read and write for each."""

    def __init__(self, labels: Mapping[str, str]) -> None:
        self.labels = dict(labels)
        self._ids = {same(id_): id_ for id_ in labels} | {same(label): id_ for id_, label in labels.items()}

    def id_of(self, text: str) -> str:
        """Raises CellError, which names what is allowed, or what comes near."""
        found = self._ids.get(text) or self._ids.get(same(text))
        if found is None:
            near = get_close_matches(same(text), self._ids, SUGGESTED, 0.7)
            names = [self.labels[self._ids[one]] for one in near] or list(self.labels.values())
            words = "; ".join(f"«{one}»" for one in dict.fromkeys(names))
            raise CellError(ALLOWED.json(why=UNKNOWN.json(), words=words))
        return found

    def ids_of(self, text: str) -> tuple[str, ...]:
        return tuple(dict.fromkeys(self.id_of(one) for one in several(text)))


# Numbers, days, telephones ----------------------------------------------------------------------------------


def number(text: str) -> float:
    """Raises CellError."""
    try:
        return float(text.replace(",", "."))
    except ValueError:
        raise CellError(NUMBER.json()) from None


def yes_no(text: str) -> bool:
    """Raises CellError."""
    word = text.casefold()
    if word in (YES, "yes", "true", "1", "+", "є"):
        return True
    if word in (NO, "no", "false", "0", "-", "немає"):
        return False
    raise CellError(YES_NO.json())


def day(text: str) -> date:
    """«05.11.2026» or «2026-11-05». Raises CellError."""
    found = _DAY.fullmatch(text)
    try:
        if found:
            return date(int(found[3]), int(found[2]), int(found[1]))
        return date.fromisoformat(text[:10])
    except ValueError:
        raise CellError(DAY.json()) from None


@lru_cache(maxsize=4096)
def telephone(text: str) -> str:
    """E.164, or a short number. Raises CellError."""
    digits = re.sub(rf"[\s()]|{_DASH}", "", text)
    if re.fullmatch("[0-9]{3,6}", digits):
        return digits
    if re.fullmatch(r"\+[1-9][0-9]{6,14}", text):
        return text
    reading = read_phone(text)
    if reading.problem is not None:
        raise CellError(PHONE.json())
    return str(reading.value)


def telephones(text: str) -> tuple[str, ...]:
    """Raises CellError."""
    return tuple(dict.fromkeys(telephone(one) for one in several(text)))


# Hours ------------------------------------------------------------------------------------------------------


def hours_words(hours: Mapping[str, Sequence[Sequence[str]]]) -> str:
    """«пн–пт 09:00–13:00, 14:00–18:00; сб 10:00–14:00»."""
    parts: list[tuple[int, int, str]] = []
    for at, name in enumerate(DAYS):
        if name not in hours:
            continue
        spells = ", ".join(f"{opens}–{closes}" for opens, closes in hours[name])
        if parts and parts[-1][1] == at - 1 and parts[-1][2] == spells:
            parts[-1] = (parts[-1][0], at, spells)
        else:
            parts.append((at, at, spells))
    return "; ".join(
        f"{SHORT[first]}{f'–{SHORT[last]}' if last > first else ''} {spells}" for first, last, spells in parts
    )


@lru_cache(maxsize=4096)
def _hours(text: str) -> tuple[tuple[str, tuple[tuple[str, str], ...]], ...] | None:
    found: dict[str, tuple[tuple[str, str], ...]] = {}
    for part in text.split(";"):
        read = _PART.fullmatch(part)
        spells = [_SPELL.fullmatch(one) for one in read[3].split(",")] if read else []
        if read is None or any(one is None for one in spells):
            return None
        first = SHORT.index(read[1].casefold())
        last = SHORT.index(read[2].casefold()) if read[2] else first
        names = DAYS[first : last + 1]
        if not names or found.keys() & set(names):
            return None
        clocks = tuple((_clock(one[1]), _closing(one[2])) for one in spells if one)
        found |= dict.fromkeys(names, clocks)
    return tuple((name, found[name]) for name in DAYS if name in found)


def hours(text: str) -> dict[str, list[list[str]]]:
    """The hours as they are exported, or as people write them. Raises CellError."""
    strict = _hours(text)
    if strict is not None:
        return {name: [list(one) for one in spells] for name, spells in strict}
    read = read_week(text)
    if read is None:
        raise CellError(HOURS.json())
    return read


def _clock(text: str) -> str:
    return text.zfill(5)


def _closing(text: str) -> str:
    clock = text.zfill(5)
    return "24:00" if clock == "00:00" else clock


# The timetable of a mobile office ---------------------------------------------------------------------------


def visits_words(visits: Iterable[Visit]) -> str:
    """«вт 10:00–12:00 | громада | місце; 2026-12-01 …»."""
    return joined(
        joined(
            (
                f"{_day_word(one.day)} {one.opens}–{one.closes}",
                one.community,
                *([one.place] * bool(one.place)),
            ),
            "|",
        )
        for one in visits
    )


def visits(text: str) -> tuple[Visit, ...]:
    """Raises CellError."""
    return tuple(dict.fromkeys(_visit(one) for one in several(text.replace("\n", ";"))))


def _visit(text: str) -> Visit:
    when, *where = parted(text, "|")
    found = _VISIT.fullmatch(when)
    if found is None or not 1 <= len(where) <= 2 or not where[0]:
        raise CellError(VISIT.json())
    return Visit(
        _day_of(found[1]),
        _clock(found[2]),
        _closing(found[3]),
        where[0],
        where[1] if len(where) > 1 else "",
    )


def _day_word(name: str) -> str:
    return SHORT[DAYS.index(name)] if name in DAYS else name


def _day_of(word: str) -> str:
    if word.casefold() in SHORT:
        return DAYS[SHORT.index(word.casefold())]
    try:
        return day(word).isoformat()
    except CellError:
        raise CellError(VISIT.json()) from None
