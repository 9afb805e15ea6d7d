"""A small region to test in: institutions, people who work there, a displaced person, and her case.

Everybody has a name here; what is told is told to names. Nothing is delivered: a test reads ``told``.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import func, select

from bot.db.models import (
    Base,
    Case,
    Consent,
    Deadline,
    Identity,
    Institution,
    Nudge,
    Referral,
    Staff,
)
from bot.db.tx import Tx
from bot.effects import EFFECTS
from bot.facts import FACTS_BY_NAME
from bot.services import deadlines
from bot.services.access import actor_of
from bot.services.contacts import keep
from bot.services.sending import send
from flows.engine.said import Happened
from tests.conftest import Clock

KYIV = ZoneInfo("Europe/Kyiv")
REGION = "UA-51"
CODE = "К7М-4Р2"
FIELDS = ["name", "contact", "contact_way", "need", "gist", "plan", "level"]
ROUND_THE_CLOCK = {
    "shifts": [[day, "00:00", "24:00"] for day in ("mon", "tue", "wed", "thu", "fri", "sat", "sun")]
}
CONTACT = {
    "way": "call",
    "number": "+380501112233",
    "from": 9,
    "to": 18,
    "hours": None,
    "who": "me",
    "word": "калина",
}

PLACES: Mapping[str, Mapping[str, Any]] = {
    "cnap": {"kind": "cnap", "on_system": True},
    "social": {"kind": "social", "on_system": True},
    "legal": {"kind": "legal", "on_system": False},
    "ova": {"kind": "region", "on_system": True},
    "elsewhere": {"kind": "social", "on_system": True, "region": "UA-05"},
}
PEOPLE: Mapping[str, tuple[str, tuple[str, ...]]] = {
    "iryna": ("cnap", ("specialist",)),
    "petro": ("cnap", ("head",)),
    "lesia": ("social", ("lead",)),
    "daria": ("social", ("lead",)),
    "nadia": ("ova", ("coordinator",)),
    "vira": ("elsewhere", ("lead", "coordinator")),
}


def kyiv(written: str, fold: int = 0) -> datetime:
    """«2026-11-23 10:00» on Kyiv's clocks, in UTC."""
    return datetime.fromisoformat(written).replace(tzinfo=KYIV, fold=fold).astimezone(UTC)


def clock_time(at: datetime) -> str:
    """«Mon 23 10:00» on Kyiv's clocks."""
    return f"{at.astimezone(KYIV):%a %d %H:%M}"


@dataclass
class House:
    """``ids``: name → id of the person, of the staff (``staff:lesia``), of the institution."""

    transact: Callable[[Any], Awaitable[Any]]
    clock: Clock
    ids: dict[str, str] = field(default_factory=dict)
    told: list[tuple[str, str, dict[str, Any]]] = field(default_factory=list)

    async def run(self, fn: Callable[[Tx], Any]) -> Any:
        """``fn`` in a transaction; what it tells is kept, nobody is shown it."""

        def whole(tx: Tx) -> tuple[Any, list[Any]]:
            return fn(tx), list(tx.told)

        result, told = await self.transact(whole)
        names = {id_: name for name, id_ in self.ids.items()}
        self.told += [(names[one.person_id], one.notice, dict(one.give)) for one in told]
        return result

    async def furnish(self, *, roster: Any = None) -> None:
        def build(tx: Tx) -> None:
            for name, given in PLACES.items():
                place = Institution(
                    id=tx.new_id(),
                    name=f"Зразок: {name}",
                    region=given.get("region", REGION),
                    kind=given["kind"],
                    hours={day: [["09:00", "18:00"]] for day in ("mon", "tue", "wed", "thu", "fri")},
                    roster=roster if name == "social" else None,
                    tracks=[],
                    on_system=given["on_system"],
                    takes_referrals=True,
                    sample=True,
                )
                tx.db.add(place)
                self.ids[f"at:{name}"] = place.id
            tx.db.flush()
            for name, (place_name, roles) in PEOPLE.items():
                self.employ(tx, name, place_name, roles)
            staff = tx.db.get_one(Staff, self.ids["staff:lesia"])
            staff.deputy_id = self.ids["staff:daria"]
            self.newcomer(tx, "olena")

        await self.run(build)

    def newcomer(self, tx: Tx, name: str, *, channel: bool = True) -> str:
        person = tx.new_person(language="uk", region=REGION)
        tx.seal(person, "name", name.title())
        self.ids[name] = person.id
        if channel:
            identity = Identity(
                id=tx.new_id(),
                person_id=person.id,
                channel="web",
                address_index=tx.world.keys.index("address", f"web:{name}"),
                reachable=True,
                last_used_at=tx.now,
            )
            tx.seal(identity, "address", name)
            tx.db.add(identity)
            tx.db.flush()
        return person.id

    def employ(self, tx: Tx, name: str, place: str, roles: tuple[str, ...]) -> None:
        person_id = self.newcomer(tx, name)
        staff = Staff(
            id=tx.new_id(),
            person_id=person_id,
            institution_id=self.ids[f"at:{place}"],
            roles=list(roles),
            joined_at=tx.now + timedelta(seconds=len(self.ids)),
        )
        tx.seal(staff, "name", name.title())
        tx.seal(staff, "phone", "+380482000000")
        tx.db.add(staff)
        tx.db.flush()
        self.ids[f"staff:{name}"] = staff.id

    async def refer(
        self,
        level: str = "yellow",
        *,
        to: str = "social",
        by: str | None = "iryna",
        person: str = "olena",
        code: str = CODE,
        track: str = "social",
        state: str = "sent",
        fields: list[str] | None = None,
        name: str = "",
    ) -> str:
        """A case with one referral, sent now; answers the referral's id, known as ``name`` afterwards."""

        def refer(tx: Tx) -> str:
            case = tx.db.scalars(select(Case).where(Case.code == code)).one_or_none()
            if case is None:
                case = Case(
                    id=tx.new_id(),
                    code=code,
                    person_id=self.ids[person],
                    region=REGION,
                    level=level,
                    need="social",
                    mode="beside" if by else "self",
                    opened_by=self.ids[f"staff:{by}"] if by else None,
                    state="open",
                    opened_at=tx.now,
                )
                tx.db.add(case)
                keep(tx, case.person_id, CONTACT)
                tx.db.flush()
            consent = Consent(
                id=tx.new_id(),
                person_id=case.person_id,
                case_id=case.id,
                institution_id=self.ids[f"at:{to}"],
                fields=fields or FIELDS,
                purpose=track,
                mode="oral",
                text_version="1",
                given_at=tx.now,
                until=tx.now + timedelta(days=180),
            )
            tx.db.add(consent)
            tx.db.flush()
            referral = Referral(
                id=tx.new_id(),
                case_id=case.id,
                person_id=case.person_id,
                institution_id=self.ids[f"at:{to}"],
                consent_id=consent.id,
                track=track,
                leads=True,
                state=state,
                sent_at=tx.now,
            )
            tx.seal(referral, "gist", "Потрібен супровід.")
            tx.db.add(referral)
            tx.db.flush()
            self.ids["case"] = case.id
            self.ids["consent"] = consent.id
            send(tx, case, referral)
            return referral.id

        referral_id: str = await self.run(refer)
        self.ids[name or "referral"] = referral_id
        return referral_id

    async def do(self, who: str, event: str, **data: Any) -> Happened:
        """Somebody lets an event happen."""

        def act(tx: Tx) -> Happened:
            return EFFECTS[event](tx, actor_of(tx, self.ids[who]), data)

        happened: Happened = await self.run(act)
        return happened

    async def fact(self, who: str, name: str, **answers: Any) -> Any:
        return await self.run(lambda tx: FACTS_BY_NAME[name](tx, actor_of(tx, self.ids[who]), answers))

    async def change(self, table: type[Base], id_: str, **values: Any) -> None:
        """Change a row by hand."""

        def change(tx: Tx) -> None:
            row = tx.db.get_one(table, id_)
            for column, value in values.items():
                setattr(row, column, value)

        await self.run(change)

    async def row(self, table: type[Any], id_: str) -> Any:
        return await self.run(lambda tx: tx.db.get_one(table, id_))

    async def deadline(self, kind: str, referral: str = "referral") -> Deadline | None:
        """The newest deadline of that kind."""
        query = (
            select(Deadline)
            .where(Deadline.referral_id == self.ids[referral], Deadline.kind == kind)
            .order_by(Deadline.started_at.desc())
            .limit(1)
        )
        found: Deadline | None = await self.run(lambda tx: tx.db.scalars(query).first())
        return found

    async def tick(self) -> int:
        told: int = await self.run(deadlines.tick)
        return told

    async def wait(self, until: datetime) -> list[tuple[str, str, str]]:
        """Move the clock, ticking whenever something falls due; who was told what, when."""
        heard = []
        while True:
            ahead = await self.run(_next)
            if ahead is None or ahead > until:
                break
            self.clock.at = max(self.clock.at, ahead)
            before = len(self.told)
            await self.tick()
            heard += [(clock_time(self.clock.at), who, notice) for who, notice, _ in self.told[before:]]
        self.clock.at = until
        return heard

    def heard(self, who: str) -> list[str]:
        """The notices somebody has had so far."""
        return [notice for name, notice, _ in self.told if name == who]

    def forget(self) -> None:
        self.told.clear()


def _next(tx: Tx) -> datetime | None:
    return tx.db.scalar(select(func.min(Nudge.at)).where(Nudge.told_at.is_(None)))


async def furnished(transact: Callable[[Any], Awaitable[Any]], clock: Clock, roster: Any = None) -> House:
    """A house with everybody in it, at the clock's moment."""
    house = House(transact, clock)
    await house.furnish(roster=roster)
    return house
