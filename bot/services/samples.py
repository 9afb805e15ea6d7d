"""A small directory to begin with: samples that say so, and the real places that a region's file names."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any

from sqlalchemy import select

from bot.db.models import Institution
from bot.db.tx import Tx
from bot.services.sample_services import seed_services
from bot.services.shelters_samples import seed_places
from flows.policy.bodies import BODIES
from flows.regions.region import Region

_OFFICE = {day: [["09:00", "18:00"]] for day in ("mon", "tue", "wed", "thu", "fri")}
_EVERY_DAY = {
    "shifts": [[day, "08:00", "21:00"] for day in ("mon", "tue", "wed", "thu", "fri", "sat", "sun")]
}

_CALLED = MappingProxyType(
    {
        "social": "соціальна служба",
        "social_protection": "соціальний захист громади",
        "region_social": "обласний підрозділ соціальної політики",
        "region": "обласна адміністрація",
        "employment": "служба зайнятості",
        "cnap": "ЦНАП",
        "window": "«Єдине вікно»",
        "children": "служба у справах дітей",
        "veterans": "підрозділ ветеранської політики",
        "legal": "бюро правничої допомоги",
        "labour": "інспекція праці",
        "psychological": "психологічна підтримка",
        "health": "медичний заклад",
        "education": "відділ освіти",
        "ngo": "громадська організація",
        "migration": "міграційна служба",
        "shelter": "місце тимчасового проживання",
        "hub": "хаб громади",
        "hotline": "гаряча лінія розміщення",
        "police": "відділ поліції",
        "ombudsman": "представництво Омбудсмана",
    }
)
"""How a sample of each kind of body is called; kinds that are not here have none."""

_ON_SYSTEM = frozenset(
    ("social", "social_protection", "region_social", "region", "employment", "children", "veterans",
     "psychological", "hub", "hotline")
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class _Sample:
    kind: str
    name: str
    duty: bool = False
    address: str = ""

    @property
    def real(self) -> bool:
        return bool(self.address)


def seed_all(tx: Tx, region_id: str) -> list[Institution]:
    """The samples of a region, and of the authority beside it, where two stand side by side; and what each of
    them does."""
    both = dict.fromkeys((region_id, *tx.world.regions.region(region_id).authorities))
    made = [one for region in both for one in seed_samples(tx, region)]
    seed_services(tx, made)
    return made


def seed_samples(tx: Tx, region_id: str) -> list[Institution]:
    """Put a sample institution of each kind that the region's algorithm names into the directory; what is
    there already stays as it is.

    A sample has a name that begins with «Зразок: », made-up office hours and neither phone nor address. A
    place whose address the region's file gives is real: nothing but its name and address is known of it. The
    tracks are those that the algorithm leads to this kind of body. Answers all of them, old and new.
    """
    region = tx.world.regions.region(region_id)
    samples = list(_samples(region))
    found = tx.db.scalars(
        select(Institution).where(
            Institution.region == region_id, Institution.name.in_([one.name for one in samples])
        )
    )
    known = {one.name: one for one in found}
    for sample in samples:
        if sample.name not in known:
            known[sample.name] = Institution(id=tx.new_id(), **_columns(sample, region, region_id))
            tx.db.add(known[sample.name])
    tx.db.flush()
    made = [known[one.name] for one in samples]
    seed_places(tx, made)
    return made


def _samples(region: Region) -> Iterator[_Sample]:
    real = {entry.body: entry.address.text for entry in region.entries if entry.address is not None}
    named = _named(region)
    on_duty = (region.lead.protection, region.lead.by_signal.get("danger"), "children")
    for kind, called in _CALLED.items():
        if kind in real:
            yield _Sample(kind, BODIES[kind].text, address=real[kind])
        elif kind in named:
            yield _Sample(kind, f"Зразок: {called}", duty=kind in on_duty)


def _named(region: Region) -> set[str]:
    """The kinds of bodies that the region's algorithm sends people to. Where police and ambulance are only
    called, in an emergency, there is nothing to refer to."""
    lead = region.lead
    kinds = {lead.protection, lead.parallel, "children", *lead.by_need.values(), *lead.by_signal.values()}
    kinds |= set(lead.beside_by_need.values())
    kinds |= {lead.final or "", lead.final_children or "", region.beyond.body or "", *region.team.must}
    kinds |= {body for track in region.tracks if track.id != "emergency" for body in track.bodies}
    kinds |= {entry.body for entry in region.entries if entry.body not in ("police", "ambulance")}
    kinds |= {one.body or "" for question in region.questions for one in question.options}
    kinds |= {body for one in region.onward for body in (one.after, one.to)}
    places = "placements" in region.practices or region.places.first
    return kinds | ({"shelter"} if places else set())


def _columns(sample: _Sample, region: Region, region_id: str) -> dict[str, Any]:
    return {
        "name": sample.name,
        "kind": sample.kind,
        "region": region_id,
        "address": sample.address,
        "phone": "",
        "hours": {} if sample.real else _OFFICE,
        "roster": _EVERY_DAY if sample.duty else None,
        "tracks": [track.id for track in region.tracks if sample.kind in track.bodies],
        "on_system": sample.kind in _ON_SYSTEM and not sample.real,
        "takes_referrals": True,
        "consent_modes": None,
        "sample": not sample.real,
    }
