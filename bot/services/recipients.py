"""Who can take a referral: of those asked for, only where consent was given in a way that counts, and only
those that can take it now."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from sqlalchemy import select

from bot.db.models import Institution
from bot.db.tx import Tx
from bot.services.access import Actor, excluded_by
from flows.policy import consents
from flows.policy.bodies import CHILDRENS_SERVICE
from flows.policy.words import DUTY_FIELDS, FIELDS
from flows.regions.region import Region


@dataclass(frozen=True, slots=True)
class Recipient:
    """One institution that gets the case. ``mode`` is None on the duty path alone; ``fields``: what it may
    know."""

    institution: Institution
    track: str
    leads: bool
    mode: str | None
    fields: tuple[str, ...]


def chosen(
    tx: Tx, actor: Actor, region: Region, mode: str, path: str, asked: Sequence[Mapping[str, Any]]
) -> list[Recipient]:
    """The recipients that may and can have the case, each once, the leading one first.

    Left out: without consent (but for the duty path), with a consent this recipient does not take, of another
    region, taking no referrals, excluded by the person. Where nobody of the rest leads, the first one does.
    """
    found = {
        one.id: one
        for one in tx.db.scalars(
            select(Institution).where(
                Institution.id.in_([item["institution"] for item in asked]),
                Institution.region == region.id,
                Institution.takes_referrals,
            )
        )
    }
    refused = excluded_by(tx, actor.person_id)[0] if mode == "self" else set()
    taken: dict[str, Recipient] = {}
    for item in asked:
        institution = found.get(item["institution"])
        if institution is None or institution.id in refused:
            continue
        if not _consented(institution, region, mode, path, item["mode"]):
            continue
        passed_on = FIELDS if item["mode"] is not None else DUTY_FIELDS
        fields = tuple(one for one in passed_on if one in (item["fields"] or ()))
        one = Recipient(institution, item["track"], bool(item["leads"]), item["mode"], fields)
        before = taken.get(institution.id)
        if before is None or (one.leads and not before.leads):
            taken[institution.id] = one
    return _led(list(taken.values()))


def modes_for(institution: Institution, region: Region) -> tuple[str, ...]:
    """The kinds of consent that count for this institution."""
    return tuple(institution.consent_modes or region.consent.allowed(institution.kind))


def _consented(institution: Institution, region: Region, mode: str, path: str, given: str | None) -> bool:
    if given is None:
        return path == "child" and institution.kind == CHILDRENS_SERVICE
    return given in consents.WHERE[mode] and given in modes_for(institution, region)


def _led(taken: list[Recipient]) -> list[Recipient]:
    """Exactly one leads, and stands first: the one meant to, else one whose staff get the alert."""
    if not taken:
        return []
    leading = next((one for one in taken if one.leads), None) or next(
        (one for one in taken if one.institution.on_system), taken[0]
    )
    rest = [replace(one, leads=False) for one in taken if one is not leading]
    return [replace(leading, leads=True), *rest]
