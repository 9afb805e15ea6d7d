"""Which choices are too long for one of Telegram's buttons (``handlers.marking``)."""

from __future__ import annotations

from handlers.marking import mark, words
from handlers.shown import Button, Shown

ROW = 34  # characters a full row surely shows: about 36 Cyrillic ones on a phone, less two for wide letters
SHORT = 18  # two labels this long stand side by side on a narrow phone without being cut

_OWN = "@"  # begins the ids of the engine's own buttons («Далі», «Ще»); every other button is a choice


def marks(shown: Shown) -> tuple[str, ...]:
    """What each of ``shown.buttons`` says instead of its label; "" where it keeps its words.

    Only where one of them would be cut: then every choice is marked but short ones at the end
    («Пропустити»).
    """
    if not any(_cut(button) for button in shown.buttons):
        return ("",) * len(shown.buttons)
    last = max(at for at, button in enumerate(shown.buttons) if len(button.label) > SHORT)
    return tuple(
        mark(at, shown) if _cut(button) or (_chosen(button) and (_ticks(button) or at <= last)) else ""
        for at, button in enumerate(shown.buttons)
    )


def _cut(button: Button) -> bool:
    return len(words(button)) > ROW


def _chosen(button: Button) -> bool:
    return not button.id.startswith(_OWN)


def _ticks(button: Button) -> bool:
    return button.ticked is not None
