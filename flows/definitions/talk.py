"""A person and a live specialist, each on her own screen of the same talk: the person's side.

Given: ``talk``. What is typed here goes to the other side and nowhere else, and the bot adds nothing of its
own. Ends with ``taken``: whose institution answered, if anybody did.
"""

from __future__ import annotations

from flows.definitions.danger_first import danger_first
from flows.engine.conditions import All, Filled, Is, Not
from flows.engine.flow import (
    END,
    Act,
    Branch,
    Choose,
    Const,
    Flow,
    Lines,
    Note,
    Option,
    Part,
    Phones,
    Put,
    Route,
    Title,
    When,
    Write,
)
from flows.engine.message import M

_WAITING = Is("facts.talk.open.state", "waiting")
_OPEN = Is("facts.talk.open.state", "open")
_OVER = Is("facts.talk.open.state", "over")
_ANSWERED = Filled("facts.talk.open.who")

SOMEBODY_LISTENS: tuple[Part, ...] = (
    M("talk.lines", "Подзвоніть сюди, там відповідають люди:"),
    Phones("facts.lines.government"),
    Phones("facts.lines.psychological"),
)

TALK = Flow(
    "talk",
    1,
    M("talk.title", "Розмова"),
    (
        Branch("begin", (Route("live", Filled("facts.talk.open")), Route("gone"))),
        Choose(
            "gone",
            (
                Title(M("talk.gone", "Цієї розмови вже немає")),
                M("talk.gone_why", "Через 3 дні після завершення розмови стираємо."),
            ),
            (Option("ok", M("talk.ok", "Готово"), END, style="primary"),),
            saves="did",
        ),
        Write(
            "live",
            (
                *danger_first("facts.talk.open.danger"),
                When(
                    _WAITING,
                    Title(M("talk.waiting", "Шукаємо, хто відповість")),
                    M(
                        "talk.waiting_how",
                        "Тримайте цей екран відкритим: відповідь з'явиться тут. Якщо за 10 хвилин ніхто не"
                        " відгукнеться, скажемо. Писати можна вже зараз.",
                    ),
                ),
                When(_OPEN, Title(M("talk.open", "Спеціаліст(ка): {who}", who="facts.talk.open.who"))),
                When(All(_OVER, _ANSWERED), Title(M("talk.over", "Розмову завершено"))),
                When(
                    All(_OVER, Not(_ANSWERED)),
                    Title(M("talk.nobody", "Зараз ніхто не зміг відповісти")),
                    *SOMEBODY_LISTENS,
                ),
                Lines("facts.talk.open.lines"),
                When(
                    _OPEN,
                    Note(
                        M(
                            "talk.type",
                            "Пишіть сюди. Ваших імені й номера не видно. Слово розмови: {word}.",
                            word="facts.talk.open.word",
                        )
                    ),
                ),
            ),
            "talk",
            "say",
            (
                Option("end", M("talk.end", "Завершити розмову"), "end", Not(_OVER)),
                Option("done", M("talk.ok", "Готово"), "close", _OVER, "primary"),
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
        Put("close", {"taken": "facts.talk.open.who"}, END),
    ),
    ends={"taken": "answers.taken"},
    takes=frozenset({"talk"}),
)
