"""The directory, for those who keep it true: what needs looking at first, one record, its simple changes.

An editor's or coordinator's change holds at once; what an institution changes waits for one of them. Given:
``service`` (a record to begin with), or nothing.
"""

from __future__ import annotations

from flows.definitions.noted import CALM, note, noted
from flows.definitions.records_change import CHANGES
from flows.definitions.records_new import NEW
from flows.definitions.records_proposals import PROPOSALS
from flows.engine.conditions import All, Filled, Is, Not
from flows.engine.flow import (
    END,
    Act,
    Branch,
    Choose,
    Const,
    Copy,
    Flow,
    Lines,
    Note,
    Option,
    Part,
    Put,
    Route,
    Rows,
    Step,
    Tell,
    Title,
    When,
    Write,
)
from flows.engine.message import M

RECORDS_TITLE = M("records.title", "Довідник послуг")

_ALL, _ONE = "facts.records", "facts.record"
_EDITS = Is(f"{_ALL}.edits")
_THERE = Filled(_ONE)

_NOTES: tuple[Part, ...] = (
    note("assured", M("records.assured", "Записано: сьогодні підтверджено, що все так.")),
    note(
        "other",
        M(
            "records.other",
            "Ще не підтверджено: запис тим часом змінили. Перегляньте його і, якщо все так, натисніть ще"
            " раз.",
        ),
    ),
    note("changed", M("records.changed", "Зміну записано. Люди вже бачать її.")),
    note(
        "proposed",
        M(
            "records.proposed",
            "Пропозицію надіслано редакції довідника. Поки її не погодять, люди бачать попереднє.",
        ),
    ),
    note("wrong", M("records.wrong", "Так записати не можна. Перевірте, будь ласка, і спробуйте ще раз.")),
    note("gone", M("records.gone", "Нічого не змінено: запис закрито або він уже не Ваш.")),
    note("sent", M("records.sent", "Надіслано редакції довідника. Ви дізнаєтеся, що вирішили.")),
    note("denied", M("records.denied", "Ця дія Вам тут недоступна. Нічого не змінено.")),
)

_LIST: tuple[Step, ...] = (
    Branch("begin", (Route("look", Filled("answers.service")), Route("list"))),
    Choose(
        "list",
        (
            *_NOTES,
            Title(RECORDS_TITLE),
            When(
                _EDITS,
                M(
                    "records.counts",
                    "Без відповіді: {silent}. Не додзвонилися: {doubted}. Не підтверджено: {never}. Давно не"
                    " підтверджено: {stale}.",
                    silent=f"{_ALL}.silent",
                    doubted=f"{_ALL}.doubted",
                    never=f"{_ALL}.never",
                    stale=f"{_ALL}.stale",
                ),
            ),
            When(
                All(Filled(_ALL), Not(_EDITS)),
                M("records.yours", "Записи Вашої установи. Зміни погоджує редакція довідника."),
            ),
            When(
                All(Filled("answers.sought"), Not(Filled(f"{_ALL}.all"))),
                M("records.unfound", "За словом «{word}» нічого немає.", word="answers.sought"),
            ),
            When(
                All(Not(Filled("answers.sought")), Not(Filled(f"{_ALL}.all"))),
                M("records.empty", "Записів ще немає."),
            ),
            When(
                Is(f"{_ALL}.part"),
                Note(
                    M(
                        "list.part",
                        "Усього у списку {all}. Тут {first}–{last}.",
                        all=f"{_ALL}.all",
                        first=f"{_ALL}.first",
                        last=f"{_ALL}.last",
                    )
                ),
            ),
        ),
        (
            Option(
                "proposals",
                M("records.to_proposals", "Пропозиції: {count}", count=f"{_ALL}.proposals"),
                "proposals",
                Filled(f"{_ALL}.proposals"),
                "primary",
                sets=CALM,
            ),
            Rows("records.rows"),
            Option(
                "further",
                M("list.further", "Наступні у списку (ще {left})", left=f"{_ALL}.left"),
                "list",
                Filled(f"{_ALL}.left"),
                sets={**CALM, "skip": f"{_ALL}.next"},
            ),
            Option(
                "first",
                M("list.first", "До початку списку"),
                "list",
                Filled(f"{_ALL}.before"),
                sets={**CALM, "skip": Const(None)},
            ),
            Option("find", M("records.find", "Знайти запис"), "find", Filled(f"{_ALL}.many"), sets=CALM),
            Option(
                "all",
                M("list.all", "Показати весь список"),
                "list",
                Filled("answers.sought"),
                sets={**CALM, "skip": Const(None), "sought": Const(None)},
            ),
            Option("new", M("records.new", "Запропонувати нове"), "new", Is(f"{_ALL}.changes"), sets=CALM),
            Option("page", M("records.page", "Відкрити редактор на сторінці"), "page", _EDITS, sets=CALM),
            Option("done", M("records.done", "Готово"), END, sets=CALM),
        ),
        to="calm",
        saves="service",
    ),
    Put("calm", CALM, "look"),
    Write(
        "find",
        (
            Title(M("records.find_title", "Який запис шукаєте?")),
            M("records.find_how", "Напишіть частину назви послуги, установи або громади."),
        ),
        "word",
        "found",
        (Option("no", M("records.find_no", "Не шукати"), "list"),),
        saves="sought",
    ),
    Put("found", {"skip": Const(None)}, "list"),
    Act("page", "editor_page_wanted", {}, {"made": "link"}),
    Tell(
        "link",
        (
            Title(M("records.link", "Редактор на сторінці")),
            Copy("answers.page.link"),
            M(
                "records.link_until",
                "Відкрийте до {until}. Посилання діє один раз.",
                until="answers.page.until",
            ),
            Note(M("records.link_own", "Воно лише для Вас: не пересилайте його нікому.")),
        ),
        to="forget",
    ),
    # the link is a key: it stays in the message, not in the conversation's memory
    Put("forget", {"page": Const(None)}, "list"),
    *(noted(word, "list") for word in ("denied",)),
)

_RECORD: tuple[Step, ...] = (
    # «усе так» is said of what stands on the screen: it is kept what the record was when it was drawn
    Put("look", {"seen": f"{_ONE}.seen"}, "one"),
    Choose(
        "one",
        (
            *_NOTES,
            When(Not(_THERE), Title(M("records.nowhere", "Цього запису тут немає"))),
            When(
                _THERE,
                Title(M("records.name", "{name}", name=f"{_ONE}.name")),
                M("records.at", "{name}. {state}.", name=f"{_ONE}.institution", state=f"{_ONE}.state_label"),
                When(
                    Is(f"{_ONE}.state", "paused"),
                    M("records.notice", "Оголошення: {words}", words=f"{_ONE}.notice"),
                ),
                Lines(f"{_ONE}.lines"),
                M("records.fresh_line", "{words}", words=f"{_ONE}.fresh"),
                When(
                    Is(f"{_ONE}.asked"),
                    M("records.asked", "Установу спитали, чи все так. Відповіді ще немає."),
                ),
                When(
                    Filled(f"{_ONE}.doubted"),
                    M("records.doubted", "Не додзвонилися, людей: {count}.", count=f"{_ONE}.doubted"),
                ),
                When(
                    Is(f"{_ONE}.sample"),
                    Note(M("records.sample", "Це зразок: підтверджувати його не потрібно.")),
                ),
            ),
        ),
        (
            Option(
                "so", M("records.so", "Так, усе так"), "assure", Is(f"{_ONE}.assures"), "primary", sets=CALM
            ),
            Option("change", M("records.change", "Змінити"), "change", Is(f"{_ONE}.changes"), sets=CALM),
            Option("list", M("records.list", "До довідника"), "list", sets=CALM),
        ),
        saves="did",
    ),
    Act(
        "assure",
        "service_assured",
        {"services": f"{_ONE}.these", "seen": "answers.seen"},
        {"ok": "note_assured", "changed": "note_other", "gone": "note_gone"},
    ),
    noted("assured", "look"),
    noted("other", "look"),
    noted("gone", "list"),
)

RECORDS = Flow(
    "records",
    1,
    RECORDS_TITLE,
    (*_LIST, *_RECORD, *CHANGES, *NEW, *PROPOSALS),
    may_take=frozenset({"service"}),
)
