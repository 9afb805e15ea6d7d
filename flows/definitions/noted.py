"""What has just happened, as one line on top of the next screen: a chat does not fill with receipts."""

from __future__ import annotations

from types import MappingProxyType

from flows.engine.conditions import Is
from flows.engine.flow import NOTED, Const, Given, Put, When
from flows.engine.message import M

CALM: Given = MappingProxyType({NOTED: Const(None)})
"""What an option sets that leads away from a screen with notes: they are said once."""


def note(word: str, message: M) -> When:
    """The line shown after ``noted(word, …)``."""
    return When(Is(f"answers.{NOTED}", word), message)


def noted(word: str, to: str) -> Put:
    """A step ``note_<word>`` that goes to a screen with that line on top."""
    return Put(f"note_{word}", {NOTED: Const(word)}, to)
