"""Emergency numbers: one press away on every screen, nothing asked, nothing recorded."""

from __future__ import annotations

from flows.definitions.modes import PERSONS_ACCOUNT
from flows.definitions.start import ONBOARDED
from flows.engine.conditions import Filled
from flows.engine.flow import (
    END,
    MENU,
    Branch,
    Call,
    Choose,
    Const,
    Flow,
    Note,
    Option,
    Phones,
    Route,
    Title,
    When,
)
from flows.engine.message import M

DANGER = Flow(
    id="danger",
    version=1,
    title=M("danger.title", "Екстрені номери"),
    steps=(
        Choose(
            "numbers",
            (
                Title(M("danger.numbers", "Екстрені номери")),
                Phones("facts.emergency"),
                Phones("facts.lines.gas"),
                When(
                    Filled("facts.lines.safety"),
                    M("danger.lines", "Вислухають і порадять:"),
                    Phones("facts.lines.safety"),
                ),
                Note(M("danger.unrecorded", "Цей екран нічого не записує. Номер можна скопіювати.")),
            ),
            (
                Option("return", M("danger.return", "Повернутися до розмови"), to=END, style="primary"),
                Option(
                    "tell",
                    M("danger.tell", "Попросити про допомогу"),
                    to="known",
                    when=PERSONS_ACCOUNT,
                    means="help",
                ),
                Option("lines", M("danger.more", "Інші лінії допомоги"), to="lines"),
            ),
        ),
        Choose(
            "lines",
            (
                Title(M("danger.all_lines", "Лінії допомоги")),
                Phones("facts.hotlines"),
                Note(M("danger.unrecorded", "Цей екран нічого не записує. Номер можна скопіювати.")),
            ),
            (
                Option(
                    "back", M("danger.to_emergency", "До екстрених номерів"), to="numbers", style="primary"
                ),
            ),
        ),
        Branch("known", (Route("tell", ONBOARDED), Route("meet"))),
        Call("tell", "screening", to=END, give={"mode": Const("self")}),
        # Whoever has just got acquainted here is not led back into the acquaintance she left.
        Call("meet", "start", to="tell_first"),
        Call("tell_first", "screening", to=MENU, give={"mode": Const("self")}),
    ),
)
