"""A region's own questions, one by one: each is answered or skipped, and leads to the next.

The next question is a conversation of its own within this one, so that Back comes to the question before it.
Given: ``asked`` (``policy.words.ASKED``), ``need``, ``answered`` (question id → answer), ``done`` (ids asked
by now), ``over`` (nothing is to be asked). Ends with ``answered``.
"""

from __future__ import annotations

from flows.engine.conditions import Filled, Is
from flows.engine.flow import (
    END,
    SKIP,
    Branch,
    Call,
    Choose,
    Const,
    Derive,
    Flow,
    Note,
    Option,
    Part,
    Put,
    Route,
    Rows,
    Tick,
    Title,
    When,
    Write,
)
from flows.engine.message import M

_SAY: tuple[Part, ...] = (
    Title(M("asking.question", "{question}", question="answers.next.question")),
    When(Filled("answers.next.why"), Note(M("asking.why", "{why}", why="answers.next.why"))),
    When(Is("answers.asked", "last"), Note(M("asking.last", "Останні запитання."))),
)

ASKING = Flow(
    id="asking",
    version=1,
    title=M("asking.title", "Запитання області"),
    ends={"answered": "answers.answered"},
    steps=(
        Derive("next", "asking.next", to="kind"),
        Branch(
            "kind",
            (
                Route("choose", Is("answers.next.kind", "choose")),
                Route("ticked", Is("answers.next.kind", "tick")),
                Route("write", Is("answers.next.kind", "write")),
                Route(END),
            ),
        ),
        Choose(
            "choose",
            _SAY,
            (Rows("asking.options"), Option("skip", SKIP, sets={"answer": Const(None)})),
            to="taken",
            saves="answer",
            protect=True,
        ),
        Put("ticked", {"answer?": "answers.next.ticked"}, to="tick"),
        Tick(
            "tick",
            _SAY,
            (Rows("asking.options"),),
            to="taken",
            saves="answer",
            protect=True,
            none=M("asking.none", "{none}", none="answers.next.none"),
        ),
        Write(
            "write",
            _SAY,
            kind="text",
            options=(Option("skip", SKIP),),
            to="taken",
            saves="answer",
            protect=True,
        ),
        Derive("taken", "asking.taken", to="rest"),
        Call(
            "rest",
            "asking",
            to="given",
            give={
                "mode": "answers.mode",
                "authority": "answers.authority",
                "asked": "answers.asked",
                "need": "answers.need",
                "answered": "answers.taken.answered",
                "done": "answers.taken.done",
                "over": "answers.over",
            },
        ),
        Put("given", {"answered": "answers.rest.answered"}, to=END),
    ),
    takes=frozenset({"mode", "authority", "asked", "need", "answered", "done", "over"}),
)
