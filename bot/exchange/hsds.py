"""The directory as Open Referral's HSDS 3.0: a list of services, each with all that belongs to it.

What HSDS has a place for stands there; what it has none for stands in ``attributes`` of our own taxonomies
(``TAXONOMY``), so that nothing is lost on the way out and in again. Ids are UUIDs made of what identifies a
service, the same on every machine.
"""

from __future__ import annotations

import json
import uuid
from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime
from typing import Any

from bot.exchange.rows import BY_KEY, Line
from bot.services.records import same
from flows.directory.record import Provider, Record, Visit
from flows.regions.names import REGIONS

NAMESPACE = uuid.UUID("6f0b1c52-6b0e-5d7b-9f5e-2d6c1a0f7e41")
TAXONOMY = "dorozhnyk"
STATUS: Mapping[str, str] = {"active": "active", "paused": "temporarily closed", "closed": "defunct"}
BYDAY: Mapping[str, str] = {
    "mon": "MO", "tue": "TU", "wed": "WE", "thu": "TH", "fri": "FR", "sat": "SA", "sun": "SU"
}  # fmt: skip
WORDS = ("needs", "situations")
"""Lists of a service that stand in attributes, each word an attribute with a term."""

VALUES = ("external_id", "area", "without_documents", "takes_referrals", "sample")
"""Fields of a service that stand in attributes, each with its value."""

OF_PROVIDER = ("body", "sector", "region")
"""The same of the organization."""


def written(lines: Iterable[Line]) -> bytes:
    """The lines as a JSON list of services."""
    services = (json.dumps(_service(one), ensure_ascii=False, separators=(",", ":")) for one in lines)
    return ("[" + ",\n".join(services) + "]\n").encode()


def _service(line: Line) -> dict[str, Any]:
    record = line.record
    key = "|".join(_identity(record))
    id_ = _uuid("service", key)
    found: dict[str, Any] = {
        "id": id_,
        "name": record.name,
        "description": record.about,
        "url": record.site,
        "email": record.email,
        "status": STATUS[record.state],
        "alert": record.notice,
        "eligibility_description": record.eligibility,
        "fees_description": record.cost,
        "wait_time": record.waiting,
        "assured_date": line.assured_on and line.assured_on.isoformat(),
        "last_modified": line.modified_at and _stamp(line.modified_at),
    }
    found = {name: value for name, value in found.items() if value or name in ("id", "name", "status")}
    lists = {
        "phones": [_phone(key, at, one) for at, one in enumerate(record.phones)],
        "schedules": list(_schedules(key, record)),
        "service_areas": list(_areas(key, record)),
        "service_at_locations": list(_places(key, record)),
        "languages": [
            {"id": _uuid("language", key, one), "code": one, "name": _label("languages", one)}
            for one in record.languages
        ],
        "required_documents": [
            {"id": _uuid("document", key, str(at)), "document": one}
            for at, one in enumerate(record.documents)
        ],
        "attributes": list(_attributes(key, id_, record)),
    }
    organization = _organization(record.provider)
    return {
        **found,
        "organization_id": organization["id"],
        "organization": organization,
        **{name: one for name, one in lists.items() if one},
    }


def _organization(provider: Provider) -> dict[str, Any]:
    key = "|".join((provider.region, provider.external_id, same(provider.name)))
    id_ = _uuid("organization", key)
    found: dict[str, Any] = {
        "id": id_,
        "name": provider.name,
        "description": _label("provider.body", provider.body),
        "attributes": [
            _attribute(key, id_, "organization", f"provider.{name}", getattr(provider, name))
            for name in OF_PROVIDER
            if getattr(provider, name)
        ],
    }
    if provider.external_id:
        found["organization_identifiers"] = [
            {
                "id": _uuid("identifier", key),
                "organization_id": id_,
                "identifier_scheme": TAXONOMY,
                "identifier_type": "external",
                "identifier": provider.external_id,
            }
        ]
    if provider.phone:
        found["phones"] = [_phone(f"organization|{key}", 0, provider.phone)]
    if provider.address:
        found["locations"] = [
            {
                "id": _uuid("location", "organization", key),
                "location_type": "physical",
                "addresses": [_address(f"organization|{key}", provider.region, "", provider.address)],
            }
        ]
    return found


def _schedules(key: str, record: Record) -> Iterator[dict[str, Any]]:
    for day, spells in record.hours.items():
        for at, (opens, closes) in enumerate(spells):
            yield {
                "id": _uuid("schedule", key, day, str(at)),
                "freq": "WEEKLY",
                "byday": BYDAY[day],
                "opens_at": opens,
                "closes_at": _midnight(closes),
            }


def _areas(key: str, record: Record) -> Iterator[dict[str, Any]]:
    """The communities; where it serves the whole region, the region with its code."""
    for at, one in enumerate(record.communities):
        yield {"id": _uuid("area", key, str(at)), "name": one}
    if not record.communities:
        region = record.provider.region
        yield {"id": _uuid("area", key), "name": REGIONS[region].text, "uri": area_uri(region)}


def area_uri(region: str) -> str:
    """How a whole region is named among the areas served."""
    return f"urn:iso:std:iso:3166:-2:{region}"


def _places(key: str, record: Record) -> Iterator[dict[str, Any]]:
    """Where the door is, if that is known; then each stay of a mobile office, with a schedule of its own."""
    region = record.provider.region
    if record.address or record.community or record.accessibility or record.latitude is not None:
        place: dict[str, Any] = {"id": _uuid("location", key), "location_type": "physical"}
        if record.latitude is not None and record.longitude is not None:
            place |= {"latitude": record.latitude, "longitude": record.longitude}
        if record.address or record.community:
            place["addresses"] = [_address(key, region, record.community, record.address)]
        if record.accessibility:
            place["accessibility"] = [
                {"id": _uuid("accessibility", key, one), "description": _label("accessibility", one)}
                for one in record.accessibility
            ]
        yield {"id": _uuid("service_at_location", key), "location": place}
    for at, visit in enumerate(record.visits):
        yield _stay(f"{key}|visit {at}", region, visit)


def _stay(key: str, region: str, visit: Visit) -> dict[str, Any]:
    schedule: dict[str, Any] = {"id": _uuid("schedule", key), "opens_at": visit.opens}
    schedule["closes_at"] = _midnight(visit.closes)
    if visit.day in BYDAY:
        schedule |= {"freq": "WEEKLY", "byday": BYDAY[visit.day]}
    else:
        schedule |= {"valid_from": visit.day, "valid_to": visit.day, "dtstart": visit.day}
    place = {
        "id": _uuid("location", key),
        "location_type": "physical",
        "addresses": [_address(key, region, visit.community, visit.place)],
    }
    return {"id": _uuid("service_at_location", key), "location": place, "schedules": [schedule]}


def _attributes(key: str, id_: str, record: Record) -> Iterator[dict[str, Any]]:
    for name in WORDS:
        for one in getattr(record, name):
            yield _attribute(key, id_, "service", name, one)
    for name in VALUES:
        value = getattr(record, name)
        if isinstance(value, bool):
            yield _valued(key, id_, name, "yes" if value else "no")
        elif value:
            yield _valued(key, id_, name, value)


def _attribute(key: str, id_: str, entity: str, name: str, word: str) -> dict[str, Any]:
    """A word of one of our closed lists."""
    label = _label(name, word)
    return {
        "id": _uuid("attribute", entity, key, name, word),
        "link_id": id_,
        "link_entity": entity,
        "link_type": name,
        "taxonomy_term_id": _uuid("term", name, word),
        "taxonomy_term": {
            "id": _uuid("term", name, word),
            "code": word,
            "name": label,
            "description": label,
            "taxonomy": f"{TAXONOMY}/{name}",
            "language": "uk",
        },
    }


def _valued(key: str, id_: str, name: str, value: str) -> dict[str, Any]:
    """A field that HSDS has no place for, with its value."""
    heading = BY_KEY[name].heading
    return {
        "id": _uuid("attribute", "service", key, name),
        "link_id": id_,
        "link_entity": "service",
        "link_type": name,
        "value": value,
        "taxonomy_term_id": _uuid("term", "field", name),
        "taxonomy_term": {
            "id": _uuid("term", "field", name),
            "code": name,
            "name": heading,
            "description": BY_KEY[name].note,
            "taxonomy": f"{TAXONOMY}/fields",
            "language": "uk",
        },
    }


def _address(key: str, region: str, community: str, address: str) -> dict[str, Any]:
    """HSDS wants all of these; what is not known stays empty, nothing is made up."""
    return {
        "id": _uuid("address", key),
        "address_1": address,
        "city": community,
        "state_province": REGIONS[region].text,
        "postal_code": "",
        "country": "UA",
        "address_type": "physical",
    }


def _phone(key: str, at: int, number: str) -> dict[str, Any]:
    return {"id": _uuid("phone", key, str(at)), "number": number, "type": "voice"}


def _identity(record: Record) -> tuple[str, ...]:
    whose = record.provider
    of_whom = (whose.region, whose.external_id, same(whose.name))
    return (*of_whom, record.external_id, same(record.name), same(record.community))


def _uuid(*parts: str) -> str:
    return str(uuid.uuid5(NAMESPACE, "\x1f".join(parts)))


def _label(key: str, word: str) -> str:
    words = BY_KEY[key].words
    return words.labels[word] if words is not None else word


def _midnight(closes: str) -> str:
    return "00:00" if closes == "24:00" else closes


def _stamp(at: datetime) -> str:
    return at.isoformat(timespec="milliseconds").replace("+00:00", "Z")
