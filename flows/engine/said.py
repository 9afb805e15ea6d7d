"""What comes in: a person's words or press, what an effect answered, or something that happened elsewhere."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal, TypeAlias

from flows.engine.message import Text


@dataclass(frozen=True, slots=True)
class Reading:
    """What a typed text was understood as: a value, or a problem said in words.

    With a problem, ``value`` may still carry a cleaned text that the writer can take by one press.
    """

    value: Any = None
    problem: Text | None = None


@dataclass(frozen=True, slots=True)
class Typed:
    """A text. ``reading`` is filled where the present screen expects a kind of text; ``choice`` where the
    words name one of the buttons shown."""

    text: str
    reading: Reading | None = None
    choice: str | None = None


@dataclass(frozen=True, slots=True)
class Pressed:
    """A press: the option's id and the screen it belonged to (``Say.screen``)."""

    choice: str
    screen: str


@dataclass(frozen=True, slots=True)
class Commanded:
    """A command of the channel: ``menu`` (also /start), ``danger``, ``again``; or ``open`` with a flow and
    its answers, which only the program itself says (a link it gave out, after checking it)."""

    name: Literal["menu", "danger", "again", "open"]
    flow: str | None = None
    give: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Sent:
    """Something that is no text: ``voice``, ``sticker``, ``photo``, ``file``, ``location``, ``other``. Only a
    location is ever read, and only where the present screen asks for a place: ``value`` is then ``{"lat",
    "lon"}``, rounded by the channel."""

    kind: str
    value: Mapping[str, float] | None = None


@dataclass(frozen=True, slots=True)
class Happened:
    """What an effect answered: ``kind`` and data."""

    kind: str
    data: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Nudged:
    """Something happened elsewhere; ``notice`` names the words, ``give`` what they speak of."""

    notice: str
    give: Mapping[str, Any] = field(default_factory=dict)


Said: TypeAlias = Typed | Pressed | Commanded | Sent | Happened | Nudged
