"""A small directory to begin with: samples that say so, and the one real place that the sources name."""

from __future__ import annotations

from dataclasses import dataclass
from types import MappingProxyType
from typing import Any

from sqlalchemy import select

from bot.db.models import Institution
from bot.db.tx import Tx
from flows.regions.region import Region

_OFFICE = {day: [["09:00", "18:00"]] for day in ("mon", "tue", "wed", "thu", "fri")}
_EVERY_DAY = {
    "shifts": [[day, "08:00", "21:00"] for day in ("mon", "tue", "wed", "thu", "fri", "sat", "sun")]
}


@dataclass(frozen=True, slots=True)
class _Sample:
    kind: str
    name: str
    on_system: bool = False
    duty: bool = False
    address: str = ""

    @property
    def real(self) -> bool:
        return not self.name.startswith("Зразок: ")


_EVERYWHERE = (
    _Sample("employment", "Зразок: служба зайнятості", on_system=True),
    _Sample("cnap", "Зразок: ЦНАП"),
    _Sample("children", "Зразок: служба у справах дітей", on_system=True, duty=True),
    _Sample("legal", "Зразок: бюро правничої допомоги"),
    _Sample("labour", "Зразок: інспекція праці"),
    _Sample("psychological", "Зразок: психологічна підтримка", on_system=True),
    _Sample("health", "Зразок: медичний заклад"),
    _Sample("education", "Зразок: відділ освіти"),
    _Sample("ngo", "Зразок: громадська організація"),
)

_SAMPLES = MappingProxyType(
    {
        "UA-51": (
            # Nothing but its name and address is known from the sources: no hours, no phone.
            _Sample("window", "«Єдине вікно»", address="м. Одеса, вул. Косовська (Косівська), 2Д"),
            _Sample("social", "Зразок: соціальна служба", on_system=True, duty=True),
            *_EVERYWHERE,
        ),
        "UA-05": (
            _Sample("social_protection", "Зразок: соціальний захист громади", on_system=True, duty=True),
            _Sample("social", "Зразок: надавач соціальних послуг", on_system=True),
            _Sample("region_social", "Зразок: обласний підрозділ соціальної політики", on_system=True),
            *_EVERYWHERE,
        ),
    }
)

SAMPLED = tuple(sorted(_SAMPLES))
"""The regions that have samples."""


def seed_samples(tx: Tx, region: str) -> list[Institution]:
    """Put the region's sample institutions into the directory; what is there already stays as it is.

    A sample has a name that begins with «Зразок: », made-up office hours and neither phone nor address. The
    tracks are those that the region's algorithm leads to this kind of body. Answers all of them, old and new;
    none for a region that has no samples.
    """
    samples = _SAMPLES.get(region, ())
    names = [one.name for one in samples]
    found = tx.db.scalars(
        select(Institution).where(Institution.region == region, Institution.name.in_(names))
    )
    known = {one.name: one for one in found}
    for sample in samples:
        if sample.name not in known:
            known[sample.name] = Institution(
                id=tx.new_id(), **_columns(sample, tx.world.regions.region(region))
            )
            tx.db.add(known[sample.name])
    tx.db.flush()
    return [known[name] for name in names]


def _columns(sample: _Sample, region: Region) -> dict[str, Any]:
    return {
        "name": sample.name,
        "kind": sample.kind,
        "region": region.id,
        "address": sample.address,
        "phone": "",
        "hours": {} if sample.real else _OFFICE,
        "roster": _EVERY_DAY if sample.duty else None,
        "tracks": [track.id for track in region.tracks if sample.kind in track.bodies],
        "on_system": sample.on_system,
        "takes_referrals": True,
        "consent_modes": None,
        "sample": not sample.real,
    }
