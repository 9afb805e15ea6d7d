"""The simple changes of a record, in a chat: telephones, hours, pausing, closing."""

from __future__ import annotations

from flows.definitions.noted import CALM, noted
from flows.engine.conditions import All, Is, Not
from flows.engine.flow import Act, Choose, Const, Derive, Given, Lines, Option, Step, Title, When, Write
from flows.engine.message import M

_ONE = "facts.record"
_PAUSED, _CLOSED = Is(f"{_ONE}.state", "paused"), Is(f"{_ONE}.state", "closed")
_EDITS = Is(f"{_ONE}.edits")

_SAME = M("records.same", "Не змінювати")


def _sets(field: str, value: object = None) -> Given:
    return {**CALM, "field": Const(field), "value": Const(value)}


CHANGES: tuple[Step, ...] = (
    Choose(
        "change",
        (
            Title(M("records.change_title", "Що змінити?")),
            M("records.name", "{name}", name=f"{_ONE}.name"),
            When(
                Not(_EDITS),
                M("records.change_waits", "Зміну побачать після того, як її погодить редакція довідника."),
            ),
            When(_CLOSED, M("records.closed_now", "Зараз запис закрито: люди його не бачать.")),
        ),
        (
            Option("phones", M("records.phones", "Телефони"), "phones", Not(_CLOSED), sets=_sets("phones")),
            Option("hours", M("records.hours", "Години роботи"), "hours", Not(_CLOSED), sets=_sets("hours")),
            Option(
                "waiting",
                M("records.waiting", "Скільки чекають"),
                "waiting",
                Not(_CLOSED),
                sets=_sets("waiting"),
            ),
            Option(
                "takes",
                M("records.takes", "Приймає направлення"),
                "set",
                All(Not(_CLOSED), Not(Is(f"{_ONE}.takes"))),
                sets=_sets("takes_referrals", value=True),
            ),
            Option(
                "takes_none",
                M("records.takes_none", "Не приймає направлень"),
                "set",
                All(Not(_CLOSED), Is(f"{_ONE}.takes")),
                sets=_sets("takes_referrals", value=False),
            ),
            Option(
                "pause", M("records.pause", "Тимчасово не працює"), "pause", Not(_CLOSED), sets=_sets("pause")
            ),
            Option(
                "open",
                M("records.open", "Знову працює"),
                "set",
                Not(Is(f"{_ONE}.state", "active")),
                sets=_sets("open"),
            ),
            Option(
                "close", M("records.close", "Більше не працює"), "close", Not(_CLOSED), sets=_sets("close")
            ),
            Option("same", _SAME, "look", sets=CALM),
        ),
        saves="did",
    ),
    Write(
        "phones",
        (
            Title(M("records.phones_title", "Які телефони тепер?")),
            M("records.phones_how", "Усі номери, за якими відповідають, через кому. Попередні зникнуть."),
        ),
        "phones",
        "set",
        (Option("same", _SAME, "look"),),
        saves="value",
    ),
    Write(
        "hours",
        (
            Title(M("records.hours_title", "Коли тепер працюєте?")),
            M("records.hours_how", "Своїми словами: пн-пт 9-18, сб 10-14. Перерва: пн-пт 9-18 обід 13-14."),
        ),
        "week_hours",
        "week",
        (Option("same", _SAME, "look"),),
        saves="value",
    ),
    Derive("week", "records.week", "hours_so"),
    Choose(
        "hours_so",
        (
            Title(M("records.hours_so", "Правильно зрозуміли?")),
            Lines("answers.week"),
            M("records.hours_off", "В інші дні зачинено."),
        ),
        (
            Option("yes", M("records.hours_yes", "Так, записати"), "set", style="primary"),
            Option("again", M("records.hours_again", "Написати інакше"), "hours"),
            Option("same", _SAME, "look"),
        ),
        saves="did",
    ),
    Write(
        "waiting",
        (
            Title(M("records.waiting_title", "Скільки зазвичай чекають?")),
            M("records.waiting_how", "Наприклад: одразу, до тижня, за записом близько двох тижнів."),
        ),
        "brief",
        "set",
        (
            Option("unknown", M("records.waiting_unknown", "Не відомо"), "set", sets={"value": Const("")}),
            Option("same", _SAME, "look"),
        ),
        saves="value",
    ),
    Write(
        "pause",
        (
            Title(M("records.pause_title", "Що сказати людям?")),
            M("records.pause_how", "Чому й доки не працює, куди звертатися тим часом. Люди прочитають це."),
        ),
        "public",
        "set",
        (Option("same", _SAME, "look"),),
        saves="value",
    ),
    Choose(
        "close",
        (
            Title(M("records.close_title", "Закрити запис?")),
            M("records.name", "{name}", name=f"{_ONE}.name"),
            M("records.close_how", "Люди його більше не знаходитимуть. Відкрити знову може редакція."),
        ),
        (
            Option("yes", M("records.close_yes", "Так, закрити"), "set", style="danger"),
            Option("no", M("records.close_no", "Ні, лишити"), "look"),
        ),
        saves="did",
    ),
    Act(
        "set",
        "service_changed",
        {"service": "answers.service", "field": "answers.field", "value": "answers.value"},
        {"ok": "note_changed", "proposed": "note_proposed", "wrong": "note_wrong", "gone": "note_gone"},
    ),
    *(noted(word, "look") for word in ("changed", "proposed", "wrong")),
)
