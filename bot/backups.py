"""Copies of the database that SQLite keeps, and putting one back. (PostgreSQL has its own tools.)

A copy holds ciphertext and wrapped keys: nothing without SECRET_KEYS. The list of erasures (``bot.erasures``)
is never put back: it goes on, and tells whom an older copy brings back.

Messages that waited in a copy for more than ``STILL_NEW`` are dropped when it is put back: most of them went
out after it was made, and an old question asked twice frightens. What is overdue is told once more, to each
member of staff in one notice (``bot.services.nudging``).
"""

from __future__ import annotations

import os
import shutil
import sqlite3
from contextlib import closing
from datetime import timedelta
from pathlib import Path

from bot.settings import Settings

STILL_NEW = timedelta(hours=1)

ELSEWHERE = "PostgreSQL keeps the data: use pg_dump and pg_restore, as the README says"


class BackupError(ValueError):
    """It can't be copied or put back; the message is one line."""


def copied(settings: Settings, to: Path) -> None:
    """A whole copy, also while the bot runs; for this user alone. Raises BackupError."""
    file = _database(settings)
    if not file.is_file():
        raise BackupError("there is no database yet")
    try:
        to.touch(mode=0o600, exist_ok=False)
    except FileExistsError:
        raise BackupError("there is such a file already: give the copy a name of its own") from None
    except OSError as fault:
        raise BackupError(f"the copy can't be made: {fault.strerror}") from None
    try:
        with closing(sqlite3.connect(file)) as connection:
            connection.execute("VACUUM INTO ?", (str(to),))
    except sqlite3.Error as fault:
        to.unlink()
        raise BackupError(f"the copy can't be made: {type(fault).__name__}") from None


def put_back(settings: Settings, copy: Path) -> Path | None:
    """Let the copy be the database; where the present one now lies, if there was one. The bot must not run.

    Raises BackupError, also where there is no list of erasures: nobody would know whom to forget again."""
    file = _database(settings)
    erasures = settings.list_of_erasures
    if erasures is None or not erasures.is_file():
        raise BackupError(
            "the list of erasures is missing: put its newest copy at ERASURES_FILE (beside the database), or"
            " an empty file if nobody was ever erased"
        )
    _whole(copy)
    new = file.with_name(f"{file.name}.new")
    try:
        _copy_privately(copy, new)
        _without_old_messages(new)
        aside = _set_aside(file)
        new.replace(file)
    finally:
        new.unlink(missing_ok=True)
    return aside


def _database(settings: Settings) -> Path:
    if settings.database_file is None:
        raise BackupError(ELSEWHERE)
    return settings.database_file


def _whole(copy: Path) -> None:
    """Whether it is a copy of ours, undamaged."""
    try:
        with closing(sqlite3.connect(f"{copy.resolve().as_uri()}?mode=ro", uri=True)) as connection:
            whole = connection.execute("PRAGMA integrity_check").fetchone() == ("ok",)
            connection.execute("SELECT version_num FROM alembic_version").fetchone()
    except sqlite3.Error:
        whole = False
    if not whole:
        raise BackupError("that is no whole copy of a database of ours")


def _copy_privately(copy: Path, to: Path) -> None:
    to.unlink(missing_ok=True)
    to.touch(mode=0o600)
    with copy.open("rb") as source, to.open("wb") as target:
        shutil.copyfileobj(source, target)
        target.flush()
        os.fsync(target.fileno())


def _without_old_messages(file: Path) -> None:
    """Orders to take messages away stay: to take away what is gone already harms nobody."""
    with closing(sqlite3.connect(file)) as connection, connection:
        connection.execute("PRAGMA journal_mode=DELETE")
        connection.execute("PRAGMA secure_delete=ON")
        connection.execute(
            "UPDATE outbox SET state = 'dropped', body_sealed = NULL WHERE state IN ('new', 'held')"
            " AND kind IN ('show', 'push') AND datetime(created_at) < datetime('now', ?)",
            (f"-{int(STILL_NEW.total_seconds())} seconds",),
        )


def _set_aside(file: Path) -> Path | None:
    """The present database, in one file, under another name."""
    if not file.exists():
        return None
    try:
        with closing(sqlite3.connect(file, timeout=0)) as connection:
            connection.execute("PRAGMA journal_mode=DELETE")  # refused while anybody else has it open
    except sqlite3.OperationalError:
        raise BackupError("the database is in use: stop the bot first") from None
    except sqlite3.DatabaseError:
        pass  # damaged: perhaps that is why a copy is put back
    aside = file.with_name(f"{file.name}.before")
    if aside.exists():
        raise BackupError(f"{aside.name} is there from an earlier time: move it away or delete it first")
    file.replace(aside)
    for rest in (f"{file.name}-wal", f"{file.name}-shm"):
        left = file.with_name(rest)
        if left.exists():
            left.replace(file.with_name(f"{aside.name}{rest.removeprefix(file.name)}"))
    return aside
