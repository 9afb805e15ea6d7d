"""Where the person lives: the lead notes it down, and that the place is free again, apart from the case. For
coordinators: how many people live where now.

Given to the lead's: ``referral``.
"""

from __future__ import annotations

from flows.definitions.card import gone
from flows.definitions.noted import CALM, note, noted
from flows.definitions.shelters_beds import how_many
from flows.engine.conditions import All, Filled, Is, Not
from flows.engine.flow import (
    END,
    NOTED,
    Act,
    Branch,
    Choose,
    Const,
    Flow,
    Note,
    Option,
    Route,
    Rows,
    Step,
    Title,
    When,
    Write,
)
from flows.engine.message import M

_FOUND = Filled("facts.placement")
_LIVES = Filled("facts.placement.running")
_PLACES = Filled("facts.placement.places")
_JUST_FREED = Is(f"answers.{NOTED}", "freed")
_DONE = Option("done", M("placement.done", "Готово"), END)
_FREED = M("placement.freed", "Місце звільнилося")
_CASE_STAYS = Note(M("placement.case_stays", "Справа лишається відкритою: це окремі речі."))

_STEPS: tuple[Step, ...] = (
    Branch("begin", (Route("lives", _LIVES), Route("which"))),
    Choose(
        "which",
        (
            note("freed", M("placement.was_freed", "Записано: місце вільне.")),
            *gone(_FOUND),
            When(
                All(_FOUND, _PLACES, Not(_JUST_FREED)),
                Title(
                    M("placement.which", "Справа {code}: де поселено людину?", code="facts.placement.code")
                ),
            ),
            When(
                All(_FOUND, _PLACES, _JUST_FREED),
                Title(
                    M(
                        "placement.where_now",
                        "Справа {code}: чи є в людини нове місце?",
                        code="facts.placement.code",
                    )
                ),
            ),
            When(
                All(_FOUND, Not(_PLACES)),
                Title(M("placement.title", "Місце проживання")),
                M("placement.nowhere", "Місць проживання в довіднику області поки немає."),
            ),
        ),
        (
            Rows("placement.places"),
            Option(
                "no_new",
                M("placement.no_new", "Ні, або записувати не треба"),
                END,
                All(_PLACES, _JUST_FREED),
                sets=CALM,
            ),
            Option(
                "done",
                M("placement.not_now", "Не записувати"),
                END,
                All(_PLACES, Not(_JUST_FREED)),
                sets=CALM,
            ),
            Option("ok", M("placement.done", "Готово"), END, Not(_PLACES), "primary", CALM),
        ),
        to="which_bed",
        saves="place",
    ),
    Branch("which_bed", (Route("beds", Filled("answers.place_row.place")), Route("since"))),
    how_many("beds", "since"),
    Write(
        "since",
        (
            note(
                "day", M("placement.wrong_day", "Такий день не підходить: він ще не настав або надто давній.")
            ),
            Title(M("placement.since", "Відколи людина там живе?")),
            Note(M("placement.since_how", "Оберіть або напишіть день, наприклад 05.11.2026.")),
        ),
        "day",
        "settle",
        (
            Option("today", M("placement.today", "Від сьогодні"), sets={**CALM, "since": Const("today")}),
            Option(
                "yesterday",
                M("placement.yesterday", "Від учора"),
                sets={**CALM, "since": Const("yesterday")},
            ),
        ),
    ),
    Act(
        "settle",
        "settled",
        {
            "referral": "answers.referral",
            "institution": "answers.place_row.institution",
            "since": "answers.since",
            "place": "answers.place_row.place",
            "beds": "answers.beds",
        },
        {"ok": "note_settled", "wrong_day": "note_day", "gone": "gone"},
    ),
    noted("day", "since"),
    noted("settled", "lives"),
    Choose(
        "lives",
        (
            note("settled", M("placement.settled", "Записано.")),
            *gone(_FOUND),
            When(
                _FOUND,
                Title(M("placement.lives", "Справа {code}: місце проживання", code="facts.placement.code")),
                When(Not(_LIVES), M("placement.over", "Це місце вже вільне.")),
            ),
            When(
                _LIVES,
                M(
                    "placement.where",
                    "{place}, з {since}.",
                    place="facts.placement.running.place",
                    since="facts.placement.running.since",
                ),
            ),
        ),
        (
            Option("freed", _FREED, "sure", _LIVES, sets={**CALM, "home": "facts.placement.running.id"}),
            Option("done", M("placement.done", "Готово"), END, style="primary", sets=CALM),
        ),
        saves="did",
        protect=True,
    ),
    Choose(
        "sure",
        (Title(M("placement.sure", "Людина там більше не живе?")), _CASE_STAYS),
        (
            Option("yes", M("placement.sure_yes", "Так, місце вільне"), "free", style="primary"),
            Option("no", M("placement.sure_no", "Ні, живе й далі"), "lives"),
        ),
        saves="did",
    ),
    Act(
        "free",
        "place_freed",
        {"placement": "answers.home"},
        {"ok": "note_freed", "gone": "gone"},
    ),
    noted("freed", "which"),
    Choose(
        "gone",
        (
            When(
                _FOUND,
                Title(M("placement.gone", "Нічого не змінено")),
                M("placement.gone_why", "Хтось уже записав інакше. Подивіться, будь ласка, ще раз."),
            ),
            *gone(_FOUND),
        ),
        (_DONE,),
        saves="did",
    ),
)

PLACEMENT = Flow(
    "placement", 1, M("placement.title", "Місце проживання"), _STEPS, takes=frozenset({"referral"})
)

PLACED = Flow(
    "placed",
    1,
    M("placed.title", "Де зараз живуть люди"),
    (
        Choose(
            "list",
            (
                Title(M("placed.title", "Де зараз живуть люди")),
                When(
                    Filled("facts.placed"),
                    M("placed.how", "Скільки людей поселено за записами. Оберіть місце, щоб подивитися."),
                ),
                When(Not(Filled("facts.placed")), M("placed.none", "Записів про поселення зараз немає.")),
            ),
            (Rows("placed.places"), _DONE),
            to="one",
            saves="place",
        ),
        Choose(
            "one",
            (
                note("freed", M("placement.was_freed", "Записано: місце вільне.")),
                note("gone", M("placed.gone", "Цей запис уже змінено. Нічого не записано.")),
                Title(M("placed.one", "{name}", name="answers.place_row.name")),
                M("placed.one_how", "Оберіть справу, якщо людина там більше не живе."),
            ),
            (
                Rows("placed.running"),
                Option("list", M("placed.list", "До всіх місць"), "list", sets=CALM),
            ),
            to="sure",
            saves="placement",
        ),
        Choose(
            "sure",
            (
                Title(M("placement.sure", "Людина там більше не живе?")),
                M("placed.sure", "{case}", case="answers.placement_row.label"),
                _CASE_STAYS,
            ),
            (
                Option(
                    "yes", M("placement.sure_yes", "Так, місце вільне"), "free", style="primary", sets=CALM
                ),
                Option("no", M("placement.sure_no", "Ні, живе й далі"), "one", sets=CALM),
            ),
            saves="did",
        ),
        Act(
            "free",
            "place_freed",
            {"placement": "answers.placement"},
            {"ok": "note_freed", "gone": "note_gone"},
        ),
        noted("freed", "one"),
        noted("gone", "one"),
    ),
)
