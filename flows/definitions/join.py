"""A worker opens a one-time invitation: who she is, and she is in.

Given: ``token``. The advice on service devices: National Cybersecurity Coordination Centre, 2024-09-19.
"""

from __future__ import annotations

from flows.engine.conditions import Is
from flows.engine.flow import (
    END,
    MENU,
    Act,
    Choose,
    Const,
    Copy,
    Flow,
    Note,
    Option,
    Put,
    Tell,
    Title,
    When,
    Write,
)
from flows.engine.message import M

_TO_MENU = M("join.to_menu", "До меню")

JOIN = Flow(
    "join",
    1,
    M("join.title", "Запрошення до команди"),
    (
        Choose(
            "hello",
            (
                Title(M("join.hello", "Вас запрошують до команди Дорожника")),
                M(
                    "join.about",
                    "Дорожник допомагає передати людину від установи до установи так, щоб не загубити.",
                ),
                M(
                    "join.asked",
                    "Спитаємо ім'я, посаду і, якщо захочете, робочий телефон. Їх бачитимуть колеги.",
                ),
                Note(M("join.watched", "Кожне відкриття картки людини записується в журнал.")),
                When(
                    Is("facts.me.channel", "telegram"),
                    Note(
                        M(
                            "join.devices",
                            "Якщо на Вашому службовому пристрої Telegram не дозволено, відкрийте запрошення"
                            " на вебсторінці: там є все те саме.",
                        ),
                    ),
                ),
            ),
            (
                Option("go", M("join.go", "Приєднатися"), "name", style="primary"),
                Option("no", M("join.no", "Це не мені"), END),
            ),
            saves="did",
        ),
        Write(
            "name",
            (
                Title(M("join.name", "Як Вас звати?")),
                M("join.name_how", "Ім'я та прізвище: так Вас побачать колеги й люди, яким Ви допомагаєте."),
            ),
            "name",
            "position",
            stage=1,
        ),
        Write("position", (Title(M("join.position", "Ваша посада?")),), "name", "phone", stage=2),
        Write(
            "phone",
            (
                Title(M("join.phone", "Робочий телефон?")),
                M("join.phone_how", "Щоб колега з іншої установи могла чи міг уточнити направлення."),
            ),
            "phone",
            "join",
            (Option("skip", M("join.phone_skip", "Без телефону")),),
            stage=3,
        ),
        Act(
            "join",
            "joined",
            {
                "token": "answers.token",
                "name": "answers.name",
                "position": "answers.position",
                "phone": "answers.phone",
            },
            {"ok": "welcome", "wrong": "wrong", "used": "used", "too_many": "too_many", "on_page": "on_page"},
        ),
        Tell(
            "welcome",
            (
                Title(M("join.welcome", "Вітаємо в команді!")),
                M("join.welcome_next", "Тепер у меню є все для Вашої роботи."),
            ),
            to=MENU,
        ),
        Choose(
            "on_page",
            (
                Title(M("join.on_page", "Ваша установа працює на вебсторінці")),
                M(
                    "join.on_page_how",
                    "Там є все те саме, без Telegram. Відкрийте там це запрошення: воно ще діє.",
                ),
                Copy("answers.join.link"),
            ),
            (Option("done", _TO_MENU, "forget_link", style="primary"),),
            saves="did",
        ),
        # the link is a key: it stays in the message, not in the conversation's memory
        Put("forget_link", {"join": Const(None)}, END),
        Choose(
            "wrong",
            (
                Title(M("join.wrong", "Це запрошення не діє")),
                M(
                    "join.wrong_next",
                    "Можливо, строк минув або посилання скопійовано не повністю. Попросіть нове.",
                ),
            ),
            (Option("done", _TO_MENU, END, style="primary"),),
            saves="did",
        ),
        Choose(
            "used",
            (
                Title(M("join.used", "Це запрошення вже використано")),
                M(
                    "join.used_next",
                    "Кожне посилання діє один раз. Якщо ним скористалися не Ви, скажіть про це координаторці"
                    " чи координатору.",
                ),
            ),
            (Option("done", _TO_MENU, END, style="primary"),),
            saves="did",
        ),
        Choose(
            "too_many",
            (
                Title(M("join.too_many", "Забагато спроб поспіль")),
                M("join.too_many_next", "Так ми бережемо доступ до справ. Спробуйте, будь ласка, пізніше."),
            ),
            (Option("done", _TO_MENU, END, style="primary"),),
            saves="did",
        ),
    ),
    stages=3,
    takes=frozenset({"token"}),
)
