"""«Дія за законом»: a report that a law obliges to, apart from consent (algorithms.md, KMU 658-2018).

Given: ``case`` and ``code``, or nothing. Said aloud to the person, minimal, recorded, the coordinator told
(design, promise 3). The only law named is the one the sources name.
"""

from __future__ import annotations

from flows.engine.conditions import Filled, Is
from flows.engine.flow import (
    END,
    Act,
    Branch,
    Choose,
    Const,
    Flow,
    Note,
    Option,
    Phones,
    Route,
    Tick,
    Title,
    When,
)
from flows.engine.message import M

_DONE = M("duty.done", "Готово")

DUTY = Flow(
    "duty",
    1,
    M("duty.title", "Дія за законом"),
    (
        Choose(
            "ground",
            (
                Title(M("duty.ground", "Що зобов'язує Вас повідомити?")),
                M(
                    "duty.about",
                    "Це окремий шлях, коли згоди не питають: закон прямо вимагає від Вашої установи"
                    " повідомити про небезпеку.",
                ),
            ),
            (
                Option("child", M("duty.child", "Дитина в небезпеці")),
                Option("other", M("duty.other", "Інша пряма вимога закону")),
                Option("unsure", M("duty.unsure", "Ще не знаю напевно"), "unsure"),
            ),
            to="bodies",
        ),
        Choose(
            "unsure",
            (
                Title(M("duty.unsure_title", "Тоді не поспішайте передавати дані")),
                M(
                    "duty.unsure_next",
                    "Порадьтеся з керівництвом своєї установи або з координаторкою чи координатором. Без"
                    " прямої вимоги закону потрібна згода людини.",
                ),
                M("duty.unsure_danger", "Якщо загроза просто зараз, телефонуйте 102 або 103."),
            ),
            (
                Option("again", M("duty.again", "Обрати підставу"), "ground"),
                Option("done", _DONE, END),
            ),
            saves="did",
        ),
        Tick(
            "bodies",
            (
                Title(M("duty.bodies", "Кого Ви вже повідомили?")),
                When(
                    Is("answers.ground", "child"),
                    M(
                        "duty.day",
                        "Заклади освіти повідомляють поліцію та службу у справах дітей упродовж доби"
                        " (постанова КМУ № 658 від 2018 року).",
                    ),
                ),
                Note(
                    M(
                        "duty.least",
                        "Повідомляйте найменше: хто, де, яка небезпека. Без подробиць пережитого.",
                    )
                ),
            ),
            (
                Option("police", M("duty.police", "Поліцію (102)")),
                Option("children", M("duty.children", "Службу у справах дітей")),
                Option("social", M("duty.social", "Соціальну службу"), when=Is("answers.ground", "other")),
                Option("ambulance", M("duty.ambulance", "Екстрену медичну допомогу (103)")),
            ),
            to="told",
            none=M("duty.nobody", "Ще нікого"),
            skip=None,
        ),
        Branch("told", (Route("aloud", Filled("answers.bodies")), Route("nobody"))),
        Choose(
            "nobody",
            (
                Title(M("duty.nobody_title", "Спершу повідомте")),
                M(
                    "duty.nobody_next",
                    "Зателефонуйте зараз, а потім поверніться сюди й позначте, кого повідомлено.",
                ),
                Phones("facts.emergency"),
            ),
            (
                Option("told", M("duty.now_told", "Вже повідомлено"), "bodies", style="primary"),
                Option("later", M("duty.later", "Повернуся до цього згодом"), END),
            ),
            saves="did",
        ),
        Choose(
            "aloud",
            (
                Title(M("duty.aloud", "Чи знає про це людина?")),
                M(
                    "duty.aloud_how",
                    "Скажіть їй уголос, кого Ви повідомили, що саме і чому. Лише якщо це безпечно.",
                ),
            ),
            (
                Option("yes", M("duty.aloud_yes", "Так, сказано"), sets={"said": Const(value=True)}),
                Option("no", M("duty.aloud_no", "Ні, це небезпечно"), sets={"said": Const(value=False)}),
            ),
            to="record",
        ),
        Act(
            "record",
            "duty_reported",
            {
                "case": "answers.case",
                "ground": "answers.ground",
                "bodies": "answers.bodies",
                "said": "answers.said",
            },
            {"recorded": "recorded", "not_permitted": "denied"},
        ),
        Choose(
            "recorded",
            (
                Title(M("duty.recorded", "Дію за законом записано")),
                M(
                    "duty.recorded_next",
                    "Координаторку чи координатора повідомлено. Подробиць Дорожник не зберігає.",
                ),
            ),
            (Option("done", _DONE, END, style="primary"),),
            saves="did",
        ),
        Choose(
            "denied",
            (
                Title(M("duty.denied", "Записати не вдалося: ця справа Вам недоступна")),
                M(
                    "duty.denied_next",
                    "Те, що Ви повідомили, лишається чинним. Скажіть про це координаторці чи координатору.",
                ),
            ),
            (Option("done", _DONE, END, style="primary"),),
            saves="did",
        ),
    ),
    may_take=frozenset({"case", "code"}),
)
