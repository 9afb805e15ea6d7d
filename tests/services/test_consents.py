"""What a person takes back is closed in the same moment; whom she excludes is out."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from sqlalchemy import select

from bot.db.models import Audit, Case, Consent, Deadline, Exclusion, Referral, Staff
from bot.db.tx import Tx
from bot.facts.caseload import work
from bot.facts.desk import due
from bot.facts.team import leads
from bot.services.access import actor_of, permitted
from bot.services.case_work import accepted
from bot.services.consents import consent_withdrawn, excluded
from bot.services.deadlines import open_deadline, tick
from bot.services.desk import reassigned
from bot.services.referrals import referred
from tests.conftest import Clock
from tests.services.cast import Cast, asked, newcomer, notices, to


@pytest.fixture
async def person_id(cast: Cast, transact: Callable[..., Any]) -> str:
    """Her case is with the social service (Iryna leads) and with employment (Oleh)."""

    def send(tx: Tx) -> str:
        recipients = to("social", "electronic", leads=True), to("employment", "electronic")
        actor = newcomer(tx)
        assert referred(tx, actor, asked(*recipients, mode="self")).kind == "sent"
        return actor.person_id

    made: str = await transact(send)
    return made


def of(tx: Tx, place: str) -> tuple[Referral, Consent]:
    row = tx.db.execute(
        select(Referral, Consent)
        .join(Consent, Consent.id == Referral.consent_id)
        .where(Referral.institution_id == place)
    ).one()
    return row[0], row[1]


async def test_taking_a_consent_back_closes_that_recipient_s_access_and_no_other(
    cast: Cast, person_id: str, transact: Callable[..., Any], clock: Clock
) -> None:
    def take_back(tx: Tx) -> Any:
        referral, consent = of(tx, "social")
        iryna, oleh = cast.actor(tx, "iryna"), cast.actor(tx, "oleh")
        other, _ = of(tx, "employment")
        before = permitted(tx, iryna, "card", referral)
        kind = consent_withdrawn(tx, actor_of(tx, person_id), {"consent": consent.id}).kind
        case = tx.db.scalars(select(Case)).one()
        return (
            (before, kind, permitted(tx, iryna, "card", referral), permitted(tx, oleh, "card", other)),
            (referral.state, referral.closed_at, other.state, case.state),
            notices(tx),
            tx.told[0].give,
            list(
                tx.db.scalars(
                    select(Deadline.id).where(Deadline.referral_id == referral.id, Deadline.met_at.is_(None))
                )
            ),
        )

    access, states, told, give, due = await transact(take_back)
    assert access == (True, "ok", False, True)
    assert states == ("withdrawn", clock.at, "sent", "open")
    assert told == [(cast.people["iryna"], "case_taken_away")]
    assert set(give) == {"code"}, "the lead hears the code and nothing else"
    assert due == []


async def test_a_consent_is_taken_back_once(person_id: str, transact: Callable[..., Any]) -> None:
    def twice(tx: Tx) -> Any:
        _, consent = of(tx, "social")
        actor = actor_of(tx, person_id)
        return [consent_withdrawn(tx, actor, {"consent": consent.id}).kind for _ in range(2)]

    assert await transact(twice) == ["ok", "gone"]


async def test_nobody_else_takes_it_back_or_learns_that_it_exists(
    cast: Cast, person_id: str, transact: Callable[..., Any]
) -> None:
    def try_it(tx: Tx) -> Any:
        _, consent = of(tx, "social")
        strangers = [newcomer(tx, "other"), cast.actor(tx, "iryna"), cast.actor(tx, "olha")]
        kinds = [consent_withdrawn(tx, one, {"consent": consent.id}).kind for one in strangers]
        return kinds, consent_withdrawn(tx, strangers[0], {"consent": "nothing"}).kind, consent.withdrawn_at

    assert await transact(try_it) == (["gone"] * 3, "gone", None)


async def test_who_took_a_consent_may_take_it_back_for_the_person(
    cast: Cast, transact: Callable[..., Any]
) -> None:
    def by_phone(tx: Tx) -> Any:
        referred(tx, cast.actor(tx, "olha"), asked(to("social", leads=True)))
        _, consent = of(tx, "social")
        kinds = [
            consent_withdrawn(tx, cast.actor(tx, who), {"consent": consent.id}).kind
            for who in ("petro", "olha")
        ]
        return kinds, tx.db.scalars(select(Audit)).all()

    kinds, _ = await transact(by_phone)
    assert kinds == ["gone", "ok"]


async def test_with_the_last_consent_the_case_is_over(
    person_id: str, transact: Callable[..., Any], clock: Clock
) -> None:
    def all_back(tx: Tx) -> Any:
        actor = actor_of(tx, person_id)
        for consent in tx.db.scalars(select(Consent)).all():
            consent_withdrawn(tx, actor, {"consent": consent.id})
        case = tx.db.scalars(select(Case)).one()
        return case.state, case.closed_at

    assert await transact(all_back) == ("closed", clock.at)


async def test_excluding_an_institution_takes_back_what_it_had_and_keeps_it_out(
    cast: Cast, person_id: str, transact: Callable[..., Any]
) -> None:
    def exclude(tx: Tx) -> Any:
        actor = actor_of(tx, person_id)
        for _ in range(2):  # pressed twice
            assert excluded(tx, actor, {"institution": "social", "staff": None}).kind == "ok"
        referral, consent = of(tx, "social")
        again = referred(tx, actor, asked(to("social", "electronic", leads=True), mode="self")).kind
        rows = tx.db.scalars(select(Exclusion)).all()
        return referral.state, consent.withdrawn_at is not None, again, len(rows), notices(tx)

    state, withdrawn, again, rows, told = await transact(exclude)
    assert (state, withdrawn, again, rows) == ("returned", True, "nobody", 1)
    assert (cast.people["iryna"], "case_taken_away") in told


async def test_a_case_whose_leading_institution_is_excluded_waits_for_another_and_is_watched(
    cast: Cast, person_id: str, transact: Callable[..., Any], clock: Clock
) -> None:
    """The coordinator works elsewhere: where she works at the excluded place the others hear."""

    def exclude(tx: Tx) -> Any:
        tx.db.get_one(Staff, "coordinator").institution_id = "cnap"
        excluded(tx, actor_of(tx, person_id), {"institution": "social", "staff": None})
        tx.db.flush()
        referral, _ = of(tx, "social")
        coordinator = cast.actor(tx, "coordinator")
        alert = next(one for one in tx.told if one.notice == "coordinator_alert")
        board = [
            row["label"]["a"]["line"]["m"]
            for row in due(tx, coordinator, {})
            if row["referral"] == referral.id
        ]
        access = [permitted(tx, cast.actor(tx, who), "card", referral) for who in ("iryna", "second")]
        data = {"referral": referral.id, "staff": "second"}
        return (
            (referral.state, referral.lead_id, tx.db.scalars(select(Case)).one().state),
            (alert.person_id, set(alert.give)),
            board,
            access,
            (reassigned(tx, coordinator, data).kind, leads(tx, coordinator, data)),
        )

    state, alert, board, access, moved = await transact(exclude)
    assert state == ("returned", None, "open")
    assert alert == (
        cast.people["coordinator"],
        {"code", "colour", "due", "referral", "deadline", "also"},
    )
    assert board == ["desk.line_returned"]
    assert access == [False, False]
    assert moved == ("not_permitted", []), "to nobody of the institution that she does not want"
    clock.move(hours=24)
    again = await transact(lambda tx: (tick(tx), notices(tx))[1])
    assert (cast.people["coordinator"], "coordinator_due") in again


async def test_excluding_a_parallel_institution_leaves_the_case_with_its_lead(
    cast: Cast, person_id: str, transact: Callable[..., Any]
) -> None:
    def exclude(tx: Tx) -> Any:
        excluded(tx, actor_of(tx, person_id), {"institution": "employment", "staff": None})
        return of(tx, "employment")[0].state, of(tx, "social")[0].state, notices(tx)

    assert await transact(exclude) == ("withdrawn", "sent", [(cast.people["oleh"], "case_taken_away")])


async def test_whoever_referred_hears_that_the_person_wants_somebody_else(
    cast: Cast, transact: Callable[..., Any]
) -> None:
    def exclude(tx: Tx) -> Any:
        referred(tx, cast.actor(tx, "olha"), asked(to("social", leads=True)))
        person = tx.db.scalars(select(Case.person_id)).one()
        excluded(tx, actor_of(tx, person), {"institution": "social", "staff": None})
        return notices(tx)

    assert (cast.people["olha"], "returned_to_sender") in await transact(exclude)


async def test_another_referral_on_the_same_track_ends_the_search(
    cast: Cast, person_id: str, transact: Callable[..., Any]
) -> None:
    def exclude(tx: Tx) -> Any:
        actor = actor_of(tx, person_id)
        excluded(tx, actor, {"institution": "social", "staff": None})
        referral, _ = of(tx, "social")
        waits = open_deadline(tx, referral, "acknowledge") is not None
        referred(tx, actor, asked(to("children", "electronic", leads=True), mode="self"))
        return waits, open_deadline(tx, referral, "acknowledge")

    assert await transact(exclude) == (True, None)


async def test_excluding_a_worker_leaves_the_case_to_her_institution(
    cast: Cast, person_id: str, transact: Callable[..., Any]
) -> None:
    def exclude(tx: Tx) -> Any:
        actor = actor_of(tx, person_id)
        kind = excluded(tx, actor, {"institution": None, "staff": "iryna"}).kind
        referral, consent = of(tx, "social")
        opens = {who: permitted(tx, cast.actor(tx, who), "card", referral) for who in ("iryna", "second")}
        told = notices(tx)
        referred(tx, actor, asked(to("social", "electronic", leads=True), mode="self"))
        newer = tx.db.scalars(
            select(Referral).where(Referral.lead_id.is_not(None), Referral.institution_id == "social")
        )
        return (
            kind,
            referral.state,
            referral.lead_id,
            consent.withdrawn_at,
            opens,
            told,
            [one.lead_id for one in newer],
        )

    kind, state, lead, withdrawn, opens, told, newer = await transact(exclude)
    assert (kind, state, lead, withdrawn) == ("ok", "sent", None, None)
    assert opens == {"iryna": False, "second": True}
    assert (cast.people["iryna"], "case_taken_away") in told
    assert (cast.people["coordinator"], "coordinator_alert") in told
    assert newer == ["second"], "she gets no further case of this person"


async def test_a_case_that_an_excluded_worker_had_taken_can_be_taken_by_a_colleague(
    cast: Cast, person_id: str, transact: Callable[..., Any]
) -> None:
    def exclude(tx: Tx) -> Any:
        referral, _ = of(tx, "social")
        assert accepted(tx, cast.actor(tx, "iryna"), {"referral": referral.id}).kind == "ok"
        excluded(tx, actor_of(tx, person_id), {"institution": None, "staff": "iryna"})
        tx.db.flush()
        second = cast.actor(tx, "second")
        listed = [one["id"] for one in work(tx, second, {})]
        kinds = [
            accepted(tx, one, {"referral": referral.id}).kind for one in (cast.actor(tx, "iryna"), second)
        ]
        return listed == [referral.id], kinds, referral.lead_id

    assert await transact(exclude) == (True, ["not_permitted", "ok"], "second")


async def test_excluding_nobody_that_exists_changes_nothing(
    person_id: str, transact: Callable[..., Any]
) -> None:
    def exclude(tx: Tx) -> Any:
        actor = actor_of(tx, person_id)
        for data in ({"institution": None, "staff": None}, {"institution": "nowhere", "staff": "nobody"}):
            assert excluded(tx, actor, data).kind == "ok"
        return list(tx.db.scalars(select(Exclusion.id)))

    assert await transact(exclude) == []
