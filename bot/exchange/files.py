"""Files of the directory: which format one is in, how large it may be, and what stands in the directory."""

from __future__ import annotations

import gc
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from types import MappingProxyType

from sqlalchemy import select

from bot.db.directory import Service
from bot.db.models import Institution
from bot.db.tx import Tx
from bot.exchange import csv_file, hsds, hsds_reading, xlsx_file
from bot.exchange.faults import refused
from bot.exchange.rows import Line, Row
from bot.exchange.zipped import WIDE, Room
from bot.services.records import record_of
from flows.engine.message import M

TOO_LARGE = M("exchange.too_large", "Файл завеликий: {size} МБ, а можна щонайбільше {limit}. Поділіть його.")
EMPTY = M("exchange.empty", "Файл порожній.")
UNKNOWN = M("exchange.unknown_format", "Не знаю такого файлу. Підійдуть: {formats}.")
MACRO_FILE = M("exchange.macro_file", "Файл із макросами не підійде. Збережіть його, будь ласка, як .xlsx.")

_MEGABYTE = 1024 * 1024
LARGEST: Mapping[str, int] = MappingProxyType({".csv": 20, ".xlsx": 20, ".json": 90})
"""Megabytes; HSDS says the same in some six times as many."""

READERS: Mapping[str, Callable[[bytes], list[Row]]] = MappingProxyType(
    {".csv": csv_file.read, ".xlsx": xlsx_file.read, ".json": hsds_reading.read}
)
WRITERS: Mapping[str, Callable[[Iterable[Line]], bytes]] = MappingProxyType(
    {".csv": csv_file.written, ".xlsx": xlsx_file.written, ".json": hsds.written}
)
TEMPLATES = (".csv", ".xlsx")


def format_of(path: Path, formats: Iterable[str]) -> str:
    """The ending of the file's name. Raises RefusedError where it is none of those."""
    ending = path.suffix.lower()
    if ending in (".xlsm", ".xltm", ".xlsb"):
        raise refused(MACRO_FILE)
    if ending not in formats:
        raise refused(UNKNOWN, formats=", ".join(formats))
    return ending


def read(path: Path) -> list[Row]:
    """The rows of the file. One that is too large is not even opened. Raises RefusedError and OSError."""
    ending = format_of(path, READERS)
    size, limit = path.stat().st_size, LARGEST[ending]
    if size > limit * _MEGABYTE:
        raise refused(TOO_LARGE, size=str(-(-size // _MEGABYTE)), limit=str(limit))
    data = path.read_bytes()
    if not data:
        raise refused(EMPTY)
    return parsed(ending, data)


def parsed(ending: str, data: bytes, room: Room = WIDE) -> list[Row]:
    """The rows of a file of that format. ``room``: what a table that is an archive may unpack to
    (``bot.exchange.zipped.PAGE`` where others are answered meanwhile). Raises RefusedError."""
    return xlsx_file.read(data, room) if ending == ".xlsx" else READERS[ending](data)


@contextmanager
def uncollected() -> Iterator[None]:
    """While this lasts nobody looks for rings among objects: taking a file in makes very many objects and no
    ring, and the search for them would be a quarter of the work. For a command, not for the bot."""
    on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if on:
            gc.enable()


def written(ending: str, lines: Iterable[Line]) -> bytes:
    """The lines in that format."""
    return WRITERS[ending](lines)


def template(ending: str) -> bytes:
    """An empty table with its headings."""
    return WRITERS[ending]([])


def lines(tx: Tx, region: str | None = None) -> list[Line]:
    """All services of the directory, or of one region, in an order that stays."""
    query = select(Service, Institution).join(Institution, Institution.id == Service.institution_id)
    if region is not None:
        query = query.where(Service.region == region)
    order = (Service.region, Institution.name, Service.name, Service.community, Service.id)
    return [
        Line(record_of(service, institution), service.assured_on, service.modified_at)
        for service, institution in tx.db.execute(query.order_by(*order))
    ]
