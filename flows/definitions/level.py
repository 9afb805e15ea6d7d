"""The level of a case: raising needs a reason, lowering a reason and a second person (algorithms.md, core).

Given: ``case``, ``code``, ``level``, ``level_label``; without a case the list of what waits for a second
person.
Which grades there are is the region's data.
"""

from __future__ import annotations

from flows.definitions.noted import CALM, note, noted
from flows.engine.conditions import Filled, Is, Not
from flows.engine.flow import (
    END,
    Act,
    Branch,
    Choose,
    Const,
    Derive,
    Flow,
    Note,
    Option,
    Part,
    Phones,
    Route,
    Rows,
    Step,
    Title,
    When,
    Write,
)
from flows.engine.message import M

_DONE = M("level.done", "Готово")


_NOTES: tuple[Part, ...] = (
    note("agreed", M("level.agreed", "Рівень знижено. Строки тепер діють за новим рівнем.")),
    note("refused", M("level.refused", "Рівень лишається, як був.")),
    note("gone", M("level.gone", "Про це вже вирішено. Нічого не змінено.")),
    note("denied", M("level.denied", "Це рішення Вам тут недоступне. Нічого не змінено.")),
)

_CHANGE: tuple[Step, ...] = (
    Branch("begin", (Route("above", Filled("answers.case")), Route("changes"))),
    Derive("above", "level.above", to="below"),
    Derive("below", "level.below", to="what"),
    Choose(
        "what",
        (
            Title(M("level.what", "Справа {code}: що зробити з рівнем?", code="answers.code")),
            M("level.now", "Зараз: {level}.", level="answers.level_label"),
        ),
        (
            Option("raise", M("level.raise", "Підвищити"), "higher", Filled("answers.above")),
            Option("lower", M("level.lower", "Попросити знизити"), "lower", Filled("answers.below")),
            Option(
                "decide", M("level.decide", "Рішення, що чекають на Вас"), "changes", Filled("facts.changes")
            ),
            Option("leave", M("level.leave", "Лишити, як є"), END),
        ),
        saves="did",
    ),
    Choose(
        "higher",
        (Title(M("level.higher", "До якого рівня підвищити?")),),
        (Rows("level.above"), Option("leave", M("level.leave", "Лишити, як є"), END)),
        to="why_raise",
        saves="wanted",
    ),
    Write(
        "why_raise",
        (
            Title(M("level.why_raise", "Чому підвищуєте?")),
            M("level.why_how", "Одне речення про ознаки, без подробиць подій, імен і номерів."),
        ),
        "reason",
        "lift",
        saves="reason",
    ),
    Act(
        "lift",
        "level_raised",
        {"case": "answers.case", "level": "answers.wanted", "reason": "answers.reason"},
        {"ok": "raised", "not_permitted": "denied"},
    ),
    Choose(
        "raised",
        (
            Title(M("level.raised", "Тепер: {level}", level="answers.wanted_row.label")),
            When(
                Filled("answers.wanted_row.emergency"),
                M(
                    "level.first",
                    "Спершу екстрені служби: 102, якщо є загроза чи насильство, 103, якщо потрібна медична"
                    " допомога.",
                ),
                Phones("facts.emergency"),
            ),
            M("level.raised_next", "Строки тепер діють за новим рівнем."),
        ),
        (Option("done", _DONE, END, style="primary"),),
        saves="did",
    ),
    Choose(
        "lower",
        (
            Title(M("level.lower_to", "До якого рівня знизити?")),
            Note(
                M(
                    "level.second",
                    "Знижує рівень завжди друга людина. До її рішення діють строки теперішнього рівня.",
                ),
            ),
        ),
        (Rows("level.below"), Option("leave", M("level.leave", "Лишити, як є"), END)),
        to="why_lower",
        saves="wanted",
    ),
    Write(
        "why_lower",
        (
            Title(M("level.why_lower", "Чому рівень можна знизити?")),
            M("level.why_lower_how", "Одне речення: що змінилося. Без подробиць подій, імен і номерів."),
        ),
        "reason",
        "ask",
        saves="reason",
    ),
    Act(
        "ask",
        "level_lowering_asked",
        {"case": "answers.case", "level": "answers.wanted", "reason": "answers.reason"},
        {"asked": "asked", "not_permitted": "denied"},
    ),
    Choose(
        "asked",
        (
            Title(M("level.asked", "Прохання передано")),
            M("level.asked_next", "Вирішить друга людина. Доти рівень і строки лишаються ті самі."),
        ),
        (Option("done", _DONE, END, style="primary"),),
        saves="did",
    ),
    Choose(
        "denied",
        (
            Title(M("level.not_yours", "Рівень змінити не вдалося")),
            M(
                "level.not_yours_next",
                "Можливо, його щойно змінили або справа Вам більше недоступна. Нічого не змінено. Якщо бачите"
                " небезпеку, телефонуйте 102 або 103.",
            ),
        ),
        (Option("done", _DONE, END, style="primary"),),
        saves="did",
    ),
)

_DECIDE: tuple[Step, ...] = (
    Choose(
        "changes",
        (
            *_NOTES,
            Title(M("level.changes", "Чекають на другу людину")),
            When(
                Not(Filled("facts.changes")),
                M("level.changes_empty", "Зараз ніхто не просить знизити рівень."),
            ),
        ),
        (Rows("level.changes"), Option("done", _DONE, END)),
        to="one",
        saves="change",
    ),
    Choose(
        "one",
        (
            Title(M("level.one", "Знизити рівень?")),
            M("level.one_what", "{change}", change="answers.change_row.label"),
            When(
                Filled("answers.change_row.reason"),
                M("level.one_why", "Причина: {reason}", reason="answers.change_row.reason"),
            ),
            Note(M("level.one_note", "Якщо є сумнів, залиште вищий рівень: так безпечніше.")),
        ),
        (
            Option(
                "agree",
                M("level.agree", "Погодити зниження"),
                "decided",
                sets={**CALM, "agreed": Const(value=True)},
            ),
            Option(
                "refuse",
                M("level.refuse", "Залишити рівень"),
                "decided",
                sets={**CALM, "agreed": Const(value=False)},
            ),
            Option("later", M("level.later", "Вирішити пізніше"), "changes", sets=CALM),
        ),
        saves="did",
        protect=True,
    ),
    Act(
        "decided",
        "level_decided",
        {"change": "answers.change", "agreed": "answers.agreed"},
        {"ok": "known", "not_permitted": "note_denied", "gone": "note_gone"},
    ),
    Branch("known", (Route("note_agreed", Is("answers.agreed")), Route("note_refused"))),
    *(noted(word, "changes") for word in ("agreed", "refused", "denied", "gone")),
)

LEVEL = Flow(
    "level",
    1,
    M("level.title", "Рівень справи"),
    (*_CHANGE, *_DECIDE),
    may_take=frozenset({"case", "code", "level", "level_label", "referral"}),
)
