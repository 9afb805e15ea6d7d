"""A report that a law obliges to is its own path: minimal, recorded, the coordinator told."""

from __future__ import annotations

import io
from collections.abc import Callable
from typing import Any

import pytest
from pypdf import PdfReader
from sqlalchemy import select

from bot.db.models import Audit, Case, DutyReport, Referral
from bot.db.tx import Tx
from bot.facts.card import card
from bot.services.access import fields_open
from bot.services.duty import duty_reported
from bot.services.papers import form_wanted
from bot.services.referrals import referred
from flows.policy.words import DUTY_FIELDS
from flows.rules.signals import why
from tests.services.cast import GIST, NAME, PHONE, WORD, Cast, asked, newcomer, notices, to


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
        opens = tx.told[-1].give["referral"] == tx.db.scalars(select(Referral.id)).one()
        return (
            kind,
            (row.case_id == case.id, row.ground, row.bodies, row.said_aloud, row.staff_id),
            notices(tx),
            opens,
        )

    kind, row, told, opens = await transact(tell)
    assert kind == "recorded"
    assert opens, "the notice leads to the case"
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


async def test_a_report_carries_the_least_and_never_a_story(cast: Cast, transact: Callable[..., Any]) -> None:
    """Who, how to reach them safely, what danger; the sender alone reads what else was said to her."""

    def tell(tx: Tx) -> Any:
        ground = {"signs": ["d1"], "called": ["102"], "at": 5}
        data = asked(to("children", None, leads=True), path="child", ground=ground)
        assert referred(tx, cast.actor(tx, "olha"), data).kind == "sent"
        referral = tx.db.scalars(select(Referral)).one()
        assert tx.unseal(referral, "gist") is None
        seen = {who: card(tx, cast.actor(tx, who), {"referral": referral.id}) for who in ("nadiia", "olha")}
        return seen, fields_open(tx, cast.actor(tx, "nadiia"), referral)

    seen, fields = await transact(tell)
    assert fields == frozenset(DUTY_FIELDS)
    told, own = seen["nadiia"], seen["olha"]
    assert told["client"]["name"] == NAME
    assert PHONE in told["client"]["number"].values()
    assert (told["client"]["word"], told["level"]) == (WORD, "yellow")
    assert (told["gist"], told["need"], told["plan"]) == (None, None, [])
    assert told["signals"] == why(["d1"])
    assert own["need"] is not None
    assert own["plan"] != []


async def test_on_paper_a_report_carries_no_more(cast: Cast, transact: Callable[..., Any]) -> None:
    def tell(tx: Tx) -> str:
        referred(tx, cast.actor(tx, "olha"), asked(to("children", None, leads=True), path="child"))
        referral = tx.db.scalars(select(Referral)).one()
        tx.seal(referral, "gist", GIST)  # written before only the least was kept
        form_wanted(tx, cast.actor(tx, "olha"), {"referral": referral.id})
        pages = PdfReader(io.BytesIO(tx.handed[0].attachment.content)).pages
        return " ".join(" ".join(one.extract_text() for one in pages).split())

    text = await transact(tell)
    assert NAME in text
    assert GIST not in text
