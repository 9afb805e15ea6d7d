"""A case goes on to one more institution: a referral of its own in the same case, by a consent of its own.

    prepared ──onward_asked──> asked ──onward_answered──> sent | declined
        └──────────────onward_sent──> sent,   └──onward_declined──> declined

The lead asks the person herself, beside her or on the phone; or, where her safe way is a chat, lets her be
asked there, and her own «yes» sends it. Whoever referred first hears of it. A refusal is noted down, and the
program does not ask again. What exceeds the community's powers goes the same way to the region's body, with
the ground and, where the region wants to know, who pays.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any

from sqlalchemy import select

from bot.db.models import Case, CaseEvent, Institution, Onward, Referral
from bot.db.tx import Tx
from bot.services import audit, found, timeline
from bot.services.access import Actor, fields_open, passed_on, permitted
from bot.services.asking import tell_news
from bot.services.case_work import tell_sender
from bot.services.contacts import chat
from bot.services.hearers import About, Hearers
from bot.services.lines import colour, when
from bot.services.onward_ways import ACTIVE, Way, answerable, noted_down, passable, way_to
from bot.services.recipients import Recipient
from bot.services.referrals import refer_to
from bot.services.sending import send
from bot.services.versions import region_of_case
from flows.engine.message import M
from flows.engine.said import Happened
from flows.policy.words import PAYERS

NEWS = M("onward.news", "направлено ще до однієї установи")

BEYOND = ("ground", "payer")
"""What goes along where the region's help is wanted, by the person's consent like the fields."""

OK = Happened("ok")
GONE = Happened("gone")


def _no(why: str) -> Happened:
    """Nothing was changed. ``why``: the word of flows.definitions.onward for the cause."""
    return Happened("gone", {"why": why})


def onward_sent(tx: Tx, actor: Actor, data: Mapping[str, Any]) -> Happened:
    """The person has agreed, beside the lead or on the phone. ``gone``: access to the case has ended, or the
    institution has it already or can't have it."""
    at = _at(tx, actor, "onward_sent", data)
    if at is None:
        return GONE
    referral, case, way = at
    if way is None:
        return _no(_lost(tx, case, data["institution"]))
    if data["mode"] not in ("oral", "paper") or data["mode"] not in way.modes:
        return _no("mode")
    row = noted_down(tx, case, referral, way)
    if not _beyond(tx, case, way, row, data):
        return _no("ground")
    open_ = fields_open(tx, actor, referral)
    declined = _declined_herself(tx, case, row)
    sent = _send(tx, actor, case, referral, row, way, data["mode"], _chosen(data, open_), data["gist"])
    if declined:
        tell_news(tx, case)
    return sent


def onward_asked(tx: Tx, actor: Actor, data: Mapping[str, Any]) -> Happened:
    """Let the person be asked in the chat that is her safe way, in her hours; nothing of it shows there. Not
    twice, and not what she has declined."""
    at = _at(tx, actor, "onward_asked", data)
    if at is None:
        return GONE
    referral, case, way = at
    if way is None:
        return _no(_lost(tx, case, data["institution"]))
    if "electronic" not in way.modes:
        return _no("mode")
    if not may_be_asked(tx, referral):
        return _no("chat")
    if way.state == "asked" and way.onward is not None and way.onward.referral_id == referral.id:
        return OK  # pressed twice
    if way.state == "declined":
        return _no("declined")
    row = noted_down(tx, case, referral, way)
    if not _beyond(tx, case, way, row, data):
        return _no("ground")
    if row.state == "asked":  # by another lead: what she was shown then is not what she is asked now
        row.id = tx.new_id()
    row.state, row.referral_id, row.settled_at = "asked", referral.id, None
    tx.seal(row, "gist", data["gist"])
    tx.tell(case.person_id, "onward_asked", onward=row.id)
    _noted(tx, actor, case, "onward_asked", way.institution.id)
    return OK


def onward_declined(tx: Tx, actor: Actor, data: Mapping[str, Any]) -> Happened:
    """The person does not want it: noted down, so that nobody asks again."""
    at = _at(tx, actor, "onward_declined", data)
    if at is None:
        return GONE
    referral, case, way = at
    if way is None:
        return OK  # it can't come in anyway
    _decline(tx, actor, case, noted_down(tx, case, referral, way))
    return OK


def onward_answered(tx: Tx, actor: Actor, data: Mapping[str, Any]) -> Happened:
    """The person's own answer in her chat: «yes» is an electronic consent, and sends it. ``gone``: it was
    answered otherwise meanwhile, or there is nobody left who asked."""
    row = tx.db.get(Onward, data["onward"] or "")
    what = found.referral_and_case(tx, row.referral_id) if row is not None else None
    if row is None or what is None or not permitted(tx, actor, "onward_answered", what[0]):
        return GONE
    referral, case = what
    row = tx.db.get(Onward, row.id, populate_existing=True)
    if row is None or row.referral_id != referral.id or not answerable(tx, row, referral, case):
        return GONE
    if data["answer"] != "yes":
        _decline(tx, actor, case, row)
        _lead_hears(tx, case, referral)
        return Happened("declined")
    way = way_to(tx, case, region_of_case(tx, case), row.institution_id)
    if way is None or "electronic" not in way.modes:
        return GONE
    fields = _chosen(data, passed_on(tx, referral))
    sent = _send(tx, actor, case, referral, row, way, "electronic", fields, tx.unseal(row, "gist"))
    _lead_hears(tx, case, referral)
    return sent


def may_be_asked(tx: Tx, referral: Referral) -> bool:
    """Whether the person can be asked here: her safe way is a chat that is open, and the lead may know it."""
    return "contact" in passed_on(tx, referral) and chat(tx, referral.person_id) is not None


def _declined_herself(tx: Tx, case: Case, row: Onward) -> bool:
    """Whether it was she who said no, in her chat. Where another's word goes against hers, she is to know."""
    if row.state != "declined":
        return False
    hers = select(CaseEvent.data).where(
        CaseEvent.case_id == case.id, CaseEvent.kind == "onward_declined", CaseEvent.staff_id.is_(None)
    )
    return any(one["institution"] == row.institution_id for one in tx.db.scalars(hers))


def _at(
    tx: Tx, actor: Actor, action: str, data: Mapping[str, Any]
) -> tuple[Referral, Case, Way | None] | None:
    """The referral that the actor works on, its case, which is held, and the way to the institution named
    (None: it can't come in). None where the actor may not do ``action`` or the work is over."""
    what = found.referral_and_case(tx, data["referral"])
    if what is None or what[0].state not in ACTIVE or what[1].state != "open":
        return None
    referral, case = what
    if not permitted(tx, actor, action, referral):
        return None
    return referral, case, way_to(tx, case, region_of_case(tx, case), data["institution"])


def _lost(tx: Tx, case: Case, institution_id: str) -> str:
    """Why the institution can't come in (any more). Whom the person does not want is not told apart."""
    there = select(Referral.id).where(Referral.case_id == case.id, Referral.institution_id == institution_id)
    if tx.db.scalars(there.limit(1)).first() is not None:
        return "there"
    place = tx.db.get(Institution, institution_id)
    if place is not None and place.region == case.region and not place.takes_referrals:
        return "takes_none"
    return "not_open"


def beyond(row: Onward) -> list[str]:
    """What of the ground and the payer would go along (``BEYOND``)."""
    return [one for one in BEYOND if getattr(row, one) is not None]


def _chosen(data: Mapping[str, Any], open_: Collection[str]) -> list[str]:
    return [one for one in data["fields"] or () if one in open_ or one in ("gist", *BEYOND)]


def _beyond(tx: Tx, case: Case, way: Way, row: Onward, data: Mapping[str, Any]) -> bool:
    """Keep the ground and the payer; False where they are none of the region's."""
    ground, payer = data["ground"], data["payer"]
    if ground is None:
        row.ground = row.payer = None
        return True
    region = region_of_case(tx, case)
    known = {one.id for one in region.beyond.grounds}
    if ground not in known or region.beyond.body != way.institution.kind:
        return False
    if payer is not None and (payer not in PAYERS or "who_pays" not in region.practices):
        return False
    row.ground, row.payer = ground, payer
    return True


def _send(
    tx: Tx,
    actor: Actor,
    case: Case,
    after: Referral,
    row: Onward,
    way: Way,
    mode: str,
    fields: Collection[str],
    gist: str | None,
) -> Happened:
    region = region_of_case(tx, case)
    given = [one for one in passable(tx, case, region, fields) if one != "gist" or gist]
    given += [one for one in beyond(row) if one in fields]
    recipient = Recipient(way.institution, way.track, leads=False, mode=mode, fields=tuple(given))
    new = refer_to(tx, actor, case, recipient, gist, waits=False)
    if not way.institution.on_system:
        new.lead_id = after.lead_id  # she who sends it on stands in for it, not who referred first
    due = send(tx, case, new)
    row.state, row.settled_at = "sent", tx.now
    tx.seal(row, "gist", None)
    if row.ground is not None:
        timeline.note(tx, actor, case.id, "beyond")
    audit.record(tx, actor, "onward_sent", case.id, way.institution.id)
    tell_sender(tx, actor, case, "outcome_known", code=case.code, label=NEWS.json())
    return Happened(
        "sent",
        {
            "referral": new.id,
            "name": way.institution.name,
            "on_system": way.institution.on_system,
            "due": when(due),
        },
    )


def _decline(tx: Tx, actor: Actor, case: Case, row: Onward) -> None:
    row.state, row.settled_at = "declined", tx.now
    row.ground = row.payer = None
    tx.seal(row, "gist", None)
    _noted(tx, actor, case, "onward_declined", row.institution_id)


def _lead_hears(tx: Tx, case: Case, referral: Referral) -> None:
    """That the person has answered; what, stands on the card."""
    about = About(case, referral, tx.db.get_one(Institution, referral.institution_id))
    for one in Hearers.of(tx, (about,)).of_rung("lead", about)[0]:
        tx.tell(one.person_id, "reply_came", code=case.code, colour=colour(tx, case), referral=referral.id)


def _noted(tx: Tx, actor: Actor, case: Case, kind: str, institution_id: str) -> None:
    timeline.note(tx, actor, case.id, kind, institution=institution_id)
    audit.record(tx, actor, kind, case.id, institution_id)
