"""A referral happens whole, with consent, to those who can take it; or nothing of it is kept."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import func, select

from bot.db.engine import Database
from bot.db.models import (
    Base,
    Case,
    Consent,
    Deadline,
    DutyReport,
    Exclusion,
    Institution,
    LevelChange,
    Person,
    PlanTask,
    Referral,
    Screening,
    Staff,
)
from bot.db.tx import Tx
from bot.facts.person import cases
from bot.services import contacts
from bot.services.referrals import referred
from bot.services.screenings import screened
from bot.services.sending import signed_off
from flows.definitions.consent import DAYS, TEXT_VERSION
from tests.conftest import Clock
from tests.services.cast import CONTACT, GIST, NAME, REASON, Cast, asked, newcomer, notices, to, verdict


def count(tx: Tx) -> dict[str, int]:
    tx.db.flush()
    return {
        name: tx.db.scalar(select(func.count()).select_from(table)) or 0
        for name, table in Base.metadata.tables.items()
    }


def one(tx: Tx, table: Any, *where: Any) -> Any:
    return tx.db.scalars(select(table).where(*where)).one()


async def test_a_specialist_refers_somebody_beside_her(
    cast: Cast, transact: Callable[..., Any], clock: Clock
) -> None:
    def refer(tx: Tx) -> Any:
        happened = referred(tx, cast.actor(tx, "olha"), asked(to("social", leads=True), to("legal", "paper")))
        return happened, notices(tx)

    happened, told = await transact(refer)
    assert happened.kind == "sent"
    sent = happened.data
    assert [row["name"] for row in sent["recipients"]] == ["Зразок: social", "Зразок: legal"]
    assert [row["on_system"] for row in sent["recipients"]] == [True, False]
    assert (sent["leader"], sent["promise"]) == ("Зразок: social", "roster")
    assert sent["due"] == {"at": (clock.at + timedelta(hours=48)).isoformat()}
    assert (cast.people["iryna"], "lead_alert") in told

    def look(tx: Tx) -> None:
        case = one(tx, Case)
        person = tx.db.get_one(Person, case.person_id)
        assert (case.code, case.level, case.opened_by, case.region) == (
            sent["code"],
            "yellow",
            "olha",
            "UA-51",
        )
        assert tx.unseal(person, "name") == NAME
        assert contacts.safe_contact(tx, person.id) == CONTACT
        consents = {row.institution_id: row for row in tx.db.scalars(select(Consent))}
        assert {place: row.mode for place, row in consents.items()} == {"social": "oral", "legal": "paper"}
        for row in consents.values():
            assert (row.taken_by, row.text_version) == ("olha", TEXT_VERSION)
            assert row.until - row.given_at == timedelta(days=DAYS)
        leading = one(tx, Referral, Referral.leads)
        assert (leading.institution_id, leading.lead_id, leading.state) == ("social", "iryna", "sent")
        assert tx.unseal(leading, "gist") == GIST
        task = one(tx, PlanTask)
        assert tx.unseal(task, "body") == "Зателефонує соціальна служба."
        assert task.due_at == clock.at + timedelta(hours=48)

    await transact(look)


async def test_the_new_client_can_come_back_by_her_code(cast: Cast, transact: Callable[..., Any]) -> None:
    from bot.services.returning import returned

    def refer(tx: Tx) -> Any:
        return referred(tx, cast.actor(tx, "olha"), asked(to("social", leads=True)))

    happened = await transact(refer)

    def come_back(tx: Tx) -> None:
        actor = newcomer(tx)
        assert returned(tx, actor, {"code": happened.data["return_code"]}).kind == "ok"
        assert tx.moved_to == one(tx, Case).person_id

    await transact(come_back)


async def test_a_person_refers_herself_by_her_own_press(cast: Cast, transact: Callable[..., Any]) -> None:
    def refer(tx: Tx) -> Any:
        actor = newcomer(tx)
        data = asked(to("employment", "electronic", leads=True), mode="self", verdict=verdict("green"))
        return referred(tx, actor, data), actor, notices(tx)

    happened, actor, told = await transact(refer)
    assert happened.kind == "sent"
    assert happened.data["return_code"] is None

    def look(tx: Tx) -> None:
        case = one(tx, Case)
        assert (case.person_id, case.opened_by, case.mode) == (actor.person_id, None, "self")
        consent = one(tx, Consent)
        assert (consent.mode, consent.taken_by) == ("electronic", None)
        # green: no case management, so nothing is due but the question whether she got there
        assert list(tx.db.scalars(select(Deadline.kind).where(Deadline.due_at.is_not(None)))) == ["asked"]

    await transact(look)
    assert (cast.people["oleh"], "lead_alert") in told, "somebody at the recipient still has to know"


@pytest.mark.parametrize(
    ("mode", "given_as"),
    [
        ("self", "oral"),
        ("self", "paper"),
        ("self", None),
        ("beside", "electronic"),
        ("beside", None),
        ("phone", "paper"),
        ("phone", "electronic"),
    ],
)
async def test_a_consent_that_can_t_have_been_given_so_is_none(
    cast: Cast, transact: Callable[..., Any], mode: str, given_as: str | None
) -> None:
    def refer(tx: Tx) -> str:
        actor = newcomer(tx) if mode == "self" else cast.actor(tx, "olha")
        return referred(tx, actor, asked(to("social", given_as, leads=True), mode=mode)).kind

    assert await transact(refer) == "nobody"
    assert await transact(lambda tx: list(tx.db.scalars(select(Referral)))) == []


async def test_a_recipient_may_take_fewer_kinds_of_consent_than_its_region(
    cast: Cast, transact: Callable[..., Any]
) -> None:
    def refer(tx: Tx) -> Any:
        tx.db.get_one(Institution, "legal").consent_modes = ["paper"]
        return [
            referred(tx, cast.actor(tx, "olha"), asked(to("legal", mode, leads=True))).kind
            for mode in ("oral", "paper")
        ]

    assert await transact(refer) == ["nobody", "sent"]


async def test_nothing_is_kept_where_nobody_can_take_it(cast: Cast, transact: Callable[..., Any]) -> None:
    def refer(tx: Tx) -> Any:
        actor = newcomer(tx)
        tx.db.add(Exclusion(id=tx.new_id(), person_id=actor.person_id, institution_id="social", at=tx.now))
        before = count(tx)
        recipients = [to(place, "electronic") for place in ("social", "closed", "vn_social", "unknown")]
        happened = referred(tx, actor, asked(*recipients, mode="self"))
        return happened.kind, before, count(tx), tx.unseal(tx.db.get_one(Person, actor.person_id), "name")

    kind, before, after, name = await transact(refer)
    assert kind == "nobody"
    assert before == after
    assert name is None
    assert await transact(lambda tx: contacts.safe_contact(tx, cast.people["olha"])) is None


async def test_each_recipient_gets_one_referral_and_one_of_them_leads(
    cast: Cast, transact: Callable[..., Any]
) -> None:
    def refer(tx: Tx) -> Any:
        data = asked(to("legal"), to("legal", track="labour"), to("employment"), to("closed", leads=True))
        referred(tx, cast.actor(tx, "olha"), data)
        return {row.institution_id: row.leads for row in tx.db.scalars(select(Referral))}

    # the one meant to lead takes no referrals: whose staff get the alert answers instead
    assert await transact(refer) == {"employment": True, "legal": False}


async def test_only_what_was_consented_to_is_kept_with_the_referral(
    cast: Cast, transact: Callable[..., Any]
) -> None:
    def refer(tx: Tx) -> Any:
        data = asked({**to("social", leads=True), "fields": ["name", "level", "shoe_size"]})
        referred(tx, cast.actor(tx, "olha"), data)
        return one(tx, Consent).fields, tx.unseal(one(tx, Referral), "gist")

    assert await transact(refer) == (["name", "level"], None)


async def test_somebody_without_a_role_can_t_refer_somebody_else(
    cast: Cast, transact: Callable[..., Any]
) -> None:
    def refer(tx: Tx) -> Any:
        before = count(tx)
        kinds = [
            referred(tx, actor, asked(to("social", leads=True))).kind
            for actor in (newcomer(tx), cast.actor(tx, "coordinator"))
        ]
        return kinds, before["case"], count(tx)["case"]

    kinds, before, after = await transact(refer)
    assert kinds == ["not_permitted", "not_permitted"]
    assert before == after


async def test_in_danger_the_coordinator_hears_at_once_and_only_a_roster_is_promised(
    cast: Cast, transact: Callable[..., Any], clock: Clock
) -> None:
    ground = {"signs": ["d1"], "called": ["102", "103"], "at": 5}

    def refer(tx: Tx) -> Any:
        data = asked(to("social", leads=True), verdict=verdict("red"), ground=ground)
        return referred(tx, cast.actor(tx, "olha"), data).data, notices(tx), one(tx, Case).ground

    sent, told, kept = await transact(refer)
    assert sent["promise"] == "roster"
    heard = {person for person, _ in told}
    assert {cast.people["iryna"], cast.people["coordinator"]} <= heard
    assert kept == {**ground, "at": (clock.at - timedelta(minutes=5)).isoformat()}

    def without_roster(tx: Tx) -> Any:
        data = asked(to("employment", leads=True), verdict=verdict("red"), ground=ground)
        return referred(tx, cast.actor(tx, "olha"), data).data["promise"]

    assert await transact(without_roster) == "none"


async def test_nothing_is_promised_where_nobody_could_hear(cast: Cast, transact: Callable[..., Any]) -> None:
    """A sample without staff is a show; where all leads are away, or the institution is real, nobody is on
    duty there."""

    def refer(tx: Tx, *changes: Callable[[Institution, list[Staff]], None]) -> Any:
        place = tx.db.get_one(Institution, "social")
        there = list(tx.db.scalars(select(Staff).where(Staff.institution_id == "social")))
        for change in changes:
            change(place, there)
        tx.db.flush()
        return referred(tx, newcomer(tx), asked(to("social", "electronic", leads=True), mode="self")).data

    def away(place: Institution, there: list[Staff]) -> None:
        for one in there:
            one.away_until = datetime(2027, 1, 1, tzinfo=UTC)

    def left(place: Institution, there: list[Staff]) -> None:
        for one in there:
            one.revoked_at = datetime(2026, 1, 1, tzinfo=UTC)

    def real(place: Institution, there: list[Staff]) -> None:
        place.sample = False

    said = [await transact(lambda tx, c=c: refer(tx, *c)["promise"]) for c in ((), (away,), (left,), (real,))]
    assert said == ["roster", "none", "nobody", "none"]


async def test_a_person_is_told_what_is_a_show_and_whether_a_coordinator_watches(
    cast: Cast, transact: Callable[..., Any]
) -> None:
    def look(tx: Tx, *roles: str) -> Any:
        actor = newcomer(tx)
        referred(tx, actor, asked(to("social", "electronic", leads=True), mode="self"))
        for one in tx.db.scalars(select(Staff)):
            if set(roles) & set(one.roles):
                one.revoked_at = tx.now
        tx.db.flush()
        told = [row for case in cases(tx, actor, {}) for row in case["referrals"]]
        return {(row["show"], row["watched"]) for row in told}

    assert await transact(look) == {(False, True)}
    assert await transact(lambda tx: look(tx, "coordinator")) == {(False, False)}
    assert await transact(lambda tx: look(tx, "lead", "specialist", "head")) == {(True, False)}


async def test_a_level_raised_on_the_way_keeps_its_reason_sealed(
    cast: Cast, transact: Callable[..., Any]
) -> None:
    def refer(tx: Tx) -> Any:
        raised = {"from": "yellow", "reason": REASON}
        data = asked(to("social", leads=True), verdict=verdict("red", raised=raised))
        referred(tx, cast.actor(tx, "olha"), data)
        change = one(tx, LevelChange)
        return change.old, change.new, change.asked_by, change.state, tx.unseal(change, "reason")

    assert await transact(refer) == ("yellow", "red", "olha", "done", REASON)


async def test_a_screening_gets_its_person_only_with_a_referral(
    cast: Cast, transact: Callable[..., Any]
) -> None:
    answers = {
        "mode": "beside",
        "authority": None,
        "danger": [],
        "held": None,
        "discrimination": ["i1"],
        "exploitation": None,
        "vulnerability": ["v1"],
        "minors": "no",
        "need": "work",
        "verdict": verdict("yellow", raised={"from": "green", "reason": REASON}),
    }

    def screen(tx: Tx) -> Any:
        happened = screened(tx, cast.actor(tx, "olha"), answers)
        row = tx.db.get_one(Screening, happened.data["screening"])
        return row.id, row.person_id, row.by_staff_id, row.signals, row.region

    id_, person, by, signals, region = await transact(screen)
    assert (person, by, region) == (None, "olha", "UA-51")
    assert signals["exploitation"] is None
    assert signals["discrimination"] == ["i1"]
    assert REASON not in str(signals)

    def refer(tx: Tx) -> Any:
        referred(tx, cast.actor(tx, "olha"), asked(to("social", leads=True), screening=id_))
        case = one(tx, Case)
        return case.screening_id, tx.db.get_one(Screening, id_).person_id == case.person_id

    assert await transact(refer) == (id_, True)


async def test_a_child_alone_needs_no_parent_s_consent_and_it_is_written_down(
    cast: Cast, transact: Callable[..., Any]
) -> None:
    def refer(tx: Tx) -> Any:
        data = asked(
            to("children", None, leads=True), to("social", None), path="child", verdict=verdict("red")
        )
        happened = referred(tx, cast.actor(tx, "olha"), data)
        report = one(tx, DutyReport)
        referral = one(tx, Referral)
        return happened.kind, report, referral, notices(tx)

    kind, report, referral, told = await transact(refer)
    assert kind == "sent"
    assert (referral.institution_id, referral.consent_id) == ("children", None)
    assert (report.ground, report.bodies, report.staff_id, report.said_aloud) == (
        "child",
        ["children"],
        "olha",
        True,
    )
    assert (cast.people["coordinator"], "duty_told") in told


async def test_on_the_usual_path_the_children_s_service_needs_consent_too(
    cast: Cast, transact: Callable[..., Any]
) -> None:
    def refer(tx: Tx) -> str:
        return referred(tx, cast.actor(tx, "olha"), asked(to("children", None, leads=True))).kind

    assert await transact(refer) == "nobody"


# Where the head signs -----------------------------------------------------------------


async def test_in_vinnytsia_a_referral_waits_for_the_head(cast: Cast, transact: Callable[..., Any]) -> None:
    def refer(tx: Tx) -> Any:
        happened = referred(tx, cast.actor(tx, "vn_specialist"), asked(to("vn_social", leads=True)))
        return happened.data, notices(tx)

    sent, told = await transact(refer)
    assert sent["recipients"][0]["waits"]
    assert (sent["promise"], sent["due"]) == ("none", None)
    assert told == [(cast.people["vn_head"], "signoff_wanted")]

    def sign(tx: Tx) -> Any:
        referral = one(tx, Referral)
        assert (referral.state, referral.lead_id) == ("waiting", None)
        actor = cast.actor(tx, "vn_head")
        kind = signed_off(tx, actor, {"referral": referral.id, "agreed": True}).kind
        again = signed_off(tx, actor, {"referral": referral.id, "agreed": False}).kind
        return kind, again, referral.state, referral.lead_id, notices(tx)

    kind, again, state, lead, told = await transact(sign)
    assert (kind, again, state, lead) == ("ok", "gone", "sent", "vn_lead")
    assert (cast.people["vn_lead"], "lead_alert") in told


async def test_what_the_head_does_not_sign_comes_back(cast: Cast, transact: Callable[..., Any]) -> None:
    await transact(
        lambda tx: referred(tx, cast.actor(tx, "vn_specialist"), asked(to("vn_social", leads=True)))
    )

    def refuse(tx: Tx) -> Any:
        referral = one(tx, Referral)
        kind = signed_off(tx, cast.actor(tx, "vn_head"), {"referral": referral.id, "agreed": False}).kind
        open_ = tx.db.scalars(select(Deadline).where(Deadline.kind == "signoff", Deadline.met_at.is_(None)))
        return kind, referral.state, notices(tx), list(open_)

    kind, state, told, open_ = await transact(refuse)
    assert (kind, state, open_) == ("ok", "returned", [])
    assert told == [(cast.people["vn_specialist"], "returned_to_sender")]


@pytest.mark.parametrize("who", ["vn_specialist", "vn_lead", "olha", "coordinator"])
async def test_nobody_else_signs(cast: Cast, transact: Callable[..., Any], who: str) -> None:
    await transact(
        lambda tx: referred(tx, cast.actor(tx, "vn_specialist"), asked(to("vn_social", leads=True)))
    )

    def sign(tx: Tx) -> Any:
        referral = one(tx, Referral)
        return signed_off(
            tx, cast.actor(tx, who), {"referral": referral.id, "agreed": True}
        ).kind, referral.state

    assert await transact(sign) == ("not_permitted", "waiting")


async def test_where_no_head_is_there_the_coordinator_is_asked_and_may_sign(
    cast: Cast, transact: Callable[..., Any]
) -> None:
    from bot.db.models import Staff

    def refer(tx: Tx) -> Any:
        tx.db.get_one(Staff, "vn_head").away_until = tx.now + timedelta(days=3)
        referred(tx, cast.actor(tx, "vn_specialist"), asked(to("vn_social", leads=True)))
        told = notices(tx)
        actor = cast.actor(tx, "vn_coordinator")
        return told, signed_off(tx, actor, {"referral": one(tx, Referral).id, "agreed": True}).kind

    told, kind = await transact(refer)
    assert told == [(cast.people["vn_coordinator"], "signoff_wanted")]
    assert kind == "ok"


@pytest.mark.parametrize(
    ("who", "over"),
    [
        ("vn_specialist", {"verdict": verdict("red")}),
        ("vn_head", {}),
        (None, {"mode": "self"}),
    ],
)
async def test_danger_the_head_herself_and_a_person_wait_for_no_signature(
    cast: Cast, transact: Callable[..., Any], who: str | None, over: dict[str, Any]
) -> None:
    def refer(tx: Tx) -> Any:
        actor = cast.actor(tx, who) if who else newcomer(tx, region="UA-05")
        mode = "electronic" if who is None else "oral"
        referred(tx, actor, asked(to("vn_social", mode, leads=True), **over))
        return one(tx, Referral).state, notices(tx)

    state, told = await transact(refer)
    assert state == "sent"
    assert ((cast.people["vn_head"], "head_told") in told) == (who == "vn_specialist")


# The promise, for any answers -----------------------------------------------------------------

MODES = st.sampled_from(["oral", "paper", "electronic", None, "", "yes"])
PLACES = st.sampled_from(["social", "children", "legal", "employment", "closed", "vn_social", "nowhere"])
ITEMS = st.lists(st.tuples(PLACES, MODES, st.booleans()), max_size=5)


class RolledBackError(Exception):
    pass


@pytest.mark.parametrize("path", ["consent", "child"])
async def test_whatever_was_answered_no_referral_stands_without_its_own_consent(
    cast: Cast, database: Database, clock: Clock, path: str
) -> None:
    def check(tx: Tx, mode: str, items: list[tuple[str, str | None, bool]]) -> None:
        actor = newcomer(tx) if mode == "self" else cast.actor(tx, "olha")
        before = count(tx)
        recipients = [to(place, given_as, leads=leads) for place, given_as, leads in items]
        happened = referred(tx, actor, asked(*recipients, mode=mode, path=path))
        rows = tx.db.execute(
            select(Referral, Consent).outerjoin(Consent, Consent.id == Referral.consent_id)
        ).all()
        for referral, consent in rows:
            offered = {(place, given_as) for place, given_as, _ in items}
            if consent is None:
                assert path == "child"
                assert referral.institution_id == "children"
                assert ("children", None) in offered
            else:
                assert consent.institution_id == referral.institution_id
                assert (consent.institution_id, consent.mode) in offered
                assert consent.mode in ("oral", "paper", "electronic")
                assert (consent.mode == "electronic") == (mode == "self")
        assert (happened.kind == "sent") == bool(rows)
        assert sum(referral.leads for referral, _ in rows) == bool(rows)
        if not rows:
            assert count(tx) == before

    examples: list[tuple[str, list[tuple[str, str | None, bool]]]] = []

    @settings(max_examples=60, database=None, suppress_health_check=list(HealthCheck))
    @given(st.sampled_from(["self", "beside", "phone"]), ITEMS)
    def collect(mode: str, items: list[tuple[str, str | None, bool]]) -> None:
        examples.append((mode, items))

    collect()
    for mode, items in examples:

        def tried(tx: Tx, mode: str = mode, items: list[tuple[str, str | None, bool]] = items) -> None:
            check(tx, mode, items)
            raise RolledBackError

        with pytest.raises(RolledBackError):
            await database.run(tried, clock)
