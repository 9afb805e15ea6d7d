"""How long a tick of the clock takes to see whom to ask about which of ten thousand records: nobody, here.

Against a bare look at every record in the same run: an id, whose it is, two moments. Half the records were
confirmed ten days ago, the other half are of institutions where nobody is on the system.
"""

from __future__ import annotations

import asyncio
import statistics
import sys
import tempfile
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path

from sqlalchemy import insert, select

from bot.app import App
from bot.db import migrate
from bot.db.directory import Service, ServiceChange, ServiceCheck
from bot.db.models import Institution, Staff
from bot.db.tx import Tx
from bot.services import freshness
from tests.stages.fixtures import app_for

RECORDS, PLACES = 10_000, 60
ROUNDS = 5
MARKS = ((11, "asked"), (10, "assured"), (41, "asked"), (40, "assured"))
"""How many days ago, and what: of each record somebody keeps true."""

NOON = datetime(2026, 11, 23, 10, tzinfo=UTC)


def now() -> datetime:
    return NOON


def stored(tx: Tx) -> None:
    """Put them into the database."""
    for place in range(PLACES):
        tx.db.add(
            Institution(
                id=f"place-{place}",
                name=f"Зразок {place}",
                kind="social",
                region="UA-51",
                hours={},
                tracks=[],
                sample=True,
            )
        )
    tx.db.flush()
    for place in range(0, PLACES, 2):
        person = tx.new_person(language="uk")
        staff = Staff(
            id=f"staff-{place}",
            person_id=person.id,
            institution_id=f"place-{place}",
            roles=["lead"],
            joined_at=tx.now,
        )
        tx.seal(staff, "name", "Зразок")
        tx.db.add(staff)
    tx.db.flush()
    services, changes, marks = [], [], []
    made, confirmed = tx.now - timedelta(days=90), (tx.now - timedelta(days=10)).date()
    for number in range(RECORDS):
        kept = number % 2 == 0
        id_ = tx.new_id()
        services.append(
            {
                "id": id_,
                "institution_id": f"place-{number % PLACES}",
                "region": "UA-51",
                "name": f"Зразок послуги {number}",
                "modified_at": made,
                "assured_on": confirmed if kept else None,
            }
        )
        changes.append({"service_id": id_, "after": {}, "at": made})
        marks += [
            {"id": tx.new_id(), "service_id": id_, "kind": kind, "at": tx.now - timedelta(days=days)}
            for days, kind in (MARKS if kept else ())
        ]
    tx.db.execute(insert(Service), services)
    tx.db.execute(insert(ServiceChange), changes)
    tx.db.execute(insert(ServiceCheck), marks)


def measured(tx: Tx) -> tuple[float, float]:
    """Seconds: a look for what is due, and a bare look at every record; medians."""
    bare = select(Service.id, Service.institution_id, Service.assured_on, Service.asked_at)
    due, least = [], []
    for _ in range(ROUNDS):
        begun = time.perf_counter()
        tx.db.execute(bare).all()
        least.append(time.perf_counter() - begun)
        begun = time.perf_counter()
        told = freshness.due(tx)
        due.append(time.perf_counter() - begun)
        assert told == 0, "nobody has to be asked"
    return statistics.median(due), statistics.median(least)


async def run(folder: Path) -> tuple[float, float]:
    url = f"sqlite:///{folder / 'freshness.db'}"
    await migrate.upgrade(url)
    app: App = app_for(url, now, "bench")  # type: ignore[arg-type] # a clock that stands
    try:
        await app.database.run(stored, now)
        return await app.database.run(measured, now)
    finally:
        await app.close()


def main() -> None:
    with tempfile.TemporaryDirectory() as folder:
        due, least = asyncio.run(run(Path(folder)))
    sys.stdout.write(
        f"who is to be asked {due * 1000:8.2f} ms among {RECORDS} records, {due / least:6.1f} times a bare"
        " look at them, at most 10\n"
    )


if __name__ == "__main__":
    main()
