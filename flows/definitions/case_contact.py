"""Reaching the person of a case: safe rules first, each attempt logged, then the status that is true."""

from __future__ import annotations

from flows.definitions.card import (
    ACTIVE,
    FOUND,
    GONE,
    MINE,
    OPEN,
    SAFE_CONTACT,
    among,
)
from flows.definitions.case_letters import IN_CHAT, REPLIED
from flows.definitions.noted import noted
from flows.engine.conditions import All, Filled, Is, Not
from flows.engine.flow import (
    Act,
    Branch,
    Choose,
    Const,
    Note,
    Option,
    Put,
    Route,
    Step,
    Title,
    When,
)
from flows.engine.message import M

MINE_ACTIVE = All(FOUND, MINE, ACTIVE)
TO_CARD = M("case.to_card", "До справи")
WRITE = M("case.write", "Написати людині")
CONTACT_MADE = M("case.set_contacted", "Контакт встановлено")
CAN_SAY_SO = All(MINE_ACTIVE, REPLIED, among("facts.card.state", "accepted", "silent"))
"""She has answered a letter: whether that was the first contact is for the lead to say."""

REACHING: tuple[Step, ...] = (
    Choose(
        "before",
        (*GONE, *SAFE_CONTACT),
        (
            Option("letter", WRITE, "letter", All(MINE_ACTIVE, IN_CHAT), "primary"),
            Option("tried", M("case.log", "Записати дзвінок чи іншу спробу"), "way", MINE_ACTIVE, "primary"),
            Option("card", TO_CARD, "card"),
        ),
        saves="did",
        protect=True,
    ),
    Choose(
        "way",
        (Title(M("case.way", "Як Ви зв'язувалися?")),),
        (
            Option("call", M("case.way_call", "Телефоном")),
            Option("sms", M("case.way_sms", "СМС")),
            Option("telegram", M("case.way_telegram", "Telegram")),
            Option("viber", M("case.way_viber", "Viber")),
            Option("through", M("case.way_through", "Через довірену особу")),
            Option("visit", M("case.way_visit", "Особисто")),
        ),
        to="got",
    ),
    Choose(
        "got",
        (Title(M("case.got", "Чим закінчилася спроба?")),),
        (
            Option("reached", M("case.reached", "Поговорили")),
            Option("no_answer", M("case.no_answer", "Відповіді не було")),
            Option("unsafe", M("case.unsafe", "Говорити було небезпечно")),
        ),
        to="try",
    ),
    Act(
        "try",
        "attempted",
        {"referral": "answers.referral", "way": "answers.way", "result": "answers.got"},
        {"ok": "after", "not_permitted": "note_denied"},
    ),
    Branch(
        "after",
        (
            Route("unsafe", Is("answers.got", "unsafe")),
            Route(
                "spoke",
                All(Is("answers.got", "reached"), among("facts.card.state", "sent", "accepted", "silent")),
            ),
            Route("note_tried"),
        ),
    ),
    noted("tried", "card"),
    Choose(
        "spoke",
        (
            M("case.tried", "Спробу записано. Усього спроб: {n}.", n="answers.try.attempts"),
            Title(M("case.spoke", "Поставити статус «Контакт встановлено»?")),
        ),
        (
            Option(
                "yes",
                M("case.spoke_yes", "Так, контакт є"),
                "set",
                style="primary",
                sets={"status": Const("contacted")},
            ),
            Option("no", M("case.spoke_no", "Ще ні"), "card"),
        ),
        saves="did",
    ),
    Choose(
        "unsafe",
        (
            Title(M("case.unsafe_title", "Дякуємо, що зважили на безпеку")),
            M(
                "case.unsafe_next",
                "Спробу записано. Наступного разу зв'яжіться в інший погоджений час або інакше. Якщо є"
                " загроза життю чи здоров'ю, телефонуйте 102 або 103.",
            ),
        ),
        (
            Option("level", M("case.level", "Змінити рівень"), "level", All(FOUND, OPEN)),
            Option("card", TO_CARD, "card"),
        ),
        saves="did",
    ),
)

STATUS: tuple[Step, ...] = (
    Choose(
        "status",
        (
            Title(M("case.status", "Який тепер статус?")),
            Note(
                M(
                    "case.status_note",
                    "«Не вийшли на зв'язок» можна поставити після кількох записаних спроб у різний час.",
                ),
            ),
        ),
        (
            Option(
                "contacted",
                CONTACT_MADE,
                when=Not(Is("facts.card.state", "contacted")),
            ),
            Option(
                "working", M("case.set_working", "У процесі"), when=Not(Is("facts.card.state", "working"))
            ),
            Option(
                "silent",
                M("case.set_silent", "Не вийшли на зв'язок"),
                when=Not(Is("facts.card.state", "silent")),
            ),
            Option("same", M("case.set_same", "Залишити, як є"), "card"),
        ),
        to="set",
    ),
    Act(
        "set",
        "status_set",
        {"referral": "answers.referral", "status": "answers.status"},
        {"ok": "note_status", "needs_attempts": "tries", "not_permitted": "note_denied"},
    ),
    Put("note_status", {"note": "answers.status"}, "card"),
    Choose(
        "tries",
        (
            Title(M("case.tries", "Ще зарано для «Не вийшли на зв'язок»")),
            When(
                Filled("answers.set.missing"),
                M("case.missing", "Потрібно ще спроб: {n}.", n="answers.set.missing"),
            ),
            M(
                "case.tries_how",
                "Спроби мають бути в різний час, у погоджені з людиною години. Так ніхто не загубиться через"
                " один пропущений дзвінок.",
            ),
        ),
        (
            Option("tried", M("case.log", "Записати дзвінок чи іншу спробу"), "way", style="primary"),
            Option("card", TO_CARD, "card"),
        ),
        saves="did",
    ),
)
