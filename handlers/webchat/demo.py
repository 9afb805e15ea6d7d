"""The page a visitor sees first: three phones side by side, a clock to move, and what is going on."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from jinja2 import Environment

from handlers.webchat.pages import Words


@dataclass(frozen=True, slots=True)
class Handset:
    """One phone: ``who`` is its word in addresses, ``page`` the path of the chat inside it."""

    who: str
    role: str
    name: str
    page: str


@dataclass(frozen=True, slots=True)
class Clock:
    """The demo's own time in words: ``time`` «18:05», ``day`` «неділя, 22 листопада», ``ahead`` what the next
    event is and when (empty where nothing is due)."""

    time: str
    day: str
    ahead: str = ""


@dataclass(frozen=True, slots=True)
class Happening:
    """One line of what is going on. ``number`` grows. ``who``: the phones that got something new. The text
    may begin with the coloured circle of a level."""

    number: int
    time: str
    text: str
    who: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class DemoPlaces:
    """Where the demo's parts are. ``clock`` takes ``move``: minutes, or ``next``."""

    page: str = "/demo"
    clock: str = "/demo/clock"
    again: str = "/demo/again"
    events: str = ""
    static: str = "/static/"


def demo_page(
    templates: Environment,
    handsets: Sequence[Handset],
    clock: Clock,
    happenings: Sequence[Happening],
    *,
    csrf: str,
    words: Words,
    language: str,
    chosen: str = "",
    places: DemoPlaces | None = None,
) -> str:
    """The demo as one page; ``happenings`` newest last. ``chosen`` is the phone that a narrow window shows
    (the first one where it names none)."""
    known = {handset.who for handset in handsets}
    return templates.get_template("demo.html").render(
        handsets=handsets,
        clock=clock,
        happenings=happenings[::-1],
        chosen=chosen if chosen in known else next((handset.who for handset in handsets), ""),
        csrf=csrf,
        title=words["demo.name"],
        words=words,
        language=language,
        places=places or DemoPlaces(),
    )
