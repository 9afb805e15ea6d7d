"""Whether an .xlsx may be opened at all: looked at as the archive it is, before any of it is unpacked.

``zipfile`` never unpacks more of a part than the archive's directory says, so that what it says can be added
up and trusted. Reading a table takes time by its elements more than by its bytes: both are counted first.
"""

from __future__ import annotations

import io
import re
import sys
import zipfile
from dataclasses import dataclass
from xml.etree import ElementTree as ET

from bot.exchange.faults import RefusedError, refused
from flows.engine.message import M

NOT_XLSX = M(
    "exchange.not_xlsx", "Це не таблиця .xlsx. Відкрийте її в програмі й збережіть як .xlsx або CSV UTF-8."
)
OLD_OR_LOCKED = M(
    "exchange.old_or_locked",
    "Це старий .xls або файл із паролем. Збережіть його, будь ласка, як .xlsx без пароля.",
)
MACROS = M("exchange.macros", "У файлі є макроси. Збережіть його, будь ласка, як .xlsx без макросів.")
BOMB = M("exchange.bomb", "Файл розпаковується у щось завелике. Він не схожий на таблицю.")
ENTITIES = M("exchange.entities", "У файлі є те, чого в таблиці не буває. Збережіть її, будь ласка, заново.")
MERGED = M("exchange.merged", "Об'єднані комірки {cells}. Роз'єднайте їх: у кожному рядку має стояти своє.")

MAX_PARTS = 500
MAX_IN_BOOK = 2000
"""Elements of the list of sheets: for each sheet a whole part is begun."""

MAX_RATIO = 200
SMALL = 1024 * 1024
"""A part that unpacks to less than this may be squeezed however well."""


@dataclass(frozen=True, slots=True)
class Room:
    """How much of a table is taken on: bytes unpacked, elements in all of its parts, and bytes of the lists
    of cells that rules are about: one element may name a million."""

    unpacked: int
    elements: int
    listed: int


WIDE = Room(200 * 1024 * 1024, sys.maxsize, sys.maxsize)
"""For a command, whose operator waits for it."""

PAGE = Room(32 * 1024 * 1024, 400_000, 200_000)
"""For a page, beside which everybody else is answered: seconds of work, some five thousand services."""

_BOOK = "xl/workbook.xml"
_LISTED = re.compile(rb"sqref\s*=\s*([\"'][^\"'<]*)")
_OLD = b"\xd0\xcf\x11\xe0"
_MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
_RELATION = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"
_MERGE = re.compile(
    rb"<(?:\w+:)?mergeCell\s[^<>]*?ref\s*=\s*[\"']([A-Z]{1,3}([0-9]{1,7}):[A-Z]{1,3}[0-9]{1,7})"
)


def checked(data: bytes, room: Room = WIDE) -> None:
    """Raises RefusedError where this is no archive of a table, one that would not end well, or one with more
    in it than there is room for."""
    if data.startswith(_OLD):
        raise refused(OLD_OR_LOCKED)
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            parts = archive.infolist()
            if len(parts) > MAX_PARTS or sum(one.file_size for one in parts) > room.unpacked:
                raise refused(BOMB)
            if any(one.file_size > max(SMALL, MAX_RATIO * one.compress_size) for one in parts):
                raise refused(BOMB)
            if any(one.flag_bits & 1 for one in parts):
                raise refused(OLD_OR_LOCKED)
            names = {one.filename for one in parts}
            if any("vbaproject" in one.lower() for one in names):
                raise refused(MACROS)
            if _BOOK not in names:
                raise refused(NOT_XLSX)
            _look_into(archive, names, room)
    except RefusedError:
        raise
    except Exception:  # noqa: BLE001 - what is not whole fails in zlib, struct and codecs, each in its own way
        raise refused(NOT_XLSX) from None


def _look_into(archive: zipfile.ZipFile, names: set[str], room: Room) -> None:
    """Every part, whatever it is called: the archive itself says which of them is a table."""
    elements = listed = 0
    for one in sorted(names):
        part = archive.read(one).replace(b"\0", b"")  # UTF-16 too can be looked through like this
        if b"<!DOCTYPE" in part:
            raise refused(ENTITIES)
        count = part.count(b"<") - part.count(b"</")
        elements += count
        listed += sum(len(found[0]) for found in _LISTED.finditer(part))
        if elements > room.elements or listed > room.listed or (one == _BOOK and count > MAX_IN_BOOK):
            raise refused(BOMB)


def unmerged(data: bytes, sheet: str) -> None:
    """Raises RefusedError where cells of that sheet are merged."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        path = _path_of(archive, sheet)
        found = _MERGE.search(archive.read(path)) if path in archive.namelist() else None
    if found is not None:
        raise refused(MERGED, row=int(found[2]), cells=found[1].decode())


def _path_of(archive: zipfile.ZipFile, sheet: str) -> str:
    """Where the sheet of that name lies in the archive; empty where it can't be told."""
    book = ET.fromstring(archive.read(_BOOK))  # noqa: S314 - ``checked`` saw no entities
    wanted = next(
        (one.get(_RELATION) for one in book.iter(f"{_MAIN}sheet") if one.get("name") == sheet), None
    )
    if wanted is None or "xl/_rels/workbook.xml.rels" not in archive.namelist():
        return ""
    relations = ET.fromstring(archive.read("xl/_rels/workbook.xml.rels"))  # noqa: S314 - the same
    target = next((one.get("Target", "") for one in relations if one.get("Id") == wanted), "")
    return target.removeprefix("/") if target.startswith("/") else f"xl/{target}"
