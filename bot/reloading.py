"""An operator's files are looked at while the program runs: what is right is in use within a minute, what is
wrong changes nothing and is said.

    every LOOK seconds   what stands in the folder, as a digest, read in a thread
    another digest       wait until it stands so twice: an editor may still be writing
    all files right      they are the regions from the next transaction on (``Database.renew``)
    one file wrong       the last good ones stay in use; a line in the log, a notice to those who look after
                         the files (``bot.services.region_files``), the same as ``dorozhnyk check`` says
    all files gone       the same: a disk that is not mounted looks like that

Cases that are open keep the algorithm they began with (``bot.services.versions``). Each process reads for
itself.
"""

from __future__ import annotations

import asyncio
import hashlib
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime
from functools import partial
from pathlib import Path

import structlog

from bot import articles, procedures
from bot.db.engine import AwayError, Database
from bot.db.tx import Tx
from bot.i18n import Translator
from bot.intake import tell
from bot.regions import LARGEST, RegionProblems, Regions, load
from bot.search.topics import topics_of
from bot.services import region_files
from bot.tables import listed
from flows.engine.flow import Book
from flows.regions.problems import Problem

log = structlog.get_logger()

LOOK = 15  # seconds

EMPTY = "no files"
"""What stands in a folder without files."""

GONE = (
    Problem(
        "the folder of regions: all files are gone; the last ones stay in use until the program starts anew",
        "unread",
    ),
)


@dataclass
class Reloading:
    """Looks after the regions of one process. ``begun``: what stood in the folder when it started
    (``standing``). ``woken`` is set where there is something to send. ``problems``: of the files as they are
    now; ``untold``: what people have not heard of yet."""

    database: Database
    folder: Path
    book: Book
    translator: Translator
    now: Callable[[], datetime]
    woken: asyncio.Event
    begun: str
    problems: tuple[str, ...] = field(default=(), init=False)
    untold: Callable[[Tx], int] | None = field(default=None, init=False)
    _start: Callable[[Tx], int] | None = field(default=None, init=False)
    _decided: str = field(default="", init=False)
    _seen: str = field(default="", init=False)

    def __post_init__(self) -> None:
        self._decided = self._seen = self.begun
        # what was wrong when the program stopped is right now, for it has started
        self._start = partial(region_files.taken, digest=self.begun, changed=())

    async def tick(self) -> None:
        """Look, and tell what is to be told. Raises AwayError."""
        await self.look()
        await self._tell()

    async def look(self) -> bool:
        """Look once; whether there was something to decide."""
        before, self._seen = self._seen, await asyncio.to_thread(standing, self.folder)
        return self._seen == before != self._decided and await self._decide(self._seen)

    async def run(self, stop: asyncio.Event) -> None:
        """Look again and again, until told to stop."""
        while not stop.is_set():
            with suppress(TimeoutError):
                await asyncio.wait_for(stop.wait(), LOOK)
                return
            try:
                await self.tick()
            except AwayError:
                log.warning("regions.database_away")
            except Exception as fault:  # noqa: BLE001 - the regions in use stay; the next look tries again
                log.error("regions.fault", error=type(fault).__name__)

    async def _decide(self, seen: str) -> bool:
        """Use what stands there, or say what is wrong with it; not where it has changed while it was read."""
        found = GONE if seen == EMPTY else await asyncio.to_thread(_read, self.folder)
        if await asyncio.to_thread(standing, self.folder) != seen:
            return False
        self._decided = seen
        if isinstance(found, Regions):
            changed = _changed(self.database.world.regions, found)
            self.database.renew(found)
            log.info("regions.renewed", count=len(changed))
            self.problems, self.untold = (), partial(region_files.taken, digest=seen, changed=changed)
        else:
            file, key, *_ = (*found[0].split(": "), "")
            log.error("regions.refused", count=len(found), file=file, key=key)
            self.problems, self.untold = found, partial(region_files.refused, digest=seen, problems=found)
        return True

    async def _tell(self) -> None:
        """To people, as soon as the database is there."""
        if self._seen != self.begun:
            self._start = None
        say = self.untold or self._start
        if say is None:
            return

        def told(tx: Tx) -> int:
            count = say(tx)
            tell(tx, self.book, self.translator)
            return count

        if await self.database.run(told, self.now):
            self.woken.set()
        self.untold = self._start = None


def standing(folder: Path | None) -> str:
    """A digest of what stands in the folder: names and contents; a word where it can't be read, or where
    there is not a single file."""
    if folder is None or not folder.is_dir():
        return "away"
    if not any(True for _ in _files(folder)):
        return EMPTY
    digest = hashlib.sha256()
    for name, content in _files(folder):
        digest.update(f"{name}\0{len(content)}\0".encode())
        digest.update(content)
    return digest.hexdigest()


def _read(folder: Path) -> Regions | tuple[str, ...]:
    """The regions, or what is wrong."""
    try:
        found = load(folder)
        topics_of(found.articles)  # here, in a thread, and not in the first turn that searches
        return found
    except RegionProblems as faults:
        return tuple(faults.problems)
    except Exception as fault:  # noqa: BLE001 - a fault of ours: the last good ones stay, and it is said
        return (Problem(f"the folder of regions: can't be read ({type(fault).__name__})", "unread"),)


def _changed(before: Regions, now: Regions) -> list[str]:
    """The regions where another order holds now."""
    return [id_ for id_, one in now.by_id.items() if one.version != before.by_id[id_].version]


def _files(folder: Path) -> Iterator[tuple[str, bytes]]:
    problems: list[str] = []
    found = listed(folder, "", problems)
    for inner in (articles.FOLDER, procedures.FOLDER):
        if (folder / inner).is_dir():
            found += listed(folder / inner, "", problems)
    for said in problems:
        yield "a folder", said.encode()
    for file in found:
        name = file.relative_to(folder).as_posix()
        try:
            if not file.is_file():  # a pipe would keep whoever reads it waiting
                yield name, b"no file"
                continue
            with file.open("rb") as opened:
                yield name, opened.read(LARGEST + 1)  # one that is larger is refused anyway
        except OSError as fault:
            yield name, f"errno {fault.errno}".encode()
