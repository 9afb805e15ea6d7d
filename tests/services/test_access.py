"""What is not in the table is refused; consent and exclusions decide at once who reads."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select

from bot.db.models import Case, Consent, Exclusion, Institution, Person, Referral, Screening, Staff
from bot.db.tx import Tx
from bot.facts.caseload import sent
from bot.services.access import (
    ACCESS,
    AFTERWARDS,
    PERSON,
    ROLES,
    Actor,
    actor_of,
    fields_open,
    is_staff,
    open_to_recipient,
    permitted,
)
from bot.services.referrals import referred
from bot.services.sending import signed_off
from flows.events import EVENTS
from flows.facts import FACTS
from flows.policy.words import FIELDS
from tests.services.cast import Cast, asked, newcomer, to

NOBODYS = {
    "me",
    "languages",
    "regions",
    "communities",
    "operator",
    "region",
    "danger",
    "emergency",
    "hotlines",
    "lines",
    "directory",
    "heads",
    "places_open",
    "found",
    "article",
    "service",
}
"""Facts that read nobody's case: the world, and the acting person herself."""

RELATIONS = {"self", "own", "unit", "stead", "institution", "led", "region", "any"}


def test_every_event_has_an_entry() -> None:
    assert set(EVENTS) <= set(ACCESS)


def test_every_fact_has_an_entry_or_reads_nobody_s_data() -> None:
    assert set(FACTS) - NOBODYS <= set(ACCESS)
    assert not NOBODYS & set(ACCESS)


def test_the_table_knows_no_other_role_and_no_other_relation() -> None:
    for rights in ACCESS.values():
        assert set(rights) <= {PERSON, *ROLES}
        assert {relation for one in rights.values() for relation in one.split()} <= RELATIONS


async def refer(cast: Cast, tx: Tx, *recipients: Any, who: str = "olha") -> Case:
    happened = referred(tx, cast.actor(tx, who), asked(*recipients))
    assert happened.kind == "sent"
    return tx.db.get_one(Case, happened.data["case"])


@pytest.fixture
async def case_id(cast: Cast, transact: Callable[..., Any]) -> str:
    """Olha of the ЦНАП has sent a case to the social service, where Iryna leads it, and to a lawyer on
    paper."""

    def send(tx: Tx) -> str:
        data = asked(to("social", leads=True), {**to("legal"), "fields": ["name", "gist"]})
        case: str = referred(tx, cast.actor(tx, "olha"), data).data["case"]
        return case

    made: str = await transact(send)
    return made


def leading(tx: Tx) -> Referral:
    return tx.db.scalars(select(Referral).where(Referral.leads)).one()


@pytest.mark.parametrize(
    ("who", "opens", "may_write_the_outcome"),
    [
        ("olha", True, False),  # she sent it; the recipient is on the system and writes itself
        ("petro", False, False),  # of the same unit, but nobody's head
        ("iryna", True, True),
        ("second", True, False),  # offered to her institution, led by a colleague
        ("nadiia", False, False),
        ("oleh", False, False),
        ("coordinator", True, False),
        ("vn_head", False, False),
        ("vn_lead", False, False),
        ("vn_coordinator", False, False),
    ],
)
async def test_who_opens_the_card_of_a_case(
    cast: Cast,
    case_id: str,
    transact: Callable[..., Any],
    who: str,
    opens: bool,
    may_write_the_outcome: bool,
) -> None:
    def ask(tx: Tx) -> Any:
        actor, referral = cast.actor(tx, who), leading(tx)
        card = permitted(tx, actor, "card", referral)
        assert card == permitted(tx, actor, "card", tx.db.get_one(Case, case_id))
        return card, permitted(tx, actor, "outcome_written", referral)

    assert await transact(ask) == (opens, may_write_the_outcome)


async def test_a_stranger_and_the_case_s_own_person(
    cast: Cast, case_id: str, transact: Callable[..., Any]
) -> None:
    def ask(tx: Tx) -> Any:
        case = tx.db.get_one(Case, case_id)
        herself, stranger = actor_of(tx, case.person_id), newcomer(tx)
        return [
            [permitted(tx, one, action, leading(tx)) for action in ("contact_confirmed", "card", "accepted")]
            for one in (herself, stranger)
        ]

    assert await transact(ask) == [[True, False, False], [False, False, False]]


async def test_an_action_nobody_wrote_down_is_refused(cast: Cast, transact: Callable[..., Any]) -> None:
    def ask(tx: Tx) -> Any:
        return [permitted(tx, cast.actor(tx, who), "card_copied", None) for who in ("iryna", "coordinator")]

    assert await transact(ask) == [False, False]


async def test_staff_need_something_to_have_a_right_to(cast: Cast, transact: Callable[..., Any]) -> None:
    def ask(tx: Tx) -> Any:
        return [
            permitted(tx, cast.actor(tx, "iryna"), action, None)
            for action in ("card", "accepted", "screened")
        ]

    assert await transact(ask) == [False, False, True]


# What closes access at once ----------------------------------------------------------------------------


def _withdraw(tx: Tx) -> None:
    for consent in tx.db.scalars(select(Consent)):
        consent.withdrawn_at = tx.now


def _run_out(tx: Tx) -> None:
    for consent in tx.db.scalars(select(Consent)):
        consent.until = tx.now


def _exclude_place(tx: Tx) -> None:
    person = tx.db.scalars(select(Case)).one().person_id
    tx.db.add(Exclusion(id=tx.new_id(), person_id=person, institution_id="social", at=tx.now))


def _exclude_worker(tx: Tx) -> None:
    person = tx.db.scalars(select(Case)).one().person_id
    tx.db.add(Exclusion(id=tx.new_id(), person_id=person, staff_id="iryna", at=tx.now))


def _hand_back(tx: Tx) -> None:
    leading(tx).state = "returned"


def _wait(tx: Tx) -> None:
    leading(tx).state = "waiting"


def _finish_long_ago(tx: Tx) -> None:
    referral = leading(tx)
    referral.state, referral.closed_at = "done", tx.now - AFTERWARDS


def _finish_just_now(tx: Tx) -> None:
    referral = leading(tx)
    referral.state, referral.closed_at = "done", tx.now - AFTERWARDS + timedelta(minutes=1)


def _revoke(tx: Tx) -> None:
    tx.db.get_one(Staff, "iryna").revoked_at = tx.now


@pytest.mark.parametrize(
    ("happens", "left"),
    [
        (_withdraw, {"olha", "coordinator"}),
        (_run_out, {"olha", "coordinator"}),
        (_exclude_place, {"olha"}),  # the coordinator works at the excluded place
        (_exclude_worker, {"olha", "second", "coordinator"}),
        (_hand_back, {"olha", "coordinator"}),
        (_wait, {"olha", "coordinator"}),
        (_finish_long_ago, {"olha", "coordinator"}),
        (_finish_just_now, {"olha", "iryna", "second", "coordinator"}),
        (_revoke, {"olha", "second", "coordinator"}),
    ],
)
async def test_what_happens_closes_access_in_the_same_moment(
    cast: Cast,
    case_id: str,
    transact: Callable[..., Any],
    happens: Callable[[Tx], None],
    left: set[str],
) -> None:
    def ask(tx: Tx) -> Any:
        happens(tx)
        everybody = ("olha", "iryna", "second", "coordinator")
        actors = {who: cast.actor(tx, who) for who in everybody}
        card = {who for who, actor in actors.items() if permitted(tx, actor, "card", leading(tx))}
        listed = {
            who
            for who, actor in actors.items()
            if actor.institution_id == "social"
            and "lead" in actor.roles
            and list(tx.db.scalars(select(Referral.id).where(Referral.leads, open_to_recipient(tx, actor))))
        }
        assert listed == card & {"iryna", "second"}, "lists and cards follow the same rule"
        assert all(
            not fields_open(tx, actor, leading(tx)) for who, actor in actors.items() if who not in card
        )
        return card

    assert await transact(ask) == left


async def test_a_worker_whom_the_person_excluded_loses_also_what_she_sent(
    cast: Cast, case_id: str, transact: Callable[..., Any]
) -> None:
    def ask(tx: Tx) -> bool:
        person = tx.db.get_one(Case, case_id).person_id
        tx.db.add(Exclusion(id=tx.new_id(), person_id=person, staff_id="olha", at=tx.now))
        return permitted(tx, cast.actor(tx, "olha"), "card", leading(tx))

    assert await transact(ask) is False


# Fields ----------------------------------------------------------------------------------------------


async def test_each_sees_the_fields_that_are_hers(
    cast: Cast, case_id: str, transact: Callable[..., Any]
) -> None:
    def ask(tx: Tx) -> Any:
        consent = tx.db.scalars(select(Consent).where(Consent.institution_id == "social")).one()
        consent.fields = ["name", "contact"]
        return {
            who: fields_open(tx, cast.actor(tx, who), leading(tx))
            for who in ("olha", "iryna", "coordinator", "oleh")
        }

    assert await transact(ask) == {
        "olha": frozenset(FIELDS),
        "iryna": {"name", "contact"},
        "coordinator": {"level"},
        "oleh": frozenset(),
    }


# Relations ---------------------------------------------------------------------------------------------


async def test_the_deputy_acts_for_the_lead(cast: Cast, case_id: str, transact: Callable[..., Any]) -> None:
    def ask(tx: Tx) -> Any:
        before = permitted(tx, cast.actor(tx, "second"), "status_set", leading(tx))
        tx.db.get_one(Staff, "iryna").deputy_id = "second"
        tx.db.flush()
        return before, permitted(tx, cast.actor(tx, "second"), "status_set", leading(tx))

    assert await transact(ask) == (False, True)


async def test_the_sender_acts_in_the_stead_of_a_recipient_that_is_not_on_the_system(
    cast: Cast, case_id: str, transact: Callable[..., Any]
) -> None:
    def ask(tx: Tx) -> Any:
        lawyer = tx.db.scalars(select(Referral).where(Referral.institution_id == "legal")).one()
        return [
            permitted(tx, cast.actor(tx, who), "outcome_written", lawyer)
            for who in ("olha", "petro", "iryna")
        ]

    assert await transact(ask) == [True, False, False]


async def test_her_deputy_acts_in_the_same_stead_with_what_was_consented_to(
    cast: Cast, case_id: str, transact: Callable[..., Any]
) -> None:
    def ask(tx: Tx) -> Any:
        lawyer = tx.db.scalars(select(Referral).where(Referral.institution_id == "legal")).one()

        def may(which: Referral) -> list[bool]:
            petro = cast.actor(tx, "petro")
            return [
                permitted(tx, petro, action, which)
                for action in ("card", "handed_over", "form_wanted", "attempted", "outcome_written")
            ]

        before = may(lawyer)
        tx.db.get_one(Staff, "olha").deputy_id = "petro"
        tx.db.flush()
        petro = cast.actor(tx, "petro")
        after, fields = may(lawyer), fields_open(tx, petro, lawyer)
        listed = [row["id"] == lawyer.id for row in sent(tx, petro, {})]
        on_system = may(leading(tx))
        _withdraw(tx)
        tx.db.flush()
        return before, after, fields, listed, on_system, may(lawyer), sent(tx, petro, {})

    before, after, fields, listed, on_system, withdrawn, left = await transact(ask)
    assert (before, after, withdrawn) == ([False] * 5, [True] * 5, [False] * 5)
    assert fields == {"name", "gist"}, "not all that the sender knows"
    assert (listed, left) == ([True], [])
    assert on_system == [False] * 5, "there somebody gets the alert"


async def test_a_head_sees_what_her_unit_sent(cast: Cast, transact: Callable[..., Any]) -> None:
    def ask(tx: Tx) -> Any:
        data = asked(to("vn_social", leads=True))
        referred(tx, cast.actor(tx, "vn_specialist"), data)
        actor = cast.actor(tx, "vn_head")
        sees = permitted(tx, actor, "card", leading(tx)), fields_open(tx, actor, leading(tx))
        recipient = permitted(tx, cast.actor(tx, "vn_lead"), "card", leading(tx))
        signed_off(tx, actor, {"referral": leading(tx).id, "agreed": True})
        return sees, recipient, permitted(tx, cast.actor(tx, "vn_lead"), "card", leading(tx))

    assert await transact(ask) == ((True, frozenset(FIELDS)), False, True)


async def test_a_coordinator_looks_after_the_people_of_her_region(
    cast: Cast, transact: Callable[..., Any]
) -> None:
    def ask(tx: Tx) -> Any:
        actor = cast.actor(tx, "coordinator")
        return [
            permitted(tx, actor, "revoked", tx.db.get_one(Staff, "iryna")),
            permitted(tx, actor, "revoked", tx.db.get_one(Staff, "vn_lead")),
            permitted(tx, actor, "invited", tx.db.get_one(Institution, "legal")),
            permitted(tx, actor, "invited", tx.db.get_one(Institution, "vn_cnap")),
            permitted(tx, cast.actor(tx, "iryna"), "invited", tx.db.get_one(Institution, "social")),
        ]

    assert await transact(ask) == [True, False, True, False, False]


async def test_a_screening_is_its_specialist_s_own(cast: Cast, transact: Callable[..., Any]) -> None:
    def ask(tx: Tx) -> Any:
        row = Screening(
            id=tx.new_id(), region="UA-51", version=1, mode="beside", signals={}, level="green", at=tx.now
        )
        row.by_staff_id = "olha"
        tx.db.add(row)
        person = tx.db.get_one(Person, cast.people["olha"])
        return (
            permitted(tx, cast.actor(tx, "olha"), "sent", row),
            permitted(tx, cast.actor(tx, "petro"), "sent", row),
            permitted(tx, cast.actor(tx, "petro"), "card", person),
        )

    assert await transact(ask) == (True, False, False)


# Who acts ----------------------------------------------------------------------------------------------


async def test_who_acts_is_asked_anew_each_time(cast: Cast, transact: Callable[..., Any]) -> None:
    def ask(tx: Tx) -> Any:
        person = cast.people["iryna"]
        before = actor_of(tx, person, "i", "web"), is_staff(tx, person)
        tx.db.get_one(Staff, "iryna").revoked_at = tx.now
        tx.db.flush()
        return *before, actor_of(tx, person), is_staff(tx, person)

    before, was, after, is_now = await transact(ask)
    person = cast.people["iryna"]
    assert before == Actor(person, "iryna", frozenset({"lead"}), "social", "UA-51", "i", "web")
    assert after == Actor(person)
    assert (was, is_now) == (True, False)
