"""One run of the demo: a database that is thrown away, three made-up people, and their phones."""

from __future__ import annotations

import asyncio
import json
import os
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from zoneinfo import ZoneInfo

from pydantic import SecretStr
from sqlalchemy import select

from bot.agenda import next_due
from bot.app import App, build
from bot.crypto import new_secret_key
from bot.db.migrate import upgrade
from bot.db.models import Institution, Person, Staff
from bot.db.tx import Tx
from bot.demo.hands import Hands
from bot.services.people import identify
from bot.services.samples import seed_all
from bot.settings import Settings
from handlers.channel import Address

STEP = timedelta(seconds=1)


@dataclass(frozen=True, slots=True)
class Role:
    """One phone of the demo. ``works_at``: the kind of institution; None for a person."""

    who: str
    name: str
    roles: tuple[str, ...] = ()
    works_at: str | None = None


CAST = (
    Role("person", "Олена"),
    Role("specialist", "Ірина (зразок)", ("specialist", "lead"), "social"),
    Role("coordinator", "Надія (зразок)", ("coordinator",), "region"),
)


class Demo:
    """Holds the present run; ``begin`` starts another and throws the last one away. ``address``: where its
    pages are, for links in chats."""

    def __init__(self, real: Callable[[], datetime], address: str = "http://127.0.0.1:8080") -> None:
        self._real = real
        self._at = address
        self._folder = TemporaryDirectory(prefix="dorozhnyk-demo-", ignore_cleanup_errors=True)
        self._apps: list[App] = []
        self._moving = asyncio.Lock()
        self.run = 0
        self.app: App
        self.hands: Hands

    async def begin(self) -> None:
        """A fresh world on a Monday morning. The last one stays open until the end: pages may still be
        asking it."""
        async with self._moving:
            run = self.run + 1
            url = f"sqlite+aiosqlite:///{Path(self._folder.name) / f'demo{run}.db'}"
            await upgrade(url)
            settings = Settings(
                database_url=url,
                secret_keys=SecretStr(new_secret_key("demo", os.urandom)),
                operator_name="Демонстрація",
                public_url=self._at,
            )
            hands = Hands(self._real, ZoneInfo(settings.timezone))
            app = build(settings, hands)
            self._apps.append(app)
            await app.database.run(lambda tx: _settle_in(tx, run), hands)
            for role in CAST:
                start = json.dumps({"address": _address(run, role.who), "command": "menu"}).encode()
                await app.intake.receive("web", [(f"{run}-{role.who}", start)])
            await app.settle()
            self.run, self.app, self.hands = run, app, hands

    async def end(self) -> None:
        """Throw everything away."""
        for app in self._apps:
            await app.close()
        self._folder.cleanup()

    def address(self, who: str) -> str:
        """The phone's address in the channel; another run has other phones."""
        return _address(self.run, who)

    async def move(self, by: timedelta | None) -> None:
        """Move the clock, stopping wherever something falls due; None: to the next such moment."""
        async with self._moving:
            until = self.hands() + by if by is not None else None
            while (ahead := await self._ahead()) is not None and (until is None or ahead <= until):
                self.hands.move(ahead - self.hands() + STEP)
                await self.tick()
                if until is None:
                    return
            if until is not None:
                self.hands.move(until - self.hands())
                await self.tick()

    async def tick(self) -> None:
        await self.app.clock.tick()
        await self.app.settle()

    async def ahead(self) -> datetime | None:
        """When something will happen by itself."""
        return await self._ahead()

    async def _ahead(self) -> datetime | None:
        return await self.app.database.run(next_due, self.hands)


def _address(run: int, who: str) -> str:
    return f"demo-{run}-{who}"


def _settle_in(tx: Tx, run: int) -> None:
    """Everybody is already known: the demo begins at the menu."""
    region = tx.world.default_region
    seed_all(tx, region)
    for role in CAST:
        identity = identify(tx, Address("web", _address(run, role.who)), "uk")
        person = tx.db.get_one(Person, identity.person_id)
        person.region, person.onboarded_at = region, tx.now
        if role.works_at is not None:
            _employ(tx, role, person.id)


def _employ(tx: Tx, role: Role, person_id: str) -> None:
    region = tx.world.default_region
    institution = tx.db.scalars(
        select(Institution)
        .where(Institution.region == region, Institution.kind == role.works_at, Institution.on_system)
        .order_by(Institution.name)
    ).first()
    if institution is None:
        institution = Institution(
            id=tx.new_id(),
            name="Зразок: обласна військова адміністрація",
            kind=role.works_at,
            region=region,
            hours={},
            tracks=[],
            on_system=True,
            sample=True,
        )
        tx.db.add(institution)
        tx.db.flush()
    staff = Staff(
        id=tx.new_id(),
        person_id=person_id,
        institution_id=institution.id,
        roles=list(role.roles),
        joined_at=tx.now,
    )
    tx.seal(staff, "name", role.name)
    tx.seal(staff, "position", "зразок")
    tx.db.add(staff)
