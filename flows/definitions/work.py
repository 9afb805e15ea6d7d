"""The lead's list: what is hers or offered to her institution; what is late and what waits first."""

from __future__ import annotations

from flows.definitions.long_lists import finding, of_all, ways
from flows.engine.conditions import All, Filled, Not
from flows.engine.flow import END, Call, Choose, Flow, Note, Option, Rows, Title, When
from flows.engine.message import M

_COUNTED = "facts.work_count"

WORK = Flow(
    "work",
    1,
    M("work.title", "Мої справи"),
    (
        Choose(
            "list",
            (
                Title(M("work.title", "Мої справи")),
                When(
                    Filled("facts.work_count.all"),
                    M(
                        "work.counts",
                        "Прострочено: {overdue}. Нових: {new}. Взято: {taken}. Контакт уже був: {under_way}.",
                        overdue="facts.work_count.overdue",
                        new="facts.work_count.new",
                        taken="facts.work_count.taken",
                        under_way="facts.work_count.under_way",
                    ),
                    Note(
                        M(
                            "work.order",
                            "Спершу прострочені, далі найтерміновіші, тоді за строком.",
                        )
                    ),
                ),
                *of_all(_COUNTED),
                When(
                    All(Not(Filled("facts.work_count.all")), Not(Filled("answers.sought"))),
                    M("work.empty", "Зараз справ немає. Щойно надійде нова, Ви отримаєте сповіщення."),
                ),
            ),
            (Rows("work.rows"), *ways(_COUNTED, "list"), Option("done", M("work.done", "Готово"), END)),
            to="open",
            saves="referral",
        ),
        *finding("list"),
        Call("open", "case", to="list", give={"referral": "answers.referral"}),
    ),
)
