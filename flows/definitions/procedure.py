"""Guided lists: which are offered, how far one is, each step with its papers; tick, finish, begin anew.

Given: ``referral`` (the lists are for its case, ``code`` is the case's), ``procedure`` (that list is opened
at once), or nothing.
"""

from __future__ import annotations

from flows.definitions.modes import PERSONS_ACCOUNT, STAFFS_ACCOUNT
from flows.definitions.noted import CALM, note, noted
from flows.definitions.procedure_steps import STEPS
from flows.engine.conditions import All, Filled, Is, Not
from flows.engine.flow import (
    END,
    NOTED,
    Act,
    Branch,
    Bullets,
    Choose,
    Const,
    Flow,
    Note,
    Option,
    Part,
    Put,
    Route,
    Rows,
    Step,
    Title,
    When,
)
from flows.engine.message import M

_ONE = "facts.procedure"
_THERE = Filled(_ONE)
_FINISHED = Is(f"{_ONE}.finished")
_RUNS = All(_THERE, Is(f"{_ONE}.begun"), Not(_FINISHED))

MY_STEPS = M("procedure.mine", "Мої кроки")
LISTS = M("procedure.title", "Покрокові списки")

_NOTES: tuple[Part, ...] = (
    note("finished", M("procedure.note_finished", "Список завершено. До нього можна повернутися.")),
    note("anew", M("procedure.note_anew", "Почато заново: усі кроки попереду.")),
    note("all_done", M("procedure.note_all_done", "Позначено. Усі кроки пройдено.")),
    note("unticked", M("procedure.note_unticked", "Позначку знято.")),
    note("gone", M("procedure.note_gone", "Цей список Вам зараз недоступний. Нічого не змінено.")),
)

_LISTS: tuple[Step, ...] = (
    Branch("begin", (Route("one", Filled("answers.procedure")), Route("list"))),
    Choose(
        "list",
        (
            *_NOTES,
            When(PERSONS_ACCOUNT, Title(MY_STEPS)),
            When(STAFFS_ACCOUNT, Title(LISTS)),
            When(Filled("answers.code"), M("procedure.of_case", "Для справи {code}.", code="answers.code")),
            When(
                Filled("facts.procedures"),
                M("procedure.choose", "Оберіть, що треба зробити: далі крок за кроком."),
            ),
            When(
                Not(Filled("facts.procedures")),
                M("procedure.none", "Зараз таких списків тут немає."),
            ),
        ),
        (Rows("procedure.lists"), Option("done", M("procedure.done", "Готово"), END)),
        to="one",
        saves="procedure",
    ),
    Choose(
        "one",
        (
            *_NOTES,
            When(
                Not(_THERE),
                Title(M("procedure.lost", "Цей список Вам зараз недоступний")),
                M("procedure.lost_why", "Його могли змінити, або справу вже передано чи закрито."),
            ),
            When(
                _THERE,
                Title(M("procedure.one", "{title}", title=f"{_ONE}.title")),
                When(
                    Filled(f"{_ONE}.code"), M("procedure.of_case", "Для справи {code}.", code=f"{_ONE}.code")
                ),
                M("procedure.aim", "{aim}", aim=f"{_ONE}.aim"),
                When(
                    Is(f"{_ONE}.template"),
                    Note(
                        M(
                            "procedure.template",
                            "Це шаблон: його ще не заповнено до кінця. Заповнює установа, яка веде Дорожник.",
                        )
                    ),
                ),
                M("procedure.far", "Зроблено {done} з {all}:", done=f"{_ONE}.done", all=f"{_ONE}.all"),
                Bullets(f"{_ONE}.lines"),
                When(_FINISHED, M("procedure.is_finished", "Цей список завершено.")),
                When(
                    Is(f"{_ONE}.shared"),
                    Note(M("procedure.shared", "Позначки спільні для Вашої установи.")),
                ),
            ),
        ),
        (
            Option(
                "go_on",
                M("procedure.go_on", "Далі: {title}", title=f"{_ONE}.next_title"),
                "step",
                All(_THERE, Filled(f"{_ONE}.next")),
                "primary",
                {**CALM, "step": f"{_ONE}.next"},
            ),
            Option("steps", M("procedure.steps", "Обрати крок"), "steps", _THERE, sets=CALM),
            Option(
                "finish",
                M("procedure.finish", "Завершити список"),
                "whole",
                _RUNS,
                sets={**CALM, "does": Const("finish")},
            ),
            Option(
                "anew",
                M("procedure.anew", "Почати заново"),
                "sure",
                All(_THERE, Is(f"{_ONE}.begun")),
                sets={**CALM, "does": Const("anew")},
            ),
            Option("source", M("procedure.source", "Звідки цей список"), "source", _THERE, sets=CALM),
            Option("list", M("procedure.to_list", "До всіх списків"), "list", sets=CALM),
        ),
        saves="did",
    ),
    Choose(
        "steps",
        (Title(M("procedure.which", "Який крок відкрити?")),),
        (Rows("procedure.steps"), Option("one", M("procedure.to_one", "До списку кроків"), "one")),
        to="step",
        saves="step",
    ),
    Choose(
        "source",
        (
            When(
                _THERE,
                Title(M("procedure.source", "Звідки цей список")),
                M("procedure.source_text", "{source}", source=f"{_ONE}.source"),
                M("procedure.checked", "Перевірено: {day}.", day=f"{_ONE}.checked_on"),
                Note(
                    M(
                        "procedure.checked_note",
                        "Якщо Ваша громада вирішила інакше, спирайтеся на її рішення.",
                    )
                ),
            ),
            When(Not(_THERE), Title(M("procedure.lost", "Цей список Вам зараз недоступний"))),
        ),
        (Option("one", M("procedure.to_one", "До списку кроків"), "one", style="primary"),),
        saves="did",
    ),
)

_FOLLOWING: tuple[Step, ...] = (
    # whoever has done all of it has nothing to think over
    Branch("whole", (Route("unfinished", Filled(f"{_ONE}.next")), Route("follow"))),
    Choose(
        "unfinished",
        (
            Title(M("procedure.unfinished", "Завершити, хоча не все позначено?")),
            When(
                _THERE,
                M("procedure.far_so", "Зроблено {done} з {all}.", done=f"{_ONE}.done", all=f"{_ONE}.all"),
            ),
        ),
        (
            Option("yes", M("procedure.finish_yes", "Так, завершити"), "follow", style="primary"),
            Option("no", M("procedure.finish_no", "Ні, ще не все"), "one"),
        ),
        saves="did",
    ),
    Choose(
        "sure",
        (
            Title(M("procedure.sure", "Почати заново?")),
            M("procedure.sure_what", "Список почнеться з першого кроку, без позначок."),
        ),
        (
            Option("yes", M("procedure.anew_yes", "Так, заново"), "follow"),
            Option("no", M("procedure.anew_no", "Ні, лишити як є"), "one", style="primary"),
        ),
        saves="did",
    ),
    Act(
        "follow",
        "procedure_followed",
        {
            "procedure": "answers.procedure",
            "referral": "answers.referral",
            "step": "answers.step",
            "does": "answers.does",
        },
        {"ok": "followed", "gone": "note_gone"},
    ),
    Branch(
        "followed",
        (
            Route("note_unticked", Is("answers.does", "untick")),
            Route("note_finished", Is("answers.does", "finish")),
            Route("note_anew", Is("answers.does", "anew")),
            Route("next", Filled(f"{_ONE}.next")),
            Route("note_all_done"),
        ),
    ),
    Put("next", {"step": f"{_ONE}.next", NOTED: Const("ticked")}, "step"),
    *(noted(word, "one") for word in ("finished", "anew", "all_done", "unticked")),
    noted("gone", "list"),
)

PROCEDURE = Flow(
    "procedure",
    1,
    LISTS,
    (*_LISTS, *STEPS, *_FOLLOWING),
    may_take=frozenset({"referral", "code", "procedure"}),
)
