"""The cast, on a database of either engine."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from sqlalchemy import event
from sqlalchemy.orm import ORMExecuteState, Session

from bot.db.engine import Database
from tests.conftest import Clock
from tests.services.cast import Cast, seed


@pytest.fixture
async def cast(database: Database, clock: Clock) -> Cast:
    return await database.run(seed, clock)


@pytest.fixture(autouse=True)
def _what_is_held_is_read_afresh() -> Iterator[None]:
    """Another transaction may have changed a row between the look at it and the lock on it."""

    def look(state: ORMExecuteState) -> None:
        held = getattr(state.statement, "_for_update_arg", None) is not None
        assert not held or state.load_options._populate_existing, (
            f"held, but not read afresh: {state.statement}"
        )

    event.listen(Session, "do_orm_execute", look)
    yield
    event.remove(Session, "do_orm_execute", look)
