"""The staff's own strain: counted, never kept as anybody's, shown only where it leads back to nobody."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from bot.db.common_work import Wellbeing, WellbeingAsked
from bot.db.models import Audit, Base, Staff
from bot.db.tx import Tx, World
from bot.services import retention, wellbeing
from flows.engine.said import Happened
from flows.rules.strain import QUESTIONS
from tests.conftest import Clock
from tests.services.common_work import furnished_in, region_file, world_with
from tests.services.house import House, kyiv

HARD = dict.fromkeys(QUESTIONS, "hard")
GOOD = dict.fromkeys(QUESTIONS, "good")


@pytest.fixture
async def house(database_url: str, world: World, clock: Clock, tmp_path: Path) -> AsyncIterator[House]:
    house, database = await furnished_in(database_url, world_with(world, region_file(tmp_path)), clock)

    def team(tx: Tx) -> None:
        for number in range(6):
            house.employ(tx, f"s{number}", "social", ("specialist",))  # with lesia and daria eight
        house.employ(tx, "head", "social", ("head",))

    await house.run(team)
    yield house
    await database.close()


async def tell(house: House, who: str, said: dict[str, Any] | None = None) -> Happened:
    return await house.do(who, "wellbeing_told", **(said or HARD))


async def lines(house: House, who: str, month: str = "2026-11") -> list[Any]:
    """What somebody sees of a month: the group and its shares."""
    for row in await house.fact(who, "strain"):
        if row["id"] == month:
            return [
                (one["a"]["name"], [x["a"]["share"]["m"] for x in one["a"]["lines"]]) for one in row["lines"]
            ]
    return []


async def test_it_is_asked_once_a_month(house: House) -> None:
    assert (await house.fact("lesia", "wellbeing"))["answered"] is False
    assert (await tell(house, "lesia")).kind == "recorded"
    assert (await house.fact("lesia", "wellbeing"))["answered"] is True
    assert (await tell(house, "lesia", GOOD)).kind == "recorded", "but not counted"
    assert (await house.fact("daria", "wellbeing"))["answered"] is False
    house.clock.at = kyiv("2026-12-01 00:00")
    assert (await tell(house, "lesia")).kind == "recorded"
    rows = await house.run(lambda tx: tx.db.scalars(select(Wellbeing)).all())
    assert sorted((row.month, row.given) for row in rows) == [("2026-11", 1), ("2026-12", 1)]


@pytest.mark.parametrize("who", ["olena", "vira"])
async def test_whoever_does_not_work_where_it_is_asked_answers_nothing(house: House, who: str) -> None:
    assert (await tell(house, who)).kind == "not_permitted"


async def test_nothing_that_is_stored_says_who_answered_what(house: House) -> None:
    await tell(house, "lesia")
    await tell(house, "daria", GOOD)
    ids = {house.ids[one] for one in ("lesia", "staff:lesia", "daria", "staff:daria")}
    for name in ("wellbeing", "wellbeing_asked"):
        table = Base.metadata.tables[name]
        stored = await house.run(lambda tx, t=table: [str(row) for row in tx.db.execute(select(t))])
        assert not [row for row in stored if any(one in row for one in ids)]
    (row,) = await house.run(lambda tx: tx.db.scalars(select(Wellbeing)).all())
    assert row.answers == {one: [1, 0, 1] for one in QUESTIONS}, "counts, no rows of answers"
    asked = await house.run(lambda tx: tx.db.scalars(select(WellbeingAsked.who_index)).all())
    assert len({*asked}) == 2
    assert await house.run(lambda tx: tx.db.scalars(select(Audit)).all()) == []


async def test_what_was_skipped_is_not_counted(house: House) -> None:
    assert (await tell(house, "lesia", {**HARD, "feel": "skip", "rest": None})).kind == "recorded"
    assert (await tell(house, "daria", dict.fromkeys(QUESTIONS, "skip"))).kind == "recorded"
    (row,) = await house.run(lambda tx: tx.db.scalars(select(Wellbeing)).all())
    assert (row.given, row.answers["tired"], row.answers["feel"]) == (1, [0, 0, 1], [0, 0, 0])


async def test_what_a_small_team_says_stands_in_no_row_of_its_own(house: House) -> None:
    """Not even in the database: a count of one would be her answer."""
    for who in ("iryna", "nadia", "petro"):
        await tell(house, who, HARD if who == "iryna" else GOOD)
    (row,) = await house.run(lambda tx: tx.db.scalars(select(Wellbeing)).all())
    assert (row.region, row.institution_id, row.given) == ("UA-51", None, 3)
    assert row.answers == {one: [2, 0, 1] for one in QUESTIONS}
    await tell(house, "lesia")
    assert await house.run(
        lambda tx: sorted(str(one) for one in tx.db.scalars(select(Wellbeing.institution_id)))
    ) == sorted(["None", house.ids["at:social"]])


async def test_a_team_that_shrinks_is_counted_with_the_small_ones_from_then_on(house: House) -> None:
    await tell(house, "lesia")
    for who in ("s0", "s1", "s2"):
        await house.change(Staff, house.ids[f"staff:{who}"], revoked_at=house.clock.at)
    await tell(house, "daria")
    rows = await house.run(lambda tx: tx.db.scalars(select(Wellbeing)).all())
    assert {(one.institution_id, one.given) for one in rows} == {(house.ids["at:social"], 1), (None, 1)}


async def test_the_small_teams_of_a_region_have_one_row_however_many_answer_at_once(house: House) -> None:
    said = await asyncio.gather(*(tell(house, who) for who in ("iryna", "petro", "nadia")))
    assert [one.kind for one in said] == ["recorded"] * 3
    (row,) = await house.run(lambda tx: tx.db.scalars(select(Wellbeing)).all())
    assert (row.institution_id, row.given) == (None, 3)


async def team_answers(house: House, count: int = 7) -> None:
    for who in ("lesia", "daria", "s0", "s1", "s2", "s3", "s4", "s5")[:count]:
        assert (await tell(house, who)).kind == "recorded"


async def test_a_month_is_shown_only_when_it_is_over(house: House) -> None:
    await team_answers(house)
    assert await lines(house, "nadia") == []
    assert "2026-11" not in [one["id"] for one in await house.fact("nadia", "strain")]
    house.clock.at = kyiv("2026-12-01 00:00")
    assert await lines(house, "nadia") == [("Зразок: social", ["wellbeing.many"] * 4)]


async def test_a_head_sees_her_institution_and_a_coordinator_the_same_figures(house: House) -> None:
    await team_answers(house)
    house.clock.at = kyiv("2026-12-01 00:00")
    assert await lines(house, "head") == await lines(house, "nadia") != []
    assert await lines(house, "petro") == [], "a head elsewhere"


@pytest.mark.parametrize("who", ["lesia", "iryna", "olena", "vira"])
async def test_nobody_else_sees_any(house: House, who: str) -> None:
    await team_answers(house)
    house.clock.at = kyiv("2026-12-01 00:00")
    assert await lines(house, who) == []
    assert (await house.fact(who, "wellbeing"))["watches"] is False


async def test_six_are_too_few_also_for_their_own_head(house: House) -> None:
    await team_answers(house, 6)
    house.clock.at = kyiv("2026-12-01 00:00")
    assert await lines(house, "head") == []
    assert await lines(house, "nadia") == []


async def test_small_teams_are_shown_together_to_the_coordinator_and_to_no_head(house: House) -> None:
    await team_answers(house, 5)
    for who in ("iryna", "petro"):
        await tell(house, who, GOOD)
    house.clock.at = kyiv("2026-12-01 00:00")
    ((name, shares),) = await lines(house, "nadia")
    assert (name["m"], shares) == ("wellbeing.others", ["wellbeing.many"] * 4)
    assert await lines(house, "head") == await lines(house, "petro") == []


async def test_as_many_months_are_listed_whether_anybody_answered_or_not(house: House) -> None:
    empty = await house.fact("nadia", "strain")
    assert [one["id"] for one in empty] == ["2026-10", "2026-09", "2026-08"]
    assert [one["lines"] for one in empty] == [[], [], []]
    house.clock.at = kyiv("2027-01-10 10:00")
    assert [one["id"] for one in await house.fact("nadia", "strain")] == ["2026-12", "2026-11", "2026-10"]


async def test_a_question_that_too_few_answered_says_so(house: House) -> None:
    for who in ("lesia", "daria", "s0", "s1", "s2", "s3", "s4"):
        await tell(house, who, {**HARD, "feel": "hard" if who == "lesia" else "skip"})
    house.clock.at = kyiv("2026-12-01 00:00")
    ((_, shares),) = await lines(house, "nadia")
    assert shares == [*["wellbeing.many"] * 3, "wellbeing.too_few"]


async def test_who_answered_is_forgotten_after_two_months_and_the_counts_after_a_year(house: House) -> None:
    await tell(house, "lesia")

    async def left() -> tuple[int, int]:
        counts = await house.run(retention.sweep)
        assert counts is not None
        tables = WellbeingAsked, Wellbeing
        rows = [await house.run(lambda tx, t=one: len(tx.db.scalars(select(t)).all())) for one in tables]
        return rows[0], rows[1]

    seen = []
    for at in ("2027-01-31 23:59", "2027-02-01 00:00", "2027-11-30 12:00", "2027-12-01 00:00"):
        house.clock.at = kyiv(at)
        seen.append(await left())
    assert seen == [(1, 1), (0, 1), (0, 1), (0, 0)]


async def invited(house: House) -> list[str]:
    """Who is invited at a tick of the clock."""
    house.forget()
    await house.run(wellbeing.due)
    return [who for who, notice, given in house.told if notice == "wellbeing_invited" and not given]


async def test_who_has_not_answered_is_invited_once_a_month(house: House) -> None:
    await tell(house, "lesia")
    everybody = ["iryna", "petro", "daria", "nadia", *(f"s{number}" for number in range(6)), "head"]
    assert await invited(house) == everybody
    assert await invited(house) == []
    assert (await house.fact("daria", "wellbeing"))["answered"] is False
    assert (await tell(house, "daria")).kind == "recorded"
    house.clock.at = kyiv("2026-12-21 10:00")
    assert sorted(await invited(house)) == sorted([*everybody, "lesia"])


@pytest.mark.parametrize(
    "at", ["2026-11-19 12:00", "2026-11-21 12:00", "2026-11-23 09:59", "2026-11-23 17:00", "2026-12-01 12:00"]
)
async def test_nobody_is_invited_early_in_the_month_on_a_weekend_or_out_of_hours(
    house: House, at: str
) -> None:
    house.clock.at = kyiv(at)
    assert await invited(house) == []


async def test_who_is_away_is_invited_when_she_is_back(house: House) -> None:
    await house.change(Staff, house.ids["staff:iryna"], away_until=kyiv("2026-11-24 00:00"))
    assert "iryna" not in await invited(house)
    house.clock.at = kyiv("2026-11-24 10:00")
    assert await invited(house) == ["iryna"]


async def test_where_the_region_does_not_ask_there_is_nothing(
    house: House, transact: Any, clock: Clock
) -> None:
    await team_answers(house)
    clock.at = kyiv("2026-12-01 00:00")
    plain = House(transact, clock, house.ids)
    assert (await tell(plain, "lesia")).kind == "not_permitted"
    assert await plain.fact("nadia", "strain") == []
    clock.at = kyiv("2026-12-21 10:00")
    assert await invited(plain) == []
