"""Choices too long for a button: said whole in the text, and marked on the keyboard by a number."""

from __future__ import annotations

from flows.engine.flow import QUERY
from handlers.shown import Button, Shown

ROW = 34  # characters a full row surely shows: about 36 Cyrillic ones on a phone, less two for wide letters
SHORT = 18  # two labels this long stand side by side on a narrow phone without being cut
TICKS = {None: "", True: "☑ ", False: "☐ "}

_OWN = "@"  # begins the ids of the engine's own buttons («Далі», «Ще»); every other button is a choice
_UKRAINIAN = "АБВГДЕЖИКЛМНОПРСТУФХ"
_LATIN = "ABCDEFGHJKLMNPQRSTUVWXYZ"


def words(button: Button) -> str:
    """What the button says where it is not marked."""
    return TICKS[button.ticked] + button.label


def marks(shown: Shown) -> tuple[str, ...]:
    """What each of ``shown.buttons`` says instead of its label; "" where it keeps its words.

    Only where one of them would be cut: then every choice is marked but short ones at the end
    («Пропустити»). A mark is the place from 1 among the buttons shown, which is what a typed number means
    (``flows.engine.understand``). It never means a notice's button, and on a screen that asks for a text it
    *is* the text: there the marks are letters (but where the text is only looked for).
    """
    if not any(_cut(button) for button in shown.buttons):
        return ("",) * len(shown.buttons)
    last = max(at for at, button in enumerate(shown.buttons) if len(button.label) > SHORT)
    return tuple(
        _mark(at, shown) if _cut(button) or (_chosen(button) and (_ticks(button) or at <= last)) else ""
        for at, button in enumerate(shown.buttons)
    )


def listed(shown: Shown, marked: tuple[str, ...]) -> str:
    """The marked choices with their whole labels, a line each; "" where none is marked."""
    return "\n".join(
        f"{TICKS[button.ticked]}{mark}. {' '.join(button.label.split())}"
        for button, mark in zip(shown.buttons, marked, strict=True)
        if mark
    )


def _cut(button: Button) -> bool:
    return len(words(button)) > ROW


def _chosen(button: Button) -> bool:
    return not button.id.startswith(_OWN)


def _ticks(button: Button) -> bool:
    return button.ticked is not None


def _mark(at: int, shown: Shown) -> str:
    if not shown.kept and shown.expects in (None, QUERY):
        return str(at + 1)
    letters = _UKRAINIAN if shown.language.startswith("uk") else _LATIN
    again, letter = divmod(at, len(letters))
    return f"{letters[letter]}{again + 1 if again else ''}"
