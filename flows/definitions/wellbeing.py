"""How staff are, once a month: four questions that anybody may skip, and what helps. Nobody's answers are
kept; who leads or coordinates sees shares of larger groups, of months that are over (``rules.strain``)."""

from __future__ import annotations

from flows.engine.conditions import Filled, Is, Not
from flows.engine.flow import (
    END,
    SKIP,
    Act,
    Branch,
    Bullets,
    Choose,
    Const,
    Flow,
    Note,
    Option,
    Part,
    Phones,
    Put,
    Route,
    Rows,
    Step,
    Title,
    When,
)
from flows.engine.message import M
from flows.rules.strain import QUESTIONS

_PICTURE = Option(
    "picture", M("wellbeing.picture", "Як справи в команд"), "months", Is("facts.wellbeing.watches")
)
_DONE = Option("done", M("wellbeing.done", "Готово"), END, style="primary")

_HELPS: tuple[Part, ...] = (
    M(
        "wellbeing.breathe",
        "На хвилину: повільно видихніть кілька разів, випийте води, відкладіть телефон. Тілу стане трохи"
        " легше.",
    ),
    M(
        "wellbeing.talk",
        "На цей тиждень: розкажіть про складне на супервізії або людині з команди, якій довіряєте.",
    ),
    M(
        "wellbeing.ask",
        "Попросіть керівництво про день відпочинку. Це звичайна потреба, коли щодня працюєте з чужим болем.",
    ),
    When(
        Filled("facts.lines.psychological"),
        M("wellbeing.lines", "Психологічна підтримка телефоном, і для Вас теж:"),
        Phones("facts.lines.psychological"),
    ),
)


def _asks(id_: str, to: str, title: M, good: M, mixed: M, hard: M) -> Choose:
    """One question: one press, or none."""
    return Choose(
        id_,
        (Title(title),),
        (Option("good", good), Option("mixed", mixed), Option("hard", hard), Option("skip", SKIP)),
        to=to,
    )


_STEPS: tuple[Step, ...] = (
    Branch("begin", (Route("again", Is("facts.wellbeing.answered")), Route("hello"))),
    Choose(
        "nowhere",
        (Title(M("wellbeing.nowhere", "Тут про це зараз не питають")),),
        (_DONE,),
        saves="did",
    ),
    Choose(
        "hello",
        (
            Title(M("wellbeing.title", "Як Ви?")),
            M(
                "wellbeing.hello",
                "Чотири короткі запитання про Вас, раз на місяць. Кожне можна пропустити.",
            ),
            Note(
                M(
                    "wellbeing.private",
                    "Ваших відповідей ніхто не побачить: вони одразу додаються до загальних чисел, без імені."
                    " Керівництво й координація бачать лише частки за минулі місяці й лише там, де відповіли"
                    " щонайменше семеро.",
                )
            ),
        ),
        (
            Option("go", M("wellbeing.go", "Відповісти"), "tired", style="primary"),
            _PICTURE,
            Option("no", M("wellbeing.no", "Не зараз"), END),
        ),
        saves="did",
    ),
    _asks(
        "tired",
        "support",
        M("wellbeing.tired", "Скільки у Вас зараз сил?"),
        M("wellbeing.tired_good", "Вистачає"),
        M("wellbeing.tired_mixed", "Коли як"),
        M("wellbeing.tired_hard", "Майже не лишилося"),
    ),
    _asks(
        "support",
        "rest",
        M("wellbeing.support", "Чи маєте на роботі підтримку?"),
        M("wellbeing.support_good", "Так, маю"),
        M("wellbeing.support_mixed", "Не завжди"),
        M("wellbeing.support_hard", "Її бракує"),
    ),
    _asks(
        "rest",
        "feel",
        M("wellbeing.rest", "Чи вдається Вам відпочити?"),
        M("wellbeing.rest_good", "Так, вдається"),
        M("wellbeing.rest_mixed", "Не завжди"),
        M("wellbeing.rest_hard", "Майже ніколи"),
    ),
    _asks(
        "feel",
        "tell",
        M("wellbeing.feel", "Чи лишаються сили співчувати людям?"),
        M("wellbeing.feel_good", "Так, лишаються"),
        M("wellbeing.feel_mixed", "Буває важко"),
        M("wellbeing.feel_hard", "Майже не лишаються"),
    ),
    Act(
        "tell",
        "wellbeing_told",
        {one: f"answers.{one}" for one in QUESTIONS},
        {"recorded": "forget", "not_permitted": "nowhere"},
    ),
    # counted; the conversation need not remember it
    Put("forget", dict.fromkeys(QUESTIONS, Const(None)), "thanks"),
    Choose(
        "thanks",
        (
            Title(M("wellbeing.thanks", "Дякуємо, що подумали й про себе")),
            M(
                "wellbeing.kind",
                "Якщо зараз важко, з Вами все гаразд: так буває з тими, хто довго допомагає іншим. Ось що"
                " підтримує:",
            ),
            *_HELPS,
        ),
        (_DONE, _PICTURE),
        saves="did",
    ),
    Choose(
        "again",
        (
            Title(M("wellbeing.again", "Цього місяця Ви вже відповіли")),
            M("wellbeing.again_next", "Наступного спитаємо знову. А підтримати себе можна будь-коли:"),
            *_HELPS,
        ),
        (_DONE, _PICTURE),
        saves="did",
    ),
    Choose(
        "months",
        (
            Title(M("wellbeing.picture", "Як справи в команд")),
            Note(
                M(
                    "wellbeing.months_note",
                    "Поточний місяць з'явиться, коли мине. Чисел немає навмисно: за ними можна впізнати"
                    " людину.",
                )
            ),
        ),
        (Rows("strain.months"), Option("done", M("wellbeing.done", "Готово"), END)),
        to="month",
        saves="month",
    ),
    Choose(
        "month",
        (
            Title(M("wellbeing.month", "Як справи в команд, {month}", month="answers.month_row.label")),
            When(
                Not(Filled("answers.month_row.lines")),
                M(
                    "wellbeing.month_empty",
                    "Відповіло замало людей, щоб показати. Груп, менших за сімох, тут не буває.",
                ),
            ),
            When(
                Filled("answers.month_row.lines"),
                M("wellbeing.month_lines", "Кому зараз важко, за їхніми словами:"),
                Bullets("answers.month_row.lines"),
                M(
                    "wellbeing.can",
                    "Що може керівництво: дати день без прийому, покликати на супервізію чи навчання"
                    " саморегуляції, розділити навантаження, просити про штат і надбавки.",
                ),
            ),
        ),
        (Option("months", M("wellbeing.other_month", "Інший місяць"), "months"), _DONE),
        saves="did",
    ),
)

WELLBEING = Flow(
    "wellbeing",
    1,
    M("wellbeing.title", "Як Ви?"),
    _STEPS,
)
