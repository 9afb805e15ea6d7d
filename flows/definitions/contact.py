"""Safe contact: how, when and by whom a person may be reached. What is said here is law for the program."""

from __future__ import annotations

from flows.definitions.modes import SELF, STAFF
from flows.engine.conditions import All, Either, Filled, Is, Not
from flows.engine.flow import (
    END,
    SKIP,
    Branch,
    Choose,
    Const,
    Derive,
    Flow,
    Lines,
    Note,
    Option,
    Put,
    Route,
    Rows,
    Title,
    When,
    Write,
)
from flows.engine.message import M

_CHAT = Either(Is("facts.me.channel", "telegram"), Is("facts.me.channel", "viber"))
_WINDOWS = (
    ("any", M("contact.any", "Будь-коли з 8:00 до 21:00"), 8, 21),
    ("morning", M("contact.morning", "Зранку, з 8:00 до 12:00"), 8, 12),
    ("noon", M("contact.noon", "Удень, з 12:00 до 17:00"), 12, 17),
    ("evening", M("contact.evening", "Увечері, з 17:00 до 21:00"), 17, 21),
)

CONTACT = Flow(
    id="contact",
    version=1,
    title=M("contact.title", "Безпечний зв'язок"),
    ends={
        "way": "answers.way",
        "number": "answers.number",
        "from": "answers.from",
        "to": "answers.to",
        "hours": "answers.hours",
        "who": "answers.who",
        "word": "answers.word",
    },
    steps=(
        Derive("earlier", "contact.earlier", to="begin"),
        Branch("begin", (Route("keep", Filled("answers.earlier")), Route("way"))),
        Choose(
            "keep",
            (
                Title(M("contact.keep", "Зв'язуватися так само?")),
                Lines("answers.earlier.lines"),
            ),
            (
                Option("same", M("contact.same", "Так, нічого не змінилося"), to="take", style="primary"),
                Option("change", M("contact.change", "Змінити"), to="way"),
            ),
            protect=True,
        ),
        Put(
            "take",
            {
                "way": "answers.earlier.contact.way",
                "number": "answers.earlier.contact.number",
                "from": "answers.earlier.contact.from",
                "to": "answers.earlier.contact.to",
                "hours": "answers.earlier.contact.hours",
                "who": "answers.earlier.contact.who",
                "word": "answers.earlier.contact.word",
            },
            to=END,
        ),
        Choose(
            "way",
            (
                When(SELF, Title(M("contact.way", "Як з Вами безпечно зв'язатися?"))),
                When(STAFF, Title(M("contact.way_other", "Як із людиною безпечно зв'язатися?"))),
                When(
                    STAFF,
                    Note(M("contact.ask", "Запитайте саме про безпеку: хто бере слухавку, хто читає екран.")),
                ),
            ),
            (
                Option(
                    "here",
                    M("contact.here", "Тут, у цьому чаті"),
                    when=All(SELF, _CHAT),
                    sets={"way": "facts.me.channel"},
                ),
                Option(
                    "page",
                    M("contact.page", "Тут: зайду по відповідь"),
                    when=All(SELF, Is("facts.me.channel", "web")),
                    sets={"way": Const("web")},
                ),
                Option("call", M("contact.call", "Телефонний дзвінок")),
                Option("sms", M("contact.sms", "СМС")),
                Option("telegram", M("contact.telegram", "Повідомлення в Telegram"), when=STAFF),
                Option("viber", M("contact.viber", "Повідомлення у Viber"), when=STAFF),
                Option("through", M("contact.through", "Через людину, якій можна довіряти")),
            ),
            to="reach",
            protect=True,
        ),
        Branch(
            "reach",
            (
                Route("on_page", Is("answers.way", "web")),
                Route(
                    "in_chat",
                    All(SELF, Either(Is("answers.way", "telegram"), Is("answers.way", "viber"))),
                ),
                Route("number"),
            ),
        ),
        Put(
            "on_page",
            {
                "number": Const(None),
                "from": Const(None),
                "to": Const(None),
                "hours": Const(None),
                "who": Const("me"),
                "word": Const(None),
            },
            to=END,
        ),
        Put("in_chat", {"number": Const(None), "who": Const("me")}, to="fresh"),
        Write(
            "number",
            (
                When(
                    Is("answers.way", "through"),
                    Title(M("contact.number_trusted", "Який номер цієї людини?")),
                    Note(M("contact.ask_trusted", "Переконайтеся, що вона знає про це і не проти.")),
                ),
                When(
                    Not(Is("answers.way", "through")),
                    When(SELF, Title(M("contact.number", "Який у Вас номер телефону?"))),
                    When(STAFF, Title(M("contact.number_other", "Який номер телефону?"))),
                ),
                When(SELF, Note(M("contact.number_for", "Номер побачать лише ті, кому Ви дозволите."))),
                When(
                    STAFF, Note(M("contact.number_whose", "Номер побачать лише ті, кому дозволить людина."))
                ),
            ),
            kind="phone",
            options=(Option("other", M("contact.other_way", "Обрати інший спосіб"), to="way"),),
            to="fresh",
            protect=True,
        ),
        Put("fresh", {"hours": Const(None)}, to="window"),
        Choose(
            "window",
            (
                When(SELF, Title(M("contact.window", "Коли з Вами безпечно зв'язуватися?"))),
                When(STAFF, Title(M("contact.window_other", "Коли безпечно зв'язуватися?"))),
                When(
                    Filled("answers.hours"),
                    M("contact.noted", "Записали: {hours}. Тепер оберіть години.", hours="answers.hours"),
                ),
                When(
                    SELF,
                    Note(
                        M(
                            "contact.window_law",
                            "В інший час ми Вам не напишемо. Установу попросимо не турбувати Вас у цей час.",
                        )
                    ),
                ),
                When(
                    STAFF,
                    Note(
                        M(
                            "contact.window_law_other",
                            "В інший час ми людині не напишемо. Установу попросимо не турбувати її в цей"
                            " час.",
                        )
                    ),
                ),
            ),
            (
                *(
                    Option(id_, label, to="whose", sets={"from": Const(first), "to": Const(last)})
                    for id_, label, first, last in _WINDOWS
                ),
                Option("own", M("contact.own", "Інші години"), to="opens"),
                Option(
                    "words",
                    M("contact.words", "Написати про час своїми словами"),
                    to="hours",
                    when=Not(Filled("answers.hours")),
                ),
            ),
        ),
        Write(
            "hours",
            (Title(M("contact.hours", "Що важливо знати про час?")),),
            kind="hours",
            options=(Option("skip", SKIP),),
            to="window",
        ),
        Choose(
            "opens", (Title(M("contact.opens", "З якої години?")),), (Rows("contact.opens"),), to="closes"
        ),
        Choose(
            "closes",
            (Title(M("contact.closes", "До якої години?")),),
            (Rows("contact.closes"),),
            to="own_window",
        ),
        Put(
            "own_window",
            {"from": "answers.opens_row.hour", "to": "answers.closes_row.hour"},
            to="whose",
        ),
        Branch(
            "whose",
            (
                Route("trusted", Is("answers.way", "through")),
                Route("word", Not(Filled("answers.number"))),
                Route("who"),
            ),
        ),
        Put("trusted", {"who": Const("trusted")}, to="word"),
        Choose(
            "who",
            (
                Title(M("contact.who", "Хто може взяти слухавку чи прочитати повідомлення?")),
                Note(M("contact.who_why", "Якщо відповість хтось інший, про звернення не скажуть.")),
            ),
            (
                Option("me", M("contact.only_me", "Лише я"), when=SELF, sets={"who": Const("me")}),
                Option(
                    "only",
                    M("contact.only_person", "Лише сама людина"),
                    when=STAFF,
                    sets={"who": Const("me")},
                ),
                Option("trusted", M("contact.trusted", "Також рідні, яким можна довіряти")),
                Option("anyone", M("contact.anyone", "Будь-хто, це безпечно")),
            ),
            to="word",
        ),
        Write(
            "word",
            (
                Title(M("contact.word", "Напишіть кодове слово, якщо воно потрібне")),
                When(
                    SELF,
                    M(
                        "contact.word_for",
                        "Його назвуть на початку розмови. Так Ви знатимете, що це справді ми.",
                    ),
                ),
                When(
                    STAFF,
                    M(
                        "contact.word_other",
                        "Його назвуть на початку розмови. Так людина знатиме, що телефонують саме у справі.",
                    ),
                ),
            ),
            kind="word",
            options=(Option("skip", M("contact.no_word", "Без кодового слова"), means="no"),),
            to=END,
            protect=True,
        ),
    ),
    takes=frozenset({"mode"}),
    may_take=frozenset({"before"}),
)
