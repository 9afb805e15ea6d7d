"""Which row stands on top of the lists of staff: what is late, then what waits, by due time."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Any

import pytest

from bot.db.models import Case, Consent, Deadline, Referral
from tests.conftest import Clock
from tests.services.house import FIELDS, House, furnished, kyiv

CODES = ("К7М-4Р2", "4МР-К31", "Т5Х-2К8", "М4К-7Р5", "Р3Т-8Х1")


@pytest.fixture
async def house(transact: Callable[[Any], Awaitable[Any]], clock: Clock) -> House:
    """Five cases of one hour, known as c0 … c4, with Lesia, sent by Iryna; c4 is green, without a term."""
    house = await furnished(transact, clock)
    for number, code in enumerate(CODES):
        await house.run(lambda tx, number=number: house.newcomer(tx, f"person{number}"))
        level = "green" if number == 4 else "yellow"
        fields = [*FIELDS, "profile"]
        await house.refer(level, person=f"person{number}", code=code, name=f"c{number}", fields=fields)
        await house.change(Referral, house.ids[f"c{number}"], lead_id=house.ids["staff:lesia"])
        await fall_due(house, f"c{number}", "acknowledge", f"2026-11-23 1{9 - number}:00")
    return house


async def fall_due(house: House, name: str, kind: str, at: str) -> None:
    row = await house.deadline(kind, name)
    if row is not None:
        await house.change(Deadline, row.id, due_at=kyiv(at))


async def order(house: House, who: str, fact: str) -> list[str]:
    names = {code: f"c{number}" for number, code in enumerate(CODES)}
    return [names[row["code"]] for row in await house.fact(who, fact)]


async def test_what_waits_comes_by_due_time_and_what_has_no_term_after_it(house: House) -> None:
    assert await order(house, "nadia", "due") == ["c3", "c2", "c1", "c0"]
    assert await order(house, "lesia", "work") == ["c3", "c2", "c1", "c0", "c4"]
    assert await order(house, "iryna", "sent") == ["c3", "c2", "c1", "c0", "c4"]


async def test_what_somebody_has_taken_on_sinks_below_what_waits_also_where_it_is_overdue(
    house: House,
) -> None:
    house.clock.at = kyiv("2026-11-23 17:30")  # c3 and c2 are late
    row = await house.deadline("acknowledge", "c3")
    assert row is not None
    await house.do("nadia", "heard", deadline=row.id)
    assert await order(house, "nadia", "due") == ["c2", "c1", "c0", "c3"]


async def test_a_contact_sinks_to_the_bottom_of_her_work_and_what_is_taken_stays_by_its_term(
    house: House,
) -> None:
    await house.do("lesia", "status_set", referral=house.ids["c3"], status="contacted")
    await house.do("lesia", "accepted", referral=house.ids["c2"])  # the first contact is due the day after
    assert await order(house, "lesia", "work") == ["c1", "c0", "c2", "c4", "c3"]
    await fall_due(house, "c2", "contact", "2026-11-23 12:00")
    house.clock.at = kyiv("2026-11-23 13:00")
    assert await order(house, "lesia", "work") == ["c2", "c1", "c0", "c4", "c3"]


async def test_without_a_term_the_new_stands_before_the_taken(house: House) -> None:
    await house.run(lambda tx: house.newcomer(tx, "newer"))
    await house.refer("green", person="newer", code="Х2Р-5М4", name="newer")
    await house.change(Referral, house.ids["newer"], lead_id=house.ids["staff:lesia"])
    await house.do("lesia", "accepted", referral=house.ids["c4"])
    rows = [row["id"] for row in await house.fact("lesia", "work")]
    assert rows[-2:] == [house.ids["newer"], house.ids["c4"]]


async def test_of_what_she_sent_the_taken_sinks_below_what_nobody_took(house: House) -> None:
    await house.do("lesia", "status_set", referral=house.ids["c3"], status="contacted")
    await house.do("lesia", "accepted", referral=house.ids["c2"])
    data = {"referral": house.ids["c1"], "outcome": None, "result": "met"}
    await house.do("lesia", "outcome_written", **data)
    assert await order(house, "iryna", "sent") == ["c0", "c4", "c2", "c3", "c1"]
    house.clock.at = kyiv("2026-11-26 11:00")  # the first contact of c2, c0 is late by now
    await fall_due(house, "c2", "contact", "2026-11-23 12:00")
    assert await order(house, "iryna", "sent") == ["c2", "c0", "c4", "c3", "c1"]


async def test_a_row_says_at_a_glance_that_it_is_late(house: House) -> None:
    """Right behind the code: a row is cut or read no further on a small phone."""
    house.clock.at = kyiv("2026-11-23 16:30")
    for who, fact in (("nadia", "due"), ("lesia", "work"), ("iryna", "sent")):
        lines = [row["label"]["a"].get("line", row["label"]) for row in await house.fact(who, fact)]
        late = [line["t"].startswith("{colour} {code}: прострочено") for line in lines]
        assert late == [True] + [False] * (len(late) - 1)
    first, second, *_ = await house.fact("lesia", "work")
    assert (first["label"]["m"], second["label"]["m"]) == ("desk.work_new_late", "desk.work_new")
    await house.do("lesia", "accepted", referral=house.ids["c3"])
    await fall_due(house, "c3", "contact", "2026-11-23 12:00")
    assert (await house.fact("lesia", "work"))[0]["label"]["m"] == "desk.work_late"


async def test_what_the_region_puts_first_stands_above_its_equals_and_never_above_what_is_late_or_graver(
    house: House,
) -> None:
    async def put_first(name: str) -> None:
        row = await house.row(Referral, house.ids[name])
        await house.change(Case, row.case_id, priority=True)

    await put_first("c0")  # the last to fall due
    await put_first("c4")  # green
    for who, fact in (("nadia", "due"), ("lesia", "work"), ("iryna", "sent")):
        assert (await order(house, who, fact))[:4] == ["c0", "c3", "c2", "c1"]
        counts = await house.fact(who, f"{fact}_count")
        first = (await house.fact(who, fact))[0]["label"]
        spot = first["a"].get("line", first)["a"]["colour"]
        # a coordinator does not know what was answered: it stands first without a word
        assert (counts.get("put_first"), spot) == ((None, "🟡") if fact == "due" else (2, "🟡⏫"))
    assert (await order(house, "lesia", "work"))[-1] == "c4", "never above what is graver"
    house.clock.at = kyiv("2026-11-23 16:30")  # c3 is late
    for who, fact in (("nadia", "due"), ("lesia", "work"), ("iryna", "sent")):
        assert (await order(house, who, fact))[:3] == ["c3", "c0", "c2"]


async def test_whom_the_consent_tells_no_answers_the_row_does_not_tell_that_the_region_puts_it_first(
    house: House,
) -> None:
    row = await house.row(Referral, house.ids["c0"])
    await house.change(Case, row.case_id, priority=True)
    await house.change(Consent, row.consent_id, fields=["name", "level"])
    for who, fact, told in (("lesia", "work", None), ("iryna", "sent", "🟡⏫")):
        rows = await house.fact(who, fact)
        label = next(one["label"] for one in rows if one["code"] == CODES[0])
        spot = label["a"].get("line", label)["a"]["colour"]
        counts = await house.fact(who, f"{fact}_count")
        assert (spot, counts["put_first"]) == ((told, 1) if told else ("🟡", 0))
