"""The menu: what one can do here, by role. Whoever is new gets acquainted first."""

from __future__ import annotations

from flows.definitions.find import FIND_IT
from flows.definitions.in_common import (
    GROUPS_HERE,
    OVERVIEW_HERE,
    PUBLICATIONS_HERE,
    RECORDS_HERE,
    RECORDS_HUB,
    WELLBEING_HERE,
)
from flows.definitions.modes import DISPATCHER, FIRST_LINE, HOLDERS, PERSONS_ACCOUNT, STAFFS_ACCOUNT
from flows.definitions.procedure import LISTS, MY_STEPS
from flows.definitions.records import RECORDS_TITLE
from flows.definitions.start import HONEST_WORD, ONBOARDED
from flows.definitions.talks import TALKS_HERE
from flows.definitions.unanswered import UNANSWERED_HERE
from flows.engine.conditions import All, Either, Filled, Has, Is, Not
from flows.engine.flow import (
    QUERY,
    RESUME,
    Act,
    Branch,
    Call,
    Choose,
    Const,
    Copy,
    Flow,
    Link,
    Note,
    Option,
    Phones,
    Put,
    Route,
    Tell,
    Title,
    When,
    Write,
)
from flows.engine.message import M

FIND_STEP = M("menu.find_step", "Шукаю допомогу чи пораду")
MINE = M("menu.mine", "Мої звернення і дані")

SHELTERS_HERE = M("menu.shelters", "Місця проживання")
_TO_TALK = M("menu.to_talk", "Повернутися до розмови")
ORDER = M("menu.order", "Порядок і спільна робота")
AWAY_THEN = M("menu.away", "Моя відсутність")

_FULL = All(*(Has("facts.me.roles", role) for role in ("head", "lead", "coordinator")))
"""Ten other buttons: one more would turn the menu into pages. The order stands under «more» as well; where a
draft waits, so does being away."""

_CROWDED = All(_FULL, Filled("session.parked"))

MENU_FLOW = Flow(
    id="menu",
    version=1,
    title=M("menu.title", "Меню"),
    home="hub",
    steps=(
        Branch("known", (Route("hub", ONBOARDED), Route("meet"))),
        Call("meet", "start", to="hub"),
        # What is typed here is looked for: whoever has words for her trouble needs no button.
        Write(
            "hub",
            (
                When(PERSONS_ACCOUNT, Title(M("menu.how_to_help", "Чим можемо допомогти?"))),
                When(
                    STAFFS_ACCOUNT,
                    Title(M("menu.work", "Робоче меню")),
                    When(
                        Filled("facts.me.institution_name"),
                        Note(M("menu.at", "{name}", name="facts.me.institution_name")),
                    ),
                ),
            ),
            QUERY,
            "found",
            (
                Option(
                    "resume",
                    M("menu.resume", "Продовжити, де зупинилися"),
                    to=RESUME,
                    when=Filled("session.parked"),
                    style="primary",
                ),
                Option(
                    "talk", _TO_TALK, "to_talk", All(PERSONS_ACCOUNT, Filled("facts.talk.running")), "primary"
                ),
                Option("talks", _TO_TALK, "to_talks", All(TALKS_HERE, Filled("facts.talks.mine")), "primary"),
                Option("calls", M("menu.calls", "Прийняти дзвінок"), to="calls", when=DISPATCHER),
                Option("find_step", FIND_STEP, to="find_step", when=PERSONS_ACCOUNT),
                Option("find", FIND_IT, to="find"),
                Option("ask", M("menu.ask", "Спитати живу людину"), to="ask", when=PERSONS_ACCOUNT),
                Option("mine", MINE, to="mine", when=PERSONS_ACCOUNT),
                Option(
                    "my_steps",
                    MY_STEPS,
                    to="my_steps",
                    when=All(PERSONS_ACCOUNT, Filled("facts.procedures")),
                ),
                Option(
                    "beside",
                    M("menu.beside", "Скринінг: людина поруч"),
                    to="beside",
                    when=All(STAFFS_ACCOUNT, FIRST_LINE),
                ),
                Option(
                    "phone",
                    M("menu.phone", "Скринінг телефоном"),
                    to="phone",
                    when=All(STAFFS_ACCOUNT, FIRST_LINE, Not(DISPATCHER)),
                ),
                Option("work", M("menu.cases", "Мої справи"), to="work", when=Has("facts.me.roles", "lead")),
                Option(
                    "sent",
                    M("menu.sent", "Мої направлення"),
                    to="sent",
                    when=All(STAFFS_ACCOUNT, FIRST_LINE),
                ),
                Option(
                    "signoff",
                    M("menu.signoff", "На підпис"),
                    to="signoff",
                    when=Has("facts.me.roles", "head"),
                ),
                Option(
                    "desk", M("menu.desk", "Строки"), to="desk", when=Has("facts.me.roles", "coordinator")
                ),
                Option(
                    "team",
                    M("menu.team", "Команда"),
                    to="team",
                    when=Either(Has("facts.me.roles", "coordinator"), Has("facts.me.roles", "admin")),
                ),
                Option("places", SHELTERS_HERE, to="places", when=All(Is("facts.me.houses"), Not(_FULL))),
                Option("records", RECORDS_TITLE, to="records", when=RECORDS_HUB),
                Option("order", ORDER, to="order", when=All(STAFFS_ACCOUNT, Not(_FULL))),
                Option("away", AWAY_THEN, to="away", when=All(STAFFS_ACCOUNT, Not(_CROWDED))),
                Option("more", M("menu.more", "Налаштування і код"), to="more"),
            ),
            saves="query",
        ),
        Call("found", "find", to="hub", give={"query": "answers.query"}),
        Call("find", "find", to="hub"),
        Call("find_step", "screening", to="hub", give={"mode": Const("self")}),
        Call("beside", "screening", to="hub", give={"mode": Const("beside")}),
        Call("phone", "screening", to="hub", give={"mode": Const("phone")}),
        Call("to_talk", "talk", to="hub", give={"talk": "facts.talk.running"}),
        Call("to_talks", "talks", to="hub", give={"talk": "facts.talks.mine"}),
        # the lines first: a caller in danger is better served by them than by any question
        Choose(
            "calls",
            (
                Title(M("menu.calls_title", "Хтось телефонує")),
                M("menu.calls_first", "Якщо людині загрожує небезпека, спершу дайте їй ці номери:"),
                Phones("facts.emergency"),
                Phones("facts.lines.safety"),
            ),
            (
                Option("caller", M("menu.caller", "Записати звернення"), to="phone", style="primary"),
                Option("lines", M("menu.lines", "Усі лінії допомоги"), to="lines"),
                Option("hub", M("menu.done", "Готово"), to="hub"),
            ),
            saves="did",
        ),
        Choose(
            "lines",
            (Title(M("menu.lines_title", "Лінії допомоги")), Phones("facts.hotlines")),
            (Option("calls", M("menu.to_calls", "До дзвінка"), to="calls", style="primary"),),
            saves="did",
        ),
        Call("mine", "mine", to="hub"),
        Call("work", "work", to="hub"),
        Call("sent", "sent", to="hub"),
        Call("signoff", "signoff", to="hub"),
        Call("desk", "desk", to="hub"),
        Call("team", "team", to="hub"),
        Choose(
            "order",
            (
                Title(M("menu.order_title", "Порядок і спільна робота")),
                M("menu.order_region", "{name}", name="facts.region.name"),
            ),
            (
                Option("algorithm", M("menu.algorithm", "Кроки алгоритму"), to="algorithm", style="primary"),
                Option("procedures", LISTS, to="procedures", when=Filled("facts.procedures")),
                Option("groups", M("menu.groups", "Робочі групи"), to="groups", when=GROUPS_HERE),
                Option(
                    "publications",
                    M("menu.publications", "Спільні правила області"),
                    to="publications",
                    when=PUBLICATIONS_HERE,
                ),
                Option("overview", M("menu.overview", "Строки громад"), to="overview", when=OVERVIEW_HERE),
                Option("wellbeing", M("menu.wellbeing", "Як Ви?"), to="wellbeing", when=WELLBEING_HERE),
                Option("records_here", RECORDS_TITLE, to="records_here", when=RECORDS_HERE),
                Option(
                    "shelters",
                    SHELTERS_HERE,
                    to="shelters",
                    when=HOLDERS,
                ),
                Option(
                    "unanswered",
                    M("menu.unanswered", "Питання без відповіді"),
                    to="unanswered",
                    when=UNANSWERED_HERE,
                ),
                Option("hub", M("menu.done", "Готово"), to="hub"),
            ),
        ),
        Call("unanswered", "unanswered", to="order"),
        Call("shelters", "shelters", to="order"),
        Call("places", "shelters", to="hub"),
        Call("algorithm", "algorithm", to="order"),
        Call("procedures", "procedure", to="order"),
        Call("my_steps", "procedure", to="hub"),
        Call("away", "away", to="hub"),
        Call("groups", "groups", to="order"),
        Call("publications", "publications", to="order"),
        Call("overview", "overview", to="order"),
        Call("wellbeing", "wellbeing", to="order"),
        Call("records", "records", to="hub"),
        Call("records_here", "records", to="order"),
        Choose(
            "more",
            (
                Title(M("menu.more_title", "Налаштування і код")),
                When(
                    STAFFS_ACCOUNT,
                    Note(
                        M(
                            "menu.new_phone",
                            "Новий телефон? Робочий доступ переносить координаторка чи координатор: попросіть"
                            " посилання.",
                        )
                    ),
                ),
            ),
            (
                Option("find_step", FIND_STEP, to="find_step", when=STAFFS_ACCOUNT),
                Option("mine", MINE, to="mine", when=STAFFS_ACCOUNT),
                Option("order", ORDER, to="order", when=STAFFS_ACCOUNT),
                Option("away", AWAY_THEN, to="away", when=_CROWDED),
                Option("web", M("menu.web", "Робота на сторінці"), to="web", when=STAFFS_ACCOUNT),
                # whoever works here moves by a coordinator's link: a code alone must not open cases
                Option(
                    "code",
                    M("menu.code", "Отримати код повернення"),
                    to="make_code",
                    when=PERSONS_ACCOUNT,
                ),
                Option(
                    "returning",
                    M("menu.have_code", "Маю код, щоб повернутися"),
                    to="returning",
                    when=PERSONS_ACCOUNT,
                ),
                Option(
                    "discreet",
                    M("menu.discreet", "Обережний режим"),
                    to="discreet",
                    when=Not(Is("facts.me.discreet")),
                ),
                Option(
                    "open",
                    M("menu.open", "Обережний режим: змінити"),
                    to="discreet",
                    when=Is("facts.me.discreet"),
                ),
                Option("place", M("menu.place", "Мова, область, громада"), to="place"),
                Option("about", M("menu.about", "Хто веде сервіс і що записує"), to="about"),
            ),
        ),
        Act("web", "work_page_wanted", {}, {"made": "web_link"}),
        Tell(
            "web_link",
            (
                Title(M("menu.web_title", "Робота на сторінці")),
                Copy("answers.web.link"),
                M(
                    "menu.web_for",
                    "Тут Ви задаєте вхід: ім'я, кодову фразу і застосунок із кодами. Потім усе те саме, що в"
                    " чаті, відкриватиметься на сторінці.",
                ),
                M(
                    "menu.web_until",
                    "Відкрийте до {until}. Посилання діє один раз; вхід, заданий раніше, після цього зникне.",
                    until="answers.web.until",
                ),
                Note(M("menu.web_own", "Воно лише для Вас: не пересилайте його нікому.")),
                When(
                    Filled("answers.web.bell"),
                    M(
                        "menu.bell",
                        "Є Viber? Відкрийте це на телефоні з ним: туди приходитиме лише «Для Вас є нове» з"
                        " посиланням на сторінку, без подробиць.",
                    ),
                    Copy("answers.web.bell"),
                ),
            ),
            to="web_forget",
        ),
        # the link is a key: it stays in the message, not in the conversation's memory
        Put("web_forget", {"web": Const(None)}, "hub"),
        Act("make_code", "return_code_wanted", {}, {"made": "code"}),
        Choose(
            "code",
            (
                Title(M("menu.code_title", "Ваш код повернення")),
                Copy("answers.make_code.code"),
                M("menu.code_for", "З ним можна повернутися сюди з іншого телефону чи сторінки."),
                M("menu.code_keep", "Запишіть його, як записують номер замовлення, і нікому не показуйте."),
                Note(M("menu.code_old", "Якщо у Вас був інший код, він більше не діє.")),
            ),
            (Option("written", M("menu.code_written", "Далі"), to="hub", style="primary"),),
        ),
        Call("ask", "ask_person", to="hub"),
        Call("returning", "returning", to="hub"),
        Call("discreet", "discreet", to="hub"),
        Call("place", "start", to="hub"),
        Choose(
            "about",
            (
                Title(M("menu.about_title", "Про сервіс")),
                *HONEST_WORD,
                Link("facts.operator.addresses", M("menu.addresses", "Як упізнати справжнього Дорожника")),
            ),
            (Option("ok", M("menu.ok", "Зрозуміло"), to="hub", style="primary"),),
        ),
    ),
)
