"""Proposing what is not in the directory yet: a service of one's own institution, or a new institution."""

from __future__ import annotations

from flows.definitions.noted import noted
from flows.engine.conditions import Filled, Is
from flows.engine.flow import (
    SKIP,
    Act,
    Branch,
    Choose,
    Const,
    Derive,
    Lines,
    Note,
    Option,
    Put,
    Route,
    Rows,
    Step,
    Title,
    When,
    Write,
)
from flows.engine.message import M

_NO = M("records.new_no", "Не пропонувати")
_PROVIDER = Is("answers.kind", "provider")

_NOTHING = {"place": Const(None), "body": Const(None), "sector": Const(None), "phones_new": Const(None)}

NEW: tuple[Step, ...] = (
    Choose(
        "new",
        (
            Title(M("records.new_title", "Що запропонувати?")),
            M(
                "records.new_how",
                "Пропозицію погоджує редакція довідника. Нову установу мають погодити двоє: так ми бережемо"
                " людей від тих, хто лише видає себе за помічника.",
            ),
        ),
        (
            Option("service", M("records.new_service", "Послугу моєї установи"), "fresh"),
            Option("provider", M("records.new_provider", "Нову установу"), "fresh"),
            Option("no", _NO, "list"),
        ),
        saves="kind",
    ),
    # what was written for another proposal is not of this one
    Put("fresh", _NOTHING, "whose"),
    Branch("whose", (Route("place", _PROVIDER), Route("called"))),
    Write(
        "place",
        (Title(M("records.place", "Як називається установа?")),),
        "brief",
        "body",
        (Option("no", _NO, "list"),),
    ),
    Choose(
        "body",
        (Title(M("records.body", "Що це за установа?")),),
        (Rows("records.bodies"), Option("no", _NO, "list")),
        to="sector",
    ),
    Choose(
        "sector",
        (Title(M("records.sector", "Чия вона?")),),
        (Rows("records.sectors"), Option("no", _NO, "list")),
        to="called",
    ),
    Write(
        "called",
        (
            Title(M("records.called", "Яка допомога?")),
            M("records.called_how", "Коротка назва послуги. Наприклад: Юридична консультація."),
        ),
        "brief",
        "need",
        (Option("no", _NO, "list"),),
    ),
    Choose(
        "need",
        (Title(M("records.need", "З якою потребою туди йдуть?")),),
        (Rows("records.needs"), Option("no", _NO, "list")),
        to="phones_new",
    ),
    Write(
        "phones_new",
        (
            Title(M("records.phones_new", "За яким номером відповідають?")),
            M("records.phones_new_how", "Один або кілька, через кому. Чужих чи особистих не треба."),
        ),
        "phones",
        "about",
        (Option("skip", SKIP, "about"), Option("no", _NO, "list")),
    ),
    Write(
        "about",
        (
            Title(M("records.about", "Що ще варто знати?")),
            M("records.about_how", "Кому допомагають, де це, як записатися. Можна без цього."),
        ),
        "public",
        "gather",
        (Option("skip", SKIP, "gather", sets={"about": Const(None)}), Option("no", _NO, "list")),
    ),
    Derive("gather", "records.gather", "sure"),
    Choose(
        "sure",
        (
            Title(M("records.sure", "Надіслати редакції?")),
            When(Filled("answers.place"), M("records.sure_place", "{name}", name="answers.place")),
            M("records.sure_called", "{name}", name="answers.called"),
            Lines("answers.gather.lines"),
            Note(M("records.sure_more", "Решту полів доповнить редакція.")),
        ),
        (
            Option("yes", M("records.sure_yes", "Так, надіслати"), "propose", style="primary"),
            Option("no", _NO, "list"),
        ),
        saves="did",
    ),
    Act(
        "propose",
        "proposed",
        {
            "kind": "answers.kind",
            "fields": "answers.gather.fields",
            "institution": "facts.me.institution",
            "service": Const(None),
        },
        {"ok": "note_sent", "wrong": "note_wrong_new", "not_permitted": "note_denied"},
    ),
    noted("sent", "list"),
    Put("note_wrong_new", {"note": Const("wrong")}, "list"),
)
