"""What comes out of a turn: the new session, and events in order."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal, TypeAlias

from flows.engine.flow import Means, Style
from flows.engine.message import Text
from flows.engine.session import Session

BlockKind: TypeAlias = Literal["title", "text", "note", "list", "phones", "copy", "link", "problem"]


@dataclass(frozen=True, slots=True)
class Block:
    """A piece of a screen. ``content``: a text; a list of texts for ``list``; for ``phones`` a list of
    ``{"number", "name", "hours"}``; for ``link`` ``{"url", "label"}``."""

    kind: BlockKind
    content: Any


@dataclass(frozen=True, slots=True)
class Button:
    """``id`` comes back in ``Pressed.choice``; ``ticked`` is None outside tick lists; ``means`` is for
    whoever types the answer."""

    id: str
    label: Text
    style: Style = ""
    ticked: bool | None = None
    means: Means = ""


@dataclass(frozen=True, slots=True)
class Say:
    """A message to show.

    ``kept``: stays as it is; otherwise it is *the* present screen and replaces the last one.
    ``anew``: the present screen should come as a new message below what was said since.
    ``screen``: the token its presses carry. ``controls``: Back, Menu, emergency numbers.
    ``expects``: the kind of text that may be typed here. ``progress``: (step, of).
    ``names``: every option of a list that comes in pages, so that a typed name is found on all of them; empty
    where there is one page.
    ``protect``: not to be forwarded, and cleared later where the channel can.
    """

    blocks: tuple[Block, ...]
    buttons: tuple[Button, ...] = ()
    controls: tuple[Button, ...] = ()
    screen: str = ""
    kept: bool = False
    anew: bool = False
    protect: bool = False
    expects: str | None = None
    progress: tuple[int, int] | None = None
    names: tuple[Button, ...] = ()


@dataclass(frozen=True, slots=True)
class Did:
    """An event with consequences; ``name`` is one of ``flows.events``. Its effect answers ``Happened``."""

    name: str
    data: Mapping[str, Any] = field(default_factory=dict)


Event: TypeAlias = Say | Did

Crossed: TypeAlias = tuple[str, str, str]
"""A route taken: flow, step, and by what (the names of ``flows.engine.inspect.Exit``); a button under a
notice counts as ``("@notice", notice, offer)``."""


@dataclass(frozen=True, slots=True)
class Turn:
    """``crossed``: the routes taken, in order. ``awaits``: the last event is a Did whose outcome the flow
    goes on from."""

    session: Session
    events: tuple[Event, ...]
    crossed: tuple[Crossed, ...] = ()
    awaits: bool = False
