"""Viber for persons, the web for who works here: both into the same app, over real HTTP.

What Viber may not begin (more than 24 hours after somebody's last message) waits until she comes by herself:
``comes`` lets her.
"""

from __future__ import annotations

import re
from html import unescape
from typing import Any, Self

from sqlalchemy import select

from bot.app import App
from bot.db.models import Identity, Outbox
from bot.db.tx import Tx
from bot.viber import WEBHOOK_PATH
from handlers.channel import Memory
from handlers.shown import Shown
from tests.fakes.viber_api import FakeViber, Phone
from tests.stages.script import Member
from tests.stages.stage import Hands, Seen, Stage
from tests.stages.web import WebStage

_PRESS = re.compile(r"#(\d*):(.+)")
_NUMBERED = re.compile(r"^((?:[☑☐] )?[^\W_]{1,3})\. (.+)$", re.MULTILINE)


class ViberStage(Stage):
    """Use it in ``async with``. The app must be built for the fake server's address and token."""

    def __init__(self, app: App, hands: Hands, server: FakeViber) -> None:
        self.app, self.hands, self.server = app, hands, server
        self._web = WebStage(app, hands)
        self._people: dict[str, Phone] = {}
        self._staff: set[str] = set()
        self._screens: dict[str, slice] = {}

    async def __aenter__(self) -> Self:
        await self._web.__aenter__()
        self.server.webhook = str(self._web._server.make_url(WEBHOOK_PATH))
        self._listen()
        return self

    async def __aexit__(self, *_: object) -> None:
        await self._web.__aexit__(*_)

    def channel(self, member: Member) -> str:
        if not member.roles and member.channel != "web":  # who is about to work here comes through the web
            return "viber"
        self._staff.add(member.name)
        return self._web.channel(member)

    async def employ(self, name: str, person: str) -> None:
        await self._web.employ(name, person)

    async def enter(self, name: str) -> str:
        if name in self._staff:
            return await self._web.enter(name)
        phone = self._people[name] = self.server.person(name)
        known = await self.app.database.run(_people, self.hands)
        await phone.open()
        await phone.press_body("/start")
        await self.settle()
        return next(iter(await self.app.database.run(_people, self.hands) - known))

    async def start(self, name: str, link: str = "") -> None:
        if name in self._staff:
            await self._web.start(name, link)
            return
        await self._people[name].press_body(f"/start {link}".rstrip())
        await self.settle()

    async def comes(self, name: str) -> None:
        if name in self._staff:
            return
        held = await self.app.database.run(lambda tx: _held(tx, self._people[name].id), self.hands)
        if held:
            await self.start(name)

    async def press(self, name: str, choice: str, times: int = 1) -> None:
        if name in self._staff:
            await self._web.press(name, choice, times)
            return
        phone = self._people[name]
        bodies = [one["ActionBody"] for one in (*phone.buttons, *phone.under_messages)]
        fitting = [one for one in bodies if (found := _PRESS.fullmatch(one)) and found[2] == choice]
        for _ in range(times):
            await phone.press_body(fitting[0] if fitting else f"#0:{choice}")
            await self.settle()

    async def say(self, name: str, text: str) -> None:
        if name in self._staff:
            await self._web.say(name, text)
            return
        await self._people[name].say(text)
        await self.settle()

    async def send(self, name: str, kind: str) -> bool:
        if name in self._staff:
            return await self._web.send(name, kind)
        if kind == "voice":
            return False  # Viber brings no voice message to a bot
        await self._people[name].send({"photo": "picture"}.get(kind, kind))
        await self.settle()
        return True

    async def buttons(self, name: str) -> list[Seen]:
        if name in self._staff:
            return await self._web.buttons(name)
        phone = self._people[name]
        return _seen(phone.buttons, self._screen(phone))

    async def notices(self, name: str) -> list[Seen]:
        if name in self._staff:
            return await self._web.notices(name)
        return _seen(reversed(self._people[name].under_messages), "")

    async def texts(self, name: str) -> list[str]:
        if name in self._staff:
            return await self._web.texts(name)
        phone = self._people[name]
        standing = self._screens.get(phone.id)
        if standing is None:
            return phone.texts
        rest = [*phone.seen[: standing.start], *phone.seen[standing.stop :]]
        return [*(one["text"] for one in rest if one["type"] == "text"), self._screen(phone)]

    async def settle(self) -> None:
        await self._web.settle()

    def _screen(self, phone: Phone) -> str:
        standing = self._screens.get(phone.id, slice(0, 0))
        return "\n".join(one["text"] for one in phone.seen[standing] if one["type"] == "text")

    def _listen(self) -> None:
        """Note which messages are the present screen: Viber does not tell them from what is kept."""
        channel = self.app.channels["viber"]
        sends = channel.send

        async def send(address: str, shown: Shown, memory: Memory) -> Memory:
            phone = self.server.people[address]
            before = len(phone.seen)
            known = await sends(address, shown, memory)
            if not shown.kept:
                self._screens[address] = slice(before, len(phone.seen))
            return known

        channel.send = send  # type: ignore[method-assign]


def _seen(buttons: Any, text: str) -> list[Seen]:
    """The buttons, each with all it says: a number on it stands for a line of the text."""
    lines = dict(_NUMBERED.findall(text))
    return [
        Seen(found[2], lines.get(unescape(one["Text"]), unescape(one["Text"])))
        for one in buttons
        if (found := _PRESS.fullmatch(one["ActionBody"]))
    ]


def _people(tx: Tx) -> set[str]:
    return set(tx.db.scalars(select(Identity.person_id).where(Identity.channel == "viber")))


def _held(tx: Tx, address: str) -> bool:
    """Whether something waits until she comes."""
    rows = tx.db.scalars(
        select(Identity).join(Outbox, Outbox.identity_id == Identity.id).where(Outbox.state == "held")
    )
    return any(tx.unseal(one, "address") == address for one in rows)
