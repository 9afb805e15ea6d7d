"""The toy: somebody's letter box, and what she makes of a slip."""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from typing import Any, Self

from tests.channels.letter_box import Post
from tests.channels.platform import Key, Platform
from tests.channels.slips import SlipsChannel

_WHY = {
    "patience": "crowded",
    "down": "strike",
    "line": "storm",
    "gone": "moved",
    "refused": "does not fit",
    "set-up": "unknown key",
}
_NUMBERED = re.compile(r"^(?:[☑☐] )?([^\W_]{1,3})\. (.+)$", re.MULTILINE)


class OnSlips(Platform):
    name = "slips"

    def __init__(self, make: type[SlipsChannel] = SlipsChannel) -> None:
        super().__init__()
        self.post = Post()
        self.box = self.post.box("12-7")
        self.box.last = self.post.now()
        self.channel = make(self.post, self.post.key)

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.channel.close()

    @property
    def address(self) -> str:
        return "12-7"

    @property
    def secrets(self) -> Sequence[str]:
        return (self.address, self.post.key)

    async def typed(self, text: str) -> bytes:
        return self._slip(written=text)

    async def started(self, link: str = "") -> bytes:
        return self._slip(card=link)

    async def left(self) -> bytes:
        return self._slip(moved=True)

    def texts(self) -> list[str]:
        return [line for slip in self.box.slips for line in (slip.text, *(one.words for one in slip.boxes))]

    async def keys(self) -> list[Key]:
        said: dict[str, str] = {}
        found: list[Key] = []
        for slip in self.box.slips:
            said |= dict(_NUMBERED.findall(slip.text))
            found += [
                Key(said.get(one.words, one.words), self._slip(ticked=one.code), one.ticked)
                for one in slip.boxes
            ]
        return found

    def links(self) -> list[str]:
        return [line for slip in self.box.slips for line in slip.text.split() if line.startswith("https://")]

    def files(self) -> list[tuple[str, bytes]]:
        return []

    def fail(self, fault: str, *, skip: int = 0, clearing: bool = False) -> None:  # noqa: ARG002 - one call
        self.post.faults += [*([None] * skip), _WHY[fault]]

    def tidy(self) -> None:
        self.box.slips.clear()

    def _slip(self, **what: Any) -> bytes:
        return json.dumps({"box": self.address, **what}).encode()
