"""A screening as it is kept: which signals, which level, by whom; no person until something is referred."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from bot.db.models import Screening
from bot.db.tx import Tx
from bot.services.access import Actor
from flows.definitions.screening import SCREENING
from flows.engine.said import Happened

ASKED = ("danger", "held", "discrimination", "exploitation", "vulnerability", "minors")


def screened(tx: Tx, actor: Actor, data: Mapping[str, Any]) -> Happened:
    """Keep the ids of what was ticked (None: skipped) and the level. A raised level's reason is words about
    the person: it is kept with the case or not at all."""
    staff = actor.staff_id if data["mode"] != "self" else None
    row = Screening(
        id=tx.new_id(),
        person_id=None,
        region=region_of(tx, actor, data["authority"]),
        version=SCREENING.version,
        mode=data["mode"],
        signals={one: data[one] for one in ASKED},
        level=data["verdict"]["level"],
        need=data["need"],
        by_staff_id=staff,
        at=tx.now,
    )
    tx.db.add(row)
    tx.db.flush()
    return Happened("recorded", {"screening": row.id})


def region_of(tx: Tx, actor: Actor, authority: str | None = None) -> str:
    """The region whose algorithm holds for what the actor does: of the institution, of the person, or the one
    this installation works in; where two authorities stand side by side there, the one that staff named
    (``authority``; another region's counts for nothing)."""
    region = actor.region or tx.world.default_region
    return authority if authority is not None and names(tx, actor, authority) else region


def names(tx: Tx, actor: Actor, authority: str) -> bool:
    """Whether staff may name this authority: it is one of those that stand side by side where she works."""
    region = actor.region or tx.world.default_region
    return actor.staff_id is not None and authority in tx.world.regions.region(region).authorities
