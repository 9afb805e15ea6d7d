"""The case card of one referral, as far as the reader may see it. Each look at it is written to the audit
log."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any

from sqlalchemy import select

from bot.db.another import another
from bot.db.models import (
    Case,
    CaseNote,
    Consent,
    ContactAttempt,
    Institution,
    LevelChange,
    Person,
    PlanTask,
    Referral,
    Screening,
    Staff,
)
from bot.db.tx import Tx
from bot.facts import beside, onward
from bot.services import audit, letters, lines, timeline, versions
from bot.services.access import Actor, fields_open, permitted
from bot.services.contacts import safe_contact
from bot.services.deadlines import open_deadline
from bot.services.grades import grade_of
from bot.services.own_copy import day
from bot.services.referrals import answers_for
from flows.definitions.rules_own import answered
from flows.engine.message import Json, M, Text, phone
from flows.policy import consents, ways
from flows.policy.bodies import BODIES
from flows.rules.lead import final
from flows.rules.needs import NEEDS
from flows.rules.signals import why

_HOURS = M("desk.card_hours", "з {first}:00 до {last}:00")
_HOURS_NOTED = M("desk.card_hours_noted", "з {first}:00 до {last}:00, {hours}")
_CONSENT = M("desk.card_consent", "{mode}, діє до {until}")
_BY_LAW = M("desk.card_by_law", "повідомлено за законом, без згоди")
_RETURNED = M("desk.card_returned", "повернуто")
_ATTEMPT = M("desk.card_attempt", "{at}: {way} — {result}")
_GOT = MappingProxyType(
    {
        "reached": M("desk.got_reached", "поговорили"),
        "no_answer": M("desk.got_no_answer", "відповіді не було"),
        "unsafe": M("desk.got_unsafe", "говорити було небезпечно"),
        "written": M("desk.got_written", "написали"),
    }
)


def card(tx: Tx, actor: Actor, answers: Mapping[str, Any]) -> Json:
    """The card of ``answers.referral``, or None where it is gone, erased or not for this reader.

    Of the client only what the consent names, and nothing after a withdrawal (``access.fields_open``); the
    ticked signals only towards those who referred: they are no part of what is passed on (algorithms.md, the
    core, 5). Whoever was told by law, without consent, reads the ground instead of the person's words.
    """
    lead, sender = another(Staff, "lead of a card"), another(Staff, "sender of a card")
    office = another(Institution, "sender's of a card")
    found = tx.db.execute(
        select(Referral, Case, Institution, Consent, lead, sender, office.name)
        .join(Case, Case.id == Referral.case_id)
        .join(Institution, Institution.id == Referral.institution_id)
        .outerjoin(Consent, Consent.id == Referral.consent_id)
        .outerjoin(lead, lead.id == Referral.lead_id)
        .outerjoin(sender, sender.id == Case.opened_by)
        .outerjoin(office, office.id == sender.institution_id)
        .where(Referral.id == answers.get("referral"))
    ).one_or_none()
    if found is None or not permitted(tx, actor, "card", found[0]):
        return None
    referral, case, institution, consent, led_by, sent_by, office_name = found
    fields = fields_open(tx, actor, referral)
    person = tx.db.get_one(Person, case.person_id)
    if person.erased_at is not None:
        return None
    audit.record(tx, actor, "card_read", case.id, referral.id)
    attempts = _attempts(tx, referral)
    grade = grade_of(tx, case)
    by_law = referral.consent_id is None and "gist" not in fields
    contact = open_deadline(tx, referral, "contact")
    due = contact if contact is not None and contact.due_at else open_deadline(tx, referral, "acknowledge")
    return {
        "referral": referral.id,
        "case": case.id,
        "code": case.code,
        "level": grade.id,
        "level_label": grade.label.json(),
        "colour": lines.colour(tx, case),
        "state": referral.state,
        "state_label": lines.state(referral),
        "need": _need(case) if "need" in fields else None,
        "client": _client(tx, person, fields),
        "gist": tx.unseal(referral, "gist") if "gist" in fields else None,
        "profile": answered(answers_for(tx, case, institution), "other") if "profile" in fields else [],
        "priority": case.priority and "profile" in fields,
        "final": _final(tx, case),
        "signals": _ground(case) if by_law and len(fields) > 1 else _signals(tx, actor, case, sent_by),
        "institution": institution.name,
        "on_system": institution.on_system,
        "lead": tx.unseal(led_by, "name") if led_by is not None else None,
        "mine": permitted(tx, actor, "accepted" if referral.state == "sent" else "status_set", referral),
        "levels": permitted(tx, actor, "level_raised", case),
        "sender": {
            "institution": office_name,
            "name": tx.unseal(sent_by, "name") if sent_by is not None else None,
            "phone": _phone(tx.unseal(sent_by, "phone")) if sent_by is not None else None,
        },
        "due": lines.when(due.due_at) if due is not None else None,
        "consent": _consent(tx, consent),
        "attempts": attempts,
        "attempts_count": len(attempts),
        "plan": _plan(tx, case) if "plan" in fields else [],
        "timeline": timeline.shown(tx, case),
        "outcome": _outcome(tx, referral, told=bool(fields - {"level"})),
        "change": _change(tx, case),
        "region": versions.facts_of_case(tx, case),
        "older_order": versions.older_order(tx, case),
        **onward.on_card(tx, actor, referral, case, told=bool(fields - {"level"})),
        **beside.on_card(tx, actor, referral, case, fields),
        **letters.on_card(tx, actor, referral),
    }


def _client(tx: Tx, person: Person, fields: frozenset[str]) -> dict[str, Any]:
    """Name and safe contact, each only where it is open: the number and the code word belong to ``contact``,
    how and when to ``contact`` or ``contact_way``."""
    client = dict.fromkeys(("name", "way", "number", "hours", "who", "word", "notes"))
    if "name" in fields:
        client["name"] = tx.unseal(person, "name")
    if not fields & {"contact", "contact_way"}:
        return client
    contact = safe_contact(tx, person.id) or {}
    client |= {"way": contact.get("way"), "who": contact.get("who"), "notes": contact.get("notes")}
    client["hours"] = _hours(contact)
    if "contact" in fields:
        client |= {"number": _phone(contact.get("number")), "word": contact.get("word")}
    return client


def _phone(number: str | None) -> Text:
    return phone(number) if number else None


def _hours(contact: Mapping[str, Any]) -> Text:
    first, last, noted = contact.get("from"), contact.get("to"), contact.get("hours")
    if first is None or last is None:
        return noted
    if noted:
        return _HOURS_NOTED.json(first=first, last=last, hours=noted)
    return _HOURS.json(first=first, last=last)


def _signals(tx: Tx, actor: Actor, case: Case, sent_by: Staff | None) -> list[Text]:
    own = sent_by is not None and sent_by.id == actor.staff_id
    headed = sent_by is not None and sent_by.institution_id == actor.institution_id and "head" in actor.roles
    screening = tx.db.get(Screening, case.screening_id) if case.screening_id and (own or headed) else None
    if screening is None:
        return []
    ticked = [one for answer in screening.signals.values() if isinstance(answer, list) for one in answer]
    return why(ticked)


def _need(case: Case) -> Text:
    need = NEEDS.get(case.need or "")
    return need.specialist_label.json() if need is not None else None


def _ground(case: Case) -> list[Text]:
    """What put the case on its level, in the catalogue's words."""
    return why(case.ground["signs"]) if case.ground else []


def _final(tx: Tx, case: Case) -> Text:
    """Who coordinates a complex case to the end, where its region names somebody."""
    screening = tx.db.get(Screening, case.screening_id) if case.screening_id else None
    minors = screening is not None and screening.signals.get("minors") == "yes"
    policy = versions.region_of_case(tx, case).lead
    body = BODIES.get(final(policy, child=minors or case.need == "child") or "")
    return body.json() if body is not None else None


def _plan(tx: Tx, case: Case) -> list[Text]:
    rows = tx.db.scalars(select(PlanTask).where(PlanTask.case_id == case.id).order_by(PlanTask.due_at))
    return [tx.unseal(one, "body") for one in rows]


def _outcome(tx: Tx, referral: Referral, *, told: bool) -> dict[str, Any] | None:
    """How it ended, or why it was handed back; the words only for those who know more than the level."""
    if referral.state == "returned":
        note = tx.db.scalars(
            select(CaseNote)
            .where(CaseNote.case_id == referral.case_id, CaseNote.kind == "handed_back")
            .order_by(CaseNote.at.desc())
            .limit(1)
        ).first()
        return {"label": _RETURNED.json(), "words": tx.unseal(note, "body") if note and told else None}
    ended = tx.unseal(referral, "outcome")
    if ended is None or referral.state != "done":
        return None
    return {"label": lines.RESULTS[ended["result"]].json(), "words": ended["words"] if told else None}


def _consent(tx: Tx, consent: Consent | None) -> Text:
    if consent is None:
        return _BY_LAW.json()
    return _CONSENT.json(mode=consents.IS[consent.mode].json(), until=day(tx, consent.until))


def _attempts(tx: Tx, referral: Referral) -> list[Text]:
    rows = tx.db.scalars(
        select(ContactAttempt)
        .where(ContactAttempt.referral_id == referral.id)
        .order_by(ContactAttempt.at, ContactAttempt.id)
    )
    return [
        _ATTEMPT.json(at=lines.when(one.at), way=ways.BY[one.way].json(), result=_GOT[one.result].json())
        for one in rows
    ]


def _change(tx: Tx, case: Case) -> str | None:
    """The id of a lowering that waits for the second person."""
    query = select(LevelChange.id).where(LevelChange.case_id == case.id, LevelChange.state == "asked")
    return tx.db.scalar(query.limit(1))
