"""The record of a service: all that a person may write of it and of whoever provides it.

What cannot be written stands in the row alone: ids, who changed it and when, who called it true and when.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import MISSING, dataclass, field, fields
from types import MappingProxyType
from typing import Any


@dataclass(frozen=True, slots=True)
class Provider:
    """Whose the service is. ``body``: a kind of ``flows.policy.bodies``; ``sector``: one of ``SECTORS`` or
    empty; ``region``: ISO 3166-2; ``phone``: E.164 or a short number, or empty."""

    name: str
    body: str
    region: str
    sector: str = ""
    address: str = ""
    phone: str = ""
    external_id: str = ""


@dataclass(frozen=True, slots=True)
class Visit:
    """One stay of a mobile office. ``day``: ``mon`` … ``sun``, or an ISO date; times are «09:00»."""

    day: str
    opens: str
    closes: str
    community: str
    place: str = ""

    def json(self) -> dict[str, str]:
        return {
            "day": self.day,
            "from": self.opens,
            "to": self.closes,
            "community": self.community,
            "place": self.place,
        }


@dataclass(frozen=True, slots=True)
class Record:
    """A service. Empty means: not known (``communities``: the whole region is served).

    ``needs``, ``situations``, ``area``, ``languages``, ``accessibility``, ``state``: ids of
    ``flows.rules.needs`` and ``flows.directory.words``. ``hours``: ``{"mon": [["09:00", "18:00"]]}``.
    ``community``: where the door is, ``latitude`` and ``longitude`` of it in degrees.
    """

    provider: Provider
    name: str
    about: str = ""
    needs: tuple[str, ...] = ()
    situations: tuple[str, ...] = ()
    communities: tuple[str, ...] = ()
    community: str = ""
    area: str = ""
    address: str = ""
    latitude: float | None = None
    longitude: float | None = None
    phones: tuple[str, ...] = ()
    site: str = ""
    email: str = ""
    hours: Mapping[str, Any] = field(default_factory=lambda: MappingProxyType({}), hash=False)
    visits: tuple[Visit, ...] = ()
    eligibility: str = ""
    cost: str = ""
    documents: tuple[str, ...] = ()
    without_documents: str = ""
    languages: tuple[str, ...] = ()
    accessibility: tuple[str, ...] = ()
    state: str = "active"
    notice: str = ""
    takes_referrals: bool = True
    waiting: str = ""
    sample: bool = False
    external_id: str = ""


LISTS = frozenset(("needs", "situations", "communities", "phones", "documents", "languages", "accessibility"))
"""Fields that hold several words."""

WRITTEN = tuple(one.name for one in fields(Record) if one.name != "provider")
"""Fields of the service itself."""

OF_PROVIDER = tuple(one.name for one in fields(Provider))
"""Fields of the one who provides it."""


_NEEDED = {one.name for one in fields(Provider) if one.default is MISSING}


def packed(record: Record) -> dict[str, Any]:
    """The record as JSON; its provider under ``provider``."""
    found = {name: getattr(record, name) for name in WRITTEN}
    found |= {name: list(found[name]) for name in LISTS}
    found["hours"] = dict(record.hours)
    found["visits"] = [one.json() for one in record.visits]
    return {"provider": {name: getattr(record.provider, name) for name in OF_PROVIDER}, **found}


def unpacked(body: Mapping[str, Any], base: Record | None = None) -> Record:
    """The record of such JSON. What it does not name is that of ``base``, or empty without one.

    Raises KeyError where a provider's or the service's name lacks, or where there is no such field.
    """
    if unknown := set(body) - {"provider", *WRITTEN}:
        raise KeyError(*sorted(unknown))
    whose: Mapping[str, Any] = body.get("provider") or {}
    if unknown := set(whose) - set(OF_PROVIDER):
        raise KeyError(*sorted(unknown))
    known = {name: getattr(base.provider, name) for name in OF_PROVIDER} if base is not None else {}
    provider = known | dict(whose)
    if lacking := _NEEDED - set(provider):
        raise KeyError(*sorted(lacking))
    known = {name: getattr(base, name) for name in WRITTEN} if base is not None else {}
    known |= {name: _unpacked(name, body[name]) for name in WRITTEN if name in body}
    if "name" not in known:
        raise KeyError("name")
    return Record(provider=Provider(**provider), **known)


def changed(before: Record, after: Record) -> tuple[str, ...]:
    """The names of the fields that differ; the provider's as ``provider.phone``."""
    own = [name for name in WRITTEN if getattr(before, name) != getattr(after, name)]
    theirs = [
        f"provider.{name}"
        for name in OF_PROVIDER
        if getattr(before.provider, name) != getattr(after.provider, name)
    ]
    return (*own, *theirs)


def _unpacked(name: str, value: Any) -> Any:
    if name in LISTS:
        return tuple(value)
    if name == "visits":
        return tuple(
            Visit(one["day"], one["from"], one["to"], one["community"], one.get("place", "")) for one in value
        )
    return value
