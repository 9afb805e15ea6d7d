"""Whose coordinators act on a region's cases: its own; where it has none, those of the regions that name it
among their ``authorities``, because two authorities stand side by side there."""

from __future__ import annotations

from collections.abc import Collection

from sqlalchemy import select

from bot.db.models import Institution, Staff
from bot.db.tx import Tx


def watched(tx: Tx, region: str | None) -> frozenset[str]:
    """The regions whose cases that region's coordinators act on."""
    if region is None:
        return frozenset()
    beside = {*tx.world.regions.region(region).authorities} - {region}
    return frozenset({region, *(beside - _coordinated(tx, beside))}) if beside else frozenset({region})


def neighbours(tx: Tx, region: str) -> frozenset[str]:
    """The regions that name it among their authorities."""
    every = tx.world.regions.by_id.items()
    return frozenset(id_ for id_, one in every if id_ != region and region in one.authorities)


def coordinated(tx: Tx, region: str) -> bool:
    """Whether somebody coordinates the region's cases, be it from beside."""
    return bool(_coordinated(tx, {region} | neighbours(tx, region)))


def _coordinated(tx: Tx, regions: Collection[str]) -> set[str]:
    """Those of the regions where a coordinator works."""
    rows = tx.db.execute(
        select(Institution.region, Staff.roles)
        .join(Staff, Staff.institution_id == Institution.id)
        .where(Institution.region.in_(regions), Staff.revoked_at.is_(None))
    )
    return {region for region, roles in rows if "coordinator" in roles}


def faults(tx: Tx) -> list[str]:
    """A line for each authority without a coordinator, beside a region where somebody works."""
    every = tx.world.regions.by_id
    working = set(
        tx.db.scalars(
            select(Institution.region)
            .join(Staff, Staff.institution_id == Institution.id)
            .where(Staff.revoked_at.is_(None))
        )
    )
    named = {one: id_ for id_ in sorted(working & {*every}) for one in every[id_].authorities if one != id_}
    return [
        f"{one}: nobody coordinates there; those of {named[one]} hear and act instead"
        for one in sorted({*named} - _coordinated(tx, named))
    ]
