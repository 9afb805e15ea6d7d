"""A referral: case, consents, recipients and the next steps, all at once or nothing.

Nothing about a person is written down before it is sure that somebody gets her case: with her consent, or
on the duty path, where a child is alone or a parent is the danger."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any, Literal

from sqlalchemy import select

from bot.codes import case_code
from bot.db.models import Case, Consent, Institution, LevelChange, Person, PlanTask, Referral, Screening
from bot.db.tx import Tx
from bot.services import audit, contacts, duty, lines, timeline, versions
from bot.services.access import Actor, permitted
from bot.services.directory import on_duty, staffed
from bot.services.grades import grade_of
from bot.services.hearers import About, Hearers
from bot.services.recipients import Recipient, chosen
from bot.services.returning import new_code
from bot.services.screenings import names, region_of
from bot.services.sending import NOT_PERMITTED, ask_head, heads_of, send
from flows.definitions.consent import DAYS, TEXT_VERSION
from flows.engine.said import Happened
from flows.regions.region import Region
from flows.rules.asking import is_for
from flows.rules.signing import head


def referred(tx: Tx, actor: Actor, data: Mapping[str, Any]) -> Happened:
    """Open a case and send it to everybody consented to who can take it; ``nobody`` where none is left, and
    then nothing of it is kept."""
    action = "referred" if data["mode"] == "self" else "referred_another"
    authority = data["authority"]
    if not permitted(tx, actor, action) or (authority is not None and not names(tx, actor, authority)):
        return NOT_PERMITTED
    region = tx.world.regions.region(region_of(tx, actor, authority))
    recipients = chosen(tx, actor, region, data["mode"], data["path"], data["recipients"] or ())
    if not recipients:
        return Happened("nobody")
    person = _client(tx, actor, region, data)
    case = _case(tx, actor, region, person, data)
    _profile(tx, case, recipients, data)
    urgent = grade_of(tx, case).emergency
    by = _sent_by(actor, data)
    the_head = head(
        region.sending,
        by=by,
        urgent=urgent or data["path"] == "child",
        # where she may choose, and nobody is there to sign by now, it goes as if she had sent it herself
        through_head=bool(data["through_head"] and heads_of(tx, actor.institution_id)),
    )
    waits = the_head == "signs"
    referrals = [refer_to(tx, actor, case, one, data["gist"], waits=waits) for one in recipients]
    if data["path"] == "child":
        bodies = [one.institution.kind for one in recipients if one.mode is None]
        duty.record_child(tx, actor, case, bodies, referrals[0].id)
    due, *_ = [send(tx, case, referral) for referral in referrals]
    if referrals[0].state == "waiting":
        ask_head(tx, actor, case, referrals[0])
    elif the_head == "hears":
        for one in heads_of(tx, actor.institution_id):
            tx.tell(one.person_id, "head_told", code=case.code, colour=lines.colour(tx, case))
    audit.record(tx, actor, "referred", case.id)
    return Happened(
        "sent",
        {
            "case": case.id,
            "code": case.code,
            "recipients": [_told(one, referral) for one, referral in zip(recipients, referrals, strict=True)],
            "leader": recipients[0].institution.name,
            "due": lines.when(due),
            "promise": _promise(tx, case, referrals, due),
            "return_code": new_code(tx, person.id) if person.id != actor.person_id else None,
        },
    )


def _client(tx: Tx, actor: Actor, region: Region, data: Mapping[str, Any]) -> Person:
    """The person the case is about: the actor, or somebody new, who has no channel of her own here (yet)."""
    if data["mode"] == "self":
        person = tx.db.get_one(Person, actor.person_id)
    else:
        person = tx.new_person(language=tx.world.languages[0], region=region.id)
    name = (data["client"] or {}).get("name")
    if name:
        tx.seal(person, "name", name)
    if data["contact"]:
        contacts.keep(tx, person.id, data["contact"])
    return person


def _case(tx: Tx, actor: Actor, region: Region, person: Person, data: Mapping[str, Any]) -> Case:
    verdict = data["verdict"]
    case = Case(
        id=tx.new_id(),
        code=_free_code(tx),
        person_id=person.id,
        region=region.id,
        region_version=versions.keep(tx, region),
        level=verdict["level"],
        need=data["need"],
        priority=bool(data["priority"]),
        mode=data["mode"],
        opened_by=actor.staff_id if data["mode"] != "self" else None,
        ground=_ground(tx, data["ground"]),
        state="open",
        opened_at=tx.now,
    )
    screening = tx.db.get(Screening, data["screening"]) if data["screening"] else None
    if screening is not None and screening.person_id is None:
        screening.person_id = person.id
        case.screening_id = screening.id
    tx.db.add(case)
    tx.db.flush()
    timeline.note(tx, actor, case.id, "opened", level=case.level)
    _raised(tx, actor, case, verdict.get("raised"))
    _plan(tx, case, data["plan"])
    return case


def _profile(tx: Tx, case: Case, recipients: Sequence[Recipient], data: Mapping[str, Any]) -> None:
    """What was answered to the region's own questions is kept only where somebody is to know it. ``to``: the
    institutions that she was told of, each."""
    leading = [one["institution"] for one in data["recipients"] if one["leads"]]
    kept: list[dict[str, Any]] = []
    for answer in data["profile"] or ():
        to = [
            one.institution.id
            for one in recipients
            if "profile" in one.fields
            and is_for(answer, one.institution.kind, leads=one.institution.id in leading)
        ]
        kept += [{**answer, "to": to}] if to else []
    if kept:
        tx.seal(case, "profile", kept)


def answers_for(tx: Tx, case: Case, institution: Institution) -> list[Mapping[str, Any]]:
    """Of her answers those that such an institution is to know: the person was told so, or they are for its
    kind wherever it comes in. Whether its consent holds is not looked at here."""
    kept: Sequence[Mapping[str, Any]] = tx.unseal(case, "profile") or ()
    return [
        one
        for one in kept
        if institution.id in one.get("to", ()) or is_for(one, institution.kind, leads=False)
    ]


def _free_code(tx: Tx) -> str:
    """A case code nobody has. (Two made at the same moment: the second transaction runs again.)"""
    while True:
        code = case_code(tx.world.random)
        if tx.db.scalar(select(Case.id).where(Case.code == code)) is None:
            return code


def _ground(tx: Tx, ground: Mapping[str, Any] | None) -> dict[str, Any] | None:
    """What put the case on its level, no details: signs, services called, when (given as minutes ago)."""
    if ground is None:
        return None
    at = ground.get("at")
    called_at = (tx.now - timedelta(minutes=at)).isoformat() if at is not None else None
    return {"signs": list(ground["signs"]), "called": list(ground["called"]), "at": called_at}


def _raised(tx: Tx, actor: Actor, case: Case, raised: Mapping[str, Any] | None) -> None:
    """A specialist raised the level before it was stored: from what, and why (sealed)."""
    if raised is None or actor.staff_id is None:
        return
    change = LevelChange(
        id=tx.new_id(),
        case_id=case.id,
        person_id=case.person_id,
        old=raised["from"],
        new=case.level,
        asked_by=actor.staff_id,
        state="done",
        at=tx.now,
    )
    tx.seal(change, "reason", raised["reason"])
    tx.db.add(change)


def _plan(tx: Tx, case: Case, plan: Mapping[str, Any] | None) -> None:
    """The next steps, a row each, due when the flow's span is over."""
    if not plan:
        return
    for line in plan["lines"]:
        task = PlanTask(id=tx.new_id(), case_id=case.id, person_id=case.person_id)
        task.due_at = tx.now + timedelta(hours=plan["hours"]) if plan.get("hours") else None
        tx.seal(task, "body", line)
        tx.db.add(task)


def _sent_by(actor: Actor, data: Mapping[str, Any]) -> Literal["person", "head", "specialist"]:
    if data["mode"] == "self":
        return "person"
    return "head" if "head" in actor.roles else "specialist"


def refer_to(tx: Tx, actor: Actor, case: Case, to: Recipient, gist: str | None, *, waits: bool) -> Referral:
    """One more recipient of a case, with the consent given for it; ``services.sending.send`` comes next."""
    referral = Referral(
        id=tx.new_id(),
        case_id=case.id,
        person_id=case.person_id,
        institution_id=to.institution.id,
        consent_id=_consent(tx, actor, case, to),
        track=to.track,
        leads=to.leads,
        state="waiting" if waits else "sent",
        sent_at=tx.now,
    )
    if "gist" in to.fields:
        tx.seal(referral, "gist", gist or None)
    tx.db.add(referral)
    tx.db.flush()
    timeline.note(tx, actor, case.id, "referred", referral=referral.id, institution=to.institution.id)
    return referral


def _consent(tx: Tx, actor: Actor, case: Case, to: Recipient) -> str | None:
    if to.mode is None:
        return None
    consent = Consent(
        id=tx.new_id(),
        person_id=case.person_id,
        case_id=case.id,
        institution_id=to.institution.id,
        fields=list(to.fields),
        purpose=to.track,
        mode=to.mode,
        text_version=TEXT_VERSION,
        taken_by=actor.staff_id if to.mode != "electronic" else None,
        given_at=tx.now,
        until=tx.now + timedelta(days=DAYS),
    )
    tx.db.add(consent)
    tx.db.flush()
    return consent.id


def _told(to: Recipient, referral: Referral) -> dict[str, Any]:
    return {
        "referral": referral.id,
        "name": to.institution.name,
        "on_system": to.institution.on_system,
        "phone": to.institution.phone,
        "waits": referral.state == "waiting",
    }


def _promise(tx: Tx, case: Case, referrals: Sequence[Referral], due: datetime | None) -> str:
    """Only what people cover is promised: somebody of the leading institution can hear now, and in an
    emergency a roster says so; the first contact is then being watched. ``nobody``: all of them are samples
    where nobody works."""
    places = [tx.db.get_one(Institution, one.institution_id) for one in referrals]
    if all(one.sample for one in places) and not staffed(tx, [one.id for one in places]):
        return "nobody"
    leading = About(case, referrals[0], places[0])
    if due is None or not places[0].on_system or not Hearers.of(tx, [leading]).leads_there(leading):
        return "none"
    return "roster" if not grade_of(tx, case).emergency or on_duty(tx, places[0]) else "none"
