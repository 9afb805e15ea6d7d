"""Whether somebody's words sound like danger, and like which: the one place that decides it.

The whole text is listened to, however long, in Ukrainian, Russian, what is between them, and English; with
mistakes, in Latin letters, on the wrong keyboard. Rather once too often than once too little. Nothing that
was said is kept.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import lru_cache
from typing import TypeAlias

from rapidfuzz.distance import OSA

from bot.search import spelling
from bot.search.lemmas import is_known
from bot.search.signs import KINDS, LONG, SOUNDED, Chain, Kind, Sign, folded, near, signs
from bot.search.topics import thesaurus
from flows.engine.understand import meaning

LONGEST = 10_000
"""Characters listened to: more than any channel brings."""

_SPARE = 3  # other words that may stand between those of a sign
_ALONE = 2  # words
_LOOKS_LIKE = str.maketrans("aeiopcxykmtbh", "аеіорсхукмтвн")
_WORD = re.compile(r"[а-яіїєґёa-z0-9']+")
_OF_SOMEBODY = frozenset(("violence", "sexual", "captivity", "life", "help"))
"""Kinds where it counts whom it is about."""

_APART = {"дім": "будинок"}
"""«дім» is not «дим»: the one letter that otherwise does not count."""

Place: TypeAlias = tuple[int, int]


def hear(text: str) -> tuple[Kind, ...]:
    """The kinds of danger that the words sound like, in the order of ``KINDS``; empty: none."""
    said = spelling.lowered(text[:LONGEST])
    heard: set[str] = set()
    for words in _readings(said):
        heard |= _heard(words)
    if not heard and meaning(text) == "help":
        heard.add("help")
    if heard - {"help"}:
        heard.discard("help")
    return tuple(kind for kind in KINDS if kind in heard)


def sounding(text: str, most: int) -> str:
    """The words of a long text that sound like danger, with what stands around them, in so many characters;
    empty where none do."""
    words = text.split() if hear(text) else []
    for start in range(0, len(words), _STEP):
        some = words[start : start + _STRETCH]
        if not hear(" ".join(some)):
            continue
        while len(" ".join(some)) > most and hear(" ".join(some[:-1])):
            some.pop()
        while len(" ".join(some)) > most and hear(" ".join(some[1:])):
            some.pop(0)
        return " ".join(some)[:most]
    return ""


_STEP, _STRETCH = 5, 16  # words


def _readings(said: str) -> Iterator[list[frozenset[str]]]:
    """What may have been meant: as it was typed (a Latin word also as a Cyrillic one), and what the same keys
    give on the other keyboard."""
    yield [_meant(one) for one in _words(said)]
    if spelling.is_latin(said) and not spelling.is_cyrillic(said):
        yield [_meant(one, mended=False) for one in _words(spelling.other_layout(said))]


def _words(said: str) -> list[str]:
    return [found for one in _WORD.findall(said) if (found := one.strip("'"))]


@lru_cache(maxsize=20_000)
def _meant(word: str, *, mended: bool = True) -> frozenset[str]:
    """The atoms of the signs that the word may be; ``mended``: with a letter wrong, too."""
    if spelling.is_cyrillic(word):
        meant = word.translate(_LOOKS_LIKE)
        return frozenset(_atoms(_APART.get(meant, meant), mended=mended))
    if not spelling.is_latin(word):
        return frozenset(_atoms(word, mended=mended))
    return frozenset(atom for one in (word, *_spelled(word)) for atom in _atoms(one, mended=mended))


def _spelled(word: str) -> Iterable[str]:
    """A word in Latin letters as it may be meant in Cyrillic: x is кс, and х."""
    found = [*spelling.from_latin(word)]
    if "x" in word:
        found += spelling.from_latin(word.replace("x", "kh"))
    return found


def _atoms(word: str, *, mended: bool) -> Iterable[str]:
    every = signs()
    bare, heard = folded(word)
    found = {one for one in (bare, heard) if one in every.whole}
    for one, least, most in ((bare, 1, SOUNDED), (heard, SOUNDED, len(heard) + 1)):
        begun = every.begun.get(one[:1], ())
        found |= {f"{atom}*" for atom in begun if least <= len(atom) < most and one.startswith(atom)}
    doubtful = mended and not found and len(heard) >= LONG - 1
    if doubtful and not is_known(word) and bare not in _ordinary():
        found = {atom for atom in every.long.get(heard[:1], ()) if _mistyped(heard, atom)}
    return found


@lru_cache(maxsize=1)
def _ordinary() -> frozenset[str]:
    """Words that the search leads somewhere by: such a word was meant as it stands."""
    said = (one for ids in thesaurus().values() for texts in ids.values() for one in texts)
    return frozenset(spelling.bare(word) for text in said for word in _words(spelling.lowered(text)))


def _mistyped(heard: str, atom: str) -> bool:
    """Whether one letter is wrong, missing, doubled up with another or swapped."""
    meant = atom.rstrip("*")
    if not atom.endswith("*"):
        return OSA.distance(heard, meant, score_cutoff=1) <= 1
    sizes = (len(meant) - 1, len(meant), len(meant) + 1)
    return any(OSA.distance(heard[:size], meant, score_cutoff=1) <= 1 for size in sizes)


def _heard(words: Sequence[frozenset[str]]) -> set[str]:
    every = signs()
    spoken = _without(words, every.instead)
    where: dict[str, list[int]] = defaultdict(list)
    for at, atoms in enumerate(spoken):
        for atom in atoms:
            where[atom].append(at)
    if not where:
        return set()
    found: set[str] = set()
    for sign in every.signs:
        if sign.kind not in found and _stands(sign, spoken, where):
            found.add(sign.kind)
    for kind, mentions in every.mentions.items():
        if found & _OF_SOMEBODY and any(_stands(one, spoken, where) for one in mentions):
            found.add(kind)
    return found


def _without(words: Sequence[frozenset[str]], instead: Iterable[Chain]) -> Sequence[frozenset[str]]:
    """The words that do not speak of something else."""
    where: dict[str, list[int]] = defaultdict(list)
    for at, atoms in enumerate(words):
        for atom in atoms:
            where[atom].append(at)
    silent = {
        at for chain in instead for first, last in _places(chain, words, where) for at in range(first, last)
    }
    return [frozenset() if at in silent else one for at, one in enumerate(words)] if silent else words


def _stands(sign: Sign, words: Sequence[frozenset[str]], where: Mapping[str, Sequence[int]]) -> bool:
    if sign.alone and len(words) > _ALONE:
        return False
    slots: list[list[Place]] = []
    for slot in sign.slots:
        places = [place for chain in slot if chain[0] in where for place in _places(chain, words, where)]
        if not places:
            return False
        slots.append(places)
    return len(slots) == 1 or near(slots, _SPARE, in_order=sign.in_order)


def _places(
    chain: Chain, words: Sequence[frozenset[str]], where: Mapping[str, Sequence[int]]
) -> Iterator[Place]:
    for at in where.get(chain[0], ()):
        if at + len(chain) <= len(words) and all(
            atom in words[at + further] for further, atom in enumerate(chain)
        ):
            yield at, at + len(chain)
