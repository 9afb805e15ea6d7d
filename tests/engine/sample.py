"""A small made-up book to try the engine on."""

from __future__ import annotations

from flows.engine.conditions import Filled, Is, Scope
from flows.engine.flow import (
    END,
    RESUME,
    Act,
    Book,
    Branch,
    Bullets,
    Call,
    Choose,
    Derive,
    Flow,
    Notice,
    Offer,
    Option,
    Put,
    Route,
    Rows,
    Tell,
    Tick,
    Title,
    When,
    Write,
)
from flows.engine.inspect import EventShape
from flows.engine.message import M

T = M("sample.text", "Текст")

MENU = Flow(
    "menu",
    1,
    T,
    (
        Choose(
            "hub",
            (Title(M("menu.hub", "Меню")),),
            (
                Option("talk", T, to="talk"),
                Option("towns", T, to="towns"),
                Option("resume", T, to=RESUME, when=Filled("session.parked")),
            ),
        ),
        Call("talk", "talk", "hub"),
        Choose("towns", (T,), (Rows("towns"),), to="hub"),
    ),
    home="hub",
)

TALK = Flow(
    "talk",
    2,
    M("talk.title", "Розмова"),
    (
        Choose(
            "safe",
            (M("talk.safe", "Ви зараз у безпеці?"),),
            (Option("yes", T), Option("no", T, to="name", sets={"warned": "facts.warn"})),
            to="signs",
            stage=1,
        ),
        Tick("signs", (T,), (Option("a", T), Option("b", T)), to="name", stage=2),
        Write("name", (T,), "name", to="count", options=(Option("skip", T),), stage=3),
        Derive("count", "count", to="which"),
        Branch("which", (Route("many", Is("answers.count", 2)), Route("put"))),
        Put("put", {"few": "answers.signs"}, to="act"),
        Tell("many", (M("talk.many", "Ознак: {n}", n="answers.count"), Bullets("answers.signs")), to="act"),
        Act("act", "saved", {"name": "answers.name"}, {"ok": "thanks", "no": "sorry"}),
        Choose("thanks", (When(Filled("answers.name"), T),), (Option("fine", T),), to=END),
        Choose("sorry", (T,), (Option("fine", T),), to="safe"),
    ),
    ends={"name": "answers.name"},
    stages=3,
    parks=True,
    upgrades={1: {"whom": "name"}},
    may_take=frozenset({"warned"}),
)

DANGER = Flow("danger", 1, T, (Choose("numbers", (M("danger.title", "102"),), (Option("back", T),), to=END),))

ERRAND = Flow(
    "errand", 1, T, (Tell("on", (M("errand.of", "{of}", of="answers.of"),), END),), takes=frozenset({"of"})
)

EVENTS = {"saved": EventShape(frozenset({"name"}), frozenset({"ok", "no"}))}


def count(scope: Scope) -> int:
    return len(scope.look("answers.signs") or ())


def towns(scope: Scope) -> list[dict[str, str]]:
    return [
        {"id": f"t{number}", "label": f"Місто {number}"} for number in range(scope.look("facts.towns") or 0)
    ]


def book() -> Book:
    notice = Notice(
        "news",
        (M("notice.news", "Новина: {what}", what="answers.what"),),
        (Offer("open", T, "talk", {"warned": "answers.what"}), Offer("later", T, "danger")),
    )
    flows = {flow.id: flow for flow in (MENU, TALK, DANGER, ERRAND)}
    return Book(flows, {"news": notice}, {"count": count, "towns": towns})
