"""Places to live: who keeps them true, who keeps beds for somebody, and that no bed is promised twice."""

from __future__ import annotations

import asyncio
import random as pseudo
from collections.abc import Awaitable, Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from bot.db.directory import Hold, ShelterPlace
from bot.db.models import Audit, Case, CaseEvent, Institution, Placement
from bot.db.tx import Tx
from bot.effects import EFFECTS
from bot.regions import Regions
from bot.services import holds
from bot.services.access import NotPermittedError, actor_of
from flows.engine.said import Happened
from tests.conftest import Clock
from tests.services.beside import ORDER, ordered, rows, settle_in
from tests.services.house import House, furnished, kyiv

OUTSIDERS = ("vira", "olena")
"""Of another region; and a person."""
FIRST = '[places]\nhours = "6 h"\nfirst = ["accessible"]\nnote = "Спершу ті, кому найважче."\n'


@pytest.fixture
def regions(tmp_path: Path) -> Regions:
    return ordered(tmp_path, f"{ORDER}\n{FIRST}")


@pytest.fixture
async def house(transact: Callable[[Any], Awaitable[Any]], clock: Clock) -> House:
    """Lesia of the social service has taken Olena's case; Sofia works where people live."""
    house = await furnished(transact, clock)
    await settle_in(house)
    await house.run(lambda tx: house.employ(tx, "sofia", "shelter", ("specialist",)))
    return house


async def place(house: House, beds: int = 4, free: int | None = None, **over: Any) -> str:
    """A place of the shelter; its id."""

    def make(tx: Tx) -> str:
        usual = {
            "institution_id": house.ids["at:shelter"],
            "name": "Зразок: кімнати",
            "kinds": ["anyone"],
            "opened": True,
        }
        row = ShelterPlace(
            id=tx.new_id(),
            region="UA-51",
            beds=beds,
            free=beds if free is None else free,
            updated_at=tx.now,
            **{**usual, **over},
        )
        tx.db.add(row)
        tx.db.flush()
        return row.id

    made: str = await house.run(make)
    return made


async def hold(house: House, where: str, who: str = "iryna", beds: int = 1, **over: Any) -> Happened:
    data = {"place": where, "beds": beds, "referral": None, "wants": [], **over}
    return await house.do(who, "place_held", **data)


async def held_there(house: House, where: str) -> int:
    return sum(one.beds for one in await rows(house, Hold, state="held", place_id=where))


async def update(
    house: House, where: str, does: str, who: str = "sofia", count: Any = None, seen: int | None = None
) -> str:
    """``seen``: how many were kept for somebody when she looked; as it is now, where nothing is given."""
    held = await held_there(house, where) if seen is None else seen
    return (await house.do(who, "place_updated", place=where, does=does, count=count, held=held)).kind


async def numbers(house: House, where: str) -> tuple[int, int]:
    """Free, and beyond the beds."""
    row = await house.row(ShelterPlace, where)
    return row.free, row.over


async def tick(house: House) -> None:
    await house.run(holds.due)


# Two at once ------------------------------------------------------------------------------------------------


async def test_two_who_reach_for_the_last_bed_at_once_one_has_it_and_the_other_is_told(
    house: House, transact: Callable[[Any], Awaitable[Any]]
) -> None:
    last = await place(house, beds=1)

    def act(who: str) -> Callable[[Tx], Happened]:
        data = {"place": last, "beds": 1, "referral": None, "wants": []}
        return lambda tx: EFFECTS["place_held"](tx, actor_of(tx, house.ids[who]), data)

    said = await asyncio.gather(*(transact(act(who)) for who in ("iryna", "lesia", "marta", "petro")))
    assert sorted(one.kind for one in said) == ["held", "taken", "taken", "taken"]
    assert all(one.data == {"free": 0} for one in said if one.kind == "taken")
    (kept,) = await rows(house, Hold)
    assert (kept.beds, kept.state) == (1, "held")
    assert await numbers(house, last) == (0, 0)


async def test_a_family_that_needs_more_beds_than_are_left_gets_none_of_them(
    house: House, transact: Callable[[Any], Awaitable[Any]]
) -> None:
    where = await place(house, beds=5)

    def act(who: str) -> Callable[[Tx], Happened]:
        data = {"place": where, "beds": 3, "referral": None, "wants": []}
        return lambda tx: EFFECTS["place_held"](tx, actor_of(tx, house.ids[who]), data)

    said = await asyncio.gather(*(transact(act(who)) for who in ("iryna", "lesia")))
    assert sorted(one.kind for one in said) == ["held", "taken"]
    assert next(one.data for one in said if one.kind == "taken") == {"free": 2}
    assert await numbers(house, where) == (2, 0)


async def test_one_leaves_while_another_reaches_for_a_bed_and_the_count_holds(
    house: House, transact: Callable[[Any], Awaitable[Any]]
) -> None:
    where = await place(house, beds=6, free=2)

    def take(tx: Tx) -> Happened:
        data = {"place": where, "beds": 1, "referral": None, "wants": []}
        return EFFECTS["place_held"](tx, actor_of(tx, house.ids["iryna"]), data)

    def tell(tx: Tx) -> Happened:
        data = {"place": where, "does": "more", "count": None}
        return EFFECTS["place_updated"](tx, actor_of(tx, house.ids["sofia"]), data)

    said = await asyncio.gather(*(transact(one) for one in (take, tell, take, tell)))
    assert {one.kind for one in said} == {"held", "ok"}
    assert await numbers(house, where) == (2, 0)


@pytest.mark.parametrize("seed", range(4))
async def test_whatever_happens_no_bed_is_lost_or_promised_twice(house: House, seed: int) -> None:
    chance = pseudo.Random(seed)
    where = await place(house, beds=5, free=3)
    for _ in range(30):
        kept = [one.id for one in await rows(house, Hold, state="held")]
        what = chance.choice(("hold", "hold", "release", "use", "longer", "more", "fewer", "none", "count",
                              "resize", "wait"))  # fmt: skip
        if what == "hold":
            await hold(house, where, chance.choice(("iryna", "lesia")), chance.randint(1, 3))
        elif what in ("release", "use", "longer") and kept:
            event = {"release": "hold_released", "use": "hold_used", "longer": "hold_longer"}[what]
            await house.do(chance.choice(("iryna", "lesia")), event, hold=chance.choice(kept))
        elif what == "resize":
            await house.do(
                "sofia", "place_changed", place=where, what="beds", value=str(chance.randint(1, 8))
            )
        elif what == "wait":
            house.clock.move(hours=chance.randint(1, 7))
            await tick(house)
        else:
            await update(house, where, what, count=str(chance.randint(0, 8)))
        row = await house.row(ShelterPlace, where)
        held = sum(one.beds for one in await rows(house, Hold, state="held"))
        taken = row.beds - row.free - held + row.over
        assert min(row.free, row.over, held, taken) >= 0, what
        assert not (row.free and row.over), what
        assert row.free + held <= row.beds or not row.free, what


@pytest.mark.parametrize(("does", "count"), [("count", "4"), ("same", None), ("none", None)])
async def test_what_was_counted_before_somebody_kept_beds_is_counted_anew(
    house: House, does: str, count: Any
) -> None:
    where = await place(house, beds=5, free=4)
    assert (await hold(house, where)).kind == "held"
    assert await update(house, where, does, count=count, seen=0) == "changed"
    assert await numbers(house, where) == (3, 0), "no bed is promised twice"
    assert await update(house, where, does, count="3", seen=1) == "ok"


async def test_one_more_and_one_fewer_hold_whoever_keeps_beds_meanwhile(house: House) -> None:
    where = await place(house, beds=5, free=3)
    await hold(house, where)
    assert [await update(house, where, does, seen=0) for does in ("more", "fewer")] == ["ok", "ok"]
    assert await numbers(house, where) == (2, 0)


async def test_one_hand_does_not_keep_the_whole_register_for_nobody(house: House) -> None:
    where = await place(house, beds=20)
    for _ in range(holds.WITHOUT_CASE):
        assert (await hold(house, where, "lesia")).kind == "held"
    assert (await hold(house, where, "lesia")).kind == "enough"
    assert await numbers(house, where) == (15, 0)
    assert (await hold(house, where, "iryna")).kind == "held", "each has her own"
    assert (await hold(house, where, "lesia", referral=house.ids["referral"])).kind == "held", "for a case"
    first = next(one.id for one in await rows(house, Hold, state="held", staff_id=house.ids["staff:lesia"])
                 if one.case_id is None)  # fmt: skip
    assert (await house.do("lesia", "hold_released", hold=first)).kind == "ok"
    assert (await hold(house, where, "lesia")).kind == "held"


# What is offered --------------------------------------------------------------------------------------------


async def test_what_is_not_open_yet_is_offered_to_nobody(house: House) -> None:
    where = await place(house, opened=False, opens_on=house.clock.at.date() + timedelta(days=9))
    assert (await hold(house, where)).kind == "unfit"
    known = await house.fact("iryna", "shelters")
    assert known["rows"] == []
    assert known["opening"][0]["m"] == "shelters.row_opening"
    assert known["free"] == 0
    assert await house.fact("olena", "places_open") == {}
    await house.do("sofia", "place_changed", place=where, what="opens", value="now")
    assert (await hold(house, where)).kind == "held"
    assert await house.fact("olena", "places_open") == {"anyone": 1}


async def test_what_lacks_what_is_needed_is_not_offered(house: House) -> None:
    where = await place(house, kinds=["families"])
    assert (await house.fact("iryna", "shelters", wants=["accessible"]))["rows"] == []
    assert (await hold(house, where, wants=["accessible"])).kind == "unfit"
    assert len((await house.fact("iryna", "shelters", wants=["families"]))["rows"]) == 1
    assert (await hold(house, where, wants=["families"])).kind == "held"


async def test_what_few_can_use_stands_last_for_whoever_needs_nothing_special(house: House) -> None:
    special = await place(house, kinds=["accessible"], name="А", free=4)
    usual = await place(house, free=1, name="Б")
    listed = [one["id"] for one in (await house.fact("iryna", "shelters"))["rows"]]
    assert listed == [usual, special]
    known = await house.fact("iryna", "shelters")
    assert [one["m"] for one in known["first"]] == ["place.accessible"]
    assert known["note"]["t"] == "Спершу ті, кому найважче."
    rather = (await house.fact("iryna", "shelter", shelter=special, wants=[]))["rather"]
    assert [one["m"] for one in rather] == ["place.accessible"]
    assert (await house.fact("iryna", "shelter", shelter=special, wants=["accessible"]))["rather"] == []


@pytest.mark.parametrize("beds", [0, 13, "багато", None])
async def test_nobody_keeps_no_bed_or_a_whole_house(house: House, beds: Any) -> None:
    where = await place(house, beds=20)
    assert (await hold(house, where, beds=beds)).kind == "too_many"
    assert await numbers(house, where) == (20, 0)


async def test_a_place_that_she_does_not_want_is_not_kept_for_her(house: House) -> None:
    where = await place(house)
    assert len((await house.fact("lesia", "shelters", referral=house.ids["referral"]))["rows"]) == 1
    await house.do("olena", "excluded", institution=house.ids["at:shelter"], staff=None)
    assert (await house.fact("lesia", "shelters", referral=house.ids["referral"]))["rows"] == []
    assert len((await house.fact("lesia", "shelters"))["rows"]) == 1, "for somebody else"
    assert (await hold(house, where, "lesia", referral=house.ids["referral"])).kind == "gone"


# Who may ----------------------------------------------------------------------------------------------------


async def test_only_who_meets_people_in_the_region_keeps_beds(house: House) -> None:
    where = await place(house)
    for who in OUTSIDERS:
        assert (await hold(house, where, who)).kind == "gone"
        assert await house.fact(who, "shelter", shelter=where) is None
    assert await house.fact("olena", "shelters") is None
    assert await house.fact("olena", "shelters_kept") is None
    assert (await house.fact("olena", "holds"))["rows"] == []
    assert (await hold(house, where, "lesia", referral=house.ids["referral"])).kind == "held"
    for who in ("petro", "marta"):
        said = await hold(house, where, who, referral=house.ids["referral"])
        assert said.kind == "gone", "not her case"


@pytest.mark.parametrize("role", ["council", "admin", "editor"])
async def test_who_meets_nobody_neither_reads_the_register_nor_keeps_beds(house: House, role: str) -> None:
    where = await place(house)
    await house.run(lambda tx: house.employ(tx, "dana", "social", (role,)))
    assert await house.fact("dana", "shelters") is None
    assert await house.fact("dana", "shelter", shelter=where) is None
    assert await house.fact("dana", "shelters_kept") is None
    assert (await hold(house, where, "dana")).kind == "gone"


async def test_whoever_takes_calls_keeps_beds_too_and_changes_nothing(house: House) -> None:
    where = await place(house)
    await house.run(lambda tx: house.employ(tx, "dana", "social", ("dispatcher",)))
    assert (await hold(house, where, "dana")).kind == "held"
    assert len((await house.fact("dana", "holds"))["rows"]) == 1
    assert await house.fact("dana", "shelters_kept") is None
    with pytest.raises(NotPermittedError):
        await update(house, where, "none", "dana")


async def test_only_who_works_there_or_coordinates_says_how_many_are_free(house: House) -> None:
    where = await place(house)
    for who in ("iryna", "lesia", "marta", *OUTSIDERS):
        with pytest.raises(NotPermittedError):
            await update(house, where, "none", who)
        with pytest.raises(NotPermittedError):
            await house.do(who, "place_changed", place=where, what="name", value="Інша")
    assert await update(house, where, "none", "nadia") == "ok"
    assert await update(house, where, "more", "sofia") == "ok"
    row = await house.row(ShelterPlace, where)
    assert row.updated_by == house.ids["staff:sofia"]
    assert row.name == "Зразок: кімнати"


async def test_only_coordinators_write_down_an_inspection(house: House) -> None:
    where = await place(house)
    data = {"place": where, "what": "inspection", "value": "Пандус є, вбиральня завузька."}
    with pytest.raises(NotPermittedError):
        await house.do("sofia", "place_changed", **data)
    assert (await house.fact("sofia", "shelter", shelter=where))["uninspected"]
    assert (await house.fact("nadia", "shelters_kept"))["uninspected"] == 1
    assert (await house.do("nadia", "place_changed", **data)).kind == "ok"
    known = await house.fact("iryna", "shelter", shelter=where)
    assert (known["inspection"], known["inspected"]) == (data["value"], "23.11.2026")
    assert not known["uninspected"]


async def test_a_place_is_added_where_people_live_by_whoever_may(house: House) -> None:
    data = {"institution": house.ids["at:shelter"], "name": "Зразок: поверх", "beds": "8"}
    for who in ("iryna", *OUTSIDERS):
        assert (await house.do(who, "place_added", **data)).kind == "not_permitted"
    social = {**data, "institution": house.ids["at:social"]}
    assert (await house.do("nadia", "place_added", **social)).kind == "not_permitted"
    assert (await house.do("sofia", "place_added", **{**data, "beds": "0"})).kind == "wrong"
    said = await house.do("sofia", "place_added", **{**data, "institution": None})
    row = await house.row(ShelterPlace, said.data["place"])
    assert (row.beds, row.free, row.opened, row.kinds, row.sample) == (8, 8, False, ["anyone"], True)


async def test_nobody_touches_what_somebody_else_keeps(house: House) -> None:
    where = await place(house)
    kept = (await hold(house, where)).data["hold"]
    for event in ("hold_released", "hold_used", "hold_longer"):
        for who in ("lesia", "nadia", "sofia", *OUTSIDERS):
            assert (await house.do(who, event, hold=kept)).kind == "gone"
    assert (await house.fact("lesia", "holds", hold=kept))["open"] is None
    assert (await house.do("iryna", "hold_released", hold=kept)).kind == "ok"
    assert (await house.do("iryna", "hold_released", hold=kept)).kind == "gone"
    assert await numbers(house, where) == (4, 0)


# One tap ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("does", "count", "said", "after"),
    [
        ("more", None, "ok", (3, 0)),
        ("fewer", None, "ok", (1, 0)),
        ("none", None, "ok", (0, 0)),
        ("same", None, "ok", (2, 0)),
        ("count", "4", "ok", (4, 0)),
        ("count", "5", "too_many", (2, 0)),
        ("count", "скільки є", "too_many", (2, 0)),
    ],
)
async def test_the_owner_tells_what_is_free_in_one_tap(
    house: House, does: str, count: Any, said: str, after: tuple[int, int]
) -> None:
    where = await place(house, beds=4, free=2)
    house.clock.move(hours=30)
    assert (await house.fact("iryna", "shelter", shelter=where))["stale"]
    assert await update(house, where, does, count=count) == said
    assert await numbers(house, where) == after
    known = await house.fact("iryna", "shelter", shelter=where)
    assert known["stale"] is (said != "ok")
    if said == "ok":
        assert known["stamp"] == {
            "m": "shelters.stamp_today",
            "t": "сьогодні о {time}",
            "a": {"time": "16:00"},
        }
        assert known["by"] == "Sofia"


async def test_where_nobody_lives_nothing_more_is_free(house: House) -> None:
    where = await place(house, beds=2)
    assert await update(house, where, "more") == "full"


async def test_too_many_people_are_counted_and_told_of_once(house: House) -> None:
    where = await place(house, beds=2, free=0)
    house.forget()
    assert await update(house, where, "fewer") == "ok"
    assert await update(house, where, "fewer") == "ok"
    assert await numbers(house, where) == (0, 2)
    assert house.heard("nadia") == ["place_overfull"]
    assert house.heard("sofia") == [], "she has just said so"
    assert house.heard("iryna") == []
    assert (await house.fact("nadia", "shelters_kept"))["over"] == 1
    assert (await hold(house, where)).kind == "taken"
    for _ in range(3):
        await update(house, where, "more")
    assert await numbers(house, where) == (1, 0)


async def test_fewer_beds_than_people_is_too_many_people(house: House) -> None:
    where = await place(house, beds=4, free=1)
    assert (await house.do("sofia", "place_changed", place=where, what="beds", value="2")).kind == "ok"
    assert await numbers(house, where) == (0, 1)
    assert house.heard("nadia") == ["place_overfull"]


@pytest.mark.parametrize(
    ("what", "value", "said"),
    [
        ("beds", "0", "wrong"),
        ("beds", "багато", "wrong"),
        ("opens", "2026-11-23", "wrong"),
        ("opens", "2036-11-23", "wrong"),
        ("opens", "2026-12-01", "ok"),
        ("kinds", ["animals", "відьми"], "ok"),
        ("access", ["ramp"], "ok"),
        ("community", "Одеська громада", "ok"),
    ],
)
async def test_what_cannot_be_is_not_written_down(house: House, what: str, value: Any, said: str) -> None:
    where = await place(house)
    assert (await house.do("sofia", "place_changed", place=where, what=what, value=value)).kind == said
    row = await house.row(ShelterPlace, where)
    assert row.opened is not (what == "opens" and said == "ok")
    if what == "kinds":
        assert row.kinds == ["animals"]


# Time -------------------------------------------------------------------------------------------------------


async def test_beds_come_free_by_themselves_and_who_kept_them_is_told_before_and_after(house: House) -> None:
    where = await place(house, beds=2)
    said = await hold(house, where, beds=2)
    assert said.data["until"] == {"at": "2026-11-23T14:00:00+00:00"}
    house.clock.at = kyiv("2026-11-23 14:59")
    await tick(house)
    assert house.heard("iryna") == []
    house.clock.at = kyiv("2026-11-23 15:00")
    await tick(house)
    await tick(house)
    assert house.heard("iryna") == ["hold_ends"]
    assert await numbers(house, where) == (0, 0)
    house.clock.at = kyiv("2026-11-23 16:00")
    await tick(house)
    await tick(house)
    assert house.heard("iryna") == ["hold_ends", "hold_lapsed"]
    assert await numbers(house, where) == (2, 0)
    (kept,) = await rows(house, Hold)
    assert kept.state == "lapsed"
    assert (await house.do("iryna", "hold_used", hold=kept.id)).kind == "gone"


async def test_nobody_is_woken_for_a_bed_but_it_comes_free_in_time(house: House) -> None:
    house.clock.at = kyiv("2026-11-23 19:00")
    where = await place(house, beds=1)
    await hold(house, where)
    assert await house.run(holds.next_due) == kyiv("2026-11-23 20:59")
    house.clock.at = kyiv("2026-11-23 20:59")
    await tick(house)
    assert house.heard("iryna") == ["hold_ends"]
    house.clock.at = kyiv("2026-11-24 01:00")
    assert await house.run(holds.next_due) == kyiv("2026-11-24 01:00")
    await tick(house)
    assert await numbers(house, where) == (1, 0)
    assert house.heard("iryna") == ["hold_ends"]
    assert await house.run(holds.next_due) == kyiv("2026-11-24 08:00")
    house.clock.at = kyiv("2026-11-24 08:00")
    await tick(house)
    assert house.heard("iryna") == ["hold_ends", "hold_lapsed"]
    assert await house.run(holds.next_due) is None


async def test_time_is_given_once_more_and_no_further(house: House) -> None:
    where = await place(house)
    kept = (await hold(house, where)).data["hold"]
    assert (await house.fact("iryna", "holds", hold=kept))["open"]["longer"]
    assert (await house.do("iryna", "hold_longer", hold=kept)).kind == "ok"
    assert (await house.do("iryna", "hold_longer", hold=kept)).kind == "gone"
    assert not (await house.fact("iryna", "holds", hold=kept))["open"]["longer"]
    house.clock.move(hours=7)
    await tick(house)
    assert (await house.row(Hold, kept)).state == "held"
    house.clock.move(hours=5)
    await tick(house)
    assert (await house.row(Hold, kept)).state == "lapsed"


# The case, and the place ------------------------------------------------------------------------------------


async def test_who_comes_lives_there_and_her_place_ends_apart_from_her_case(house: House) -> None:
    where = await place(house)
    kept = (await hold(house, where, "lesia", 2, referral=house.ids["referral"])).data["hold"]
    known = await house.fact("lesia", "holds", hold=kept)
    assert known["open"]["code"] == (await house.row(Case, house.ids["case"])).code
    assert (await house.do("lesia", "hold_used", hold=kept)).kind == "ok"
    (home,) = await rows(house, Placement)
    assert (home.place_id, home.beds, home.institution_id) == (where, 2, house.ids["at:shelter"])
    assert {one.kind for one in await rows(house, CaseEvent)} >= {"place_held", "settled", "hold_used"}
    assert {one.action for one in await rows(house, Audit, case_id=house.ids["case"])} >= {
        "place_held",
        "hold_used",
        "settled",
    }
    data = {"referral": house.ids["referral"], "outcome": None, "result": "met", "adapted": True}
    assert (await house.do("lesia", "outcome_written", **data)).kind == "ok"
    assert await numbers(house, where) == (2, 0), "the case is over, she lives there all the same"
    assert (await house.do("nadia", "place_freed", placement=home.id)).kind == "ok"
    assert await numbers(house, where) == (4, 0)


async def test_nobody_lives_in_two_places(house: House) -> None:
    first, second = await place(house, name="А"), await place(house, name="Б")
    for where, said in ((first, "ok"), (second, "lives")):
        kept = (await hold(house, where, "lesia", referral=house.ids["referral"])).data["hold"]
        assert (await house.do("lesia", "hold_used", hold=kept)).kind == said
    assert [one.place_id for one in await rows(house, Placement)] == [first]


async def test_without_a_case_only_the_bed_counts(house: House) -> None:
    where = await place(house)
    kept = (await hold(house, where)).data["hold"]
    assert (await house.do("iryna", "hold_used", hold=kept)).kind == "ok"
    assert await rows(house, Placement) == []
    house.clock.move(days=1)
    await tick(house)
    assert await numbers(house, where) == (3, 0)
    assert await update(house, where, "more") == "ok"
    assert await numbers(house, where) == (4, 0)


async def settle(house: House, where: str, beds: Any = 1) -> str:
    data = {
        "referral": house.ids["referral"],
        "institution": house.ids["at:shelter"],
        "since": "today",
        "place": where,
        "beds": beds,
    }
    return (await house.do("lesia", "settled", **data)).kind


async def test_a_place_noted_down_takes_its_beds_and_uses_what_was_kept(house: House) -> None:
    where = await place(house)
    await hold(house, where, "lesia", 2, referral=house.ids["referral"])
    assert await settle(house, where, 3) == "ok"
    assert await numbers(house, where) == (1, 0)
    (kept,) = await rows(house, Hold)
    assert kept.state == "used"


async def test_who_lives_there_is_noted_down_also_where_it_is_full(house: House) -> None:
    where = await place(house, beds=1, free=0)
    places = await house.fact("lesia", "placement", referral=house.ids["referral"])
    assert where not in [one["id"] for one in places["places"]]
    assert await settle(house, where) == "ok", "it is so"
    assert await numbers(house, where) == (0, 1)
    assert "place_overfull" in house.heard("nadia")
    assert "place_overfull" in house.heard("sofia")


async def test_where_nothing_is_open_nobody_is_noted_down(house: House) -> None:
    where = await place(house, opened=False)
    assert await settle(house, where) == "gone"
    assert await rows(house, Placement) == []


async def test_her_data_goes_and_the_bed_stays_counted(house: House) -> None:
    where = await place(house)
    await hold(house, where, "lesia", referral=house.ids["referral"])
    await house.do("olena", "erased")
    (kept,) = await rows(house, Hold)
    assert kept.case_id is None
    assert await numbers(house, where) == (3, 0)
    house.clock.move(hours=7)
    await tick(house)
    assert await numbers(house, where) == (4, 0)


async def test_where_beds_were_kept_for_an_erased_person_nobody_can_look_up(house: House) -> None:
    """The audit log names the case and the hold for good: the hold must not name the place."""
    where = await place(house)
    kept = (await hold(house, where, "lesia", referral=house.ids["referral"])).data["hold"]
    await house.do("lesia", "hold_released", hold=kept)
    await hold(house, where, "petro")
    await house.do("olena", "erased")
    assert [one.staff_id for one in await rows(house, Hold)] == [house.ids["staff:petro"]]


async def test_a_sample_gives_way_to_a_real_place(house: House) -> None:
    await place(house)

    def begin(tx: Tx) -> str:
        owner = Institution(
            id=tx.new_id(),
            name="Дім громади",
            region="UA-51",
            kind="shelter",
            hours={},
            tracks=[],
            on_system=True,
            sample=False,
        )
        tx.db.add(owner)
        tx.db.flush()
        return owner.id

    real = await place(house, institution_id=await house.run(begin))
    assert [one["id"] for one in (await house.fact("iryna", "shelters"))["rows"]] == [real]
