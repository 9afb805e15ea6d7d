"""The list of erasures, kept in a small file outside the database: whoever restores an older copy of the
database brings back people who were erased since, and the list tells which.

One line each: the moment and the person's id, a random word that names nobody. It is only ever added to, once
the erasure is committed; what a crash kept from it is added at the next start (``bot.readiness``).
"""

from __future__ import annotations

import os
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import structlog

log = structlog.get_logger()

_LINE = re.compile(r"(\d{4}-\d\d-\d\dT[\d:.]+\+00:00) ([a-z2-7]{26})")


@dataclass(frozen=True, slots=True)
class ErasureList:
    """The file. Several processes may add to it at once: a line is written in one go."""

    path: Path

    def read(self) -> dict[str, datetime]:
        """Who was erased, when last. A line that a power cut tore off is left out. Raises OSError."""
        found: dict[str, datetime] = {}
        for line in self.path.read_text("ascii", "replace").splitlines() if self.path.exists() else ():
            if parts := _LINE.fullmatch(line):
                at = datetime.fromisoformat(parts[1])
                found[parts[2]] = max(at, found.get(parts[2], at))
        return found

    def add(self, erased: Mapping[str, datetime]) -> None:
        """Write them down for good; also makes the file, for this user alone. Raises OSError."""
        self.path.parent.mkdir(mode=0o700, exist_ok=True)
        lines = [f"{at.isoformat()} {id_}\n" for id_, at in erased.items()]
        file = os.open(self.path, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600)
        try:
            if lines:
                os.write(file, "".join(("\n", *lines)).encode())  # the last line may have been torn off
            os.fsync(file)
        finally:
            os.close(file)

    def note(self, erased: Mapping[str, datetime]) -> None:
        """The same for what is done already and can't fail any more: a file that can't be written is told
        aloud, and the next start catches up."""
        try:
            self.add(erased)
        except OSError as error:
            log.error("erasures.unwritten", count=len(erased), error=type(error).__name__)
