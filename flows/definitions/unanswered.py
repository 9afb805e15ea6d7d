"""Questions that nobody could answer, for whoever keeps the directory: how often each was asked, and that an
article or a record answers it now."""

from __future__ import annotations

from flows.definitions.noted import CALM, note, noted
from flows.engine.conditions import Either, Filled, Has, Not
from flows.engine.flow import END, Act, Choose, Flow, Note, Option, Put, Rows, Title, When
from flows.engine.message import M

UNANSWERED_HERE = Either(Has("facts.me.roles", "editor"), Has("facts.me.roles", "coordinator"))

_ONE = "facts.unanswered.one"

UNANSWERED = Flow(
    "unanswered",
    1,
    M("unanswered.title", "Питання без відповіді"),
    (
        Choose(
            "list",
            (
                note("settled", M("unanswered.settled", "Записано: тепер на це є відповідь.")),
                note("gone", M("unanswered.gone", "Це питання вже позначено.")),
                note("denied", M("unanswered.denied", "Це питання Вам недоступне.")),
                Title(M("unanswered.list", "Питання без відповіді")),
                When(
                    Filled("facts.unanswered.count"),
                    M(
                        "unanswered.count",
                        "Чекають: {count}. Перші — ті, що питають найчастіше.",
                        count="facts.unanswered.count",
                    ),
                ),
                When(
                    Not(Filled("facts.unanswered.count")), M("unanswered.none", "Зараз таких питань немає.")
                ),
                Note(M("unanswered.who", "Хто питав, не записано ніде.")),
            ),
            (Rows("unanswered.rows"), Option("done", M("unanswered.done", "Готово"), END, sets=CALM)),
            to="calm",
            saves="question",
        ),
        Put("calm", CALM, "one"),
        Choose(
            "one",
            (
                Title(M("unanswered.one", "«{words}»", words=f"{_ONE}.words")),
                M(
                    "unanswered.asked",
                    "Питали разів: {times}. Уперше {first}, востаннє {last}.",
                    times=f"{_ONE}.times",
                    first=f"{_ONE}.first",
                    last=f"{_ONE}.last",
                ),
                M(
                    "unanswered.next",
                    "Додайте статтю чи запис про послугу, тоді позначте тут. Якщо спитають знову, питання"
                    " повернеться.",
                ),
            ),
            (
                Option("settle", M("unanswered.settle", "Відповідь уже є"), "settle", style="primary"),
                Option("back", M("unanswered.back", "До списку"), "list"),
            ),
            saves="did",
        ),
        Act(
            "settle",
            "question_settled",
            {"question": "answers.question"},
            {"ok": "note_settled", "gone": "note_gone", "not_permitted": "note_denied"},
        ),
        *(noted(word, "list") for word in ("settled", "gone", "denied")),
    ),
)
