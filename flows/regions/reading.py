"""Reading one table: each method takes a key, checks its value, and says what is wrong without stopping."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from datetime import date
from typing import Any, TypeVar

from flows.engine.message import M
from flows.policy.duration import Duration
from flows.regions.problems import Problem

T = TypeVar("T")

WORD = re.compile(r"[a-z][a-z0-9_]{0,39}")
_MOST = 40  # phases or steps
LONGEST = 700  # characters: such a text still fits the tightest screen beside its buttons

Says = Callable[[str, str], None]
"""``says(key path, problem)``."""

Names = Callable[[str], str]
"""Key path → the id of the message that stands there."""


class Reader:
    """A table under its key path. Ask for every key it may have, then call ``done``."""

    def __init__(self, raw: Mapping[str, Any], path: str, says: Says, names: Names, name: str = "") -> None:
        self.raw = raw
        self.path = path
        self._says = says
        self._names = names
        self._name = name or path
        self._asked: set[str] = set()

    def at(self, key: str) -> str:
        return f"{self.path}.{key}" if self.path else key

    def wrong(self, key: str, problem: str) -> None:
        self._says(self.at(key) if key else self.path, problem)

    def has(self, key: str) -> bool:
        return key in self.raw

    def allow(self, keys: Iterable[str]) -> None:
        """These keys may stand here too."""
        self._asked |= set(keys)

    def done(self) -> None:
        """Report keys that nobody asked for."""
        for key in self.raw:
            if key not in self._asked:
                known = sorted(self._asked)
                said = f"unknown key; allowed here: {', '.join(known)}"
                self.wrong(key, Problem(said, "unknown_key", known))

    # values -------------------------------------------------------------------------------------------------

    def maybe_text(self, key: str) -> M | None:
        return self.text(key) if self._present(key) else None

    def text(self, key: str) -> M:
        return self._text(key, self._value(key), key)

    def texts(self, key: str) -> tuple[M, ...]:
        """A list of texts, empty where the key is missing."""
        values = self._list(key)
        return tuple(self._text(key, one, f"{key}.{place}") for place, one in enumerate(values, 1))

    def maybe_word(self, key: str, allowed: Iterable[str]) -> str | None:
        return self.word(key, allowed) if self._present(key) else None

    def word(self, key: str, allowed: Iterable[str]) -> str:
        value, known = self._value(key), tuple(allowed)
        if value not in known:
            self._not(key, value, "word", ", ".join(known), known)
            return known[0]
        return str(value)

    def words(self, key: str, allowed: Iterable[str], *, filled: bool = False) -> tuple[str, ...]:
        """A list of different words, empty where the key is missing; ``filled``: at least one."""
        values, known = self._list(key), tuple(allowed)
        for one in values:
            if one not in known:
                self._not(key, one, "word", ", ".join(known), known)
        if len({str(one) for one in values}) != len(values):
            self.wrong(key, Problem("the same word twice", "twice"))
        if filled and not values:
            self.wrong(key, Problem(f"at least one of: {', '.join(known)}", "none", known))
        return tuple(one for one in values if one in known)

    def id(self, key: str = "id") -> str:
        value = self._value(key)
        if not isinstance(value, str) or WORD.fullmatch(value) is None:
            self._not(key, value, "id", "small Latin letters, digits and _")
            return ""
        return value

    def plain(self, key: str) -> str:
        """A string that is shown as it is (a name of a place, a source)."""
        return self._text(key, self._value(key), key).text

    def plains(self, key: str) -> tuple[str, ...]:
        return tuple(self._text(key, one, key).text for one in self._list(key))

    def flag(self, key: str, *, default: bool | None = None) -> bool:
        value = self._value(key) if default is None or self.has(key) else default
        self._asked.add(key)
        if not isinstance(value, bool):
            self._not(key, value, "flag", "true, false")
            return False
        return value

    def day(self, key: str) -> str:
        """A date as ISO text."""
        value = self._value(key)
        try:
            return value.isoformat() if isinstance(value, date) else date.fromisoformat(value).isoformat()
        except (TypeError, ValueError):
            self._not(key, value, "day", "a date such as 2026-11-22")
            return "2026-01-01"

    def span(self, key: str) -> Duration:
        return self.spelled(key, Duration.parse, "span") or Duration(1)

    def maybe_span(self, key: str) -> Duration | None:
        """None where the key is missing or says «none» (so that a layer can take a span away)."""
        return None if self._value_or(key, "none") == "none" else self.spelled(key, Duration.parse, "span")

    def spelled(self, key: str, read: Callable[[str], T], kind: str = "") -> T | None:
        value = self._value(key)
        try:
            if isinstance(value, str):
                return read(value)
            self._not(key, value, kind, "a text")
        except ValueError as fault:
            self._not(key, value, kind, str(fault))
        return None

    # tables -------------------------------------------------------------------------------------------------

    def table(self, key: str) -> Reader:
        value = self._value_or(key, {})
        if not isinstance(value, Mapping):
            self._not(key, value, "table", "a table")
            value = {}
        return Reader(value, self.at(key), self._says, self._names, f"{self._name}.{key}".lstrip("."))

    def tables(self, key: str, named: str = "id") -> list[Reader]:
        """The tables of a list; their messages are named by the value of ``named``, not by their place."""
        readers: list[Reader] = []
        for place, one in enumerate(self._list(key), 1):
            if not isinstance(one, Mapping):
                self._not(f"{key}.{place}", one, "table", "a table")
                continue
            name = f"{self._name}.{key}.{one.get(named, place)}".lstrip(".")
            readers.append(Reader(one, self.at(f"{key}.{place}"), self._says, self._names, name))
        self._twice(key, [reader.raw.get(named) for reader in readers])
        return readers

    def numbered(self, key: str) -> list[tuple[str, Reader]]:
        """The tables of a table whose keys are numbers, in their order."""
        inner = self.table(key)
        numbers = [one for one in inner.raw if one.isascii() and one.isdigit() and 1 <= int(one) <= _MOST]
        inner.allow(numbers)
        for one in inner.raw:
            if one not in numbers:
                inner.wrong(one, f"allowed: a number from 1 to {_MOST}")
        inner.allow(inner.raw)
        return [(one, inner.table(one)) for one in sorted(numbers, key=int)]

    def mapping(self, key: str, keys: Iterable[str], values: Iterable[str]) -> dict[str, str]:
        """A table whose keys and values are words of these lists."""
        inner = self.table(key)
        known = tuple(values)
        read = {one: inner.word(one, known) for one in keys if inner.has(one)}
        inner.allow(keys)
        inner.done()
        return read

    # inside -------------------------------------------------------------------------------------------------

    def _not(self, key: str, value: Any, kind: str, allowed: str, words: Iterable[str] = ()) -> None:
        """Say that the value is not what may stand there; that there is none is a kind of its own."""
        kind = kind if value is not None else "missing"
        self.wrong(key, Problem(f"{_shown(value)}; allowed: {allowed}", kind, tuple(words)))

    def _present(self, key: str) -> bool:
        self._asked.add(key)
        return key in self.raw

    def _value(self, key: str) -> Any:
        self._asked.add(key)
        return self.raw.get(key)

    def _value_or(self, key: str, default: Any) -> Any:
        self._asked.add(key)
        return self.raw.get(key, default)

    def _list(self, key: str) -> list[Any]:
        value = self._value_or(key, [])
        if not isinstance(value, (list, tuple)):
            self._not(key, value, "list", "a list")
            return []
        return list(value)

    def _text(self, key: str, value: Any, named: str) -> M:
        if not isinstance(value, str) or not value.strip() or len(value) > LONGEST:
            self._not(key, value, "text", f"a text of 1 to {LONGEST} characters")
            value = "-"
        elif any(mark in value for mark in "{}") or any(ord(one) < 32 for one in value):
            said = "no braces, no line breaks and no control characters in a text"
            self.wrong(key, Problem(said, "marks"))
            value = "-"
        return M(self._names_for(key, named), value)

    def _names_for(self, key: str, named: str) -> str:
        prefix = self._names(self.at(key))
        return f"{prefix}.{self._name}.{named}" if self._name else f"{prefix}.{named}"

    def _twice(self, key: str, ids: list[Any]) -> None:
        seen: set[str] = set()
        for one in ids:
            if one is not None and str(one) in seen:
                self.wrong(key, Problem(f"{one} stands here twice", "twice"))
            seen.add(str(one))


def _shown(value: Any) -> str:
    if value is None:
        return "missing"
    text = repr(value)
    return text if len(text) <= 60 else f"{text[:57]}..."
