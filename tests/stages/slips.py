"""The toy channel for persons, the web for who works here: both into the same app.

It shows that a channel made by ``docs/channels.md`` is all that a conversation needs. What the bot may not
begin (more than 24 hours after somebody's last slip) waits until she comes by herself.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping
from typing import Any

from sqlalchemy import select

from bot.app import App, SwitchedOn
from bot.channels import channels_of
from bot.db.models import Identity, Outbox
from bot.db.tx import Tx
from bot.i18n import Translator
from bot.settings import Settings
from handlers.channel import Channel, Memory
from handlers.shown import Shown
from tests.channels.letter_box import Box, LetterBox, Post
from tests.channels.slips import SlipsChannel
from tests.stages.script import Member
from tests.stages.stage import Hands, Seen
from tests.stages.web import WebStage

_NUMBERED = re.compile(r"^([^\W_]{1,3})\. (.+)$", re.MULTILINE)


class NotedSlips(SlipsChannel):
    """Notes which slips are the present screen: paper does not tell them from what is kept."""

    def __init__(self, post: Post) -> None:
        super().__init__(post, post.key)
        self._boxes = post.boxes
        self.screens: dict[str, slice] = {}

    async def send(self, address: str, shown: Shown, memory: Memory) -> Memory:
        before = len(self._boxes[address].slips)
        known = await super().send(address, shown, memory)
        if not shown.kept:
            self.screens[address] = slice(before, len(self._boxes[address].slips))
        return known


def with_slips(post: Post) -> SwitchedOn:
    """The program's channels, and the toy."""

    def switched_on(settings: Settings, translator: Translator) -> Mapping[str, Channel]:
        return {**channels_of(settings, translator), "slips": NotedSlips(post)}

    return switched_on


class SlipsStage(WebStage):
    """Use it in ``async with``. The app must be built ``with_slips`` of the same post."""

    def __init__(self, app: App, hands: Hands, post: Post) -> None:
        super().__init__(app, hands)
        self.post = post
        self._boxes: dict[str, str] = {}  # of persons, by name
        self._taken = 0

    def channel(self, member: Member) -> str:
        if member.roles or member.channel == "web":  # who is about to work here comes through the web
            return super().channel(member)
        self._boxes[member.name] = f"12-{len(self._boxes) + 1}"
        return "slips"

    async def enter(self, name: str) -> str:
        if name not in self._boxes:
            return await super().enter(name)
        known = await self.app.database.run(_people, self.hands)
        await self.start(name)
        return next(iter(await self.app.database.run(_people, self.hands) - known))

    async def start(self, name: str, link: str = "") -> None:
        if name not in self._boxes:
            await super().start(name, link)
            return
        await self._lay(name, card=link)

    async def comes(self, name: str) -> None:
        if name in self._boxes and await self.app.database.run(
            lambda tx: _held(tx, self._boxes[name]), self.hands
        ):
            await self.start(name)

    async def press(self, name: str, choice: str, times: int = 1) -> None:
        if name not in self._boxes:
            await super().press(name, choice, times)
            return
        codes = [one.code for slip in reversed(self._box(name).slips) for one in slip.boxes]
        fitting = [code for code in codes if code.partition(":")[2] == choice]
        for _ in range(times):
            await self._lay(name, ticked=fitting[0] if fitting else f"0:{choice}")

    async def say(self, name: str, text: str) -> None:
        if name not in self._boxes:
            await super().say(name, text)
            return
        await self._lay(name, written=text)

    async def send(self, name: str, kind: str) -> bool:
        return name not in self._boxes and await super().send(name, kind)

    async def buttons(self, name: str) -> list[Seen]:
        if name not in self._boxes:
            return await super().buttons(name)
        slips = self._box(name).slips[self._screen(name)]
        return _seen((one for slip in slips for one in slip.boxes), "\n".join(slip.text for slip in slips))

    async def notices(self, name: str) -> list[Seen]:
        if name not in self._boxes:
            return await super().notices(name)
        offers = (one for slip in self._box(name).slips for one in slip.boxes)
        return [one for one in _seen(offers, "") if one.id.startswith("!")]

    async def texts(self, name: str) -> list[str]:
        if name not in self._boxes:
            return await super().texts(name)
        slips, standing = self._box(name).slips, self._screen(name)
        rest = [*slips[: standing.start], *slips[standing.stop :]]
        return [*(one.text for one in rest), "\n".join(one.text for one in slips[standing])]

    def _box(self, name: str) -> LetterBox:
        return self.post.box(self._boxes[name])

    def _screen(self, name: str) -> slice:
        channel = self.app.channels["slips"]
        assert isinstance(channel, NotedSlips)
        return channel.screens.get(self._boxes[name], slice(0, 0))

    async def _lay(self, name: str, **what: Any) -> None:
        """The post takes a slip of hers out, and the machine reads it."""
        self._taken += 1
        self._box(name).last = self.post.now()
        payload = json.dumps({"box": self._boxes[name], **what}).encode()
        await self.app.intake.receive("slips", [(str(self._taken), payload)])
        await self.settle()


def _seen(boxes: Iterable[Box], text: str) -> list[Seen]:
    """The boxes, each with all it says: a number in it stands for a line of the slip."""
    lines = dict(_NUMBERED.findall(text.replace("☑ ", "").replace("☐ ", "")))
    return [Seen(one.code.partition(":")[2], lines.get(one.words, one.words)) for one in boxes]


def _people(tx: Tx) -> set[str]:
    return set(tx.db.scalars(select(Identity.person_id).where(Identity.channel == "slips")))


def _held(tx: Tx, address: str) -> bool:
    """Whether something waits until she comes."""
    rows = tx.db.scalars(
        select(Identity).join(Outbox, Outbox.identity_id == Identity.id).where(Outbox.state == "held")
    )
    return any(tx.unseal(one, "address") == address for one in rows)
