"""Letters of a case lead to the person: read on an opened screen only, answered if she wishes.

Given: ``referral`` (from a notice), or nothing for the list of talks. Who writes is named here and nowhere
before: others may see the push (design, promise 6).
"""

from __future__ import annotations

from flows.definitions.noted import CALM, note
from flows.engine.conditions import Filled, Not
from flows.engine.flow import (
    END,
    Act,
    Branch,
    Choose,
    Const,
    Flow,
    Lines,
    Note,
    Option,
    Put,
    Route,
    Rows,
    Title,
    When,
    Write,
)
from flows.engine.message import M

_OPEN = Filled("facts.letters.open")
_MAY_REPLY = Filled("facts.letters.open.may_reply")

LETTERS = Flow(
    "letters",
    1,
    M("letters.title", "Повідомлення для Вас"),
    (
        Branch("begin", (Route("talk", Filled("answers.referral")), Route("which"))),
        Choose(
            "which",
            (Title(M("letters.which", "Яке повідомлення відкрити?")),),
            (Rows("letters.talks"), Option("done", M("letters.done", "Готово"), END)),
            to="talk",
            saves="referral",
        ),
        Choose(
            "talk",
            (
                note("sent", M("letters.sent", "Вашу відповідь передано.")),
                note("over", M("letters.over", "Відповідь не передано: ця розмова вже завершена.")),
                When(
                    _OPEN,
                    Title(M("letters.who", "Вам пише {name}", name="facts.letters.open.institution")),
                    Note(
                        M(
                            "letters.about",
                            "Ідеться про Ваше звернення {code}.",
                            code="facts.letters.open.code",
                        )
                    ),
                    Lines("facts.letters.open.lines"),
                    When(
                        Not(_MAY_REPLY),
                        M(
                            "letters.closed",
                            "Цю розмову завершено, тож відповісти вже не можна. Звернутися знову можна"
                            " будь-коли.",
                        ),
                    ),
                ),
                When(Not(_OPEN), Title(M("letters.none", "Повідомлень тут немає"))),
            ),
            (
                Option("reply", M("letters.reply", "Відповісти"), "words", _MAY_REPLY, "primary", CALM),
                Option("done", M("letters.done", "Готово"), END, sets=CALM),
            ),
            saves="did",
            protect=True,
        ),
        Write(
            "words",
            (
                Title(M("letters.words", "Що відповісти?")),
                M("letters.words_how", "Досить одного-двох речень. Їх прочитає лише ця установа."),
                Note(
                    M(
                        "letters.words_slow",
                        "Тут відповідають не одразу. Якщо Ви в небезпеці, натисніть «Екстрені номери».",
                    )
                ),
            ),
            "gist",
            "send",
            (Option("later", M("letters.later", "Не зараз"), "talk"),),
            protect=True,
        ),
        Act(
            "send",
            "replied",
            {"referral": "answers.referral", "text": "answers.words"},
            {"ok": "note_sent", "gone": "note_over"},
        ),
        Put("note_sent", {"note": Const("sent"), "words": Const(None)}, "talk"),
        Put("note_over", {"note": Const("over"), "words": Const(None)}, "talk"),
    ),
    may_take=frozenset({"referral"}),
)
