"""The pages around the conversation: the neutral one, what stays behind, true addresses, faults."""

from __future__ import annotations

from calendar import Calendar
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from jinja2 import Environment

from handlers.shown import Phone
from handlers.webchat.pages import Places, Words


@dataclass(frozen=True, slots=True)
class Around:
    """What every page of one visitor needs."""

    words: Words
    language: str
    csrf: str
    places: Places


@dataclass(frozen=True, slots=True)
class OwnAddress:
    """Where we are on one channel. ``text`` is for reading letter by letter, ``url`` for opening; both empty:
    we are not there."""

    channel: str
    text: str = ""
    url: str = ""


def away_page(
    templates: Environment,
    *,
    today: date,
    month: str,
    days: Sequence[str],
    words: Words,
    language: str,
    static: str,
) -> str:
    """This month's calendar, where a quick exit ends: it knows nothing of the conversation, and no link of it
    leads there. ``month`` is its name with the year, ``days`` those of the days from Monday."""
    return templates.get_template("away.html").render(
        language=language,
        title=words["calendar"],
        month=month,
        days=days,
        weeks=Calendar().monthdayscalendar(today.year, today.month),
        today=today,
        static=static,
    )


def traces_page(templates: Environment, around: Around) -> str:
    """What a quick exit does, and what it can't take away."""
    return _drawn(templates, "traces.html", around)


def addresses_page(
    templates: Environment, around: Around, addresses: Sequence[OwnAddress], operator: Mapping[str, str]
) -> str:
    """Our true addresses, against clones. ``operator``: ``name`` and ``contact``, which may be empty."""
    return _drawn(templates, "addresses.html", around, addresses=addresses, operator=operator)


def file_page(templates: Environment, around: Around, action: str) -> str:
    """A file that waits to be taken; ``action``: where the press goes."""
    return _drawn(templates, "file.html", around, action=action)


def problem_page(templates: Environment, around: Around, what: str, phones: Sequence[Phone]) -> str:
    """``what``: «lost» (there is no such page) or «fault» (it is on our side); with the numbers for whoever
    is in danger."""
    return _drawn(templates, "problem.html", around, what=what, phones=phones)


def _drawn(templates: Environment, name: str, around: Around, **more: object) -> str:
    return templates.get_template(name).render(
        words=around.words,
        language=around.language,
        csrf=around.csrf,
        places=around.places,
        title=around.words["title"],
        **more,
    )
