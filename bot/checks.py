"""Everything that can be checked without running: flows, translations, regions, migrations."""

from __future__ import annotations

from bot import i18n
from bot.db.migrate import unwritten
from bot.regions import RegionProblems, load, messages
from flows.definitions import book
from flows.engine import inspect
from flows.events import EVENTS
from flows.facts import FACTS


async def problems() -> list[str]:
    """What is wrong, a line each."""
    found = [f"flow: {line}" for line in inspect.problems(book(), EVENTS, FACTS)]
    try:
        load(None)
    except RegionProblems as faults:
        found += [f"region: {line}" for line in faults.problems]
    else:
        found += [f"translation: {line}" for line in i18n.problems(i18n.catalogs(), extra=messages())]
    return [*found, *(f"migration: {line}" for line in await unwritten())]
