"""The post of one quarter, made up: slips of paper are laid into letter boxes, and others are taken out.

It keeps the rules of a platform: what it takes, whom it reaches, what goes wrong. Nothing that lies in a box
can be changed or fetched back. Whoever has sent a slip of hers is answered for a day; a later slip costs a
stamp (``stamps``).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

LETTERS, BOXES, WORDS, CODE = 600, 24, 60, 80
DAY = 24 * 3600.0


class PostError(Exception):
    """Why a slip was not laid into a box. Talkative as libraries are: it says which box and which words.
    ``again``: in so many seconds, where the post says so."""

    def __init__(self, why: str, box: str, text: str, again: float | None = None) -> None:
        super().__init__(f"{why}: box {box}, «{text}»")
        self.why, self.again = why, again


@dataclass(frozen=True, slots=True)
class Box:
    """A little box to tick: its words, the code printed beside it, and whether it is ticked already."""

    words: str
    code: str
    ticked: bool | None = None


@dataclass(frozen=True, slots=True)
class Slip:
    text: str
    boxes: tuple[Box, ...] = ()


@dataclass
class LetterBox:
    """Of one household. ``last``: when a slip of hers was taken out; ``gone``: she has moved."""

    slips: list[Slip] = field(default_factory=list)
    last: float = float("-inf")
    gone: bool = False


class Post:
    """``boxes`` by their number; ``faults``: what happens to the next slips, None to one that arrives."""

    def __init__(
        self, key: str = "post-key-5b1e", now: Callable[[], float] = lambda: 1_800_000_000.0
    ) -> None:
        self.key, self.now = key, now
        self.boxes: dict[str, LetterBox] = {}
        self.faults: list[str | None] = []
        self.stamps = 0

    def box(self, number: str) -> LetterBox:
        return self.boxes.setdefault(number, LetterBox())

    async def carry(self, key: str, number: str, slip: Slip) -> None:
        """Lay it into that box. Raises PostError."""
        fault = self.faults.pop(0) if self.faults else None
        if fault == "storm":
            raise ConnectionResetError(number, slip.text)
        if fault is not None:
            raise PostError(fault, number, slip.text, 7 if fault == "crowded" else None)
        if key != self.key:
            raise PostError("unknown key", number, slip.text)
        if not _fits(slip):
            raise PostError("does not fit", number, slip.text)
        box = self.boxes.get(number)
        if box is None or box.gone:
            raise PostError("moved", number, slip.text)
        if box.last <= self.now() - DAY:
            self.stamps += 1
        box.slips.append(slip)


def _fits(slip: Slip) -> bool:
    return (
        0 < len(slip.text) <= LETTERS
        and len(slip.boxes) <= BOXES
        and all(0 < len(one.words) <= WORDS and len(one.code.encode()) <= CODE for one in slip.boxes)
    )
