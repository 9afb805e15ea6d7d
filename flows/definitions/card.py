"""The case card on a worker's screen, in parts that several conversations show.

A number to call stands only beside the rules for using it (design, promise 6), never on the card itself.
"""

from __future__ import annotations

from flows.engine.conditions import All, Condition, Either, Filled, Is, Not
from flows.engine.flow import Bullets, Copy, Note, Part, Title, When
from flows.engine.message import M

FOUND = Filled("facts.card")
MINE = Is("facts.card.mine")
SENT = Filled("facts.card.sender.institution")
"""Somebody referred the person: she did not come by herself."""


def among(path: str, *values: str) -> Condition:
    """The value at the path is one of these."""
    return Either(*(Is(path, value) for value in values))


ACTIVE = among("facts.card.state", "accepted", "contacted", "working", "silent")
OPEN = Either(among("facts.card.state", "waiting", "sent"), ACTIVE)
BEFORE_CONTACT = among("facts.card.state", "waiting", "sent", "accepted", "silent")


def gone(found: Condition) -> tuple[Part, ...]:
    """What a screen about a case says where the case is not (any more) for her who looks."""
    return (
        When(
            Not(found),
            Title(M("card.gone", "Ця справа Вам зараз недоступна")),
            M(
                "card.gone_why",
                "Можливо, її передали іншій людині, завершено або згоду на доступ відкликано. Якщо це схоже"
                " на помилку, зверніться до координаторки чи координатора.",
            ),
        ),
    )


GONE = gone(FOUND)

HEAD: tuple[Part, ...] = (
    When(
        FOUND,
        Title(
            M("card.title", "{colour} Справа {code}", colour="facts.card.colour", code="facts.card.code"),
        ),
        M(
            "card.state",
            "{level}. Стан: {state}.",
            level="facts.card.level_label",
            state="facts.card.state_label",
        ),
        When(
            All(Filled("facts.card.due"), BEFORE_CONTACT),
            M("card.due", "Перший контакт має бути до {due}.", due="facts.card.due"),
        ),
        When(
            Is("facts.card.priority"),
            M("card.priority", "⏫ Область ставить такі звернення першими серед рівних за терміновістю."),
        ),
        When(
            Filled("facts.card.change"),
            M("card.change", "Хтось попросив знизити рівень. Рішення за другою людиною."),
        ),
        When(
            Filled("facts.card.older_order"),
            Note(
                M(
                    "card.older_order",
                    "Справа йде за порядком, що діяв на {day}.",
                    day="facts.card.older_order",
                )
            ),
        ),
    ),
)

NEED: tuple[Part, ...] = (
    When(
        FOUND,
        When(
            Filled("facts.card.client.name"),
            M("card.name", "Людина: {name}", name="facts.card.client.name"),
        ),
        When(Filled("facts.card.need"), M("card.need", "Що потрібно: {need}.", need="facts.card.need")),
        When(Filled("facts.card.gist"), M("card.gist", "Суть: {gist}", gist="facts.card.gist")),
        When(
            Filled("facts.card.profile"),
            M("card.profile", "З відповідей людини:"),
            Bullets("facts.card.profile"),
        ),
        When(
            Filled("facts.card.signals"),
            M("card.signals", "На що зважати:"),
            Bullets("facts.card.signals"),
        ),
    ),
)

ROUTE: tuple[Part, ...] = (
    When(
        FOUND,
        When(
            SENT,
            M(
                "card.sender",
                "Направлення від: {institution}, {name}",
                institution="facts.card.sender.institution",
                name="facts.card.sender.name",
            ),
        ),
        When(
            Not(SENT),
            M("card.came_herself", "Людина звернулася сама."),
        ),
        When(
            Filled("facts.card.sender.phone"),
            M("card.sender_phone", "Робочий телефон: {phone}", phone="facts.card.sender.phone"),
        ),
        When(
            Filled("facts.card.plan"),
            M("card.plan", "Домовлено про наступні кроки:"),
            Bullets("facts.card.plan"),
        ),
        When(
            Filled("facts.card.final"),
            M("card.final", "Складну справу до кінця координує: {body}.", body="facts.card.final"),
        ),
        When(
            Filled("facts.card.consent"),
            Note(M("card.consent", "Згода: {consent}", consent="facts.card.consent")),
        ),
    ),
)

RECIPIENT: tuple[Part, ...] = (
    When(
        Filled("facts.card.institution"),
        M("card.institution", "Кому: {institution}.", institution="facts.card.institution"),
    ),
    When(Filled("facts.card.lead"), M("card.lead", "Відповідає: {lead}", lead="facts.card.lead")),
)

TOGETHER: tuple[Part, ...] = (
    When(
        Filled("facts.card.beyond"),
        M("card.beyond", "Потрібна допомога області: {grounds}.", grounds="facts.card.beyond"),
    ),
    When(
        Filled("facts.card.joint_plan"),
        When(
            Is("facts.card.joint_plan.agreed"),
            M(
                "card.plan_agreed",
                "Спільний план: усі потрібні долучилися ({bodies}).",
                bodies="facts.card.joint_plan.bodies",
            ),
        ),
        When(
            Filled("facts.card.joint_plan.missing"),
            M(
                "card.plan_draft",
                "Спільний план поки чернетка, бракує: {missing}.",
                missing="facts.card.joint_plan.missing",
            ),
        ),
    ),
    When(
        Filled("facts.card.placement"),
        M(
            "card.placement",
            "Живе тут: {place}, з {since}.",
            place="facts.card.placement.place",
            since="facts.card.placement.since",
        ),
    ),
    When(
        Filled("facts.card.onward"),
        M("card.onward", "Направлення далі:"),
        Bullets("facts.card.onward"),
    ),
)

OUTCOME: tuple[Part, ...] = (
    When(
        Filled("facts.card.outcome.label"),
        M("card.outcome", "Результат: {label}.", label="facts.card.outcome.label"),
    ),
    When(
        Filled("facts.card.outcome.words"),
        M("card.outcome_words", "{words}", words="facts.card.outcome.words"),
    ),
)

LETTERS: tuple[Part, ...] = (
    When(
        Filled("facts.card.letters"),
        M("card.letters", "Повідомлення з людиною:"),
        Bullets("facts.card.letters"),
    ),
)

_WAY = "facts.card.client.way"
_WHO = "facts.card.client.who"
_NUMBER = Filled("facts.card.client.number")

SAFE_CONTACT: tuple[Part, ...] = (
    When(
        FOUND,
        Title(M("card.safe", "Справа {code}: як зв'язатися безпечно", code="facts.card.code")),
        When(
            Filled("facts.card.client.name"),
            M("card.safe_name", "До кого звертатися: {name}", name="facts.card.client.name"),
        ),
        When(Is(_WAY, "call"), M("card.way_call", "Як: телефонний дзвінок.")),
        When(Is(_WAY, "sms"), M("card.way_sms", "Як: лише СМС. Не телефонуйте.")),
        When(
            All(Is(_WAY, "telegram"), _NUMBER),
            M("card.way_telegram", "Як: повідомлення в Telegram. Не телефонуйте."),
        ),
        When(
            All(Is(_WAY, "viber"), _NUMBER),
            M("card.way_viber", "Як: повідомлення у Viber. Не телефонуйте."),
        ),
        When(Is(_WAY, "through"), M("card.way_through", "Як: через людину, якій вона довіряє.")),
        When(
            All(Not(_NUMBER), Filled("facts.card.chat")),
            M(
                "card.in_chat",
                "Як: повідомлення тут, у Дорожнику. Номера людина не залишила. Натисніть «Написати людині».",
            ),
        ),
        When(
            All(Not(_NUMBER), Not(Filled("facts.card.chat"))),
            M(
                "card.no_number",
                "Номера людина не залишила і чекає на новини в Дорожнику. Статус, який Ви запишете, вона"
                " побачить.",
            ),
        ),
        When(_NUMBER, Copy("facts.card.client.number")),
        When(
            Filled("facts.card.client.hours"),
            M("card.hours", "Коли: {hours}. В інший час не турбуйте.", hours="facts.card.client.hours"),
        ),
        When(
            Not(Filled("facts.card.client.hours")),
            M("card.hours_any", "Час не вказано: зв'язуйтеся з 8:00 до 21:00."),
        ),
        When(
            Is(_WHO, "me"),
            M("card.who_me", "Говоріть лише з нею чи ним особисто. Іншим не кажіть, хто Ви і звідки."),
        ),
        When(
            Is(_WHO, "trusted"),
            M("card.who_trusted", "Відповісти може людина, якій довіряють. Про суть говоріть лише особисто."),
        ),
        When(
            Is(_WHO, "anyone"),
            M("card.who_anyone", "Відповісти може будь-хто, це безпечно. Про суть говоріть лише особисто."),
        ),
        When(
            Filled("facts.card.client.word"),
            M(
                "card.word",
                "Кодове слово: {word}. Назвіть його на початку розмови.",
                word="facts.card.client.word",
            ),
        ),
        When(
            Filled("facts.card.client.notes"),
            M("card.notes", "Важливо: {notes}", notes="facts.card.client.notes"),
        ),
        Note(
            M(
                "card.caution",
                "Спершу спитайте, чи зручно говорити. Якщо поруч може бути хтось, хто кривдить, закінчіть"
                " розмову й запишіть спробу «говорити було небезпечно».",
            ),
        ),
    ),
)
