"""The vocabulary: what a conversation is made of. Values only; nothing here runs.

A **flow** is steps with ids. Some steps show a screen and wait (Choose, Tick, Write), the others pass on at
once (Tell, Derive, Branch, Act, Call). Where a step leads is data: an id of a step of the same flow,
``END`` (back to the flow that called, else the menu), ``MENU`` or ``RESUME`` (a parked conversation).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, Literal, TypeAlias

from flows.engine.conditions import Condition, Scope
from flows.engine.message import M

END = "@end"
MENU = "@menu"
RESUME = "@resume"

NOTED = "note"
"""The answer that holds what has just happened, said on the next screen alone: whoever comes back to that
screen does not read it again."""

Style: TypeAlias = Literal["", "primary", "danger"]

Means: TypeAlias = Literal["", "yes", "no", "skip", "help"]
"""The everyday answer a button stands for, so that «ага» or «не знаю», typed, is that press."""

QUERY = "query"
"""The kind of text that is looked for. Buttons beside it are named as on any other screen: by the beginning
of their words, or by their place."""

PLACE = "place"
"""The kind of text instead of which a location may be sent."""

SKIP = M("engine.skip", "Пропустити")
NONE = M("engine.none", "Нічого з цього")
NEXT = M("engine.done", "Далі")


# What a screen shows ----------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Title:
    """The one line that says what this screen is about."""

    message: M


@dataclass(frozen=True, slots=True)
class Note:
    """Small print."""

    message: M


@dataclass(frozen=True, slots=True)
class Bullets:
    """A list; the path leads to texts."""

    path: str


@dataclass(frozen=True, slots=True)
class Lines:
    """Paragraphs whose texts are found at the path."""

    path: str


@dataclass(frozen=True, slots=True)
class Phones:
    """Numbers to call or copy; the path leads to ``[{"number", "name", "hours"}]`` (the last may be
    missing)."""

    path: str


@dataclass(frozen=True, slots=True)
class Copy:
    """Something to copy or read aloud, such as a case code; the path leads to a string."""

    path: str


@dataclass(frozen=True, slots=True)
class Link:
    """A page outside, under a name that says what is there. The path leads to an https address; anything else
    is not shown."""

    path: str
    message: M


@dataclass(frozen=True, slots=True, init=False)
class When:
    """Parts shown only where the condition holds."""

    condition: Condition
    parts: tuple[Part, ...]

    def __init__(self, condition: Condition, *parts: Part) -> None:
        object.__setattr__(self, "condition", condition)
        object.__setattr__(self, "parts", parts)


Part: TypeAlias = M | Title | Note | Bullets | Lines | Phones | Copy | Link | When  # a bare M is a paragraph


# Where it leads ---------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Const:
    """A value given as it is, where a string would be read as a path."""

    value: Any


Given: TypeAlias = Mapping[str, "str | Const"]
"""Names and the paths (or constants) that fill them."""


@dataclass(frozen=True, slots=True)
class Route:
    """Go there, if the condition holds."""

    to: str
    when: Condition | None = None


@dataclass(frozen=True, slots=True)
class Option:
    """One button. ``to`` overrides the step's own; ``sets`` writes further answers; ``means`` is for a label
    that does not itself begin with «так» or «ні»."""

    id: str
    label: M
    to: str | None = None
    when: Condition | None = None
    style: Style = ""
    sets: Given = field(default_factory=dict)
    means: Means = ""


@dataclass(frozen=True, slots=True)
class Rows:
    """Buttons made by a rule, which answers ``[{"id", "label", …}]``. The chosen row is saved whole
    under ``<saves>_row``."""

    rule: str
    to: str | None = None


# Steps that wait --------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Choose:
    """One question, one answer. The chosen option's id is saved under ``saves`` (the step's id by
    default)."""

    id: str
    say: tuple[Part, ...]
    options: tuple[Option | Rows, ...]
    to: str | None = None
    saves: str | None = None
    stage: int | None = None
    protect: bool = False


@dataclass(frozen=True, slots=True)
class Tick:
    """A list to tick. Saves the ticked ids in the list's order, ``[]`` for «none of these», None if skipped.

    While nothing is ticked the screen offers ``none`` instead of ``done``, so that an empty list is always
    somebody's answer and never a slip."""

    id: str
    say: tuple[Part, ...]
    options: tuple[Option | Rows, ...]
    to: str
    saves: str | None = None
    stage: int | None = None
    protect: bool = False
    none: M | None = NONE
    skip: M | None = SKIP
    done: M = NEXT


@dataclass(frozen=True, slots=True)
class Write:
    """Something to type. ``kind`` names a reading (see ``said.Reading``): what is typed is checked before the
    engine sees it. Options stand beside it («Пропустити»). Where the reading found something better left out,
    one press takes the text without it."""

    id: str
    say: tuple[Part, ...]
    kind: str
    to: str
    options: tuple[Option | Rows, ...] = ()
    saves: str | None = None
    stage: int | None = None
    protect: bool = False


# Steps that pass on at once ---------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Tell:
    """A message that stays (a result, a code, phone numbers); the conversation goes on below it."""

    id: str
    say: tuple[Part, ...]
    to: str
    protect: bool = False


@dataclass(frozen=True, slots=True)
class Derive:
    """Ask a rule; its answer is saved under the step's id."""

    id: str
    rule: str
    to: str


@dataclass(frozen=True, slots=True)
class Branch:
    """The first route whose condition holds. The last one must have none."""

    id: str
    routes: tuple[Route, ...]


@dataclass(frozen=True, slots=True)
class Act:
    """Let something happen: emit the event, wait for what really happened, go on from it.

    ``on`` maps the outcome's kind to the next step; the outcome is saved under the step's id."""

    id: str
    event: str
    data: Given
    on: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Call:
    """Hold another conversation, then go on; what it ended with is saved under the step's id. ``stage`` is
    that of its screens which name none."""

    id: str
    flow: str
    to: str
    give: Given = field(default_factory=dict)
    stage: int | None = None


@dataclass(frozen=True, slots=True)
class Put:
    """Write answers without asking."""

    id: str
    sets: Given
    to: str


Screen: TypeAlias = Choose | Tick | Write
Step: TypeAlias = Choose | Tick | Write | Tell | Derive | Branch | Act | Call | Put


@dataclass(frozen=True)
class Flow:
    """A conversation: the first step is where it begins.

    ``takes``: the answers that whoever opens it must give; ``may_take``: those that they may.
    ``ends`` is what it hands to the flow that called it. ``upgrades`` maps, for each older version, old step
    ids to today's (an unmapped step that no longer exists starts the flow anew, its answers kept).
    ``stages`` is the number of steps a person is told of («Крок 2 з 5»). ``parks``: leaving by the menu keeps
    the draft, to go on later. ``home``, of the menu alone: its screen above which there is nothing, so that
    no way back or out stands under it.
    """

    id: str
    version: int
    title: M
    steps: tuple[Step, ...]
    ends: Given = field(default_factory=dict)
    stages: int = 0
    parks: bool = False
    upgrades: Mapping[int, Mapping[str, str]] = field(default_factory=dict)
    takes: frozenset[str] = frozenset()
    may_take: frozenset[str] = frozenset()
    home: str | None = None
    by_id: Mapping[str, Step] = field(init=False, repr=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "by_id", {step.id: step for step in self.steps})

    @property
    def first(self) -> str:
        return self.steps[0].id


# Words that come to a person by themselves ------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Offer:
    """A button under a notice: opens that flow with those answers."""

    id: str
    label: M
    flow: str
    give: Given = field(default_factory=dict)
    style: Style = ""


@dataclass(frozen=True, slots=True)
class Notice:
    """What is said when something happened elsewhere (an alert, a question after a contact). It leaves the
    running conversation where it is. Paths look at what the notice was given, as ``answers.…``."""

    id: str
    say: tuple[Part, ...]
    offers: tuple[Offer, ...] = ()
    protect: bool = False


Rule: TypeAlias = Callable[[Scope], Any]


@dataclass(frozen=True)
class Book:
    """Everything that can be said: flows, notices and the rules they name; ``menu`` and ``danger`` are the
    two flows that are always one press away."""

    flows: Mapping[str, Flow]
    notices: Mapping[str, Notice]
    rules: Mapping[str, Rule]
    menu: str = "menu"
    danger: str = "danger"
