"""Old sessions in new flows: ids are words, so a step that kept its name is simply found again."""

from __future__ import annotations

from dataclasses import replace

from flows.engine.flow import Book
from flows.engine.session import Frame, Session


def upgraded(book: Book, session: Session) -> Session:
    """The session in today's flows. A flow that is gone is left out; answers are never thrown away."""
    return replace(session, frames=_frames(book, session.frames), parked=_frames(book, session.parked))


def _frames(book: Book, frames: tuple[Frame, ...]) -> tuple[Frame, ...]:
    return tuple(_frame(book, frame) for frame in frames if frame.flow in book.flows)


def _frame(book: Book, frame: Frame) -> Frame:
    flow = book.flows[frame.flow]
    steps = flow.upgrades.get(frame.version, {})
    step = steps.get(frame.step, frame.step)
    trail = tuple(steps.get(one, one) for one in frame.trail)
    if step in flow.by_id:
        kept = tuple(one for one in trail if one in flow.by_id)
        return replace(frame, version=flow.version, step=step, trail=kept)
    return replace(frame, version=flow.version, step=flow.first, trail=())
