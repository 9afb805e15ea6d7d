"""What is proposed for the directory, one after the other: approve it, or refuse it."""

from __future__ import annotations

from flows.definitions.noted import CALM, note, noted
from flows.engine.conditions import All, Filled, Is, Not
from flows.engine.flow import Act, Bullets, Choose, Const, Note, Option, Part, Put, Rows, Step, Title, When
from flows.engine.message import M

_ONE = "facts.proposal"
_THERE = Filled(_ONE)

_NOTES: tuple[Part, ...] = (
    note("approved", M("records.approved", "Погоджено. Це вже в довіднику.")),
    note(
        "once",
        M("records.once", "Вашу згоду записано. Нову установу має погодити ще одна людина."),
    ),
    note("refused", M("records.refused", "Відхилено. Той, хто пропонував, дізнається.")),
    note("own", M("records.own", "Погодити має хтось інший: це Ваша пропозиція або Ваша згода вже є.")),
    note(
        "unfit", M("records.unfit", "Погодити не можна: запис був би з помилкою. Виправте його на сторінці.")
    ),
    note("settled", M("records.settled", "Це вже вирішив хтось інший.")),
)

PROPOSALS: tuple[Step, ...] = (
    Choose(
        "proposals",
        (
            *_NOTES,
            Title(M("records.proposals", "Пропозиції")),
            When(
                Not(Filled("facts.proposals")),
                M("records.proposals_none", "Усе вирішено. Нові пропозиції з'являться тут."),
            ),
        ),
        (Rows("records.proposals"), Option("list", M("records.list", "До довідника"), "list", sets=CALM)),
        to="proposal_calm",
        saves="proposal",
    ),
    Put("proposal_calm", CALM, "proposal"),
    Choose(
        "proposal",
        (
            When(Not(_THERE), Title(M("records.settled", "Це вже вирішив хтось інший."))),
            When(
                _THERE,
                Title(M("records.proposal", "{words}", words=f"{_ONE}.title")),
                Bullets(f"{_ONE}.lines"),
                M("records.by", "Пропонує: {who}, {at}.", who=f"{_ONE}.by", at=f"{_ONE}.at"),
            ),
            When(
                Filled(f"{_ONE}.once"),
                M("records.once_by", "Уже погоджено: {who}. Потрібна ще одна згода.", who=f"{_ONE}.once"),
            ),
            When(
                Is(f"{_ONE}.known"),
                Note(
                    M(
                        "records.known",
                        "Ця установа вже є в довіднику: її дані лишаться, як є, додасться тільки послуга."
                        " Погоджують двоє. Спершу зателефонуйте установі за номером із довідника.",
                    )
                ),
            ),
            When(
                All(Is(f"{_ONE}.two"), Not(Is(f"{_ONE}.known")), Not(Filled(f"{_ONE}.once"))),
                Note(
                    M(
                        "records.two",
                        "Нову установу погоджують двоє. Перевірте, що вона справжня: зателефонуйте,"
                        " подивіться реєстр, запитайте колег.",
                    )
                ),
            ),
        ),
        (
            Option(
                "approve",
                M("records.approve", "Погодити"),
                "decide",
                _THERE,
                "primary",
                sets={"approve": Const(value=True)},
            ),
            Option(
                "refuse",
                M("records.refuse", "Відхилити"),
                "decide",
                _THERE,
                sets={"approve": Const(value=False)},
            ),
            Option("back", M("records.to_all", "До пропозицій"), "proposals"),
        ),
        saves="did",
    ),
    Act(
        "decide",
        "proposal_decided",
        {"proposal": "answers.proposal", "approve": "answers.approve"},
        {
            "approved": "note_approved",
            "once": "note_once",
            "refused": "note_refused",
            "own": "note_own",
            "wrong": "note_unfit",
            "gone": "note_settled",
        },
    ),
    *(noted(word, "proposals") for word in ("approved", "once", "refused", "own", "unfit", "settled")),
)
