"""The head of an institution signs a referral, or sends it back (regions where the head refers).

Given, from a notice: ``referral``, or nothing for the whole list.
"""

from __future__ import annotations

from flows.definitions.card import FOUND, GONE, HEAD, NEED, RECIPIENT, ROUTE
from flows.definitions.noted import CALM, note, noted
from flows.engine.conditions import All, Filled, Is, Not
from flows.engine.flow import (
    END,
    Act,
    Branch,
    Choose,
    Const,
    Flow,
    Option,
    Part,
    Route,
    Rows,
    Title,
    When,
)
from flows.engine.message import M

_WAITS = All(FOUND, Is("facts.card.state", "waiting"))


_NOTES: tuple[Part, ...] = (
    note("agreed", M("signoff.agreed", "Підписано. Направлення надіслано.")),
    note(
        "returned", M("signoff.returned", "Повернуто. Той чи та, хто готував направлення, дізнається одразу.")
    ),
    note("gone", M("signoff.gone", "Про це направлення вже вирішено. Нічого не змінено.")),
    note("denied", M("signoff.denied", "Підписати це направлення Ви не можете. Нічого не змінено.")),
)

SIGNOFF = Flow(
    "signoff",
    1,
    M("signoff.title", "На підпис"),
    (
        Branch("begin", (Route("one", Filled("answers.referral")), Route("list"))),
        Choose(
            "list",
            (
                *_NOTES,
                Title(M("signoff.title", "На підпис")),
                When(
                    Not(Filled("facts.signoffs")), M("signoff.empty", "Зараз на Ваш підпис нічого не чекає.")
                ),
            ),
            (Rows("signoff.rows"), Option("done", M("signoff.done", "Готово"), END)),
            to="one",
            saves="referral",
        ),
        Choose(
            "one",
            (
                *GONE,
                *HEAD,
                *NEED,
                When(FOUND, *RECIPIENT),
                *ROUTE,
                When(
                    All(FOUND, Not(Is("facts.card.state", "waiting"))),
                    M("signoff.not_waiting", "Це направлення вже не чекає на підпис."),
                ),
            ),
            (
                Option(
                    "agree",
                    M("signoff.agree", "Підписати і надіслати"),
                    "sign",
                    _WAITS,
                    "primary",
                    {**CALM, "agreed": Const(value=True)},
                ),
                Option(
                    "return",
                    M("signoff.return", "Повернути без підпису"),
                    "sign",
                    _WAITS,
                    sets={**CALM, "agreed": Const(value=False)},
                ),
                Option("list", M("signoff.list", "До списку"), "list", sets=CALM),
            ),
            saves="did",
            protect=True,
        ),
        Act(
            "sign",
            "signed_off",
            {"referral": "answers.referral", "agreed": "answers.agreed"},
            {"ok": "known", "not_permitted": "note_denied", "gone": "note_gone"},
        ),
        Branch("known", (Route("note_agreed", Is("answers.agreed")), Route("note_returned"))),
        *(noted(word, "list") for word in ("agreed", "returned", "denied", "gone")),
    ),
    may_take=frozenset({"referral"}),
)
