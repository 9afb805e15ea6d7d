"""Talks with people, the specialist's side: «Я на зв'язку», who waits, and the talk itself.

Given: ``talk`` (from a notice: it is taken, or gone on with), or nothing.
"""

from __future__ import annotations

from flows.definitions.noted import CALM, note, noted
from flows.engine.conditions import Either, Filled, Has, Is, Not
from flows.engine.flow import (
    END,
    Act,
    Branch,
    Call,
    Choose,
    Const,
    Flow,
    Lines,
    Note,
    Option,
    Put,
    Route,
    Rows,
    Title,
    When,
    Write,
)
from flows.engine.message import M

TALKS_HERE = Either(*(Has("facts.me.roles", role) for role in ("specialist", "lead", "dispatcher")))
"""Whoever meets people may be asked for a talk."""

_ON = Filled("facts.talks.until")
_OPEN = Is("facts.talks.open.state", "open")

TALKS = Flow(
    "talks",
    1,
    M("talks.title", "Розмови з людьми"),
    (
        Branch("begin", (Route("take", Filled("answers.talk")), Route("hub"))),
        Choose(
            "hub",
            (
                note("taken", M("talks.taken", "Цю розмову вже веде колега.")),
                note("gone", M("talks.gone", "Ця людина вже не чекає.")),
                note("busy", M("talks.busy", "Спершу завершіть розмову, яку ведете.")),
                note("denied", M("talks.denied", "Ця розмова Вам недоступна.")),
                note("set", M("talks.set", "Записано.")),
                Title(M("talks.hub", "Розмови з людьми")),
                When(
                    _ON,
                    M("talks.on", "Ви на зв'язку до {until}.", until="facts.talks.until"),
                ),
                When(
                    Not(_ON),
                    M("talks.off", "Зараз Вас не питають: Ви не на зв'язку."),
                ),
                Note(
                    M(
                        "talks.how",
                        "Доки Ви на зв'язку, людина Вашої області може попросити поговорити. Хто перший"
                        " візьме, той і розмовляє. Вона бачить лише Вашу установу.",
                    )
                ),
            ),
            (
                Option(
                    "mine",
                    M("talks.mine", "Повернутися до розмови"),
                    "take",
                    Filled("facts.talks.mine"),
                    "primary",
                    {**CALM, "talk": "facts.talks.mine"},
                ),
                Rows("talks.waiting", "take"),
                Option("h1", M("talks.h1", "Я на зв'язку 1 годину"), "set", sets={"hours": Const(1)}),
                Option("h2", M("talks.h2", "Я на зв'язку 2 години"), "set", sets={"hours": Const(2)}),
                Option("h4", M("talks.h4", "Я на зв'язку 4 години"), "set", sets={"hours": Const(4)}),
                Option(
                    "off", M("talks.turn_off", "Я вже не на зв'язку"), "set", _ON, sets={"hours": Const(0)}
                ),
                Option("done", M("talks.done", "Готово"), END, sets=CALM),
            ),
            saves="talk",
        ),
        Act(
            "set",
            "talks_set",
            {"hours": "answers.hours"},
            {"ok": "note_set", "not_permitted": "note_denied"},
        ),
        Act(
            "take",
            "talk_taken",
            {"talk": "answers.talk"},
            {
                "ok": "live",
                "taken": "note_taken",
                "gone": "note_gone",
                "busy": "note_busy",
                "not_permitted": "note_denied",
            },
        ),
        *(noted(word, "hub") for word in ("taken", "gone", "busy", "denied", "set")),
        Write(
            "live",
            (
                When(
                    _OPEN,
                    Title(M("talks.open", "Людина, слово «{word}»", word="facts.talks.open.word")),
                    When(
                        Not(Filled("facts.talks.open.lines")),
                        M("talks.silent", "Людина ще нічого не написала. Привітайтеся першими."),
                    ),
                    Lines("facts.talks.open.lines"),
                    Note(
                        M(
                            "talks.type",
                            "Пишіть сюди: людина бачить лише Вашу установу. Номерів документів і адреси не"
                            " питайте.",
                        )
                    ),
                ),
                When(
                    Not(_OPEN),
                    Title(M("talks.over", "Розмову завершено")),
                    M(
                        "talks.over_next",
                        "Якщо людина просила про направлення, можна пройти скринінг разом із нею.",
                    ),
                ),
            ),
            "talk",
            "say",
            (
                Option("end", M("talk.end", "Завершити розмову"), "end", _OPEN),
                Option("phone", M("talks.phone", "Скринінг телефоном"), "phone", Not(_OPEN)),
                Option("beside", M("talks.beside", "Скринінг: людина поруч"), "beside", Not(_OPEN)),
                Option("hub", M("talks.to_hub", "До розмов"), "leave", Not(_OPEN), "primary"),
            ),
            saves="words",
            protect=True,
        ),
        Act(
            "say",
            "talk_said",
            {"talk": "answers.talk", "text": "answers.words"},
            {"ok": "said", "over": "said"},
        ),
        Put("said", {"words": Const(None)}, "live"),
        Act("end", "talk_ended", {"talk": "answers.talk"}, {"ok": "live"}),
        Call("phone", "screening", "leave", {"mode": Const("phone")}),
        Call("beside", "screening", "leave", {"mode": Const("beside")}),
        Put("leave", {"talk": Const(None)}, "hub"),
    ),
    may_take=frozenset({"talk"}),
)
