"""A case goes by its region's algorithm as it was when the case began, whatever the files say since."""

from __future__ import annotations

import json
from collections.abc import Awaitable, Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Engine, event, select, update

from bot.db.engine import Database
from bot.db.models import Case, Deadline, Referral, RegionVersion
from bot.db.tx import Tx
from bot.facts.card import card
from bot.regions import Known, Regions, Versions, load
from bot.services import deadlines
from bot.services.grades import grade_of
from bot.services.levels import level_raised
from bot.services.referrals import referred
from bot.services.versions import older_order
from flows.regions.names import REGIONS
from flows.regions.schema import packed, unpacked
from tests.services.cast import Cast, asked, to, verdict

LATER = """
[levels]
order = ["green", "amber", "red"]
[levels.grade.amber]
label = "Помаранчевий рівень"
plain = "Супровід за новим порядком."
colour = "orange"
corridor = "accompanied"
emergency = false
rows = ["unclear", "vulnerability", "discrimination", "exploitation"]
does = ["Складіть план."]
[levels.grade.amber.terms]
first_contact = "12 h"
quiet = true
pausable = true
ladder = [{ of = "first_contact", whom = "lead", at = "created" }]
[closing]
text = "Справу закривають за новим порядком."
[[entries]]
id = "one"
name = "Одне місце"
body = "social"
takes = "Усе."
"""


@pytest.fixture
def later(tmp_path: Path) -> Regions:
    """The regions after an order of the operator."""
    (tmp_path / "UA-51.toml").write_text(LATER, "utf-8")
    return load(tmp_path)


@pytest.fixture
async def case(cast: Cast, transact: Callable[..., Any]) -> str:
    """Olena's case, sent to the social service by Odesa's algorithm as it ships."""

    def send(tx: Tx) -> str:
        happened = referred(tx, cast.actor(tx, "olha"), asked(to("social", "oral", leads=True)))
        assert happened.kind == "sent"
        id_: str = happened.data["case"]
        return id_

    id_: str = await transact(send)
    return id_


@pytest.fixture
def look(cast: Cast, case: str, transact: Callable[..., Any]) -> Callable[[], Awaitable[dict[str, Any]]]:
    """The case's card as the social service sees it."""

    async def look() -> dict[str, Any]:
        def shown(tx: Tx) -> dict[str, Any]:
            one = tx.db.scalars(select(Referral).where(Referral.case_id == case)).one()
            found: dict[str, Any] = card(tx, cast.actor(tx, "iryna"), {"referral": one.id})
            return found

        shown_: dict[str, Any] = await transact(shown)
        return shown_

    return look


Look = Callable[[], Awaitable[dict[str, Any]]]


async def test_words_and_policy_of_a_case_stay_those_it_began_with(
    look: Look, database: Database, later: Regions
) -> None:
    before = await look()
    assert before["older_order"] is None
    database.renew(later)
    after = await look()
    assert (after["level"], after["level_label"], after["colour"]) == ("yellow", before["level_label"], "🟡")
    assert after["region"] == before["region"]
    assert after["region"]["closing"]["text"]["t"] != later.region("UA-51").closing.text.text
    assert after["older_order"] == {"at": "2026-11-23"}


async def test_a_case_that_begins_later_goes_by_the_new_order(
    cast: Cast, case: str, database: Database, later: Regions, transact: Callable[..., Any]
) -> None:
    database.renew(later)

    def send(tx: Tx) -> Any:
        data = asked(to("social", "oral", leads=True), verdict=verdict(level="red") | {"level": "amber"})
        new = tx.db.get_one(Case, referred(tx, cast.actor(tx, "olha"), data).data["case"])
        old = tx.db.get_one(Case, case)
        due = select(Deadline).where(Deadline.case_id == new.id, Deadline.kind == "contact")
        return (
            [grade_of(tx, one).label.text for one in (old, new)],
            [older_order(tx, one) is None for one in (old, new)],
            tx.db.scalars(due).one().due_at == tx.now + timedelta(hours=12),
        )

    assert await transact(send) == (["Жовтий рівень", "Помаранчевий рівень"], [False, True], True)


async def test_deadlines_and_levels_of_an_old_case_follow_its_own_scale(
    cast: Cast, case: str, database: Database, later: Regions, transact: Callable[..., Any]
) -> None:
    database.renew(later)

    def raised(tx: Tx) -> Any:
        actor = cast.actor(tx, "iryna")
        data = {"case": case, "reason": "Стало небезпечно."}
        wrong = level_raised(tx, actor, {**data, "level": "amber"}).kind
        right = level_raised(tx, actor, {**data, "level": "red"}).kind
        return wrong, right, tx.db.get_one(Case, case).level

    def put_back(tx: Tx) -> Any:
        one = tx.db.get_one(Case, case)
        one.level = "yellow"
        deadlines.replan(tx, one, raised=False)
        due = select(Deadline).where(Deadline.case_id == case, Deadline.kind == "contact")
        return {each.due_at - one.opened_at for each in tx.db.scalars(due) if each.due_at}

    assert await transact(put_back) == {timedelta(hours=48)}
    assert await transact(raised) == ("not_permitted", "ok", "red")


async def test_a_version_is_kept_once_and_read_once(
    look: Look, case: str, database: Database, later: Regions, transact: Callable[..., Any]
) -> None:
    def kept(tx: Tx) -> list[str]:
        return [one.id for one in tx.db.scalars(select(RegionVersion))]

    assert await transact(kept) == [load().region("UA-51").version]
    database.renew(later)
    await look()
    read: list[str] = []

    def listen(connection: Any, cursor: Any, statement: str, *rest: Any) -> None:
        read.extend([statement] if "region_version.body" in statement else [])

    event.listen(Engine, "before_cursor_execute", listen)
    try:
        await look()
    finally:
        event.remove(Engine, "before_cursor_execute", listen)
    assert read == []


@pytest.mark.parametrize(
    "body",
    [
        {},
        {"id": "UA-51", "layers": [{"file": "UA-51.toml"}]},
        {"id": "UA-51", "layers": []},
        {
            "id": "UA-51",
            "layers": [{"file": 1, "raw": {"title": "x"}, "prefix": "p", "origin": None, "anew": False}],
        },
        {"id": "UA-51", "layers": [{"file": "x", "raw": [1], "prefix": "p", "origin": None, "anew": False}]},
    ],
)
async def test_where_an_old_version_can_not_be_read_any_more_todays_order_holds(
    look: Look, database: Database, later: Regions, transact: Callable[..., Any], body: dict[str, Any]
) -> None:
    await transact(lambda tx: tx.db.execute(update(RegionVersion).values(body=body)))
    database.renew(later)
    shown = await look()
    assert shown["region"] == later.facts_of("UA-51")
    assert shown["older_order"] is None
    assert shown["level"] == "red", "a level that today's scale does not have counts as the gravest"


@pytest.mark.parametrize("id_", [*REGIONS, None])
def test_a_version_is_read_back_as_the_same_region(regions: Regions, id_: str | None) -> None:
    region = regions.region(id_)
    again = unpacked(json.loads(json.dumps(packed(region))))
    assert again.facts() == region.facts()
    assert again.version == region.version
    assert [one.text for one in again.messages()] == [one.text for one in region.messages()]


def test_each_region_has_a_version_of_its_own(regions: Regions) -> None:
    every = [regions.default, *regions.by_id.values()]
    assert len({one.version for one in every}) == len(every)


def test_only_the_versions_looked_at_last_are_held() -> None:
    held, known, read = Versions(most=2), load().known("UA-51"), []

    def ask(version: str, is_: Known | None = known) -> Known | None:
        return held.known(version, lambda: (read.append(version), is_)[1])

    assert [ask("first"), ask("second", None), ask("first"), ask("third")] == [known, None, known, known]
    ask("first")
    ask("second", None)
    assert read == ["first", "second", "third", "second"]
