"""Records of the directory for tests of services: real ones, not samples."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from bot.db.directory import Service
from bot.db.tx import Tx
from tests.services.house import REGION, House


async def offer(house: House, name: str, at: str = "social", *, days: int | None = None, **over: Any) -> str:
    """A service of that institution, confirmed so many days ago (None: never), made long ago; its id, known
    by ``name`` afterwards."""

    def make(tx: Tx) -> str:
        service = Service(
            **{
                "id": tx.new_id(),
                "institution_id": house.ids[f"at:{at}"],
                "region": REGION,
                "name": name,
                "needs": ["social"],
                "phones": ["+380482000001"],
                "hours": {"mon": [["09:00", "18:00"]]},
                "modified_at": tx.now - timedelta(days=90),
                "assured_on": None if days is None else days_ago(tx, days),
                "state": "active",
                "sample": False,
                "asked_at": None,
                **over,
            }
        )
        tx.db.add(service)
        tx.db.flush()
        return service.id

    id_: str = await house.run(make)
    house.ids[name] = id_
    return id_


def days_ago(tx: Tx, days: int) -> date:
    return tx.now.astimezone(tx.world.zone).date() - timedelta(days=days)
