"""Changing records of the directory: an editor's word holds at once, a provider's waits for an editor."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Any

from bot.db.directory import Service, ServiceProposal
from bot.db.models import Institution, Staff
from bot.db.tx import Tx
from bot.services import proposals, records
from bot.services.access import Actor, permitted
from bot.services.freshness import settled
from bot.services.records import RecordError
from flows.directory.record import Record, unpacked
from flows.engine.said import Happened

GONE = Happened("gone")

CHANGES: Mapping[str, Callable[[Any], Mapping[str, Any]]] = MappingProxyType(
    {
        "phones": lambda value: {"phones": value},
        "hours": lambda value: {"hours": value},
        "waiting": lambda value: {"waiting": value or ""},
        "takes_referrals": lambda value: {"takes_referrals": bool(value)},
        "pause": lambda value: {"state": "paused", "notice": value},
        "open": lambda _: {"state": "active", "notice": ""},
        "close": lambda _: {"state": "closed"},
    }
)
"""What can be changed in a chat: the word for it, and the fields that a value changes."""


def service_changed(tx: Tx, actor: Actor, data: Mapping[str, Any]) -> Happened:
    """One thing of a record is different from now on: ``field`` (of ``CHANGES``), ``value``.

    ``proposed``: it waits for an editor; ``wrong``: such a record may not be kept; ``gone``: it is not hers
    to change, or was closed meanwhile."""
    change = CHANGES.get(data["field"])
    return GONE if change is None else edited(tx, actor, data["service"], change(data["value"]))


def edited(tx: Tx, actor: Actor, service_id: str, fields: Mapping[str, Any]) -> Happened:
    """The record with these fields of ``flows.directory.record.packed``; outcomes as of ``service_changed``,
    ``wrong`` with ``problems`` [{"field", "why"}]. Raises KeyError on a field that is none."""
    pair = records.held(tx, service_id)
    if pair is None or not permitted(tx, actor, "service_changed", pair[0]):
        return GONE
    if not permitted(tx, actor, "record_written", pair[0]):
        return _proposed(tx, actor, pair[0], fields)
    return written(tx, actor, pair, unpacked(fields, records.record_of(*pair)))


def written(tx: Tx, actor: Actor, pair: tuple[Service, Institution], record: Record) -> Happened:
    """The held record as an editor wants it to be."""
    service = pair[0]
    if not permitted(tx, actor, "record_written", service):
        return GONE
    before = service.modified_at
    try:
        records.put(tx, actor.staff_id, service.region, record, *pair)
    except RecordError as wrong:
        return _wrong(wrong)
    if service.modified_at != before:
        settled(tx, service, "changed", actor.staff_id)
    return Happened("ok", {"service": service.id})


def added(tx: Tx, actor: Actor, institution: Institution, record: Record) -> Happened:
    """A new service of an institution that is known, put in by an editor of its region."""
    if not permitted(tx, actor, "service_added", institution):
        return GONE
    try:
        service = records.put(tx, actor.staff_id, institution.region, record, institution=institution)
    except RecordError as wrong:
        return _wrong(wrong)
    return Happened("ok", {"service": service.id})


def proposed(tx: Tx, actor: Actor, data: Mapping[str, Any]) -> Happened:
    """``bot.services.proposals.proposed``, where what is not there is not permitted either."""
    done = proposals.proposed(tx, actor, data)
    return Happened("not_permitted") if done.kind == "gone" else done


def proposal_decided(tx: Tx, actor: Actor, data: Mapping[str, Any]) -> Happened:
    """``bot.services.proposals.proposal_decided``; whoever proposed it hears what became of it."""
    done = proposals.proposal_decided(tx, actor, data)
    if done.kind in ("approved", "refused"):
        proposal = tx.db.get_one(ServiceProposal, data["proposal"])
        if done.kind == "approved" and proposal.kind == "change":
            settled(tx, tx.db.get_one(Service, proposal.service_id), "changed", actor.staff_id)
        who = tx.db.get(Staff, proposal.proposed_by) if proposal.proposed_by else None
        if who is not None and who.revoked_at is None and who.id != actor.staff_id:
            tx.tell(
                who.person_id,
                "proposal_settled",
                approved=done.kind == "approved",
                label=name_of(tx, proposal),
            )
    return done


def name_of(tx: Tx, proposal: ServiceProposal) -> str:
    """What a proposal is about: the service, or the provider."""
    if proposal.kind == "provider":
        return str((proposal.body.get("provider") or {}).get("name", ""))
    service = tx.db.get(Service, proposal.service_id) if proposal.service_id else None
    return service.name if service is not None else str(proposal.body.get("name", ""))


def _proposed(tx: Tx, actor: Actor, service: Service, fields: Mapping[str, Any]) -> Happened:
    if service.state == "closed":  # editors alone open it again
        return GONE
    given = {"kind": "change", "service": service.id, "institution": None, "fields": fields}
    done = proposals.proposed(tx, actor, given)
    if done.kind == "ok":
        return Happened("proposed")
    return done if done.kind == "wrong" else GONE


def _wrong(wrong: RecordError) -> Happened:
    return Happened("wrong", {"problems": [{"field": field, "why": why} for field, why in wrong.problems]})
