"""Long lists are loaded a window at a time; how many there are is counted, never guessed from a window.

``answers.skip``: how many rows stand before the window. A list that has become shorter meanwhile shows its
last window. ``answers.sought``: the code of the one case looked for.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

WINDOW = 40
"""Rows loaded at once: five pages of a screen."""

MANY = 10
"""More rows than this are worth a way to look one up."""


def begins(answers: Mapping[str, Any], every: int) -> int:
    """How many of ``every`` rows stand before the window that is asked for."""
    last = max(0, every - 1) // WINDOW * WINDOW
    return min(answers.get("skip") or 0, last)


def window(answers: Mapping[str, Any], every: int) -> dict[str, Any]:
    """What a screen says of the window: ``all`` rows, those ``before`` and those ``left`` after it, the
    numbers of its ``first`` and ``last``, where the ``next`` one begins; whether it is a ``part`` of the
    list, and whether the list is worth a look-up (``many``)."""
    before = begins(answers, every)
    left = max(0, every - before - WINDOW)
    return {
        "all": every,
        "before": before,
        "left": left,
        "first": before + 1,
        "last": every - left,
        "part": every > WINDOW,
        "next": before + WINDOW if left else None,
        "many": every > MANY,
    }
