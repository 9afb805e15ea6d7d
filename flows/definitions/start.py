"""Getting acquainted: language, region, community, and an honest word on who runs this and what is kept."""

from __future__ import annotations

from flows.engine.conditions import Filled, Is, Not
from flows.engine.flow import (
    END,
    SKIP,
    Act,
    Branch,
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
    Title,
    When,
    Write,
)
from flows.engine.message import M

ONBOARDED = Is("facts.me.onboarded")

HONEST_WORD: tuple[Part, ...] = (
    When(
        Filled("facts.operator.name"),
        M("start.operator", "Цей сервіс веде {name}.", name="facts.operator.name"),
    ),
    When(
        Filled("facts.operator.contact"),
        M("start.operator_contact", "Як з ними зв'язатися: {contact}", contact="facts.operator.contact"),
    ),
    M("start.free", "Це безкоштовно, довідка ВПО не потрібна."),
    M("start.no_rescue", "Це не служба порятунку: якщо є небезпека, телефонуйте 102 або 103."),
    M(
        "start.shared",
        "Без Вашої згоди нікому нічого не передаємо. Виняток — вимога закону, наприклад, коли дитина в"
        " небезпеці. Про це Вам скажуть.",
    ),
    M(
        "start.kept",
        "Записуємо найменше. Незавершене стираємо через 72 години. Свої дані можна будь-коли переглянути або"
        " стерти.",
    ),
    When(
        Not(Is("facts.me.channel", "web")),  # whatever channel is added is somebody else's too
        M(
            "start.messenger",
            "Цей чат не має наскрізного шифрування: його може прочитати й сам месенджер. Не пишіть сюди"
            " номерів документів, карток і точних адрес.",
        ),
    ),
    When(
        Is("facts.me.channel", "web"),
        M(
            "start.web",
            "Ця сторінка не має наскрізного шифрування: ті, хто веде сервіс, технічно можуть прочитати"
            " написане. Не пишіть номерів документів, карток і точних адрес.",
        ),
    ),
)

START = Flow(
    id="start",
    version=2,
    title=M("start.title", "Знайомство"),
    steps=(
        Choose(
            "language",
            (
                When(
                    Not(ONBOARDED),
                    Title(M("start.hello", "Вітаємо! Це «Дорожник»")),
                    M(
                        "start.for",
                        "Підкажемо, куди звернутися по допомогу. Якщо захочете, передамо Ваше прохання.",
                    ),
                ),
                When(ONBOARDED, Title(M("start.language", "Якою мовою говоримо?"))),
                When(
                    Filled("facts.languages.1"),
                    M("start.choose_language", "Оберіть мову. Choose your language."),
                ),
            ),
            (
                Rows("start.languages"),
                Option(
                    "code",
                    M("start.have_code", "Маю код, щоб повернутися"),
                    to="returning",
                    when=Not(ONBOARDED),
                ),
            ),
            to="set_language",
        ),
        Call("returning", "returning", to="language"),
        Act("set_language", "language_chosen", {"language": "answers.language"}, {"ok": "region"}),
        Choose(
            "region",
            (
                Title(M("start.region", "У якій області Ви зараз?")),
                Note(M("start.region_why", "Від цього залежить, які служби є поруч.")),
            ),
            (Rows("start.regions"),),
            to="whose",
        ),
        Branch("whose", (Route("two", Filled("answers.region_row.authorities")), Route("community"))),
        Put("two", {"authorities": "answers.region_row.authorities"}, to="authority"),
        Choose(
            "authority",
            (
                Title(M("start.authority", "Де саме Ви зараз?")),
                Note(
                    M(
                        "start.authority_why",
                        "Місто й область допомагають окремо. Тому спитаємо, де Ви.",
                    )
                ),
            ),
            (Rows("own.authorities"),),
            to="community",
            saves="region",
        ),
        Write(
            "community",
            (
                Title(M("start.community", "У якій громаді, місті чи селі?")),
                Note(M("start.community_why", "Можна пропустити. Вулицю й будинок не пишіть.")),
            ),
            kind="community",
            options=(
                Rows("start.communities"),
                Option("skip", SKIP, sets={"community_row": Const(None)}),
            ),
            to="place",
        ),
        Derive("place", "start.place", to="set_place"),
        Act(
            "set_place",
            "place_chosen",
            {"region": "answers.region", "community": "answers.place"},
            {"ok": "known"},
        ),
        Branch("known", (Route(END, ONBOARDED), Route("about"))),
        Choose(
            "about",
            (Title(M("start.about", "Кілька чесних слів")), *HONEST_WORD),
            (
                Option("go", M("start.go", "Зрозуміло, далі"), to="onboard", style="primary"),
                Option("discreet", M("start.shared_phone", "Цей телефон бачить ще хтось"), to="discreet"),
            ),
        ),
        Call("discreet", "discreet", to="about"),
        Act("onboard", "onboarded", {}, {"ok": END}),
    ),
)
