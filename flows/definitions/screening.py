"""The screening: 3–5 minutes, no proof asked, no details. What is recorded: need, level, route."""

from __future__ import annotations

from flows.definitions.screening_corridors import CORRIDORS
from flows.definitions.screening_opening import OPENING
from flows.definitions.screening_questions import QUESTIONS
from flows.definitions.screening_review import REVIEW
from flows.engine.flow import Flow
from flows.engine.message import M

SCREENING = Flow(
    id="screening",
    version=2,
    title=M("screening.title", "Шукаю допомогу чи пораду"),
    steps=(*OPENING, *QUESTIONS, *REVIEW, *CORRIDORS),
    stages=6,
    parks=True,
    takes=frozenset({"mode"}),
    may_take=frozenset({"wish"}),  # an institution that somebody would like to go to
)
