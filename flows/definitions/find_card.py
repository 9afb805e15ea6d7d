"""The card of a service: is it open, how to reach it, what to bring; and what can be done from there."""

from __future__ import annotations

from flows.definitions.modes import FIRST_LINE, PERSONS_ACCOUNT, STAFFS_ACCOUNT
from flows.definitions.noted import CALM, note, noted
from flows.engine.conditions import All, Filled, Is, Not
from flows.engine.flow import (
    MENU,
    Act,
    Branch,
    Bullets,
    Call,
    Choose,
    Const,
    Copy,
    Lines,
    Link,
    Note,
    Option,
    Part,
    Phones,
    Put,
    Route,
    Step,
    Tell,
    Title,
    When,
)
from flows.engine.message import M

_ONE = "facts.service"
_THERE = Filled(_ONE)
_PAUSED = Is(f"{_ONE}.state", "paused")
_ON_THE_MAP = Link(f"{_ONE}.map", M("find.on_map", "Показати на мапі"))
_REFERABLE = Is(f"{_ONE}.referable")

_WHERE: tuple[Part, ...] = (
    When(Filled(f"{_ONE}.address"), M("find.at_address", "{address}", address=f"{_ONE}.address")),
    _ON_THE_MAP,
    Phones(f"{_ONE}.phones"),
)

_NOT_NOW = When(
    _PAUSED,
    M("find.paused", "Зараз не працює. {notice}", notice=f"{_ONE}.notice"),
)

_HONEST: tuple[Part, ...] = (
    When(
        Not(Is(f"{_ONE}.sample")),
        Note(M("find.fresh", "{words}", words=f"{_ONE}.fresh")),
        When(
            Is(f"{_ONE}.stale"),
            When(
                Filled(f"{_ONE}.phones"),
                Note(M("find.stale", "Запис міг застаріти: зателефонуйте, перш ніж іти.")),
            ),
            When(
                Not(Filled(f"{_ONE}.phones")),
                Note(M("find.stale_only", "Запис міг застаріти: спершу перепитайте в того, хто знає.")),
            ),
        ),
    ),
    When(
        Is(f"{_ONE}.sample"),
        Note(M("find.sample", "Це зразок: такої послуги насправді немає.")),
    ),
)
"""How far to rely on it: said wherever the record goes."""

_SHOWN: tuple[Part, ...] = (
    Title(M("find.name", "{name}", name=f"{_ONE}.name")),
    M("find.institution", "{name}", name=f"{_ONE}.institution"),
    _NOT_NOW,
    When(
        Filled(f"{_ONE}.open"),
        M("find.now", "Зараз: {words}", words=f"{_ONE}.open"),
    ),
    When(
        All(Not(Filled(f"{_ONE}.timed")), Not(_PAUSED)),
        M("find.no_hours", "Години роботи не вказано: зателефонуйте, перш ніж іти."),
    ),
    *_WHERE,
    When(
        Filled(f"{_ONE}.visits"),
        M("find.visits", "Мобільний офіс приїздить:"),
        Bullets(f"{_ONE}.visits"),
    ),
    Lines(f"{_ONE}.lines"),
    Link(f"{_ONE}.site", M("find.site", "Сайт")),
    When(
        Filled(f"{_ONE}.documents"),
        M("find.documents", "Що взяти з собою:"),
        Bullets(f"{_ONE}.documents"),
    ),
    When(
        Filled(f"{_ONE}.without"),
        M("find.without", "Якщо документів немає: {words}", words=f"{_ONE}.without"),
    ),
    When(
        Filled(f"{_ONE}.accessibility"),
        M("find.access", "Доступність: {words}", words=f"{_ONE}.accessibility"),
    ),
    *_HONEST,
)

CARD: tuple[Step, ...] = (
    Branch("card_there", (Route("card", _THERE), Route("gone"))),
    Choose(
        "card",
        (
            note("sheet", M("find.note_sheet", "Аркуш готовий: він окремим файлом у цій розмові.")),
            When(_THERE, *_SHOWN),
            When(Not(_THERE), Title(M("find.gone", "Цього запису вже немає"))),
        ),
        (
            Option(
                "refer",
                M("find.refer", "Почати направлення"),
                "wanted",
                All(_THERE, _REFERABLE, STAFFS_ACCOUNT, FIRST_LINE),
                "primary",
                CALM,
            ),
            Option(
                "ask",
                M("find.ask", "Попросити про допомогу тут"),
                "wanted",
                All(_THERE, _REFERABLE, PERSONS_ACCOUNT),
                "primary",
                CALM,
            ),
            Option("share", M("find.share", "Поділитися"), "share", _THERE, sets=CALM),
            Option("sheet", M("find.sheet", "Аркуш для друку"), "sheet", _THERE, sets=CALM),
            Option(
                "unreached",
                M("find.unreached", "Не вдалося додзвонитися"),
                "unreached",
                All(_THERE, Filled(f"{_ONE}.phones"), Not(Is(f"{_ONE}.sample"))),
                sets=CALM,
            ),
            Option("otherwise", M("find.otherwise", "Шукати інакше"), "start", sets=CALM),
        ),
        saves="did",
    ),
    Call("unreached", "unreached", to="card_there", give={"service": "answers.service"}),
    # Words to be sent on: of the service alone, nothing of who sends them
    Tell(
        "share",
        (
            Title(M("find.name", "{name}", name=f"{_ONE}.name")),
            M("find.institution", "{name}", name=f"{_ONE}.institution"),
            _NOT_NOW,
            *_WHERE,
            Lines(f"{_ONE}.lines"),
            *_HONEST,
            Copy(f"{_ONE}.copy"),
        ),
        "card_there",
    ),
    Act(
        "sheet",
        "service_sent",
        {"service": "answers.service"},
        {"made": "note_sheet", "gone": "gone"},
    ),
    noted("sheet", "card_there"),
    # From a card to a referral. It is a wish alone: danger, routing and consent decide as they always do.
    Put("wanted", {"wish": f"{_ONE}.institution_id"}, "is_stale"),
    Branch("is_stale", (Route("stale", Is(f"{_ONE}.stale")), Route("whose"))),
    Choose(
        "stale",
        (
            Title(M("find.stale_first", "Цей запис давно не підтверджували")),
            M("find.stale_why", "Краще спершу зателефонувати: там могло щось змінитися."),
            Phones(f"{_ONE}.phones"),
        ),
        (
            Option("on", M("find.stale_on", "Усе одно далі"), "whose"),
            Option("to_card", M("find.stale_back", "До запису"), "card_there"),
        ),
        saves="did",
    ),
    Branch("whose", (Route("how", STAFFS_ACCOUNT), Route("herself"))),
    Choose(
        "how",
        (Title(M("find.how_met", "Де зараз людина?")),),
        (
            Option("beside", M("find.beside", "Поруч зі мною")),
            Option("phone", M("find.on_phone", "На телефоні")),
        ),
        "screened",
        saves="mode",
    ),
    Call("screened", "screening", MENU, give={"mode": "answers.mode", "wish": "answers.wish"}),
    Call("herself", "screening", MENU, give={"mode": Const("self"), "wish": "answers.wish"}),
)
