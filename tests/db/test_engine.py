"""A transaction happens whole or not at all; a test's database is its own."""

from __future__ import annotations

import asyncio
import threading
from pathlib import Path

import pytest
from sqlalchemy import func, select, text
from sqlalchemy.exc import IntegrityError

from bot.db import engine, migrate
from bot.db.engine import AwayError, Database, DatabaseUrlError, engine_for
from bot.db.models import Meta, Person
from bot.db.tx import Tx, World
from tests.conftest import Clock
from tests.databases import NotMadeHereError, Postgres


async def test_what_a_transaction_did_is_there_for_the_next_one(database: Database, clock: Clock) -> None:
    made = await database.run(lambda tx: tx.new_person(language="uk").id, clock)
    found = await database.run(lambda tx: tx.db.get_one(Person, made), clock)
    assert (found.id, found.created_at) == (made, clock.at)


async def test_a_transaction_that_fails_leaves_nothing(database: Database, clock: Clock) -> None:
    def half(tx: Tx) -> None:
        tx.new_person(language="uk")
        raise RuntimeError

    with pytest.raises(RuntimeError):
        await database.run(half, clock)
    assert await database.run(lambda tx: tx.db.scalar(select(func.count(Person.id))), clock) == 0


async def test_what_waits_for_the_end_is_done_before_the_commit(database: Database, clock: Clock) -> None:
    def work(tx: Tx) -> None:
        tx.last.append(lambda: tx.db.add(Meta(key="last", value="done")))
        tx.db.add(Meta(key="first", value="done"))

    await database.run(work, clock)
    assert await database.run(lambda tx: set(tx.db.scalars(select(Meta.key))), clock) == {"first", "last"}


async def test_transactions_at_the_same_time_lose_no_update(database: Database, clock: Clock) -> None:
    await database.run(lambda tx: tx.db.add(Meta(key="count", value="0")), clock)

    def count(tx: Tx) -> None:
        row = tx.db.get_one(Meta, "count", with_for_update=True)
        row.value = str(int(row.value) + 1)

    await asyncio.gather(*(database.run(count, clock) for _ in range(25)))
    assert await database.run(lambda tx: tx.db.get_one(Meta, "count").value, clock) == "25"


async def test_two_that_make_the_same_row_at_once_both_succeed(database: Database, clock: Clock) -> None:
    """The second finds the row when it runs again: so two first messages make one person."""
    seen: list[bool] = []

    def make(tx: Tx) -> None:
        found = tx.db.get(Meta, "one")
        seen.append(found is not None)
        if found is None:
            if len(seen) == 1:  # somebody else was quicker, between the look and the writing
                tx.db.execute(text("INSERT INTO meta (key, value) VALUES ('one', 'other')"))
            tx.db.execute(text("INSERT INTO meta (key, value) VALUES ('one', 'ours')"))

    await database.run(make, clock)
    assert seen == [False, False]
    assert await database.run(lambda tx: tx.db.get_one(Meta, "one").value, clock) == "ours"


async def test_a_fault_of_ours_comes_out_after_few_tries(database: Database, clock: Clock) -> None:
    tries: list[int] = []

    def wrong(tx: Tx) -> None:
        tries.append(1)
        for _ in range(2):
            tx.db.execute(text("INSERT INTO meta (key, value) VALUES ('one', 'x')"))

    with pytest.raises(IntegrityError):
        await database.run(wrong, clock)
    assert len(tries) == 3


@pytest.mark.parametrize("state", ["40001", "40P01"])
async def test_who_met_others_tries_again_after_pauses_of_chance(
    state: str, postgres: Postgres, world: World, clock: Clock
) -> None:
    pauses: list[float] = []

    async def pause(seconds: float) -> None:
        pauses.append(seconds)

    database = Database(await postgres.fresh(), world, pause)
    fails = 7

    def meeting(tx: Tx) -> str:
        tx.db.add(Meta(key=f"after {fails}", value="x"))
        tx.db.flush()
        if len(pauses) < fails:
            tx.db.execute(text(f"DO $$ BEGIN RAISE SQLSTATE '{state}'; END $$"))
        return "done"

    assert await database.run(meeting, clock) == "done"
    assert len(pauses) == fails
    assert len(set(pauses)) == fails
    assert all(0 <= one <= engine.LONGEST_PAUSE for one in pauses)
    assert max(pauses[:2]) < max(pauses[-3:])
    assert await database.run(lambda tx: tx.db.scalar(select(func.count(Meta.key))), clock) == 1

    pauses.clear()
    fails = 100
    with pytest.raises(AwayError):
        await database.run(meeting, clock)
    assert len(pauses) == engine.TRIES[state] - 1
    await database.close()


@pytest.mark.parametrize("state", ["08006", "53300", "57P01"])
async def test_a_server_that_breaks_off_is_told_from_a_fault_of_ours(
    state: str, postgres: Postgres, world: World, clock: Clock
) -> None:
    database = Database(await postgres.fresh(), world)
    with pytest.raises(AwayError):
        await database.run(
            lambda tx: tx.db.execute(text(f"DO $$ BEGIN RAISE SQLSTATE '{state}'; END $$")), clock
        )
    await database.close()


async def test_sqlite_keeps_what_was_acknowledged_and_forgets_what_was_erased(sqlite: object) -> None:
    names = ("journal_mode", "synchronous", "foreign_keys", "secure_delete", "busy_timeout")
    opened = engine_for(await sqlite.fresh())  # type: ignore[attr-defined]
    found = await opened.run(
        lambda connection: {name: connection.scalar(text(f"PRAGMA {name}")) for name in names}
    )
    await opened.close()
    assert found == {
        "journal_mode": "wal",
        "synchronous": 2,
        "foreign_keys": 1,
        "secure_delete": 1,
        "busy_timeout": 10000,
    }


async def test_two_processes_on_one_sqlite_file_wait_for_each_other(
    sqlite: object, world: World, clock: Clock
) -> None:
    """Read, then write, from two sides: with the driver's own deferred begin one of them would fail."""
    url = await sqlite.fresh()  # type: ignore[attr-defined]
    one, other = Database(url, world), Database(url, world)

    def count(tx: Tx) -> None:
        row = tx.db.get(Meta, "count")
        if row is None:
            tx.db.add(Meta(key="count", value="1"))
        else:
            row.value = str(int(row.value) + 1)

    await asyncio.gather(*(side.run(count, clock) for side in (one, other) * 10))
    assert await one.run(lambda tx: tx.db.get_one(Meta, "count").value, clock) == "20"
    await one.close()
    await other.close()


async def test_a_transaction_on_sqlite_is_one_hop_to_one_thread(
    sqlite: object, world: World, clock: Clock
) -> None:
    """Each statement in a hop of its own made an update three times as dear."""
    database = Database(await sqlite.fresh(), world)  # type: ignore[attr-defined]
    seen: set[int] = set()

    def work(tx: Tx) -> None:
        seen.add(threading.get_ident())
        tx.new_person(language="uk")
        assert tx.db.scalar(select(func.count(Person.id)))
        seen.add(threading.get_ident())

    await asyncio.gather(*(database.run(work, clock) for _ in range(5)))
    await database.close()
    assert len(seen) == 1
    assert threading.get_ident() not in seen


async def test_a_transaction_nobody_waits_for_any_more_leaves_the_connection_whole(
    sqlite: object, world: World, clock: Clock
) -> None:
    database = Database(await sqlite.fresh(), world)  # type: ignore[attr-defined]
    begun, go_on = threading.Event(), threading.Event()

    def slow(tx: Tx) -> None:
        begun.set()
        go_on.wait(10)
        tx.db.add(Meta(key="slow", value="done"))

    waiting = asyncio.create_task(database.run(slow, clock))
    await asyncio.to_thread(begun.wait, 10)
    waiting.cancel()
    go_on.set()
    with pytest.raises(asyncio.CancelledError):
        await waiting
    assert await database.run(lambda tx: set(tx.db.scalars(select(Meta.key))), clock) == {"slow"}
    await database.close()


@pytest.mark.parametrize(
    "url",
    [
        "",
        "no address",
        "mysql://u:verysecret@host/db",
        "sqlite://",
        "sqlite:///:memory:",
        "redis://verysecret",
    ],
)
def test_an_address_that_can_t_be_used_is_refused_without_repeating_it(
    url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.undo()
    with pytest.raises(DatabaseUrlError, match="DATABASE_URL ") as caught:
        engine_for(url)
    assert "verysecret" not in str(caught.value)


@pytest.mark.parametrize(
    "url", ["sqlite:////srv/dorozhnyk/real.db", "postgresql://somebody@localhost/real", "sqlite:///real.db"]
)
async def test_a_test_is_given_no_database_but_its_own(url: str, world: World) -> None:
    with pytest.raises(NotMadeHereError):
        Database(url, world)
    with pytest.raises(NotMadeHereError):
        await migrate.upgrade(url)


def test_a_sqlite_file_is_for_its_user_alone(tmp_path: Path) -> None:
    engine_for(f"sqlite:///{tmp_path / 'data' / 'x.db'}")
    assert (tmp_path / "data").stat().st_mode & 0o777 == 0o700
    assert (tmp_path / "data" / "x.db").stat().st_mode & 0o777 == 0o600


def test_a_folder_that_is_not_there_is_told_at_once(tmp_path: Path) -> None:
    with pytest.raises(DatabaseUrlError, match="can't be made"):
        engine_for(f"sqlite:///{tmp_path / 'no' / 'folder' / 'x.db'}")
