"""Here tests change tables: nobody else gets their databases."""

from __future__ import annotations

import pytest

from tests.databases import Postgres, Sqlite


@pytest.fixture
async def database_url(engine_kind: Sqlite | Postgres) -> str:
    """A migrated database that nobody used before."""
    return await engine_kind.fresh()
