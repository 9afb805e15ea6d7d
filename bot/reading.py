"""Understanding what is typed, by the kind of text a screen asks for: one dict, one function a kind."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from datetime import date
from types import MappingProxyType

from bot.codes import read_case_code, read_return_code
from bot.phones import read_phone
from bot.search.hearing import hear, sounding
from flows.engine.message import M
from flows.engine.said import Reading
from flows.engine.understand import meaning
from flows.rules.freetext import KINDS, guard
from flows.rules.week_hours import read_week

Read = Callable[[str], Reading]

EMPTY = M("reading.empty", "Напишіть, будь ласка, кілька слів або оберіть кнопку.")
ANSWER = M(
    "reading.answer",
    "Тут потрібні слова, а не «так» чи «ні». Напишіть, будь ласка, коротко або натисніть одну з кнопок.",
)
LONG = M(
    "reading.long", "Це задовге повідомлення: тут вистачить {limit} знаків. Напишіть, будь ласка, коротше."
)
WITHHELD = M(
    "reading.withheld",
    "Дещо тут краще не записувати: {kinds}. Без цього вийде так: «{text}». Можна лишити так або написати"
    " інакше.",
)
CASE_CODE = M(
    "reading.case_code", "Такого коду немає. Перевірте, будь ласка, кожен знак, наприклад: К7М-4Р2."
)
RETURN_CODE = M("reading.return_code", "У коді 12 цифр, чотири групи по три. Перевірте, будь ласка, кожну.")


WEEK = M(
    "reading.week_hours",
    "Не вдалося зрозуміти. Напишіть дні й години, наприклад: пн-пт 9-18, сб 10-14. Перерва: пн-пт 9-18 обід"
    " 13-14.",
)
SOUGHT = 200  # letters of what is looked for
ENDED = 60  # of these, so many from the end of a long story
GRAVE = 110  # of these, so many for what sounds like danger
STORY = 1000  # what is longer, and does not sound like danger, is asked for anew

COUNT = M("reading.count", "Напишіть, будь ласка, лише число, наприклад: 4.")
LONGEST_COUNT = 6  # digits

DAY = M("reading.day", "Напишіть день числами: день, місяць, рік. Наприклад, 05.11.2026.")
_DAY = re.compile(r"(\d{1,2})[.,/\s-]+(\d{1,2})[.,/\s-]+(\d{4})\s*р?\.?")


def _plain(limit: int, *, answers: bool = False) -> Read:
    """A short text, taken as it is. ``answers``: a bare «добре» may be the very thing (a village is so
    called); elsewhere it answers a question that was not asked."""

    def read(text: str) -> Reading:
        words = " ".join(text.split())
        if not any(letter.isprintable() and not letter.isspace() for letter in words):
            return Reading(problem=EMPTY.json())
        if len(words) > limit:
            return Reading(problem=LONG.json(limit=limit))
        if not answers and meaning(words):
            return Reading(problem=ANSWER.json())
        return Reading(words)

    return read


def _guarded(limit: int, *, answers: bool = False) -> Read:
    """Free words; what should not be written down is offered to be struck out."""
    plain = _plain(limit, answers=answers)

    def read(text: str) -> Reading:
        reading = plain(text)
        if reading.problem is not None:
            return reading
        guarded = guard(reading.value)
        if guarded.found:
            kinds = [KINDS[kind].json() for kind in guarded.found]
            return Reading(guarded.cleaned, WITHHELD.json(kinds=kinds, text=guarded.cleaned))
        return reading

    return read


def _code(read_code: Callable[[str], str | None], problem: M) -> Read:
    def read(text: str) -> Reading:
        code = read_code(text)
        return Reading(code) if code is not None else Reading(problem=problem.json())

    return read


def _day(text: str) -> Reading:
    """A day of the calendar, as people here write it; its value is the ISO date."""
    found = _DAY.fullmatch(text.strip())
    if found is None:
        return Reading(problem=DAY.json())
    day, month, year = (int(one) for one in found.groups())
    try:
        return Reading(date(year, month, day).isoformat())
    except ValueError:
        return Reading(problem=DAY.json())


def _count(text: str) -> Reading:
    """A number of people or beds."""
    digits = text.strip().rstrip(".")
    if not (digits.isascii() and digits.isdigit() and len(digits) <= LONGEST_COUNT):
        return Reading(problem=COUNT.json())
    return Reading(int(digits))


def _week(text: str) -> Reading:
    """Opening hours of a week; the value is that of ``bot.calendar.WorkingHours``."""
    hours = read_week(text[:300])
    return Reading(hours) if hours is not None else Reading(problem=WEEK.json())


def _query(text: str) -> Reading:
    """What somebody looks for. Nothing of it is kept, so that nothing in it is objected to; of a long story
    the beginning and the end are looked for, where people say what it is about, and whatever in it sounds
    like danger, however long it is."""
    words = " ".join(text.split())
    if len(words) <= SOUGHT:
        return _plain(SOUGHT)(words)
    ends = _parts(words, SOUGHT - ENDED, "", ENDED)
    if not hear(ends) and (danger := sounding(words, GRAVE)):
        return Reading(_parts(words, (SOUGHT - GRAVE) // 2, danger, (SOUGHT - GRAVE) // 2))
    return Reading(ends) if len(words) <= STORY or hear(ends) else _plain(SOUGHT)(words)


def _parts(words: str, begun: int, between: str, ended: int) -> str:
    """Of a long text the beginning and the end, in so many characters with the dots, and what stands between
    them."""
    first, last = words[: begun - 3], words[3 - ended :]
    parts = (first.rpartition(" ")[0] or first, between, last.partition(" ")[2] or last)
    return " … ".join(part for part in parts if part)


def _phones(text: str) -> Reading:
    """Public numbers, parted by commas or lines: as of one phone, and short lines as they are."""
    numbers: list[str] = []
    for one in re.split(r"[,;\n]", text):
        short = re.fullmatch(r"\s*(\d[\d \-]{1,8}\d)\s*", one)
        digits = re.sub(r"\D", "", short[1]) if short else ""
        reading = Reading(digits) if 3 <= len(digits) <= 6 else read_phone(one)
        if reading.problem is not None:
            return Reading(problem=reading.problem)
        if reading.value not in numbers:
            numbers.append(reading.value)
    return Reading(numbers)


READINGS: Mapping[str, Read] = MappingProxyType(
    {
        "query": _query,
        "place": _plain(60, answers=True),
        "text": _guarded(300),
        "gist": _guarded(300),
        "reason": _guarded(200),
        "name": _guarded(60),
        "community": _guarded(60, answers=True),
        "hours": _guarded(60),
        "word": _plain(40),
        "question": _plain(300),  # what may be kept of it is shown, and agreed to, before it is kept
        "talk": _plain(300, answers=True),  # to a human being, who is to have every word
        "phone": read_phone,
        "code": _code(read_case_code, CASE_CODE),
        "day": _day,
        "count": _count,
        "brief": _plain(100, answers=True),
        "public": _plain(300, answers=True),
        "phones": _phones,
        "week_hours": _week,
        "return_code": _code(read_return_code, RETURN_CODE),
    }
)


def read(kind: str, text: str) -> Reading:
    """What the text means on a screen that expects this kind. Raises KeyError on an unknown kind."""
    return READINGS[kind](text)
