"""When a place is open, in words: now, until when, or when next; and when a mobile office comes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime, timedelta
from types import MappingProxyType
from typing import Any
from zoneinfo import ZoneInfo

from bot.calendar import WEEKDAYS, HoursError, WorkingHours
from flows.engine.message import M, Text

OPEN = M("find.open", "відчинено")
OPEN_UNTIL = M("find.open_until", "відчинено до {time}")
CLOSED = M("find.closed_now", "зараз зачинено, відчиниться {day} {at}")
AT = M("find.at", "о {time}")
AT_ELEVEN = M("find.at_eleven", "об {time}")
TODAY = M("find.today", "сьогодні")
TOMORROW = M("find.tomorrow", "завтра")
ON: Mapping[str, M] = MappingProxyType(
    {
        "mon": M("find.on_mon", "у понеділок"),
        "tue": M("find.on_tue", "у вівторок"),
        "wed": M("find.on_wed", "у середу"),
        "thu": M("find.on_thu", "у четвер"),
        "fri": M("find.on_fri", "у п'ятницю"),
        "sat": M("find.on_sat", "у суботу"),
        "sun": M("find.on_sun", "у неділю"),
    }
)
VISIT = M("find.visit", "{day}, {date}, {hours}: {where}")
VISIT_DAY = M("find.visit_day", "{day}, {date}: {where}")

VISITS = 3
"""So many of the next visits of a mobile office are told."""


def open_words(hours: Mapping[str, Any] | None, now: datetime, zone: str) -> Text | None:
    """Whether it is open now; None where the hours are not known or can't be read."""
    try:
        week = WorkingHours.from_json(hours, zone) if hours else None
    except HoursError:
        week = None
    if week is None:
        return None
    closes = week.closes(now)
    if closes is not None:
        soon = closes - now < timedelta(days=1)
        return OPEN_UNTIL.json(time=_clock(closes, zone)) if soon else OPEN.json()
    opens = week.opens_next(now)
    local = opens.astimezone(ZoneInfo(zone))
    at = (AT_ELEVEN if local.hour == 11 else AT).json(time=_clock(opens, zone))
    return CLOSED.json(day=_day(local.date(), now.astimezone(ZoneInfo(zone)).date()), at=at)


def visits(rows: Sequence[Mapping[str, Any]], now: datetime) -> list[Text]:
    """The next visits of a mobile office, the nearest first; a day of the week stands for its next one. None
    that is over. ``now``: on the clocks of the place."""
    ahead = sorted((day, number) for number, row in enumerate(rows) if (day := _comes(row, now)))
    return [_visit(rows[number], day, now.date()) for day, number in ahead[:VISITS]]


def _visit(row: Mapping[str, Any], day: date, today: date) -> Text:
    told = {
        "day": _day(day, today),
        "date": f"{day:%d.%m}",
        "where": ", ".join(one for one in (row.get("community"), row.get("place")) if one),
    }
    hours = "–".join(one for one in (row.get("from"), row.get("to")) if one)
    return VISIT.json(hours=hours, **told) if hours else VISIT_DAY.json(**told)


def _comes(row: Mapping[str, Any], now: datetime) -> date | None:
    """The day of its next visit; None where none is to come."""
    day, today = row.get("day"), now.date()
    over = today + timedelta(days=_is_over(row, now))  # the first day that is still to come
    if day in WEEKDAYS:
        return over + timedelta(days=(WEEKDAYS.index(day) - over.weekday()) % 7)
    try:
        named = date.fromisoformat(str(day))
    except ValueError:
        return None
    return named if named >= over else None


def _is_over(row: Mapping[str, Any], now: datetime) -> bool:
    """Whether a visit of today is over by now; one over midnight is not."""
    opens, closes = row.get("from") or "", row.get("to") or ""
    return opens < closes <= f"{now:%H:%M}"


def _day(day: date, today: date) -> Text:
    away = (day - today).days
    return {0: TODAY, 1: TOMORROW}.get(away, ON[WEEKDAYS[day.weekday()]]).json()


def _clock(at: datetime, zone: str) -> str:
    local = at.astimezone(ZoneInfo(zone))
    return f"{local.hour}:{local.minute:02}"
