"""A report that a law obliges to is its own path: minimal, recorded, the coordinator told."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from sqlalchemy import select

from bot.db.models import Audit, Case, DutyReport
from bot.db.tx import Tx
from bot.services.duty import duty_reported
from bot.services.referrals import referred
from tests.services.cast import Cast, asked, newcomer, notices, to


def report(case: str | None, **over: Any) -> dict[str, Any]:
    return {"case": case, "ground": "child", "bodies": ["police", "children"], "said": True, **over}


async def test_a_report_about_a_case_is_recorded_and_the_coordinator_told(
    cast: Cast, transact: Callable[..., Any]
) -> None:
    await transact(lambda tx: referred(tx, cast.actor(tx, "olha"), asked(to("social", leads=True))))

    def tell(tx: Tx) -> Any:
        case = tx.db.scalars(select(Case)).one()
        kind = duty_reported(tx, cast.actor(tx, "olha"), report(case.id, said=False)).kind
        row = tx.db.scalars(select(DutyReport)).one()
        return (
            kind,
            (row.case_id == case.id, row.ground, row.bodies, row.said_aloud, row.staff_id),
            notices(tx),
        )

    kind, row, told = await transact(tell)
    assert kind == "recorded"
    assert row == (True, "child", ["police", "children"], False, "olha")
    assert told == [(cast.people["coordinator"], "duty_told")]
    actions = await transact(lambda tx: list(tx.db.scalars(select(Audit.action).order_by(Audit.id))))
    assert actions == ["referred", "duty_reported"]


async def test_where_the_person_agreed_to_nothing_the_report_knows_no_person(
    cast: Cast, transact: Callable[..., Any]
) -> None:
    def tell(tx: Tx) -> Any:
        kind = duty_reported(tx, cast.actor(tx, "vn_specialist"), report(None)).kind
        row = tx.db.scalars(select(DutyReport)).one()
        return kind, row.case_id, row.region, notices(tx)

    assert await transact(tell) == ("recorded", None, "UA-05", [(cast.people["vn_coordinator"], "duty_told")])


@pytest.mark.parametrize("who", ["petro", "oleh", "coordinator_elsewhere", "stranger"])
async def test_a_case_that_is_not_hers_is_not_reported_on(
    cast: Cast, transact: Callable[..., Any], who: str
) -> None:
    await transact(lambda tx: referred(tx, cast.actor(tx, "olha"), asked(to("social", leads=True))))

    def tell(tx: Tx) -> Any:
        names = {"coordinator_elsewhere": "vn_coordinator"}
        actor = newcomer(tx) if who == "stranger" else cast.actor(tx, names.get(who, who))
        case = tx.db.scalars(select(Case)).one()
        kinds = [duty_reported(tx, actor, report(one)).kind for one in (case.id, "no such case")]
        return kinds, list(tx.db.scalars(select(DutyReport.id))), notices(tx)

    assert await transact(tell) == (["not_permitted"] * 2, [], [])


async def test_a_person_without_a_role_reports_nothing_by_law(transact: Callable[..., Any]) -> None:
    assert await transact(lambda tx: duty_reported(tx, newcomer(tx), report(None)).kind) == "not_permitted"
