"""What a conversation may know about the person who speaks, and about the world around her.

One function a fact, named like the fact (``flows.facts``). Who asks for somebody else's is answered with
nothing: each of these looks at the acting person alone."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from types import MappingProxyType
from typing import Any

from sqlalchemy import exists, select

from bot.db.models import Case, Consent, Deadline, Institution, Person, Referral, ReturnCode, Staff
from bot.db.tx import ErasedError, Tx
from bot.services import contacts
from bot.services import letters as writing
from bot.services import readers as reading
from bot.services.access import Actor, excluded_by
from bot.services.directory import here, in_force, on_duty, open_now, staffed
from bot.services.freshness import stale_places
from bot.services.grades import grade_of
from bot.services.lines import when
from bot.services.own_copy import day, field_words
from bot.services.recipients import modes_for
from bot.services.screenings import region_of
from bot.services.sending import heads_of
from bot.services.standing_in import coordinated
from flows.directory.words import SHELTER
from flows.engine.message import M, Text
from flows.regions.hotlines import EMERGENCY, SUPPORT, by_matter, phones
from flows.regions.names import REGIONS

Answers = Mapping[str, Any]
Row = dict[str, Any]

LANGUAGES: Mapping[str, str] = MappingProxyType({"uk": "Українська", "en": "English"})
"""Each language by its own name; one that is not listed shows its code."""

STATES: Mapping[str, M] = MappingProxyType(
    {
        "waiting": M("mine.state_waiting", "готують до надсилання"),
        "sent": M("mine.state_sent", "передано, чекаємо на відповідь"),
        "accepted": M("mine.state_accepted", "прийнято"),
        "contacted": M("mine.state_contacted", "кажуть, що зв'язалися з Вами"),
        "working": M("mine.state_working", "допомагають"),
        "silent": M("mine.state_silent", "пробували зв'язатися, поки не вдалося"),
        "returned": M("mine.state_returned", "шукаємо, хто допоможе"),
        "done": M("mine.state_done", "завершено"),
        "withdrawn": M("mine.state_withdrawn", "зупинено"),
    }
)
"""Where a referral is, said to the person."""

PROMISED = ("contact", "signoff")
"""Deadlines that a person is told of: by when somebody calls."""


def me(tx: Tx, actor: Actor, answers: Answers) -> Row:  # noqa: ARG001 - a fact's signature
    person = tx.db.get_one(Person, actor.person_id)
    row: Row = {
        "language": person.language,
        "region": person.region,
        "region_name": _region_name(person.region),
        "community": tx.unseal(person, "community"),
        "onboarded": person.onboarded_at is not None,
        "discreet": person.discreet,
        "channel": actor.channel,
        "name": tx.unseal(person, "name"),
        "has_code": _has_code(tx, actor.person_id),
        "staff": actor.staff_id,
        "roles": sorted(actor.roles),
        "is_staff": actor.staff_id is not None,
        "institution": actor.institution_id,
        "institution_name": None,
        "houses": False,
        "away": None,
    }
    if actor.staff_id is not None and actor.institution_id is not None:
        staff = tx.db.get_one(Staff, actor.staff_id)
        row["name"] = tx.unseal(staff, "name")
        place = tx.db.get_one(Institution, actor.institution_id)
        row["institution_name"], row["houses"] = place.name, place.kind == SHELTER
        row["away"] = when(staff.away_until) if not here(staff, tx.now) else None
    return row


def _has_code(tx: Tx, person_id: str) -> bool:
    return bool(tx.db.scalar(select(exists().where(ReturnCode.person_id == person_id))))


def languages(tx: Tx, actor: Actor, answers: Answers) -> list[Row]:  # noqa: ARG001
    return [{"id": one, "label": LANGUAGES.get(one, one)} for one in tx.world.languages]


def regions(tx: Tx, actor: Actor, answers: Answers) -> list[Row]:  # noqa: ARG001
    two = {id_: list(one.authorities) for id_, one in tx.world.regions.by_id.items()}
    return [
        {"id": id_, "label": name.json(), "authorities": two.get(id_, [])} for id_, name in REGIONS.items()
    ]


def communities(tx: Tx, actor: Actor, answers: Answers) -> list[Row]:  # noqa: ARG001
    region = tx.world.regions.by_id.get(answers.get("region") or "")
    names = region.communities if region is not None else ()
    return [{"id": f"c{at}", "label": name} for at, name in enumerate(names)]


def operator(tx: Tx, actor: Actor, answers: Answers) -> Row:  # noqa: ARG001
    at = tx.world.public_url
    return {
        "name": tx.world.operator,
        "contact": tx.world.operator_contact,
        "addresses": f"{at}/addresses" if at else "",
    }


def region(tx: Tx, actor: Actor, answers: Answers) -> Mapping[str, Any]:
    """Of the institution for staff (or the authority that the case is for), else the one she chose, else the
    one this installation works in."""
    return tx.world.regions.facts_of(_where(tx, actor, answers))


def emergency(tx: Tx, actor: Actor, answers: Answers) -> list[Row]:
    return phones(tx.world.regions.hotlines, purposes=EMERGENCY, region=_where(tx, actor, answers))


def hotlines(tx: Tx, actor: Actor, answers: Answers) -> list[Row]:
    """All help lines: those of her region and those of the whole country."""
    return phones(tx.world.regions.hotlines, purposes=SUPPORT, region=_where(tx, actor, answers))


def lines(tx: Tx, actor: Actor, answers: Answers) -> dict[str, list[Row]]:
    return by_matter(tx.world.regions.hotlines, _where(tx, actor, answers))


def heads(tx: Tx, actor: Actor, answers: Answers) -> int:  # noqa: ARG001
    there = heads_of(tx, actor.institution_id) if actor.staff_id is not None else ()
    return len([one for one in there if one.id != actor.staff_id])


def _where(tx: Tx, actor: Actor, answers: Answers) -> str:
    return region_of(tx, actor, answers.get("authority"))


def directory(tx: Tx, actor: Actor, answers: Answers) -> list[Row]:
    """Institutions of the region, those whose staff get the alert first. Whom a person has excluded is not
    there for her; whom she says so of about somebody else has no say here."""
    region_ = tx.world.regions.region(_where(tx, actor, answers))
    refused = excluded_by(tx, actor.person_id)[0] if actor.staff_id is None else set()
    rows = tx.db.scalars(select(Institution).where(Institution.region == region_.id))
    shown = [one for one in in_force(rows) if one.id not in refused]
    shown.sort(key=lambda one: (not one.on_system, one.name, one.id))
    stale = stale_places(tx, region_.id)
    return [
        {
            "id": one.id,
            "name": one.name,
            "kind": one.kind,
            "tracks": list(one.tracks),
            "on_system": one.on_system,
            "takes_referrals": one.takes_referrals,
            "open": open_now(tx, one),
            "on_duty": on_duty(tx, one),
            "phone": one.phone,
            "address": one.address,
            "sample": one.sample,
            "stale": one.id in stale,
            "consent_modes": list(modes_for(one, region_)),
        }
        for one in shown
    ]


def cases(tx: Tx, actor: Actor, answers: Answers) -> list[Row]:  # noqa: ARG001
    """Her own, the newest first."""
    found = tx.db.scalars(
        select(Case).where(Case.person_id == actor.person_id).order_by(Case.opened_at.desc(), Case.id)
    ).all()
    watched = {one: coordinated(tx, one) for one in {case.region for case in found}}
    referrals = _referrals(tx, [one.id for one in found]) if found else {}
    return [
        {
            "case": one.id,
            "code": one.code,
            "level": grade_of(tx, one).id,
            "level_label": grade_of(tx, one).plain.json(),
            "opened": when(one.opened_at),
            "state": one.state,
            "referrals": [{**row, "watched": watched[one.region]} for row in referrals.get(one.id, [])],
        }
        for one in found
    ]


def consents(tx: Tx, actor: Actor, answers: Answers) -> list[Row]:  # noqa: ARG001
    """Her own that hold: not taken back, not run out, and somebody still works with the case."""
    rows = tx.db.execute(
        select(Consent, Case.code, Institution.name)
        .join(Case, Case.id == Consent.case_id)
        .join(Institution, Institution.id == Consent.institution_id)
        .join(Referral, Referral.consent_id == Consent.id)
        .where(
            Consent.person_id == actor.person_id,
            Consent.withdrawn_at.is_(None),
            Consent.until > tx.now,
            Referral.closed_at.is_(None),
        )
        .order_by(Consent.given_at.desc(), Consent.id)
    )
    return [
        {
            "consent": one.id,
            "code": code,
            "institution": one.institution_id,
            "institution_name": name,
            "fields": field_words(one.fields),
            "until": day(tx, one.until),
        }
        for one, code, name in rows
    ]


def readers(tx: Tx, actor: Actor, answers: Answers) -> list[Text]:  # noqa: ARG001
    return reading.readers(tx, actor.person_id)


def letters(tx: Tx, actor: Actor, answers: Answers) -> Row:
    return writing.own(tx, actor.person_id, answers.get("referral"))


def contact(tx: Tx, actor: Actor, answers: Answers) -> Row | None:  # noqa: ARG001
    return contacts.safe_contact(tx, actor.person_id)


def _referrals(tx: Tx, case_ids: Sequence[str]) -> dict[str, list[Row]]:
    """By case, the leading one first."""
    rows = tx.db.execute(
        select(Referral, Institution, Staff)
        .join(Institution, Institution.id == Referral.institution_id)
        .outerjoin(Staff, Staff.id == Referral.lead_id)
        .where(Referral.case_id.in_(case_ids))
        .order_by(Referral.leads.desc(), Referral.sent_at, Referral.id)
    ).all()
    due = dict(
        tx.db.execute(
            select(Deadline.referral_id, Deadline.due_at).where(
                Deadline.case_id.in_(case_ids), Deadline.kind.in_(PROMISED), Deadline.met_at.is_(None)
            )
        ).all()
    )
    there = staffed(tx, {institution.id for _, institution, _ in rows})
    found: dict[str, list[Row]] = {}
    for one, institution, lead in rows:
        found.setdefault(one.case_id, []).append(
            {
                "referral": one.id,
                "institution": institution.name,
                "on_system": institution.on_system,
                "show": institution.sample and institution.id not in there,
                "institution_id": one.institution_id,
                "state": one.state,
                "state_label": STATES[one.state].json(),
                "due": when(due.get(one.id)),
                "lead": _name(tx, lead),
                "lead_id": one.lead_id if lead is not None else None,
            }
        )
    return found


def _name(tx: Tx, staff: Staff | None) -> str | None:
    try:
        return tx.unseal(staff, "name") if staff is not None else None
    except ErasedError:
        return None


def _region_name(region_id: str | None) -> Text:
    return REGIONS[region_id].json() if region_id is not None and region_id in REGIONS else None
