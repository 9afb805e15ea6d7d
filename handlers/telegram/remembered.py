"""What the channel remembers of one chat: ids of messages and when they were sent, never words."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace

from handlers.channel import Memory

DELETABLE = 48 * 3600  # seconds; older messages a bot can edit but not delete
KEPT = 200  # ids remembered per chat, the newest


@dataclass(frozen=True, slots=True)
class Half:
    """A message of which some parts have gone out: a fingerprint of the whole, and the ids so far."""

    of: str
    sent: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Remembered:
    """``wizard``: the message that shows the present screen; ``rest``: earlier parts of that same screen.
    ``fixed``: it can't become another screen (a file). ``kept``: id and Unix time of all messages, oldest
    first. ``protected``: which of them are sensitive.
    """

    wizard: int | None = None
    rest: tuple[int, ...] = ()
    fixed: bool = False
    kept: tuple[tuple[int, int], ...] = ()
    protected: frozenset[int] = frozenset()
    half: Half | None = None

    @classmethod
    def of(cls, memory: Memory) -> Remembered:
        half = memory.get("half")
        return cls(
            wizard=memory.get("wizard"),
            rest=tuple(memory.get("rest", ())),
            fixed=memory.get("fixed", False),
            kept=tuple((message, at) for message, at in memory.get("kept", ())),
            protected=frozenset(memory.get("protected", ())),
            half=Half(half["of"], tuple(half["sent"])) if half else None,
        )

    def memory(self) -> Memory:
        half = self.half and {"of": self.half.of, "sent": list(self.half.sent)}
        written = {
            "wizard": self.wizard,
            "rest": list(self.rest),
            "fixed": self.fixed,
            "kept": [list(one) for one in self.kept],
            "protected": sorted(self.protected),
            "half": half,
        }
        return {name: value for name, value in written.items() if value}

    def noted(self, message: int, at: float, *, protected: bool = False) -> Remembered:
        """One more message stands in the chat."""
        kept = (*self.kept, (message, int(at)))[-KEPT:]
        standing = {one for one, _ in kept} | {self.wizard}
        marked = self.protected | {message} if protected else self.protected
        return replace(self, kept=kept, protected=marked & standing)

    def without(self, messages: Iterable[int]) -> Remembered:
        """Those messages are gone."""
        gone = set(messages)
        return replace(
            self,
            wizard=None if self.wizard in gone else self.wizard,
            rest=tuple(one for one in self.rest if one not in gone),
            kept=tuple(one for one in self.kept if one[0] not in gone),
            protected=self.protected - gone,
        )

    def ids(self) -> list[int]:
        """All that is known to stand in the chat. The wizard may be older than all that is kept."""
        wizard = [] if self.wizard is None else [*self.rest, self.wizard]
        return list(dict.fromkeys([*wizard, *(message for message, _ in self.kept)]))

    def young(self, now: float) -> list[int]:
        """What can still be deleted, newest first."""
        return [message for message, at in reversed(self.kept) if now - at < DELETABLE]
