"""A recipient that is not on the system: a coordinator writes down who took the case, where neither the
sender nor her deputy did (they have the same in «Мої направлення»); a lead, where she referred it on."""

from __future__ import annotations

from flows.definitions.card import FOUND, MINE, among
from flows.definitions.noted import CALM, note, noted
from flows.engine.conditions import All, Either, Has, Is
from flows.engine.flow import Act, Option, Step, Title, Write
from flows.engine.message import M

HANDED = Option(
    "handed",
    M("sent.handed", "Записати, хто прийняв"),
    "taken_by",
    All(
        FOUND,
        Either(Has("facts.me.roles", "coordinator"), MINE),
        Is("facts.card.on_system", value=False),
        among("facts.card.state", "sent", "accepted"),
    ),
    sets=CALM,
)
TAKEN = note("taken", M("sent.taken", "Записано, хто прийняв справу."))

OUTSIDE: tuple[Step, ...] = (
    Write(
        "taken_by",
        (
            Title(M("sent.who", "Хто прийняв справу?")),
            M("sent.who_how", "Прізвище або посада працівника чи працівниці установи. Час запишемо самі."),
        ),
        "name",
        "hand_over",
    ),
    Act(
        "hand_over",
        "handed_over",
        {"referral": "answers.referral", "taken_by": "answers.taken_by"},
        {"ok": "note_taken", "not_permitted": "note_denied"},
    ),
    noted("taken", "card"),
)
