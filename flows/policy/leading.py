"""Who leads a case, who sends it, and the tracks it can go along: a region's policies as values."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from flows.engine.message import M
from flows.policy.duration import Duration


@dataclass(frozen=True, slots=True)
class Leading:
    """Which kind of body leads.

    ``protection`` leads wherever there is a risk or a vulnerability; ``parallel`` works beside it where the
    need is one of ``parallel_needs``; ``by_need`` leads otherwise; ``by_signal`` (a signal's id or its group)
    overrides ``protection``. ``beside_by_need`` is asked in besides for such a need (the placement hotline of
    Ivano-Frankivsk), never in an emergency. ``children``: whether the children's service «leads» a child's
    case or stands «beside». ``first_contact``: who the person turns to until then (``words.FIRST_CONTACTS``).
    ``final`` and ``final_children`` answer for a complex case in the end, where the region names them.
    """

    protection: str
    by_need: Mapping[str, str]
    parallel: str
    parallel_needs: tuple[str, ...]
    children: str
    first_contact: str
    by_signal: Mapping[str, str] = field(default_factory=dict)
    beside_by_need: Mapping[str, str] = field(default_factory=dict)
    final: str | None = None
    final_children: str | None = None

    def json(self) -> dict[str, Any]:
        return {
            "protection": self.protection,
            "by_need": dict(self.by_need),
            "parallel": self.parallel,
            "parallel_needs": list(self.parallel_needs),
            "children": self.children,
            "first_contact": self.first_contact,
            "by_signal": dict(self.by_signal),
            "beside_by_need": dict(self.beside_by_need),
            "final": self.final,
            "final_children": self.final_children,
        }

    @classmethod
    def from_json(cls, raw: Mapping[str, Any]) -> Leading:
        return cls(**{**raw, "parallel_needs": tuple(raw["parallel_needs"])})


@dataclass(frozen=True, slots=True)
class Sending:
    """Who sends a referral: «specialist», «head» (who signs it off within ``sign_off``) or «either».

    An emergency waits for nobody's signature: there the specialist sends at once and the head is told."""

    who: str
    sign_off: Duration

    def json(self) -> dict[str, Any]:
        return {"who": self.who, "sign_off": self.sign_off.json()}

    @classmethod
    def from_json(cls, raw: Mapping[str, Any]) -> Sending:
        return cls(raw["who"], Duration(raw["sign_off"]["minutes"], raw["sign_off"]["counts"]))


@dataclass(frozen=True, slots=True)
class Track:
    """One way of help: whom it goes to, what is done there, what comes of it."""

    id: str
    name: M
    purpose: M
    bodies: tuple[str, ...]
    does: tuple[M, ...] = ()
    result: M | None = None

    def json(self) -> dict[str, Any]:
        return {
            "id": self.id,
            "name": self.name.json(),
            "purpose": self.purpose.json(),
            "bodies": list(self.bodies),
            "does": [one.json() for one in self.does],
            "result": self.result and self.result.json(),
        }

    @classmethod
    def from_json(cls, raw: Mapping[str, Any]) -> Track:
        return cls(
            id=raw["id"],
            name=M(raw["name"]["m"], raw["name"]["t"]),
            purpose=M(raw["purpose"]["m"], raw["purpose"]["t"]),
            bodies=tuple(raw["bodies"]),
            does=tuple(M(one["m"], one["t"]) for one in raw["does"]),
            result=raw["result"] and M(raw["result"]["m"], raw["result"]["t"]),
        )
