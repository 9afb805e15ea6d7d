"""The cast, on a database of either engine."""

from __future__ import annotations

import pytest

from bot.db.engine import Database
from tests.conftest import Clock
from tests.services.cast import Cast, seed


@pytest.fixture
async def cast(database: Database, clock: Clock) -> Cast:
    return await database.run(seed, clock)
