"""A stage: where a transcript is played. What differs between stages is only how words come and go."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import func, select

from bot.agenda import next_due
from bot.app import App
from bot.db.models import Base
from bot.db.tx import Tx
from bot.reloading import Reloading
from bot.services import retention
from tests.stages.script import Member

DOOR = ("work_page_wanted", "login_set", "logged_in", "logged_out")


class Hands:
    """The hands of a clock that a test moves."""

    def __init__(self, at: datetime) -> None:
        self.at = at

    def __call__(self) -> datetime:
        return self.at


@dataclass(frozen=True)
class Seen:
    """A button somebody sees."""

    id: str
    label: str


class Stage(ABC):
    """People with phones, and an app."""

    app: App
    hands: Hands

    @abstractmethod
    async def enter(self, name: str) -> str:
        """Somebody comes for the first time; answers the person's id."""

    @abstractmethod
    async def start(self, name: str, link: str = "") -> None:
        """Press the start button, perhaps from a link."""

    async def employ(self, name: str, person: str) -> None:  # noqa: B027 - most stages need nothing
        """Somebody works here from now on; where that takes a way in of its own, she gets it."""

    @abstractmethod
    def channel(self, member: Member) -> str:
        """Through what somebody comes."""

    async def comes(self, name: str) -> None:  # noqa: B027 - most channels write by themselves
        """Let somebody look by herself, if something waits for her that the channel may not begin to say."""

    @abstractmethod
    async def press(self, name: str, choice: str, times: int = 1) -> None:
        """Press a button by its id, on the present screen or under a notice. ``times``: so many presses of
        that same screen, as of an impatient finger."""

    def interrupt(self, act: Callable[[], Awaitable[None]]) -> None:
        """Let that happen within the next turn: after it was looked at, before it takes effect."""
        raise NotImplementedError

    @abstractmethod
    async def say(self, name: str, text: str) -> None: ...

    @abstractmethod
    async def send(self, name: str, kind: str) -> bool:
        """Send something that is no text; False where the channel has no such thing."""

    @abstractmethod
    async def buttons(self, name: str) -> list[Seen]:
        """The buttons of the present screen."""

    @abstractmethod
    async def notices(self, name: str) -> list[Seen]:
        """The buttons under notices, newest last."""

    @abstractmethod
    async def texts(self, name: str) -> list[str]:
        """Every message on the phone, the present screen last."""

    @abstractmethod
    async def settle(self) -> None:
        """Let everything that waits be answered and shown."""

    async def wait(self, duration: timedelta) -> None:
        """Move the clock, stopping wherever something falls due."""
        until = self.hands.at + duration
        while (ahead := await self.app.database.run(next_due, self.hands)) is not None and ahead <= until:
            self.hands.at = max(ahead, self.hands.at)
            await self.tick()
            if ahead == await self.app.database.run(next_due, self.hands):
                self.hands.at += timedelta(seconds=1)
        self.hands.at = max(until, self.hands.at)
        await self.app.database.run(retention.sweep, self.hands)  # the clock's own doubts a date that leaps
        await self.tick()

    async def order(self, files: Mapping[str, str]) -> None:
        """Let the operator write these files of regions, and the program find them."""
        folder, reloading = self.app.settings.regions_folder, self.app.reloading
        assert folder is not None
        assert reloading is not None
        for name, text in files.items():
            (folder / name).parent.mkdir(exist_ok=True)
            (folder / f"{name}.toml").write_text(text, "utf-8")
        assert not await reloading.look()  # somebody may still be writing
        assert await reloading.look()
        await self.told(reloading)

    async def told(self, reloading: Reloading) -> None:
        """Let people hear of the operator's files."""
        await reloading.tick()
        await self.settle()

    async def tick(self) -> None:
        """Let the clock tick once."""
        await self.app.clock.tick()
        await self.settle()

    async def count(self, table: str, where: dict[str, Any]) -> int:
        """How many rows the table has where its columns are so."""

        def count(tx: Tx) -> int:
            rows = Base.metadata.tables[table]
            query = select(func.count()).select_from(rows)
            if table == "audit":  # how somebody came in is the stage's, not the story's
                query = query.where(rows.c.action.not_in(DOOR))
            for column, value in where.items():
                query = query.where(rows.c[column] == value)
            return tx.db.scalar(query) or 0

        return await self.app.database.run(count, self.hands)
