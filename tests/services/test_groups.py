"""Working groups: who may change one, what it lacks, what its days and its reports say."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from bot.agenda import next_due
from bot.db.common_work import GroupMember, GroupReport, GroupTask, WorkingGroup
from bot.db.models import Audit, Staff
from bot.db.tx import World
from bot.services import roadmaps
from tests.conftest import Clock
from tests.services.common_work import furnished_in, region_file, world_with
from tests.services.house import House, clock_time, kyiv

READERS = ("iryna", "petro", "lesia", "nadia")  # specialist, head, lead, coordinator of the region


@pytest.fixture
async def house(database_url: str, world: World, clock: Clock, tmp_path: Path) -> AsyncIterator[House]:
    house, database = await furnished_in(database_url, world_with(world, region_file(tmp_path)), clock)
    yield house
    await database.close()


@pytest.fixture
async def headed(database_url: str, world: World, clock: Clock, tmp_path: Path) -> AsyncIterator[House]:
    """Where a group chooses its head, and begins with the problem."""
    folder = region_file(tmp_path, "group_head", "problem_first")
    house, database = await furnished_in(database_url, world_with(world, folder), clock)
    yield house
    await database.close()


async def make(house: House, who: str = "nadia") -> str:
    made = await house.do(who, "group_made", title="Місця в дитсадках")
    assert made.kind == "made"
    group: str = made.data["group"]
    house.ids["group"] = group
    return group


async def members(house: House, *names: str, who: str = "nadia") -> None:
    for name in names:
        done = await house.do(
            who,
            "group_member_added",
            group=house.ids["group"],
            body=None if name in ("cnap", "social") else name,
            institution=house.ids.get(f"at:{name}"),
        )
        assert done.kind == "ok", name
    rows = await house.run(lambda tx: tx.db.execute(select(GroupMember.id, GroupMember.body)).all())
    house.ids.update({f"member:{body}": id_ for id_, body in rows})


async def plan(house: House, what: str = "Порахувати місця", days: int = 7, who: str = "nadia") -> str:
    done = await house.do(
        who,
        "group_task_planned",
        group=house.ids["group"],
        member=house.ids["member:cnap"],
        what=what,
        indicator="40 нових місць",
        days=days,
    )
    assert done.kind == "ok"
    task: str = await house.run(lambda tx: tx.db.scalar(select(GroupTask.id).where(GroupTask.what == what)))
    return task


async def at_work(house: House) -> str:
    """A group that acts, with one line due in a week; answers the line."""
    await make(house)
    described = await house.do(
        "nadia", "group_described", group=house.ids["group"], problem="Бракує місць", cause="Немає укриттів"
    )
    assert described.kind == "ok"
    await members(house, "cnap", "education")
    task = await plan(house)
    assert (await house.do("nadia", "group_started", group=house.ids["group"])).kind == "ok"
    return task


# Who may what -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("who", ["iryna", "petro", "lesia", "olena", "vira"])
async def test_nobody_but_a_coordinator_of_the_region_makes_a_group(house: House, who: str) -> None:
    assert (await house.do(who, "group_made", title="Група")).kind == "not_permitted"
    assert await house.run(lambda tx: tx.db.scalars(select(WorkingGroup)).all()) == []


async def test_all_who_work_in_the_region_read_it_and_nobody_else(house: House) -> None:
    group = await make(house)
    seen = {
        who: (len(await house.fact(who, "groups")), bool(await house.fact(who, "group", group=group)))
        for who in (*READERS, "vira", "olena")
    }
    assert seen == {**dict.fromkeys(READERS, (1, True)), "vira": (0, False), "olena": (0, False)}


async def every_change(house: House, who: str, task: str) -> set[str]:
    """How each change is answered to somebody."""
    group, member = house.ids["group"], house.ids["member:education"]
    changes: dict[str, dict[str, Any]] = {
        "group_described": {"group": group, "problem": "Інша", "cause": "Інша"},
        "group_member_added": {"group": group, "body": "police", "institution": None},
        "group_head_chosen": {"member": member},
        "group_task_planned": {
            "group": group,
            "member": member,
            "what": "Ще крок",
            "indicator": "Видно",
            "days": 7,
        },
        "group_task_done": {"task": task, "done": True},
        "group_task_moved": {"task": task, "days": 14},
        "group_started": {"group": group},
        "group_reported": {"group": group, "kind": "interim", "words": None},
        "group_task_dropped": {"task": task},
        "group_member_removed": {"member": house.ids["member:cnap"]},
    }
    return {(await house.do(who, event, **data)).kind for event, data in changes.items()}


@pytest.mark.parametrize("who", ["iryna", "petro", "lesia", "olena", "vira"])
async def test_who_only_reads_changes_nothing(house: House, who: str) -> None:
    task = await at_work(house)
    assert await every_change(house, who, task) == {"gone"}
    given = await house.do(who, "group_lead_given", group=house.ids["group"], staff=house.ids["staff:lesia"])
    assert given.kind == "gone"


@pytest.mark.parametrize("who", ["nadia", "lesia"])
async def test_the_coordinator_and_whoever_leads_it_change_it(house: House, who: str) -> None:
    task = await at_work(house)
    await house.do("nadia", "group_lead_given", group=house.ids["group"], staff=house.ids["staff:lesia"])
    assert house.heard("lesia") == ["group_given"]
    assert await every_change(house, who, task) == {"ok"}


async def test_a_group_is_led_by_somebody_of_its_region(house: House) -> None:
    group = await make(house)
    for staff in (house.ids["staff:vira"], "nobody"):
        given = await house.do("nadia", "group_lead_given", group=group, staff=staff)
        assert given.kind == "gone"
    assert (await house.row(WorkingGroup, group)).led_by == house.ids["staff:nadia"]


async def test_where_the_region_has_no_such_practice_there_is_nothing(
    house: House, transact: Any, world: World, clock: Clock
) -> None:
    group = await make(house)
    plain = House(transact, clock, house.ids)  # the same database, Odesa as it is in the package
    assert (await plain.do("nadia", "group_made", title="Група")).kind == "not_permitted"
    assert await plain.fact("nadia", "groups") == []
    assert await plain.fact("nadia", "group", group=group) is None


async def test_every_change_is_in_the_audit_log(house: House) -> None:
    task = await at_work(house)
    assert await every_change(house, "nadia", task) == {"ok"}
    actions = await house.run(lambda tx: set(tx.db.scalars(select(Audit.action))))
    assert {one for one in actions if one.startswith("group_")} == {
        "group_made",
        "group_described",
        "group_member_added",
        "group_member_removed",
        "group_head_chosen",
        "group_task_planned",
        "group_task_done",
        "group_task_moved",
        "group_task_dropped",
        "group_started",
        "group_reported",
    }


# Members and stages -----------------------------------------------------------------------------------------


async def test_each_takes_part_once(house: House) -> None:
    group = await make(house)
    await members(house, "cnap", "police")
    again = {
        "institution": {"body": None, "institution": house.ids["at:cnap"]},
        "kind": {"body": "police", "institution": None},
    }
    for one in again.values():
        assert (await house.do("nadia", "group_member_added", group=group, **one)).kind == "ok"
    assert len((await house.fact("nadia", "group", group=group))["members"]) == 2
    left = {one["id"] for one in await house.fact("nadia", "group_bodies", group=group)}
    assert f"i_{house.ids['at:cnap']}" not in left
    assert "b_police" not in left
    assert "b_cnap" in left, "any other of that kind may still join"


@pytest.mark.parametrize("place", ["elsewhere", "nowhere"])
async def test_an_institution_of_another_region_does_not_join(house: House, place: str) -> None:
    group = await make(house)
    joined = await house.do(
        "nadia", "group_member_added", group=group, body=None, institution=house.ids.get(f"at:{place}", "x")
    )
    assert joined.kind == "gone"


async def test_a_member_that_answers_for_something_stays_until_another_does(house: House) -> None:
    task = await at_work(house)
    leave = {"member": house.ids["member:cnap"]}
    assert (await house.do("nadia", "group_member_removed", **leave)).kind == "busy"
    assert (await house.do("nadia", "group_task_dropped", task=task)).kind == "ok"
    assert (await house.do("nadia", "group_member_removed", **leave)).kind == "ok"
    assert (await house.do("nadia", "group_member_removed", **leave)).kind == "gone"
    assert (await house.do("nadia", "group_task_done", task=task, done=True)).kind == "gone"


async def stage(house: House) -> tuple[int, int]:
    """The stage, and how much is lacking."""
    shown = await house.fact("nadia", "group", group=house.ids["group"])
    return shown["number"], len(shown["lacks"])


async def test_the_stages_follow_what_is_done(house: House) -> None:
    group = await make(house)
    assert await stage(house) == (1, 3)
    assert (await house.do("nadia", "group_started", group=group)).kind == "gone"
    await members(house, "cnap", "education")
    assert await stage(house) == (2, 2)
    await house.do("nadia", "group_described", group=group, problem="Бракує місць", cause="Укриття")
    assert await stage(house) == (3, 1)
    task = await plan(house)
    second = await plan(house, "Знайти кошти", days=30)
    assert await stage(house) == (3, 0)
    assert (await house.do("nadia", "group_started", group=group)).kind == "ok"
    assert await stage(house) == (4, 0)
    await house.do("nadia", "group_task_done", task=task, done=True)
    assert await stage(house) == (5, 0)
    await house.do("nadia", "group_task_done", task=second, done=True)
    assert await stage(house) == (6, 0)
    await house.do("nadia", "group_task_done", task=second, done=False)
    assert await stage(house) == (5, 0)


async def test_where_the_problem_comes_first_it_is_asked_first_and_a_head_is_chosen(headed: House) -> None:
    group = await make(headed)
    await headed.do("nadia", "group_described", group=group, problem="Бракує місць", cause="Укриття")
    assert await stage(headed) == (2, 3)
    await members(headed, "cnap", "education")
    await plan(headed)
    assert await stage(headed) == (3, 1)
    assert (await headed.do("nadia", "group_started", group=group)).kind == "gone"
    for body in ("education", "cnap"):
        chosen = await headed.do("nadia", "group_head_chosen", member=headed.ids[f"member:{body}"])
        assert chosen.kind == "ok"
    shown = await headed.fact("iryna", "group", group=group)
    assert [one["heads"] for one in shown["members"]] == [True, False], "there is one"
    assert shown["head"] == "Зразок: cnap"
    assert (await headed.do("nadia", "group_started", group=group)).kind == "ok"


# Days -------------------------------------------------------------------------------------------------------


async def tick(house: House) -> list[str]:
    """Who is told at a tick of the clock."""
    house.forget()
    await house.run(roadmaps.due)
    return [who for who, notice, _ in house.told if notice == "group_due"]


async def test_a_day_that_has_come_is_told_once_in_the_morning(house: House) -> None:
    await at_work(house)
    ahead = await house.run(next_due)
    assert clock_time(ahead) == "Mon 30 09:00"
    house.clock.at = ahead - timedelta(seconds=1)
    assert await tick(house) == []
    house.clock.at = ahead
    assert await tick(house) == ["nadia"]
    assert await tick(house) == []
    assert await house.run(next_due) is None


async def test_nobody_is_woken_for_it(house: House) -> None:
    await at_work(house)
    house.clock.at = kyiv("2026-11-30 22:00")
    assert await tick(house) == []
    assert clock_time(await house.run(next_due)) == "Tue 01 08:00"
    house.clock.at = kyiv("2026-12-01 08:00")
    assert await tick(house) == ["nadia"]


async def test_what_is_done_or_moved_is_not_told(house: House) -> None:
    task = await at_work(house)
    await house.do("nadia", "group_task_moved", task=task, days=14)
    house.clock.at = kyiv("2026-11-30 09:00")
    assert await tick(house) == []
    await house.do("nadia", "group_task_done", task=task, done=True)
    house.clock.at = kyiv("2026-12-07 09:00")
    assert await tick(house) == []


async def test_where_the_one_who_leads_is_away_somebody_else_hears(house: House) -> None:
    await at_work(house)
    await house.do("nadia", "group_lead_given", group=house.ids["group"], staff=house.ids["staff:lesia"])
    house.clock.at = kyiv("2026-11-30 09:00")
    away = {"away_until": house.clock.at + timedelta(days=1)}
    await house.change(Staff, house.ids["staff:lesia"], **away)
    assert await tick(house) == ["daria"], "her deputy"
    await house.run(lambda tx: setattr(tx.db.scalars(select(GroupTask)).one(), "told_at", None))
    await house.change(Staff, house.ids["staff:daria"], **away)
    assert await tick(house) == ["nadia"], "the coordinator"


async def test_a_line_is_late_only_after_its_day(house: House) -> None:
    task = await at_work(house)
    states = []
    for at in ("2026-11-30 17:59", "2026-11-30 18:00"):
        house.clock.at = kyiv(at)
        states.append((await house.fact("iryna", "group_task", task=task))["state"])
    assert states == ["ahead", "late"]


@pytest.mark.parametrize("days", [0, -1, 400])
async def test_no_day_is_in_the_past_or_out_of_sight(house: House, days: int) -> None:
    task = await at_work(house)
    moved = await house.do("nadia", "group_task_moved", task=task, days=days)
    assert moved.kind == "gone"


# Reports ----------------------------------------------------------------------------------------------------


async def report(house: House, kind: str = "interim", words: str | None = "Є перші місця.") -> str:
    done = await house.do("nadia", "group_reported", group=house.ids["group"], kind=kind, words=words)
    assert done.kind == "ok"
    id_: str = done.data["report"]
    return id_


async def test_a_report_keeps_what_the_roadmap_said_that_day(house: House) -> None:
    task = await at_work(house)
    kept = await report(house)
    await house.do("nadia", "group_task_dropped", task=task)
    shown = await house.fact("iryna", "group_report", report=kept)
    assert shown["words"] == "Є перші місця."
    assert [line["m"] for line in shown["lines"]] == ["groups.report_counts", "groups.report_ahead"]
    assert shown["lines"][1]["a"]["what"] == "Порахувати місця"
    assert shown["lines"][1]["a"]["who"] == "Зразок: cnap"
    assert await house.fact("vira", "group_report", report=kept) is None


async def test_the_final_report_closes_the_group_for_good(house: House) -> None:
    task = await at_work(house)
    await report(house, "final", None)
    row = await house.row(WorkingGroup, house.ids["group"])
    assert (row.state, row.closed_at) == ("closed", house.clock.at)
    assert await every_change(house, "nadia", task) == {"gone"}
    shown = await house.fact("nadia", "group", group=house.ids["group"])
    assert (shown["number"], shown["changes"], shown["gives"]) == (6, False, False)
    assert len(await house.run(lambda tx: tx.db.scalars(select(GroupReport)).all())) == 1
    house.clock.at = kyiv("2026-11-30 09:00")
    assert await tick(house) == []


async def test_there_is_no_other_kind_of_report(house: House) -> None:
    await at_work(house)
    done = await house.do("nadia", "group_reported", group=house.ids["group"], kind="secret", words=None)
    assert done.kind == "gone"
