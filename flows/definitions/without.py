"""Help without a referral: numbers and places. A refusal, or nobody to refer to, does not end in nothing."""

from __future__ import annotations

from flows.definitions.modes import SELF, STAFF
from flows.engine.conditions import Filled, Is
from flows.engine.flow import END, Call, Choose, Derive, Flow, Lines, Note, Option, Phones, Title, When
from flows.engine.message import M

WITHOUT = Flow(
    id="without",
    version=1,
    title=M("without.title", "Допомога без перенаправлення"),
    steps=(
        Derive("places", "without.places", to="lines"),
        Derive("lines", "without.lines", to="help"),
        Choose(
            "help",
            (
                When(
                    Is("answers.reason", "nobody"),
                    Title(M("without.nobody", "Передати звернення зараз нікому")),
                    M(
                        "without.nobody_why",
                        "У цьому регіоні поки немає установи, яка прийняла б його через сервіс. Допомога"
                        " все одно є.",
                    ),
                ),
                When(
                    Is("answers.reason", "refused"),
                    Title(M("without.refused", "Нікому нічого не передаємо")),
                    When(SELF, M("without.yours", "Рішення за Вами. Допомога є і без перенаправлення.")),
                    When(STAFF, M("without.theirs", "Рішення за людиною. Дайте їй ці номери й адреси.")),
                ),
                When(
                    Is("answers.reason", "later"),
                    Title(M("without.later", "Добре, не зараз")),
                    M("without.later_help", "Ось що можна зробити без перенаправлення."),
                ),
                When(
                    Is("answers.emergency"),
                    M("without.danger", "Якщо небезпечно, телефонуйте:"),
                    Phones("facts.emergency"),
                ),
                When(
                    Filled("answers.places"), M("without.come", "Куди можна прийти:"), Lines("answers.places")
                ),
                When(
                    Filled("answers.lines"),
                    M("without.call", "Куди можна подзвонити:"),
                    Phones("answers.lines"),
                ),
                Note(M("without.return", "Повернутися сюди можна будь-коли.")),
            ),
            (
                Option("ok", M("without.ok", "Зрозуміло"), to=END, style="primary"),
                Option("duty", M("without.duty", "Дія за законом"), to="duty", when=STAFF),
            ),
        ),
        Call("duty", "duty", to="help"),
    ),
    takes=frozenset({"mode", "reason", "emergency"}),
    may_take=frozenset({"authority"}),  # whose places and numbers these are
)
