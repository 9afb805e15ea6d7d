"""Made-up facts and a book for the conversations of staff: their real flows, and stand-ins for the others."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from flows.definitions import book as every
from flows.definitions.aid import AID
from flows.definitions.asked import ASKED
from flows.definitions.away import AWAY
from flows.definitions.case import CASE
from flows.definitions.contacted import CONTACTED
from flows.definitions.desk import DESK
from flows.definitions.duty import DUTY
from flows.definitions.groups import GROUPS
from flows.definitions.join import JOIN
from flows.definitions.joint_plan import JOINT_PLAN
from flows.definitions.letters import LETTERS
from flows.definitions.level import LEVEL
from flows.definitions.mine import MINE
from flows.definitions.notices import NOTICES
from flows.definitions.onward import ONWARD
from flows.definitions.placement import PLACED, PLACEMENT
from flows.definitions.publications import PUBLICATIONS
from flows.definitions.rules_onward import RULES_ONWARD
from flows.definitions.sent import SENT
from flows.definitions.signoff import SIGNOFF
from flows.definitions.staff_rules import STAFF_RULES
from flows.definitions.team import TEAM
from flows.definitions.wellbeing import WELLBEING
from flows.definitions.work import WORK
from flows.engine.flow import END, Book, Call, Choose, Const, Flow, Given, Option
from flows.engine.message import M, moment

OURS = (
    CASE, WORK, SENT, SIGNOFF, LEVEL, DUTY, DESK, TEAM, JOIN, MINE, CONTACTED, LETTERS, AWAY,
    ONWARD, ASKED, JOINT_PLAN, PLACEMENT, PLACED, AID,
)  # fmt: skip

REFERRAL = "r" * 26
DEADLINE = "d" * 26
STAFF = "s" * 26
OTHER_STAFF = "t" * 26
CONSENT = "c" * 26
INSTITUTION = "i" * 26
CHANGE = "x" * 26
CODE = "К7М-4Р2"
NUMBER = "+380000000000"
DUE = moment("2026-11-24T10:00:00+00:00")
CONTACT = {"way": "sms", "number": NUMBER, "from": 9, "to": 12, "hours": None, "who": "me", "word": None}
_AGREED: Given = {"answer": Const("yes"), "mode": Const("oral"), "fields": Const(["name", "level"])}
_REFUSED: Given = {"answer": Const("no"), "mode": Const(None), "fields": Const([])}


def book() -> Book:
    """The staff's flows with a menu that opens them and the smallest stand-ins for what they call."""
    option = M("stub.go", "Далі")
    opened = (WORK, SENT, SIGNOFF, DESK, TEAM, DUTY, AWAY, MINE)
    menu = Flow(
        "menu",
        1,
        option,
        (
            Choose("hub", (option,), tuple(Option(one.id, one.title, one.id) for one in opened), saves="did"),
            *(Call(one.id, one.id, to="hub") for one in opened),
        ),
    )
    contact = Flow(
        "contact",
        1,
        option,
        (Choose("way", (option,), (Option("sms", option),), to=END),),
        takes=frozenset({"mode"}),
        ends={name: Const(value) for name, value in CONTACT.items()},
    )
    consent = Flow(
        "consent",
        1,
        option,
        (
            Choose(
                "ask",
                (option,),
                (Option("yes", option, sets=_AGREED), Option("no", option, sets=_REFUSED)),
                to=END,
                saves="did",
            ),
        ),
        takes=frozenset({"mode", "recipient"}),
        ends={name: f"answers.{name}" for name in _AGREED},
    )
    others = [menu, contact, consent, GROUPS, PUBLICATIONS, WELLBEING]  # walked in test_common_work
    known = {one.id for one in (*OURS, *others)}
    others += [
        Flow(
            one.id,
            1,
            option,
            (Choose("ask", (option,), (Option("go", option),), to=END),),
            takes=one.takes,
            may_take=one.may_take,
        )
        for one in every().flows.values()
        if one.id not in known
    ]
    return Book({flow.id: flow for flow in (*OURS, *others)}, NOTICES, {**STAFF_RULES, **RULES_ONWARD})


def grade(id_: str, colour: str, *, emergency: bool = False) -> dict[str, Any]:
    return {
        "id": id_,
        "label": f"Рівень {id_}",
        "colour": colour,
        "emergency": emergency,
        "terms": {"pausable": not emergency},
    }


REGION: Mapping[str, Any] = {
    "stays_first_contact": True,
    "closing": {
        "rule": "adapted",
        "text": "Справу закривають, коли потребу вирішено.",
        "asks": "Чи прижилася людина?",
        "note": "Напишіть, що завадило.",
    },
    "levels": {
        "grades": [grade("low", "green"), grade("middle", "yellow"), grade("high", "red", emergency=True)],
        "raising": [],
    },
    "practices": ["placements", "deidentified_exchange", "who_pays"],
    "team": {"must": ["ngo"], "calls": ["health"]},
}


def home() -> dict[str, Any]:
    return {"id": "h" * 26, "place": "Місце-зразок", "since": DUE}


def onward_row(**changes: Any) -> dict[str, Any]:
    """An institution that a case can go on to."""
    return {
        "id": INSTITUTION,
        "label": "Установа-зразок",
        "name": "Установа-зразок",
        "kind": "ngo",
        "track": "social",
        "purpose": "Допомогти з побутом.",
        "modes": ["oral", "electronic"],
        "sample": True,
        "inform": False,
        "on_system": False,
        "state": None,
        **changes,
    }


def card(**changes: Any) -> dict[str, Any]:
    """A case card as the facts promise it; everything in it is made up."""
    return {
        "referral": REFERRAL,
        "case": "k" * 26,
        "code": CODE,
        "level": "middle",
        "level_label": "середній",
        "colour": "🟡",
        "state": "accepted",
        "state_label": "у роботі",
        "need": "житло",
        "client": {
            "name": "Зразок Ім'я",
            "way": "call",
            "number": NUMBER,
            "hours": "з 9 до 12",
            "who": "me",
            "word": "яблуко",
            "notes": "не дзвонити ввечері",
        },
        "gist": "Потрібне житло для родини.",
        "signals": ["немає стабільного житла"],
        "institution": "Установа-зразок",
        "on_system": True,
        "lead": "Ведуча Зразок",
        "mine": True,
        "levels": True,
        "sender": {"institution": "ЦНАП-зразок", "name": "Фахівець Зразок", "phone": NUMBER},
        "due": DUE,
        "consent": "усна, 22 листопада",
        "attempts": ["телефон, не відповіли"],
        "attempts_count": 1,
        "plan": ["зателефонувати завтра"],
        "timeline": ["направлено"],
        "outcome": None,
        "change": None,
        "chat": True,
        "letters": ["22 листопада, людина: Дякую, чекаю."],
        "replied": True,
        "region": REGION,
        "older_order": {"at": "2026-11-20"},
        "priority": True,
        "profile": ["Чи має людина документи? — Не всі"],
        "final": "Обласний підрозділ",
        "onward": ["Установа-зразок: підготовлено"],
        "beyond": ["Потрібні кошти"],
        "home": True,
        "placement": home(),
        "table": True,
        "joint_plan": {"agreed": False, "bodies": ["ЦНАП"], "missing": ["Громадська організація"]},
        "aid": True,
        **changes,
    }


def window(every: int, before: int = 0, left: int = 0) -> dict[str, Any]:
    """What is said of the window of a list."""
    return {
        "all": every,
        "before": before,
        "left": left,
        "first": before + 1,
        "last": every - left,
        "next": before + 40 if left else None,
        "part": bool(before or left),
        "many": every > 10,
    }


def deadline(**changes: Any) -> dict[str, Any]:
    """A row of the coordinator's board, as it is looked at by itself."""
    return {
        "id": DEADLINE,
        "referral": REFERRAL,
        "case": "k" * 26,
        "code": CODE,
        "colour": "🟡",
        "place": "Установа-зразок",
        "label": f"🟡 {CODE}, до 10:00, Установа-зразок",
        "what": "Перший контакт мав бути до 10:00.",
        "overdue": True,
        "heard": False,
        "level": "middle",
        "kind": "contact",
        "pausable": True,
        "lead": "Ведуча Зразок",
        "state": "accepted",
        "state_label": "прийнято",
        "on_system": True,
        **changes,
    }


HOMES = [
    {"id": INSTITUTION, "label": "Місце", "institution": INSTITUTION, "place": None},
    {"id": "p" * 26, "label": "Кімнати: вільно 3", "institution": INSTITUTION, "place": "p" * 26},
]


def facts(**changes: Any) -> dict[str, Any]:
    """Everything a conversation of staff may look at."""
    return {
        "me": {
            "roles": ["coordinator", "lead"],
            "is_staff": True,
            "away": None,
            "channel": "telegram",
            "discreet": False,
        },
        "region": REGION,
        "emergency": [{"number": "102", "name": "Поліція", "hours": ""}],
        "work": [{"id": REFERRAL, "label": f"🟡 {CODE}", "code": CODE, "colour": "🟡", "state": "accepted"}],
        "work_count": {**window(1), "overdue": 0, "new": 0, "taken": 1, "under_way": 0, "put_first": 1},
        "sent": [{"id": REFERRAL, "label": CODE, "code": CODE, "state": "accepted", "on_system": True}],
        "sent_count": {**window(1), "open": 1, "untaken": 0, "overdue": 0, "put_first": 1},
        "card": card(),
        "procedures": [{"id": "settling", "label": "Поселення"}],
        "onward": {
            "code": CODE,
            "rows": [onward_row()],
            "preset": onward_row(state="prepared"),
            "beyond": onward_row(kind="region", on_system=True),
            "grounds": [{"id": "funding", "label": "Потрібні кошти"}],
            "channel": "Гаряча лінія",
            "who_pays": True,
            "chat": True,
            "fields": [{"id": "name", "words": "ім'я"}, {"id": "gist", "words": "суть"}],
            "days": 180,
        },
        "asked": {
            "code": CODE,
            "by": "Установа-зразок",
            "name": "Інша установа",
            "gist": "Допомога з побутом.",
            "recipient": onward_row(),
        },
        "questions": [{"id": "o" * 26, "label": f"Запит {CODE}"}],
        "placement": {"code": CODE, "running": home(), "places": HOMES},
        "placed": [{"id": INSTITUTION, "label": "Місце: 2", "name": "Місце"}],
        "placed_at": [{"id": "h" * 26, "label": f"Справа {CODE}"}],
        "aid": {"code": CODE, "lines": ["Гуманітарна допомога: надано"]},
        "joint_plan": {
            "code": CODE,
            "bodies": [{"id": "ngo", "label": "Громадська організація"}, {"id": "cnap", "label": "ЦНАП"}],
            "ticked": ["cnap"],
            "hint": "Кличте громадські організації.",
            "calls": ["Медичний заклад"],
            "agreed": False,
            "missing": ["Громадська організація"],
            "missing_kinds": ["ngo"],
        },
        "due": [deadline()],
        "deadline": deadline(),
        "ticked": [deadline()["label"]],
        "due_count": {**window(1), "overdue": 1, "ahead": 0, "heard": 0},
        "due_places": [{"id": INSTITUTION, "label": "Установа-зразок: 1", "name": "Установа-зразок"}],
        "team": [
            {
                "id": id_,
                "label": name,
                "institution": "Установа-зразок",
                "roles": ["specialist", "lead", "head", "coordinator"],
                "deputy": "Ще Хтось",
                "away": True,
            }
            for id_, name in ((STAFF, "Перша Зразок"), (OTHER_STAFF, "Другий Зразок"))
        ],
        "leads": [{"id": OTHER_STAFF, "label": "Другий Зразок"}],
        "institutions": [{"id": INSTITUTION, "label": "Установа-зразок"}],
        "signoffs": [{"id": REFERRAL, "label": CODE}],
        "changes": [
            {
                "id": CHANGE,
                "label": f"{CODE}: нижче",
                "case": "k" * 26,
                "code": CODE,
                "reason": "Небезпека минула.",
            }
        ],
        "cases": [own_case()],
        "consents": [
            {
                "consent": CONSENT,
                "code": CODE,
                "institution": INSTITUTION,
                "institution_name": "Установа-зразок",
                "fields": ["ім'я", "контакт"],
                "until": DUE,
            }
        ],
        "readers": ["Установа-зразок, 22 листопада"],
        "letters": letters(),
        "contact": CONTACT,
        **changes,
    }


def letters(*, may_reply: bool = True) -> dict[str, Any]:
    """Letters to the person: one talk, nothing new in it."""
    return {
        "talks": [{"id": REFERRAL, "label": f"Запит {CODE}"}],
        "unread": 0,
        "only": REFERRAL,
        "open": {
            "institution": "Установа-зразок",
            "code": CODE,
            "lines": ["22 листопада: Добрий день!", "22 листопада, Ви: Дякую, чекаю."],
            "may_reply": may_reply,
        },
    }


def own_case(state: str = "contacted", **changes: Any) -> dict[str, Any]:
    """A person's own case with one referral in that state."""
    referral = {
        "referral": REFERRAL,
        "institution": "Установа-зразок",
        "on_system": True,
        "show": False,
        "watched": True,
        "institution_id": INSTITUTION,
        "state": state,
        "state_label": "зв'язок є",
        "due": DUE,
        "lead": "Ведуча Зразок",
        "lead_id": STAFF,
    }
    return {
        "case": "k" * 26,
        "code": CODE,
        "level": "middle",
        "level_label": "середній",
        "opened": DUE,
        "state": "open",
        "referrals": [referral],
        **changes,
    }


OUTCOME_DATA: Mapping[str, Mapping[str, Any]] = {
    "attempted": {"attempts": 2},
    "status_set": {"missing": 1},
    "invited": {"links": ["https://example.org/join?invite=one"], "until": DUE},
    "joined": {"link": "https://example.org/join?invite=one"},
    "onward_sent": {"referral": REFERRAL, "name": "Установа-зразок", "on_system": False, "due": DUE},
    "aid_noted": {"lines": ["Гуманітарна допомога: надано"]},
    "invited_anew": {"links": ["https://example.org/join?invite=one"], "until": DUE},
}
"""What the effects answer besides a kind, by event."""
