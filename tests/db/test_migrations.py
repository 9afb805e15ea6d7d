"""The tables are what the models say, on both engines, and every migration can be taken back."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, MetaData, Table, inspect, text

from bot.db import migrate
from bot.db.engine import engine_for
from bot.db.models import Base

AT = datetime(2026, 11, 23, 8, tzinfo=UTC)


async def tables(url: str) -> set[str]:
    engine = engine_for(url)
    found = await engine.run(lambda connection: set(inspect(connection).get_table_names()))
    await engine.close()
    return found - {"alembic_version"}


async def test_migrations_make_what_the_models_say(empty_url: str) -> None:
    await migrate.upgrade(empty_url)
    assert await migrate.differences(empty_url) == []
    assert await tables(empty_url) == set(Base.metadata.tables)
    assert await migrate.current(empty_url) == migrate.head()


async def test_each_step_can_be_taken_back_and_made_again(empty_url: str) -> None:
    steps = [one.revision for one in ScriptDirectory.from_config(migrate._config()).walk_revisions()]
    for revision in reversed(steps):
        await migrate.upgrade(empty_url, revision)
        await migrate.downgrade(empty_url, "-1")
        await migrate.upgrade(empty_url, revision)
    await migrate.downgrade(empty_url, "base")
    assert await tables(empty_url) == set()
    assert await migrate.current(empty_url) is None


def put(connection: Connection, table: str, **values: object) -> None:
    """A row that says this; every other column that must say something says something empty."""
    made = Table(table, MetaData(), autoload_with=connection)
    empty = {
        "DATETIME": AT,
        "TIMESTAMP": AT,
        "BOOLEAN": False,
        "INTEGER": 0,
        "BLOB": b"",
        "BYTEA": b"",
        "JSON": [],
    }
    for column in made.columns:
        if column.name not in values and not column.nullable and column.server_default is None:
            values[column.name] = empty.get(type(column.type).__name__, "")
    connection.execute(made.insert().values(**values))


async def test_no_page_without_a_login_is_left_on_which_somebody_works(empty_url: str) -> None:
    await migrate.upgrade(empty_url, "0009")

    def before(connection: Connection) -> None:
        put(connection, "institution", id="i", name="Зразок")
        for at, who in enumerate(("logged", "loose", "client")):
            put(connection, "person", id=who)
            put(connection, "identity", id=who, person_id=who, channel="web", address_index=who)
            put(connection, "outbox", id=at, person_id=who, identity_id=who)
        for who in ("logged", "loose"):
            put(connection, "staff", id=who, person_id=who, institution_id="i")
        put(connection, "staff_login", person_id="logged")

    engine = engine_for(empty_url)
    await engine.run(before)
    await engine.close()  # what it knows of the tables is of yesterday
    await migrate.upgrade(empty_url)
    engine = engine_for(empty_url)
    left = await engine.run(lambda connection: set(connection.scalars(text("SELECT id FROM identity"))))
    assert left == {"logged", "client"}
    await engine.close()


async def test_bringing_up_what_is_up_changes_nothing(database_url: str) -> None:
    before = await tables(database_url)
    await migrate.upgrade(database_url)
    assert await tables(database_url) == before


async def test_a_missing_index_and_a_column_too_many_are_noticed(database_url: str) -> None:
    engine = engine_for(database_url)
    await engine.run(lambda connection: connection.execute(text("DROP INDEX ix_inbox_state_id")))
    await engine.run(lambda connection: connection.execute(text("ALTER TABLE meta ADD COLUMN stray INTEGER")))
    await engine.close()
    found = await migrate.differences(database_url)
    assert [line for line in found if "ix_inbox_state_id" in line]
    assert [line for line in found if "stray" in line]
    assert len(found) == 2


async def test_models_without_a_migration_are_noticed_on_a_fresh_file() -> None:
    assert await migrate.unwritten() == []


@pytest.mark.parametrize("verb", ["UPDATE audit SET action = 'x'", "DELETE FROM audit", "TRUNCATE audit"])
async def test_the_audit_log_refuses_to_be_changed(database_url: str, verb: str) -> None:
    if verb.startswith("TRUNCATE") and database_url.startswith("sqlite"):
        verb = "DELETE FROM audit WHERE id > 0"  # SQLite knows no TRUNCATE
    engine = engine_for(database_url)
    row = (
        "INSERT INTO audit (at, action, detail, before, digest) VALUES"
        " ('2026-11-23 08:00:00', 'card', '', '0', '1')"
    )
    await engine.run(lambda connection: connection.execute(text(row)))
    with pytest.raises(Exception, match="append-only"):
        await engine.run(lambda connection: connection.execute(text(verb)))
    kept = await engine.run(lambda connection: connection.scalars(text("SELECT action FROM audit")).all())
    assert kept == ["card"]
    await engine.close()
