"""The lead's list: what is hers or offered to her institution, the nearest term first."""

from __future__ import annotations

from flows.engine.conditions import Filled, Not
from flows.engine.flow import END, Call, Choose, Flow, Note, Option, Rows, Title, When
from flows.engine.message import M

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
                    Filled("facts.work"),
                    Note(M("work.order", "Спершу ті, у яких строк найближче.")),
                ),
                When(
                    Not(Filled("facts.work")),
                    M("work.empty", "Зараз справ немає. Щойно надійде нова, Ви отримаєте сповіщення."),
                ),
            ),
            (Rows("work.rows"), Option("done", M("work.done", "Готово"), END)),
            to="open",
            saves="referral",
        ),
        Call("open", "case", to="list", give={"referral": "answers.referral"}),
    ),
)
