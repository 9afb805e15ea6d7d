"""Who can come in next on a case: of the region's institutions those that take referrals, are not in the case
yet and were not excluded by the person; and what may be passed on to them."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from sqlalchemy import exists, select

from bot.db.models import Case, Institution, Onward, Person, PlanTask, Referral, SafeContact
from bot.db.tx import Tx
from bot.services.access import excluded_by
from bot.services.directory import NO_TRACK, in_force, on_duty
from bot.services.found import FRESH
from bot.services.recipients import modes_for
from bot.services.sending import consent_holds
from flows.engine.message import Text
from flows.policy.leading import Track
from flows.policy.words import FIELDS
from flows.regions.region import Region
from flows.rules.needs import NEEDS

ACTIVE = ("accepted", "contacted", "working", "silent")
"""States of a referral in which whoever works on it may bring somebody in."""

_ORDER = ("prepared", "asked", None, "declined")


@dataclass(frozen=True, slots=True)
class Way:
    """An institution that can come in. ``purpose``: what the region says such a kind is asked for, else that
    of the track that the case's need goes along, where the institution stands on it. ``onward``: it was
    prepared, the person was asked, or she declined; ``state``: which of it (``state_of``)."""

    institution: Institution
    track: str
    purpose: Text
    modes: tuple[str, ...]
    onward: Onward | None
    state: str | None


def ways(tx: Tx, case: Case, region: Region) -> list[Way]:
    """What was prepared comes first, what the person has declined last; then those whose staff hear."""
    refused = excluded_by(tx, case.person_id)[0]
    there = set(tx.db.scalars(select(Referral.institution_id).where(Referral.case_id == case.id)))
    rows = tx.db.scalars(select(Onward).where(Onward.case_id == case.id), execution_options=FRESH)
    noted = {one.institution_id: one for one in rows}
    places = in_force(tx.db.scalars(select(Institution).where(Institution.region == case.region)))
    found = [
        _way(tx, region, case, one, noted.get(one.id))
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


def noted_down(tx: Tx, case: Case, referral: Referral, way: Way) -> Onward:
    """The row of this case and institution, kept by whoever goes on with it now; a new one is ``prepared``.
    The caller holds the case: nobody else makes one."""
    row = way.onward
    if row is None:
        row = Onward(
            id=tx.new_id(),
            case_id=case.id,
            person_id=case.person_id,
            institution_id=way.institution.id,
            state="prepared",
            made_at=tx.now,
        )
        tx.db.add(row)
    row.referral_id = referral.id
    tx.db.flush()
    return row


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


def answerable(tx: Tx, row: Onward, referral: Referral, case: Case) -> bool:
    """Whether a question still waits for the person's answer."""
    goes_on = referral.state in ACTIVE and case.state == "open" and consent_holds(tx, referral)
    return row.state == "asked" and goes_on


def state_of(tx: Tx, row: Onward, case: Case) -> str | None:
    """The row's state; a question that she can't answer any more has only been prepared, and what is over
    stands as if nobody had begun it."""
    if row.state == "over":
        return None
    if row.state != "asked":
        return row.state
    return "asked" if answerable(tx, row, tx.db.get_one(Referral, row.referral_id), case) else "prepared"


def _way(tx: Tx, region: Region, case: Case, institution: Institution, noted: Onward | None) -> Way:
    tracks = [one for one in region.tracks if one.id != "emergency" and _stands_on(institution, one)]
    need = NEEDS.get(case.need or "")
    fitting = next((one for one in tracks if need is not None and one.id == need.track), None)
    track = fitting or next(iter(tracks), None)
    purpose = region.consent.purposes.get(institution.kind) or (fitting.purpose if fitting else None)
    allowed = region.consent.allowed(institution.kind)
    return Way(
        institution,
        track.id if track is not None else NO_TRACK,
        purpose.json() if purpose is not None else None,
        tuple(one for one in modes_for(institution, region) if one in allowed),
        noted,
        state_of(tx, noted, case) if noted is not None else None,
    )


def _stands_on(institution: Institution, track: Track) -> bool:
    return institution.kind in track.bodies or track.id in institution.tracks
