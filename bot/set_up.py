"""Looking at what an operator has set up: settings, regions of her own, database, keys. Nothing is changed,
and no line shows a secret."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy.exc import SQLAlchemyError

from bot.app import utc_now, world_of
from bot.db import migrate
from bot.db.engine import AwayError, Database
from bot.regions import RegionProblems, load
from bot.services import keys, standing_in
from bot.settings import Settings, SettingsProblems
from bot.settings import load as load_settings


@dataclass(frozen=True, slots=True)
class Finding:
    """One line, and whether what it speaks of is in order."""

    line: str
    good: bool


def _good(line: str) -> Finding:
    return Finding(line, good=True)


def _bad(line: str) -> Finding:
    return Finding(line, good=False)


async def findings(dotenv: Path) -> list[Finding]:
    """All of them, in order."""
    return [one async for one in _found(dotenv)]


async def _found(dotenv: Path) -> AsyncIterator[Finding]:
    """What is in order and what is not, for the settings of that file."""
    if _open_to_others(dotenv):
        yield _bad(f"{dotenv.name}: others on this machine can read it: chmod 600 {dotenv.name}")
    try:
        settings = load_settings(dotenv)
    except SettingsProblems as found:
        for line in found.problems:
            yield _bad(line)
        return
    yield _good("settings")
    for finding in (*_regions(settings), *_people(settings)):
        yield finding
    async for finding in _database(settings):
        yield finding
    yield _erasures(settings)


def _regions(settings: Settings) -> Iterator[Finding]:
    if settings.regions_folder is None:
        yield _good(f"region {settings.region}, no files of your own")
        return
    try:
        load(settings.regions_folder)
    except RegionProblems as faults:
        for line in faults.problems:
            yield _bad(f"REGIONS_FOLDER: {line}")
    else:
        yield _good(f"region {settings.region}, with files of your own")


def _people(settings: Settings) -> Iterator[Finding]:
    """Whom people meet, and how."""
    telegram = f"on, {settings.telegram_mode}" if settings.telegram_token is not None else "off (no token)"
    yield _good(f"Telegram: {telegram}")
    yield from _viber(settings)
    if not settings.public_url and not settings.telegram_name:
        yield _bad("set PUBLIC_URL or TELEGRAM_NAME: a link for staff needs an address")
    for name in ("operator_name", "operator_contact"):
        if not getattr(settings, name):
            yield _bad(f"{name.upper()}: is empty: people are told who keeps their data")


def _viber(settings: Settings) -> Iterator[Finding]:
    if settings.viber_token is None:
        yield _good("Viber: off (no token)")
        return
    paid = f"at most {settings.viber_paid} a month" if settings.viber_paid else "none"
    yield _good(f"Viber: on, brought to PUBLIC_URL; messages that may cost something: {paid}")
    if not settings.viber_uri:
        yield _bad("VIBER_URI: is empty: no link opens the bot in Viber, staff can't ask for pings there")


async def _database(settings: Settings) -> AsyncIterator[Finding]:
    file = settings.database_file
    if file is not None and not file.is_file():
        yield _good("database: not there yet, the first start makes it")
        return
    try:
        at, newest = await migrate.current(settings.database_url), migrate.head()
    except (OSError, SQLAlchemyError) as fault:
        yield _bad(f"database: can't be opened ({type(fault).__name__})")
        return
    if at is not None and at not in migrate.revisions():
        yield _bad("database: made by a newer version of the program")
    elif at != newest:
        yield _good(f"database: at revision {at or 'none'}, the next start brings it to {newest}")
    else:
        yield _good(f"database: at revision {at}, the newest")
        for finding in await _keys(settings):
            yield finding


async def _keys(settings: Settings) -> list[Finding]:
    try:
        world = world_of(settings)
    except RegionProblems:
        return []  # told before
    database = Database(settings.database_url, world)
    try:
        faults = await database.run(keys.faults, utc_now)
        alone = await database.run(standing_in.faults, utc_now)
    except (AwayError, SQLAlchemyError) as fault:
        return [_bad(f"keys: the database can't be read ({type(fault).__name__})")]
    finally:
        await database.close()
    good = f"keys: they open what is stored, {world.keys.keys[0][0]} is current"
    return [*([_bad(line) for line in faults] or [_good(good)]), *(_bad(line) for line in alone)]


def _erasures(settings: Settings) -> Finding:
    path = settings.list_of_erasures
    if path is None or not path.exists():
        return _good("list of erasures: not there yet, the first start makes it")
    try:
        path.open("a").close()
    except OSError as fault:
        return _bad(f"list of erasures: can't be written: {fault.strerror}")
    return _good(f"list of erasures: {path}")


def _open_to_others(dotenv: Path) -> bool:
    return bool(dotenv.stat().st_mode & 0o077)
