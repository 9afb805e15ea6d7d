"""The written-down signs of danger (``data/signs.toml``), made ready to be looked for: words folded until
spelling no longer counts, phrases as rows of slots.
"""

from __future__ import annotations

import tomllib
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from importlib import resources
from itertools import product
from typing import Any, Literal, TypeAlias, get_args

from bot.search import spelling

Kind: TypeAlias = Literal["medical", "disaster", "violence", "sexual", "captivity", "child", "life", "help"]
KINDS: tuple[Kind, ...] = get_args(Kind)
"""What kind of danger: the body (an ambulance), fire, war and explosives (rescuers), violence, sexual
violence, captivity and trafficking, a child, life itself (suicide, self-harm), a bare cry for help."""

SOUNDED = 5
"""A shorter word is compared letter by letter: «б'є» is not «би»."""

Atom: TypeAlias = str
"""One folded word; with ``*`` the beginning of one."""
Chain: TypeAlias = tuple[Atom, ...]
"""Words one right after the other; mostly one."""


def folded(word: str) -> tuple[str, str]:
    """A lowered word without what people mix up, and as it is heard."""
    bare = spelling.bare(word)
    return bare, spelling.sound(bare) if len(bare) >= SOUNDED else bare


@dataclass(frozen=True, slots=True)
class Sign:
    """Slots that all stand near each other; each is any of its chains."""

    kind: str
    slots: tuple[frozenset[Chain], ...]
    in_order: bool = False
    alone: bool = False
    """Only where hardly anything else is said."""


@dataclass(frozen=True)
class Signs:
    """``instead``: chains that speak of something else. ``mentions``: who it is about. ``whole`` and
    ``begun``: every atom by its first letter, to be met by whole words and by beginnings."""

    signs: tuple[Sign, ...]
    instead: frozenset[Chain]
    mentions: Mapping[str, tuple[Sign, ...]]
    whole: frozenset[str]
    begun: Mapping[str, tuple[str, ...]]
    long: Mapping[str, tuple[Atom, ...]]


@lru_cache(maxsize=1)
def signs() -> Signs:
    """The file as it was shipped. Read once."""
    text = (resources.files("bot.search.data") / "signs.toml").read_text("utf-8")
    raw: dict[str, Any] = tomllib.loads(text)
    words: dict[str, str] = raw["words"]
    every = [_sign(kind, line, words) for kind in KINDS for line in raw[kind]["said"]]
    for kind, lines in raw["alone"].items():
        every += [replace(_sign(kind, line, words), alone=True) for line in lines]
    instead = frozenset(chain for line in raw["instead"]["said"] for chain in _chains(line, words))
    mentions = {
        kind: tuple(_sign(kind, line, words) for line in lines) for kind, lines in raw["mentions"].items()
    }
    used = [*every, *(sign for some in mentions.values() for sign in some)]
    chains = {chain for sign in used for slot in sign.slots for chain in slot} | instead
    atoms = {atom for chain in chains for atom in chain}
    begun, long = defaultdict(list), defaultdict(list)
    for atom in sorted(atoms):
        if atom.endswith("*"):
            begun[atom[0]].append(atom[:-1])
        if len(atom.rstrip("*")) >= LONG:
            long[atom[0]].append(atom)
    return Signs(
        tuple(every),
        instead,
        mentions,
        frozenset(atom for atom in atoms if not atom.endswith("*")),
        {first: tuple(some) for first, some in begun.items()},
        {first: tuple(some) for first, some in long.items()},
    )


LONG = 6
"""A word of so many letters may have one of them wrong."""


def _sign(kind: str, line: str, words: Mapping[str, str]) -> Sign:
    in_order = line.startswith("> ")
    slots = line.removeprefix("> ").split()
    return Sign(kind, tuple(frozenset(_chains(slot, words)) for slot in slots), in_order)


def _chains(slot: str, words: Mapping[str, str]) -> Iterator[Chain]:
    for said in slot.split("|"):
        parts = [list(_expanded(part, words)) for part in said.split("_")]
        for chain in product(*parts):
            yield tuple(_atom(one) for one in chain)
            if len(chain) == 2 and chain[0] == "не":  # «нехочу»: written as one
                yield (_atom("".join(chain)),)


def _expanded(part: str, words: Mapping[str, str]) -> Iterable[str]:
    if not part.startswith("<"):
        return [part]
    return [one for said in words[part[1:-1]].split("|") for one in _expanded(said, words)]


def _atom(word: str) -> Atom:
    begins = word.endswith("*")
    heard = folded(spelling.lowered(word.rstrip("*")).replace("-", ""))[1]
    return f"{heard}*" if begins else heard


def near(slots: Sequence[Sequence[tuple[int, int]]], spare: int, *, in_order: bool) -> bool:
    """Whether one place of each slot can be chosen so that they stand together: no word twice, at most
    ``spare`` others between them. A place is the first word and the one after the last."""

    rising = [sorted(slot) for slot in slots]

    def reach(at: int, chosen: tuple[tuple[int, int], ...]) -> bool:
        if at == len(rising):
            begin, end = min(one[0] for one in chosen), max(one[1] for one in chosen)
            return end - begin - sum(last - first for first, last in chosen) <= spare
        for place in close(rising[at], chosen):
            apart = all(place[1] <= one[0] or one[1] <= place[0] for one in chosen)
            ordered = not in_order or not chosen or chosen[-1][1] <= place[0]
            if apart and ordered and reach(at + 1, (*chosen, place)):
                return True
        return False

    def close(
        slot: Sequence[tuple[int, int]], chosen: tuple[tuple[int, int], ...]
    ) -> Sequence[tuple[int, int]]:
        if not chosen:
            return slot
        first = chosen[0][0]
        return slot[bisect_left(slot, (first - _FAR, 0)) : bisect_left(slot, (first + _FAR + 1, 0))]

    return reach(0, ())


_FAR = 16  # words: nothing further apart belongs together
