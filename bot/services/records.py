"""The records of services: what is written of each, by whom it was changed, who called it true and when.

Every change is kept (``ServiceChange``). What is written of a provider belongs to each of its services: a new
telephone of the provider is a change of the record through which it was written.
"""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from datetime import date
from functools import lru_cache
from typing import Any

from sqlalchemy import Select, select

from bot.calendar import HoursError, WorkingHours
from bot.db.alone import alone
from bot.db.directory import Service, ServiceChange, ServiceCheck
from bot.db.models import Institution
from bot.db.tx import Tx
from bot.services.found import FRESH
from flows.directory.problems import HOURS, problems
from flows.directory.record import WRITTEN, Provider, Record, packed, unpacked
from flows.engine.message import Text

_ADDING = 7_164_003  # any number of our own (bot.services.audit and bot.db.migrate have others)
_SAME = re.compile(r"[\s\u00a0]+")
_MARKS = str.maketrans("«»„“”\u2019\u02bc`", '"""""\'\'\'')


class RecordError(ValueError):
    """A record that may not be kept. ``problems``: field and words, for whoever wrote it."""

    def __init__(self, found: Sequence[tuple[str, Text]]) -> None:
        super().__init__(f"{len(found)} fields are not right")
        self.problems = list(found)


class UnknownProviderError(LookupError):
    """There is no such institution in the region: a new one is proposed (``bot.services.proposals``)."""


def checked(record: Record) -> list[tuple[str, Text]]:
    """What is wrong with the record, field by field: all of ``flows.directory.problems``, and its hours as
    ``bot.calendar`` reads them."""
    found = problems(record)
    written = record.hours and not any(field == "hours" for field, _ in found)
    if written and not _can_be_read(json.dumps(dict(record.hours))):
        found.append(("hours", HOURS.json()))
    return found


@lru_cache(maxsize=1024)
def _can_be_read(hours: str) -> bool:
    try:
        WorkingHours.from_json(json.loads(hours))
    except HoursError:
        return False
    return True


def record_of(service: Service, institution: Institution) -> Record:
    """What stands in the rows."""
    body = {name: getattr(service, name) for name in WRITTEN}
    body |= {"area": service.area or "", "external_id": service.external_id or ""}
    return unpacked({"provider": provider_json(institution), **body})


def provider_json(institution: Institution) -> dict[str, Any]:
    """What stands in an institution's row, as the fields of a ``Provider``."""
    return {
        "name": institution.name,
        "body": institution.kind,
        "region": institution.region,
        "sector": institution.sector or "",
        "address": institution.address,
        "phone": institution.phone,
        "external_id": institution.external_id or "",
    }


def held(tx: Tx, service_id: str) -> tuple[Service, Institution] | None:
    """A service and its institution, held until the transaction ends; read afresh. None: there is none."""
    found = tx.db.execute(_pair(service_id).with_for_update(), execution_options=FRESH).one_or_none()
    return None if found is None else (found[0], found[1])


def one_adds(tx: Tx) -> None:
    """Only one transaction at a time may find that an institution or a service is not there yet: two at the
    same moment would each add what neither sees of the other."""
    alone(tx.db, _ADDING)


def looked_at(tx: Tx, service_id: str) -> tuple[Service, Institution] | None:
    """The same, held back from nobody."""
    found = tx.db.execute(_pair(service_id)).one_or_none()
    return None if found is None else (found[0], found[1])


def _pair(service_id: str) -> Select[Service, Institution]:
    query = select(Service, Institution).join(Institution, Institution.id == Service.institution_id)
    return query.where(Service.id == service_id)


def put(
    tx: Tx,
    by: str | None,
    region: str,
    record: Record,
    service: Service | None = None,
    institution: Institution | None = None,
) -> Service:
    """Write the record: a new service, or a changed one (hold it first: ``held``). ``by``: the member of
    staff, None for an import.

    A new service is that of ``institution``, or of the institution that its provider names. Where nothing
    differs from what stands there, nothing is written. Raises RecordError and UnknownProviderError.
    """
    if found := checked(record):
        raise RecordError(found)
    if service is None:
        institution = institution or provider_of(tx, record.provider)
        if institution is None:
            raise UnknownProviderError
        service = Service(id=tx.new_id(), institution_id=institution.id, region=region, modified_at=tx.now)
        before = None
    else:
        institution = institution or tx.db.get_one(Institution, service.institution_id)
        before = record_of(service, institution)
        if before == record:
            return service
    rewrite(tx, institution, record.provider)
    for name, value in columns(record).items():
        setattr(service, name, value)
    service.modified_at = tx.now
    tx.db.add(service)
    tx.db.flush()
    tx.db.add(change(tx, service.id, by, before, record_of(service, institution)))
    tx.db.flush()
    return service


def columns(record: Record) -> dict[str, Any]:
    """The values of a service's row."""
    found = packed(record)
    del found["provider"]
    return found | {"area": record.area or None, "external_id": record.external_id or None}


def change(tx: Tx, service_id: str, by: str | None, before: Record | None, after: Record) -> ServiceChange:
    """One line of the history."""
    was = packed(before) if before is not None else None
    return ServiceChange(service_id=service_id, staff_id=by, before=was, after=packed(after), at=tx.now)


def history(tx: Tx, service_id: str) -> Sequence[ServiceChange]:
    """Every change of the service, the newest first."""
    query = select(ServiceChange).where(ServiceChange.service_id == service_id)
    return tx.db.scalars(query.order_by(ServiceChange.id.desc())).all()


def assured(tx: Tx, service: Service, staff_id: str | None, on: date | None = None) -> None:
    """Somebody who knows says that all is so: today, or on that day. None of the staff: a file that was
    imported says it. An earlier day than the one that stands there changes nothing."""
    day = on or tx.now.astimezone(tx.world.zone).date()
    if service.assured_on is not None and day < service.assured_on:
        return
    service.assured_on, service.assured_by, service.asked_at = day, staff_id, None
    tx.db.add(
        ServiceCheck(id=tx.new_id(), service_id=service.id, kind="assured", staff_id=staff_id, at=tx.now)
    )
    tx.db.flush()


# Whose a service is -----------------------------------------------------------------------------------------


def same(name: str) -> str:
    """What two spellings of one name have in common: capitals, spaces and the shape of quotes don't count."""
    return _SAME.sub(" ", name.translate(_MARKS)).strip().casefold()


def provider_of(tx: Tx, provider: Provider) -> Institution | None:
    """The institution of the region that the provider names: by its own id, else by its name."""
    here = select(Institution.id, Institution.name, Institution.external_id)
    rows = tx.db.execute(here.where(Institution.region == provider.region).order_by(Institution.id)).all()
    wanted, by_id = same(provider.name), provider.external_id
    ids = [id_ for id_, _, external_id in rows if by_id and external_id == by_id]
    ids += [id_ for id_, name, external_id in rows if same(name) == wanted and not (by_id and external_id)]
    return tx.db.get(Institution, ids[0]) if ids else None


def new_provider(tx: Tx, provider: Provider, *, takes_referrals: bool, sample: bool) -> Institution:
    """Put an institution into the directory. Its hours are not known, and its staff are not on the system."""
    tracks = tx.world.regions.region(provider.region).tracks
    institution = Institution(
        id=tx.new_id(),
        name=provider.name,
        kind=provider.body,
        region=provider.region,
        address=provider.address,
        phone=provider.phone,
        hours={},
        tracks=[one.id for one in tracks if provider.body in one.bodies],
        takes_referrals=takes_referrals,
        sample=sample,
        sector=provider.sector or None,
        external_id=provider.external_id or None,
    )
    tx.db.add(institution)
    tx.db.flush()
    return institution


def rewrite(tx: Tx, institution: Institution, provider: Provider) -> bool:
    """Let the institution's row say what the provider says, and answer whether it said something else. Its
    region stays; another kind of body brings that kind's tracks."""
    written = {
        "name": provider.name,
        "kind": provider.body,
        "address": provider.address,
        "phone": provider.phone,
        "sector": provider.sector or None,
        "external_id": provider.external_id or None,
    }
    differ = {name: value for name, value in written.items() if getattr(institution, name) != value}
    for name, value in differ.items():
        setattr(institution, name, value)
    if "kind" in differ:
        tracks = tx.world.regions.region(institution.region).tracks
        institution.tracks = [one.id for one in tracks if provider.body in one.bodies]
    return bool(differ)
