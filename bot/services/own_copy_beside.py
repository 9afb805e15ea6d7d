"""Of a person's own copy: what other institutions came in, where she was given a place to live, what aid was
noted down, who sat at the joint plan."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from types import MappingProxyType

from sqlalchemy import select

from bot.db.models import Aid, Case, JointPlan, Onward, Placement
from bot.db.tx import Tx
from bot.services import timeline
from bot.services.lines import when
from bot.services.versions import region_of_case
from flows.engine.message import M, Text
from flows.policy.bodies import BODIES
from flows.rules.needs import NEEDS

ONWARD = M("own_copy.onward", "Ще одна установа")
ONWARD_GIST = M("own_copy.onward_gist", "Що про Вас їй хочуть сказати")
GROUND = M("own_copy.ground", "Чому потрібна допомога області")
LIVES = M("own_copy.lives", "Де Вас поселено")
LIVED_UNTIL = M("own_copy.lived_until", "Місце звільнено")
AID = M("own_copy.aid", "Допомога")
TABLE = M("own_copy.table", "Хто складав спільний план")

STATES: Mapping[str, M] = MappingProxyType(
    {
        "prepared": M("own_copy.onward_prepared", "підготовлено, Вас ще не спитали"),
        "asked": M("own_copy.onward_asked", "чекають на Вашу відповідь"),
        "sent": M("own_copy.onward_sent", "передано за Вашою згодою"),
        "declined": M("own_copy.onward_declined", "Ви відмовилися, нічого не передано"),
        "over": M("own_copy.onward_over", "не знадобилося, нічого не передано"),
    }
)
AID_STATES: Mapping[str, M] = MappingProxyType(
    {
        "planned": M("own_copy.aid_planned", "заплановано"),
        "given": M("own_copy.aid_given", "надано"),
    }
)


def lines(tx: Tx, case: Case, places: Mapping[str, str]) -> Iterator[tuple[M, Text]]:
    """What is kept of it, as pairs of a word and a value. ``places``: names of institutions by id."""
    region = region_of_case(tx, case)
    for on in tx.db.scalars(select(Onward).where(Onward.case_id == case.id).order_by(Onward.made_at)):
        yield ONWARD, [places[on.institution_id], STATES[on.state].json(), when(on.settled_at or on.made_at)]
        yield ONWARD_GIST, tx.unseal(on, "gist")
        yield GROUND, timeline.ground(region, on.ground, on.payer) if on.ground is not None else None
    homes = select(Placement).where(Placement.case_id == case.id).order_by(Placement.since)
    for home in tx.db.scalars(homes):
        yield (
            LIVES,
            [places[home.institution_id], {"at": home.since.astimezone(tx.world.zone).date().isoformat()}],
        )
        yield LIVED_UNTIL, when(home.ended_at)
    for aid in tx.db.scalars(select(Aid).where(Aid.case_id == case.id).order_by(Aid.at)):
        need = NEEDS[aid.need].self_label.json()
        yield AID, [places[aid.institution_id], need, AID_STATES[aid.state].json(), when(aid.at)]
    for plan in tx.db.scalars(select(JointPlan).where(JointPlan.case_id == case.id)):
        yield TABLE, [BODIES[one].json() for one in plan.bodies]
