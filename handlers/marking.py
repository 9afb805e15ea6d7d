"""Choices too long for a button: said whole in the text, and marked on the keyboard by a number.

Where a label would be cut is the channel's to say. A mark is the place from 1 among the buttons shown, which
is what a typed number means (``flows.engine.understand``). It never means a notice's button, and on a screen
that asks for a text it *is* the text: there the marks are letters (but where the text is only looked for).
"""

from __future__ import annotations

from flows.engine.flow import QUERY
from handlers.shown import Button, Shown

TICKS = {None: "", True: "☑ ", False: "☐ "}

_UKRAINIAN = "АБВГДЕЖИКЛМНОПРСТУФХ"
_LATIN = "ABCDEFGHJKLMNPQRSTUVWXYZ"


def words(button: Button) -> str:
    """What the button says where it is not marked."""
    return TICKS[button.ticked] + button.label


def mark(at: int, shown: Shown) -> str:
    """The mark of the button at that place, counted from 0."""
    if not shown.kept and shown.expects in (None, QUERY):
        return str(at + 1)
    letters = _UKRAINIAN if shown.language.startswith("uk") else _LATIN
    again, letter = divmod(at, len(letters))
    return f"{letters[letter]}{again + 1 if again else ''}"


def listed(shown: Shown, marked: tuple[str, ...]) -> str:
    """The marked choices with their whole labels, a line each; "" where none is marked."""
    return "\n".join(
        f"{TICKS[button.ticked]}{given}. {' '.join(button.label.split())}"
        for button, given in zip(shown.buttons, marked, strict=True)
        if given
    )
