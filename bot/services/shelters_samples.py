"""Sample places to live, for the sample institutions of a region: made-up, and saying so in their names."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import timedelta

from sqlalchemy import select

from bot.db.directory import ShelterPlace
from bot.db.models import Institution
from bot.db.tx import Tx
from flows.directory.words import SHELTER


@dataclass(frozen=True, slots=True)
class _Sample:
    name: str
    kinds: tuple[str, ...]
    accessibility: tuple[str, ...]
    beds: int
    free: int
    opened: bool = True


_SAMPLES = (
    _Sample("Зразок: загальні кімнати", ("anyone",), (), 20, 4),
    _Sample("Зразок: кімнати для родин", ("women_children", "families"), ("children_corner",), 12, 3),
    _Sample(
        "Зразок: перший поверх без сходинок",
        ("accessible", "bedridden"),
        ("ramp", "doors", "bathroom"),
        4,
        1,
    ),
    _Sample("Зразок: новий корпус", ("anyone", "animals"), (), 30, 30, opened=False),
)
_IN_DAYS = 30


def seed_places(tx: Tx, institutions: Iterable[Institution]) -> list[ShelterPlace]:
    """Places of each sample shelter among these; what is there already stays as it is. Nobody real has said
    anything of them: no name stands beside their stamp, and no inspection."""
    samples = [one for one in institutions if one.kind == SHELTER and one.sample]
    known = set(
        tx.db.scalars(
            select(ShelterPlace.institution_id).where(
                ShelterPlace.institution_id.in_([one.id for one in samples])
            )
        )
    )
    today = tx.now.astimezone(tx.world.zone).date()
    made = [
        ShelterPlace(
            id=tx.new_id(),
            institution_id=owner.id,
            region=owner.region,
            name=one.name,
            kinds=list(one.kinds),
            accessibility=list(one.accessibility),
            beds=one.beds,
            free=one.free,
            opened=one.opened,
            opens_on=None if one.opened else today + timedelta(days=_IN_DAYS),
            updated_at=tx.now,
            sample=True,
        )
        for owner in samples
        if owner.id not in known
        for one in _SAMPLES
    ]
    tx.db.add_all(made)
    tx.db.flush()
    return made
