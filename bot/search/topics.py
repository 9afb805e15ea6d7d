"""What a query is about: articles, needs, situations, kinds of bodies. Some eighty of them, so that they are
weighed one by one.

Each has words from the thesaurus, an article also its title, its keywords and what it says. A word counts the
more the fewer articles share it; several words that stand together in the thesaurus count together.
"""

from __future__ import annotations

import math
import tomllib
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from importlib import resources
from typing import Any, TypeAlias

from bot.articles import Articles
from bot.search import spelling
from bot.search.query import NEGATIONS, Token, Vocabulary, filled, is_empty, keys_of
from flows.directory.words import SITUATIONS
from flows.policy.bodies import BODIES
from flows.rules.needs import CATALOGUE

Topic: TypeAlias = tuple[str, str]
"""(kind, id): article, need, situation, body, hotlines."""

_WORD, _TITLE, _PART, _PROSE = 1.0, 1.0, 0.45, 0.12
_TOGETHER = 1.3
_SHORT = 3  # letters of a preposition
_GENERAL = 0.4  # of what «служба» or «центр» alone would say
_REACH = 3  # words that may stand between those of a phrase


@dataclass(frozen=True, slots=True)
class _Phrase:
    topic: Topic
    words: tuple[tuple[str, ...], ...]
    """Of each word its keys."""


@dataclass
class Topics:
    """The table: key → topic → how much the word says of it. Stays as it is once it is made."""

    vocabulary: Vocabulary = field(default_factory=Vocabulary)
    _says: dict[str, dict[Topic, float]] = field(default_factory=lambda: defaultdict(dict))
    _phrases: dict[str, list[_Phrase]] = field(default_factory=lambda: defaultdict(list))
    _weights: dict[str, float] = field(default_factory=dict)

    def scores(self, tokens: Sequence[Token]) -> dict[Topic, float]:
        """How much the query is about each topic; what it is not about is missing."""
        found: dict[Topic, float] = defaultdict(float)
        counted: dict[Topic, set[str]] = defaultdict(set)
        for token in tokens:
            if token.plain:
                continue
            best: dict[Topic, float] = {}
            for key, sure in token.keys.items():
                for topic, weight in self._says.get(key, {}).items():
                    worth = sure * weight * self._weights[key]
                    if key not in counted[topic] and worth > best.get(topic, 0):
                        best[topic] = worth
            for topic, worth in best.items():
                found[topic] += worth
                counted[topic] |= set(token.keys)
        for phrase, sure in self._together(tokens):
            worth = sum(max(self._weights.get(key, 1.5) for key in keys) for keys in phrase.words)
            found[phrase.topic] += _TOGETHER * sure * worth
        return dict(found)

    def _together(self, tokens: Sequence[Token]) -> Iterator[tuple[_Phrase, float]]:
        """Phrases whose words all stand near each other, each once."""
        places: dict[str, list[tuple[int, float]]] = defaultdict(list)
        for at, token in enumerate(tokens):
            for key, sure in token.keys.items():
                places[key].append((at, sure))
        seen: set[int] = set()
        for key in places:
            for phrase in self._phrases.get(key, ()):
                if id(phrase) in seen:
                    continue
                seen.add(id(phrase))
                sure = _near(phrase, places)
                if sure:
                    yield phrase, sure

    def learn(self, topic: Topic, texts: Iterable[str], weight: float = _WORD) -> None:
        """Words and phrases that lead to the topic."""
        for text in texts:
            every = spelling.words(spelling.lowered(text))
            said = [one for one in every if _kept(one)]
            whole = [one for one in said if not is_empty(one)]
            # «з фронту» says what «фронт» does; «паспорт у нього» is more than a passport
            alone = len(said) == 1 and all(len(one) <= _SHORT for one in every if one not in said)
            for one in whole:
                self._note(topic, one, weight if alone else min(weight, _PART))
            if len(said) > 1:
                phrase = _Phrase(topic, tuple(keys_of(one) for one in said))
                for key in dict.fromkeys(key for one in whole[:1] for key in keys_of(one)):
                    self._phrases[key].append(phrase)

    def learn_prose(self, topic: Topic, texts: Iterable[str], weight: float) -> None:
        for text in texts:
            for one in filled(text):
                self._note(topic, one, weight)

    def _note(self, topic: Topic, word: str, weight: float) -> None:
        keys = keys_of(word)
        self.vocabulary.add(keys)
        if not spelling.grammar()["general"].isdisjoint(keys):
            weight *= _GENERAL
        for key in keys:
            known = self._says[key]
            known[topic] = max(known.get(topic, 0), weight)

    def weigh(self) -> None:
        """After the last word: a word that few articles share says more."""
        articles = {topic for says in self._says.values() for topic in says if topic[0] == "article"}
        for key, says in self._says.items():
            shared = sum(min(1.0, weight / _WORD) for topic, weight in says.items() if topic[0] == "article")
            self._weights[key] = math.log(1 + (len(articles) or 1) / max(shared, 0.7))


def _kept(word: str) -> bool:
    return not is_empty(word) or keys_of(word)[0] in NEGATIONS


def _near(phrase: _Phrase, places: Mapping[str, Sequence[tuple[int, float]]]) -> float:
    """How sure it is that the words stand together; 0 where they do not."""
    found = [[place for key in keys for place in places.get(key, ())] for keys in phrase.words]
    if not all(found):
        return 0.0
    best = 0.0
    negated = any(key in NEGATIONS for keys in phrase.words for key in keys)
    for start, first in found[0]:
        at, sure, last, early = start, first, start, start
        for one in found[1:]:
            near = [(abs(place - at), -held, place) for place, held in one if place != at]
            if not near:
                sure = 0.0
                break
            _, less, at = min(near)
            sure = min(sure, -less)
            last, early = max(last, at), min(early, at)
        reach = len(phrase.words) - 1 + (1 if negated else _REACH)
        if sure and last - early <= reach:
            best = max(best, sure)
    return best


@lru_cache(maxsize=1)
def thesaurus() -> Mapping[str, Mapping[str, Sequence[str]]]:
    """kind → id → words."""
    text = (resources.files("bot.search.data") / "thesaurus.toml").read_text("utf-8")
    raw: dict[str, Any] = tomllib.loads(text)
    return {kind: _named(kind, ids) for kind, ids in raw.items() if kind != "instead"}


@lru_cache(maxsize=1)
def instead() -> Mapping[str, Topic]:
    """Kind of body → what leads on where the region has none: an article, or the help lines."""
    text = (resources.files("bot.search.data") / "thesaurus.toml").read_text("utf-8")
    raw: dict[str, str] = tomllib.loads(text)["instead"]
    return {body: ("hotlines", id_) if id_ == "hotlines" else ("article", id_) for body, id_ in raw.items()}


def _named(kind: str, ids: Mapping[str, Sequence[str]]) -> Mapping[str, Sequence[str]]:
    return {kind: ids["all"]} if "all" in ids else ids


@lru_cache(maxsize=2)
def topics_of(articles: Articles) -> Topics:
    """The table of everything that the articles, the catalogue of needs and the thesaurus say."""
    made = Topics()
    every = [*articles.by_id.values(), *articles.special.values()]
    for article in every:
        topic = ("article", article.id)
        made.learn(topic, article.keywords)
        made.learn_prose(topic, [article.title.text], _TITLE)
        made.learn_prose(topic, [one.text for one in article.says], _PROSE)
    for need in CATALOGUE:
        made.learn_prose(("need", need.id), [need.self_label.text, need.specialist_label.text], _TITLE)
    for id_, label in SITUATIONS.items():
        made.learn_prose(("situation", id_), [label.text], _TITLE)
    for id_, label in BODIES.items():
        made.learn_prose(("body", id_), [label.text], _TITLE)
        made.learn(("body", id_), [label.text])
    for kind, ids in thesaurus().items():
        for id_, words in ids.items():
            made.learn((kind, id_), words)
    made.weigh()
    return made
