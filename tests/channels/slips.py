"""A toy channel, made by the steps of ``docs/channels.md``: paper slips through a letter box.

It would be ``handlers/slips/``. What the post takes out of a box is read by a machine:

    {"box": "12-7", "written": "Потрібне житло"}     words in somebody's hand
    {"box": "12-7", "ticked": "3:yes"}               the code beside a box
    {"box": "12-7", "card": "inv_x"}                 the card that lies in the stairwell; it may carry a word
    {"box": "12-7", "moved": true}
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from hashlib import blake2s
from typing import Any

from flows.engine.said import Commanded, Pressed, Typed
from handlers.channel import (
    Address,
    ChannelError,
    Incoming,
    Later,
    Limits,
    Memory,
    Misconfigured,
    Refused,
    Unavailable,
    UndecodableError,
    Unreachable,
)
from handlers.marking import listed, mark
from handlers.shown import Block, Button, Shown
from tests.channels.letter_box import BOXES, CODE, LETTERS, WORDS, Box, Post, PostError, Slip

LIMITS = Limits(
    text=LETTERS,
    label=WORDS,
    buttons=BOXES,
    press_bytes=CODE,
    edits=False,
    deletes=False,
    starts_talks=False,
    files="url",
    free_hours=24,
    staff="ping",
)
_FAULTS: Mapping[str, type[ChannelError]] = {
    "strike": Unavailable,
    "moved": Unreachable,
    "does not fit": Refused,
    "unknown key": Misconfigured,
}
_BOX = re.compile(r"[0-9]{1,4}-[0-9]{1,4}")
_CODE = re.compile(r"(\d{0,18}):([^\s:]{1,60})")
_LINK = re.compile(r"[A-Za-z0-9_-]{1,64}")


class SlipsChannel:
    """``handlers.channel.Channel`` over the post; ``key`` is the bot's own."""

    name = "slips"
    limits = LIMITS

    def __init__(self, post: Post, key: str) -> None:
        self._post, self._key = post, key

    def parse(self, payload: bytes) -> Incoming | None:
        try:
            return _incoming(json.loads(payload))
        except (ValueError, RecursionError, KeyError, TypeError, AttributeError):
            pass  # raised outside: the error would carry the text of the payload
        raise UndecodableError

    async def acknowledge(self, incoming: Incoming) -> None:
        """Nobody waits beside a letter box."""

    async def send(self, address: str, shown: Shown, memory: Memory) -> Memory:
        slips = rendered(shown)
        whole = self._fingerprint(slips)
        half = memory.get("half") or {}
        done = half["sent"] if half.get("of") == whole else 0
        for number, slip in enumerate(slips[done:], done):
            fault = await self._laid(address, slip)
            if fault is not None:
                fault.memory = {"half": {"of": whole, "sent": number}} if number else None
                raise fault
        return {}

    def remember(self, message: str, memory: Memory) -> Memory:  # noqa: ARG002 - nothing can be fetched back
        return memory

    async def clear(
        self,
        address: str,  # noqa: ARG002 - the protocol's
        memory: Memory,  # noqa: ARG002 - the same
        *,
        protected_only: bool = False,  # noqa: ARG002 - the same
    ) -> Memory:
        """Nothing can be fetched back out of a letter box."""
        return {}

    async def close(self) -> None:
        """Nothing is held open."""

    async def _laid(self, address: str, slip: Slip) -> ChannelError | None:
        """None, or what went wrong, empty of what the post says."""
        try:
            await self._post.carry(self._key, address, slip)
        except OSError:
            return Unavailable()
        except PostError as error:
            return Later(error.again) if error.again is not None else _FAULTS[error.why]()
        return None

    def _fingerprint(self, slips: list[Slip]) -> str:
        """Keyed, so that nobody who reads the database can try which words it stands for."""
        return blake2s(repr(slips).encode(), key=self._key.encode(), digest_size=8).hexdigest()


def rendered(shown: Shown) -> list[Slip]:
    """The slips that show it; the boxes are on the last."""
    marked = tuple(mark(at, shown) if len(one.label) > WORDS else "" for at, one in enumerate(shown.buttons))
    boxes = [_box(one, shown.screen, given) for one, given in zip(shown.buttons, marked, strict=True)]
    boxes += [_box(one, shown.screen) for one in shown.controls]
    slips = [Slip(page) for page in _pages([*_lines(shown), *listed(shown, marked).split("\n")])]
    if not slips:
        raise Refused
    return [*slips[:-1], Slip(slips[-1].text, tuple(boxes))]


def _box(button: Button, screen: str, given: str = "") -> Box:
    return Box(given or " ".join(button.label.split()), f"{screen}:{button.id}", button.ticked)


def _lines(shown: Shown) -> Iterator[str]:
    yield shown.progress
    for block in sorted(shown.blocks, key=lambda one: one.kind != "problem"):
        yield from _of(block)
        yield ""
    yield shown.hint


def _of(block: Block) -> Iterator[str]:
    yield from block.text.split("\n")
    for item in block.items:
        yield from f"- {item}".split("\n")
    for phone in block.phones:
        yield " ".join(word for word in (phone.number, phone.name, phone.hours) if word)
    yield block.url


def _pages(lines: list[str]) -> Iterator[str]:
    """Slips of so many letters at most, broken between lines, then between words, where that can be."""
    page = ""
    for line in lines:
        rest = line
        while page and len(page) + 1 + len(rest) > LETTERS:
            yield page
            page = ""
        while len(rest) > LETTERS:
            at = rest.rfind(" ", 1, LETTERS + 1)
            at = at if at > 0 else LETTERS
            yield rest[:at]
            rest = rest[at:].lstrip()
        page = f"{page}\n{rest}".strip("\n")
    if page.strip():
        yield page


def _incoming(read: Any) -> Incoming | None:
    address = Address(SlipsChannel.name, read["box"])
    if not _BOX.fullmatch(address.id):
        raise ValueError
    match sorted(read):
        case ["box", "moved"]:
            return Incoming(address, reachable=read["moved"] is not True)
        case ["box", "written"]:
            text = read["written"].encode("utf-16", "surrogatepass").decode("utf-16", "replace")
            return Incoming(address, Typed(text.replace("\0", "")))
        case ["box", "card"]:
            link = read["card"] if _LINK.fullmatch(read["card"]) else None
            return Incoming(address, Commanded("menu"), link=link)
        case ["box", "ticked"]:
            code = _CODE.fullmatch(read["ticked"])
            return Incoming(address, Pressed(code[2], code[1])) if code is not None else None
    raise ValueError
