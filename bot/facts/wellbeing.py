"""How the staff are: whether somebody has answered, and of months that are over what may be shown."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sqlalchemy import select

from bot.db.common_work import Wellbeing
from bot.db.models import Institution
from bot.db.tx import Tx
from bot.services.access import Actor, permitted
from bot.services.practising import practised
from bot.services.wellbeing import PRACTICE, answered, past_months
from flows.engine.message import Json, M, Text
from flows.rules.strain import ANSWERS, QUESTIONS, Counted, Group, groups

_SHARES: Mapping[str | None, M] = {
    "few": M("wellbeing.few", "менш ніж у третини"),
    "some": M("wellbeing.some", "від третини до двох третин"),
    "many": M("wellbeing.many", "більш ніж у двох третин"),
    None: M("wellbeing.too_few", "замало відповідей"),
}
_LINES: Mapping[str, M] = {
    "tired": M("wellbeing.line_tired", "сил майже не лишилося — {share}"),
    "support": M("wellbeing.line_support", "бракує підтримки — {share}"),
    "rest": M("wellbeing.line_rest", "майже не вдається відпочити — {share}"),
    "feel": M("wellbeing.line_feel", "на співчуття майже не лишилося сил — {share}"),
}
_GROUP = M("wellbeing.group", "{name}: {lines}.")
_OTHERS = M("wellbeing.others", "Менші команди разом")


def wellbeing(tx: Tx, actor: Actor, answers: Mapping[str, Any]) -> Json:  # noqa: ARG001 - asked alike
    """Whether she has answered this month, and whether she may see the shares."""
    return {
        "answered": answered(tx, actor),
        "watches": _sees(tx, actor) is not None,
    }


def strain(tx: Tx, actor: Actor, answers: Mapping[str, Any]) -> Json:  # noqa: ARG001 - asked alike
    """Of each month that is over the groups that may be shown: to a coordinator all of her region, to a head
    her institution where it stands by itself. Both see the same figures."""
    sees = _sees(tx, actor)
    if sees is None:
        return []
    months = past_months(tx)
    counted: dict[str, dict[str | None, Counted]] = {one: {} for one in months}
    names: dict[str | None, str] = {}
    rows = tx.db.execute(
        select(Wellbeing, Institution.name)
        .outerjoin(Institution, Institution.id == Wellbeing.institution_id)
        .where(Wellbeing.region == actor.region, Wellbeing.month.in_(months))
        .order_by(Institution.name, Institution.id)
    )
    for row, name in rows:
        counted[row.month][row.institution_id], names[row.institution_id] = _counted(row), name
    return [
        {
            "id": month,
            "label": ".".join(reversed(month.split("-"))),
            "lines": [
                _line(one, names)
                for one in groups(counted[month])
                if sees == "region" or one.place == actor.institution_id  # those together have none
            ],
        }
        for month in months
    ]


def _sees(tx: Tx, actor: Actor) -> str | None:
    """«region» or «institution»: whose figures somebody may see; None: nobody's."""
    place = tx.db.get(Institution, actor.institution_id) if actor.institution_id else None
    if place is None or not practised(tx, actor, PRACTICE) or not permitted(tx, actor, "strain", place):
        return None
    return "region" if "coordinator" in actor.roles else "institution"


def _counted(row: Wellbeing) -> Counted:
    said = {one: row.answers.get(one, [0] * len(ANSWERS)) for one in QUESTIONS}
    return Counted(
        row.given,
        {one: each[-1] for one, each in said.items()},
        {one: sum(each) for one, each in said.items()},
    )


def _line(group: Group, names: Mapping[str | None, str]) -> Text:
    name: Text = names[group.place] if group.place is not None else _OTHERS.json()
    shares = [_LINES[one].json(share=_SHARES[said].json()) for one, said in group.shares.items()]
    return _GROUP.json(name=name, lines=shares)
