"""The specialist who referred: how each case goes on, and the paper way to a recipient not on the system.

Given, from a notice: ``referral``, or nothing for the whole list.
"""

from __future__ import annotations

from flows.definitions.card import BEFORE_CONTACT, FOUND, GONE, HEAD, OPEN, OUTCOME, RECIPIENT, among
from flows.definitions.long_lists import finding, of_all, ways
from flows.definitions.noted import CALM, note, noted
from flows.engine.conditions import All, Filled, Is, Not
from flows.engine.flow import (
    END,
    Act,
    Branch,
    Call,
    Choose,
    Flow,
    Note,
    Option,
    Part,
    Route,
    Rows,
    Title,
    When,
    Write,
)
from flows.engine.message import M

_OFF_SYSTEM = All(FOUND, Is("facts.card.on_system", value=False))
_COUNTED = "facts.sent_count"
_PRINTED = All(_OFF_SYSTEM, Not(among("facts.card.state", "waiting", "returned", "withdrawn")))
_NOT_TAKEN = among("facts.card.state", "waiting", "sent", "returned")


_NOTES: tuple[Part, ...] = (
    note("form", M("sent.form_made", "Форма прийде окремим файлом. Роздрукуйте її і видаліть файл із чату.")),
    note("taken", M("sent.taken", "Записано, хто прийняв справу.")),
    note("denied", M("sent.denied", "Ця дія Вам тут недоступна. Нічого не змінено.")),
)

SENT = Flow(
    "sent",
    1,
    M("sent.title", "Мої направлення"),
    (
        Branch("begin", (Route("one", Filled("answers.referral")), Route("list"))),
        Choose(
            "list",
            (
                Title(M("sent.title", "Мої направлення")),
                When(
                    Filled("facts.sent_count.all"),
                    M(
                        "sent.counts",
                        "Відкритих: {open}, з них ще не взято: {untaken}, прострочено: {overdue}.",
                        open="facts.sent_count.open",
                        untaken="facts.sent_count.untaken",
                        overdue="facts.sent_count.overdue",
                    ),
                    Note(M("sent.order", "Спершу прострочені, далі ті, яких ще ніхто не взяв.")),
                ),
                *of_all(_COUNTED),
                When(
                    All(Not(Filled("facts.sent_count.all")), Not(Filled("answers.sought"))),
                    M("sent.empty", "Тут з'являться люди, яких Ви направите. Поки що список порожній."),
                ),
            ),
            (Rows("sent.rows"), *ways(_COUNTED, "list"), Option("done", M("sent.done", "Готово"), END)),
            to="one",
            saves="referral",
        ),
        *finding("list"),
        Choose(
            "one",
            (
                *GONE,
                *_NOTES,
                *HEAD,
                When(FOUND, *RECIPIENT, *OUTCOME),
                When(
                    All(FOUND, Is("facts.card.region.stays_first_contact"), _NOT_TAKEN),
                    Note(
                        M(
                            "sent.first_contact",
                            "Поки справу не взято, першим контактом для людини лишаєтеся Ви.",
                        )
                    ),
                ),
                When(
                    All(_OFF_SYSTEM, BEFORE_CONTACT),
                    Note(
                        M(
                            "sent.off_system",
                            "Ця установа ще не в Дорожнику. Зателефонуйте туди або передайте роздруковану"
                            " форму, а потім запишіть, хто прийняв.",
                        ),
                    ),
                ),
            ),
            (
                Option("form", M("sent.form", "Роздрукувати форму"), "form", _PRINTED, sets=CALM),
                Option(
                    "handed",
                    M("sent.handed", "Записати, хто прийняв"),
                    "taken_by",
                    All(_OFF_SYSTEM, among("facts.card.state", "sent", "accepted")),
                    sets=CALM,
                ),
                Option(
                    "card",
                    M("sent.card", "Відкрити картку"),
                    "card",
                    All(FOUND, Is("facts.card.mine")),
                    sets=CALM,
                ),
                Option("level", M("sent.level", "Змінити рівень"), "level", All(FOUND, OPEN), sets=CALM),
                Option("duty", M("sent.duty", "Дія за законом"), "duty", FOUND, sets=CALM),
                Option("list", M("sent.list", "До списку"), "list", sets=CALM),
            ),
            saves="did",
            protect=True,
        ),
        Act(
            "form",
            "form_wanted",
            {"referral": "answers.referral"},
            {"made": "note_form", "not_permitted": "note_denied"},
        ),
        noted("form", "one"),
        noted("denied", "one"),
        Write(
            "taken_by",
            (
                Title(M("sent.who", "Хто прийняв справу?")),
                M(
                    "sent.who_how",
                    "Прізвище або посада працівника чи працівниці установи. Час запишемо самі.",
                ),
            ),
            "name",
            "hand_over",
        ),
        Act(
            "hand_over",
            "handed_over",
            {"referral": "answers.referral", "taken_by": "answers.taken_by"},
            {"ok": "note_taken", "not_permitted": "note_denied"},
        ),
        noted("taken", "one"),
        Call("card", "case", to="one", give={"referral": "answers.referral"}),
        Call(
            "level",
            "level",
            to="one",
            give={
                "referral": "answers.referral",
                "case": "facts.card.case",
                "code": "facts.card.code",
                "level": "facts.card.level",
                "level_label": "facts.card.level_label",
            },
        ),
        Call("duty", "duty", to="one", give={"case": "facts.card.case", "code": "facts.card.code"}),
    ),
    may_take=frozenset({"referral"}),
)
