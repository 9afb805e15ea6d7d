"""Where one person is: a small value that goes through JSON between every two turns."""

from __future__ import annotations

from collections.abc import Container, Mapping
from dataclasses import dataclass, field, replace
from typing import Any


@dataclass(frozen=True, slots=True)
class Frame:
    """One conversation under way: flow, version, step, what was answered, and the screens gone through."""

    flow: str
    version: int
    step: str
    answers: Mapping[str, Any] = field(default_factory=dict)
    trail: tuple[str, ...] = ()

    def at(self, step: str) -> Frame:
        return replace(self, step=step)

    def answered(self, **answers: Any) -> Frame:
        return replace(self, answers={**self.answers, **answers})


@dataclass(frozen=True, slots=True)
class Session:
    """``frames``: the conversations under way, the innermost last. ``visit`` numbers the screens shown and
    never
    goes back, so that an old button is known for old. ``page``: of a long list. ``parked``: a draft left by
    the menu. ``offers``: open buttons under notices, newest last; ``notices`` counts the notices ever shown.
    ``cleaned``: a text offered to the writer instead of the one typed. ``lost``: a draft was erased, and the
    person does not know yet."""

    frames: tuple[Frame, ...]
    visit: int = 0
    page: int = 0
    parked: tuple[Frame, ...] = ()
    offers: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    notices: int = 0
    cleaned: str | None = None
    lost: bool = False

    @property
    def top(self) -> Frame:
        return self.frames[-1]

    def with_top(self, frame: Frame) -> Session:
        return replace(self, frames=(*self.frames[:-1], frame))

    def forgotten(self, drafts: Container[str]) -> Session:
        """The same with nothing left of what was answered; buttons under notices open what they did.

        ``drafts``: the flows whose unfinished answers somebody would miss."""
        lost = self.lost or bool(self.parked) or any(frame.flow in drafts for frame in self.frames)
        return replace(self, frames=(), parked=(), page=0, cleaned=None, lost=lost)

    def to_json(self) -> dict[str, Any]:
        return {
            "frames": [_frame_out(frame) for frame in self.frames],
            "visit": self.visit,
            "page": self.page,
            "parked": [_frame_out(frame) for frame in self.parked],
            "offers": {key: dict(offer) for key, offer in self.offers.items()},
            "notices": self.notices,
            "cleaned": self.cleaned,
            "lost": self.lost,
        }

    @classmethod
    def from_json(cls, raw: Mapping[str, Any]) -> Session:
        return cls(
            frames=tuple(_frame_in(frame) for frame in raw["frames"]),
            visit=raw["visit"],
            page=raw["page"],
            parked=tuple(_frame_in(frame) for frame in raw["parked"]),
            offers=raw["offers"],
            notices=raw["notices"],
            cleaned=raw["cleaned"],
            lost=raw.get("lost", False),
        )


def _frame_out(frame: Frame) -> dict[str, Any]:
    return {
        "flow": frame.flow,
        "version": frame.version,
        "step": frame.step,
        "answers": dict(frame.answers),
        "trail": list(frame.trail),
    }


def _frame_in(raw: Mapping[str, Any]) -> Frame:
    return Frame(raw["flow"], raw["version"], raw["step"], raw["answers"], tuple(raw["trail"]))
