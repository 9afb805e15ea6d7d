"""Guided lists: whose ticks are whose, what each sees of them, and what stays with a case."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Any

import pytest
from sqlalchemy import func, select

from bot.db.common_work import ProcedureMark, ProcedureRun
from bot.db.models import Audit, Base, Consent, Staff
from bot.db.tx import Tx
from bot.services import own_copy
from bot.services.access import actor_of
from bot.services.own_data import erased
from tests.conftest import Clock
from tests.services.house import House, furnished, kyiv

PAPERS, CHILD = "lost_documents", "child_status"


@pytest.fixture
async def house(
    transact: Callable[[Any], Awaitable[Any]], clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> House:
    """Everybody in the Dnipropetrovsk region, which names both lists."""
    monkeypatch.setattr("tests.services.house.REGION", "UA-12")
    clock.at = kyiv("2026-11-23 10:00")
    built = await furnished(transact, clock)
    await built.run(lambda tx: built.newcomer(tx, "mariia"))
    await built.run(lambda tx: built.employ(tx, "taras", "cnap", ("specialist",)))
    return built


async def follow(
    house: House, who: str, does: str, step: str | None = None, *, key: str, referral: str | None = None
) -> str:
    happened = await house.do(
        who, "procedure_followed", procedure=key, referral=referral, step=step, does=does
    )
    return happened.kind


async def standing(house: House, who: str, key: str, referral: str | None = None, **more: Any) -> Any:
    return await house.fact(who, "procedure", procedure=key, referral=referral, **more)


async def offered(house: House, who: str, referral: str | None = None) -> list[str]:
    return [row["id"] for row in await house.fact(who, "procedures", referral=referral)]


async def count(house: House, table: type[Base]) -> int:
    found: int = await house.run(lambda tx: tx.db.scalar(select(func.count()).select_from(table)))
    return found


# A person's own list ------------------------------------------------------------------------------


async def test_a_person_ticks_goes_on_and_finishes(house: House) -> None:
    key = f"{PAPERS}.person"
    assert (await standing(house, "olena", key))["begun"] is False
    assert await count(house, ProcedureRun) == 0  # looking writes nothing down
    assert await follow(house, "olena", "tick", "safety", key=key) == "ok"
    assert await follow(house, "olena", "tick", "safety", key=key) == "ok"
    seen = await standing(house, "olena", key, step="aid")
    assert (seen["done"], seen["all"], seen["next"], seen["finished"]) == (1, 8, "aid", False)
    assert (seen["step"]["number"], seen["step"]["ticked"]) == (2, False)
    assert [line["m"] for line in seen["lines"]][:2] == ["procedure.step_ticked", "procedure.step_open"]
    assert await follow(house, "olena", "untick", "safety", key=key) == "ok"
    assert await follow(house, "olena", "untick", "safety", key=key) == "ok"
    assert (await standing(house, "olena", key))["done"] == 0
    assert await follow(house, "olena", "finish", key=key) == "ok"
    assert (await standing(house, "olena", key))["finished"] is True
    (row,) = [one for one in await house.fact("olena", "procedures") if one["id"] == key]
    assert row["label"]["m"] == "procedure.row_finished"
    assert (await count(house, ProcedureRun), await count(house, ProcedureMark)) == (1, 0)


async def test_whoever_goes_on_with_a_finished_list_has_not_finished(house: House) -> None:
    key = f"{PAPERS}.person"
    await follow(house, "olena", "tick", "safety", key=key)
    await follow(house, "olena", "finish", key=key)
    await follow(house, "olena", "tick", "aid", key=key)
    seen = await standing(house, "olena", key)
    assert (seen["finished"], seen["done"]) == (False, 2)


async def test_begun_anew_the_earlier_ticks_stay_with_the_earlier_run(house: House) -> None:
    key = f"{PAPERS}.person"
    await follow(house, "olena", "tick", "safety", key=key)
    assert await follow(house, "olena", "anew", key=key) == "ok"  # in the same moment, too
    assert (await standing(house, "olena", key))["done"] == 0
    await follow(house, "olena", "tick", "aid", key=key)
    assert (await standing(house, "olena", key))["done"] == 1
    assert (await count(house, ProcedureRun), await count(house, ProcedureMark)) == (2, 2)


async def test_a_step_is_told_in_her_words_with_its_papers_bodies_and_lines(house: House) -> None:
    seen = (await standing(house, "olena", f"{PAPERS}.person", step="legal"))["step"]
    assert seen["does"]["m"] == "procedure.lost_documents.step.legal.own.does"
    assert [body["m"] for body in seen["bodies"]] == ["body.legal"]
    assert "0 800 213 103" in [line["number"] for line in seen["phones"]]
    papers = (await standing(house, "iryna", f"{PAPERS}.specialist", step="register"))["step"]
    assert papers["documents"]
    assert papers["without"]["m"] == "procedure.lost_documents.step.register.other.without"


async def test_a_tick_of_a_step_that_is_no_more_does_not_count(house: House) -> None:
    key = f"{PAPERS}.person"
    await follow(house, "olena", "tick", "safety", key=key)

    def gone(tx: Tx) -> None:
        run = tx.db.scalars(select(ProcedureRun)).one()
        tx.db.add(ProcedureMark(id=tx.new_id(), run_id=run.id, step="long_gone", at=tx.now))

    await house.run(gone)
    assert (await standing(house, "olena", key))["done"] == 1
    (row,) = [one for one in await house.fact("olena", "procedures") if one["id"] == key]
    assert row["label"]["a"]["done"] == 1


# Who is offered what ------------------------------------------------------------------------------


async def test_each_is_offered_what_is_for_her(house: House) -> None:
    assert await offered(house, "olena") == [f"{PAPERS}.person", f"{CHILD}.person"]
    assert await offered(house, "iryna") == [
        f"{PAPERS}.specialist",
        f"{CHILD}.specialist",
        f"{CHILD}.community",
        "settling.community",
    ]
    assert await offered(house, "nadia") == [f"{CHILD}.community", "settling.community"]
    assert await offered(house, "vira") == ["settling.community"]  # another region names other lists


@pytest.mark.parametrize(
    ("who", "key", "step", "does"),
    [
        ("olena", f"{PAPERS}.specialist", "safety", "tick"),  # told to whoever works
        ("olena", "settling.community", "settle", "tick"),
        ("iryna", f"{PAPERS}.person", "safety", "tick"),
        ("nadia", f"{PAPERS}.specialist", "safety", "tick"),
        ("vira", f"{PAPERS}.specialist", "safety", "tick"),  # not named by her region
        ("olena", f"{PAPERS}.person", "needs", "tick"),  # a step of another list
        ("olena", "nothing.person", "safety", "tick"),
        ("olena", None, None, "finish"),
        ("olena", f"{PAPERS}.person", None, "finish"),  # nothing is begun
        ("olena", f"{PAPERS}.person", "safety", "dance"),
    ],
)
async def test_what_is_not_offered_can_not_be_followed(
    house: House, who: str, key: str, step: str, does: str
) -> None:
    assert await follow(house, who, does, step, key=key) == "gone"
    assert await count(house, ProcedureRun) == 0


async def test_nobody_sees_another_s_list(house: House) -> None:
    await follow(house, "olena", "tick", "safety", key=f"{PAPERS}.person")
    await follow(house, "iryna", "tick", "safety", key=f"{PAPERS}.specialist")
    await follow(house, "iryna", "tick", "needs", key=f"{CHILD}.community")
    assert (await standing(house, "mariia", f"{PAPERS}.person"))["begun"] is False
    # what a specialist follows for nobody by name is hers
    assert (await standing(house, "taras", f"{PAPERS}.specialist"))["begun"] is False
    # the community's work is shared within the institution, and by nobody else
    assert (await standing(house, "taras", f"{CHILD}.community"))["done"] == 1
    assert (await standing(house, "lesia", f"{CHILD}.community"))["begun"] is False
    assert (await standing(house, "nadia", f"{CHILD}.community"))["begun"] is False


async def test_a_worker_who_leaves_leaves_the_institution_its_list(house: House) -> None:
    await follow(house, "iryna", "tick", "needs", key=f"{CHILD}.community")
    await house.change(Staff, house.ids["staff:iryna"], revoked_at=house.clock.at)
    assert (await standing(house, "taras", f"{CHILD}.community"))["done"] == 1
    assert await standing(house, "iryna", f"{CHILD}.community") is None
    assert await offered(house, "iryna") == [f"{PAPERS}.person", f"{CHILD}.person"]


# For a case ---------------------------------------------------------------------------------------


@pytest.fixture
async def referral(house: House) -> str:
    return await house.refer()


async def test_those_who_work_with_a_case_share_its_list(house: House, referral: str) -> None:
    key = f"{PAPERS}.specialist"
    assert await offered(house, "lesia", referral) == [key, f"{CHILD}.specialist"]
    assert await follow(house, "lesia", "tick", "safety", key=key, referral=referral) == "ok"
    for who in ("lesia", "daria", "iryna", "petro"):  # the lead, her deputy, who sent it, the sender's head
        seen = await standing(house, who, key, referral)
        assert (seen["done"], seen["code"]) == (1, "К7М-4Р2"), who
    # apart from what she follows for nobody by name
    assert (await standing(house, "lesia", key))["begun"] is False
    run = await house.run(lambda tx: tx.db.scalars(select(ProcedureRun)).one())
    assert (run.case_id, run.person_id, run.institution_id) == (house.ids["case"], None, None)


@pytest.mark.parametrize("who", ["taras", "nadia", "vira", "olena", "mariia"])
async def test_nobody_else_sees_or_ticks_a_case_s_list(house: House, referral: str, who: str) -> None:
    """A colleague of who sent it, who only watches over deadlines, another region's, herself, a stranger."""
    key = f"{PAPERS}.specialist"
    await follow(house, "lesia", "tick", "safety", key=key, referral=referral)
    assert await offered(house, who, referral) == []
    assert await standing(house, who, key, referral) is None
    assert await follow(house, who, "tick", "aid", key=key, referral=referral) == "gone"
    assert await count(house, ProcedureMark) == 1


async def test_access_ends_with_the_consent(house: House, referral: str) -> None:
    key = f"{PAPERS}.specialist"
    await follow(house, "lesia", "tick", "safety", key=key, referral=referral)
    await house.change(Consent, house.ids["consent"], withdrawn_at=house.clock.at)
    assert await standing(house, "lesia", key, referral) is None
    assert await follow(house, "lesia", "untick", "safety", key=key, referral=referral) == "gone"
    assert (await standing(house, "iryna", key, referral))["done"] == 1  # who sent it


async def test_a_case_that_is_none_has_no_lists(house: House) -> None:
    assert await offered(house, "lesia", "nothing") == []
    assert await follow(house, "lesia", "tick", "safety", key=f"{PAPERS}.specialist", referral="no") == "gone"


async def test_looking_and_ticking_are_written_down_and_the_person_sees_who_looked(
    house: House, referral: str
) -> None:
    key = f"{PAPERS}.specialist"
    await follow(house, "lesia", "tick", "safety", key=key, referral=referral)
    await offered(house, "lesia", referral)  # a card asks so whether there are lists at all
    assert await house.fact("olena", "readers") == []
    await standing(house, "lesia", key, referral)
    await follow(house, "iryna", "tick", "safety", key=key)  # for nobody by name: nothing of a person
    actions = await house.run(
        lambda tx: list(tx.db.scalars(select(Audit.action).where(Audit.action.like("procedure%"))))
    )
    assert actions == ["procedure_followed", "procedure_read"]
    (line,) = await house.fact("olena", "readers")
    assert line["a"]["name"] == "Lesia"


# Her own data -------------------------------------------------------------------------------------


async def test_her_copy_tells_of_her_lists_and_of_those_for_her_case(house: House, referral: str) -> None:
    await follow(house, "olena", "tick", "safety", key=f"{PAPERS}.person")
    await follow(house, "lesia", "tick", "aid", key=f"{PAPERS}.specialist", referral=referral)
    await follow(house, "lesia", "finish", key=f"{PAPERS}.specialist", referral=referral)
    await follow(house, "mariia", "tick", "court", key=f"{PAPERS}.person")
    told = await house.run(lambda tx: own_copy.written(tx, actor_of(tx, house.ids["olena"])))
    section = told.split("ПОКРОКОВІ СПИСКИ")[1].split("\n\n")[0]
    assert "Ваш список: Немає документів" in section
    assert "Позначено крок: Чи безпечно зараз" in section
    assert "Список для Вашого звернення: Немає документів" in section
    assert "Позначено крок: Найнеобхідніше — без документів" in section
    assert "Завершено: 23 листопада" in section
    assert "суд" not in section


async def test_nothing_of_it_is_left_once_she_is_erased(house: House, referral: str) -> None:
    await follow(house, "olena", "tick", "safety", key=f"{PAPERS}.person")
    await follow(house, "lesia", "tick", "aid", key=f"{PAPERS}.specialist", referral=referral)
    await house.run(lambda tx: erased(tx, actor_of(tx, house.ids["olena"]), {}))
    assert (await count(house, ProcedureRun), await count(house, ProcedureMark)) == (0, 0)
