"""What somebody wants to be in the directory, until editors decide.

A new provider needs two people who approve it, neither of them the one who proposed it: whoever trades in
people may pose as an employer. So does another name or kind for a provider who is known. A service of such
a provider, or any other change, needs one. What is proposed as a new provider and bears the name of one who
is known brings a service alone: what is known of that provider stays; two approve it, since whoever proposes
it need not be of theirs. Each decision is taken over a held row, so that two who decide at once are counted
one after the other.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from sqlalchemy import select

from bot.db.directory import ServiceProposal
from bot.db.models import Institution
from bot.db.tx import Tx
from bot.services import audit, found, records
from bot.services.access import Actor, permitted
from bot.services.found import FRESH
from bot.services.records import checked
from flows.directory.record import Provider, Record, packed, unpacked
from flows.engine.said import Happened

KINDS = ("provider", "service", "change")
OPEN = ("open", "once")
WHO = frozenset(("name", "body"))
"""Fields of a provider that say who it is: to change one of these is to bring somebody new."""

GONE = Happened("gone")
OWN = Happened("own")


def proposed(tx: Tx, actor: Actor, data: Mapping[str, Any]) -> Happened:
    """Somebody proposes a provider with a service, a service of a provider, or a change of a service.

    ``kind``; ``fields``: JSON of a record (``flows.directory.record.packed``), of a change only what is to be
    different; ``institution``: whose the new service is; ``service``: which one is to be changed. Answers
    ``ok`` with the proposal's id; ``wrong`` with ``problems`` ``[{"field", "why"}]``; ``gone``: there is no
    such thing (any more) in her region; ``not_permitted``.
    """
    kind = data["kind"]
    if actor.region is None or not permitted(tx, actor, "proposed"):
        return Happened("not_permitted")
    proposal = ServiceProposal(
        id=tx.new_id(),
        region=actor.region,
        kind=kind,
        service_id=data.get("service") if kind == "change" else None,
        institution_id=data.get("institution") if kind == "service" else None,
        body=dict(data["fields"]),
        proposed_by=actor.staff_id,
        at=tx.now,
    )
    try:
        record = wished(tx, proposal)
    except (KeyError, TypeError):
        return Happened("wrong", {"problems": []})
    if record is None:
        return GONE
    if wrong := checked(record):
        return _wrong(wrong)
    if kind != "change":
        proposal.body = packed(record)
    if kind == "provider" and (known := known_provider(tx, proposal)) is not None:
        proposal.institution_id = known.id
    tx.db.add(proposal)
    tx.db.flush()
    audit.record(tx, actor, "proposed", detail=proposal.id)
    return Happened("ok", {"proposal": proposal.id})


def proposal_decided(tx: Tx, actor: Actor, data: Mapping[str, Any]) -> Happened:
    """An editor approves the proposal or refuses it.

    Answers ``approved`` with the service's id; ``once``: somebody else has to approve it too; ``refused``;
    ``own``: she proposed it herself or has approved it already; ``wrong``: what it says may not be kept (any
    more); ``gone``: it is decided, or there is no such proposal in her region.
    """
    proposal = held(tx, data["proposal"])
    if proposal is None or not permitted(tx, actor, "proposal_decided", proposal):
        return GONE
    if proposal.state not in OPEN:
        return GONE
    if not data["approve"]:
        _settle(tx, actor, proposal, "refused")
        return Happened("refused")
    if actor.staff_id in (proposal.proposed_by, proposal.approved_by):
        return OWN
    if needs_two(proposal) and not _approved_before(tx, proposal):
        proposal.state, proposal.approved_by = "once", actor.staff_id
        tx.db.flush()
        audit.record(tx, actor, "proposal_decided", detail=proposal.id)
        return Happened("once")
    if proposal.kind == "provider":
        records.one_adds(tx)
    record = wished(tx, proposal)
    if record is None:
        return GONE
    if wrong := checked(record):
        return _wrong(wrong)
    _settle(tx, actor, proposal, "approved")
    return Happened("approved", {"service": _written(tx, actor, proposal, record)})


def needs_two(proposal: ServiceProposal) -> bool:
    """Whether two people have to approve it."""
    renames = proposal.kind == "change" and not WHO.isdisjoint(proposal.body.get("provider") or ())
    return proposal.kind == "provider" or renames


def known_provider(tx: Tx, proposal: ServiceProposal) -> Institution | None:
    """Who is in the directory already under the name of the provider that is proposed; None: it is new, or
    the proposal is of no provider."""
    if proposal.kind != "provider":
        return None
    if proposal.institution_id is not None:
        return tx.db.get(Institution, proposal.institution_id)
    whose = {**proposal.body["provider"], "region": proposal.region}
    return records.provider_of(tx, Provider(**whose))


def held(tx: Tx, proposal_id: str) -> ServiceProposal | None:
    """The proposal, held until the transaction ends; read afresh."""
    query = select(ServiceProposal).where(ServiceProposal.id == proposal_id).with_for_update()
    return tx.db.scalars(query, execution_options=FRESH).one_or_none()


def waiting(tx: Tx, region: str) -> Sequence[ServiceProposal]:
    """What is to be decided in the region, the oldest first."""
    query = select(ServiceProposal).where(ServiceProposal.region == region, ServiceProposal.state.in_(OPEN))
    return tx.db.scalars(query.order_by(ServiceProposal.at, ServiceProposal.id)).all()


def wished(tx: Tx, proposal: ServiceProposal) -> Record | None:
    """The record as it would be if the proposal were approved now. None: what it speaks of is not there.

    Raises KeyError or TypeError where its fields are no record's.
    """
    if proposal.kind == "change":
        pair = records.held(tx, proposal.service_id or "")
        if pair is None or pair[0].region != proposal.region:
            return None
        return unpacked(proposal.body, records.record_of(*pair))
    if proposal.kind == "service":
        institution = tx.db.get(Institution, proposal.institution_id or "")
        if institution is None or institution.region != proposal.region:
            return None
        return unpacked({**proposal.body, "provider": records.provider_json(institution)})
    record = unpacked({**proposal.body, "provider": {**proposal.body["provider"], "region": proposal.region}})
    known = known_provider(tx, proposal)
    return record if known is None else replace(record, provider=Provider(**records.provider_json(known)))


def _written(tx: Tx, actor: Actor, proposal: ServiceProposal, record: Record) -> str:
    """What the proposal says, in the directory; the service's id."""
    by, region = actor.staff_id, proposal.region
    if proposal.kind == "change":
        pair = records.held(tx, proposal.service_id or "")
        if pair is None:
            raise LookupError  # ``wished`` holds it already
        return records.put(tx, by, region, record, *pair).id
    institution = tx.db.get(Institution, proposal.institution_id or "") or known_provider(tx, proposal)
    if institution is None:
        institution = records.new_provider(
            tx, record.provider, takes_referrals=record.takes_referrals, sample=record.sample
        )
    proposal.institution_id = institution.id
    service = records.put(tx, by, region, record, institution=institution)
    proposal.service_id = service.id
    return service.id


def _approved_before(tx: Tx, proposal: ServiceProposal) -> bool:
    """Whether somebody who still works here has approved it."""
    return proposal.approved_by is not None and found.staff(tx, proposal.approved_by) is not None


def _settle(tx: Tx, actor: Actor, proposal: ServiceProposal, state: str) -> None:
    proposal.state, proposal.settled_by, proposal.settled_at = state, actor.staff_id, tx.now
    tx.db.flush()
    audit.record(tx, actor, "proposal_decided", detail=proposal.id)


def _wrong(problems: Sequence[tuple[str, Any]]) -> Happened:
    return Happened("wrong", {"problems": [{"field": field, "why": why} for field, why in problems]})
