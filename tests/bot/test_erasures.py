"""Who was erased stays erased, also after an older copy of the database was put back."""

from __future__ import annotations

import shutil
import sqlite3
from collections.abc import Callable
from contextlib import closing
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from bot.db.engine import Database
from bot.db.models import Erasure, Person
from bot.db.tx import Tx, World
from bot.erasures import ErasureList
from bot.readiness import make_ready
from bot.services.own_data import erased
from tests.conftest import MONDAY, Clock
from tests.databases import Sqlite
from tests.logged import logged
from tests.services.cast import newcomer

ONE, OTHER = "a" * 26, "b" * 26


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "data" / "bot.erased"


def test_what_is_written_down_is_read_back_with_its_last_moment(file: Path) -> None:
    erasures = ErasureList(file)
    assert erasures.read() == {}
    erasures.add({ONE: MONDAY, OTHER: MONDAY})
    erasures.add({ONE: MONDAY + timedelta(microseconds=7)})
    erasures.add({})
    assert erasures.read() == {ONE: MONDAY + timedelta(microseconds=7), OTHER: MONDAY}
    assert file.stat().st_mode & 0o777 == 0o600
    assert file.parent.stat().st_mode & 0o777 == 0o700


def test_a_line_that_was_torn_off_spoils_no_other(file: Path) -> None:
    erasures = ErasureList(file)
    erasures.add({ONE: MONDAY})
    whole = file.read_bytes()
    for cut in range(1, 40):
        file.write_bytes(whole.rstrip(b"\n")[:-cut])
        erasures.add({OTHER: MONDAY})
        assert erasures.read() == {OTHER: MONDAY}
    file.write_bytes(whole + b"\xff\x00 words\n")
    assert erasures.read() == {ONE: MONDAY}


def test_a_file_that_can_t_be_written_is_told_aloud_and_the_erasure_stands(tmp_path: Path) -> None:
    with logged("INFO") as log:
        ErasureList(tmp_path).note({ONE: MONDAY})
    assert log.getvalue().split(" ", 1)[1] == "error erasures.unwritten count=1 error=IsADirectoryError\n"
    with pytest.raises(OSError, match="directory"):
        ErasureList(tmp_path).add({ONE: MONDAY})


def lines(file: Path) -> int:
    return len(file.read_text("ascii").split("\n")) - 2  # an empty one before it, and one behind


def come(tx: Tx) -> str:
    """Somebody with a name of her own."""
    actor = newcomer(tx, "77")
    tx.seal(tx.db.get_one(Person, actor.person_id), "name", "Зразкова")
    return actor.person_id


def go(tx: Tx) -> str:
    actor = newcomer(tx, "77")
    assert erased(tx, actor, {}).kind == "ok"
    return actor.person_id


@pytest.fixture
def listing(world: World, file: Path) -> World:
    return replace(world, erasures=ErasureList(file))


async def test_an_erasure_is_written_down_once_it_is_committed(
    database: Database, listing: World, clock: Clock, file: Path
) -> None:
    database.world = listing

    def broken(tx: Tx) -> None:
        go(tx)
        raise LookupError

    with pytest.raises(LookupError):
        await database.run(broken, clock)
    assert ErasureList(file).read() == {}
    person_id = await database.run(go, clock)
    assert ErasureList(file).read() == {person_id: clock.at}


async def test_the_next_start_writes_down_what_a_crash_kept_from_the_list(
    database: Database, database_url: str, listing: World, clock: Clock, file: Path
) -> None:
    person_id = await database.run(go, clock)
    assert await make_ready(database_url, listing) == 0
    assert ErasureList(file).read() == {person_id: clock.at}
    assert await make_ready(database_url, listing) == 0
    assert lines(file) == 1, "nothing is written twice"


async def test_a_restored_copy_forgets_again_at_the_start(
    sqlite: Sqlite, tmp_path: Path, listing: World, clock: Clock, file: Path
) -> None:
    url = await sqlite.fresh()
    now = Path(url.removeprefix("sqlite:///"))
    copy = tmp_path / "copy.db"
    database = Database(url, listing)
    person_id = await database.run(come, clock)
    with closing(sqlite3.connect(now)) as connection:
        connection.execute("VACUUM INTO ?", (str(copy),))
    clock.move(hours=1)
    assert await database.run(go, clock) == person_id
    await database.close()

    shutil.copyfile(copy, now)
    with logged("INFO") as log:
        assert await make_ready(url, listing) == 1
    assert log.getvalue().split(" ", 1)[1] == "warning erasures.replayed count=1\n"
    database = Database(url, listing)
    person = await database.run(lambda tx: tx.db.get_one(Person, person_id), clock)
    assert (person.key_wrapped, person.name_sealed) == (None, None)
    assert (await database.run(lambda tx: tx.db.get_one(Erasure, person_id), clock)).at == clock.at
    await database.close()
    assert await make_ready(url, listing) == 0


async def test_many_are_erased_again_in_turns(
    database: Database,
    database_url: str,
    listing: World,
    clock: Clock,
    file: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("bot.readiness.AT_ONCE", 2)
    come_all: Callable[[Tx], Any] = lambda tx: [newcomer(tx, str(one)).person_id for one in range(5)]  # noqa: E731 - read on one line
    people = await database.run(come_all, clock)
    ErasureList(file).add(dict.fromkeys([*people, ONE], clock.at))
    assert await make_ready(database_url, listing) == 5
    assert await make_ready(database_url, listing) == 0
