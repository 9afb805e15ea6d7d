"""Two hundred questions as people write them, against the samples of one region.

A question is answered where one of the first three things found is among those that a social worker would
have called right. A service counts as the needs it is for and the kind of body that offers it, the list of
help lines as the body that answers the telephone. Only ``queries_open.toml`` may be looked at while the
search is tuned; ``queries_frozen.toml`` was written before there was a search, and is never changed for it.
"""

from __future__ import annotations

import sys
import tomllib
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

import pytest

from bot.db.directory import Service
from bot.db.models import Institution
from bot.db.tx import Tx
from bot.search.finder import Asker, Hit
from bot.services.samples import seed_all

REGION = "UA-51"
FIRST, ENOUGH = 3, 0.92


def seeded(tx: Tx) -> None:
    """The sample institutions of the region, and what each of them does."""
    seed_all(tx, REGION)


def right(tx: Tx, hit: Hit) -> set[str]:
    """What a hit counts as."""
    if hit.kind == "hotlines":
        return {"body:hotline"}
    if hit.kind != "service":
        return {f"{hit.kind}:{hit.id}"}
    service = tx.db.get_one(Service, hit.id)
    body = tx.db.get_one(Institution, service.institution_id).kind
    return {f"body:{body}", *(f"need:{need}" for need in service.needs)}


def answered(tx: Tx, says: str, wants: list[str]) -> bool:
    world = tx.world
    found = world.finder.search(tx.db, says, Asker(REGION, tx.now.date()), world.regions.articles, tx.now)
    return any(right(tx, hit) & set(wants) for hit in found.hits[:FIRST])


@pytest.mark.parametrize("half", ["open", "frozen"])
async def test_nine_questions_of_ten_are_answered_at_once(
    half: str, transact: Callable[[Any], Awaitable[Any]], capsys: pytest.CaptureFixture[str]
) -> None:
    queries = tomllib.loads(Path(__file__).with_name(f"queries_{half}.toml").read_text("utf-8"))["query"]

    def ask(tx: Tx) -> list[str]:
        return [one["says"] for one in queries if not answered(tx, one["says"], one["wants"])]

    await transact(seeded)
    missed: list[str] = await transact(ask)
    share = 1 - len(missed) / len(queries)
    with capsys.disabled():
        sys.stdout.write(f"\n{half}: {share:.0%} of {len(queries)} questions answered by the first {FIRST}\n")
    if half == "open":
        assert share >= ENOUGH, missed
    else:
        assert share >= ENOUGH
