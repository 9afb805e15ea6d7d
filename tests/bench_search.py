"""How fast the search is among ten thousand made-up records, against a bare FTS5 query of the same run, and
how much memory it takes.

The bare query is what nobody can do without: the words of the question as they stand, joined by OR, against
the same records, the best twenty by bm25. It finds little where words are misspelled; the search does.
"""

from __future__ import annotations

import gc
import random
import sqlite3
import time
import tomllib
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from sqlalchemy import insert

from bot.db.directory import Service, ServiceChange
from bot.db.models import Institution
from bot.db.tx import Tx
from bot.search import spelling
from bot.search.finder import Asker
from flows.policy.bodies import BODIES
from flows.rules.needs import CATALOGUE

RECORDS = 10_000
ROUNDS = 3
REGION = "UA-51"
COMMUNITIES = tuple(f"Зразкова громада {number}" for number in range(1, 91))

Query = tuple[str, str]


@dataclass(frozen=True, slots=True)
class Made:
    """A made-up record."""

    name: str
    about: str
    body: str
    needs: list[str]
    community: str


def made(seed: int = 4) -> list[Made]:
    """Made-up records, in words that real ones are written in; the same at every run."""
    chance = random.Random(seed)
    bodies = [one for one in BODIES if one != "hotline"]
    words = sorted(
        {word for one in _texts() for word in spelling.words(spelling.lowered(one)) if len(word) > 3}
    )
    found = []
    for number in range(RECORDS):
        body, need = chance.choice(bodies), chance.choice(CATALOGUE)
        about = " ".join(chance.choices(words, k=40))
        place = chance.choice(COMMUNITIES)
        found.append(Made(f"Зразок {number}: {need.specialist_label.text}", about, body, [need.id], place))
    return found


def stored(tx: Tx, records: Sequence[Made]) -> None:
    """Put them into the database."""
    places = {
        body: Institution(
            id=tx.new_id(),
            name=f"Зразок: {said.text}",
            kind=body,
            region=REGION,
            hours={},
            tracks=[],
            sample=True,
        )
        for body, said in BODIES.items()
    }
    tx.db.add_all(places.values())
    tx.db.flush()
    rows = [
        {
            "id": tx.new_id(),
            "institution_id": places[one.body].id,
            "region": REGION,
            "name": one.name,
            "about": one.about,
            "needs": one.needs,
            "community": one.community,
            "communities": [one.community],
            "modified_at": tx.now,
            "assured_on": tx.now.date(),
        }
        for one in records
    ]
    tx.db.execute(insert(Service), rows)
    changes = [{"service_id": row["id"], "after": {}, "at": tx.now} for row in rows]
    tx.db.execute(insert(ServiceChange), changes)


def questions() -> list[str]:
    folder = Path(__file__).parent / "search"
    return [one["says"] for one in tomllib.loads((folder / "queries_open.toml").read_text("utf-8"))["query"]]


def bare(records: Sequence[Made]) -> Callable[[str], object]:
    """A plain FTS5 search over the same records."""
    db = sqlite3.connect(":memory:")
    db.execute("CREATE VIRTUAL TABLE service USING fts5(name, about, community)")
    db.executemany(
        "INSERT INTO service VALUES (?, ?, ?)", ((one.name, one.about, one.community) for one in records)
    )

    def ask(said: str) -> object:
        query = " OR ".join(f'"{word}"' for word in spelling.words(spelling.lowered(said)))
        found = "SELECT rowid FROM service WHERE service MATCH ? ORDER BY bm25(service) LIMIT 20"
        return db.execute(found, (query,)).fetchall()

    return ask


def ninety_fifth(ask: Callable[[str], object], asked: Sequence[str]) -> float:
    """Seconds within which nineteen questions of twenty are answered."""
    spent = []
    for said in asked:
        begun = time.perf_counter()
        ask(said)
        spent.append(time.perf_counter() - begun)
    return sorted(spent)[int(len(spent) * 0.95)]


def measured(tx: Tx, records: Sequence[Made]) -> dict[str, float]:
    """p95 of ours and of the bare query in seconds, what the index took to make, memory in megabytes."""
    asked = questions() * ROUNDS
    finder, articles = tx.world.finder, tx.world.regions.articles
    gc.collect()
    before = resident()
    begun = time.perf_counter()
    finder.follow(tx.db, articles, tx.now)
    making = time.perf_counter() - begun
    asker = Asker(REGION, tx.now.date(), COMMUNITIES[0])
    ours = ninety_fifth(lambda said: finder.search(tx.db, said, asker, articles, tx.now), asked)
    tx.db.expunge_all()
    gc.collect()
    grown = resident() - before
    return {"ours": ours, "bare": ninety_fifth(bare(records), asked), "making": making, "memory": grown}


def resident() -> float:
    """Megabytes that the process holds."""
    for line in Path("/proc/self/status").read_text("ascii").splitlines():
        if line.startswith("VmRSS:"):
            return int(line.split()[1]) / 1024
    return 0.0


def report(found: dict[str, float]) -> str:
    return (
        f"search             {found['ours'] * 1000:8.2f} ms at the 95th percentile of {RECORDS} records, "
        f"{found['ours'] / found['bare']:6.1f} times a bare FTS5 query, at most 30\n"
        f"its index          {found['making']:8.2f} s to make, {found['memory']:.0f} MB; at most 150\n"
    )


def _texts() -> list[str]:
    from bot.regions import load

    return [one.text for article in load().articles.by_id.values() for one in article.messages()]


def now() -> datetime:
    return datetime.now(UTC)
