"""The joint plan of a case: which bodies sat there. While somebody whom the region wants there is missing, it
is a draft, and the way to such an institution is one press away.

Given: ``referral``.
"""

from __future__ import annotations

from flows.definitions.card import gone
from flows.engine.conditions import Filled, Is, Not
from flows.engine.flow import (
    END,
    Act,
    Call,
    Choose,
    Flow,
    Note,
    Option,
    Put,
    Rows,
    Tick,
    Title,
    When,
)
from flows.engine.message import M

_FOUND = Filled("facts.joint_plan")
_AGREED = Is("facts.joint_plan.agreed")
_MISSING = Filled("facts.joint_plan.missing")

JOINT_PLAN = Flow(
    "joint_plan",
    1,
    M("joint_plan.title", "Спільний план"),
    (
        Put("before", {"table?": "facts.joint_plan.ticked"}, to="table"),
        Tick(
            "table",
            (
                *gone(_FOUND),
                When(
                    _FOUND,
                    Title(
                        M(
                            "joint_plan.table",
                            "Справа {code}: хто складає план?",
                            code="facts.joint_plan.code",
                        )
                    ),
                ),
                When(
                    Filled("facts.joint_plan.hint"),
                    Note(M("joint_plan.hint", "{hint}", hint="facts.joint_plan.hint")),
                ),
                When(
                    Filled("facts.joint_plan.calls"),
                    M("joint_plan.calls", "За потреби кличуть: {calls}.", calls="facts.joint_plan.calls"),
                ),
            ),
            (Rows("joint_plan.bodies"),),
            to="write",
            none=M("joint_plan.nobody", "Поки що ніхто"),
            skip=None,
            done=M("joint_plan.save", "Записати"),
        ),
        Act(
            "write",
            "team_met",
            {"referral": "answers.referral", "bodies": "answers.table"},
            {"ok": "result", "gone": "gone"},
        ),
        Choose(
            "result",
            (
                When(
                    _AGREED,
                    Title(M("joint_plan.agreed", "Усі потрібні долучилися")),
                    M("joint_plan.agreed_next", "Це видно на картці справи."),
                ),
                When(
                    Not(_AGREED),
                    Title(M("joint_plan.draft", "План поки що чернетка")),
                    When(
                        _MISSING,
                        M(
                            "joint_plan.missing",
                            "Бракує: {missing}. Коли долучаться, позначте їх тут.",
                            missing="facts.joint_plan.missing",
                        ),
                    ),
                ),
            ),
            (
                Option(
                    "refer",
                    M("joint_plan.refer", "Направити до такої установи"),
                    "refer",
                    _MISSING,
                    "primary",
                ),
                Option("again", M("joint_plan.again", "Змінити, хто був"), "before"),
                Option("done", M("joint_plan.done", "Готово"), END),
            ),
            saves="did",
        ),
        Call(
            "refer",
            "onward",
            to="result",
            give={"referral": "answers.referral", "kinds": "facts.joint_plan.missing_kinds"},
        ),
        Choose(
            "gone",
            (
                *gone(_FOUND),
                When(_FOUND, Title(M("joint_plan.not_saved", "Не записано: спробуйте ще раз"))),
            ),
            (Option("done", M("joint_plan.done", "Готово"), END, style="primary"),),
            saves="did",
        ),
    ),
    takes=frozenset({"referral"}),
)
