"""Viber: its REST API on this machine. What it would bring to the webhook is only noted."""

from __future__ import annotations

import re
from collections.abc import Sequence
from html import unescape
from typing import Self

from handlers.viber.channel import ViberChannel
from handlers.viber.refusals import PATIENCE
from handlers.viber.updates import taken
from tests.channels.platform import Key, Platform
from tests.fakes.viber_api import FakeViber
from tests.viber.conftest import WORDS

_STATUSES = {"patience": 12, "gone": 6, "refused": 3, "set-up": 2}
_NUMBERED = re.compile(r"^((?:[☑☐] )?[^\W_]{1,3})\. (.+)$", re.MULTILINE)
_ADDRESS = re.compile(r"https://\S+")


class NotingViber(FakeViber):
    """Brings nothing: what a channel reads is what the webhook would have been given."""

    async def bring_raw(self, body: bytes, signature: str | None = None) -> bytes:  # noqa: ARG002 - the server's
        self.events.append(body)
        return b""


class OnViber(Platform):
    name = "viber"
    pause = PATIENCE  # Viber names none
    repeats = "buttons"  # each message must bring the keyboard again, or it is gone

    def __init__(self) -> None:
        super().__init__()
        self.api = NotingViber()
        self.api.webhook = "http://127.0.0.1:9/viber"
        self.olena = self.api.person("Олена")
        self.olena.subscribed, self.olena.last = True, self.api.now()

    async def __aenter__(self) -> Self:
        await self.api.__aenter__()
        self.channel = ViberChannel(self.api.token, self.api.url, "Дорожник", {"uk": WORDS})
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.channel.close()
        await self.api.__aexit__(None, None, None)

    @property
    def address(self) -> str:
        return self.olena.id

    @property
    def secrets(self) -> Sequence[str]:
        return (self.address, self.api.token)

    async def typed(self, text: str) -> bytes:
        await self.olena.say(text)
        return taken(self.api.events[-1]).payload

    async def started(self, link: str = "") -> bytes:
        await self.olena.press_body(f"/start {link}".rstrip())
        return taken(self.api.events[-1]).payload

    async def left(self) -> bytes:
        await self.olena.block()
        return taken(self.api.events[-1]).payload

    def texts(self) -> list[str]:
        buttons = [unescape(one["Text"]) for one in (*self.olena.under_messages, *self.olena.buttons)]
        return [*self.olena.texts, *buttons]

    async def keys(self) -> list[Key]:
        text = "\n".join(self.olena.texts)
        return [
            await self._key(text, unescape(one["Text"]), one["ActionBody"])
            for one in (*self.olena.under_messages, *self.olena.buttons)
            if one["ActionType"] == "reply"  # the others share a number or a place
        ]

    async def _key(self, text: str, label: str, body: str) -> Key:
        await self.olena.press_body(body)
        whole = dict(_NUMBERED.findall(text)).get(label, label)
        ticked = {"☑": True, "☐": False}.get(label[0])
        return Key(whole.lstrip("☑☐ "), taken(self.api.events[-1]).payload, ticked)

    def links(self) -> list[str]:
        return [one for text in self.olena.texts for one in _ADDRESS.findall(text)]

    def files(self) -> list[tuple[str, bytes]]:
        return []

    def fail(self, fault: str, *, skip: int = 0, clearing: bool = False) -> None:  # noqa: ARG002 - one call
        for _ in range(skip):
            self.api.fail()  # in nothing
        if fault == "line":
            self.api.fail(drop=True)
        elif fault == "down":
            self.api.fail(http=503)
        else:
            self.api.fail(_STATUSES[fault])

    async def unplug(self) -> None:
        await self.api.__aexit__(None, None, None)

    def tidy(self) -> None:
        self.olena.seen.clear()
