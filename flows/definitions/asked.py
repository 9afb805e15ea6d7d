"""The person is asked in her chat whether one more institution may have her case. Her «yes» is her consent.

Given: ``onward``, from the notice or her own page. What the notice says tells nothing; here it is opened.
"""

from __future__ import annotations

from flows.engine.conditions import Filled, Not
from flows.engine.flow import END, Act, Branch, Call, Choose, Const, Flow, Option, Part, Route, Title, When
from flows.engine.message import M

_OPEN = Filled("facts.asked")
_OVER: tuple[Part, ...] = (
    Title(M("asked.gone", "Відповідати вже не потрібно")),
    M("asked.gone_next", "Запитання вже закрите. Робити нічого не треба."),
)
_MINE = Option("mine", M("asked.mine", "Мої звернення"), "mine", style="primary")

ASKED = Flow(
    "asked",
    1,
    M("asked.title", "Запитання до Вас"),
    (
        Branch("begin", (Route("offer", _OPEN), Route("gone"))),
        Choose(
            "offer",
            (
                When(
                    _OPEN,
                    Title(M("asked.offer", "Чи потрібна Вам ще одна установа?")),
                    M(
                        "asked.by",
                        "{by} радить передати Ваше звернення {code} ще й до: {name}.",
                        by="facts.asked.by",
                        code="facts.asked.code",
                        name="facts.asked.name",
                    ),
                    When(
                        Filled("facts.asked.gist"),
                        M("asked.gist", "Суть: {gist}", gist="facts.asked.gist"),
                    ),
                    M("asked.free", "Вирішуєте Ви. Якщо відмовитеся, решта допомоги не зміниться."),
                ),
                When(Not(_OPEN), *_OVER),
            ),
            (
                Option("look", M("asked.look", "Подивитися, що передадуть"), "consent", _OPEN, "primary"),
                Option("later", M("asked.later", "Не зараз"), END),
            ),
            saves="did",
            protect=True,
        ),
        Call(
            "consent",
            "consent",
            to="answer",
            give={"mode": Const("self"), "recipient": "facts.asked.recipient"},
        ),
        Act(
            "answer",
            "onward_answered",
            {
                "onward": "answers.onward",
                "answer": "answers.consent.answer",
                "fields": "answers.consent.fields",
            },
            {"sent": "sent", "declined": "declined", "gone": "gone"},
        ),
        Choose(
            "sent",
            (
                Title(M("asked.sent", "Дякуємо, звернення передано")),
                M("asked.sent_next", "Як воно просувається, видно в «Мої звернення і дані»."),
            ),
            (_MINE,),
            saves="did",
        ),
        Choose(
            "declined",
            (
                Title(M("asked.declined", "Записано: не передаємо")),
                M(
                    "asked.declined_next",
                    "Про цю установу більше не питатимемо. Решта допомоги не змінюється.",
                ),
            ),
            (_MINE,),
            saves="did",
        ),
        Choose(
            "gone",
            _OVER,
            (_MINE,),
            saves="did",
        ),
        Call("mine", "mine", to=END),
    ),
    takes=frozenset({"onward"}),
)
