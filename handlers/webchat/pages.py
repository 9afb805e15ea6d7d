"""Pages as strings of HTML. They work without JavaScript, and under a policy that allows no inline code."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Final

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup, escape

from flows.policy.colours import COLOURS
from handlers.shown import Block, Button, Shown
from handlers.webchat.view import Card, View

LONGEST_TEXT = 5000
_SHORT = 14  # letters of a label that may stand beside another, where the screen has room for both
_LEVELS: Final = {spot: word for word, spot in COLOURS.items()}
_LEVEL: Final = re.compile("[" + "".join(_LEVELS) + "]\ufe0f?")
_NUMBER: Final = re.compile(r"\d+")
_KEYBOARDS: Final = {"phone": "tel", "return_code": "numeric"}  # inputmode of HTML
_SHORT_TEXTS: Final = frozenset(_KEYBOARDS) | {"name", "community", "hours", "word", "code", "query", "place"}

Words = Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Places:
    """Where the page's parts are, as paths of this same site. ``file`` is followed by a card's key.

    ``events``: a stream of server-sent events that says «changed», or empty. ``away``: where a quick exit
    ends up. ``traces``, ``addresses``: the pages on what an exit leaves behind and on our true addresses, or
    both empty. ``board``: the list of cases of who works here.
    """

    chat: str = "/chat"
    file: str = "/chat/file/"
    exit: str = "/exit"
    events: str = ""
    static: str = "/static/"
    away: str = "/away"
    traces: str = ""
    board: str = ""
    addresses: str = ""


def environment() -> Environment:
    """The templates, compiled as they are first used. Build one and keep it."""
    made = Environment(
        loader=PackageLoader("handlers.webchat"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    made.filters.update(dotted=dotted, level=level, leads=leads, dial=dial)
    return made


def content_policy(*, framed: bool = False) -> str:
    """The Content-Security-Policy all pages keep to. ``framed``: the demo shows them inside itself."""
    ancestors = "'self'" if framed else "'none'"
    return (
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; "
        f"frame-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors {ancestors}"
    )


def chat_page(
    templates: Environment,
    view: View,
    *,
    csrf: str,
    key: str,
    title: str,
    words: Words,
    language: str,
    places: Places | None = None,
    link: str = "",
    draft: str = "",
) -> str:
    """The conversation as one page. ``key`` makes a form sent twice count once; ``csrf`` guards all forms.

    ``link``: what the visitor's link carries (an invite). It opens by the start button, not by itself:
    whoever draws a preview of a link must not use it up. ``draft``: words that were meant for a question
    which is no longer the present one; the page says so, and has them where they may fit.
    """
    if draft:
        view = _overtaken(view, words)
    older = view.kept[: len(view.kept) - view.fresh]
    return templates.get_template("chat.html").render(
        older=older,
        fresh=view.kept[len(older) :],
        present=view.present,
        controls=view.present.shown.controls if view.present else (),
        buttons=_grouped(view.present.shown.buttons) if view.present else None,
        steps=_steps(view.present.shown.progress) if view.present else None,
        focus=_focus(view),
        short=view.present is not None and view.present.shown.expects in _SHORT_TEXTS,
        keyboard=_KEYBOARDS.get(view.present.shown.expects or "", "text") if view.present else "text",
        csrf=csrf,
        key=key,
        link=link,
        draft=draft,
        title=title,
        words=words,
        language=language,
        places=places or Places(),
        longest=LONGEST_TEXT,
    )


def dotted(text: str) -> Markup:
    """Escaped text, its coloured circles drawn by the style sheet: phones before 2019 lack three of them."""
    return Markup(_LEVEL.sub(_circle, escape(text)))  # noqa: S704 - escaped first; what is put in is ours


def level(shown: Shown) -> str:
    """The colour that a message's title begins with: green, yellow, orange, red, or nothing."""
    return leads(next((block.text for block in shown.blocks if block.kind == "title"), ""))


def leads(text: str) -> str:
    """The colour whose circle the text begins with, or nothing."""
    return _LEVELS.get(text[:1], "")


def dial(number: str) -> str:
    """The number as ``tel:`` wants it: digits, and a leading plus."""
    return ("+" if number.lstrip().startswith("+") else "") + "".join(_NUMBER.findall(number))


def _overtaken(view: View, words: Words) -> View:
    """The view, saying that what came was written before its present screen."""
    if view.present is None:
        return view
    shown = view.present.shown
    problem = Block("problem", words["moved_on" if shown.expects else "not_sent"])
    others = tuple(block for block in shown.blocks if block.kind != "problem")
    return replace(view, present=replace(view.present, shown=replace(shown, blocks=(problem, *others))))


def _circle(found: re.Match[str]) -> str:
    circle = found[0][0]
    return f'<span class="dot dot-{_LEVELS[circle]}"><span class="spoken">{circle}</span></span>'


@dataclass(frozen=True, slots=True)
class _Buttons:
    """``ticks`` come first; ``rest`` follow, side by side where ``pair`` says so."""

    ticks: tuple[Button, ...]
    rest: tuple[Button, ...]
    pair: bool


def _grouped(buttons: tuple[Button, ...]) -> _Buttons:
    rest = tuple(button for button in buttons if button.ticked is None)
    pair = len(rest) == 2 and all(len(button.label) <= _SHORT for button in rest)
    return _Buttons(tuple(button for button in buttons if button.ticked is not None), rest, pair)


def _steps(progress: str) -> tuple[int, int] | None:
    """(2, 5) of «Крок 2 з 5», where the words hold two numbers that make sense."""
    numbers = [int(number) for number in _NUMBER.findall(progress)]
    if len(numbers) == 2 and 0 <= numbers[0] <= numbers[1] and numbers[1] > 0:
        return numbers[0], numbers[1]
    return None


def _focus(view: View) -> Card | None:
    """Where reading begins: the first message not seen before, else the present screen."""
    return view.kept[-view.fresh] if view.fresh else view.present
