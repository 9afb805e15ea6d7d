"""«Усе так?»: whoever offers a service says by one tap whether its record is true.

Given, from the notice: ``services`` (ids) and ``did``: yes, change or later; with yes also ``seen`` (what
each record was when the notice was written) and ``more`` (records that the notice had no room for). After a
yes she is asked about those too, if she likes, as many at a time as a notice names.
"""

from __future__ import annotations

from flows.engine.conditions import Filled, Is
from flows.engine.flow import (
    END,
    Act,
    Branch,
    Bullets,
    Call,
    Choose,
    Flow,
    Option,
    Put,
    Route,
    Title,
    When,
)
from flows.engine.message import M

_DONE = M("service_check.done", "Готово")
_NEXT = M("service_check.next", "Наступні записи")
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
            {"services": "answers.services", "seen": "answers.seen"},
            {"ok": "thanks", "changed": "changed", "gone": "gone"},
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
                When(
                    Filled("answers.more"),
                    M(
                        "service_check.more",
                        "Ще записів: {count}. Тут вони не вмістилися, тож їх не підтверджено. Можна"
                        " відповісти про них зараз або пізніше: спитаємо за кілька днів.",
                        count="answers.more",
                    ),
                ),
            ),
            (
                Option("next", _NEXT, "next", Filled("answers.more"), "primary"),
                Option("done", _DONE, END),
            ),
            saves="pressed",
        ),
        Act("next", "services_asked", {}, {"ok": "these", "none": "all"}),
        Put(
            "these",
            {"services": "answers.next.services", "seen": "answers.next.seen", "more": "answers.next.more"},
            "ask",
        ),
        Choose(
            "ask",
            (
                Title(M("service_check.ask", "Чи все так і тут?")),
                Bullets("answers.next.lines"),
            ),
            (
                Option("so", M("service_check.so", "Так, усе так"), "assure", style="primary"),
                Option("change", M("service_check.change", "Треба змінити"), "which"),
                Option("later", M("service_check.not_now", "Пізніше"), "later"),
            ),
            saves="pressed",
        ),
        Choose(
            "all",
            (
                Title(M("service_check.all", "Більше питати немає про що")),
                M("service_check.all_next", "Про решту записів хтось із Вашої установи вже відповідає."),
            ),
            (Option("done", _DONE, END, style="primary"),),
            saves="pressed",
        ),
        Choose(
            "changed",
            (
                Title(M("service_check.changed", "Записи тим часом змінилися, перегляньте їх")),
                M(
                    "service_check.changed_next",
                    "Не підтверджено: {changed}. Там тепер не те, що було в сповіщенні.",
                    changed="answers.assure.changed",
                ),
                When(
                    Filled("answers.assure.count"),
                    M("service_check.changed_rest", "Підтверджено: {count}.", count="answers.assure.count"),
                ),
            ),
            (
                Option("see", _SEE, "which", style="primary"),
                Option("done", _DONE, END),
            ),
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
    may_take=frozenset({"seen", "more"}),
)
