"""However many cases there are: counts are true, a list is loaded a window at a time, in few statements."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import event, insert

from bot.db.models import Case, Consent, Deadline, Person, Referral
from bot.db.tx import Tx
from bot.facts import FactsFor
from bot.facts.windows import WINDOW
from bot.services.access import actor_of
from tests.conftest import Clock
from tests.services.house import CODE, FIELDS, REGION, House, furnished

LATE, HEARD, TAKEN, UNDER_WAY = 30, 10, 25, 15
"""The first 30 are overdue, of the first 10 somebody has heard; of the last ones 25 are taken, with 15 there
was a contact."""

SOME = 100
"""Two windows and a half."""


@pytest.fixture
async def house(transact: Callable[[Any], Awaitable[Any]], clock: Clock) -> House:
    """A hundred open cases that Iryna sent and Lesia leads, besides Olena's, which comes last of all."""
    return await crowded(await furnished(transact, clock), SOME)


async def crowded(house: House, cases: int) -> House:
    await house.run(lambda tx: fill(tx, house, cases))
    house.clock.move(hours=1)
    await house.refer()
    await house.change(Referral, house.ids["referral"], lead_id=house.ids["staff:lesia"])
    return house


def fill(tx: Tx, house: House, cases: int) -> None:
    rows: dict[Any, list[dict[str, Any]]] = {one: [] for one in (Person, Case, Consent, Referral, Deadline)}
    for n in range(cases):
        ids = {"person_id": f"p{n:025}", "case_id": f"k{n:025}", "institution_id": house.ids["at:social"]}
        state = "contacted" if n >= cases - UNDER_WAY else "sent"
        if cases - UNDER_WAY - TAKEN <= n < cases - UNDER_WAY:
            state = "accepted"
        rows[Person].append(
            {"id": ids["person_id"], "language": "uk", "created_at": tx.now, "seen_at": tx.now}
        )
        case = {"level": "yellow", "mode": "beside", "state": "open"}
        opened = {"opened_by": house.ids["staff:iryna"], "opened_at": tx.now}
        own = {"id": ids["case_id"], "code": f"Z{n:06}", "person_id": ids["person_id"], "region": REGION}
        rows[Case].append({**own, **case, **opened})
        given = {"fields": FIELDS, "purpose": "social", "mode": "oral", "text_version": "1"}
        moments = {"given_at": tx.now, "until": tx.now + timedelta(days=180)}
        rows[Consent].append({"id": f"c{n:025}", **ids, **given, **moments})
        led = {"track": "social", "leads": True, "lead_id": house.ids["staff:lesia"], "state": state}
        rows[Referral].append({"id": f"r{n:025}", "consent_id": f"c{n:025}", **ids, **led, "sent_at": tx.now})
        due = {"kind": "contact", "level": "yellow", "started_at": tx.now, "stage": ""}
        terms = {
            "due_at": tx.now + timedelta(minutes=-n if n < LATE else 60 + n),
            "met_at": tx.now if state == "contacted" else None,
            "heard_at": tx.now if n < HEARD else None,
        }
        of = {"case_id": ids["case_id"], "referral_id": f"r{n:025}"}
        rows[Deadline].append({"id": f"d{n:025}", **of, **due, **terms})
    for table, many in rows.items():
        tx.db.execute(insert(table), many)


async def counted(house: House, who: str, *names: str, **answers: Any) -> tuple[list[Any], int]:
    """The facts, and how many statements they took."""

    def look(tx: Tx) -> tuple[list[Any], int]:
        actor = actor_of(tx, house.ids[who])
        statements: list[str] = []
        event.listen(tx.db.connection(), "before_cursor_execute", lambda *said: statements.append(said[2]))
        facts = FactsFor(tx, actor)(answers)
        return [facts[name] for name in names], len(statements)

    found: tuple[list[Any], int] = await house.run(look)
    return found


async def test_two_thousand_open_cases_are_counted_and_a_window_of_them_loaded_in_few_statements(
    transact: Callable[[Any], Awaitable[Any]], clock: Clock
) -> None:
    house = await crowded(await furnished(transact, clock), 2000)
    (rows, counts, _, places), statements = await counted(
        house, "nadia", "due", "due_count", "changes", "due_places"
    )
    assert (counts["all"], counts["overdue"], counts["heard"]) == (2001 - UNDER_WAY, LATE, HEARD)
    assert counts["ahead"] == counts["all"] - LATE
    assert (len(rows), counts["left"]) == (WINDOW, counts["all"] - WINDOW)
    assert places[0]["label"]["a"] == {"name": "Зразок: social", "all": counts["all"], "overdue": LATE}
    assert statements <= 5
    (rows, counts), statements = await counted(house, "lesia", "work", "work_count")
    assert (len(rows), counts["all"], counts["overdue"]) == (WINDOW, 2001, LATE)
    assert (counts["taken"], counts["under_way"]) == (TAKEN, UNDER_WAY)
    assert counts["new"] == 2001 - TAKEN - UNDER_WAY
    assert statements <= 3
    (rows, counts), statements = await counted(house, "iryna", "sent", "sent_count")
    assert (len(rows), counts["all"], counts["open"], counts["overdue"]) == (WINDOW, 2001, 2001, LATE)
    assert counts["untaken"] == 2001 - TAKEN - UNDER_WAY
    assert statements <= 3


@pytest.mark.parametrize(
    ("who", "name", "every"),
    [("nadia", "due", SOME - UNDER_WAY + 1), ("lesia", "work", SOME + 1), ("iryna", "sent", SOME + 1)],
)
async def test_going_on_from_window_to_window_every_row_is_seen_once(
    house: House, who: str, name: str, every: int
) -> None:
    seen: list[str] = []
    skip: int | None = 0
    while skip is not None:
        (rows, counts), _ = await counted(house, who, name, f"{name}_count", skip=skip)
        assert (counts["first"], counts["last"]) == (len(seen) + 1, len(seen) + len(rows))
        seen += [row["id"] for row in rows]
        skip = counts["next"]
    assert len(seen) == len(set(seen)) == every


@pytest.mark.parametrize(("who", "name"), [("nadia", "due"), ("lesia", "work"), ("iryna", "sent")])
async def test_the_last_case_of_all_is_found_by_its_code(house: House, who: str, name: str) -> None:
    (rows, counts), _ = await counted(house, who, name, f"{name}_count", sought=CODE)
    assert [row["code"] for row in rows] == [CODE]
    assert (counts["all"], counts["many"]) == (1, False)
    (rows, counts), _ = await counted(house, who, name, f"{name}_count", sought="Z999999")
    assert (rows, counts["all"]) == ([], 0)


async def test_a_list_that_became_shorter_shows_its_last_window(house: House) -> None:
    (rows, counts), _ = await counted(house, "nadia", "due", "due_count", skip=9999)
    assert (len(rows), counts["first"]) == (counts["all"] - 2 * WINDOW, 2 * WINDOW + 1)


async def test_the_board_can_be_narrowed_to_an_institution(house: House) -> None:
    await house.refer(to="legal", track="legal", name="second")
    (places, rows, counts), _ = await counted(
        house, "nadia", "due_places", "due", "due_count", place=house.ids["at:legal"]
    )
    assert [one["name"] for one in places] == ["Зразок: social", "Зразок: legal"]
    assert [row["referral"] for row in rows] == [house.ids["second"]]
    assert counts["all"] == 1


@pytest.mark.parametrize("who", ["vira", "lesia", "olena"])
async def test_what_is_due_is_counted_for_the_regions_coordinator_alone(house: House, who: str) -> None:
    (counts, places), _ = await counted(house, who, "due_count", "due_places")
    assert (counts["all"], counts["overdue"], places) == (0, 0, [])
