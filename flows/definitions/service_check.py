"""«Усе так?»: whoever offers a service says by one tap whether its record is true.

Given, from the notice: ``services`` (ids) and ``did``: yes, change or later.
"""

from __future__ import annotations

from flows.engine.conditions import Filled, Is
from flows.engine.flow import END, Act, Branch, Call, Choose, Flow, Option, Route, Title
from flows.engine.message import M

_DONE = M("service_check.done", "Готово")
_SEE = M("service_check.see", "Переглянути записи")

SERVICE_CHECK = Flow(
    "service_check",
    1,
    M("service_check.title", "Чи все так у довіднику"),
    (
        Branch(
            "begin",
            (
                Route("assure", Is("answers.did", "yes")),
                Route("which", Is("answers.did", "change")),
                Route("later"),
            ),
        ),
        Act(
            "assure",
            "service_assured",
            {"services": "answers.services"},
            {"ok": "thanks", "gone": "gone"},
        ),
        Choose(
            "thanks",
            (
                Title(
                    M("service_check.thanks", "Дякуємо! Підтверджено: {count}", count="answers.assure.count")
                ),
                M(
                    "service_check.thanks_next",
                    "Люди бачитимуть, що сьогодні Ваша установа це підтвердила. Знову спитаємо за місяць.",
                ),
            ),
            (Option("done", _DONE, END, style="primary"),),
            saves="pressed",
        ),
        Choose(
            "gone",
            (
                Title(M("service_check.gone", "Підтвердити не вдалося")),
                M(
                    "service_check.gone_next",
                    "Записи тим часом закрили або вони вже не Вашої установи. Від Вас нічого не потрібно.",
                ),
            ),
            (Option("done", _DONE, END, style="primary"),),
            saves="pressed",
        ),
        # of several records she says first which one is not right
        Branch("which", (Route("list", Filled("answers.services.1")), Route("one"))),
        Call("list", "records", to=END),
        Call("one", "records", to=END, give={"service": "answers.services.0"}),
        Choose(
            "later",
            (
                Title(M("service_check.later", "Гаразд, запитання чекає")),
                M(
                    "service_check.later_next",
                    "Воно в меню: «Порядок і спільна робота», «Довідник послуг». Якщо за тиждень відповіді не"
                    " буде, запис перевірить редакція довідника.",
                ),
            ),
            (
                Option("see", _SEE, "list"),
                Option("done", _DONE, END, style="primary"),
            ),
            saves="pressed",
        ),
    ),
    takes=frozenset({"services", "did"}),
)
