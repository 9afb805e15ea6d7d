"""The referral: to whom, how to reach the person, her consent for each, a last look, what happened."""

from __future__ import annotations

from types import MappingProxyType

from flows.definitions.modes import SELF, STAFF
from flows.definitions.referral_after import AFTER
from flows.engine.conditions import All, Filled, Has, Is, Not
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
    Given,
    Lines,
    Note,
    Option,
    Put,
    Route,
    Rows,
    Step,
    Tick,
    Title,
    When,
    Write,
)
from flows.engine.message import M

_EMERGENCY = Is("answers.verdict.emergency")
_WITHOUT: Given = MappingProxyType(
    {
        "mode": "answers.mode",
        "authority": "answers.authority",
        "emergency": "answers.verdict.emergency",
    }
)
_MAY_ASK_HEAD = All(
    STAFF,
    Is("facts.region.sending.who", "either"),
    Filled("facts.heads"),
    Not(Has("facts.me.roles", "head")),
    Not(_EMERGENCY),
    Not(Is("answers.path", "child")),
)
"""Where the region lets a specialist choose, and a head is there to sign. Danger waits for no signature."""

_WHOM: tuple[Step, ...] = (
    Derive("proposed", "referral.proposed", to="anybody"),
    Branch(
        "anybody",
        (
            Route("preset", Filled("answers.proposed.recipients.1")),
            Route("only", Filled("answers.proposed.preset")),
            Route("nobody"),
        ),
    ),
    # Where there is no choice, none is asked for: the consent that follows names the only one.
    Put("only", {"recipients": "answers.proposed.preset"}, to="contact"),
    Call(
        "nobody",
        "without",
        to=END,
        give={**_WITHOUT, "reason": Const("nobody")},
    ),
    Put("preset", {"recipients?": "answers.proposed.preset"}, to="recipients"),
    Tick(
        "recipients",
        (
            When(SELF, Title(M("referral.recipients", "Кому передати Ваше звернення?"))),
            When(STAFF, Title(M("referral.recipients_other", "Кому передати звернення?"))),
            When(
                Filled("answers.proposed.preset"),
                M("referral.preset", "Позначено тих, кого радимо. Вибір можна змінити."),
            ),
            When(
                Filled("answers.proposed.protection_first"),
                Note(M("referral.protection_first", "Спершу захист, далі все інше.")),
            ),
            When(
                Filled("answers.proposed.later"),
                Note(
                    M(
                        "referral.tracks_later",
                        "Згодом, коли буде спокійніше: {later}.",
                        later="answers.proposed.later",
                    )
                ),
            ),
            When(
                Filled("answers.proposed.stale"),
                Note(
                    M(
                        "referral.stale",
                        "Давно не підтверджено, чи все так: {names}. Краще спершу зателефонувати.",
                        names="answers.proposed.stale",
                    )
                ),
            ),
        ),
        (Rows("referral.recipients"),),
        to="chosen",
        stage=1,
        none=M("referral.none", "Нікому"),
        skip=None,
    ),
    Branch("chosen", (Route("contact", Filled("answers.recipients")), Route("no_consent"))),
)

_WHAT: tuple[Step, ...] = (
    Call(
        "contact",
        "contact",
        to="name",
        give={"mode": "answers.mode", "before": "answers.contact"},
        stage=2,
    ),
    Write(
        "name",
        (
            When(
                SELF,
                Title(M("referral.name", "Як до Вас звертатися?")),
                Note(M("referral.name_any", "Можна вигадане ім'я або ініціали.")),
            ),
            When(STAFF, Title(M("referral.name_other", "Ім'я або ініціали людини?"))),
        ),
        kind="name",
        options=(Option("skip", M("referral.no_name", "Без імені"), means="no"),),
        to="how_much",
        stage=3,
        protect=True,
    ),
    # In danger nothing is told of what happened: the ground of the level is enough.
    Branch("how_much", (Route("no_gist", _EMERGENCY), Route("gist"))),
    Put("no_gist", {"gist": Const(None)}, to="planned"),
    Write(
        "gist",
        (
            When(SELF, Title(M("referral.gist", "Що Вам потрібно? Одне-два речення."))),
            When(STAFF, Title(M("referral.gist_other", "Яка суть звернення? Одне-два речення."))),
            Note(M("referral.gist_how", "Без подробиць, адрес і номерів документів.")),
        ),
        kind="gist",
        options=(Option("skip", SKIP),),
        to="planned",
        stage=3,
        protect=True,
    ),
    Branch(
        "planned",
        (
            Route("plan_what", All(STAFF, Is("answers.verdict.managed"), Not(_EMERGENCY))),
            Route("no_plan"),
        ),
    ),
    Put("no_plan", {"plan_when": Const(None)}, to="plan"),
    Write(
        "plan_what",
        (
            Title(M("referral.plan_what", "Який наступний крок?")),
            Note(M("referral.plan_what_how", "Оберіть або напишіть коротко своїми словами.")),
        ),
        kind="text",
        options=(
            Option(
                "needs",
                M("referral.plan_needs", "Оцінити потреби"),
                sets={"plan_what": Const({"id": "needs"})},
            ),
            Option(
                "legal",
                M("referral.plan_legal", "Правова порада"),
                sets={"plan_what": Const({"id": "legal"})},
            ),
            Option(
                "documents",
                M("referral.plan_documents", "Відновити документи"),
                sets={"plan_what": Const({"id": "documents"})},
            ),
            Option(
                "shelter",
                M("referral.plan_shelter", "Безпечне житло"),
                sets={"plan_what": Const({"id": "shelter"})},
            ),
            Option(
                "work", M("referral.plan_work", "Безпечна робота"), sets={"plan_what": Const({"id": "work"})}
            ),
            Option(
                "support",
                M("referral.plan_support", "Психологічна розмова"),
                sets={"plan_what": Const({"id": "support"})},
            ),
        ),
        to="plan_who",
        stage=3,
    ),
    Choose(
        "plan_who",
        (Title(M("referral.plan_who", "Хто телефонує?")),),
        (
            Option("lead", M("referral.plan_lead", "Установа, яка веде справу")),
            Option("sender", M("referral.plan_sender", "Я")),
            Option("person", M("referral.plan_person", "Сама людина")),
        ),
        to="plan_where",
        stage=3,
    ),
    Choose(
        "plan_where",
        (Title(M("referral.plan_where", "Куди йде людина?")),),
        (Rows("referral.where"),),
        to="plan_when",
        stage=3,
    ),
    Choose(
        "plan_when",
        (Title(M("referral.plan_when", "Скільки є часу?")),),
        (
            Option("24", M("referral.plan_24", "До 24 годин")),
            Option("48", M("referral.plan_48", "До 48 годин")),
            Option("72", M("referral.plan_72", "До 72 годин")),
        ),
        to="plan",
        stage=3,
    ),
    Derive("plan", "referral.plan", to="fresh"),
)

_CONSENTS: tuple[Step, ...] = (
    Put("fresh", {"given": Const([])}, to="next"),
    Derive("next", "referral.next", to="more"),
    Branch("more", (Route("ask", Filled("answers.next")), Route("agreed"))),
    Call("ask", "consent", to="given", give={"mode": "answers.mode", "recipient": "answers.next"}, stage=4),
    Derive("given", "referral.given", to="next"),
    Derive("agreed", "referral.agreed", to="any_agreed"),
    Branch("any_agreed", (Route("summary", Filled("answers.agreed")), Route("no_consent"))),
    Call(
        "no_consent",
        "without",
        to=END,
        give={**_WITHOUT, "reason": Const("refused")},
    ),
    Derive("summary", "referral.summary", to="client"),
    Derive("client", "referral.client", to="check"),
    Choose(
        "check",
        (
            Title(M("referral.check", "Перевірте перед надсиланням")),
            Lines("answers.summary"),
            Note(M("referral.check_only", "Крім цього, не передаємо нічого.")),
            When(
                _MAY_ASK_HEAD,
                Note(
                    M("referral.either", "Надіслати можна самостійно або спершу на підпис керівництву."),
                ),
            ),
        ),
        (
            Option(
                "send",
                M("referral.send", "Надіслати"),
                to="send",
                style="primary",
                sets={"through_head": Const(value=False)},
                means="yes",
            ),
            Option(
                "head",
                M("referral.through_head", "Через керівництво"),
                to="send",
                when=_MAY_ASK_HEAD,
                sets={"through_head": Const(value=True)},
            ),
            Option("cancel", M("referral.cancel", "Не надсилати"), to="not_sent", means="no"),
        ),
        stage=4,
        protect=True,
    ),
    Call(
        "not_sent",
        "without",
        to=END,
        give={**_WITHOUT, "reason": Const("later")},
    ),
    Act(
        "send",
        "referred",
        {
            "mode": "answers.mode",
            "authority": "answers.authority",
            "path": "answers.path",
            "screening": "answers.screening",
            "verdict": "answers.verdict",
            "need": "answers.need",
            "client": "answers.client",
            "contact": "answers.contact",
            "recipients": "answers.agreed.recipients",
            "gist": "answers.gist",
            "plan": "answers.plan",
            "ground": "answers.ground",
            "profile": "answers.found.own.profile",
            "priority": "answers.found.own.priority",
            "through_head": "answers.through_head",
        },
        {"sent": "told", "nobody": "nobody", "not_permitted": "refused"},
    ),
)

REFERRAL = Flow(
    id="referral",
    version=2,
    title=M("referral.title", "Передати звернення"),
    steps=(*_WHOM, *_WHAT, *_CONSENTS, *AFTER),
    stages=4,
    parks=True,
    takes=frozenset({"mode", "authority", "path", "screening", "verdict", "found", "need", "ground"}),
    may_take=frozenset({"wish"}),
)
