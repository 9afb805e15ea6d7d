"""Made-up people and institutions for the tests of services: two regions, everybody a case can meet."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from bot.db.models import Institution, Staff
from bot.db.tx import Tx
from bot.services.access import Actor, actor_of
from bot.services.people import identify
from flows.events import EVENTS
from handlers.channel import Address

OFFICE = {day: [["09:00", "18:00"]] for day in ("mon", "tue", "wed", "thu", "fri")}
ALWAYS = {"shifts": [[day, "00:00", "24:00"] for day in ("mon", "tue", "wed", "thu", "fri", "sat", "sun")]}

PLACES = (  # id, region, kind, on the system, has a roster
    ("social", "UA-51", "social", True, True),
    ("children", "UA-51", "children", True, True),
    ("employment", "UA-51", "employment", True, False),
    ("legal", "UA-51", "legal", False, False),
    ("cnap", "UA-51", "cnap", False, False),
    ("closed", "UA-51", "psychological", True, False),
    ("vn_cnap", "UA-05", "cnap", False, False),
    ("vn_social", "UA-05", "social_protection", True, False),
)
WORKERS = (  # id, place, roles
    ("olha", "cnap", ["specialist"]),
    ("petro", "cnap", ["specialist"]),
    ("iryna", "social", ["lead"]),
    ("second", "social", ["lead"]),
    ("nadiia", "children", ["lead"]),
    ("oleh", "employment", ["lead"]),
    ("coordinator", "social", ["coordinator"]),
    ("vn_specialist", "vn_cnap", ["specialist"]),
    ("vn_head", "vn_cnap", ["head"]),
    ("vn_lead", "vn_social", ["lead"]),
    ("vn_coordinator", "vn_social", ["coordinator"]),
)
NAME, PHONE, GIST, WORD, REASON = (
    "Оксана Зразкова",
    "+380670000001",
    "Шукає юриста.",
    "калина",
    "Бо дуже страшно.",
)
CONTACT = {
    "way": "call",
    "number": PHONE,
    "from": 10,
    "to": 17,
    "hours": "після обіду",
    "who": "me",
    "word": WORD,
}
ALL_FIELDS = ["name", "contact", "contact_way", "need", "gist", "profile", "plan", "level"]
PROFILE = [
    {
        "own": "Чи маєте Ви потрібні документи?",
        "other": "Чи має людина потрібні документи?",
        "answers": ["Не всі"],
    }
]


@dataclass(frozen=True)
class Cast:
    """Ids by name: ``staff["iryna"]``, ``people["iryna"]`` (her person)."""

    staff: Mapping[str, str]
    people: Mapping[str, str]

    def actor(self, tx: Tx, who: str) -> Actor:
        return actor_of(tx, self.people[who])


def seed(tx: Tx) -> Cast:
    for id_, region, kind, on_system, roster in PLACES:
        tx.db.add(
            Institution(
                id=id_,
                name=f"Зразок: {id_}",
                kind=kind,
                region=region,
                address="",
                phone="",
                hours=OFFICE,
                roster=ALWAYS if roster else None,
                tracks=[],
                on_system=on_system,
                takes_referrals=id_ != "closed",
                consent_modes=None,
                sample=True,
            )
        )
    tx.db.flush()
    staff, people = {}, {}
    for at, (id_, place, roles) in enumerate(WORKERS):
        person = tx.new_person(language="uk")
        worker = Staff(
            id=id_,
            person_id=person.id,
            institution_id=place,
            roles=roles,
            joined_at=tx.now + timedelta(seconds=at),
        )
        tx.seal(worker, "name", f"Працівник {id_}")
        tx.seal(worker, "position", "посада")
        tx.seal(worker, "phone", "+380480000002")
        tx.db.add(worker)
        staff[id_], people[id_] = id_, person.id
    tx.db.flush()
    return Cast(staff, people)


def newcomer(tx: Tx, address: str = "77", region: str | None = "UA-51") -> Actor:
    """A person who speaks to us in Telegram."""
    identity = identify(tx, Address("telegram", address), "uk")
    actor = actor_of(tx, identity.person_id, identity.id, "telegram")
    if region is not None:
        from bot.services.people import place_chosen

        place_chosen(tx, actor, {"region": region, "community": None})
    return actor_of(tx, identity.person_id, identity.id, "telegram")


def verdict(level: str = "yellow", **over: Any) -> dict[str, Any]:
    return {
        "level": level,
        "label": level,
        "colour": {"green": "🟢", "yellow": "🟡", "red": "🔴"}[level],
        "emergency": level == "red",
        "managed": level != "green",
        "reasons": [],
        "signals": [],
        "minors": False,
        "unclear": False,
        **over,
    }


def to(
    institution: str, mode: str | None = "oral", *, leads: bool = False, track: str = "social"
) -> dict[str, Any]:
    return {"institution": institution, "track": track, "leads": leads, "mode": mode, "fields": ALL_FIELDS}


def asked(*recipients: Mapping[str, Any], mode: str = "beside", **over: Any) -> dict[str, Any]:
    """A whole «referred», as the flow emits it."""
    data: dict[str, Any] = {
        "mode": mode,
        "authority": None,
        "path": "consent",
        "screening": None,
        "verdict": verdict(),
        "need": "social",
        "client": {"name": NAME},
        "contact": CONTACT,
        "recipients": list(recipients),
        "gist": GIST,
        "plan": {"lines": ["Зателефонує соціальна служба."], "hours": 48},
        "ground": None,
        "profile": None,
        "priority": False,
        "through_head": False,
        **over,
    }
    assert set(data) == EVENTS["referred"].fields
    return data


def notices(tx: Tx) -> list[tuple[str, str]]:
    """Who is told what in this transaction."""
    return [(one.person_id, one.notice) for one in tx.told]
