"""The services as the search knows them: their words in an FTS5 table of an in-memory SQLite, and the few
values by which they are ranked beside it. Its own connection: nothing here touches the program's database."""

from __future__ import annotations

import sqlite3
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from bot.search.query import Token, Vocabulary, filled, keys_of

_RANK = "bm25(4.0, 2.0, 1.0, 2.0)"  # name, provider, about, place
_MOST = 60
"""Services that words alone bring up."""
_COMMON = 0.15
"""A word that stands in more than such a part of the records tells none of them from the others."""
_ASKED = 10
"""Words of a query that are looked for, the rarest first: a long letter says more than it asks for."""


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
        self._tables: dict[str, str] = {}
        """Region → its table: a question is always about one."""
        self._rows: dict[str, tuple[str, int]] = {}
        self._ids: dict[tuple[str, int], str] = {}
        self._standing: dict[str, dict[str, int]] = defaultdict(dict)
        """Table → key → in how many of its records."""
        self._counts: dict[str, int] = defaultdict(int)
        self.entries: dict[str, Entry] = {}
        self._kinds: dict[tuple[str, str, str], set[str]] = defaultdict(set)

    def put(self, entry: Entry, texts: Texts, vocabulary: Vocabulary) -> None:
        """Take a service in, or in place of what was known of it."""
        self.drop(entry.id)
        said = (texts.name, texts.provider, texts.about, texts.place)
        columns = [[key for one in filled(text) for key in keys_of(one)] for text in said]
        table = self._table(entry.region)
        standing = self._standing[table]
        for key in dict.fromkeys(key for column in columns for key in column):
            vocabulary.add((key,))
            standing[key] = standing.get(key, 0) + 1
        row = self._db.execute(
            f"INSERT INTO {table} VALUES (?, ?, ?, ?)",  # noqa: S608 - a name of our own
            [" ".join(column) for column in columns],
        ).lastrowid
        self._rows[entry.id] = table, row or 0
        self._ids[table, row or 0] = entry.id
        self._counts[table] += 1
        self.renew(entry)

    def _table(self, region: str) -> str:
        if region not in self._tables:
            table = self._tables[region] = f"services_{len(self._tables)}"
            self._db.execute(
                f"CREATE VIRTUAL TABLE {table} USING fts5(name, provider, about, place, "
                "tokenize = 'unicode61 remove_diacritics 0')"
            )
            self._db.execute(
                f"INSERT INTO {table}({table}, rank) VALUES ('rank', '{_RANK}')"  # noqa: S608 - our own words
            )
        return self._tables[region]

    def renew(self, entry: Entry) -> None:
        """Other values, the same words."""
        if (before := self.entries.get(entry.id)) is not None:
            for kind in _kinds(before):
                self._kinds[kind].discard(entry.id)
        self.entries[entry.id] = entry
        for kind in _kinds(entry):
            self._kinds[kind].add(entry.id)

    def drop(self, id: str) -> None:  # noqa: A002 - "id" is the word
        if id not in self._rows:
            return
        table, row = self._rows.pop(id)
        del self._ids[table, row]
        self._counts[table] -= 1
        columns = self._db.execute(f"SELECT * FROM {table} WHERE rowid = ?", (row,)).fetchone()  # noqa: S608
        for key in dict.fromkeys(" ".join(columns).split()):
            self._standing[table][key] -= 1
        self._db.execute(f"DELETE FROM {table} WHERE rowid = ?", (row,))  # noqa: S608 - a name of our own
        for kind in _kinds(self.entries.pop(id)):
            self._kinds[kind].discard(id)

    def of(self, region: str, kind: str, id: str) -> frozenset[str]:  # noqa: A002 - "id" is the word
        """Ids of the services of that ``body``, ``need`` or ``situation``."""
        return frozenset(self._kinds.get((region, kind, id), ()))

    def by_words(self, tokens: Sequence[Token], region: str) -> dict[str, float]:
        """Ids of the services whose words these are, and how well they fit (1: the best of them)."""
        table = self._tables.get(region)
        if table is None:
            return {}
        standing = self._standing[table]
        known = {key: standing.get(key, 0) for token in tokens if not token.plain for key in token.keys}
        there = sorted((count, key) for key, count in known.items() if count)
        most = max(_MOST, _COMMON * self._counts[table])
        asked = [key for count, key in there if count <= most][:_ASKED]
        if not asked:
            return {}
        rows = self._db.execute(
            f"SELECT rowid, rank FROM {table} WHERE {table} MATCH ? ORDER BY rank LIMIT ?",  # noqa: S608
            (" OR ".join(f'"{key}"' for key in asked), _MOST),
        ).fetchall()
        best = min((far for _, far in rows), default=0.0)
        return {self._ids[table, row]: far / best if best < 0 else 1.0 for row, far in rows}


def _kinds(entry: Entry) -> Iterable[tuple[str, str, str]]:
    region = entry.region
    yield region, "body", entry.body
    yield from ((region, "need", one) for one in entry.needs)
    yield from ((region, "situation", one) for one in entry.situations)
