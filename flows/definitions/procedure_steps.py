"""One step of a guided list: what to do, with which papers, at which bodies; what if a paper is missing."""

from __future__ import annotations

from flows.definitions.noted import CALM, note
from flows.engine.conditions import All, Condition, Filled, Is, Not
from flows.engine.flow import (
    Bullets,
    Call,
    Choose,
    Const,
    Note,
    Option,
    Part,
    Phones,
    Step,
    Title,
    When,
)
from flows.engine.message import M

_STEP = "facts.procedure.step"
_THERE = Filled(_STEP)
_TICKED = Is(f"{_STEP}.ticked")
_OPEN = All(_THERE, Not(_TICKED))
OWN = Is("facts.procedure.own")

ORIGINS: tuple[Part, ...] = (
    When(
        Is(f"{_STEP}.origin", "product"),
        Note(M("procedure.origin_product", "Цього кроку в тексті області немає: його додала програма.")),
    ),
    When(
        Is(f"{_STEP}.origin", "local"),
        Note(M("procedure.origin_local", "Так вирішили у Вашій області чи громаді.")),
    ),
)

_WITHOUT = Filled(f"{_STEP}.without")

_AWAY: tuple[Part, ...] = (
    Title(M("procedure.away", "Цього кроку тут уже немає")),
    M("procedure.away_why", "Список могли змінити або закрити. Позначене раніше не зникло."),
)


def _leads(action: str) -> Condition:
    return All(_THERE, Is(f"{_STEP}.action", action))


_SCREEN: Step = Choose(
    "step",
    (
        When(Not(_THERE), *_AWAY),
        note("ticked", M("procedure.ticked", "Позначено. Ось наступний крок.")),
        When(
            _THERE,
            Title(
                M(
                    "procedure.step",
                    "Крок {number} з {all}. {title}",
                    number=f"{_STEP}.number",
                    all="facts.procedure.all",
                    title=f"{_STEP}.title",
                )
            ),
            M("procedure.does", "{does}", does=f"{_STEP}.does"),
            When(
                Filled(f"{_STEP}.answer"),
                M("procedure.settled", "{asks}", asks=f"{_STEP}.asks"),
                M("procedure.answer", "У Вас вирішено так: {answer}", answer=f"{_STEP}.answer"),
            ),
            When(
                All(Filled(f"{_STEP}.asks"), Not(Filled(f"{_STEP}.answer"))),
                M(
                    "procedure.unsettled",
                    "Це шаблон, тут ще не вписано: {asks}",
                    asks=f"{_STEP}.asks",
                ),
            ),
            When(
                Filled(f"{_STEP}.documents"),
                M("procedure.documents", "Знадобиться:"),
                Bullets(f"{_STEP}.documents"),
            ),
            When(
                Filled(f"{_STEP}.bodies"),
                M("procedure.bodies", "Хто допоможе: {bodies}.", bodies=f"{_STEP}.bodies"),
            ),
            When(
                Filled(f"{_STEP}.responsible"),
                M("procedure.responsible", "Відповідає: {who}.", who=f"{_STEP}.responsible"),
            ),
            When(Filled(f"{_STEP}.phones"), Phones(f"{_STEP}.phones")),
            *ORIGINS,
        ),
    ),
    (
        Option(
            "screening",
            M("procedure.screen_own", "Відповісти на запитання про безпеку"),
            "ask_self",
            All(_leads("screening"), OWN),
            sets=CALM,
        ),
        Option(
            "beside",
            M("procedure.screen_beside", "Почати скринінг"),
            "ask_beside",
            All(_leads("screening"), Not(OWN)),
            sets=CALM,
        ),
        Option(
            "duty",
            M("procedure.duty", "Записати дію за законом"),
            "duty",
            All(_leads("duty"), Not(OWN)),
            sets=CALM,
        ),
        Option(
            "without",
            M("procedure.without", "Немає цього документа"),
            "without",
            _WITHOUT,
            sets=CALM,
        ),
        Option(
            "tick",
            M("procedure.tick", "Зроблено"),
            "follow",
            _OPEN,
            "primary",
            {**CALM, "does": Const("tick")},
        ),
        Option(
            "untick",
            M("procedure.untick", "Ще не зроблено"),
            "follow",
            All(_THERE, _TICKED),
            sets={**CALM, "does": Const("untick")},
        ),
        Option("one", M("procedure.to_one", "До списку кроків"), "one", sets=CALM),
    ),
    saves="did",
)

STEPS: tuple[Step, ...] = (
    _SCREEN,
    Choose(
        "without",
        (
            When(Not(_WITHOUT), *_AWAY),
            When(
                _WITHOUT,
                Title(M("procedure.without_title", "Якщо паперу немає")),
                M("procedure.without_how", "{without}", without=f"{_STEP}.without"),
            ),
        ),
        (Option("step", M("procedure.to_step", "До кроку"), "step", style="primary"),),
        saves="did",
    ),
    Call("ask_self", "screening", to="step", give={"mode": Const("self")}),
    Call("ask_beside", "screening", to="step", give={"mode": Const("beside")}),
    Call("duty", "duty", to="step", give={"case": "facts.procedure.case", "code": "facts.procedure.code"}),
)
