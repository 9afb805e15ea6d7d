"""Telegram: the app polls a server that behaves like the Bot API, over real HTTP."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Sequence
from typing import Self

from sqlalchemy import select

from bot.app import App
from bot.db.models import Identity
from bot.db.tx import Tx
from handlers.telegram.api import RawApi
from handlers.telegram.poll import poll
from tests.fakes.bot_api import FakeBotApi
from tests.fakes.bot_api_chat import FakePerson, Message
from tests.stages.script import Member
from tests.stages.stage import Hands, Seen, Stage


class TelegramStage(Stage):
    """Use it in ``async with``. The app must be built for the fake server's address and token."""

    def __init__(self, app: App, hands: Hands, server: FakeBotApi) -> None:
        self.app, self.hands, self.server = app, hands, server
        self._people: dict[str, FakePerson] = {}
        self._stop = asyncio.Event()
        self._stored = asyncio.Condition()
        self._count = 0
        self._expected = 0

    async def __aenter__(self) -> Self:
        self._api = RawApi(self.server.token, self.server.url)
        await self._api.__aenter__()
        self._poller = asyncio.create_task(poll(self._api, self._receive, self._stop))
        return self

    async def __aexit__(self, *_: object) -> None:
        self._stop.set()
        await self._poller
        await self._api.__aexit__(None, None, None)

    def channel(self, member: Member) -> str:  # noqa: ARG002 - the stage's
        return "telegram"

    async def enter(self, name: str) -> str:
        self._people[name] = self.server.person(name)
        known = await self.app.database.run(_telegram_people, self.hands)
        await self.start(name)
        return next(iter(await self.app.database.run(_telegram_people, self.hands) - known))

    async def start(self, name: str, link: str = "") -> None:
        self._people[name].start(link)
        await self._taken()

    async def press(self, name: str, choice: str, times: int = 1) -> None:
        person = self._people[name]
        data = f":{choice}"
        for message in reversed(person.from_bot):
            for one in _presses(message):
                if one.endswith(data):
                    for _ in range(times):
                        person.press_data(one, message)
                        await self._taken()
                    return
        wizard = person.wizard
        assert wizard is not None
        person.press_data(f"0{data}", wizard)
        await self._taken()

    async def say(self, name: str, text: str) -> None:
        self._people[name].say(text)
        await self._taken()

    async def send(self, name: str, kind: str) -> bool:
        self._people[name].send({"file": "document"}.get(kind, kind))
        await self._taken()
        return True

    async def buttons(self, name: str) -> list[Seen]:
        wizard = self._wizard(name)
        return _seen(wizard) if wizard is not None else []

    async def notices(self, name: str) -> list[Seen]:
        shown = [one for message in self._people[name].from_bot for one in _seen(message)]
        return [one for one in shown if one.id.startswith("!")]

    async def texts(self, name: str) -> list[str]:
        person = self._people[name]
        wizard = self._wizard(name)
        others = [message.text for message in person.from_bot if message is not wizard]
        return [*others, wizard.text] if wizard is not None else others

    async def settle(self) -> None:
        await self.app.settle()

    def _wizard(self, name: str) -> Message | None:
        """The lowest message with buttons of a screen; notices have buttons of their own kind."""
        for message in reversed(self._people[name].from_bot):
            presses = _seen(message)
            if presses and not all(one.id.startswith("!") for one in presses):
                return message
        return None

    async def _receive(self, channel: str, payloads: Sequence[tuple[str, bytes]]) -> None:
        await self.app.intake.receive(channel, payloads)
        async with self._stored:
            self._count += len(payloads)
            self._stored.notify_all()

    async def _taken(self) -> None:
        """Wait until what was just done has been stored, then let it be answered."""
        self._expected += 1
        async with self._stored:
            await asyncio.wait_for(self._stored.wait_for(lambda: self._count >= self._expected), 10)
        await self.settle()


def _presses(message: Message) -> list[str]:
    return [button.get("callback_data", "") for row in message.keyboard for button in row]


_NUMBERED = re.compile(r"^((?:[☑☐] )?[^\W_]{1,3})\. (.+)$", re.MULTILINE)


def _seen(message: Message) -> list[Seen]:
    """The buttons, each with all it says: a number on it stands for a line of the text."""
    lines = dict(_NUMBERED.findall(message.text))
    return [
        Seen(button["callback_data"].partition(":")[2], lines.get(button["text"], button["text"]))
        for row in message.keyboard
        for button in row
        if "callback_data" in button
    ]


def _telegram_people(tx: Tx) -> set[str]:
    return set(tx.db.scalars(select(Identity.person_id).where(Identity.channel == "telegram")))
