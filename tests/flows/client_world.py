"""Made-up facts for the conversations of a person and of whoever screens, and effects that change them."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from typing import Any

from bot.regions import Regions, load
from flows.definitions import book
from flows.engine.message import moment
from flows.engine.said import Happened
from flows.events import EVENTS
from flows.regions.hotlines import EMERGENCY, SUPPORT, by_matter, phones
from flows.regions.names import REGIONS
from tests.flows.staff_talk import Talk

CODE = "К7М-4Р2"
RETURN_CODE = "482 915 337 061"
NUMBER = "+380000000000"
SERVICE_ROW = {"id": "v" * 26, "kind": "service", "label": "Зразок послуги"}
DUE = moment("2026-11-24T10:00:00+00:00")
SCREENING = "q" * 26
GOOD = ("ok", "made", "recorded", "asked", "sent", "published")
"""Outcomes that say it happened."""

_KINDS = (
    ("window", "«Єдине вікно»", False, "м. Одеса, вул. Косовська (Косівська), 2Д"),
    ("social", "Зразок: соціальна служба", True, ""),
    ("employment", "Зразок: служба зайнятості", True, ""),
    ("children", "Зразок: служба у справах дітей", True, ""),
    ("legal", "Зразок: бюро правничої допомоги", False, ""),
    ("labour", "Зразок: інспекція праці", False, ""),
    ("psychological", "Зразок: психологічна підтримка", True, ""),
)


@cache
def regions() -> Regions:
    return load()


def institution_id(kind: str) -> str:
    return f"{kind}{'i' * 26}"[:26]


def directory(region: str = "UA-51", **changes: Any) -> list[dict[str, Any]]:
    """Every kind of institution once; ``changes`` hold for all of them."""
    tracks = regions().region(region).tracks
    return [
        {
            "id": institution_id(kind),
            "name": name,
            "kind": kind,
            "tracks": [track.id for track in tracks if kind in track.bodies],
            "on_system": on_system,
            "takes_referrals": True,
            "open": True,
            "on_duty": on_system,
            "phone": "",
            "address": address,
            "sample": name.startswith("Зразок"),
            "consent_modes": None,
            **changes,
        }
        for kind, name, on_system, address in _KINDS
    ]


def facts(region: str = "UA-51", *, roles: tuple[str, ...] = (), **me: Any) -> dict[str, Any]:
    """All that may be looked at; ``roles`` make a worker of the one who speaks, ``me`` changes facts.me."""
    lines = regions().hotlines
    return {
        "me": {
            "language": "uk",
            "region": region,
            "region_name": "Зразкова область",
            "community": None,
            "onboarded": True,
            "discreet": False,
            "channel": "telegram",
            "name": None,
            "staff": "s" * 26 if roles else None,
            "roles": list(roles),
            "is_staff": bool(roles),
            "institution": institution_id("employment") if roles else None,
            "institution_name": "Зразок: служба зайнятості" if roles else None,
            "away": None,
            **me,
        },
        "languages": [{"id": "uk", "label": "Українська"}, {"id": "en", "label": "English"}],
        "regions": [
            {"id": id_, "label": name.json(), "authorities": list(regions().region(id_).authorities)}
            for id_, name in REGIONS.items()
        ],
        "communities": [{"id": "odesa", "label": "Одеська громада"}],
        "operator": {"name": "Зразкова рада ВПО", "contact": "кімната 7"},
        "region": regions().region(region).facts(),
        "emergency": phones(lines, purposes=EMERGENCY),
        "hotlines": phones(lines, purposes=SUPPORT),
        "lines": by_matter(lines, region),
        "directory": directory(region),
        "heads": 0,
        "cases": [],
        "consents": [],
        "readers": [],
        "letters": {"talks": [], "unread": 0, "only": None, "open": None},
        "contact": None,
        "danger": None,
        "work": [],
        "sent": [],
        "card": None,
        "due": [],
        "team": [],
        "leads": [],
        "institutions": [],
        "signoffs": [],
        "changes": [],
        "found": {
            "danger": None,
            "rows": [],
            "every": 0,
            "before": 0,
            "left": 0,
            "next": None,
            "none": True,
        },
        "service": None,
        "article": None,
    }


class World:
    """Facts that change with what happens. ``kinds`` names, by event, an outcome other than the good one;
    ``promise``: what a roster covers; ``waits``: the head has still to sign."""

    def __init__(
        self, told: dict[str, Any], *, promise: str = "roster", waits: bool = False, **kinds: str
    ) -> None:
        self.facts = told
        self.kinds = kinds
        self.promise = promise
        self.waits = waits
        self.happened: list[tuple[str, Mapping[str, Any]]] = []

    def happens(self, event: str, data: Mapping[str, Any]) -> Happened:
        self.happened.append((event, data))
        if event in self.kinds:
            return Happened(self.kinds[event])
        me = self.facts["me"]
        match event:
            case "language_chosen":
                me["language"] = data["language"]
            case "place_chosen":
                me["region"], me["community"] = data["region"], data["community"]
            case "onboarded":
                me["onboarded"] = True
            case "discreet_set":
                me["discreet"] = data["on"]
            case "return_code_wanted":
                return Happened("made", {"code": RETURN_CODE})
            case "screened":
                return Happened("recorded", {"screening": SCREENING})
            case "referred":
                return self._referred(data)
        return Happened(next(kind for kind in GOOD if kind in EVENTS[event].outcomes))

    def _referred(self, data: Mapping[str, Any]) -> Happened:
        if not data["recipients"]:
            return Happened("nobody")
        known = {one["id"]: one for one in self.facts["directory"]}
        told = [
            {
                "referral": f"{number}{'r' * 26}"[:26],
                "name": known[one["institution"]]["name"],
                "on_system": known[one["institution"]]["on_system"],
                "phone": "",
                "waits": self.waits,
            }
            for number, one in enumerate(data["recipients"])
        ]
        return Happened(
            "sent",
            {
                "case": "k" * 26,
                "code": CODE,
                "recipients": told,
                "leader": "Ведуча Зразок",
                "due": DUE if data["verdict"]["managed"] else None,
                "promise": self.promise,
                "return_code": RETURN_CODE if data["mode"] != "self" else None,
            },
        )

    def did(self, event: str) -> Mapping[str, Any]:
        """What the last event of that name carried."""
        return next(data for name, data in reversed(self.happened) if name == event)

    def names(self) -> list[str]:
        return [name for name, _ in self.happened]

    def talk(self, flow: str, **give: Any) -> Talk:
        return Talk(book(), flow, self.facts, self.happens, give)


def person(**me: Any) -> World:
    return World(facts(**me))


def specialist(**me: Any) -> World:
    return World(facts(roles=("specialist",), **me))
