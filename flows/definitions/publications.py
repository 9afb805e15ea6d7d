"""What the region publishes to its staff: the indicators and the template of the interaction order. Each
reads the latest edition and says so; a coordinator publishes, and sees how far it has come.

Given, from a notice: ``publication``, or nothing.
"""

from __future__ import annotations

from flows.definitions.noted import CALM, note, noted
from flows.engine.conditions import All, Filled, Has, Is, Not
from flows.engine.flow import (
    END,
    SKIP,
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
    Write,
)
from flows.engine.message import M

_HERE = "facts.publication"
_COORDINATES = All(Has("facts.me.roles", "coordinator"), Has("facts.region.practices", "indicators"))
_OPEN = Filled(_HERE)
_INDICATORS, _ORDER = Is(f"{_HERE}.kind", "indicators"), Is(f"{_HERE}.kind", "order")
_NEW_INDICATORS = Is("answers.kind", "indicators")

_NOTES: tuple[Part, ...] = (
    note(
        "published", M("publications.published", "Видання опубліковано. Люди області отримають сповіщення.")
    ),
    note("read", M("publications.read", "Дякуємо, записано: Ви ознайомилися.")),
    note("gone", M("publications.newer", "Нічого не змінено: можливо, тим часом вийшло нове видання.")),
    note("denied", M("publications.denied", "Ця дія Вам тут недоступна. Нічого не змінено.")),
)

_LIST: tuple[Step, ...] = (
    Branch("begin", (Route("one", Filled("answers.publication")), Route("list"))),
    Choose(
        "list",
        (
            *_NOTES,
            Title(M("publications.title", "Спільні правила області")),
            When(
                Not(Filled("facts.publications")),
                M(
                    "publications.empty",
                    "Область ще нічого не опублікувала. Щойно щось з'явиться, Ви отримаєте сповіщення.",
                ),
            ),
        ),
        (
            Rows("publications.rows"),
            Option(
                "indicators",
                M("publications.new_indicators", "Опублікувати перелік ознак"),
                "add",
                _COORDINATES,
                sets={**CALM, "kind": Const("indicators")},
            ),
            Option(
                "order",
                M("publications.new_order", "Опублікувати зразок порядку"),
                "add",
                _COORDINATES,
                sets={**CALM, "kind": Const("order")},
            ),
            Option("done", M("publications.done", "Готово"), END),
        ),
        to="calm",
        saves="publication",
    ),
    Put("calm", CALM, "one"),
)

_READING: tuple[Step, ...] = (
    Choose(
        "one",
        (
            When(
                Not(_OPEN),
                Title(M("publications.gone", "Цього видання тут немає")),
            ),
            When(
                _OPEN,
                Title(M("publications.one", "{what}", what=f"{_HERE}.what")),
                M(
                    "publications.edition",
                    "Видання {edition}, {at}.",
                    edition=f"{_HERE}.edition",
                    at=f"{_HERE}.at",
                ),
                When(
                    Is(f"{_HERE}.old"),
                    M("publications.is_old", "Уже є новіше видання: воно у списку."),
                ),
                When(
                    Filled(f"{_HERE}.note"),
                    M("publications.note", "Від області: {note}", note=f"{_HERE}.note"),
                ),
            ),
            When(
                _INDICATORS,
                M("publications.danger", "Негайна небезпека: спершу 102 і 103"),
                Bullets(f"{_HERE}.danger"),
                M("publications.exploitation", "Ознаки експлуатації"),
                Bullets(f"{_HERE}.exploitation"),
                M("publications.discrimination", "Ознаки дискримінації"),
                Bullets(f"{_HERE}.discrimination"),
                M("publications.vulnerability", "Ознаки вразливості"),
                Bullets(f"{_HERE}.vulnerability"),
                Note(
                    M(
                        "publications.neutral",
                        "Однієї ознаки досить, щоб подбати про безпеку. Доводити чи розпитувати не потрібно.",
                    )
                ),
            ),
            When(
                _ORDER,
                M("publications.order_how", "Скопіюйте й допишіть своє там, де риска."),
                Bullets(f"{_HERE}.order"),
            ),
        ),
        (
            Option(
                "read",
                M("publications.acquainted", "Ознайомлено"),
                "read",
                All(_OPEN, Not(Is(f"{_HERE}.read")), Not(Is(f"{_HERE}.old"))),
                "primary",
            ),
            Option(
                "who",
                M("publications.who", "Хто вже ознайомився"),
                "who",
                Is(f"{_HERE}.watches"),
                sets={"place": Const(None)},
            ),
            Option("list", M("publications.list", "До списку"), "list"),
        ),
        saves="did",
    ),
    Act(
        "read",
        "acquainted",
        {"publication": "answers.publication"},
        {"ok": "note_read", "gone": "note_gone"},
    ),
    *(noted(word, "list") for word in ("published", "read", "gone", "denied")),
)

_PUBLISHING: tuple[Step, ...] = (
    Write(
        "add",
        (
            When(_NEW_INDICATORS, Title(M("publications.note_indicators", "Що додати до переліку ознак?"))),
            When(Not(_NEW_INDICATORS), Title(M("publications.note_order", "Що додати до зразка порядку?"))),
            M(
                "publications.note_how",
                "Кілька слів від області: на що зважати, що змінилося, до кого звертатися. Можна без них.",
            ),
        ),
        "text",
        "sure",
        (Option("skip", SKIP, "sure"),),
        saves="words",
    ),
    Choose(
        "sure",
        (
            When(_NEW_INDICATORS, Title(M("publications.sure_indicators", "Опублікувати перелік ознак?"))),
            When(Not(_NEW_INDICATORS), Title(M("publications.sure_order", "Опублікувати зразок порядку?"))),
            When(
                Filled("answers.words"), M("publications.note", "Від області: {note}", note="answers.words")
            ),
            M(
                "publications.sure_next",
                "Усі, хто працює в області, отримають сповіщення й позначать, що ознайомилися. Про попереднє"
                " видання вже не питатимемо.",
            ),
        ),
        (
            Option("yes", M("publications.yes", "Так, опублікувати"), "publish", style="primary"),
            Option("no", M("publications.no", "Не публікувати"), "list"),
        ),
        saves="did",
    ),
    Act(
        "publish",
        "published",
        {"kind": "answers.kind", "note": "answers.words"},
        {"published": "note_published", "not_permitted": "note_denied"},
    ),
)

_WHO: tuple[Step, ...] = (
    Choose(
        "who",
        (
            note("reminded", M("publications.reminded", "Нагадаємо всім, хто ще не ознайомився.")),
            note("late", M("publications.too_soon", "Про це вже нагадали. Ще раз можна за добу.")),
            Title(
                M(
                    "publications.who_title",
                    "Ознайомилися: {read} з {all}",
                    read="facts.acquaintance.read",
                    all="facts.acquaintance.all",
                )
            ),
            M("publications.who_how", "За установами. Натисніть, щоб побачити, хто ще ні."),
        ),
        (
            Rows("publications.places"),
            Option(
                "remind",
                M("publications.remind", "Нагадати тим, хто ще ні"),
                "remind",
                Is("facts.acquaintance.may_remind"),
                sets=CALM,
            ),
            Option("back", M("publications.to_one", "До видання"), "one", sets=CALM),
        ),
        to="at_place",
        saves="place",
    ),
    Put("at_place", CALM, "left"),
    Choose(
        "left",
        (
            Title(M("publications.left", "{name}", name="answers.place_row.name")),
            When(
                Filled("facts.acquaintance.left"),
                M("publications.left_names", "Ще не ознайомилися:"),
                Bullets("facts.acquaintance.left"),
                Note(M("publications.left_note", "Імена бачить лише координація області.")),
            ),
            When(
                Not(Filled("facts.acquaintance.left")),
                M("publications.left_nobody", "Тут ознайомилися всі."),
            ),
        ),
        (Option("who", M("publications.places", "До установ"), "who", style="primary"),),
        saves="did",
    ),
    Act(
        "remind",
        "reminded",
        {"publication": "answers.publication"},
        {"ok": "note_reminded", "gone": "note_late"},
    ),
    *(noted(word, "who") for word in ("reminded", "late")),
)

PUBLICATIONS = Flow(
    "publications",
    1,
    M("publications.title", "Спільні правила області"),
    (*_LIST, *_READING, *_PUBLISHING, *_WHO),
    may_take=frozenset({"publication"}),
)
