"""What the contract needs of a platform: a person with a phone there, what she sees, and faults on demand."""

from __future__ import annotations

import json
from abc import ABC, abstractmethod
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import ClassVar, Literal, Self

from handlers.channel import (
    Channel,
    ChannelError,
    Incoming,
    Later,
    Memory,
    Misconfigured,
    Refused,
    Unavailable,
    Unreachable,
)
from handlers.shown import Shown


@dataclass(frozen=True, slots=True)
class Key:
    """A button on her phone: all it says (a number on it stands for a line of the text), and the payload that
    a press on it would bring. ``ticked`` is None outside tick lists."""

    label: str
    payload: bytes
    ticked: bool | None = None


FAULTS: Mapping[str, type[ChannelError]] = MappingProxyType(
    {
        "patience": Later,  # after so many seconds (HTTP 429)
        "down": Unavailable,  # 5xx
        "line": Unavailable,  # it breaks
        "gone": Unreachable,  # she has blocked the bot, or there is no such address
        "refused": Refused,  # this message, for good (400)
        "set-up": Misconfigured,  # the token (401)
    }
)
"""What can go wrong, as ``Platform.fail`` calls it, and what each must mean."""


class Platform(ABC):
    """Use it in ``async with``: it begins with somebody who has written just now, and with nothing shown.

    ``memory`` is what the channel remembers of her, through JSON as in the database. ``repeats``: the words
    its memory may hold, where a platform can't do without: the buttons it must send again, or all of a page.
    """

    name: ClassVar[str]
    faults: ClassVar[Mapping[str, type[ChannelError]]] = FAULTS
    """Those it can play."""
    pause: ClassVar[float] = 7.0
    """Seconds of patience that the fault «patience» asks for."""
    repeats: ClassVar[Literal["nothing", "buttons", "everything"]] = "nothing"

    channel: Channel

    def __init__(self) -> None:
        self.memory: Memory = {}

    @abstractmethod
    async def __aenter__(self) -> Self: ...

    @abstractmethod
    async def __aexit__(self, *_: object) -> None: ...

    @property
    @abstractmethod
    def address(self) -> str:
        """Hers."""

    @property
    def secrets(self) -> Sequence[str]:
        """What no error and no log may hold, besides her words: her address, the token."""
        return (self.address,)

    # what she does: payloads as the program stores them ---------------------------------------------

    @abstractmethod
    async def typed(self, text: str) -> bytes: ...

    @abstractmethod
    async def started(self, link: str = "") -> bytes:
        """The start, perhaps from a deep link."""

    async def left(self) -> bytes | None:
        """She shuts the bot out; None where the platform does not tell."""
        return None

    # what she sees ---------------------------------------------------------------------------------

    @abstractmethod
    def texts(self) -> list[str]:
        """All that can be read now, oldest first."""

    @abstractmethod
    async def keys(self) -> list[Key]:
        """Every button that can be pressed now."""

    @abstractmethod
    def links(self) -> list[str]:
        """The addresses she can open."""

    @abstractmethod
    def files(self) -> list[tuple[str, bytes]]:
        """The files she can take: name and content."""

    def own(self) -> list[str]:
        """Her own words, as far as the chat still shows them and the bot may take them away."""
        return []

    # what may happen -------------------------------------------------------------------------------

    def fail(self, fault: str, *, skip: int = 0, clearing: bool = False) -> None:
        """What happens to the next call to the platform that shows (or takes away), after ``skip`` others."""
        raise NotImplementedError

    @abstractmethod
    def tidy(self) -> None:
        """She deletes all that was shown herself: nothing of it can be seen any more."""

    async def unplug(self) -> None:  # noqa: B027 - where there is no line
        """From now on nobody answers there."""

    # what the contract does with it ----------------------------------------------------------------

    async def show(self, *screens: Shown) -> None:
        for shown in screens:
            self._keep(await self.channel.send(self.address, shown, self.memory))

    async def clear(self, *, protected_only: bool = False) -> None:
        self._keep(await self.channel.clear(self.address, self.memory, protected_only=protected_only))

    async def hears(self, payload: bytes) -> Incoming:
        incoming = self.channel.parse(payload)
        assert incoming is not None, "what a person says concerns somebody"
        return incoming

    def note(self, message: str) -> None:
        """What the outbox does with a message of hers."""
        self._keep(self.channel.remember(message, self.memory))

    def keep_of(self, error: ChannelError) -> None:
        """What the outbox does after a fault."""
        if error.memory is not None:
            self._keep(error.memory)

    def reads(self) -> str:
        """All she can read, without the gaps."""
        return squeezed("".join(self.texts()))

    def _keep(self, memory: Memory) -> None:
        self.memory = json.loads(json.dumps(memory))


def squeezed(text: str) -> str:
    return "".join(text.split())
