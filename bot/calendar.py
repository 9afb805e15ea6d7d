"""Wall-clock time and elapsed time: working hours, duty rosters, quiet hours.

Moments are aware datetimes in UTC, durations are elapsed time. Only opening, closing and quiet hours are
wall-clock times of a zone, so that a change of the clocks moves them and never a deadline: a term of 24 h is
24 h, also over the night of 25 October 2026, which has 25.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Any, TypeAlias
from zoneinfo import ZoneInfo

KYIV = "Europe/Kyiv"
WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")

Open: TypeAlias = tuple[time, time]
"""From, until. Until midnight is ``time(0)``, written «24:00»; an end before its beginning lies on the next
day, and the same time twice is a whole day and night."""

_DAY = timedelta(days=1)
_WEEK = timedelta(days=7)


class HoursError(ValueError):
    """Hours written in a way that can't be read; says how they should look."""

    def __init__(self) -> None:
        super().__init__(
            'hours look like {"mon": [["09:00", "18:00"]]}, shifts like ["mon", "20:00", "08:00"]'
        )


@dataclass(frozen=True, slots=True)
class WorkingHours:
    """When an institution works: for each weekday (0 is Monday) its spells. There is at least one a week.

    As JSON: ``{"mon": [["09:00", "13:00"], ["14:00", "18:00"]], …}``.
    """

    days: tuple[tuple[Open, ...], ...] = (((time(9), time(18)),),) * 5 + ((), ())
    zone: str = KYIV

    def __post_init__(self) -> None:
        if len(self.days) != len(WEEKDAYS) or not any(self.days):
            raise HoursError

    @classmethod
    def from_json(cls, raw: Mapping[str, Any] | None, zone: str = KYIV) -> WorkingHours:
        """Read the JSON form; nothing at all means Monday to Friday, 9 to 18. Raises HoursError."""
        if not raw:
            return cls(zone=zone)
        if not set(raw) <= set(WEEKDAYS):
            raise HoursError
        days = tuple(tuple(_open_in(one) for one in _sequence(raw.get(day, ()))) for day in WEEKDAYS)
        return cls(days, zone)

    def to_json(self) -> dict[str, list[list[str]]]:
        return {
            name: [[f"{opens:%H:%M}", _until(closes)] for opens, closes in spells]
            for name, spells in zip(WEEKDAYS, self.days, strict=True)
            if spells
        }

    def is_open(self, at: datetime) -> bool:
        """Whether somebody works at that moment (the moment of closing is no longer one)."""
        return any(opens <= at < closes for opens, closes in _spells(self.days, self.zone, at, at))

    def closes(self, at: datetime) -> datetime | None:
        """When they close who work at that moment; None where nobody does. A spell that begins where another
        ends goes on from it; after a week it is called no closing any more."""
        end: datetime | None = None
        for opens, closes in _spells(self.days, self.zone, at, at + _WEEK):
            if opens <= (end or at) < closes:
                end = closes
        return end

    def opens_next(self, at: datetime) -> datetime:
        """The next opening after that moment."""
        return next(opens for opens, _ in _spells(self.days, self.zone, at) if opens > at)

    def add_working(self, start: datetime, hours: float) -> datetime:
        """The moment by which so many of these hours have passed since ``start``."""
        left, counted = timedelta(hours=hours), start
        for opens, closes in _spells(self.days, self.zone, start):
            counted = max(counted, opens)
            if closes > counted:
                if closes - counted >= left:
                    break
                left -= closes - counted
                counted = closes
        return counted + left

    def last_closing_before(self, at: datetime) -> datetime | None:
        """The last closing earlier than that moment; None where they never close."""
        closing = end = None
        for opens, closes in _spells(self.days, self.zone, at - _WEEK, at):
            if end is not None and end < min(opens, at):  # not where the next spell begins at once
                closing = end
            end = max(end or closes, closes)
        return end if end is not None and end < at else closing


@dataclass(frozen=True, slots=True)
class DutyRoster:
    """When somebody is on duty: weekly shifts ``(weekday, from, until)``; 0 is Monday, when it begins.

    As JSON: ``{"shifts": [["fri", "20:00", "08:00"], …]}``; a bare list of shifts is read as well. An empty
    roster promises nothing.
    """

    shifts: tuple[tuple[int, time, time], ...] = ()
    zone: str = KYIV

    @classmethod
    def from_json(cls, raw: Mapping[str, Any] | Sequence[Any] | None, zone: str = KYIV) -> DutyRoster:
        """Read the JSON form; None is an empty roster. Raises HoursError."""
        listed = raw.get("shifts", ()) if isinstance(raw, Mapping) else raw
        shifts = []
        for one in _sequence(listed or ()):
            shift = _sequence(one)
            if not shift or shift[0] not in WEEKDAYS:
                raise HoursError
            shifts.append((WEEKDAYS.index(shift[0]), *_open_in(shift[1:])))
        return cls(tuple(shifts), zone)

    def to_json(self) -> dict[str, list[list[str]]]:
        return {"shifts": [[WEEKDAYS[day], f"{one:%H:%M}", _until(other)] for day, one, other in self.shifts]}

    def on_duty(self, at: datetime) -> bool:
        """Whether the roster covers that moment."""
        days = tuple(tuple((one, other) for on, one, other in self.shifts if on == day) for day in range(7))
        return any(begins <= at < ends for begins, ends in _spells(days, self.zone, at, at))


def before_quiet(
    at: datetime,
    quiet: tuple[int, int] = (21, 8),
    not_before: datetime | None = None,
    zone: str = KYIV,
) -> datetime:
    """When to tell what is due at ``at`` so that nobody is woken: in quiet hours, a minute before they begin.

    ``quiet``: wall-clock hours, over midnight. Never earlier than ``not_before`` (the creation, or what was
    told before it); where that lies in the same quiet hours, their end is the first moment left.
    """
    at = max(at, not_before or at)
    local = _local(at, zone)
    begins, ends = quiet
    if ends <= local.hour < begins:
        return at
    evening = local.date() if local.hour >= begins else local.date() - _DAY
    quiet_from = _moment(evening, time(begins), zone)
    told = quiet_from - timedelta(minutes=1)
    if not_before is None or not_before <= told:
        return told
    return not_before if not_before < quiet_from else _moment(evening + _DAY, time(ends), zone)


def _spells(
    days: Sequence[Iterable[Open]], zone: str, since: datetime, until: datetime | None = None
) -> Iterator[tuple[datetime, datetime]]:
    """Week after week, by their beginning: all that last at ``since`` or begin after it, through the day of
    ``until`` (without end where there is none)."""
    day = _local(since, zone).date() - _DAY
    while until is None or day <= _local(until, zone).date():
        for opens, closes in sorted(days[day.weekday()]):
            ends_on = day if closes > opens else day + _DAY
            yield _moment(day, opens, zone), _moment(ends_on, closes, zone)
        day += _DAY


def _local(at: datetime, zone: str) -> datetime:
    return at.astimezone(ZoneInfo(zone))


def _moment(day: date, clock: time, zone: str) -> datetime:
    """A wall-clock time in UTC. Where the clocks change over it, the first reading (PEP 495, fold 0) holds
    for beginnings and ends alike: two shifts that meet there leave no hour between them."""
    return datetime.combine(day, clock, ZoneInfo(zone)).astimezone(UTC)


def _sequence(raw: Any) -> Sequence[Any]:
    if isinstance(raw, str) or not isinstance(raw, Sequence):
        raise HoursError
    return raw


def _open_in(raw: Any) -> Open:
    pair = _sequence(raw)
    if len(pair) != 2:
        raise HoursError
    opens, closes = pair
    return _clock(opens), time() if closes == "24:00" else _clock(closes)


def _clock(raw: Any) -> time:
    if not isinstance(raw, str) or not re.fullmatch("[0-9]{2}:[0-9]{2}", raw):
        raise HoursError
    try:
        return time.fromisoformat(raw)
    except ValueError:
        raise HoursError from None


def _until(clock: time) -> str:
    return "24:00" if clock == time() else f"{clock:%H:%M}"
