"""The three corridors: advice and a service; support and a referral; safety first, then crisis help."""

from __future__ import annotations

from flows.definitions.modes import SELF, STAFF
from flows.definitions.screening_questions import NO_DOCUMENTS_ASKED
from flows.engine.conditions import Either, Filled, Is, Not
from flows.engine.flow import (
    END,
    Branch,
    Bullets,
    Call,
    Choose,
    Const,
    Derive,
    Lines,
    Note,
    Option,
    Phones,
    Route,
    Step,
    Title,
    When,
)
from flows.engine.message import M

_CHILD_LINE = When(
    Filled("answers.found.child_lines"),
    M("screening.child_line_too", "Лінія для дітей і молоді:"),
    Phones("answers.found.child_lines"),
)

CORRIDORS: tuple[Step, ...] = (
    Branch(
        "corridor",
        (
            Route("red", Either(Is("answers.verdict.emergency"), Is("answers.found.corridor", "urgent"))),
            Route("yellow", Is("answers.verdict.managed")),
            Route("advice"),
        ),
    ),
    Choose(
        "red",
        (
            When(
                SELF,
                Title(M("screening.red", "Далі — безпечний зв'язок")),
                M("screening.red_offer", "Можемо передати Ваше звернення службам, які захищають людей."),
                M("screening.red_way", "Вони зв'яжуться лише так і тоді, як скажете Ви."),
                M(
                    "screening.red_alone",
                    "Говоріть, коли поруч нікого немає. Якщо хтось підійде, просто завершіть розмову.",
                ),
            ),
            When(
                STAFF,
                Title(M("screening.red_other", "Що робити далі")),
                Bullets("answers.found.grade.does"),
                When(
                    Not(Filled("answers.found.grade.does")),
                    M(
                        "screening.red_silent",
                        "Не говоріть, якщо телефон може бути в чужих руках. Домовтеся про спосіб і час.",
                    ),
                ),
            ),
            _CHILD_LINE,
        ),
        (
            Option(
                "refer",
                M("screening.refer", "Попросити про допомогу"),
                to="refer",
                style="primary",
                means="yes",
            ),
            Option("later", M("screening.red_later", "Не зараз"), to="later", means="no"),
        ),
    ),
    Choose(
        "yellow",
        (
            When(
                SELF,
                When(
                    Filled("answers.found.gentle"), Title(M("screening.gentle_yellow", "Вам зараз нелегко"))
                ),
                When(
                    Not(Filled("answers.found.gentle")),
                    Title(M("screening.yellow", "Важливо, щоб Вам було безпечно")),
                ),
                M(
                    "screening.yellow_offer",
                    "Тому пропонуємо додаткову підтримку. Можна попросити людину, яка допоможе"
                    " розібратися і зробити наступні кроки.",
                ),
                When(
                    Filled("answers.found.lines"),
                    M("screening.yellow_lines", "Можна також подзвонити:"),
                    Phones("answers.found.lines"),
                ),
            ),
            When(
                STAFF,
                Title(M("screening.yellow_other", "Запропонуйте підтримку")),
                M(
                    "screening.yellow_say",
                    "Скажіть: «Важливо, щоб Вам було безпечно. Тому пропоную додаткову підтримку».",
                ),
                Bullets("answers.found.grade.does"),
            ),
            _CHILD_LINE,
        ),
        (
            Option(
                "refer",
                M("screening.yellow_refer", "Попросити про допомогу"),
                to="refer",
                style="primary",
                means="yes",
            ),
            Option("later", M("screening.yellow_later", "Не зараз"), to="later", means="no"),
        ),
    ),
    Derive("advice", "screening.advice", to="green"),
    Choose(
        "green",
        (
            Title(M("screening.green", "Ось куди звернутися")),
            Lines("answers.advice.places"),
            Phones("answers.advice.phones"),
            NO_DOCUMENTS_ASKED,
            When(
                Filled("answers.advice.lines"),
                M("screening.green_lines", "Спитати можна й телефоном:"),
                Phones("answers.advice.lines"),
            ),
            When(
                Is("answers.advice.can_refer"),
                When(
                    SELF,
                    Note(
                        M(
                            "screening.green_refer",
                            "Можна звернутися самостійно. Або ми передамо звернення за Вашою згодою.",
                        )
                    ),
                ),
                When(
                    STAFF,
                    Note(
                        M("screening.green_refer_other", "За згодою людини можна передати звернення звідси.")
                    ),
                ),
            ),
        ),
        (
            Option("ok", M("screening.enough", "Дякую, цього досить"), to=END, style="primary"),
            Option(
                "refer",
                M("screening.green_send", "Попросити про допомогу"),
                to="refer",
                when=Is("answers.advice.can_refer"),
            ),
        ),
    ),
    Call(
        "refer",
        "referral",
        to=END,
        give={
            "mode": "answers.mode",
            "authority": "answers.authority",
            "path": "answers.found.path",
            "screening": "answers.record.screening",
            "verdict": "answers.verdict",
            "found": "answers.found",
            "need": "answers.need",
            "ground": "answers.ground",
            "wish": "answers.wish",
        },
    ),
    Call(
        "later",
        "without",
        to=END,
        give={
            "mode": "answers.mode",
            "authority": "answers.authority",
            "reason": Const("later"),
            "emergency": "answers.verdict.emergency",
        },
    ),
)
