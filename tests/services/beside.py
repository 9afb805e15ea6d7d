"""A region of the tests' own, where everything goes on, and the people and places for it."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from bot.db.models import Base, Institution, Referral
from bot.db.tx import Tx
from bot.regions import Regions, load
from bot.services.contacts import keep
from tests.services.house import CONTACT, House, kyiv

ORDER = """
practices = ["placements", "deidentified_exchange", "who_pays"]
onward = [{ after = "social", to = "employment" }, { after = "employment", to = "migration" }]

[closing]
asks = "Чи людина вже прижилася?"

[team]
must = ["ngo"]
calls = ["health"]

[beyond]
body = "region"
grounds = [{ id = "funding", text = "Потрібні кошти, яких громада не має" }]
"""
PLACES: Mapping[str, tuple[str, bool]] = {
    "employment": ("employment", True),
    "migration": ("migration", False),
    "shelter": ("shelter", False),
    "fund": ("ngo", False),
}
IN_CHAT = {**CONTACT, "way": "web", "number": None, "from": 9, "to": 18}
FIELDS = ["name", "contact", "contact_way", "need", "gist", "level"]


def ordered(folder: Path, order: str = ORDER) -> Regions:
    """Odesa's region with such an order of the operator over it."""
    (folder / "UA-51.toml").write_text(order, "utf-8")
    return load(folder)


async def settle_in(house: House) -> None:
    """More places and people, and Olena's case: Lesia of the social service has taken it."""
    house.clock.at = kyiv("2026-11-23 10:00")

    def build(tx: Tx) -> None:
        for name, (kind, on_system) in PLACES.items():
            place = Institution(
                id=tx.new_id(),
                name=f"Зразок: {name}",
                region="UA-51",
                kind=kind,
                hours={day: [["09:00", "18:00"]] for day in ("mon", "tue", "wed", "thu", "fri")},
                tracks=[],
                on_system=on_system,
                takes_referrals=True,
                sample=True,
            )
            tx.db.add(place)
            tx.db.flush()
            house.ids[f"at:{name}"] = place.id
        house.employ(tx, "marta", "employment", ("lead",))

    await house.run(build)
    await house.refer()
    await house.do("lesia", "accepted", referral=house.ids["referral"])
    house.forget()


async def in_chat(house: House, who: str = "olena") -> None:
    """Her safe way is the chat she speaks in."""
    await house.run(lambda tx: keep(tx, house.ids[who], IN_CHAT))


def sending(house: House, to: str, **over: Any) -> dict[str, Any]:
    """What «onward_sent» carries, for an institution by name."""
    return {
        "referral": house.ids["referral"],
        "institution": house.ids[f"at:{to}"],
        "mode": "oral",
        "fields": FIELDS,
        "gist": "Потрібна робота.",
        "ground": None,
        "payer": None,
        **over,
    }


def asking(house: House, to: str, **over: Any) -> dict[str, Any]:
    """What «onward_asked» carries."""
    data = sending(house, to, **over)
    return {name: data[name] for name in ("referral", "institution", "gist", "ground", "payer")}


async def rows(house: House, table: type[Base], **where: Any) -> list[Any]:
    """The rows of a table that are so."""

    def look(tx: Tx) -> list[Any]:
        return list(tx.db.query(table).filter_by(**where))

    found: list[Any] = await house.run(look)
    return found


async def referral_to(house: House, place: str) -> Referral:
    """The one referral to that place."""
    (found,) = await rows(house, Referral, institution_id=house.ids[f"at:{place}"])
    made: Referral = found
    return made
