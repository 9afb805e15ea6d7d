"""Glue for a referral: who may be asked, whose consent is open, and the words before and after sending."""

from __future__ import annotations

from typing import Any

from flows.definitions.consent import DAYS
from flows.definitions.rules_asking import by_herself, led
from flows.definitions.rules_own import answered
from flows.definitions.rules_people import addresses, contact_lines
from flows.engine.conditions import Scope
from flows.engine.message import M, Text
from flows.policy.bodies import BODIES
from flows.policy.words import DUTY_FIELDS, FIELDS
from flows.rules.asking import is_for
from flows.rules.needs import NEEDS

Row = dict[str, Any]

_FIELDS = {
    "name": M("consent.field_name", "ім'я, як Ви його назвете"),
    "contact": M("consent.field_contact", "телефон або чат для зв'язку"),
    "contact_way": M("consent.field_contact_way", "який спосіб і час безпечні"),
    "need": M("consent.field_need", "яка допомога потрібна"),
    "gist": M("consent.field_gist", "суть звернення в одному-двох реченнях"),
    "plan": M("consent.field_plan", "план на найближчі дні"),
    "level": M("consent.field_level", "наскільки це терміново"),
}
_FIELD_GROUND = M("consent.field_ground", "яка небезпека, без подробиць")
_FIELD_ANSWER = M("consent.field_answer", "«{question}» — {answer}")
_NAME_OTHER = M("consent.field_name_other", "ім'я або ініціали")

_WHATS = {
    "needs": M("referral.what_needs", "Оцінити потреби й скласти план"),
    "legal": M("referral.what_legal", "Порадитися з юристом чи юристкою"),
    "documents": M("referral.what_documents", "Почати відновлення документів"),
    "shelter": M("referral.what_shelter", "Знайти безпечне місце для життя"),
    "work": M("referral.what_work", "Підібрати безпечну роботу"),
    "support": M("referral.what_support", "Поговорити з психологом чи психологинею"),
}
_WHO = {
    "lead": M("referral.who_lead", "Телефонує установа, яка веде справу"),
    "sender": M("referral.who_sender", "Телефонує той, хто перенаправив"),
    "person": M("referral.who_person", "Телефонує сама людина"),
}
_WHERE = {
    "waits": M("referral.where_waits", "Поки нікуди, чекає на дзвінок чи лист"),
    "here": M("referral.where_here", "До установи, де був скринінг"),
    "there": M("referral.where_there", "До установи, куди перенаправлено"),
}
_ENTRY = M("referral.where_entry", "{name} — {address}")

_LINE_WHAT = M("referral.plan_line_what", "Що робимо: {what}")
_LINE_WHO = M("referral.plan_line_who", "Хто телефонує: {who}")
_LINE_WHERE = M("referral.plan_line_where", "Куди йде людина: {where}")
_LINE_WHEN = M("referral.plan_line_when", "До першого кроку: до {hours} годин")

_TO = M("referral.line_to", "Кому: {names}")
_LEVEL = M("referral.line_level", "Терміновість: {colour} {label}")
_CLIENT = M("referral.line_name", "Ім'я: {name}")
_NEED = M("referral.line_need", "Потреба: {need}")
_GIST = M("referral.line_gist", "Суть: {gist}")

_WILL_CONTACT = M("referral.will_contact", "З Вами мають зв'язатися до {due}. Відповідає {leader}.")
_WILL_WRITE = M("referral.will_write", "Вам мають написати тут, у чаті, до {due}. Відповідає {leader}.")
_ON_PAGE = M(
    "referral.on_page",
    "Відповідь має бути тут, на цій сторінці, до {due}. Заходьте по неї. Відповідає {leader}.",
)
_NO_DUTY_ON_PAGE = M(
    "referral.no_duty_on_page",
    "Зараз там ніхто не чергує, тому точного часу не обіцяємо. Намагатимуться відповісти до {due}: заходьте"
    " сюди по відповідь.",
)
_WILL_CONTACT_OTHER = M("referral.will_contact_other", "Перший контакт — до {due}. Відповідає {leader}.")
_PROMISES = {
    "chat": _WILL_WRITE,
    "page": _ON_PAGE,
    "elsewhere": _WILL_CONTACT,
    "other": _WILL_CONTACT_OTHER,
}
_NO_DUTY = M(
    "referral.no_duty",
    "Зараз там ніхто не чергує, тому точного часу не обіцяємо. Намагатимуться зв'язатися до {due}.",
)
_NO_DUTY_NO_TERM = M("referral.no_duty_no_term", "Зараз там ніхто не чергує, тому часу не обіцяємо.")
_SHOW = M(
    "referral.show",
    "Це показ: справжньої установи тут немає, ніхто не подзвонить і не напише. Потрібна допомога зараз? Ось"
    " лінії.",
)
_PASSED_ON = M("referral.passed_on", "Звернення отримає {leader}.")
_ASK_LATER = M("referral.ask_later", "Через {hours} год один раз запитаємо, чи все вийшло.")
_ASK_LATER_DAY = M("referral.ask_later_day", "Через {days} день один раз запитаємо, чи все вийшло.")
_ASK_LATER_FEW = M("referral.ask_later_few", "Через {days} дні один раз запитаємо, чи все вийшло.")
_ASK_LATER_DAYS = M("referral.ask_later_days", "Через {days} днів один раз запитаємо, чи все вийшло.")
_UNSIGNED = M("referral.unsigned", "Час першого контакту стане відомий, коли звернення підпишуть.")
_WAITS = M("referral.waits", "{name}: спершу звернення має підписати керівництво.")
_OUTSIDE = M("referral.outside_line", "{name}: ще не в сервісі. Зателефонуйте туди або передайте форму.")
_FIRST_CONTACT = M("referral.stays", "Поки справу не візьмуть, першим контактом для людини лишаєтеся Ви.")
_FINAL = M("referral.final", "Складну справу до кінця координує: {body}.")
_TRACKS_LATER = M("referral.tracks_later", "Згодом, коли буде спокійніше: {later}.")
_NO_ALERT = M("referral.no_alert", "Справу веде {leader}, але сповіщення там ніхто не отримає.")
_DUE_BY_HAND = M("referral.due_by_hand", "Перший контакт має бути до {due}.")
_SOMEBODY = M("referral.somebody", "відповідальна установа")


def following(scope: Scope) -> Row | None:
    """The next chosen recipient whose consent is still open, or None. The first who is agreed to leads: the
    region's own, and where it was unticked or refused rather one whose staff get the alert."""
    chosen = scope.look("answers.recipients") or []
    given = scope.look("answers.given") or []
    asked = [one["institution"] for one in given]
    proposed = scope.look("answers.proposed.recipients") or []
    left = [row for row in proposed if row["id"] in chosen and row["id"] not in asked]
    if not left:
        return None
    leads = all(one["answer"] != "yes" for one in given)
    row = left[0]
    if leads and row["id"] != proposed[0]["id"]:
        alerted = {one["id"] for one in scope.look("facts.directory") or [] if one["on_system"]}
        row = next((one for one in left if one["id"] in alerted), row)
    answers = [] if row["inform"] else _profile(scope, row.get("kind") or "", leads=leads)
    said = {**_said(scope), "profile": bool(answers)}
    fields = [one for one in _fields(scope) if said[one] and (one in DUTY_FIELDS or not row["inform"])]
    ground = row["inform"] and scope.look("answers.ground")
    return {
        **row,
        "leads": leads,
        "fields": fields,
        "field_words": [
            *(_field_word(scope, field) for field in fields if field != "profile"),
            *([_FIELD_GROUND.json()] if ground else ()),
        ],
        # As they were put to the person: she hears them, or reads them herself.
        "answer_words": [
            _FIELD_ANSWER.json(question=one["own"], answer=one["answers"])
            for one in (answers if "profile" in fields else ())
        ],
        "days": DAYS,
    }


def given(scope: Scope) -> list[Row]:
    """All answers so far, with the one just given."""
    last = scope.look("answers.ask")
    before = scope.look("answers.given") or []
    return [*(one for one in before if one["institution"] != last["institution"]), last]


def agreed(scope: Scope) -> Row | None:
    """Those who may be told; None where nobody may."""
    yes = [one for one in scope.look("answers.given") or [] if one["answer"] == "yes"]
    if not yes:
        return None
    words = ("institution", "track", "leads", "mode", "fields")
    return {
        "recipients": [{word: one[word] for word in words} for one in yes],
        "names": [one["name"] for one in yes],
    }


def plan(scope: Scope) -> Row | None:
    """The next steps in words, or None where none were planned."""
    hours = scope.look("answers.plan_when")
    if not hours:
        return None
    what = scope.look("answers.plan_what")
    what = _WHATS[what["id"]].json() if isinstance(what, dict) else what
    who = scope.look("answers.plan_who")
    where = scope.look("answers.plan_where_row.label")
    lines = [
        _LINE_WHAT.json(what=what) if what else None,
        _LINE_WHO.json(who=_WHO[who].json()) if who in _WHO else None,
        _LINE_WHERE.json(where=where) if where else None,
        _LINE_WHEN.json(hours=int(hours)),
    ]
    return {"lines": [line for line in lines if line], "hours": int(hours)}


def where_rows(scope: Scope) -> list[Row]:
    """Where the person goes next: the usual answers, then the region's known addresses."""
    rows = [{"id": id_, "label": label.json()} for id_, label in _WHERE.items()]
    for number, (_, name, address) in enumerate(addresses(scope)):
        rows.append({"id": f"at{number}", "label": _ENTRY.json(name=name, address=address)})
    return rows


def summary(scope: Scope) -> list[Text]:
    """Everything that will be sent, a line each."""
    lines: list[Text] = [_TO.json(names=scope.look("answers.agreed.names"))]
    own = by_herself(scope)
    verdict = scope.look("answers.verdict")
    lines += [] if own else [_LEVEL.json(colour=verdict["colour"], label=verdict["label"])]
    if name := scope.look("answers.name"):
        lines.append(_CLIENT.json(name=name))
    if need := NEEDS.get(scope.look("answers.need") or ""):
        label = need.self_label if own else need.specialist_label
        lines.append(_NEED.json(need=label.json()))
    if gist := scope.look("answers.gist"):
        lines.append(_GIST.json(gist=gist))
    lines += answered(_passed_on(scope), "own" if own else "other")
    lines += contact_lines(scope.look("answers.contact"), own=own)
    return [*lines, *(scope.look("answers.plan.lines") or [])]


def client(scope: Scope) -> Row:
    return {"name": scope.look("answers.name")}


def told(scope: Scope) -> Row:
    """What really happened, in words: only what a roster covers is promised."""
    sent = scope.look("answers.send")
    own = by_herself(scope)
    leader = sent.get("leader") or _SOMEBODY.json()
    due = sent.get("due")
    promised = sent.get("promise") == "roster"
    managed = scope.look("answers.verdict.managed")
    leads = next(iter(sent.get("recipients") or []), None)
    show = sent.get("promise") == "nobody"
    by_hand = not own and leads is not None and (show or not leads.get("on_system"))
    lines: list[Text] = []
    if show and own:
        lines.append(_SHOW.json())
    elif any(one.get("waits") for one in sent.get("recipients") or []):
        lines.append(_UNSIGNED.json())  # whoever is on duty there: nobody has it yet
    elif by_hand:
        lines.append(_NO_ALERT.json(leader=leader))
        lines += [_DUE_BY_HAND.json(due=due)] if due else []
    elif promised and due:
        lines.append(_PROMISES[_answered(scope)].json(due=due, leader=leader))
    elif not managed:
        lines.append(_PASSED_ON.json(leader=leader))
    else:
        waits = _NO_DUTY_ON_PAGE if _answered(scope) == "page" else _NO_DUTY
        lines.append(waits.json(due=due) if due else _NO_DUTY_NO_TERM.json())
    after = scope.look("answers.found.grade.ask_after")
    if own and after and not scope.look("facts.me.discreet"):
        lines.append(_ask_later(after // 60))
    outside = []
    for one in () if show and own else sent.get("recipients") or []:
        if one.get("waits"):
            lines.append(_WAITS.json(name=one["name"]))
        elif not one.get("on_system"):
            lines.append(_OUTSIDE.json(name=one["name"]))
            phones = [{"number": one["phone"], "name": one["name"]}] if one.get("phone") else []
            outside.append({"id": one["referral"], "label": one["name"], "phones": phones})
    if later := scope.look("answers.proposed.later"):
        lines.append(_TRACKS_LATER.json(later=later))
    if not own and (by_hand or scope.look("facts.region.stays_first_contact")):
        lines.append(_FIRST_CONTACT.json())
    final = BODIES.get(led(scope).final or "")
    if not own and final is not None:
        lines.append(_FINAL.json(body=final.json()))
    return {
        "lines": lines,
        "outside": [] if own else outside,
        "numbers": bool(not promised and managed),
        "general": show and own and not managed,
    }


def _ask_later(hours: int) -> Text:
    """In whole days where they are whole; «день», «дні» or «днів» as the number wants it."""
    days, rest = divmod(hours, 24)
    if rest or not days:
        return _ASK_LATER.json(hours=hours)
    last = 0 if days % 100 in range(11, 15) else days % 10
    words = {1: _ASK_LATER_DAY, 2: _ASK_LATER_FEW, 3: _ASK_LATER_FEW, 4: _ASK_LATER_FEW}
    return words.get(last, _ASK_LATER_DAYS).json(days=days)


def _answered(scope: Scope) -> str:
    """Where the first contact is made: in her own chat, on her page, elsewhere; or it is "other" people's."""
    if not by_herself(scope):
        return "other"
    way = scope.look("answers.contact.way")
    return {"web": "page", "telegram": "chat", "viber": "chat"}.get(way, "elsewhere")


def outside(scope: Scope) -> list[Row]:
    """Recipients not on the system that nobody has told yet."""
    handed = scope.look("answers.handed") or []
    return [one for one in scope.look("answers.told.outside") or [] if one["id"] not in handed]


def handed(scope: Scope) -> list[str]:
    return [*(scope.look("answers.handed") or []), scope.look("answers.outside")]


def _fields(scope: Scope) -> list[str]:
    """What the region lets be passed on."""
    named = scope.look("facts.region.consent.fields") or []
    return [field for field in FIELDS if field in named]


def _said(scope: Scope) -> dict[str, bool]:
    """What was really said, but for the answers to the region's own questions."""
    return {
        "name": bool(scope.look("answers.name")),
        "contact": True,
        "contact_way": True,
        "need": scope.look("answers.need") in NEEDS,
        "gist": bool(scope.look("answers.gist")),
        "plan": bool(scope.look("answers.plan")),
        "level": True,
    }


def _field_word(scope: Scope, field: str) -> Text:
    own = field != "name" or by_herself(scope)
    return (_FIELDS[field] if own else _NAME_OTHER).json()


def _profile(scope: Scope, body: str, *, leads: bool) -> list[Row]:
    """The answers to the region's own questions that are for an institution of this kind."""
    known: list[Row] = scope.look("answers.found.own.profile") or []
    return [one for one in known if is_for(one, body, leads=leads)]


def _passed_on(scope: Scope) -> list[Row]:
    """Those that somebody who is agreed to gets, each once."""
    kinds = {row["id"]: row.get("kind") or "" for row in scope.look("answers.proposed.recipients") or []}
    known: list[Row] = scope.look("answers.found.own.profile") or []
    told = [one for one in scope.look("answers.agreed.recipients") or [] if "profile" in one["fields"]]
    return [
        one
        for one in known
        if any(is_for(one, kinds.get(to["institution"], ""), leads=to["leads"]) for to in told)
    ]


RULES_REFERRAL = {
    "referral.next": following,
    "referral.given": given,
    "referral.agreed": agreed,
    "referral.plan": plan,
    "referral.where": where_rows,
    "referral.summary": summary,
    "referral.client": client,
    "referral.told": told,
    "referral.outside": outside,
    "referral.handed": handed,
}
