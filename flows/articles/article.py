"""An article: a short answer to what people ask, what to do without papers, and one next step."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from flows.engine.message import M

NEXT = ("need", "situation", "procedure", "screening", "danger", "hotlines")
"""Where an article leads: services for a need or a situation, a guided list, the screening, the emergency
numbers, all help lines."""

NAMED = ("need", "situation", "procedure")
"""Of those, the ones that say which."""

MOST_SAID = 5
"""Paragraphs. Whoever is in trouble can't read more."""


@dataclass(frozen=True, slots=True)
class Next:
    """The one next step. ``id``: which need, situation or list; None where the kind says all."""

    kind: str
    id: str | None
    label: M


@dataclass(frozen=True)
class Article:
    """One answer. ``needs``, ``situations``: what it belongs to. ``says``: paragraphs. ``without``: what to
    do where papers are missing. ``lines``: a matter of the hotlines (``regions.hotlines.MATTERS``).
    ``keywords``: words people use for it, for the search alone. ``regions``: codes, none: everywhere.
    ``to_complete``: what the region's editor still has to fill in (sums, terms, addresses). ``origins``:
    dotted key → where its value comes from; ``values``: what stands there."""

    id: str
    title: M
    needs: tuple[str, ...]
    situations: tuple[str, ...]
    says: tuple[M, ...]
    without: M | None
    next: Next
    lines: str | None
    keywords: tuple[str, ...]
    source: str
    reviewed_on: str
    owner: M
    regions: tuple[str, ...]
    to_complete: tuple[M, ...]
    origins: Mapping[str, str]
    values: Mapping[str, Any]

    def holds_in(self, region: str) -> bool:
        return not self.regions or region in self.regions

    def messages(self) -> Iterator[M]:
        """Every text: what is to be translated."""
        yield from (self.title, *self.says)
        if self.without is not None:
            yield self.without
        yield from (self.next.label, self.owner, *self.to_complete)
