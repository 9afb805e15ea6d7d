"""What a typed query means in the words the index knows: each word exactly, as it sounds, mended, or not at
all.

A word nobody knows is mended against the vocabulary by as few letters as its length allows; a word that the
dictionary knows is left as it is, for it was meant.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import lru_cache

from rapidfuzz import process
from rapidfuzz.distance import OSA

from bot.search import spelling
from bot.search.lemmas import is_known, lemma

LONGEST = 300  # characters read of a query
MOST = 60  # words

NEGATIONS = frozenset(("не", "без", "нема"))
"""They count inside a phrase: «без довідки» is not «довідка»."""

_SAME = dict.fromkeys(("нет", "нету", "нема", "немає", "немае"), "нема") | dict.fromkeys(("ни", "ні"), "не")

_CUTS = ((4, 1), (7, 2), (10, 3))
"""From so many letters on, so many may be wrong."""
_MENDED = (1.0, 0.85, 0.7, 0.55)
"""What a word counts, by letters mended."""
_HEARD = 0.95
_BEGINS = 0.5
_KNOWN_BUT_FOREIGN = 0.6  # a dictionary word that only looks like one of ours
_FOREIGN_LEAST = 7
_DOUBT = (1.0, 0.8, 0.6, 0.4)
"""A word that may be any of two, three, four and more says less."""


@dataclass(frozen=True, slots=True)
class Token:
    """One word of a query: keys of the vocabulary and how sure each is (0 to 1). ``plain``: the word alone
    says nothing (a preposition, «не»)."""

    said: str
    keys: Mapping[str, float]
    plain: bool = False


@lru_cache(maxsize=40_000)
def keys_of(word: str) -> tuple[str, ...]:
    """The forms under which a lowered word stands in the index: by its dictionary form, and by itself."""
    if (same := _SAME.get(word)) is not None:
        return (same,)
    bare = spelling.bare(word)
    if is_empty(word):
        return (bare,)
    found = (spelling.stem(spelling.bare(lemma(word))), spelling.stem(bare))
    return tuple(dict.fromkeys(one for one in found if one))


def is_empty(word: str) -> bool:
    """Whether the word alone says nothing."""
    return len(word) < 2 or word in _SAME or word in NEGATIONS or word in spelling.grammar()["empty"]


def filled(text: str) -> list[str]:
    """The words of a text of ours that say something."""
    return [one for one in spelling.words(spelling.lowered(text)) if not is_empty(one)]


@dataclass
class Vocabulary:
    """Every key of the index. Grows by ``add``; what is looked up is remembered until then."""

    keys: set[str] = field(default_factory=set)
    _by_sound: dict[str, set[str]] = field(default_factory=lambda: defaultdict(set))
    _by_start: dict[str, tuple[list[str], list[str]]] = field(
        default_factory=lambda: defaultdict(lambda: ([], []))
    )
    """First letter → words and how they sound, side by side."""
    _mended: dict[str, dict[str, float]] = field(default_factory=dict)

    def add(self, keys: Iterable[str]) -> None:
        new = {one for one in keys if one not in self.keys}
        if not new:
            return
        self.keys |= new
        self._mended.clear()
        for one in new:
            heard = spelling.sound(one)
            self._by_sound[heard].add(one)
            for side, word in zip(self._by_start[heard[:1]], (one, heard), strict=True):
                side.append(word)

    def known(self, word: str) -> bool:
        return any(one in self.keys for one in keys_of(word))

    def meant(self, word: str) -> dict[str, float]:
        """Keys that the word may stand for, and how sure each is."""
        exact = [one for one in keys_of(word) if one in self.keys]
        if exact:
            return dict.fromkeys(exact, 1.0)
        if word not in self._mended:
            if len(self._mended) > 5_000:
                self._mended.clear()
            self._mended[word] = self._mend(word)
        return self._mended[word]

    def _mend(self, word: str) -> dict[str, float]:
        found: dict[str, float] = {}
        roots = _roots(word)
        for root in roots:
            for one in self._by_sound.get(spelling.sound(root), ()):
                found[one] = _HEARD
        if found:
            return found
        foreign = _KNOWN_BUT_FOREIGN if is_known(word) else 1.0
        for root in roots:
            allowed = max((most for least, most in _CUTS if len(root) >= least), default=0)
            if foreign < 1:
                allowed = min(allowed, 1) if len(root) >= _FOREIGN_LEAST else 0
            if allowed:
                self._near(root, allowed, foreign, found)
        if not found:
            self._beginning(roots[0], foreign, found)
        best = max(found.values(), default=0)
        kept = {one: sure for one, sure in found.items() if sure >= best - 0.01}
        doubt = _DOUBT[min(len(kept), len(_DOUBT)) - 1] if kept else 1.0
        return {one: sure * doubt for one, sure in kept.items()}

    def _near(self, root: str, allowed: int, foreign: float, found: dict[str, float]) -> None:
        heard = spelling.sound(root)
        whole, sounds = self._by_start.get(heard[:1], ([], []))
        for _, far, at in process.extract(heard, sounds, scorer=OSA.distance, score_cutoff=allowed, limit=8):
            one = whole[at]
            if min(len(one), len(root)) > far + 2:
                found[one] = max(found.get(one, 0), _MENDED[int(far)] * foreign)

    def _beginning(self, root: str, foreign: float, found: dict[str, float]) -> None:
        """Words that begin alike: a compound, or an ending that no table knows."""
        if len(root) < 5:
            return
        for one in self._by_start.get(spelling.sound(root)[:1], ([], []))[0]:
            short, long = sorted((one, root), key=len)
            if len(short) >= 5 and long.startswith(short) and len(long) - len(short) <= 5:
                found[one] = _BEGINS * foreign


def _roots(word: str) -> tuple[str, ...]:
    bare = spelling.bare(word)
    found = [*keys_of(word), bare.rstrip("аеиоуюя")]
    return tuple(dict.fromkeys(one for one in found if len(one) >= 3)) or (bare,)


def read(text: str, vocabulary: Vocabulary) -> list[Token]:
    """The words of a query as the vocabulary knows them."""
    said = spelling.lowered(text)[: LONGEST * 2]
    if spelling.is_latin(said):
        return _from_latin(said, vocabulary)
    return [_token(one, vocabulary) for one in spelling.words(said)[:MOST]]


def _token(word: str, vocabulary: Vocabulary) -> Token:
    if is_empty(word):
        return Token(word, dict.fromkeys(keys_of(word), 1.0), plain=True)
    return Token(word, vocabulary.meant(word))


def _from_latin(said: str, vocabulary: Vocabulary) -> list[Token]:
    """Latin letters, or Ukrainian ones typed on the wrong layout: whichever makes more words."""
    typed = [_token(one, vocabulary) for one in spelling.words(spelling.other_layout(said))[:MOST]]
    spelled = [_latin_token(one, vocabulary) for one in spelling.words(said)[:MOST]]
    if spelling.is_cyrillic(said):
        return spelled
    return typed if _worth(typed) > _worth(spelled) else spelled


def _latin_token(word: str, vocabulary: Vocabulary) -> Token:
    if not spelling.is_latin(word):
        return _token(word, vocabulary)
    readings = spelling.from_latin(word)
    for one in readings:
        if is_empty(one):
            return _token(one, vocabulary)
    tokens = [_token(one, vocabulary) for one in readings]
    return max(tokens, key=lambda one: (max(one.keys.values(), default=0), -readings.index(one.said)))


def _worth(tokens: list[Token]) -> float:
    """How much of it are words: whole ones count more than mended ones."""
    worth = sum(
        len(one.said) * (0.5 if one.plain else max(one.keys.values(), default=0) ** 3) for one in tokens
    )
    return worth / (sum(len(one.said) for one in tokens) or 1)
