"""What aid the institutions of one case have given or plan: a kind of need, an institution, a day. No names
and no words about the person.

Given: ``referral``.
"""

from __future__ import annotations

from flows.definitions.card import gone
from flows.definitions.noted import CALM, note, noted
from flows.engine.conditions import Filled, Not
from flows.engine.flow import (
    END,
    Act,
    Bullets,
    Choose,
    Const,
    Flow,
    Note,
    Option,
    Rows,
    Title,
    When,
)
from flows.engine.message import M

_FOUND = Filled("facts.aid")

AID = Flow(
    "aid",
    1,
    M("aid.title", "Допомога установ"),
    (
        Choose(
            "list",
            (
                note(
                    "written", M("aid.written", "Записано. Це бачать установи, які працюють із цією справою.")
                ),
                *gone(_FOUND),
                When(
                    _FOUND,
                    Title(M("aid.list", "Справа {code}: хто чим допомагає", code="facts.aid.code")),
                    Bullets("facts.aid.lines"),
                    When(Not(Filled("facts.aid.lines")), M("aid.none", "Поки що нічого не записано.")),
                    Note(M("aid.how", "Лише вид допомоги, установа й день: без імен і слів про людину.")),
                ),
            ),
            (
                Option(
                    "given",
                    M("aid.given", "Записати надану"),
                    "need",
                    sets={**CALM, "state": Const("given"), "again": Const(None)},
                ),
                Option(
                    "planned",
                    M("aid.planned", "Записати заплановану"),
                    "need",
                    sets={**CALM, "state": Const("planned"), "again": Const(None)},
                ),
                Option("done", M("aid.done", "Готово"), END, style="primary", sets=CALM),
            ),
            saves="did",
            protect=True,
        ),
        Choose("need", (Title(M("aid.need", "Яка це допомога?")),), (Rows("aid.needs"),), to="write"),
        Act(
            "write",
            "aid_noted",
            {
                "referral": "answers.referral",
                "need": "answers.need",
                "state": "answers.state",
                "again": "answers.again",
            },
            {"ok": "note_written", "already": "twice", "gone": "gone"},
        ),
        noted("written", "list"),
        Choose(
            "twice",
            (
                Title(M("aid.twice", "Цим уже допомагають")),
                Bullets("answers.write.lines"),
                M("aid.twice_how", "Домовтеся, будь ласка, між установами, щоб не дублювати допомогу."),
            ),
            (
                Option("no", M("aid.twice_no", "Не записувати"), "list", style="primary"),
                Option(
                    "again",
                    M("aid.twice_yes", "Усе одно запланувати"),
                    "write",
                    sets={"again": Const(value=True)},
                ),
            ),
            saves="did",
        ),
        Choose(
            "gone",
            (
                Title(M("aid.gone", "Обмін допомогою тут недоступний")),
                M(
                    "aid.gone_why",
                    "Він діє лише між установами, яким людина дала згоду і які зараз працюють із цією"
                    " справою.",
                ),
            ),
            (Option("done", M("aid.done", "Готово"), END, style="primary"),),
            saves="did",
        ),
    ),
    takes=frozenset({"referral"}),
)
