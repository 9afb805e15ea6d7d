"""What a channel is, and the few ways in which sending can fail.

ChannelError            retryable?
├── Later               yes, after the seconds the platform named (429)
├── Unavailable         yes, with growing pauses (5xx, time-outs, a broken line)
├── Unreachable         no: the person blocked the bot or the address is gone (403)
├── Refused             no: the platform will not take this message (400); our fault, said aloud
└── Misconfigured       no: the token or the set-up is wrong (401, 404, 409); wakes the operator, and waits
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal, Protocol, TypeAlias

from flows.engine.said import Said
from handlers.shown import Shown


class ChannelError(Exception):
    """Sending failed. The message never holds text, address or token.

    ``memory`` is set where a part of the message has gone out already: keep it, and a retry goes on from
    there.
    """

    retryable = False
    memory: Memory | None = None


class Later(ChannelError):
    """The platform asks for patience: ``after`` seconds."""

    retryable = True

    def __init__(self, after: float) -> None:
        super().__init__("later")
        self.after = after


class Unavailable(ChannelError):
    """The platform or the line is down."""

    retryable = True


class Unreachable(ChannelError):
    """This person can't be written to in this channel."""


class Refused(ChannelError):
    """The platform will not take this message as it is."""


class Misconfigured(ChannelError):
    """Token or set-up is wrong: nothing can be sent to anybody."""


class UndecodableError(Exception):
    """A payload that no screen can answer: it goes to the dead letters. Holds no content."""


@dataclass(frozen=True, slots=True)
class Address:
    """Where a person is in a channel: ``id`` as the platform gives it."""

    channel: str
    id: str


@dataclass(frozen=True, slots=True)
class Incoming:
    """One payload, understood.

    ``said`` is None where nothing was said (the person blocked or unblocked the bot: ``reachable``).
    ``language`` is the device's, a first guess. ``link`` is what a deep link carried (an invite, a campaign).
    ``receipt`` is what ``Channel.acknowledge`` needs to tell the platform that a press arrived.
    ``message`` is the platform's id of the person's own words, where the channel can take those away too.
    """

    address: Address
    said: Said | None = None
    language: str | None = None
    link: str | None = None
    reachable: bool | None = None
    receipt: str | None = None
    message: str | None = None


@dataclass(frozen=True, slots=True)
class Limits:
    """What a platform can do. Lengths are characters, except ``press_bytes``.

    ``free_hours``: so long after a person's last message the bot may begin to write without anybody paying;
    None where that makes no difference. ``staff``: whether who works here works through it, or only hears
    («ping») that something is new.
    """

    text: int
    label: int
    buttons: int
    press_bytes: int
    edits: bool
    deletes: bool
    starts_talks: bool
    files: Literal["upload", "url", "page"]
    free_hours: int | None = None
    staff: Literal["whole", "ping"] = "whole"


Memory: TypeAlias = Mapping[str, Any]
"""What a channel remembers for one address between sends: ids and keyed fingerprints, no words but those it
must show again by itself (Viber's present buttons, the web's page). It is sealed like all of hers."""

Receive: TypeAlias = Callable[[str, Sequence[tuple[str, bytes]]], Awaitable[None]]
"""``receive(channel, [(external id, raw payload), …])``: returns once they are stored; what was stored before
is not stored again."""


class Channel(Protocol):
    """One platform: as few and as pure functions as possible."""

    name: str
    limits: Limits

    def parse(self, payload: bytes) -> Incoming | None:
        """What the payload says; None where it concerns nobody. Raises UndecodableError."""

    async def acknowledge(self, incoming: Incoming) -> None:
        """Tell the platform that a press arrived. Never raises: a late answer is no fault."""

    async def send(self, address: str, shown: Shown, memory: Memory) -> Memory:
        """Show one message and return what to remember. Raises a ChannelError."""

    def remember(self, message: str, memory: Memory) -> Memory:
        """Note a message of the person's own (``Incoming.message``), so that ``clear`` takes it away too."""

    async def clear(self, address: str, memory: Memory, *, protected_only: bool = False) -> Memory:
        """Take away what the platform lets us take away, or only what was protected. Raises a
        ChannelError."""

    async def close(self) -> None:
        """Let go of connections."""
