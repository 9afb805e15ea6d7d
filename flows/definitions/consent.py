"""Consent for one recipient: who gets what, why, until when. «No» is an answer as good as «yes»."""

from __future__ import annotations

from flows.definitions.modes import BESIDE, PHONE, SELF, STAFF
from flows.engine.conditions import All, Either, Filled, Has, Is, Not
from flows.engine.flow import (
    END,
    Act,
    Branch,
    Bullets,
    Choose,
    Const,
    Flow,
    Note,
    Option,
    Part,
    Put,
    Route,
    Title,
    When,
)
from flows.engine.message import M

TEXT_VERSION = "2026-11-5"
"""Of the words below: stored with each consent. Change it with them."""

DAYS = 180
"""How long a consent holds at the longest; the words below say so."""

_ELECTRONIC = Has("answers.recipient.modes", "electronic")
_ORAL = Has("answers.recipient.modes", "oral")
_PAPER = Has("answers.recipient.modes", "paper")
_NO_WAY = Either(
    All(SELF, Not(_ELECTRONIC)),
    All(PHONE, Not(_ORAL)),
    All(BESIDE, Not(_ORAL), Not(_PAPER)),
)

_WHAT: tuple[Part, ...] = (
    M("consent.whom", "Кому: {name}", name="answers.recipient.name"),
    When(
        Filled("answers.recipient.purpose"),
        M("consent.why", "Навіщо: {purpose}", purpose="answers.recipient.purpose"),
    ),
    When(
        Is("answers.recipient.leads"),
        M("consent.leads", "Саме ця установа має зв'язатися першою."),
    ),
    M("consent.only", "Передамо лише це:"),
    Bullets("answers.recipient.field_words"),
    When(
        Filled("answers.recipient.answer_words"),
        M("consent.field_profile", "Ваші відповіді:"),
        Bullets("answers.recipient.answer_words"),
    ),
    M(
        "consent.until",
        "Згода діє, доки працюють із цим зверненням, але не довше ніж {days} днів. Відкликати її можна"
        " будь-коли.",
        days="answers.recipient.days",
    ),
    When(SELF, Note(M("consent.withdraw", "Як відкликати: Меню → «Мої звернення і дані»."))),
    When(
        Is("answers.recipient.sample"),
        Note(M("consent.sample", "Це зразок, а не справжня установа: сервіс зараз показують.")),
    ),
)

CONSENT = Flow(
    id="consent",
    version=1,
    title=M("consent.title", "Згода"),
    ends={
        "answer": "answers.answer",
        "institution": "answers.recipient.id",
        "track": "answers.recipient.track",
        "leads": "answers.recipient.leads",
        "name": "answers.recipient.name",
        "mode": "answers.given",
        "fields": "answers.recipient.fields",
    },
    steps=(
        Branch(
            "begin",
            (
                Route("inform", Is("answers.recipient.inform")),
                Route("no_way", _NO_WAY),
                Route("ask", SELF),
                Route("read"),
            ),
        ),
        Choose(
            "ask",
            (
                Title(M("consent.ask", "Чи можна передати Ваше звернення?")),
                *_WHAT,
            ),
            (
                Option(
                    "agree",
                    M("consent.agree", "Погоджуюсь"),
                    to="yes",
                    style="primary",
                    sets={"given": Const("electronic")},
                    means="yes",
                ),
                Option("refuse", M("consent.refuse", "Не погоджуюсь"), to="no", means="no"),
                Option("exclude", M("consent.exclude", "Ніколи не залучати цю установу"), to="exclude"),
            ),
            protect=True,
        ),
        Choose(
            "read",
            (
                Title(M("consent.read", "Чи погоджується людина?")),
                M("consent.aloud", "Прочитайте людині вголос:"),
                *_WHAT,
                M("consent.free", "Можна відмовитися: на іншу допомогу це не вплине."),
            ),
            (
                Option(
                    "oral",
                    M("consent.oral", "Погоджується усно, при мені"),
                    to="yes",
                    when=All(BESIDE, _ORAL),
                    style="primary",
                    sets={"given": Const("oral")},
                    means="yes",
                ),
                Option(
                    "by_phone",
                    M("consent.by_phone", "Погоджується усно, телефоном"),
                    to="yes",
                    when=All(PHONE, _ORAL),
                    style="primary",
                    sets={"given": Const("oral")},
                    means="yes",
                ),
                Option(
                    "paper", M("consent.paper", "Підписує на папері"), to="paper", when=All(BESIDE, _PAPER)
                ),
                Option("refuse", M("consent.refuses", "Не погоджується"), to="no", means="no"),
            ),
            protect=True,
        ),
        Choose(
            "paper",
            (
                Title(M("consent.signed", "Підпис уже є?")),
                M("consent.paper_kept", "Папір лишається у Вашій установі. Тут записуємо лише, що підпис є."),
            ),
            (
                Option(
                    "signed",
                    M("consent.is_signed", "Так, підпис є"),
                    to="yes",
                    style="primary",
                    sets={"given": Const("paper")},
                ),
                Option("refuse", M("consent.paper_refused", "Людина передумала"), to="no", means="no"),
            ),
        ),
        Choose(
            "no_way",
            (
                Title(M("consent.no_way", "Тут потрібна інша згода")),
                M("consent.no_way_whom", "Ідеться про установу: {name}.", name="answers.recipient.name"),
                When(
                    SELF,
                    M(
                        "consent.no_way_self",
                        "Ця установа приймає лише згоду, дану при зустрічі. Звідси передати звернення"
                        " не можна, але звернутися туди особисто — можна.",
                    ),
                ),
                When(
                    STAFF,
                    M(
                        "consent.no_way_staff",
                        "Тут приймають лише згоду на папері. Запросіть людину підписати її або"
                        " перенаправте до іншої установи.",
                    ),
                ),
            ),
            (Option("ok", M("consent.without_it", "Далі без цієї установи"), to="no", style="primary"),),
        ),
        Choose(
            "inform",
            (
                Title(M("consent.inform", "{name}", name="answers.recipient.name")),
                When(
                    SELF,
                    M(
                        "consent.inform_self",
                        "Ця служба захищає дітей. Згода батьків для цього не потрібна.",
                    ),
                ),
                When(
                    STAFF,
                    M(
                        "consent.inform_staff",
                        "Згоди батьків не питаємо. Скажіть дитині просто: «Є люди, чия робота — берегти"
                        " дітей. Я їм повідомлю, щоб тобі допомогли».",
                    ),
                ),
                M("consent.inform_what", "Повідомимо лише це:"),
                Bullets("answers.recipient.field_words"),
            ),
            (
                Option(
                    "tell",
                    M("consent.tell", "Повідомити службу"),
                    to="yes",
                    style="primary",
                    sets={"given": Const(None)},
                    means="yes",
                ),
                Option("refuse", M("consent.tell_not", "Не зараз"), to="no", means="no"),
            ),
            protect=True,
        ),
        Act(
            "exclude",
            "excluded",
            {"institution": "answers.recipient.id", "staff": Const(None)},
            {"ok": "no"},
        ),
        Put("yes", {"answer": Const("yes")}, to=END),
        Put("no", {"answer": Const("no")}, to=END),
    ),
    takes=frozenset({"mode", "recipient"}),
)
