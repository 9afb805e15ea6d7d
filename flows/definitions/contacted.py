"""The person's own word on whether anybody really contacted her, in one tap.

Given: ``referral`` and ``answer`` (yes, no, later) from the question's buttons, or ``referral`` alone. A «no»
after a contact was claimed goes to the coordinator (design, promise 8).
"""

from __future__ import annotations

from flows.engine.conditions import Filled, Is
from flows.engine.flow import END, Act, Branch, Call, Choose, Flow, Option, Route, Title
from flows.engine.message import M

_DONE = M("contacted.done", "Готово")

CONTACTED = Flow(
    "contacted",
    1,
    M("contacted.title", "Чи був зв'язок"),
    (
        Branch("begin", (Route("confirm", Filled("answers.answer")), Route("ask"))),
        Choose(
            "ask",
            (Title(M("contacted.ask", "З Вами вже зв'язалися?")),),
            (
                Option("yes", M("contacted.yes", "Так")),
                Option("no", M("contacted.no", "Ні")),
                Option("later", M("contacted.later", "Не зараз")),
            ),
            to="confirm",
            saves="answer",
        ),
        Act(
            "confirm",
            "contact_confirmed",
            {"referral": "answers.referral", "answer": "answers.answer"},
            {"ok": "which", "mismatch": "checked", "gone": "gone"},
        ),
        Branch(
            "which",
            (
                Route("glad", Is("answers.answer", "yes")),
                Route("told", Is("answers.answer", "no")),
                Route("wait"),
            ),
        ),
        Choose(
            "glad",
            (
                Title(M("contacted.glad", "Дякуємо, що сказали!")),
                M(
                    "contacted.glad_next",
                    "Якщо щось піде не так, це завжди можна сказати в «Мої звернення і дані».",
                ),
            ),
            (Option("done", _DONE, END, style="primary"),),
            saves="did",
        ),
        Choose(
            "told",
            (
                Title(M("contacted.told", "Дякуємо, що сказали")),
                M(
                    "contacted.told_next",
                    "Це не Ваша провина. Ми передали Вашу відповідь тим, хто допомагає Вам далі.",
                ),
            ),
            (
                Option("mine", M("contacted.mine", "Мої звернення"), "mine"),
                Option("done", _DONE, END),
            ),
            saves="did",
        ),
        Choose(
            "checked",
            (
                Title(M("contacted.checked", "Дякуємо, що сказали")),
                M(
                    "contacted.checked_next",
                    "Ми передали це координаторці чи координатору, справу перевірять.",
                ),
            ),
            (
                Option("mine", M("contacted.mine", "Мої звернення"), "mine"),
                Option("done", _DONE, END),
            ),
            saves="did",
        ),
        Choose(
            "wait",
            (
                Title(M("contacted.wait", "Добре, не зараз")),
                M("contacted.wait_next", "Відповісти можна будь-коли: меню, «Мої звернення і дані»."),
            ),
            (Option("done", _DONE, END, style="primary"),),
            saves="did",
        ),
        Choose(
            "gone",
            (
                Title(M("contacted.gone", "Відповідати вже не потрібно")),
                M("contacted.gone_next", "Запит змінився або завершений. Дякуємо за увагу!"),
            ),
            (
                Option("mine", M("contacted.mine", "Мої звернення"), "mine"),
                Option("done", _DONE, END),
            ),
            saves="did",
        ),
        Call("mine", "mine", to=END),
    ),
    takes=frozenset({"referral"}),
    may_take=frozenset({"answer"}),
)
