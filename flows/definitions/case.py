"""The lead and one case: take it, reach the person safely, set a status, write down how it ended.

Given: ``referral``. A status «Не вийшли на зв'язок» needs logged attempts (design, promise 7); the card is
read afresh at each turn, so that access withdrawn in between closes it on the next press.
"""

from __future__ import annotations

from flows.definitions.card import (
    FOUND,
    GONE,
    HEAD,
    LETTERS,
    MINE,
    NEED,
    OPEN,
    OUTCOME,
    ROUTE,
    TOGETHER,
)
from flows.definitions.case_beside import BESIDE
from flows.definitions.case_contact import (
    CAN_SAY_SO,
    CONTACT_MADE,
    MINE_ACTIVE,
    REACHING,
    STATUS,
    TO_CARD,
    WRITE,
)
from flows.definitions.case_ending import HANDING_BACK, RESULT
from flows.definitions.case_letters import IN_CHAT, WRITING
from flows.definitions.case_outside import HANDED, OUTSIDE, TAKEN
from flows.definitions.noted import CALM, note, noted
from flows.definitions.procedure import LISTS
from flows.engine.conditions import All, Filled, Has, Is
from flows.engine.flow import (
    END,
    Act,
    Branch,
    Bullets,
    Call,
    Choose,
    Const,
    Flow,
    Note,
    Option,
    Part,
    Route,
    Step,
    Title,
    When,
)
from flows.engine.message import M

_MINE_NEW = All(FOUND, MINE, Is("facts.card.state", "sent"))


_NOTES: tuple[Part, ...] = (
    note("took", M("case.took", "Справу взято. Тепер за перший контакт відповідаєте Ви.")),
    note("lost", M("case.lost", "Цю справу вже взяв хтось інший, або її закрито. Нічого не змінено.")),
    note("denied", M("case.denied", "Ця дія Вам тут недоступна. Нічого не змінено.")),
    TAKEN,
    note("tried", M("case.tried", "Спробу записано. Усього спроб: {n}.", n="answers.try.attempts")),
    note(
        "contacted",
        M(
            "case.contacted",
            "Статус «Контакт встановлено» записано. Людину спитаємо одним дотиком, чи з нею зв'язалися.",
        ),
    ),
    note(
        "written",
        M(
            "case.written",
            "Надіслано, спробу контакту записано. Людина прочитає у свій безпечний час, а про відповідь Вас"
            " сповістимо.",
        ),
    ),
    note(
        "no_chat",
        M("case.no_chat", "Написати не вийшло: чат людини зараз недоступний. Нічого не надіслано."),
    ),
    note("working", M("case.working", "Статус «У процесі» записано.")),
    note("silent", M("case.silent", "Статус «Не вийшли на зв'язок» записано.")),
)

_CARD: tuple[Step, ...] = (
    Branch(
        "begin",
        (
            Route("card", Filled("answers.referral")),
            Route("desk", Has("facts.me.roles", "coordinator")),
            Route("work"),
        ),
    ),
    Call("desk", "desk", to=END),
    Call("work", "work", to=END),
    Choose(
        "card",
        (*GONE, *_NOTES, *HEAD, *NEED, *ROUTE, *LETTERS, When(FOUND, *TOGETHER, *OUTCOME)),
        (
            Option(
                "take",
                M("case.take", "Беру цю справу"),
                "accept",
                All(_MINE_NEW, Is("facts.card.on_system")),
                "primary",
                CALM,
            ),
            Option("call", M("case.call", "Як зв'язатися безпечно"), "before", MINE_ACTIVE, "primary", CALM),
            Option("letter", WRITE, "letter", All(MINE_ACTIVE, IN_CHAT), sets=CALM),
            Option("reached", CONTACT_MADE, "set", CAN_SAY_SO, sets={**CALM, "status": Const("contacted")}),
            Option("tried", M("case.log", "Записати дзвінок чи іншу спробу"), "way", MINE_ACTIVE, sets=CALM),
            Option("status", M("case.status_button", "Змінити статус"), "status", MINE_ACTIVE, sets=CALM),
            Option("result", M("case.finish", "Записати результат"), "result", MINE_ACTIVE, sets=CALM),
            Option("back", M("case.back", "Повернути справу"), "why", _MINE_NEW, sets=CALM),
            HANDED,
            Option("more", M("case.more", "Інші дії"), "more", FOUND, sets=CALM),
            Option("close", M("case.close", "Закрити картку"), END, sets=CALM),
        ),
        saves="did",
        protect=True,
    ),
    Choose(
        "more",
        (*GONE, When(FOUND, Title(M("case.more_title", "Справа {code}: інші дії", code="facts.card.code")))),
        (
            Option("back", M("case.back", "Повернути справу"), "why", MINE_ACTIVE),
            Option("together", M("case.together", "Інші установи"), "together", MINE_ACTIVE),
            Option(
                "level", M("case.level", "Змінити рівень"), "level", All(FOUND, OPEN, Is("facts.card.levels"))
            ),
            Option("duty", M("case.duty", "Дія за законом"), "duty", FOUND),
            Option("step", M("case.step", "Крок алгоритму"), "step", FOUND),
            Option("lists", LISTS, "lists", All(FOUND, Filled("facts.procedures"))),
            Option("story", M("case.story", "Історія справи"), "story", FOUND),
            Option("card", TO_CARD, "card"),
        ),
        saves="did",
        protect=True,
    ),
    Call(
        "level",
        "level",
        to="card",
        give={
            "referral": "answers.referral",
            "case": "facts.card.case",
            "code": "facts.card.code",
            "level": "facts.card.level",
            "level_label": "facts.card.level_label",
        },
    ),
    Call("duty", "duty", to="card", give={"case": "facts.card.case", "code": "facts.card.code"}),
    Call("step", "algorithm", to="more", give={"referral": "answers.referral"}),
    Call("lists", "procedure", to="more", give={"referral": "answers.referral", "code": "facts.card.code"}),
    *BESIDE,
    Choose(
        "story",
        (
            *GONE,
            When(
                FOUND,
                Title(M("case.story_title", "Історія справи {code}", code="facts.card.code")),
                Bullets("facts.card.timeline"),
                When(
                    Filled("facts.card.attempts"),
                    M("case.attempts", "Спроби контакту:"),
                    Bullets("facts.card.attempts"),
                ),
                Note(M("case.watched", "Кожне відкриття картки записується.")),
            ),
        ),
        (Option("card", TO_CARD, "card"),),
        saves="did",
        protect=True,
    ),
    Act(
        "accept",
        "accepted",
        {"referral": "answers.referral"},
        {"ok": "note_took", "not_permitted": "note_denied", "gone": "note_lost"},
    ),
    noted("took", "card"),
    noted("lost", "card"),
    noted("denied", "card"),
)

CASE = Flow(
    "case",
    1,
    M("case.title", "Справа"),
    (*_CARD, *REACHING, *WRITING, *STATUS, *RESULT, *HANDING_BACK, *OUTSIDE),
    takes=frozenset({"referral"}),
)
