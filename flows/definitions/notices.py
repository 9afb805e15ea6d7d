"""What is said when something happened elsewhere.

A push may be read by somebody else on the lock screen: to staff it carries code, colour, deadline and words
of the program only, to a person nothing that tells of an institution or of danger (design, promise 6). Paths
look at what the service gave; ``colour`` is an emoji, ``due`` a moment or None, ``lines`` a list of texts.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from flows.engine.conditions import Filled, Is, Not
from flows.engine.flow import Bullets, Const, Given, Note, Notice, Offer, Part, Title, When
from flows.engine.message import M

_REFERRAL: Given = {"referral": "answers.referral"}
_HEARD: Given = {
    **_REFERRAL,
    "deadline": "answers.deadline",
    "also": "answers.also",
    "do": Const("hear"),
}

_OPEN_CASE = M("notice.open_case", "Відкрити справу")
_OPEN_DESK = M("notice.open_desk", "Відкрити строки")
_OPEN_SENT = M("notice.open_sent", "Мої направлення")
_TO_TALK = M("notice.to_talk", "До розмови")
_HEAR = M("notice.hear", "Бачу, беру на себе")
_URGENT = (
    Title(M("notice.urgent_alert", "Невідкладно: {count}", count="answers.count")),
    Bullets("answers.lines"),
    M("notice.urgent_next", "Натисніть «Бачу, беру на себе», щоб інші знали, що цим уже хтось займається."),
)


def _by(path: str = "answers.due") -> Part:
    return When(Filled(path), M("notice.due", "Строк: до {due}.", due=path))


def _did_it(answer: str) -> Given:
    return {**_REFERRAL, "answer": Const(answer)}


_ANSWERS = (
    Offer("yes", M("contacted.yes", "Так"), "contacted", _did_it("yes")),
    Offer("no", M("contacted.no", "Ні"), "contacted", _did_it("no")),
    Offer("later", M("contacted.later", "Не зараз"), "contacted", _did_it("later")),
)

_STAFF = (
    Notice(
        "lead_alert",
        (
            Title(
                M(
                    "notice.lead_alert",
                    "{colour} Нова справа {code}",
                    colour="answers.colour",
                    code="answers.code",
                )
            ),
            _by(),
        ),
        (Offer("open", _OPEN_CASE, "case", _REFERRAL, "primary"),),
    ),
    Notice(
        "lead_reminder",
        (
            Title(M("notice.lead_reminder", "Справи чекають на Вас: {count}", count="answers.count")),
            Bullets("answers.lines"),
        ),
        (Offer("open", M("notice.open_work", "Відкрити мої справи"), "work", {}, "primary"),),
    ),
    Notice(
        "urgent_alert",
        _URGENT,
        (
            Offer("heard", _HEAR, "desk", _HEARD, "primary"),
            Offer("open", _OPEN_CASE, "case", _REFERRAL),
        ),
    ),
    # Who referred stands in for a recipient that is not on the system: her way is the list of what she sent.
    Notice(
        "sender_reminder",
        (
            Title(
                M("notice.sender_reminder", "Ваші направлення чекають на Вас: {count}", count="answers.count")
            ),
            Bullets("answers.lines"),
        ),
        (Offer("open", _OPEN_SENT, "sent", {}, "primary"),),
    ),
    Notice(
        "sender_alert",
        _URGENT,
        (
            Offer("heard", _HEAR, "desk", {**_HEARD, "sent": Const(value=True)}, "primary"),
            Offer("open", M("notice.open_one_sent", "Відкрити направлення"), "sent", _REFERRAL),
        ),
    ),
    Notice(
        "coordinator_alert",
        (
            Title(
                M(
                    "notice.coordinator_alert",
                    "{colour} Справа {code} потребує Вашої уваги",
                    colour="answers.colour",
                    code="answers.code",
                )
            ),
            _by(),
        ),
        (
            Offer("heard", _HEAR, "desk", _HEARD, "primary"),
            Offer("open", _OPEN_CASE, "case", _REFERRAL),
        ),
    ),
    Notice(
        "coordinator_due",
        (
            Title(
                M(
                    "notice.coordinator_due",
                    "Строки, що потребують Вашої уваги: {count}",
                    count="answers.count",
                )
            ),
            Bullets("answers.lines"),
        ),
        (Offer("desk", _OPEN_DESK, "desk", {}, "primary"),),
    ),
    Notice(
        "outcome_known",
        (
            Title(M("notice.outcome_known", "Справа {code}: є новина", code="answers.code")),
            When(Filled("answers.label"), M("notice.outcome_label", "{label}", label="answers.label")),
        ),
        (Offer("sent", _OPEN_SENT, "sent"),),
    ),
    Notice(
        "returned_to_sender",
        (
            Title(M("notice.returned_to_sender", "Справу {code} повернуто Вам", code="answers.code")),
            M(
                "notice.returned_next",
                "Подивіться, будь ласка, чому, і подбайте, щоб людина не залишилася сама.",
            ),
        ),
        (Offer("open", _OPEN_CASE, "sent", _REFERRAL, "primary"),),
    ),
    Notice(
        "mismatch",
        (Title(M("notice.mismatch", "Справа {code}: перевірте, чи був контакт", code="answers.code")),),
        (
            Offer("open", _OPEN_CASE, "case", _REFERRAL, "primary"),
            Offer("desk", _OPEN_DESK, "desk"),
        ),
    ),
    Notice(
        "signoff_wanted",
        (Title(M("notice.signoff_wanted", "Направлення {code} чекає на Ваш підпис", code="answers.code")),),
        (Offer("open", M("notice.open_signoff", "Переглянути"), "signoff", _REFERRAL, "primary"),),
    ),
    Notice(
        "lowering_asked",
        (
            Title(M("notice.lowering_asked", "Справа {code}: просять знизити рівень", code="answers.code")),
            M("notice.lowering_next", "Потрібне рішення другої людини. Доти рівень лишається, як є."),
        ),
        (Offer("open", M("notice.open_changes", "Розглянути"), "level", {}, "primary"),),
    ),
    Notice(
        "lowering_decided",
        (
            When(
                Is("answers.lowered"),
                Title(
                    M(
                        "notice.lowering_agreed",
                        "{colour} Справа {code}: рівень знижено",
                        colour="answers.colour",
                        code="answers.code",
                    )
                ),
            ),
            When(
                Not(Is("answers.lowered")),
                Title(
                    M(
                        "notice.lowering_refused",
                        "{colour} Справа {code}: рівень не знижено",
                        colour="answers.colour",
                        code="answers.code",
                    )
                ),
            ),
            M("notice.lowering_decided", "Про це просили Ви. Вирішила друга людина."),
        ),
        (Offer("open", _OPEN_CASE, "case", _REFERRAL, "primary"),),
    ),
    Notice(
        "reassigned_to_you",
        (
            Title(
                M(
                    "notice.reassigned_to_you",
                    "{colour} Справу {code} передано Вам",
                    colour="answers.colour",
                    code="answers.code",
                )
            ),
            _by(),
        ),
        (Offer("open", _OPEN_CASE, "case", _REFERRAL, "primary"),),
    ),
    Notice(
        "head_told",
        (
            Title(
                M(
                    "notice.head_told",
                    "{colour} Направлення {code} надіслано без підпису",
                    colour="answers.colour",
                    code="answers.code",
                )
            ),
            M("notice.head_told_next", "Невідкладне не чекає на підпис. Від Вас зараз нічого не потрібно."),
        ),
    ),
    Notice(
        "contact_changed",
        (
            Title(
                M("notice.contact_changed", "Справа {code}: змінився безпечний контакт", code="answers.code")
            ),
            M("notice.contact_changed_next", "Перш ніж зв'язуватися, відкрийте справу ще раз."),
        ),
        (Offer("open", _OPEN_CASE, "case", _REFERRAL, "primary"),),
    ),
    Notice(
        "reply_came",
        (
            Title(
                M(
                    "notice.reply_came",
                    "{colour} Справа {code}: є відповідь",
                    colour="answers.colour",
                    code="answers.code",
                )
            ),
        ),
        (Offer("open", _OPEN_CASE, "case", _REFERRAL, "primary"),),
    ),
    Notice(
        "onward_prepared",
        (
            Title(
                M(
                    "notice.onward_prepared",
                    "{colour} Справа {code}: підготовлено наступне направлення",
                    colour="answers.colour",
                    code="answers.code",
                )
            ),
            M("notice.onward_next", "Без згоди людини нічого не надішлемо. Спитайте її, коли буде зручно."),
        ),
        (
            Offer(
                "onward",
                M("notice.open_onward", "Переглянути"),
                "onward",
                {**_REFERRAL, "onward": "answers.onward"},
                "primary",
            ),
        ),
    ),
    Notice(
        "duty_told",
        (
            When(
                Filled("answers.code"),
                Title(
                    M(
                        "notice.duty_told",
                        "{colour} Справа {code}: записано дію за законом",
                        colour="answers.colour",
                        code="answers.code",
                    )
                ),
            ),
            When(Not(Filled("answers.code")), Title(M("notice.duty_told_bare", "Записано дію за законом"))),
        ),
        (Offer("open", M("notice.open", "Відкрити"), "case", _REFERRAL),),
    ),
    Notice(
        "group_due",
        (
            Title(
                M("notice.group_due", "Строк у робочій групі настав. Кроків: {count}", count="answers.count")
            ),
        ),
        (
            Offer(
                "open",
                M("notice.open_group", "Відкрити групу"),
                "groups",
                {"group": "answers.group"},
                "primary",
            ),
        ),
    ),
    Notice(
        "group_given",
        (Title(M("notice.group_given", "Вам доручили вести робочу групу")),),
        (
            Offer(
                "open",
                M("notice.open_group", "Відкрити групу"),
                "groups",
                {"group": "answers.group"},
                "primary",
            ),
        ),
    ),
    Notice(
        "publication_new",
        (
            When(
                Not(Is("answers.again")),
                Title(M("notice.publication_new", "Область опублікувала: {label}", label="answers.label")),
            ),
            When(
                Is("answers.again"),
                Title(M("notice.publication_again", "Ще не прочитано: {label}", label="answers.label")),
            ),
            M("notice.publication_next", "Прочитайте, будь ласка, і натисніть «Ознайомлено»."),
        ),
        (
            Offer(
                "read",
                M("notice.read", "Прочитати"),
                "publications",
                {"publication": "answers.publication"},
                "primary",
            ),
        ),
    ),
    Notice(
        "service_check",
        (
            When(
                Not(Is("answers.doubted")),
                Title(
                    M("notice.service_check", "Усе так у довіднику? Записів: {count}", count="answers.count")
                ),
            ),
            When(
                Is("answers.doubted"),
                Title(M("notice.service_doubted", "Люди не змогли додзвонитися. Чи все так?")),
            ),
            Bullets("answers.lines"),
            M(
                "notice.service_check_next",
                "Це бачать люди, які шукають допомогу. Досить одного дотику.",
            ),
        ),
        (
            Offer(
                "so",
                M("notice.service_so", "Так, усе так"),
                "service_check",
                {
                    "services": "answers.services",
                    "seen": "answers.seen",
                    "more": "answers.more",
                    "did": Const("yes"),
                },
                "primary",
            ),
            Offer(
                "change",
                M("notice.service_change", "Треба змінити"),
                "service_check",
                {"services": "answers.services", "did": Const("change")},
            ),
            Offer(
                "later",
                M("notice.service_later", "Пізніше"),
                "service_check",
                {"services": "answers.services", "did": Const("later")},
            ),
        ),
    ),
    Notice(
        "proposal_settled",
        (
            When(
                Is("answers.approved"),
                Title(
                    M("notice.proposal_approved", "Вашу пропозицію погоджено: {name}", name="answers.label")
                ),
            ),
            When(
                Not(Is("answers.approved")),
                Title(
                    M("notice.proposal_refused", "Вашу пропозицію відхилено: {name}", name="answers.label")
                ),
            ),
        ),
    ),
    # on a lock screen it tells nobody what it is about
    Notice(
        "wellbeing_invited",
        (M("notice.wellbeing_invited", "Для Вас є коротке запитання. Відповідати не обов'язково."),),
        (Offer("open", M("notice.open", "Відкрити"), "wellbeing", {}, "primary"),),
    ),
    # of a talk nothing is said here: only that somebody waits, or that there is something new
    Notice(
        "talk_asked",
        (
            Title(M("notice.talk_asked", "Людина просить поговорити")),
            M("notice.talk_asked_next", "Хто перший візьме розмову, той її й веде."),
        ),
        (
            Offer(
                "take",
                M("notice.talk_take", "Взяти розмову"),
                "talks",
                {"talk": "answers.talk"},
                "primary",
            ),
        ),
    ),
    Notice(
        "talk_new",
        (M("notice.talk_new", "Нове повідомлення в розмові."),),
        (Offer("open", _TO_TALK, "talks", {"talk": "answers.talk"}, "primary"),),
    ),
    Notice("talk_over", (M("notice.talk_over", "Розмову завершено."),)),
    # no place is named on a lock screen
    Notice(
        "hold_ends",
        (
            Title(M("notice.hold_ends", "Місце притримано лише до {due}", due="answers.due")),
            M("notice.hold_ends_next", "Місць: {count}. Далі вони звільняться самі.", count="answers.count"),
        ),
        (Offer("open", M("notice.open", "Відкрити"), "shelters", {"hold": "answers.hold"}, "primary"),),
    ),
    Notice(
        "hold_lapsed",
        (
            Title(M("notice.hold_lapsed", "Притримане місце звільнилося")),
            M(
                "notice.hold_lapsed_next",
                "Час минув: {due}. За потреби притримайте ще раз.",
                due="answers.due",
            ),
        ),
        (Offer("find", M("notice.open_shelters", "До місць проживання"), "shelters"),),
    ),
    Notice(
        "place_overfull",
        (
            Title(M("notice.place_overfull", "Людей більше, ніж місць")),
            M("notice.place_overfull_next", "Понад місця: {count}.", count="answers.count"),
        ),
        (Offer("open", M("notice.open", "Відкрити"), "shelters", {"shelter": "answers.shelter"}, "primary"),),
    ),
    Notice(
        "case_taken_away",
        (
            Title(M("notice.case_taken_away", "Справу {code} Ви більше не ведете", code="answers.code")),
            M(
                "notice.case_taken_next",
                "Нею займається хтось інший або її закрито. Від Вас нічого не потрібно.",
            ),
        ),
    ),
    Notice(
        "consent_over_there",
        (
            When(
                Is("answers.withdrawn"),
                Title(
                    M(
                        "notice.consent_over_there",
                        "Справа {code}: людина відкликала згоду",
                        code="answers.code",
                    )
                ),
            ),
            When(
                Not(Is("answers.withdrawn")),
                Title(
                    M("notice.consent_ended_there", "Справа {code}: згода вже не діє", code="answers.code")
                ),
            ),
            M("notice.consent_over_next", "Повідомте установу, якій передали форму."),
        ),
        (Offer("open", _OPEN_CASE, "case", _REFERRAL, "primary"),),
    ),
    Notice(
        "work_moved",
        (
            Title(M("notice.work_moved", "Ваш робочий доступ перейшов на інший пристрій")),
            M(
                "notice.work_moved_next",
                "Тут він більше не діє. Якщо посилання відкрили не Ви, одразу скажіть координаторці чи"
                " координатору.",
            ),
        ),
    ),
    Notice(
        "region_refused",
        (
            Title(M("notice.region_refused", "Файл області не прийнято")),
            Bullets("answers.lines"),
            When(
                Filled("answers.count"),
                M("notice.region_refused_more", "Ще помилок: {count}.", count="answers.count"),
            ),
            M(
                "notice.region_refused_next",
                "Досі діє попередній порядок. Виправте файл — його перечитають.",
            ),
        ),
    ),
    Notice(
        "region_mended",
        (
            Title(M("notice.region_mended", "Файли областей тепер правильні")),
            M("notice.region_mended_next", "Помилки, про яку ми писали, вже немає. Порядок не змінився."),
        ),
    ),
    Notice(
        "region_taken",
        (
            Title(M("notice.region_taken", "Порядок області змінено")),
            Bullets("answers.lines"),
            M(
                "notice.region_taken_next",
                "Нові справи йдуть за новим порядком. Розпочаті завершать за тим, з якого почалися.",
            ),
        ),
    ),
    Notice(
        "cost_near_cap",
        (
            Title(
                M(
                    "notice.cost_near_cap",
                    "Платні повідомлення у Viber: {sent} із {cap} на цей місяць",
                    sent="answers.count",
                    cap="answers.label",
                )
            ),
            M(
                "notice.cost_next",
                "Коли межу буде вичерпано, нагадування у Viber чекатимуть, доки людина напише сама. Межу"
                " змінює той, хто встановив бота (VIBER_MONTHLY_CAP).",
            ),
        ),
    ),
    Notice(
        "revoked",
        (
            Title(M("notice.revoked", "Ваш робочий доступ закрито")),
            M("notice.revoked_next", "Якщо це помилка, зверніться до координаторки чи координатора."),
        ),
    ),
)

_PERSON = (
    Notice(
        "contact_claimed",
        (
            Title(M("notice.contact_claimed", "З Вами вже зв'язалися?")),
            M("notice.about", "Ідеться про Ваше звернення {code}.", code="answers.code"),
            Note(M("notice.one_tap", "Досить одного дотику.")),
        ),
        _ANSWERS,
    ),
    Notice(
        "asked_arrived",
        (
            Title(M("notice.asked_arrived", "Чи вдалося отримати те, по що Ви звернулися?")),
            M("notice.about", "Ідеться про Ваше звернення {code}.", code="answers.code"),
            Note(M("notice.one_tap", "Досить одного дотику.")),
        ),
        _ANSWERS,
    ),
    Notice(
        "letter_waits",
        (M("notice.letter_waits", "Для Вас є повідомлення."),),
        (Offer("read", M("notice.read", "Прочитати"), "letters", _REFERRAL, "primary"),),
    ),
    Notice(
        "talk_answered",
        (M("notice.talk_answered", "Вам тут відповіли."),),
        (Offer("open", _TO_TALK, "talk", {"talk": "answers.talk"}, "primary"),),
    ),
    Notice(
        "talk_news",
        (M("notice.talk_new", "Нове повідомлення в розмові."),),
        (Offer("open", _TO_TALK, "talk", {"talk": "answers.talk"}, "primary"),),
    ),
    Notice(
        "talk_closed",
        (M("notice.talk_over", "Розмову завершено."),),
        (Offer("open", M("notice.look", "Переглянути"), "talk", {"talk": "answers.talk"}),),
    ),
    Notice(
        "talk_nobody",
        (M("notice.talk_nobody", "Зараз відповісти нікому."),),
        (Offer("open", M("notice.look", "Переглянути"), "talk", {"talk": "answers.talk"}),),
    ),
    Notice(
        "onward_asked",
        (M("notice.onward_asked", "Для Вас є запитання."),),
        (
            Offer(
                "answer",
                M("notice.open_question", "Відкрити"),
                "asked",
                {"onward": "answers.onward"},
                "primary",
            ),
        ),
    ),
    Notice(
        "person_news",
        (M("notice.person_news", "Є новина щодо Вашого звернення."),),
        (Offer("mine", M("notice.look", "Переглянути"), "mine", {}, "primary"),),
    ),
)

NOTICES: Mapping[str, Notice] = MappingProxyType({one.id: one for one in (*_STAFF, *_PERSON)})
PERSONAL = frozenset(one.id for one in _PERSON)
"""What is said to somebody about her own case: her safe hours and her discretion hold, whoever she is."""

INTERRUPTING = frozenset({"urgent_alert", "talk_new", "talk_news", "talk_answered", "revoked", "work_moved"})
"""What comes even to somebody who is in a talk with a living person; so does whatever is red. The rest waits
till the talk is over."""
