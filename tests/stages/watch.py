"""What must not be found afterwards: people's words, names and numbers, and tokens, in logs and files."""

from __future__ import annotations

import io
import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from importlib import resources
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from tests.logged import logged
from tests.stages.cast import NAMES
from tests.stages.script import Script

SHORTEST = 4  # letters: shorter words are everywhere


@dataclass
class Watch:
    """Everything that is logged while it is open, and the database's file where there is one."""

    log: io.StringIO
    database_url: str

    def nothing_leaked(self, script: Script, *secrets: str) -> None:
        """Raises AssertionError, without repeating what was found."""
        words = {*_said(script), *NAMES.values(), *(one for one in secrets if one)}
        logged = self.log.getvalue()
        assert not [1 for word in words if word in logged], "the log holds somebody's words, or a token"
        stored = b"".join(path.read_bytes() for path in self._files())
        words -= set(_said(script, things=True))
        told = [word for word in words if word not in _orders()]
        assert not [1 for word in told if _within(word, stored)], "the database holds words in the clear"

    def _files(self) -> Iterator[Path]:
        parts = urlsplit(self.database_url)
        if parts.scheme.startswith("sqlite"):
            file = Path(parts.path.removeprefix("/"))
            yield from file.parent.glob(f"{file.name}*")


def _said(script: Script, *, things: bool = False) -> Iterable[str]:
    """What people typed (``things``: about things alone), with the placeholders left out."""
    return {
        turn.says.strip()
        for turn in script.turns
        if turn.things >= things
        and turn.says is not None
        and len(turn.says.strip()) >= SHORTEST
        and "{" not in turn.says
    }


@cache
def _orders() -> str:
    """The regions' files: they are kept with the cases that go by them, and «далі» stands in them too."""
    data = resources.files("flows.regions.data")
    return "".join(one.read_text("utf-8") for one in data.iterdir() if one.name.endswith(".toml"))


def _within(word: str, stored: bytes) -> bool:
    return word.encode() in stored or json.dumps(word).strip('"').encode() in stored


@pytest.fixture
def watch(database_url: str) -> Iterator[Watch]:
    """Logging as the running program does it, at its most talkative."""
    with logged("DEBUG") as log:
        yield Watch(log, database_url)
