"""How many rows a second come into the directory: read from a file, looked at, written, on SQLite.

In a process of its own, as ``dorozhnyk services import`` is one.
"""

from __future__ import annotations

import asyncio
import os
import sys
import tempfile
import time
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from bot.crypto import KeyRing, new_secret_key
from bot.db import migrate
from bot.db.engine import Database
from bot.db.tx import World
from bot.exchange import files
from bot.exchange.load import load
from bot.exchange.rows import Line
from bot.regions import load as regions
from flows.directory.record import Provider
from tests.exchange.made import FULL

ROWS = 10_000
PROVIDERS = 2_000


def lines(count: int = ROWS) -> Iterator[Line]:
    """Records of many providers, every field of them filled, no two alike."""
    for one in range(count):
        whose = one % PROVIDERS
        provider = Provider(
            f"Зразок: установа {whose}",
            "ngo",
            "UA-51",
            "ngo",
            f"вул. Зразкова, {whose}",
            "+380482000000",
            f"b{whose}",
        )
        yield Line(replace(FULL, provider=provider, name=f"Послуга {one}", external_id=f"s{one}"))


async def rate(folder: Path, ending: str, count: int = ROWS) -> float:
    """Rows a second for so many rows from a file with that ending into an empty directory."""
    path = folder / f"rows{ending}"
    path.write_bytes(files.written(ending, lines(count)))
    url = f"sqlite:///{folder / f'import{ending}.db'}"
    await migrate.upgrade(url)
    world = World(
        keys=KeyRing.parse(new_secret_key("k1")),
        random=os.urandom,
        regions=regions(),
        zone=ZoneInfo("Europe/Kyiv"),
        default_region="UA-51",
        languages=("uk",),
    )
    database = Database(url, world)
    try:
        begun = time.perf_counter()
        with files.uncollected():
            rows = files.read(path)
            await database.run(lambda tx: load(tx, rows, "UA-51"), lambda: datetime.now(UTC))
        return len(rows) / (time.perf_counter() - begun)
    finally:
        await database.close()


def main() -> None:
    """By format, one after the other."""
    with tempfile.TemporaryDirectory() as folder:
        for ending in files.READERS:
            count = (
                ROWS // 2 if ending == ".json" else ROWS
            )  # with every field filled more would be too large
            found = asyncio.run(rate(Path(folder), ending, count))
            sys.stdout.write(f"import {ending:11} {found:8.0f} rows a second, {count} of them\n")


if __name__ == "__main__":
    main()
