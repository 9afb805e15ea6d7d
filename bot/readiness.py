"""What must hold before the program begins to hear anybody: the keys fit the database, and nobody is back in
it who was erased."""

from __future__ import annotations

from datetime import datetime
from functools import partial

import structlog
from sqlalchemy import select

from bot.app import utc_now
from bot.db import migrate
from bot.db.engine import Database
from bot.db.models import Erasure
from bot.db.tx import Tx, World
from bot.erasures import ErasureList
from bot.services import keys, own_data

log = structlog.get_logger()

AT_ONCE = 100


class NotReadyError(Exception):
    """The program must not start. ``problems``: one line each."""

    def __init__(self, problems: list[str]) -> None:
        super().__init__("\n".join(problems))
        self.problems = problems


async def bring_up(url: str) -> None:
    """Bring the database to today's tables. Raises NotReadyError where it is ahead of this program."""
    at = await migrate.current(url)
    if at is not None and at not in migrate.revisions():
        raise NotReadyError(["the database was made by a newer version of the program: install that one"])
    await migrate.upgrade(url)


async def make_ready(url: str, world: World) -> int:
    """Hold the keys against the database; erase again whom a restored copy has brought back. How many those
    were. Raises NotReadyError, OSError where the list of erasures can't be read or written."""
    database = Database(url, world)
    try:
        problems = await database.run(_with_keys, utc_now)
        if problems:
            raise NotReadyError(problems)
        again = await _replayed(database, world.erasures) if world.erasures is not None else 0
    finally:
        await database.close()
    if again:
        log.warning("erasures.replayed", count=again)
    return again


def _with_keys(tx: Tx) -> list[str]:
    problems = keys.faults(tx)
    if not problems:
        keys.begun(tx)
    return problems


async def _replayed(database: Database, erasures: ErasureList) -> int:
    """Both ways: what only the list knows is done again; what only the database knows is written down."""
    listed, known = erasures.read(), await database.run(_known, utc_now)
    erasures.add({id_: at for id_, at in known.items() if id_ not in listed or listed[id_] < at})
    lost = [(id_, at) for id_, at in listed.items() if id_ not in known or known[id_] < at]
    again = 0
    for at in range(0, len(lost), AT_ONCE):
        some = dict(lost[at : at + AT_ONCE])
        again += await database.run(partial(own_data.replay, listed=some), utc_now)
    return again


def _known(tx: Tx) -> dict[str, datetime]:
    return {one.person_id: one.at for one in tx.db.scalars(select(Erasure))}
