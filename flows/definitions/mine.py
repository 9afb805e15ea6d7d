"""The person's own cases and data: what happens and by when, who may know, who looked, and the way out.

Erasing is three presses from the menu: this screen, «Видалити мої дані», «Так, видалити».
"""

from __future__ import annotations

from flows.definitions.noted import CALM, note, noted
from flows.engine.conditions import All, Filled, Is, Not
from flows.engine.flow import (
    END,
    MENU,
    Act,
    Bullets,
    Call,
    Choose,
    Const,
    Derive,
    Flow,
    Lines,
    Note,
    Option,
    Part,
    Rows,
    Step,
    Tell,
    Title,
    When,
)
from flows.engine.message import M

_TO_MINE = M("mine.to_mine", "До моїх звернень")
_STAFF = Filled("answers.whom_row.staff")

_NOTES: tuple[Part, ...] = (
    note("contact", M("mine.contact_saved", "Записано. Відтепер зв'язуватимуться лише так.")),
    note("withdrawn", M("mine.withdrawn", "Згоду відкликано. Доступ закрито.")),
    note("gone", M("mine.gone", "Ця згода вже не діє.")),
    note("excluded", M("mine.excluded", "Записано. Доступ закрито.")),
    note("exported", M("mine.exported", "Файл із Вашими даними прийде окремим повідомленням.")),
)

_OVERVIEW: tuple[Step, ...] = (
    Derive("now", "mine.lines", to="open"),
    Derive("open", "mine.open", to="claimed"),
    Derive("claimed", "mine.claimed", to="mine"),
    Choose(
        "mine",
        (
            *_NOTES,
            Title(M("mine.title", "Мої звернення і дані")),
            When(Filled("facts.letters.unread"), M("mine.unread", "Для Вас є нове повідомлення.")),
            Lines("answers.now"),
            When(
                Not(Filled("answers.now")),
                M(
                    "mine.empty",
                    "Звернень поки немає. Коли буде потрібно, почнімо з кількох простих запитань.",
                ),
            ),
        ),
        (
            Option(
                "begin",
                M("mine.begin", "Шукаю допомогу чи пораду"),
                "screening",
                Not(Is("answers.open")),
                "primary",
                CALM,
            ),
            Option(
                "said",
                M("mine.said", "Сказати, чи був зв'язок"),
                "which",
                Filled("answers.claimed"),
                sets=CALM,
            ),
            Option(
                "asked",
                M("mine.asked", "Запитання до Вас"),
                "asked",
                Filled("facts.questions"),
                sets=CALM,
            ),
            Option(
                "letters",
                M("mine.letters", "Повідомлення"),
                "letters",
                Filled("facts.letters.talks"),
                sets=CALM,
            ),
            Option("contact", M("mine.contact", "Змінити, як зі мною зв'язатися"), "contact", sets=CALM),
            Option(
                "consents",
                M("mine.consents", "Кому я дозволяю знати"),
                "consents",
                Filled("answers.now"),
                sets=CALM,
            ),
            Option(
                "exclude",
                M("mine.exclude", "Кого я не хочу залучати"),
                "whom",
                Filled("answers.now"),
                sets=CALM,
            ),
            Option(
                "readers",
                M("mine.readers", "Хто бачив моє звернення"),
                "readers",
                Filled("answers.now"),
                sets=CALM,
            ),
            Option("export", M("mine.export", "Отримати мої дані"), "export", sets=CALM),
            Option("erase", M("mine.erase", "Видалити мої дані"), "erase", style="danger", sets=CALM),
            Option("done", M("mine.done", "Готово"), END),
        ),
        saves="did",
    ),
    Call("screening", "screening", to="now", give={"mode": Const("self")}),
    Choose(
        "which",
        (Title(M("mine.which", "Про яке звернення Ви хочете сказати?")),),
        (Rows("mine.claimed"), Option("mine", _TO_MINE, "now")),
        to="contacted",
        saves="claim",
    ),
    Call("contacted", "contacted", to="now", give={"referral": "answers.claim"}),
    Call("asked", "asked", to="now", give={"onward": "facts.questions.0.id"}),
    Call("letters", "letters", to="now", give={"referral": "facts.letters.only"}),
    Call("contact", "contact", to="keep_contact", give={"mode": Const("self")}),
    Act("keep_contact", "contact_changed", {"contact": "answers.contact"}, {"ok": "note_contact"}),
    Choose(
        "readers",
        (
            Title(M("mine.readers_title", "Хто відкривав Ваше звернення")),
            Bullets("facts.readers"),
            When(Not(Filled("facts.readers")), M("mine.readers_none", "Поки що ніхто.")),
            Note(M("mine.readers_note", "Кожне відкриття записується, стерти такий запис не може ніхто.")),
        ),
        (Option("mine", _TO_MINE, "now"),),
        saves="did",
    ),
    *(noted(word, "now") for word in ("contact", "withdrawn", "gone", "excluded", "exported")),
)

_CONSENTS: tuple[Step, ...] = (
    Choose(
        "consents",
        (
            Title(M("mine.consents_title", "Кому Ви дозволили знати")),
            When(
                Filled("facts.consents"),
                M("mine.consents_how", "Оберіть, щоб побачити, що саме, або відкликати згоду."),
            ),
            When(Not(Filled("facts.consents")), M("mine.consents_none", "Зараз жодна згода не діє.")),
        ),
        (Rows("mine.consents"), Option("mine", _TO_MINE, "now")),
        to="consent",
        saves="consent",
    ),
    Choose(
        "consent",
        (
            Title(M("mine.consent", "{name}", name="answers.consent_row.institution_name")),
            M("mine.consent_fields", "Може знати:"),
            Bullets("answers.consent_row.fields"),
            M("mine.consent_until", "Згода діє до {until}.", until="answers.consent_row.until"),
        ),
        (
            Option("withdraw", M("mine.withdraw", "Відкликати згоду"), "withdraw", style="danger"),
            Option("keep", M("mine.keep", "Залишити згоду"), "consents"),
        ),
        saves="did",
    ),
    Choose(
        "withdraw",
        (
            Title(M("mine.withdraw_sure", "Відкликати згоду?")),
            M("mine.withdraw_who", "{name}", name="answers.consent_row.institution_name"),
            M(
                "mine.withdraw_next",
                "Одразу після цього установа не зможе відкрити Ваше звернення і не займатиметься ним.",
            ),
            M(
                "mine.withdraw_past",
                "Того, про що вже поговорили, це не скасує. Звернутися знову можна будь-коли.",
            ),
        ),
        (
            Option("yes", M("mine.withdraw_yes", "Так, відкликати"), "take_back", style="danger"),
            Option("no", M("mine.keep", "Залишити згоду"), "consents", means="no"),
        ),
        saves="did",
    ),
    Act(
        "take_back",
        "consent_withdrawn",
        {"consent": "answers.consent"},
        {"ok": "note_withdrawn", "gone": "note_gone"},
    ),
    Choose(
        "whom",
        (
            Title(M("mine.whom", "Кого не залучати?")),
            M("mine.whom_how", "Причину пояснювати не треба: її ніхто не питатиме."),
        ),
        (Rows("mine.exclusions"), Option("mine", _TO_MINE, "now")),
        to="exclude",
    ),
    Choose(
        "exclude",
        (
            Title(M("mine.exclude_sure", "Не залучати надалі?")),
            M("mine.exclude_who", "{name}", name="answers.whom_row.label"),
            When(
                _STAFF,
                M(
                    "mine.exclude_staff",
                    "Ця людина одразу втратить доступ до Вашого звернення. Сама установа його не втратить.",
                ),
            ),
            When(
                Not(_STAFF),
                M(
                    "mine.exclude_body",
                    "Установа одразу втратить доступ до Вашого звернення і не отримає нових.",
                ),
            ),
        ),
        (
            Option("yes", M("mine.exclude_yes", "Так, не залучати"), "shut", style="danger"),
            Option("no", M("mine.exclude_no", "Ні, нічого не змінювати"), "now"),
        ),
        saves="did",
    ),
    Act(
        "shut",
        "excluded",
        {"institution": "answers.whom_row.institution", "staff": "answers.whom_row.staff"},
        {"ok": "note_excluded"},
    ),
)

_DATA: tuple[Step, ...] = (
    Choose(
        "export",
        (
            Title(M("mine.export_title", "Надіслати Ваші дані файлом?")),
            M("mine.export_how", "У файлі буде все, що Дорожник знає про Вас."),
            When(
                Not(Is("facts.me.channel", "web")),
                Note(
                    M(
                        "mine.export_care",
                        "Файл лишиться в чаті. Якщо телефон не лише Ваш, зробіть це краще з іншого пристрою.",
                    )
                ),
            ),
        ),
        (
            Option("yes", M("mine.export_yes", "Надіслати файл"), "send_data", style="primary", means="yes"),
            Option("no", M("mine.export_no", "Не зараз"), "now", means="no"),
        ),
        saves="did",
    ),
    Act("send_data", "data_exported", {}, {"made": "note_exported"}),
    Choose(
        "erase",
        (
            Title(M("mine.erase_title", "Видалити все про Вас?")),
            M(
                "mine.erase_what",
                "Зникнуть Ваші відповіді, контакт, звернення, згоди й код повернення. Повернути їх не можна.",
            ),
            When(
                All(Filled("answers.now"), Filled("facts.consents")),
                M(
                    "mine.erase_cases",
                    "Установи, яким Ви дали згоду, одразу втратять доступ і не зв'яжуться через Дорожник.",
                ),
            ),
            Note(
                M(
                    "mine.erase_note",
                    "Без імені лишиться тільки те, що звернення було: його рівень, установи й дати.",
                )
            ),
        ),
        (
            Option("yes", M("mine.erase_yes", "Так, видалити"), "wipe", style="danger"),
            Option("no", M("mine.erase_no", "Ні, залишити"), "now"),
        ),
        saves="did",
    ),
    Act("wipe", "erased", {}, {"ok": "wiped"}),
    Tell(
        "wiped",
        (
            Title(M("mine.wiped", "Ваші дані видалено")),
            M(
                "mine.wiped_next",
                "Дякуємо за довіру. Якщо допомога знадобиться, сюди завжди можна повернутися.",
            ),
        ),
        to=MENU,
    ),
)

MINE = Flow("mine", 1, M("mine.title", "Мої звернення і дані"), (*_OVERVIEW, *_CONSENTS, *_DATA))
