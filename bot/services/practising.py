"""Whether the region's algorithm names a practice: what it does not name is neither offered nor done."""

from __future__ import annotations

from bot.db.tx import Tx
from bot.services.access import Actor
from bot.services.screenings import region_of


def practised(tx: Tx, actor: Actor, practice: str) -> bool:
    """Whether the actor works here, in a region with this practice (``flows.policy.words.PRACTICES``)."""
    return actor.staff_id is not None and practice in tx.world.regions.region(region_of(tx, actor)).practices
