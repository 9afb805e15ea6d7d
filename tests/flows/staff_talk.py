"""A made-up person who presses buttons and types; every turn goes through JSON, as stored sessions do."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from typing import Any

from flows.engine.flow import Book
from flows.engine.run import resume, start
from flows.engine.said import Happened, Nudged, Pressed, Reading, Said, Typed
from flows.engine.session import Session
from flows.engine.turn import Button, Did, Say, Turn
from tests.flows.staff_world import OUTCOME_DATA

Effect = Callable[[str, Mapping[str, Any]], Happened]


class Talk:
    """One conversation. ``happens`` answers what a flow lets happen; ``facts`` may change between turns."""

    def __init__(
        self,
        book: Book,
        flow: str,
        facts: Mapping[str, Any],
        happens: Effect,
        give: Mapping[str, Any] | None = None,
    ) -> None:
        self.book = book
        self.facts = facts
        self.happens = happens
        self.did: list[Did] = []
        self.kept: list[Say] = []
        self.crossed: list[tuple[str, str, str]] = []
        self.screen: Say
        self.session: Session
        self._hear(start(book, flow, facts, give))

    def _hear(self, turn: Turn) -> None:
        while True:
            self.crossed += turn.crossed
            self.session = Session.from_json(json.loads(json.dumps(turn.session.to_json())))
            outcome = None
            for event in turn.events:
                if isinstance(event, Did):
                    self.did.append(event)
                    outcome = self.happens(event.name, event.data)
                elif event.kept:
                    self.kept.append(event)
                else:
                    self.screen = event
            if not turn.awaits or outcome is None:
                return
            turn = resume(self.book, self.session, outcome, self.facts)

    def say(self, said: Said) -> None:
        self._hear(resume(self.book, self.session, said, self.facts))

    def press(self, *choices: str) -> None:
        """Press buttons one after the other, by id; each must be on the screen."""
        for choice in choices:
            assert choice in self.ids(), f"{choice!r} is not among {self.ids()}"
            self.say(Pressed(choice, self.screen.screen))

    def type(self, text: str) -> None:
        """Type what the screen asks for, understood as it is."""
        assert self.screen.expects is not None, "nothing is asked for here"
        self.say(Typed(text, Reading(text)))

    def nudge(self, notice: str, **give: Any) -> None:
        self.say(Nudged(notice, give))

    def buttons(self) -> tuple[Button, ...]:
        return (*self.screen.buttons, *self.screen.controls)

    def ids(self) -> list[str]:
        return [button.id for button in self.buttons()]

    def words(self) -> str:
        """All that the screen says, as one text."""
        return said(self.screen)

    def at(self) -> str:
        return f"{self.session.top.flow}.{self.session.top.step}"


def said(say: Say) -> str:
    return " | ".join(plain(block.content) for block in say.blocks)


def plain(text: Any) -> str:
    """A text with its names filled, in Ukrainian."""
    match text:
        case None:
            return "∅"
        case {"m": _, "t": source}:
            for name, value in (text.get("a") or {}).items():
                source = source.replace("{" + name + "}", plain(value))
            return str(source)
        case {"at": iso}:
            return str(iso)
        case {"number": number}:
            return f"{number} {plain(text.get('name'))}"
        case list() | tuple():
            return ", ".join(plain(one) for one in text)
    return str(text)


def answers(**kinds: str) -> Effect:
    """Effects that answer with these kinds, by event; with «ok» where none is named."""

    def happens(event: str, data: Mapping[str, Any]) -> Happened:
        return Happened(kinds.get(event, "ok"), OUTCOME_DATA.get(event, {}))

    return happens
