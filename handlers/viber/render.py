"""A screen as Viber messages, without whom they are for. Pure: no network."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any, TypeAlias

from handlers.marking import listed
from handlers.shown import Block, Shown
from handlers.viber.api import encoded
from handlers.viber.layout import (
    Key,
    Row,
    UnrenderableError,
    choices,
    controls,
    drawn,
    height,
    keyboard,
    packed,
)
from handlers.viber.limits import COLUMNS, JSON, MEDIA_ROWS, TEXT
from handlers.viber.parse import start
from handlers.viber.wording import pages, paragraphs

ENVELOPE = 800  # bytes, for whom it is, from whom, and JSON's own signs
BYTES = 4  # of one character at most; JSON's escapes of quotes and line ends are shorter
PHONE, PLACE = "phone", "place"  # kinds of text that a button can send (flows: Write.kind)
VERSION, SHARING, MEDIA = 1, 3, 2  # of Viber's API: what an old phone must know to show it

Message: TypeAlias = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Words:
    """What the channel itself says, in one language: the welcome before anything was said, its start button,
    the buttons under a message where no screen stands yet, those that share a number and a place, and how
    one answers by a marked button: by its number, by its letter."""

    welcome: str
    start: str
    menu: str
    danger: str
    phone: str
    place: str
    number: str
    letter: str


def render(shown: Shown, words: Words, standing: Mapping[str, Any] | None) -> tuple[list[Message], Message]:
    """The messages that show it, at least one, and the keyboard that stands from then on.

    ``standing``: the keyboard of the present screen: what is only told leaves it where it is. The buttons of
    a notice stay with its message. Raises UnrenderableError.
    """
    if shown.kept:
        rows, marked = choices(shown, 0, MEDIA_ROWS)
        keys = dict(standing) if standing else at_rest(words)
        more = [_media(rows)] if rows else []
    else:
        sharing, below = _sharing(shown, words), controls(shown.controls, shown.screen)
        rows, marked = choices(shown, height(sharing) + height(below))
        keys = keyboard([*rows, *sharing, *below]) if rows or sharing or below else at_rest(words)
        more = []
    version = SHARING if _shares(keys) else VERSION
    room = min(TEXT, (JSON - ENVELOPE - len(encoded(keys))) // BYTES)
    told = replace(shown, blocks=(*shown.blocks, *_said_whole(shown, marked, words)))
    texts = pages(paragraphs(told), room)
    if not texts:
        msg = "nothing to read"
        raise UnrenderableError(msg)
    messages: list[Message] = [{"type": "text", "text": text, "min_api_version": version} for text in texts]
    return [{**one, "keyboard": keys} for one in (*messages, *more)], keys


def _said_whole(shown: Shown, marked: tuple[str, ...], words: Words) -> tuple[Block, ...]:
    """What the marked buttons mean, and that they are to be pressed."""
    marks = [one for one in marked if one]
    if not marks:
        return ()
    how = words.number if marks[0].isdigit() else words.letter
    return Block("text", how), Block("text", listed(shown, marked))


def welcome(words: Words, link: str) -> Message:
    """What is shown to whoever opens the chat, before she has said anything. Its start button carries on
    what the link carried."""
    rows = [(Key(words.start, start(link), "primary"),), *_resting(words)[1:]]
    return {"type": "text", "text": words.welcome, "min_api_version": VERSION, "keyboard": keyboard(rows)}


def at_rest(words: Words) -> Message:
    """The keyboard where no screen stands: the menu and the emergency numbers are one press away."""
    return keyboard(_resting(words))


def _resting(words: Words) -> list[Row]:
    return [(Key(words.menu, "/menu"),), (Key(words.danger, "/danger", "danger"),)]


def _sharing(shown: Shown, words: Words) -> list[Row]:
    if shown.expects == PHONE:
        return packed([Key(words.phone, "phone", action="share-phone")])
    if shown.expects == PLACE:
        return packed([Key(words.place, "place", action="location-picker")])
    return []


def _shares(keys: Mapping[str, Any]) -> bool:
    return any(one["ActionType"] != "reply" for one in keys["Buttons"])


def _media(rows: list[Row]) -> Message:
    """Buttons that stay with their message: a notice is answered later than the screen below it."""
    group = {
        "Type": "rich_media",
        "ButtonsGroupColumns": COLUMNS,
        "ButtonsGroupRows": height(rows),
        "BgColor": "#FFFFFF",
        "Buttons": drawn(rows),
    }
    alt = ", ".join(key.label for row in rows for key in row)
    return {"type": "rich_media", "min_api_version": MEDIA, "alt_text": alt, "rich_media": group}
