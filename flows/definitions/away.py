"""A worker says that she is away for some days, or back."""

from __future__ import annotations

from flows.definitions.talks import TALKS_HERE
from flows.engine.conditions import Filled, Is, Not
from flows.engine.flow import END, Act, Call, Choose, Const, Flow, Option, Title, When
from flows.engine.message import M

_BACK = Is("answers.days", 0)

AWAY = Flow(
    "away",
    1,
    M("away.title", "Моя відсутність"),
    (
        Choose(
            "days",
            (
                Title(M("away.days", "Скільки Вас не буде?")),
                When(Filled("facts.me.away"), M("away.now", "Зараз Ви позначені як відсутні.")),
                M(
                    "away.who",
                    "Нагадування про Ваші справи отримуватиме Ваша заміна. Якщо її не призначено, їх"
                    " отримає координаторка чи координатор.",
                ),
            ),
            (
                Option(
                    "back",
                    M("away.back", "Я вже на роботі"),
                    when=Filled("facts.me.away"),
                    style="primary",
                    sets={"days": Const(0)},
                ),
                Option("d1", M("away.d1", "1 день"), sets={"days": Const(1)}),
                Option("d3", M("away.d3", "3 дні"), sets={"days": Const(3)}),
                Option("d7", M("away.d7", "Тиждень"), sets={"days": Const(7)}),
                Option("d14", M("away.d14", "2 тижні"), sets={"days": Const(14)}),
                Option("talks", M("away.talks", "Чи зі мною можна поговорити"), "on_call", TALKS_HERE),
                Option("no", M("away.no", "Нічого не змінювати"), END),
            ),
            to="set",
        ),
        Call("on_call", "talks", END),
        Act("set", "away_set", {"days": "answers.days"}, {"ok": "done"}),
        Choose(
            "done",
            (
                When(_BACK, Title(M("away.back_done", "З поверненням!"))),
                When(
                    Not(_BACK),
                    Title(M("away.done", "Записано")),
                    M("away.done_next", "Коли повернетеся раніше, натисніть тут «Я вже на роботі»."),
                ),
            ),
            (Option("ok", M("away.ok", "Готово"), END, style="primary"),),
            saves="did",
        ),
    ),
)
