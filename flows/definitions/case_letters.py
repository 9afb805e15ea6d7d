"""Writing to a person who chose a chat as her safe way: she reads it there, in her hours."""

from __future__ import annotations

from flows.engine.conditions import Filled
from flows.engine.flow import Act, Const, Note, Option, Put, Step, Title, Write
from flows.engine.message import M

IN_CHAT = Filled("facts.card.chat")
REPLIED = Filled("facts.card.replied")

WRITING: tuple[Step, ...] = (
    Write(
        "letter",
        (
            Title(M("case.letter", "Що написати людині?")),
            M(
                "case.letter_how",
                "Одне-два речення, просто й тепло: що далі й чого чекаєте у відповідь. Назву Вашої установи"
                " людина побачить, коли відкриє повідомлення.",
            ),
            Note(
                M(
                    "case.letter_safe",
                    "Екран може бачити ще хтось: без адрес, номерів і подробиць. Сповіщення прийде в"
                    " безпечні години й нічого не розкриє.",
                )
            ),
        ),
        "gist",
        "post",
        (Option("card", M("case.to_card", "До справи"), "card"),),
        protect=True,
    ),
    Act(
        "post",
        "written",
        {"referral": "answers.referral", "text": "answers.letter"},
        {"ok": "note_written", "unreachable": "note_no_chat", "not_permitted": "note_denied"},
    ),
    Put("note_written", {"note": Const("written"), "letter": Const(None)}, "card"),
    Put("note_no_chat", {"note": Const("no_chat"), "letter": Const(None)}, "card"),
)
