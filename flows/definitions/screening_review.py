"""The verdict, what to do at once in danger, and the screen where it is looked over before it is recorded."""

from __future__ import annotations

from flows.definitions.modes import SELF, STAFF
from flows.definitions.screening_questions import TWO_AUTHORITIES
from flows.engine.conditions import All, Filled, Is, Not
from flows.engine.flow import (
    Act,
    Branch,
    Bullets,
    Choose,
    Const,
    Derive,
    Lines,
    Note,
    Option,
    Phones,
    Put,
    Route,
    Rows,
    Step,
    Tell,
    Tick,
    Title,
    When,
    Write,
)
from flows.engine.message import M

_EMERGENCY = Is("answers.verdict.emergency")
_DISCREET = Is("facts.me.discreet")

_NUMBERS_FIRST = (
    When(
        SELF,
        Title(M("screening.safety_first", "Ваша безпека — найважливіша")),
        M("screening.call_now", "Якщо можете, зателефонуйте зараз:"),
        Phones("facts.emergency"),
        M("screening.if_heard", "Якщо Вас можуть почути, зачекайте безпечної хвилини."),
        When(
            Filled("facts.lines.safety"),
            M("screening.advice_lines", "Порадять і підтримають:"),
            Phones("facts.lines.safety"),
        ),
    ),
    When(
        STAFF,
        Title(M("screening.first_102", "Спершу — 102 або 103")),
        M("screening.when_102", "102 — загроза, насильство, утримання, примус, торгівля людьми."),
        M("screening.when_103", "103 — травма, стан здоров'я, потрібен лікар зараз."),
        Phones("facts.emergency"),
    ),
    When(
        Filled("answers.found.child_lines"),
        M("screening.child_line", "Лінія для дітей і молоді:"),
        Phones("answers.found.child_lines"),
    ),
)

REVIEW: tuple[Step, ...] = (
    Derive("found", "screening.found", to="verdict"),
    Derive("verdict", "screening.verdict", to="alarm"),
    Branch(
        "alarm",
        (
            Route("warned", All(_EMERGENCY, Not(Is("answers.warned")))),
            Route("two", TWO_AUTHORITIES),
            Route("review"),
        ),
    ),
    Put("warned", {"warned": Const(value=True)}, to="warn"),
    # A message that stays would give her away on a phone that somebody else reads.
    Branch("warn", (Route("warn_screen", All(SELF, _DISCREET)), Route("warn_kept"))),
    Tell("warn_kept", _NUMBERS_FIRST, to="after_warning"),
    Choose(
        "warn_screen",
        _NUMBERS_FIRST,
        (Option("on", M("screening.warn_on", "Далі"), to="after_warning", style="primary"),),
    ),
    Branch("after_warning", (Route("called", STAFF), Route("children"))),
    Tick(
        "called",
        (
            Title(M("screening.called", "Кого вже викликано?")),
            Note(M("screening.called_why", "Про подію записуємо лише підставу, кого викликали і коли.")),
        ),
        (
            Option("102", M("screening.called_102", "102, поліція")),
            Option("103", M("screening.called_103", "103, швидка")),
            Option("101", M("screening.called_101", "101, рятувальники")),
            Option("112", M("screening.called_112", "112")),
        ),
        to="called_told",
        none=M("screening.called_none", "Ще нікого"),
        skip=None,
    ),
    Branch("called_told", (Route("called_at", Filled("answers.called")), Route("nobody_called"))),
    Put("nobody_called", {"minutes": Const(None)}, to="children"),
    Choose(
        "called_at",
        (Title(M("screening.called_at", "Коли викликали?")),),
        (
            Option("now", M("screening.called_now", "Щойно"), sets={"minutes": Const(0)}),
            Option("quarter", M("screening.called_quarter", "Хвилин 15 тому"), sets={"minutes": Const(15)}),
            Option("half", M("screening.called_half", "Пів години тому"), sets={"minutes": Const(30)}),
            Option("hour", M("screening.called_hour", "Близько години тому"), sets={"minutes": Const(60)}),
            Option("earlier", M("screening.called_earlier", "Раніше"), sets={"minutes": Const(180)}),
        ),
        to="children",
    ),
    Branch("children", (Route("found", Is("answers.minors_asked")), Route("minors"))),
    Choose(
        "review",
        (
            When(
                SELF,
                Title(M("screening.understood", "Що ми зрозуміли")),
                M("screening.plain", "{plain}", plain="answers.found.grade.plain"),
            ),
            When(
                STAFF,
                Title(
                    M(
                        "screening.level",
                        "{colour} {label}",
                        colour="answers.verdict.colour",
                        label="answers.verdict.label",
                    )
                ),
                When(
                    Filled("answers.found.raised"),
                    M("screening.is_raised", "Рівень підвищено за Вашим рішенням."),
                ),
            ),
            When(
                Filled("answers.verdict.reasons"),
                M("screening.because", "Чому:"),
                Bullets("answers.verdict.reasons"),
            ),
            Lines("answers.found.own.tells"),
            When(SELF, Note(M("screening.over", "Запитання скінчилися. Що далі, вирішуєте Ви."))),
        ),
        (
            Option("confirm", M("screening.confirm", "Так, далі"), to="settled", style="primary"),
            Option(
                "fix",
                M("screening.fix", "Виправити позначки"),
                to="marks",
                when=Filled("answers.found.marks"),
            ),
            Option(
                "raise",
                M("screening.raise", "Підвищити рівень"),
                to="raise_to",
                when=All(STAFF, Filled("answers.found.higher")),
            ),
            Option(
                "unraise",
                M("screening.unraise", "Скасувати підвищення"),
                to="found",
                when=Filled("answers.found.raised"),
                sets={"raise_to": Const(None), "raise_reason": Const(None)},
            ),
        ),
        protect=True,
    ),
    Put("marks", {"kept?": "answers.found.marks"}, to="kept"),
    Tick(
        "kept",
        (
            Title(M("screening.kept", "Що лишити?")),
            M("screening.kept_how", "Зніміть позначку там, де вона з'явилася помилково."),
        ),
        (Rows("screening.marks"),),
        to="regrouped",
        protect=True,
        none=M("screening.kept_none", "Не лишати жодної"),
        skip=None,
        done=M("screening.kept_done", "Лишити позначене"),
    ),
    Derive("regrouped", "screening.regrouped", to="regroup"),
    Put(
        "regroup",
        {
            "danger": "answers.regrouped.danger",
            "danger?": "answers.regrouped.ticks.danger",
            "discrimination": "answers.regrouped.discrimination",
            "discrimination?": "answers.regrouped.ticks.discrimination",
            "exploitation": "answers.regrouped.exploitation",
            "exploitation?": "answers.regrouped.ticks.exploitation",
            "vulnerability": "answers.regrouped.vulnerability",
            "vulnerability?": "answers.regrouped.ticks.vulnerability",
            "held": "answers.regrouped.held",
            "minors": "answers.regrouped.minors",
        },
        to="asked_all",
    ),
    # The other lists were left out because of a danger that turned out a slip: they are asked now.
    Branch(
        "asked_all",
        (
            Route(
                "long",
                All(Is("answers.short"), Not(Filled("answers.danger")), Not(Is("answers.held", "yes"))),
            ),
            Route("found"),
        ),
    ),
    Choose(
        "raise_to",
        (Title(M("screening.raise_to", "До якого рівня?")),),
        (Rows("screening.higher"),),
        to="raise_reason",
    ),
    Write(
        "raise_reason",
        (
            Title(M("screening.raise_reason", "Чому рівень вищий?")),
            Note(M("screening.raise_how", "Досить кількох слів, без подробиць.")),
        ),
        kind="reason",
        to="found",
        protect=True,
    ),
    # A region's file may have changed while this was looked over.
    Derive("settled", "screening.settled", to="settle"),
    Put("settle", {"found": "answers.settled.found", "verdict": "answers.settled.verdict"}, to="ground"),
    Derive("ground", "screening.ground", to="record"),
    Act(
        "record",
        "screened",
        {
            "mode": "answers.mode",
            "authority": "answers.authority",
            "danger": "answers.danger",
            "held": "answers.held",
            "discrimination": "answers.discrimination",
            "exploitation": "answers.exploitation",
            "vulnerability": "answers.vulnerability",
            "minors": "answers.minors",
            "need": "answers.need",
            "verdict": "answers.verdict",
        },
        {"recorded": "corridor"},
    ),
)
