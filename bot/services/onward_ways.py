"""Who can come in next on a case: of the region's institutions those that take referrals, are not in the case
yet and were not excluded by the person; and what may be passed on to them."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from sqlalchemy import exists, select

from bot.db.models import Case, Institution, Onward, Person, PlanTask, Referral, SafeContact
from bot.db.tx import Tx
from bot.services.access import excluded_by
from bot.services.directory import in_force, on_duty
from bot.services.found import FRESH
from bot.services.recipients import modes_for
from flows.engine.message import Text
from flows.policy.words import FIELDS
from flows.regions.region import Region

NO_TRACK = "onward"
"""Of an institution that stands on no track of the region: it takes nobody's place (``close_if_over``)."""

_ORDER = ("prepared", "asked", None, "declined")


@dataclass(frozen=True, slots=True)
class Way:
    """An institution that can come in. ``onward``: it was prepared, the person was asked, or she declined."""

    institution: Institution
    track: str
    purpose: Text
    modes: tuple[str, ...]
    onward: Onward | None

    @property
    def state(self) -> str | None:
        return self.onward.state if self.onward is not None else None


def ways(tx: Tx, case: Case, region: Region) -> list[Way]:
    """What was prepared comes first, what the person has declined last; then those whose staff hear."""
    refused = excluded_by(tx, case.person_id)[0]
    there = set(tx.db.scalars(select(Referral.institution_id).where(Referral.case_id == case.id)))
    rows = tx.db.scalars(select(Onward).where(Onward.case_id == case.id), execution_options=FRESH)
    noted = {one.institution_id: one for one in rows}
    places = in_force(tx.db.scalars(select(Institution).where(Institution.region == case.region)))
    found = [
        _way(region, one, noted.get(one.id))
        for one in places
        if one.takes_referrals and one.id not in refused and one.id not in there
    ]
    duty = {way.institution.id: on_duty(tx, way.institution) for way in found}
    return sorted(
        found,
        key=lambda way: (
            _ORDER.index(way.state) if way.state in _ORDER else 0,
            not way.institution.on_system,
            not duty[way.institution.id],
            way.institution.name,
            way.institution.id,
        ),
    )


def way_to(tx: Tx, case: Case, region: Region, institution_id: str | None) -> Way | None:
    """The way to that institution, or None where it can't come in (any more)."""
    return next((one for one in ways(tx, case, region) if one.institution.id == institution_id), None)


def passable(tx: Tx, case: Case, region: Region, open_: Collection[str]) -> list[str]:
    """What can be passed on: what the region names, what is there, and what whoever refers may know. The gist
    is written anew each time."""
    person = tx.db.get_one(Person, case.person_id)
    reached = tx.db.scalar(select(exists().where(SafeContact.person_id == case.person_id)))
    there = {
        "name": person.name_sealed is not None,
        "contact": bool(reached),
        "contact_way": bool(reached),
        "need": case.need is not None,
        "plan": bool(tx.db.scalar(select(exists().where(PlanTask.case_id == case.id)))),
        "profile": case.profile_sealed is not None,
    }
    return [
        one
        for one in FIELDS
        if one in region.consent.fields and (one == "gist" or (one in open_ and there.get(one, True)))
    ]


def _way(region: Region, institution: Institution, noted: Onward | None) -> Way:
    track = next(
        (
            one
            for one in region.tracks
            if one.id != "emergency" and (institution.kind in one.bodies or one.id in institution.tracks)
        ),
        None,
    )
    allowed = region.consent.allowed(institution.kind)
    return Way(
        institution,
        track.id if track is not None else NO_TRACK,
        track.purpose.json() if track is not None else None,
        tuple(one for one in modes_for(institution, region) if one in allowed),
        noted,
    )
