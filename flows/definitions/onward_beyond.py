"""What exceeds a community's powers: on which of the region's grounds its help is wanted, and who pays, where
the region wants to know. No words about the person."""

from __future__ import annotations

from flows.engine.conditions import Filled
from flows.engine.flow import (
    Branch,
    Choose,
    Note,
    Option,
    Part,
    Route,
    Rows,
    Step,
    Title,
    When,
)
from flows.engine.message import M

GROUND: tuple[Part, ...] = (
    When(
        Filled("answers.ground_row"),
        M("onward.ground_is", "Підстава: {ground}.", ground="answers.ground_row.label"),
    ),
    When(
        Filled("answers.payer_row"),
        M("onward.payer_is", "Хто за це платить: {payer}.", payer="answers.payer_row.label"),
    ),
)

BEYOND: tuple[Step, ...] = (
    Choose(
        "ground",
        (
            Title(M("onward.ground", "Чому потрібна допомога області?")),
            When(
                Filled("facts.onward.channel"),
                Note(M("onward.channel", "{channel}.", channel="facts.onward.channel")),
            ),
        ),
        (Rows("onward.grounds"), Option("back", M("onward.another", "Обрати іншу установу"), "which")),
        to="pays",
    ),
    Branch("pays", (Route("payer", Filled("facts.onward.who_pays")), Route("way"))),
    Choose(
        "payer",
        (Title(M("onward.payer", "Хто за це платить?")),),
        (Rows("onward.payers"),),
        to="way",
    ),
)
