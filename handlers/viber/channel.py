"""Viber as a channel: every screen a new message, with its buttons on the keyboard below."""

from __future__ import annotations

from collections.abc import Mapping
from hashlib import blake2s
from typing import Any

from handlers.channel import ChannelError, Incoming, Memory, Refused
from handlers.shown import Shown
from handlers.viber.api import ViberApi, encoded
from handlers.viber.layout import UnrenderableError
from handlers.viber.limits import LIMITS, SENDER
from handlers.viber.parse import NAME, parse
from handlers.viber.render import Message, Words, render, welcome


class ViberChannel:
    """``handlers.channel.Channel`` for Viber. ``sender`` is the name above the messages; ``words`` by
    language, of which the first is for everybody else.

    Raises ValueError where the name is longer than Viber takes.
    """

    name = NAME
    limits = LIMITS

    def __init__(self, token: str, api_url: str, sender: str, words: Mapping[str, Words]) -> None:
        if not 0 < len(sender) <= SENDER:
            msg = f"a sender's name has 1 to {SENDER} characters"
            raise ValueError(msg)
        self.api = ViberApi(token, api_url)
        self._sender = {"name": sender}
        self._words = words
        self._secret = token.encode()[-32:]

    def parse(self, payload: bytes) -> Incoming | None:
        return parse(payload)

    async def acknowledge(self, incoming: Incoming) -> None:
        """A press is a message like any other: nothing waits for an answer."""

    def welcome(self, language: str | None, link: str = "") -> Message:
        """The message that goes back where somebody has opened the chat."""
        return {"sender": self._sender, **welcome(self._words_in(language or ""), link)}

    async def send(self, address: str, shown: Shown, memory: Memory) -> Memory:
        messages, keys = self._messages(shown, memory)
        whole = self._fingerprint(messages)
        half = memory.get("half") or {}
        done = half["sent"] if half.get("of") == whole else 0
        for number, message in enumerate(messages[done:], done):
            try:
                await self.api.send({"receiver": address, "sender": self._sender, **message})
            except ChannelError as error:
                if number:
                    error.memory = {**memory, "half": {"of": whole, "sent": number}}
                raise
        if shown.kept:
            return {name: value for name, value in memory.items() if name != "half"}
        return {"keyboard": keys, **({"protected": True} if shown.protect else {})}

    def remember(self, message: str, memory: Memory) -> Memory:  # noqa: ARG002 - nothing can be taken away
        return memory

    async def clear(
        self,
        address: str,  # noqa: ARG002 - the protocol's
        memory: Memory,
        *,
        protected_only: bool = False,
    ) -> Memory:
        """Nothing can be taken out of the chat; the keyboard of what was to go is forgotten here."""
        return memory if protected_only and not memory.get("protected") else {}

    async def close(self) -> None:
        await self.api.close()

    def _messages(self, shown: Shown, memory: Memory) -> tuple[list[Message], Message]:
        try:
            return render(shown, self._words_in(shown.language), memory.get("keyboard"))
        except UnrenderableError as error:
            problem = str(error)
        raise Refused(problem)

    def _words_in(self, language: str) -> Words:
        for one in (language, language.partition("-")[0]):
            if one in self._words:
                return self._words[one]
        return next(iter(self._words.values()))

    def _fingerprint(self, messages: list[dict[str, Any]]) -> str:
        """Keyed, so that nobody who reads the database can try which words it stands for."""
        sum_ = blake2s(key=self._secret, digest_size=8)
        for message in messages:
            sum_.update(encoded(message))
        return sum_.hexdigest()
