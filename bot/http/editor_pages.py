"""What the editor's pages show: each as plain values for its template. Access is asked in the services."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import load_only

from bot.db.directory import Service, ServiceProposal
from bot.db.models import Institution, Staff
from bot.db.tx import Tx
from bot.facts.records import fresh, proposal
from bot.http.editor_form import GROUPS, HINTS, REQUIRED, Form, kind_of
from bot.services import proposals, records
from bot.services.access import Actor, permitted
from bot.services.doubts import ENOUGH, unreached
from bot.services.freshness import SILENT, today
from bot.services.lines import when
from bot.services.record_words import change_lines
from flows.directory.labels import FIELDS, WORDS
from flows.directory.words import STATES
from flows.rules.stale import is_stale

Row = dict[str, Any]
Say = Callable[[Any], str]
"""A text in the reader's language."""

AT_ONCE = 50
_LOOKED_AT = (
    Service.name,
    Service.community,
    Service.address,
    Service.state,
    Service.sample,
    Service.asked_at,
    Service.assured_on,
)
LOOKS = ("silent", "doubted", "never", "stale")


def listed(tx: Tx, actor: Actor, say: Say, query: Mapping[str, str]) -> Row:
    """The records of her region that the filters leave, a page of them."""
    wanted = {name: query.get(name, "").strip() for name in ("q", "look", "state", "community")}
    rows = tx.db.execute(
        select(Service, Institution.name)
        .options(load_only(*_LOOKED_AT))
        .join(Institution, Institution.id == Service.institution_id)
        .where(Service.region == actor.region)
    ).all()
    doubts = unreached(tx)
    found = [pair for pair in rows if _meant(tx, *pair, wanted, doubts)]
    found.sort(key=lambda pair: (not _signs(tx, pair[0], doubts), pair[0].name.casefold(), pair[0].id))
    page = max(0, int(query.get("page", "0")) if query.get("page", "0").isdecimal() else 0)
    begins = page * AT_ONCE
    return {
        "rows": [_listed(tx, say, *pair, doubts) for pair in found[begins : begins + AT_ONCE]],
        "every": len(found),
        "wanted": wanted,
        "page": page,
        "before": page > 0,
        "next": begins + AT_ONCE < len(found),
        "looks": LOOKS,
        "state_label": say(FIELDS["state"].json()),
        "community_label": say(FIELDS["community"].json()),
        "sample_label": say(FIELDS["sample"].json()),
        "states": [(id_, say(label.json())) for id_, label in STATES.items()],
        "communities": sorted({service.community for service, _ in rows if service.community}),
        "waiting": len(proposals.waiting(tx, actor.region)) if actor.region is not None else 0,
    }


def hers(tx: Tx, actor: Actor, service_id: str, *, hold: bool = False) -> tuple[Service, Institution] | None:
    """A record that she may write; ``hold``: because she writes it now. None: there is none."""
    pair = (records.held if hold else records.looked_at)(tx, service_id)
    return pair if pair is not None and permitted(tx, actor, "record_written", pair[0]) else None


def record_page(
    tx: Tx, say: Say, pair: tuple[Service, Institution], form: Form, *, modified: str | None = None
) -> Row:
    """One record: its form, how fresh it is, what was changed."""
    service, institution = pair
    doubted = unreached(tx, [service.id]).get(service.id, 0)
    return {
        "id": service.id,
        "name": service.name,
        "institution": institution.name,
        "fresh": say(fresh(tx, service)),
        "doubted": doubted,
        "sample": service.sample,
        "assures": not service.sample and service.state != "closed",
        "modified": modified or service.modified_at.isoformat(),
        "groups": fields_of(say, form),
        "faults": faults_of(say, form),
        "history": _history(tx, say, service.id),
    }


def fields_of(say: Say, form: Form) -> list[Row]:
    """The form's groups of fields."""
    return [{"id": group, "fields": [_field(say, form, one) for one in fields]} for group, fields in GROUPS]


def faults_of(say: Say, form: Form) -> list[Row]:
    """Every fault, for the summary above the form."""
    order = [field for _, fields in GROUPS for field in fields]
    return [
        {"field": field, "label": say(FIELDS[field].json()), "why": say(form.faults[field])}
        for field in sorted(form.faults, key=lambda one: order.index(one) if one in order else len(order))
    ]


def places(tx: Tx, actor: Actor) -> list[Institution]:
    """Institutions of her region, to which a service can be added."""
    query = select(Institution).where(Institution.region == actor.region).order_by(Institution.name)
    return [one for one in tx.db.scalars(query) if permitted(tx, actor, "service_added", one)]


def proposed(tx: Tx, actor: Actor, say: Say) -> list[Row]:
    """What is to be decided."""
    found: list[Row] = []
    waiting: list[ServiceProposal] = list(proposals.waiting(tx, actor.region)) if actor.region else []
    for one in waiting:
        row = proposal(tx, actor, {"proposal": one.id})
        if not isinstance(row, dict):
            continue
        found.append(
            {
                "id": one.id,
                "title": say(row["title"]),
                "lines": [say(line) for line in row["lines"]],
                "by": say(row["by"]),
                "at": say(row["at"]),
                "once": say(row["once"]) if row["once"] else "",
                "two": row["two"],
                "known": row["known"],
            }
        )
    return found


def _meant(
    tx: Tx, service: Service, place: str, wanted: Mapping[str, str], doubts: Mapping[str, int]
) -> bool:
    words = f"{service.name} {place} {service.community} {service.address}".casefold()
    if wanted["q"].casefold() not in words:
        return False
    if wanted["state"] and service.state != wanted["state"]:
        return False
    if wanted["community"] and service.community != wanted["community"]:
        return False
    return wanted["look"] not in LOOKS or wanted["look"] in _signs(tx, service, doubts)


def _signs(tx: Tx, service: Service, doubts: Mapping[str, int]) -> list[str]:
    """Why it wants to be looked at."""
    if service.sample or service.state == "closed":
        return []
    signs = []
    if service.asked_at is not None and service.asked_at <= tx.now - SILENT:
        signs.append("silent")
    if doubts.get(service.id, 0) >= ENOUGH:
        signs.append("doubted")
    if service.assured_on is None:
        signs.append("never")
    elif is_stale(service.assured_on, today(tx)):
        signs.append("stale")
    return signs


def _listed(tx: Tx, say: Say, service: Service, place: str, doubts: Mapping[str, int]) -> Row:
    return {
        "id": service.id,
        "name": service.name,
        "place": place,
        "community": service.community,
        "state": service.state,
        "state_label": say(STATES[service.state].json()),
        "signs": _signs(tx, service, doubts),
        "assured": say({"at": service.assured_on.isoformat()}) if service.assured_on else "",
        "sample": service.sample,
    }


def _field(say: Say, form: Form, field: str) -> Row:
    words = WORDS.get(field, {})
    why = form.faults.get(field)
    return {
        "id": field,
        "html": field.replace(".", "-"),
        "label": say(FIELDS[field].json()),
        "kind": kind_of(field),
        "value": form.values.get(field, ""),
        "words": [(id_, say(label.json())) for id_, label in words.items()],
        "blank": field == "area",
        "hint": HINTS.get(field, ""),
        "required": field in REQUIRED,
        "why": say(why) if why is not None else "",
    }


def _history(tx: Tx, say: Say, service_id: str) -> list[Row]:
    rows = records.history(tx, service_id)[:AT_ONCE]
    places_of = dict(
        tx.db.execute(
            select(Staff.id, Institution.name)
            .join(Institution, Institution.id == Staff.institution_id)
            .where(Staff.id.in_({one.staff_id for one in rows if one.staff_id}))
        ).all()
    )
    return [
        {
            "at": say(when(one.at)),
            "by": places_of.get(one.staff_id or "", ""),
            "lines": [say(line) for line in change_lines(one.before, one.after)] if one.after else [],
        }
        for one in rows
    ]
