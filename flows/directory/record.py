"""The record of a service: all that a person may write of it and of whoever provides it.

What cannot be written stands in the row alone: ids, who changed it and when, who called it true and when.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import MISSING, asdict, dataclass, field, fields
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


def packed(record: Record) -> dict[str, Any]:
    """The record as JSON; its provider under ``provider``."""
    found = {name: _packed(getattr(record, name)) for name in WRITTEN}
    return {"provider": asdict(record.provider), **found}


def unpacked(body: Mapping[str, Any], base: Record | None = None) -> Record:
    """The record of such JSON. What it does not name is that of ``base``, or empty without one.

    Raises KeyError where a provider's or the service's name lacks, or where there is no such field.
    """
    if unknown := set(body) - {"provider", *WRITTEN}:
        raise KeyError(*sorted(unknown))
    whose: Mapping[str, Any] = body.get("provider") or {}
    if unknown := set(whose) - set(OF_PROVIDER):
        raise KeyError(*sorted(unknown))
    provider = (asdict(base.provider) if base is not None else {}) | dict(whose)
    if lacking := _needed(Provider) - set(provider):
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


def _packed(value: Any) -> Any:
    if isinstance(value, tuple):
        return [one.json() if isinstance(one, Visit) else one for one in value]
    return dict(value) if isinstance(value, Mapping) else value


def _unpacked(name: str, value: Any) -> Any:
    if name in LISTS:
        return tuple(value)
    if name == "visits":
        return tuple(
            Visit(one["day"], one["from"], one["to"], one["community"], one.get("place", "")) for one in value
        )
    return value


def _needed(kind: type) -> set[str]:
    return {one.name for one in fields(kind) if one.default is MISSING and one.default_factory is MISSING}
