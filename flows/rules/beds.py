"""The beds of a place to live: how many are free, kept for somebody, taken, and taken beyond what there is.

    all = free + held + taken - over

``over`` counts people housed beyond the beds; while there is any, nothing is free.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass, replace


@dataclass(frozen=True, slots=True)
class Beds:
    """Of one place. None of the numbers is ever below nought."""

    all: int
    free: int
    over: int
    held: int

    @property
    def taken(self) -> int:
        return self.all - self.free - self.held + self.over

    @property
    def most(self) -> int:
        """How many can be free: what is kept for somebody is not."""
        return self.all - self.held

    def left(self, count: int = 1) -> Beds:
        """So many fewer people live there: first those beyond the beds."""
        gone = min(count, self.taken)
        beyond = min(gone, self.over)
        return replace(self, over=self.over - beyond, free=self.free + gone - beyond)

    def came(self, count: int = 1) -> Beds:
        """So many more live there, for whom nothing was kept."""
        inside = min(count, self.free)
        return replace(self, free=self.free - inside, over=self.over + count - inside)

    def counted(self, free: int) -> Beds | None:
        """Somebody has counted the free ones; None where there can't be so many."""
        if not 0 <= free <= self.most:
            return None
        return replace(self, free=free, over=self.over if free == 0 else 0)

    def let_go(self, count: int) -> Beds:
        """So many are kept no more; nobody came: they are free, or those beyond the beds have one now."""
        beyond = min(count, self.over)
        return replace(self, held=self.held - count, over=self.over - beyond, free=self.free + count - beyond)

    def resized(self, count: int) -> Beds:
        """There are so many beds now; whoever lives there and whatever is kept stays."""
        room = count - self.held - self.taken
        return replace(self, all=count, free=max(0, room), over=max(0, -room))


def fits(kinds: Collection[str], wants: Iterable[str]) -> bool:
    """Whether a place has all that is needed of it (``directory.words.NEEDED``)."""
    return all(one in kinds for one in wants)


def comes_first(first: Iterable[str], wants: Collection[str]) -> bool:
    """Whether the region puts somebody first who needs such a place."""
    return any(one in wants for one in first)


def kept_for(first: Iterable[str], kinds: Collection[str], wants: Collection[str]) -> list[str]:
    """For whom the region would rather keep such a place: what it is fit for, and is not needed now."""
    if comes_first(first, wants):
        return []
    return [one for one in first if one in kinds]
