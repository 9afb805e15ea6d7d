"""After a referral was sent: the code, who will call and by when, and who must still be told by hand."""

from __future__ import annotations

from flows.definitions.modes import SELF
from flows.engine.conditions import All, Filled, Is, Not
from flows.engine.flow import (
    END,
    Act,
    Branch,
    Choose,
    Const,
    Copy,
    Derive,
    Lines,
    Note,
    Option,
    Part,
    Phones,
    Put,
    Route,
    Rows,
    Step,
    Tell,
    Title,
    When,
    Write,
)
from flows.engine.message import M

_NUMBERS: tuple[Part, ...] = (
    When(
        Is("answers.verdict.emergency"),
        M("referral.if_danger", "Якщо небезпечно, не чекайте:"),
        Phones("facts.emergency"),
    ),
    When(
        All(Is("answers.told.numbers"), Filled("facts.lines.safety")),
        M("referral.meanwhile", "А поки що можуть порадити:"),
        Phones("facts.lines.safety"),
    ),
    When(Is("answers.told.general"), Phones("facts.lines.government")),
)

AFTER: tuple[Step, ...] = (
    Derive("told", "referral.told", to="how_told"),
    # A message that stays names neither service nor matter where somebody else may read it.
    Branch("how_told", (Route("told_quietly", All(SELF, Is("facts.me.discreet"))), Route("told_kept"))),
    Tell(
        "told_quietly",
        (Title(M("referral.done", "Готово")), Copy("answers.send.code")),
        to="details",
    ),
    Tell(
        "told_kept",
        (
            Title(M("referral.sent", "Звернення передано")),
            M("referral.code", "Код звернення:"),
            Copy("answers.send.code"),
            Lines("answers.told.lines"),
            *_NUMBERS,
            When(
                SELF,
                Note(
                    M(
                        "referral.watch",
                        "Дізнатися, що зроблено, забрати згоду чи змінити зв'язок: Меню → «Мої звернення і"
                        " дані».",
                    )
                ),
            ),
        ),
        to="who_told",
    ),
    Branch(
        "who_told",
        (
            Route("own_code", All(SELF, Is("facts.me.channel", "web"), Not(Is("facts.me.has_code")))),
            Route(END, SELF),
            Route("give_code"),
        ),
    ),
    # A page forgets its visitor with the browser's history; a chat does not.
    Act("own_code", "return_code_wanted", {}, {"made": "keep_code"}),
    Choose(
        "keep_code",
        (
            Title(M("referral.keep_code", "Збережіть код повернення")),
            Copy("answers.own_code.code"),
            M(
                "referral.keep_code_why",
                "З ним Ви повернетеся з іншого телефону. Якщо стерти історію, без коду сторінка Вас не"
                " впізнає.",
            ),
            Note(
                M(
                    "referral.keep_code_how",
                    "Запишіть його, як записують номер замовлення. Якщо вдома це небезпечно, не записуйте.",
                )
            ),
        ),
        (Option("ok", M("referral.code_kept", "Далі"), to=END, style="primary"),),
    ),
    Choose(
        "details",
        (
            Title(M("referral.sent_quietly", "Звернення передано")),
            Lines("answers.told.lines"),
            *_NUMBERS,
            Note(
                M("referral.where_quietly", "Код звернення лишився вище. Більше нічого в чаті не лишиться.")
            ),
        ),
        (Option("ok", M("referral.details_ok", "Зрозуміло"), to="who_told", style="primary"),),
    ),
    Choose(
        "give_code",
        (
            Title(M("referral.give_code", "Код повернення для людини")),
            Copy("answers.send.return_code"),
            M(
                "referral.give_code_how",
                "Продиктуйте його або запишіть на папірці. З ним людина побачить своє звернення зі свого"
                " телефону чи комп'ютера.",
            ),
            Note(
                M(
                    "referral.give_code_once",
                    "Вдруге його не покажемо. Якщо вдома це небезпечно, не записуйте.",
                )
            ),
        ),
        (Option("ok", M("referral.code_given", "Код передано"), to="left", style="primary"),),
    ),
    Derive("left", "referral.outside", to="any_left"),
    Branch(
        "any_left",
        (
            Route("outside", Filled("answers.left")),
            Route("all_told", Is("answers.note", "taken")),
            Route(END),
        ),
    ),
    Choose(
        "all_told",
        (
            Title(M("referral.all_told", "Усім сказано")),
            M("referral.taken_noted", "Записано, хто прийняв звернення і коли."),
        ),
        (Option("ok", M("referral.all_told_ok", "Готово"), to=END, style="primary"),),
    ),
    Choose(
        "outside",
        (
            When(
                Is("answers.note", "taken"),
                M("referral.taken_noted", "Записано, хто прийняв звернення і коли."),
            ),
            Title(M("referral.outside", "Кому ще треба сказати")),
            M("referral.outside_why", "Ці установи не в сервісі: сповіщення вони не отримали."),
        ),
        (
            Rows("referral.outside", to="calm"),
            Option("later", M("referral.outside_later", "Зроблю згодом"), to="later"),
        ),
        saves="outside",
    ),
    Choose(
        "later",
        (
            Title(M("referral.later", "Домовилися")),
            M("referral.later_where", "Ці установи знайдете тут: Меню → «Мої направлення»."),
        ),
        (Option("ok", M("referral.later_ok", "Добре"), to=END, style="primary"),),
    ),
    Put("calm", {"note": Const(None)}, to="hand"),
    Choose(
        "hand",
        (
            Title(M("referral.hand", "{name}", name="answers.outside_row.label")),
            When(
                Is("answers.note", "form"),
                M(
                    "referral.form_made",
                    "Форма прийде окремим файлом. Роздрукуйте її і видаліть файл із чату.",
                ),
            ),
            When(
                Is("answers.note", "denied"),
                M("referral.hand_denied", "Ця дія Вам зараз недоступна. Нічого не змінено."),
            ),
            M(
                "referral.hand_how",
                "Зателефонуйте або передайте форму. Потім запишіть, хто прийняв звернення.",
            ),
            When(Filled("answers.outside_row.phones"), Phones("answers.outside_row.phones")),
        ),
        (
            Option("form", M("referral.form", "Роздрукувати форму"), to="form"),
            Option("taken", M("referral.taken", "Записати, хто прийняв"), to="taken_by", style="primary"),
            Option("list", M("referral.to_list", "До списку"), to="left"),
        ),
        saves="did",
    ),
    Act(
        "form",
        "form_wanted",
        {"referral": "answers.outside"},
        {"made": "form_made", "not_permitted": "denied"},
    ),
    Put("form_made", {"note": Const("form")}, to="hand"),
    Put("denied", {"note": Const("denied")}, to="hand"),
    Write(
        "taken_by",
        (
            Title(M("referral.taken_by", "Хто прийняв звернення?")),
            Note(M("referral.taken_by_how", "Прізвище або посада в установі. Час запишемо самі.")),
        ),
        kind="name",
        options=(Option("nobody", M("referral.taken_by_nobody", "Поки ніхто"), to="calm", means="no"),),
        to="hand_over",
        protect=True,
    ),
    Act(
        "hand_over",
        "handed_over",
        {"referral": "answers.outside", "taken_by": "answers.taken_by"},
        {"ok": "handed", "not_permitted": "denied"},
    ),
    Derive("handed", "referral.handed", to="note_taken"),
    Put("note_taken", {"note": Const("taken")}, to="left"),
    Choose(
        "refused",
        (
            Title(M("referral.refused", "Зараз передати звернення не вийшло")),
            M("referral.refused_why", "Ваш доступ цього не дозволяє. Нікому нічого не передано."),
            M("referral.refused_next", "Зверніться до координаторки чи координатора. Якщо чекати не можна:"),
            Phones("facts.emergency"),
        ),
        (Option("ok", M("referral.refused_ok", "Зрозуміло"), to=END, style="primary"),),
    ),
)
