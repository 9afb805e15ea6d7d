"""What the region publishes: who is told, who has read it, who sees that."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from bot.db.common_work import Acquainted, Publication
from bot.db.models import Audit, Staff
from bot.db.tx import World
from bot.services import publications
from tests.conftest import Clock
from tests.services.common_work import furnished_in, region_file, world_with
from tests.services.house import House, kyiv

STAFF = ["iryna", "petro", "lesia", "daria"]  # of the region, but for the coordinator


@pytest.fixture
async def house(database_url: str, world: World, clock: Clock, tmp_path: Path) -> AsyncIterator[House]:
    house, database = await furnished_in(database_url, world_with(world, region_file(tmp_path)), clock)
    yield house
    await database.close()


async def publish(house: House, kind: str = "indicators", note: str | None = "Зважайте на оренду.") -> str:
    done = await house.do("nadia", "published", kind=kind, note=note)
    assert done.kind == "published"
    id_: str = done.data["publication"]
    return id_


@pytest.mark.parametrize("note", ["Зважайте на оренду.", None])
async def test_pressed_several_times_at_once_it_is_one_edition(house: House, note: str | None) -> None:
    made = await asyncio.gather(*(publish(house, note=note) for _ in range(6)))
    assert len({*made}) == 1
    (row,) = await house.run(lambda tx: tx.db.scalars(select(Publication)).all())
    assert (row.edition, row.note) == (1, note or "")


async def test_different_ones_at_the_same_moment_are_editions_one_after_the_other(house: House) -> None:
    await asyncio.gather(*(publish(house, note=f"Зміна {number}.") for number in range(6)))
    rows = await house.run(lambda tx: tx.db.scalars(select(Publication)).all())
    assert sorted(one.edition for one in rows) == [1, 2, 3, 4, 5, 6]


async def test_the_same_words_a_minute_later_are_an_edition_of_their_own(house: House) -> None:
    first = await publish(house)
    house.clock.move(minutes=1)
    assert await publish(house) != first


async def tick(house: House) -> list[str]:
    """Who is told at a tick of the clock."""
    house.forget()
    await house.run(publications.due)
    return [who for who, notice, _ in house.told if notice == "publication_new"]


@pytest.mark.parametrize("who", [*STAFF, "vira", "olena"])
async def test_nobody_but_the_region_s_coordinator_publishes_or_reminds(house: House, who: str) -> None:
    if who != "vira":  # a coordinator too, of a region of her own
        assert (await house.do(who, "published", kind="order", note=None)).kind == "not_permitted"
    what = await publish(house)
    house.clock.at += timedelta(days=2)
    assert (await house.do(who, "reminded", publication=what)).kind == "gone"
    assert await house.fact(who, "acquaintance", publication=what) is None


async def test_who_works_in_the_region_is_told_once_and_whoever_published_it_has_read_it(
    house: House,
) -> None:
    await publish(house)
    assert await tick(house) == STAFF
    assert await tick(house) == []


async def test_nobody_is_woken_for_it(house: House) -> None:
    house.clock.at = kyiv("2026-11-23 22:00")
    await publish(house)
    assert await tick(house) == []
    house.clock.at = kyiv("2026-11-24 08:00")
    assert await tick(house) == STAFF


async def test_who_comes_later_or_back_is_told_then(house: House) -> None:
    await house.change(Staff, house.ids["staff:iryna"], away_until=house.clock.at + timedelta(days=1))
    await publish(house)
    assert await tick(house) == ["petro", "lesia", "daria"]
    await house.run(lambda tx: house.employ(tx, "zoia", "social", ("specialist",)))
    assert await tick(house) == ["zoia"]
    house.clock.at += timedelta(days=1)
    assert await tick(house) == ["iryna"]


async def test_who_has_left_is_neither_told_nor_counted(house: House) -> None:
    await house.change(Staff, house.ids["staff:petro"], revoked_at=house.clock.at)
    what = await publish(house)
    assert "petro" not in await tick(house)
    assert (await house.fact("nadia", "acquaintance", publication=what))["all"] == 4


async def test_a_few_are_told_at_a_time(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(publications, "AT_ONCE", 3)
    await publish(house)
    assert await tick(house) == STAFF[:3]
    assert await tick(house) == STAFF[3:]


async def test_reading_is_counted_by_institution_and_names_are_of_those_who_have_not(house: House) -> None:
    what = await publish(house)
    for _ in range(2):
        assert (await house.do("iryna", "acquainted", publication=what)).kind == "ok"
    seen = await house.fact("nadia", "acquaintance", publication=what, place=house.ids["at:cnap"])
    assert (seen["read"], seen["all"], seen["left"]) == (2, 5, ["Petro"])
    assert {one["name"]: (one["label"]["a"]["read"], one["label"]["a"]["all"]) for one in seen["places"]} == {
        "Зразок: cnap": (1, 2),
        "Зразок: social": (0, 2),
        "Зразок: ova": (1, 1),
    }
    elsewhere = await house.fact("nadia", "acquaintance", publication=what, place=house.ids["at:elsewhere"])
    assert elsewhere["left"] == []


async def test_what_is_read_stays_read_when_pressed_again(house: House) -> None:
    what = await publish(house)
    await house.do("iryna", "acquainted", publication=what)
    first = house.clock.at
    house.clock.at += timedelta(hours=1)
    await house.do("iryna", "acquainted", publication=what)
    rows = await house.run(
        lambda tx: tx.db.scalars(
            select(Acquainted).where(Acquainted.staff_id == house.ids["staff:iryna"])
        ).all()
    )
    assert [row.at for row in rows] == [first]
    assert (await house.fact("iryna", "publication", publication=what))["read"] is True
    assert "iryna" not in await tick(house), "she has read it before she was told"


@pytest.mark.parametrize("who", ["vira", "olena"])
async def test_who_works_elsewhere_reads_nothing_of_it(house: House, who: str) -> None:
    what = await publish(house)
    assert await house.fact(who, "publications") == []
    assert await house.fact(who, "publication", publication=what) is None
    assert (await house.do(who, "acquainted", publication=what)).kind == "gone"


async def test_a_new_edition_asks_anew_and_the_old_one_no_more(house: House) -> None:
    old = await publish(house)
    await house.do("iryna", "acquainted", publication=old)
    await tick(house)
    new = await publish(house, note=None)
    assert (await house.row(Publication, new)).edition == 2
    assert await tick(house) == STAFF
    assert (await house.do("petro", "acquainted", publication=old)).kind == "gone"
    house.clock.at += timedelta(days=2)
    assert (await house.do("nadia", "reminded", publication=old)).kind == "gone"
    assert [one["id"] for one in await house.fact("iryna", "publications")] == [new]
    assert (await house.fact("iryna", "publication", publication=old))["old"] is True


async def test_kinds_have_editions_of_their_own(house: House) -> None:
    await publish(house)
    order = await publish(house, "order")
    assert (await house.row(Publication, order)).edition == 1
    assert len(await house.fact("iryna", "publications")) == 2
    assert (await house.do("nadia", "published", kind="gossip", note=None)).kind == "not_permitted"


async def test_who_has_not_read_it_is_reminded_once_a_day(house: House) -> None:
    what = await publish(house)
    await tick(house)
    await house.do("iryna", "acquainted", publication=what)
    assert (await house.do("nadia", "reminded", publication=what)).kind == "gone"
    house.clock.at += timedelta(days=1)
    assert (await house.fact("nadia", "acquaintance", publication=what))["may_remind"] is True
    assert (await house.do("nadia", "reminded", publication=what)).kind == "ok"
    assert await tick(house) == ["petro", "lesia", "daria"]
    assert await tick(house) == []
    assert (await house.do("nadia", "reminded", publication=what)).kind == "gone"
    assert (await house.fact("nadia", "acquaintance", publication=what))["may_remind"] is False


async def test_it_says_the_signs_and_the_order_of_the_region_and_what_it_adds(house: House) -> None:
    what = await publish(house)
    seen = await house.fact("iryna", "publication", publication=what)
    assert seen["note"] == "Зважайте на оренду."
    assert seen["watches"] is False
    counts = [len(seen[one]) for one in ("danger", "discrimination", "exploitation", "vulnerability")]
    assert counts == [4, 5, 7, 6], "the catalogue of the country"
    said = [line["m"] for line in seen["order"]]
    assert said[:5] == [
        "order.notices",
        "order.screening",
        "order.emergency",
        "order.specialist",
        "order.consent",
    ]
    terms = [line["a"] for line in seen["order"] if line["m"].startswith("order.term")]
    assert [(one["label"]["t"], one["hours"]) for one in terms] == [
        ("Жовтий рівень", 48),
        ("Червоний рівень", 1),
    ]


async def test_publishing_reading_and_reminding_are_in_the_audit_log(house: House) -> None:
    what = await publish(house)
    await house.do("iryna", "acquainted", publication=what)
    house.clock.at += timedelta(days=1)
    await house.do("nadia", "reminded", publication=what)
    rows = await house.run(lambda tx: tx.db.execute(select(Audit.action, Audit.detail)).all())
    assert {tuple(row) for row in rows} >= {
        ("published", what),
        ("acquainted", what),
        ("reminded", what),
    }


async def test_where_the_region_has_no_such_practice_there_is_nothing(
    house: House, transact: Any, clock: Clock
) -> None:
    what = await publish(house)
    plain = House(transact, clock, house.ids)  # the same database, Odesa as it is in the package
    assert await tick(plain) == []
    assert await plain.fact("iryna", "publications") == []
    assert (await plain.do("iryna", "acquainted", publication=what)).kind == "gone"
    assert (await plain.do("nadia", "published", kind="order", note=None)).kind == "not_permitted"
