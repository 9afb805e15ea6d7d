"""How fast one update goes through: against a bare floor of the same run, as ratios of medians.

The floor is what nobody can do without: parse the JSON, commit one row to SQLite with ``synchronous=FULL``.
Run it by ``make bench``. Figures of one run compare; figures of two machines do not.
"""

from __future__ import annotations

import asyncio
import json
import sqlite3
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

from bot.app import App
from bot.db import migrate
from tests import bench_search
from tests.stages.fixtures import app_for

UPDATES = 200
ROUNDS = 5


def floor(folder: Path) -> float:
    """Seconds an update takes at the least."""
    db = sqlite3.connect(folder / "floor.db", isolation_level=None)
    db.execute("PRAGMA journal_mode=WAL")
    db.execute("PRAGMA synchronous=FULL")
    db.execute("CREATE TABLE IF NOT EXISTS inbox (id INTEGER PRIMARY KEY, body BLOB)")
    body = json.dumps({"address": "a" * 64, "choice": "menu", "screen": "1"}).encode()
    begun = time.perf_counter()
    for _ in range(UPDATES):
        json.loads(body)
        db.execute("INSERT INTO inbox (body) VALUES (?)", (body,))
    spent = time.perf_counter() - begun
    db.close()
    return spent / UPDATES


async def update(app: App, number: int) -> float:
    """Seconds for one round: people who press «Меню», stored, answered and shown."""
    begun = time.perf_counter()
    for one in range(UPDATES):
        payload = json.dumps({"address": f"person-{one % 20}", "command": "menu"}).encode()
        await app.intake.receive("web", [(f"{number}-{one}", payload)])
        await app.settle()
    return (time.perf_counter() - begun) / UPDATES


async def burst(app: App, number: int) -> float:
    """The same where they all come at once, in batches of a hundred, as long polling brings them."""
    begun = time.perf_counter()
    for start in range(0, UPDATES, 100):
        batch = [
            (f"b{number}-{one}", json.dumps({"address": f"person-{one % 20}", "command": "menu"}).encode())
            for one in range(start, start + 100)
        ]
        await app.intake.receive("web", batch)
    await app.settle()
    return (time.perf_counter() - begun) / UPDATES


async def measured(folder: Path, measure: Callable[..., object]) -> float:
    url = f"sqlite:///{folder / 'bench.db'}"
    await migrate.upgrade(url)
    app = app_for(url, lambda: datetime.now(UTC), "bench")  # type: ignore[arg-type] # a clock that runs
    try:
        await update(app, -1)
        return statistics.median([await measure(app, number) for number in range(ROUNDS)])  # type: ignore[misc]
    finally:
        await app.close()


async def searched(folder: Path) -> dict[str, float]:
    """What it takes to find something among many records."""
    url = f"sqlite:///{folder / 'search.db'}"
    await migrate.upgrade(url)
    app = app_for(url, bench_search.now, "bench")  # type: ignore[arg-type] # a clock that runs
    records = bench_search.made()
    try:
        await app.database.run(lambda tx: bench_search.stored(tx, records), bench_search.now)
        return await app.database.run(lambda tx: bench_search.measured(tx, records), bench_search.now)
    finally:
        await app.close()


def main() -> None:
    with tempfile.TemporaryDirectory() as folder:
        least = statistics.median(floor(Path(folder)) for _ in range(ROUNDS))
        rows = {"one by one": update, "a hundred at once": burst}
        sys.stdout.write(f"floor              {least * 1000:8.2f} ms\n")
        for name, measure in rows.items():
            spent = asyncio.run(measured(Path(folder), measure))
            sys.stdout.write(
                f"{name:18} {spent * 1000:8.2f} ms per update, {spent / least:6.1f} times the floor\n"
            )
        sys.stdout.write(bench_search.report(asyncio.run(searched(Path(folder)))))
    sys.stdout.flush()
    for module in ("tests.bench_freshness", "tests.bench_import"):
        subprocess.run([sys.executable, "-m", module], check=True)


if __name__ == "__main__":
    main()
