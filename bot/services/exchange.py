"""What aid the institutions of one case have given or plan, told among each other without a name or a word
about the person: a kind of need, an institution, a day. So that nobody gives twice what was given."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sqlalchemy import ColumnElement, and_, exists, select

from bot.db.models import Aid, Case, Consent, Institution, Referral
from bot.db.tx import Tx
from bot.services import audit, found
from bot.services.access import Actor, fields_open, permitted
from bot.services.lines import when
from bot.services.onward_ways import ACTIVE
from bot.services.sending import consent_holds
from bot.services.versions import region_of_case
from flows.engine.message import M, Text
from flows.engine.said import Happened
from flows.rules.needs import NEEDS

PRACTICE = "deidentified_exchange"
STATES = ("planned", "given")

GIVEN = M("aid.line_given", "{need}: надано, {institution}, {at}")
PLANNED = M("aid.line_planned", "{need}: заплановано, {institution}, {at}")

OK = Happened("ok")
GONE = Happened("gone")


def aid_noted(tx: Tx, actor: Actor, data: Mapping[str, Any]) -> Happened:
    """Note down what the actor's institution has given or plans. What it planned itself becomes given.
    ``already`` carries ``lines``: others of the case have given or plan the same; with ``again`` it is noted
    down all the same."""
    what = found.referral_and_case(tx, data["referral"])
    need, state = data["need"], data["state"]
    if what is None or actor.staff_id is None or need not in NEEDS or state not in STATES:
        return GONE
    referral, case = what
    if not shares(tx, actor, "aid_noted", referral, case):
        return GONE
    same = [(aid, name) for aid, name in told(tx, case.id) if aid.need == need]
    own = [aid for aid, _ in same if aid.institution_id == referral.institution_id]
    if any(one.state == state and _same_day(tx, one) for one in own):
        return OK  # pressed twice
    done = [line(aid, name) for aid, name in same if aid not in own or aid.state == "given"]
    if state == "planned" and done and not data["again"]:
        return Happened("already", {"lines": done})
    planned = next((one for one in own if one.state == "planned"), None)
    row = planned or Aid(
        id=tx.new_id(),
        case_id=case.id,
        institution_id=referral.institution_id,
        need=need,
    )
    row.state, row.staff_id, row.at = state, actor.staff_id, tx.now
    tx.db.add(row)
    tx.db.flush()
    audit.record(tx, actor, "aid_noted", case.id, row.id)
    return OK


def shares(tx: Tx, actor: Actor, action: str, referral: Referral, case: Case) -> bool:
    """Whether the actor's institution takes part: it works on a referral of this case by a consent of hers
    that names the need. What was told by law alone is no ground for it."""
    return (
        PRACTICE in region_of_case(tx, case).practices
        and referral.consent_id is not None
        and referral.state in ACTIVE
        and consent_holds(tx, referral)
        and permitted(tx, actor, action, referral)
        and "need" in fields_open(tx, actor, referral)
    )


def told(tx: Tx, case_id: str) -> list[tuple[Aid, str]]:
    """What was noted down in the case with whose it is, the oldest first, but for institutions whose consent
    was taken back or has run out."""
    rows = tx.db.execute(
        select(Aid, Institution.name)
        .join(Institution, Institution.id == Aid.institution_id)
        .where(Aid.case_id == case_id, _consented(tx))
        .order_by(Aid.at, Aid.id),
        execution_options=found.FRESH,
    )
    return [(aid, name) for aid, name in rows]


def line(aid: Aid, institution: str) -> Text:
    """One of them in words."""
    said = GIVEN if aid.state == "given" else PLANNED
    return said.json(need=NEEDS[aid.need].specialist_label.json(), institution=institution, at=when(aid.at))


def _consented(tx: Tx) -> ColumnElement[bool]:
    return exists().where(
        Referral.case_id == Aid.case_id,
        Referral.institution_id == Aid.institution_id,
        Consent.id == Referral.consent_id,
        and_(Consent.withdrawn_at.is_(None), Consent.until > tx.now, Referral.state != "withdrawn"),
    )


def _same_day(tx: Tx, aid: Aid) -> bool:
    return aid.at.astimezone(tx.world.zone).date() == tx.now.astimezone(tx.world.zone).date()
