"""What is wrong with a file: every fault at once, one clear line each, for the one who edits it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Self

KINDS = (
    "missing",
    "unknown_key",
    "unknown_file",
    "word",
    "twice",
    "none",
    "id",
    "flag",
    "day",
    "span",
    "text",
    "marks",
    "list",
    "table",
    "large",
    "encoding",
    "toml",
    "unread",
)
"""What is wrong, for whoever says it in other words than the line does."""


class Problem(str):
    """A line of ``RegionProblems`` that also knows what it is about. ``kind``: one of KINDS, or empty where
    only the line says it; ``allowed``: the words that may stand there; ``file``, ``key``: where."""

    __slots__ = ("allowed", "file", "key", "kind")

    kind: str
    allowed: tuple[str, ...]
    file: str
    key: str

    def __new__(
        cls, line: str, kind: str = "", allowed: Sequence[str] = (), *, file: str = "", key: str = ""
    ) -> Self:
        made = super().__new__(cls, line)
        made.kind, made.allowed, made.file, made.key = kind, tuple(allowed), file, key
        return made


def standing(file: str, key: str, problem: str) -> Problem:
    """The line for a problem of that key of the file; an empty key: of the file."""
    line = f"{file}: {key or 'the file'}: {problem}"
    if isinstance(problem, Problem):
        return Problem(line, problem.kind, problem.allowed, file=file, key=key)
    return Problem(line, file=file, key=key)


class RegionProblems(Exception):
    """The data can't be used. ``problems``: «file: key: what is wrong; what is allowed»."""

    def __init__(self, problems: Sequence[str]) -> None:
        super().__init__("\n".join(problems))
        self.problems = list(problems)
