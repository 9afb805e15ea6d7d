"""The services as the search knows them: their words in an FTS5 table of an in-memory SQLite, and the few
values by which they are ranked beside it. Its own connection: nothing here touches the program's database."""

from __future__ import annotations

import sqlite3
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from bot.search.query import Token, Vocabulary, filled, keys_of

_NAME, _PROVIDER, _ABOUT, _PLACE = 4.0, 2.0, 1.0, 2.0
_MOST = 60
"""Services that words alone bring up."""


@dataclass(frozen=True, slots=True)
class Entry:
    """A service as it is ranked. ``communities``: served, none: the whole region. ``place``: the coordinates
    of the door, where known."""

    id: str
    institution: str
    region: str
    body: str
    needs: tuple[str, ...]
    situations: tuple[str, ...]
    communities: tuple[str, ...]
    community: str
    place: tuple[float, float] | None
    state: str
    assured_on: date | None


@dataclass(frozen=True, slots=True)
class Texts:
    """The words of a service: its name, its provider's, what is said of it, and where it is."""

    name: str
    provider: str
    about: str
    place: str


class Index:
    """Services by their words, their region, body, needs and situations. Not for several threads at once."""

    def __init__(self) -> None:
        self._db = sqlite3.connect(":memory:", check_same_thread=False, isolation_level=None)
        self._db.execute(
            "CREATE VIRTUAL TABLE service USING fts5(name, provider, about, place, region UNINDEXED, "
            "tokenize = 'unicode61 remove_diacritics 0', detail = column)"
        )
        self._rows: dict[str, int] = {}
        self._ids: dict[int, str] = {}
        self.entries: dict[str, Entry] = {}
        self._kinds: dict[tuple[str, str, str], set[str]] = defaultdict(set)

    def put(self, entry: Entry, texts: Texts, vocabulary: Vocabulary) -> None:
        """Take a service in, or in place of what was known of it."""
        self.drop(entry.id)
        columns = [
            _indexed(text, vocabulary) for text in (texts.name, texts.provider, texts.about, texts.place)
        ]
        done = self._db.execute("INSERT INTO service VALUES (?, ?, ?, ?, ?)", (*columns, entry.region))
        row = done.lastrowid or 0
        self._rows[entry.id], self._ids[row] = row, entry.id
        self.renew(entry)

    def renew(self, entry: Entry) -> None:
        """Other values, the same words."""
        if (before := self.entries.get(entry.id)) is not None:
            for kind in _kinds(before):
                self._kinds[kind].discard(entry.id)
        self.entries[entry.id] = entry
        for kind in _kinds(entry):
            self._kinds[kind].add(entry.id)

    def drop(self, id: str) -> None:  # noqa: A002 - "id" is the word
        row = self._rows.pop(id, None)
        if row is None:
            return
        del self._ids[row]
        self._db.execute("DELETE FROM service WHERE rowid = ?", (row,))
        for kind in _kinds(self.entries.pop(id)):
            self._kinds[kind].discard(id)

    def of(self, region: str, kind: str, id: str) -> frozenset[str]:  # noqa: A002 - "id" is the word
        """Ids of the services of that ``body``, ``need`` or ``situation``."""
        return frozenset(self._kinds.get((region, kind, id), ()))

    def by_words(self, tokens: Sequence[Token], region: str) -> dict[str, float]:
        """Ids of the services whose words these are, and how well they fit (1: the best of them)."""
        keys = dict.fromkeys(key for token in tokens if not token.plain for key in token.keys)
        if not keys:
            return {}
        query = " OR ".join(f'"{key}"' for key in keys)
        rows = self._db.execute(
            "SELECT rowid, bm25(service, ?, ?, ?, ?) AS far FROM service "
            "WHERE service MATCH ? AND region = ? ORDER BY far LIMIT ?",
            (_NAME, _PROVIDER, _ABOUT, _PLACE, query, region, _MOST),
        ).fetchall()
        best = min((far for _, far in rows), default=0.0)
        return {self._ids[row]: far / best if best < 0 else 1.0 for row, far in rows}


def _kinds(entry: Entry) -> Iterable[tuple[str, str, str]]:
    region = entry.region
    yield region, "body", entry.body
    yield from ((region, "need", one) for one in entry.needs)
    yield from ((region, "situation", one) for one in entry.situations)


def _indexed(text: str, vocabulary: Vocabulary) -> str:
    keys = [key for one in filled(text) for key in keys_of(one)]
    vocabulary.add(keys)
    return " ".join(keys)
