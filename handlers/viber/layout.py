"""A keyboard of six columns: every label stands whole, no keyboard is higher than twelve.

A button is as wide as its row leaves it, and one or two high. Labels keep their words where they can; where
one can't, or where all of them together would be too high, every choice is said in the text and marked here.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from html import escape
from itertools import groupby
from typing import Any, Literal, TypeAlias

from handlers.marking import TICKS, mark, words
from handlers.shown import Button, Shown, Style
from handlers.viber.limits import ACTION, COLUMNS, LABEL, ROWS
from handlers.viber.parse import press

LINE = {6: 32, 3: 15, 2: 9, 1: 4}
"""Letters that a button so many columns wide surely shows in a line, on a phone 320 points wide."""

TALLEST = 2  # lines, and rows
ABREAST = (3, 6)
"""Marked choices in one row: three are read and hit on a narrow phone; six where there is no room else."""

Action: TypeAlias = Literal["reply", "share-phone", "location-picker"]

COLOURS: dict[Style, str] = {"": "#F2F2F5", "primary": "#DCE9F7", "danger": "#F7DEDC"}


class UnrenderableError(Exception):
    """Viber would not take this screen: nothing to read, an empty label, a choice id that is too long."""


@dataclass(frozen=True, slots=True)
class Key:
    """One button, before it has a place."""

    label: str
    body: str
    style: Style = ""
    action: Action = "reply"
    marked: bool = False


Row: TypeAlias = tuple[Key, ...]


def choices(shown: Shown, spare: int, tallest: int = ROWS) -> tuple[list[Row], tuple[str, ...]]:
    """The rows of ``shown.buttons``, and each one's mark ("" where it keeps its words); ``spare`` rows of the
    ``tallest`` are taken by others. Raises UnrenderableError."""
    plain = [_key(button, shown.screen) for button in shown.buttons]
    if all(_fits(key) for key in plain):
        rows = packed(plain)
        if height(rows) + spare <= tallest:
            return rows, ("",) * len(plain)
    marked = tuple(
        "" if button.id.startswith("@") else mark(at, shown) for at, button in enumerate(shown.buttons)
    )
    keys = [_key(button, shown.screen, one) for button, one in zip(shown.buttons, marked, strict=True)]
    for abreast in ABREAST:
        runs = groupby(keys, lambda key: key.marked)
        rows = [
            row for many, run in runs for row in (_even(list(run), abreast) if many else packed(list(run)))
        ]
        if all(_fits(key) for key in keys) and height(rows) + spare <= tallest:
            return rows, marked
    msg = "too many buttons"
    raise UnrenderableError(msg)


def controls(buttons: Sequence[Button], screen: str) -> list[Row]:
    """Back, Menu, emergency numbers."""
    return packed([_key(button, screen) for button in buttons])


def packed(keys: Sequence[Key]) -> list[Row]:
    """Two short labels share a row; a long one has its own."""
    rows: list[Row] = []
    for key in keys:
        before = rows[-1] if rows else ()
        if len(before) == 1 and _short(before[0]) and _short(key):
            rows[-1] = (*before, key)
        else:
            rows.append((key,))
    return rows


def height(rows: Sequence[Row]) -> int:
    return sum(_high(row) for row in rows)


def drawn(rows: Sequence[Row]) -> list[dict[str, Any]]:
    """The buttons as Viber wants them, row by row: the columns of a row always make six."""
    return [_button(key, width, _high(row)) for row in rows for key, width in _widths(row)]


def keyboard(rows: Sequence[Row]) -> dict[str, Any]:
    """The keyboard that goes with a message."""
    return {"Type": "keyboard", "DefaultHeight": False, "Buttons": drawn(rows)}


def _even(keys: Sequence[Key], abreast: int) -> Iterator[Row]:
    rows = -(-len(keys) // abreast)
    start = 0
    for row in range(rows):  # as even as can be: four are two and two
        end = start + -(-(len(keys) - start) // (rows - row))
        yield tuple(keys[start:end])
        start = end


def _key(button: Button, screen: str, given: str = "") -> Key:
    if not button.label.strip():
        msg = "an empty label"
        raise UnrenderableError(msg)
    body = press(screen, button.id)
    if len(body) > ACTION:
        msg = "a choice id is too long"
        raise UnrenderableError(msg)
    label = TICKS[button.ticked] + given if given else " ".join(words(button).split())
    return Key(label, body, button.style, marked=bool(given))


def _short(key: Key) -> bool:
    return len(key.label) <= LINE[3]


def _fits(key: Key) -> bool:
    return 0 < _lines(key.label, LINE[COLUMNS]) <= TALLEST and len(escape(key.label)) <= LABEL


def _high(row: Row) -> int:
    return max(_lines(key.label, LINE[COLUMNS // len(row)]) for key in row)


def _lines(label: str, width: int) -> int:
    """How many lines a label takes when it breaks between words; 99 where a word is longer than a line."""
    lines, used = 0, width + 1
    for word in label.split(" "):
        if len(word) > width:
            return 99
        if used + 1 + len(word) > width:
            lines, used = lines + 1, len(word)
        else:
            used += 1 + len(word)
    return lines


def _widths(row: Row) -> Iterator[tuple[Key, int]]:
    each, more = divmod(COLUMNS, len(row))
    for at, key in enumerate(row):
        yield key, each + (at >= len(row) - more)


def _button(key: Key, columns: int, rows: int) -> dict[str, Any]:
    """Silent, or the chat would show what the press sends: word ids today, and on a sensitive screen her
    answer for whoever takes up the phone."""
    made: dict[str, Any] = {
        "Columns": columns,
        "Rows": rows,
        "BgColor": COLOURS[key.style],
        "ActionType": key.action,
        "ActionBody": key.body,
        "Text": escape(key.label, quote=False),
    }
    return made | {"Silent": True} if key.action == "reply" else made
