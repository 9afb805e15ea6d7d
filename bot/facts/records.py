"""The directory as those see it who keep it true: what needs looking at first, one record, proposals."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sqlalchemy import ColumnElement, func, select

from bot.db.directory import Service, ServiceProposal
from bot.db.models import Institution, Staff
from bot.db.tx import Tx
from bot.facts.windows import WINDOW, begins, window
from bot.services import proposals as deciding
from bot.services.access import Actor, permitted
from bot.services.doubts import ENOUGH, unreached
from bot.services.editing import name_of
from bot.services.freshness import SILENT, seen, today
from bot.services.lines import when
from bot.services.record_words import WRITTEN, differences, filled, said
from bot.services.records import provider_json, record_of
from flows.directory.labels import FIELDS
from flows.directory.record import unpacked
from flows.directory.words import STATES
from flows.engine.message import Json, M, Text
from flows.rules.stale import is_stale

Row = dict[str, Any]

_KEEPERS = frozenset({"editor", "coordinator"})
_OF_PROVIDERS = frozenset({"head", "lead", "specialist"})

SILENT_ROW = M("records.row_silent", "{name} · без відповіді")
ASKED_ROW = M("records.row_asked", "{name} · чи все так?")
DOUBTED_ROW = M("records.row_doubted", "{name} · не додзвонилися: {count}")
NEVER_ROW = M("records.row_never", "{name} · не підтверджено")
STALE_ROW = M("records.row_stale", "{name} · давно не підтверджено")
PAUSED_ROW = M("records.row_paused", "{name} · тимчасово не працює")
CLOSED_ROW = M("records.row_closed", "{name} · закрито")
SAMPLE_ROW = M("records.row_sample", "{name} · зразок")
SAMPLE_BEGINS = "зразок"
"""A name that says it itself."""

FRESH = M("records.fresh", "Підтверджено: {day}, {who}.")
FRESH_FILE = M("records.fresh_file", "Підтверджено: {day}.")
UNASSURED = M("records.unassured", "Ніхто ще не підтвердив.")

WHO = M("records.who", "{name}, {place}")
FILE = M("records.who_file", "надійшло файлом")

KINDS = {
    "provider": M("records.kind_provider", "Нова установа: {name}"),
    "service": M("records.kind_service", "Нова послуга: {name}"),
    "change": M("records.kind_change", "Зміна: {name}"),
}
KNOWN = M("records.kind_known", "Нова послуга: {name} ({place})")

_SHOWN = ("phones", "hours", "address", "takes_referrals", "waiting", "about")


def keeps(actor: Actor) -> bool:
    """Whether she may change all records of her region."""
    return bool(actor.roles & _KEEPERS)


def hers(actor: Actor) -> ColumnElement[bool] | None:
    """Which ``Service`` rows somebody keeps true; None: none."""
    if actor.staff_id is None:
        return None
    if keeps(actor):
        return Service.region == actor.region
    return Service.institution_id == actor.institution_id if actor.roles & _OF_PROVIDERS else None


def records(tx: Tx, actor: Actor, answers: Mapping[str, Any]) -> Json:
    """All of them, what needs looking at first; a window of it, or those that ``answers.sought`` names."""
    which = hers(actor)
    if which is None:
        return None
    query = select(
        Service.id, Service.name, Service.state, Service.assured_on, Service.asked_at, Service.sample,
        Institution.name.label("place"), Service.community,
    ).join(Institution, Institution.id == Service.institution_id).where(which)  # fmt: skip
    doubts = {id_: count for id_, count in unreached(tx).items() if count >= ENOUGH}
    sought = (answers.get("sought") or "").casefold()
    every = []
    for one in tx.db.execute(query):
        if sought and sought not in f"{one.name} {one.place} {one.community}".casefold():
            continue
        every.append((*_weight(tx, actor, one, doubts), one.name.casefold(), one.id))
    every.sort(key=lambda row: (row[0], row[2], row[3]))
    skip = begins(answers, len(every))
    weights = [row[0] for row in every]
    return {
        "rows": [{"id": id_, "label": label} for _, label, _, id_ in every[skip : skip + WINDOW]],
        "silent": weights.count(0),
        "doubted": weights.count(1),
        "never": weights.count(2),
        "stale": weights.count(3),
        "proposals": _proposals(tx, actor),
        "edits": keeps(actor),
        "changes": bool(actor.roles & {*_KEEPERS, "head", "lead"}),
        **window(answers, len(every)),
    }


def record(tx: Tx, actor: Actor, answers: Mapping[str, Any]) -> Json:
    """``answers.service`` with what is known of it; None where it is not hers to keep."""
    service = tx.db.get(Service, answers.get("service") or "")
    if service is None or not permitted(tx, actor, "record", service):
        return None
    institution = tx.db.get_one(Institution, service.institution_id)
    known = record_of(service, institution)
    closed = service.state == "closed"
    changes = permitted(tx, actor, "service_changed", service)
    edits = permitted(tx, actor, "record_written", service)
    return {
        "id": service.id,
        "these": [service.id],
        "seen": [seen(service)],
        "name": service.name,
        "institution": institution.name,
        "state": service.state,
        "state_label": STATES[service.state].json(),
        "notice": service.notice,
        "lines": [_line(field, getattr(known, field)) for field in _SHOWN if _told(field, known)],
        "fresh": fresh(tx, service),
        "asked": service.asked_at is not None,
        "doubted": unreached(tx, [service.id]).get(service.id, 0),
        "sample": service.sample,
        "takes": service.takes_referrals,
        "edits": edits,
        "changes": changes and (edits or not closed),
        "assures": not service.sample and not closed,
    }


def proposals(tx: Tx, actor: Actor, answers: Mapping[str, Any]) -> Json:  # noqa: ARG001 - asked alike
    """What is to be decided in her region, the oldest first."""
    if not keeps(actor) or actor.region is None:
        return []
    return [
        {"id": one.id, "label": title_of(tx, one)}
        for one in deciding.waiting(tx, actor.region)
        if permitted(tx, actor, "proposals", one)
    ]


def proposal(tx: Tx, actor: Actor, answers: Mapping[str, Any]) -> Json:
    """``answers.proposal``: what is wished, and by whom; None where it is decided or not of her region."""
    row = tx.db.get(ServiceProposal, answers.get("proposal") or "")
    if row is None or row.state not in deciding.OPEN or not permitted(tx, actor, "proposal", row):
        return None
    return {
        "title": title_of(tx, row),
        "lines": _wishes(tx, row),
        "by": _who(tx, row.proposed_by),
        "at": when(row.at),
        "two": deciding.needs_two(row),
        "known": deciding.known_provider(tx, row) is not None,
        "once": _who(tx, row.approved_by) if row.state == "once" else None,
    }


def title_of(tx: Tx, row: ServiceProposal) -> Text:
    """What is proposed, in a line; a provider who is known already is called so."""
    known = deciding.known_provider(tx, row)
    if known is not None:
        return KNOWN.json(name=str(row.body.get("name", "")), place=known.name)
    return KINDS[row.kind].json(name=name_of(tx, row))


def fresh(tx: Tx, service: Service) -> Text:
    """When it was confirmed and by which institution's people."""
    if service.assured_on is None:
        return UNASSURED.json()
    day, who = {"at": service.assured_on.isoformat()}, _whose(tx, service.assured_by)
    return FRESH.json(day=day, who=who) if who else FRESH_FILE.json(day=day)


def _weight(tx: Tx, actor: Actor, one: Any, doubts: Mapping[str, int]) -> tuple[int, Text]:
    """How soon it wants to be looked at, and its button."""
    name = one.name
    if one.state == "closed":
        return 7, CLOSED_ROW.json(name=name)
    if one.sample:
        return 6, name if name.casefold().startswith(SAMPLE_BEGINS) else SAMPLE_ROW.json(name=name)
    if one.asked_at is not None and (not keeps(actor) or one.asked_at <= tx.now - SILENT):
        return 0, (SILENT_ROW if keeps(actor) else ASKED_ROW).json(name=name)
    if one.id in doubts:
        return 1, DOUBTED_ROW.json(name=name, count=doubts[one.id])
    if one.assured_on is None:
        return 2, NEVER_ROW.json(name=name)
    if is_stale(one.assured_on, today(tx)):
        return 3, STALE_ROW.json(name=name)
    if one.state == "paused":
        return 4, PAUSED_ROW.json(name=name)
    return 5, name


def _proposals(tx: Tx, actor: Actor) -> int:
    if not keeps(actor):
        return 0
    open_ = ServiceProposal.region == actor.region, ServiceProposal.state.in_(deciding.OPEN)
    return tx.db.scalar(select(func.count(ServiceProposal.id)).where(*open_)) or 0


def _wishes(tx: Tx, row: ServiceProposal) -> list[Text]:
    """What would be different, or all that a new record says. Nothing is held for a look."""
    body = row.body
    if row.kind == "provider":
        wished = deciding.wished(tx, row)
        return filled(wished) if wished is not None else []
    service = tx.db.get(Service, row.service_id) if row.service_id is not None else None
    place = service.institution_id if service is not None else row.institution_id
    institution = tx.db.get(Institution, place or "")
    if institution is None:
        return []
    if service is None:
        return filled(unpacked({**body, "provider": provider_json(institution)}))
    now = record_of(service, institution)
    return differences(now, unpacked(body, now))


def _whose(tx: Tx, staff_id: str | None) -> str | None:
    """The institution somebody works at."""
    of = select(Institution.name).join(Staff, Staff.institution_id == Institution.id)
    return tx.db.scalar(of.where(Staff.id == staff_id)) if staff_id is not None else None


def _who(tx: Tx, staff_id: str | None) -> Text:
    """Somebody of the staff by name and institution, to those who decide with or about her."""
    staff = tx.db.get(Staff, staff_id) if staff_id is not None else None
    if staff is None:
        return FILE.json()
    return WHO.json(name=tx.unseal(staff, "name"), place=_whose(tx, staff.id))


def _told(field: str, known: Any) -> bool:
    return field in ("phones", "hours", "takes_referrals") or bool(getattr(known, field))


def _line(field: str, value: Any) -> Text:
    return WRITTEN.json(field=FIELDS[field].json(), value=said(field, value))
