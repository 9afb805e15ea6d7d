"""What must hold before the program begins to hear anybody."""

from __future__ import annotations

from bot.app import utc_now
from bot.db.engine import Database
from bot.db.tx import Tx, World
from bot.services import keys


class NotReadyError(Exception):
    """The program must not start. ``problems``: one line each."""

    def __init__(self, problems: list[str]) -> None:
        super().__init__("\n".join(problems))
        self.problems = problems


async def make_ready(url: str, world: World) -> None:
    """Hold the keys against the database. Raises NotReadyError."""
    database = Database(url, world)
    try:
        problems = await database.run(_with_keys, utc_now)
    finally:
        await database.close()
    if problems:
        raise NotReadyError(problems)


def _with_keys(tx: Tx) -> list[str]:
    problems = keys.faults(tx)
    if not problems:
        keys.begun(tx)
    return problems
