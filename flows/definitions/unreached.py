"""«Не вдалося додзвонитися»: what it does and what it does not, and then it is noted.

Given: ``service``. Two different people open a check of the record (``bot.services.freshness``). Where nobody
can be asked now, it does not say that somebody is.
"""

from __future__ import annotations

from flows.engine.conditions import Is
from flows.engine.flow import END, Act, Branch, Choose, Flow, Note, Option, Route, Title
from flows.engine.message import M

_DONE = M("unreached.done", "До запису")

UNREACHED = Flow(
    "unreached",
    1,
    M("unreached.title", "Не вдалося додзвонитися"),
    (
        Choose(
            "sure",
            (
                Title(M("unreached.sure", "Не вдалося додзвонитися?")),
                M(
                    "unreached.what",
                    "Позначимо це біля запису. Коли так скажуть двоє, відразу спитаємо установу, чи все так.",
                ),
                Note(M("unreached.nameless", "Ні імені, ні номера не записуємо.")),
            ),
            (
                Option("yes", M("unreached.yes", "Так, позначити"), "note", style="primary"),
                Option("no", M("unreached.no", "Ні, повернутися"), END),
            ),
            saves="did",
        ),
        Act(
            "note",
            "service_unreached",
            {"service": "answers.service"},
            {"noted": "enough", "gone": "gone"},
        ),
        Branch(
            "enough",
            (
                Route("asked", Is("answers.note.asked")),
                Route("many", Is("answers.note.many")),
                Route("noted"),
            ),
        ),
        Choose(
            "noted",
            (
                Title(M("unreached.noted", "Дякуємо, позначено")),
                M(
                    "unreached.noted_next",
                    "Поки що запис не змінюється. Якщо додзвонитися не зможе ще хтось, спитаємо установу.",
                ),
            ),
            (Option("done", _DONE, END, style="primary"),),
            saves="did",
        ),
        Choose(
            "asked",
            (
                Title(M("unreached.asked", "Дякуємо, перевіряємо")),
                M(
                    "unreached.asked_next",
                    "Так кажете не лише Ви. Питаємо установу, чи все так; редакція довідника це бачить.",
                ),
            ),
            (Option("done", _DONE, END, style="primary"),),
            saves="did",
        ),
        Choose(
            "many",
            (
                Title(M("unreached.many", "Дякуємо, позначено")),
                M(
                    "unreached.many_next",
                    "Так кажете не лише Ви; редакція довідника це бачить. Зараз в установі немає кого"
                    " спитати: спитаємо, щойно буде (уночі нікого не турбуємо).",
                ),
            ),
            (Option("done", _DONE, END, style="primary"),),
            saves="did",
        ),
        Choose(
            "gone",
            (Title(M("unreached.gone", "Цей запис уже закрили")),),
            (Option("done", M("unreached.back", "Назад"), END, style="primary"),),
            saves="did",
        ),
    ),
    takes=frozenset({"service"}),
)
