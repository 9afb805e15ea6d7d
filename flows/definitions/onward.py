"""One more institution in a case: whom, how she is asked, her consent for it, a last look, what happened.

Given: ``referral`` (the lead's own of that case), perhaps ``onward`` (what was prepared) or ``kinds`` (of
whom). What exceeds the community's powers goes the same way to the region's body, with its ground.
"""

from __future__ import annotations

from flows.definitions.card import gone
from flows.definitions.noted import CALM, note, noted
from flows.definitions.onward_beyond import BEYOND, GROUND
from flows.engine.conditions import All, Either, Filled, Has, Is, Not
from flows.engine.flow import (
    END,
    Act,
    Branch,
    Bullets,
    Call,
    Choose,
    Const,
    Derive,
    Flow,
    Note,
    Option,
    Part,
    Put,
    Route,
    Rows,
    Step,
    Title,
    When,
    Write,
)
from flows.engine.message import M

_FOUND = Filled("facts.onward")
_MODES = "answers.to_row.modes"
_STATE = "answers.to_row.state"
_BESIDE = Either(Has(_MODES, "oral"), Has(_MODES, "paper"))
_PHONE = Has(_MODES, "oral")
_CHAT = All(
    Filled("facts.onward.chat"),
    Has(_MODES, "electronic"),
    Not(Is(_STATE, "asked")),
    Not(Is(_STATE, "declined")),
)
_OUTSIDE = Is("answers.to_row.on_system", value=False)
_TO = M("onward.to", "Кому: {name}.", name="answers.to_row.name")
_DONE = Option("done", M("onward.done", "Готово"), END, style="primary")
_WHY = {
    "there": M("onward.why_there", "Ця установа вже в справі."),
    "takes_none": M("onward.why_takes_none", "Ця установа зараз не бере нових звернень."),
    "not_open": M("onward.why_not_open", "Ця установа для цієї справи зараз недоступна."),
    "mode": M("onward.why_mode", "Таку згоду ця установа не приймає."),
    "chat": M("onward.why_chat", "Чат людини зараз недоступний: спитайте її інакше."),
    "declined": M("onward.why_declined", "Людина вже сказала, що цього не хоче."),
    "ground": M("onward.why_ground", "Такої підстави в порядку області немає."),
    "form": M("onward.why_form", "Згоди на цю установу вже немає."),
}
_ANOTHER = M("onward.another", "Обрати іншу установу")

_WHOM: tuple[Step, ...] = (
    Branch(
        "begin",
        (
            Route("gone", Not(_FOUND)),
            Route("preset", Filled("facts.onward.preset")),
            Route("which"),
        ),
    ),
    Put("preset", {"to": "facts.onward.preset.id", "to_row": "facts.onward.preset"}, to="way"),
    Choose(
        "which",
        (
            *gone(_FOUND),
            When(
                _FOUND,
                Title(M("onward.which", "Справа {code}: кому направити далі?", code="facts.onward.code")),
                When(
                    Filled("facts.onward.rows"),
                    M("onward.which_how", "Згоду людини питаємо окремо, лише для цієї установи."),
                ),
                When(
                    Not(Filled("facts.onward.rows")),
                    M(
                        "onward.nobody",
                        "Інших установ, які зараз могли б узяти цю справу, у довіднику немає.",
                    ),
                ),
            ),
        ),
        (
            Rows("onward.rows"),
            Option(
                "beyond",
                M("onward.beyond", "Потрібна допомога області"),
                "ground",
                Filled("facts.onward.beyond"),
                sets={"to": "facts.onward.beyond.id", "to_row": "facts.onward.beyond"},
            ),
            Option("done", M("onward.not_now", "Не зараз"), END),
        ),
        to="plain",
        saves="to",
    ),
    Put("plain", dict.fromkeys(("ground", "ground_row", "payer", "payer_row"), Const(None)), to="way"),
    *BEYOND,
    Choose(
        "way",
        (
            Title(M("onward.way", "Як спитаємо згоду людини?")),
            _TO,
            *GROUND,
            When(
                Is(_STATE, "asked"),
                M(
                    "onward.was_asked",
                    "Людину вже спитали в чаті, відповіді ще немає. Можна спитати й інакше.",
                ),
            ),
            When(
                Is(_STATE, "declined"),
                M(
                    "onward.was_declined",
                    "Раніше людина цього не захотіла. Направляйте, лише якщо вона сама про це попросила.",
                ),
            ),
            When(
                Not(Either(_BESIDE, _PHONE, _CHAT)),
                M("onward.no_way", "Згоду, яку приймає ця установа, зараз дати не вийде."),
            ),
        ),
        (
            Option("beside", M("onward.beside", "Людина поруч"), when=_BESIDE, style="primary"),
            Option("phone", M("onward.phone", "Розмова телефоном"), when=_PHONE),
            Option("chat", M("onward.chat", "Спитати людину в її чаті"), when=_CHAT),
            Option("other", _ANOTHER, "which"),
        ),
        to="gist",
        saves="mode",
    ),
    Write(
        "gist",
        (
            Title(M("onward.gist", "Що потрібно від цієї установи?")),
            Note(M("onward.gist_how", "Одне-два речення, без подробиць, адрес і номерів документів.")),
        ),
        kind="gist",
        options=(Option("skip", M("onward.gist_skip", "Без пояснень")),),
        to="asks",
        protect=True,
    ),
    Branch("asks", (Route("ask", Is("answers.mode", "chat")), Route("recipient"))),
)

_WORDS: tuple[Part, ...] = (
    _TO,
    When(Filled("answers.gist"), M("onward.check_gist", "Суть: {gist}", gist="answers.gist")),
    *GROUND,
)

_CONSENT: tuple[Step, ...] = (
    Derive("recipient", "onward.recipient", to="consent"),
    Call("consent", "consent", to="agreed", give={"mode": "answers.mode", "recipient": "answers.recipient"}),
    Branch("agreed", (Route("check", Is("answers.consent.answer", "yes")), Route("refuse"))),
    Choose(
        "check",
        (
            Title(M("onward.check", "Перевірте перед надсиланням")),
            *_WORDS,
            M("onward.check_fields", "Передамо:"),
            Bullets("answers.recipient.field_words"),
        ),
        (
            Option("send", M("onward.send", "Надіслати"), to="send", style="primary", means="yes"),
            Option("cancel", M("onward.cancel", "Не надсилати"), to=END, means="no"),
        ),
        saves="did",
        protect=True,
    ),
    Act(
        "send",
        "onward_sent",
        {
            "referral": "answers.referral",
            "institution": "answers.to",
            "mode": "answers.consent.mode",
            "fields": "answers.consent.fields",
            "gist": "answers.gist",
            "ground": "answers.ground",
            "payer": "answers.payer",
        },
        {"sent": "sent", "gone": "not_sent"},
    ),
    Choose(
        "sent",
        (
            note(
                "form",
                M(
                    "sent.form_made",
                    "Форма прийде окремим файлом. Роздрукуйте її і видаліть файл із чату.",
                ),
            ),
            When(
                Not(_OUTSIDE),
                Title(M("onward.sent", "Направлено: {name}", name="answers.send.name")),
            ),
            When(
                _OUTSIDE,
                Title(M("onward.agreed", "Згоду записано. Тепер передайте звернення")),
                _TO,
            ),
            When(
                Filled("answers.send.due"),
                M("onward.sent_due", "Перший контакт має бути до {due}.", due="answers.send.due"),
            ),
            When(
                _OUTSIDE,
                M(
                    "onward.sent_outside",
                    "Ця установа ще не в Дорожнику. Зателефонуйте туди або передайте роздруковану форму,"
                    " а потім запишіть у справі, хто прийняв.",
                ),
            ),
            When(
                Filled("facts.onward.referred"),
                M("onward.sent_told", "Там, звідки людину направили, про це дізнаються."),
            ),
        ),
        (
            Option("form", M("sent.form", "Роздрукувати форму"), "form", _OUTSIDE, sets=CALM),
            _DONE,
        ),
        saves="did",
    ),
    Act(
        "form",
        "form_wanted",
        {"referral": "answers.send.referral"},
        {"made": "note_form", "not_permitted": "no_form"},
    ),
    Put("not_sent", {"why": "answers.send.why"}, "gone"),
    Put("no_form", {"why": Const("form")}, "gone"),
    noted("form", "sent"),
    Act(
        "refuse",
        "onward_declined",
        {"referral": "answers.referral", "institution": "answers.to"},
        {"ok": "refused", "gone": "gone"},
    ),
    Choose(
        "refused",
        (
            Title(M("onward.refused", "Записано: людина не захотіла")),
            M(
                "onward.refused_next",
                "Нічого не передано, і про цю установу більше не питатимемо. На решту допомоги це не"
                " впливає.",
            ),
        ),
        (_DONE, Option("other", _ANOTHER, "which")),
        saves="did",
    ),
)

_IN_CHAT: tuple[Step, ...] = (
    Act(
        "ask",
        "onward_asked",
        {
            "referral": "answers.referral",
            "institution": "answers.to",
            "gist": "answers.gist",
            "ground": "answers.ground",
            "payer": "answers.payer",
        },
        {"ok": "asked", "gone": "not_asked"},
    ),
    Put("not_asked", {"why": "answers.ask.why"}, "gone"),
    Choose(
        "asked",
        (
            Title(M("onward.asked", "Спитали людину про установу: {name}", name="answers.to_row.name")),
            M(
                "onward.asked_next",
                "Людина прочитає його у свій безпечний час. Без її згоди нічого не надішлемо, а про"
                " відповідь Вас сповістимо.",
            ),
        ),
        (_DONE,),
        saves="did",
    ),
    Choose(
        "gone",
        (
            *gone(_FOUND),
            When(
                _FOUND,
                When(Is("answers.why", "form"), Title(M("onward.no_form", "Форми немає"))),
                When(Not(Is("answers.why", "form")), Title(M("onward.gone", "Не надіслано"))),
                *(When(Is("answers.why", why), words) for why, words in _WHY.items()),
                M("onward.gone_why", "Нічого не змінено."),
            ),
        ),
        (
            Option("other", _ANOTHER, "which", _FOUND, "primary"),
            Option("done", M("onward.done", "Готово"), END),
        ),
        saves="did",
    ),
)

ONWARD = Flow(
    "onward",
    1,
    M("onward.title", "Направити далі"),
    (*_WHOM, *_CONSENT, *_IN_CHAT),
    takes=frozenset({"referral"}),
    may_take=frozenset({"onward", "kinds"}),
)
