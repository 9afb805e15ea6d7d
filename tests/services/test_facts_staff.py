"""What staff see: their lists, and of a card only what is theirs to see."""

from __future__ import annotations

import json
from collections.abc import Awaitable, Callable
from typing import Any

import pytest
from sqlalchemy import event, func, select

from bot.db.models import Audit, Case, Consent, Institution, LevelChange, PlanTask, Referral, Screening, Staff
from bot.db.tx import Tx
from bot.facts import FACTS_BY_NAME
from bot.services.access import actor_of, permitted
from tests.conftest import Clock
from tests.services.house import CODE, House, furnished, kyiv


@pytest.fixture
async def house(transact: Callable[[Any], Awaitable[Any]], clock: Clock) -> House:
    """Olena's yellow case, sent by Iryna to the social service."""
    house = await furnished(transact, clock)
    await house.refer()
    house.forget()
    return house


async def card(house: House, who: str) -> Any:
    return await house.fact(who, "card", referral=house.ids["referral"])


def words(value: Any) -> str:
    """All that it says; of a card not the region's algorithm, which tells of nobody."""
    if isinstance(value, dict):
        value = {key: one for key, one in value.items() if key != "region"}
    return json.dumps(value, ensure_ascii=False)


# The card ---------------------------------------------------------------------------------------------------


async def test_the_lead_sees_what_was_consented_to(house: House) -> None:
    seen = await card(house, "lesia")
    assert seen["client"] == {
        "name": "Olena",
        "way": "call",
        "number": {"tel": "+380501112233"},
        "hours": {"m": "desk.card_hours", "t": "з {first}:00 до {last}:00", "a": {"first": 9, "last": 18}},
        "who": "me",
        "word": "калина",
        "notes": None,
    }
    assert seen["gist"] == "Потрібен супровід."
    assert (seen["code"], seen["level"], seen["colour"]) == (CODE, "yellow", "🟡")
    assert seen["state"] == "sent"
    assert seen["mine"] is True
    assert seen["sender"]["phone"] == {"tel": "+380482000000"}
    assert (seen["sender"]["institution"], seen["sender"]["name"]) == ("Зразок: cnap", "Iryna")
    assert seen["due"] == {"at": kyiv("2026-11-25 10:00").isoformat()}
    assert seen["need"]["t"] == "Соціальний супровід"
    assert seen["consent"]["a"]["mode"]["m"] == "consent.is_oral"


@pytest.mark.parametrize(
    ("fields", "hidden"),
    [
        (["contact", "contact_way", "gist", "level"], ["Olena"]),
        (["name", "gist", "level"], ["+380501112233", "калина", "call"]),
        (["name", "contact_way", "gist", "level"], ["+380501112233", "калина"]),
        (["name", "contact", "contact_way", "need", "level"], ["Потрібен супровід."]),
        (["name", "contact", "contact_way", "gist", "plan", "level"], ["Соціальний супровід"]),
        (["level"], ["Olena", "+380501112233", "калина", "Потрібен супровід.", "Соціальний супровід"]),
    ],
)
async def test_what_was_not_consented_to_is_not_on_the_card(
    house: House, fields: list[str], hidden: list[str]
) -> None:
    shown = words(await card(house, "lesia"))
    await house.change(Consent, house.ids["consent"], fields=fields)
    seen = words(await card(house, "lesia"))
    for word in hidden:
        assert word in shown
        assert word not in seen


async def test_the_coordinator_sees_no_more_than_level_and_terms(house: House) -> None:
    seen = await card(house, "nadia")
    assert seen["code"] == CODE
    assert seen["mine"] is False
    for word in ("Olena", "+380501112233", "калина", "Потрібен супровід."):
        assert word not in words(seen)


async def test_the_words_of_an_outcome_are_not_for_the_coordinator(house: House) -> None:
    await house.do("lesia", "status_set", referral=house.ids["referral"], status="contacted")
    data = {"referral": house.ids["referral"], "outcome": "Оформлено супровід.", "result": "met"}
    await house.do("lesia", "outcome_written", **data)
    assert (await card(house, "iryna"))["outcome"]["words"] == "Оформлено супровід."
    outcome = (await card(house, "nadia"))["outcome"]
    assert (outcome["label"]["m"], outcome["words"]) == ("desk.result_met", None)


@pytest.mark.parametrize("who", ["vira", "olena"])
async def test_a_stranger_sees_no_card(house: House, who: str) -> None:
    assert await card(house, who) is None


async def test_after_a_withdrawal_the_recipient_sees_no_card(house: House) -> None:
    await house.do("olena", "consent_withdrawn", consent=house.ids["consent"])
    assert await card(house, "lesia") is None
    assert await card(house, "daria") is None


async def test_after_the_consent_has_run_out_the_recipient_sees_no_card(house: House) -> None:
    await house.change(Consent, house.ids["consent"], until=house.clock.at)
    assert await card(house, "lesia") is None


async def test_before_the_signature_the_recipient_sees_no_card(house: House) -> None:
    await house.change(Referral, house.ids["referral"], state="waiting")
    assert await card(house, "lesia") is None
    assert await card(house, "petro") is not None


@pytest.mark.parametrize(("institution", "staff"), [("at:social", None), (None, "staff:lesia")])
async def test_whom_the_person_excluded_sees_no_card(
    house: House, institution: str | None, staff: str | None
) -> None:
    given = {
        "institution": house.ids[institution] if institution else None,
        "staff": house.ids[staff] if staff else None,
    }
    await house.do("olena", "excluded", **given)
    assert await card(house, "lesia") is None


async def test_of_an_erased_person_nothing_is_left_to_see(house: House) -> None:
    await house.do("olena", "erased")
    assert await card(house, "lesia") is None
    assert await card(house, "nadia") is None


async def test_every_look_at_a_card_is_audited_and_no_refusal_is(house: House) -> None:
    for who in ("lesia", "nadia", "iryna", "vira", "olena"):
        await card(house, who)
    query = select(Audit.staff_id).where(
        Audit.action == "card_read",
        Audit.case_id == house.ids["case"],
        Audit.detail == house.ids["referral"],
    )
    readers = await house.run(lambda tx: tx.db.scalars(query.order_by(Audit.id)).all())
    assert readers == [house.ids[f"staff:{one}"] for one in ("lesia", "nadia", "iryna")]


async def test_what_was_ticked_is_seen_by_who_sent_it_and_not_passed_on(house: House) -> None:
    def screen(tx: Tx) -> None:
        screening = Screening(
            id=tx.new_id(),
            person_id=house.ids["olena"],
            region="UA-51",
            version=1,
            mode="beside",
            signals={"danger": [], "exploitation": ["e1"], "held": "no", "vulnerability": None},
            level="yellow",
            at=tx.now,
        )
        tx.db.add(screening)
        tx.db.flush()
        tx.db.get_one(Case, house.ids["case"]).screening_id = screening.id

    await house.run(screen)
    assert [one["m"] for one in (await card(house, "iryna"))["signals"]] == ["signal.e1.short"]
    assert (await card(house, "petro"))["signals"] != []  # the head signs what was seen
    assert (await card(house, "lesia"))["signals"] == []
    assert (await card(house, "nadia"))["signals"] == []


async def test_the_card_tells_what_happened(house: House) -> None:
    await house.do("lesia", "accepted", referral=house.ids["referral"])
    await house.do("lesia", "attempted", referral=house.ids["referral"], way="call", result="no_answer")
    await house.do("iryna", "level_lowering_asked", case=house.ids["case"], level="green", reason="Краще.")
    seen = await card(house, "lesia")
    assert [one["a"]["what"]["m"] for one in seen["timeline"]] == [
        "timeline.accepted",
        "timeline.attempted",
        "timeline.level_lowering_asked",
    ]
    [tried] = seen["attempts"]
    assert (tried["a"]["way"]["t"], tried["a"]["result"]["t"]) == ("телефоном", "відповіді не було")
    assert seen["attempts_count"] == 1
    assert seen["lead"] == "Lesia"
    assert isinstance(seen["change"], str)


async def test_the_plan_is_on_the_card(house: House) -> None:
    def plan(tx: Tx) -> None:
        task = PlanTask(id=tx.new_id(), case_id=house.ids["case"], person_id=house.ids["olena"])
        tx.seal(task, "body", {"m": "plan.call", "t": "Зателефонують", "a": {}})
        tx.db.add(task)

    await house.run(plan)
    assert [one["m"] for one in (await card(house, "lesia"))["plan"]] == ["plan.call"]
    assert (await card(house, "nadia"))["plan"] == []


async def test_who_came_by_herself_is_said_so(house: House) -> None:
    await house.refer(by=None, code="4МР-К31", name="own")
    seen = await house.fact("daria", "card", referral=house.ids["own"])
    assert seen["sender"]["name"] is None
    assert seen["sender"]["institution"] is None


@pytest.mark.parametrize("referral", [None, "nothing"])
async def test_no_referral_is_no_card(house: House, referral: str | None) -> None:
    assert await house.fact("lesia", "card", referral=referral) is None


async def test_mine_is_what_one_may_act_on(house: House) -> None:
    for who, mine in (("lesia", True), ("daria", True), ("iryna", False), ("nadia", False)):
        assert (await card(house, who))["mine"] is mine
    await house.run(lambda tx: house.employ(tx, "oksana", "social", ("lead",)))
    await house.do("lesia", "accepted", referral=house.ids["referral"])
    for who, mine in (("lesia", True), ("daria", True), ("oksana", False), ("iryna", False)):
        assert (await card(house, who))["mine"] is mine


# Lists ------------------------------------------------------------------------------------------------------


async def test_a_lead_sees_hers_and_what_is_offered_to_her_institution(house: House) -> None:
    assert [one["id"] for one in await house.fact("lesia", "work")] == [house.ids["referral"]]
    await house.run(lambda tx: house.employ(tx, "oksana", "social", ("lead",)))
    assert await house.fact("oksana", "work") == []
    await house.change(Referral, house.ids["referral"], lead_id=None)
    assert [one["id"] for one in await house.fact("oksana", "work")] == [house.ids["referral"]]
    assert await house.fact("vira", "work") == []


async def test_of_the_work_ahead_the_graver_comes_first_and_what_has_no_term_last(house: House) -> None:
    house.clock.move(hours=1)
    for number, (level, code) in enumerate([("green", "4МР-К31"), ("red", "Т5Х-2К8")]):
        await house.run(lambda tx, number=number: house.newcomer(tx, f"person{number}"))
        await house.refer(level, person=f"person{number}", code=code, name=code)
        await house.change(Referral, house.ids[code], lead_id=house.ids["staff:lesia"])
    rows = await house.fact("lesia", "work")
    assert [one["code"] for one in rows] == ["Т5Х-2К8", CODE, "4МР-К31"]  # tomorrow, 14:00 today, no term
    assert [one["colour"] for one in rows] == ["🔴", "🟡", "🟢"]


async def test_a_finished_case_is_no_work(house: House) -> None:
    data = {"referral": house.ids["referral"], "outcome": None, "result": "met"}
    await house.do("lesia", "outcome_written", **data)
    assert await house.fact("lesia", "work") == []


async def test_a_row_names_nobody(house: House) -> None:
    for who, fact in (("lesia", "work"), ("iryna", "sent"), ("nadia", "due")):
        rows = await house.fact(who, fact)
        assert rows
        for word in ("Olena", "Потрібен", "+380"):
            assert word not in words(rows)
        assert CODE in words(rows[0]["label"])


async def test_rows_of_one_case_are_told_apart_by_their_institutions(house: House) -> None:
    await house.refer(to="legal", track="legal", name="second")
    for who, fact in (("iryna", "sent"), ("nadia", "due")):
        labels = [words(row["label"]) for row in await house.fact(who, fact)]
        assert len(labels) == len(set(labels)) == 2
        assert [name in "".join(labels) for name in ("Зразок: social", "Зразок: legal")] == [True, True]


async def test_a_lead_who_moved_is_told_where_her_old_case_is(house: House) -> None:
    [row] = await house.fact("lesia", "work")
    assert "Зразок" not in words(row["label"])
    await house.change(Staff, house.ids["staff:lesia"], institution_id=house.ids["at:legal"])
    [row] = await house.fact("lesia", "work")
    assert "Зразок: social" in words(row["label"])


async def test_the_sender_sees_how_each_goes_on(house: House) -> None:
    await house.refer(to="legal", track="legal", name="second")
    await house.do("lesia", "accepted", referral=house.ids["referral"])
    rows = {one["id"]: one for one in await house.fact("iryna", "sent")}
    assert rows[house.ids["referral"]]["state"] == "accepted"
    assert rows[house.ids["referral"]]["on_system"] is True
    assert rows[house.ids["second"]]["on_system"] is False
    assert await house.fact("petro", "sent") == []


async def test_the_coordinator_sees_of_each_case_what_is_due_next(house: House) -> None:
    [row] = await house.fact("nadia", "due")
    assert (row["kind"], row["referral"], row["overdue"]) == ("acknowledge", house.ids["referral"], False)
    assert row["pausable"] is True
    house.clock.at = kyiv("2026-11-23 15:00")
    [row] = await house.fact("nadia", "due")
    assert (row["overdue"], row["label"]["m"]) == (True, "desk.at_place")
    assert row["label"]["a"]["line"]["m"] == "desk.late_acknowledge"
    await house.do("lesia", "accepted", referral=house.ids["referral"])
    [row] = await house.fact("nadia", "due")
    assert (row["kind"], row["overdue"]) == ("contact", False)
    await house.do("lesia", "status_set", referral=house.ids["referral"], status="contacted")
    assert await house.fact("nadia", "due") == []


async def test_one_deadline_says_whose_it_is_and_how_it_stands(house: House) -> None:
    [row] = await house.fact("nadia", "due")
    seen = await house.fact("nadia", "deadline", deadline=row["id"])
    assert {name: seen[name] for name in row} == row
    assert (seen["lead"], seen["state"], seen["place"]) == ("Lesia", "sent", "Зразок: social")
    assert (seen["what"]["m"], seen["what"]["a"]["due"]) == (
        "desk.what_acknowledge",
        {"at": kyiv("2026-11-23 14:00").isoformat()},
    )
    await house.do("nadia", "heard", deadline=row["id"])
    seen = await house.fact("nadia", "deadline", deadline=row["id"])
    assert (seen["heard"], seen["label"]["m"]) == (True, "desk.heard_line")
    house.clock.at = kyiv("2026-11-23 15:00")
    seen = await house.fact("nadia", "deadline", deadline=row["id"])
    assert (seen["what"]["m"], seen["label"]["m"]) == ("desk.missed_acknowledge", "desk.heard_line")
    await house.do("lesia", "accepted", referral=house.ids["referral"])
    assert await house.fact("nadia", "deadline", deadline=row["id"]) is None  # it was met


async def test_what_was_ticked_is_named_with_its_institution_and_nothing_else_is(house: House) -> None:
    await house.refer(to="legal", track="legal", name="second")
    first, second = [row["id"] for row in await house.fact("nadia", "due")]
    assert await house.fact("nadia", "ticked", deadline=first, also=[second]) == []
    await house.do("nadia", "heard", deadline=first, also=[])
    [line] = await house.fact("nadia", "ticked", deadline=first, also=[second])
    [row] = [row for row in await house.fact("nadia", "due") if row["id"] == first]
    assert row["label"]["a"]["line"] == line
    await house.do("nadia", "heard", deadline=second, also=[])
    assert len(await house.fact("nadia", "ticked", deadline=first, also=[second])) == 2
    for who in ("vira", "lesia", "olena"):
        assert await house.fact(who, "ticked", deadline=first, also=[second]) == []


async def test_one_deadline_is_for_the_regions_coordinator_alone(house: House) -> None:
    [row] = await house.fact("nadia", "due")
    for who in ("vira", "lesia", "iryna", "olena"):
        assert await house.fact(who, "deadline", deadline=row["id"]) is None
    assert await house.fact("nadia", "deadline", deadline="further") is None
    await house.do("olena", "excluded", institution=house.ids["at:ova"], staff=None)
    assert await house.fact("nadia", "deadline", deadline=row["id"]) is None


@pytest.mark.parametrize(("who", "region"), [("nadia", "UA-51"), ("vira", "UA-05")])
async def test_a_pause_is_offered_just_where_the_regions_terms_allow_it(
    house: House, who: str, region: str
) -> None:
    def grades(tx: Tx) -> dict[str, bool]:
        all_ = tx.world.regions.region(region).levels.grades
        return {one.id: one.terms.pausable and not one.emergency for one in all_}

    offered = {}
    allowed = await house.run(grades)
    for level in allowed:
        await house.change(Case, house.ids["case"], region=region, level=level)
        [row] = await house.fact(who, "due")
        offered[level] = row["pausable"]
    assert offered == allowed
    assert set(allowed.values()) == {True, False}


@pytest.mark.parametrize("who", ["vira", "lesia", "iryna", "olena"])
async def test_what_is_due_is_seen_by_the_regions_coordinator_alone(house: House, who: str) -> None:
    assert await house.fact(who, "due") == []


async def test_a_person_whose_help_never_came_is_on_the_coordinators_list(
    transact: Callable[[Any], Awaitable[Any]], clock: Clock
) -> None:
    house = await furnished(transact, clock)
    await house.refer("green")
    assert await house.fact("nadia", "due") == []
    await house.wait(kyiv("2026-11-26 11:00"))
    await house.do("olena", "contact_confirmed", referral=house.ids["referral"], answer="no")
    [row] = await house.fact("nadia", "due")
    assert row["label"]["a"]["line"]["m"] == "desk.line_said_no"


async def test_the_team_of_the_region(house: House) -> None:
    await house.do("daria", "away_set", days=2)
    rows = {one["label"]: one for one in await house.fact("nadia", "team")}
    assert set(rows) == {"Iryna", "Petro", "Lesia", "Daria", "Nadia"}
    assert rows["Lesia"] == {
        "id": house.ids["staff:lesia"],
        "label": "Lesia",
        "institution": "Зразок: social",
        "roles": ["lead"],
        "deputy": "Daria",
        "away": False,
    }
    assert rows["Daria"]["away"] is True
    assert await house.fact("lesia", "team") == []
    assert [one["label"] for one in await house.fact("vira", "team")] == ["Vira"]


async def test_an_administrator_sees_every_team(house: House) -> None:
    await house.run(lambda tx: house.employ(tx, "adam", "ova", ("admin",)))
    assert {"Lesia", "Vira"} <= {one["label"] for one in await house.fact("adam", "team")}
    assert len(await house.fact("adam", "institutions")) == 5


async def test_the_team_costs_few_queries_however_large_it_is(house: House) -> None:
    for number in range(10):
        await house.run(lambda tx, number=number: house.employ(tx, f"w{number}", "social", ("lead",)))

    def counted(tx: Tx) -> int:
        actor = actor_of(tx, house.ids["nadia"])
        statements: list[str] = []
        event.listen(tx.db.connection(), "before_cursor_execute", lambda *said: statements.append(said[2]))
        FACTS_BY_NAME["team"](tx, actor, {})
        return len(statements)

    assert await house.run(counted) == 2


async def test_who_may_take_a_case_over(house: House) -> None:
    rows = await house.fact("nadia", "leads", referral=house.ids["referral"])
    assert [one["label"] for one in rows] == ["Daria"]  # Lesia has it already
    await house.run(lambda tx: house.employ(tx, "oksana", "social", ("lead",)))
    await house.do("daria", "away_set", days=2)
    rows = await house.fact("nadia", "leads", referral=house.ids["referral"])
    assert rows[0]["label"] == "Oksana"
    assert rows[1]["label"]["a"]["name"] == "Daria"
    for who in ("lesia", "vira", "olena"):
        assert await house.fact(who, "leads", referral=house.ids["referral"]) == []


async def test_institutions_are_the_regions(house: House) -> None:
    labels = [one["label"] for one in await house.fact("nadia", "institutions")]
    assert labels == ["Зразок: cnap", "Зразок: legal", "Зразок: ova", "Зразок: social"]
    assert await house.fact("lesia", "institutions") == []


async def test_the_head_sees_what_waits_for_her_signature(house: House) -> None:
    await house.refer(state="waiting", track="legal", name="waiting")
    [row] = await house.fact("petro", "signoffs")
    assert row["id"] == house.ids["waiting"]
    assert row["label"]["m"] == "desk.signoff"
    for who in ("iryna", "nadia", "lesia"):
        assert await house.fact(who, "signoffs") == []
    await house.run(lambda tx: house.employ(tx, "oksana", "social", ("head",)))
    assert await house.fact("oksana", "signoffs") == []


async def test_who_may_decide_on_a_lowered_level_sees_it_and_the_asker_does_not(house: House) -> None:
    await house.do("iryna", "level_lowering_asked", case=house.ids["case"], level="green", reason="Краще.")
    [row] = await house.fact("nadia", "changes")
    assert (row["code"], row["reason"]) == (CODE, "Краще.")
    read = await house.run(lambda tx: tx.db.scalars(select(Audit).where(Audit.action == "reason_read")).all())
    assert [(one.staff_id, one.detail) for one in read] == [(house.ids["staff:nadia"], row["id"])]
    assert [row["label"]["a"][one]["t"] for one in ("old", "new")] == ["Жовтий рівень", "Зелений рівень"]
    assert len(await house.fact("lesia", "changes")) == 1
    for who in ("iryna", "vira", "olena"):
        assert await house.fact(who, "changes") == []


@pytest.mark.parametrize("who", ["nadia", "lesia", "petro", "iryna", "vira", "daria"])
async def test_the_list_of_lowered_levels_holds_just_those_that_may_be_decided(
    house: House, who: str
) -> None:
    """The list asks in one query what ``permitted`` asks of each; both must answer alike."""

    async def alike() -> bool:
        def ask(tx: Tx) -> bool:
            actor = actor_of(tx, house.ids[who])
            return permitted(tx, actor, "changes", tx.db.scalars(select(LevelChange)).one())

        seen = bool(await house.fact(who, "changes"))
        assert seen == (await house.run(ask) and who != "iryna")  # who asked has no second word
        return seen

    await house.do("iryna", "level_lowering_asked", case=house.ids["case"], level="green", reason="Краще.")
    seen = await alike()
    await house.change(Referral, house.ids["referral"], state="returned")
    after = await alike()
    assert (seen, after) == (who not in ("iryna", "vira"), who in ("nadia", "petro"))
    await house.change(Referral, house.ids["referral"], state="sent")
    await house.do("olena", "excluded", institution=None, staff=house.ids[f"staff:{who}"])
    assert await alike() is False


async def test_many_lowered_levels_take_one_query_for_a_coordinator(house: House) -> None:
    await house.do("iryna", "level_lowering_asked", case=house.ids["case"], level="green", reason="Краще.")
    for number in range(5):
        await house.run(lambda tx, number=number: house.newcomer(tx, f"person{number}"))
        await house.refer(person=f"person{number}", code=f"Z{number}", name=f"c{number}")
        case = house.ids["case"]
        await house.do("iryna", "level_lowering_asked", case=case, level="green", reason="Краще.")

    def counted(tx: Tx) -> tuple[int, int]:
        actor = actor_of(tx, house.ids["nadia"])
        statements: list[str] = []
        event.listen(tx.db.connection(), "before_cursor_execute", lambda *said: statements.append(said[2]))
        return len(FACTS_BY_NAME["changes"](tx, actor, {})), len(statements)

    assert await house.run(counted) == (6, 2)  # the rows, and the keys their reasons open with


async def test_lists_do_not_write_readings_of_cards(house: House) -> None:
    for fact in ("work", "due", "sent", "changes", "signoffs"):
        for who in ("lesia", "nadia", "iryna", "petro"):
            await house.fact(who, fact)
    counted = select(func.count(Audit.id)).where(Audit.action == "card_read")
    assert await house.run(lambda tx: tx.db.scalar(counted)) == 0


async def test_a_sample_says_so_on_the_card(house: House) -> None:
    assert (await card(house, "iryna"))["institution"].startswith("Зразок: ")
    place: Institution = await house.row(Institution, house.ids["at:social"])
    assert place.sample


async def test_every_fact_is_json(house: House) -> None:
    for who in ("lesia", "nadia", "iryna", "petro", "olena"):
        for fact in (
            "work",
            "sent",
            "card",
            "due",
            "team",
            "leads",
            "institutions",
            "signoffs",
            "changes",
            "deadline",
            "ticked",
        ):
            value = await house.fact(who, fact, referral=house.ids["referral"])
            assert json.loads(json.dumps(value)) == value
