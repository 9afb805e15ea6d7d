"""Which algorithm holds for a case: that of its region as it was when the case began.

A region's file may change while people are helped by it (``bot.reloading``); what was promised to them stays.
Each version is kept once, by its digest, and read again when a case asks for it. Where today's program can't
read such an old file any more, today's algorithm holds.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from typing import Any

import structlog
from sqlalchemy import select

from bot.db.models import Case, RegionVersion
from bot.db.tx import Tx
from bot.regions import Known
from flows.engine.message import Text
from flows.regions.problems import RegionProblems
from flows.regions.region import Region
from flows.regions.schema import packed, unpacked

log = structlog.get_logger()


def keep(tx: Tx, region: Region) -> str:
    """Keep today's version of the region, if it is not kept yet; its digest, for the case that begins."""
    kept = select(RegionVersion.id).where(RegionVersion.id == region.version)
    if tx.db.scalar(kept) is None:
        tx.db.add(
            RegionVersion(id=region.version, region=region.id, body=packed(region), at=tx.now),
        )
        tx.db.flush()
    return region.version


def region_of_case(tx: Tx, case: Case) -> Region:
    """The region's algorithm that the case goes by: its terms, words, steps, closing."""
    return _known(tx, case).region


def facts_of_case(tx: Tx, case: Case) -> Mapping[str, Any]:
    """The same as a conversation sees it (``Region.facts``)."""
    return _known(tx, case).facts


def older_order(tx: Tx, case: Case) -> Text:
    """The day on which the order was in force that the case goes by, where another one is in force today;
    else None."""
    if region_of_case(tx, case).version == tx.world.regions.region(case.region).version:
        return None
    return {"at": case.opened_at.astimezone(tx.world.zone).date().isoformat()}


def _known(tx: Tx, case: Case) -> Known:
    regions, version = tx.world.regions, case.region_version
    today = regions.known(case.region)
    if version is None or version == today.region.version:
        return today
    return tx.world.versions.known(version, partial(_unpacked, tx, version)) or today


def _unpacked(tx: Tx, version: str) -> Known | None:
    row = tx.db.get_one(RegionVersion, version)  # written with the case
    try:
        region = unpacked(row.body)
    except (RegionProblems, LookupError, TypeError, ValueError, AttributeError) as fault:
        log.warning("regions.version_unreadable", kind=row.region, error=type(fault).__name__)
        return None
    return Known(region, region.facts())
