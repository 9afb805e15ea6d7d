"""Keeping the register of places to live true: free beds in one tap, and what else is known of a place."""

from __future__ import annotations

from types import MappingProxyType

from flows.definitions.noted import CALM, note, noted
from flows.engine.conditions import All, Filled, Is, Not
from flows.engine.flow import (
    NOTED,
    Act,
    Branch,
    Choose,
    Const,
    Given,
    Note,
    Option,
    Part,
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

_ONE = "facts.shelter"
_KEPT = "facts.shelters_kept"
_FOUND = Filled(_ONE)
_KEEPS = Is(f"{_ONE}.keeps")
_OPENED = Is(f"{_ONE}.opened")
_LIVE = All(_KEEPS, _OPENED)

STANDS: tuple[Part, ...] = (
    When(
        Not(_FOUND),
        Title(M("shelters.no_place", "Це місце Вам зараз недоступне")),
    ),
    When(
        _FOUND,
        Title(M("shelters.name", "{name}", name=f"{_ONE}.name")),
        M("shelters.institution", "{institution}", institution=f"{_ONE}.institution"),
        When(Filled(f"{_ONE}.phone"), M("shelters.phone", "Телефон: {phone}", phone=f"{_ONE}.phone")),
        When(
            Filled(f"{_ONE}.community"),
            M("shelters.where", "Громада: {community}", community=f"{_ONE}.community"),
        ),
        When(
            _OPENED,
            M(
                "shelters.free",
                "Вільно {free} із {beds}, притримано {held}.",
                free=f"{_ONE}.free",
                beds=f"{_ONE}.beds",
                held=f"{_ONE}.held",
            ),
        ),
        When(
            All(Not(_OPENED), Not(Filled(f"{_ONE}.opens"))),
            M("shelters.closed", "Ще не відкрито; місць буде {beds}.", beds=f"{_ONE}.beds"),
        ),
        When(
            All(Not(_OPENED), Filled(f"{_ONE}.opens")),
            M(
                "shelters.opens",
                "Ще не відкрито; відкриється {day}, місць буде {beds}.",
                day=f"{_ONE}.opens",
                beds=f"{_ONE}.beds",
            ),
        ),
        When(
            Filled(f"{_ONE}.over"),
            M("shelters.beyond", "⚠️ Переповнено: понад місця живе {over}.", over=f"{_ONE}.over"),
        ),
        M("shelters.kinds", "Підходить: {kinds}.", kinds=f"{_ONE}.kinds"),
        When(
            Filled(f"{_ONE}.access"),
            M("shelters.access", "Доступність: {access}.", access=f"{_ONE}.access"),
        ),
        When(
            Not(Filled(f"{_ONE}.access")),
            M("shelters.no_access", "Про доступність нічого не записано: запитайте."),
        ),
        When(
            Filled(f"{_ONE}.inspection"),
            M(
                "shelters.inspected",
                "Огляд {day}: {words}",
                day=f"{_ONE}.inspected",
                words=f"{_ONE}.inspection",
            ),
        ),
    ),
)

STAMP: Part = When(
    _FOUND,
    When(
        Filled(f"{_ONE}.by"),
        Note(M("shelters.stamp", "Оновлено {stamp}, {by}.", stamp=f"{_ONE}.stamp", by=f"{_ONE}.by")),
    ),
    When(
        Not(Filled(f"{_ONE}.by")),
        Note(M("shelters.stamp_bare", "Оновлено {stamp}.", stamp=f"{_ONE}.stamp")),
    ),
    When(
        Is(f"{_ONE}.stale"),
        Note(M("shelters.stale", "Це понад добу тому: могло змінитися.")),
    ),
)

_SEEN: Given = MappingProxyType({"kept_now": f"{_ONE}.held"})
_WHAT = "answers.what"
_CHANGE = "change_it"

_LIST: tuple[Step, ...] = (
    Choose(
        "own",
        (
            note("wrong_beds", M("shelters.wrong_beds", "Стільки місць не буває. Нічого не записано.")),
            note("denied", M("shelters.denied", "Додати місце тут не вийшло. Нічого не записано.")),
            Title(M("shelters.own_title", "Місця, за які Ви дбаєте")),
            When(
                Filled(f"{_KEPT}.count"),
                M(
                    "shelters.own_counts",
                    "Вільно {free} із {beds}.",
                    free=f"{_KEPT}.free",
                    beds=f"{_KEPT}.beds",
                ),
            ),
            When(Not(Filled(f"{_KEPT}.count")), M("shelters.own_none", "Місць у реєстрі поки немає.")),
            When(
                Filled(f"{_KEPT}.over"),
                M("shelters.own_over", "⚠️ Переповнено: {count}.", count=f"{_KEPT}.over"),
            ),
            When(
                Filled(f"{_KEPT}.stale"),
                M("shelters.own_stale", "Не оновлювали понад добу: {count}.", count=f"{_KEPT}.stale"),
            ),
            When(
                All(Is(f"{_KEPT}.watches"), Filled(f"{_KEPT}.uninspected")),
                M(
                    "shelters.own_bare",
                    "Без огляду доступності за останні пів року: {count}.",
                    count=f"{_KEPT}.uninspected",
                ),
            ),
        ),
        (
            Rows("shelters.kept"),
            Option("add", M("shelters.add", "Додати місце"), "whose", Filled(f"{_KEPT}.bodies"), sets=CALM),
            Option("home", M("shelters.to_home", "До місць проживання"), "home", sets=CALM),
        ),
        to="keep_calm",
        saves="shelter",
    ),
    Put("keep_calm", CALM, "look"),
)

_TAPS: tuple[Step, ...] = (
    # whoever counts leaves out what is kept for somebody: that has to be what she saw
    Put("look", _SEEN, "taps"),
    Choose(
        "taps",
        (
            note(
                "anew",
                M(
                    "shelters.anew",
                    "Ще не записано: тим часом змінилося, скільки місць притримано. Ось як зараз. Порахуйте,"
                    " будь ласка, ще раз.",
                ),
            ),
            note("updated", M("shelters.updated", "Записано.")),
            note("full", M("shelters.all_free", "За записами тут ніхто не живе: вільнішим місце не буде.")),
            note("many", M("shelters.too_many", "Стільки вільних не може бути. Перевірте число.")),
            note("changed", M("shelters.changed", "Записано.")),
            note("unchanged", M("shelters.unchanged", "Так не може бути. Нічого не записано.")),
            note(
                "added",
                M("shelters.added", "Місце додано. Допишіть, кому воно підходить і коли відкриється."),
            ),
            *STANDS,
            STAMP,
            When(
                Is(f"{_ONE}.uninspected"),
                Note(M("shelters.uninspected", "Огляду доступності за останні пів року не було.")),
            ),
        ),
        (
            Option("more", M("shelters.more", "+1 вільне"), "tap", _LIVE, sets=CALM),
            Option("fewer", M("shelters.fewer", "−1 вільне"), "tap", _LIVE, sets=CALM),
            Option("none", M("shelters.free_none", "Вільних немає"), "tap", _LIVE, sets=CALM),
            Option("count", M("shelters.count", "Скільки вільних?"), "counting", _LIVE, sets=CALM),
            Option("same", M("shelters.same", "Усе так і є"), "tap", _LIVE, sets=CALM),
            Option("change", M("shelters.change", "Змінити опис"), "change", _KEEPS, sets=CALM),
            Option(
                "inspect",
                M("shelters.inspect", "Записати огляд"),
                "inspection",
                Is(f"{_ONE}.inspects"),
                sets=CALM,
            ),
            Option("own", M("shelters.to_own", "До всіх місць"), "own", sets=CALM),
        ),
        saves="does",
    ),
    Put("counting", _SEEN, "count"),
    Write(
        "count",
        (
            Title(M("shelters.count_title", "Скільки місць вільно зараз?")),
            M("shelters.count_held", "Притримано зараз: {held}.", held="answers.kept_now"),
            Note(M("shelters.count_how", "Напишіть число без тих місць, які притримано.")),
        ),
        "count",
        "tap",
        (Option("keep", M("shelters.count_no", "Не змінювати"), "look"),),
        saves="free",
    ),
    Act(
        "tap",
        "place_updated",
        {
            "place": "answers.shelter",
            "does": "answers.does",
            "count": "answers.free",
            "held": "answers.kept_now",
        },
        {"ok": "note_updated", "full": "note_full", "too_many": "note_many", "changed": "note_anew"},
    ),
    noted("anew", "look"),
    noted("updated", "look"),
    noted("full", "look"),
    noted("many", "look"),
)

_DESCRIBING: tuple[Step, ...] = (
    Choose(
        "change",
        (Title(M("shelters.change_title", "Що змінити?")), M("shelters.name", "{name}", name=f"{_ONE}.name")),
        (
            Option(
                "kinds",
                M("shelters.change_kinds", "Кому підходить"),
                "kinds",
                sets={"kinds?": f"{_ONE}.kind_ids"},
            ),
            Option(
                "access",
                M("shelters.change_access", "Доступність"),
                "access",
                sets={"access?": f"{_ONE}.access_ids"},
            ),
            Option("opens", M("shelters.change_opens", "Чи відкрито"), "opens"),
            Option("beds", M("shelters.change_beds", "Скільки всього місць"), "all_beds"),
            Option("community", M("shelters.change_community", "Громада"), "in_community"),
            Option("name", M("shelters.change_name", "Назва"), "new_name"),
            Option("taps", M("shelters.to_place", "Назад до місця"), "look"),
        ),
        saves="what",
    ),
    Tick(
        "kinds",
        (Title(M("shelters.kinds_title", "Кому підходить це місце?")),),
        (Rows("shelters.kinds"),),
        "kinds_said",
        none=M("shelters.kinds_none", "Для всіх, без особливих умов"),
        skip=None,
    ),
    Tick(
        "access",
        (Title(M("shelters.access_title", "Що тут є для доступності?")),),
        (Rows("shelters.accessibility"),),
        "access_said",
        none=M("shelters.access_none", "Нічого або не знаю"),
        skip=None,
    ),
    Put("kinds_said", {"value": "answers.kinds"}, _CHANGE),
    Put("access_said", {"value": "answers.access"}, _CHANGE),
    Write(
        "opens",
        (
            Title(M("shelters.opens_title", "Чи вже відкрито?")),
            Note(M("shelters.opens_how", "Якщо день відомий, напишіть його, наприклад 05.01.2027.")),
        ),
        "day",
        _CHANGE,
        (
            Option("now", M("shelters.opens_now", "Так, тут уже живуть"), sets={"value": Const("now")}),
            Option(
                "unknown",
                M("shelters.opens_unknown", "Ні, дня ще не знаємо"),
                sets={"value": Const("unknown")},
            ),
        ),
        saves="value",
    ),
    Write(
        "all_beds",
        (
            Title(M("shelters.beds_all", "Скільки тут усього місць?")),
            Note(M("shelters.beds_all_how", "Разом із зайнятими.")),
        ),
        "count",
        _CHANGE,
        saves="value",
    ),
    Write(
        "in_community",
        (Title(M("shelters.community_title", "У якій це громаді?")),),
        "community",
        _CHANGE,
        saves="value",
    ),
    Write(
        "new_name", (Title(M("shelters.name_title", "Як назвати це місце?")),), "name", _CHANGE, saves="value"
    ),
    Put("inspection", {"what": Const("inspection")}, "inspect"),
    Write(
        "inspect",
        (
            Title(M("shelters.inspect_title", "Що показав огляд?")),
            M("shelters.inspect_how", "Пандуси, двері, вбиральня, умови: що є і чого бракує. Без імен."),
        ),
        "text",
        _CHANGE,
        saves="value",
    ),
    Act(
        _CHANGE,
        "place_changed",
        {"place": "answers.shelter", "what": _WHAT, "value": "answers.value"},
        {"ok": "note_changed", "wrong": "note_unchanged"},
    ),
    noted("changed", "look"),
    noted("unchanged", "look"),
)

_ADDING: tuple[Step, ...] = (
    Branch("whose", (Route("body", Is(f"{_KEPT}.watches")), Route("add"))),
    Choose(
        "body",
        (Title(M("shelters.body", "У якому закладі це місце?")),),
        (Rows("shelters.bodies"), Option("no", M("shelters.body_no", "Не додавати"), "own")),
        to="add",
        saves="institution",
    ),
    Write(
        "add",
        (
            Title(M("shelters.add_title", "Як назвати це місце?")),
            Note(M("shelters.add_how", "Наприклад: «Другий поверх, кімнати для родин».")),
        ),
        "name",
        "add_beds",
        saves="name",
    ),
    Write(
        "add_beds",
        (
            Title(M("shelters.beds_all", "Скільки тут усього місць?")),
            Note(M("shelters.beds_all_how", "Разом із зайнятими.")),
        ),
        "count",
        "add_it",
        saves="all_beds",
    ),
    Act(
        "add_it",
        "place_added",
        {"institution": "answers.institution", "name": "answers.name", "beds": "answers.all_beds"},
        {"ok": "added", "wrong": "note_wrong_beds", "not_permitted": "note_denied"},
    ),
    Put("added", {"shelter": "answers.add_it.place", NOTED: Const("added")}, "look"),
    noted("wrong_beds", "own"),
    noted("denied", "own"),
)

KEEPING: tuple[Step, ...] = (*_LIST, *_TAPS, *_DESCRIBING, *_ADDING)
