"""A procedure: steps that somebody follows and ticks, with papers, bodies, and what to do without a paper."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from flows.engine.message import M

READERS = ("person", "specialist", "community", "region")
"""Whom a list is for: the displaced person; whoever helps her; the institution's own work in a community; the
region's."""

ACTIONS = ("screening", "duty", "danger")
"""What a step leads to at a press."""


@dataclass(frozen=True, slots=True)
class Voice:
    """A step as one reader is told it. ``without``: what to do where a paper is missing."""

    does: M
    without: M | None

    def messages(self) -> Iterator[M]:
        yield from (one for one in (self.does, self.without) if one is not None)


@dataclass(frozen=True, slots=True)
class Step:
    """One step. ``own``: said to the person herself; ``other``: to whoever works. ``who``: whose lists it
    stands in. ``lines``: a matter of the hotlines (``regions.hotlines.MATTERS``). ``asks``: what a community
    has to settle for itself, ``answer``: what it has settled. ``origin``: where the step comes from
    (``regions.layers.ORIGINS``)."""

    id: str
    title: M
    own: Voice | None
    other: Voice | None
    who: tuple[str, ...]
    documents: tuple[M, ...]
    bodies: tuple[str, ...]
    responsible: M | None
    lines: str | None
    action: str | None
    asks: M | None
    answer: M | None
    origin: str

    @property
    def open(self) -> bool:
        """Something has still to be settled here."""
        return self.asks is not None and self.answer is None

    def voice(self, reader: str) -> Voice | None:
        return self.own if reader == "person" else self.other

    def messages(self) -> Iterator[M]:
        yield self.title
        for voice in (self.own, self.other):
            if voice is not None:
                yield from voice.messages()
        yield from self.documents
        yield from (one for one in (self.responsible, self.asks, self.answer) if one is not None)


@dataclass(frozen=True)
class Procedure:
    """A whole list. ``origins``: dotted key → where its value comes from; ``values``: what stands there."""

    id: str
    title: M
    aim: M
    who: tuple[str, ...]
    source: str
    checked_on: str
    steps: tuple[Step, ...]
    origins: Mapping[str, str]
    values: Mapping[str, Any]

    def steps_for(self, reader: str) -> tuple[Step, ...]:
        """The steps of this reader's list, in order."""
        return tuple(step for step in self.steps if reader in step.who)

    def template(self, reader: str) -> bool:
        """Whether the community has still something to settle in this reader's list."""
        return any(step.open for step in self.steps_for(reader))

    def sources(self) -> tuple[tuple[str, str, str], ...]:
        """(key, value as written, origin) of every value: the table a lawyer checks."""
        return tuple((path, str(self.values[path]), origin) for path, origin in sorted(self.origins.items()))

    def messages(self) -> Iterator[M]:
        """Every text: what is to be translated."""
        yield from (self.title, self.aim)
        for step in self.steps:
            yield from step.messages()
