"""Telegram: a Bot API on this machine."""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from html import unescape
from typing import Any, Self

from handlers.telegram.channel import TelegramChannel
from handlers.telegram.updates import taken
from tests.channels.platform import Key, Platform
from tests.fakes.bot_api import FakeBotApi
from tests.telegram.conftest import hang_up

_CODES = {"patience": 429, "down": 502, "gone": 403, "refused": 400, "set-up": 401}
_NUMBERED = re.compile(r"^((?:[☑☐] )?[^\W_]{1,3})\. (.+)$", re.MULTILINE)
_HREF = re.compile(r'<a href="([^"]*)">')


class OnTelegram(Platform):
    name = "telegram"

    def __init__(self) -> None:
        super().__init__()
        self.api = FakeBotApi()
        self.olena = self.api.person("Олена")
        self.olena.start()
        self._tidied = 0  # calls before she last deleted the chat

    async def __aenter__(self) -> Self:
        await self.api.__aenter__()
        self.channel = TelegramChannel(self.api.token, self.api.url, now=lambda: self.api.state.now)
        return self

    async def __aexit__(self, *_: object) -> None:
        await hang_up(self._telegram)
        await self.api.__aexit__(None, None, None)

    @property
    def _telegram(self) -> TelegramChannel:
        assert isinstance(self.channel, TelegramChannel)
        return self.channel

    @property
    def address(self) -> str:
        return str(self.olena.chat.id)

    @property
    def secrets(self) -> Sequence[str]:
        return (self.address, self.api.token)

    async def typed(self, text: str) -> bytes:
        self.olena.say(text)
        return self._newest()

    async def started(self, link: str = "") -> bytes:
        self.olena.start(link)
        return self._newest()

    async def left(self) -> bytes:
        self.olena.block()
        return self._newest()

    def texts(self) -> list[str]:
        return [
            line
            for message in self.olena.from_bot
            for line in (message.text, *(one["text"] for row in message.keyboard for one in row))
        ]

    async def keys(self) -> list[Key]:
        return [
            self._key(message.text, message, button)
            for message in self.olena.from_bot
            for row in message.keyboard
            for button in row
            if "callback_data" in button
        ]

    def _key(self, text: str, message: Any, button: dict[str, Any]) -> Key:
        label = dict(_NUMBERED.findall(text)).get(button["text"], button["text"])
        self.olena.press_data(button["callback_data"], message)
        ticked = {"☑": True, "☐": False}.get(button["text"][0])
        return Key(label.lstrip("☑☐ "), self._newest(), ticked)

    def links(self) -> list[str]:
        calls = (call.params for call in self.api.calls[self._tidied :])
        said = [str(one.get("text", one.get("caption", ""))) for one in calls]
        return [unescape(one) for text in said for one in _HREF.findall(text)]

    def files(self) -> list[tuple[str, bytes]]:
        return [message.document for message in self.olena.from_bot if message.document is not None]

    def own(self) -> list[str]:
        hers = (one for one in self.olena.chat.messages.values() if not one.ours)
        return [one.text for one in hers if not one.text.startswith("/start")]

    def fail(self, fault: str, *, skip: int = 0, clearing: bool = False) -> None:
        method = "deleteMessages" if clearing else "sendMessage"
        if fault == "line":
            self.api.drop(method, done=False, skip=skip)
        else:
            self.api.fail(method, _CODES[fault], retry_after=7 if fault == "patience" else None, skip=skip)

    async def unplug(self) -> None:
        await self.api.__aexit__(None, None, None)

    def tidy(self) -> None:
        self.olena.chat.messages.clear()
        self._tidied = len(self.api.calls)

    def _newest(self) -> bytes:
        return taken(json.loads(json.dumps(self.api.state.updates.waiting[-1][1]))).payload
