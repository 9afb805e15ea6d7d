"""What a lead does together with other institutions, as far as the case's region works that way: refer on,
the joint plan, the place to live, the aid of each."""

from __future__ import annotations

from flows.definitions.card import FOUND, GONE, TOGETHER
from flows.definitions.case_contact import MINE_ACTIVE, TO_CARD
from flows.engine.conditions import All, Either, Filled, Has, Is
from flows.engine.flow import Call, Choose, Given, Option, Step, Title, When
from flows.engine.message import M

_PRACTICES = "facts.card.region.practices"
_TEAM = Either(Filled("facts.card.region.team.must"), Filled("facts.card.region.team.calls"))
_REFERRAL: Given = {"referral": "answers.referral"}

BESIDE: tuple[Step, ...] = (
    Choose(
        "together",
        (
            *GONE,
            When(
                FOUND,
                Title(M("case.together_title", "Справа {code}: інші установи", code="facts.card.code")),
                *TOGETHER,
            ),
        ),
        (
            Option("onward", M("case.onward", "Направити далі"), "onward", MINE_ACTIVE),
            Option(
                "joint_plan",
                M("case.joint_plan", "Спільний план"),
                "joint_plan",
                All(MINE_ACTIVE, _TEAM, Is("facts.card.table")),
            ),
            Option(
                "placement",
                M("case.placement", "Місце проживання"),
                "placement",
                All(MINE_ACTIVE, Has(_PRACTICES, "placements"), Is("facts.card.home")),
            ),
            Option("shelters", M("case.shelters", "Знайти місце проживання"), "shelters", MINE_ACTIVE),
            Option(
                "aid",
                M("case.aid", "Допомога установ"),
                "aid",
                All(MINE_ACTIVE, Is("facts.card.aid")),
            ),
            Option("card", TO_CARD, "card"),
        ),
        saves="did",
        protect=True,
    ),
    *(
        Call(name, name, to="together", give=_REFERRAL)
        for name in ("onward", "joint_plan", "placement", "shelters", "aid")
    ),
)
