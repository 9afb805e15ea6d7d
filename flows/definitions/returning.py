"""Coming back by code, from another phone or page."""

from __future__ import annotations

from flows.engine.conditions import Filled
from flows.engine.flow import (
    END,
    MENU,
    Act,
    Choose,
    Copy,
    Flow,
    Note,
    Option,
    Phones,
    Tell,
    Title,
    When,
    Write,
)
from flows.engine.message import M

RETURNING = Flow(
    id="returning",
    version=1,
    title=M("returning.title", "Повернення за кодом"),
    steps=(
        Write(
            "code",
            (
                Title(M("returning.code", "Який у Вас код повернення?")),
                Note(M("returning.looks", "У ньому 12 цифр. Пробіли не мають значення.")),
            ),
            kind="return_code",
            options=(Option("lost", M("returning.lost", "Коду не маю"), to="lost", means="no"),),
            to="check",
            protect=True,
        ),
        Act(
            "check",
            "returned",
            {"code": "answers.code"},
            {"ok": "welcome", "wrong": "wrong", "too_many": "too_many"},
        ),
        # It stays: her own conversation goes on below it, where she left it.
        Tell(
            "welcome",
            (
                Title(M("returning.welcome", "З поверненням!")),
                M("returning.back", "Ваші звернення знову з Вами."),
                # The address may have been somebody else's, or her own from before: that case is not lost.
                When(
                    Filled("answers.check.left"),
                    M(
                        "returning.left_code",
                        "Тут було ще одне звернення. Щоб воно не загубилося, запишіть код до нього:",
                    ),
                    Copy("answers.check.left"),
                ),
            ),
            to=MENU,
        ),
        Choose(
            "wrong",
            (
                Title(M("returning.wrong", "Такого коду не знайшли")),
                M("returning.why", "Можливо, одна цифра інша або цей код уже замінено новим."),
            ),
            (
                Option("again", M("returning.again", "Ввести ще раз"), to="code", style="primary"),
                Option("lost", M("returning.no_code", "Коду не маю"), to="lost", means="no"),
            ),
        ),
        Choose(
            "too_many",
            (
                Title(M("returning.too_many", "Зробімо перерву")),
                M(
                    "returning.protect",
                    "Було забагато спроб поспіль. Так ми бережемо чужі й Ваші дані. Спробуйте, будь ласка,"
                    " пізніше.",
                ),
                M("returning.urgent", "Якщо допомога потрібна зараз:"),
                Phones("facts.emergency"),
            ),
            (Option("ok", M("returning.ok", "Добре"), to=END, style="primary"),),
        ),
        Choose(
            "lost",
            (
                Title(M("returning.without", "Нічого страшного")),
                M(
                    "returning.start_anew",
                    "Без коду ми не можемо відкрити попередні відповіді: так їх не відкриє ніхто інший."
                    " Можна почати спочатку.",
                ),
            ),
            (
                Option("ok", M("returning.anew", "Почати спочатку"), to=MENU, style="primary"),
                Option("found", M("returning.found", "Код знайшовся"), to="code"),
            ),
        ),
    ),
)
